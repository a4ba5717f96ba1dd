/* store_totals: sums over a whole store, and its fingerprint.  See store_totals.h. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "store_load.h"
#include "store_totals.h"

static enum status read_row(struct store *s, const char *text, struct sqlite3_stmt **q, struct err *err)
{
    enum status st = sql_prepare(s, text, q, err);

    if (st == ST_OK)
        st = sql_step(s, *q, err);
    assert(st != ST_END); /* sums always have their row */
    return st;
}

static uint64_t number(struct sqlite3_stmt *q, int i)
{
    return (uint64_t)sql_column_int(q, i);
}

/* stamp_is_far() */
#define FAR_COUNT "sum(at>" NO_TIME " AND (at<315532800000000000 OR at>=7258118400000000000))"

static enum status total_events(struct store *s, struct store_totals *t, struct err *err)
{
    static const char query[] =
        "SELECT count(*),sum(count),sum((flags&" FLAG_CONFLICT ")<>0),sum(at=" NO_TIME
        "),sum((time_how>>3&3)=3),"
        "sum(time_how>>5&1),sum((flags&" FLAG_RECOVERED
        ")<>0),(SELECT sum(stale) FROM source),sum(outcome=0),sum(outcome=1),"
        "sum(outcome=2),sum(outcome=3),min(iif(at>" NO_TIME ",at,NULL)),"
        "max(iif(at>" NO_TIME ",at,NULL)),(SELECT count(*) FROM event),sum((flags&" FLAG_DIFFERS
        ")<>0)," FAR_COUNT " FROM event WHERE (flags&" FLAG_SUPERSEDED ")=0";
    struct sqlite3_stmt *q = NULL;
    enum status st = read_row(s, query, &q, err);

    if (st == ST_OK) {
        t->events = number(q, 0);
        t->counted = number(q, 1);
        t->conflicts = number(q, 2);
        t->untimed = number(q, 3);
        t->assumed_zone = number(q, 4);
        t->ambiguous = number(q, 5);
        t->recovered = number(q, 6);
        t->stale = number(q, 7);
        for (int i = 0; i < OUTCOME_COUNT; i++)
            t->outcomes[i] = number(q, 8 + i);
        t->first_at = sql_column_time(q, 12);
        t->last_at = sql_column_time(q, 13);
        t->versions = number(q, 14) - t->events;
        t->differing = number(q, 15);
        t->far = number(q, 16);
    }
    sql_free(q);
    return st;
}

static enum status total_lists(struct store *s, struct store_totals *t, struct err *err)
{
    static const char query[] =
        "SELECT (SELECT count(*) FROM item WHERE events>0),(SELECT count(*) FROM source),"
        "(SELECT count(*) FROM reject WHERE retried IS NULL),"
        "(SELECT count(*) FROM reject WHERE retried IS NOT NULL),"
        "events,findings FROM (SELECT count(DISTINCT b.event) events,count(*) findings"
        " FROM import i CROSS JOIN absent b ON b.import=i.id CROSS JOIN event e"
        " ON e.id=b.event WHERE (e.flags&(" FLAG_SUPERSEDED "|" FLAG_ERASED "))=0)";
    struct sqlite3_stmt *q = NULL;
    enum status st = read_row(s, query, &q, err);

    if (st == ST_OK) {
        t->items = number(q, 0);
        t->sources = number(q, 1);
        t->rejects = number(q, 2);
        t->rejects_solved = number(q, 3);
        t->absent = number(q, 4);
        t->absences = number(q, 5);
    }
    sql_free(q);
    return st;
}

static enum status disagree(struct store *s, const char *what, uint64_t tallied, uint64_t stored,
                            struct err *err)
{
    char text[160];

    snprintf(text, sizeof(text), "%s: tally counts %lld, event %lld", what, (long long)tallied,
             (long long)stored);
    return sql_damaged(s, text, err);
}

/* Days and actions are told by tallies, so those tell of all events. */
static enum status total_tallies(struct store *s, struct store_totals *t, struct err *err)
{
    static const char query[] =
        "SELECT count(DISTINCT action),sum(events),sum(counted),sum(iif(outcome=0,events,0)),"
        "sum(iif(outcome=1,events,0)),sum(iif(outcome=2,events,0)),sum(iif(outcome=3,events,0)) FROM tally";
    static const char *const outcomes[OUTCOME_COUNT] = {"events of unknown outcome", "successes", "failures",
                                                        "denials"};
    struct sqlite3_stmt *q = NULL;
    enum status st = read_row(s, query, &q, err);

    if (st == ST_OK) {
        t->actions = number(q, 0);
        if (number(q, 1) != t->events)
            st = disagree(s, "events", number(q, 1), t->events, err);
        else if (number(q, 2) != t->counted)
            st = disagree(s, "events and those that they stand for", number(q, 2), t->counted, err);
        for (int i = 0; i < OUTCOME_COUNT && st == ST_OK; i++)
            if (number(q, 3 + i) != t->outcomes[i])
                st = disagree(s, outcomes[i], number(q, 3 + i), t->outcomes[i], err);
    }
    sql_free(q);
    return st;
}

