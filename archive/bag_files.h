/*
 * bag_files: the files of a bag, in a folder or in a tar, read only.
 *
 * Never leaves the bag: links, devices, pipes and sockets are refused unopened, names that lead elsewhere
 * too.  A tar (POSIX ustar, as "tar --format=ustar" writes it, with one folder in it) is read where it
 * stands: nothing is unpacked, so that nothing is left behind.  Knows nothing of manifests.  What fails from
 * the disk is ST_FATAL, BAG-READ; what is wrong with the bag is less.
 */
#ifndef BAG_FILES_H
#define BAG_FILES_H

#include "err.h"
#include "slice.h"

struct bag_files; /* used by one thread */
struct bag_file;  /* one of them, open; several may be */

/* Opens the bag at path.  Caller owns *out: bag_files_close().
 * ST_FAIL: BAG-TAR, a tar that is damaged, from its first header to its end, or of another kind.
 * ST_FATAL: BAG-NONE, neither a folder nor a tar; BAG-READ. */
enum status bag_files_open(const char *path, struct bag_files **out, struct err *err);
void bag_files_close(struct bag_files *b); /* NULL is allowed */

/* For messages: the path as it was given. */
const char *bag_files_name(const struct bag_files *b);

/* Is there a folder data/? */
bool bag_files_payload(const struct bag_files *b);

/* The next of all files, in no order; the caller closes it.  ST_END: there is no more.  ST_REJECT, and the
 * walk goes on: BAG-SPECIAL, no regular file; BAG-PATH, folders too deep or a name that may not be followed.
 */
enum status bag_files_next(struct bag_files *b, struct bag_file **out, struct err *err);

/* The file at path, which is safe (bag_path.h).  ST_END: there is none.  ST_REJECT: BAG-SPECIAL. */
enum status bag_files_find(struct bag_files *b, const char *path, struct bag_file **out, struct err *err);

/* A file whose bytes lie in memory, borrowed: what is read is named like that. */
struct bag_file *bag_file_of(struct slice bytes, const char *path);

const char *bag_file_path(const struct bag_file *f);  /* in the bag */
const char *bag_file_shown(const struct bag_file *f); /* for messages */

/* Up to n bytes; *got is 0 at the end. */
enum status bag_file_read(struct bag_file *f, void *p, size_t n, size_t *got, struct err *err);
void bag_file_close(struct bag_file *f); /* NULL is allowed */

#endif
