/*
 * prune_certificate: a text for the file: what was pruned, why, and how to check that.
 */
#ifndef PRUNE_CERTIFICATE_H
#define PRUNE_CERTIFICATE_H

#include "prune.h"

/* Writes a new file, after prune_run().  now: seconds since 1970-01-01 UTC, as that got it.  FILE-EXISTS, and
 * as of outfile.h: what was pruned is so all the same. */
enum status prune_certificate(const char *path, const struct prune *wish, const struct prune_told *told,
                              int64_t now, struct err *err);

#endif
