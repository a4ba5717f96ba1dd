/*
 * faults_state: what a run left in its folder, to be compared with what was there before and after.
 */
#ifndef FAULTS_STATE_H
#define FAULTS_STATE_H

#include "digest.h"

struct state {                       /* digests in hex */
    char store[2 * DIGEST_SIZE + 1]; /* every row of w/k.db, empty where it has none */
    char tree[2 * DIGEST_SIZE + 1];  /* names and bytes of the files that are not the program's own */
    char names[2 * DIGEST_SIZE + 1]; /* of all files */
};

/* Looks at the folder w; a store that is damaged is broken(). */
void state_take(struct state *s);

/* Ends the test with what is wrong; the test's own. */
_Noreturn void broken(const char *what);

#endif
