/* verify_acts: what trailbook says that it did, held against the entries.  See verify_pass.h. */
#include <stdio.h>

#include "base64.h"
#include "entry_read.h"
#include "mem.h"
#include "verify_pass.h"

#define RULES 24 /* more than any kind of entry has */

/* Members by name, in order.  Types: n a number from 0 on, t a text, o anything. */
struct rule {
    const char *name;
    char type;
    bool must;
};

struct verify_acts {
    struct verify_log *x;
    struct buf events; /* a bit for each entry: is it an event? */
    uint64_t imports, acts, odd;
    bool given_up;
    struct group { /* the events that an act announces */
        uint64_t act, left, number, rec, part;
        bool sourced; /* a->source is theirs */
    } group;
    struct buf source; /* of the group's events */
    uint64_t number;   /* of the last import */
    const struct entry_read *e;
    const struct entry_member *at[RULES]; /* by rule; NULL: absent */
};

struct verify_acts *verify_acts_new(struct verify_log *x)
{
    struct verify_acts *a = mem_zero(1, sizeof(*a));

    a->x = x;
    buf_init(&a->events, BUF_CAP);
    buf_init(&a->source, BUF_CAP);
    return a;
}

void verify_acts_free(struct verify_acts *a)
{
    if (a == NULL)
        return;
    buf_release(&a->events);
    buf_release(&a->source);
    mem_free(a);
}

static void place(char path[64], uint64_t seq)
{
    snprintf(path, 64, "data/entries/%012llu.jsonl", (unsigned long long)(seq - seq % VERIFY_SHARD));
}

/* Nothing is said of the acts behind it: one that is wrong makes others wrong. */
static void bad(struct verify_acts *a, uint64_t seq, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void bad(struct verify_acts *a, uint64_t seq, const char *format, ...)
{
    char path[64], text[256];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof(text), format, ap);
    va_end(ap);
    place(path, seq);
    verify_bad(a->x, VERIFY_ACTS, path, seq % VERIFY_SHARD + 1, "VERIFY-ACT", "entry %llu %s",
               (unsigned long long)seq, text);
    verify_open(a->x, VERIFY_ACTS, "entries from %llu on cannot be verified", (unsigned long long)seq);
    a->given_up = true;
}

/* It may be of a later trailbook: said once, with the first. */
static void odd(struct verify_acts *a, const char *what, struct slice name)
{
    struct err e = ERR_INIT;
    char path[64];

    if (a->odd++ > 0)
        return;
    place(path, a->e->seq);
    err_at(&e, ST_OK, path, a->e->seq % VERIFY_SHARD + 1, 0, "VERIFY-ODD",
           "entry %llu has %s that this program does not know: %.*s", (unsigned long long)a->e->seq, what,
           (int)(name.n < 64 ? name.n : 64), (const char *)name.p);
    a->x->wish->found(a->x->wish->ctx, true, &e);
}

static bool fits(const struct entry_member *m, char type)
{
    return type == 'n'   ? m->kind == ENTRY_NUMBER && m->number >= 0
           : type == 't' ? m->kind == ENTRY_TEXT
                         : m->kind == ENTRY_OTHER;
}

/* Members in order of their names beside rules in order of theirs. */
static bool read_members(struct verify_acts *a, const struct rule *rules, size_t n)
{
    const struct entry_read *e = a->e;
    size_t r = 0;

    memset(a->at, 0, sizeof(a->at));
    for (size_t i = 0; i < e->n_members; i++) {
        const struct entry_member *m = &e->members[i];
        int order = -1;

        for (; r < n && (order = slice_order(slice_text(rules[r].name), m->name)) < 0; r++)
            if (rules[r].must && a->at[r] == NULL) {
                bad(a, e->seq, "lacks \"%s\"", rules[r].name);
                return false;
            }
        if (r == n || order > 0) {
            odd(a, "a member", m->name);
        } else if (!fits(m, rules[r].type)) {
            bad(a, e->seq, "has a value of \"%s\" that is none", rules[r].name);
            return false;
        } else {
            a->at[r] = m;
        }
    }
    for (; r < n; r++)
        if (rules[r].must && a->at[r] == NULL) {
            bad(a, e->seq, "lacks \"%s\"", rules[r].name);
            return false;
        }
    return true;
}

