/* store_fates: what became of records.  See store_fates.h and, for what is noted while they come,
 * store_fates_note.h. */
#include <assert.h>
#include <string.h>

#include "buf.h"
#include "mem.h"
#include "store_fates_note.h"
#include "store_sql.h"
#include "store_writer.h"

#define PIECE 2048 /* bytes of runs in a row */
#define NEXT  "-1" /* stands for the entry while a map is made that takes the place of another */

struct store_fates {
    struct store *s;
    struct sqlite3_stmt *q; /* NULL: there are none */
    struct slice left;      /* of the row */
    uint64_t at;            /* the next record */
};

enum status store_fates_open(struct store *s, int64_t import, uint64_t entry, struct store_fates **out,
                             struct err *err)
{
    struct store_fates *f = mem_zero(1, sizeof(*f));
    enum status st = ST_OK;

    f->s = s;
    f->at = 1;
    if (!s->blank && !s->older)
        st = sql_prepare(s, "SELECT runs FROM fate WHERE import=?1 AND entry=?2 ORDER BY n", &f->q, err);
    if (st == ST_OK && f->q != NULL) {
        sql_int(f->q, 1, import);
        sql_int(f->q, 2, (int64_t)entry);
    }
    if (st == ST_OK)
        *out = f;
    else
        store_fates_close(f);
    return st;
}

void store_fates_close(struct store_fates *f)
{
    if (f == NULL)
        return;
    sql_free(f->q);
    mem_free(f);
}

/* Seven bits a byte, low ones first. */
static bool read_number(struct slice *from, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; shift < 63 && from->n > 0; shift += 7) {
        unsigned char c = *from->p;

        *from = (struct slice){from->p + 1, from->n - 1};
        *out |= (uint64_t)(c & 127) << shift;
        if (c < 128)
            return true;
    }
    return false;
}

/* The next one, FATE_NONE too. */
static enum status next_any(struct store_fates *f, struct fate_run *out, struct err *err)
{
    uint64_t number;

    while (f->left.n == 0) {
        enum status st = f->q == NULL ? ST_END : sql_step(f->s, f->q, err);

        if (st != ST_OK)
            return st;
        f->left = sql_column(f->q, 0);
    }
    if (!read_number(&f->left, &number) || number >> 3 == 0 || number >> 3 > INT64_MAX - f->at)
        return sql_damaged(f->s, "what became of an import's records cannot be read", err);
    *out = (struct fate_run){f->at, number >> 3, (enum fate)(number & 7)};
    f->at += out->count;
    return ST_OK;
}

enum status store_fates_next(struct store_fates *f, struct fate_run *out, struct err *err)
{
    enum status st;

    do
        st = next_any(f, out, err);
    while (st == ST_OK && out->fate == FATE_NONE);
    return st;
}

/* A map that is being made, from record 1 on. */
struct making {
    struct store *s;
    int64_t import;
    struct sqlite3_stmt *q;
    struct buf runs;
    int64_t rows;
    struct fate_run last; /* count 0: none yet */
};

static enum status making_open(struct making *m, struct store *s, int64_t import, struct err *err)
{
    *m = (struct making){.s = s, .import = import};
    buf_init(&m->runs, BUF_CAP);
    return sql_prepare(s, "INSERT INTO fate VALUES(?1," NEXT ",?2,?3)", &m->q, err);
}

static enum status put_row(struct making *m, struct err *err)
{
    enum status st;

    if (m->runs.n == 0)
        return ST_OK;
    sql_int(m->q, 1, m->import);
    sql_int(m->q, 2, m->rows++);
    sql_blob(m->q, 3, m->runs.p, m->runs.n);
    st = sql_run(m->s, m->q, err);
    buf_clear(&m->runs);
    return st;
}

static enum status put_last(struct making *m, struct err *err)
{
    uint64_t number = m->last.count << 3 | (unsigned)m->last.fate;

    if (m->last.count == 0)
        return ST_OK;
    for (; number > 127; number >>= 7)
        buf_byte(&m->runs, (unsigned char)(number | 128));
    buf_byte(&m->runs, (unsigned char)number);
    return m->runs.n >= PIECE ? put_row(m, err) : ST_OK;
}

static enum status put(struct making *m, enum fate fate, uint64_t count, struct err *err)
{
    enum status st;

    if (m->last.count > 0 && m->last.fate == fate) {
        m->last.count += count;
        return ST_OK;
    }
    st = put_last(m, err);
    m->last = (struct fate_run){0, count, fate};
    return st;
}

