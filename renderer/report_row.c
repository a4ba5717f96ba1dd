/* report_row: an event as a row of a page, and the text files of its long values.  See
 * report_row.h. */
#include <stdio.h>
#include <string.h>

#include "report_csv.h"
#include "report_row.h"
#include "utf8.h"

#define ROW_FIELDS   30
#define ROW_COST     700                /* bytes of a row's own markup, at most */
#define ROW_CHANGES  60                 /* changes shown in a row */
#define ROW_OTHERS   20                 /* parties shown that the sentence does not name */
#define ROW_CHANGED  ((size_t)64 << 10) /* bytes of all changes shown in a row */
#define ROW_SENTENCE ((size_t)32 << 10) /* bytes of a sentence, from where it ends with its part */
#define ROW_LINE     160                /* bytes of a folded message that are shown; twice as long, ... */
#define ROW_LINES    4                  /* ... or with so many line ends, it is folded */
#define ROW_BRIEF    400                /* bytes of a text in the sentence of a brief row */
#define ROW_META     200                /* bytes of an address, agent, request that are shown */

size_t row_cost(struct slice text)
{
    size_t n = text.n;

    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '&' || text.p[i] == '<' || text.p[i] == '>' || text.p[i] == '"' ||
            text.p[i] == '\'' || text.p[i] < 0x20)
            n += 5;
    return n;
}

void row_value_path(const struct store_event *e, const char *field, size_t index, char out[PLACE_SIZE])
{
    if (index == SIZE_MAX)
        snprintf(out, PLACE_SIZE, "value/%.2s/%s-%s.txt", e->public_id, e->public_id, field);
    else
        snprintf(out, PLACE_SIZE, "value/%.2s/%s-%zu-%s.txt", e->public_id, e->public_id, index + 1, field);
}

/* {text, more: {size, href}}: the value, shortened if it is long. */
static struct value long_value(const struct page *p, const struct store_event *e, const char *field,
                               size_t index, struct slice text, size_t *cost)
{
    struct slice shown = text.n > REPORT_VALUE ? utf8_prefix(text, REPORT_VALUE) : text;
    struct value more = VALUE_MISSING;

    if (shown.n < text.n) {
        char path[PLACE_SIZE];

        row_value_path(e, field, index, path);
        more = pair_value(p->arena, "size", value_text(say_plural(p->arena, text.n, "byte", "bytes")), "href",
                          value_text(page_href(p, path)));
        *cost += 200;
    }
    *cost += row_cost(shown);
    return pair_value(p->arena, "text", value_text(slice_copy(p->arena, shown)), "more", more);
}

/* What fits a line, with an ellipsis if it is cut; the CSV has all of it. */
static struct slice meta_text(struct arena *a, struct slice text, size_t *cost)
{
    struct slice cut = utf8_prefix(text, ROW_META);

    *cost += row_cost(cut) + 20;
    if (cut.n == text.n)
        return slice_copy(a, text);
    return say_format(a, "%.*s\xe2\x80\xa6", (int)cut.n, (const char *)cut.p);
}

static struct value party_value(const struct page *p, const struct store_party *party, int64_t self,
                                size_t *cost)
{
    struct slice name = item_name(p->arena, party->label.n > 0 ? party->label : party->latest, party->key);
    struct value link;

    *cost += row_cost(name) + 32;
    if (party->item == self) {
        struct buf b;

        buf_init(&b, 16384);
        buf_text(&b, "<b>");
        markup_text(&b, name);
        buf_text(&b, "</b>");
        link = value_markup(p->arena, markup_take(p->arena, &b), name);
        buf_release(&b);
        return link;
    }
    link =
        item_link(p, party->item, party->type, party->key, party->label.n > 0 ? party->label : party->latest);
    *cost += 110;
    return link;
}

