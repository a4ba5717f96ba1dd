/*
 * stamp_spell: common spellings of a time as numbers, so that its text need not be kept.
 *
 * 1 to 6 are date, T or blank, clock with as many digits of fraction as the resolution has, and no
 * zone, Z, UTC or +00:00; 7 is seconds, or what the resolution is, since 1970.  Knows no zones: a
 * text in local time is one of these only where local time is UTC.
 */
#ifndef STAMP_SPELL_H
#define STAMP_SPELL_H

#include "stamp.h"

#define STAMP_SPELLINGS 8

/* The number of text, which was read as t: stamp_spell() writes the same bytes.  0: it is spelled
 * otherwise. */
unsigned stamp_spelling(struct slice text, const struct stamp *t);

/* Appends at as spelling has it; neither is unknown. */
void stamp_spell(struct buf *b, int64_t at, enum stamp_resolution resolution, unsigned spelling);

#endif
