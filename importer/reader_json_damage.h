/*
 * reader_json_damage: where reading goes on behind what is broken.  Private to importer/reader_json*.c.
 */
#ifndef READER_JSON_DAMAGE_H
#define READER_JSON_DAMAGE_H

#include "err.h"
#include "slice.h"

struct json_reader;

#define MARK_KEY   64
#define MARK_BLANK 1024                        /* before its first key */
#define MARK_AHEAD (MARK_BLANK + 2 * MARK_KEY) /* bytes that tell a mark */

/* By what the siblings of a list element are known again after damage. */
struct mark {
    int64_t indent;              /* bytes of blanks before it in its line; -1: it is not the first there */
    bool indented;               /* its members stand deeper than it does */
    size_t n;                    /* of key; 0: it has no first key that could be told */
    unsigned char key[MARK_KEY]; /* its first key with the quotes */
};

/* Rejects the rest of the physical line; the envelope in it is given up. */
enum status json_drop_line(struct json_reader *j);

/* Rejects everything up to the next value that looks like m; at: where the failed attempt ended. */
enum status json_skip_to_start(struct json_reader *j, const struct mark *m, size_t at);

/* Have failed attempts read so much that no more may be made? */
bool json_out_of_patience(const struct json_reader *j);

/* Rejects all that is left. */
enum status json_drop_rest(struct json_reader *j);

/* Goes on with what one of these began. */
enum status json_go_on_skipping(struct json_reader *j);

/* The mark of the value at the front. */
void json_mark(const struct json_reader *j, struct slice view, struct mark *m);

/* Does the brace at view.p[i] look like the start of a sibling?  view begins with the value that
 * failed, or is the start of the search. */
bool json_looks_like(const struct mark *m, struct slice view, size_t i);

/* After damage that seemed to close the list of records: does the object at the front look like one
 * more of them?  The window holds MARK_AHEAD bytes or all. */
bool json_resembles_list(const struct json_reader *j);

#endif
