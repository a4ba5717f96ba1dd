/*
 * import_print: what an import tells: a block for each dump, the sum at the end.
 *
 * Works from the results that an import hands out; it does not look into the store.  import_print_start()
 * comes first, import_print_end() last and once: it releases what is held.  Nothing here fails; what
 * stdout does not take, term_finish() tells.
 */
#ifndef IMPORT_PRINT_H
#define IMPORT_PRINT_H

#include "cli.h"
#include "import.h"
#include "jsonw.h"

struct import_print {
    struct cli *cli;
    struct jsonw json; /* with --json only */
    uint64_t dumps, again, empty, failed;
    struct import_counts sum;
    struct input_passed passed; /* of folders: what is no dump */
    uint64_t stale;             /* after --remap: events that no dump has renewed yet */
    struct buf stale_names;     /* their dumps */
    int64_t started;            /* clock, ns: when the dump at hand was first told */
    uint64_t started_bytes;     /* how much of it was read then */
    struct phases phases;       /* with --timings only */
};

void import_print_start(struct import_print *p, struct cli *cli);
void import_print_progress(struct import_print *p, const char *path, uint64_t bytes, int64_t size,
                           uint64_t records);
void import_print_dump(struct import_print *p, enum status st, const struct import_result *r,
                       const struct err *err);

/* The sum; gives the exit status.  err: what ended the run, or NULL. */
int import_print_end(struct import_print *p, const struct err *err);

/* For import_print.c only: rejects and other findings as messages; and with --quiet, which prints no block,
 * a line for each thing that needs attention. */
void import_print_warn(struct import_print *p, const struct import_result *r);
void import_print_alert(struct import_print *p, const struct import_result *r);

/* Warns of so many stored events of items that were erased; none: nothing. */
void import_print_returned(struct cli *cli, const char *path, uint64_t n);

/* With --json, for import_print.c only. */
void import_print_json_dump(struct import_print *p, enum status st, const struct import_result *r,
                            const struct err *err);
void import_print_json_sum(struct import_print *p, const struct err *err);

/* Records and events made, and what they are the sums of, as members of the object that is open. */
void import_print_sums(struct jsonw *w, const struct import_counts *c);

#endif
