/* verify_shown: what entries commit to, held against what is disclosed.  See verify_pass.h. */
#include <stdio.h>

#include "base64.h"
#include "entry_read.h"
#include "mem.h"
#include "verify_erased.h"
#include "verify_pass.h"
#include "verify_table.h"

#define SALT 22 /* characters */

struct verify_shown {
    struct verify_log *x;
    struct verify_lines *lines; /* NULL: it is a snapshot without them, or one of them was wrong */
    bool given_up;
    bool have; /* a line that is not used yet */
    struct verify_piece piece;
    struct shown {
        uint64_t seq;
        struct slice name, text; /* text: all behind the TAB, or what there is of it in the piece */
    } line;
    uint64_t shown;
    struct buf sum, missing; /* missing: names of the entry's values that are not there, each with NUL */
    size_t n_missing;
    bool lost,
        has_item; /* of the entry: one that tells items is missing; the item that is asked for is in it */
    struct verify_erased *erased;
    struct verify_runs *runs;
    struct verify_table *table; /* borrowed: is told what is disclosed */
};

struct verify_shown *verify_shown_new(struct verify_log *x, struct verify_table *table)
{
    struct verify_shown *s = mem_zero(1, sizeof(*s));

    s->x = x;
    s->table = table;
    buf_init(&s->sum, BUF_CAP);
    buf_init(&s->missing, BUF_CAP);
    s->erased = verify_erased_new(x);
    s->runs = verify_runs_new(verify_erased_run, s->erased);
    return s;
}

void verify_shown_free(struct verify_shown *s)
{
    if (s == NULL)
        return;
    verify_lines_close(s->lines);
    verify_erased_free(s->erased);
    verify_runs_free(s->runs);
    buf_release(&s->sum);
    buf_release(&s->missing);
    mem_free(s);
}

/* Nothing after it can be said. */
static enum status give_up(struct verify_shown *s, uint64_t seq)
{
    verify_lines_close(s->lines);
    s->lines = NULL;
    s->given_up = true;
    verify_table_stop(s->table, seq);
    verify_open(s->x, VERIFY_DISCLOSURES, "values of entry %llu and those behind it cannot be verified",
                (unsigned long long)seq);
    return ST_OK;
}

enum status verify_shown_file(struct verify_shown *s, uint64_t first, struct err *err)
{
    char path[64];
    enum status st;

    if (!s->x->opened || s->given_up)
        return ST_OK;
    snprintf(path, sizeof(path), "data/disclosures/%012llu.tsv", (unsigned long long)first);
    s->have = false;
    st = verify_lines_open(s->x, path, &s->lines, err);
    if (st != ST_END)
        return st;
    verify_bad(s->x, VERIFY_DISCLOSURES, path, 0, "VERIFY-DISCLOSURE",
               "it is not there; take another copy of the snapshot");
    return give_up(s, first);
}

void verify_shown_lines(struct verify_shown *s, struct slice lines)
{
    s->have = false;
    if (!s->given_up)
        s->lines = verify_lines_of(lines);
}

static bool skip(struct slice *s, const char *text)
{
    size_t n = strlen(text);

    if (s->n < n || memcmp(s->p, text, n) != 0)
        return false;
    *s = (struct slice){s->p + n, s->n - n};
    return true;
}

static bool skip_number(struct slice *s, uint64_t *out)
{
    size_t n = 0;

    *out = 0;
    for (; n < s->n && n < 18 && s->p[n] >= '0' && s->p[n] <= '9'; n++)
        *out = *out * 10 + (uint64_t)(s->p[n] - '0');
    if (n == 0 || (n > 1 && s->p[0] == '0'))
        return false;
    *s = (struct slice){s->p + n, s->n - n};
    return true;
}

