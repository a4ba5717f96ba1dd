/* report_page: the making of one page, and the small values that pages share.  See report_page.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "report_page.h"
#include "utf8.h"

#define FIELDS 96 /* of a page's outermost context */

struct entry { /* of the navigation */
    const char *name, *path, *title;
};

static const struct entry entries[] = {{"summary", "index.html", "Summary"},
                                       {"timeline", "timeline.html", "Timeline"},
                                       {"items", "items.html", "Items"},
                                       {"actions", "actions.html", "Actions"},
                                       {"completeness", "completeness.html", "Completeness"},
                                       {"integrity", "integrity.html", "Integrity"},
                                       {"rejects", "rejects.html", "Rejects"},
                                       {"sources", "sources.html", "Sources"},
                                       {"provenance", "provenance.html", "Provenance"}};

#define ENTRIES (sizeof(entries) / sizeof(entries[0]))

static const char *root_of(const char *path)
{
    static const char *const roots[] = {"", "../", "../../", "../../../"};
    size_t depth = 0;

    for (const char *p = path; *p != '\0'; p++)
        depth += *p == '/';
    assert(depth < 4);
    return roots[depth];
}

static struct slice root_href(const struct page *p, const char *path)
{
    size_t root = strlen(p->root), n = strlen(path);
    unsigned char *text = arena_alloc(p->arena, root + n + 1);

    memcpy(text, p->root, root);
    memcpy(text + root, path, n + 1);
    return (struct slice){text, root + n};
}

/* In one file: "#i-3f0a9c1b2d4e" for an item's page, the top for all else. */
static struct slice single_href(const struct page *p, const char *path)
{
    const char *end = strstr(path, ".html");

    if (strncmp(path, "item/", 5) != 0 || end == NULL || end - path < 12)
        return SLICE("#main");
    return say_format(p->arena, "#i-%.12s", end - 12);
}

struct slice page_href(const struct page *p, const char *path)
{
    if (p->run->single)
        return single_href(p, path);
    return root_href(p, path);
}

struct value pair_value(struct arena *a, const char *one, struct value v, const char *two, struct value w)
{
    struct value_builder b;

    value_begin(&b, a, 2);
    value_add(&b, one, v);
    value_add(&b, two, w);
    return value_built(&b);
}

static struct value rows_map(struct arena *a, struct value rows)
{
    struct value_builder b;

    value_begin(&b, a, 1);
    value_add(&b, "rows", rows);
    return value_built(&b);
}

struct value some_value(struct arena *a, const struct value *items, size_t n)
{
    return n > 0 ? rows_map(a, value_list_of(a, items, n)) : VALUE_MISSING;
}

struct value pulled_value(struct arena *a, struct value_rows rows)
{
    return rows.max > 0 ? rows_map(a, value_of_rows(a, rows)) : VALUE_MISSING;
}

struct page page_of_row(const struct page *p, struct value_pull *pull)
{
    struct page row = *p;

    row.arena = &pull->arena;
    return row;
}

struct value link_value(const struct page *p, const char *path, struct slice title)
{
    return pair_value(p->arena, "href", path != NULL ? value_text(page_href(p, path)) : VALUE_MISSING,
                      "title", value_text(title));
}

static struct value navigation(const struct page *p, const char *nav)
{
    struct value list[ENTRIES];

    for (size_t i = 0; i < ENTRIES; i++) {
        struct value_builder b;

        value_begin(&b, p->arena, 3);
        value_add_text(&b, "href", page_href(p, entries[i].path));
        value_add_string(&b, "title", entries[i].title);
        value_add_bool(&b, "current", strcmp(nav, entries[i].name) == 0);
        list[i] = value_built(&b);
    }
    return value_list_of(p->arena, list, ENTRIES);
}

static struct value site_value(const struct page *p, const char *nav)
{
    const struct run *run = p->run;
    struct value_builder b;

