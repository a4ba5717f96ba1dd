/*
 * import_retry: kept rejects, tried again.  See import.h.
 *
 * A reject carries its bytes, and its import how its reader stood (header, dialect), so a corrected
 * profile can map it without the dump.  What it gives is stored as its own import's: same place, same
 * dump.  All is one transaction; the rejects of one export's parts go through one writer, which tells
 * occurrences as the import did.  What stood around a reject is not kept: one that needs it stays.
 * A profile is tried on what one of its name read, and on its own source: another profile's rejects are
 * no events of its kind, even where it would map them.
 */
#include <assert.h>
#include <string.h>

#include "encoding.h"
#include "feed.h"
#include "import_part.h"
#include "mapper.h"
#include "store_imports.h"

#define RETRY_BATCH 4096

struct solved { /* an import's rejects that map now, until they are stored */
    int64_t *ids;
    size_t n, size;
};

struct retry {
    struct store *store;
    const struct import_options *o;
    struct import_retried *out;
    struct mapper *mapper;
    struct arena tree;
    struct batch batch;
    /* the export that its dump is a part of; 0 = none */
    int64_t group;
    struct store_writer *writer; /* NULL until the first one maps */
    bool refused;                /* the store takes nothing of the group: its source has other rules */
    /* the import whose rejects are being tried; 0 = none */
    int64_t import;
    const struct profile *profile; /* NULL: none of those that count is its own, its rejects stay */
    struct arena texts;
    struct store_import info;
    struct import_counts counts;
    struct encoding *encoding; /* of the dump, NULL = UTF-8 */
    struct slice described;    /* the reader's text without the encoding's name */
    struct solved solved;
};

static void solved_add(struct solved *s, int64_t id)
{
    s->ids = mem_grow(s->ids, s->n, &s->size, sizeof(*s->ids));
    s->ids[s->n++] = id;
}

static const char *keep(struct retry *r, struct slice s)
{
    return arena_copy(&r->texts, s.p, s.n);
}

/* Of those that were named, or else of those that ship. */
static const struct profile *profile_named(const struct import_options *o, const char *name)
{
    size_t n = o->n_first > 0 ? o->n_first : o->n_profiles;

    for (size_t i = 0; i < n; i++)
        if (strcmp(profile_name(o->profiles[i]), name) == 0)
            return o->profiles[i];
    return NULL;
}

static const struct profile *profile_of(const struct import_options *o, const struct store_import *info)
{
    const struct profile *p = profile_named(o, info->profile);

    return p != NULL ? p : profile_named(o, info->source);
}

/* "doors, windows" */
static void note_other(struct import_retried *out, struct slice name)
{
    struct slice list = buf_view(&out->others);

    if (slice_listed(list, name))
        return;
    buf_text(&out->others, list.n > 0 ? ", " : "");
    buf_slice(&out->others, name);
}

/* The stored import, with texts that live until the next one. */
static enum status load_import(struct retry *r, int64_t import, struct err *err)
{
    struct store_imports *c;
    const struct store_import_row *row;
    struct store_import *info = &r->info;
    enum status st = store_import_get(r->store, import, &c, err);

    if (st != ST_OK)
        return st;
    st = store_imports_next(c, &row, err);
    assert(st != ST_END);
    if (st == ST_OK) {
        *info = row->info;
        info->source = keep(r, slice_text(info->source));
        info->name = keep(r, slice_text(info->name));
        info->reader = keep(r, slice_text(info->reader));
        info->profile = keep(r, slice_text(info->profile));
        info->tool = info->notes = info->retry_profile = "";
    }
    store_imports_close(c);
    return st;
}

/* info.reader's two parts; the name of an encoding holds no bracket, so it is the last of the text.
 * What a byte order mark said stays; else the profile knows better than the one that failed. */
static enum status split_reader(struct retry *r, const char *reader, struct err *err)
{
    const char *bracket = strrchr(reader, ']');
    const char *at = strstr(bracket ? bracket : reader, PART_ENCODING);
    const char *was = at ? at + strlen(PART_ENCODING) : NULL;
    const char *declared = profile_encoding(r->profile);

    r->described = slice_text(reader);
    if (at != NULL)
        r->described.n = (size_t)(at - reader);
    if (was != NULL && (declared == NULL || strncmp(was, "utf-16", 6) == 0))
        declared = was;
    return declared ? encoding_new(declared, &r->encoding, err) : ST_OK;
}

/* What the writer is told of the profile is told of the new one. */
static enum status open_import(struct retry *r, const struct store_reject *row, struct err *err)
{
    struct store_import *info = &r->info;
    enum status st = load_import(r, row->import, err);

