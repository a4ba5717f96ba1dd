/*
 * stop: SIGINT, SIGTERM and SIGHUP as a request to undo and end.
 *
 * The first signal sets a number that long work looks at; the next one ends the program at once,
 * which the store survives too.
 */
#ifndef STOP_H
#define STOP_H

#include <stdatomic.h>

/* Starts to catch the signals.  The number is 0 until one came. */
const atomic_int *stop_watch(void);

/* The exit status that a shell shows for that signal. */
int stop_status(void);

/* Ends the program by the signal that came, as if it had not been caught: whoever started it sees
 * that it was interrupted. */
void stop_leave(void);

#endif
