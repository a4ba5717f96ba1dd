/* verify_store: what can be said of a store.  See verify.h.
 *
 * Each entry is rebuilt from what is stored; from there on it is the pass that snapshots have, with tiles and
 * checkpoints out of the store.
 */
#include <stdio.h>

#include "entry_read.h"
#include "ledger.h"
#include "mem.h"
#include "store_doubt.h"
#include "store_tree.h"
#include "verify_pass.h"
#include "verify_table.h"

struct pass {
    struct verify_log *x;
    struct store *store;
    struct store_doubt count;
    struct store_ledger ledger;
    struct ledger_lines *lines;
    struct entry_reader *reader;
    struct verify_tiles *tiles;
    struct verify_history *history;
    struct verify_shown *shown;
    struct verify_table *table;
    struct verify_acts *acts;
};

/* What is wrong with the file itself is told under that name, and the rest is left; ST_END.  Else st. */
static enum status judge(struct pass *p, enum verify_name name, enum status st, struct err *err)
{
    if (st >= ST_OK || !(store_doubt_tells(err) || strcmp(err->code, "LEDGER-CHANGED") == 0))
        return st;
    verify_tell(p->x, name, err);
    return ST_END;
}

static void found(void *ctx, bool warning, const struct err *e)
{
    struct pass *p = ctx;
    struct err copy = *e;

    if (warning)
        p->x->wish->found(p->x->wish->ctx, true, e);
    else
        verify_tell(p->x, strcmp(e->code, "STORE-SCHEMA") == 0 ? VERIFY_FORM : VERIFY_FIXITY, &copy);
}

static enum status stop(struct pass *p, const char *what)
{
    verify_bad(p->x, VERIFY_ENTRIES, "", 0, "VERIFY-ENTRY", "entry %llu %s",
               (unsigned long long)verify_tiles_size(p->tiles), what);
    return ST_END;
}

/* Values that were hashed for the line need not be once more: an entry that has all of them, and erases none.
 */
static bool is_plain(const struct entry_read *e, struct slice disclosed)
{
    size_t n = 0;

    for (const unsigned char *at = disclosed.p;
         (at = memchr(at, '\n', disclosed.n - (size_t)(at - disclosed.p))) != NULL;) {
        n++;
        if ((size_t)(++at - disclosed.p) == disclosed.n)
            break;
    }
    return n == e->n && entry_member(e, "act") == NULL;
}

static enum status take_shown(struct pass *p, const struct entry_read *e, struct slice disclosed,
                              struct err *err)
{
    enum status st;

    if (p->x->wish->item == NULL && disclosed.n > 0 && is_plain(e, disclosed))
        return ST_OK;
    verify_shown_lines(p->shown, disclosed);
    st = verify_shown_entry(p->shown, e, err);
    return st == ST_OK ? verify_shown_end(p->shown, e->seq + 1, err) : st;
}

static enum status take_entry(struct pass *p, struct err *err)
{
    const struct entry *line;
    const struct entry_read *e;
    struct hash leaf;
    const char *wrong;
    enum status st = ledger_lines_next(p->lines, &line, &leaf, err);

    if (st == ST_END)
        return stop(p, "is missing");
    if (st != ST_OK)
        return judge(p, VERIFY_ENTRIES, st, err);
    wrong = entry_read(p->reader, buf_view(&line->line), &e);
    if (wrong != NULL)
        return stop(p, wrong);
    if (e->seq != verify_tiles_size(p->tiles))
        return stop(p, "is not here but another one: one was taken out, put in or moved");
    if (!verify_history_key(p->history, e))
        return stop(p, "names a key that is none, or one that everybody has");
    verify_acts_entry(p->acts, e, p->tiles);
    st = take_shown(p, e, buf_view(&line->disclosed), err);
    if (st == ST_OK)
        st = verify_tiles_add(p->tiles, &leaf, err);
    if (st == ST_OK)
        st = verify_history_at(p->history, p->tiles, err);
    return judge(p, VERIFY_ENTRIES, st, err);
}

