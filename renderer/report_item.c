/* report_item: the pages of one item.  See report_item.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "report_item.h"
#include "report_sparks.h"
#include "utf8.h"

void item_init(struct item_state *s, struct run *run)
{
    memset(s, 0, sizeof(*s));
    s->run = run;
    rows_init(&s->rows[0]);
    rows_init(&s->rows[1]);
    buf_init(&s->prev_name, 65536);
    buf_init(&s->prev_type, 65536);
    s->near = mem_zero(ITEM_RELATED, sizeof(*s->near));
    s->slots = mem_zero(2 * ITEM_RELATED, sizeof(*s->slots));
}

void item_release(struct item_state *s)
{
    csv_drop(s->csv);
    rows_release(&s->rows[0]);
    rows_release(&s->rows[1]);
    buf_release(&s->prev_name);
    buf_release(&s->prev_type);
    mem_free(s->near);
    mem_free(s->slots);
    for (size_t i = 0; i < ITEM_BAD; i++)
        arena_release(&s->bad_arenas[i]);
    for (size_t i = 0; i < ITEM_TO; i++)
        arena_release(&s->to_arenas[i]);
    for (size_t i = 0; i < ITEM_LABELS; i++)
        arena_release(&s->label_arenas[i]);
    arena_release(&s->arena);
}

const struct store_party *item_party(const struct store_item_event *ie)
{
    for (size_t i = 0; i < ie->event.n_parties; i++)
        if (ie->event.parties[i].item == ie->item)
            return &ie->event.parties[i];
    assert(false && "an item's event without the item");
    return NULL;
}

static void trail_page_path(const struct item_state *s, unsigned number, char out[PLACE_SIZE])
{
    snprintf(out, PLACE_SIZE, "%.110s-%u.html", s->path, number);
}

static void add_crumbs(struct item_state *s, struct page *p, bool own)
{
    char path[PLACE_SIZE], type[PLACE_SLUG];

    place_type(s->run->digest, s->type, type);
    snprintf(path, sizeof(path), "items/%s.html", type);
    page_trail(p, SLICE("Items"), "items.html");
    page_trail(p, say_types(p->arena, s->type), path);
    snprintf(path, sizeof(path), "%.110s.html", s->path);
    page_trail(p, item_name(p->arena, own ? s->label : SLICE_NONE, s->key), own ? NULL : path);
}

static void start_rows(struct item_state *s)
{
    struct rows *r = &s->rows[s->number % 2];
    struct slice name, title;
    char path[PLACE_SIZE];

    trail_page_path(s, s->number, path);
    rows_start(r, s->run, path, "items", SLICE_NONE);
    name = item_name(&r->arena, SLICE_NONE, s->key); /* labels come and go, a full page stays */
    title = say_format(&r->arena, "%.*s, page %u", (int)name.n, (const char *)name.p, s->number);
    *r->page.title = value_text(title);
}

enum status item_start(struct item_state *s, const struct store_item_event *ie, struct err *err)
{
    const struct store_party *party = item_party(ie);
    char path[PLACE_SIZE];

    arena_reset(&s->arena);
    s->open = true;
    s->item = ie->item;
    s->type = slice_copy(&s->arena, party->type);
    s->key = slice_copy(&s->arena, party->key);
    s->label = slice_copy(&s->arena, party->latest);
    snprintf(s->path, sizeof(s->path), "%s", item_path(s->run, s->item, s->type, s->key));
    snprintf(path, sizeof(path), "%.110s.html", s->path);
    page_begin(&s->page, s->run, &s->arena, path, "items", item_name(&s->arena, s->label, s->key));
    s->number = 1;
    start_rows(s);
    s->events = s->by = s->to = s->untimed = s->n_bad = s->n_labels = 0;
    memset(s->outcomes, 0, sizeof(s->outcomes));
    memset(s->how, 0, sizeof(s->how));
    memset(s->roles, 0, sizeof(s->roles));
    memset(s->months, 0, sizeof(s->months));
    memset(s->punch, 0, sizeof(s->punch));
    s->first = s->last = s->last_bad = (struct stamp){.at = STAMP_UNKNOWN};
    s->first_href = SLICE_NONE;
    if (s->n_near > 0)
        memset(s->slots, 0, 2 * ITEM_RELATED * sizeof(*s->slots));
    s->n_near = 0;
    s->near_full = false;
    snprintf(path, sizeof(path), "%.110s.csv", s->path);
    return s->run->o->no_items ? ST_OK : csv_events_open(s->run, path, &s->csv, err);
}

