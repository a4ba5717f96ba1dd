/*
 * outfile: a file that appears whole or not at all.
 *
 * Bytes go to a temporary file in the same folder; every write and the close are checked; commit
 * renames it.  Only outfile_publish() syncs: whoever commits a set of files syncs once, at the end.
 */
#ifndef OUTFILE_H
#define OUTFILE_H

#include <sys/types.h>

#include "buf.h"
#include "err.h"

struct outfile; /* opaque; used by one thread */

/* Starts a file that will be path.  Its folder must exist.  Mode is 0666 less the umask.  What stands
 * there and is not a regular file is never replaced (FILE-NOT-REGULAR).
 * Caller owns *out: outfile_commit() or outfile_abandon(). */
enum status outfile_open(const char *path, struct outfile **out, struct err *err);

/* May a file that begins with start take path?  Not if a regular file is there that is neither empty nor
 * begins so: it is someone's own, or cannot be read. */
bool outfile_may_take(const char *path, const char *start);

/* Buffered.  ST_FATAL when the disk refuses (FILE-WRITE). */
enum status outfile_write(struct outfile *f, struct slice bytes, struct err *err);

/* Bytes written so far. */
uint64_t outfile_size(const struct outfile *f);

/* Flushes, closes, renames and frees f, whatever happens. */
enum status outfile_commit(struct outfile *f, struct err *err);

/* The same, and the file survives a loss of power once this has returned (FILE-SYNC if it may not). */
enum status outfile_publish(struct outfile *f, struct err *err);

/* Brings what was written in folder to disk: all of it on Linux, its names elsewhere. */
enum status outfile_sync_files(const char *folder, struct err *err);

/* Brings the name of path, just given, to disk. */
enum status outfile_sync_name(const char *path, struct err *err);

/* Removes the temporary file and frees f.  NULL is allowed. */
void outfile_abandon(struct outfile *f);

/* Makes a file of these bytes that must not be there yet (FILE-EXISTS, whatever it is), safely on disk.
 * It appears at once, so a loss of power may leave a part of it; a failure leaves nothing. */
enum status outfile_new(const char *path, mode_t mode, struct slice bytes, struct err *err);

/* Opens, writes and commits a file of these bytes. */
enum status outfile_put(const char *path, struct slice bytes, struct err *err);

#endif
