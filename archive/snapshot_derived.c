/* snapshot_derived: what is made of the rest, for reading: a database and the report.  See snapshot_log.h. */
#include "snapshot_log.h"
#include "store_copy.h"

#define DATABASE "data/derived/audit.sqlite"
#define REPORT   "data/report"

/* An event that is not sealed yet would be in them, and in no entry. */
static enum status check_sealed(struct snapshot *x, struct err *err)
{
    struct store_sealed sealed;
    enum status st = store_sealed(x->s, &sealed, &x->arena, err);

    if (st == ST_OK && sealed.unsealed > 0)
        st = err_set(err, ST_FAIL, "SNAPSHOT-UNSEALED",
                     "%llu events came in since the ledger was sealed; no snapshot was written. Run again",
                     (unsigned long long)sealed.unsealed);
    return st;
}

/* Of the database, as whoever checks it does. */
static enum status put_report(struct snapshot *x, const char *database, const char *place, struct err *err)
{
    struct store *copy = NULL;
    enum status st = store_open(database, STORE_READ, &copy, err);

    if (st == ST_OK)
        st = x->wish->report(x->wish->ctx, copy, place, err);
    store_close(copy);
    return st == ST_OK ? bag_adopt(x->bag, REPORT, err) : st;
}

enum status snapshot_derived(struct snapshot *x, struct err *err)
{
    struct buf database, place;
    enum status st = check_sealed(x, err);

    buf_init(&database, BUF_CAP);
    buf_init(&place, BUF_CAP);
    if (st == ST_OK)
        st = bag_place(x->bag, DATABASE, &database, err);
    if (st == ST_OK)
        st = store_copy(x->s, buf_string(&database), err);
    if (st == ST_OK)
        st = bag_adopt(x->bag, DATABASE, err);
    if (st == ST_OK)
        st = bag_place(x->bag, REPORT, &place, err);
    if (st == ST_OK)
        st = put_report(x, buf_string(&database), buf_string(&place), err);
    buf_release(&database);
    buf_release(&place);
    return st;
}