    value_begin(&b, p->arena, 12);
    value_add_text(&b, "title", run->title);
    value_add_string(&b, "organisation", run->o->organisation);
    value_add_string(&b, "version", TRAILBOOK_VERSION);
    value_add_string(&b, "root", p->root);
    value_add(&b, "nav", navigation(p, nav));
    value_add_string(&b, "filter", run->filtered ? run->o->filter_text : NULL);
    value_add_string(&b, "pseudonyms", run->o->pseudonyms);
    value_add_bool(&b, "none", run->filtered && run->facts.events == 0);
    value_add_bool(&b, "single", run->single);
    value_add_text(&b, "dumps", say_plural(p->arena, run->facts.dumps, "dump", "dumps"));
    value_add_text(&b, "sources", say_plural(p->arena, run->facts.totals.sources, "source", "sources"));
    return value_built(&b);
}

void page_begin(struct page *p, struct run *run, struct arena *a, const char *path, const char *nav,
                struct slice title)
{
    memset(p, 0, sizeof(*p));
    p->run = run;
    p->arena = a;
    snprintf(p->path, sizeof(p->path), "%s", path);
    p->root = root_of(path);
    value_begin(&p->map, a, FIELDS);
    value_begin(&p->page, a, 12);
    value_add(&p->map, "site", site_value(p, nav));
    p->title = value_add_text(&p->page, "title", title);
    value_add_string(&p->page, "root", p->root);
    value_add_bool(&p->page, "part", strcmp(nav, "summary") != 0);
    if (strcmp(nav, "summary") != 0)
        page_trail(p, run->title, "index.html");
}

void page_trail(struct page *p, struct slice title, const char *path)
{
    assert(p->n_trail < sizeof(p->trail) / sizeof(p->trail[0]));
    p->trail[p->n_trail++] = link_value(p, path, title);
}

void page_turn(struct page *p, const char *which, const char *path, struct slice title)
{
    value_add(&p->page, which, link_value(p, path, title));
}

enum status page_write(struct page *p, const char *template, struct err *err)
{
    const struct tmpl *t;
    struct site_file *f;
    enum status st = theme_template(p->run->theme, template, &t, err);

    if (st != ST_OK)
        return st;
    value_add(&p->page, "trail", value_list_of(p->arena, p->trail, p->n_trail));
    value_add(&p->map, "page", value_of_map(&p->page.map));
    st = site_begin(p->run->site, p->path, &f, err);
    if (st == ST_OK)
        st = template_render(t, value_of_map(&p->map.map), site_write, f, err);
    if (st != ST_OK) {
        site_drop(f);
        return st;
    }
    p->run->pages++;
    if (p->run->o->progress != NULL && p->run->pages % 64 == 0)
        p->run->o->progress(p->run->o->ctx, "pages", p->run->pages);
    return site_end(f, err);
}

struct value time_value(struct arena *a, int64_t at, enum stamp_resolution resolution)
{
    enum stamp_resolution told = stamp_told(at, resolution);
    struct slice text, clock, datetime;
    struct value_builder b;

    if (at == STAMP_UNKNOWN)
        return VALUE_MISSING;
    text = say_time(a, at);
    clock = say_clock(a, at);
    datetime = say_datetime(a, at, resolution);
    if (told == STAMP_RES_MINUTE) { /* the dump has no seconds */
        text.n -= 3;
        clock.n -= 3;
    } else if (told == STAMP_RES_DAY) {
        text = datetime = say_day_iso(a, stamp_day(at));
        clock = SLICE("day only");
    }
    value_begin(&b, a, 3);
    value_add_text(&b, "datetime", datetime);
    value_add_text(&b, "text", text);
    value_add_text(&b, "clock", clock);
    return value_built(&b);
}

struct value day_value(struct arena *a, int64_t day)
{
    if (day == INT64_MIN)
        return VALUE_MISSING;
    return pair_value(a, "datetime", value_text(say_day_iso(a, day)), "text", value_text(say_date(a, day)));
}

const char *outcome_word(enum outcome o)
{
    static const char *const words[] = {"Unknown", "Succeeded", "Failed", "Denied"};

    return words[o];
}

struct value mark_value(struct arena *a, enum outcome o)
{
    return pair_value(a, "class", value_string(outcome_name(o)), "word", value_string(outcome_word(o)));
}

struct value number_value(struct arena *a, uint64_t n)
{
    return value_text(say_number(a, n));
}

