/*
 * bag_join: files held against manifests.  See bag_join.h.
 *
 * Records are sorted by the folded name, then by the name: names that differ only in case or composition are
 * neighbours, so that a file that some system renamed is known again by its digest.
 */
#include <assert.h>
#include <stdio.h>

#include "bag_join.h"
#include "bag_path.h"
#include "mem.h"
#include "sorter.h"

#define MEMORY ((size_t)16 << 20)
#define TWINS  8 /* names of one fold that are looked at together; more are hostile */

enum { IS_FILE, IS_LINE, IS_FETCH };

/* One name, and what was found of it. */
struct name {
    struct buf path;
    bool file, payload;
    unsigned listed;                    /* algorithms whose manifests list it */
    unsigned first;                     /* the first of these that is checked, or else the first */
    uint64_t line, fetch;               /* where that one lists it; where fetch.txt does, or 0 */
    unsigned char want[DIGEST_ANY_MAX]; /* what that one says */
    unsigned char have[DIGEST_ANY_NAMES][DIGEST_ANY_MAX];
    unsigned last; /* the manifest of the line before: duplicates are neighbours */
    unsigned char last_digest[DIGEST_ANY_MAX];
};

struct bag_join {
    struct bag_plan plan;
    struct sorter *sorter;
    struct buf key, value, fold;
    struct name names[TWINS];
    size_t n;
    const struct bag_wanted *wanted;
    struct bag_told *told;
};

struct bag_join *bag_join_new(const struct bag_plan *plan)
{
    struct bag_join *j = mem_zero(1, sizeof(*j));

    j->plan = *plan;
    j->sorter = sorter_new(plan->name, MEMORY);
    buf_init(&j->key, BUF_CAP);
    buf_init(&j->value, BUF_CAP);
    buf_init(&j->fold, BUF_CAP);
    for (size_t i = 0; i < TWINS; i++)
        buf_init(&j->names[i].path, BUF_CAP);
    return j;
}

void bag_join_free(struct bag_join *j)
{
    if (j == NULL)
        return;
    sorter_free(j->sorter);
    buf_release(&j->key);
    buf_release(&j->value);
    buf_release(&j->fold);
    for (size_t i = 0; i < TWINS; i++)
        buf_release(&j->names[i].path);
    mem_free(j);
}

void bag_tell(const struct bag_wanted *wanted, struct bag_told *told, enum bag_kind kind, const struct err *e)
{
    told->found[kind]++;
    wanted->found(wanted->ctx, kind, e);
}

static enum status add(struct bag_join *j, struct slice path, struct err *err)
{
    buf_clear(&j->key);
    bag_path_fold(path, &j->key);
    buf_byte(&j->key, 0);
    buf_slice(&j->key, path);
    return sorter_add(j->sorter, buf_view(&j->key), buf_view(&j->value), err);
}

static void start_value(struct bag_join *j, unsigned char kind, unsigned char algorithm, uint64_t line)
{
    buf_clear(&j->value);
    buf_byte(&j->value, kind);
    buf_byte(&j->value, algorithm);
    buf_add(&j->value, &line, sizeof(line));
}

enum status bag_join_file(struct bag_join *j, struct slice path, const unsigned char *digests,
                          struct err *err)
{
    start_value(j, IS_FILE, 0, 0);
    for (unsigned i = 0; i < DIGEST_ANY_NAMES; i++)
        if ((j->plan.checked & 1U << i) != 0)
            buf_add(&j->value, digests + i * DIGEST_ANY_MAX, digest_any_size(i));
    return add(j, path, err);
}

enum status bag_join_line(struct bag_join *j, unsigned algorithm, uint64_t line,
                          const struct bag_line *listed, struct err *err)
{
    start_value(j, IS_LINE, (unsigned char)algorithm, line);
    buf_add(&j->value, listed->digest, digest_any_size(algorithm));
    return add(j, buf_view(&listed->path), err);
}

enum status bag_join_fetch(struct bag_join *j, uint64_t line, struct slice path, struct err *err)
{
    start_value(j, IS_FETCH, 0, line);
    return add(j, path, err);
}

/* The place of a line in a manifest. */
static void set_place(const struct bag_join *j, const struct name *n, unsigned algorithm, uint64_t line,
                      struct err *e)
{
    snprintf(e->where, sizeof(e->where), "%s/%smanifest-%s.txt", j->plan.name, n->payload ? "" : "tag",
             digest_any_name(algorithm));
    e->line = line;
    e->column = 0;
}

static void tell(struct bag_join *j, enum bag_kind kind, const struct err *e)
{
    bag_tell(j->wanted, j->told, kind, e);
}

