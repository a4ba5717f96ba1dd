/*
 * reader_xml_impl: the state of one XML reader, shared by importer/reader_xml*.c alone.
 *
 * reader_xml.c walks what stands around the records; reader_xml_gap.c looks for damage in it;
 * reader_xml_around.c keeps what paths may ask of it; reader_xml_record.c cuts the records.
 */
#ifndef READER_XML_IMPL_H
#define READER_XML_IMPL_H

#include "reader_enclosing.h"
#include "reader_impl.h"
#include "reader_xml_around.h"
#include "reader_xml_gap.h"
#include "reader_xml_token.h"
#include "reader_xml_tree.h"

#define XML_AHEAD ((size_t)64 << 10) /* the least that is looked at */

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
    struct buf tags;
    struct xml_open open[XML_DEPTH];
    struct xml_level levels[XML_DEPTH + 1];

    uint64_t checked; /* until search.base is there, what stands between records is fine */
    bool unsure;      /* what opens up to there may be a long member */
    size_t holding;   /* 1 + depth of the last record; 0: none yet */

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
    bool after_gap; /* a reject ended at the front */
    bool twice;     /* the last tag ended an element in one of the same name */
    bool bare;      /* a record stood outside of any element: the dump has no root */
    bool behind;    /* a root has ended */

    bool ready; /* the current call: a record stands in rec */
    struct arena *arena;
    struct record *rec;
    struct err *err;
};

/* More bytes at hand; *more false: there are no more, or the record limit is reached. */
enum status xml_grow(struct xml_reader *x, bool *more);

/* Whether an element of that name in so many others is a record. */
bool xml_is_record(const struct xml_reader *x, struct slice name, size_t depth);

/* Failed attempts read ahead too much: look less far. */
bool xml_out_of_patience(const struct xml_reader *x);

/* reader_xml_record.c: a record starts at the front with that tag: XML_START, XML_EMPTY, or
 * XML_STRAY if the tag was cut short. */
enum status xml_record(struct xml_reader *x, const struct xml_tag *tag, enum xml_token token, size_t tag_end);
/* The n bytes at the front are one reject; err is filled but for its line. */
enum status xml_reject(struct xml_reader *x, size_t n);

#endif
