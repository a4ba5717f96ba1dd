/* faults_state: digests of the store and of the files beside it.  See faults_state.h. */
#include <ftw.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "faults_state.h"
#include "mem.h"

static void hex(struct digest *d, char out[2 * DIGEST_SIZE + 1])
{
    unsigned char bytes[DIGEST_SIZE];

    digest_end(d, bytes);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void add_row(struct digest *d, sqlite3_stmt *q)
{
    for (int i = 0; i < sqlite3_column_count(q); i++) {
        int type = sqlite3_column_type(q, i), n = sqlite3_column_bytes(q, i);
        const void *p = sqlite3_column_blob(q, i);

        digest_add(d, &type, sizeof(type));
        digest_add(d, &n, sizeof(n));
        if (n > 0)
            digest_add(d, p, (size_t)n);
    }
}

/* Adds every row that a query gives; returns their number. */
static uint64_t add_rows(struct digest *d, sqlite3 *db, const char *text)
{
    sqlite3_stmt *q;
    uint64_t n = 0;
    int rc = sqlite3_prepare_v2(db, text, -1, &q, NULL);

    while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        add_row(d, q);
        n++;
        rc = SQLITE_OK;
    }
    sqlite3_finalize(q);
    if (rc != SQLITE_DONE)
        broken(sqlite3_errmsg(db));
    return n;
}

/* A store whose making was cut short may have no table yet. */
static bool has_items(sqlite3 *db)
{
    sqlite3_stmt *q;
    bool there =
        sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_master WHERE name='item'", -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW;

    sqlite3_finalize(q);
    return there;
}

static void check_whole(sqlite3 *db)
{
    static const char *const texts[] = {
        "PRAGMA integrity_check", "PRAGMA foreign_key_check",
        /* no index says so: item_key has the label too */
        "SELECT 'an item twice' FROM item GROUP BY type,key HAVING count(*)>1"};

    for (size_t i = 0; i < (has_items(db) ? 3 : 2); i++) {
        sqlite3_stmt *q;

        if (sqlite3_prepare_v2(db, texts[i], -1, &q, NULL) != SQLITE_OK)
            broken(sqlite3_errmsg(db));
        if (sqlite3_step(q) == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(q, 0), "ok") != 0)
            broken("the store is damaged");
        sqlite3_finalize(q);
    }
}

/* No file, no copy. */
static void copy(const char *from, const char *to)
{
    unsigned char bytes[65536];
    size_t n;
    FILE *in = fopen(from, "rb"), *out;

    remove(to);
    if (in == NULL)
        return;
    out = fopen(to, "wb");
    while (out != NULL && (n = fread(bytes, 1, sizeof(bytes), in)) > 0)
        if (fwrite(bytes, 1, n, out) != n)
            broken("cannot copy");
    if (out == NULL || fclose(out) != 0)
        broken("cannot copy");
    fclose(in);
}

/* Every row of every table, in the order of its key.  No file, an empty one, and one without a
 * schema are the same: nothing. */
static void store_state(char out[2 * DIGEST_SIZE + 1])
{
    struct digest *d;
    sqlite3 *db;
    sqlite3_stmt *q;

    out[0] = '\0';
    if (access("w/k.db", F_OK) != 0)
        return;
    d = digest_new();
    copy("w/k.db", "v.db");
    copy("w/k.db-journal", "v.db-journal");
    if (sqlite3_open("v.db", &db) != SQLITE_OK)
        broken(sqlite3_errmsg(db));
    check_whole(db);
    digest_start(d);
    if (add_rows(d, db, "SELECT type,name,sql FROM sqlite_schema ORDER BY name") > 0) {
        if (sqlite3_prepare_v2(
                db,
                "SELECT 'SELECT * FROM \"'||name||'\" ORDER BY '||(SELECT group_concat(cid+1)"
                " FROM pragma_table_info(s.name)) FROM sqlite_schema s WHERE type='table' ORDER BY "
                "1",
                -1, &q, NULL) != SQLITE_OK)
            broken(sqlite3_errmsg(db));
        while (sqlite3_step(q) == SQLITE_ROW)
            add_rows(d, db, (const char *)sqlite3_column_text(q, 0));
        sqlite3_finalize(q);
        hex(d, out);
    }
    sqlite3_close(db);
    digest_free(d);
}

static char **paths;
static size_t n_paths;

static int note_path(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    if (n_paths % 64 == 0)
        paths = mem_resize(paths, n_paths + 64, sizeof(*paths));
    paths[n_paths++] = mem_text(path);
    return 0;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_file(struct digest *d, const char *path)
{
    unsigned char bytes[4096];
    size_t n;
    FILE *f = fopen(path, "rb");

    if (f == NULL)
        return;
    while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
        digest_add(d, bytes, n);
    fclose(f);
}

/* Files that are nobody's but the program's: journals, and what is on its way. */
static bool is_ours(const char *path)
{
    return strncmp(path, "w/k.db", 6) == 0 || strstr(path, ".state") != NULL ||
           strstr(path, ".part") != NULL || strstr(path, ".tmp") != NULL;
}

void state_take(struct state *s)
{
    struct digest *tree = digest_new(), *names = digest_new();

    store_state(s->store);
    n_paths = 0;
    nftw("w", note_path, 16, FTW_PHYS);
    qsort(paths, n_paths, sizeof(*paths), by_text);
    digest_start(tree);
    digest_start(names);
    for (size_t i = 0; i < n_paths; i++) {
        struct stat st;

        digest_add(names, paths[i], strlen(paths[i]) + 1);
        if (!is_ours(paths[i])) {
            digest_add(tree, paths[i], strlen(paths[i]) + 1);
            if (lstat(paths[i], &st) == 0 && S_ISREG(st.st_mode))
                add_file(tree, paths[i]);
        }
        mem_free(paths[i]);
    }
    hex(tree, s->tree);
    hex(names, s->names);
    digest_free(tree);
    digest_free(names);
}
