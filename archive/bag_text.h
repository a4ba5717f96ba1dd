/*
 * bag_text: the text files of a bag, line by line.
 *
 * Lines end with LF, CR or CRLF, the last one perhaps with none of them (RFC 8493 section 2.2.4).  What is
 * read is UTF-8, whatever the bag's encoding.
 */
#ifndef BAG_TEXT_H
#define BAG_TEXT_H

#include "bag_files.h"
#include "buf.h"

enum bag_encoding { BAG_BYTES /* UTF-8, or at least ASCII; unchecked */, BAG_LATIN1, BAG_UTF16, BAG_UTF16LE };

/* By its name, whatever its case; false if it is none that is read here. */
bool bag_encoding_find(struct slice name, enum bag_encoding *out);

#define BAG_LINE_MAX ((size_t)64 << 10) /* bytes of UTF-8 */

struct bag_text;

/* Takes f.  bag_text_close() always. */
struct bag_text *bag_text_new(struct bag_file *f, enum bag_encoding encoding);
void bag_text_close(struct bag_text *t); /* NULL is allowed */

/* The next line without its end, borrowed until the next call.  ST_END.  ST_REJECT, and reading goes on
 * behind it: BAG-LINE, too long, or not of the encoding.  ST_FATAL: BAG-READ. */
enum status bag_text_next(struct bag_text *t, struct slice *line, struct err *err);

/* Fills err with the place of the line read last. */
enum status bag_text_bad(const struct bag_text *t, enum status st, const char *code, struct err *err,
                         const char *format, ...) __attribute__((format(printf, 5, 6)));

uint64_t bag_text_line(const struct bag_text *t); /* its number, from 1 */

#endif
