/*
 * bag_tags: what the tag files of a bag say, line by line (RFC 8493 section 2).
 *
 * Knows nothing of what lies in the bag.  A line that breaks a rule is ST_REJECT, with its place, and reading
 * goes on; what is older than 1.0 was freer, which is told where it matters.
 */
#ifndef BAG_TAGS_H
#define BAG_TAGS_H

#include "bag_text.h"
#include "digest_any.h"

#define BAG_1_0 100 /* versions: 93 to 97, 100 */

struct bag_declaration {
    unsigned version;
    enum bag_encoding encoding;
};

/* Reads bagit.txt; takes f.  ST_REJECT: BAG-DECLARATION, BAG-VERSION, BAG-ENCODING. */
enum status bag_declaration_read(struct bag_file *f, struct bag_declaration *out, struct err *err);

struct bag_line {
    struct buf path; /* without "./" */
    unsigned char digest[DIGEST_ANY_MAX];
    bool starred, dotted; /* the path stood behind "*" or "./": no manifest's way, md5sum's */
};

/* The next line of a manifest whose digests have size bytes.  ST_END.  ST_REJECT: BAG-LINE, BAG-PATH (a path
 * that may not be followed). */
enum status bag_manifest_next(struct bag_text *t, size_t size, unsigned version, struct bag_line *out,
                              struct err *err);

/* The next line of fetch.txt: the path of a file that is to be fetched. */
enum status bag_fetch_next(struct bag_text *t, unsigned version, struct buf *path, struct err *err);

struct bag_oxum {
    unsigned given; /* how often it stands there */
    uint64_t bytes, files;
};

/* The next element of bag-info.txt; what it says of the payload goes to oxum.  ST_REJECT: BAG-INFO, BAG-OXUM.
 */
enum status bag_info_next(struct bag_text *t, unsigned version, struct bag_oxum *oxum, struct err *err);

#endif
