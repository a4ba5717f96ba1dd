/* store_tally: events by day, action and outcome.  See store_writer.h. */
#include <string.h>

#include "store_writer.h"

#define TALLY_SLOTS 16384 /* a power of two; written out when half full */

int64_t writer_period(int64_t at)
{
    return at == STAMP_UNKNOWN ? STAMP_UNKNOWN : stamp_month(at);
}

int64_t writer_second(int64_t at)
{
    return at == STAMP_UNKNOWN ? 0 : stamp_month_second(at);
}

int64_t writer_day(int64_t at)
{
    return at == STAMP_UNKNOWN ? STAMP_UNKNOWN : stamp_day(at);
}

static size_t place(int64_t day, int64_t action, int64_t outcome)
{
    uint64_t h = (uint64_t)day * UINT64_C(0x9e3779b97f4a7c15);

    h = (h ^ (uint64_t)action) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ (uint64_t)outcome) * UINT64_C(0x94d049bb133111eb);
    return (size_t)(h >> 32) & (TALLY_SLOTS - 1);
}

enum status tally_add(struct store_writer *w, int64_t day, int64_t action, int outcome,
                      int64_t events, int64_t counted, struct err *err)
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

static enum status tally_write(struct store_writer *w, const struct tally_entry *e, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_TALLY];

    sql_int(q, 1, e->day);
    sql_int(q, 2, w->source);
    sql_int(q, 3, e->action);
    sql_int(q, 4, e->outcome);
    sql_int(q, 5, e->events);
    sql_int(q, 6, e->counted);
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
