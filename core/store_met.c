/* store_met: which stored events a dump made again, kept as stretches of ids.  See store_ident.h.
 *
 * Dumps that overlap meet what lies together, so a stretch most often covers all of it.  Ids are
 * marked in blocks that are there only once they are needed: each part of an export starts anew, and
 * what that costs must not be what the store holds.
 */
#include <string.h>

#include "store_absent.h"
#include "store_writer.h"

#define BLOCK_SIZE 4096 /* bytes, a bit per id */
#define BLOCK_IDS  (BLOCK_SIZE * 8)

void met_start(struct store_writer *w)
{
    size_t n = (size_t)w->next_id / BLOCK_IDS + 1;

    w->part_id = w->next_id;
    if (n <= w->n_part_met)
        return;
    w->part_met = mem_resize(w->part_met, n, sizeof(*w->part_met));
    memset(w->part_met + w->n_part_met, 0, (n - w->n_part_met) * sizeof(*w->part_met));
    w->n_part_met = n;
}

void met_add(struct store_writer *w, int64_t id)
{
    unsigned char **block = &w->part_met[id / BLOCK_IDS];

    if (*block == NULL)
        *block = mem_zero(BLOCK_SIZE, 1);
    (*block)[id % BLOCK_IDS / 8] |= (unsigned char)(1u << (id & 7));
}

void met_close(struct store_writer *w)
{
    for (size_t i = 0; i < w->n_part_met; i++)
        mem_free(w->part_met[i]);
    mem_free(w->part_met);
}

/* Writes the stretch that ends before the id, if there is one. */
static enum status end_stretch(struct store_writer *w, struct sqlite3_stmt *q, int64_t *first, int64_t end,
                               struct err *err)
{
    enum status st;

    if (*first == 0)
        return ST_OK;
    st = absent_doubt_met(w, *first, end - 1, err);
    sql_int(q, 2, *first);
    sql_int(q, 3, end - 1);
    *first = 0;
    return st == ST_OK ? sql_run(w->s, q, err) : st;
}

static enum status write_block(struct store_writer *w, struct sqlite3_stmt *q, size_t block, int64_t *first,
                               struct err *err)
{
    const unsigned char *met = w->part_met[block];
    enum status st = ST_OK;

    for (size_t i = 0; i < BLOCK_IDS && st == ST_OK; i++) {
        int64_t id = (int64_t)(block * BLOCK_IDS + i);

        if (*first == 0 && (i & 7) == 0 && met[i / 8] == 0)
            i += 7;
        else if ((met[i / 8] >> (i & 7) & 1) == 0)
            st = end_stretch(w, q, first, id, err);
        else if (*first == 0)
            *first = id;
    }
    return st;
}

static enum status write_all(struct store_writer *w, struct sqlite3_stmt *q, struct err *err)
{
    int64_t first = 0;
    enum status st = ST_OK;

    for (size_t i = 0; i < w->n_part_met && st == ST_OK; i++) {
        if (w->part_met[i] == NULL) {
            st = end_stretch(w, q, &first, (int64_t)(i * BLOCK_IDS), err);
            continue;
        }
        st = write_block(w, q, i, &first, err);
        mem_free(w->part_met[i]);
        w->part_met[i] = NULL;
    }
    return st == ST_OK ? end_stretch(w, q, &first, (int64_t)(w->n_part_met * BLOCK_IDS), err) : st;
}

/* What a retry meets comes on top of what its dump met before, and stretches do not overlap. */
static enum status leave_out(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(w->s, "SELECT first,last FROM met WHERE import=?1", &q, err);

    if (st == ST_OK)
        sql_int(q, 1, w->import);
    while (st == ST_OK && (st = sql_step(w->s, q, err)) == ST_OK)
        for (int64_t id = sql_column_int(q, 0), last = sql_column_int(q, 1); id <= last; id++) {
            size_t block = (size_t)id / BLOCK_IDS;

            if (block < w->n_part_met && w->part_met[block] != NULL)
                w->part_met[block][id % BLOCK_IDS / 8] &= (unsigned char)~(1u << (id & 7));
        }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status met_write(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = w->resumed ? leave_out(w, err) : ST_OK;

    if (st == ST_OK)
        st = sql_prepare(w->s, "INSERT INTO met(import,first,last) VALUES(?1,?2,?3)", &q, err);
    if (st == ST_OK) {
        sql_int(q, 1, w->import);
        st = write_all(w, q, err);
    }
    sql_free(q);
    return st;
}
