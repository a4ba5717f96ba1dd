/* import: dumps into the store.  See import.h. */
#include <assert.h>
#include <string.h>

#include "encoding.h"
#include "import_part.h"

static struct part *part_new(struct run *r, const char *path)
{
    struct part *p = mem_zero(1, sizeof(*p));

    p->result.path = part_text(p, path);
    if (r->last != NULL)
        r->last->next = p;
    else
        r->first = p;
    r->last = p;
    return p;
}

static void group_free(struct run *r)
{
    while (r->first != NULL) {
        struct part *p = r->first;

        r->first = p->next;
        arena_release(&p->texts);
        mem_free(p);
    }
    r->last = r->open = NULL;
}

static void tell(struct run *r, enum status st, const struct import_result *result, const struct err *err)
{
    if (r->o->done != NULL)
        r->o->done(r->o->ctx, st, result, err);
}

static enum status end_group(struct run *r, struct err *err)
{
    struct import_result *res = &r->open->result;
    enum status st = store_writer_end(r->writer, &res->info, &res->counts, err);

    if (st != ST_OK)
        return st;
    for (struct part *p = r->first; p != NULL; p = p->next) {
        const struct import_counts *c = &p->result.counts;

        assert(c->records == c->mapped + c->skipped + c->rejected);
        assert(c->made == c->stored + c->duplicate + c->suppressed);
    }
    store_writer_free(r->writer);
    r->writer = NULL;
    return store_commit(r->store, err);
}

static void undo_group(struct run *r)
{
    store_writer_free(r->writer);
    r->writer = NULL;
    store_rollback(r->store);
}

/* One dump on its own. */
static enum status run_one(struct run *r, struct input *in, struct slice beginning, struct err *err)
{
    struct part *p = part_new(r, input_path(in));
    enum status st = store_begin(r->store, err);

    if (st == ST_OK) {
        st = part_read(r, p, in, beginning, err);
        if (st == ST_OK)
            st = end_group(r, err);
        if (st != ST_OK)
            undo_group(r);
    }
    if (st != ST_FATAL)
        tell(r, st, &p->result, err);
    group_free(r);
    return st == ST_END ? ST_OK : st;
}

/* A dump that could not be opened: its name is known from the error alone. */
static void tell_unopened(struct run *r, const struct input *in, const struct err *err)
{
    tell(r, ST_FAIL, &part_new(r, in ? input_path(in) : err->where)->result, err);
    group_free(r);
}

static enum status run_each(struct run *r, struct err *err)
{
    enum status worst = ST_OK;

    for (;;) {
        struct err why = ERR_INIT;
        struct slice beginning;
        struct input *in;
        enum status st;

        st = run_next(r, &in, &beginning, &why);
        if (st == ST_END)
            return worst;
        if (st == ST_OK)
            st = run_one(r, in, beginning, &why);
        else if (st == ST_FAIL)
            tell_unopened(r, in, &why);
        if (st == ST_FATAL) {
            *err = why;
            return st;
        }
        if (st != ST_OK)
            worst = ST_FAIL;
    }
}

/* Reads the parts one after the other.  An empty one that no profile was named for is passed over. */
static enum status read_parts(struct run *r, struct err *err)
{
    for (;;) {
        struct slice beginning;
        struct input *in;
        enum status st = run_next(r, &in, &beginning, err);

        if (st == ST_END)
            return r->open ? ST_OK : ST_END;
        part_new(r, in ? input_path(in) : err->where);
        if (st == ST_OK)
            st = part_read(r, r->last, in, beginning, err);
        if (st != ST_OK && st != ST_END)
            return st;
    }
}

/* Of a failed group only the part that failed is told: the last that was read. */
static void tell_parts(struct run *r, enum status st, const struct err *err)
{
    for (struct part *p = r->first; p != NULL; p = p->next)
        if (st != ST_FAIL || p == r->last)
            tell(r, p->result.profile == NULL && st == ST_OK ? ST_END : st, &p->result, err);
}

static struct part *next_read(struct part *p)
{
    while (p != NULL && p->result.profile == NULL) /* an empty one was passed over */
        p = p->next;
    return p;
}

/* The first export from export on that has all parts; ST_END: none. */
static enum status find_export(struct run *r, int64_t *export, struct err *err)
{
    struct part *agreed = NULL, *first = next_read(r->first), *p = first;
    enum status st = ST_OK;

    while (p != agreed) {
        int64_t found = 0;

        st = store_find_export(r->store, &p->result.info, *export, &found, err);
        if (st != ST_OK)
            return st;
        if (agreed == NULL || found != *export)
            agreed = p;
        *export = found;
        p = next_read(p->next);
        p = p != NULL ? p : first;
    }
    return st;
}

/* ST_END if the parts are in, and not only each for itself: without ids, identical records of parts that were
 * read together are other events.  But for the last the parts have rows of this run by now. */
static enum status all_known(struct run *r, struct err *err)
{
    int64_t own = next_read(r->first)->result.info.id, export = 0;
    enum status st;

    for (struct part *p = next_read(r->first); p != NULL; p = next_read(p->next))
        if (!p->known)
            return ST_OK;
    st = find_export(r, &export, err);
    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    return own == 0 || export < own ? ST_END : ST_OK;
}

static enum status run_parts(struct run *r, struct err *err)
{
    enum status st = store_begin(r->store, err);

    if (st != ST_OK)
        return st;
    st = read_parts(r, err);
    if (st == ST_OK)
        st = all_known(r, err);
    if (st == ST_OK)
        st = end_group(r, err);
    if (st != ST_OK)
        undo_group(r);
    if (st != ST_FATAL)
        tell_parts(r, st, err);
    if (st == ST_FAIL)
        err_clear(err);
    group_free(r);
    return st == ST_END ? ST_OK : st;
}

enum status import_run(struct store *store, struct input_set *set, const struct import_options *o,
                       struct err *err)
{
    struct run r;
    enum status st;

    memset(&r, 0, sizeof(r));
    r.store = store;
    r.set = set;
    r.o = o;
    store_measure(store, o->phases);
    phases_start(o->phases);
    st = o->parts ? run_parts(&r, err) : run_each(&r, err);
    if (!r.abandoned)
        encoding_free(r.encoding);
    store_measure(store, NULL);
    return st;
}
