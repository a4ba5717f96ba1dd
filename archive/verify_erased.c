/* verify_erased: what is missing, held against what acts say they erased.  See verify_erased.h.
 *
 * The lists come later in the ledger than the holes, and as many of both as there are entries: each goes to
 * a sorter, and once the last entry was read both are gone through side by side.
 */
#include <stdio.h>
#include <stdlib.h>

#include "entry_read.h"
#include "mem.h"
#include "sorter.h"
#include "verify_erased.h"

#define MEMORY ((size_t)1 << 20) /* of a sorter */
#define NONE   UINT64_MAX

struct hole {
    uint64_t first, count;
    bool whole;         /* none of the entry's values is there */
    struct slice names; /* of those that are not, each with NUL behind it */
};

enum kind { WHOLE, NAMED, AMENDED };

struct listed {
    uint64_t first, count, act;
    enum kind kind;
    struct slice names;
};

struct verify_erased {
    struct verify_log *x;
    struct sorter *holes, *lists; /* NULL: there are none */
    struct hole last;             /* not in the sorter yet; count 0: none */
    struct buf names, key, value; /* names: last.names */
    uint64_t values, unknown;     /* missing; the first act whose list is not disclosed */
    bool bad;
    /* While going through both. */
    struct hole hole;
    struct listed next;
    uint64_t whole_end, whole_act, amended;
    struct named {
        char name[ENTRY_NAME + 1];
        uint64_t end, act;
    } named[ENTRY_COMMITMENTS];
    size_t n_named;
};

struct verify_erased *verify_erased_new(struct verify_log *x)
{
    struct verify_erased *e = mem_zero(1, sizeof(*e));

    e->x = x;
    e->unknown = e->amended = NONE;
    buf_init(&e->names, BUF_CAP);
    buf_init(&e->key, BUF_CAP);
    buf_init(&e->value, BUF_CAP);
    return e;
}

void verify_erased_free(struct verify_erased *e)
{
    if (e == NULL)
        return;
    sorter_free(e->holes);
    sorter_free(e->lists);
    buf_release(&e->names);
    buf_release(&e->key);
    buf_release(&e->value);
    mem_free(e);
}

/* Never in what is verified. */
static struct sorter *sorter_make(void)
{
    const char *folder = getenv("TMPDIR");
    struct sorter *s;
    struct buf path;

    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s/trailbook", folder != NULL && folder[0] != 0 ? folder : "/var/tmp");
    s = sorter_new(buf_string(&path), MEMORY);
    buf_release(&path);
    return s;
}

static enum status put(struct verify_erased *e, struct sorter **to, uint64_t first, const uint64_t fixed[3],
                       struct slice names, struct err *err)
{
    if (*to == NULL)
        *to = sorter_make();
    buf_clear(&e->key);
    buf_clear(&e->value);
    sorter_key_int(&e->key, (int64_t)first);
    buf_add(&e->value, &first, sizeof(first));
    buf_add(&e->value, fixed, 3 * sizeof(*fixed));
    buf_slice(&e->value, names);
    return sorter_add(*to, buf_view(&e->key), buf_view(&e->value), err);
}

/* ST_END: there is no more.  out: first and three numbers. */
static enum status get(struct sorter *from, uint64_t out[4], struct slice *names, struct err *err)
{
    struct slice key, value;
    enum status st = from == NULL ? ST_END : sorter_next(from, &key, &value, err);

    if (st != ST_OK)
        return st;
    memcpy(out, value.p, 4 * sizeof(*out));
    *names = (struct slice){value.p + 4 * sizeof(*out), value.n - 4 * sizeof(*out)};
    return ST_OK;
}

static enum status flush(struct verify_erased *e, struct err *err)
{
    const struct hole *h = &e->last;
    const uint64_t fixed[3] = {h->count, h->whole, 0};
    enum status st = h->count > 0 ? put(e, &e->holes, h->first, fixed, buf_view(&e->names), err) : ST_OK;

    e->last.count = 0;
    return st;
}

enum status verify_erased_missing(struct verify_erased *e, uint64_t seq, size_t n, bool whole,
                                  struct slice names, struct err *err)
{
    struct hole *h = &e->last;
    enum status st;

