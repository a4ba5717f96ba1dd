/* snapshot: a sealed package.  See snapshot.h. */
#include <stdio.h>
#include <string.h>

#include "base64.h"
#include "ledger.h"
#include "package.h"
#include "snapshot_log.h"
#include "ssh.h"
#include "stamp.h"

/* The last checkpoint: what the snapshot is of. */
static enum status find_checkpoint(struct snapshot *x, struct err *err)
{
    uint64_t size;
    struct slice last;
    enum status st = store_checkpoint_last(x->s, &size, &last, &x->created, &x->arena, err);

    if (st != ST_OK)
        return st;
    if (last.n == 0)
        return store_damaged(x->s, "the ledger has no checkpoint", err);
    st = ledger_checkpoint(x->keys, &x->ledger, last, &x->now, err);
    buf_slice(&x->told->note, last);
    x->told->created = x->created;
    return st;
}

/* Letters, digits, '.', '_' and '-' of the origin; the rest as '-'. */
static void put_name(const struct snapshot *x, struct buf *b)
{
    for (size_t i = 0; i < x->now.origin.n; i++) {
        unsigned char c = x->now.origin.p[i], letter = c | 0x20;
        bool plain = (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
                     (c != 0 && strchr("._-", c) != NULL);

        buf_byte(b, plain ? c : '-');
    }
    buf_format(b, "-%012llu", (unsigned long long)x->now.size);
    buf_text(b, x->wish->ledger_only ? "-ledger" : "");
}

static enum status create(struct snapshot *x, struct err *err)
{
    buf_format(&x->told->path, "%s/", x->wish->out);
    put_name(x, &x->told->path);
    return bag_create(buf_string(&x->told->path), x->created, &x->bag, &x->told->left, err);
}

/* As a pattern of sed between slashes. */
static struct slice for_sed(struct snapshot *x, struct slice text)
{
    struct buf b;
    struct slice out;

    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '/' || text.p[i] == '.')
            buf_byte(&b, '\\');
        buf_byte(&b, text.p[i]);
    }
    out = slice_copy(&x->arena, buf_view(&b));
    buf_release(&b);
    return out;
}

static struct slice number(struct snapshot *x, int64_t n)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld", (long long)n);
    return slice_copy(&x->arena, slice_text(text));
}

static struct slice folder_name(const struct snapshot *x)
{
    return slice_text(strrchr(buf_string(&x->told->path), '/') + 1);
}

static enum status put_texts(struct snapshot *x, struct err *err)
{
    static const struct {
        const char *name, *path;
    } texts[] = {{"README.txt", "data/README.txt"},
                 {"VERIFY.txt", "data/VERIFY.txt"},
                 {"FORMAT.txt", "data/FORMAT.txt"},
                 {"verify.py", "data/tools/verify.py"}};
    const struct package_word words[] = {
        {"ORIGIN", x->now.origin},
        {"ORIGIN_SED", for_sed(x, x->now.origin)},
        {"VKEY", x->ledger.vkey.n > 0 ? x->ledger.vkey
                                      : SLICE("(none: this log is not signed; steps 1 and 4 fall away)")},
        {"SIZE", number(x, (int64_t)x->now.size)},
        {"CREATED", number(x, x->created)},
        {"NAME", folder_name(x)},
        {"TOOL", slice_text(x->wish->tool)},
    };
    enum status st = ST_OK;
    struct buf b;

    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && st == ST_OK; i++) {
        buf_clear(&b);
        (void)package_text(&b, texts[i].name, words, i < 2 ? sizeof(words) / sizeof(words[0]) : 0);
        st = bag_put(x->bag, texts[i].path, buf_view(&b), err);
    }
    buf_release(&b);
    return st;
}

static void put_info(struct snapshot *x)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    bag_info(x->bag, "Bag-Software-Agent", slice_text(x->wish->tool));
    stamp_write(&b, x->created * STAMP_SECOND, STAMP_RES_S);
    b.n = strlen("2026-01-01");
    bag_info(x->bag, "Bagging-Date", buf_view(&b));
    buf_clear(&b);
    bag_oxum(x->bag, &b);
    bag_info(x->bag, "Payload-Oxum", buf_view(&b));
    bag_info(x->bag, "External-Identifier", folder_name(x));
    bag_info(x->bag, "Audit-Log-Origin", x->now.origin);
    bag_info(x->bag, "Audit-Log-Size", number(x, (int64_t)x->now.size));
    buf_clear(&b);
    base64_write(&b, x->now.root.bytes, DIGEST_SIZE);
    bag_info(x->bag, "Audit-Log-Root", buf_view(&b));
    buf_release(&b);
}

static enum status put_seal(struct snapshot *x, struct err *err)
{
    const struct seal_key *key = x->wish->key;
    struct slice manifest = bag_tagmanifest(x->bag);
    unsigned char sum[DIGEST512_SIZE];
    struct digest512 *d;
    struct buf b;
    enum status st;

    if (key == NULL)
        return ST_OK;
    d = digest512_new();
    digest512_add(d, manifest.p, manifest.n);
    digest512_end(d, sum);
    digest512_free(d);
    buf_init(&b, BUF_CAP);
    st = ssh_sign(&b, &key->secret, SNAPSHOT_NAMESPACE, sum, err);
    if (st == ST_OK)
        st = bag_put(x->bag, "signatures/tagmanifest-sha256.txt.sshsig", buf_view(&b), err);
    buf_clear(&b);
    ssh_allowed(&b, x->now.origin, SNAPSHOT_NAMESPACE, &key->secret.public);
    if (st == ST_OK)
        st = bag_put(x->bag, "signatures/allowed_signers", buf_view(&b), err);
    buf_release(&b);
    return st;
}

static enum status fill(struct snapshot *x, struct err *err)
{
    enum status st = snapshot_log(x, err);

    if (st == ST_OK)
        st = snapshot_fates(x, err);
    if (st == ST_OK && !x->wish->ledger_only)
        st = snapshot_sources(x, err);
    if (st == ST_OK && x->derives)
        st = snapshot_derived(x, err);
    if (st == ST_OK)
        st = put_texts(x, err);
    if (st != ST_OK)
        return st;
    put_info(x);
    st = bag_finish(x->bag, err);
    return st == ST_OK ? put_seal(x, err) : st;
}

enum status snapshot_write(struct store *s, const struct snapshot_wish *w, struct snapshot_told *out,
                           struct err *err)
{
    struct snapshot x = {.s = s,
                         .wish = w,
                         .told = out,
                         .digest = digest_new(),
                         .derives = !w->ledger_only && !w->bare && w->report != NULL};
    enum status st = store_ledger_get(s, &x.ledger, &x.arena, err);

    if (st == ST_OK)
        st = store_tree_open(s, &x.kept, err);
    if (st == ST_OK)
        st = ledger_keys_open(s, &x.ledger, &x.keys, err);
    if (st == ST_OK)
        st = find_checkpoint(&x, err);
    if (st == ST_OK)
        st = create(&x, err);
    if (st == ST_OK)
        st = fill(&x, err);
    if (st == ST_OK)
        st = bag_publish(x.bag, err);
    else
        bag_abandon(x.bag);
    store_tree_close(x.kept);
    ledger_keys_free(x.keys);
    arena_release(&x.arena);
    digest_free(x.digest);
    return st;
}