/* A part of the sentence; a capital letter stands at its start unless it is the event's message. */
static void put_text(const struct page *p, struct buf *b, struct slice text, size_t max, bool first,
                     bool message)
{
    struct slice shown = utf8_prefix(text, max);

    markup_text(b, first && !message ? say_upper(p->arena, shown) : shown);
    if (shown.n < text.n)
        buf_text(b, "\xe2\x80\xa6");
}

/* A name that is no link: what turns its direction ends with it. */
static void put_name(struct buf *b, struct slice name)
{
    buf_text(b, "<bdi>");
    markup_text(b, name);
    buf_text(b, "</bdi>");
}

/* The sentence as markup: names are links, texts are escaped and at most max bytes each. */
static struct value what_value(const struct page *p, const struct store_event *e, int64_t self, size_t max,
                               struct sentence_result *s, size_t *cost)
{
    struct slice markup;
    struct buf b;

    arena_reset(&p->run->row);
    sentence_of(p->run->sentences, e, &p->run->row, s);
    buf_init(&b, (size_t)4 << 20);
    for (size_t i = 0; i < s->n && b.n < ROW_SENTENCE; i++) {
        const struct sentence_part *part = &s->parts[i];
        struct value v;
        size_t unused = 0;

        if (part->kind != SENTENCE_PARTY) {
            put_text(p, &b, part->text, max, i == 0 && !s->label, part->kind == SENTENCE_MESSAGE);
            continue;
        }
        v = party_value(p, &e->parties[part->party], self, &unused);
        if (v.kind == VALUE_HTML)
            buf_slice(&b, v.as.html->markup);
        else
            put_name(&b, v.as.text);
    }
    markup = markup_take(p->arena, &b);
    buf_release(&b);
    *cost += markup.n;
    return value_markup(p->arena, markup, SLICE_NONE);
}

/* {text} or {empty} or {unrecorded}: one side of a change. */
static struct value side_value(const struct page *p, const struct store_event *e, size_t i, bool new_,
                               size_t *cost)
{
    const struct change *c = &e->ev.changes[i];
    struct slice text = new_ ? c->new_ : c->old;
    struct value_builder b;

    value_begin(&b, p->arena, 1);
    if (!(c->known & (new_ ? CHANGE_NEW_KNOWN : CHANGE_OLD_KNOWN)))
        value_add_bool(&b, "unrecorded", true);
    else if (text.n == 0)
        value_add_bool(&b, "empty", true);
    else
        value_add(&b, "value", long_value(p, e, new_ ? "after" : "before", i, text, cost));
    *cost += 60;
    return value_built(&b);
}

/* How many changes a row shows. */
static size_t changes_shown(const struct store_event *e)
{
    size_t n = 0, sum = 0;

    while (n < e->ev.n_changes && n < ROW_CHANGES && sum < ROW_CHANGED) {
        sum += row_cost(utf8_prefix(e->ev.changes[n].old, REPORT_VALUE));
        sum += row_cost(utf8_prefix(e->ev.changes[n].new_, REPORT_VALUE));
        n++;
    }
    return n;
}

static struct value changes_value(const struct page *p, const struct store_event *e, size_t *cost)
{
    size_t shown = changes_shown(e);
    struct value rows[ROW_CHANGES], more = VALUE_MISSING;

    if (e->ev.n_changes == 0)
        return VALUE_MISSING;
    for (size_t i = 0; i < shown; i++) {
        struct value_builder b;

        value_begin(&b, p->arena, 3);
        value_add_text(&b, "field", meta_text(p->arena, e->ev.changes[i].field, cost));
        value_add(&b, "old", side_value(p, e, i, false, cost));
        value_add(&b, "new", side_value(p, e, i, true, cost));
        rows[i] = value_built(&b);
    }
    if (shown < e->ev.n_changes) {
        char path[PLACE_SIZE];

        row_value_path(e, "changes", SIZE_MAX, path);
        more = pair_value(p->arena, "n", number_value(p->arena, e->ev.n_changes - shown), "href",
                          value_text(page_href(p, path)));
    }
    *cost += 300;
    return pair_value(p->arena, "rows", value_list_of(p->arena, rows, shown), "more", more);
}

