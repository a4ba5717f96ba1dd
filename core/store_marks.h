/*
 * store_marks: by what erased content is known when it comes again: its marks (pepper.h).
 *
 * A store that nothing was erased from has none and asks for no pepper.  Codes also: PEPPER-...
 */
#ifndef STORE_MARKS_H
#define STORE_MARKS_H

#include "pepper.h"
#include "store.h"

/* Has anything been erased? */
enum status store_marks_any(struct store *s, bool *any, struct err *err);

/* Those who write to the store from now on use p: borrowed until store_close().  PEPPER-OTHER: what was
 * erased was marked with another one. */
enum status store_marks_use(struct store *s, struct pepper *p, struct err *err);

/* A dump that held what was erased is stored by its mark in place of its digest: gives *info that one. */
enum status store_marks_dump(struct store *s, struct store_import *info, struct err *err);

struct store_marks;

/* After store_marks_use().  Bounded memory, some megabytes, however many marks there are. */
enum status store_marks_open(struct store *s, struct store_marks **out, struct err *err);
enum status store_marks_find(struct store_marks *m, const unsigned char mark[PEPPER_MARK], bool *found,
                             struct err *err);
/* Adds one, which may be there; the first of a store binds it to its pepper.  Between store_begin() and
 * store_commit(). */
enum status store_marks_add(struct store_marks *m, const unsigned char mark[PEPPER_MARK], struct err *err);
void store_marks_close(struct store_marks *m); /* NULL is allowed */

#endif
