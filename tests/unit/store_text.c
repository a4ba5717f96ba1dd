/* store_text: all that a store shows, as text.  See store_text.h. */
#include "store_items.h"
#include "store_lists.h"
#include "store_make.h"
#include "store_read.h"
#include "store_text.h"
#include "store_totals.h"

static void text_slice(struct buf *b, struct slice s)
{
    buf_slice(b, s);
    buf_byte(b, '|');
}

static void text_event(struct buf *b, const struct store_event *e)
{
    const struct event *ev = &e->ev;

    buf_format(b, "E %s %" PRId64 " %u ", e->public_id, ev->time.at, e->n);
    buf_hex(b, ev->ident, IDENT_SIZE);
    buf_format(b, " %" PRId64 " %u %u %u %" PRId64 " r%d z%d a%d o%d|", ev->content, ev->leaves, ev->flags,
               (unsigned)ev->outcome, ev->count, (int)ev->time.resolution, (int)ev->time.zone,
               ev->time.ambiguous, ev->time.out_of_range);
    const struct slice texts[] = {e->source, ev->native,   ev->time_text, ev->action,  ev->category,
                                  ev->label, ev->sentence, ev->reason,    ev->request, ev->message,
                                  ev->ip,    ev->agent,    ev->location,  ev->channel, ev->attributes};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        text_slice(b, texts[i]);
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];

        buf_format(b, "\n  %s %s ", role_name(p->role), found_name(p->how));
        text_slice(b, p->type);
        text_slice(b, p->key);
        text_slice(b, p->label);
        text_slice(b, p->latest);
    }
    for (size_t i = 0; i < ev->n_changes; i++) {
        buf_format(b, "\n  change %u ", ev->changes[i].known);
        text_slice(b, ev->changes[i].field);
        text_slice(b, ev->changes[i].old);
        text_slice(b, ev->changes[i].new_);
    }
    buf_byte(b, '\n');
}

static void text_events(struct buf *b, struct store *s, const struct store_filter *f)
{
    struct err err = ERR_INIT;
    struct store_events *c = NULL;
    const struct store_event *e;
    enum status st;

    MUST(store_events_open(s, f, &c, &err));
    while ((st = store_events_next(c, &e, &err)) == ST_OK)
        text_event(b, e);
    if (st != ST_END)
        MUST(st);
    store_events_close(c);
}

static void text_items(struct buf *b, struct store *s)
{
    struct err err = ERR_INIT;
    struct store_items *c = NULL;
    const struct store_item *i;
    struct arena a = ARENA_INIT;
    enum status st;

    MUST(store_items_open(s, SLICE_NONE, ITEMS_BY_KEY, false, 0, &c, &err));
    while ((st = store_items_next(c, &i, &err)) == ST_OK) {
        struct store_related *r;
        struct store_label *l;
        size_t n;
        uint64_t total;

        buf_text(b, "I ");
        text_slice(b, i->type);
        text_slice(b, i->key);
        text_slice(b, i->label);
        buf_format(b, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64 "\n", i->events, i->failures,
                   i->denials, i->first_at, i->last_at);
        MUST(store_related(s, i->id, &a, 3, &r, &n, &total, &err));
        for (size_t k = 0; k < n; k++) {
            text_slice(b, r[k].item.key);
            buf_format(b, " with %" PRIu64 " of %" PRIu64 "\n", r[k].together, total);
        }
        MUST(store_labels(s, i->id, &a, 0, &l, &n, &err));
        for (size_t k = 0; k < n; k++) {
            text_slice(b, l[k].label);
            buf_format(b, " %" PRId64 " %" PRId64 " %s\n", l[k].first.at, l[k].last.at, l[k].first_event);
        }
    }
    if (st != ST_END)
        MUST(st);
    store_items_close(c);
    arena_release(&a);
}

static void text_item_events(struct buf *b, struct store *s)
{
    struct err err = ERR_INIT;
    struct store_item_events *c = NULL;
    const struct store_item_event *i;
    enum status st;

    MUST(store_item_events_open(s, &(struct store_filter){0}, &c, &err));
    while ((st = store_item_events_next(c, &i, &err)) == ST_OK)
        buf_format(b, "L %u %s\n", i->roles, i->event.public_id);
    if (st != ST_END)
        MUST(st);
    store_item_events_close(c);
}

static void text_actions(struct buf *b, struct store *s)
{
    struct err err = ERR_INIT;
    struct store_actions *c = NULL;
    const struct store_action *a;
    enum status st;

    MUST(store_actions_open(s, &c, &err));
    while ((st = store_actions_next(c, &a, &err)) == ST_OK) {
        buf_text(b, "A ");
        text_slice(b, a->source);
        text_slice(b, a->name);
        text_slice(b, a->category);
        text_slice(b, a->label);
        text_slice(b, a->sentence);
        buf_format(b, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64 "\n", a->events,
                   a->counted, a->outcomes[0], a->outcomes[2], a->first_day, a->last_day);
    }
    if (st != ST_END)
        MUST(st);
    store_actions_close(c);
}

static void text_tallies(struct buf *b, struct store *s)
{
    struct err err = ERR_INIT;
    struct store_tallies *c = NULL;
    struct store_tally t;
    enum status st;

    MUST(store_tallies_open(s, &c, &err));
    while ((st = store_tallies_next(c, &t, &err)) == ST_OK)
        buf_format(b, "T %" PRId64 " %d %" PRIu64 " %" PRIu64 "\n", t.day, (int)t.outcome, t.events,
                   t.counted);
    if (st != ST_END)
        MUST(st);
    store_tallies_close(c);
}

static void text_totals(struct buf *b, struct store *s)
{
    struct err err = ERR_INIT;
    struct store_totals t;
    unsigned char sum[DIGEST_SIZE];

    MUST(store_totals(s, &t, &err));
    buf_format(b, "S %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", t.events,
               t.versions, t.counted, t.items, t.actions, t.conflicts);
    MUST(store_fingerprint(s, sum, &err));
    buf_hex(b, sum, DIGEST_SIZE);
    buf_byte(b, '\n');
}

void text_store(struct buf *b, const char *path)
{
    struct err err = ERR_INIT;
    struct store *s = NULL;

    buf_clear(b);
    MUST(store_open(path, STORE_READ, &s, &err));
    text_totals(b, s);
    text_events(b, s, &(struct store_filter){.superseded = true});
    text_items(b, s);
    text_item_events(b, s);
    text_actions(b, s);
    text_tallies(b, s);
    store_close(s);
}