static const char *role_words(enum role r)
{
    static const char *const words[] = {"by", "to", "with", "owned by", "on behalf of"};

    return words[r];
}

/* The parties that the sentence does not name. */
static struct value others_value(const struct page *p, const struct store_event *e, int64_t self,
                                 const struct sentence_result *s, size_t *cost)
{
    struct value list[ROW_OTHERS];
    size_t n = 0;

    for (size_t i = 0; i < e->n_parties && n < ROW_OTHERS; i++) {
        const struct store_party *party = &e->parties[i];
        struct value_builder b;

        if ((i < sizeof(s->told) && s->told[i]) || party->item == self)
            continue;
        value_begin(&b, p->arena, 4);
        value_add_string(&b, "role", role_words(party->role));
        value_add_text(&b, "type", say_lower(p->arena, say_type(p->arena, party->type)));
        value_add(&b, "name", party_value(p, party, self, cost));
        value_add_string(&b, "how", party->how == FOUND_FIELD ? NULL : found_name(party->how));
        *cost += 60 + party->type.n;
        list[n++] = value_built(&b);
    }
    return value_list_of(p->arena, list, n);
}

/* How many parties neither the sentence nor the list above names. */
static size_t others_left(const struct store_event *e, int64_t self, const struct sentence_result *s)
{
    size_t n = 0;

    for (size_t i = 0; i < e->n_parties; i++)
        n += !(i < sizeof(s->told) && s->told[i]) && e->parties[i].item != self;
    return n > ROW_OTHERS ? n - ROW_OTHERS : 0;
}

/* All of them stand in the CSV of the day; a report in one file has none. */
static void add_left(const struct page *p, struct value_builder *b, const struct store_event *e, size_t left)
{
    int64_t at = e->ev.time.at;
    char path[PLACE_SIZE];

    value_add(b, "others_more", number_value(p->arena, left));
    value_add(b, "others_all", number_value(p->arena, e->n_parties));
    if (p->run->single)
        return;
    place_day(at == STAMP_UNKNOWN ? INT64_MIN : stamp_day(at), path);
    value_add_text(b, "others_csv", page_href(p, (const char *)say_format(p->arena, "%s.csv", path).p));
}

static struct value origin_value(const struct page *p, const struct event *ev, bool channel, size_t *cost)
{
    const struct slice texts[] = {channel ? ev->channel : SLICE_NONE, ev->ip, ev->location, ev->agent};
    struct value list[4];
    size_t n = 0;

    for (size_t i = 0; i < 4; i++)
        if (texts[i].n > 0)
            list[n++] = value_text(meta_text(p->arena, texts[i], cost));
    return value_list_of(p->arena, list, n);
}

/* A link to where the dumps that lack it are told; a report in one file does not tell them. */
static struct value absent_flag(const struct page *p, size_t *cost)
{
    struct slice text = SLICE("absent from a later export");

    if (p->run->single)
        return value_text(text);
    *cost += 100;
    return value_link(p->arena, page_href(p, "completeness.html#absent"), text);
}

/* Of one that was erased as a whole the sentence tells it. */
static struct value erased_flag(const struct page *p, const struct store_event *e)
{
    return value_text(e->erased_by < 0 ? SLICE("erased in part")
                                       : say_format(p->arena, "erased in part by entry %lld of the ledger",
                                                    (long long)e->erased_by));
}

static struct value flags_value(const struct page *p, const struct store_event *e, size_t *cost)
{
    const struct event *ev = &e->ev;
    struct value list[7];
    size_t n = 0;

