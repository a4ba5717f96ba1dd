/* prove: proofs out of the store.  See prove.h. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "bag_tree.h"
#include "ledger.h"
#include "ledger_keys.h"
#include "outfile.h"
#include "package.h"
#include "proof.h"
#include "prove.h"
#include "store_tree.h"
#include "tiles.h"

#define SCRIPT "verify-inclusion.sh"

struct prover {
    struct store *s;
    const char *folder; /* made for the first proof */
    bool made;
    struct prove_told *out;
    struct store_ledger ledger;
    struct ledger_keys *keys;
    struct checkpoint now;
    struct store_tree *kept;
    struct tiles *tiles;
    struct ledger_lines *lines;
    struct digest *digest;
    struct arena arena;
    struct buf path, extra, text;
};

static enum status not_signed(uint64_t size, struct err *err)
{
    return err_set(err, ST_FAIL, "LEDGER-HISTORY",
                   "the first %llu entries are not those that were signed; nothing is proved. Restore the "
                   "store from a copy, or find out who changed it",
                   (unsigned long long)size);
}

/* The note of the checkpoint of so many entries, in the arena.  ST_END: there is none. */
static enum status get_note(struct prover *p, uint64_t size, struct slice *note, struct checkpoint *c,
                            struct err *err)
{
    uint64_t found = 0;
    int64_t created;
    enum status st = store_checkpoint_get(p->kept, size, &found, note, &created, err);

    if (st == ST_OK && found != size)
        return ST_END;
    if (st != ST_OK)
        return st;
    *note = slice_copy(&p->arena, *note);
    st = ledger_checkpoint(p->keys, &p->ledger, *note, c, err);
    return st == ST_OK && c->size != size ? not_signed(size, err) : st;
}

static enum status prover_open(struct prover *p, struct store *s, struct err *err)
{
    enum status st;

    *p = (struct prover){.s = s, .digest = digest_new()};
    buf_init(&p->path, BUF_CAP);
    buf_init(&p->extra, BUF_CAP);
    buf_init(&p->text, BUF_CAP);
    st = store_ledger_get(s, &p->ledger, &p->arena, err);
    if (st == ST_OK && !p->ledger.begun)
        st = err_set(err, ST_FAIL, "PROVE-UNSEALED", "nothing is sealed yet; trailbook seal does it");
    if (st == ST_OK)
        st = ledger_keys_open(s, &p->ledger, &p->keys, err);
    if (st == ST_OK)
        st = store_tree_open(s, &p->kept, err);
    return st == ST_OK ? tiles_open(s, p->ledger.size, &p->tiles, err) : st;
}

static void prover_close(struct prover *p)
{
    ledger_lines_close(p->lines);
    ledger_keys_free(p->keys);
    tiles_close(p->tiles);
    store_tree_close(p->kept);
    digest_free(p->digest);
    arena_release(&p->arena);
    buf_release(&p->path);
    buf_release(&p->extra);
    buf_release(&p->text);
}

static enum status make_folder(struct prover *p, struct err *err)
{
    p->made = mkdir(p->folder, 0777) == 0;
    if (p->made)
        return ST_OK;
    if (errno == EEXIST)
        return err_set(err, ST_FATAL, "FILE-EXISTS", "%s is there already; name a new folder", p->folder);
    return err_set(err, ST_FATAL, "FILE-CREATE", "cannot make the folder %s: %s", p->folder, strerror(errno));
}

static enum status put_file(struct prover *p, uint64_t seq, const char *suffix, struct slice bytes,
                            struct err *err)
{
    buf_clear(&p->path);
    buf_format(&p->path, "%s/%llu%s", p->folder, (unsigned long long)seq, suffix);
    return outfile_put(buf_string(&p->path), bytes, err);
}

/* Lines of disclosures/ without the number that each begins with. */
static void take_disclosures(struct buf *out, struct slice lines)
{
    buf_clear(out);
    while (lines.n > 0) {
        const unsigned char *tab = memchr(lines.p, '\t', lines.n);
        const unsigned char *end = memchr(tab, '\n', lines.n - (size_t)(tab - lines.p));

        buf_add(out, tab + 1, (size_t)(end - tab));
        lines.n -= (size_t)(end + 1 - lines.p);
        lines.p = end + 1;
    }
}

static enum status put_proof(struct prover *p, uint64_t seq, const struct entry *e, const struct hash *leaf,
                             struct err *err)
{
    struct merkle_proof proof;
    enum status st = merkle_inclusion(p->digest, seq, p->now.size, tiles_read, p->tiles, &proof, err);

    if (st == ST_OK && !merkle_included(p->digest, seq, p->now.size, leaf, &p->now.root, &proof))
        st = not_signed(p->now.size, err);
    if (st == ST_OK && !p->made)
        st = make_folder(p, err);
    if (st == ST_OK)
        st = put_file(p, seq, ".json", buf_view(&e->line), err);
    if (st != ST_OK)
        return st;
    take_disclosures(&p->extra, buf_view(&e->disclosed));
    buf_clear(&p->text);
    proof_inclusion(&p->text, seq, buf_view(&p->extra), &proof, buf_view(&p->out->note));
    return put_file(p, seq, ".tlog-proof", buf_view(&p->text), err);
}

