/*
 * Overlapping dumps in any order give an equal store: test_overlap ROUNDS [SEED].
 *
 * Each round makes a small trail, cuts it at random into dumps that overlap, imports them in random
 * order, and compares the canonical export with that of the whole trail imported at once:
 * with ids, the source's own or made of declared fields, cut anywhere; without ids cut at boundaries of the
 * time's resolution; without ids and given as parts, cut anywhere.  Identical records in one second are
 * common.  A last family imports with a wrong profile first and mends it with remap.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export.h"
#include "harness.h"
#include "import.h"

#define MAX_RECORDS 60
#define MAX_DUMPS   6

struct trail { /* record i happened in second[i]; equal what = identical records */
    size_t n;
    unsigned second[MAX_RECORDS], what[MAX_RECORDS], version[MAX_RECORDS];
};

struct dump {
    size_t from, to; /* records */
};

struct world {
    char folder[64];
    uint64_t random;
    enum format format;
    bool ids, fields; /* fields: the id is one by declaration only */
};

static unsigned pick(struct world *w, unsigned below)
{
    w->random = w->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((w->random >> 33) % below);
}

static const char *path(const struct world *w, const char *name, char out[128])
{
    snprintf(out, 128, "%s/%s", w->folder, name);
    return out;
}

/* ---- dumps ---- */

static void write_record(FILE *f, const struct world *w, const struct trail *t, size_t i, bool turned)
{
    char id[32] = "", time[32];
    unsigned s = t->second[i];

    if (w->ids)
        snprintf(id, sizeof(id), "id-%zu", i);
    snprintf(time, sizeof(time), "2026-01-01 00:%02u:%02u", s / 60, s % 60);
    switch (w->format) {
    case FORMAT_CSV:
        if (turned) /* another export, another order of columns and other quoting */
            fprintf(f, "\"act%u\",%s,%s,\"lic-%u\",note %u\r\n", t->what[i], id, time, t->what[i] % 3,
                    t->version[i]);
        else
            fprintf(f, "%s,%s,act%u,lic-%u,note %u\n", time, id, t->what[i], t->what[i] % 3, t->version[i]);
        break;
    case FORMAT_JSON:
        fprintf(f,
                "{\"act\":\"act%u\",\"ts\":\"%s\",\"id\":\"%s\",\"lic\":\"lic-%u\",\"note\":\"note %u\"%s}\n",
                t->what[i], time, id, t->what[i] % 3, t->version[i], turned ? ",\"empty\":null" : "");
        break;
    case FORMAT_XML:
        fprintf(f, "<e><ts>%s</ts><id>%s</id><act>act%u</act><lic>lic-%u</lic><note>note %u</note>%s</e>\n",
                time, id, t->what[i], t->what[i] % 3, t->version[i], turned ? "<empty/>" : "");
        break;
    }
}

static void write_dump(struct world *w, const struct trail *t, struct dump d, const char *name)
{
    char at[128];
    FILE *f = fopen(path(w, name, at), "wb");
    bool turned = pick(w, 2) == 1, newest_first = !w->ids && pick(w, 3) == 0;

    if (f == NULL)
        abort();
    if (w->format == FORMAT_CSV)
        fputs(turned ? "act,id,ts,lic,note\r\n" : "ts,id,act,lic,note\n", f);
    for (size_t k = 0; k < d.to - d.from; k++)
        write_record(f, w, t, newest_first ? d.to - 1 - k : d.from + k, turned);
    if (fclose(f) != 0)
        abort();
}

/* ---- profiles ---- */

static const char *identity_of(const struct world *w)
{
    if (!w->ids)
        return "";
    return w->fields ? "identity: {fields: [id]}\n" : "identity: {id: id}\n";
}

static struct profile *make_profile(const struct world *w, const char *zone, const char *role)
{
    static const char *const formats[] = {"csv", "json", "xml"};
    char text[1024];
    struct profile *p = NULL;
    struct err err = ERR_INIT;

    snprintf(text, sizeof(text),
             "profile: trail\ntitle: a trail\ndetect: {format: %s, has: [ts, act]%s}\n"
             "read: {format: %s%s}\n%stime: {at: ts, formats: [iso], zone: %s, zone-is: stated}\n"
             "action: act\nitems:\n  - {role: %s, type: license, key: lic}\nmessage: note\n",
             formats[w->format], w->format == FORMAT_XML ? ", record: e" : "", formats[w->format],
             w->format == FORMAT_XML ? ", record: e" : "", identity_of(w), zone, role);
    if (profile_parse(slice_text(text), "trail.yaml", &p, &err) != ST_OK) {
        fprintf(stderr, "%s:%" PRIu64 ": %s\n%s", err.where, err.line, err.text, text);
        abort();
    }
    return p;
}

/* ---- stores ---- */

