/* verify_fates: maps of imports' records, held against their acts and entries.  See verify_pass.h.
 *
 * A map is read beside the entries that follow its act, so neither is held in memory.
 */
#include <stdio.h>
#include <stdlib.h>

#include "entry_read.h"
#include "mem.h"
#include "verify_pass.h"

#define FATES   8 /* and FORMAT.txt, section 7, says which */
#define STORED  1
#define IN_PART 2
#define SKIPPED 4
#define REFUSED 5

struct verify_fates {
    struct verify_log *x;
    struct verify_lines *lines; /* NULL: no map is being read */
    bool *told;                 /* of each of x->maps: an act told of it */
    char path[80];
    struct digest *digest; /* of the map so far */
    uint64_t act, import, records, skipped, rejected;
    bool retry, ended;
    char want[2 * DIGEST_SIZE + 1];
    uint64_t first, count, fate; /* the line */
    uint64_t stored;             /* the record of the last entry; 0: none yet */
    uint64_t of[FATES];
};

struct verify_fates *verify_fates_new(struct verify_log *x)
{
    struct verify_fates *f = mem_zero(1, sizeof(*f));

    f->x = x;
    f->told = mem_zero(x->n_maps + 1, sizeof(*f->told));
    f->digest = digest_new();
    return f;
}

void verify_fates_free(struct verify_fates *f)
{
    if (f == NULL)
        return;
    verify_lines_close(f->lines);
    digest_free(f->digest);
    mem_free(f->told);
    mem_free(f);
}

/* Nothing more is said of the map. */
static void bad(struct verify_fates *f, const char *what)
{
    verify_bad(f->x, VERIFY_ENTRIES, f->path, f->lines != NULL ? verify_lines_at(f->lines) : 0,
               "VERIFY-FATES", "%s: this map of records is not what entry %llu tells of", what,
               (unsigned long long)f->act);
    verify_lines_close(f->lines);
    f->lines = NULL;
}

static bool read_number(struct slice *from, unsigned char end, uint64_t *out)
{
    size_t n = 0;
    int64_t v;

    while (n < from->n && from->p[n] != end)
        n++;
    if (n == 0 || (from->p[0] == '0' && n > 1) || !slice_int((struct slice){from->p, n}, &v) || v < 0)
        return false;
    *out = (uint64_t)v;
    n += n < from->n;
    *from = (struct slice){from->p + n, from->n - n};
    return true;
}

/* In order, each record once, and no line that could be one with the line before it. */
static const char *take_line(struct verify_fates *f, struct slice text)
{
    uint64_t behind = f->first + f->count, before = f->fate;

    if (!read_number(&text, '\t', &f->first) || !read_number(&text, '\t', &f->count) ||
        !read_number(&text, '\n', &f->fate) || text.n > 0)
        return "three numbers are expected";
    if (f->count == 0 || f->count > INT64_MAX - f->first || f->fate == 0 || f->fate >= FATES)
        return "there is no such fate, or none of so many";
    if (f->first < behind || (!f->retry && f->first != behind))
        return "a record is missing, or stands there twice";
    if (f->first == behind && f->fate == before)
        return "two lines should be one";
    f->of[f->fate] += f->count;
    return NULL;
}

/* The next line; at the end, count is 0. */
static enum status next_line(struct verify_fates *f, struct err *err)
{
    struct verify_piece piece;
    enum status st = verify_lines_next(f->lines, &piece, err);
    const char *wrong;

    if (st == ST_END) {
        f->ended = true;
        f->first += f->count;
        f->count = 0;
        return ST_OK;
    }
    if (st != ST_OK)
        return st;
    digest_add(f->digest, piece.text.p, piece.text.n);
    digest_add(f->digest, "\n", 1);
    wrong = piece.cut || piece.more ? "a line is cut off, or too long" : take_line(f, piece.text);
    if (wrong != NULL)
        bad(f, wrong);
    return ST_OK;
}

static bool has_entries(const struct verify_fates *f)
{
    return !f->ended && (f->fate == STORED || f->fate == IN_PART);
}

/* Goes to the first record behind after that has entries; *record: 0 if there is none. */
static enum status find_stored(struct verify_fates *f, uint64_t after, uint64_t *record, struct err *err)
{
    enum status st = ST_OK;

    while (st == ST_OK && f->lines != NULL && !f->ended &&
           (!has_entries(f) || f->first + f->count <= after + 1))
        st = next_line(f, err);
    *record = f->lines == NULL || f->ended ? 0 : f->first > after ? f->first : after + 1;
    return st;
}

