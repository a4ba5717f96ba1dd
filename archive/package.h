/*
 * package: the texts that a snapshot explains itself with, and the program that checks it.
 */
#ifndef PACKAGE_H
#define PACKAGE_H

#include "buf.h"

struct package_file { /* of archive/package/; made by core/embed.cmake */
    const char *name;
    const unsigned char *bytes;
    size_t n;
};
extern const struct package_file package_embedded[];
extern const size_t package_embedded_count;

struct package_word { /* what stands for @NAME@ in a text */
    const char *name;
    struct slice value;
};

/* Appends the file, each word of n in its place where it is one of the texts; false: there is no such file.
 */
bool package_text(struct buf *b, const char *name, const struct package_word *words, size_t n);

#endif
