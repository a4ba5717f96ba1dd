/*
 * bag_check: is it a complete and valid bag (RFC 8493 section 3; BagIt 0.93 to 1.0)?
 *
 * Reads each file once, in whatever order it lies, and sorts what was found and what is listed by name,
 * outside of memory.  Fetches nothing.  It says nothing about who made the bag: whoever changes a file can
 * change the manifests too.
 */
#ifndef BAG_CHECK_H
#define BAG_CHECK_H

#include "bag_files.h"

enum bag_kind {
    BAG_WARNING,  /* valid all the same */
    BAG_FORM,     /* it is not made as a bag is */
    BAG_COMPLETE, /* something is missing, or stands in no manifest */
    BAG_FIXITY,   /* bytes are not those that were listed */
    BAG_KINDS
};

typedef void bag_found(void *ctx, enum bag_kind kind, const struct err *e);
typedef void bag_seen(void *ctx, struct slice path);

struct bag_wanted {
    bool all;         /* SHA-512 too where there are manifests of SHA-256 */
    bag_found *found; /* called for each thing that was found wrong or odd, in order of names */
    bag_seen *seen;   /* called for each file, in no order; NULL is allowed */
    void *ctx;
};

struct bag_told {
    unsigned version;          /* 97, 100: BagIt 0.97, 1.0; 0: it is unknown, and nothing else was checked */
    bool compared;             /* the files were read and held against the manifests */
    uint64_t files, bytes;     /* below data/ */
    uint64_t tag_files;        /* beside it */
    uint64_t unlisted;         /* of these, in no tag manifest, besides the tag manifests themselves */
    uint64_t found[BAG_KINDS]; /* how often each kind */
    unsigned checked, passed_over; /* algorithms, bits by digest_any_name() */
};

/* Codes, to found: BAG-DECLARATION, -VERSION, -ENCODING, -PAYLOAD, -MANIFEST, -ALGORITHM, -LINE, -PATH,
 * -TWICE, -MISSING, -UNLISTED, -DIGEST, -INFO, -OXUM, -FETCH, -SPECIAL; warnings: -MD5SUM, -NAMES, -SYSTEM,
 * -TWICE. Returns less than ST_OK only if it could not be finished: BAG-READ, BAG-TAR, SORT-.... */
enum status bag_check(struct bag_files *files, const struct bag_wanted *wanted, struct bag_told *told,
                      struct err *err);

#endif
