/*
 * aside: a call that may hang in a read, made so that a stop is heard.
 *
 * Opening a pipe or reading its beginning waits for whoever writes to it.  Knows nothing of what it
 * calls.
 */
#ifndef ASIDE_H
#define ASIDE_H

#include <stdatomic.h>
#include <stdbool.h>

/* Calls work(arg) in a thread of its own and waits for it.  True: it is done.  False: *stop became
 * other than 0 first; the thread is left alone, and so must be all that work uses, until the process
 * ends.  With stop NULL no thread is made. */
bool aside_run(void (*work)(void *arg), void *arg, const atomic_int *stop);

#endif
