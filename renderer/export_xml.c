/* export_xml: events as XML 1.0.  See export_impl.h.
 *
 * XML cannot hold every character (section 2.2): a text with one that it cannot hold is written in
 * base64 (RFC 4648), and its element says so with encoding="base64". */
#include "export_impl.h"
#include "utf8.h"

/* Whether XML 1.0 and its line-end rule (section 2.11) would bring the text back unchanged. */
static bool is_plain(struct slice s)
{
    size_t length;

    for (size_t i = 0; i < s.n; i += length) {
        int32_t c = utf8_at(s, i, &length);

        if (c < 0 || (c < 0x20 && c != '\t' && c != '\n') || c == 0xfffe || c == 0xffff)
            return false;
    }
    return true;
}

static void base64(struct buf *out, struct slice s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < s.n; i += 3) {
        uint32_t three = (uint32_t)s.p[i] << 16 | (i + 1 < s.n ? (uint32_t)s.p[i + 1] << 8 : 0) |
                         (i + 2 < s.n ? s.p[i + 2] : 0);

        for (size_t k = 0; k < 4; k++)
            buf_byte(out, i + k > s.n ? '=' : (unsigned char)digits[three >> (18 - 6 * k) & 63]);
    }
}

static void escaped(struct buf *out, struct slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '&': buf_text(out, "&amp;"); break;
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '"': buf_text(out, "&quot;"); break;
        case '\t': buf_text(out, "&#9;"); break;
        case '\n': buf_text(out, "&#10;"); break;
        default: buf_byte(out, s.p[i]);
        }
    }
}

static void element(struct buf *out, const char *name, struct slice value)
{
    if (value.n == 0)
        return;
    buf_format(out, "  <%s", name);
    if (is_plain(value)) {
        buf_byte(out, '>');
        escaped(out, value);
    } else {
        buf_text(out, " encoding=\"base64\">");
        base64(out, value);
    }
    buf_format(out, "</%s>\n", name);
}

static void element_int(struct buf *out, const char *name, int64_t value)
{
    buf_format(out, "  <%s>", name);
    buf_int(out, value);
    buf_format(out, "</%s>\n", name);
}

static void element_hex(struct buf *out, const char *name, const unsigned char *p, size_t n)
{
    buf_format(out, "  <%s>", name);
    buf_hex(out, p, n);
    buf_format(out, "</%s>\n", name);
}

static void time_elements(struct buf *out, const struct event *ev)
{
    if (ev->time.at != STAMP_UNKNOWN) {
        buf_text(out, "  <time>");
        stamp_write(out, ev->time.at, ev->time.resolution);
        buf_text(out, "</time>\n");
    }
    element(out, "time_text", ev->time_text);
    element(out, "resolution", slice_text(export_resolution(ev->time.resolution)));
    element(out, "zone", slice_text(export_zone(ev->time.zone)));
    element(out, "time_doubt", slice_text(stamp_doubt(&ev->time)));
}

static void items(struct buf *out, const struct store_event *e)
{
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];

        buf_format(out, "  <item role=\"%s\" found=\"%s\">\n", role_name(p->role), found_name(p->how));
        element(out, "type", p->type);
        element(out, "key", p->key);
        element(out, "label", p->label);
        buf_text(out, "  </item>\n");
    }
}

static void changes(struct buf *out, const struct store_event *e)
{
    for (size_t i = 0; i < e->ev.n_changes; i++) {
        const struct change *c = &e->ev.changes[i];

        buf_format(out, "  <change old-known=\"%s\" new-known=\"%s\">\n",
                   c->known & CHANGE_OLD_KNOWN ? "yes" : "no", c->known & CHANGE_NEW_KNOWN ? "yes" : "no");
        element(out, "field", c->field);
        element(out, "old", c->old);
        element(out, "new", c->new_);
        buf_text(out, "  </change>\n");
    }
}

static void flags(struct buf *out, const struct store_event *e)
{
    if ((e->ev.flags & EXPORT_FLAGS) == 0)
        return;
    buf_text(out, "  <flags>");
    export_flags(out, e);
    buf_text(out, "</flags>\n");
}

static void head(struct buf *out)
{
    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<events>\n");
}

static void event(struct buf *out, const struct store_event *e)
{
    const struct event *ev = &e->ev;

    buf_format(out, " <event id=\"%s\">\n", e->public_id);
    element(out, "source", e->source);
    element(out, "native", ev->native);
    time_elements(out, ev);
    element(out, "action", ev->action);
    element(out, "category", ev->category);
    element(out, "label", ev->label);
    element(out, "outcome", slice_text(outcome_name(ev->outcome)));
    element(out, "reason", ev->reason);
    element_int(out, "count", ev->count);
    items(out, e);
    changes(out, e);
    element(out, "ip", ev->ip);
    element(out, "agent", ev->agent);
    element(out, "location", ev->location);
    element(out, "channel", ev->channel);
    element(out, "request", ev->request);
    element(out, "message", ev->message);
    element(out, "attributes", ev->attributes);
    element(out, "dump", e->dump_name);
    if (!e->dump_erased)
        element_hex(out, "dump_sha256", e->dump, DIGEST_SIZE);
    element_int(out, "record", (int64_t)ev->record);
    element_int(out, "part", ev->sub);
    element_int(out, "offset", (int64_t)ev->offset);
    element_int(out, "length", (int64_t)ev->length);
    if (!e->veiled && (ev->flags & EVENT_ERASED) == 0)
        element_hex(out, "sha256", ev->digest, DIGEST_SIZE);
    flags(out, e);
    buf_text(out, " </event>\n");
}

static void tail(struct buf *out)
{
    buf_text(out, "</events>\n");
}

const struct export_writer export_xml = {head, event, tail};