static void add_file(struct bag_join *j, struct name *n, struct slice value)
{
    struct err e = ERR_INIT;

    if (n->file) {
        err_at(&e, ST_FAIL, j->plan.name, 0, 0, "BAG-TWICE", "%.300s is in it twice; get the bag again",
               buf_string(&n->path));
        tell(j, BAG_FORM, &e);
        return;
    }
    n->file = true;
    for (unsigned i = 0; i < DIGEST_ANY_NAMES; i++)
        if ((j->plan.checked & 1U << i) != 0) {
            memcpy(n->have[i], value.p, digest_any_size(i));
            value.p += digest_any_size(i);
        }
}

/* Twice in one manifest: before 1.0 that is odd, if both lines say the same. */
static void tell_twice(struct bag_join *j, const struct name *n, unsigned algorithm, uint64_t line, bool same)
{
    bool odd = same && j->plan.version < BAG_1_0;
    struct err e = ERR_INIT;

    set_place(j, n, algorithm, line, &e);
    err_set(&e, ST_FAIL, "BAG-TWICE", "%.300s is listed a second time, with %s digest", buf_string(&n->path),
            same ? "the same" : "another");
    tell(j, odd ? BAG_WARNING : BAG_FORM, &e);
}

static void add_line(struct bag_join *j, struct name *n, unsigned algorithm, uint64_t line,
                     struct slice digest)
{
    unsigned bit = 1U << algorithm;
    struct err e = ERR_INIT;

    if ((n->listed & bit) != 0 && n->last == algorithm)
        tell_twice(j, n, algorithm, line, memcmp(n->last_digest, digest.p, digest.n) == 0);
    if (n->listed == 0 || ((j->plan.checked & bit) != 0 && (j->plan.checked & 1U << n->first) == 0)) {
        n->first = algorithm;
        n->line = line;
        memcpy(n->want, digest.p, digest.n);
    }
    n->listed |= bit;
    n->last = algorithm;
    memcpy(n->last_digest, digest.p, digest.n);
    if (!n->file || (j->plan.checked & bit) == 0 || memcmp(n->have[algorithm], digest.p, digest.n) == 0)
        return;
    set_place(j, n, algorithm, line, &e);
    err_set(&e, ST_FAIL, "BAG-DIGEST",
            "%.300s does not have this digest: its bytes were changed, or this line was",
            buf_string(&n->path));
    tell(j, BAG_FIXITY, &e);
}

/* A file has the digest that the other name was listed with. */
static bool is_renamed(const struct bag_join *j, const struct name *missing, const struct name *there)
{
    return there->file && there->payload == missing->payload &&
           (j->plan.checked & 1U << missing->first) != 0 &&
           memcmp(there->have[missing->first], missing->want, digest_any_size(missing->first)) == 0;
}

static bool lists_nothing(const struct name *n)
{
    struct digest_any *d = digest_any_new(n->first);
    unsigned char nothing[DIGEST_ANY_MAX];

    assert(d != NULL); /* its manifest was read */
    digest_any_start(d);
    digest_any_end(d, nothing);
    digest_any_free(d);
    return memcmp(n->want, nothing, digest_any_size(n->first)) == 0;
}

/* An empty file that systems make and remove by themselves: nothing is lost. */
static bool lost_nothing(struct bag_join *j, const struct name *n)
{
    if (j->plan.version >= BAG_1_0 || !n->payload || !bag_path_is_system(buf_view(&n->path)) ||
        !lists_nothing(n))
        return false;
    j->told->files++;
    return true;
}

static void judge_missing(struct bag_join *j, struct name *n)
{
    struct err e = ERR_INIT;

    set_place(j, n, n->first, n->line, &e);
    for (size_t i = 0; i < j->n; i++)
        if (is_renamed(j, n, &j->names[i])) {
            j->names[i].listed |= n->listed;
            err_set(&e, ST_OK, "BAG-NAMES", "%.200s is there as %.200s: some system renamed it",
                    buf_string(&n->path), buf_string(&j->names[i].path));
            tell(j, BAG_WARNING, &e);
            return;
        }
    if (lost_nothing(j, n))
        return;
    if (n->fetch > 0) {
        snprintf(e.where, sizeof(e.where), "%s/fetch.txt", j->plan.name);
        e.line = n->fetch;
        err_set(&e, ST_FAIL, "BAG-FETCH", "%.300s is not there yet; fetch what fetch.txt names first",
                buf_string(&n->path));
    } else {
        err_set(&e, ST_FAIL, "BAG-MISSING", "%.300s is listed and not there; get the bag again",
                buf_string(&n->path));
    }
    tell(j, BAG_COMPLETE, &e);
}

/* From 1.0 on every payload manifest lists every payload file, and each tag manifest the payload manifests.
 */
