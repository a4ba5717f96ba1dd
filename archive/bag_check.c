/* bag_check: is it a complete and valid bag?  See bag_check.h. */
#include <stdio.h>

#include "bag_join.h"
#include "bag_path.h"
#include "mem.h"

#define CHUNK ((size_t)256 << 10)

struct checking {
    struct bag_files *files;
    const struct bag_wanted *wanted;
    struct bag_told *told;
    struct bag_plan plan;
    struct bag_declaration declared;
    struct bag_join *join;
    struct digest_any *digests[DIGEST_ANY_NAMES];
    unsigned char *chunk;
};

static void tell(struct checking *c, enum bag_kind kind, const struct err *e)
{
    bag_tell(c->wanted, c->told, kind, e);
}

/* What is wrong with the bag is told, and the check goes on; the rest stops it. */
static enum status tell_if(struct checking *c, enum status st, enum bag_kind kind, struct err *err)
{
    if (st != ST_REJECT)
        return st;
    tell(c, kind, err);
    err_clear(err);
    return ST_OK;
}

static void manifest_name(char out[64], bool tags, unsigned algorithm)
{
    snprintf(out, 64, "%smanifest-%s.txt", tags ? "tag" : "", digest_any_name(algorithm));
}

/* ST_END: without a declaration that can be read nothing else can. */
static enum status declare(struct checking *c, struct err *err)
{
    struct bag_file *f;
    enum status st = bag_files_find(c->files, "bagit.txt", &f, err);

    if (st == ST_END)
        st = err_at(err, ST_REJECT, bag_files_name(c->files), 0, 0, "BAG-DECLARATION",
                    "it holds no bagit.txt, so it is no bag");
    else if (st == ST_OK)
        st = bag_declaration_read(f, &c->declared, err);
    if (st == ST_OK)
        c->told->version = c->plan.version = c->declared.version;
    return st == ST_REJECT ? (void)tell_if(c, st, BAG_FORM, err), ST_END : st;
}

/* Is there a manifest of that name? */
static enum status look_for(struct checking *c, bool tags, unsigned algorithm, struct err *err)
{
    struct bag_file *f = NULL;
    char name[64];
    enum status st;

    manifest_name(name, tags, algorithm);
    st = bag_files_find(c->files, name, &f, err);
    bag_file_close(f);
    if (st == ST_OK)
        *(tags ? &c->plan.tags : &c->plan.payload) |= 1U << algorithm;
    return st == ST_END ? ST_OK : tell_if(c, st, BAG_FORM, err);
}

/* SHA-512 is left out where all that it covers has a SHA-256 too: half the time, and nothing is less sure. */
static void choose(struct checking *c)
{
    unsigned sha256 = 1U << 3, sha512 = 1U << 5, some = c->plan.payload | c->plan.tags;
    bool both = ((c->plan.payload & sha512) == 0 || (c->plan.payload & sha256) != 0) &&
                ((c->plan.tags & sha512) == 0 || (c->plan.tags & sha256) != 0);

    c->plan.checked = some & ~(!c->wanted->all && both ? sha512 : 0);
    for (unsigned i = 0; i < DIGEST_ANY_NAMES; i++)
        if ((c->plan.checked & 1U << i) != 0 && (c->digests[i] = digest_any_new(i)) == NULL)
            c->plan.checked &= ~(1U << i);
    c->told->checked = c->plan.checked;
    c->told->passed_over = some & ~c->plan.checked;
}

/* ST_END: there is nothing that files could be held against. */
static enum status find_manifests(struct checking *c, struct err *err)
{
    enum status st = ST_OK;
    struct err e = ERR_INIT;

    for (unsigned i = 0; i < DIGEST_ANY_NAMES && st == ST_OK; i++) {
        st = look_for(c, false, i, err);
        if (st == ST_OK)
            st = look_for(c, true, i, err);
    }
    if (st != ST_OK)
        return st;
    choose(c);
    if (!bag_files_payload(c->files)) {
        err_at(&e, ST_FAIL, c->plan.name, 0, 0, "BAG-PAYLOAD", "it holds no folder data, so it is no bag");
        tell(c, BAG_FORM, &e);
    }
    if (c->plan.payload != 0)
        return ST_OK;
    err_at(&e, ST_FAIL, c->plan.name, 0, 0, "BAG-MANIFEST",
           "it holds no manifest-ALGORITHM.txt of md5, sha1, sha224, sha256, sha384 or sha512: nothing can "
           "be checked");
    tell(c, BAG_FORM, &e);
    return ST_END;
}

