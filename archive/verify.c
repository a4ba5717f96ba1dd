/* verify: what can be said of a snapshot, check by check.  See verify.h. */
#include <stdio.h>

#include "digest_any.h"
#include "mem.h"
#include "snapshot.h"
#include "ssh.h"
#include "verify_parts.h"

static const char *const names[VERIFY_CHECKS] = {
    [VERIFY_FORM] = "form",         [VERIFY_COMPLETE] = "complete",
    [VERIFY_FIXITY] = "fixity",     [VERIFY_FILES] = "files",
    [VERIFY_SEAL] = "seal",         [VERIFY_CHECKPOINT] = "checkpoint",
    [VERIFY_ENTRIES] = "entries",   [VERIFY_TILES] = "tiles",
    [VERIFY_HISTORY] = "history",   [VERIFY_DISCLOSURES] = "disclosures",
    [VERIFY_ACTS] = "acts",         [VERIFY_TABLE] = "table",
    [VERIFY_DATABASE] = "database", [VERIFY_REPORT] = "report",
    [VERIFY_LABELS] = "labels",     [VERIFY_SINCE] = "since",
    [VERIFY_UNSEALED] = "unsealed",
};

const char *verdict_name(enum verdict v)
{
    static const char *const words[] = {"ok", "bad", "not verifiable"};

    return words[v];
}

void verify_start(struct verification *v, const struct verify_wish *wish)
{
    v->bag = (struct bag_told){.version = 0};
    v->n = VERIFY_ANY_BAG;
    v->bad = v->verified = false;
    v->wish = wish;
    buf_init(&v->open, BUF_CAP);
    for (size_t i = 0; i < VERIFY_CHECKS; i++) {
        enum verdict verdict = i < VERIFY_ANY_BAG ? VERDICT_OK : VERDICT_OPEN;

        v->checks[i] = (struct verify_check){.name = names[i], .verdict = verdict};
        err_clear(&v->checks[i].first);
        buf_init(&v->checks[i].says, BUF_CAP);
    }
}

void verification_release(struct verification *v)
{
    buf_release(&v->open);
    for (size_t i = 0; i < VERIFY_CHECKS; i++)
        buf_release(&v->checks[i].says);
}

static void found_bad(struct verification *v, enum verify_name name, const struct err *e)
{
    struct verify_check *c = &v->checks[name];

    v->wish->found(v->wish->ctx, false, e);
    v->bad = true;
    c->verdict = VERDICT_BAD;
    if (c->found++ == 0)
        c->first = *e;
}

/* As all messages on a bag name its files. */
static void name_bag(const struct verify_log *x, enum verify_name name, struct err *err)
{
    char where[sizeof(err->where)];

    if (name == VERIFY_SINCE)
        return;
    if (x->files == NULL) { /* of a store */
        err->line = 0;
        snprintf(err->where, sizeof(err->where), "%s", x->name);
        return;
    }
    snprintf(where, sizeof(where), "%.100s/%.150s", x->name, err->where);
    memcpy(err->where, where, sizeof(where));
}

void verify_tell(struct verify_log *x, enum verify_name name, struct err *err)
{
    name_bag(x, name, err);
    found_bad(x->v, name, err);
    err_clear(err);
}

void verify_bad(struct verify_log *x, enum verify_name name, const char *where, uint64_t line,
                const char *code, const char *format, ...)
{
    struct err e = ERR_INIT;
    char text[512];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof(text), format, ap);
    va_end(ap);
    err_at(&e, ST_FAIL, where, line, 0, code, "%s", text);
    name_bag(x, name, &e);
    found_bad(x->v, name, &e);
}

void verify_done(struct verify_log *x, enum verify_name name, const char *format, ...)
{
    struct verify_check *c = &x->v->checks[name];
    va_list ap;

    if (c->verdict != VERDICT_OPEN)
        return;
    c->verdict = VERDICT_OK;
    va_start(ap, format);
    buf_formatv(&c->says, format, ap);
    va_end(ap);
}

void verify_open(struct verify_log *x, enum verify_name name, const char *format, ...)
{
    struct verify_check *c = &x->v->checks[name];
    va_list ap;

    if (c->says.n > 0 || c->verdict == VERDICT_OK)
        return;
    va_start(ap, format);
    buf_formatv(&c->says, format, ap);
    va_end(ap);
}