/* The first entry that is not what it was, as its hash tells, and those that nothing signed vouches for. */
static void check_root(struct pass *p, const struct hash *root)
{
    uint64_t odd = verify_tiles_odd(p->tiles), good = verify_history_good(p->history);
    char which[64] = "";

    if (hash_equal(root, &p->x->now.root))
        return;
    if (odd != UINT64_MAX)
        snprintf(which, sizeof(which), ", of which the first is entry %llu", (unsigned long long)odd);
    verify_bad(
        p->x, VERIFY_ENTRIES, "", 0, "VERIFY-ROOT",
        "the entries are not those that the last checkpoint names%s: entries %llu to %llu cannot be verified",
        which, (unsigned long long)(odd != UINT64_MAX && odd >= good ? odd : good),
        (unsigned long long)p->x->now.size - 1);
}

static enum status end_pass(struct pass *p, struct err *err)
{
    struct verify_log *x = p->x;
    struct hash root;
    uint64_t compared, below = (x->now.size + TILE_HASHES - 1) / TILE_HASHES;
    enum status st = verify_tiles_end(p->tiles, err);

    if (st != ST_OK)
        return st;
    compared = verify_tiles_compared(p->tiles);
    if (p->count.tiles != compared - (x->now.size > 0 ? below : 0))
        verify_bad(x, VERIFY_TILES, "", 0, "VERIFY-TILE", "there are hashes that belong to no entry");
    verify_tiles_root(p->tiles, &root);
    check_root(p, &root);
    verify_done(x, VERIFY_ENTRIES, "the root of %llu is the checkpoint's", (unsigned long long)x->now.size);
    verify_acts_end(p->acts);
    st = verify_shown_done(p->shown, err);
    return st == ST_OK ? verify_history_end(p->history, &root, err) : st;
}

static void leave(struct pass *p)
{
    static const enum verify_name all[] = {VERIFY_TILES, VERIFY_HISTORY, VERIFY_DISCLOSURES, VERIFY_ACTS,
                                           VERIFY_SINCE};
    uint64_t good = verify_history_good(p->history);

    verify_open(p->x, VERIFY_ENTRIES, "entries %llu to %llu cannot be verified", (unsigned long long)good,
                (unsigned long long)p->x->now.size - 1);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        verify_open(p->x, all[i], "entry %llu is bad", (unsigned long long)verify_tiles_size(p->tiles));
}

static enum status check_entries(struct pass *p, struct err *err)
{
    struct verify_log *x = p->x;
    enum status st =
        judge(p, VERIFY_ENTRIES, ledger_lines_open(p->store, 0, x->now.size, &p->lines, err), err);

    p->reader = entry_reader_new();
    p->tiles = verify_tiles_new(x);
    p->history = verify_history_new(x);
    p->table = verify_table_new(x);
    verify_table_stop(p->table, 0); /* a store has none */
    p->shown = verify_shown_new(x, p->table);
    p->acts = verify_acts_new(x);
    while (st == ST_OK && verify_tiles_size(p->tiles) < x->now.size)
        st = take_entry(p, err);
    if (st == ST_OK)
        st = judge(p, VERIFY_ENTRIES, end_pass(p, err), err);
    if (st == ST_END)
        leave(p);
    ledger_lines_close(p->lines);
    entry_reader_free(p->reader);
    verify_tiles_free(p->tiles);
    verify_history_free(p->history);
    verify_shown_free(p->shown);
    verify_table_free(p->table);
    verify_acts_free(p->acts);
    return st == ST_END ? ST_OK : st;
}

/* Sizes of the checkpoints before the last one. */
static enum status read_past(struct verify_log *x, struct err *err)
{
    uint64_t size = 0;
    struct slice note;
    int64_t created;
    size_t room = 0;
    enum status st;

    while ((st = store_checkpoint_get(x->tree, size, &size, &note, &created, err)) == ST_OK &&
           size < x->now.size) {
        x->past = mem_grow(x->past, x->n_past, &room, sizeof(*x->past));
        x->past[x->n_past++] = (struct verify_sizes){0, size++};
    }
    return st == ST_END ? ST_OK : st;
}

/* The last one; what the store says of its ledger elsewhere goes with it. */
static enum status read_checkpoint(struct pass *p, struct err *err)
{
    struct verify_log *x = p->x;
    uint64_t size = 0;
    int64_t created;
    enum status st = store_checkpoint_last(p->store, &size, &x->note, &created, &x->arena, err);

