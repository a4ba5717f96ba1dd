/*
 * store_make: events and imports for the tests of the store, made in memory.
 */
#ifndef STORE_MAKE_H
#define STORE_MAKE_H

#include "harness.h"
#include "store.h"

#define T0 INT64_C(1767225600000000000) /* 2026-01-01 */

struct made { /* what an event is made from */
    int64_t at;
    const char *native; /* NULL: none */
    const char *record; /* identity without ids, content with them */
    const char *rule;   /* more of identity: what a rule made of the record, or NULL */
    uint32_t leaves;
    const char *action, *actor, *target, *label; /* actor, target: NULL = none */
    enum outcome outcome;
};

/* SHA-256 of both texts, with a zero byte between them. */
void make_digest(const char *a, const char *b, unsigned char out[DIGEST_SIZE]);

/* Texts of m must outlive the batch. */
struct event *make_event(struct batch *b, const char *source, const struct made *m);

/* What a dump of that content from that source is; the texts are borrowed. */
struct store_import make_import(const char *source, const char *dump);

/* Ends the test unless st is ST_OK; MUST() looks at the err of its place. */
void must(enum status st, const struct err *err, const char *file, int line);
#define MUST(call) must((call), &err, __FILE__, __LINE__)

/* One dump of n events in batches of size, in a transaction of its own. */
struct import_counts make_dump(struct store *s, struct store_import *info, bool remap,
                               const struct made *events, size_t n, size_t size);

/* A new path in the working folder; the file does not exist. */
void make_path(char *out, size_t size, const char *name);

/* Opens it to write; the caller closes it. */
struct store *make_store(const char *path);

#endif
