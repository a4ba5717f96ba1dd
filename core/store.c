/* store: open, lock and transaction.  See store.h. */
#ifdef __linux__
#define _GNU_SOURCE /* sync_file_range */
#endif
#define _XOPEN_SOURCE 700 /* realpath */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store_schema.h"

#define HEADER_SIZE    100   /* of an SQLite file: https://sqlite.org/fileformat.html section 1.3 */
#define WRITER_WAIT_MS 250   /* for a writer, which may take long */
#define READER_WAIT_MS 10000 /* for readers, once no other writer can come */
#define BUSY_STEP_MS   10

static enum status refuse(const char *path, struct err *err, const char *code, const char *text)
{
    return err_at(err, ST_FATAL, path, 0, 0, code, "%s", text);
}

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static enum status check_version(const char *path, int64_t version, struct err *err)
{
    if (version < 0)
        return err_at(err, ST_FATAL, path, 0, 0, "STORE-DAMAGED",
                      "the store is damaged (its user_version is %lld, which no trailbook writes); "
                      "restore it from a copy",
                      (long long)version);
    if (version > STORE_VERSION)
        return err_at(err, ST_FATAL, path, 0, 0, "STORE-NEWER",
                      "was written by a newer trailbook (store version %lld, this program knows %d); "
                      "use that program",
                      (long long)version, STORE_VERSION);
    return ST_OK;
}

/* Is there a journal to undo a run that was cut off?  Until then the file's bytes say nothing: the power
 * may have gone while they were written.  Links are followed, as SQLite does. */
static bool has_journal(const char *path)
{
    static const unsigned char magic[] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
    unsigned char head[sizeof(magic)] = {0};
    char *real = realpath(path, NULL);
    struct buf name;
    int fd;

    buf_init(&name, BUF_CAP);
    buf_format(&name, "%s-journal", real != NULL ? real : path);
    free(real);
    fd = open(buf_string(&name), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    buf_release(&name);
    if (fd < 0)
        return false;
    if (read(fd, head, sizeof(head)) < 0)
        head[0] = 0;
    close(fd);
    return memcmp(head, magic, sizeof(magic)) == 0;
}

/* Looks at the bytes of an existing file: a foreign one is refused before SQLite touches it. */
static enum status check_header(const char *path, int fd, struct err *err)
{
    unsigned char head[HEADER_SIZE];
    ssize_t n = pread(fd, head, sizeof(head), 0);

    if (n < 0)
        return err_at(err, ST_FATAL, path, 0, 0, "STORE-OPEN", "cannot be read: %s", strerror(errno));
    if (n == 0)
        return ST_OK;
    if ((size_t)n < sizeof(head) || memcmp(head, "SQLite format 3", 16) != 0)
        return refuse(path, err, "STORE-NOT-DB",
                      "is not a trailbook store, nor any SQLite database; nothing was written to it. "
                      "Give another --db");
    if (big_endian(head + 68) != STORE_APPLICATION)
        return refuse(path, err, "STORE-FOREIGN",
                      "is a database of another program; nothing was written to it. Give another --db");
    return check_version(path, (int32_t)big_endian(head + 60), err);
}

/* Another run may make the store at the same moment: then that one is opened. */
static enum status open_missing(const char *path, enum store_mode mode, int *fd, bool *made, struct err *err)
{
    struct stat info;

    if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode))
        return refuse(path, err, "STORE-LINK", "is a symbolic link to nowhere; remove or mend it");
    if (mode == STORE_READ)
        return refuse(path, err, "STORE-MISSING",
                      "there is no store here; make one with: trailbook import DUMP, or give --db");
    *fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0666);
    *made = *fd >= 0;
    if (*fd < 0 && errno == EEXIST)
        *fd = open(path, O_RDONLY | O_NONBLOCK);
    if (*fd < 0)
        return err_at(err, ST_FATAL, path, 0, 0, "STORE-OPEN", "cannot be made: %s", strerror(errno));
    return ST_OK;
}

/* Looks at the file itself, or makes an empty one for WRITE.  SQLite's own files would get mode
 * 0644 whatever the umask. */
static enum status check_file(const char *path, enum store_mode mode, bool *made, struct err *err)
{
    struct stat info;
    enum status st = ST_OK;
    int fd = open(path, O_RDONLY | O_NONBLOCK);