/* What is wrong or odd with a bag of any kind. */
static void take(void *ctx, enum bag_kind kind, const struct err *e)
{
    static const enum verify_name of[BAG_KINDS] = {
        [BAG_FORM] = VERIFY_FORM, [BAG_COMPLETE] = VERIFY_COMPLETE, [BAG_FIXITY] = VERIFY_FIXITY};
    struct verify_log *x = ctx;

    if (kind == BAG_WARNING)
        x->wish->found(x->wish->ctx, true, e);
    else
        found_bad(x->v, of[kind], e);
}

/* "MD5, SHA-256" */
static void name_algorithms(struct buf *b, unsigned bits)
{
    const char *comma = "";

    for (unsigned i = 0; i < DIGEST_ANY_NAMES; i++) {
        const char *name = digest_any_name(i);

        if ((bits & 1U << i) == 0)
            continue;
        buf_text(b, comma);
        if (name[0] == 'm')
            buf_text(b, "MD5");
        else
            buf_format(b, "SHA-%s", name + 3);
        comma = ", ";
    }
}

static void leave_open(struct verify_check *c, const char *why)
{
    if (c->verdict == VERDICT_OK)
        c->verdict = VERDICT_OPEN;
    buf_text(&c->says, why);
}

/* What each check says of itself, and what none of them looked at. */
static void conclude(struct verification *v)
{
    struct verify_check *c = v->checks;
    const struct bag_told *t = &v->bag;

    if (t->version != 0)
        buf_format(&c[VERIFY_FORM].says, "BagIt %u.%u", t->version / 100,
                   t->version % 100 == 0 ? 0 : t->version % 100);
    if (!t->compared) {
        leave_open(&c[VERIFY_COMPLETE], "there is nothing to hold the files against");
        leave_open(&c[VERIFY_FIXITY], "there is nothing to hold the files against");
        return;
    }
    buf_format(&c[VERIFY_COMPLETE].says, "%llu %s below data/, %llu beside it", (unsigned long long)t->files,
               t->files == 1 ? "file" : "files", (unsigned long long)t->tag_files);
    if (t->checked == 0)
        leave_open(&c[VERIFY_FIXITY], "no digest of these manifests can be computed here");
    name_algorithms(&c[VERIFY_FIXITY].says, t->checked);
    if (t->passed_over != 0) {
        buf_text(&v->open, "digests by ");
        name_algorithms(&v->open, t->passed_over);
        buf_text(&v->open, "; --all checks them too\n");
    }
    if (t->unlisted > 0)
        buf_format(&v->open, "%llu %s beside data/ that no tag manifest lists\n",
                   (unsigned long long)t->unlisted, t->unlisted == 1 ? "file" : "files");
    if (v->wish->key == NULL)
        buf_text(&v->open, "who made it: whoever changes a file can make the manifests anew\n");
}

enum status verify_find(struct verify_log *x, const char *path, struct bag_file **out, struct err *err)
{
    enum status st = bag_files_find(x->files, path, out, err);

    if (st != ST_REJECT)
        return st;
    err_clear(err); /* the check of any bag tells it */
    return ST_END;
}

enum status verify_text(struct verify_log *x, const char *path, struct buf *b, struct err *err)
{
    struct bag_file *f = NULL;
    size_t got = 1;
    enum status st = verify_find(x, path, &f, err);

    while (st == ST_OK && got > 0 && b->n <= VERIFY_SMALL) {
        st = bag_file_read(f, buf_space(b, 8192), 8192, &got, err);
        if (st == ST_OK)
            buf_grew(b, got);
    }
    bag_file_close(f);
    return st;
}

static enum status refuse_note(const char *where, struct err *err)
{
    return err_at(err, ST_FAIL, where, 0, 0, "VERIFY-CHECKPOINT",
                  "it is no checkpoint: three lines, which a signature may follow");
}

enum status verify_note(struct verify_log *x, struct slice note, const char *where, struct checkpoint *out,
                        struct err *err)
{
    const struct note_key *key = x->wish->key;
    size_t at = note.n;
    struct note opened;

    if (key != NULL)
        return checkpoint_open(note, key, 1, where, out, &opened, err);
    while (at >= 2 && !(note.p[at - 2] == '\n' && note.p[at - 1] == '\n'))
        at--;
    note.n = at >= 2 ? at - 1 : note.n;
    return checkpoint_read(note, out) ? ST_OK : refuse_note(where, err);
}

