/* options: the words of a command line.  See options.h. */
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "nearest.h"
#include "options.h"

struct option {
    const char *name;
    const char *arg; /* NULL: takes no value */
    const char *what;
    char letter; /* 0: none */
};

static const struct option table[OPT_COUNT] = {
    [OPT_PROFILE] = {"profile", "P", "a profile's name or file; several: each dump its own", 0},
    [OPT_SOURCE] = {"source", "S", "name of the feed; import: by default the profile's name", 0},
    [OPT_WINDOW] = {"window", "FROM/TO", "the dump claims all events of this time (profile's zone)", 0},
    [OPT_PARTS] = {"parts", NULL, "the dumps are consecutive parts of one export", 0},
    [OPT_REMAP] = {"remap", NULL, "renew the mapping of events that are stored already", 0},
    [OPT_DRY_RUN] = {"dry-run", NULL, "do everything and count, but keep nothing", 0},
    [OPT_MAX_REJECTS] = {"max-rejects", "N|P%", "fail a dump with more rejects than this", 0},
    [OPT_TIMINGS] = {"timings", NULL, "print where the time went", 0},
    [OPT_PEPPER] = {"pepper", "FILE", "knows what was erased; default: STORE.pepper", 0},
    [OPT_PSEUDONYMS] = {"pseudonyms", "TYPES", "a,b or all: hide names and texts of items", 0},
    [OPT_OUT] = {"out", "DIR", "folder to write to", 0},
    [OPT_SINCE] = {"since", "T", "only events at or after T; verify: a kept checkpoint", 0},
    [OPT_UNTIL] = {"until", "T", "only events before this time", 0},
    [OPT_ITEM] = {"item", "TYPE:KEY", "only events of this item; hold, redact: the item", 0},
    [OPT_ACTION] = {"action", "A", "only events with this action", 0},
    [OPT_THEME] = {"theme", "DIR", "templates to use in place of the built-in ones", 0},
    [OPT_SINGLE_FILE] = {"single-file", "FILE", "write one HTML file", 0},
    [OPT_REBUILD] = {"rebuild", NULL, "write every page anew", 0},
    [OPT_CHECK] = {"check", NULL, "look for pages changed by hand byte by byte; mend them", 0},
    [OPT_TITLE] = {"title", "TEXT", "title of the report", 0},
    [OPT_ORGANISATION] = {"organisation", "TEXT", "whose audit trail it is", 0},
    [OPT_FORMAT] = {"format", "F", "csv, jsonl or xml", 0},
    [OPT_CANONICAL] = {"canonical", NULL, "in an order and form that equal stores share", 0},
    [OPT_DUMP] = {"dump", "FILE", "print the record's bytes from this dump", 0},
    [OPT_RECORD] = {"record", "N", "the record's number, from 1", 0},
    [OPT_ALL] = {"all", NULL, "also what is passed over without it", 0},
    [OPT_NAME] = {"name", "ORIGIN", "what the log is called; default: of the key", 0},
    [OPT_KEY] = {"key", "FILE", "the key that signs the ledger; verify: the public one", 0},
    [OPT_LEDGER_ONLY] = {"ledger-only", NULL, "without what can be erased: no values, no names", 0},
    [OPT_BARE] = {"bare", NULL, "without report, table and database", 0},
    [OPT_DUMPS] = {"dumps", "DIR", "pack the original dumps, which lie there, beside it", 0},
    [OPT_WITH_ITEMS] = {"with-items", NULL, "its report has a page and a CSV of each item too", 0},
    [OPT_VERDICT] = {"verdict", "V", "accepted, or exceptions", 0},
    [OPT_BY] = {"by", "NAME", "who did it", 0},
    [OPT_FINDINGS] = {"findings", "TEXT", "what was found", 0},
    [OPT_CONSISTENCY] = {"consistency", NULL, "that a checkpoint continues an older one", 0},
    [OPT_CATEGORY] = {"category", "C", "only this category of the source", 0},
    [OPT_REASON] = {"reason", "TEXT", "why; redact: a code, for all to read", 0},
    [OPT_RELEASE] = {"release", "N", "end the hold that is entry N of the ledger", 0},
    [OPT_LIST] = {"list", NULL, "what is recorded", 0},
    [OPT_MIN] = {"min", "P", "kept at least: 90d, 12m (months), 7y, or none", 0},
    [OPT_MAX] = {"max", "P", "kept at most, likewise", 0},
    [OPT_NOTE] = {"note", "TEXT", "what else is to be recorded", 0},
    [OPT_BEFORE] = {"before", "T", "what is older than this; default: than the maximum", 0},
    [OPT_CERTIFICATE] = {"certificate", "FILE", "write there what was erased, and how to check it", 0},
    [OPT_DB] = {"db", "FILE", "the store; default: $TRAILBOOK_DB or trailbook.db", 0},
    [OPT_JSON] = {"json", NULL, "print a machine-readable result", 0},
    [OPT_QUIET] = {"quiet", NULL, "print only what needs attention", 'q'},
    [OPT_VERBOSE] = {"verbose", NULL, "print more", 'v'},
    [OPT_NO_COLOR] = {"no-color", NULL, "no colour, as with NO_COLOR set", 0},
    [OPT_HELP] = {"help", NULL, "print this help", 'h'},
    [OPT_VERSION] = {"version", NULL, "print the version", 0},
};

