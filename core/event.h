/*
 * event: the canonical form of what happened, as importer makes it and store keeps it.
 *
 * All texts are valid UTF-8 and borrowed from the arena of the batch.
 */
#ifndef EVENT_H
#define EVENT_H

#include "buf.h"
#include "digest.h"
#include "mem.h"
#include "outcome.h"
#include "stamp.h"

/* Named limits.  What passes them is a reject, never cut. */
#define EVENT_MAX_RECORD ((size_t)16 << 20) /* bytes of one record, and of look-ahead */
#define EVENT_MAX_KEY    1024               /* bytes of an item's type or key, and of an action */
/* Above it a count is not one.  No store holds enough events for the sum to leave 64 bits. */
#define EVENT_MAX_COUNT INT64_C(1000000000)

#define IDENT_SIZE 16

enum role { ROLE_ACTOR, ROLE_TARGET, ROLE_RELATED, ROLE_OWNER, ROLE_ON_BEHALF_OF, ROLE_COUNT };
enum found { FOUND_FIELD, FOUND_TEXT, FOUND_INFERRED }; /* how an item was found */

const char *role_name(enum role r);   /* "on_behalf_of" */
const char *found_name(enum found f); /* "field", "text", "inferred" */

struct party { /* how an item takes part */
    enum role role;
    enum found how;
    struct slice type, key; /* key normalised; neither is empty */
    struct slice label;     /* at that time; n = 0 if none */
};

#define CHANGE_OLD_KNOWN 1u
#define CHANGE_NEW_KNOWN 2u

struct change {
    struct slice field, old, new_;
    unsigned known; /* CHANGE_... bits: "was empty" is not "was not recorded" */
};

/* event.flags; plain numbers, since core/store_schema.h writes them into SQL too */
#define EVENT_CONFLICT   1   /* its source id is stored with another content or time */
#define EVENT_RECOVERED  2   /* read after damage */
#define EVENT_SUPERSEDED 4   /* another version of it is shown; not counted */
#define EVENT_STALE      8   /* mapped by time or identity rules that have since changed */
#define EVENT_DIFFERS    32  /* the profile that read it last maps it differently */
#define EVENT_IGNORES    64  /* the last member of attributes is what identity ignores, path by path */
#define EVENT_ERASED     128 /* erased from, so no record is known to be it; without PARTLY: as a whole */
#define EVENT_PARTLY     256 /* erased from, and what else it holds stands */
#define EVENT_ABSENT     512 /* a later export lacks it: told of what is read, and in no row */

struct event {
    struct slice native; /* source's own id, n = 0 if none: then identity is the record's */
    bool by_fields;      /* without one, identity is what the profile's fields say: an id too */
    unsigned char ident[IDENT_SIZE];
    int64_t content; /* first 8 bytes of the canonical record's digest, big-endian */
    uint32_t leaves; /* non-empty leaves of the canonical record: the richest version is shown */

    unsigned spelling; /* stamp_spelling() of time_text: not 0, and the store does without the text */
    struct stamp time;
    struct slice time_text; /* as it stood */

    struct slice action, category, label, sentence; /* the last three from the catalog */
    enum outcome outcome;
    struct slice reason, request, message;
    int64_t count; /* 1, or more for a row that stands for many */
    struct slice ip, agent, location, channel;
    struct slice attributes; /* JSON object of all that was not mapped; n = 0 if nothing */

    struct party *parties; /* each role, type and key once */
    size_t n_parties;
    struct change *changes;
    size_t n_changes;

    uint64_t record; /* number in the dump, from 1 */
    uint32_t sub;    /* number within the record, from 0 */
    uint64_t offset; /* of the record, in the uncompressed original bytes */
    uint64_t length;
    unsigned char digest[DIGEST_SIZE]; /* of the record's original bytes */
    unsigned flags;                    /* RECOVERED and IGNORES are the importer's, the rest the store's */
};

/* The attributes without what identity ignores, which only the arrival that is stored has; n = 0 if
 * nothing is left.  Borrowed from ev, or in a. */
struct slice event_counted(const struct event *ev, struct arena *a);

#endif
