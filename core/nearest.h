/*
 * nearest: what a mistyped word was likely meant to be, for messages that ask "did you mean ...?".
 *
 * Knows neither what the words mean nor how the question is put.  Owns nothing: the answer is one of
 * the candidates.  Cannot fail; a word longer than 40 bytes is near none, so that its cost is bounded.
 */
#ifndef NEAREST_H
#define NEAREST_H

#include "buf.h"

/* The candidate that takes the fewest edits (insert, delete, replace, swap neighbours), at most a third
 * of the word's length and one more, or that the word is a beginning of; NULL if there is none. */
const char *nearest_word(struct slice word, const char *const *candidates, size_t n);

#endif
