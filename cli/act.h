/*
 * act: what a person says that the ledger is to tell: a review, a hold, a rule of retention.
 *
 * A verb makes the words, opens, looks at the store and appends: what was imported is sealed with it.
 */
#ifndef ACT_H
#define ACT_H

#include "cli.h"
#include "members.h"
#include "seal.h"

struct act {
    struct cli *cli;
    struct buf clear, hidden; /* members, as they come; nothing: none */
    struct store *store;      /* to be written to */
    struct digest *digest;
    struct seal_key key;
    struct seal_told told;
};

void act_init(struct act *a, struct cli *cli);
void act_close(struct act *a);

/* Adds an option's value to one of the two, if it is given.  USAGE-VALUE: it is not UTF-8. */
enum status act_text(struct act *a, struct buf *to, const char *name, enum opt o, struct err *err);

/* --source and --category, if they are given, for all to read.  SOURCE-UNKNOWN: the store has no such one,
 * after act_open(). */
enum status act_class(struct act *a, struct err *err);

/* --reason, of what erases: USAGE-VALUE if it is no code. */
enum status act_code(const struct cli *cli, struct err *err);

/* The key, if one is given, and the store. */
enum status act_open(struct act *a, struct err *err);

/* kind: of the entry; bound: as of struct ledger_act.  Prints "The review is entry 7 ..." of what. */
enum status act_append(struct act *a, const char *kind, bool bound, const char *what, struct err *err);

#endif
