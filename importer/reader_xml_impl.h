/*
 * reader_xml_impl: the state of one XML reader, shared by importer/reader_xml*.c alone.
 *
 * reader_xml.c walks what stands around the records; reader_xml_around.c keeps what paths may ask
 * of it; reader_xml_record.c cuts the records.
 */
#ifndef READER_XML_IMPL_H
#define READER_XML_IMPL_H

#include "reader_enclosing.h"
#include "reader_impl.h"
#include "reader_xml_token.h"
#include "reader_xml_tree.h"

struct xml_ancestor {      /* an element around the records that is open */
    size_t name, name_end; /* in names */
    size_t scope_end;      /* of scope before it */
};

struct xml_open {        /* an element open within the record that is being cut */
    size_t name, name_n; /* from the record's start */
    size_t namespaces;
};

struct xml_reader {
    struct window *w;
    struct slice record; /* local name; n = 0: the root's children */
    struct xml_tree *tree;
    struct enclosing *around;
    struct xml_search search;
    struct xml_ancestor ancestors[XML_DEPTH];
    size_t depth, over; /* over: elements deeper than that, which are only counted */
    struct buf names;
    struct xml_open open[XML_DEPTH];

    /* The first shown ancestors are levels of around; the bytes from the next one's start tag on
     * are pending until it turns out to hold records, or to be a small member of the last shown. */
    size_t shown;
    struct buf pending, scope, scope_text;
    bool pending_bad;
    struct arena scratch;

    /* Records from where search.base was ahead_base on that have been parsed; texts are in the window. */
    struct xml_element ahead[XML_SEVERAL];
    size_t ahead_n, ahead_next;
    uint64_t ahead_base;
    const unsigned char *ahead_text;
    size_t ahead_bytes; /* to look at the next time */
    struct arena ahead_arena;

    int64_t indent;    /* of the front in its line; -1: not the first there */
    uint64_t spent;    /* bytes that failed attempts read ahead */
    bool nests;        /* a good record held an element of its own name */
    bool recovered;    /* the next record follows a guess */
    bool elements;     /* some were seen */
    bool found;        /* a record's tag was seen */
    struct buf others; /* until then: names of some elements below the root, each once */
    size_t n_others;
    bool cut_told;
    bool bare;   /* a record stood outside of any element: the dump has no root */
    bool behind; /* a root has ended */

    bool ready; /* the current call: a record stands in rec */
    struct arena *arena;
    struct record *rec;
    struct err *err;
};

/* More bytes at hand; *more false: there are no more, or the record limit is reached. */
enum status xml_grow(struct xml_reader *x, bool *more);

/* The index of the innermost ancestor of that name, or depth. */
size_t xml_find_ancestor(const struct xml_reader *x, struct slice name);

/* reader_xml_record.c: a record starts at the front with that tag: XML_START, XML_EMPTY, or
 * XML_STRAY if the tag was cut short. */
enum status xml_record(struct xml_reader *x, const struct xml_tag *tag, enum xml_token token, size_t tag_end);
/* The n bytes at the front are one reject; err is filled but for its line. */
enum status xml_reject(struct xml_reader *x, size_t n);

/* reader_xml_around.c: what happened around the records, with the bytes of the token. */
void xml_around_open(struct xml_reader *x, struct slice bytes, const struct xml_tag *tag);
void xml_around_empty(struct xml_reader *x, struct slice bytes, const struct xml_tag *tag);
void xml_around_text(struct xml_reader *x, struct slice bytes);
/* The innermost ancestor ends; bytes may be empty if its end tag is missing. */
void xml_around_close(struct xml_reader *x, struct slice bytes);
/* All open ancestors become levels: a record follows. */
void xml_around_show(struct xml_reader *x);

#endif
