/*
 * fuzz_import: bytes through a whole import: detection or a shipped profile, reader, mapper, store.
 *
 * The first byte picks the profile (or detection) and whether the rest is one dump or, cut in two, the
 * parts of one export.  Asserted: what the dump's result counts adds up; a dump that went in is a
 * no-op the second time; one that failed left nothing behind, and fails again.
 */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "import.h"
#include "store_read.h"

#define PROFILES 64

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
    struct input_set *set;
    struct store *store;
    enum status st;

    memset(t, 0, sizeof(*t));
    o->ctx = t;
    must(store_open(pl->store, STORE_WRITE, &store, &err) == ST_OK);
    must(input_set_open(paths, o->parts ? 2 : 1, &set, &err) == ST_OK);
    st = import_run(store, set, o, &err);
    must(st == ST_OK || st == ST_FAIL);
    must((st == ST_FAIL) == (t->st == ST_FAIL));
    input_set_close(set);
    store_close(store);
    return st;
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
    pick = data[0] & 0x7f;
    make_place(&pl);
    memset(&o, 0, sizeof(o));
    o.profiles = (const struct profile *const *)all;
    o.n_profiles = n;
    o.profile = pick < n ? all[pick] : NULL;
    o.source = "fuzz";
    o.max_rejects = -1;
    o.max_rejects_percent = -1;
    o.parts = (data[0] & 0x80) != 0;
    o.done = on_done;
    cut = o.parts ? (size - 1) / 2 : size - 1;
    write_file(pl.dump[0], data + 1, cut);
    write_file(pl.dump[1], data + 1 + cut, size - 1 - cut);
    twice(&pl, &o);
    remove_place(&pl);
    return 0;
}
