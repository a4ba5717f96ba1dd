/* amend: sealed events that were mapped anew.  See amend.h. */
#include <string.h>

#include "amend.h"
#include "entry_read.h"
#include "mem.h"
#include "members.h"

struct amend_lines {
    struct store *s;
    struct ledger_lines *lines; /* NULL: not open */
};

struct amend_lines *amend_lines_new(struct store *s)
{
    struct amend_lines *k = mem_zero(1, sizeof(*k));

    k->s = s;
    return k;
}

void amend_lines_free(struct amend_lines *k)
{
    if (k == NULL)
        return;
    ledger_lines_close(k->lines);
    mem_free(k);
}

enum status amend_line(void *ctx, int64_t event, bool anew, struct buf *out, struct err *err)
{
    struct amend_lines *k = ctx;
    const struct entry *e;
    struct hash leaf;
    uint64_t seq;
    enum status st = ST_OK;

    if (anew) {
        ledger_lines_close(k->lines);
        k->lines = NULL;
    }
    if (k->lines == NULL)
        st = ledger_lines_open(k->s, 0, 0, &k->lines, err);
    if (st == ST_OK)
        st = ledger_lines_find(k->lines, event, &seq, err);
    if (st == ST_OK)
        st = ledger_lines_next(k->lines, &e, &leaf, err);
    if (st != ST_OK)
        return st;
    buf_slice(out, buf_view(&e->line));
    st = ledger_lines_next(k->lines, &e, &leaf, err); /* no row stays open */
    return st == ST_END ? ST_OK : st;
}

/* "name":value of a disclosure: SEQ TAB ["salt","name",value] */
static void put_value(struct buf *b, struct slice line)
{
    const unsigned char *from = memchr(line.p, '\t', line.n), *name, *value;

    from += 1 + 2 + 22 + 2; /* [" and the salt and ", */
    name = from;
    value = memchr(name + 1, '"', line.n - (size_t)(name + 1 - line.p));
    buf_byte(b, b->n > 0 ? ',' : '{');
    buf_add(b, name, (size_t)(value + 1 - name));
    buf_byte(b, ':');
    value += 2;
    buf_add(b, value, line.n - (size_t)(value - line.p) - 1);
}

static void put_values(struct buf *hidden, struct slice lines)
{
    while (lines.n > 0) {
        const unsigned char *lf = memchr(lines.p, '\n', lines.n);
        struct slice line = {lines.p, (size_t)(lf - lines.p)};

        put_value(hidden, line);
        lines = (struct slice){lf + 1, lines.n - line.n - 1};
    }
    buf_byte(hidden, '}');
}

/* What all may read of an event, but for its place. */
static void put_clear(struct buf *clear, struct slice line)
{
    static const char *const names[] = {"action",  "actor", "category", "count",
                                        "outcome", "res",   "time",     "zone"};
    struct entry_reader *reader = entry_reader_new();
    const struct entry_read *e = NULL;
    const char *wrong = entry_read(reader, line, &e);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && wrong == NULL; i++) {
        const struct entry_member *m = entry_member(e, names[i]);

        if (m != NULL && m->kind == ENTRY_NUMBER)
            members_number(clear, names[i], (uint64_t)m->number);
        else if (m != NULL)
            members_text(clear, names[i], m->text);
    }
    entry_reader_free(reader);
}

void amend_write(uint64_t entry, const struct store_event *event, struct entry *scratch, struct buf *clear,
                 struct buf *hidden)
{
    static const unsigned char salts[ENTRY_MOST * ENTRY_SALT];

    buf_clear(clear);
    buf_clear(hidden);
    members_number(clear, "entry", entry);
    if (event == NULL) {
        members_number(clear, "withdrawn", 1);
    } else {
        entry_of_event(scratch, entry, -1, event, salts);
        put_clear(clear, buf_view(&scratch->line));
        put_values(hidden, buf_view(&scratch->disclosed));
    }
    buf_byte(clear, '}');
}