    e->values += n;
    if (h->count > 0 && h->first + h->count == seq && h->whole == whole &&
        slice_equal(names, buf_view(&e->names))) {
        h->count++;
        return ST_OK;
    }
    st = flush(e, err);
    *h = (struct hole){.first = seq, .count = 1, .whole = whole};
    buf_clear(&e->names);
    buf_slice(&e->names, names);
    return st;
}

enum status verify_erased_run(void *ctx, const struct verify_run *run, struct err *err)
{
    struct verify_erased *e = ctx;
    const uint64_t fixed[3] = {run->count, run->act, run->n == 0 ? WHOLE : NAMED};

    return put(e, &e->lists, run->first, fixed, run->names, err);
}

enum status verify_erased_amended(struct verify_erased *e, uint64_t seq, struct err *err)
{
    const uint64_t fixed[3] = {1, 0, AMENDED};

    return put(e, &e->lists, seq, fixed, SLICE_NONE, err);
}

void verify_erased_unknown(struct verify_erased *e, uint64_t act)
{
    if (e->unknown == NONE)
        e->unknown = act;
}

static enum status next_hole(struct verify_erased *e, struct err *err)
{
    uint64_t n[4];
    enum status st = get(e->holes, n, &e->hole.names, err);

    if (st == ST_OK) {
        e->hole.first = n[0];
        e->hole.count = n[1];
        e->hole.whole = n[2] != 0;
    }
    return st;
}

/* The next list's run, in e->next, whose first is NONE behind the last one. */
static enum status next_listed(struct verify_erased *e, struct err *err)
{
    uint64_t n[4];
    enum status st = get(e->lists, n, &e->next.names, err);

    if (st == ST_OK) {
        e->next.first = n[0];
        e->next.count = n[1];
        e->next.act = n[2];
        e->next.kind = (enum kind)n[3];
    } else if (st == ST_END) {
        e->next.first = NONE;
    }
    return st == ST_END ? ST_OK : st;
}

static enum status tell(struct verify_erased *e, uint64_t seq, const char *code, const char *text)
{
    char path[64];

    snprintf(path, sizeof(path), "data/disclosures/%012llu.tsv",
             (unsigned long long)(seq - seq % VERIFY_SHARD));
    verify_bad(e->x, VERIFY_DISCLOSURES, path, 0, code, "entry %llu: %s", (unsigned long long)seq, text);
    verify_open(e->x, VERIFY_DISCLOSURES, "values of entry %llu and those behind it cannot be verified",
                (unsigned long long)seq);
    e->bad = true;
    return ST_END;
}

static enum status tell_shown(struct verify_erased *e, uint64_t seq, const char *name, uint64_t act)
{
    char text[200];

    if (name == NULL)
        snprintf(text, sizeof(text), "it has values, or never had any, although entry %llu erased it",
                 (unsigned long long)act);
    else
        snprintf(text, sizeof(text), "%.64s is there, or never was, although entry %llu erased it", name,
                 (unsigned long long)act);
    return tell(e, seq, "VERIFY-ERASED", text);
}

static enum status tell_dropped(struct verify_erased *e, uint64_t seq, const char *name)
{
    char text[200];

    snprintf(text, sizeof(text), "%.100s is not disclosed, and no act of the ledger erased it", name);
    return tell(e, seq, "VERIFY-DISCLOSURE", text);
}

static struct named *find_named(struct verify_erased *e, const char *name)
{
    for (size_t i = 0; i < e->n_named; i++)
        if (strcmp(e->named[i].name, name) == 0)
            return &e->named[i];
    return NULL;
}

static void drop_ended(struct verify_erased *e, uint64_t seq)
{
    size_t n = 0;

    for (size_t i = 0; i < e->n_named; i++)
        if (e->named[i].end > seq)
            e->named[n++] = e->named[i];
    e->n_named = n;
}

/* More names at once than an entry has are not told apart: one of them it never committed to. */
static enum status begin_named(struct verify_erased *e, uint64_t seq)
{
    const struct listed *l = &e->next;
    const char *name = (const char *)l->names.p, *end = name + l->names.n;

