/*
 * theme: the templates and files that pages are made with.
 *
 * The default theme is templates/, embedded when the program is built; a folder given by the user
 * may replace any of its files, and what it lacks comes from the default.
 */
#ifndef THEME_H
#define THEME_H

#include "template.h"

struct theme_file { /* of the embedded theme; made by core/embed.cmake */
    const char *name;
    const unsigned char *bytes;
    size_t n;
};
extern const struct theme_file theme_embedded[]; /* in order of name */
extern const size_t theme_embedded_count;

struct theme;

/* folder NULL: the embedded theme alone.  Compiles every template of the theme: THEME-FOLDER if the
 * folder cannot be read, TEMPLATE-... for what is wrong in a template.  Caller owns *out. */
enum status theme_open(const char *folder, struct theme **out, struct err *err);
void theme_free(struct theme *t); /* NULL is allowed */

/* Calls warned for what in the folder changes nothing: files that no page uses (THEME-UNUSED), and tags
 * and arguments of a name that nothing has (THEME-UNKNOWN). */
void theme_warn(struct theme *t, void (*warned)(void *ctx, const struct err *e), void *ctx);

/* The compiled page template of that name, without its ending: "item".  Lives as long as t. */
enum status theme_template(struct theme *t, const char *name, const struct tmpl **out, struct err *err);

/* A file of the embedded theme that pages refer to, "style.css", from the folder if that has it; borrowed
 * until the next call. */
enum status theme_asset(struct theme *t, const char *name, struct slice *out, struct err *err);

#endif
