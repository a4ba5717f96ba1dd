/*
 * reader_xml_encoding: what is to know of an XML dump's bytes before it is read.
 *
 * Bytes become UTF-8 before any reader sees them, so the encoding that an XML declaration names is
 * wanted earlier than the reader exists.
 */
#ifndef READER_XML_ENCODING_H
#define READER_XML_ENCODING_H

#include "buf.h"
#include "err.h"

#define XML_ENCODING_SIZE 40

/* The encoding that the XML declaration at the very beginning names (XML 1.0, 4.3.3), for
 * encoding_new(); beginning is original bytes, as input_peek() gives them.  False if there is none,
 * or it is UTF-8 or UTF-16 (a byte order mark or UTF-8 itself says that), or it is no name. */
bool xml_declared_encoding(struct slice beginning, char name[XML_ENCODING_SIZE]);

/* The first byte that is a NUL or no UTF-8; text.n if there is none. */
size_t xml_bad_byte(struct slice text);

/* ST_REJECT: XML-CHAR, such a byte's line and column in text. */
enum status xml_check_bytes(struct slice text, struct err *err);

#endif
