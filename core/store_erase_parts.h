/*
 * store_erase_parts: what the files of store_erase share.
 *
 * Private to store_erase*.c.  What is chosen lies in tables of the connection:
 * erase_event(event,names): names as struct store_erase_row has them, NULL: it goes as a whole;
 * erase_act(act,names); erase_reject(reject); erase_import(import,named): named: its row has a needle;
 * erase_record(import,record,shared): records whose events are chosen, and whether one of them has an event
 * that is not; gone(kind,id): what to look at in the end.
 */
#ifndef STORE_ERASE_PARTS_H
#define STORE_ERASE_PARTS_H

#include "store_erase.h"
#include "store_load.h"
#include "store_marks.h"
#include "store_writer.h"

/* clang-format off */
enum erase_query {
    EQ_WHOLE, EQ_PART, EQ_BESIDE, EQ_IDENT, EQ_ACT, EQ_REJECT, EQ_IMPORT, EQ_GONE, EQ_CHANGES,
    EQ_CHANGE, EQ_NATIVE, EQ_UNSTALE, EQ_EMPTY, EQ_REWRITE, EQ_LINK, EQ_ITEM_FIND, EQ_ITEM_MAKE,
    EQ_ACTION_FIND, EQ_ACTION_MAKE, EQ_TALLY_LESS, EQ_TALLY_MORE, EQ_TERM, EQ_FIRST_LABEL,
    EQ_FIRST_LOST, EQ_SHARED, EQ_KEEP, EQ_SALTS, EQ_SALTS_PUT, EQ_COUNT
};
/* clang-format on */

/* Rows of item, term and action that may be of no event any more; items whose first label may go. */
enum gone_kind { GONE_ITEM, GONE_TERM, GONE_ACTION, GONE_LABEL };

#define TIME_UNSPELLED 127 /* bits of time_how without its spelling */

struct store_erase {
    struct store *s;
    struct store_writer *w;    /* of rows alone */
    struct store_marks *marks; /* NULL: nothing is marked */
    struct loader loader;
    struct needles *needles; /* borrowed; NULL: nothing is searched for */
    struct sqlite3_stmt *q[EQ_COUNT];
    int64_t item;       /* the one chosen, 0: none */
    struct arena arena; /* what lives as long */
    struct slice type, key;
    struct buf text, other; /* scratch */
};

/* Does one of the needles stand in a text that is still there? */
static inline bool erase_hits(struct store_erase *x, struct slice text)
{
    return text.n > 0 && x->needles != NULL && !slice_is(text, ERASED_TEXT) && needles_in(x->needles, text);
}

/* Chooses values of an event, and of its other versions what tells them all: names is not empty. */
enum status erase_choose_part(struct store_erase *x, const struct store_event *e, struct slice names,
                              struct err *err);

/* store_erase_find.c: what the choice brings with it: dumps, their acts, records. */
enum status erase_settle_choice(struct store_erase *x, struct err *err);

/* Notes a row to look at in the end. */
enum status erase_note_gone(struct store_erase *x, enum gone_kind kind, int64_t id, struct err *err);

/* store_erase_rows.c, of the event in x->loader: marks it, and takes it out of the table of ids. */
enum status erase_identity(struct store_erase *x, struct err *err);
/* Takes it from the sums of its items (-1), or adds it. */
enum status erase_count(struct store_erase *x, int sign, struct err *err);
/* Takes it from the item's events. */
enum status erase_unlink(struct store_erase *x, int64_t item, struct err *err);
/* *action becomes the one that tells nothing; the tally of its day has it there. */
enum status erase_action(struct store_erase *x, int64_t *action, struct err *err);
/* Its agent may be nobody else's. */
enum status erase_note_term(struct store_erase *x, int64_t event, struct err *err);

/* store_erase_part.c: some values of it go. */
enum status erase_part(struct store_erase *x, struct err *err);

#endif
