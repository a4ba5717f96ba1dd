/* faults_libc: the calls to the C library that the program makes itself.  See faults.h.
 *
 * Linked with --wrap for each of these names, as they are with _FILE_OFFSET_BITS=64.  Standard
 * streams do not fail here: full_disk.sh has them.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faults.h"

#define WRAP(type, name, params, args, kind, what, failed)                                                   \
    type __real_##name params;                                                                               \
    type __wrap_##name params;                                                                               \
    type __wrap_##name params                                                                                \
    {                                                                                                        \
        return faults_hit(PLANE_LIBC, kind, what) ? (failed) : __real_##name args;                           \
    }

WRAP(ssize_t, read, (int fd, void *to, size_t n), (fd, to, n), CALL_READ, "read", -1)
WRAP(ssize_t, pread64, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), CALL_READ, "pread", -1)
WRAP(ssize_t, pwrite64, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), CALL_WRITE, "pwrite", -1)
WRAP(int, fsync, (int fd), (fd), CALL_SYNC, "fsync", -1)
WRAP(int, fdatasync, (int fd), (fd), CALL_SYNC, "fdatasync", -1)
WRAP(int, syncfs, (int fd), (fd), CALL_SYNC, "syncfs", -1)
WRAP(int, ftruncate64, (int fd, off_t n), (fd, n), CALL_CUT, "ftruncate", -1)
WRAP(int, rename, (const char *from, const char *to), (from, to), CALL_RENAME, to, -1)
WRAP(int, unlink, (const char *path), (path), CALL_REMOVE, path, -1)
WRAP(int, rmdir, (const char *path), (path), CALL_REMOVE, path, -1)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), CALL_CREATE, path, -1)
WRAP(int, mkstemp64, (char *path), (path), CALL_CREATE, path, -1)
WRAP(int, stat64, (const char *path, struct stat *st), (path, st), CALL_LOOK, path, -1)
WRAP(int, lstat64, (const char *path, struct stat *st), (path, st), CALL_LOOK, path, -1)
WRAP(int, fstat64, (int fd, struct stat *st), (fd, st), CALL_LOOK, "fstat", -1)
WRAP(FILE *, fopen64, (const char *path, const char *mode), (path, mode), CALL_OPEN, path, NULL)
WRAP(DIR *, opendir, (const char *path), (path), CALL_OPEN, path, NULL)

ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
int __real_close(int fd);
int __wrap_close(int fd);
int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __real_fcntl64(int fd, int what, ...);
int __wrap_fcntl64(int fd, int what, ...);

/* A disk that fails may have taken a half. */
ssize_t __wrap_write(int fd, const void *p, size_t n)
{
    if (fd <= STDERR_FILENO || !faults_hit(PLANE_LIBC, CALL_WRITE, "write"))
        return __real_write(fd, p, n);
    return n > 1 && faults_seed() % 2 != 0 ? __real_write(fd, p, n / 2) : -1;
}

int __wrap_close(int fd)
{
    bool failed = faults_hit(PLANE_LIBC, CALL_CLOSE, "close");
    int done = __real_close(fd);

    if (failed)
        errno = faults_error();
    return failed ? -1 : done;
}

int __wrap_open64(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;
    bool creates = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;

    va_start(more, flags);
    mode = creates ? va_arg(more, mode_t) : 0;
    va_end(more);
    if (faults_hit(PLANE_LIBC, creates ? CALL_CREATE : CALL_OPEN, path))
        return -1;
    return __real_open64(path, flags, mode);
}

int __wrap_fcntl64(int fd, int what, ...)
{
    va_list more;
    void *arg;

    va_start(more, what);
    arg = va_arg(more, void *);
    va_end(more);
    if (what == F_SETLK && faults_hit(PLANE_LIBC, CALL_LOCK, "lock"))
        return -1;
    return __real_fcntl64(fd, what, arg);
}
