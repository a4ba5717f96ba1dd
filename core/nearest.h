/*
 * nearest: what a mistyped word was likely meant to be, for messages that ask "did you mean ...?".
 */
#ifndef NEAREST_H
#define NEAREST_H

#include "buf.h"

/* The candidate that takes the fewest edits (insert, delete, replace, swap neighbours), at most a third
 * of the word's length and one more, or that the word is a beginning of; NULL if there is none. */
const char *nearest_word(struct slice word, const char *const *candidates, size_t n);

#endif
