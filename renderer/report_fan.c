/* report_fan: a CSV of events for every action, sorted out while the events pass.  See
 * report_csv.h. */
#include <stdio.h>
#include <stdlib.h>

#include "report_csv.h"
#include "spool.h"

struct fan_slot {
    int64_t action;
    size_t at;
};

struct fan {
    struct run *run;
    struct spool *spool;
    struct fan_slot *slots; /* of every action, in order of id */
    size_t n;
};

static int order_slots(const void *x, const void *y)
{
    const struct fan_slot *a = x, *b = y;

    return a->action < b->action ? -1 : a->action > b->action;
}

bool fan_wanted(const struct run *run)
{
    return run->facts.n_actions > 0 && run->facts.all_actions <= FAN_ACTIONS;
}

enum status fan_open(struct run *run, struct fan **out, struct err *err)
{
    struct fan *f = mem_zero(1, sizeof(*f));
    enum status st;

    f->run = run;
    f->n = fan_wanted(run) ? run->facts.n_actions : 0;
    f->slots = mem_zero(f->n + 1, sizeof(*f->slots));
    for (size_t i = 0; i < f->n; i++)
        f->slots[i] = (struct fan_slot){run->facts.actions[i].a.id, i};
    if (f->n > 0)
        qsort(f->slots, f->n, sizeof(*f->slots), order_slots);
    st = spool_open(run->beside, f->n, &f->spool, err);
    if (st != ST_OK) {
        fan_free(f);
        return st;
    }
    *out = f;
    return ST_OK;
}

void fan_free(struct fan *f)
{
    if (f == NULL)
        return;
    spool_free(f->spool);
    mem_free(f->slots);
    mem_free(f);
}

enum status fan_event(struct fan *f, const struct store_event *e, struct slice row, struct err *err)
{
    const struct fan_slot key = {e->action_id, 0};
    const struct fan_slot *slot = f->n == 0 ? NULL : bsearch(&key, f->slots, f->n, sizeof(key), order_slots);

    return slot == NULL ? ST_OK : spool_write(f->spool, slot->at, row, err);
}

enum status fan_end(struct fan *f, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; st == ST_OK && i < f->n; i++) {
        const struct store_action *a = &f->run->facts.actions[i].a;
        char path[PLACE_SIZE], file[PLACE_SIZE];
        struct csv_file *c;

        place_action(f->run->digest, a->source, a->name, path);
        snprintf(file, sizeof(file), "%.110s.csv", path);
        st = csv_events_open(f->run, file, &c, err);
        if (st != ST_OK)
            return st;
        st = spool_read(f->spool, i, site_write, c->f, err);
        if (st == ST_OK)
            st = csv_close(c, err);
        else
            csv_drop(c);
    }
    return st;
}
