/* snapshot_sources: where the entries came from, and what could not be read.  See snapshot_log.h. */
#include <string.h>

#include "fates.h"
#include "members.h"
#include "snapshot_log.h"
#include "store_imports.h"

#define PIECE ((size_t)64 * 1024) /* bytes that are gathered before they are written */

/* Hands on what was gathered, if it is worth it. */
static enum status hand_on(struct bag_part *p, struct buf *b, size_t from, struct err *err)
{
    enum status st = b->n > from ? bag_write(p, buf_view(b), err) : ST_OK;

    if (b->n > from)
        buf_clear(b);
    return st;
}

static void tell_import(struct buf *b, const struct store_import_row *row)
{
    const struct store_import *i = &row->info;
    const struct import_counts *c = &row->counts;

    members_number(b, "import", (uint64_t)i->id);
    members_text(b, "source", slice_text(i->source));
    members_text(b, "dump", slice_text(i->name));
    members_number(b, "bytes", i->bytes);
    if (!i->dump_erased)
        members_hex(b, "sha256", i->dump, DIGEST_SIZE);
    members_text(b, "profile", slice_text(i->profile));
    members_hex(b, "profile_sha256", i->profile_digest, DIGEST_SIZE);
    members_text(b, "reader", slice_text(i->reader));
    members_text(b, "tool", slice_text(i->tool));
    members_time(b, "done", i->done_at);
    members_number(b, "records", c->records);
    members_number(b, "mapped", c->mapped);
    members_number(b, "skipped", c->skipped);
    members_number(b, "rejected", c->rejected);
    members_number(b, "made", c->made);
    members_number(b, "stored", c->stored);
    members_number(b, "duplicate", c->duplicate);
    members_number(b, "suppressed", c->suppressed);
    members_number(b, "conflicts", c->conflicts);
    members_time(b, "first", c->first_at);
    members_time(b, "last", c->last_at);
    buf_text(b, "}\n");
}

/* Imports that are not sealed yet are of a later snapshot. */
static enum status put_imports(struct snapshot *x, struct bag_part *p, struct buf *b, struct err *err)
{
    struct store_imports *c = NULL;
    const struct store_import_row *row;
    enum status st = store_imports_open(x->s, &c, err);

    while (st == ST_OK && (st = store_imports_next(c, &row, err)) == ST_OK) {
        if (row->info.id > x->ledger.import)
            continue;
        tell_import(b, row);
        st = hand_on(p, b, PIECE, err);
    }
    store_imports_close(c);
    return st == ST_END ? hand_on(p, b, 0, err) : st;
}

static void tell_reject(struct buf *b, const struct store_reject *r)
{
    members_number(b, "import", (uint64_t)r->import);
    members_number(b, "record", r->reject.record);
    members_number(b, "offset", r->reject.offset);
    members_number(b, "length", r->reject.length);
    members_number(b, "line", r->reject.line);
    members_text(b, "code", slice_text(r->reject.code));
    members_text(b, "reason", r->reject.reason);
    if (!r->erased)
        members_hex(b, "sha256", r->reject.digest, DIGEST_SIZE);
    members_name(b, "solved");
    if (r->solved_by > 0)
        buf_int(b, r->solved_by);
    else
        buf_text(b, "null");
    buf_text(b, "}\n");
}

static enum status put_rejects(struct snapshot *x, struct bag_part *p, struct buf *b, struct err *err)
{
    struct store_rejects *c = NULL;
    const struct store_reject *r;
    enum status st = store_rejects_open(x->s, false, false, &c, err);

    while (st == ST_OK && (st = store_rejects_next(c, &r, err)) == ST_OK) {
        if (r->import > x->ledger.import)
            continue;
        tell_reject(b, r);
        st = hand_on(p, b, PIECE, err);
    }
    store_rejects_close(c);
    return st == ST_END ? hand_on(p, b, 0, err) : st;
}

static enum status put_file(struct snapshot *x, const char *path,
                            enum status (*fill)(struct snapshot *x, struct bag_part *p, struct buf *b,
                                                struct err *err),
                            struct err *err)
{
    struct bag_part *p = NULL;
    struct buf b;
    enum status st = bag_open(x->bag, path, &p, err);

    buf_init(&b, BUF_CAP);
    if (st == ST_OK)
        st = fill(x, p, &b, err);
    if (st == ST_OK)
        st = bag_close(p, err);
    else
        bag_drop(p);
    buf_release(&b);
    return st;
}

/* Named by their digests, as the acts of imports name them. */
static enum status put_profiles(struct snapshot *x, struct err *err)
{
    unsigned char digest[DIGEST_SIZE] = {0};
    struct buf text, path;
    enum status st = ST_OK;

    buf_init(&text, BUF_CAP);
    buf_init(&path, BUF_CAP);
    while (st == ST_OK && (st = store_profile_next(x->s, digest, &text, err)) == ST_OK) {
        buf_text(&path, "data/profiles/");
        buf_hex(&path, digest, DIGEST_SIZE);
        buf_text(&path, ".yaml");
        st = bag_put(x->bag, buf_string(&path), buf_view(&text), err);
        buf_clear(&text);
        buf_clear(&path);
    }
    buf_release(&text);
    buf_release(&path);
    return st == ST_END ? ST_OK : st;
}

static enum status put_runs(struct snapshot *x, struct bag_part *p, int64_t import, uint64_t entry,
                            struct err *err)
{
    struct store_fates *f = NULL;
    struct fate_run run;
    struct buf b;
    enum status st = store_fates_open(x->s, import, entry, &f, err);

    buf_init(&b, BUF_CAP);
    while (st == ST_OK && (st = store_fates_next(f, &run, err)) == ST_OK) {
        fates_line(&b, &run);
        st = hand_on(p, &b, PIECE, err);
    }
    store_fates_close(f);
    if (st == ST_END)
        st = hand_on(p, &b, 0, err);
    buf_release(&b);
    return st;
}

static enum status put_map(struct snapshot *x, const struct fate_map *map, struct err *err)
{
    struct bag_part *p = NULL;
    struct buf path;
    enum status st;

    buf_init(&path, BUF_CAP);
    buf_format(&path, "data/imports/%lld", (long long)map->import);
    if (map->retry)
        buf_format(&path, "-%llu", (unsigned long long)map->entry);
    buf_text(&path, ".tsv");
    st = bag_open(x->bag, buf_string(&path), &p, err);
    buf_release(&path);
    if (st == ST_OK)
        st = put_runs(x, p, map->import, map->entry, err);
    if (st == ST_OK)
        return bag_close(p, err);
    bag_drop(p);
    return st;
}

enum status snapshot_fates(struct snapshot *x, struct err *err)
{
    struct fate_map map = {0};
    enum status st;

    while ((st = store_fates_map(x->s, x->now.size, &map, err)) == ST_OK) {
        st = put_map(x, &map, err);
        if (st != ST_OK)
            return st;
    }
    return st == ST_END ? ST_OK : st;
}

enum status snapshot_sources(struct snapshot *x, struct err *err)
{
    enum status st = put_file(x, "data/provenance.jsonl", put_imports, err);

    if (st == ST_OK)
        st = put_file(x, "data/rejects.jsonl", put_rejects, err);
    return st == ST_OK ? put_profiles(x, err) : st;
}
