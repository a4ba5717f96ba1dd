/*
 * feed: the reader thread of an import: one dump cut and mapped into batches.
 *
 * Reader and mapper are used by the thread alone; batches go through a short ring, so memory is
 * bounded whatever the dump's size.  Knows no store.  The input is borrowed by the thread from
 * feed_start() until feed_finish(), which may be called at any time.
 */
#ifndef FEED_H
#define FEED_H

#include "batch.h"
#include "phases.h"
#include "profile.h"

#define FEED_SHOWN 100 /* bytes of a text that is shown */

struct feed;

struct feed_odd {
    uint64_t n, line, record; /* how many; the first one's place and text */
    char text[FEED_SHOWN + 1];
};

struct feed_counts {
    uint64_t records, mapped, skipped, rejected; /* records = mapped + skipped + rejected */
    uint64_t events, recovered;                  /* recovered: records that were read after damage */
    uint64_t zone_assumed;                       /* events whose time had none: one was assumed */
    uint64_t ambiguous;                          /* events at a local time that occurred twice, or never */
    uint64_t no_id, no_time; /* events without an id of the source's own, or a text for the time */
    struct feed_odd unread;  /* events whose time no format fits */
    struct feed_odd beyond;  /* ... one does, yet the time is out of the range that can be kept */
    struct feed_odd far;     /* events whose time was read, and is far from our days (stamp_is_far()) */
};

/* p and source are borrowed until feed_finish().  Codes: IMPORT-THREAD.  Caller owns *out. */
enum status feed_start(struct input *in, const struct profile *p, const char *source, struct feed **out,
                       struct err *err);

/* Waits at most a tenth of a second.  ST_OK: *out is the next batch, lent until the next call, or
 * NULL if none is ready yet.  ST_END: the dump was read to its end.  Else the dump's error. */
enum status feed_next(struct feed *f, struct batch **out, struct err *err);

/* How far the thread is: original bytes and records. */
void feed_progress(const struct feed *f, uint64_t *bytes, uint64_t *records);

/* After ST_END: what was counted, and reader_describe()'s text (borrowed). */
const struct feed_counts *feed_counts(const struct feed *f);
const struct phases *feed_phases(const struct feed *f); /* of the thread */
struct slice feed_described(const struct feed *f);

/* Ends the thread and frees f.  hurry: a thread that hangs in a read is left alone after a second,
 * and f with it; returns false then. */
bool feed_finish(struct feed *f, bool hurry);

#endif