static uint64_t number(const struct verify_acts *a, size_t rule)
{
    return a->at[rule] != NULL ? (uint64_t)a->at[rule]->number : 0;
}

static struct slice text(const struct verify_acts *a, size_t rule)
{
    return a->at[rule] != NULL ? a->at[rule]->text : SLICE_NONE;
}

static bool commits_to(const struct entry_read *e, const char *name)
{
    for (size_t i = 0; i < e->n; i++)
        if (slice_is(e->commitments[i].name, name))
            return true;
    return false;
}

/* item.1 to item.63 without a gap, in order of bytes; item.rest behind item.63 alone. */
static bool check_items(const struct entry_read *e, size_t from, size_t to)
{
    uint64_t seen = 0, bit;
    bool rest = false;

    for (size_t i = from; i < to; i++) {
        struct slice name = e->commitments[i].name, digits = {name.p + 5, name.n - 5};
        int64_t k = 0;

        if (slice_is(digits, "rest")) {
            rest = true;
            continue;
        }
        if (digits.n > 2 || digits.p[0] == '0' || !slice_int(digits, &k) || k < 1 || k > 63)
            return false;
        seen |= UINT64_C(1) << k;
    }
    bit = seen >> 1;
    return (bit & (bit + 1)) == 0 && (!rest || bit == UINT64_MAX >> 1);
}

/* What an event always commits to, and no more. */
static bool check_commitments(const struct entry_read *e)
{
    static const char *const names[] = {"actor", "data", "message", "origin", "record", "request"};
    size_t from, to, n = e->n;

    for (from = 0; from < 2; from++)
        if (from >= n || !slice_is(e->commitments[from].name, names[from]))
            return false;
    for (to = from;
         to < n && slice_starts(e->commitments[to].name, SLICE("item.")) && e->commitments[to].name.n > 5;)
        to++;
    if (n - to != 4 || !check_items(e, from, to))
        return false;
    for (size_t i = 0; i < 4; i++)
        if (!slice_is(e->commitments[to + i].name, names[2 + i]))
            return false;
    return true;
}

static bool is_event(const struct verify_acts *a, uint64_t seq)
{
    return seq < a->e->seq && (a->events.p[seq / 8] >> seq % 8 & 1) != 0;
}

static void check_event(struct verify_acts *a)
{
    enum { SD, ACTION, ACTOR, CATEGORY, CONFLICT, COUNT, IMPORT, OUTCOME, PART, REC, RES, SEQ, SRC, TIME };
    static const struct rule rules[] = {
        {"_sd", 'o', true},       {"action", 't', false}, {"actor", 't', false}, {"category", 't', false},
        {"conflict", 'n', false}, {"count", 'n', false},  {"import", 'n', true}, {"outcome", 't', false},
        {"part", 'n', false},     {"rec", 'n', true},     {"res", 't', false},   {"seq", 'n', true},
        {"src", 't', true},       {"time", 't', false},   {"v", 'n', true},      {"zone", 't', false}};
    struct group *g = &a->group;
    uint64_t seq = a->e->seq;

    if (!read_members(a, rules, sizeof(rules) / sizeof(rules[0])))
        return;
    if (g->left == 0 || number(a, IMPORT) != g->number ||
        (g->sourced && !slice_equal(text(a, SRC), buf_view(&a->source))))
        bad(a, seq, "is an event that the act before it does not tell of: it was put in, or others left out");
    else if (number(a, REC) == 0 || number(a, REC) < g->rec ||
             (number(a, REC) == g->rec && number(a, PART) <= g->part))
        bad(a, seq, "is not in order of the dump's records");
    else if (a->at[CONFLICT] != NULL && !is_event(a, number(a, CONFLICT)))
        bad(a, seq, "tells of a conflict with what is no event before it");
    else if (!check_commitments(a->e))
        bad(a, seq, "does not commit to what an event always commits to");
    if (a->given_up)
        return;
    if (!g->sourced) {
        buf_clear(&a->source);
        buf_slice(&a->source, text(a, SRC));
    }
    g->sourced = true;
    g->left--;
    g->rec = number(a, REC);
    g->part = number(a, PART);
}

