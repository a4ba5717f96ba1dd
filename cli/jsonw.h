/*
 * jsonw: JSON text as a verb prints it: objects and arrays in order, indented by two.
 *
 * The caller takes the text away when it likes, so that a list of any length streams.
 */
#ifndef JSONW_H
#define JSONW_H

#include "buf.h"

#define JSONW_DEPTH 16

struct jsonw {
    struct buf text;
    unsigned depth;
    bool some[JSONW_DEPTH]; /* at that depth something was written */
    bool array[JSONW_DEPTH];
};

void jsonw_init(struct jsonw *w);
void jsonw_release(struct jsonw *w);

/* name: NULL inside an array and for the outermost value. */
void jsonw_object(struct jsonw *w, const char *name);
void jsonw_array(struct jsonw *w, const char *name);
void jsonw_end(struct jsonw *w); /* of the object or array; a newline behind the outermost */
void jsonw_slice(struct jsonw *w, const char *name, struct slice value);
void jsonw_text(struct jsonw *w, const char *name, const char *value); /* NULL: null */
void jsonw_count(struct jsonw *w, const char *name, uint64_t value);
void jsonw_bool(struct jsonw *w, const char *name, bool value);
void jsonw_time(struct jsonw *w, const char *name, int64_t at);       /* null if unknown */
void jsonw_raw(struct jsonw *w, const char *name, struct slice json); /* JSON already */
void jsonw_hex(struct jsonw *w, const char *name, const unsigned char *p, size_t n);

#endif