static void judge_listed(struct bag_join *j, struct name *n)
{
    bool strict = j->plan.version >= BAG_1_0;
    bool manifest = !n->payload && slice_starts(buf_view(&n->path), SLICE("manifest-"));
    unsigned want = n->payload ? j->plan.payload : j->plan.tags;
    struct err e = ERR_INIT;

    if (!n->payload && n->listed == 0 && !slice_starts(buf_view(&n->path), SLICE("tagmanifest-")))
        j->told->unlisted++;
    if ((!n->payload && !(strict && manifest)) || (n->listed & want) == want || (!strict && n->listed != 0))
        return;
    for (unsigned i = 0; i < DIGEST_ANY_NAMES; i++)
        if ((want & ~n->listed & 1U << i) != 0) {
            set_place(j, n, i, 0, &e);
            break;
        }
    err_set(&e, ST_FAIL, "BAG-UNLISTED", "%.300s is not listed: it was added, or its line was taken out",
            buf_string(&n->path));
    tell(j, BAG_COMPLETE, &e);
}

static void judge_fetched(struct bag_join *j, const struct name *n)
{
    struct err e = ERR_INIT;

    if (n->fetch == 0 || n->listed != 0)
        return;
    snprintf(e.where, sizeof(e.where), "%s/fetch.txt", j->plan.name);
    e.line = n->fetch;
    err_set(&e, ST_FAIL, "BAG-FETCH", "%.300s is to be fetched and in no manifest", buf_string(&n->path));
    tell(j, BAG_FORM, &e);
}

/* Names that some systems take for one. */
static void judge_twins(struct bag_join *j)
{
    struct err e = ERR_INIT;
    size_t files = 0;

    for (size_t i = 0; i < j->n; i++)
        files += j->names[i].file ? 1 : 0;
    if (files < 2)
        return;
    err_at(
        &e, ST_OK, j->plan.name, 0, 0, "BAG-NAMES",
        "%.200s and %.200s differ only in case or in how accents are written: some systems take them for one",
        buf_string(&j->names[0].path), buf_string(&j->names[1].path));
    tell(j, BAG_WARNING, &e);
}

static void judge_system(struct bag_join *j, const struct name *n)
{
    struct err e = ERR_INIT;

    if (!n->payload || !bag_path_is_system(buf_view(&n->path)))
        return;
    err_at(&e, ST_OK, j->plan.name, 0, 0, "BAG-SYSTEM",
           "%.300s is one of the files that systems make and change", buf_string(&n->path));
    tell(j, BAG_WARNING, &e);
}

/* All names of one fold are known. */
static void judge(struct bag_join *j)
{
    for (size_t i = 0; i < j->n; i++) {
        judge_fetched(j, &j->names[i]);
        judge_system(j, &j->names[i]);
        if (!j->names[i].file && j->names[i].listed != 0)
            judge_missing(j, &j->names[i]);
    }
    for (size_t i = 0; i < j->n; i++)
        if (j->names[i].file)
            judge_listed(j, &j->names[i]);
    judge_twins(j);
    j->n = 0;
}

/* The name that a record is of: the one at hand, or a new one. */
static struct name *name_of(struct bag_join *j, struct slice key)
{
    size_t fold = (size_t)((const unsigned char *)memchr(key.p, 0, key.n) - key.p);
    struct slice folded = {key.p, fold}, path = {key.p + fold + 1, key.n - fold - 1};
    struct name *n;

    if (j->n > 0 && slice_equal(buf_view(&j->names[j->n - 1].path), path))
        return &j->names[j->n - 1];
    if (j->n == TWINS || !slice_equal(buf_view(&j->fold), folded)) {
        judge(j);
        buf_clear(&j->fold);
        buf_slice(&j->fold, folded);
    }
    n = &j->names[j->n++];
    n->file = false;
    n->listed = n->first = n->last = 0;
    n->line = n->fetch = 0;
    n->payload = bag_path_is_payload(path);
    buf_clear(&n->path);
    buf_slice(&n->path, path);
    return n;
}

enum status bag_join_run(struct bag_join *j, const struct bag_wanted *wanted, struct bag_told *told,
                         struct err *err)
{
    struct slice key, value;
    enum status st = sorter_start(j->sorter, err);

    j->wanted = wanted;
    j->told = told;
    while (st == ST_OK && (st = sorter_next(j->sorter, &key, &value, err)) == ST_OK) {
        struct name *n = name_of(j, key);
        unsigned char kind = value.p[0], algorithm = value.p[1];
        struct slice rest = {value.p + 2 + sizeof(uint64_t), value.n - 2 - sizeof(uint64_t)};
        uint64_t line;

        memcpy(&line, value.p + 2, sizeof(line));
        if (kind == IS_FILE)
            add_file(j, n, rest);
        else if (kind == IS_LINE)
            add_line(j, n, algorithm, line, rest);
        else
            n->fetch = n->fetch > 0 ? n->fetch : line;
    }
    judge(j);
    return st == ST_END ? ST_OK : st;
}