#define SUM(name)     "sum(" #name "),"
#define COLUMN(name)  #name ","
#define ADDRESS(name) &c->name,

#define SUMS IMPORT_COUNTS(SUM) "min(first_at),max(last_at),count(*)"

static enum status sum_imports(struct store *s, const char *which, struct import_counts *c, uint64_t *n,
                               struct err *err)
{
    uint64_t *const to[] = {IMPORT_COUNTS(ADDRESS)};
    const int n_counts = sizeof(to) / sizeof(to[0]);
    struct sqlite3_stmt *q = NULL;
    enum status st = read_row(s, which, &q, err);

    if (st == ST_OK) {
        for (int i = 0; i < n_counts; i++)
            *to[i] = number(q, i);
        c->first_at = sql_column_time(q, n_counts);
        c->last_at = sql_column_time(q, n_counts + 1);
        *n = number(q, n_counts + 2);
    }
    sql_free(q);
    return st;
}

/* Events that no dump makes as it was read last. */
static enum status count_earlier(struct store *s, uint64_t *out, struct err *err)
{
    static const char query[] =
        "SELECT count(*) FROM (SELECT event,max(last) OVER (ORDER BY first,event IS NOT NULL"
        " ROWS UNBOUNDED PRECEDING) AS reach FROM (SELECT m.first,m.last,NULL AS event"
        " FROM met m JOIN import i ON i.id=m.import WHERE " IMPORT_LATEST
        " UNION ALL SELECT e.id,NULL,e.id FROM import i CROSS JOIN event e ON e.import=i.id"
        " WHERE NOT " IMPORT_LATEST ")) WHERE event IS NOT NULL AND coalesce(reach,0)<event";
    struct sqlite3_stmt *q = NULL;
    enum status st = read_row(s, query, &q, err);

    if (st == ST_OK)
        *out = number(q, 0);
    sql_free(q);
    return st;
}

/* Is there a row like that? */
static enum status refuse_rows(struct store *s, const char *query, const char *what, struct err *err)
{
    int64_t id = 0;
    enum status st = sql_one_text(s, query, &id, err);

    if (st == ST_OK)
        return sql_damaged(s, what, err);
    return st == ST_END ? ST_OK : st;
}

/* What a sum could hide. */
static enum status check_counts(struct store *s, struct err *err)
{
    static const char below[] =
        "SELECT id FROM import WHERE min(" IMPORT_COUNTS(COLUMN) "bytes,removed)<0 LIMIT 1";
    enum status st = refuse_rows(s, below, "an import with a count below 0", err);

    if (st == ST_OK)
        st = refuse_rows(s, "SELECT id FROM import WHERE records<>mapped+skipped+rejected LIMIT 1",
                         "an import whose records are not those mapped, skipped and rejected", err);
    if (st == ST_OK)
        st = refuse_rows(s, "SELECT id FROM import WHERE made<>stored+duplicate+suppressed LIMIT 1",
                         "an import whose events made are not those stored, duplicate and suppressed", err);
    if (st == ST_OK)
        st = refuse_rows(s,
                         "SELECT id FROM item WHERE min(events,failures,denials,acted)<0"
                         " OR failures+denials>events LIMIT 1",
                         "an item with a count below 0, or with more failures and denials than events", err);
    return st;
}

/* Events are those that imports stored, without those that imports took out.  How many readings before
 * version 3 took out is known once the store was migrated: see meta. */
static enum status check_rows(struct store *s, struct store_totals *t, struct err *err)
{
    uint64_t rows = t->events + t->versions;
    int64_t removed = 0, before = -1;
    char text[160];
    enum status st = sql_one_text(s, "SELECT coalesce(sum(removed),0) FROM import", &removed, err);

    if (st == ST_OK)
        st = sql_one_text(s, "SELECT value FROM meta WHERE name='removed_before'", &before, err);
    if (st != ST_OK && st != ST_END)
        return st;
    t->removed = t->history.stored - rows; /* wraps only where the next line tells it */
    if (t->history.stored >= rows && (uint64_t)removed <= t->removed &&
        (before < 0 || t->removed - (uint64_t)removed == (uint64_t)before))
        return ST_OK;
    snprintf(text, sizeof(text), "events: imports stored %llu and took out %llu, event has %llu",
             (unsigned long long)t->history.stored,
             (unsigned long long)removed + (before > 0 ? (unsigned long long)before : 0),
             (unsigned long long)rows);
    return sql_damaged(s, text, err);
}

/* A later reading of a dump finds its own events stored: they are no duplicates of the dump.  Of the
 * events that all its readings stored, those beyond what the latest makes are of earlier ones, unless
 * a remap removed them. */