    if (ev->flags & EVENT_PARTLY)
        list[n++] = erased_flag(p, e);
    if (ev->flags & EVENT_CONFLICT)
        list[n++] = value_string("came in several versions");
    if (ev->flags & EVENT_ABSENT)
        list[n++] = absent_flag(p, cost);
    if (ev->flags & EVENT_RECOVERED)
        list[n++] = value_string("read after damage");
    if (ev->flags & EVENT_STALE)
        list[n++] = value_string("mapped by earlier rules");
    if (ev->time.zone == STAMP_ZONE_ASSUMED)
        list[n++] = value_string("zone assumed");
    if (ev->time.ambiguous)
        list[n++] = value_string("local time occurred twice or never");
    return value_list_of(p->arena, list, n);
}

static struct value place_value(const struct page *p, const struct store_event *e, size_t *cost)
{
    struct value_builder b;

    value_begin(&b, p->arena, 3);
    value_add(&b, "record", number_value(p->arena, e->ev.record));
    value_add_text(&b, "dump", meta_text(p->arena, e->dump_name, cost));
    value_add_text(&b, "href", page_href(p, "sources.html"));
    return value_built(&b);
}

static struct value category_class(struct arena *a, struct slice category)
{
    char slug[PLACE_SLUG + 1];
    size_t n = place_slug(category, PLACE_SLUG, slug);

    if (category.n == 0)
        return VALUE_MISSING;
    return value_text((struct slice){arena_copy(a, slug, n), n});
}

/* What is told of a message that is folded: NONE if it is short enough to stand open. */
static struct value first_line(struct arena *a, struct slice text, size_t *cost)
{
    struct slice line = utf8_prefix(text, ROW_LINE);
    size_t lines = 0;

    for (size_t i = 0; i < text.n && lines < ROW_LINES; i++)
        lines += text.p[i] == '\n';
    if (text.n <= 2 * ROW_LINE && lines < ROW_LINES)
        return VALUE_MISSING;
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] == '\n' || line.p[i] == '\r')
            line.n = i;
    *cost += row_cost(line) + 80;
    return value_text(say_format(a, "%.*s\xe2\x80\xa6", (int)line.n, (const char *)line.p));
}

static void add_texts(const struct page *p, struct value_builder *b, const struct store_event *e,
                      const struct sentence_result *s, size_t *cost)
{
    const struct event *ev = &e->ev;

    value_add(b, "why",
              ev->reason.n > 0 && !s->told_reason && !slice_equal(ev->reason, ev->message)
                  ? value_text(meta_text(p->arena, ev->reason, cost))
                  : VALUE_MISSING);
    if (ev->message.n > 0 && (!s->told_message || ev->message.n > REPORT_VALUE)) {
        value_add(b, "message", long_value(p, e, "message", SIZE_MAX, ev->message, cost));
        value_add(b, "first_line", first_line(p->arena, ev->message, cost));
    }
    value_add(b, "origin", origin_value(p, ev, !s->told_channel, cost));
    value_add(b, "request",
              ev->request.n > 0 ? value_text(meta_text(p->arena, ev->request, cost)) : VALUE_MISSING);
    value_add(b, "stands", ev->count > 1 ? number_value(p->arena, (uint64_t)ev->count) : VALUE_MISSING);
}

struct value row_value(const struct page *p, const struct store_event *e, int64_t self, size_t *cost)
{
    const struct event *ev = &e->ev;
    struct sentence_result s;
    struct value_builder b;
    size_t sum = ROW_COST;
    struct value what = what_value(p, e, self, REPORT_VALUE, &s, &sum);
    size_t left = others_left(e, self, &s);

