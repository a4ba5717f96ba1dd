/*
 * faults: a disk that fails the N-th call, or loses power at it.
 *
 * Two planes are watched: what SQLite asks of its file system (faults_sqlite.c, a VFS over the
 * system's own), and what the program itself asks of the C library (faults_libc.c, by the linker's
 * --wrap).  The program runs unchanged in a process of its own; nothing is freed.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum faults_plane { PLANE_SQLITE, PLANE_LIBC, PLANE_COUNT };

enum faults_kind { /* bits: of calls */
                   CALL_CREATE = 1,
                   CALL_OPEN = 2,
                   CALL_READ = 4,
                   CALL_WRITE = 8,
                   CALL_CUT = 16, /* ftruncate */
                   CALL_SYNC = 32,
                   CALL_REMOVE = 64,
                   CALL_RENAME = 128,
                   CALL_CLOSE = 256,
                   CALL_LOOK = 512, /* stat and the like */
                   CALL_LOCK = 1024
};
#define CALLS_CHANGING (CALL_CREATE | CALL_WRITE | CALL_CUT | CALL_SYNC | CALL_REMOVE | CALL_RENAME)
#define CALLS_ROOM     (CALL_CREATE | CALL_WRITE | CALL_SYNC)
#define CALLS_ALL      2047u

struct faults_plan {
    enum faults_plane plane;
    unsigned kinds; /* calls that count */
    uint64_t at;    /* from 1; 0: none fails */
    bool power;     /* the power is lost at it, else it gives error */
    bool stays;     /* and so does every later one */
    int error;      /* an errno */
    uint64_t seed;
};

struct faults_seen { /* in memory that outlives the process */
    _Atomic uint64_t calls;
    _Atomic bool hit;
    int status;     /* what the program ended with */
    char what[200]; /* the first call that was hit */
};

#define FAULTS_POWER_EXIT 99 /* how a process without power ends */

/* Takes effect at once; both are borrowed for good. */
void faults_start(const struct faults_plan *plan, struct faults_seen *seen);

/* Counts a call; true if it fails: errno is set. */
bool faults_hit(enum faults_plane plane, enum faults_kind kind, const char *what);
int faults_error(void); /* of the plan */
uint64_t faults_seed(void);
bool faults_power(void); /* the plan's fault is a loss of power */

uint64_t faults_random(uint64_t *state);

/* Puts the VFS in the place of the system's.  path: the store that will be opened, absolute: what
 * it and its journal hold now is on disk. */
void faults_sqlite_install(const char *path);

/* Leaves on disk what a loss of power now may leave there, and ends the process. */
void faults_sqlite_cut(uint64_t seed);

#endif