/* entries events follow, of which first is the first. */
static void start_group(struct verify_acts *a, uint64_t import, uint64_t entries,
                        const struct entry_member *first)
{
    uint64_t seq = a->e->seq;

    if ((first != NULL) != (entries > 0) || (first != NULL && (uint64_t)first->number != seq + 1))
        bad(a, seq, "tells of a first event that is not the one behind it");
    a->group = (struct group){.act = seq, .left = entries, .number = import};
}

static void check_import(struct verify_acts *a)
{
    enum {
        SD,
        ACT,
        AT,
        CONFLICTS,
        DUPLICATE,
        ENTRIES,
        FATES,
        FIRST,
        IMPORT,
        MADE,
        MAPPED,
        PROFILE,
        RECORDS,
        REJECTED,
        SEQ,
        SKIPPED,
        SRC,
        STORED,
        SUPPRESSED
    };
    static const struct rule rules[] = {
        {"_sd", 'o', true},        {"act", 't', true},       {"at", 'n', true},
        {"conflicts", 'n', true},  {"duplicate", 'n', true}, {"entries", 'n', true},
        {"fates", 't', false},     {"first", 'n', false},    {"import", 'n', true},
        {"made", 'n', true},       {"mapped", 'n', true},    {"profile", 't', true},
        {"records", 'n', true},    {"rejected", 'n', true},  {"seq", 'n', true},
        {"skipped", 'n', true},    {"src", 't', true},       {"stored", 'n', true},
        {"suppressed", 'n', true}, {"v", 'n', true},         {"window", 'o', false}};
    uint64_t seq = a->e->seq;

    if (!read_members(a, rules, sizeof(rules) / sizeof(rules[0])))
        return;
    a->imports++;
    if (number(a, IMPORT) <= a->number)
        bad(a, seq, "is of an import that was told of, or of one before it");
    else if (number(a, RECORDS) != number(a, MAPPED) + number(a, SKIPPED) + number(a, REJECTED) ||
             number(a, MADE) != number(a, STORED) + number(a, DUPLICATE) + number(a, SUPPRESSED) ||
             number(a, CONFLICTS) > number(a, STORED) || number(a, ENTRIES) > number(a, STORED))
        bad(a, seq, "has counts that do not reconcile");
    else if (!commits_to(a->e, "dump"))
        bad(a, seq, "does not commit to its dump");
    if (a->given_up)
        return;
    a->number = number(a, IMPORT);
    start_group(a, a->number, number(a, ENTRIES), a->at[FIRST]);
    buf_clear(&a->source);
    buf_slice(&a->source, text(a, SRC));
    a->group.sourced = true;
}

static void check_retry(struct verify_acts *a)
{
    enum { ACT, AT, ENTRIES, FATES, FIRST, IMPORT };
    static const struct rule rules[] = {{"act", 't', true},    {"at", 'n', true},     {"entries", 'n', true},
                                        {"fates", 't', false}, {"first", 'n', false}, {"import", 'n', true},
                                        {"seq", 'n', true},    {"v", 'n', true}};

    if (!read_members(a, rules, sizeof(rules) / sizeof(rules[0])))
        return;
    if (number(a, IMPORT) > a->number || number(a, IMPORT) == 0)
        bad(a, a->e->seq, "is of an import that was not told of");
    else
        start_group(a, number(a, IMPORT), number(a, ENTRIES), a->at[FIRST]);
}

