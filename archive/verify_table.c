/* verify_table: the table of all events, made again.  See verify_table.h. */
#include <string.h>

#include "event_row.h"
#include "mem.h"
#include "verify_table.h"

#define ROOM ((size_t)64 << 10)
#define MOST ((size_t)256 << 20) /* bytes that are disclosed of one entry */

struct verify_table {
    struct verify_log *x;
    bool looked;           /* for the file */
    struct bag_file *file; /* NULL: there is none, or nothing more is to be said of it */
    struct event_row *row;
    struct buf shown, text; /* of the entry: what is disclosed; its row */
    size_t at, n;           /* of bytes: what was read and not compared yet */
    uint64_t rows;
    unsigned char bytes[ROOM];
};

struct verify_table *verify_table_new(struct verify_log *x)
{
    struct verify_table *t = mem_zero(1, sizeof(*t));

    t->x = x;
    t->row = event_row_new();
    buf_init(&t->shown, BUF_CAP);
    buf_init(&t->text, BUF_CAP);
    return t;
}

void verify_table_free(struct verify_table *t)
{
    if (t == NULL)
        return;
    bag_file_close(t->file);
    event_row_free(t->row);
    buf_release(&t->shown);
    buf_release(&t->text);
    mem_free(t);
}

static enum status give_up(struct verify_table *t)
{
    bag_file_close(t->file);
    t->file = NULL;
    return ST_OK;
}

void verify_table_piece(struct verify_table *t, struct slice piece)
{
    if (t->shown.n <= MOST)
        buf_slice(&t->shown, piece);
}

struct slice verify_table_shown(const struct verify_table *t)
{
    return buf_view(&t->shown);
}

/* Are these bytes the next of the file? */
static enum status compare(struct verify_table *t, struct slice want, bool *same, struct err *err)
{
    *same = true;
    while (want.n > 0 && *same) {
        size_t n;

        if (t->at == t->n) {
            enum status st = bag_file_read(t->file, t->bytes, ROOM, &t->n, err);

            t->at = 0;
            if (st != ST_OK)
                return st;
        }
        n = t->n - t->at < want.n ? t->n - t->at : want.n;
        *same = n > 0 && memcmp(t->bytes + t->at, want.p, n) == 0;
        t->at += n;
        want = (struct slice){want.p + n, want.n - n};
    }
    return ST_OK;
}

static enum status look(struct verify_table *t, struct err *err)
{
    enum status st = verify_find(t->x, VERIFY_TABLE_PATH, &t->file, err);
    bool same = true;

    t->looked = true;
    if (st == ST_END) {
        t->file = NULL;
        verify_done(t->x, VERIFY_TABLE, "there is none");
        return ST_OK;
    }
    if (st == ST_OK) {
        buf_clear(&t->text);
        event_row_head(&t->text);
        st = compare(t, buf_view(&t->text), &same, err);
    }
    if (st == ST_OK && !same) {
        verify_bad(t->x, VERIFY_TABLE, VERIFY_TABLE_PATH, 1, "VERIFY-TABLE",
                   "it does not begin with the names of its columns");
        return give_up(t);
    }
    return st;
}

static enum status take(struct verify_table *t, uint64_t seq, struct slice line, struct err *err)
{
    enum status st = t->looked ? ST_OK : look(t, err);
    bool same = false;

    if (st != ST_OK || t->file == NULL)
        return st;
    buf_clear(&t->text);
    if (t->shown.n > MOST) {
        verify_open(t->x, VERIFY_TABLE, "more than %zu bytes are disclosed of entry %llu", MOST,
                    (unsigned long long)seq);
        return give_up(t);
    }
    if (event_row_write(t->row, line, buf_view(&t->shown), &t->text))
        st = compare(t, buf_view(&t->text), &same, err);
    t->rows += t->text.n > 0;
    if (st != ST_OK || same)
        return st;
    verify_bad(t->x, VERIFY_TABLE, VERIFY_TABLE_PATH, 0, "VERIFY-TABLE",
               "the row of entry %llu is not there, or not what the entry and its disclosures say",
               (unsigned long long)seq);
    return give_up(t);
}

enum status verify_table_entry(struct verify_table *t, uint64_t seq, struct slice line, struct err *err)
{
    enum status st = take(t, seq, line, err);

    buf_clear(&t->shown);
    return st;
}

void verify_table_stop(struct verify_table *t, uint64_t seq)
{
    verify_open(t->x, VERIFY_TABLE, "what is disclosed of entry %llu is bad", (unsigned long long)seq);
    t->looked = true;
    (void)give_up(t);
}

enum status verify_table_end(struct verify_table *t, struct err *err)
{
    enum status st;

    if (!t->x->opened)
        verify_open(t->x, VERIFY_TABLE, "withheld");
    if (t->file == NULL)
        return ST_OK;
    if (t->at == t->n) {
        t->at = 0;
        st = bag_file_read(t->file, t->bytes, ROOM, &t->n, err);
        if (st != ST_OK)
            return st;
    }
    if (t->at < t->n)
        verify_bad(t->x, VERIFY_TABLE, VERIFY_TABLE_PATH, 0, "VERIFY-TABLE",
                   "it goes on behind the row of the last entry");
    else
        verify_done(t->x, VERIFY_TABLE, "%llu rows say what the entries say", (unsigned long long)t->rows);
    return ST_OK;
}
