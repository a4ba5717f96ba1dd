/*
 * batch: events and rejects on their way from the reader thread to the writer.
 *
 * Knows neither who makes them nor who stores them.  Used by one thread at a time.  Cannot fail.
 */
#ifndef BATCH_H
#define BATCH_H

#include "event.h"

#define REJECT_MAX_RAW  ((size_t)1 << 20)  /* reject bytes kept whole up to here ... */
#define REJECT_KEPT_RAW ((size_t)64 << 10) /* ... else this many, with length and digest */

enum {
    REJECT_INSIDE = 1,   /* an object that ^ means */
    REJECT_IDENTITY = 2, /* and that is part of its identity */
    REJECT_RECOVERED = 4
};

struct reject {
    uint64_t record; /* number in the dump, from 1 */
    uint64_t offset, length;
    uint64_t line;    /* from 1, 0 if lines mean nothing */
    uint64_t column;  /* byte in the line, 0 if not known */
    const char *code; /* string literal: "CSV-QUOTE-OPEN" */
    struct slice reason;
    struct slice raw;                  /* original bytes, whole or the first REJECT_KEPT_RAW */
    unsigned around;                   /* bit set of REJECT_... */
    unsigned char digest[DIGEST_SIZE]; /* of all the bytes */
};

/* Everything in it lives in its arena. */
struct batch {
    struct arena arena;
    struct event *events;
    size_t n_events, size_events;
    struct reject *rejects;
    size_t n_rejects, size_rejects;
};

void batch_init(struct batch *b);
void batch_release(struct batch *b);
void batch_reset(struct batch *b);
struct event *batch_event(struct batch *b);   /* one more, zeroed, count = 1; earlier pointers die */
struct reject *batch_reject(struct batch *b); /* one more, zeroed */

#endif
