/* store_met: which stored events a dump made again, kept as stretches of ids.  See store_writer.h.
 *
 * Dumps that overlap meet what lies together, so a stretch most often covers all of it.
 */
#include "store_writer.h"

void met_start(struct store_writer *w)
{
    mem_free(w->part_met);
    w->part_id = w->next_id;
    w->part_met = mem_zero((size_t)w->part_id / 8 + 1, 1);
}

static enum status write_stretch(struct store_writer *w, struct sqlite3_stmt *q, int64_t first,
                                 int64_t last, struct err *err)
{
    sql_int(q, 2, first);
    sql_int(q, 3, last);
    return sql_run(w->s, q, err);
}

static enum status write_all(struct store_writer *w, struct sqlite3_stmt *q, struct err *err)
{
    int64_t first = 0;
    enum status st = ST_OK;

    for (int64_t id = 1; id < w->part_id && st == ST_OK; id++) {
        if (first == 0 && (id & 7) == 0 && w->part_met[id >> 3] == 0) {
            id += 7;
        } else if ((w->part_met[id >> 3] >> (id & 7) & 1) != 0) {
            first = first != 0 ? first : id;
        } else if (first != 0) {
            st = write_stretch(w, q, first, id - 1, err);
            first = 0;
        }
    }
    return st == ST_OK && first != 0 ? write_stretch(w, q, first, w->part_id - 1, err) : st;
}

/* What a retry meets comes on top of what its dump met before. */
enum status met_write(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(w->s,
                                 "INSERT INTO met(import,first,last) VALUES(?1,?2,?3)"
                                 " ON CONFLICT DO UPDATE SET last=max(last,excluded.last)",
                                 &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, w->import);
        st = write_all(w, q, err);
    }
    sql_free(q);
    return st;
}
