/*
 * site: the folder of files that a report is, brought up to date file by file.
 *
 * Knows neither pages nor templates.  A first report is built beside its place ("OUT.part") and
 * appears by one rename; into an empty folder that stands there it is written in place.  A later one is
 * mended in place: a file whose bytes did not change is not touched, one that did is replaced by a rename,
 * and what is no longer part of the report is removed at the very end.  "OUT.state" remembers every file by
 * size, time and digest; it is written anew while the run goes ("OUT.state.part"), so that an interrupted run
 * is completed by the next.  Memory: 24 bytes a file and a few MiB.
 *
 * Codes: SITE-NOT-OURS, SITE-FOLDER, SITE-PART, SITE-STATE, FILE-... (outfile.h, lock.h); all ST_FATAL.
 */
#ifndef SITE_H
#define SITE_H

#include "buf.h"
#include "err.h"

struct site;
struct site_file;

#define SITE_ALTERED  10
#define SITE_PATH_MAX 256 /* bytes of a path, with its NUL */

struct site_counts {
    uint64_t files, written, unchanged, removed;
    uint64_t bytes;    /* of all files */
    uint64_t repaired; /* among the written and removed: changed since, or removed, by others than us */
    char altered[SITE_ALTERED][SITE_PATH_MAX]; /* the first of those, relative */
};

struct site_options {
    const char *out;
    bool rebuild; /* write every file anew, and take a folder of others' files that no state tells of */
    bool check;   /* look at the bytes on disk, not only at size and time */
    /* Files of which each site has all, so a folder with one of them is a site though its state was lost;
     * ends in NULL. */
    const char *const *signs;
};

/* Caller owns *out: site_finish() or site_abandon(). */
enum status site_open(const struct site_options *o, struct site **out, struct err *err);

/* A file of the site at path: relative, of [a-z0-9./-], its folders made as needed.  A few may be
 * open at once; up to SITE_BUFFER bytes of each stay in memory.  *out ends with site_end() or
 * site_drop(). */
#define SITE_BUFFER ((size_t)1 << 20)
enum status site_begin(struct site *s, const char *path, struct site_file **out, struct err *err);

/* Fits template_sink: file is a struct site_file. */
enum status site_write(void *file, struct slice bytes, struct err *err);
enum status site_end(struct site_file *f, struct err *err); /* f is gone, whatever happens */
void site_drop(struct site_file *f);                        /* NULL is allowed */

/* All three in one. */
enum status site_put(struct site *s, const char *path, struct slice bytes, struct err *err);

/* Removes what was not written this time, keeps the state, lets a first report appear.  Frees s. */
enum status site_finish(struct site *s, struct site_counts *counts, struct err *err);

/* Leaves everything as it is, for the next run to complete.  Frees s.  NULL is allowed. */
void site_abandon(struct site *s);

#endif
