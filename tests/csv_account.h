/*
 * csv_account: reads a whole CSV dump and checks that every byte of it is accounted for.
 *
 * Records and rejects come in the order of the dump; the bytes that each says it has stand at its
 * place; between two of them are line ends only, before the first one the mark and the header; the
 * line of each is one more than the line ends before it.
 */
#ifndef CSV_ACCOUNT_H
#define CSV_ACCOUNT_H

#include "reader.h"

struct csv_totals {
    uint64_t records, rejects, recovered;
    enum status end; /* ST_END, or ST_FAIL with its code in err */
    struct err err;
};

/* Reads the file so many bytes at a time; log: takes a line a record, or NULL. */
struct csv_totals csv_account(struct slice file, size_t block, const struct encoding *encoding,
                              const struct read_options *options, struct buf *log);

#endif
