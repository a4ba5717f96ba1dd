/* store_marks: by what erased content is known when it comes again.  See store_marks.h.
 *
 * Nearly all that is looked up was never erased: a filter of bits, which a mark's own bytes are good to find,
 * answers most of it without a look into the table.  It lets through one in some thousands of other
 * marks where 300,000 are stored, and one in fourteen where 3,000,000 are.
 */
#include <assert.h>
#include <string.h>

#include "mem.h"
#include "store_marks.h"
#include "store_sql.h"

#define FILTER_BITS  24 /* of the number of a bit: 2 MiB */
#define FILTER_LOOKS 3  /* bits of a mark, from so many bytes of it each */

enum mark_query { MQ_FIND, MQ_ADD, MQ_BIND, MQ_COUNT };

static const char *const texts[MQ_COUNT] = {
    [MQ_FIND] = "SELECT 1 FROM erased WHERE mark=?1",
    [MQ_ADD] = "INSERT OR IGNORE INTO erased VALUES(?1)",
    [MQ_BIND] = "INSERT OR IGNORE INTO meta VALUES('pepper',?1)",
};

struct store_marks {
    struct store *s;
    struct sqlite3_stmt *q[MQ_COUNT];
    bool bound;
    unsigned char filter[(size_t)1 << (FILTER_BITS - 3)];
};

enum status store_marks_any(struct store *s, bool *any, struct err *err)
{
    int64_t some = 0;
    enum status st = ST_OK;

    if (!s->blank && !s->older)
        st = sql_one_text(s, "SELECT EXISTS(SELECT 1 FROM erased)", &some, err);
    *any = some != 0;
    return st;
}

enum status store_marks_use(struct store *s, struct pepper *p, struct err *err)
{
    unsigned char own[PEPPER_MARK], bound[PEPPER_MARK];
    struct sqlite3_stmt *q = NULL;
    enum status st;

    s->pepper = p;
    if (s->blank)
        return ST_OK;
    pepper_mark(p, PEPPER_CHECK, NULL, 0, own);
    st = sql_prepare(s, "SELECT value FROM meta WHERE name='pepper'", &q, err);
    if (st == ST_OK)
        st = sql_step(s, q, err);
    if (st == ST_OK) {
        sql_column_bytes(q, 0, bound, sizeof(bound));
        if (memcmp(own, bound, sizeof(own)) != 0)
            st = err_at(err, ST_FATAL, pepper_path(p), 0, 0, "PEPPER-OTHER",
                        "this is not the pepper with which was erased from %s; give that one's file with "
                        "--pepper",
                        s->path);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status store_marks_dump(struct store *s, struct store_import *info, struct err *err)
{
    unsigned char mark[PEPPER_MARK];
    struct sqlite3_stmt *q = NULL;
    int64_t one = 0;
    enum status st;

    if (s->pepper == NULL || s->blank)
        return ST_OK;
    pepper_dump(s->pepper, info->dump, mark);
    st = sql_prepare(s, texts[MQ_FIND], &q, err);
    if (st == ST_OK) {
        sql_blob(q, 1, mark, sizeof(mark));
        st = sql_one(s, q, &one, err);
    }
    sql_free(q);
    if (one != 0)
        memcpy(info->dump, mark, sizeof(mark));
    info->dump_erased = one != 0;
    return st == ST_END ? ST_OK : st;
}

/* The number of the mark's k-th bit. */
static size_t bit_of(const unsigned char *mark, size_t k)
{
    size_t n = 0;

    for (size_t i = 0; i < FILTER_BITS / 8; i++)
        n = n << 8 | mark[k * (FILTER_BITS / 8) + i];
    return n;
}

static void filter_add(struct store_marks *m, const unsigned char *mark)
{
    for (size_t k = 0; k < FILTER_LOOKS; k++) {
        size_t bit = bit_of(mark, k);

        m->filter[bit >> 3] |= (unsigned char)(1u << (bit & 7));
    }
}

static bool filter_may_have(const struct store_marks *m, const unsigned char *mark)
{
    for (size_t k = 0; k < FILTER_LOOKS; k++) {
        size_t bit = bit_of(mark, k);

        if ((m->filter[bit >> 3] >> (bit & 7) & 1) == 0)
            return false;
    }
    return true;
}

static enum status fill_filter(struct store_marks *m, struct err *err)
{
    unsigned char mark[PEPPER_MARK];
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(m->s, "SELECT mark FROM erased", &q, err);

    while (st == ST_OK && (st = sql_step(m->s, q, err)) == ST_OK) {
        sql_column_bytes(q, 0, mark, sizeof(mark));
        filter_add(m, mark);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status store_marks_open(struct store *s, struct store_marks **out, struct err *err)
{
    struct store_marks *m = mem_zero(1, sizeof(*m));
    enum status st;

    assert(s->pepper != NULL);
    m->s = s;
    st = fill_filter(m, err);
    if (st == ST_OK)
        st = sql_prepare_all(s, texts, MQ_COUNT, m->q, err);
    if (st == ST_OK)
        *out = m;
    else
        store_marks_close(m);
    return st;
}

enum status store_marks_find(struct store_marks *m, const unsigned char mark[PEPPER_MARK], bool *found,
                             struct err *err)
{
    int64_t one = 0;
    enum status st;

    *found = false;
    if (!filter_may_have(m, mark))
        return ST_OK;
    sql_blob(m->q[MQ_FIND], 1, mark, PEPPER_MARK);
    st = sql_one(m->s, m->q[MQ_FIND], &one, err);
    *found = one != 0;
    return st == ST_END ? ST_OK : st;
}

static enum status bind(struct store_marks *m, struct err *err)
{
    unsigned char own[PEPPER_MARK];

    pepper_mark(m->s->pepper, PEPPER_CHECK, NULL, 0, own);
    sql_blob(m->q[MQ_BIND], 1, own, sizeof(own));
    m->bound = true;
    return sql_run(m->s, m->q[MQ_BIND], err);
}

enum status store_marks_add(struct store_marks *m, const unsigned char mark[PEPPER_MARK], struct err *err)
{
    enum status st = m->bound ? ST_OK : bind(m, err);

    if (st != ST_OK)
        return st;
    filter_add(m, mark);
    sql_blob(m->q[MQ_ADD], 1, mark, PEPPER_MARK);
    return sql_run(m->s, m->q[MQ_ADD], err);
}

void store_marks_close(struct store_marks *m)
{
    if (m == NULL)
        return;
    sql_free_all(m->q, MQ_COUNT);
    mem_free(m);
}