/* A full page of the trail, or the last one. */
static enum status write_rows(struct item_state *s, bool last, struct err *err)
{
    struct rows *r = &s->rows[s->number % 2];
    struct page *p = &r->page;
    char path[PLACE_SIZE];

    add_crumbs(s, p, false);
    page_trail(p, say_format(p->arena, "Page %u", s->number), NULL);
    value_add(&p->map, "days", rows_by_day(p->arena, NULL, 0, r, false));
    value_add(&p->map, "shown", number_value(p->arena, r->n));
    snprintf(path, sizeof(path), "%.110s.html", s->path);
    value_add(&p->map, "item", link_value(p, path, item_name(p->arena, SLICE_NONE, s->key)));
    if (s->number > 1) {
        trail_page_path(s, s->number - 1, path);
        page_turn(p, "prev", path, say_format(p->arena, "Page %u", s->number - 1));
    }
    if (!last) {
        trail_page_path(s, s->number + 1, path);
        page_turn(p, "next", path, say_format(p->arena, "Page %u", s->number + 1));
    }
    return page_write(p, "item-page", err);
}

/* The item's page with the memory of one place in a ring: what it held before is forgotten. */
static struct page page_in(const struct item_state *s, struct arena *a)
{
    struct page p = s->page;

    arena_reset(a);
    p.arena = a;
    return p;
}

static void note_label(struct item_state *s, const struct store_event *e, struct slice label)
{
    size_t at = (size_t)((s->n_labels + ITEM_LABELS - 1) % ITEM_LABELS);
    struct item_label *l = s->n_labels > 0 ? &s->labels[at] : NULL;

    if (label.n == 0)
        return;
    label = utf8_prefix(label, 400);
    if (l == NULL || !slice_equal(l->label, label)) {
        struct page p;

        at = (size_t)(s->n_labels++ % ITEM_LABELS);
        l = &s->labels[at];
        p = page_in(s, &s->label_arenas[at]);
        *l = (struct item_label){slice_copy(p.arena, label), e->ev.time, e->ev.time, event_href(&p, e)};
    }
    l->last = e->ev.time;
    if (l->first.at == STAMP_UNKNOWN && e->ev.time.at != STAMP_UNKNOWN) {
        l->first = e->ev.time;
        l->href = event_href(&s->page, e); /* once for a label at most */
    }
}

static void note_time(struct item_state *s, const struct store_event *e, bool actor)
{
    int64_t at = e->ev.time.at;
    struct stamp_civil c;

    if (at == STAMP_UNKNOWN) {
        s->untimed++;
        return;
    }
    c = stamp_civil(at);
    s->last = e->ev.time;
    if (s->first.at == STAMP_UNKNOWN) {
        s->first = e->ev.time;
        s->first_href = event_href(&s->page, e);
    }
    s->months[sparks_month(&s->run->facts, stamp_day(at))]++;
    if (actor)
        s->punch[c.weekday][c.hour]++;
}

static void note(struct item_state *s, const struct store_item_event *ie)
{
    const struct store_event *e = &ie->event;
    const struct store_party *party = item_party(ie);
    bool actor = (ie->roles & 1u << ROLE_ACTOR) != 0;
    bool other = (ie->roles & ~(1u << ROLE_ACTOR)) != 0;
    bool bad = outcome_is_bad(e->ev.outcome);

    s->events++;
    s->outcomes[e->ev.outcome]++;
    s->how[party->how]++;
    s->by += actor;
    if (other) {
        size_t at = (size_t)(s->to++ % ITEM_TO);
        struct page p = page_in(s, &s->to_arenas[at]);

        s->done_to[at] = row_brief(&p, e, s->item);
    }
    for (int r = 0; r < ROLE_COUNT; r++)
        s->roles[r] += (ie->roles >> r) & 1u;
    if (bad) {
        size_t at = (size_t)(s->n_bad++ % ITEM_BAD);
        struct page p = page_in(s, &s->bad_arenas[at]);

        s->bad[at] = row_brief(&p, e, s->item);
        s->last_bad = e->ev.time;
    }
    note_label(s, e, store_event_label(e, s->item));
    note_time(s, e, actor);
    item_near_add(s, e);
}

