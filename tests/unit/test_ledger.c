/* What is sealed is rebuilt as it was, leaf by leaf, whatever comes after it; what another program changed
 * is noticed. */
#include <unistd.h>

#include "amend.h"
#include "ledger.h"
#include "store_make.h"
#include "store_sql.h"
#include "tiles.h"

#define SIZE(a) (sizeof(a) / sizeof((a)[0]))

static void seal(struct store *s, struct ledger_sealed *out)
{
    struct arena a = ARENA_INIT;
    struct err err = ERR_INIT;
    struct store_ledger l;

    MUST(store_begin(s, &err));
    MUST(store_ledger_get(s, &l, &a, &err));
    if (!l.begun)
        MUST(ledger_begin(s, SLICE("example.org/log"), SLICE_NONE, T0 / STAMP_SECOND, &err));
    MUST(ledger_seal(s, T0 / STAMP_SECOND, out, &err));
    MUST(store_commit(s, &err));
    arena_release(&a);
}

/* The root of the first size entries, rebuilt; lines gets all of them.  ST_FAIL: they cannot be. */
static enum status rebuild(struct store *s, uint64_t size, struct hash *root, struct buf *lines)
{
    struct ledger_lines *l = NULL;
    struct digest *d = digest_new();
    struct merkle_range range = {0};
    const struct entry *e;
    struct err err = ERR_INIT;
    struct hash leaf;
    enum status st;

    buf_clear(lines);
    MUST(ledger_lines_open(s, 0, size, &l, &err));
    while ((st = ledger_lines_next(l, &e, &leaf, &err)) == ST_OK) {
        merkle_append(d, &range, &leaf);
        buf_slice(lines, buf_view(&e->line));
        buf_byte(lines, '\n');
    }
    if (st != ST_END)
        CHECK(strcmp(err.code, "LEDGER-CHANGED") == 0 || strcmp(err.code, "STORE-DAMAGED") == 0);
    else
        CHECK_INT(range.n, size);
    merkle_root(d, &range, root);
    ledger_lines_close(l);
    digest_free(d);
    return st == ST_END ? ST_OK : st;
}

static void check_root(struct store *s, const struct ledger_sealed *sealed)
{
    struct hash root;
    struct buf lines;

    buf_init(&lines, BUF_CAP);
    CHECK_INT(rebuild(s, sealed->size, &root, &lines), ST_OK);
    CHECK(hash_equal(&root, &sealed->root));
    buf_release(&lines);
}

/* Every proof out of the tiles is one. */
static void check_proofs(struct store *s, uint64_t size)
{
    struct digest *d = digest_new();
    struct err err = ERR_INIT;
    struct tiles *t = NULL;
    struct merkle_proof p;
    struct hash root, old, leaf;

    MUST(tiles_open(s, size, &t, &err));
    tiles_root(t, &root);
    for (uint64_t i = 0; i < size; i += 1 + size / 50) {
        MUST(tiles_read(t, 0, i, &leaf, &err));
        MUST(merkle_inclusion(d, i, size, tiles_read, t, &p, &err));
        CHECK(merkle_included(d, i, size, &leaf, &root, &p));
        MUST(merkle_root_at(d, i + 1, tiles_read, t, &old, &err));
        MUST(merkle_consistency(d, i + 1, size, tiles_read, t, &p, &err));
        CHECK(merkle_consistent(d, i + 1, size, &old, &root, &p));
    }
    tiles_close(t);
    digest_free(d);
}

