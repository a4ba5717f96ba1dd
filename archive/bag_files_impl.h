/*
 * bag_files_impl: what a folder and a tar give to bag_files.
 */
#ifndef BAG_FILES_IMPL_H
#define BAG_FILES_IMPL_H

#include <stdio.h>

#include "bag_files.h"

struct bag_folder;
struct bag_tar;

/* Takes the open folder fd.  name is borrowed. */
struct bag_folder *bag_folder_new(int fd, const char *name);
void bag_folder_free(struct bag_folder *f);
bool bag_folder_payload(const struct bag_folder *f);
enum status bag_folder_next(struct bag_folder *f, struct bag_file **out, struct err *err);
enum status bag_folder_find(struct bag_folder *f, const char *path, struct bag_file **out, struct err *err);

/* Takes the open file fd, of size bytes, and looks through it.  name is borrowed. */
enum status bag_tar_open(int fd, uint64_t size, const char *name, struct bag_tar **out, struct err *err);
void bag_tar_free(struct bag_tar *t);
bool bag_tar_payload(const struct bag_tar *t);
enum status bag_tar_next(struct bag_tar *t, struct bag_file **out, struct err *err);
enum status bag_tar_find(struct bag_tar *t, const char *path, struct bag_file **out, struct err *err);

/* left bytes of fd from at on; UINT64_MAX: to its end.  own: closing the file closes fd. */
struct bag_file *bag_file_new(int fd, bool own, uint64_t at, uint64_t left, const char *bag,
                              struct slice path);

/* "cannot read FILE: WHY", by errno. */
enum status bag_unreadable(const char *bag, const char *path, struct err *err);

/* n bytes at a place of fd, or fewer at its end. */
enum status bag_pread(int fd, void *p, size_t n, uint64_t at, size_t *got);

#endif
