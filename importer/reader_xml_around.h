/*
 * reader_xml_around: the elements around the records of an XML dump, for the paths that ask for ^.
 *
 * They are kept in struct xml_reader, with their start tags.  Private to importer/reader_xml*.c.
 */
#ifndef READER_XML_AROUND_H
#define READER_XML_AROUND_H

#include "reader_xml_token.h"

struct xml_reader;

struct xml_ancestor { /* an element around the records that is open */
    size_t tag;       /* in tags: its start tag, or the beginning of a long one */
    size_t name_n;
    size_t scope_end;              /* of scope before it */
    uint64_t offset, length, line; /* of its start tag, as a record's */
    bool unsure;                   /* it may be a long member, and hold text */
};

struct slice xml_ancestor_name(const struct xml_reader *x, size_t i);

/* The index of the innermost ancestor of that name, or depth. */
size_t xml_find_ancestor(const struct xml_reader *x, struct slice name);

/* What happened around the records, with the bytes of the token. */
void xml_around_open(struct xml_reader *x, struct slice bytes, const struct xml_tag *tag);
void xml_around_empty(struct xml_reader *x, struct slice bytes, const struct xml_tag *tag);
void xml_around_text(struct xml_reader *x, struct slice bytes);
/* The innermost ancestor ends; bytes may be empty if its end tag is missing. */
void xml_around_close(struct xml_reader *x, struct slice bytes);
/* All open ancestors become levels: a record follows. */
void xml_around_show(struct xml_reader *x);

#endif
