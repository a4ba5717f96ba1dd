/* verify_entries: one pass over the entries.  See verify_parts.h. */
#include <stdio.h>

#include "entry_read.h"
#include "mem.h"
#include "verify_pass.h"
#include "verify_database.h"
#include "verify_table.h"

struct pass {
    struct verify_log *x;
    struct verify_lines *lines;
    struct entry_reader *reader;
    struct verify_tiles *tiles;
    struct verify_history *history;
    struct verify_shown *shown;
    struct verify_acts *acts;
    struct verify_table *table;
    struct verify_fates *fates;
    struct verify_database *database;
    char path[64]; /* of the entries' file */
};

static unsigned long long size_of(const struct pass *p)
{
    return verify_tiles_size(p->tiles);
}

/* Nothing more can be said of the entries.  what: of the next one. */
static enum status stop(struct pass *p, uint64_t line, const char *what)
{
    verify_bad(p->x, VERIFY_ENTRIES, p->path, line, "VERIFY-ENTRY", "entry %llu %s", size_of(p), what);
    return ST_END;
}

static enum status read_entry(struct pass *p, struct slice *line, const struct entry_read **out,
                              struct err *err)
{
    struct verify_piece piece;
    enum status st = verify_lines_next(p->lines, &piece, err);
    const char *wrong;

    if (st == ST_END)
        return stop(p, 0, "is missing: the file ends before it");
    if (st != ST_OK)
        return st;
    if (piece.cut || piece.more || piece.text.n > ENTRY_BYTES)
        return stop(p, verify_lines_at(p->lines), "is cut off, or too long");
    wrong = entry_read(p->reader, piece.text, out);
    if (wrong != NULL)
        return stop(p, verify_lines_at(p->lines), wrong);
    if ((*out)->seq != size_of(p))
        return stop(p, verify_lines_at(p->lines),
                    "is not here but another one: one was taken out, put in or moved");
    *line = piece.text;
    return ST_OK;
}

static enum status take_entry(struct pass *p, struct err *err)
{
    const struct entry_read *e;
    struct slice line;
    struct hash leaf;
    enum status st = read_entry(p, &line, &e, err);

    if (st != ST_OK)
        return st;
    if (!verify_history_key(p->history, e))
        return stop(p, verify_lines_at(p->lines), "names a key that is none, or one that everybody has");
    merkle_leaf(p->x->digest, line.p, line.n, &leaf);
    verify_acts_entry(p->acts, e, p->tiles);
    st = verify_shown_entry(p->shown, e, err);
    if (st == ST_OK)
        verify_database_entry(p->database, e, line, verify_table_shown(p->table));
    if (st == ST_OK && p->x->opened)
        st = verify_table_entry(p->table, e->seq, line, err);
    if (st == ST_OK)
        st = verify_fates_entry(p->fates, e, err);
    if (st == ST_OK)
        st = verify_tiles_add(p->tiles, &leaf, err);
    return st == ST_OK ? verify_history_at(p->history, p->tiles, err) : st;
}

/* Nothing stands behind the last entry of the file. */
static enum status end_shard(struct pass *p, struct err *err)
{
    struct verify_piece piece;
    enum status st = verify_lines_next(p->lines, &piece, err);

    if (st == ST_OK)
        return stop(p, verify_lines_at(p->lines), "does not stand in this file, and yet another line does");
    return st == ST_END ? verify_shown_end(p->shown, size_of(p), err) : st;
}

static enum status take_shard(struct pass *p, struct err *err)
{
    uint64_t first = size_of(p), size = p->x->now.size;
    uint64_t to = size - first < VERIFY_SHARD ? size : first + VERIFY_SHARD;
    enum status st;

