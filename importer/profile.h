/*
 * profile: how the records of one kind of dump become events.
 *
 * A YAML file (reference: README "Profiles"), parsed and checked once, compiled to steps over the
 * record tree.  Knows trees and events; neither dumps nor the store.  A profile is immutable once
 * compiled; mapper.h applies it.
 */
#ifndef PROFILE_H
#define PROFILE_H

#include "event.h"
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

/* SHA-256 of the YAML text; that text; and SHA-256 of its identity, time and read sections, normalised: if
 * that changes, events need --remap. */
void profile_digest(const struct profile *p, unsigned char out[DIGEST_SIZE]);
struct slice profile_text(const struct profile *p);
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

/* The *at-th or a later text of a condition that is nearly 'present' or 'absent', and likely meant as that:
 * then err names it (PROFILE-VALUE), and *at is moved behind it; *at is 0 at first. */
bool profile_doubt(const struct profile *p, size_t *at, struct err *err);

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

#endif
