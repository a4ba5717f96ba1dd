/*
 * report_item: what is collected about one item while its events pass, and its pages.
 *
 * Bounded whatever the item has: two pages of rows, the newest failures, the newest labels, and as
 * many related items as ITEM_RELATED.  Private to renderer/report*.c.
 */
#ifndef REPORT_ITEM_H
#define REPORT_ITEM_H

#include "report_csv.h"
#include "report_rows.h"

#define ITEM_BAD     10                  /* newest failures and denials */
#define ITEM_BUDGET  ((size_t)500 << 10) /* bytes that the newest rows may cost */
#define ITEM_TO      20                  /* newest events done to an item that also acts */
#define ITEM_LABELS  20                  /* newest labels */
#define ITEM_RELATED 2048                /* told apart; with more the store is asked */
#define ITEM_SHOWN   12                  /* related items shown */
#define ITEM_TYPES   16                  /* types of them told apart */
#define ITEM_MET     4                   /* of them, types told in the opening */

struct item_label {
    struct slice label; /* in item.arena */
    struct stamp first, last;
    struct slice href;
};

struct item_near {       /* an item met in the same events */
    int64_t item, event; /* event: the last in which it was met */
    uint64_t together;
    struct slice type, key, label;
};

struct item_state {
    struct run *run;
    bool open;
    int64_t item;
    struct slice type, key, label; /* in arena */
    struct arena arena;            /* one item's; the briefs' values too */
    struct page page;              /* of the item's own path: what the briefs' links are made for */
    char path[PLACE_SIZE];         /* without its ending */
    char prev_path[PLACE_SIZE];
    struct buf prev_name, prev_type;
    struct rows rows[2]; /* the page being filled is number % 2 */
    unsigned number;     /* of that page, from 1 */
    uint64_t events, outcomes[OUTCOME_COUNT], by, to, untimed;
    uint64_t how[3], roles[ROLE_COUNT];
    struct stamp first, last, last_bad;
    struct slice first_href;                               /* of the first whose time is known */
    struct value bad[ITEM_BAD], done_to[ITEM_TO];          /* rings, ... */
    struct arena bad_arenas[ITEM_BAD], to_arenas[ITEM_TO]; /* ... each place with memory of its own */
    struct item_label labels[ITEM_LABELS];                 /* a ring too */
    struct arena label_arenas[ITEM_LABELS];
    uint64_t n_bad, n_labels;
    struct item_near *near;
    size_t *slots; /* index over near */
    size_t n_near;
    bool near_full;
    struct item_near met[ITEM_MET]; /* the one of each other type that was met most, from the item's end on */
    size_t n_met;
    bool met_most; /* no item was met more often than the first of them */
    uint64_t months[STORE_SPANS], punch[7][24];
    struct csv_file *csv;
};

void item_init(struct item_state *s, struct run *run);
void item_release(struct item_state *s);

/* An event of the next item, or one more of the same. */
enum status item_start(struct item_state *s, const struct store_item_event *ie, struct err *err);
enum status item_event(struct item_state *s, const struct store_item_event *ie, struct err *err);

/* Writes the item's own page; next is the item that follows in its type, or NULL. */
enum status item_end(struct item_state *s, const struct store_item_event *next, struct err *err);

/* The party that is the item; never NULL. */
const struct store_party *item_party(const struct store_item_event *ie);

/* Every event of every item of the report, item by item; of one item only if the filter says so. */
typedef enum status (*item_take)(void *ctx, const struct store_item_event *ie, struct err *err);
enum status items_each(struct run *run, item_take take, void *ctx, struct err *err);

/* Of report_related.c: the item's relations.  The second sets met, too. */
void item_near_add(struct item_state *s, const struct store_event *e);
enum status item_near_value(struct item_state *s, struct value *out, struct err *err);
struct value item_met_value(struct item_state *s); /* [{sep, type, name, n}] of met */

#endif
