/*
 * erasing: what was chosen goes from the store, and acts of the ledger say so.
 *
 * The lines of entries that are erased from are kept, so that every checkpoint and proof stays valid; a list
 * of them is committed to (FORMAT.txt, section 5).  Knows neither why something goes nor who asked.
 */
#ifndef ERASING_H
#define ERASING_H

#include "ledger.h"
#include "store_erase.h"

#define ERASING_RUNS 20000 /* of a list at most */

struct erasing_words {
    const char *kind;           /* "redact" */
    struct slice clear, hidden; /* members of the acts besides "events", "values" and "erased": objects that
                                   are begun and not ended */
};

struct erasing_told {
    struct store_erase_counts counts;
    uint64_t first, acts; /* entries that tell it */
};

/* As struct seal_work's run, after store_erase_count(): all is sealed.  ST_FAIL: LEDGER-CHANGED. */
enum status erasing_run(struct store *s, struct store_erase *x, int64_t now,
                        const struct erasing_words *words, struct erasing_told *told,
                        struct ledger_sealed *sealed, struct err *err);

#endif