static void check_review(struct verify_acts *a, const struct verify_tiles *t)
{
    enum { SD, ACT, AT, FROM, ROOT, SEQ, SIZE, TO, V, VERDICT };
    static const struct rule rules[] = {{"_sd", 'o', true},    {"act", 't', true},  {"at", 'n', true},
                                        {"from", 't', true},   {"root", 't', true}, {"seq", 'n', true},
                                        {"size", 'n', true},   {"to", 't', true},   {"v", 'n', true},
                                        {"verdict", 't', true}};
    struct hash root;
    struct buf b;

    if (!read_members(a, rules, sizeof(rules) / sizeof(rules[0])))
        return;
    verify_tiles_root(t, &root);
    buf_init(&b, BUF_CAP);
    base64_write(&b, root.bytes, DIGEST_SIZE);
    if (number(a, SIZE) != a->e->seq || !slice_equal(text(a, ROOT), buf_view(&b)))
        bad(a, a->e->seq, "is a review of another ledger than the one before it");
    else if (!slice_listed(SLICE("accepted, exceptions"), text(a, VERDICT)))
        bad(a, a->e->seq, "is a review without a verdict");
    buf_release(&b);
}

static bool is_hex(struct slice s, size_t n)
{
    for (size_t i = 0; i < s.n; i++)
        if (strchr("0123456789abcdef", s.p[i]) == NULL || s.p[i] == 0)
            return false;
    return s.n == n;
}

static void check_init(struct verify_acts *a)
{
    enum { ACT, AT, FORMAT, KEY, ORIGIN, SEQ, STORE };
    static const struct rule rules[] = {{"act", 't', true},   {"at", 'n', true},     {"format", 'n', true},
                                        {"key", 't', false},  {"origin", 't', true}, {"seq", 'n', true},
                                        {"store", 't', true}, {"v", 'n', true}};

    /* Which key it is matters with the last one that is named: see verify_history. */
    if (read_members(a, rules, sizeof(rules) / sizeof(rules[0])) &&
        (number(a, FORMAT) != 1 || !slice_equal(text(a, ORIGIN), a->x->now.origin) ||
         !is_hex(text(a, STORE), 32) || (a->x->wish->key != NULL && text(a, KEY).n == 0)))
        bad(a, a->e->seq, "begins another ledger, or one that is not signed");
}

/* From here on another key signs, of a ledger that is signed. */
static void check_key(struct verify_acts *a)
{
    static const struct rule rules[] = {{"_sd", 'o', false}, {"act", 't', true}, {"at", 'n', true},
                                        {"key", 't', true},  {"seq", 'n', true}, {"v", 'n', true}};

    (void)read_members(a, rules, sizeof(rules) / sizeof(rules[0]));
}

static void check_erasing(struct verify_acts *a, bool prune)
{
    static const struct rule redact[] = {{"_sd", 'o', true},    {"act", 't', true},    {"at", 'n', true},
                                         {"events", 'n', true}, {"reason", 't', true}, {"seq", 'n', true},
                                         {"v", 'n', true},      {"values", 'n', true}};
    static const struct rule pruned[] = {
        {"_sd", 'o', true},       {"act", 't', true},    {"at", 'n', true},     {"before", 't', true},
        {"category", 't', false}, {"events", 'n', true}, {"reason", 't', true}, {"seq", 'n', true},
        {"src", 't', true},       {"v", 'n', true},      {"values", 'n', true}};

    if (read_members(a, prune ? pruned : redact, prune ? 11 : 8) && !commits_to(a->e, "erased"))
        bad(a, a->e->seq, "does not commit to what was erased");
}

static void check_amend(struct verify_acts *a)
{
    enum { SD, ACT, ACTION, ACTOR, AT, CATEGORY, COUNT, ENTRY };
    static const struct rule rules[] = {
        {"_sd", 'o', false},     {"act", 't', true},        {"action", 't', false}, {"actor", 't', false},
        {"at", 'n', true},       {"category", 't', false},  {"count", 'n', false},  {"entry", 'n', true},
        {"outcome", 't', false}, {"res", 't', false},       {"seq", 'n', true},     {"time", 't', false},
        {"v", 'n', true},        {"withdrawn", 'n', false}, {"zone", 't', false}};

    if (read_members(a, rules, sizeof(rules) / sizeof(rules[0])) && !is_event(a, number(a, ENTRY)))
        bad(a, a->e->seq, "amends what is no event before it");
}