/* Imports of many sizes, so that tiles of two levels are filled in several goes. */
static void check_growth(void)
{
    static const size_t sizes[] = {0, 1, 253, 1, 700, 0, 2};
    struct made *events = mem_zero(700, sizeof(*events));
    char(*records)[32] = mem_zero(700, sizeof(*records));
    struct ledger_sealed sealed;
    uint64_t size = 1;
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "ledger");
    s = make_store(path);
    for (size_t k = 0; k < SIZE(sizes); k++) {
        char name[32];
        struct store_import info;

        snprintf(name, sizeof(name), "dump %zu", k);
        info = make_import("lic", name);
        for (size_t i = 0; i < sizes[k]; i++) {
            snprintf(records[i], sizeof(records[i]), "%zu of %zu \"\\\n\x01", i, k);
            events[i] = (struct made){.at = T0 + (int64_t)i,
                                      .record = records[i],
                                      .actor = "ann",
                                      .target = i % 3 == 0 ? NULL : "L1",
                                      .label = "one"};
        }
        make_dump(s, &info, false, events, sizes[k], 100);
        seal(s, &sealed);
        size += 1 + sizes[k];
        CHECK_INT(sealed.size, size);
        CHECK_INT(sealed.events, sizes[k]);
        CHECK_INT(sealed.imports, 1);
        check_root(s, &sealed);
        check_proofs(s, size);
    }
    seal(s, &sealed); /* nothing is left to do */
    CHECK_INT(sealed.size, size);
    store_close(s);
    unlink(path);
    mem_free(events);
    mem_free(records);
}

/* The bytes of lines, but for what salts make: the format does not drift. */
static void check_lines(void)
{
    static const struct made e[] = {
        {.at = T0 + 1500 * STAMP_SECOND / 1000,
         .native = "7",
         .record = "a",
         .actor = "ann",
         .target = "L1",
         .outcome = OUTCOME_DENIED},
        {.at = STAMP_UNKNOWN, .native = "8", .record = "b"},
    };
    static const struct made again[] = {{.at = T0, .native = "7", .record = "other", .leaves = 9}};
    struct store_import one = make_import("lic", "one"), two = make_import("lic", "two");
    struct ledger_sealed sealed;
    struct hash root;
    struct buf lines;
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "ledger-lines");
    s = make_store(path);
    make_dump(s, &one, false, e, SIZE(e), 9);
    make_dump(s, &two, false, again, SIZE(again), 9);
    seal(s, &sealed);
    buf_init(&lines, BUF_CAP);
    CHECK_INT(rebuild(s, sealed.size, &root, &lines), ST_OK);
    CHECK(strstr(buf_string(&lines), "{\"act\":\"log.init\",\"at\":1767225600,\"format\":1,\"origin\":"
                                     "\"example.org/log\",\"seq\":0,\"store\":\"") == buf_string(&lines));
    CHECK(
        strstr(buf_string(&lines),
               "\"},\"act\":\"import\",\"at\":1767225600,\"conflicts\":0,\"duplicate\":0,"
               "\"entries\":2,\"fates\":\"a58602e7d3147ba3548b81ca49f638744472ae149cea378951bb9c202f4e5ceb\","
               "\"first\":2,\"import\":1,\"made\":2,\"mapped\":2,"
               "\"profile\":\"") != NULL);
    CHECK(strstr(buf_string(&lines), "\"},\"action\":\"license_created\",\"actor\":\"user\",\"category\":"
                                     "\"Licenses\",\"import\":1,\"outcome\":\"denied\",\"rec\":1,\"seq\":2,"
                                     "\"src\":\"lic\",\"time\":\"2026-01-01T00:00:01.500Z\",\"v\":1,"
                                     "\"zone\":\"text\"}\n") != NULL);
    CHECK(strstr(buf_string(&lines), "\"import\":1,\"rec\":2,\"seq\":3,\"src\":\"lic\",\"v\":1}\n") != NULL);
    CHECK(strstr(buf_string(&lines), "\"conflict\":2,\"import\":2,\"rec\":1,\"seq\":5,") != NULL);
    buf_release(&lines);
    store_close(s);
    unlink(path);
}

/* A catalog may say something else of an action later: entries say what they said. */
static void check_catalog(void)
{
    static const struct made e[] = {{.at = T0, .record = "a"}};
    struct store_import one = make_import("lic", "one");
    struct ledger_sealed sealed;
    struct err err = ERR_INIT;
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "ledger-catalog");
    s = make_store(path);
    make_dump(s, &one, false, e, SIZE(e), 9);
    seal(s, &sealed);
    MUST(sql_exec(s, "UPDATE action SET category='Other',label='',sentence=''", &err));
    check_root(s, &sealed);
    seal(s, &sealed);
    check_root(s, &sealed);
    MUST(sql_exec(s, "UPDATE action SET category='Third'", &err));
    check_root(s, &sealed);
    store_close(s);
    unlink(path);
}

