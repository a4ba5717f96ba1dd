/*
 * profile: how the records of one kind of dump become events.
 *
 * A YAML file (reference: README "Profiles"), parsed and checked once, compiled to steps over the
 * record tree.  Knows trees and events; neither dumps nor the store.  A profile is immutable once
 * compiled; a mapper is one thread's working state.
 */
#ifndef PROFILE_H
#define PROFILE_H

#include "batch.h"
#include "reader.h"
#include "tree.h"

struct profile;

/* text is the YAML, name stands in messages (file name).  Caller owns *out.  Mistakes:
 * ST_FAIL with where, line and column (PROFILE-YAML, PROFILE-KEY, PROFILE-PATH, ...). */
enum status profile_parse(struct slice text, const char *name, struct profile **out, struct err *err);
enum status profile_load(const char *path, struct profile **out, struct err *err);
void profile_free(struct profile *p); /* NULL is allowed */

const char *profile_name(const struct profile *p);
const char *profile_file(const struct profile *p); /* as given to profile_load(), or NULL */
const char *profile_title(const struct profile *p);
size_t profile_notes(const struct profile *p, const struct slice **notes);
const struct read_options *profile_read(const struct profile *p);
const char *profile_encoding(const struct profile *p); /* declared, or NULL */
bool profile_looks_around(const struct profile *p);    /* a path of it starts outside the record (^) */
/* The zone that times which name none are read in; "UTC" unless declared. */
const char *profile_zone(const struct profile *p);
const struct stamp_zoneinfo *profile_zone_info(const struct profile *p);

/* SHA-256 of the YAML text; and of its identity, time and read sections, normalised: if that
 * changes, events need --remap. */
void profile_digest(const struct profile *p, unsigned char out[DIGEST_SIZE]);
void profile_rule_digest(const struct profile *p, unsigned char out[DIGEST_SIZE]);

/* How many examples it has; and in how many ways the i-th is not mapped as it expects, 0 being good: the
 * first of them, as many as there is room, go to out, with line and column in the profile and code
 * PROFILE-EXAMPLE. */
size_t profile_examples(const struct profile *p);
size_t profile_test(const struct profile *p, size_t i, struct err *out, size_t room);

/* The profiles embedded in the program, in order of name; text is the YAML. */
size_t profile_shipped_count(void);
const char *profile_shipped_name(size_t i);
struct slice profile_shipped_text(size_t i);

bool profile_has_signature(const struct profile *p); /* there is a detect */

/* Does the dump's beginning (original bytes) bear this profile's declared signature?  Never guesses:
 * format, header or record name, and every path of has, must hold for the first record. */
bool profile_detect(const struct profile *p, struct slice beginning, bool whole);

/* Is there a path, the *at-th or a later one, that starts at a column which the declared header has
 * not?  Then err names it (PROFILE-COLUMN), and *at is moved behind it; *at is 0 at first. */
bool profile_stray(const struct profile *p, size_t *at, struct err *err);

/* Does the name of any column that detect declares occur in the dump's beginning?  True also if it
 * declares none. */
bool profile_has_column(const struct profile *p, struct slice beginning);

/* What the first record of a dump's beginning lacks of what the profile needs (the signature, the
 * action, the time, the identity), and what it has, as lists for people, each a dozen names or a few
 * hundred bytes at most; *missed of the *of things that it needs are not there.  encoding: NULL for UTF-8.
 * False if the beginning holds neither a record nor a header. */
bool profile_lacks(const struct profile *p, const struct encoding *encoding, struct slice beginning,
                   struct buf *lacks, struct buf *has, size_t *missed, size_t *of);

/* For messages: where it looks for the time and what formats it tries, "at when, for iso, %d.%m.%Y";
 * where it looks for the id, or nothing if it names none. */
void profile_show_time(const struct profile *p, struct buf *out);
void profile_show_id(const struct profile *p, struct buf *out);

struct mapper;

/* source: the source's name, part of every ident. p is borrowed.  One thread each. */
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
    bool words;         /* the value may be broken into lines after blanks */
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
