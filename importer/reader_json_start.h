/*
 * reader_json_start: by what the start of a record is known again behind damage.  Private to
 * importer/reader_json*.c.
 *
 * Good records leave marks: the column they stand in, and their first key.  The broken record's own
 * mark counts only while no good one was read: its first key may be what is broken.
 */
#ifndef READER_JSON_START_H
#define READER_JSON_START_H

#include <stddef.h>
#include <stdint.h>

#include "slice.h"

struct json_reader;

#define MARK_KEY    64
#define MARK_BLANK  1024                        /* before its first key */
#define MARK_AHEAD  (MARK_BLANK + 2 * MARK_KEY) /* bytes that tell a mark */
#define START_AHEAD ((size_t)64 << 10)          /* bytes that tell a start */
#define START_MARKS 8

/* By what a value's siblings are known. */
struct mark {
    int64_t indent;              /* bytes of blanks before it in its line; -1: it is not the first there */
    bool indented;               /* its members stand deeper than it does */
    size_t lead;                 /* blanks before its first key */
    size_t n;                    /* of key; 0: it has no first key that could be told */
    unsigned char key[MARK_KEY]; /* its first key with the quotes */
};

/* What is known of the starts of records. */
struct starts {
    struct mark marks[START_MARKS];
    size_t n;
    struct mark own;   /* of the broken record: while n = 0 */
    bool known;        /* n > 0, or own stands */
    bool in_list;      /* the marks are of elements of a list that lies in no other list */
    bool tells_apart;  /* options.plausible was true for a record that left a mark */
    struct mark outer; /* of the objects at the top level that hold such a list; n = 0: not known */
};

/* The mark of the value at the front. */
void json_mark(const struct json_reader *j, struct slice view, struct mark *m);

/* The record at the front, in j->rec, is good: its mark is kept, if it is a new one. */
void json_learn(struct json_reader *j);

/* A record at the front is broken: its mark must do while there is no other.  Needs MARK_AHEAD bytes. */
void json_learn_broken(struct json_reader *j);

/* Does the brace at view.p[i] look like the start of a value with mark m? */
bool json_looks_like(const struct mark *m, struct slice view, size_t i);

/* Where a start is looked for: inside the extent of a damaged record, if that seems to be known, or is
 * known as far as its brackets go, more is asked of it. */
enum start_place { START_ANYWHERE, START_INSIDE, START_IN_WHOLE };

/* Does the brace at view.p[i] begin a record?  view holds START_AHEAD bytes more, or all; it begins
 * with the value that failed, or is the start of the search. */
bool json_is_start(struct json_reader *j, struct slice view, size_t i, enum start_place place);

/* Has the object at the front a record's first key?  The window holds MARK_AHEAD bytes or all. */
bool json_front_is_record(const struct json_reader *j);

#endif