static void check_sums(struct verify_fates *f)
{
    unsigned char sum[DIGEST_SIZE];
    struct buf hex;

    digest_end(f->digest, sum);
    buf_init(&hex, BUF_CAP);
    buf_hex(&hex, sum, sizeof(sum));
    if (!slice_is(buf_view(&hex), f->want))
        bad(f, "its digest is another");
    else if (!f->retry &&
             (f->first != f->records + 1 || f->of[SKIPPED] != f->skipped || f->of[REFUSED] != f->rejected))
        bad(f, "it tells of other numbers of records");
    else if (f->retry && (f->of[SKIPPED] > 0 || f->of[REFUSED] > 0))
        bad(f, "a retry reads what it tells of");
    buf_release(&hex);
}

static enum status close_map(struct verify_fates *f, struct err *err)
{
    uint64_t record = 0;
    enum status st = ST_OK;

    if (f->lines == NULL)
        return ST_OK;
    st = find_stored(f, f->stored, &record, err);
    if (st == ST_OK && f->lines != NULL && record != 0)
        bad(f, "it says that a record is stored which has no entry");
    if (st == ST_OK && f->lines != NULL)
        check_sums(f);
    verify_lines_close(f->lines);
    f->lines = NULL;
    return st;
}

static uint64_t number(const struct entry_read *e, const char *name)
{
    const struct entry_member *m = entry_member(e, name);

    return m != NULL && m->kind == ENTRY_NUMBER && m->number > 0 ? (uint64_t)m->number : 0;
}

static void put_path(struct verify_fates *f, uint64_t import, uint64_t act)
{
    snprintf(f->path, sizeof(f->path), act > 0 ? "data/imports/%llu-%llu.tsv" : "data/imports/%llu.tsv",
             (unsigned long long)import, (unsigned long long)act);
}

/* An act tells of the map. */
static void tell(struct verify_fates *f)
{
    const struct verify_sizes key = {f->import, f->retry ? f->act : 0}, *at = NULL;

    put_path(f, key.old, key.new_);
    if (f->x->n_maps > 0)
        at = bsearch(&key, f->x->maps, f->x->n_maps, sizeof(key), verify_sizes_order);
    if (at != NULL)
        f->told[at - f->x->maps] = true;
}

static enum status open_map(struct verify_fates *f, const struct entry_read *e, struct err *err)
{
    struct slice want = entry_member_text(e, "fates");
    enum status st;

    f->act = e->seq;
    f->import = number(e, "import");
    f->records = number(e, "records");
    f->skipped = number(e, "skipped");
    f->rejected = number(e, "rejected");
    f->retry = slice_is(entry_member_text(e, "act"), "retry");
    snprintf(f->want, sizeof(f->want), "%.*s", (int)(want.n < sizeof(f->want) ? want.n : 0),
             (const char *)want.p);
    f->first = 1;
    f->count = f->fate = f->stored = 0;
    f->ended = false;
    memset(f->of, 0, sizeof(f->of));
    tell(f);
    st = verify_lines_open(f->x, f->path, &f->lines, err);
    if (st == ST_END)
        bad(f, "it is missing");
    digest_start(f->digest);
    return st == ST_END ? ST_OK : st;
}

static enum status take_event(struct verify_fates *f, const struct entry_read *e, struct err *err)
{
    uint64_t rec = number(e, "rec"), record;
    enum status st;

    if (f->lines == NULL || rec == f->stored)
        return ST_OK;
    st = find_stored(f, f->stored, &record, err);
    if (st == ST_OK && f->lines != NULL && (record != rec || number(e, "import") != f->import))
        bad(f, "an entry is of another record than those that it says are stored");
    f->stored = rec;
    return st;
}

enum status verify_fates_entry(struct verify_fates *f, const struct entry_read *e, struct err *err)
{
    enum status st;

    if (entry_member(e, "act") == NULL)
        return take_event(f, e, err);
    st = close_map(f, err);
    if (st == ST_OK && entry_member(e, "fates") != NULL)
        st = open_map(f, e, err);
    return st;
}

enum status verify_fates_end(struct verify_fates *f, struct err *err)
{
    enum status st = close_map(f, err);

    for (size_t i = 0; i < f->x->n_maps && st == ST_OK; i++) {
        if (f->told[i])
            continue;
        put_path(f, f->x->maps[i].old, f->x->maps[i].new_);
        verify_bad(f->x, VERIFY_ENTRIES, f->path, 0, "VERIFY-FATES",
                   "no act of the ledger tells of this map of records: it was put in, or renamed");
        break;
    }
    return st;
}
