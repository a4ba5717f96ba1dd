/*
 * lock: one run at a time, by a file that it locks.
 *
 * The system gives up the lock of a run that is killed; its file stays and tells that it was cut short.
 */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>

#include "err.h"

/* Opens or makes the file at path and locks it; *made tells that there was none.  Messages say that what
 * is being written.  Caller closes *fd, or unlinks path and then closes it.
 * Errors: FILE-CREATE; FILE-LOCKED: another run has it. */
enum status lock_take(const char *path, const char *what, int *fd, bool *made, struct err *err);

#endif