    value_begin(&b, p->arena, ROW_FIELDS);
    value_add_text(&b, "id", slice_copy(p->arena, slice_text(e->public_id)));
    value_add(&b, "time", time_value(p->arena, ev->time.at, ev->time.resolution));
    value_add_string(&b, "class", outcome_name(ev->outcome));
    value_add(&b, "mark", mark_value(p->arena, ev->outcome));
    value_add_bool(&b, "bad", outcome_is_bad(ev->outcome));
    value_add(&b, "what", what);
    add_texts(p, &b, e, &s, &sum);
    value_add(&b, "changes", changes_value(p, e, &sum));
    value_add(&b, "fields", fields_value(p, e, &sum));
    value_add(&b, "others", others_value(p, e, self, &s, &sum));
    if (left > 0)
        add_left(p, &b, e, left);
    value_add_text(&b, "action", meta_text(p->arena, ev->action, &sum));
    value_add_text(&b, "label",
                   slice_equal(ev->label, ev->action) ? SLICE_NONE : meta_text(p->arena, ev->label, &sum));
    value_add_text(&b, "category", slice_copy(p->arena, ev->category));
    value_add(&b, "category_class", category_class(p->arena, ev->category));
    value_add(&b, "place", place_value(p, e, &sum));
    value_add(&b, "flags", flags_value(p, e, &sum));
    value_add_text(&b, "href", event_href(p, e));
    value_add(&b, "time_text",
              ev->time.at == STAMP_UNKNOWN ? value_text(meta_text(p->arena, ev->time_text, &sum))
                                           : VALUE_MISSING);
    *cost = sum;
    return value_built(&b);
}

struct value row_brief(const struct page *p, const struct store_event *e, int64_t self)
{
    struct slice href = event_href(p, e);
    struct sentence_result s;
    struct value_builder b;
    struct page on = *p;
    size_t unused = 0;

    on.names_only = href.n == 0; /* nor may its items have pages */
    value_begin(&b, p->arena, 6);
    value_add_text(&b, "href", href);
    value_add(&b, "time", time_value(p->arena, e->ev.time.at, e->ev.time.resolution));
    value_add(&b, "mark", mark_value(p->arena, e->ev.outcome));
    value_add(&b, "what", what_value(&on, e, self, ROW_BRIEF, &s, &unused));
    value_add(&b, "why",
              e->ev.reason.n > 0 && !s.told_reason ? value_text(meta_text(p->arena, e->ev.reason, &unused))
                                                   : VALUE_MISSING);
    return value_built(&b);
}

static enum status put_value(struct run *run, const struct store_event *e, const char *field, size_t index,
                             struct slice text, struct err *err)
{
    char path[PLACE_SIZE];

    if (text.n <= REPORT_VALUE)
        return ST_OK;
    row_value_path(e, field, index, path);
    return site_put(run->site, path, text, err);
}

/* All changes of an event that has more than a row shows, one a line. */
static enum status put_changes(struct run *run, const struct store_event *e, struct err *err)
{
    struct site_file *f;
    char path[PLACE_SIZE];
    struct buf line;
    enum status st;

    row_value_path(e, "changes", SIZE_MAX, path);
    st = site_begin(run->site, path, &f, err);
    if (st != ST_OK)
        return st;
    buf_init(&line, BUF_CAP);
    for (size_t i = 0; st == ST_OK && i < e->ev.n_changes; i++) {
        buf_clear(&line);
        change_write(&line, &e->ev.changes[i]);
        buf_byte(&line, '\n');
        st = site_write(f, buf_view(&line), err);
    }
    buf_release(&line);
    if (st == ST_OK)
        return site_end(f, err);
    site_drop(f);
    return st;
}

enum status row_values(struct run *run, const struct store_event *e, struct err *err)
{
    size_t shown = changes_shown(e);
    enum status st = put_value(run, e, "message", SIZE_MAX, e->ev.message, err);

    for (size_t i = 0; st == ST_OK && i < shown; i++) {
        st = put_value(run, e, "before", i, e->ev.changes[i].old, err);
        if (st == ST_OK)
            st = put_value(run, e, "after", i, e->ev.changes[i].new_, err);
    }
    if (st == ST_OK && e->ev.n_changes > shown)
        st = put_changes(run, e, err);
    return st == ST_OK ? fields_write(run, e, err) : st;
}
