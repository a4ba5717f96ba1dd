/* entry: a line of the ledger.  See entry.h. */
#include <string.h>

#include "base64.h"
#include "entry_lines.h"

void entry_init(struct entry *e)
{
    buf_init(&e->line, BUF_CAP);
    buf_init(&e->disclosed, BUF_CAP);
    buf_init(&e->scratch, BUF_CAP);
    buf_init(&e->text, BUF_CAP);
    e->digest = digest_new();
}

void entry_release(struct entry *e)
{
    buf_release(&e->line);
    buf_release(&e->disclosed);
    buf_release(&e->scratch);
    buf_release(&e->text);
    digest_free(e->digest);
}

#define PIECE      1024 /* bytes that are escaped at once */
#define MOST_BYTES 6    /* that one becomes: \u0001 */

static unsigned char *escape(unsigned char *to, unsigned char c)
{
    static const char shorts[] = "btn\0fr", digits[] = "0123456789abcdef"; /* shorts: of 8 to 13 */

    *to++ = '\\';
    if (c >= 0x20 || (c >= 8 && c <= 13 && c != 11)) {
        *to++ = c < 0x20 ? (unsigned char)shorts[c - 8] : c;
        return to;
    }
    memcpy(to, "u00", 3);
    to[3] = (unsigned char)digits[c >> 4];
    to[4] = (unsigned char)digits[c & 15];
    return to + 5;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Is none of eight bytes one that is escaped?  A byte below a limit borrows from its highest bit. */
static bool is_plain(uint64_t word)
{
    uint64_t quote = word ^ EACH('"'), slash = word ^ EACH('\\');

    return ((((word - EACH(0x20)) & ~word) | ((quote - EACH(1)) & ~quote) | ((slash - EACH(1)) & ~slash)) &
            EACH(0x80)) == 0;
}

static unsigned char *escape_each(unsigned char *to, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] >= 0x20 && p[i] != '"' && p[i] != '\\')
            *to++ = p[i];
        else
            to = escape(to, p[i]);
    }
    return to;
}

static void put_escaped(struct buf *b, const unsigned char *p, size_t n)
{
    unsigned char *from = buf_space(b, MOST_BYTES * n), *to = from;
    uint64_t word;

    for (; n >= sizeof(word); p += sizeof(word), n -= sizeof(word)) {
        memcpy(&word, p, sizeof(word));
        if (!is_plain(word)) {
            to = escape_each(to, p, sizeof(word));
            continue;
        }
        memcpy(to, &word, sizeof(word));
        to += sizeof(word);
    }
    to = escape_each(to, p, n);
    buf_grew(b, (size_t)(to - from));
}

void entry_string(struct buf *b, struct slice text)
{
    buf_byte(b, '"');
    for (size_t at = 0; at < text.n; at += PIECE)
        put_escaped(b, text.p + at, text.n - at < PIECE ? text.n - at : PIECE);
    buf_byte(b, '"');
}

static void string_or_null(struct buf *b, struct slice text)
{
    if (text.n == 0)
        buf_slice(b, SLICE("null"));
    else
        entry_string(b, text);
}

/* The first n bytes of it, once more. */
static void again(struct buf *b, size_t n)
{
    unsigned char *to = buf_space(b, n);

    memcpy(to, b->p, n);
    buf_grew(b, n);
}

void entry_commit(struct committer *c, const char *name)
{
    struct entry *e = c->out;
    struct slice named = slice_text(name);
    unsigned char sum[DIGEST_SIZE];
    size_t from;

    if (c->n == 0) {
        buf_int(&e->disclosed, (int64_t)c->seq);
        buf_byte(&e->disclosed, '\t');
        c->number = e->disclosed.n;
    } else {
        again(&e->disclosed, c->number);
    }
    from = e->disclosed.n;
    buf_slice(&e->disclosed, SLICE("[\""));
    base64_url_write(&e->disclosed, c->salt, ENTRY_SALT);
    buf_slice(&e->disclosed, SLICE("\",\""));
    buf_slice(&e->disclosed, named);
    buf_slice(&e->disclosed, SLICE("\","));
    buf_slice(&e->disclosed, buf_view(&e->scratch));
    buf_byte(&e->disclosed, ']');
    digest_of(e->digest, e->disclosed.p + from, e->disclosed.n - from, sum);
    buf_byte(&e->disclosed, '\n');
    buf_slice(&e->line, c->n == 0 ? SLICE("\"_sd\":{\"") : SLICE(",\""));
    buf_slice(&e->line, named);
    buf_slice(&e->line, SLICE("\":\""));
    base64_url_write(&e->line, sum, sizeof(sum));
    buf_byte(&e->line, '"');
    buf_clear(&e->scratch);
    c->salt += ENTRY_SALT;
    c->n++;
}

