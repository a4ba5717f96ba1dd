/*
 * import_detect: which profile and which encoding a dump's beginning calls for.
 *
 * Looks at the first bytes alone, which are borrowed for the call; opens no dump, and knows no store.
 */
#ifndef IMPORT_DETECT_H
#define IMPORT_DETECT_H

#include "import.h"

/* The candidate whose declared signature the dump bears.  beginning: its first original bytes, whole:
 * there are no more.  ST_FAIL: none (IMPORT-UNRECOGNISED) or several (IMPORT-AMBIGUOUS). */
enum status import_detect(const struct import_options *o, struct slice beginning, bool whole,
                          const struct profile **out, struct err *err);

/* The name of the encoding that the dump is in, for encoding_new(): a UTF-16 byte order mark's, the
 * profile's, or the one that an XML declaration names, in this order.  False: UTF-8. */
#define IMPORT_ENCODING 64
bool import_encoding(const struct profile *p, struct slice beginning, char name[IMPORT_ENCODING]);

/* How a dump starts, in one line: blanks joined, and what is not plain ASCII as dots. */
#define IMPORT_BEGINNING 61
void import_show_beginning(struct slice beginning, char out[IMPORT_BEGINNING]);

/* True if there is nothing but blanks, a byte order mark, or an empty JSON array. */
bool import_blank(struct slice beginning, bool whole);

/* True if there is nothing but zero bytes, and some of them: a file whose content a disk lost. */
bool import_zeros(struct slice beginning);

#endif
