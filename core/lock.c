/* lock: one run at a time, by a file that it locks.  See lock.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lock.h"

#define LOCK_TRIES 100

static int open_lock(const char *path, bool *made)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

    *made = fd < 0 && errno == ENOENT;
    return *made ? open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666) : fd;
}

/* A run that ends unlinks its lock: what was opened before may be locked when it has no name. */
static bool still_named(int fd, const char *path)
{
    struct stat here, there;

    return fstat(fd, &here) == 0 && lstat(path, &there) == 0 && here.st_ino == there.st_ino &&
           here.st_dev == there.st_dev;
}

static enum status locked(const char *what, struct err *err)
{
    return err_set(err, ST_FATAL, "FILE-LOCKED", "another run is writing %s; wait until it has ended", what);
}

/* Closes fd, which the system would not lock. */
static enum status refused(int fd, const char *path, const char *what, bool *made, struct err *err)
{
    int why = errno;

    close(fd);
    if (why == EACCES || why == EAGAIN) {
        *made = false;
        return locked(what, err);
    }
    if (*made)
        unlink(path);
    return err_set(err, ST_FATAL, "FILE-CREATE", "cannot lock %s: %s; name a folder on another disk", path,
                   strerror(why));
}

enum status lock_take(const char *path, const char *what, int *fd, bool *made, struct err *err)
{
    for (int i = 0; i < LOCK_TRIES; i++) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        int opened = open_lock(path, made);

        if (opened < 0 && errno == EEXIST && i + 1 < LOCK_TRIES)
            continue;
        if (opened < 0)
            return err_set(err, ST_FATAL, "FILE-CREATE",
                           "cannot write %s: %s; check the folder and its rights", path, strerror(errno));
        if (fcntl(opened, F_SETLK, &lock) != 0)
            return refused(opened, path, what, made, err);
        if (still_named(opened, path)) {
            *fd = opened;
            return ST_OK;
        }
        *made = false;
        close(opened);
    }
    return locked(what, err);
}