enum status item_event(struct item_state *s, const struct store_item_event *ie, struct err *err)
{
    enum status st;

    if (s->run->o->no_items) {
        note(s, ie);
        return ST_OK;
    }
    st = csv_item_event(s->csv, &ie->event, s->item, err);
    if (st == ST_OK && !rows_add(&s->rows[s->number % 2], &ie->event, s->item)) {
        st = write_rows(s, false, err);
        s->number++;
        start_rows(s);
        rows_add(&s->rows[s->number % 2], &ie->event, s->item);
    }
    note(s, ie);
    return st;
}

/* What a ring holds, newest first. */
static struct value ring_value(struct arena *a, const struct value *ring, size_t size, uint64_t n)
{
    struct value list[ITEM_TO];
    size_t shown = n < size ? (size_t)n : size;

    for (size_t i = 0; i < shown; i++)
        list[i] = ring[(n - 1 - i) % size];
    return some_value(a, list, shown);
}

static struct value labels_value(struct item_state *s)
{
    struct arena *a = &s->arena;
    size_t shown = s->n_labels < ITEM_LABELS ? (size_t)s->n_labels : ITEM_LABELS;
    struct value list[ITEM_LABELS];

    for (size_t i = 0; i < shown; i++) {
        const struct item_label *l = &s->labels[(s->n_labels - 1 - i) % ITEM_LABELS];
        struct value_builder b;

        value_begin(&b, a, 4);
        value_add_text(&b, "label", l->label);
        value_add(&b, "from", time_value(a, l->first.at, l->first.resolution));
        value_add(&b, "until", time_value(a, l->last.at, l->last.resolution));
        value_add_text(&b, "href", l->href);
        list[i] = value_built(&b);
    }
    return some_value(a, list, shown);
}

static enum status next_page(struct value_pull *pull, struct value *out, struct err *err)
{
    struct item_state *s = pull->rows->ctx;
    struct page p = page_of_row(&s->page, pull);
    unsigned number = (unsigned)pull->i + 1;
    char path[PLACE_SIZE];

    (void)err;
    trail_page_path(s, number, path);
    *out = link_value(&p, path, say_format(p.arena, "%u", number));
    return ST_OK;
}

static struct value pages_value(struct item_state *s)
{
    return pulled_value(&s->arena, (struct value_rows){.next = next_page, .ctx = s, .max = s->number});
}

/* How many rows fit there: REPORT_NEWEST, or fewer that cost more. */
static size_t newest_count(const struct rows *a, const struct rows *b)
{
    size_t all = b->n + (a != NULL ? a->n : 0), n = 0, cost = 0;

    while (n < all && n < REPORT_NEWEST) {
        /* cppcheck-suppress nullPointer ; without a, n is under b->n */
        cost += n < b->n ? b->costs[b->n - 1 - n] : a->costs[a->n - 1 - (n - b->n)];
        if (n > 0 && cost > ITEM_BUDGET)
            break;
        n++;
    }
    return n;
}

/* The newest rows on the item's own page: from this page of the trail, and from the one before. */
static void add_newest(struct item_state *s)
{
    const struct rows *b = &s->rows[s->number % 2], *a = s->number > 1 ? &s->rows[1 - s->number % 2] : NULL;
    size_t all = b->n + (a != NULL ? a->n : 0), shown = newest_count(a, b);
    struct page *p = &s->page;

    if (shown <= b->n)
        value_add(&p->map, "days", rows_by_day(&s->arena, NULL, b->n - shown, b, true));
    else
        value_add(&p->map, "days", rows_by_day(&s->arena, a, all - shown, b, true));
    value_add(&p->map, "shown", number_value(&s->arena, shown));
    if (s->events > shown)
        value_add(&p->map, "pages", pages_value(s));
}