    if (fd < 0 && errno == ENOENT)
        st = open_missing(path, mode, &fd, made, err);
    else if (fd < 0)
        st = err_at(err, ST_FATAL, path, 0, 0, "STORE-OPEN", "cannot be opened: %s", strerror(errno));
    if (st != ST_OK)
        return st;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        st = refuse(path, err, "STORE-NOT-DB", "is not a regular file; give another --db");
    else
        st = has_journal(path) ? ST_OK : check_header(path, fd, err);
    close(fd);
    return st;
}

/* SQLite asks whether to try a lock again, for the n-th time.  A run that has reserved the store is the only
 * writer, and keeps new readers out: it waits for those that are there. */
static int wait_more(void *of, int n)
{
    struct store *s = of;
    int level = 0;

    (void)sqlite3_file_control(s->db, "main", SQLITE_FCNTL_LOCKSTATE, &level);
    if (n >= (level >= SQLITE_LOCK_RESERVED ? READER_WAIT_MS : WRITER_WAIT_MS) / BUSY_STEP_MS)
        return 0;
    (void)sqlite3_sleep(BUSY_STEP_MS);
    return 1;
}

/* EXTRA: the removal of the journal is what commits.  Its folder is synced too, or a loss of power soon
 * after could bring the journal back, and undo what was reported as done. */
static enum status configure(struct store *s, struct err *err)
{
    if (sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
        sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK ||
        sqlite3_busy_handler(s->db, wait_more, s) != SQLITE_OK)
        return sql_fail(s, err);
    return sql_exec(s,
                    "PRAGMA page_size=16384; PRAGMA cache_size=-24000; PRAGMA temp_store=FILE;"
                    "PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON; PRAGMA mmap_size=0;",
                    err);
}

/* A reader's lock is taken by its first look; a killed run's journal is rolled back then. */
static enum status look(struct store *s, struct err *err)
{
    int64_t application = 0, version = 0, objects = 0;
    enum status st = ST_OK;

    if (s->mode == STORE_READ)
        st = sql_exec(s, "BEGIN", err);
    if (st == ST_OK)
        st = sql_one_text(s, "SELECT count(*) FROM sqlite_schema", &objects, err);
    if (st == ST_OK)
        st = sql_one_text(s, "PRAGMA application_id", &application, err);
    if (st == ST_OK)
        st = sql_one_text(s, "PRAGMA user_version", &version, err);
    if (st != ST_OK)
        return st;
    s->blank = objects == 0;
    if (s->blank)
        return ST_OK;
    if (application != STORE_APPLICATION)
        return refuse(s->path, err, "STORE-FOREIGN",
                      "is a database of another program; nothing was written to it. Give another --db");
    st = check_version(s->path, version, err);
    s->version = version;
    s->older = version < STORE_VERSION;
    return st == ST_OK && s->older ? migrate_check(s, err) : st;
}

/* SQLite sees that pages are missing only when it looks for one, and fills up a page that was cut.
 * The file of a committed store is never shorter than its pages, whatever another run does to it. */
static enum status check_length(struct store *s, struct err *err)
{
    int64_t pages = 0, size = 0;
    struct stat info;
    enum status st = sql_one_text(s, "PRAGMA page_count", &pages, err);

    if (st == ST_OK)
        st = sql_one_text(s, "PRAGMA page_size", &size, err);
    if (st != ST_OK || stat(s->path, &info) != 0 || info.st_size / size >= pages)
        return st;
    return err_at(err, ST_FATAL, s->path, 0, 0, "STORE-DAMAGED",
                  "the store is cut off: %lld bytes are missing; restore it from a copy",
                  (long long)(pages * size - info.st_size));
}

static enum status open_database(struct store *s, struct err *err)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    enum status st;

    if (sqlite3_open_v2(s->path, &s->db, flags, NULL) != SQLITE_OK)
        return sql_fail(s, err);
    st = configure(s, err);
    if (st == ST_OK)
        st = look(s, err);
    if (st == ST_OK && !s->blank)
        st = check_length(s, err);
    if (st != ST_OK)
        return st;
    if (s->mode == STORE_READ && s->blank)
        return refuse(s->path, err, "STORE-EMPTY", "holds nothing yet; fill it with: trailbook import DUMP");
    if (s->mode == STORE_READ && s->older)
        return migrate_view(s, err);
    if (s->mode != STORE_READ && sqlite3_db_readonly(s->db, "main") != 0)
        return refuse(s->path, err, "STORE-READONLY",
                      "cannot be written; look at the permissions of the file and its folder");
    return ST_OK;
}