/* It takes the place of what no act tells of yet. */
static enum status making_end(struct making *m, enum status st, struct err *err)
{
    if (st == ST_OK && m->last.fate != FATE_NONE)
        st = put_last(m, err);
    if (st == ST_OK)
        st = put_row(m, err);
    if (st == ST_OK)
        st = sql_run_text(m->s, "DELETE FROM fate WHERE import=?1 AND entry=0", &m->import, 1, err);
    if (st == ST_OK)
        st =
            sql_run_text(m->s, "UPDATE fate SET entry=0 WHERE import=?1 AND entry=" NEXT, &m->import, 1, err);
    sql_free(m->q);
    buf_release(&m->runs);
    return st;
}

#define BLOCK_WORDS   512
#define BLOCK_RECORDS ((uint64_t)BLOCK_WORDS * 64)

void fates_note(struct fates *f, enum fate_plane plane, uint64_t record)
{
    struct fate_bits *b = &f->planes[plane];
    uint64_t at = record - 1, block = at / BLOCK_RECORDS;

    assert(record > 0);
    while (block >= b->n) {
        if (b->n == b->room)
            b->blocks = mem_more(b->blocks, &b->room, sizeof(*b->blocks));
        b->blocks[b->n++] = NULL;
    }
    if (b->blocks[block] == NULL)
        b->blocks[block] = mem_zero(BLOCK_WORDS, sizeof(uint64_t));
    b->blocks[block][at % BLOCK_RECORDS / 64] |= UINT64_C(1) << (at % 64);
}

void fates_clear(struct fates *f)
{
    for (size_t i = 0; i < FATE_PLANES; i++) {
        struct fate_bits *b = &f->planes[i];

        for (size_t k = 0; k < b->n; k++)
            mem_free(b->blocks[k]);
        mem_free(b->blocks);
        *b = (struct fate_bits){0};
    }
}

static uint64_t word_of(const struct fate_bits *b, uint64_t word)
{
    uint64_t block = word / BLOCK_WORDS;

    return block < b->n && b->blocks[block] != NULL ? b->blocks[block][word % BLOCK_WORDS] : 0;
}

/* Records up to this one may have been noted. */
static uint64_t noted_end(const struct fates *f)
{
    uint64_t end = 0;

    for (size_t i = 0; i < FATE_PLANES; i++)
        if (f->planes[i].n * BLOCK_RECORDS > end)
            end = f->planes[i].n * BLOCK_RECORDS;
    return end;
}

static enum fate fate_of(const uint64_t words[FATE_PLANES], unsigned bit)
{
    bool stored = words[PLANE_STORED] >> bit & 1, suppressed = words[PLANE_SUPPRESSED] >> bit & 1;
    bool duplicate = words[PLANE_DUPLICATE] >> bit & 1;

    if (words[PLANE_REJECTED] >> bit & 1)
        return FATE_REJECTED;
    if (stored)
        return duplicate || suppressed ? FATE_PART : FATE_STORED;
    return suppressed ? FATE_SUPPRESSED : duplicate ? FATE_DUPLICATE : FATE_NONE;
}

/* What the records were that nothing was noted of: skipped, or what the map before says. */
struct before {
    struct store_fates *map; /* NULL: the first reading */
    struct fate_run run;
    bool ended;
};

static enum status before_at(struct before *b, uint64_t record, enum fate *fate, uint64_t *count,
                             struct err *err)
{
    enum status st = ST_OK;

    *fate = b->map == NULL ? FATE_SKIPPED : FATE_NONE;
    *count = UINT64_MAX;
    while (b->map != NULL && !b->ended && st == ST_OK && b->run.first + b->run.count <= record)
        st = next_any(b->map, &b->run, err);
    b->ended = b->ended || st == ST_END;
    if (b->map == NULL || b->ended || st != ST_OK)
        return st == ST_END ? ST_OK : st;
    *fate = b->run.fate;
    *count = b->run.first + b->run.count - record;
    return ST_OK;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Records first to last of one word. */
static enum status put_word(struct making *m, struct before *b, const uint64_t words[FATE_PLANES],
                            uint64_t first, uint64_t last, struct err *err)
{
    uint64_t others = words[PLANE_DUPLICATE] | words[PLANE_SUPPRESSED] | words[PLANE_REJECTED], count = 1;
    enum status st = ST_OK;

    if (words[PLANE_STORED] == UINT64_MAX && others == 0)
        return put(m, FATE_STORED, last - first + 1, err);
    for (; first <= last && st == ST_OK; first += count) {
        enum fate fate = fate_of(words, (unsigned)((first - 1) % 64));

        count = 1;
        if (fate == FATE_NONE)
            st = before_at(b, first, &fate, &count, err);
        if ((words[PLANE_STORED] | others) != 0)
            count = 1;
        count = least(count, last - first + 1);
        if (st == ST_OK)
            st = put(m, fate, count, err);
    }
    return st;
}

static enum status put_rest(struct making *m, struct before *b, uint64_t record, struct err *err)
{
    enum status st = ST_OK;