/* Its checkpoint is read before the files of that size are looked for. */
static enum status read_checkpoint(struct verify_log *x, struct err *err)
{
    const char *path = "data/log/checkpoint";
    struct buf b;
    enum status st;

    buf_init(&b, BUF_CAP);
    st = verify_text(x, path, &b, err);
    x->note = slice_copy(&x->arena, buf_view(&b));
    buf_release(&b);
    if (st == ST_END)
        verify_bad(x, VERIFY_CHECKPOINT, path, 0, "VERIFY-CHECKPOINT",
                   "it is not there, so this is no snapshot, or it was taken out");
    else if (st == ST_OK && verify_note(x, x->note, path, &x->now, err) != ST_OK)
        verify_tell(x, VERIFY_CHECKPOINT, err);
    else if (st == ST_OK)
        x->known = true;
    return st < ST_OK ? st : ST_OK;
}

static enum status exists(struct verify_log *x, const char *path, bool *out, struct err *err)
{
    struct bag_file *f = NULL;
    enum status st = verify_find(x, path, &f, err);

    *out = st == ST_OK;
    bag_file_close(f);
    return st < ST_OK ? st : ST_OK;
}

/* A snapshot says that it is one; whoever gives a key or a checkpoint says so too. */
static enum status look(struct verify_log *x, struct err *err)
{
    bool told = false;
    enum status st = exists(x, "data/FORMAT.txt", &told, err);

    if (st != ST_OK || (!told && x->wish->key == NULL && x->wish->since.n == 0))
        return st;
    x->v->n = VERIFY_CHECKS;
    st = read_checkpoint(x, err);
    return st == ST_OK ? exists(x, "data/disclosures/000000000000.tsv", &x->opened, err) : st;
}

static enum status seal(struct verify_log *x, struct err *err)
{
    const char *path = "signatures/tagmanifest-sha256.txt.sshsig";
    unsigned char sum[DIGEST512_SIZE];
    struct digest512 *d;
    struct err e = ERR_INIT;
    struct buf manifest, text;
    enum status st;

    if (x->wish->key == NULL) {
        verify_open(x, VERIFY_SEAL, "no key was given");
        return ST_OK;
    }
    buf_init(&manifest, BUF_CAP);
    buf_init(&text, BUF_CAP);
    st = verify_text(x, "tagmanifest-sha256.txt", &manifest, err);
    if (st >= ST_OK)
        st = verify_text(x, path, &text, err);
    d = digest512_new();
    digest512_add(d, manifest.p, manifest.n);
    digest512_end(d, sum);
    digest512_free(d);
    if (st == ST_END)
        verify_bad(x, VERIFY_SEAL, path, 0, "VERIFY-SEAL", "it is not there: the snapshot is not sealed");
    else if (st == ST_OK &&
             ssh_verify(buf_view(&text), &x->wish->key->public, SNAPSHOT_NAMESPACE, sum, path, &e) != ST_OK)
        verify_tell(x, VERIFY_SEAL, &e);
    verify_done(x, VERIFY_SEAL, "by the key of %.*s", (int)x->wish->key->name.n,
                (const char *)x->wish->key->name.p);
    buf_release(&manifest);
    buf_release(&text);
    return st < ST_OK ? st : ST_OK;
}

static void conclude_checkpoint(struct verify_log *x)
{
    static const char format[] = "%llu entries of %.*s";
    unsigned long long size = x->now.size;

    if (!x->known)
        return;
    if (x->wish->key != NULL)
        verify_done(x, VERIFY_CHECKPOINT, format, size, (int)x->now.origin.n, (const char *)x->now.origin.p);
    else
        verify_open(x, VERIFY_CHECKPOINT, "no key was given");
}

void verify_held(struct verify_log *x)
{
    if (x->wish->since.n == 0)
        verify_open(x, VERIFY_SINCE, "no checkpoint from before was given");
    else if (!slice_equal(x->held.origin, x->now.origin))
        verify_bad(x, VERIFY_SINCE, x->wish->since_name, 0, "VERIFY-SINCE",
                   "it is a checkpoint of another log: %.*s", (int)x->held.origin.n,
                   (const char *)x->held.origin.p);
    else if (x->held.size > x->now.size)
        verify_bad(x, VERIFY_SINCE, x->wish->since_name, 0, "VERIFY-SINCE",
                   "it tells of %llu entries, and what is checked of %llu: it is an older one, or entries "
                   "were taken out",
                   (unsigned long long)x->held.size, (unsigned long long)x->now.size);
    else if (x->held.size == 0)
        verify_done(x, VERIFY_SINCE, "the checkpoint that you hold tells of no entry");
}

