/*
 * store_writer: one dump on its way into the store.
 *
 * Private to store*.c.  store_write.c drives; store_order.c has events come in order of time where that
 * pays; store_ident.c tells new events from stored ones, store_remap.c those that map differently now;
 * store_intern.c turns texts into ids, store_tally.c sums up; store_rows.c, store_links.c and
 * store_chunks.c write rows; store_settle.c, store_window.c and store_remove.c end a dump: versions, absent
 * events, events that it makes no more; store_met.c keeps which ones it made again, store_import.c sources
 * and imports.  All of a writer's state is bounded, whatever the dump's size, but for two bits per stored
 * event: one in met, and one in part_met for blocks of ids that the part meets.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "sorter.h"
#include "store_feed.h"
#include "store_schema.h"

#define INTERN_MAX   524288             /* entries of a cache before it is written out and emptied */
#define INTERN_ROOM  ((size_t)80 << 20) /* bytes of text in it before the same */
#define TYPE_GUESSES 8
#define FRESH_MAX    262144 /* ids gathered before they are looked up in one pass */

struct sqlite3_stmt;

enum writer_query {
    WQ_SEEK,
    WQ_OCCURRENCE,
    WQ_LAST,
    WQ_CHANGE,
    WQ_CHUNK,
    WQ_CHUNK_FIND,
    WQ_CHUNK_LESS,
    WQ_CHUNK_GONE,
    WQ_REJECT,
    WQ_ACTION_FIND,
    WQ_ACTION_NEW,
    WQ_ACTION_RENEW,
    WQ_TERM_FIND,
    WQ_TERM_NEW,
    WQ_ITEM_FIND,
    WQ_ITEM_NEW,
    WQ_ITEM_MERGE,
    WQ_ITEM_MERGE_LABEL,
    WQ_TALLY,
    WQ_TALLY_GONE,
    WQ_NATIVE_SEEK,
    WQ_NATIVE_NEW,
    WQ_CLASH,
    WQ_VERSION,
    WQ_COUNTED,
    WQ_COUNTED_PARTIES,
    WQ_ITEM_LABEL,
    WQ_ITEM_FIRST_SET,
    WQ_ITEM_DIRTY,
    WQ_SHOWN,
    WQ_VERSIONS,
    WQ_ABSENT,
    WQ_ABSENTS,
    WQ_PRESENT,
    WQ_PRESENT_COUNT,
    WQ_WINDOW,
    WQ_IMPORT,
    WQ_EVENT, /* the last: made anew where its columns change */
    WQ_COUNT
};

enum writer_feed { FEED_EVENT, FEED_CHANGE, FEED_CHUNK, FEED_NATIVE, FEED_ITEM, FEED_COUNT };

struct slot_item { /* an item of an event */
    struct item_entry *e;
    int64_t id; /* its row; 0 until it is looked up */
    const struct text_entry *type;
    uint32_t hash;
    bool first;  /* the label is the item's first one */
    bool linked; /* a rewritten event's link that is stored already */
};

struct slot { /* one event of the batch, in order of (at, ident, variant, arrival) */
    struct event *ev;
    int64_t variant;
    int64_t id; /* given by ident_number(), or of the stored event that it repeats */
    uint32_t n;
    bool is_new;
    bool again;              /* this dump has met the stored event before */
    bool rewrite;            /* a duplicate whose mapping is renewed */
    bool rekeyed;            /* and its key too */
    bool uncounted;          /* a rewritten version that is not shown */
    bool waits;              /* some of its items have to be looked up */
    int64_t action, agent;   /* rows, once interned; agent 0 = none */
    struct slot_item *items; /* one per party */
    struct slice parties;    /* event.parties, once the items' rows are known */
};

/* An event of an item, in words whose order is that of by_item: month and item; second of the month
 * and event. */
enum { LINK_WHERE, LINK_WHEN, LINK_WORDS };

struct link {
    uint64_t word[LINK_WORDS];
};

struct chunk { /* a row of by_item: n events of one month and item */
    struct link first;
    size_t n;
    int64_t last;      /* second of the last one, and */
    struct slice list; /* column events, if n > 1 */
};

struct fresh { /* an event with a native id, not yet in the table of ids */
    int64_t h, event;
};

#define ITEM_LINES 3         /* of 64 bytes, that most entries take */
struct item_entry {          /* an item as known to the cache: texts in its arena */
    struct item_entry *next; /* in the bucket */
    uint32_t hash;
    uint16_t n_key, n_label; /* bytes of key and of the label it came with: EVENT_MAX_KEY fits */
    const struct text_entry *type;
    int64_t id; /* 0 until looked up */
    /* What this writer adds to the row. */
    int64_t first_at, last_at;
    uint32_t events, failures, denials, acted; /* written out before they could wrap */
    uint64_t turn;                             /* the last event that was counted ... */
    bool acting;                               /* ... and whether it is an actor there */
    bool stored, labelled;                     /* it has a row; this writer has a label for it */
    bool first_new;                            /* the row has no first label yet */
    int64_t label_at;
    struct slice label;
    unsigned char label_ident[IDENT_SIZE];
    struct slice first_label; /* n = 0: none yet */
    unsigned char key[];      /* and that label */
};

