/*
 * reader_json_impl: the state of one JSON reader, shared by importer/reader_json*.c alone.
 *
 * reader_json.c walks what stands around the records; reader_json_record.c cuts and parses them;
 * reader_json_damage.c decides where reading goes on behind what is broken.
 */
#ifndef READER_JSON_IMPL_H
#define READER_JSON_IMPL_H

#include "json.h"
#include "reader_enclosing.h"
#include "reader_impl.h"
#include "reader_json_extent.h"

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

enum frame_need { FRAME_FIRST, FRAME_KEY, FRAME_COLON, FRAME_VALUE, FRAME_MORE };

/* An object or list around the records that is open. */
struct frame {
    bool object;
    int step;      /* steps of the path that led here; -1: beside the path */
    int next_step; /* object: of the value whose key was just read */
    enum frame_need need;
    struct mark mark; /* list on the path: its current element */
};

enum shape { SHAPE_UNKNOWN, SHAPE_LINES, SHAPE_PRETTY };
enum skip { SKIP_NONE, SKIP_LINE, SKIP_TO_START, SKIP_REST };

struct json_reader {
    struct window *w;
    struct arena paths; /* of steps */
    struct slice *steps;
    int n_steps;
    struct frame *frames; /* JSON_DEPTH of them */
    size_t depth;
    struct enclosing *around;
    struct arena scratch; /* one key or scalar between records */
    struct buf key;       /* of the member whose value comes next */
    enum shape shape;
    uint64_t top_line;     /* where the top-level value began */
    uint64_t single_until; /* original offset: values before it must end in their line */
    uint64_t spent;        /* bytes that failed attempts read ahead */
    int64_t indent;        /* of the byte at the front, as in struct mark */
    enum skip skip;
    struct mark mark; /* SKIP_TO_START: what a start looks like */
    size_t searched;  /* SKIP_TO_START: bytes at the front that hold no start */
    struct mark list; /* what an element of the list of records looks like; n = 0: not known */
    bool strayed;     /* bytes stood between values that cannot */
    bool found;       /* the path led somewhere */
    bool recovered;   /* the next record follows a guess */

    bool ready; /* the current call: a record stands in rec */
    struct arena *arena;
    struct record *rec;
    struct err *err;
};

/* More bytes at hand; *more false: there are no more, or the record limit is reached. */
enum status json_grow(struct json_reader *j, bool *more);

/* Hands out the n bytes at the front as a reject; code, text and place stand in j->err. */
enum status json_reject(struct json_reader *j, size_t n);

/* reader_json_record.c: the value at the front is a record: of the top level, or of a list or at
 * the end of the path. */
enum status json_top_record(struct json_reader *j);
enum status json_element(struct json_reader *j);

/* Cuts the string, number or literal at the front: its length, 0 if it is broken. */
enum status json_scalar(struct json_reader *j, size_t *n);

/* err's column, counted within text, becomes line and column in the dump. */
void json_locate(struct json_reader *j, struct slice text);

/* reader_json_damage.c: rejects the rest of the physical line; the envelope in it is given up. */
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

/* Forgets the open frames inside the outermost depth ones. */
void json_leave(struct json_reader *j, size_t depth);

#endif
