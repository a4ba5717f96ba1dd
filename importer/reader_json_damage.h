/*
 * reader_json_damage: where reading goes on behind what is broken.  Private to importer/reader_json*.c.
 */
#ifndef READER_JSON_DAMAGE_H
#define READER_JSON_DAMAGE_H

#include "err.h"
#include "reader_json_start.h"
#include "slice.h"

struct json_reader;

/* Rejects the rest of the physical line; the envelope in it is given up. */
enum status json_drop_line(struct json_reader *j);

/* Rejects everything up to the next start of a record. */
enum status json_skip_to_start(struct json_reader *j);

/* The same, at most to the end of the line. */
enum status json_skip_in_line(struct json_reader *j);

/* Rejects everything up to the next value that looks like m. */
enum status json_skip_to_mark(struct json_reader *j, const struct mark *m);

/* Rejects the n bytes at the front, without the blanks at their end. */
enum status json_reject_trimmed(struct json_reader *j, size_t n);

/* Does a record start at or behind the byte at from, near enough?  in_line: in the same line; apart: not
 * as the first of another list or the value of a member. */
enum status json_start_follows(struct json_reader *j, size_t from, bool in_line, bool apart, bool *yes);

/* Where in the n bytes at the front a record starts that the damaged one swallowed; n if none.
 * whole: every bracket of the damaged one is where it may be. */
enum status json_start_inside(struct json_reader *j, size_t n, bool whole, size_t *start);

/* Is the innermost frame a list of records, in no other list? */
bool json_in_record_list(const struct json_reader *j);

/* The first byte from index *from on that is no blank, *from its index; 0: there is none near. */
enum status json_next_byte(struct json_reader *j, size_t *from, unsigned char *c);

/* Does the start of a record follow the bracket at the front? */
enum status json_record_is_next(struct json_reader *j, bool *yes);

/* Does behind the bracket at the front stand what can stand behind the list?  At the top level: nothing,
 * or another list; an object in a line of its own. */
enum status json_list_ends_well(struct json_reader *j, bool *yes);

/* Have failed attempts read so much that no more may be made? */
bool json_out_of_patience(const struct json_reader *j);

/* How far the next attempt may read: RECORD_MAX, or less when failed ones have read much. */
size_t json_ahead(const struct json_reader *j);

/* Rejects all that is left. */
enum status json_drop_rest(struct json_reader *j);

/* Goes on with what one of these began. */
enum status json_go_on_skipping(struct json_reader *j);

#endif
