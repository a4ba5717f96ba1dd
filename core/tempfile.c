/* tempfile: a file without a name.  See tempfile.h. */
#ifdef __linux__
#define _GNU_SOURCE /* O_TMPFILE */
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "mem.h"
#include "tempfile.h"

/* One that never has a name; not every file system can. */
static int never_named(const char *path)
{
#ifdef O_TMPFILE
    const char *slash = strrchr(path, '/');
    char *folder = mem_text(path);
    int fd;

    folder[slash != NULL ? slash - path + (slash == path) : 0] = '\0';
    fd = open(slash != NULL ? folder : ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    mem_free(folder);
    return fd;
#else
    (void)path;
    return -1;
#endif
}

/* One that loses its name at once. */
static int named(const char *path)
{
    struct buf text;
    char *name;
    int fd, why;

    buf_init(&text, BUF_CAP);
    buf_format(&text, "%s.tmp.XXXXXX", path);
    name = mem_text(buf_string(&text));
    buf_release(&text);
    fd = mkstemp(name);
    why = errno;
    if (fd >= 0)
        unlink(name);
    mem_free(name);
    errno = why;
    return fd;
}

int tempfile_open(const char *path)
{
    int fd = never_named(path);

    return fd >= 0 ? fd : named(path);
}
