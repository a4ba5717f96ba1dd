/*
 * import_part: one dump of an import, from its input into the store's writer.
 *
 * Private to the import run.  A group is what one transaction takes: one dump, or with --parts all of
 * them; import.c opens and ends groups, import_part.c reads the dumps.
 */
#ifndef IMPORT_PART_H
#define IMPORT_PART_H

#include "import.h"
#include "import_detect.h"

struct feed_counts;

struct part { /* one dump of a group */
    struct import_result result;
    struct arena texts;             /* of the result */
    char encoding[IMPORT_ENCODING]; /* "" = UTF-8 */
    const char *misfit;             /* "; it lacks ..., and has ...": why it may not fit, or "" */
    bool known;                     /* these bytes were imported with this profile before */
    struct part *next;
};

struct run {
    struct store *store;
    struct input_set *set;
    const struct import_options *o;
    int64_t last_progress;
    struct encoding *encoding;
    struct feed *feed;
    bool abandoned; /* a reading thread still hangs in the input */
    /* the group */
    struct store_writer *writer;
    struct part *first, *last;
    struct part *open; /* the last one that went into writer */
};

/* What stands behind reader_describe()'s text in store_import.reader where a dump is not UTF-8: a
 * retry needs it to read a reject's original bytes. */
#define PART_ENCODING " encoding="

/* The next dump of the set, and its first original bytes.  Status as input_set_next(); *in is NULL
 * where it could not even be opened. */
enum status run_next(struct run *r, struct input **in, struct slice *beginning, struct err *err);

/* A copy that lives as long as the part. */
const char *part_text(struct part *p, const char *text);

/* Reads in into r->writer, which is opened for the group's first dump.  On ST_OK all of p->result is
 * set but for what the store counts, and r->open is p.  ST_END: nothing to do. */
enum status part_read(struct run *r, struct part *p, struct input *in, struct slice beginning,
                      struct err *err);

/* ---- import_known.c: dumps that are in already ---- */

/* ST_END if exactly these bytes, by this profile, are in the store.  IMPORT-ELSEWHERE. */
enum status known_again(struct run *r, struct part *p, struct err *err);

/* The same at once, without reading records, where hashing pays: if an import has the same size. */
enum status known_ahead(struct run *r, struct part *p, struct input *in, struct err *err);

/* A dump that no profile recognises may be in, by a profile that was named then. */
bool known_anyhow(struct run *r, struct part *p, struct input *in);

/* ---- import_misfit.c: a profile that does not fit ---- */

/* Fills p->misfit and p->result.lacks from the dump's beginning, if the profile was named. */
void misfit_look(struct run *r, struct part *p, struct slice beginning, const struct profile *profile);

/* IMPORT-WRONG-PROFILE for a dump without records that is not like the profile's; else ST_OK. */
enum status misfit_kind(struct part *p, const struct profile *profile, bool like, struct err *err);

/* After the dump was read: p->result's times, ids and mistimed. */
void misfit_events(struct part *p, const struct feed_counts *c, const struct profile *profile);

/* IMPORT-ALL-REJECTED. */
enum status misfit_all_rejected(struct part *p, struct err *err);

/* IMPORT-MAX-REJECTS: so many of res' records were rejected. */
enum status misfit_rejects(const struct import_result *res, uint64_t rejected, struct err *err);

#endif
