/*
 * sorter_parts: a sorter from inside: records, and runs in files.
 *
 * Private to sorter*.c.  A record is two lengths of 4 bytes, key and value.
 */
#ifndef SORTER_PARTS_H
#define SORTER_PARTS_H

#include <string.h>
#include <sys/types.h>

#include "mem.h"
#include "sorter.h"

#define FAN     64 /* runs of one level that become one of the next */
#define LEVELS  6  /* 64^6 buffers are more than any disk holds */
#define SOURCES (FAN * LEVELS + 1)
#define HEAD    8 /* bytes before key and value: their lengths */

struct entry {       /* a record in memory */
    uint64_t prefix; /* first bytes of its key: most comparisons need no more */
    size_t at;       /* in the buffer */
};

struct run {
    off_t at;
    uint64_t bytes;
};

struct level { /* its runs lie one after another in one file */
    int fd;    /* -1: none yet */
    off_t end;
    struct run runs[FAN];
    size_t n;
};

struct source { /* a run, or memory, while runs are merged */
    int fd;     /* -1: memory */
    off_t at;
    uint64_t left; /* bytes not yet read */
    unsigned char *bytes;
    size_t n, pos, size;
    const unsigned char *record;
    size_t order; /* earlier records come first among equals */
};

struct sorter {
    char *beside;
    unsigned char *bytes;
    size_t n_bytes, size;
    struct entry *entries, *scratch;
    size_t n, n_size, next; /* next: of the entries, while reading */
    uint64_t count;
    struct level levels[LEVELS];
    struct source sources[SOURCES];
    size_t heap[SOURCES];
    size_t n_heap;
    bool moved; /* the top source stands on a record that was handed out */
};

static inline uint32_t length_at(const unsigned char *p)
{
    uint32_t n;

    memcpy(&n, p, sizeof(n));
    return n;
}

static inline struct slice key_of(const unsigned char *record)
{
    return (struct slice){record + HEAD, length_at(record)};
}

#endif