/* A manifest that no digest here belongs to. */
static void check_name(struct checking *c, struct slice path)
{
    bool tags = slice_starts(path, SLICE("tagmanifest-"));
    struct err e = ERR_INIT;
    char name[64];

    if ((!tags && !slice_starts(path, SLICE("manifest-"))) || memchr(path.p, '/', path.n) != NULL)
        return;
    for (unsigned i = 0; i < DIGEST_ANY_NAMES; i++) {
        manifest_name(name, tags, i);
        if (slice_is(path, name) && (c->plan.checked | c->told->passed_over) & 1U << i)
            return;
    }
    err_at(&e, ST_FAIL, c->plan.name, 0, 0, "BAG-ALGORITHM",
           "%.200s is of an algorithm that is not known here", (const char *)path.p);
    tell(c, BAG_FORM, &e);
}

/* Reads a file once, for all digests that its kind of manifest has. */
static enum status read_file(struct checking *c, struct bag_file *f, bool payload, uint64_t *size,
                             struct err *err)
{
    unsigned some = c->plan.checked & (payload ? c->plan.payload : c->plan.tags);
    size_t got;
    enum status st;

    for (unsigned i = 0; i < DIGEST_ANY_NAMES; i++)
        if ((some & 1U << i) != 0)
            digest_any_start(c->digests[i]);
    while ((st = bag_file_read(f, c->chunk, CHUNK, &got, err)) == ST_OK && got > 0) {
        *size += got;
        for (unsigned i = 0; i < DIGEST_ANY_NAMES; i++)
            if ((some & 1U << i) != 0)
                digest_any_add(c->digests[i], c->chunk, got);
    }
    return st;
}

static enum status take_file(struct checking *c, struct bag_file *f, struct err *err)
{
    unsigned char digests[DIGEST_ANY_NAMES][DIGEST_ANY_MAX] = {{0}};
    struct slice path = slice_text(bag_file_path(f));
    bool payload = bag_path_is_payload(path);
    unsigned some = c->plan.checked & (payload ? c->plan.payload : c->plan.tags);
    uint64_t size = 0;
    enum status st = read_file(c, f, payload, &size, err);

    if (st != ST_OK)
        return st;
    for (unsigned i = 0; i < DIGEST_ANY_NAMES; i++)
        if ((some & 1U << i) != 0)
            digest_any_end(c->digests[i], digests[i]);
    c->told->bytes += payload ? size : 0;
    *(payload ? &c->told->files : &c->told->tag_files) += 1;
    check_name(c, path);
    if (c->wanted->seen != NULL)
        c->wanted->seen(c->wanted->ctx, path);
    return bag_join_file(c->join, path, digests[0], err);
}

static enum status take_files(struct checking *c, struct err *err)
{
    struct bag_file *f;
    enum status st;

    do {
        st = bag_files_next(c->files, &f, err);
        if (st == ST_OK) {
            st = take_file(c, f, err);
            bag_file_close(f);
        }
        st = tell_if(c, st, BAG_FORM, err);
    } while (st == ST_OK);
    return st == ST_END ? ST_OK : st;
}

/* Opens a tag file; ST_END: it is not there. */
static enum status open_text(struct checking *c, const char *name, struct bag_text **out, struct err *err)
{
    struct bag_file *f;
    enum status st = bag_files_find(c->files, name, &f, err);

    if (st == ST_OK)
        *out = bag_text_new(f, c->declared.encoding);
    return st;
}

/* As md5sum writes them: they are read, and that is told once for a manifest. */
static void warn_spelling(struct checking *c, const struct bag_text *t, const struct bag_line *line,
                          bool *told)
{
    struct err e = ERR_INIT;

    if (*told || (!line->starred && !line->dotted))
        return;
    *told = true;
    bag_text_bad(t, ST_OK, "BAG-MD5SUM", &e,
                 "a path stands behind \"%s\", as md5sum writes it and manifests do not",
                 line->starred ? "*" : "./");
    tell(c, BAG_WARNING, &e);
}

/* A payload manifest lists what is below data/; a tag manifest what is not, and no tag manifest. */
static enum status check_place(const struct bag_text *t, bool tags, const struct bag_line *line,
                               struct err *err)
{
    struct slice path = buf_view(&line->path);

    if (bag_path_is_payload(path) == tags)
        return bag_text_bad(t, ST_REJECT, "BAG-PATH", err, "%.300s does not belong into this manifest",
                            buf_string(&line->path));
    if (tags && slice_starts(path, SLICE("tagmanifest-")) && memchr(path.p, '/', path.n) == NULL)
        return bag_text_bad(t, ST_REJECT, "BAG-PATH", err, "a tag manifest lists no tag manifest");
    return ST_OK;
}

static enum status take_manifest(struct checking *c, bool tags, unsigned algorithm, struct err *err)
{
    struct bag_line line = {.starred = false};
    struct bag_text *t = NULL;
    bool told = false;
    char name[64];
    enum status st;

