/* What a store takes, refuses and counts. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_make.h"

#define SIZE(a) (sizeof(a) / sizeof((a)[0]))

static void check_counts(void)
{
    static const struct made a[] = {
        {.at = T0, .record = "a", .actor = "ann", .target = "L1", .label = "one"},
        {.at = T0, .record = "b", .actor = "ann", .target = "L2"},
        {.at = T0 + 5, .record = "c", .actor = "bob"},
        {.at = STAMP_UNKNOWN, .record = "d"},
        {.at = STAMP_UNKNOWN, .record = "d"},
    };
    char path[64];
    struct store *s;
    struct store_import info = make_import("lic", "one");
    struct import_counts c;

    make_path(path, sizeof(path), "counts");
    s = make_store(path);
    c = make_dump(s, &info, false, a, SIZE(a), 2);
    CHECK_INT(c.made, 5);
    CHECK_INT(c.stored, 5);
    CHECK_INT(c.untimed, 2);
    CHECK_INT(c.first_at, T0);
    CHECK_INT(c.last_at, T0 + 5);
    c = make_dump(s, &info, false, a, SIZE(a), 100);
    CHECK_INT(c.stored, 0);
    CHECK_INT(c.duplicate, 5);
    store_close(s);
    unlink(path);
}

/* Identical events without ids: the result is the greatest count of any dump. */
static void check_occurrences(void)
{
    struct made same[50];
    static const size_t dumps[] = {3, 2, 7, 7, 50, 1};
    size_t most = 0;
    char path[64];
    struct store *s;

    for (size_t i = 0; i < SIZE(same); i++)
        same[i] = (struct made){.at = T0, .record = "same", .actor = "ann"};
    make_path(path, sizeof(path), "occurrences");
    s = make_store(path);
    for (size_t i = 0; i < SIZE(dumps); i++) {
        struct store_import info = make_import("qlm", "x");
        struct import_counts c = make_dump(s, &info, false, same, dumps[i], 3);

        CHECK_INT(c.stored, dumps[i] > most ? dumps[i] - most : 0);
        CHECK_INT(c.made, dumps[i]);
        most = dumps[i] > most ? dumps[i] : most;
    }
    store_close(s);
    unlink(path);
}

static void check_versions(void)
{
    static const struct made first[] = {
        {.at = T0, .native = "1", .record = "poor", .leaves = 3, .target = "L1", .label = "old"},
        {.at = T0, .native = "1", .record = "poor", .leaves = 3, .target = "L1", .label = "old"},
        {.at = T0 + 1, .native = "2", .record = "other", .leaves = 3, .target = "L1"},
    };
    static const struct made second[] = {
        {.at = T0, .native = "1", .record = "rich", .leaves = 9, .target = "L1", .label = "new"},
        {.at = T0 + 9, .native = "2", .record = "dated back", .leaves = 3, .target = "L1"},
        {.at = T0 + 1, .native = "2", .record = "other", .leaves = 3, .target = "L1"},
    };
    char path[64];
    struct store *s;
    struct store_import info = make_import("lic", "one");
    struct import_counts c;

    make_path(path, sizeof(path), "versions");
    s = make_store(path);
    c = make_dump(s, &info, false, first, SIZE(first), 1);
    CHECK_INT(c.stored, 2);
    CHECK_INT(c.duplicate, 1);
    CHECK_INT(c.conflicts, 0);
    c = make_dump(s, &info, false, second, SIZE(second), 10);
    CHECK_INT(c.stored, 2);
    CHECK_INT(c.conflicts, 2);
    c = make_dump(s, &info, false, second, SIZE(second), 10);
    CHECK_INT(c.duplicate, 3);
    CHECK_INT(c.conflicts, 0);
    store_close(s);
    unlink(path);
}