static enum status check_snapshot(struct verify_log *x, struct err *err)
{
    enum status st = ST_OK;

    if (x->v->bag.compared)
        st = verify_files(x, err);
    if (st == ST_OK)
        st = seal(x, err);
    conclude_checkpoint(x);
    if (st != ST_OK || !x->known)
        return st;
    verify_held(x);
    st = verify_entries(x, err);
    return st == ST_OK ? verify_labels(x, err) : st;
}

/* What was not looked at, and what no check can tell. */
void verify_conclude(struct verification *v)
{
    for (size_t i = VERIFY_ANY_BAG; i < VERIFY_CHECKS; i++)
        if (v->checks[i].verdict == VERDICT_OPEN && v->checks[i].says.n == 0)
            buf_text(&v->checks[i].says, "there is nothing to hold it against");
    if (v->wish->since.n == 0)
        buf_text(&v->open, "whether it is an older one, or of a history made anew by who has the key: give "
                           "--since FILE, a checkpoint that you kept\n");
    v->verified = v->wish->key != NULL && !v->bad &&
                  (v->checks[VERIFY_SEAL].name == NULL || v->checks[VERIFY_SEAL].verdict == VERDICT_OK) &&
                  v->checks[VERIFY_CHECKPOINT].verdict == VERDICT_OK &&
                  v->checks[VERIFY_ENTRIES].verdict == VERDICT_OK;
}

static void seen(void *ctx, struct slice path)
{
    struct verify_log *x = ctx;

    if (x->v->n == VERIFY_CHECKS)
        verify_names_seen(x, path);
}

static enum status check(struct verify_log *x, struct err *err)
{
    struct bag_wanted wanted = {.all = x->wish->all, .found = take, .seen = seen, .ctx = x};
    enum status st = look(x, err);

    if (st == ST_OK)
        st = bag_check(x->files, &wanted, &x->v->bag, err);
    return st == ST_OK && x->v->n == VERIFY_CHECKS ? check_snapshot(x, err) : st;
}

/* The text of a signed note, or its three lines alone: whoever holds it need not check it. */
enum status verify_held_read(struct verify_log *x, struct err *err)
{
    struct slice text = x->wish->since;
    size_t at = text.n;

    if (text.n == 0)
        return ST_OK;
    while (at >= 2 && !(text.p[at - 2] == '\n' && text.p[at - 1] == '\n'))
        at--;
    text.n = at >= 2 ? at - 1 : text.n;
    if (checkpoint_read(text, &x->held))
        return ST_OK;
    return err_at(
        err, ST_FATAL, x->wish->since_name, 0, 0, "VERIFY-SINCE",
        "this is no checkpoint: three lines, or those with their signature; give one that you kept");
}

static void release(struct verify_log *x)
{
    bag_files_close(x->files);
    verify_names_free(x->names);
    mem_free(x->past);
    mem_free(x->proofs);
    ledger_keys_free(x->keys);
    mem_free(x->maps);
    arena_release(&x->arena);
    digest_free(x->digest);
}

enum status verify_bag(const char *path, const struct verify_wish *wish, struct verification *out,
                       struct err *err)
{
    struct verify_log x = {.v = out, .wish = wish};
    enum status st;

    verify_start(out, wish);
    out->checks[VERIFY_UNSEALED].name = NULL;
    x.digest = digest_new();
    x.names = verify_names_new();
    x.keys = ledger_keys_new();
    st = verify_held_read(&x, err);
    if (st == ST_OK)
        st = bag_files_open(path, &x.files, err);
    x.name = st == ST_OK ? bag_files_name(x.files) : path;
    if (st == ST_FAIL) {
        found_bad(out, VERIFY_FORM, err);
        st = ST_OK;
    } else if (st == ST_OK) {
        st = check(&x, err);
    }
    release(&x);
    if (st == ST_OK)
        conclude(out);
    if (st == ST_OK && out->n == VERIFY_CHECKS)
        verify_conclude(out);
    if (st == ST_OK && out->n == VERIFY_CHECKS)
        buf_text(&out->open, "what lies in signatures/ besides the seal\n");
    return st;
}