enum status store_open(const char *path, enum store_mode mode, struct store **out, struct err *err)
{
    bool made = false;
    struct store *s;
    enum status st = check_file(path, mode, &made, err);

    if (st != ST_OK)
        return st;
    s = mem_zero(1, sizeof(*s));
    s->path = mem_text(path);
    s->ahead = -1;
    s->mode = mode;
    s->made = made;
    st = open_database(s, err);
    if (st == ST_OK)
        *out = s;
    else
        store_close(s);
    return st;
}

enum status store_damaged(struct store *s, const char *what, struct err *err)
{
    return sql_damaged(s, what, err);
}

void store_measure(struct store *s, struct phases *p)
{
    s->phases = p;
}

/* A file that this run made and put nothing into is removed again, but not from under another run
 * that is filling it. */
static void remove_unused(struct store *s)
{
    struct stat info;

    if (!s->made || s->db == NULL || stat(s->path, &info) != 0 || info.st_size != 0)
        return;
    (void)sqlite3_busy_timeout(s->db, 0);
    if (sqlite3_exec(s->db, "BEGIN EXCLUSIVE", NULL, NULL, NULL) != SQLITE_OK)
        return;
    if (stat(s->path, &info) == 0 && info.st_size == 0)
        (void)unlink(s->path);
    (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

static void end_trial(struct store *s)
{
    if (s->mode == STORE_TRY && s->db != NULL && sqlite3_get_autocommit(s->db) == 0)
        (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

void store_close(struct store *s)
{
    if (s == NULL)
        return;
    store_rollback(s);
    end_trial(s);
    remove_unused(s);
    if (s->db != NULL) {
        int rc = sqlite3_close(s->db);

        assert(rc == SQLITE_OK); /* else a cursor or a writer is still open */
        (void)rc;
    }
    if (s->ahead >= 0)
        close(s->ahead);
    mem_free(s->path);
    mem_free(s);
}

/* Between open and begin another run may have made the schema, or a newer program renewed it. */
static enum status prepare_schema(struct store *s, struct err *err)
{
    enum status st = look(s, err);

    if (st == ST_OK && s->blank)
        return schema_create(s, err);
    if (st != ST_OK)
        return st;
    return s->older ? migrate_store(s, err) : migrate_views(s, err);
}

/* Exclusive from the start: a writer whose cache spills while others read would otherwise keep all
 * its changes in memory.  What is only tried goes into one transaction, so that it is seen by what
 * comes after it. */
enum status store_begin(struct store *s, struct err *err)
{
    enum status st = ST_OK;

    assert(s->mode != STORE_READ && !s->begun);
    if (sqlite3_get_autocommit(s->db) != 0)
        st = sql_exec(s, "BEGIN EXCLUSIVE", err);
    if (st == ST_OK && s->mode == STORE_TRY)
        st = sql_exec(s, "SAVEPOINT trial", err);
    if (st != ST_OK)
        return st;
    s->begun = true;
    s->lacking = s->erased = false;
    st = prepare_schema(s, err);
    if (st != ST_OK)
        store_rollback(s);
    return st;
}

/* Only hastens what the commit waits for, so that a failure is no matter.  The file is opened for it but
 * once and closed after SQLite did: closing it before would give up the locks. */
void store_write_ahead(struct store *s)
{
#ifdef __linux__
    if (s->ahead < 0)
        s->ahead = open(s->path, O_RDONLY | O_CLOEXEC);
    if (s->ahead >= 0)
        (void)sync_file_range(s->ahead, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)s;
#endif
}

enum status store_commit(struct store *s, struct err *err)
{
    enum status st;

    assert(s->begun && !s->writing);
    st = sql_exec(s, s->mode == STORE_TRY ? "RELEASE trial" : "COMMIT", err);
    phases_lap(s->phases, PHASE_COMMIT);
    if (st == ST_OK) {
        s->begun = false;
        s->blank = false;
        s->kept = s->mode == STORE_WRITE;
    }
    return st;
}

/* Some failures (a full disk) have rolled back already; what ROLLBACK says then is no news. */
void store_rollback(struct store *s)
{
    const char *text = s->mode == STORE_TRY ? "ROLLBACK TO trial; RELEASE trial" : "ROLLBACK";

    if (s->begun)
        (void)sqlite3_exec(s->db, text, NULL, NULL, NULL);
    s->begun = false;
}