/* The line of a kept entry stands for it; what it committed to and is still stored is disclosed. */
static void check_kept(void)
{
    static const struct made e[] = {{.at = T0, .record = "a", .actor = "ann"},
                                    {.at = T0 + 1, .record = "b", .actor = "ann"}};
    struct store_import one = make_import("lic", "one");
    struct ledger_lines *l = NULL;
    const struct entry *line;
    struct ledger_sealed sealed;
    struct err err = ERR_INIT;
    struct hash leaf, root;
    struct buf lines, text;
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "ledger-kept");
    s = make_store(path);
    make_dump(s, &one, false, e, SIZE(e), 9);
    seal(s, &sealed);
    MUST(ledger_lines_open(s, 2, 3, &l, &err));
    MUST(ledger_lines_next(l, &line, &leaf, &err));
    buf_init(&text, BUF_CAP);
    buf_format(&text, "INSERT INTO kept VALUES(2,'%s')", buf_string(&line->line));
    ledger_lines_close(l);
    MUST(sql_exec(s, buf_string(&text), &err));
    check_root(s, &sealed);
    MUST(sql_exec(s, "UPDATE event SET message=NULL,ip='10.0.0.1' WHERE id=1", &err));
    check_root(s, &sealed);
    MUST(ledger_lines_open(s, 2, 3, &l, &err));
    MUST(ledger_lines_next(l, &line, &leaf, &err));
    CHECK(strstr(buf_string(&line->disclosed), "\"actor\"") != NULL);
    CHECK(strstr(buf_string(&line->disclosed), "\"message\"") == NULL);
    CHECK(strstr(buf_string(&line->disclosed), "\"origin\"") == NULL);
    ledger_lines_close(l);
    MUST(sql_exec(s, "DELETE FROM event WHERE id=1", &err));
    check_root(s, &sealed);
    MUST(sql_exec(s, "UPDATE kept SET line=replace(line,'\"seq\":2','\"seq\":3')", &err));
    buf_init(&lines, BUF_CAP);
    CHECK_INT(rebuild(s, sealed.size, &root, &lines), ST_FAIL);
    buf_release(&lines);
    buf_release(&text);
    store_close(s);
    unlink(path);
}

/* As a trailbook of store version 4 left it. */
static void make_version_4(struct store *s)
{
    struct err err = ERR_INIT;

    MUST(sql_exec(
        s,
        "DROP VIEW import_view; DROP TABLE kept; DROP TABLE erased; DROP TABLE profile; DROP TABLE "
        "fate; DROP TABLE public_id; DROP TABLE renumbered; DROP TABLE amended; DROP TRIGGER event_renamed;"
        "ALTER TABLE entry RENAME TO entry_5;"
        "CREATE TABLE entry(idx INTEGER PRIMARY KEY, event INTEGER UNIQUE,"
        " act INTEGER UNIQUE REFERENCES act, leaf BLOB NOT NULL, salts BLOB NOT NULL) STRICT;"
        "INSERT INTO entry SELECT * FROM entry_5; DROP TABLE entry_5; PRAGMA user_version=4",
        &err));
}

/* A ledger of store version 4 is read as it is, and goes on. */
static void check_version_4(void)
{
    static const struct made e[] = {{.at = T0, .record = "a", .actor = "ann"}};
    static const struct made f[] = {{.at = T0, .record = "b", .actor = "ann"}};
    struct store_import one = make_import("lic", "one"), two = make_import("lic", "two");
    struct ledger_sealed sealed;
    struct err err = ERR_INIT;
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "ledger-4");
    s = make_store(path);
    make_dump(s, &one, false, e, SIZE(e), 9);
    seal(s, &sealed);
    make_version_4(s);
    store_close(s);
    MUST(store_open(path, STORE_READ, &s, &err));
    check_root(s, &sealed);
    store_close(s);
    s = make_store(path);
    make_dump(s, &two, false, f, SIZE(f), 9);
    seal(s, &sealed);
    CHECK_INT(sealed.size, 5);
    check_root(s, &sealed);
    store_close(s);
    unlink(path);
}

