/*
 * tempfile: a file without a name, which is gone with the process, however that ends.
 *
 * Knows nothing of what is written there; the caller owns the descriptor and closes it.
 */
#ifndef TEMPFILE_H
#define TEMPFILE_H

/* A new file in the folder of path, which need not exist itself, to be read and written by this user alone.
 * -1: there can be none, and errno says why. */
int tempfile_open(const char *path);

#endif
