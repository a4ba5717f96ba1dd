/*
 * reader_xml_tree: XML text of one element as a tree, by libxml2.
 *
 * The only part that knows libxml2.  One element, or several at once, which costs less, are parsed
 * under a synthetic root that carries the namespaces of what stands around them.  No DTD, no entity
 * but the five, no network, and limits of our own.  Private to importer/reader_xml*.c.
 */
#ifndef READER_XML_TREE_H
#define READER_XML_TREE_H

#include "tree.h"

#define XML_DEPTH      256    /* levels of elements, in a record and around it */
#define XML_ATTRIBUTES 4096   /* of one element: libxml2 compares each with each */
#define XML_NAMESPACES 256    /* declared at one place: each name is looked up among them */
#define XML_NAMES      100000 /* different ones in a record: libxml2's table of them does not grow */

#define XML_SEVERAL       64    /* elements parsed at once, ... */
#define XML_SEVERAL_BYTES 16384 /* ... of so many bytes: too few for XML_ATTRIBUTES of one element */

struct xml_tree; /* one parser */

struct xml_tree *xml_tree_new(void);
void xml_tree_free(struct xml_tree *t); /* NULL is allowed */

/* The namespaces in scope around the elements to come: " xmlns=\"...\" xmlns:p=\"...\"", each
 * prefix once; copied. */
void xml_tree_scope(struct xml_tree *t, struct slice declarations);

/* text is one element.  Names, texts and nodes live in text, in arena and until the next call.
 * ST_REJECT: XML-RECORD with libxml2's words, XML-DEPTH, XML-NAMES, XML-CHAR (not UTF-8, NUL); err's
 * line and column count from the text's start.  ST_FAIL: XML-DTD. */
enum status xml_tree_parse(struct xml_tree *t, struct slice text, struct arena *arena, struct node **out,
                           struct err *err);

struct xml_element {
    struct node *node;
    size_t end; /* bytes of the text up to behind it */
};

/* The elements of that local name (n = 0: any) which text, of at most XML_SEVERAL_BYTES, begins with;
 * returns how many.  Text may stand between them.  They end before one that is not well-formed,
 * passes a limit or holds a namesake, of which xml_tree_parse() tells more.  All lives as there. */
size_t xml_tree_parse_several(struct xml_tree *t, struct slice text, struct slice name, struct arena *arena,
                              struct xml_element out[XML_SEVERAL]);

/* Of the last parse: the node that was started last at this depth (0 = the element itself), NULL if
 * there was none; and its namespace declarations as xml_tree_scope() takes them. */
struct node *xml_tree_last(const struct xml_tree *t, size_t depth);
struct slice xml_tree_last_scope(const struct xml_tree *t, size_t depth);

#endif
