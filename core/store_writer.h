/*
 * store_writer: one dump on its way into the store.
 *
 * Private to store*.c.  store_write.c drives.  A batch goes through store_ident.h, store_intern.h,
 * store_rows.h and store_links.h, a dump ends by store_settle.h, store_remap.h and store_absent.h.  All of a
 * writer's state is bounded, whatever the dump's size, but for two bits per stored event: one in met, and one
 * in part_met for blocks of ids that the part meets.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "store_fates_note.h"
#include "store_feed.h"
#include "store_ident.h"
#include "store_intern.h"
#include "store_queries.h"
#include "store_rows.h"
#include "store_schema.h"

#define TYPE_GUESSES 8
#define FRESH_MAX    262144 /* ids gathered before they are looked up in one pass */

struct fresh { /* an event with a native id, not yet in the table of ids */
    int64_t h, event;
};

struct store_writer {
    struct store *s;
    struct sqlite3_stmt *q[WQ_COUNT];
    struct feed feeds[FEED_COUNT];
    struct buf event_table; /* the text that declares feed_event */
    struct buf text;        /* scratch of rows_pack() */
    uint32_t event_filled;  /* columns of event that hold more than the usual, a bit each */
    int64_t source, import, first_part, first_import; /* imports from here on are this writer's own */
    unsigned char profile_digest[DIGEST_SIZE];
    bool has_window, remap, compare;
    bool resumed; /* import was stored before: what comes now is added to it */
    int64_t window_from, window_to;
    int64_t claim;      /* the import that the window stands with: see window_claim() */
    bool claimed;       /* earlier imports of the source claim windows */
    bool reread, known; /* the part's dump was read before; one of the parts' */
    int64_t first_id;   /* ids from here on are this writer's own */
    int64_t next_id, next_item, next_action, next_term;
    bool items_stored;        /* there are items to find */
    unsigned char *met;       /* bit per id below first_id: this writer met it again */
    int64_t part_id;          /* ids from here on are the part's own */
    unsigned char **part_met; /* those that the part met again, in blocks; NULL: none of that block */
    size_t n_part_met;
    struct import_counts counts; /* of the part so far */
    struct fates fates;          /* of its records */
    unsigned batches;            /* put */

    struct order order;
    struct slot *slots;
    size_t n_slots, size_slots;
    struct links *links;
    struct chunks *chunks;
    struct fresh *fresh;
    size_t n_fresh, size_fresh;
    int64_t fresh_from; /* ids from here on are in fresh, or have no native id */

    struct table items, types, actions, terms;
    const struct text_entry *type_guess[TYPE_GUESSES]; /* of the n-th party */
    uint64_t turn;                                     /* of tally_item() */
    struct item_list missing, found, made; /* entries to look up; those with a row; those without */
    struct tally_entry *tallies;
    size_t n_tallies;
    struct amend *amend;        /* NULL unless sealed events may be mapped anew */
    struct remap *renewal;      /* NULL unless stored mappings are compared */
    struct store_marks *marks;  /* of what was erased; NULL: nothing was */
    struct horizon *horizon;    /* with marks only; NULL: nothing was pruned */
    struct buf source_name;     /* with marks only */
    uint64_t returned, emptied; /* of the part: new events of items that were erased; rejects that were */
    bool dirty;                 /* temp.dirty has items whose label and times must be found anew */
};

/* store_write.c: a writer of rows alone; it has no source and no import yet.  store_writer_free(). */
enum status writer_new(struct store *s, struct store_writer **out, struct err *err);

/* store_import.c: sources and imports. */
enum status import_open(struct store_writer *w, const struct store_import *info, struct err *err);
enum status import_write(struct store_writer *w, struct store_import *info, struct err *err);
/* Adds w->counts, all of them rejects before, to the stored import. */
enum status import_add(struct store_writer *w, struct store_import *info, struct err *err);
enum status import_settle(struct store_writer *w, struct store_import *info, struct err *err);
enum status import_left(struct store_writer *w, struct store_import *info, struct err *err); /* at the end */

#endif