    snprintf(p->path, sizeof(p->path), "data/entries/%012llu.jsonl", (unsigned long long)first);
    st = verify_lines_open(p->x, p->path, &p->lines, err);
    if (st == ST_END)
        return stop(p, 0, "is missing: its file is not there; take another copy of the snapshot");
    if (st == ST_OK)
        st = verify_shown_file(p->shown, first, err);
    while (st == ST_OK && verify_tiles_size(p->tiles) < to)
        st = take_entry(p, err);
    if (st == ST_OK)
        st = end_shard(p, err);
    verify_lines_close(p->lines);
    p->lines = NULL;
    return st;
}

/* Which of the entries differs is told by their tiles, unless those were made anew too. */
static void check_root(struct pass *p, const struct hash *root)
{
    uint64_t odd = verify_tiles_odd(p->tiles), good = verify_history_good(p->history);
    char which[64] = "";

    if (hash_equal(root, &p->x->now.root))
        return;
    if (p->x->now.size == 0) {
        verify_bad(p->x, VERIFY_ENTRIES, "data/log/checkpoint", 0, "VERIFY-ROOT",
                   "it names no entry, and a root that is not that of none");
        return;
    }
    if (odd != UINT64_MAX)
        snprintf(which, sizeof(which), ", of which the first is entry %llu", (unsigned long long)odd);
    verify_bad(p->x, VERIFY_ENTRIES, "data/log/checkpoint", 0, "VERIFY-ROOT",
               "the entries are not those that it names%s: entries %llu to %llu cannot be verified", which,
               (unsigned long long)(odd != UINT64_MAX && odd >= good ? odd : good),
               (unsigned long long)p->x->now.size - 1);
}

static enum status end_pass(struct pass *p, struct err *err)
{
    struct hash root;
    enum status st = verify_tiles_end(p->tiles, err);

    if (st == ST_OK)
        st = verify_fates_end(p->fates, err);
    if (st != ST_OK)
        return st;
    verify_tiles_root(p->tiles, &root);
    check_root(p, &root);
    verify_done(p->x, VERIFY_ENTRIES, "the root of %llu is the checkpoint's", size_of(p));
    verify_acts_end(p->acts);
    st = verify_shown_done(p->shown, err);
    if (st == ST_OK)
        st = verify_table_end(p->table, err);
    if (st == ST_OK)
        st = verify_database_end(p->database, err);
    return st == ST_OK ? verify_history_end(p->history, &root, err) : st;
}

/* What was not reached. */
static void leave(struct pass *p)
{
    static const enum verify_name all[] = {VERIFY_TILES, VERIFY_HISTORY, VERIFY_DISCLOSURES,
                                           VERIFY_ACTS,  VERIFY_TABLE,   VERIFY_SINCE};
    uint64_t good = verify_history_good(p->history);

    verify_open(p->x, VERIFY_ENTRIES, "entries %llu to %llu cannot be verified", (unsigned long long)good,
                (unsigned long long)p->x->now.size - 1);
    verify_database_stop(p->database, size_of(p));
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        verify_open(p->x, all[i], "entry %llu is bad", size_of(p));
}

enum status verify_entries(struct verify_log *x, struct err *err)
{
    struct pass p = {.x = x};
    enum status st = ST_OK;

    p.reader = entry_reader_new();
    p.tiles = verify_tiles_new(x);
    p.history = verify_history_new(x);
    p.table = verify_table_new(x);
    p.shown = verify_shown_new(x, p.table);
    p.acts = verify_acts_new(x);
    p.fates = verify_fates_new(x);
    st = verify_database_new(x, &p.database, err);
    while (st == ST_OK && verify_tiles_size(p.tiles) < x->now.size)
        st = take_shard(&p, err);
    if (st == ST_OK)
        st = end_pass(&p, err);
    else if (st == ST_END)
        leave(&p);
    entry_reader_free(p.reader);
    verify_tiles_free(p.tiles);
    verify_history_free(p.history);
    verify_shown_free(p.shown);
    verify_acts_free(p.acts);
    verify_table_free(p.table);
    verify_fates_free(p.fates);
    verify_database_free(p.database);
    return st == ST_END ? ST_OK : st;
}
