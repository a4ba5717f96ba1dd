/*
 * bag_tree: a folder with all that is in it: made the same everywhere, or removed.
 *
 * Links are never followed.
 */
#ifndef BAG_TREE_H
#define BAG_TREE_H

#include "err.h"

/* Gives all files mode 0644, all folders 0755, and all of them the time at (seconds since 1970-01-01 UTC).
 * ST_FATAL: FILE-WRITE. */
enum status bag_tree_settle(const char *path, int64_t at, struct err *err);

/* ST_FATAL: FILE-REMOVE.  What is not there is no error. */
enum status bag_tree_remove(const char *path, struct err *err);

#endif