static void check_window(void)
{
    static const struct made a[] = {
        {.at = T0, .record = "a"},
        {.at = T0 + 1, .record = "b"},
        {.at = T0 + 2, .record = "c"},
        {.at = STAMP_UNKNOWN, .record = "d"},
    };
    static const struct made later[] = {{.at = T0 + 1, .record = "b"}, {.at = T0 + 7, .record = "e"}};
    char path[64];
    struct store *s;
    struct store_import info = make_import("lic", "one");
    struct import_counts c;

    make_path(path, sizeof(path), "window");
    s = make_store(path);
    make_dump(s, &info, false, a, SIZE(a), 10);
    info = make_import("lic", "two");
    info.has_window = true;
    info.window_from = T0;
    info.window_to = T0 + 2;
    c = make_dump(s, &info, false, later, SIZE(later), 10);
    CHECK_INT(c.absent, 1);
    CHECK_INT(c.outside, 1);
    store_close(s);
    unlink(path);
}

static void check_find(void)
{
    static const struct made a[] = {{.at = T0, .record = "a"}};
    char path[64];
    struct store *s;
    struct err err = ERR_INIT;
    struct store_import info = make_import("lic", "one"), other = make_import("lic", "two");
    unsigned char profile[DIGEST_SIZE];
    int64_t id = -1;
    bool same = true;

    make_path(path, sizeof(path), "find");
    s = make_store(path);
    CHECK(store_find_bytes(s, info.bytes, NULL, &id, &err) == ST_END);
    make_dump(s, &info, false, a, SIZE(a), 10);
    MUST(store_find_bytes(s, info.bytes, NULL, &id, &err));
    CHECK(id == info.id);
    CHECK(store_find_bytes(s, info.bytes, other.dump, &id, &err) == ST_END);
    MUST(store_find_dump(s, "lic", info.dump, info.profile_digest, &id, &same, &err));
    CHECK(id == info.id && same);
    make_digest("profile", "2", profile);
    MUST(store_find_dump(s, "lic", info.dump, profile, &id, &same, &err));
    CHECK(id == info.id && !same);
    MUST(store_find_dump(s, "lic", other.dump, info.profile_digest, &id, &same, &err));
    CHECK_INT(id, 0);
    store_close(s);
    unlink(path);
}

static void put_file(const char *path, const void *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");

    CHECK(f != NULL && fwrite(bytes, 1, n, f) == n);
    if (f != NULL)
        fclose(f);
}

static void refused(const char *path, enum store_mode mode, const char *code)
{
    struct store *s = NULL;
    struct err err = ERR_INIT;

    CHECK_INT(store_open(path, mode, &s, &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), code);
    CHECK(s == NULL);
}

static void check_refusals(void)
{
    char path[64];
    unsigned char head[200] = "SQLite format 3";
    struct stat info;

    make_path(path, sizeof(path), "refusals");
    refused(path, STORE_READ, "STORE-MISSING");
    put_file(path, "id,action\n", 10);
    refused(path, STORE_WRITE, "STORE-NOT-DB");
    CHECK(stat(path, &info) == 0 && info.st_size == 10);
    put_file(path, head, sizeof(head));
    refused(path, STORE_WRITE, "STORE-FOREIGN");
    memcpy(head + 68, "TBBK", 4);
    head[63] = 99;
    put_file(path, head, sizeof(head));
    refused(path, STORE_WRITE, "STORE-NEWER");
    put_file(path, "", 0);
    refused(path, STORE_READ, "STORE-EMPTY");
    unlink(path);
    CHECK(symlink("nowhere-at-all", path) == 0);
    refused(path, STORE_WRITE, "STORE-LINK");
    unlink(path);
    refused(".", STORE_WRITE, "STORE-NOT-DB");
}

/* An empty file is a new store; one that a run made and left empty is removed. */
static void check_empty(void)
{
    static const struct made a[] = {{.at = T0, .record = "a"}};
    char path[64];
    struct store *s;
    struct err err = ERR_INIT;
    struct store_import info = make_import("lic", "one");
    struct stat st;

    make_path(path, sizeof(path), "empty");
    s = make_store(path);
    MUST(store_begin(s, &err));
    store_close(s);
    CHECK(stat(path, &st) != 0);
    put_file(path, "", 0);
    s = make_store(path);
    CHECK_INT(make_dump(s, &info, false, a, 1, 1).stored, 1);
    store_close(s);
    CHECK(stat(path, &st) == 0 && st.st_size > 0);
    unlink(path);
}

int main(void)
{
    check_counts();
    check_occurrences();
    check_versions();
    check_window();
    check_find();
    check_refusals();
    check_empty();
    return harness_end();
}