struct text_entry { /* an action's name or a user agent */
    struct text_entry *next;
    uint64_t hash;
    struct slice text;
    int64_t id;
};

struct tally_entry {
    int64_t day, action, outcome, events, counted;
    bool used;
};

struct table { /* hash table of entries chained by their first member */
    void **buckets;
    size_t n, n_buckets;
    uint64_t seed; /* of its hashes */
    uint64_t uses; /* since it was emptied */
    struct arena arena;
};

struct item_list {
    struct item_entry **all;
    size_t n, size;
};

struct order {             /* of time, in which events are stored */
    int64_t low, high;     /* what lies between waits in late; low > high: nothing does yet */
    struct sorter *late;   /* NULL until an event is */
    bool reading;          /* late is being read */
    struct batch batch;    /* what was read of it */
    struct buf key, value; /* scratch */
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
    int64_t first_id; /* ids from here on are this writer's own */
    int64_t next_id, next_item, next_action, next_term;
    bool items_stored;        /* there are items to find */
    unsigned char *met;       /* bit per id below first_id: this writer met it again */
    int64_t part_id;          /* ids from here on are the part's own */
    unsigned char **part_met; /* those that the part met again, in blocks; NULL: none of that block */
    size_t n_part_met;
    struct import_counts counts; /* of the part so far */
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
    struct remap *renewal; /* NULL unless stored mappings are compared */
    bool dirty;            /* temp.dirty has items whose label and times must be found anew */
};

int64_t writer_day(int64_t at); /* tally.day */

/* store_write.c: a writer of rows alone; it has no source and no import yet.  store_writer_free(). */
enum status writer_new(struct store *s, struct store_writer **out, struct err *err);

/* store_order.c: takes the events out of b that had better come later. */
enum status order_put(struct store_writer *w, struct batch *b, struct err *err);
/* The next of those, sorted; *out lives until the next call.  ST_END: there are none. */
enum status order_next(struct store_writer *w, struct batch **out, struct err *err);
void order_open(struct store_writer *w);
void order_close(struct store_writer *w);

/* store_ident.c: fills w->slots with b's events, sorted, and tells which are new (with n, without id). */
enum status ident_classify(struct store_writer *w, struct batch *b, struct err *err);
/* Gives the new ones their ids, in the order of their slots and without a hole, which rows_write() relies
 * on: so it comes after remap_compare(), which makes stored events of some. */
void ident_number(struct store_writer *w);
bool ident_met(const struct store_writer *w, int64_t id);
void ident_meet(struct store_writer *w, int64_t id);
int64_t ident_variant(const struct event *ev);             /* event.variant */
int64_t ident_head(const unsigned char ident[IDENT_SIZE]); /* native.h */

/* store_met.c: what the part that starts now meets, of the events stored before it. */
void met_start(struct store_writer *w);
void met_add(struct store_writer *w, int64_t id); /* below part_id */
void met_close(struct store_writer *w);
/* Keeps, with the import's row, what the part has met. */
enum status met_write(struct store_writer *w, struct err *err);

/* store_intern.c */
void intern_init(struct store_writer *w);
void intern_release(struct store_writer *w);
/* Finds or makes the rows of action, agent and items of the events that are new or rewritten, packs
 * their parties, and adds the new ones to their items.  slot->items and slot->parties lie in a, the
 * entries live until the next intern_flush(). */
enum status intern_batch(struct store_writer *w, struct arena *a, struct err *err);
/* Gives the item's row that label if it is greater by (at, ident, label). */
enum status intern_write_label(struct store_writer *w, int64_t item, int64_t at, const unsigned char *ident,
                               struct slice label, struct err *err);
/* Gives a known action its catalog's texts. */
enum status intern_renew(struct store_writer *w, const struct event *ev, int64_t action, struct err *err);
/* Writes items out and empties the caches if they are full, or if all. */
enum status intern_flush(struct store_writer *w, bool all, struct err *err);

/* store_tally.c */
/* Adds an event to what the item of its k-th party sums up; turn tells the events apart. */
void tally_item(struct store_writer *w, const struct slot *slot, size_t k, uint64_t turn);
/* To those of all its parties, as intern_batch() does for new ones. */
void tally_items(struct store_writer *w, const struct slot *slot);
enum status tally_add(struct store_writer *w, int64_t day, int64_t action, int outcome, int64_t events,
                      int64_t counted, struct err *err);
enum status tally_flush(struct store_writer *w, struct err *err);