/* Whoever holds a checkpoint holds the store to it: what a remap changes is kept as it was, and told. */
static void check_remap(void)
{
    static const struct made e[] = {{.at = T0, .record = "a"}};
    struct store_import one = make_import("lic", "one"), other = make_import("other", "two");
    static const struct made anew[] = {{.at = T0, .record = "a", .target = "L1", .label = "one"},
                                       {.at = T0, .record = "a", .actor = "ann"}};
    struct ledger_sealed sealed;
    struct amend_lines *lines;
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "ledger-remap");
    s = make_store(path);
    make_dump(s, &one, false, e, SIZE(e), 9);
    seal(s, &sealed);
    make_dump(s, &other, false, e, SIZE(e), 9);
    make_dump(s, &other, true, e, SIZE(e), 9);
    check_root(s, &sealed);
    lines = amend_lines_new(s);
    store_keep_lines(s, amend_line, lines);
    for (size_t i = 0; i < SIZE(anew); i++) {
        make_dump(s, &one, true, &anew[i], 1, 9);
        check_root(s, &sealed);
        seal(s, &sealed);
        check_root(s, &sealed);
        CHECK_INT(sealed.size, 8 + 2 * i);
    }
    amend_lines_free(lines);
    store_close(s);
    unlink(path);
}

static void check_changed(void)
{
    static const char *const changes[] = {
        "UPDATE event SET message='x' WHERE id=1",
        "UPDATE event SET outcome=1 WHERE id=2",
        "UPDATE item SET key='bob' WHERE key='ann'",
        "UPDATE entry SET salts=x'00' WHERE idx=2",
        "UPDATE entry SET event=99 WHERE idx=2",
        "UPDATE act SET at=at+1",
        "UPDATE act SET clear='{\"a\":[}' WHERE id=1",
        "UPDATE act SET clear='[]' WHERE id=1",
        "UPDATE act SET hidden='{\"a\":1,\"b\":2}'",
        "UPDATE catalog SET category='x'",
        "UPDATE event SET parties=NULL",
    };
    static const struct made e[] = {{.at = T0, .record = "a", .actor = "ann"},
                                    {.at = T0 + 1, .record = "b", .actor = "ann"}};
    struct store_import one = make_import("lic", "one");
    struct ledger_sealed sealed;
    struct err err = ERR_INIT;
    struct buf lines;
    char path[64];
    struct store *s;

    make_path(path, sizeof(path), "ledger-changed");
    s = make_store(path);
    make_dump(s, &one, false, e, SIZE(e), 9);
    seal(s, &sealed);
    buf_init(&lines, BUF_CAP);
    for (size_t i = 0; i < SIZE(changes); i++) {
        struct hash root;
        enum status st;

        MUST(sql_exec(s, "BEGIN", &err));
        MUST(sql_exec(s, changes[i], &err));
        st = rebuild(s, sealed.size, &root, &lines);
        if (st == ST_OK && hash_equal(&root, &sealed.root))
            harness_fail(changes[i], 0, "was not noticed");
        MUST(sql_exec(s, "ROLLBACK", &err));
    }
    check_root(s, &sealed);
    buf_release(&lines);
    store_close(s);
    unlink(path);
}

static void check_paths(void)
{
    static const struct {
        unsigned level, hashes;
        uint64_t n;
        const char *path;
    } all[] = {{0, 1, 0, "tile/0/000.p/1"},       {0, 256, 0, "tile/0/000"},
               {0, 112, 273, "tile/0/273.p/112"}, {0, 256, 1234067, "tile/0/x001/x234/067"},
               {1, 256, 4819, "tile/1/x004/819"}, {2, 256, 1000, "tile/2/x001/000"}};
    struct buf b;

    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < SIZE(all); i++) {
        buf_clear(&b);
        tiles_path(&b, all[i].level, all[i].n, all[i].hashes);
        CHECK_SLICE(buf_view(&b), all[i].path);
    }
    buf_release(&b);
}

int main(void)
{
    check_growth();
    check_lines();
    check_catalog();
    check_kept();
    check_version_4();
    check_remap();
    check_changed();
    check_paths();
    return harness_end();
}
