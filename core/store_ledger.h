/*
 * store_ledger: the store's side of the ledger: which events and imports are sealed as which entries, the
 * salts of these, the hashes of the tree, and the checkpoints.
 *
 * Knows neither what an entry's line looks like nor what is hashed or signed: archive does.  What writes
 * goes between store_begin() and store_commit().  A store of an earlier version has no ledger.
 */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "store_imports.h"
#include "store_read.h"

#define LEDGER_STORE_ID 16 /* random bytes */

struct store_ledger {    /* texts in the arena of store_ledger_get() */
    bool begun;          /* there is one */
    uint64_t size;       /* entries */
    int64_t event;       /* events up to this id are sealed */
    int64_t import;      /* imports likewise */
    struct slice origin; /* of its checkpoints */
    struct slice vkey;   /* n = 0: it is not signed */
    struct slice store;  /* LEDGER_STORE_ID bytes in hex */
};

enum status store_ledger_get(struct store *s, struct store_ledger *out, struct arena *a, struct err *err);
/* What is sealed, for who tells of the store: the last checkpoint, n = 0 if there is none, how many there
 * are, and how many events are not sealed yet. */
struct store_sealed {
    struct store_ledger ledger;
    struct slice note;
    uint64_t checkpoints, unsealed;
};
enum status store_sealed(struct store *s, struct store_sealed *out, struct arena *a, struct err *err);

/* Keeps all of l but size, which is what entries make it. */
enum status store_ledger_put(struct store *s, const struct store_ledger *l, struct err *err);

struct store_act { /* what trailbook did itself: see table act */
    int64_t at;
    struct slice kind, clear, hidden;
};
enum status store_act_add(struct store *s, const struct store_act *act, int64_t *id, struct err *err);

/* What is not sealed yet, in the ledger's order: of each import its row, and then those of its events that
 * are not, in order of record and part. */
struct store_unsealed_row {
    const struct store_import_row *import; /* NULL: an event */
    uint64_t stored;                       /* of an import: how many events follow */
    bool again;                            /* of an import: it is sealed, and has more events now */
    const struct store_event *event;
    int64_t conflict; /* the first entry with the event's source id; -1: there is none */
};
struct store_unsealed;
enum status store_unsealed_open(struct store *s, const struct store_ledger *l, struct store_unsealed **out,
                                struct err *err);
/* Between two calls what the row before became is added: conflicts are looked up among the entries. */
enum status store_unsealed_next(struct store_unsealed *c, const struct store_unsealed_row **out,
                                struct err *err);
void store_unsealed_close(struct store_unsealed *c);

/* Appends entries, one after the other. */
struct store_sealer;
enum status store_sealer_open(struct store *s, const struct store_ledger *l, struct store_sealer **out,
                              struct err *err);
/* event: its id, or 0: act is an act's.  leaf: the hash of the entry's line. */
enum status store_sealer_add(struct store_sealer *w, int64_t event, int64_t act,
                             const unsigned char leaf[DIGEST_SIZE], struct slice salts, struct err *err);
void store_sealer_close(struct store_sealer *w);

/* Entries from on, up to but without to, as what they are made of. */
struct store_entry {
    uint64_t seq;
    const struct store_event *event; /* NULL: an act */
    int64_t conflict;
    struct store_act act;
    struct slice salts;
    struct slice
        kept; /* its line, if what is stored gives another; event may be NULL and act.kind.n 0 then */
};
struct store_entries;
enum status store_entries_open(struct store *s, uint64_t from, uint64_t to, struct store_entries **out,
                               struct err *err);
enum status store_entries_next(struct store_entries *c, const struct store_entry **out, struct err *err);
/* Goes to the entry of an event, *seq, which is the next and the last one then.  ST_END: it is not sealed. */
enum status store_entries_find(struct store_entries *c, int64_t event, uint64_t *seq, struct err *err);
void store_entries_seek(struct store_entries *c, uint64_t seq); /* the same of an entry */
void store_entries_close(struct store_entries *c);

#endif