struct value cell_value(struct arena *a, uint64_t n)
{
    return n == 0 ? value_string("\xc2\xb7") : number_value(a, n);
}

struct slice which_reading(const struct page *p, int64_t import)
{
    const struct fact_import *i = facts_import(p->run->all, import);

    if (i == NULL || i->readings < 2)
        return SLICE_NONE;
    return say_format(p->arena, "reading %zu of %zu%s", i->reading, i->readings,
                      i->reading == i->readings ? ", the last" : "");
}

bool import_shown(const struct run *run, int64_t import)
{
    const struct fact_import *i = facts_import(&run->facts, import);

    return !run->filtered || (i != NULL && i->shown);
}

/* Whatever the order of import; the same bytes may be of several sources, and be read again. */
struct slice dump_anchor(const struct page *p, const struct fact_import *i)
{
    const unsigned char *d = i->digest;

    return say_format(p->arena, "d-%02x%02x%02x%02x%02x%02x-%zu-%zu", d[0], d[1], d[2], d[3], d[4], d[5],
                      i->source + 1, i->nth);
}

struct value dump_value(const struct page *p, const struct fact_import *i)
{
    struct slice anchor = dump_anchor(p, i);
    struct value href = value_bool(false);

    if (!import_shown(p->run, i->id))
        return VALUE_MISSING;
    anchor = say_format(p->arena, "sources.html#%.*s", (int)anchor.n, (const char *)anchor.p);
    if (facts_listed(&p->run->facts, i->id))
        href = value_text(page_href(p, (const char *)anchor.p));
    return pair_value(p->arena, "name", value_text(i->name), "href", href);
}

struct slice earlier_text(const struct page *p, uint64_t shown)
{
    uint64_t n = shown - p->run->facts.n_listed;

    return n == 0 ? SLICE_NONE : say_plural(p->arena, n, "earlier one stands", "earlier ones stand");
}

struct slice left_out(const struct page *p, uint64_t all, uint64_t shown, const char *one, const char *many)
{
    return p->run->filtered && all > shown ? say_plural(p->arena, all - shown, one, many) : SLICE_NONE;
}

struct slice removed_text(struct arena *a, uint64_t n)
{
    return n == 0 ? SLICE_NONE : say_plural(a, n, "stored event removed", "stored events removed");
}

struct slice outcomes_text(struct arena *a, const uint64_t o[OUTCOME_COUNT])
{
    static const enum outcome order[] = {OUTCOME_SUCCESS, OUTCOME_UNKNOWN, OUTCOME_DENIED, OUTCOME_FAILURE};
    static const char *const words[][2] = {
        [OUTCOME_SUCCESS] = {"succeeded", "succeeded"},
        [OUTCOME_UNKNOWN] = {"has no outcome on record", "have no outcome on record"},
        [OUTCOME_DENIED] = {"was denied", "were denied"},
        [OUTCOME_FAILURE] = {"failed", "failed"}};
    size_t left = 0;
    struct slice text;
    struct buf b;

    buf_init(&b, 1024);
    for (int i = 0; i < OUTCOME_COUNT; i++)
        left += o[order[i]] > 0;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        uint64_t n = o[order[i]];

        if (n == 0)
            continue;
        if (b.n > 0)
            buf_text(&b, left == 1 ? " and " : ", ");
        left--;
        markup_number(&b, n);
        buf_format(&b, " %s", words[order[i]][n != 1]);
    }
    text = b.n > 0 ? slice_copy(a, buf_view(&b)) : SLICE("none");
    buf_release(&b);
    return text;
}

void add_outcomes(struct value_builder *b, const uint64_t o[OUTCOME_COUNT])
{
    value_add(b, "failed", cell_value(b->arena, o[OUTCOME_FAILURE]));
    value_add(b, "denied", cell_value(b->arena, o[OUTCOME_DENIED]));
    value_add(b, "succeeded", cell_value(b->arena, o[OUTCOME_SUCCESS]));
    value_add(b, "unknown", cell_value(b->arena, o[OUTCOME_UNKNOWN]));
}