static enum status settle_sums(struct store *s, struct store_totals *t, struct err *err)
{
    static const char query[] =
        "SELECT sum(max(0,stored-made)) FROM (SELECT sum(stored) stored,"
        "sum(iif(" IMPORT_LATEST ",made,0)) made FROM import i GROUP BY source,bytes,dump)";
    uint64_t rows = t->events + t->versions, beyond = 0;
    struct sqlite3_stmt *q = NULL;
    enum status st = read_row(s, query, &q, err);

    if (st == ST_OK)
        beyond = number(q, 0);
    sql_free(q);
    if (st == ST_OK && beyond > t->removed)
        st = count_earlier(s, &t->earlier, err);
    if (rows > t->sums.made - t->sums.suppressed + t->earlier) /* met is not known of old imports */
        t->earlier = rows - (t->sums.made - t->sums.suppressed);
    t->sums.stored = rows - t->earlier;
    t->sums.duplicate = t->sums.made - t->sums.suppressed - t->sums.stored;
    return st;
}

static enum status total_imports(struct store *s, struct store_totals *t, struct err *err)
{
    enum status st = check_counts(s, err);

    if (st == ST_OK)
        st = sum_imports(s, "SELECT " SUMS " FROM import", &t->history, &t->imports, err);
    if (st == ST_OK)
        st = sum_imports(s, "SELECT " SUMS " FROM import i WHERE " IMPORT_LATEST, &t->sums, &t->dumps, err);
    t->sums.outside = t->history.outside; /* of each window that is claimed, as what is absent */
    t->sums.absent = t->history.absent;
    t->outside = t->sums.outside;
    if (st == ST_OK)
        st = check_rows(s, t, err);
    return st == ST_OK ? settle_sums(s, t, err) : st;
}

enum status store_totals(struct store *s, struct store_totals *out, struct err *err)
{
    enum status st;

    memset(out, 0, sizeof(*out));
    st = total_events(s, out, err);
    if (st == ST_OK)
        st = total_lists(s, out, err);
    if (st == ST_OK)
        st = total_imports(s, out, err);
    return st == ST_OK ? total_tallies(s, out, err) : st;
}

/* The first or last time of a source's events on a day; its end may be beyond 64 bits, and is a real then. */
#define TIME_OF_DAY(day, order)                                                                              \
    "(SELECT e.at FROM event e WHERE e.at>=" day "*86400000000000 AND e.at<(" day "+1)*86400000000000"       \
    " AND (e.flags&" FLAG_SUPERSEDED                                                                         \
    ")=0 AND e.action IN (SELECT id FROM action WHERE source=?1) ORDER BY e.at " order " LIMIT 1)"

#define FIRST_TIME TIME_OF_DAY("first", "ASC")
#define LAST_TIME  TIME_OF_DAY("last", "DESC")

enum status store_source_times(struct store *s, int64_t source, int64_t *first_at, int64_t *last_at,
                               struct err *err)
{
    static const char text[] =
        "SELECT " FIRST_TIME "," LAST_TIME " FROM (SELECT min(day) AS first,max(day) AS last FROM tally"
        " WHERE source=?1 AND day>" NO_TIME ")";
    struct sqlite3_stmt *q = NULL;
    enum status st = sql_prepare(s, text, &q, err);

    if (st == ST_OK) {
        sql_int(q, 1, source);
        st = sql_step(s, q, err);
    }
    if (st == ST_OK) {
        *first_at = sql_column_time(q, 0);
        *last_at = sql_column_time(q, 1);
    }
    sql_free(q);
    return st;
}

enum status store_stale(struct store *s, uint64_t *n, struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    enum status st;

    *n = 0;
    if (s->blank)
        return ST_OK;
    st = read_row(s, "SELECT sum(stale) FROM source", &q, err);
    if (st == ST_OK)
        *n = number(q, 0);
    sql_free(q);
    return st;
}

static void add_number(struct digest *d, int64_t v)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
    digest_add(d, bytes, sizeof(bytes));
}

enum status store_fingerprint(struct store *s, unsigned char out[DIGEST_SIZE], struct err *err)
{
    struct sqlite3_stmt *q = NULL;
    struct digest *d = digest_new();
    unsigned char ident[IDENT_SIZE];
    enum status st = sql_prepare(s,
                                 "SELECT at,ident,content FROM event INDEXED BY event_key"
                                 " WHERE at>=" NO_TIME " ORDER BY at,ident,variant,n",
                                 &q, err);

    digest_start(d);
    while (st == ST_OK && (st = sql_step(s, q, err)) == ST_OK) {
        add_number(d, sql_column_int(q, 0));
        sql_column_bytes(q, 1, ident, IDENT_SIZE);
        digest_add(d, ident, IDENT_SIZE);
        add_number(d, sql_column_int(q, 2));
    }
    digest_end(d, out);
    digest_free(d);
    sql_free(q);
    return st == ST_END ? ST_OK : st;
}
