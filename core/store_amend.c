/* store_amend: sealed events that are mapped anew.  See store_amend.h. */
#include <assert.h>
#include <string.h>

#include "digest.h"
#include "mem.h"
#include "store_amend.h"
#include "store_load.h"
#include "store_writer.h"

enum { AQ_ENTRY, AQ_KEEP, AQ_TELL, AQ_COUNT };

static const char *const texts[AQ_COUNT] = {
    [AQ_ENTRY] = "SELECT n.idx,n.leaf,EXISTS(SELECT 1 FROM kept k WHERE k.idx=n.idx) FROM entry n"
                 " WHERE n.event=?1",
    [AQ_KEEP] = "INSERT INTO kept VALUES(?1,?2)",
    [AQ_TELL] = "INSERT INTO amended VALUES(?1,?2,0) ON CONFLICT DO UPDATE SET act=0",
};

struct amend {
    struct sqlite3_stmt *q[AQ_COUNT];
    struct digest *digest;
    struct buf line;
};

void store_keep_lines(struct store *s, store_line_of *line, void *ctx)
{
    s->lines = (struct store_lines){line, ctx};
}

/* What is kept now is never made again: it must be what was sealed. */
static enum status make_line(struct store_writer *w, int64_t event, const unsigned char leaf[DIGEST_SIZE],
                             struct err *err)
{
    struct amend *a = w->amend;
    unsigned char sum[DIGEST_SIZE];

    for (int again = 0; again < 2; again++) {
        enum status st;

        buf_clear(&a->line);
        st = w->s->lines.of(w->s->lines.ctx, event, again > 0, &a->line, err);
        if (st != ST_OK)
            return st;
        digest_start(a->digest);
        digest_add(a->digest, "\0", 1); /* RFC 6962, 2.1 */
        digest_add(a->digest, a->line.p, a->line.n);
        digest_end(a->digest, sum);
        if (memcmp(sum, leaf, DIGEST_SIZE) == 0)
            return ST_OK;
    }
    return sql_damaged(w->s, "a sealed event is not what it was sealed as", err);
}

static enum status keep(struct store_writer *w, int64_t event, bool tell, struct err *err)
{
    struct sqlite3_stmt **q = w->amend->q;
    unsigned char leaf[DIGEST_SIZE];
    int64_t idx;
    bool kept;
    enum status st;

    sql_int(q[AQ_ENTRY], 1, event);
    st = sql_step(w->s, q[AQ_ENTRY], err);
    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    idx = sql_column_int(q[AQ_ENTRY], 0);
    sql_column_bytes(q[AQ_ENTRY], 1, leaf, DIGEST_SIZE);
    kept = sql_column_int(q[AQ_ENTRY], 2) != 0;
    sql_reset(q[AQ_ENTRY]);
    if (!kept)
        st = make_line(w, event, leaf, err);
    if (st == ST_OK && !kept) {
        sql_int(q[AQ_KEEP], 1, idx);
        sql_texts(q[AQ_KEEP], 2, buf_view(&w->amend->line));
        st = sql_run(w->s, q[AQ_KEEP], err);
    }
    if (st != ST_OK || !tell)
        return st;
    sql_int(q[AQ_TELL], 1, idx);
    sql_int(q[AQ_TELL], 2, event);
    return sql_run(w->s, q[AQ_TELL], err);
}

/* The entry of a conflict names the first one with its id, which may get another. */
static enum status keep_conflicts(struct store_writer *w, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t last = 0;
    enum status st = sql_prepare(w->s,
                                 "SELECT min(e.id) FROM event e WHERE e.id>?2 AND (e.flags&1)<>0 AND e.action"
                                 " IN (SELECT id FROM action WHERE source=?1) AND EXISTS(SELECT 1 FROM entry"
                                 " n WHERE n.event=e.id)",
                                 &q, err);

    while (st == ST_OK) {
        sql_int(q, 1, w->source);
        sql_int(q, 2, last);
        st = sql_step(w->s, q, err);
        if (st != ST_OK || sql_column_null(q, 0))
            break;
        last = sql_column_int(q, 0);
        sql_reset(q);
        st = keep(w, last, false, err);
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

enum status amend_open(struct store_writer *w, struct err *err)
{
    struct amend *a;
    enum status st;

    assert(w->s->lines.of != NULL);
    w->amend = a = mem_zero(1, sizeof(*a));
    a->digest = digest_new();
    buf_init(&a->line, BUF_CAP);
    st = sql_prepare_all(w->s, texts, AQ_COUNT, a->q, err);
    return st == ST_OK ? keep_conflicts(w, err) : st;
}

enum status amend_keep(struct store_writer *w, int64_t event, struct err *err)
{
    return w->amend != NULL ? keep(w, event, true, err) : ST_OK;
}

void amend_close(struct store_writer *w)
{
    if (w->amend == NULL)
        return;
    sql_free_all(w->amend->q, AQ_COUNT);
    digest_free(w->amend->digest);
    buf_release(&w->amend->line);
    mem_free(w->amend);
    w->amend = NULL;
}

struct store_amends {
    struct store *s;
    struct sqlite3_stmt *next, *tell;
    struct loader loader;
    int64_t at;
};

enum status store_amends_open(struct store *s, struct store_amends **out, struct err *err)
{
    struct store_amends *c = mem_zero(1, sizeof(*c));
    enum status st = loader_open(&c->loader, s, err);

    c->s = s;
    c->at = -1;
    if (st == ST_OK)
        st = sql_prepare(s, "SELECT idx,event FROM amended WHERE act=0 AND idx>?1 ORDER BY idx LIMIT 1",
                         &c->next, err);
    if (st == ST_OK)
        st = sql_prepare(s, "UPDATE amended SET act=?2 WHERE idx=?1", &c->tell, err);
    if (st == ST_OK)
        *out = c;
    else
        store_amends_close(c);
    return st;
}

enum status store_amends_next(struct store_amends *c, uint64_t *entry, const struct store_event **event,
                              struct err *err)
{
    int64_t id;
    enum status st;

    sql_int(c->next, 1, c->at);
    st = sql_step(c->s, c->next, err);
    if (st != ST_OK)
        return st;
    c->at = sql_column_int(c->next, 0);
    id = sql_column_int(c->next, 1);
    sql_reset(c->next);
    *entry = (uint64_t)c->at;
    st = loader_get(&c->loader, id, err);
    *event = st == ST_OK ? &c->loader.row : NULL;
    return st == ST_END ? ST_OK : st;
}

enum status store_amends_tell(struct store_amends *c, uint64_t entry, uint64_t act, struct err *err)
{
    sql_int(c->tell, 1, (int64_t)entry);
    sql_int(c->tell, 2, (int64_t)act);
    return sql_run(c->s, c->tell, err);
}

void store_amends_close(struct store_amends *c)
{
    if (c == NULL)
        return;
    sql_free(c->next);
    sql_free(c->tell);
    loader_close(&c->loader);
    mem_free(c);
}

enum status store_amended(struct store *s, int64_t event, uint64_t *entry, uint64_t *act, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = s->older ? ST_END
                              : sql_prepare(s,
                                            "SELECT idx,act FROM amended WHERE idx="
                                            "(SELECT idx FROM entry WHERE event=?1)",
                                            &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, event);
        st = sql_step(s, q, err);
    }
    if (st == ST_OK) {
        *entry = (uint64_t)sql_column_int(q, 0);
        *act = (uint64_t)sql_column_int(q, 1);
    }
    sql_free(q);
    return st;
}
