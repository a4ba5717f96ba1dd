/*
 * store_text: all that a store shows, as text, read through its cursors: without ids of rows,
 * imports and places, so that equal stores give equal texts.
 */
#ifndef STORE_TEXT_H
#define STORE_TEXT_H

#include "buf.h"

/* Of the store in path; b is emptied first. */
void text_store(struct buf *b, const char *path);

#endif
