/* store_tally: what items sum up, and events by day, action and outcome.  See store_intern.h. */
#include <assert.h>
#include <string.h>

#include "store_writer.h"

#define TALLY_SLOTS 16384 /* a power of two; written out when half full */

int64_t tally_day(int64_t at)
{
    return at == STAMP_UNKNOWN ? STAMP_UNKNOWN : stamp_day(at);
}

/* An item that is two parties of one event has taken part once. */
static void count_party(struct item_entry *e, const struct event *ev, enum role role, uint64_t turn)
{
    bool first = e->turn != turn;

    if (role == ROLE_ACTOR && (first || !e->acting))
        e->acted++;
    e->acting = role == ROLE_ACTOR || (!first && e->acting);
    if (!first)
        return;
    e->turn = turn;
    e->events++;
    e->failures += ev->outcome == OUTCOME_FAILURE ? 1 : 0;
    e->denials += ev->outcome == OUTCOME_DENIED ? 1 : 0;
    if (ev->time.at == STAMP_UNKNOWN)
        return;
    if (ev->time.at < e->first_at)
        e->first_at = ev->time.at;
    if (ev->time.at > e->last_at)
        e->last_at = ev->time.at;
}

/* Is (at, ident, label) greater than what e has? */
static bool label_wins(const struct item_entry *e, const struct event *ev, struct slice label)
{
    int c;

    if (!e->labelled || ev->time.at != e->label_at)
        return !e->labelled || ev->time.at > e->label_at;
    c = memcmp(ev->ident, e->label_ident, IDENT_SIZE);
    return c != 0 ? c > 0 : slice_order(label, e->label) > 0;
}

static void take_label(struct store_writer *w, const struct slot_item *item, const struct event *ev,
                       struct slice label)
{
    struct item_entry *e = item->e;

    if (label.n == 0 || !label_wins(e, ev, label))
        return;
    if (item->first)
        e->label = e->first_label;
    else if (!e->labelled || !slice_equal(e->label, label))
        e->label = slice_copy(&w->items.arena, label);
    e->labelled = true;
    e->label_at = ev->time.at;
    memcpy(e->label_ident, ev->ident, IDENT_SIZE);
}

void tally_item(struct store_writer *w, const struct slot *slot, size_t k, uint64_t turn)
{
    const struct event *ev = slot->ev;

    count_party(slot->items[k].e, ev, ev->parties[k].role, turn);
    take_label(w, &slot->items[k], ev, ev->parties[k].label);
}

void tally_items(struct store_writer *w, const struct slot *slot)
{
    uint64_t turn = ++w->turn;

    assert(slot->ev->n_parties == 0 || slot->items != NULL);
    for (size_t i = 0; i < slot->ev->n_parties; i++)
        tally_item(w, slot, i, turn);
}

static size_t place(int64_t day, int64_t action, int64_t outcome)
{
    uint64_t h = (uint64_t)day * UINT64_C(0x9e3779b97f4a7c15);

    h = (h ^ (uint64_t)action) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ (uint64_t)outcome) * UINT64_C(0x94d049bb133111eb);
    return (size_t)(h >> 32) & (TALLY_SLOTS - 1);
}

enum status tally_add(struct store_writer *w, int64_t day, int64_t action, int outcome, int64_t events,
                      int64_t counted, struct err *err)
{
    size_t i = place(day, action, outcome);
    struct tally_entry *e;

    if (w->tallies == NULL)
        w->tallies = mem_zero(TALLY_SLOTS, sizeof(*w->tallies));
    for (;; i = (i + 1) & (TALLY_SLOTS - 1)) {
        e = &w->tallies[i];
        if (!e->used || (e->day == day && e->action == action && e->outcome == outcome))
            break;
    }
    if (!e->used) {
        *e = (struct tally_entry){.day = day, .action = action, .outcome = outcome, .used = true};
        w->n_tallies++;
    }
    e->events += events;
    e->counted += counted;
    return w->n_tallies >= TALLY_SLOTS / 2 ? tally_flush(w, err) : ST_OK;
}

/* A row that has lost its last event is none: which ones it would be depends on the order of imports. */
static enum status tally_write(struct store_writer *w, const struct tally_entry *e, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_TALLY];
    enum status st;

    sql_int(q, 1, e->day);
    sql_int(q, 2, w->source);
    sql_int(q, 3, e->action);
    sql_int(q, 4, e->outcome);
    sql_int(q, 5, e->events);
    sql_int(q, 6, e->counted);
    st = sql_run(w->s, q, err);
    if (st != ST_OK || e->events >= 0)
        return st;
    q = w->q[WQ_TALLY_GONE];
    sql_int(q, 1, e->day);
    sql_int(q, 2, w->source);
    sql_int(q, 3, e->action);
    sql_int(q, 4, e->outcome);
    return sql_run(w->s, q, err);
}

enum status tally_flush(struct store_writer *w, struct err *err)
{
    enum status st = ST_OK;

    if (w->n_tallies == 0)
        return ST_OK;
    for (size_t i = 0; i < TALLY_SLOTS && st == ST_OK; i++)
        if (w->tallies[i].used && (w->tallies[i].events != 0 || w->tallies[i].counted != 0))
            st = tally_write(w, &w->tallies[i], err);
    memset(w->tallies, 0, TALLY_SLOTS * sizeof(*w->tallies));
    w->n_tallies = 0;
    return st;
}
