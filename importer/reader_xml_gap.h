/*
 * reader_xml_gap: what may stand between two records of an XML dump, and what is damage there.
 *
 * Blanks, comments, processing instructions, the tags of what is around records, and elements that are no
 * records may stand there; all else becomes one reject.  Looks ahead as far as a record may be long.
 * Private to importer/reader_xml*.c.
 */
#ifndef READER_XML_GAP_H
#define READER_XML_GAP_H

#include "err.h"
#include "reader_xml_token.h"

struct xml_reader;

struct xml_level {            /* an element open in what is looked over; or 0: what is around that */
    size_t name, name_n, at;  /* its name, its start */
    size_t first, text, junk; /* what stands directly in it: the first tag, text, damage; or SIZE_MAX */
};

/* No damage can begin with that token, which is no record's tag. */
bool xml_gap_fine(const struct xml_reader *x, enum xml_token t, struct slice bytes, struct slice name);
/* Something else than blanks and a record stands at the front: moves x->checked on, or rejects it. */
enum status xml_gap(struct xml_reader *x);
/* The n bytes at the front are a spoiled record: *n grows by what is left of it behind them. */
enum status xml_gap_rest(struct xml_reader *x, size_t *n);
size_t xml_blanks(struct slice s); /* bytes of them that s begins with */

#endif
