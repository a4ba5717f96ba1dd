/*
 * damage: spoils generated records, in eight ways a format.
 *
 * What it makes is no record any more, whatever the reader does: so the good ones are counted.
 */
#ifndef DAMAGE_H
#define DAMAGE_H

#include "buf.h"

enum format { CSV, JSON, XML };

/* Spoils the record that fills b from from on, its line end included.  text and license are two of its
 * fields, as they stand in it.  Of the damaged records, counted by nth from 1 on, each 97th is an open quote:
 * 512 in 1,000,000 records with 5 % damaged.  dice chooses among the other ways.  Gives the way's name. */
const char *damage_record(enum format format, struct buf *b, size_t from, struct slice text,
                          struct slice license, uint64_t nth, uint64_t dice);

#endif