    while (st == ST_OK && b->map != NULL && !b->ended) {
        enum fate fate;
        uint64_t count;

        st = before_at(b, record, &fate, &count, err);
        if (st == ST_OK && !b->ended)
            st = put(m, fate, count, err);
        record += count;
    }
    return st;
}

static enum status put_all(struct making *m, struct before *b, const struct fates *f, uint64_t last,
                           struct err *err)
{
    enum status st = ST_OK;

    for (uint64_t first = 1; first <= last && st == ST_OK; first += 64) {
        uint64_t words[FATE_PLANES];

        for (size_t i = 0; i < FATE_PLANES; i++)
            words[i] = word_of(&f->planes[i], first / 64);
        st = put_word(m, b, words, first, least(last, first + 63), err);
    }
    return st == ST_OK ? put_rest(m, b, last + 1, err) : st;
}

enum status fates_write(struct store *s, struct fates *f, int64_t import, uint64_t records, bool again,
                        struct err *err)
{
    struct before b = {0};
    struct making m;
    enum status st = making_open(&m, s, import, err);

    if (st == ST_OK && again)
        st = store_fates_open(s, import, 0, &b.map, err);
    if (st == ST_OK)
        st = put_all(&m, &b, f, again ? noted_end(f) : records, err);
    store_fates_close(b.map);
    st = making_end(&m, st, err);
    fates_clear(f);
    return st;
}

/* The run, of which only what has events is stored: record is the first that has, from the run's on. */
static enum status put_stored(struct making *m, struct sqlite3_stmt *q, const struct fate_run *run,
                              int64_t *record, struct err *err)
{
    uint64_t at = run->first, end = run->first + run->count;
    enum status st = ST_OK;

    while (st == ST_OK && at < end) {
        uint64_t next;

        while (st == ST_OK && *record < (int64_t)at) {
            st = sql_step(m->s, q, err);
            *record = st == ST_OK ? sql_column_int(q, 0) : INT64_MAX;
            st = st == ST_END ? ST_OK : st;
        }
        next = least((uint64_t)*record, end);
        if (st == ST_OK && next > at)
            st = put(m, FATE_WITHDRAWN, next - at, err);
        if (st == ST_OK && next < end)
            st = put(m, run->fate, 1, err);
        at = next + 1;
    }
    return st;
}

static enum status settle(struct making *m, struct store_fates *old, struct sqlite3_stmt *q, struct err *err)
{
    int64_t record = 0;
    struct fate_run run;
    enum status st;

    while ((st = next_any(old, &run, err)) == ST_OK) {
        if (run.fate == FATE_STORED || run.fate == FATE_PART)
            st = put_stored(m, q, &run, &record, err);
        else
            st = put(m, run.fate, run.count, err);
        if (st != ST_OK)
            return st;
    }
    return st == ST_END ? ST_OK : st;
}

enum status store_fates_settle(struct store *s, int64_t import, int64_t after, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    struct store_fates *old = NULL;
    struct making m;
    enum status st = making_open(&m, s, import, err);

    if (st == ST_OK)
        st = sql_prepare(s, "SELECT DISTINCT record FROM event WHERE import=?1 AND id>?2 ORDER BY record", &q,
                         err);
    if (st == ST_OK)
        st = store_fates_open(s, import, 0, &old, err);
    if (st == ST_OK) {
        sql_int(q, 1, import);
        sql_int(q, 2, after);
        st = settle(&m, old, q, err);
    }
    store_fates_close(old);
    sql_free(q);
    return making_end(&m, st, err);
}

enum status store_fates_seal(struct store *s, int64_t import, uint64_t entry, struct err *err)
{
    const int64_t numbers[] = {import, (int64_t)entry};

    return sql_run_text(s, "UPDATE fate SET entry=?2 WHERE import=?1 AND entry=0", numbers, 2, err);
}

enum status store_fates_map(struct store *s, uint64_t end, struct fate_map *map, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = s->older ? ST_END
                              : sql_prepare(s,
                                            "SELECT f.import,f.entry,a.kind='retry' FROM fate f"
                                            " JOIN entry e ON e.idx=f.entry JOIN act a ON a.id=e.act"
                                            " WHERE (f.import,f.entry)>(?1,?2) AND f.entry>0 AND f.entry<?3"
                                            " AND f.n=0 ORDER BY f.import,f.entry LIMIT 1",
                                            &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, map->import);
        sql_int(q, 2, (int64_t)map->entry);
        sql_int(q, 3, (int64_t)end);
        st = sql_step(s, q, err);
    }
    if (st == ST_OK)
        *map = (struct fate_map){sql_column_int(q, 0), (uint64_t)sql_column_int(q, 1),
                                 sql_column_int(q, 2) != 0};
    sql_free(q);
    return st;
}
