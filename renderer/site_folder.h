/*
 * site_folder: where a site stands: its folder found, a part folder taken up.
 *
 * Knows nothing of the files of a site but their table.  A part folder is only taken up if it is
 * empty or the journal names it by device and inode: anything else may be someone's own.
 *
 * Codes: SITE-FOLDER, SITE-PART, SITE-STATE; all ST_FATAL.
 */
#ifndef SITE_FOLDER_H
#define SITE_FOLDER_H

#include "err.h"
#include "site_state.h"

enum site_folder_state { SITE_NONE, SITE_EMPTY, SITE_FULL };

/* The folder that out means, links followed, free of "." and "..": it is one or can be made one.
 * Caller frees *path with mem_free(). */
enum status site_folder_resolve(const char *out, char **path, struct err *err);

enum site_folder_state site_folder_look(const char *path); /* unreadable counts as full */

/* Makes the part folder, or takes up one of ours, less the files that known lacks. */
enum status site_part_open(const char *part, int journal, const struct site_table *known, struct err *err);

/* Gives the finished part folder its name, for good. */
enum status site_part_publish(const char *part, const char *out, struct err *err);

#define SITE_FOLDERS 1024 /* a power of two */

struct site_folders {
    char *known[SITE_FOLDERS]; /* that were made or looked at, by their hash; starts all NULL */
};

/* Makes every folder above path, which lies in work.  What stands there and is no folder is refused, a link
 * to one too: it leads to files that may be someone's own. */
enum status site_folders_make(struct site_folders *f, const char *work, const char *path, struct err *err);
void site_folders_release(struct site_folders *f);

/* Does path lie behind a link, or what else is no folder?  Nothing that stands there is touched. */
bool site_folder_foreign(const char *work, const char *path);

/* Removes what a killed run left of the file at path (outfile.h's temporary name). */
void site_temp_remove(const char *work, const char *path);

#endif