    r->import = row->import;
    r->group = row->group;
    r->profile = st == ST_OK ? profile_of(r->o, info) : NULL;
    if (st == ST_OK && r->profile == NULL)
        note_other(r->out, slice_text(info->profile));
    if (r->profile == NULL)
        return st;
    memset(&r->counts, 0, sizeof(r->counts));
    info->profile = profile_name(r->profile);
    info->title = profile_title(r->profile);
    info->zone = "";
    profile_digest(r->profile, info->profile_digest);
    info->profile_text = profile_text(r->profile);
    profile_rule_digest(r->profile, info->rule);
    r->mapper = mapper_new(r->profile, info->source);
    return split_reader(r, info->reader, err);
}

static void look_for_zone(struct retry *r)
{
    for (size_t i = 0; i < r->batch.n_events; i++)
        if (r->batch.events[i].time.zone == STAMP_ZONE_ASSUMED)
            r->info.zone = profile_zone(r->profile);
}

static enum status put_batch(struct retry *r, struct err *err)
{
    enum status st;

    look_for_zone(r);
    st = store_put(r->writer, &r->batch, err);
    batch_reset(&r->batch);
    return st;
}

static enum status mark_solved(struct retry *r, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < r->solved.n && st == ST_OK; i++)
        st = store_reject_solved(r->store, r->solved.ids[i], r->info.id, err);
    r->solved.n = 0;
    return st;
}

static void drop_import(struct retry *r)
{
    mapper_free(r->mapper);
    encoding_free(r->encoding);
    r->encoding = NULL;
    arena_reset(&r->texts);
    r->mapper = NULL;
    r->import = 0;
}

static enum status close_import(struct retry *r, struct err *err)
{
    enum status st = ST_OK;

    if (r->solved.n > 0) {
        st = put_batch(r, err);
        if (st == ST_OK)
            st = store_next_part(r->writer, &r->info, &r->counts, err);
        if (st == ST_OK)
            st = mark_solved(r, err);
        r->out->stored += r->counts.stored;
        r->out->duplicate += r->counts.duplicate;
        r->out->suppressed += r->counts.suppressed;
        r->out->returned += r->info.returned;
    }
    drop_import(r);
    return st;
}

static enum status close_group(struct retry *r, struct err *err)
{
    enum status st = close_import(r, err);

    if (st == ST_OK && r->writer != NULL)
        st = store_writer_end(r->writer, NULL, NULL, err);
    store_writer_free(r->writer);
    r->writer = NULL;
    r->refused = false;
    r->group = 0;
    return st;
}

/* Maps the reject's bytes as the one record that they were. */
static bool map_again(struct retry *r, const struct reject *old, struct reader *reader, struct err *why)
{
    struct record rec;
    enum mapped mapped;
    enum status st;

    memset(&rec, 0, sizeof(rec));
    arena_reset(&r->tree);
    st = reader_next(reader, &r->tree, &rec, why);
    if (st == ST_END)
        err_set(why, ST_REJECT, "IMPORT-NO-RECORD", "its bytes alone are no record");
    if (st != ST_OK)
        return false;
    rec.number = old->record;
    rec.line = old->line;
    rec.offset = old->offset;
    rec.length = old->length;
    rec.recovered = (old->around & REJECT_RECOVERED) != 0;
    mapped = mapper_map(r->mapper, &rec, old->raw, &r->batch, why);
    r->counts.recovered += mapped == MAPPED && rec.recovered;
    if (mapped == MAPPED_SKIP)
        err_set(why, ST_REJECT, "IMPORT-SKIPPED", "the profile skips it now");
    return mapped == MAPPED;
}

/* Identity takes the objects around a record below the outermost, and a profile what it asks for. */
static bool needs_dump(const struct retry *r, const struct reject *old)
{
    return (old->around & REJECT_IDENTITY) != 0 ||
           ((old->around & REJECT_INSIDE) != 0 && profile_looks_around(r->profile));
}

static bool try_reject(struct retry *r, const struct store_reject *row, struct err *why)
{
    struct input *in;
    struct reader *reader;
    bool mapped = false;

    if (needs_dump(r, &row->reject)) {
        err_set(why, ST_REJECT, "RETRY-NEEDS-DUMP", "needs its dump: import it again");
        return false;
    }
    if (row->reject.raw.n == 0 && row->reject.length > 0) {
        err_set(why, ST_REJECT, "IMPORT-ERASED", "what it held was erased");
        return false;
    }
    if (row->reject.raw.n < row->reject.length) {
        err_set(why, ST_REJECT, "IMPORT-NOT-KEPT",
                "too long for its bytes to be kept; import the dump again with --remap");
        return false;
    }
    in = input_from_memory(row->reject.raw, "reject");
    input_set_encoding(in, r->encoding);
    if (reader_resume(in, r->described, &reader, why) == ST_OK) {
        mapped = map_again(r, &row->reject, reader, why);
        reader_close(reader);
    }
    input_close(in);
    return mapped;
}