/* Of "--name", "--name=value", "-x"; OPT_COUNT if there is none. */
static enum opt find(const char *word)
{
    size_t n = strcspn(word, "=");
    int o;

    for (o = 0; o < OPT_COUNT; o++) {
        if (word[1] != '-') {
            if (table[o].letter != 0 && word[1] == table[o].letter && word[2] == 0)
                break;
        } else if (strlen(table[o].name) == n - 2 && strncmp(table[o].name, word + 2, n - 2) == 0) {
            break;
        }
    }
    return (enum opt)o;
}

/* "-" alone is standard input. */
static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != 0;
}

static bool takes_next(const char *word)
{
    enum opt o = find(word);

    return o != OPT_COUNT && table[o].arg != NULL && strchr(word, '=') == NULL;
}

int options_operand(int argc, char **argv, int from)
{
    for (int i = from; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            return i + 1 < argc ? i + 1 : argc;
        if (!is_option(argv[i]))
            return i;
        if (takes_next(argv[i]))
            i++;
    }
    return argc;
}

static enum status refuse_unknown(const char *word, uint64_t allowed, struct err *err)
{
    const char *names[OPT_COUNT], *near = NULL;
    char given[64]; /* as much as a message needs */
    size_t n = 0;

    for (int o = 0; o < OPT_COUNT; o++)
        if (allowed & OPT_BIT(o))
            names[n++] = table[o].name;
    snprintf(given, sizeof(given), "%.*s", (int)strcspn(word, "="), word);
    if (strlen(given) > 2)
        near = nearest_word(slice_text(given + 2), names, n);
    if (near != NULL)
        return err_set(err, ST_FAIL, "USAGE-OPTION", "there is no option %s here; did you mean --%s?", given,
                       near);
    return err_set(err, ST_FAIL, "USAGE-OPTION", "there is no option %s here; --help lists them", given);
}

/* One option at argv[*i]; moves *i on over its value. */
static enum status parse_option(int argc, char **argv, int *i, uint64_t allowed, struct args *args,
                                struct err *err)
{
    const char *word = argv[*i], *equals = strchr(word, '=');
    enum opt o = find(word);

    if (o == OPT_COUNT || !(allowed & OPT_BIT(o)))
        return refuse_unknown(word, allowed, err);
    if (table[o].arg == NULL && equals != NULL)
        return err_set(err, ST_FAIL, "USAGE-VALUE", "--%s takes no value", table[o].name);
    if (table[o].arg == NULL) {
        args->value[o] = "";
        return ST_OK;
    }
    if (equals == NULL && *i + 1 == argc)
        return err_set(err, ST_FAIL, "USAGE-VALUE", "--%s needs a value: --%s %s", table[o].name,
                       table[o].name, table[o].arg);
    args->value[o] = equals ? equals + 1 : argv[++*i];
    if (args->value[o][0] == 0)
        return err_set(err, ST_FAIL, "USAGE-VALUE", "the value of --%s is empty; give --%s %s", table[o].name,
                       table[o].name, table[o].arg);
    if (o == OPT_PROFILE)
        args->profiles[args->n_profiles++] = args->value[o];
    return ST_OK;
}

enum status options_parse(int argc, char **argv, uint64_t allowed, size_t own, struct args *args,
                          struct err *err)
{
    bool options = true;
    size_t n = 0;

    memset(args, 0, sizeof(*args));
    args->words = mem_zero((size_t)argc + 1, sizeof(*args->words));
    args->profiles = mem_zero((size_t)argc + 1, sizeof(*args->profiles));
    for (int i = 1; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (options && is_option(argv[i])) {
            enum status st = parse_option(argc, argv, &i, allowed, args, err);

            if (st != ST_OK)
                return st;
        } else {
            args->words[n++] = argv[i];
        }
    }
    args->operand = args->words + own;
    args->n_operands = n - own;
    return ST_OK;
}

void args_release(struct args *args)
{
    mem_free(args->words);
    mem_free(args->profiles);
    args->words = args->operand = args->profiles = NULL;
}

void options_describe(uint64_t set, struct buf *out)
{
    for (int o = 0; o < OPT_COUNT; o++) {
        char name[64];

        if (!(set & OPT_BIT(o)))
            continue;
        snprintf(name, sizeof(name), "--%s%s%s", table[o].name, table[o].arg ? " " : "",
                 table[o].arg ? table[o].arg : "");
        buf_format(out, "  %-20s %s\n", name, table[o].what);
    }
}
