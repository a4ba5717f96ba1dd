/* A store of version 1, 2 or 3 becomes what it would have been at first, links of any number and order;
 * damage in it is told.  That what a trailbook of that version wrote is such a store:
 * tests/e2e/versions.sh. */
#include <unistd.h>

#include "store_random.h"
#include "store_schema.h"
#include "store_text.h"

#define NO_LEDGER                                                                                            \
    "DROP TABLE kept; DROP TABLE erased; DROP TABLE profile; DROP TABLE fate; DROP TABLE public_id; DROP TABLE renumbered; DROP TABLE amended; DROP "   \
    "TRIGGER event_renamed; DROP TABLE entry; DROP TABLE "                                                   \
    "act; DROP TABLE "                                                                                       \
    "catalog; DROP TABLE "                                                                                   \
    "tile; DROP TABLE checkpoint;"
#define NO_REMOVED                                                                                           \
    NO_LEDGER "DELETE FROM meta WHERE name='removed_before'; DROP VIEW import_view;"                         \
              "ALTER TABLE import DROP COLUMN removed;"
/* by_item and item as version 1 had them, of what a store of today holds. */
#define BACK_TO_1                                                                                            \
    "BEGIN; " NO_REMOVED                                                                                     \
    "CREATE TABLE old(period INTEGER NOT NULL,item INTEGER NOT NULL,second INTEGER NOT NULL,"                \
    "event INTEGER NOT NULL,PRIMARY KEY(period,item,second,event)) STRICT, WITHOUT ROWID;"                   \
    "INSERT INTO old SELECT l.period,l.item,iif(e.at=-9223372036854775807-1,0,"                              \
    "e.at/1000000000-unixepoch(e.at/1000000000,'unixepoch','start of month')),e.id"                          \
    " FROM item_event l JOIN event e ON e.id=l.event;"                                                       \
    "DROP VIEW item_event; DROP TABLE by_item; ALTER TABLE old RENAME TO by_item;"                           \
    "DROP TABLE met; DROP INDEX item_key; CREATE UNIQUE INDEX of_1 ON item(type,key); PRAGMA "               \
    "user_version=1;"                                                                                        \
    "COMMIT"

static void run_sql(const char *path, const char *text)
{
    struct err err = ERR_INIT;
    struct store *s = NULL;

    MUST(store_open(path, STORE_WRITE, &s, &err));
    MUST(sql_exec(s, text, &err));
    store_close(s);
}

static int64_t number(const char *path, const char *text)
{
    struct err err = ERR_INIT;
    struct store *s = NULL;
    int64_t n = -1;

    MUST(store_open(path, STORE_READ, &s, &err));
    MUST(sql_one_text(s, text, &n, &err));
    store_close(s);
    return n;
}

/* Many events of few items, in an order of their own. */
static void fill(const char *path, uint64_t *x, size_t n)
{
    struct store *s = make_store(path);
    struct store_import info = make_import("lic", "dump");
    struct made *events = mem_zero(n, sizeof(*events));
    char(*records)[24] = mem_zero(n, sizeof(*records));
    static const char *const items[] = {"a", "b", "c"};

    for (size_t i = 0; i < n; i++) {
        snprintf(records[i], sizeof(records[i]), "%zu", i);
        events[i] = (struct made){
            .at = below(x, 50) == 0 ? STAMP_UNKNOWN : T0 + (int64_t)below(x, 3000) * 3600 * STAMP_SECOND,
            .record = records[i],
            .action = "act",
            .actor = below(x, 3) == 0 ? NULL : items[below(x, 2)],
            .target = items[below(x, 3)],
            .label = "label"};
    }
    make_dump(s, &info, false, events, n, 100);
    store_close(s);
    mem_free(events);
    mem_free(records);
}

/* False: it is refused, and nothing has changed. */
static bool migrated(const char *path)
{
    struct err err = ERR_INIT;
    struct store *s = NULL;
    bool ok;

    MUST(store_open(path, STORE_WRITE, &s, &err));
    ok = store_begin(s, &err) == ST_OK;
    if (ok)
        MUST(store_commit(s, &err));
    else
        CHECK_SLICE(slice_text(err.code), "STORE-DAMAGED");
    store_close(s);
    CHECK_INT(number(path, "SELECT user_version FROM pragma_user_version"), ok ? STORE_VERSION : 1);
    return ok;
}

#define SUM "SELECT sum(period%1000*31+item*7+event*(event+item)) FROM item_event"