static void put_party(struct buf *b, const struct store_party *p, bool role)
{
    buf_byte(b, '[');
    if (role) {
        entry_string(b, slice_text(role_name(p->role)));
        buf_byte(b, ',');
    }
    entry_string(b, p->type);
    buf_byte(b, ',');
    entry_string(b, p->key);
    buf_byte(b, ',');
    string_or_null(b, p->label);
    buf_byte(b, ',');
    entry_string(b, slice_text(found_name(p->how)));
    buf_byte(b, ']');
}

static void commit_actors(struct committer *c, const struct store_event *e)
{
    struct buf *b = &c->out->scratch;
    size_t n = 0;

    buf_byte(b, '[');
    for (size_t i = 0; i < e->n_parties; i++) {
        if (e->parties[i].role != ROLE_ACTOR)
            continue;
        if (n++ > 0)
            buf_byte(b, ',');
        put_party(b, &e->parties[i], false);
    }
    buf_byte(b, ']');
    entry_commit(c, "actor");
}

/* The k-th of those that did not act, from 1. */
static const struct store_party *item_at(const struct store_event *e, size_t k)
{
    for (size_t i = 0; i < e->n_parties; i++)
        if (e->parties[i].role != ROLE_ACTOR && --k == 0)
            return &e->parties[i];
    return NULL;
}

static size_t count_items(const struct store_event *e)
{
    size_t n = 0;

    for (size_t i = 0; i < e->n_parties; i++)
        n += e->parties[i].role != ROLE_ACTOR;
    return n;
}

static void commit_item(struct committer *c, const struct store_event *e, size_t k)
{
    char name[] = {'i', 't', 'e', 'm', '.', (char)('0' + (k < 10 ? k : k / 10)), (char)('0' + k % 10), 0};

    name[6] = k < 10 ? 0 : name[6];
    put_party(&c->out->scratch, item_at(e, k), true);
    entry_commit(c, name);
}

static void commit_rest(struct committer *c, const struct store_event *e)
{
    struct buf *b = &c->out->scratch;
    size_t k = 0;

    for (size_t i = 0; i < e->n_parties; i++) {
        if (e->parties[i].role == ROLE_ACTOR || ++k <= ENTRY_ITEMS)
            continue;
        buf_byte(b, k == ENTRY_ITEMS + 1 ? '[' : ',');
        put_party(b, &e->parties[i], true);
    }
    buf_byte(b, ']');
    entry_commit(c, "item.rest");
}

/* By the bytes of their names, item.10 follows item.1. */
static void commit_items(struct committer *c, const struct store_event *e)
{
    size_t n = count_items(e), most = n < ENTRY_ITEMS ? n : ENTRY_ITEMS;

    for (size_t first = 1; first <= 9 && first <= most; first++) {
        commit_item(c, e, first);
        for (size_t k = 10 * first; k < 10 * first + 10 && k <= most; k++)
            commit_item(c, e, k);
    }
    if (n > ENTRY_ITEMS)
        commit_rest(c, e);
}

static void member(struct buf *b, const char *name)
{
    if (b->p[b->n - 1] != '{')
        buf_byte(b, ',');
    buf_byte(b, '"');
    buf_text(b, name);
    buf_text(b, "\":");
}

static void text_member(struct buf *b, const char *name, struct slice text)
{
    if (text.n == 0)
        return;
    member(b, name);
    entry_string(b, text);
}

static void put_changes(struct buf *b, const struct event *ev)
{
    if (ev->n_changes == 0)
        return;
    member(b, "changes");
    for (size_t i = 0; i < ev->n_changes; i++) {
        const struct change *c = &ev->changes[i];

        buf_byte(b, i == 0 ? '[' : ',');
        buf_byte(b, '[');
        entry_string(b, c->field);
        buf_byte(b, ',');
        string_or_null(b, c->old);
        buf_byte(b, ',');
        string_or_null(b, c->new_);
        buf_format(b, ",%u]", c->known);
    }
    buf_byte(b, ']');
}

/* An action that no catalog names may be any text, so it is not for all to read. */
static bool is_listed(const struct event *ev)
{
    return ev->category.n > 0 || ev->label.n > 0 || ev->sentence.n > 0;
}

/* JSON within a string: its integers may be above 2^53. */
static void commit_data(struct committer *c, const struct event *ev)
{
    struct buf *b = &c->out->text;

    buf_clear(b);
    buf_byte(b, '{');
    if (!is_listed(ev))
        text_member(b, "action", ev->action);
    if (ev->attributes.n > 0) {
        member(b, "attributes");
        buf_slice(b, ev->attributes);
    }
    put_changes(b, ev);
    text_member(b, "doubt", slice_text(stamp_doubt(&ev->time)));
    text_member(b, "label", ev->label);
    text_member(b, "reason", ev->reason);
    text_member(b, "sentence", ev->sentence);
    text_member(b, "time", ev->time_text);
    buf_byte(b, '}');
    entry_string(&c->out->scratch, buf_view(b));
    entry_commit(c, "data");
}

