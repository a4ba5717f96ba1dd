/*
 * input_set: the dumps that the command line named, one after another.
 *
 * Files, folders (all files below, in order of name), standard input; of zip and tar each member is a
 * dump of its own.  Knows no format.  The set owns the one dump that it has handed out; one that cannot
 * be opened does not end it.
 */
#ifndef INPUT_SET_H
#define INPUT_SET_H

#include "input.h"

struct input_set; /* the dumps that the command line named */

/* paths: files, folders, "-"; borrowed.  Opens none of them yet.  Caller closes it. */
struct input_set *input_set_open(const char *const *paths, size_t n);
void input_set_close(struct input_set *set); /* NULL is allowed */

/* Never opens that file, which exists, nor its journal, under whatever name: closing any descriptor of it
 * gives up the locks that SQLite holds on it (POSIX).  Where it is named: INPUT-STORE. */
void input_set_avoid(struct input_set *set, const char *store);

/* Did the paths name what may be several dumps: a folder, an archive, more than one path?  Asked
 * while a dump is open. */
bool input_set_several(const struct input_set *set);

/* What stood in the folders so far and was passed over: hidden names; links to folders, pipes, sockets and
 * devices, so that neither loops nor waiting can happen; the file to avoid, and what lies beside it. */
struct input_passed {
    uint64_t hidden, links, pipes, sockets, devices, stores;
};
struct input_passed input_set_passed(const struct input_set *set);

/* The next dump.  ST_END after the last.  ST_FAIL: this one cannot be opened (INPUT-OPEN,
 * INPUT-ARCHIVE, ...), the next call goes on.  *out is owned by the set and valid until the next
 * call.  Hidden files of folders, folders inside archives and empty names are passed over. */
enum status input_set_next(struct input_set *set, struct input **out, struct err *err);

#endif
