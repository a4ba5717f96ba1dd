/*
 * reader_xml_group: children of one name become a list, in linear time.
 *
 * Elements with few names are searched, those with many are hashed, however many children there
 * are.  Private to importer/reader_xml*.c.
 */
#ifndef READER_XML_GROUP_H
#define READER_XML_GROUP_H

#include "tree.h"

struct xml_group; /* the members of one tree by parent and name */

struct xml_group *xml_group_new(void);
void xml_group_free(struct xml_group *g); /* NULL is allowed */

/* Before each tree. */
void xml_group_clear(struct xml_group *g);

/* Adds child, whose name is set, to the map parent: as a member, or to the list of its namesakes,
 * which is made when the second comes and stands at the first one's place.  name: a pointer that is
 * the same for the same name throughout the tree. */
void xml_group_add(struct xml_group *g, struct arena *a, struct node *parent, struct node *child,
                   const void *name);

#endif
