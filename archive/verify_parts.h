/*
 * verify_parts: what the checks of a snapshot share.
 *
 * Private to verify*.c.  What is wrong with the snapshot is told and is no failure: less than ST_OK comes
 * only from the disk.
 */
#ifndef VERIFY_PARTS_H
#define VERIFY_PARTS_H

#include "checkpoint.h"
#include "ledger_keys.h"
#include "tiles.h"
#include "verify.h"

#define VERIFY_SMALL ((size_t)1 << 20) /* bytes of a file that is read whole */
#define VERIFY_SHARD 65536             /* entries a file */

struct verify_sizes {
    uint64_t old, new_;
};

struct verify_log {
    struct verification *v;
    const struct verify_wish *wish;
    struct bag_files *files;
    struct store_tree *tree; /* of a store; NULL: it is a snapshot */
    const char *name;        /* of the bag */
    struct digest *digest;
    struct arena arena;
    bool known; /* the checkpoint could be read; these are of it */
    struct checkpoint now;
    struct slice note;
    bool opened;              /* it has disclosures */
    struct ledger_keys *keys; /* that the entries read so far name, if it is signed */
    struct checkpoint held;   /* by whoever checks, if wish->since is given */
    struct verify_names *names;
    uint64_t pages;                     /* files of the report */
    bool item_pages;                    /* those of single items are among them */
    struct verify_sizes *past, *proofs; /* checkpoints/ (new_) and consistency/, sorted once all is seen */
    struct verify_sizes *maps;          /* imports/ likewise: import (old) and retry's act (new_), or 0 */
    size_t n_past, past_room, n_proofs, proofs_room, n_maps, maps_room;
};

/* Tells that a check found something bad: err, which is cleared. */
void verify_tell(struct verify_log *x, enum verify_name name, struct err *err);
void verify_bad(struct verify_log *x, enum verify_name name, const char *where, uint64_t line,
                const char *code, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The check is done: ok, unless it found something bad.  Or not all of it can be verified: what, and why. */
void verify_done(struct verify_log *x, enum verify_name name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void verify_open(struct verify_log *x, enum verify_name name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ST_END: there is no such file. */
enum status verify_find(struct verify_log *x, const char *path, struct bag_file **out, struct err *err);

/* Appends the whole of a small file, or as much of it as shows that it is none. */
enum status verify_text(struct verify_log *x, const char *path, struct buf *b, struct err *err);

/* Begins with checks that say nothing; ends with what was not looked at, and with what comes of it all. */
void verify_start(struct verification *v, const struct verify_wish *wish);
void verify_conclude(struct verification *v);
/* The checkpoint that is held: ST_FATAL: VERIFY-SINCE, it is none.  Then, against that of what is checked. */
enum status verify_held_read(struct verify_log *x, struct err *err);
void verify_held(struct verify_log *x);

/* Reads a checkpoint: signed by the key, if there is one, and of its log. ST_FAIL: err tells. */
enum status verify_note(struct verify_log *x, struct slice note, const char *where, struct checkpoint *out,
                        struct err *err);

/* verify_files: the closed world. seen: each file; then checked at once.  labels: bag-info.txt. */
struct verify_names *verify_names_new(void);
void verify_names_free(struct verify_names *n); /* NULL is allowed */
void verify_names_seen(struct verify_log *x, struct slice path);
enum status verify_files(struct verify_log *x, struct err *err);
int verify_sizes_order(const void *a, const void *b);
enum status verify_labels(struct verify_log *x, struct err *err);

/* verify_entries: all that comes of one pass over the entries. */
enum status verify_entries(struct verify_log *x, struct err *err);

#endif
