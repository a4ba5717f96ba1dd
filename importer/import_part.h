/*
 * import_part: one dump of an import, from its input into the store's writer.
 *
 * Private to the import run.  A group is what one transaction takes: one dump, or with --parts all of
 * them; import.c opens and ends groups, import_part.c reads the dumps.
 */
#ifndef IMPORT_PART_H
#define IMPORT_PART_H

#include "import.h"

struct part { /* one dump of a group */
    struct import_result result;
    struct arena texts; /* of the result */
    bool known;         /* these bytes were imported with this profile before */
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

bool run_stopped(const struct run *r);
enum status run_stop(struct err *err); /* ST_FATAL, IMPORT-STOPPED */

/* A copy that lives as long as the part. */
const char *part_text(struct part *p, const char *text);

/* Reads in into r->writer, which is opened for the group's first dump.  On ST_OK all of p->result is
 * set but for what the store counts, and r->open is p.  ST_END: nothing to do. */
enum status part_read(struct run *r, struct part *p, struct input *in, struct err *err);

#endif
