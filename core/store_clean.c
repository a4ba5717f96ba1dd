/* store_clean: the store's file as bytes.  See store_clean.h. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "mem.h"
#include "store_clean.h"
#include "store_sql.h"

#define PIECE ((size_t)1 << 20)

/* SQLite's own choice of a folder may be small, or anybody's. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return sqlite3_mprintf(".");
    return sqlite3_mprintf("%.*s", slash == path ? 1 : (int)(slash - path), path);
}

enum status store_clean(struct store *s, struct err *err)
{
    char *before = sqlite3_temp_directory;
    enum status st;

    assert(!s->begun);
    sqlite3_temp_directory = folder_of(s->path);
    /* Two files are open for it, and each would take the whole cache. */
    st = sql_exec(s, "PRAGMA cache_size=-8000; VACUUM; PRAGMA cache_size=-24000", err);
    sqlite3_free(sqlite3_temp_directory);
    sqlite3_temp_directory = before;
    return st;
}

static enum status scan(const char *path, struct needles *n, uint64_t *found, struct err *err)
{
    size_t again = 6 * needles_longest(n), have = 0; /* a spelling that is escaped is longer */
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    unsigned char *bytes;
    ssize_t got = 1;

    if (fd < 0)
        return errno == ENOENT
                   ? ST_OK
                   : err_at(err, ST_FAIL, path, 0, 0, "STORE-OPEN", "cannot be read: %s", strerror(errno));
    bytes = mem_alloc(PIECE + again);
    while (got > 0) {
        got = read(fd, bytes + have, PIECE + again - have);
        if (got <= 0)
            break;
        have += (size_t)got;
        if (have < PIECE + again)
            continue;
        *found += needles_in(n, (struct slice){bytes, have});
        memmove(bytes, bytes + have - again, again);
        have = again;
    }
    if (got == 0 && have > 0)
        *found += needles_in(n, (struct slice){bytes, have});
    mem_free(bytes);
    close(fd);
    return got == 0 ? ST_OK
                    : err_at(err, ST_FAIL, path, 0, 0, "STORE-OPEN", "cannot be read: %s", strerror(errno));
}

enum status store_scan(struct store *s, struct needles *n, uint64_t *found, struct err *err)
{
    struct buf journal;
    enum status st;

    *found = 0;
    buf_init(&journal, BUF_CAP);
    buf_format(&journal, "%s-journal", s->path);
    st = scan(s->path, n, found, err);
    if (st == ST_OK)
        st = scan(buf_string(&journal), n, found, err);
    buf_release(&journal);
    return st;
}
