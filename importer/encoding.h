/*
 * encoding: which bytes the characters of a dump are.
 *
 * Input turns them into UTF-8 as it reads, see input_set_encoding(); nothing behind it knows encodings.
 */
#ifndef ENCODING_H
#define ENCODING_H

#include "err.h"

enum encoding_kind { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_BYTE };

struct encoding; /* a kind and, for legacy ones, its table of 256 characters; immutable */

/* "utf-8", "utf-16le", "utf-16be", "utf-16", or any single-byte one that iconv knows
 * ("windows-1252", "iso-8859-1", "koi8-r", ...).  Caller owns *out.  Codes: INPUT-ENCODING. */
enum status encoding_new(const char *name, struct encoding **out, struct err *err);
void encoding_free(struct encoding *e); /* NULL is allowed */

#endif
