/*
 * cli: what the verbs share.
 *
 * A verb is a table entry: its words, its help, what it takes, and a function that gives the exit
 * status.  Verbs print through term and never end the program themselves.
 */
#ifndef CLI_H
#define CLI_H

#include "options.h"
#include "store.h"
#include "term.h"

enum exit_status {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_REJECTS = 3,  /* done, with rejects, conflicts, or pages that had been changed by hand */
    EXIT_EVIDENCE = 4, /* evidence does not verify */
    EXIT_LOCKED = 5    /* another run holds the lock */
};

struct cli;
struct jsonw;

struct verb {
    const char *name, *sub; /* "rejects", "list"; sub is NULL where there is none */
    const char *operands;   /* "DUMP...", or "" */
    const char *summary;    /* a line for the list of verbs */
    const char *examples;   /* command lines, each indented and ended by a newline */
    const char *about;      /* some lines of prose */
    uint64_t options;       /* OPT_BITs besides the common ones */
    bool data;              /* what it prints is data: there is no --json */
    uint64_t turns;         /* OPT_BITs with which it does not, or does after all */
    size_t min, max;        /* operands */
    int (*run)(struct cli *cli);
};

struct cli {
    const struct verb *verb;
    bool json;        /* --json stands there, even if options could not be read */
    struct args args; /* operands without the verb's own words */
    struct term term;
    struct buf action; /* the one that --action named by its label */
};

extern const struct verb verb_import, verb_report, verb_export, verb_show, verb_status, verb_verify;
extern const struct verb verb_rejects_list, verb_rejects_export, verb_rejects_retry, verb_prune;
extern const struct verb verb_profile_list, verb_profile_show, verb_profile_check, verb_profile_explain,
    verb_profile_test, verb_prove, verb_snapshot, verb_key_rotate, verb_redact;
extern const struct verb verb_theme_export, verb_key_new, verb_seal, verb_review, verb_hold, verb_retention;

static inline bool cli_has(const struct cli *cli, enum opt o)
{
    return cli->args.value[o] != NULL;
}

/* Prints err and gives its exit status: EXIT_USAGE for USAGE-..., EXIT_LOCKED for ...-LOCKED.  With
 * --json, and if stdout has got nothing yet, also as an object there. */
int cli_fail(struct cli *cli, const struct err *err);

/* An object of code, message, place and exit status, as "error" in one that is begun: for verbs that
 * print as they go, before cli_fail().  name: as of jsonw_object(). */
void cli_error_json(struct jsonw *w, const char *name, const struct err *err);

/* Ends the list and the object around it that a verb has begun, with an "error" unless st is ST_OK, and
 * prints what is there. */
void cli_json_end(struct cli *cli, struct jsonw *w, enum status st, const struct err *err);

/* --db, else TRAILBOOK_DB, else trailbook.db. */
const char *cli_store_path(const struct cli *cli);

/* Appends a word as a POSIX shell takes it, quoted where needed. */
void cli_word(struct buf *b, const char *word);

/* Appends "trailbook WORDS" with the --db that was given, to be told as what to do next and pasted. */
void cli_command(const struct cli *cli, struct buf *b, const char *words);

/* A store that must exist and is only read.  Caller owns *out. */
enum status cli_store_read(struct cli *cli, struct store **out, struct err *err);
/* One that is written to, or with --dry-run only seems to be.  Caller owns *out. */
enum status cli_store_write(struct cli *cli, struct store **out, struct err *err);

/* An option's time; the window as it stands, for stamp_window().  ST_FAIL: USAGE-VALUE. */
enum status cli_time(const struct cli *cli, enum opt o, int64_t *at, struct err *err);
enum status cli_window(const struct cli *cli, const char **out, struct err *err);

int64_t cli_now(void); /* the clock, ns; SOURCE_DATE_EPOCH where it is set */

#endif
