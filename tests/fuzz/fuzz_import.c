/*
 * fuzz_import: bytes through a whole import: detection or a shipped profile, reader, mapper, store.
 *
 * Of the first byte, six bits pick the profile (or detection), one whether the dump goes in twice, and
 * one whether the rest is one dump or, cut in two, the parts of one export.  Asserted: what the dump's
 * result counts adds up; one that failed left nothing behind, and fails again; a dump that went in is a
 * no-op the second time.  A dump that goes in once meets an empty store that is copied, not made anew,
 * which is twice as fast.
 */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "import.h"
#include "store_read.h"

#define PROFILES 63
#define TWICE    0x40
#define PARTS    0x80

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct told {
    enum status st; /* the worst */
    uint64_t dumps, again;
    struct import_counts sum;
};

struct place {
    char folder[64], store[80], dump[2][80];
};

static void must(int cond)
{
    if (!cond)
        abort();
}

static void on_done(void *ctx, enum status st, const struct import_result *r, const struct err *err)
{
    struct told *t = ctx;
    const struct import_counts *c = &r->counts;

    t->dumps++;
    t->again += st == ST_END;
    if (st < t->st)
        t->st = st;
    must(st == ST_OK || st == ST_END || (st == ST_FAIL && err->code[0] != 0 && err->text[0] != 0));
    if (st != ST_OK)
        return;
    must(c->records == c->mapped + c->skipped + c->rejected);
    must(c->made == c->stored + c->duplicate + c->suppressed && c->conflicts <= c->stored);
    must(c->records == 0 || c->rejected < c->records);
    must((r->n_first > 0) == (c->rejected > 0));
    t->sum.stored += c->stored;
    t->sum.rejected += c->rejected;
}

/* Once for all inputs. */
static size_t load_profiles(struct profile **all)
{
    struct err err = ERR_INIT;
    size_t n = profile_shipped_count();

    must(n <= PROFILES);
    if (all[0] != NULL)
        return n;
    for (size_t i = 0; i < n; i++)
        must(profile_parse(profile_shipped_text(i), profile_shipped_name(i), &all[i], &err) == ST_OK);
    return n;
}

static void write_file(const char *path, const uint8_t *p, size_t n)
{
    FILE *f = fopen(path, "wb");

    must(f != NULL && fwrite(p, 1, n, f) == n && fclose(f) == 0);
}

static enum status run(const struct place *pl, struct import_options *o, struct told *t)
{
    const char *paths[2] = {pl->dump[0], pl->dump[1]};
    struct err err = ERR_INIT;
    struct input_set *set = input_set_open(paths, o->parts ? 2 : 1);
    struct store *store;
    enum status st;

    memset(t, 0, sizeof(*t));
    o->ctx = t;
    must(store_open(pl->store, STORE_WRITE, &store, &err) == ST_OK);
    st = import_run(store, set, o, &err);
    must(st == ST_OK || st == ST_FAIL);
    must((st == ST_FAIL) == (t->st == ST_FAIL));
    input_set_close(set);
    store_close(store);
    return st;
}

/* An empty store's bytes, made once for all inputs. */
static struct slice empty_store(const struct place *pl)
{
    static unsigned char bytes[1 << 21];
    static size_t n;
    struct err err = ERR_INIT;
    struct store *s;
    FILE *f;

    if (n > 0)
        return (struct slice){bytes, n};
    must(store_open(pl->store, STORE_WRITE, &s, &err) == ST_OK);
    must(store_begin(s, &err) == ST_OK && store_commit(s, &err) == ST_OK);
    store_close(s);
    f = fopen(pl->store, "rb");
    must(f != NULL && (n = fread(bytes, 1, sizeof(bytes), f)) < sizeof(bytes) && fclose(f) == 0);
    return (struct slice){bytes, n};
}

static void must_hold(const char *path, struct slice bytes)
{
    unsigned char *got = malloc(bytes.n + 1);
    FILE *f = fopen(path, "rb");

    must(got != NULL && f != NULL && fread(got, 1, bytes.n + 1, f) == bytes.n && fclose(f) == 0);
    must(memcmp(got, bytes.p, bytes.n) == 0);
    free(got);
}

static void once(const struct place *pl, struct import_options *o)
{
    struct slice empty = empty_store(pl);
    struct told told;

    write_file(pl->store, empty.p, empty.n);
    if (run(pl, o, &told) == ST_FAIL)
        must_hold(pl->store, empty);
}

static void twice(const struct place *pl, struct import_options *o)
{
    struct told first, second;
    enum status st = run(pl, o, &first);

    if (st == ST_FAIL)
        must(access(pl->store, F_OK) != 0);
    must(run(pl, o, &second) == st);
    must(st == ST_FAIL || (second.sum.stored == 0 && second.again == second.dumps));
}

static void make_place(struct place *pl)
{
    snprintf(pl->folder, sizeof(pl->folder), "%s/fuzz_import.XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    must(mkdtemp(pl->folder) != NULL);
    snprintf(pl->store, sizeof(pl->store), "%s/s.db", pl->folder);
    for (int i = 0; i < 2; i++)
        snprintf(pl->dump[i], sizeof(pl->dump[i]), "%s/%d", pl->folder, i);
}

static void remove_place(const struct place *pl)
{
    unlink(pl->store);
    unlink(pl->dump[0]);
    unlink(pl->dump[1]);
    must(rmdir(pl->folder) == 0); /* nothing else was left there */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct profile *all[PROFILES];
    struct import_options o;
    struct place pl;
    size_t n, cut, pick;

    if (size < 1)
        return 0;
    n = load_profiles(all);
    pick = data[0] & (TWICE - 1);
    make_place(&pl);
    memset(&o, 0, sizeof(o));
    o.profiles = (const struct profile *const *)all;
    o.n_profiles = n;
    o.profile = pick < n ? all[pick] : NULL;
    o.source = "fuzz";
    o.max_rejects = -1;
    o.max_rejects_percent = -1;
    o.parts = (data[0] & PARTS) != 0;
    o.done = on_done;
    cut = o.parts ? (size - 1) / 2 : size - 1;
    write_file(pl.dump[0], data + 1, cut);
    write_file(pl.dump[1], data + 1 + cut, size - 1 - cut);
    (data[0] & TWICE ? twice : once)(&pl, &o);
    remove_place(&pl);
    return 0;
}
