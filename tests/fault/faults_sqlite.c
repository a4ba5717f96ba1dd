/* faults_sqlite: a VFS over the system's own that knows what is on disk.  See faults.h.
 *
 * Every call goes through to the real files, so the process sees what it wrote.  If the power is to
 * go, beside them stands, for the store and its journal, what a disk is bound to hold: the bytes as
 * of the last sync, the changes since, and the names of the folder alike.  At a loss of power each
 * sector of each change since is there, is not, is half there or holds noise, in no order; names
 * change in order, as in a journalling file system, but none has to be there before its folder was
 * synced.  A write spoils nothing beside its own bytes (SQLITE_IOCAP_POWERSAFE_OVERWRITE, which
 * SQLite takes for granted).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "faults.h"
#include "mem.h"

#define SECTOR 512

struct change { /* of a file's bytes, not synced */
    struct change *next;
    bool cut; /* to at bytes */
    size_t at, n;
    unsigned char *bytes;
};

struct inode {
    unsigned char *disk;
    size_t n;
    struct change *first, **last;
};

struct name {
    struct name *next;
    char *path;
    struct inode *now, *disk; /* NULL: no such file */
};

struct naming { /* a change of a name, its folder not synced */
    struct naming *next;
    struct name *name;
    struct inode *inode;
};

struct file {
    sqlite3_file base;
    struct inode *inode; /* NULL: of no interest after the process */
    bool syncs_folder;
    sqlite3_file *real; /* lies behind this */
};

static struct {
    sqlite3_vfs vfs, *real;
    struct name *names;
    struct naming *first, **last;
    int error;
    uint64_t seed;
} disk;

static struct inode *inode_new(void)
{
    struct inode *i = mem_zero(1, sizeof(*i));

    i->last = &i->first;
    return i;
}

static struct name *name_get(const char *path)
{
    struct name *n = disk.names;

    while (n != NULL && strcmp(n->path, path) != 0)
        n = n->next;
    if (n != NULL)
        return n;
    n = mem_zero(1, sizeof(*n));
    n->path = mem_text(path);
    n->next = disk.names;
    disk.names = n;
    return n;
}

static void name_change(struct name *n, struct inode *to)
{
    struct naming *c = mem_zero(1, sizeof(*c));

    n->now = to;
    c->name = n;
    c->inode = to;
    *disk.last = c;
    disk.last = &c->next;
}

static void names_sync(void)
{
    for (struct naming *c = disk.first; c != NULL; c = c->next)
        c->name->disk = c->inode;
    disk.first = NULL;
    disk.last = &disk.first;
}

/* Bytes from at on, growing the file by zeros. */
static void inode_put(struct inode *i, size_t at, const unsigned char *p, size_t n)
{
    if (at + n > i->n) {
        i->disk = mem_resize(i->disk, at + n, 1);
        memset(i->disk + i->n, 0, at + n - i->n);
        i->n = at + n;
    }
    if (n > 0)
        memcpy(i->disk + at, p, n);
}

static void inode_cut(struct inode *i, size_t n)
{
    if (n > i->n)
        inode_put(i, n, NULL, 0);
    i->n = n;
}

static void inode_sync(struct inode *i)
{
    for (struct change *c = i->first; c != NULL; c = c->next)
        if (c->cut)
            inode_cut(i, c->at);
        else
            inode_put(i, c->at, c->bytes, c->n);
    i->first = NULL;
    i->last = &i->first;
}

static void inode_change(struct inode *i, bool cut, size_t at, const void *p, size_t n)
{
    struct change *c = mem_zero(1, sizeof(*c));

    c->cut = cut;
    c->at = at;
    c->n = n;
    c->bytes = mem_alloc(n + 1);
    if (n > 0)
        memcpy(c->bytes, p, n);
    *i->last = c;
    i->last = &c->next;
}

/* How a loss of power treats what was not synced. */
enum style { ALL, NONE, SOME, NOISE, FIRST, STYLES };

