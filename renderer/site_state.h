/*
 * site_state: what is remembered about the files of a site.
 *
 * One line a file in "OUT.state": digest, size, time, path.  Held in memory as 32 bytes a file, a path
 * as half of its SHA-256, so that no two can be made to be taken for one; the paths themselves are only
 * read again when files are to be removed.
 */
#ifndef SITE_STATE_H
#define SITE_STATE_H

#include "buf.h"
#include "digest.h"
#include "err.h"
#include "site.h"

struct stat;

struct site_entry {
    uint64_t path[2]; /* first 16 bytes of SHA-256; lowest bit of the first: met in this run; 0 = free */
    uint64_t content; /* first 8 bytes of SHA-256; 0 = begun, not finished */
    uint64_t stat;    /* hash of size and time */
};

struct site_table {
    struct site_entry *entries;
    size_t n, size;        /* size is a power of two */
    struct digest *digest; /* borrowed */
};

struct site_line { /* one line of the state */
    uint64_t content, size;
    int64_t time; /* ns */
    const char *path;
};

uint64_t site_stat_hash(uint64_t size, int64_t time);
uint64_t site_content_hash(const unsigned char digest[DIGEST_SIZE]); /* never 0 */
int64_t site_stat_time(const struct stat *st);                       /* ns */

/* Is the file at path what e remembers, by size and time, and unless bytes is NULL by what it reads with it?
 * *st tells its size and time. */
bool site_entry_agrees(const struct site_entry *e, const char *path, struct digest *bytes, struct stat *st);

/* Is the content of the file at path another than what e remembers, or gone?  d: to read it with. */
bool site_entry_altered(const struct site_entry *e, const char *path, struct digest *d);

/* The entry of path, or NULL. */
struct site_entry *site_table_find(const struct site_table *t, const char *path);

/* The entry of path, a fresh one if there was none. */
struct site_entry *site_table_add(struct site_table *t, const char *path);
void site_table_release(struct site_table *t);

/* Calls each for every whole line of the file fd, from its beginning, without moving fd; a line that
 * is torn or not ours is passed over.  (By descriptor: closing another one would end the lock that a
 * process holds on the file.)  name is for errors. */
enum status site_state_read(int fd, const char *name,
                            enum status (*each)(void *ctx, const struct site_line *l), void *ctx,
                            struct err *err);

/* The same by path; a missing file has no lines. */
enum status site_state_load(const char *path, enum status (*each)(void *ctx, const struct site_line *l),
                            void *ctx, struct err *err);

void site_line_write(struct buf *b, const struct site_line *l);

#endif
