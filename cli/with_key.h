/*
 * with_key: what verbs share that append to the ledger and sign it.
 */
#ifndef WITH_KEY_H
#define WITH_KEY_H

#include "cli.h"
#include "seal_key.h"

/* Runs a verb with the key of --key; NULL: none was given.  Gives its exit status. */
int cli_with_key(struct cli *cli,
                 enum status (*run)(struct cli *cli, const struct seal_key *key, struct err *err));

#endif
