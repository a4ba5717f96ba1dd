/*
 * report: the site that `trailbook report` writes from a store.
 *
 * Decides which pages there are, what each holds, and which CSV stands behind each table.  Must not
 * know SQL, how a template is compiled, or how files are replaced (site.h).  Memory is bounded: lists
 * of any length are streamed.  Equal stores and equal options give equal bytes: no clock is read.
 * Nothing is owned across calls; all texts in the options are borrowed.
 */
#ifndef REPORT_H
#define REPORT_H

#include "site.h"
#include "store_read.h"

struct report_options {
    const char *out;         /* folder of the report; NULL only with single_file */
    const char *theme;       /* folder of templates, or NULL: the embedded ones */
    const char *single_file; /* one HTML file instead of a folder, or NULL */
    bool rebuild;            /* write every page anew, whatever the state says */
    bool check;              /* compare pages on disk byte by byte, not by size and time */
    bool no_items;           /* no page and no CSV of a single item, and no link to one */
    bool undated;            /* SOURCE_DATE_EPOCH does not count: as part of a snapshot */
    struct store_filter filter;
    const char *filter_text;  /* as the user gave it, for provenance; NULL or "" = none */
    const char *pseudonyms;   /* of which types, "all": the store is read so; NULL: of none */
    const char *title;        /* NULL = "Audit trail" */
    const char *organisation; /* NULL or "" = none */
    const char *store_name;   /* base name of the store file, for provenance; may be NULL */
    void (*progress)(void *ctx, const char *what, uint64_t pages); /* NULL is allowed */
    void (*warned)(void *ctx, const struct err *e);                /* NULL is allowed */
    void *ctx;
};

struct report_result {
    uint64_t pages; /* files of the report: HTML, CSV, theme */
    uint64_t written, unchanged, removed;
    uint64_t bytes;    /* of all files */
    uint64_t events;   /* that the report shows */
    uint64_t repaired; /* changed by hand since the last report, and written anew or removed: ... */
    char altered[SITE_ALTERED][SITE_PATH_MAX]; /* ... the first of them */
};

/* Writes or brings up to date the report.  On failure a first report stays in OUT.part, and a later
 * one leaves whole pages; the next run completes either.  Codes: REPORT-..., SITE-..., and those of
 * the store and the templates. */
enum status report_write(struct store *s, const struct report_options *o, struct report_result *r,
                         struct err *err);

/* Writes the embedded theme into folder, which must be missing or empty.  *files may be NULL.
 * Codes: THEME-... */
enum status theme_export(const char *folder, uint64_t *files, struct err *err);

#endif