static void commit_origin(struct committer *c, const struct event *ev)
{
    const struct slice parts[] = {ev->ip, ev->agent, ev->location, ev->channel};
    struct buf *b = &c->out->scratch;

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        buf_byte(b, i == 0 ? '[' : ',');
        string_or_null(b, parts[i]);
    }
    buf_byte(b, ']');
    entry_commit(c, "origin");
}

static void commit_record(struct committer *c, const struct store_event *e)
{
    struct buf *b = &c->out->scratch;

    buf_byte(b, '[');
    string_or_null(b, e->ev.native);
    buf_byte(b, ',');
    buf_int(b, (int64_t)e->ev.offset);
    buf_byte(b, ',');
    buf_int(b, (int64_t)e->ev.length);
    buf_text(b, ",\"");
    buf_hex(b, e->ev.digest, DIGEST_SIZE);
    buf_text(b, "\",\"");
    buf_hex(b, e->ev.ident, IDENT_SIZE);
    buf_text(b, "\",");
    buf_int(b, e->n);
    buf_byte(b, ']');
    entry_commit(c, "record");
}

static void commit_text(struct committer *c, const char *name, struct slice text)
{
    string_or_null(&c->out->scratch, text);
    entry_commit(c, name);
}

static void commit_event(struct committer *c, const struct store_event *e)
{
    commit_actors(c, e);
    commit_data(c, &e->ev);
    commit_items(c, e);
    commit_text(c, "message", e->ev.message);
    commit_origin(c, &e->ev);
    commit_record(c, e);
    commit_text(c, "request", e->ev.request);
    buf_byte(&c->out->line, '}');
}

size_t entry_event_salts(const struct store_event *e)
{
    size_t n = count_items(e);

    return 6 + (n <= ENTRY_ITEMS ? n : ENTRY_ITEMS + 1);
}

static void number_member(struct buf *b, const char *name, uint64_t n)
{
    member(b, name);
    buf_int(b, (int64_t)n);
}

static void time_members(struct buf *b, const struct stamp *t)
{
    member(b, "time");
    buf_byte(b, '"');
    stamp_write(b, t->at, t->resolution);
    buf_byte(b, '"');
}

static const char *resolution_name(const struct stamp *t)
{
    return t->resolution == STAMP_RES_DAY ? "day" : t->resolution == STAMP_RES_MINUTE ? "minute" : "";
}

static const char *zone_name(const struct stamp *t)
{
    static const char *const names[] = {"", "text", "profile", "assumed"};

    return names[t->zone];
}

static struct slice actor_type(const struct store_event *e)
{
    for (size_t i = 0; i < e->n_parties; i++)
        if (e->parties[i].role == ROLE_ACTOR)
            return e->parties[i].type;
    return SLICE_NONE;
}

void entry_start(struct entry *out)
{
    buf_clear(&out->line);
    buf_clear(&out->disclosed);
    buf_clear(&out->scratch);
    buf_byte(&out->line, '{');
}

void entry_of_event(struct entry *out, uint64_t seq, int64_t conflict, const struct store_event *e,
                    const unsigned char *salts)
{
    struct committer c = {.out = out, .seq = seq, .salt = salts};
    const struct event *ev = &e->ev;
    struct buf *b = &out->line;

    entry_start(out);
    commit_event(&c, e);
    text_member(b, "action", is_listed(ev) ? ev->action : SLICE_NONE);
    text_member(b, "actor", actor_type(e));
    text_member(b, "category", ev->category);
    if (conflict >= 0)
        number_member(b, "conflict", (uint64_t)conflict);
    if (ev->count != 1)
        number_member(b, "count", (uint64_t)ev->count);
    number_member(b, "import", (uint64_t)e->import);
    if (ev->outcome != OUTCOME_UNKNOWN)
        text_member(b, "outcome", slice_text(outcome_name(ev->outcome)));
    if (ev->sub > 0)
        number_member(b, "part", ev->sub);
    number_member(b, "rec", ev->record);
    if (ev->time.at != STAMP_UNKNOWN)
        text_member(b, "res", slice_text(resolution_name(&ev->time)));
    number_member(b, "seq", seq);
    text_member(b, "src", e->source);
    if (ev->time.at != STAMP_UNKNOWN)
        time_members(b, &ev->time);
    buf_text(b, ",\"v\":1");
    if (ev->time.at != STAMP_UNKNOWN)
        text_member(b, "zone", slice_text(zone_name(&ev->time)));
    buf_byte(b, '}');
}