static struct value tally_value(struct item_state *s)
{
    static const enum outcome order[] = {OUTCOME_FAILURE, OUTCOME_DENIED, OUTCOME_UNKNOWN, OUTCOME_SUCCESS};
    static const char *const class[] = {"f-failure", "f-denied", "f-unknown", "f-success"};
    struct value list[OUTCOME_COUNT];
    size_t n = 0;

    for (int i = 0; i < OUTCOME_COUNT; i++) {
        struct chart_part part = {class[i], s -> outcomes[order[i]]};
        struct value_builder b;

        if (part.n == 0)
            continue;
        value_begin(&b, &s->arena, 3);
        value_add(&b, "mark", mark_value(&s->arena, order[i]));
        value_add(&b, "n", number_value(&s->arena, part.n));
        value_add(&b, "bar", chart_bar(&s->arena, &part, 1, s->events));
        list[n++] = value_built(&b);
    }
    return value_list_of(&s->arena, list, n);
}

static struct value roles_value(struct item_state *s)
{
    static const char *const words[] = {"acted in", "target of", "related in", "owner in",
                                        "on its behalf in"};
    struct value list[ROLE_COUNT];
    size_t n = 0;

    for (int r = 0; r < ROLE_COUNT; r++) {
        struct slice number = say_number(&s->arena, s->roles[r]);

        if (s->roles[r] == 0)
            continue;
        list[n] = value_text(say_format(&s->arena, "%s%s %.*s", n > 0 ? ", " : "", words[r], (int)number.n,
                                        (const char *)number.p));
        n++;
    }
    return value_list_of(&s->arena, list, n);
}

static struct slice how_text(struct item_state *s)
{
    static const char *const ways[] = {[FOUND_FIELD] = "a field of the record",
                                       [FOUND_TEXT] = "a rule over free text",
                                       [FOUND_INFERRED] = "inference"};
    struct slice told;
    struct buf b;

    buf_init(&b, 1024);
    for (int how = FOUND_FIELD; how <= FOUND_INFERRED; how++) {
        struct slice n = say_plural(&s->arena, s->how[how], "event", "events");

        if (s->how[how] == s->events)
            buf_format(&b, "%s, in all events", ways[how]);
        else if (s->how[how] > 0)
            buf_format(&b, "%s%s in %.*s", b.n > 0 ? ", " : "", ways[how], (int)n.n, (const char *)n.p);
    }
    told = slice_copy(&s->arena, buf_view(&b));
    buf_release(&b);
    return told;
}

static void add_identity(struct item_state *s)
{
    struct value_builder *b = &s->page.map;
    struct arena *a = &s->arena;
    struct slice type = say_type(a, s->type);
    const struct rows *trail = &s->rows[s->number % 2]; /* what has no time comes first */
    char path[PLACE_SIZE], slug[PLACE_SLUG];
    const char *what;

    place_type(s->run->digest, s->type, slug);
    snprintf(path, sizeof(path), "items/%s.html", slug);
    value_add_text(b, "name", item_name(a, s->label, s->key));
    value_add_text(b, "key", s->key);
    value_add_text(b, "key_name", item_name(a, SLICE_NONE, s->key));
    if (s->label.n > 0 && !slice_equal(s->label, s->key))
        value_add_text(b, "label", utf8_prefix(s->label, REPORT_VALUE));
    value_add(b, "type", link_value(&s->page, path, type));
    value_add_text(b, "type_lower", say_lower(a, type));
    if (s->n_met > 0)
        value_add(b, "met", item_met_value(s));
    value_add_bool(b, "one_event", s->events == 1);
    value_add_bool(b, "met_most", s->met_most && s->events > 1);
    value_add_text(b, "events", say_plural(a, s->events, "event", "events"));
    value_add(b, "n", number_value(a, s->events));
    value_add(b, "first", time_value(a, s->first.at, s->first.resolution));
    value_add_text(b, "first_href", s->first_href);
    value_add(b, "last", time_value(a, s->last.at, s->last.resolution));
    value_add(b, "newest", trail->values[trail->n - 1]);
    if (s->first.at != STAMP_UNKNOWN)
        value_add_text(b, "range", say_days(a, stamp_day(s->first.at), stamp_day(s->last.at)));
    if (s->untimed > 0)
        value_add(b, "untimed", number_value(a, s->untimed));
    value_add_text(b, "found_by", how_text(s));
    value_add(b, "tally", tally_value(s));
    value_add(b, "roles", roles_value(s));
    value_add(b, "spark", sparks_chart(&s->arena, &s->run->facts, s->months, &what));
    value_add_string(b, "spark_what", what);
}