/* store_rows.c: rows of the batch in w->slots. */
#define ROWS_ITEM_COLUMNS                                                                                    \
    "id,type,key,label,label_at,label_ident,first_label,events,failures,denials,acted,first_at,last_at"
enum status rows_open(struct store_writer *w, struct err *err);
void rows_close(struct store_writer *w);
/* Writes n rows of the feed's type. */
enum status rows_feed(struct store_writer *w, enum writer_feed which, const void *rows, size_t n,
                      struct err *err);
/* Fills slot->parties; the items' ids are known. */
void rows_pack(struct store_writer *w, struct slot *slot, struct arena *a);
/* New events, and changes, links and sums of new and rewritten ones. */
enum status rows_write(struct store_writer *w, struct arena *a, struct err *err);
enum status rows_reject(struct store_writer *w, const struct reject *r, struct err *err);
void rows_bind_mapping(struct sqlite3_stmt *q, const struct slot *slot); /* parameters 2 to 16 */

/* store_links.c: adds an event's links, and the event to items and tallies.  Links whose month the
 * dump has left may be written then. */
enum status links_count(struct store_writer *w, const struct slot *slot, struct arena *a, struct err *err);
/* Does a rewritten event have that stored link still?  Then it is marked, not to be added again. */
bool links_stay(const struct slot *slot, const struct link *link);
void links_open(struct store_writer *w);
void links_close(struct store_writer *w);
enum status links_flush(struct store_writer *w, struct err *err);
uint64_t links_pending(const struct store_writer *w); /* not yet written */
struct link link_make(int64_t at, int64_t item, int64_t event);
/* Of a stored row's numbers; false: they are no link's. */
bool link_of(struct link *l, int64_t period, int64_t item, int64_t second, int64_t event);
void link_move(struct link *l, int64_t second, int64_t event); /* within its month and item */
int64_t link_period(const struct link *l);
int64_t link_item(const struct link *l);
int64_t link_second(const struct link *l);
int64_t link_event(const struct link *l);
/* Sorts n links, fewer than 2^32, by their first so many words; stable.  Gives the one of the two
 * arrays that holds the result. */
struct link *links_sort(struct link *all, struct link *scratch, size_t n, size_t words);

/* store_chunks.c: rows of by_item. */
void chunks_open(struct store_writer *w);
void chunks_close(struct store_writer *w);
/* Links come sorted; rows are written by chunks_flush() at the latest. */
enum status chunks_add(struct store_writer *w, const struct link *link, struct err *err);
enum status chunks_flush(struct store_writer *w, struct err *err);
/* Takes a stored link out of its row.  STORE-DAMAGED: it is in none. */
enum status chunks_remove(struct store_writer *w, const struct link *link, struct err *err);

/* store_settle.c: puts w->fresh into the table of ids and settles which version is shown. */
enum status settle_ids(struct store_writer *w, struct err *err);
/* Adds a stored event to items and tallies (sign 1), or takes it away (-1). */
enum status settle_count(struct store_writer *w, int64_t event, int sign, struct err *err);

/* Settles the versions of ids that start with h in the next pass. */
enum status settle_again(struct store_writer *w, int64_t h, struct err *err);

/* store_remap.c */
enum status remap_open(struct store_writer *w, const struct store_import *info, bool same_rule,
                       struct err *err);
void remap_close(struct store_writer *w);
int64_t remap_stale(const struct store_writer *w); /* events of the source that are stale still */
enum status remap_compare(struct store_writer *w, struct err *err); /* sets rewrite, rekeyed */
enum status remap_rewrite(struct store_writer *w, struct err *err); /* before rows_write() */
/* Takes a stored event, its links, changes and id out of the store; its row's number stays used. */
enum status remap_remove(struct store_writer *w, int64_t event, struct err *err);
enum status remap_end(struct store_writer *w, struct err *err);

/* store_remove.c: with remap, what the dump, or all parts, made once and makes no more goes; sets
 * info->removed and info->kept. */
enum status remove_unmade(struct store_writer *w, struct store_import *info, struct err *err);

/* store_window.c */
enum status settle_absent(struct store_writer *w, struct err *err); /* fills absent, counts */
/* w->import's row is there: what this reading met is absent from no earlier one of the same bytes. */
enum status settle_present(struct store_writer *w, struct err *err);
enum status settle_items(struct store_writer *w, struct err *err); /* the items in temp.dirty */

/* store_import.c: sources and imports. */
enum status import_open(struct store_writer *w, const struct store_import *info, struct err *err);
enum status import_write(struct store_writer *w, struct store_import *info, struct err *err);
/* Adds w->counts, all of them rejects before, to the stored import. */
enum status import_add(struct store_writer *w, struct store_import *info, struct err *err);
enum status import_settle(struct store_writer *w, struct store_import *info, struct err *err);
enum status import_left(struct store_writer *w, struct store_import *info, struct err *err); /* at the end */

#endif
