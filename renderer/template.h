/*
 * template: Mustache, compiled once, rendered over values, escaped for the place.
 *
 * The language is Mustache's core and inheritance (github.com/mustache/spec); lambdas and dynamic
 * names are left out.  templates/README.md says it for authors.  Knows neither the store nor pages:
 * a template sees a struct value, text goes to a sink.
 *
 * Failure: what is wrong in a template is ST_FAIL when compiling, with file, line and column in err
 * and a TEMPLATE-... code.  Rendering fails with what the sink or the rows returned, with
 * TEMPLATE-DEPTH (partials nested deeper than TEMPLATE_DEPTH) or with TEMPLATE-ENDLESS (more than
 * TEMPLATE_RUNS of them).
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "buf.h"
#include "err.h"
#include "value.h"

#define TEMPLATE_DEPTH 64                /* partials and parents within each other */
#define TEMPLATE_NEST  256               /* sections and blocks within each other in one file */
#define TEMPLATE_MAX   ((size_t)1 << 20) /* bytes of one template file */
#define TEMPLATE_RUNS  1000000           /* partials, parents and blocks that one render runs */

enum template_place {
    TEMPLATE_HTML, /* escaped for the place where the tag stands; refused where nothing is safe */
    TEMPLATE_TEXT, /* as the spec: {{x}} escapes & < > ", {{{x}}} and {{&x}} give it as it is */
    TEMPLATE_PLAIN /* sentences, CSV, mail: nothing is escaped */
};

/* Finds the text of a template, partial or parent by name: ST_OK, ST_END if there is none, else an
 * error in err.  *where is the name that errors will tell ("theme/item.mustache"); left empty, the
 * template's name is told.  Both are copied before the next call. */
typedef enum status (*template_load)(void *ctx, struct slice name, struct slice *text, struct slice *where,
                                     struct err *err);

/* Takes output, in pieces of some KiB; anything but ST_OK ends the render. */
typedef enum status (*template_sink)(void *ctx, struct slice bytes, struct err *err);

struct template_set; /* templates that may include each other; one thread compiles */
struct tmpl;         /* one of them, owned by its set; any number of threads may render it */

/* load may be NULL: then no name is known.  Caller owns it: template_set_free(). */
struct template_set *template_set_new(enum template_place place, template_load load, void *ctx);
void template_set_free(struct template_set *set); /* NULL is allowed */

/* The template of that name with all that it includes, loaded and compiled at its first use.  A
 * name that load() does not know: TEMPLATE-UNKNOWN.  Within a template an unknown partial is empty
 * in TEXT and PLAIN, as the spec wants, and TEMPLATE-UNKNOWN in HTML. */
enum status template_get(struct template_set *set, const char *name, const struct tmpl **out,
                         struct err *err);

/* Compiles text that has no name in load(): a sentence.  where is told in errors; line and column
 * start at 1. */
enum status template_compile(struct template_set *set, const char *where, struct slice text,
                             const struct tmpl **out, struct err *err);

/* A name that some template of the set looks up, part by part, or, with block, that of an argument whose
 * block no template of the set has. */
typedef void (*template_name)(void *ctx, const char *where, uint64_t line, uint64_t column, struct slice name,
                              bool block);

/* Calls f for each of them, in the order of loading. */
void template_names(const struct template_set *set, template_name f, void *ctx);

/* Renders t over root, which is the outermost context. */
enum status template_render(const struct tmpl *t, struct value root, template_sink sink, void *ctx,
                            struct err *err);

/* The same, appended to out; TEMPLATE-TOO-LARGE if it does not fit its cap. */
enum status template_render_buf(const struct tmpl *t, struct value root, struct buf *out, struct err *err);

#endif