static const struct item_link *link_of(struct run *run, int64_t item, struct slice type, struct slice key)
{
    struct item_link *l = &run->links[(size_t)item & (REPORT_LINKS - 1)];

    if (l->item != item || l->path[0] == '\0') {
        l->item = item;
        place_item(run->digest, type, key, twin_is(run, item), l->path);
        snprintf(l->file, sizeof(l->file), "%.110s.html", l->path);
    }
    return l;
}

const char *item_path(struct run *run, int64_t item, struct slice type, struct slice key)
{
    return link_of(run, item, type, key)->path;
}

const char *item_file(struct run *run, int64_t item, struct slice type, struct slice key)
{
    return link_of(run, item, type, key)->file;
}

struct slice shorten(struct arena *a, struct slice text, size_t max)
{
    struct slice cut = utf8_prefix(text, max);

    if (cut.n == text.n)
        return slice_copy(a, text);
    return say_format(a, "%.*s\xe2\x80\xa6", (int)cut.n, (const char *)cut.p);
}

struct slice item_name(struct arena *a, struct slice label, struct slice key)
{
    struct slice name = label.n > 0 ? label : key, cut = utf8_prefix(name, 160);

    if (cut.n == name.n)
        return say_visible(a, name);
    return say_format(a, "%.*s\xe2\x80\xa6", (int)cut.n, (const char *)cut.p);
}

struct value item_link(const struct page *p, int64_t item, struct slice type, struct slice key,
                       struct slice label)
{
    struct slice name = item_name(p->arena, label, key);

    if (p->names_only || p->run->o->no_items || (p->run->o->filter.item != 0 && p->run->o->filter.item != item))
        return value_text(slice_copy(p->arena, name));
    return value_link(p->arena, page_href(p, item_file(p->run, item, type, key)), name);
}

static int order_break(const struct day_break *b, const struct store_event *e)
{
    int order;

    if (b->at != e->ev.time.at)
        return b->at < e->ev.time.at ? -1 : 1;
    order = memcmp(b->ident, e->ev.ident, IDENT_SIZE);
    if (order != 0)
        return order;
    if (b->content != e->ev.content)
        return b->content < e->ev.content ? -1 : 1;
    return b->n < e->n ? -1 : b->n > e->n;
}

/* The page of its day that an event stands on. */
static unsigned day_page(const struct run *run, const struct store_event *e, int64_t day)
{
    size_t low = 0, high = run->n_breaks;
    const struct day_break *b;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (order_break(&run->breaks[middle], e) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return 1;
    b = &run->breaks[low - 1];
    if ((b->at == STAMP_UNKNOWN ? INT64_MIN : stamp_day(b->at)) != day)
        return 1;
    return b->page;
}

static bool names_item(const struct store_event *e, int64_t item)
{
    for (size_t i = 0; i < e->n_parties; i++)
        if (e->parties[i].item == item)
            return true;
    return false;
}

bool event_shown(const struct run *run, const struct store_event *e)
{
    const struct store_filter *f = &run->o->filter;
    int64_t at = e->ev.time.at;

    if ((f->has_since || f->has_until) && at == STAMP_UNKNOWN)
        return false;
    return !(f->has_since && at < f->since) && !(f->has_until && at >= f->until) &&
           (f->item == 0 || names_item(e, f->item)) &&
           (f->action_name.n == 0 || slice_equal(f->action_name, e->ev.action));
}

struct slice event_href(const struct page *p, const struct store_event *e)
{
    int64_t day = e->ev.time.at == STAMP_UNKNOWN ? INT64_MIN : stamp_day(e->ev.time.at);
    unsigned page = day_page(p->run, e, day);
    char path[PLACE_SIZE], text[2 * PLACE_SIZE];

    if (!event_shown(p->run, e) || (e->ev.flags & EVENT_SUPERSEDED) != 0)
        return SLICE_NONE;
    if (p->run->single && e->n_parties > 0)
        return page_href(p, item_file(p->run, e->parties[0].item, e->parties[0].type, e->parties[0].key));
    place_day(day, path);
    if (page > 1)
        snprintf(text, sizeof(text), "%s-%u.html#e-%s", path, page, e->public_id);
    else
        snprintf(text, sizeof(text), "%s.html#e-%s", path, e->public_id);
    return page_href(p, text);
}
