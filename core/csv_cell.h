/*
 * csv_cell: one cell of CSV (RFC 4180), quoted where it must be.
 *
 * Knows neither rows nor files.
 *
 * The guard: spreadsheets run a cell as a formula that starts with = + - @ TAB or CR (CWE-1236).
 * Such a cell gets a ' in front.  So that this can be undone, a cell that starts with ' and then
 * one of those or another ' gets one more: a ' goes again if what follows it would be guarded.
 */
#ifndef CSV_CELL_H
#define CSV_CELL_H

#include "buf.h"

enum csv_mode {
    CSV_GUARDED, /* for people */
    CSV_VERBATIM /* for programs: export */
};

/* Appends one cell alone, without what separates cells. */
void csv_write_cell(struct buf *b, enum csv_mode mode, struct slice cell);

/* True if the guard puts a ' in front of the cell. */
bool csv_needs_guard(struct slice cell);

#endif
