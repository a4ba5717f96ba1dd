/*
 * bag_join: the files of a bag held against what its manifests list, name by name.
 *
 * Both are sorted by name together; bag_check reads them, and learns of nothing but what it is told.
 */
#ifndef BAG_JOIN_H
#define BAG_JOIN_H

#include "bag_check.h"
#include "bag_tags.h"

struct bag_join;

/* Which algorithms have manifests, as bits: of the payload and of the tag files; and which of them are
 * checked. */
struct bag_plan {
    unsigned payload, tags, checked;
    unsigned version;
    const char *name; /* of the bag, for messages; borrowed */
};

struct bag_join *bag_join_new(const struct bag_plan *plan);
void bag_join_free(struct bag_join *j); /* NULL is allowed */

/* A file that is there; digests: of each algorithm that is checked, DIGEST_ANY_MAX bytes apart. */
enum status bag_join_file(struct bag_join *j, struct slice path, const unsigned char *digests,
                          struct err *err);

/* A line of the manifest of that algorithm, of the payload or of the tag files as the path tells. */
enum status bag_join_line(struct bag_join *j, unsigned algorithm, uint64_t line,
                          const struct bag_line *listed, struct err *err);

/* A line of fetch.txt. */
enum status bag_join_fetch(struct bag_join *j, uint64_t line, struct slice path, struct err *err);

/* Tells all that does not agree; files that are missed but hold nothing anyway are added to told->files. */
enum status bag_join_run(struct bag_join *j, const struct bag_wanted *wanted, struct bag_told *told,
                         struct err *err);

/* Counts and passes on what was found. */
void bag_tell(const struct bag_wanted *wanted, struct bag_told *told, enum bag_kind kind,
              const struct err *e);

#endif