static void lose_sector(struct inode *i, size_t at, const unsigned char *p, size_t n, enum style style)
{
    uint64_t r = faults_random(&disk.seed) % 8;
    unsigned char noise[SECTOR];

    if (style == ALL || r < 4) {
        inode_put(i, at, p, n);
    } else if (style == NOISE && r == 4) {
        for (size_t k = 0; k < n; k++)
            noise[k] = (unsigned char)faults_random(&disk.seed);
        inode_put(i, at, noise, n);
    } else if (style == NOISE && r == 5) {
        inode_put(i, at, p, faults_random(&disk.seed) % (n + 1));
    } else if (style == NOISE && r == 6) {
        inode_put(i, at + n, NULL, 0); /* as long as it should be, yet with nothing there */
    }
}

static void lose_write(struct inode *i, const struct change *c, enum style style)
{
    for (size_t done = 0, n; done < c->n; done += n) {
        n = SECTOR - (c->at + done) % SECTOR;
        n = n < c->n - done ? n : c->n - done;
        lose_sector(i, c->at + done, c->bytes + done, n, style);
    }
}

static void lose_changes(struct inode *i, enum style style)
{
    for (struct change *c = i->first; c != NULL && style != NONE; c = c->next) {
        if (style == FIRST && faults_random(&disk.seed) % 16 == 0)
            return;
        if (c->cut && (style == ALL || style == FIRST || faults_random(&disk.seed) % 2 == 0))
            inode_cut(i, c->at);
        else if (!c->cut)
            lose_write(i, c, style == FIRST ? ALL : style);
    }
}

static void leave(const struct name *n, enum style style)
{
    FILE *f;

    if (n->disk == NULL) {
        unlink(n->path);
        return;
    }
    lose_changes(n->disk, style);
    f = fopen(n->path, "wb");
    if (f == NULL || (n->disk->n > 0 && fwrite(n->disk->disk, 1, n->disk->n, f) != n->disk->n) ||
        fclose(f) != 0)
        _exit(1);
}

void faults_sqlite_cut(uint64_t seed)
{
    enum style style;

    disk.seed = seed;
    style = (enum style)(seed % STYLES);
    for (; disk.first != NULL; disk.first = disk.first->next) {
        if (style == NONE || (style != ALL && faults_random(&disk.seed) % 4 == 0))
            break;
        disk.first->name->disk = disk.first->inode;
    }
    for (const struct name *n = disk.names; n != NULL; n = n->next)
        leave(n, style);
    _exit(FAULTS_POWER_EXIT);
}

/* Counts a call; if the power goes, it goes here: what the call would do is among the changes. */
static bool fails(enum faults_kind kind, const char *what)
{
    if (!faults_hit(PLANE_SQLITE, kind, what))
        return false;
    if (faults_power())
        faults_sqlite_cut(faults_seed());
    disk.error = errno;
    return true;
}

static int full_or(int code)
{
    return faults_error() == ENOSPC ? SQLITE_FULL : code;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((struct file *)f)->real;
}

static int file_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return fails(CALL_READ, "read") ? SQLITE_IOERR_READ : real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}

/* A disk that fails may have taken a half. */
static int file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    struct inode *i = ((struct file *)f)->inode;

    if (i != NULL)
        inode_change(i, false, (size_t)at, p, (size_t)n);
    if (!fails(CALL_WRITE, i != NULL ? "write" : "write of a temporary file"))
        return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
    (void)real_of(f)->pMethods->xWrite(real_of(f), p, n / 2, at);
    return full_or(SQLITE_IOERR_WRITE);
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 n)
{
    struct inode *i = ((struct file *)f)->inode;

    if (i != NULL)
        inode_change(i, true, (size_t)n, NULL, 0);
    return fails(CALL_CUT, "truncate") ? SQLITE_IOERR_TRUNCATE
                                       : real_of(f)->pMethods->xTruncate(real_of(f), n);
}

static int file_sync(sqlite3_file *f, int flags)
{
    struct file *own = (struct file *)f;
    int rc;

    if (fails(CALL_SYNC, own->syncs_folder ? "sync of the journal" : "sync of the store"))
        return SQLITE_IOERR_FSYNC;
    rc = own->real->pMethods->xSync(own->real, flags);
    if (rc == SQLITE_OK && own->inode != NULL)
        inode_sync(own->inode);
    if (rc == SQLITE_OK && own->syncs_folder)
        names_sync();
    own->syncs_folder = false; /* as os_unix.c: once after it was made */
    return rc;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *n)
{
    return fails(CALL_LOOK, "size") ? SQLITE_IOERR_FSTAT : real_of(f)->pMethods->xFileSize(real_of(f), n);
}