/* Why a reject stays; its place is the one in the dump. */
static void note_left(struct retry *r, const struct store_reject *row, const struct err *why)
{
    struct import_retried *out = r->out;

    if (out->n_first == IMPORT_SHOWN)
        return;
    err_at(&out->first[out->n_first++], ST_REJECT, r->info.name, row->reject.line, 0, why->code, "%s",
           why->text);
}

/* Solving them one by one would leave the source's other events under rules that are gone. */
static void explain_rules(const struct retry *r, struct err *why)
{
    if (strcmp(why->code, "STORE-RULE") != 0)
        return;
    err_clear(why);
    err_set(why, ST_FAIL, "STORE-RULE",
            "profile %s would read it now, but source '%s' was imported with other identity, time or read "
            "rules; import its dumps again with --remap and this profile; that solves the rejects too",
            r->info.profile, r->info.source);
}

/* ST_FAIL: the store takes nothing from this source's dumps, why says it; those of others go on. */
static enum status open_writer(struct retry *r, struct err *why)
{
    enum status st = ST_OK;

    if (r->writer == NULL)
        st = store_writer_open(r->store, &r->info, r->o->remap, &r->writer, why);
    if (st == ST_OK)
        store_writer_resume(r->writer, &r->info);
    if (st == ST_FAIL)
        explain_rules(r, why);
    return st;
}

static enum status take_solved(struct retry *r, const struct store_reject *row, struct err *err)
{
    r->out->solved++;
    r->counts.records++;
    r->counts.mapped++;
    solved_add(&r->solved, row->id);
    return r->batch.n_events >= RETRY_BATCH ? put_batch(r, err) : ST_OK;
}

/* ST_REJECT: it stays, err says why. */
static enum status solve(struct retry *r, const struct store_reject *row, struct err *err)
{
    enum status st = ST_OK;

    if (!try_reject(r, row, err))
        return ST_REJECT;
    if (r->solved.n == 0)
        st = open_writer(r, err);
    if (st == ST_OK)
        return take_solved(r, row, err);
    r->refused = st == ST_FAIL;
    batch_reset(&r->batch);
    return st == ST_FAIL ? ST_REJECT : st;
}

static enum status take_reject(struct retry *r, const struct store_reject *row, struct err *err)
{
    struct err why = ERR_INIT;
    enum status st = ST_OK;

    if (row->import != r->import) {
        st = row->group != r->group ? close_group(r, err) : close_import(r, err);
        if (st == ST_OK)
            st = open_import(r, row, err);
    }
    if (st != ST_OK)
        return st;
    if (r->profile == NULL) {
        r->out->not_tried++;
        return ST_OK;
    }
    r->out->tried++;
    st = r->refused ? ST_REJECT : solve(r, row, &why);
    if (st < ST_REJECT)
        *err = why;
    if (st != ST_REJECT)
        return st;
    if (why.code[0] != '\0')
        note_left(r, row, &why);
    r->out->left++;
    return ST_OK;
}

static enum status take_all(struct retry *r, struct err *err)
{
    struct store_rejects *c;
    const struct store_reject *row;
    enum status st = store_retries_open(r->store, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_rejects_next(c, &row, err)) == ST_OK)
        if ((st = take_reject(r, row, err)) != ST_OK)
            break;
    store_rejects_close(c);
    return st == ST_END ? close_group(r, err) : st;
}

static void retry_release(struct retry *r)
{
    drop_import(r);
    store_writer_free(r->writer);
    mem_free(r->solved.ids);
    arena_release(&r->texts);
    arena_release(&r->tree);
    batch_release(&r->batch);
}

enum status import_retry(struct store *store, const struct import_options *o, struct import_retried *out,
                         struct err *err)
{
    struct retry r;
    enum status st = store_begin(store, err);

    memset(out, 0, sizeof(*out));
    buf_init(&out->others, BUF_CAP);
    if (st != ST_OK)
        return st;
    memset(&r, 0, sizeof(r));
    r.store = store;
    r.o = o;
    r.out = out;
    batch_init(&r.batch);
    st = take_all(&r, err);
    retry_release(&r);
    assert(st != ST_OK || out->tried == out->solved + out->left);
    if (st != ST_OK || out->solved == 0) {
        store_rollback(store);
        return st;
    }
    return store_commit(store, err);
}