static void add_deeds(struct item_state *s)
{
    struct value_builder *b = &s->page.map;
    struct arena *a = &s->arena;

    if (s->n_bad > 0) {
        value_add(b, "bad", ring_value(a, s->bad, ITEM_BAD, s->n_bad));
        value_add(b, "bad_n", number_value(a, s->n_bad));
        value_add(b, "bad_shown", number_value(a, s->n_bad < ITEM_BAD ? s->n_bad : ITEM_BAD));
    }
    if (s->by == 0)
        return;
    value_add(b, "by", number_value(a, s->by));
    value_add(b, "by_events", value_text(say_plural(a, s->by, "event was", "events were")));
    value_add(b, "to", number_value(a, s->to));
    value_add(b, "done_to", ring_value(a, s->done_to, ITEM_TO, s->to));
    value_add(b, "done_to_shown", number_value(a, s->to < ITEM_TO ? s->to : ITEM_TO));
    value_add_bool(b, "actor", true);
    if (s->by >= 10)
        value_add(b, "punch", chart_punch(a, (const uint64_t(*)[24])s->punch));
}

static void add_turns(struct item_state *s, const struct store_item_event *next)
{
    const struct store_party *party = next != NULL ? item_party(next) : NULL;
    char path[PLACE_SIZE];

    if (s->prev_name.n > 0 && slice_equal(buf_view(&s->prev_type), s->type))
        page_turn(&s->page, "prev", s->prev_path, slice_copy(&s->arena, buf_view(&s->prev_name)));
    if (party == NULL || !slice_equal(party->type, s->type))
        return;
    snprintf(path, sizeof(path), "%.110s.html", item_path(s->run, next->item, party->type, party->key));
    page_turn(&s->page, "next", path, slice_copy(&s->arena, item_name(&s->arena, party->latest, party->key)));
}

/* This item is the previous one of the next. */
static void remember(struct item_state *s)
{
    snprintf(s->prev_path, sizeof(s->prev_path), "%.110s.html", s->path);
    buf_clear(&s->prev_name);
    buf_slice(&s->prev_name, item_name(&s->arena, s->label, s->key));
    buf_clear(&s->prev_type);
    buf_slice(&s->prev_type, s->type);
}

enum status item_end(struct item_state *s, const struct store_item_event *next, struct err *err)
{
    struct value near = VALUE_MISSING;
    char path[PLACE_SIZE];
    enum status st = s->csv != NULL ? csv_close(s->csv, err) : ST_OK;

    s->csv = NULL;
    s->open = false;
    if (st == ST_OK && !s->run->o->no_items &&
        s->events > newest_count(s->number > 1 ? &s->rows[1 - s->number % 2] : NULL, &s->rows[s->number % 2]))
        st = write_rows(s, true, err);
    if (st == ST_OK)
        st = item_near_value(s, &near, err);
    if (st != ST_OK || s->run->o->no_items)
        return st;
    add_crumbs(s, &s->page, true);
    add_turns(s, next);
    add_identity(s);
    value_add(&s->page.map, "related", near);
    if (s->n_labels > 1) {
        value_add(&s->page.map, "labels", labels_value(s));
        value_add(&s->page.map, "labels_n", number_value(&s->arena, s->n_labels));
        value_add_bool(&s->page.map, "labels_more", s->n_labels > ITEM_LABELS);
    }
    add_deeds(s);
    add_newest(s);
    snprintf(path, sizeof(path), "%.110s.csv", s->path);
    value_add_text(&s->page.map, "csv", page_href(&s->page, path));
    if (s->number == 1 && newest_count(NULL, &s->rows[1]) == s->events)
        value_add(&s->page.map, "chips", rows_chips(&s->rows[s->number % 2]));
    remember(s);
    return page_write(&s->page, "item", err);
}