static int file_lock(sqlite3_file *f, int level)
{
    return fails(CALL_LOCK, "lock") ? SQLITE_IOERR_LOCK : real_of(f)->pMethods->xLock(real_of(f), level);
}

static int file_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int file_reserved(sqlite3_file *f, int *out)
{
    return fails(CALL_LOCK, "look for a lock") ? SQLITE_IOERR_CHECKRESERVEDLOCK
                                               : real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int file_control(sqlite3_file *f, int op, void *arg)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int file_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int file_traits(sqlite3_file *f)
{
    (void)f;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* Version 1: no shared memory, no mapping. */
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
};

static struct inode *open_inode(const char *path, bool *made)
{
    struct name *n = name_get(path);

    *made = n->now == NULL;
    if (*made)
        name_change(n, inode_new());
    return n->now;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out)
{
    struct file *own = (struct file *)f;
    bool journal = (flags & SQLITE_OPEN_MAIN_JOURNAL) != 0;
    bool kept = path != NULL && (journal || (flags & SQLITE_OPEN_MAIN_DB) != 0), made = false;
    int rc;

    (void)vfs;
    memset(own, 0, sizeof(*own));
    if (kept && faults_power() && (!journal || (flags & SQLITE_OPEN_CREATE) != 0))
        own->inode = open_inode(path, &made);
    if (fails(made || !kept || journal ? CALL_CREATE : CALL_OPEN, journal ? "open of the journal" : "open"))
        return full_or(SQLITE_CANTOPEN);
    own->real = (sqlite3_file *)(own + 1);
    rc = disk.real->xOpen(disk.real, path, own->real, flags, out);
    if (own->real->pMethods != NULL)
        own->base.pMethods = &methods;
    own->syncs_folder = journal && (flags & SQLITE_OPEN_CREATE) != 0;
    return rc;
}

/* Odd seeds: the file is gone, but its folder could not be synced. */
static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    int rc;

    (void)vfs;
    if (faults_power() && name_get(path)->now != NULL)
        name_change(name_get(path), NULL);
    if (fails(CALL_REMOVE, "remove")) {
        if (sync_folder == 0 || faults_seed() % 2 == 0)
            return SQLITE_IOERR_DELETE;
        rc = disk.real->xDelete(disk.real, path, 0);
        return rc == SQLITE_OK ? SQLITE_IOERR_DIR_FSYNC : rc;
    }
    rc = disk.real->xDelete(disk.real, path, sync_folder);
    if (rc == SQLITE_OK && sync_folder != 0)
        names_sync();
    return rc;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs;
    return fails(CALL_LOOK, "access") ? SQLITE_IOERR_ACCESS : disk.real->xAccess(disk.real, path, flags, out);
}

static int vfs_error(sqlite3_vfs *vfs, int n, char *text)
{
    (void)vfs;
    return disk.error != 0 ? disk.error : disk.real->xGetLastError(disk.real, n, text);
}

/* What is there now is on disk. */
static void take(const char *path)
{
    struct stat st;
    struct name *n;
    FILE *f = fopen(path, "rb");

    if (f == NULL)
        return;
    n = name_get(path);
    n->now = n->disk = inode_new();
    if (fstat(fileno(f), &st) != 0)
        _exit(1);
    inode_cut(n->disk, (size_t)st.st_size);
    if (n->disk->n > 0 && fread(n->disk->disk, 1, n->disk->n, f) != n->disk->n)
        _exit(1);
    fclose(f);
}

void faults_sqlite_install(const char *path)
{
    char journal[4096];

    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "faults";
    disk.vfs.szOsFile += (int)sizeof(struct file);
    disk.vfs.xOpen = vfs_open;
    disk.vfs.xDelete = vfs_delete;
    disk.vfs.xAccess = vfs_access;
    disk.vfs.xGetLastError = vfs_error;
    disk.last = &disk.first;
    snprintf(journal, sizeof(journal), "%s-journal", path);
    if (faults_power()) {
        take(path);
        take(journal);
    }
    if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
        _exit(1);
}
