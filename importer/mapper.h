/*
 * mapper: one record's tree to events, by a profile; and how it was read, field by field.
 *
 * Knows trees and events; neither dumps nor the store.  A mapper is one thread's working state.
 */
#ifndef MAPPER_H
#define MAPPER_H

#include "batch.h"
#include "profile.h"

struct mapper;

/* source: the source's name, part of every ident.  p is borrowed.  One thread each. */
struct mapper *mapper_new(const struct profile *p, const char *source);
void mapper_free(struct mapper *m); /* NULL is allowed */

enum mapped { MAPPED, MAPPED_SKIP, MAPPED_REJECT };

/* Maps rec: appends one event or more to out (texts copied into its arena; place, digest, ident and
 * content filled), or says that the profile skips it, or rejects it with err (MAP-...); then nothing
 * was appended.  original: the record's original bytes.  An unreadable time is no reject: at is
 * STAMP_UNKNOWN and the text is kept.  Constant texts (types, category, label, sentence) are the
 * profile's, which must outlive the batch; sentence is empty if the catalog has none.  Of rec nothing
 * is kept, and the reader that it came from may be closed before the next one. */
enum mapped mapper_map(struct mapper *m, struct record *rec, struct slice original, struct batch *out,
                       struct err *err);

/* Is the time of this tree readable?  For read_options.plausible; ctx is the mapper. */
bool mapper_plausible(void *ctx, struct node *tree);

/* One thing about an event: what it is and where it comes from.  The texts are the dump's or the
 * profile's as they are, controls and all. */
struct explained {
    size_t event;       /* number among those of the record, from 1 */
    const char *field;  /* "time", "actor", ... */
    bool nothing;       /* the profile looks for it in vain */
    bool words;         /* the value may be broken into lines */
    bool unread;        /* the value tells that none could be made of text, which may be empty */
    struct slice value; /* of nothing: the item's type, where it has one */
    struct slice text;  /* of a time: as it stands in the record */
    struct slice note;  /* more about it, in words, or none */
    struct slice from;  /* the paths, and what is done to what stands there; or none */
    uint64_t line;      /* of the profile; 0 = none */
};

struct explanation {
    enum mapped result;
    struct err why; /* of a reject */
    size_t n_events;
    struct explained *at; /* by event, what is found before what is not */
    size_t n, room;
    struct arena arena;
};

/* How one record was read, field by field.  explanation_release() always. */
void mapper_explain(struct mapper *m, struct record *rec, struct slice original, struct explanation *x);
void explanation_release(struct explanation *x);

/* The same as text for people, on lines of so many columns where the values allow, of 40 at least, with what
 * a terminal would act on made visible. */
void explanation_text(const struct explanation *x, size_t columns, struct buf *b);

#endif