static void check_links(uint64_t seed, size_t n)
{
    uint64_t x = seed * 7919 + 1;
    struct buf before, after;
    char path[64];
    int64_t sum, links;

    make_path(path, sizeof(path), "migrate");
    buf_init(&before, BUF_CAP);
    buf_init(&after, BUF_CAP);
    fill(path, &x, n);
    text_store(&before, path);
    sum = number(path, SUM);
    links = number(path, "SELECT count(*) FROM item_event");
    run_sql(path, BACK_TO_1);
    CHECK_INT(number(path, SUM), sum); /* as it is read */
    text_store(&after, path);
    CHECK_SLICE(buf_view(&after), buf_string(&before));
    CHECK(migrated(path));
    CHECK_INT(number(path, SUM), sum);
    CHECK_INT(number(path, "SELECT count(*) FROM item_event"), links);
    CHECK_INT(number(path, "SELECT count(*) FROM by_item WHERE second>coalesce(last,second)"), 0);
    CHECK(n < 2000 || number(path, "SELECT count(*) FROM by_item") * 20 < links);
    buf_clear(&after);
    text_store(&after, path);
    CHECK_SLICE(buf_view(&after), buf_string(&before));
    CHECK(migrated(path)); /* nothing is left to do */
    buf_release(&before);
    buf_release(&after);
    unlink(path);
}

/* Version 2 did not know what a dump met: a corrected profile that skips it takes away no event that
 * another dump may have made, until that is given too. */
static void check_met(void)
{
    static const struct made e[] = {{.at = T0, .record = "0 1 one"}, {.at = T0 + 1, .record = "two"}};
    const char *back = "BEGIN; " NO_REMOVED "DROP TABLE met; PRAGMA user_version=2; COMMIT";
    struct store_import one = make_import("lic", "one"), two = make_import("lic", "two");
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "migrate-met");
    s = make_store(path);
    make_dump(s, &one, false, e, 2, 9);
    make_dump(s, &two, false, e, 1, 9);
    store_close(s);
    run_sql(path, back);
    s = make_store(path);
    make_digest("profile", "corrected", one.profile_digest);
    make_digest("profile", "corrected", two.profile_digest);
    make_dump(s, &one, true, e, 0, 9);
    CHECK_INT(one.removed, 0);
    make_dump(s, &two, true, e, 0, 9);
    CHECK_INT(two.removed, 2);
    store_close(s);
    CHECK_INT(number(path, "SELECT removed FROM import ORDER BY id DESC LIMIT 1"), 2);
    CHECK_INT(number(path, "SELECT sum(removed) FROM import"), 2);
    CHECK_INT(number(path, "SELECT user_version FROM pragma_user_version"), STORE_VERSION);
    unlink(path);
}

/* What others made upon tables and views of the store is there afterwards, and works. */
static void check_others(void)
{
    static const struct made e[] = {{.at = T0, .record = "one", .actor = "ann"}};
    const char *others = "CREATE INDEX mine ON import(name); CREATE INDEX \"of item\" ON item(key);"
                         "CREATE INDEX of_link ON by_item(event); CREATE INDEX of_event ON event(count);"
                         "CREATE TABLE seen(name TEXT);"
                         "CREATE TRIGGER told AFTER INSERT ON import BEGIN"
                         " INSERT INTO seen VALUES(new.name); END;"
                         "CREATE TRIGGER viewed INSTEAD OF DELETE ON item_view BEGIN SELECT 1; END;"
                         "CREATE VIEW names AS SELECT name FROM import";
    struct store_import info = make_import("lic", "one");
    uint64_t x = 5;
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "migrate-others");
    fill(path, &x, 10);
    run_sql(path, BACK_TO_1);
    run_sql(path, others);
    CHECK(migrated(path));
    CHECK_INT(number(path, "SELECT count(*) FROM sqlite_schema WHERE name IN ('mine','of item','of_link',"
                           "'of_event','told','viewed','names')"),
              7);
    CHECK_INT(number(path, "SELECT count(*) FROM seen"), 0);
    s = make_store(path);
    make_dump(s, &info, false, e, 1, 9);
    store_close(s);
    CHECK_INT(number(path, "SELECT count(*) FROM seen"), 1);
    CHECK_INT(number(path, "SELECT count(*) FROM import INDEXED BY mine WHERE name='one'"), 1);
    unlink(path);
}

static void check_damage(void)
{
    static const char *const rows[] = {"99999,1,0,1",
                                       "-99999,1,0,1",
                                       "600,-1,0,1",
                                       "600,1,-1,1",
                                       "600,1,0,-1",
                                       "600,281474976710656,0,1",
                                       "600,1,0,4398046511104",
                                       "600,1,4194304,1"};
    uint64_t x = 3;
    char path[64];

    make_path(path, sizeof(path), "migrate-damaged");
    fill(path, &x, 10);
    run_sql(path, BACK_TO_1);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char text[200];

        snprintf(text, sizeof(text), "INSERT INTO by_item VALUES(%s)", rows[i]);
        run_sql(path, text);
        CHECK(!migrated(path));
        snprintf(text, sizeof(text), "DELETE FROM by_item WHERE (period,item,second,event)=(%s)", rows[i]);
        run_sql(path, text);
    }
    CHECK(migrated(path));
    unlink(path);
}

int main(void)
{
    for (uint64_t seed = 0; seed < 5; seed++)
        check_links(seed, seed == 4 ? 4000 : 1 + (size_t)seed * 40);
    check_met();
    check_others();
    check_damage();
    return harness_end();
}
