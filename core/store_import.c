/* store_import: sources and the rows of imports.  See store_import.h and store_writer.h. */
#include <assert.h>
#include <string.h>

#include "store_remap.h"
#include "store_writer.h"

/* Prepares text and binds source as ?1. */
static enum status ask(struct store *s, const char *text, struct sqlite3_stmt **q, const char *source,
                       struct err *err)
{
    enum status st = sql_prepare(s, text, q, err);

    if (st == ST_OK)
        sql_texts(*q, 1, slice_text(source));
    return st;
}

/* The newest import of those bytes counts: an older one may have been mapped anew since. */
enum status store_find_dump(struct store *s, const char *source, const unsigned char dump[DIGEST_SIZE],
                            const unsigned char profile_digest[DIGEST_SIZE], int64_t *id, bool *same_profile,
                            struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st;

    *id = 0;
    *same_profile = false;
    if (s->blank)
        return ST_OK;
    st = ask(s,
             "SELECT id,profile_digest=?3 FROM import"
             " WHERE source=(SELECT id FROM source WHERE name=?1) AND dump=?2 ORDER BY id DESC LIMIT 1",
             &q, source, err);
    if (st == ST_OK) {
        sql_blob(q, 2, dump, DIGEST_SIZE);
        sql_blob(q, 3, profile_digest, DIGEST_SIZE);
        st = sql_step(s, q, err);
    }
    if (st == ST_OK) {
        *id = sql_column_int(q, 0);
        *same_profile = sql_column_int(q, 1) != 0;
    }
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

/* The readings i of the dump of import ?1. */
#define READINGS                                                                                             \
    " FROM import n JOIN import i ON i.source=n.source AND i.bytes=n.bytes AND i.dump=n.dump WHERE n.id=?1"

enum status store_find_claim(struct store *s, int64_t import, int64_t from, int64_t to, bool *found,
                             struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t n = 0;
    enum status st;

    st = sql_prepare(s, "SELECT count(*)" READINGS " AND i.window_from=?2 AND i.window_to=?3", &q, err);
    if (st == ST_OK) {
        sql_int(q, 1, import);
        sql_int(q, 2, from);
        sql_int(q, 3, to);
        st = sql_one(s, q, &n, err);
    }
    sql_free(q);
    *found = n > 0;
    return st;
}

enum status store_find_name(struct store *s, int64_t import, const char *name, bool *found, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t n = 0;
    enum status st = sql_prepare(s, "SELECT count(*)" READINGS " AND i.name=?2", &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, import);
        sql_texts(q, 2, slice_text(name));
        st = sql_one(s, q, &n, err);
    }
    sql_free(q);
    *found = n > 0;
    return st;
}

enum status store_find_export(struct store *s, const struct store_import *info, int64_t from, int64_t *out,
                              struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = ask(s,
                         "SELECT coalesce(part_of,id) AS export FROM import"
                         " WHERE source=(SELECT id FROM source WHERE name=?1) AND bytes=?2 AND dump=?3"
                         " AND export>=?4 ORDER BY export LIMIT 1",
                         &q, info->source, err);

    if (st == ST_OK) {
        sql_int(q, 2, (int64_t)info->bytes);
        sql_blob(q, 3, info->dump, DIGEST_SIZE);
        sql_int(q, 4, from);
        st = sql_one(s, q, out, err);
    }
    sql_free(q);
    return st;
}

enum status store_count_sources(struct store *s, int64_t import, uint64_t *out, struct err *err)
{
    static const char count[] = "SELECT count(DISTINCT i.source) FROM import n"
                                " CROSS JOIN source s CROSS JOIN import i WHERE n.id=?1"
                                " AND i.source=s.id AND i.bytes=n.bytes AND i.dump=n.dump";
    struct sqlite3_stmt *q = NULL;
    int64_t n = 0;
    enum status st = sql_prepare(s, count, &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, import);
        st = sql_one(s, q, &n, err);
    }
    sql_free(q);
    *out = (uint64_t)n;
    return st;
}

enum status store_find_bytes(struct store *s, uint64_t bytes, const unsigned char *dump, int64_t *id,
                             struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st;

    if (s->blank)
        return ST_END;
    st = sql_prepare(s,
                     "SELECT max(i.id) FROM source s CROSS JOIN import i"
                     " WHERE i.source=s.id AND i.bytes=?1 AND (?2 IS NULL OR i.dump=?2)"
                     " HAVING max(i.id) IS NOT NULL",
                     &q, err);
    if (st == ST_OK) {
        sql_int(q, 1, (int64_t)bytes);
        if (dump != NULL)
            sql_blob(q, 2, dump, DIGEST_SIZE);
        st = sql_step(s, q, err);
    }
    if (st == ST_OK)
        *id = sql_column_int(q, 0);
    sql_free(q);
    return st;
}

