/*
 * show: how items and events look in a terminal, and as JSON.
 *
 * Buffers and JSON are the caller's and are appended to; events are borrowed for the call.  What comes from
 * a dump goes through term_safe().  A status is the store's or the dump's; printing does not fail.
 */
#ifndef SHOW_H
#define SHOW_H

#include "cli.h"
#include "jsonw.h"
#include "store_read.h"

#define SHOW_ID_LEAST 8 /* characters of an event's id; what is shorter is told to be no type either */

struct sentences;

/* What the event says in plain words. */
void show_sentence(struct buf *b, struct sentences *s, const struct store_event *e);

/* "license:1234 (Acme Pro)" */
void show_party(struct buf *b, const struct store_party *p);

/* "seats: "" -> 5", each side at most so many columns wide (0: all); "?" where it is not known. */
void show_change(struct buf *b, const struct change *c, size_t width);

/* All of an event, one field a line. */
void show_event_text(struct cli *cli, const struct store_event *e, struct buf *b);
/* Appends that the event was mapped anew since it was sealed, if it was. */
enum status show_amended_text(struct store *store, const struct store_event *e, struct buf *b,
                              struct err *err);

/* The fields of an event, in an object that is begun. */
void show_event_json(struct jsonw *w, const struct store_event *e);

/* The later exports that lack the event; "absent_from", a list, in JSON. */
enum status show_absent_text(struct store *store, const struct store_event *e, struct buf *b,
                             struct err *err);
enum status show_absent_json(struct store *store, const struct store_event *e, struct jsonw *w,
                             struct err *err);

/* The other versions of an event that came in several, and what they say differently; "versions", a
 * list, in JSON.  Costs a scan of the store if there are any. */
enum status show_versions_text(struct store *store, const struct store_event *e, struct buf *b,
                               struct err *err);
enum status show_versions_json(struct store *store, const struct store_event *e, struct jsonw *w,
                               struct err *err);

/* An item's report: who it is, counts, then its events, oldest first.  ST_END: the word is no TYPE:KEY,
 * nor the key or label of any item. */
enum status show_item(struct cli *cli, struct store *store, const char *word, struct err *err);

/* What to say of a word that names neither an item nor an event: EVENT-UNKNOWN or ITEM-UNKNOWN, with what is
 * near. */
enum status show_unknown(struct store *store, const char *word, struct err *err);

/* All items of a type, by key, one a line: all that stdout takes.  Refuses filters and --dump, which
 * need one item. */
enum status show_type(struct cli *cli, struct store *store, struct slice type, struct err *err);

/* The record behind e, out of the dump at path, to stdout.  Codes: SHOW-OTHER-DUMP. */
enum status show_raw(struct cli *cli, const struct store_event *e, const char *path, struct err *err);

#endif
