/*
 * options: the words of a command line: verb, options, operands.
 *
 * One table for all verbs: an option means the same in each, and may stand anywhere; "--" ends them.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "err.h"
#include "buf.h"

enum opt {
    OPT_PROFILE,
    OPT_SOURCE,
    OPT_WINDOW,
    OPT_PARTS,
    OPT_REMAP,
    OPT_DRY_RUN,
    OPT_MAX_REJECTS,
    OPT_TIMINGS,
    OPT_PEPPER,
    OPT_PSEUDONYMS,
    OPT_OUT,
    OPT_SINCE,
    OPT_UNTIL,
    OPT_ITEM,
    OPT_ACTION,
    OPT_THEME,
    OPT_SINGLE_FILE,
    OPT_REBUILD,
    OPT_CHECK,
    OPT_TITLE,
    OPT_ORGANISATION,
    OPT_FORMAT,
    OPT_CANONICAL,
    OPT_DUMP,
    OPT_RECORD,
    OPT_ALL,
    OPT_NAME,
    OPT_KEY,
    OPT_LEDGER_ONLY,
    OPT_BARE,
    OPT_WITH_ITEMS,
    OPT_DUMPS,
    OPT_VERDICT,
    OPT_BY,
    OPT_FINDINGS,
    OPT_CONSISTENCY,
    OPT_CATEGORY,
    OPT_REASON,
    OPT_RELEASE,
    OPT_LIST,
    OPT_MIN,
    OPT_MAX,
    OPT_BEFORE,
    OPT_CERTIFICATE,
    OPT_NOTE,
    OPT_DB, /* from here on: common to all verbs */
    OPT_JSON,
    OPT_QUIET,
    OPT_VERBOSE,
    OPT_NO_COLOR,
    OPT_HELP,
    OPT_VERSION,
    OPT_COUNT
};

#define OPT_BIT(o) (UINT64_C(1) << (o))
#define OPT_COMMON (~UINT64_C(0) << OPT_DB)

struct args {
    const char *value[OPT_COUNT]; /* NULL: not given; "" for one that takes no value; the last wins */
    const char **profiles;        /* owned array of borrowed texts: all values of OPT_PROFILE, in order */
    const char **words;           /* owned array of borrowed texts: all that are no options */
    const char **operand;         /* those behind the verb's own, in words */
    size_t n_profiles, n_operands;
};

/* The first operand of argv from the given one on, as argument number; argc if there is none. */
int options_operand(int argc, char **argv, int from);

/* own: words that are the verb's.  allowed: OPT_BITs.  ST_FAIL: USAGE-OPTION, USAGE-VALUE. */
enum status options_parse(int argc, char **argv, uint64_t allowed, size_t own, struct args *args,
                          struct err *err);
void args_release(struct args *args); /* always */

/* "--name ARG" and what it does, of the options in the set, a line each. */
void options_describe(uint64_t set, struct buf *out);

#endif