static void check_hold(struct verify_acts *a)
{
    static const struct rule rules[] = {{"_sd", 'o', false},      {"act", 't', true}, {"at", 'n', true},
                                        {"category", 't', false}, {"seq", 'n', true}, {"src", 't', false},
                                        {"v", 'n', true}};

    (void)read_members(a, rules, sizeof(rules) / sizeof(rules[0]));
}

static void check_retention(struct verify_acts *a)
{
    static const struct rule rules[] = {{"_sd", 'o', false},      {"act", 't', true},  {"at", 'n', true},
                                        {"category", 't', false}, {"max", 't', false}, {"min", 't', false},
                                        {"seq", 'n', true},       {"src", 't', true},  {"v", 'n', true}};

    (void)read_members(a, rules, sizeof(rules) / sizeof(rules[0]));
}

static void check_release(struct verify_acts *a)
{
    enum { SD, ACT, AT, HOLD };
    static const struct rule rules[] = {{"_sd", 'o', false}, {"act", 't', true}, {"at", 'n', true},
                                        {"hold", 'n', true}, {"seq", 'n', true}, {"v", 'n', true}};

    if (read_members(a, rules, sizeof(rules) / sizeof(rules[0])) &&
        (number(a, HOLD) >= a->e->seq || is_event(a, number(a, HOLD))))
        bad(a, a->e->seq, "releases what is no hold before it");
}

static void check_act(struct verify_acts *a, struct slice act, const struct verify_tiles *t)
{
    const struct entry_read *e = a->e;

    a->acts++;
    if (a->group.left > 0)
        bad(a, e->seq, "stands before the last of the events that entry %llu tells of: %llu were left out",
            (unsigned long long)a->group.act, (unsigned long long)a->group.left);
    else if (slice_is(act, "log.init") != (e->seq == 0))
        bad(a, e->seq, e->seq == 0 ? "does not begin the ledger" : "begins the ledger once more");
    else if (e->seq == 0)
        check_init(a);
    else if (slice_is(act, "import"))
        check_import(a);
    else if (slice_is(act, "retry"))
        check_retry(a);
    else if (slice_is(act, "review"))
        check_review(a, t);
    else if (slice_is(act, "redact") || slice_is(act, "prune"))
        check_erasing(a, slice_is(act, "prune"));
    else if (slice_is(act, "amend"))
        check_amend(a);
    else if (slice_is(act, "hold"))
        check_hold(a);
    else if (slice_is(act, "retention"))
        check_retention(a);
    else if (slice_is(act, "key"))
        check_key(a);
    else if (slice_is(act, "release"))
        check_release(a);
    else
        odd(a, "an act", act);
}

void verify_acts_entry(struct verify_acts *a, const struct entry_read *e, const struct verify_tiles *t)
{
    const struct entry_member *act = entry_member(e, "act");

    if (a->given_up)
        return;
    a->e = e;
    if (e->seq % 8 == 0)
        buf_byte(&a->events, 0);
    if (act == NULL && e->seq > 0)
        check_event(a);
    else
        check_act(a, act != NULL && act->kind == ENTRY_TEXT ? act->text : SLICE_NONE, t);
    if (act == NULL)
        a->events.p[e->seq / 8] |= (unsigned char)(1 << e->seq % 8);
}

void verify_acts_end(struct verify_acts *a)
{
    if (a->given_up)
        return;
    if (a->group.left > 0) {
        bad(a, a->group.act, "tells of %llu events more than there are", (unsigned long long)a->group.left);
        return;
    }
    verify_done(a->x, VERIFY_ACTS, "%llu %s with the events of each, %llu other%s",
                (unsigned long long)a->imports, a->imports == 1 ? "import" : "imports",
                (unsigned long long)(a->acts - a->imports),
                a->odd > 0 ? "; not all is known to this program" : "");
}