static enum status source_make(struct store_writer *w, const struct store_import *info, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st;

    st = ask(w->s, "INSERT INTO source(name,rule) VALUES(?1,?2) RETURNING id", &q, info->source, err);
    if (st == ST_OK) {
        sql_blob(q, 2, info->rule, DIGEST_SIZE);
        st = sql_step(w->s, q, err);
    }
    if (st == ST_OK) {
        w->source = sql_column_int(q, 0);
        st = sql_run(w->s, q, err);
    }
    sql_free(q);
    return st;
}

/* A source that no event came from is bound by no rule: it takes the new one. */
static enum status take_rule(struct store_writer *w, const struct store_import *info, bool *taken,
                             struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(w->s,
                                 "UPDATE source SET rule=?2 WHERE id=?1 AND NOT EXISTS"
                                 "(SELECT 1 FROM import WHERE source=?1 AND made>0) RETURNING id",
                                 &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, w->source);
        sql_blob(q, 2, info->rule, DIGEST_SIZE);
        st = sql_step(w->s, q, err);
    }
    *taken = st == ST_OK;
    if (st == ST_OK)
        st = sql_run(w->s, q, err);
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}

/* Finds the source, or makes it.  *same_rule tells whether its stored rule is info's. */
static enum status source_find(struct store_writer *w, const struct store_import *info, bool *same_rule,
                               struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    unsigned char rule[DIGEST_SIZE];
    enum status st = ask(w->s, "SELECT id,rule FROM source WHERE name=?1", &q, info->source, err);

    *same_rule = true;
    if (st == ST_OK)
        st = sql_step(w->s, q, err);
    if (st == ST_OK) {
        w->source = sql_column_int(q, 0);
        sql_column_bytes(q, 1, rule, DIGEST_SIZE);
        *same_rule = memcmp(rule, info->rule, DIGEST_SIZE) == 0;
    }
    sql_free(q);
    return st == ST_END ? source_make(w, info, err) : st;
}

/* Only events that another profile mapped can map differently now. */
static enum status look_for_profiles(struct store_writer *w, struct err *err)
{
    static const char exist[] = "SELECT EXISTS(SELECT 1 FROM import WHERE source=?1"
                                " AND (profile_digest<>?2 OR retry_digest<>?2))";
    struct sqlite3_stmt *q = NULL;
    int64_t others = 0;
    enum status st = sql_prepare(w->s, exist, &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, w->source);
        sql_blob(q, 2, w->profile_digest, DIGEST_SIZE);
        st = sql_one(w->s, q, &others, err);
    }
    sql_free(q);
    w->compare = w->remap || others != 0;
    return st;
}

/* An id that was used may be in no event any more, but each was for an event that an import made. */
static enum status check_next_id(struct store_writer *w, struct err *err)
{
    static const char count[] = "SELECT count(*) FROM meta WHERE name='next_event'"
                                " AND typeof(value)='integer'"
                                " AND value>(SELECT coalesce(max(id),0) FROM event)"
                                " AND value<=1+(SELECT coalesce(sum(made),0) FROM import)";
    int64_t right = 0;
    enum status st = sql_one_text(w->s, count, &right, err);

    if (st != ST_OK || right == 1)
        return st;
    return err_at(err, ST_FATAL, w->s->path, 0, 0, "STORE-DAMAGED",
                  "the store's number of the next event is wrong; restore it from a copy");
}

static enum status next_ids(struct store_writer *w, struct err *err)
{
    static const char *const texts[] = {
        "SELECT value FROM meta WHERE name='next_event'", "SELECT coalesce(max(id),0)+1 FROM item",
        "SELECT coalesce(max(id),0)+1 FROM action",       "SELECT coalesce(max(id),0)+1 FROM term",
        "SELECT coalesce(max(id),0)+1 FROM import",
    };
    int64_t *const to[] = {&w->next_id, &w->next_item, &w->next_action, &w->next_term, &w->import};
    enum status st = check_next_id(w, err);

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && st == ST_OK; i++)
        st = sql_one_text(w->s, texts[i], to[i], err);
    w->items_stored = w->next_item > 1;
    return st;
}

