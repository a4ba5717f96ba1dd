/*
 * store_fates_note: what becomes of records, noted while their events come in any order.
 *
 * Private to store*.c.  A bit for each record and each thing that may become of its events, in blocks that
 * are there once they are needed: a clean dump takes one bit a record.
 */
#ifndef STORE_FATES_NOTE_H
#define STORE_FATES_NOTE_H

#include "store_fates.h"

enum fate_plane { PLANE_STORED, PLANE_DUPLICATE, PLANE_SUPPRESSED, PLANE_REJECTED, FATE_PLANES };

struct fates { /* {0} at first; fates_clear() */
    struct fate_bits {
        uint64_t **blocks;
        size_t n, room;
    } planes[FATE_PLANES];
};

/* record: from 1. */
void fates_note(struct fates *f, enum fate_plane plane, uint64_t record);
void fates_clear(struct fates *f);

/* Writes what was noted of so many records, and forgets it: those of which nothing was were skipped.
 * again: the import was stored before, and what was noted takes the place of what was said of these records,
 * if no act tells of that yet; of the others that stays. */
enum status fates_write(struct store *s, struct fates *f, int64_t import, uint64_t records, bool again,
                        struct err *err);

#endif
