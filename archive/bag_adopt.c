/* bag_adopt: files that somebody else has written into a bag.  See bag.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bag.h"
#include "bag_tree.h"
#include "mem.h"

#define CHUNK ((size_t)256 << 10) /* bytes that are read at once */

struct adoption {
    struct bag *bag;
    size_t skip; /* of a file's place: what stands before its path in the bag */
    struct digest *digest;
    struct digest512 *digest512;
    unsigned char *chunk;
    enum status st;
    struct err *err;
};

/* Until its end; -1, with errno, if it cannot be read. */
static int64_t read_all(struct adoption *a, int fd)
{
    int64_t size = 0;

    for (;;) {
        ssize_t did = read(fd, a->chunk, CHUNK);

        if (did < 0 && errno == EINTR)
            continue;
        if (did <= 0)
            return did < 0 ? -1 : size;
        digest_add(a->digest, a->chunk, (size_t)did);
        digest512_add(a->digest512, a->chunk, (size_t)did);
        size += did;
    }
}

static bool adopt(const char *place, void *ctx)
{
    struct adoption *a = ctx;
    unsigned char both[DIGEST_SIZE + DIGEST512_SIZE];
    int fd = open(place, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int64_t size;

    if (fd < 0)
        return false;
    digest_start(a->digest);
    a->digest512 = digest512_new();
    size = read_all(a, fd);
    digest_end(a->digest, both);
    digest512_end(a->digest512, both + DIGEST_SIZE);
    digest512_free(a->digest512);
    close(fd);
    if (size >= 0)
        a->st = bag_list(a->bag, place + a->skip, (uint64_t)size, both, a->err);
    return size >= 0 && a->st == ST_OK;
}

enum status bag_adopt(struct bag *b, const char *path, struct err *err)
{
    struct adoption a = {.bag = b, .digest = digest_new(), .st = ST_OK, .err = err};
    struct buf place;

    buf_init(&place, BUF_CAP);
    a.st = bag_place(b, path, &place, err);
    a.skip = place.n - strlen(path);
    a.chunk = mem_alloc(CHUNK);
    if (a.st == ST_OK && !bag_tree_files(buf_string(&place), adopt, &a) && a.st == ST_OK)
        a.st = err_set(err, ST_FATAL, "FILE-WRITE", "cannot read again what was written to %s: %s",
                       buf_string(&place), strerror(errno));
    mem_free(a.chunk);
    buf_release(&place);
    digest_free(a.digest);
    return a.st;
}