static void import(struct world *w, const char *db, const struct profile *p, const char *const *names,
                   size_t n, bool parts, bool remap)
{
    struct import_options o = {.profile = p,
                               .source = "trail",
                               .parts = parts,
                               .remap = remap,
                               .max_rejects = -1,
                               .max_rejects_percent = -1,
                               .now = 1};
    const char *paths[MAX_DUMPS];
    char at[MAX_DUMPS][128], store_at[128];
    struct input_set *set;
    struct store *s = NULL;
    struct err err = ERR_INIT;

    for (size_t i = 0; i < n; i++)
        paths[i] = path(w, names[i], at[i]);
    set = input_set_open(paths, n);
    if (store_open(path(w, db, store_at), STORE_WRITE, &s, &err) != ST_OK ||
        import_run(s, set, &o, &err) != ST_OK) {
        fprintf(stderr, "[%s] %s\n", err.code, err.text);
        abort();
    }
    input_set_close(set);
    store_close(s);
}

static enum status to_buf(void *ctx, struct slice bytes, struct err *err)
{
    (void)err;
    buf_slice(ctx, bytes);
    return ST_OK;
}

static void canonical(struct world *w, const char *db, struct buf *out)
{
    struct export_options o = {.canonical = true};
    struct store *s = NULL;
    struct err err = ERR_INIT;
    uint64_t n = 0;
    char at[128];

    buf_clear(out);
    if (store_open(path(w, db, at), STORE_READ, &s, &err) != ST_OK ||
        export_write(s, &o, to_buf, out, &n, &err) != ST_OK) {
        fprintf(stderr, "[%s] %s\n", err.code, err.text);
        abort();
    }
    store_close(s);
    unlink(path(w, db, at));
}

/* ---- rounds ---- */

static void make_trail(struct world *w, struct trail *t)
{
    unsigned second = 0;

    t->n = 5 + pick(w, MAX_RECORDS - 5);
    for (size_t i = 0; i < t->n; i++) {
        if (pick(w, 3) == 0)
            second += 1 + pick(w, 40);
        t->second[i] = second % 3600;
        t->what[i] = pick(w, 4);
        t->version[i] = 0;
    }
}

/* Where a cut may fall: anywhere, or where the second changes. */
static size_t cut(struct world *w, const struct trail *t, bool anywhere)
{
    size_t i = pick(w, (unsigned)t->n + 1);

    while (!anywhere && i > 0 && i < t->n && t->second[i] == t->second[i - 1])
        i++;
    return i;
}

/* Dumps that together cover the trail: consecutive ones, each stretched at random. */
static size_t make_dumps(struct world *w, const struct trail *t, bool anywhere, bool overlap, struct dump *d)
{
    size_t n = 1 + pick(w, MAX_DUMPS - 1), made = 0, from = 0;

    for (size_t i = 0; i < n; i++) {
        size_t to = i + 1 == n ? t->n : cut(w, t, anywhere);

        if (to < from)
            to = from;
        d[made++] = (struct dump){from, to};
        from = to;
    }
    for (size_t i = 0; overlap && i < made; i++) {
        size_t a = cut(w, t, anywhere), b = cut(w, t, anywhere);

        if (pick(w, 2) == 0 && a < d[i].from)
            d[i].from = a;
        if (pick(w, 2) == 0 && b > d[i].to)
            d[i].to = b;
    }
    return made;
}

static void shuffle(struct world *w, const char **names, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = pick(w, (unsigned)i);
        const char *t = names[i - 1];

        names[i - 1] = names[k];
        names[k] = t;
    }
}

/* The line at p, without its end. */
static struct slice line_at(const struct buf *b, size_t p)
{
    size_t end = p;

    while (end < b->n && b->p[end] != '\n')
        end++;
    return (struct slice){b->p + p, end - p};
}

/* Shows the first line that differs. */
static void compare(const struct buf *got, const struct buf *want, const char *what, unsigned round)
{
    size_t p = 0;

    CHECK(slice_equal(buf_view(got), buf_view(want)));
    if (slice_equal(buf_view(got), buf_view(want)))
        return;
    while (p < got->n && p < want->n && slice_equal(line_at(got, p), line_at(want, p)))
        p += line_at(got, p).n + 1;
    fprintf(stderr, "round %u, %s:\n got  %.*s\n want %.*s\n", round, what,
            p < got->n ? (int)line_at(got, p).n : 0, buf_string(got) + p,
            p < want->n ? (int)line_at(want, p).n : 0, buf_string(want) + p);
}

static const char *const dump_names[MAX_DUMPS] = {"d0", "d1", "d2", "d3", "d4", "d5"};

static void write_dumps(struct world *w, const struct trail *t, const struct dump *d, size_t n)
{
    for (size_t i = 0; i < n; i++)
        write_dump(w, t, d[i], dump_names[i]);
}

/* Overlapping dumps, one by one in random order, against the whole. */
static void round_overlap(struct world *w, const struct trail *t, unsigned round, struct buf *got,
                          struct buf *want)
{
    struct profile *p = make_profile(w, "UTC", "target");
    const char *names[MAX_DUMPS], *whole = "whole";
    struct dump d[MAX_DUMPS];
    size_t n = make_dumps(w, t, w->ids, true, d);