    for (; name < end; name += strlen(name) + 1) {
        struct named *n = find_named(e, name);

        if (n == NULL && e->n_named == ENTRY_COMMITMENTS)
            return tell_shown(e, seq, name, l->act);
        if (n == NULL) {
            n = &e->named[e->n_named++];
            snprintf(n->name, sizeof(n->name), "%s", name);
            n->end = 0;
        }
        if (l->first + l->count > n->end) {
            n->end = l->first + l->count;
            n->act = l->act;
        }
    }
    return ST_OK;
}

/* What the lists say of seq, from here on. */
static enum status begin_lists(struct verify_erased *e, uint64_t seq, struct err *err)
{
    enum status st = ST_OK;

    drop_ended(e, seq);
    while (st == ST_OK && e->next.first == seq) {
        const struct listed *l = &e->next;

        if (l->kind == AMENDED) {
            e->amended = seq;
        } else if (l->kind == NAMED) {
            st = begin_named(e, seq);
        } else if (l->first + l->count > e->whole_end) {
            e->whole_end = l->first + l->count;
            e->whole_act = l->act;
        }
        if (st == ST_OK)
            st = next_listed(e, err);
    }
    return st;
}

/* Nothing of the entries from on, up to but without to, is missing: no list may name one of them. */
static enum status check_full(struct verify_erased *e, uint64_t from, uint64_t to, struct err *err)
{
    enum status st = ST_OK;

    if (from >= to)
        return ST_OK;
    if (e->whole_end > from)
        return tell_shown(e, from, NULL, e->whole_act);
    drop_ended(e, from);
    if (e->n_named > 0)
        return tell_shown(e, from, e->named[0].name, e->named[0].act);
    while (st == ST_OK && e->next.first < to) {
        if (e->next.kind != AMENDED)
            return tell_shown(e, e->next.first, e->next.kind == NAMED ? (const char *)e->next.names.p : NULL,
                              e->next.act);
        st = next_listed(e, err);
    }
    return st;
}

static bool has_name(struct slice names, const char *name)
{
    const char *at = (const char *)names.p, *end = at + names.n;

    while (at < end && strcmp(at, name) != 0)
        at += strlen(at) + 1;
    return at < end;
}

static enum status check_entry(struct verify_erased *e, uint64_t seq)
{
    const struct hole *h = &e->hole;
    const char *name = (const char *)h->names.p, *end = name + h->names.n;

    if (e->whole_end > seq && !h->whole)
        return tell_shown(e, seq, NULL, e->whole_act);
    for (size_t i = 0; i < e->n_named; i++)
        if (!has_name(h->names, e->named[i].name))
            return tell_shown(e, seq, e->named[i].name, e->named[i].act);
    if (e->whole_end > seq || e->amended == seq || e->unknown != NONE)
        return ST_OK;
    for (; name < end; name += strlen(name) + 1)
        if (find_named(e, name) == NULL)
            return tell_dropped(e, seq, name);
    return ST_OK;
}

static enum status check_all(struct verify_erased *e, struct err *err)
{
    uint64_t at = 0; /* entries up to it are checked */
    enum status st = next_listed(e, err);

    while (st == ST_OK && (st = next_hole(e, err)) == ST_OK) {
        st = check_full(e, at, e->hole.first, err);
        for (at = e->hole.first; st == ST_OK && at < e->hole.first + e->hole.count; at++) {
            st = begin_lists(e, at, err);
            if (st == ST_OK)
                st = check_entry(e, at);
        }
    }
    return st == ST_END && !e->bad ? check_full(e, at, e->x->now.size, err) : st;
}

enum status verify_erased_end(struct verify_erased *e, uint64_t *values, struct err *err)
{
    enum status st = flush(e, err);

    *values = e->values;
    if (st == ST_OK && e->holes != NULL)
        st = sorter_start(e->holes, err);
    if (st == ST_OK && e->lists != NULL)
        st = sorter_start(e->lists, err);
    if (st == ST_OK)
        st = check_all(e, err);
    if (st >= ST_OK && !e->bad && e->unknown != NONE)
        verify_open(e->x, VERIFY_DISCLOSURES,
                    "what entry %llu erased is not told: whether more is missing cannot be verified",
                    (unsigned long long)e->unknown);
    return st == ST_END ? ST_OK : st;
}