static bool is_digit(unsigned char c)
{
    unsigned char letter = c | 0x20;

    return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* 16 bytes: of the last character four bits count for nothing. */
static bool skip_salt(struct slice *s)
{
    if (s->n < SALT || memchr("AQgw", s->p[SALT - 1], 4) == NULL)
        return false;
    for (size_t i = 0; i < SALT; i++)
        if (!is_digit(s->p[i]))
            return false;
    *s = (struct slice){s->p + SALT, s->n - SALT};
    return true;
}

/* <seq> TAB ["<salt>","<name>",<value>] */
static bool read_line(struct slice text, struct shown *out)
{
    const unsigned char *end;

    if (!skip_number(&text, &out->seq) || !skip(&text, "\t"))
        return false;
    out->text = text;
    if (!skip(&text, "[\"") || !skip_salt(&text) || !skip(&text, "\",\""))
        return false;
    end = text.n > 0 ? memchr(text.p, '"', text.n) : NULL;
    if (end == NULL)
        return false;
    out->name = (struct slice){text.p, (size_t)(end - text.p)};
    text = (struct slice){end, text.n - out->name.n};
    return skip(&text, "\",");
}

/* The line that is next, in s->line.  ST_END: there is none. ST_REJECT: it is not written as one. */
static enum status peek(struct verify_shown *s, struct err *err)
{
    enum status st;

    if (s->have)
        return ST_OK;
    st = verify_lines_next(s->lines, &s->piece, err);
    if (st != ST_OK)
        return st;
    s->have = true;
    return s->piece.cut || !read_line(s->piece.text, &s->line) ? ST_REJECT : ST_OK;
}

static enum status bad_line(struct verify_shown *s, uint64_t seq, const char *what)
{
    verify_bad(s->x, VERIFY_DISCLOSURES, verify_lines_shown(s->lines), verify_lines_at(s->lines),
               "VERIFY-DISCLOSURE", "%s; the first entry whose values cannot be verified is %llu", what,
               (unsigned long long)seq);
    return give_up(s, seq);
}

static enum status bad_value(struct verify_shown *s, uint64_t seq, struct slice name, const char *what)
{
    verify_bad(s->x, VERIFY_DISCLOSURES, verify_lines_shown(s->lines), verify_lines_at(s->lines),
               "VERIFY-DISCLOSURE", "entry %llu: %.*s %s", (unsigned long long)seq,
               (int)(name.n < 100 ? name.n : 100), (const char *)name.p, what);
    return give_up(s, seq);
}

/* The digest of the line's text, to its end; a list of what was erased is read on the way. */
static enum status digest_line(struct verify_shown *s, bool list, unsigned char sum[DIGEST_SIZE],
                               bool *closed, struct err *err)
{
    struct digest *d = s->x->digest;
    struct slice text = s->line.text;
    size_t head = 2 + SALT + 3 + s->line.name.n + 2; /* ["<salt>","<name>", */
    enum status st = ST_OK;

    if (list)
        st = verify_runs_piece(s->runs, (struct slice){text.p + head, text.n - head}, err);
    verify_table_piece(s->table, text);
    if (!s->piece.more) {
        digest_of(d, text.p, text.n, sum);
    } else {
        digest_start(d);
        digest_add(d, text.p, text.n);
        while (st == ST_OK && s->piece.more) {
            st = verify_lines_next(s->lines, &s->piece, err);
            text = st == ST_OK ? s->piece.text : text;
            digest_add(d, text.p, st == ST_OK ? text.n : 0);
            verify_table_piece(s->table, st == ST_OK ? text : SLICE_NONE);
            if (st == ST_OK && list)
                st = verify_runs_piece(s->runs, text, err);
        }
        digest_end(d, sum);
    }
    verify_table_piece(s->table, SLICE("\n"));
    *closed = text.n > 0 && text.p[text.n - 1] == ']' && !s->piece.cut;
    s->have = false;
    return st == ST_END ? ST_OK : st;
}

static bool is_number(const struct entry_read *e, const char *name, uint64_t n)
{
    const struct entry_member *m = entry_member(e, name);

    return m != NULL && m->kind == ENTRY_NUMBER && m->number >= 0 && (uint64_t)m->number == n;
}

static enum status end_list(struct verify_shown *s, const struct entry_read *e, struct slice name)
{
    uint64_t events, values;
    const char *wrong = verify_runs_end(s->runs, &events, &values);

    if (wrong == NULL && !(is_number(e, "events", events) && is_number(e, "values", values)))
        wrong = "tells of more or less than the entry's own counts";
    return wrong != NULL ? bad_value(s, e->seq, name, wrong) : ST_OK;
}

/* The line as it was peeked at; one that has more pieces is too long to be looked at. */
static void look_for_item(struct verify_shown *s, struct slice name, struct slice text, bool more)
{
    size_t head = 2 + SALT + 3 + name.n + 2;

    if (s->x->wish->item == NULL || !verify_item_name(name))
        return;
    s->lost = s->lost || more;
    if (!more && !s->has_item)
        s->has_item =
            verify_item_is(s->x->wish->item, name, (struct slice){text.p + head, text.n - head - 1});
}

static void tell_item(struct verify_shown *s, uint64_t seq)
{
    struct verify_item *item = s->x->wish->item;

    if (item == NULL)
        return;
    if (s->has_item) {
        item->first = item->events++ == 0 ? seq : item->first;
        item->last = seq;
        if (item->found != NULL)
            item->found(item->ctx, seq);
    } else if (s->lost) {
        item->lost++;
    }
}

static enum status check_value(struct verify_shown *s, const struct entry_read *e,
                               const struct entry_commitment *c, bool list, struct err *err)
{
    unsigned char sum[DIGEST_SIZE];
    bool closed, more;
    enum status st = peek(s, err);
    struct slice text;
    int order;

    if (st == ST_REJECT)
        return bad_line(s, e->seq, "this is no disclosure");
    if (st != ST_OK && st != ST_END)
        return st;
    order = st == ST_END            ? 1
            : s->line.seq != e->seq ? (s->line.seq < e->seq ? -1 : 1)
                                    : slice_order(s->line.name, c->name);
    if (order < 0)
        return bad_line(s, s->line.seq, "it stands twice, out of order, or no entry committed to it");
    if (order > 0) {
        s->lost = s->lost || verify_item_name(c->name);
        buf_slice(&s->missing, c->name);
        buf_byte(&s->missing, 0);
        s->n_missing++;
        if (list)
            verify_erased_unknown(s->erased, e->seq);
        return ST_OK;
    }
    if (list)
        verify_runs_start(s->runs, e->seq);
    text = s->line.text;
    more = s->piece.more;
    st = digest_line(s, list, sum, &closed, err);
    buf_clear(&s->sum);
    base64_url_write(&s->sum, sum, sizeof(sum));
    if (st == ST_OK && !(closed && slice_equal(buf_view(&s->sum), c->sum)))
        return bad_value(s, e->seq, c->name, "is not what was committed to: it was changed");
    s->shown++;
    if (st == ST_OK && !list)
        look_for_item(s, c->name, text, more);
    return st == ST_OK && list ? end_list(s, e, c->name) : st;
}

enum status verify_shown_entry(struct verify_shown *s, const struct entry_read *e, struct err *err)
{
    struct slice act = entry_member_text(e, "act");
    const struct entry_member *amended = slice_is(act, "amend") ? entry_member(e, "entry") : NULL;
    bool erases = slice_is(act, "redact") || slice_is(act, "prune");
    enum status st = ST_OK;

    buf_clear(&s->missing);
    s->n_missing = 0;
    s->lost = s->has_item = false;
    for (size_t i = 0; i < e->n && st == ST_OK && s->lines != NULL; i++)
        st = check_value(s, e, &e->commitments[i], erases && slice_is(e->commitments[i].name, "erased"), err);
    if (st != ST_OK || s->lines == NULL)
        return st;
    if (act.n == 0)
        tell_item(s, e->seq);
    if (s->n_missing > 0)
        st = verify_erased_missing(s->erased, e->seq, s->n_missing, s->n_missing == e->n,
                                   buf_view(&s->missing), err);
    if (st == ST_OK && amended != NULL && amended->kind == ENTRY_NUMBER && amended->number >= 0)
        st = verify_erased_amended(s->erased, (uint64_t)amended->number, err);
    return st;
}

enum status verify_shown_end(struct verify_shown *s, uint64_t next, struct err *err)
{
    enum status st = s->lines != NULL ? peek(s, err) : ST_END;

    if (st == ST_OK || st == ST_REJECT)
        return bad_line(s, next, "more is disclosed here than the entries committed to");
    verify_lines_close(s->lines);
    s->lines = NULL;
    return st == ST_END ? ST_OK : st;
}

enum status verify_shown_done(struct verify_shown *s, struct err *err)
{
    uint64_t erased;
    enum status st;

    if (!s->x->opened)
        verify_open(s->x, VERIFY_DISCLOSURES, "withheld");
    if (!s->x->opened || s->given_up)
        return ST_OK;
    if (s->x->wish->item != NULL)
        s->x->wish->item->told = true;
    st = verify_erased_end(s->erased, &erased, err);
    if (st == ST_OK && s->x->v->checks[VERIFY_DISCLOSURES].says.n == 0)
        verify_done(s->x, VERIFY_DISCLOSURES, "%llu values are those that were committed to, %llu erased",
                    (unsigned long long)s->shown, (unsigned long long)erased);
    return st;
}