    manifest_name(name, tags, algorithm);
    st = tell_if(c, open_text(c, name, &t, err), BAG_FORM, err);
    buf_init(&line.path, BUF_CAP);
    while (st == ST_OK && t != NULL) {
        st = bag_manifest_next(t, digest_any_size(algorithm), c->plan.version, &line, err);
        if (st == ST_OK)
            warn_spelling(c, t, &line, &told);
        if (st == ST_OK)
            st = check_place(t, tags, &line, err);
        if (st == ST_OK)
            st = bag_join_line(c->join, algorithm, bag_text_line(t), &line, err);
        st = tell_if(c, st, BAG_FORM, err);
    }
    buf_release(&line.path);
    bag_text_close(t);
    return st == ST_END ? ST_OK : st;
}

static enum status take_manifests(struct checking *c, struct err *err)
{
    enum status st = ST_OK;

    for (unsigned i = 0; i < DIGEST_ANY_NAMES && st == ST_OK; i++) {
        if ((c->plan.payload & 1U << i) != 0)
            st = take_manifest(c, false, i, err);
        if (st == ST_OK && (c->plan.tags & 1U << i) != 0)
            st = take_manifest(c, true, i, err);
    }
    return st;
}

static enum status take_fetch(struct checking *c, struct err *err)
{
    struct bag_text *t = NULL;
    struct buf path;
    enum status st = tell_if(c, open_text(c, "fetch.txt", &t, err), BAG_FORM, err);

    buf_init(&path, BUF_CAP);
    while (st == ST_OK && t != NULL) {
        st = bag_fetch_next(t, c->plan.version, &path, err);
        if (st == ST_OK)
            st = bag_join_fetch(c->join, bag_text_line(t), buf_view(&path), err);
        st = tell_if(c, st, BAG_FORM, err);
    }
    buf_release(&path);
    bag_text_close(t);
    return st == ST_END ? ST_OK : st;
}

/* bag-info.txt was package-info.txt up to 0.95. */
static enum status take_info(struct checking *c, struct bag_oxum *oxum, struct err *err)
{
    const char *name = c->plan.version <= 95 ? "package-info.txt" : "bag-info.txt";
    struct bag_text *t = NULL;
    enum status st = tell_if(c, open_text(c, name, &t, err), BAG_FORM, err);

    while (st == ST_OK && t != NULL)
        st = tell_if(c, bag_info_next(t, c->plan.version, oxum, err), BAG_FORM, err);
    bag_text_close(t);
    return st == ST_END ? ST_OK : st;
}

static void check_oxum(struct checking *c, const struct bag_oxum *oxum)
{
    struct err e = ERR_INIT;

    if (oxum->given == 0 || (oxum->bytes == c->told->bytes && oxum->files == c->told->files))
        return;
    err_at(&e, ST_FAIL, c->plan.name, 0, 0, "BAG-OXUM",
           "bag-info.txt tells %llu bytes in %llu files below data/, and there are %llu in %llu",
           (unsigned long long)oxum->bytes, (unsigned long long)oxum->files,
           (unsigned long long)c->told->bytes, (unsigned long long)c->told->files);
    tell(c, BAG_COMPLETE, &e);
}

static enum status compare(struct checking *c, struct err *err)
{
    struct bag_oxum oxum = {.given = 0};
    enum status st;

    c->join = bag_join_new(&c->plan);
    c->chunk = mem_alloc(CHUNK);
    st = take_files(c, err);
    if (st == ST_OK)
        st = take_manifests(c, err);
    if (st == ST_OK)
        st = take_fetch(c, err);
    if (st == ST_OK)
        st = take_info(c, &oxum, err);
    if (st == ST_OK)
        st = bag_join_run(c->join, c->wanted, c->told, err);
    if (st == ST_OK) {
        check_oxum(c, &oxum);
        c->told->compared = true;
    }
    bag_join_free(c->join);
    mem_free(c->chunk);
    return st;
}

enum status bag_check(struct bag_files *files, const struct bag_wanted *wanted, struct bag_told *told,
                      struct err *err)
{
    struct checking c = {.files = files, .wanted = wanted, .told = told};
    enum status st;

    *told = (struct bag_told){.version = 0};
    c.plan.name = bag_files_name(files);
    st = declare(&c, err);
    if (st == ST_OK)
        st = find_manifests(&c, err);
    if (st == ST_OK)
        st = compare(&c, err);
    for (size_t i = 0; i < DIGEST_ANY_NAMES; i++)
        digest_any_free(c.digests[i]);
    return st == ST_END ? ST_OK : st;
}