/* An entry is rebuilt from what it was sealed from, unless its line is kept before a remap changes that. */
static enum status look_for_sealed(struct store_writer *w, struct err *err)
{
    static const char any[] = "SELECT EXISTS(SELECT 1 FROM import WHERE source=?1 AND id<="
                              "(SELECT value FROM meta WHERE name='sealed_import'))";
    struct sqlite3_stmt *q = NULL;
    int64_t sealed = 0;
    enum status st = sql_prepare(w->s, any, &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, w->source);
        st = sql_one(w->s, q, &sealed, err);
    }
    sql_free(q);
    return st == ST_OK && sealed != 0 ? amend_open(w, err) : st;
}

enum status import_open(struct store_writer *w, const struct store_import *info, struct err *err)
{
    bool same_rule = true;
    enum status st = source_find(w, info, &same_rule, err);

    if (st == ST_OK && !same_rule)
        st = take_rule(w, info, &same_rule, err);
    if (st == ST_OK && !same_rule && !w->remap)
        return err_at(err, ST_FAIL, w->s->path, 0, 0, "STORE-RULE",
                      "source '%s' was imported with other identity or time rules, so its events would "
                      "be stored twice; give --remap to renew them, or --source with another name",
                      info->source);
    if (st == ST_OK && w->remap)
        st = look_for_sealed(w, err);
    if (st == ST_OK)
        st = look_for_profiles(w, err);
    if (st == ST_OK && w->compare)
        st = remap_open(w, info, same_rule, err);
    if (st == ST_OK)
        st = next_ids(w, err);
    return st;
}

static void bind_counts(struct sqlite3_stmt *q, int i, const struct import_counts *c)
{
    const uint64_t values[] = {c->records, c->skipped,   c->rejected,   c->mapped,    c->made,
                               c->stored,  c->duplicate, c->suppressed, c->conflicts, c->untimed,
                               c->outside, c->absent,    c->recovered,  c->remapped,  c->differ};

    for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++)
        sql_int(q, i++, (int64_t)values[k]);
    sql_time(q, i++, c->first_at);
    sql_time(q, i, c->last_at);
}

/* Once, whatever number of dumps is read by it. */
static enum status keep_profile(struct store_writer *w, const struct store_import *info, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st;

    if (info->profile_text.n == 0)
        return ST_OK;
    st = sql_prepare(w->s, "INSERT OR IGNORE INTO profile VALUES(?1,?2)", &q, err);
    if (st == ST_OK) {
        sql_blob(q, 1, info->profile_digest, DIGEST_SIZE);
        sql_blob(q, 2, info->profile_text.p, info->profile_text.n);
        st = sql_run(w->s, q, err);
    }
    sql_free(q);
    return st;
}

enum status import_add(struct store_writer *w, struct store_import *info, struct err *err)
{
    static const char update[] =
        "UPDATE import SET skipped=skipped+?3,rejected=rejected-?2,mapped=mapped+?5,"
        "retried=retried+?2,made=made+?6,stored=stored+?7,duplicate=duplicate+?8,"
        "suppressed=suppressed+?9,conflicts=conflicts+?10,untimed=untimed+?11,outside=outside+?12,"
        "absent=(SELECT count(*) FROM absent WHERE import=?1),recovered=recovered+?14,"
        "remapped=remapped+?15,differ=differ+?16,"
        "first_at=min(coalesce(first_at,?17),coalesce(?17,first_at)),"
        "last_at=max(coalesce(last_at,?18),coalesce(?18,last_at)),"
        "zone=iif(zone='',?19,zone),retry_profile=iif(profile_digest=?21,retry_profile,?20),"
        "retry_digest=iif(profile_digest=?21,retry_digest,?21) WHERE id=?1";
    struct sqlite3_stmt *q = NULL;
    enum status st = keep_profile(w, info, err);

    if (st == ST_OK)
        st = sql_prepare(w->s, update, &q, err);
    assert(w->counts.rejected == 0 && w->counts.records == w->counts.mapped);
    if (st == ST_OK) {
        sql_int(q, 1, w->import);
        bind_counts(q, 2, &w->counts);
        sql_texts(q, 19, slice_text(info->zone ? info->zone : ""));
        sql_texts(q, 20, slice_text(info->profile));
        sql_blob(q, 21, info->profile_digest, DIGEST_SIZE);
        st = sql_run(w->s, q, err);
    }
    sql_free(q);
    return st;
}

enum status import_write(struct store_writer *w, struct store_import *info, struct err *err)
{
    struct sqlite3_stmt *q = w->q[WQ_IMPORT];
    int64_t part_of = w->first_part != 0 ? w->first_part : info->part_of;
    bool claims = w->has_window && w->claim == w->import;
    struct import_counts counts = w->counts;

