/*
 * reader: cuts a dump into records and each record into a tree.
 *
 * One reader per format (reader_csv.c, reader_json.c, reader_xml.c) behind one interface.  A reader
 * holds one record and a bounded look-ahead, never the dump.  It knows no profile, event or store.
 *
 * What is spoiled is handed out as ST_REJECT with its place and bytes; the next call goes on behind it,
 * where each format's reader says.
 */
#ifndef READER_H
#define READER_H

#include "input.h"
#include "tree.h"

enum format { FORMAT_CSV, FORMAT_JSON, FORMAT_XML };

const char *format_name(enum format f); /* "csv", "json", "xml" */

struct read_options { /* a profile's read section; zero is the default of each */
    enum format format;
    /* JSON: dotted path to the list of records ("results", "items.events"), "" = the top-level array's
     * elements, or each top-level value; XML: local name of the record element. */
    struct slice record;
    unsigned char delimiter; /* CSV; 0 = found among , ; TAB | from the header line */
    unsigned char quote;     /* CSV; 0 = '"' */
    bool no_quote;           /* CSV: quotes are ordinary characters */
    bool no_header;          /* CSV: columns are named "1", "2", ... (path: #1) */
    /* After damage in CSV: is this tree a record of the dump?  (The header's number of cells has
     * been checked; the import run asks for a readable time.)  NULL: yes. */
    bool (*plausible)(void *ctx, struct node *tree);
    void *plausible_ctx;
};

struct record {
    uint64_t number;             /* from 1; rejects are numbered too */
    uint64_t line;               /* of its first byte, from 1 */
    uint64_t offset;             /* original bytes */
    uint64_t length;             /* original bytes */
    struct slice raw;            /* UTF-8, borrowed until the next call; for a reject over 1 MiB its start */
    bool recovered;              /* read after damage */
    struct node *tree;           /* NULL for a reject */
    const struct layout *layout; /* of tree, until the reader is closed; or NULL */
    /* ^: the object or element around it, its scalars so far; or NULL.  Its member "^", if there, is the
     * next one outwards. */
    struct node *enclosing;
    /* The part of it that belongs to the record's identity: the enclosing objects below the outermost
     * one; or NULL. */
    struct node *enclosing_identity;
};

struct reader;

/* in is borrowed and must outlive the reader; its encoding has been set.  options are copied, their
 * slices borrowed.  Caller owns *out. */
enum status reader_open(struct input *in, const struct read_options *options, struct reader **out,
                        struct err *err);
void reader_close(struct reader *r); /* NULL is allowed */

/* The next record; its tree lives in arena, whose reset is the caller's.
 * ST_REJECT: rec says where and err why; the tree is NULL.  ST_END; ST_FAIL: the dump cannot be
 * read on (input, or what no record can be cut from: no header, DTD, not JSON at all). */
enum status reader_next(struct reader *r, struct arena *arena, struct record *rec, struct err *err);

/* CSV: the header's cells; n = 0 for other formats or before the first record. */
size_t reader_header(const struct reader *r, const struct slice **cells);

/* What a retry of a reject needs, as text for store_import.reader: format, dialect and header
 * (csv delimiter="," quote="\"" header=["a","b"]).  reader_resume() opens a reader from it on a single
 * record's bytes. */
void reader_describe(const struct reader *r, struct buf *out);
enum status reader_resume(struct input *in, struct slice described, struct reader **out, struct err *err);

#endif
