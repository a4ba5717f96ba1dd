/* pepper: the secret by which erased content is known again.  See pepper.h. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "outfile.h"
#include "pepper.h"

#define HEAD      "trailbook-pepper "
#define FILE_SIZE (sizeof(HEAD) - 1 + 2 * (size_t)PEPPER_SIZE + 1) /* with its line's end */

struct pepper {
    struct digest *digest;
    char *path;
    mode_t mode;
};

/* Keeps the compiler from leaving out what nobody reads any more. */
static void wipe(void *p, size_t n)
{
    volatile unsigned char *bytes = p;

    while (n-- > 0)
        *bytes++ = 0;
}

enum status pepper_make(const char *path, struct err *err)
{
    unsigned char bytes[PEPPER_SIZE];
    enum status st;
    struct buf b;

    if (getentropy(bytes, sizeof(bytes)) != 0)
        return err_at(err, ST_FATAL, path, 0, 0, "PEPPER-RANDOM",
                      "the system gives no random bytes: %s; nothing was made", strerror(errno));
    buf_init(&b, BUF_CAP);
    buf_space(&b, FILE_SIZE); /* so that growing leaves no copy */
    buf_text(&b, HEAD);
    buf_hex(&b, bytes, sizeof(bytes));
    buf_byte(&b, '\n');
    wipe(bytes, sizeof(bytes));
    st = outfile_new(path, 0600, buf_view(&b), err);
    wipe(b.p, b.n);
    buf_release(&b);
    return st;
}

static int digit(unsigned char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hex(const unsigned char *text, unsigned char out[PEPPER_SIZE])
{
    for (size_t i = 0; i < PEPPER_SIZE; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* The file's bytes, one more than a pepper's at most; -1: errno says why not. */
static ssize_t read_file(const char *path, unsigned char out[FILE_SIZE + 1], mode_t *mode)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), why;
    struct stat info;
    ssize_t n = -1;

    if (fd >= 0 && fstat(fd, &info) == 0) {
        *mode = info.st_mode;
        n = read(fd, out, FILE_SIZE + 1);
    }
    why = errno;
    if (fd >= 0)
        close(fd);
    errno = why;
    return n;
}

enum status pepper_open(const char *path, struct pepper **out, struct err *err)
{
    unsigned char text[FILE_SIZE + 1], key[PEPPER_SIZE];
    mode_t mode = 0;
    ssize_t n = read_file(path, text, &mode);
    bool good = n == (ssize_t)FILE_SIZE && memcmp(text, HEAD, sizeof(HEAD) - 1) == 0 &&
                text[FILE_SIZE - 1] == '\n' && read_hex(text + sizeof(HEAD) - 1, key);

    wipe(text, sizeof(text));
    if (n < 0)
        return err_at(
            err, ST_FAIL, path, 0, 0, "PEPPER-MISSING",
            "the pepper, by which what was erased is known again, cannot be read: %s; give its file "
            "with --pepper, or bring it back from a copy",
            strerror(errno));
    if (!good)
        return err_at(err, ST_FAIL, path, 0, 0, "PEPPER-READ",
                      "this is no pepper, which is one line that redact or prune wrote; give its file with "
                      "--pepper, or bring it back from a copy");
    *out = mem_zero(1, sizeof(**out));
    (*out)->digest = digest_keyed(key, sizeof(key));
    (*out)->path = mem_text(path);
    (*out)->mode = mode;
    wipe(key, sizeof(key));
    return ST_OK;
}

void pepper_free(struct pepper *p)
{
    if (p == NULL)
        return;
    digest_free(p->digest);
    mem_free(p->path);
    mem_free(p);
}

const char *pepper_path(const struct pepper *p)
{
    return p->path;
}

bool pepper_shared(const struct pepper *p, struct err *warning)
{
    if ((p->mode & (S_IRWXG | S_IRWXO)) == 0)
        return false;
    (void)err_at(warning, ST_OK, p->path, 0, 0, "PEPPER-SHARED",
                 "others than its owner may read the pepper, and try out what was erased; chmod 600 it");
    return true;
}

/* Lengths are 8 bytes, the least first. */
static void add_part(struct digest *d, struct slice part)
{
    unsigned char length[8];

    for (size_t i = 0; i < sizeof(length); i++)
        length[i] = (unsigned char)((uint64_t)part.n >> 8 * i);
    digest_add(d, length, sizeof(length));
    digest_add(d, part.p, part.n);
}

void pepper_mark(struct pepper *p, enum pepper_kind kind, const struct slice *parts, size_t n,
                 unsigned char out[PEPPER_MARK])
{
    static const char *const kinds[] = {"item", "event", "record", "dump", "pseudonym", "check"};

    assert((size_t)kind < sizeof(kinds) / sizeof(kinds[0]));
    digest_start(p->digest);
    add_part(p->digest, slice_text(kinds[kind]));
    for (size_t i = 0; i < n; i++)
        add_part(p->digest, parts[i]);
    digest_end(p->digest, out);
}

void pepper_item(struct pepper *p, struct slice type, struct slice key, unsigned char out[PEPPER_MARK])
{
    const struct slice parts[] = {type, key};

    pepper_mark(p, PEPPER_ITEM, parts, 2, out);
}

void pepper_event(struct pepper *p, struct slice source, const unsigned char ident[IDENT_SIZE],
                  unsigned char out[PEPPER_MARK])
{
    const struct slice parts[] = {source, {ident, IDENT_SIZE}};

    pepper_mark(p, PEPPER_EVENT, parts, 2, out);
}

void pepper_record(struct pepper *p, struct slice source, const unsigned char digest[DIGEST_SIZE],
                   unsigned char out[PEPPER_MARK])
{
    const struct slice parts[] = {source, {digest, DIGEST_SIZE}};

    pepper_mark(p, PEPPER_RECORD, parts, 2, out);
}

void pepper_dump(struct pepper *p, const unsigned char digest[DIGEST_SIZE], unsigned char out[PEPPER_MARK])
{
    const struct slice part = {digest, DIGEST_SIZE};

    pepper_mark(p, PEPPER_DUMP, &part, 1, out);
}
