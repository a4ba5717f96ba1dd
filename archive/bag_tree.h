/*
 * bag_tree: a folder with all that is in it: made the same everywhere, or removed.
 *
 * Links are never followed.
 */
#ifndef BAG_TREE_H
#define BAG_TREE_H

#include <stdbool.h>

#include "err.h"

/* Calls f for all that is below path, folders apart, in no order; false, with errno, at the first that fails,
 * or for which f gives false. */
bool bag_tree_files(const char *path, bool (*f)(const char *path, void *ctx), void *ctx);

/* Gives all files mode 0644, all folders 0755, and all of them the time at (seconds since 1970-01-01 UTC).
 * ST_FATAL: FILE-WRITE. */
enum status bag_tree_settle(const char *path, int64_t at, struct err *err);

/* ST_FATAL: FILE-REMOVE.  What is not there is no error. */
enum status bag_tree_remove(const char *path, struct err *err);

#endif