    memcpy(names, dump_names, sizeof(names));
    write_dumps(w, t, d, n);
    write_dump(w, t, (struct dump){0, t->n}, whole);
    shuffle(w, names, n);
    import(w, "a.db", p, names, n, false, false);
    import(w, "b.db", p, &whole, 1, false, false);
    canonical(w, "a.db", got);
    canonical(w, "b.db", want);
    compare(got, want, w->ids ? "with ids" : "without ids", round);
    profile_free(p);
}

/* Consecutive parts, cut anywhere, imported as one export; then the whole again adds nothing. */
static void round_parts(struct world *w, const struct trail *t, unsigned round, struct buf *got,
                        struct buf *want)
{
    struct profile *p = make_profile(w, "UTC", "target");
    const char *whole = "whole";
    struct dump d[MAX_DUMPS];
    size_t n = make_dumps(w, t, true, false, d);

    write_dumps(w, t, d, n);
    write_dump(w, t, (struct dump){0, t->n}, whole);
    import(w, "a.db", p, dump_names, n, true, false);
    import(w, "a.db", p, &whole, 1, false, false);
    import(w, "b.db", p, &whole, 1, false, false);
    canonical(w, "a.db", got);
    canonical(w, "b.db", want);
    compare(got, want, "parts", round);
    profile_free(p);
}

/* Some ids come in two versions, in different dumps: the order of import does not matter. */
static void round_versions(struct world *w, const struct trail *t, unsigned round, struct buf *got,
                           struct buf *want)
{
    struct profile *p = make_profile(w, "UTC", "target");
    const char *names[2] = {"d0", "d1"}, *turned[2] = {"d1", "d0"};
    struct trail later = *t;

    for (size_t i = 0; i < later.n; i++) {
        later.version[i] = pick(w, 4) == 0 ? 1 + pick(w, 20) : 0;
        if (pick(w, 8) == 0)
            later.second[i] = (later.second[i] + 7) % 3600; /* back-dated */
    }
    write_dump(w, t, (struct dump){0, t->n}, "d0");
    write_dump(w, &later, (struct dump){pick(w, (unsigned)t->n), t->n}, "d1");
    import(w, "a.db", p, names, 2, false, false);
    import(w, "b.db", p, turned, 2, false, false);
    canonical(w, "a.db", got);
    canonical(w, "b.db", want);
    compare(got, want, "versions", round);
    profile_free(p);
}

/* A corrected profile with remap gives the store that it would have given at first. */
static void round_remap(struct world *w, const struct trail *t, unsigned round, struct buf *got,
                        struct buf *want)
{
    bool rule = pick(w, 2) == 1; /* the time rule was wrong, or only the mapping */
    struct profile *wrong = make_profile(w, rule ? "+02:00" : "UTC", "actor");
    struct profile *right = make_profile(w, "UTC", "target");
    const char *names[MAX_DUMPS];
    struct dump d[MAX_DUMPS];
    size_t n = make_dumps(w, t, w->ids, true, d);

    memcpy(names, dump_names, sizeof(names));
    write_dumps(w, t, d, n);
    import(w, "a.db", wrong, names, n, false, false);
    shuffle(w, names, n);
    import(w, "a.db", right, names, n, false, true);
    import(w, "b.db", right, names, n, false, false);
    canonical(w, "a.db", got);
    canonical(w, "b.db", want);
    compare(got, want, rule ? "remap with another time rule" : "remap", round);
    profile_free(wrong);
    profile_free(right);
}

static void run_round(struct world *w, unsigned round, struct buf *got, struct buf *want)
{
    struct trail t;

    w->format = (enum format)pick(w, 3);
    make_trail(w, &t);
    w->ids = pick(w, 2) == 1;
    w->fields = pick(w, 2) == 1;
    switch (round % 4) {
    case 0: round_overlap(w, &t, round, got, want); break;
    case 1:
        w->ids = false;
        round_parts(w, &t, round, got, want);
        break;
    case 2:
        w->ids = true;
        round_versions(w, &t, round, got, want);
        break;
    case 3: round_remap(w, &t, round, got, want); break;
    }
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)atoi(argv[1]) : 100;
    struct world w = {.random = argc > 2 ? (uint64_t)atoll(argv[2]) : 20261121};
    const char *in = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    struct buf got, want;
    char at[128];

    snprintf(w.folder, sizeof(w.folder), "%s/trailbook-overlap-XXXXXX", in);
    if (mkdtemp(w.folder) == NULL)
        return 1;
    buf_init(&got, BUF_CAP);
    buf_init(&want, BUF_CAP);
    for (unsigned i = 0; i < rounds && harness_failures < 3; i++)
        run_round(&w, i, &got, &want);
    for (size_t i = 0; i < MAX_DUMPS; i++)
        unlink(path(&w, dump_names[i], at));
    unlink(path(&w, "whole", at));
    rmdir(w.folder);
    buf_release(&got);
    buf_release(&want);
    return harness_end();
}