    if (st == ST_OK)
        st = store_ledger_get(p->store, &p->ledger, &x->arena, err);
    if (st != ST_OK)
        return st;
    if (x->note.n == 0) {
        if (x->wish->key != NULL || x->wish->since.n > 0 || p->count.entries > 0 || p->ledger.begun)
            verify_bad(x, VERIFY_CHECKPOINT, "", 0, "VERIFY-CHECKPOINT",
                       "nothing in it was sealed, or what was is gone");
        return ST_OK;
    }
    if (verify_note(x, x->note, "the last checkpoint", &x->now, err) != ST_OK) {
        verify_tell(x, VERIFY_CHECKPOINT, err);
        return ST_OK;
    }
    x->known = true;
    if (x->now.size != size || p->count.entries != size || !slice_equal(p->ledger.origin, x->now.origin))
        verify_bad(
            x, VERIFY_CHECKPOINT, "", 0, "VERIFY-CHECKPOINT",
            "the last one is of %llu entries, and there are %llu: some were put in or taken out, or it was",
            (unsigned long long)x->now.size, (unsigned long long)p->count.entries);
    if (x->wish->key != NULL)
        verify_done(x, VERIFY_CHECKPOINT, "%llu entries of %.*s", (unsigned long long)x->now.size,
                    (int)x->now.origin.n, (const char *)x->now.origin.p);
    else
        verify_open(x, VERIFY_CHECKPOINT, "no key was given");
    return read_past(x, err);
}

static void check_unsealed(struct pass *p)
{
    if (p->count.hidden > 0)
        verify_bad(p->x, VERIFY_UNSEALED, "", 0, "VERIFY-UNSEALED",
                   "event %lld is in no entry, though later ones are: it was put in, or its entry taken out",
                   (long long)p->count.first);
    if (p->count.unsealed > 0)
        verify_open(p->x, VERIFY_UNSEALED, "%llu events are in no entry yet",
                    (unsigned long long)p->count.unsealed);
    else
        verify_done(p->x, VERIFY_UNSEALED, "each event is in an entry");
}

static enum status check(struct pass *p, struct err *err)
{
    struct verify_log *x = p->x;
    enum status st = store_doubt_check(p->store, found, p, err);

    if (st == ST_OK)
        st = store_doubt_count(p->store, &p->count, err);
    if (st != ST_OK)
        return judge(p, VERIFY_FIXITY, st, err);
    verify_done(x, VERIFY_FORM, "a store of this program's version");
    verify_done(x, VERIFY_FIXITY, "%llu pages, each in its place", (unsigned long long)p->count.pages);
    if (x->v->bad)
        return ST_OK; /* what is read of it has no meaning */
    st = store_tree_open(p->store, &x->tree, err);
    if (st == ST_OK)
        st = judge(p, VERIFY_CHECKPOINT, read_checkpoint(p, err), err);
    if (st != ST_OK || !x->known)
        return st;
    verify_held(x);
    check_unsealed(p);
    return check_entries(p, err);
}

static void begin(struct verification *v, const struct verify_wish *wish)
{
    static const enum verify_name none[] = {VERIFY_COMPLETE, VERIFY_FILES,  VERIFY_SEAL,  VERIFY_TABLE,
                                            VERIFY_DATABASE, VERIFY_REPORT, VERIFY_LABELS};

    verify_start(v, wish);
    v->n = VERIFY_CHECKS;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        v->checks[none[i]].name = NULL;
    v->checks[VERIFY_FORM].verdict = v->checks[VERIFY_FIXITY].verdict = VERDICT_OPEN;
}

enum status verify_store(const char *path, const struct verify_wish *wish, struct verification *out,
                         struct err *err)
{
    struct verify_log x = {.v = out, .wish = wish, .name = path, .opened = true};
    struct pass p = {.x = &x};
    enum status st;

    begin(out, wish);
    x.digest = digest_new();
    x.keys = ledger_keys_new();
    st = verify_held_read(&x, err);
    if (st == ST_OK)
        st = judge(&p, VERIFY_FORM, store_doubt_open(path, &p.store, err), err);
    if (st == ST_OK)
        st = check(&p, err);
    store_tree_close(x.tree);
    store_close(p.store);
    ledger_keys_free(x.keys);
    mem_free(x.past);
    arena_release(&x.arena);
    digest_free(x.digest);
    if (st < ST_OK)
        return st;
    verify_conclude(out);
    buf_text(&out->open,
             "what no entry tells: pages' lists and sums of items, tallies, rejects, when what was read\n");
    return ST_OK;
}