static enum status prove_event(struct prover *p, int64_t event, struct err *err)
{
    const struct entry *e;
    struct hash leaf;
    uint64_t seq;
    enum status st = ledger_lines_find(p->lines, event, &seq, err);

    if (st == ST_END) {
        p->out->unsealed++;
        return ST_OK;
    }
    if (st == ST_OK)
        st = ledger_lines_next(p->lines, &e, &leaf, err);
    if (st == ST_OK)
        st = put_proof(p, seq, e, &leaf, err);
    p->out->proofs++;
    return st == ST_END ? not_signed(p->now.size, err) : st;
}

static enum status put_script(struct prover *p, struct err *err)
{
    buf_clear(&p->text);
    (void)package_text(&p->text, SCRIPT, NULL, 0);
    buf_clear(&p->path);
    buf_format(&p->path, "%s/" SCRIPT, p->folder);
    return outfile_put(buf_string(&p->path), buf_view(&p->text), err);
}

static enum status prove_all(struct prover *p, struct store_events *events, struct err *err)
{
    const struct store_event *e;
    struct slice note;
    uint64_t size;
    int64_t created;
    enum status st = store_checkpoint_last(p->s, &size, &note, &created, &p->arena, err);

    if (st == ST_OK && size != p->ledger.size)
        return not_signed(p->ledger.size, err);
    if (st == ST_OK)
        st = ledger_checkpoint(p->keys, &p->ledger, note, &p->now, err);
    if (st == ST_OK && p->now.size != size)
        return not_signed(size, err);
    if (st == ST_OK)
        st = ledger_lines_open(p->s, 0, p->now.size, &p->lines, err);
    if (st == ST_OK)
        buf_slice(&p->out->note, note);
    while (st == ST_OK && (st = store_events_next(events, &e, err)) == ST_OK)
        st = prove_event(p, e->id, err);
    if (st != ST_END)
        return st;
    if (!p->made)
        return err_set(err, ST_FAIL, "PROVE-UNSEALED", "nothing of it is sealed yet; trailbook seal does it");
    p->out->size = p->now.size;
    st = put_script(p, err);
    return st == ST_OK ? outfile_sync_files(p->folder, err) : st;
}

enum status prove_events(struct store *s, struct store_events *events, const char *folder,
                         struct prove_told *out, struct err *err)
{
    struct err ignored = ERR_INIT;
    struct prover p;
    enum status st = prover_open(&p, s, err);

    p.folder = folder;
    p.out = out;
    if (st == ST_OK)
        st = prove_all(&p, events, err);
    if (st != ST_OK && p.made)
        (void)bag_tree_remove(folder, &ignored);
    prover_close(&p);
    return st;
}

static enum status no_checkpoint(struct prover *p, uint64_t size, struct err *err)
{
    uint64_t next = 0;
    struct slice note;
    int64_t created;
    enum status st = store_checkpoint_get(p->kept, size, &next, &note, &created, err);

    if (st != ST_OK && st != ST_END)
        return st;
    return err_set(err, ST_FAIL, "PROVE-SIZE", "there is no checkpoint of %llu entries; the %s one has %llu",
                   (unsigned long long)size, st == ST_OK ? "next" : "last",
                   (unsigned long long)(st == ST_OK ? next : p->ledger.size));
}

static enum status get_kept(struct prover *p, uint64_t size, struct slice *note, struct checkpoint *c,
                            struct err *err)
{
    enum status st = get_note(p, size, note, c, err);

    return st == ST_END ? no_checkpoint(p, size, err) : st;
}

static enum status prove_between(struct prover *p, uint64_t old, uint64_t new_, struct buf *out,
                                 struct err *err)
{
    struct merkle_proof proof = {0};
    struct checkpoint from, to;
    struct slice note, before;
    enum status st = get_kept(p, new_, &note, &to, err);

    if (st == ST_OK && old > new_)
        st = err_set(err, ST_FAIL, "PROVE-SIZE", "%llu entries do not become %llu; give the older size first",
                     (unsigned long long)old, (unsigned long long)new_);
    if (st == ST_OK && old > 0) {
        st = get_kept(p, old, &before, &from, err);
        if (st == ST_OK)
            st = merkle_consistency(p->digest, old, new_, tiles_read, p->tiles, &proof, err);
        if (st == ST_OK && !merkle_consistent(p->digest, old, new_, &from.root, &to.root, &proof))
            st = not_signed(new_, err);
    }
    if (st == ST_OK)
        proof_consistency(out, old, &proof, note);
    return st;
}

enum status prove_consistency(struct store *s, uint64_t old, uint64_t new_, struct buf *out, struct err *err)
{
    struct prover p;
    enum status st = prover_open(&p, s, err);

    if (st == ST_OK)
        st = prove_between(&p, old, new_, out, err);
    prover_close(&p);
    return st;
}