    if (w->claim != w->import) /* window_write() */
        counts.outside = counts.absent = 0;
    sql_int(q, 1, w->import);
    sql_int(q, 2, w->source);
    if (part_of == 0)
        sql_null(q, 3);
    else
        sql_int(q, 3, part_of);
    sql_blob(q, 4, info->dump, DIGEST_SIZE);
    sql_texts(q, 5, slice_text(info->name));
    sql_int(q, 6, (int64_t)info->bytes);
    sql_texts(q, 7, slice_text(info->profile));
    sql_texts(q, 8, slice_text(info->title));
    sql_texts(q, 9, slice_text(info->notes));
    sql_blob(q, 10, info->profile_digest, DIGEST_SIZE);
    sql_texts(q, 11, slice_text(info->reader));
    sql_texts(q, 12, slice_text(info->tool));
    sql_int(q, 13, info->done_at);
    sql_time(q, 14, claims ? w->window_from : STAMP_UNKNOWN);
    sql_time(q, 15, claims ? w->window_to : STAMP_UNKNOWN);
    bind_counts(q, 16, &counts);
    sql_texts(q, 33, slice_text(info->zone ? info->zone : ""));
    sql_int(q, 34, (int64_t)info->removed);
    info->id = w->import;
    info->part_of = part_of;
    return sql_run(w->s, q, err) == ST_OK ? keep_profile(w, info, err) : ST_FATAL;
}

/* ?1 this import, ?2 its source, ?3 and ?4 its dump. */
#define SAME_DUMP " IN (SELECT id FROM import WHERE source=?2 AND bytes=?3 AND dump=?4 AND id<?1)"

/* One statement about the earlier imports of the dump that was just read. */
static enum status about_dump(struct store_writer *w, const struct store_import *info, const char *text,
                              struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(w->s, text, &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, info->id);
        sql_int(q, 2, w->source);
        sql_int(q, 3, (int64_t)info->bytes);
        sql_blob(q, 4, info->dump, DIGEST_SIZE);
        if (strstr(text, "?5") != NULL)
            sql_texts(q, 5, slice_text(info->zone ? info->zone : ""));
        st = sql_run(w->s, q, err);
    }
    sql_free(q);
    return st;
}

/* What earlier imports of the same bytes left behind: a record is one reject at most, so one that is
 * this import's reject too waits as that one alone, and one that is not is solved by this import.
 * With remap, times are read in this import's zone from now on. */
enum status import_settle(struct store_writer *w, struct store_import *info, struct err *err)
{
    static const char both[] = "DELETE FROM reject WHERE retried IS NULL AND import" SAME_DUMP
                               " AND EXISTS(SELECT 1 FROM reject r WHERE r.import=?1"
                               " AND r.offset=reject.offset)";
    enum status st = about_dump(w, info, both, err);

    if (st == ST_OK)
        st = about_dump(w, info, "UPDATE reject SET retried=?1 WHERE retried IS NULL AND import" SAME_DUMP,
                        err);
    if (st == ST_OK && w->remap)
        st = about_dump(w, info, "UPDATE import SET zone=?5 WHERE id" SAME_DUMP, err);
    return st;
}

/* Events of the dumps just read, all parts of them, that are stale still; those aside that are told as
 * kept.  Where some are stale, remove_unmade() was here. */
enum status import_left(struct store_writer *w, struct store_import *info, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    int64_t left = 0;
    enum status st = ST_OK;

    if (w->renewal != NULL && remap_stale(w) > 0)
        st = sql_prepare(w->s,
                         "SELECT count(*) FROM event WHERE (flags&" FLAG_STALE ")<>0 AND import IN"
                         " (SELECT o.id FROM import n JOIN import o ON o.source=n.source AND"
                         " o.bytes=n.bytes AND o.dump=n.dump WHERE n.id>=?1 AND o.id<?1)"
                         " AND id NOT IN (SELECT event FROM removed)",
                         &q, err);
    if (st == ST_OK && q != NULL) {
        sql_int(q, 1, w->first_import);
        st = sql_one(w->s, q, &left, err);
    }
    sql_free(q);
    info->left_over = (uint64_t)left;
    return st;
}

enum status store_reject_solved(struct store *s, int64_t reject, int64_t import, struct err *err)
{
    const int64_t numbers[] = {reject, import};

    return sql_run_text(s, "UPDATE reject SET retried=?2 WHERE id=?1", numbers, 2, err);
}
