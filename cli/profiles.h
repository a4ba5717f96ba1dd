/*
 * profiles: the profiles that a command line has to do with: those that ship, and the user's own.
 *
 * Knows no dump: which profile reads one, the import decides among the candidates.  All are owned here and
 * live until profiles_release(), which comes after a failure too.
 */
#ifndef PROFILES_H
#define PROFILES_H

#include "cli.h"
#include "profile.h"

struct import_options;

struct profiles {
    struct profile **all; /* those that ship */
    size_t n;
    struct profile **own; /* read from files */
    size_t n_own;
    const struct profile *named;       /* what --profile named, if it was given once; or NULL */
    const struct profile **candidates; /* what --profile named, then those that ship */
    size_t n_given, n_candidates;
};

/* Compiles what ships, and what --profile names: a name, or a file if there is a '/' or '.' in it.
 * Codes: PROFILE-UNKNOWN and those of profile_load().  profiles_release() always. */
enum status profiles_load(struct cli *cli, struct profiles *p, struct err *err);
void profiles_release(struct profiles *p);

/* For who has dumps to read: of several that are named each needs a signature by which its dumps are told
 * (PROFILE-DETECT). */
enum status profiles_tell(const struct cli *cli, const struct profiles *p, struct err *err);

/* Hands the candidates and the named one to an import. */
void profiles_offer(const struct profiles *p, struct import_options *o);

/* The shipped profile of that name: its number, or PROFILE-UNKNOWN with a suggestion. */
enum status profiles_find(const char *name, size_t *i, struct err *err);

/* True if the word is a file's path, not a profile's name. */
bool profiles_is_path(const char *word);

#endif
