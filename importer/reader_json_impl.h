/*
 * reader_json_impl: the state of one JSON reader, shared by importer/reader_json*.c alone.
 *
 * reader_json.c walks what stands around the records, with reader_json_top.c at the top level;
 * reader_json_record.c cuts and parses them.
 */
#ifndef READER_JSON_IMPL_H
#define READER_JSON_IMPL_H

#include "json.h"
#include "reader_enclosing.h"
#include "reader_impl.h"
#include "reader_json_damage.h"
#include "reader_json_extent.h"

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
    const struct read_options *options; /* borrowed */
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
    bool top_first;        /* it was the first in its line */
    uint64_t single_until; /* original offset: values before it must end in their line */
    uint64_t spent;        /* bytes that failed attempts read ahead */
    int64_t indent;        /* of the byte at the front, as in struct mark */
    enum skip skip;
    bool in_line, to_mark; /* SKIP_TO_START: in this line alone; for what looks like mark, not a record */
    struct mark mark;
    size_t searched; /* SKIP_TO_START: bytes at the front that hold no start */
    struct starts starts;
    bool resume;                  /* the list of records that damage closed goes on at the front */
    uint64_t closed, closed_line; /* top-level lists and envelopes so far; the line of the last end */
    bool strayed, found;          /* something has been rejected; the path led somewhere */
    bool recovered;               /* the next record follows a guess */

    bool ready; /* the current call: a record stands in rec */
    struct arena *arena;
    struct record *rec;
    struct err *err;
};

/* More bytes at hand; *more false: there are no more, or the record limit is reached. */
enum status json_grow(struct json_reader *j, bool *more);

/* Hands out the n bytes at the front as a reject; code, text and place stand in j->err. */
enum status json_reject(struct json_reader *j, size_t n);

/* Opens the object or list at the front; step: as in struct frame. */
enum status json_push(struct json_reader *j, bool object, int step);

/* reader_json_top.c: the value at the front, which begins with c; the list goes on that damage closed. */
enum status json_top_value(struct json_reader *j, unsigned char c);
enum status json_resume_list(struct json_reader *j);

/* reader_json_record.c: the value at the front is a record: of the top level, or of a list or at
 * the end of the path. */
enum status json_top_record(struct json_reader *j);
enum status json_element(struct json_reader *j);

/* Cuts the string, number or literal at the front: its length, 0 if it is broken. */
enum status json_scalar(struct json_reader *j, size_t *n);

/* err's column, counted within text, becomes line and column in the dump. */
void json_locate(struct json_reader *j, struct slice text);

/* Forgets the open frames inside the outermost depth ones. */
void json_leave(struct json_reader *j, size_t depth);

#endif
