/*
 * bag_path: the names of files in a bag: which may be followed, how they are written, and which of them
 * some systems take for one.
 *
 * Touches no file.  Paths are relative, parted by '/', and bytes: UTF-8 where they are text.
 */
#ifndef BAG_PATH_H
#define BAG_PATH_H

#include "buf.h"

#define BAG_PATH_MAX 4096 /* bytes */

/* What makes path one that may not be followed, as "is absolute"; NULL if it leads to a file below the bag's
 * folder and nowhere else (RFC 8493 section 5.1: "/", "..", "~", drive letters, "\\"). */
const char *bag_path_fault(struct slice path);

/* Appends the path that written stands for.  %0D and %0A are CR and LF; from 1.0 on, percent, %25 is '%'. Any
 * other '%' stands for itself, as all known tools have it (section 2.1.3). */
void bag_path_decode(struct slice written, bool percent, struct buf *out);

/* Appends what path has in common with those that differ from it only in case or in how accented Latin
 * letters are composed (section 6.1.1). */
void bag_path_fold(struct slice path, struct buf *out);

/* Is it below data/? */
bool bag_path_is_payload(struct slice path);

/* One of those that systems make by themselves in any folder: .DS_Store, Thumbs.db, desktop.ini. */
bool bag_path_is_system(struct slice path);

#endif
