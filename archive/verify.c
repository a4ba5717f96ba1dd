/* verify: what can be said of a snapshot, check by check.  See verify.h. */
#include "verify.h"
#include "digest_any.h"

static const char *const names[VERIFY_CHECKS] = {
    [VERIFY_FORM] = "form",
    [VERIFY_COMPLETE] = "complete",
    [VERIFY_FIXITY] = "fixity",
};

const char *verdict_name(enum verdict v)
{
    static const char *const words[] = {"ok", "bad", "not verifiable"};

    return words[v];
}

static void start(struct verification *v, bag_found *found, void *ctx)
{
    v->bag = (struct bag_told){.version = 0};
    v->bad = false;
    v->found = found;
    v->ctx = ctx;
    buf_init(&v->open, BUF_CAP);
    for (size_t i = 0; i < VERIFY_CHECKS; i++) {
        v->checks[i] = (struct verify_check){.name = names[i], .verdict = VERDICT_OK};
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

static void take(void *ctx, enum bag_kind kind, const struct err *e)
{
    static const enum verify_name of[BAG_KINDS] = {
        [BAG_FORM] = VERIFY_FORM, [BAG_COMPLETE] = VERIFY_COMPLETE, [BAG_FIXITY] = VERIFY_FIXITY};
    struct verification *v = ctx;
    struct verify_check *c = &v->checks[of[kind]];

    v->found(v->ctx, kind, e);
    if (kind == BAG_WARNING)
        return;
    v->bad = true;
    c->verdict = VERDICT_BAD;
    if (c->found++ == 0)
        c->first = *e;
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
    buf_text(&v->open, "who made it: whoever changes a file can make the manifests anew\n");
}

enum status verify_bag(const char *path, bool all, bag_found *found, void *ctx, struct verification *out,
                       struct err *err)
{
    struct bag_wanted wanted = {.all = all, .found = take, .ctx = out};
    struct bag_files *files = NULL;
    enum status st;

    start(out, found, ctx);
    st = bag_files_open(path, &files, err);
    if (st == ST_FAIL) {
        take(out, BAG_FORM, err);
        st = ST_OK;
    } else if (st == ST_OK) {
        st = bag_check(files, &wanted, &out->bag, err);
    }
    bag_files_close(files);
    if (st == ST_OK)
        conclude(out);
    return st;
}
