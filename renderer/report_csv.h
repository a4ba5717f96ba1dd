/*
 * report_csv: the CSV files of a report.  Private to renderer/report*.c.
 *
 * Knows their columns, not how a cell is quoted or guarded (csv_out.h).  Fails as the site's files do.
 */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include "csv_out.h"
#include "report_page.h"

struct csv_file {
    struct run *run;
    struct site_file *f;
    struct csv_out row; /* takes the cells of a row; csv_row() ends it */
};

/* A file with a header row of these columns, comma-separated.  Caller owns *out: csv_close() or
 * csv_drop(). */
enum status csv_open(struct run *run, const char *path, const char *columns, struct csv_file **out,
                     struct err *err);
enum status csv_row(struct csv_file *c, struct err *err);
enum status csv_close(struct csv_file *c, struct err *err);
void csv_drop(struct csv_file *c); /* NULL is allowed */

/* A file of events with all their columns. */
enum status csv_events_open(struct run *run, const char *path, struct csv_file **out, struct err *err);
enum status csv_event(struct csv_file *c, const struct store_event *e, struct err *err);

/* The same with columns of the caller's own behind them (",a,b"), whose cells wait in c->row. */
enum status csv_events_open_with(struct run *run, const char *path, const char *more, struct csv_file **out,
                                 struct err *err);
enum status csv_event_with(struct csv_file *c, const struct store_event *e, struct err *err);

/* The same in the file of an item, self: with CSV_OTHERS of the event's other items at most, and a text
 * of more than CSV_TEXT bytes shortened.  Every item of an event has such a file: they would grow with
 * the square of their number, and a long text would stand in all of them. */
#define CSV_OTHERS 20
#define CSV_TEXT   ((size_t)16 << 10)
enum status csv_item_event(struct csv_file *c, const struct store_event *e, int64_t self, struct err *err);

/* Appends {"field": ..., "before": ..., "after": ...}; what is not known is left out. */
void change_write(struct buf *b, const struct change *c);

/* The row of the event that csv_event() wrote last. */
struct slice csv_last(const struct run *run);

/* A CSV of events for every action, if there are no more than FAN_ACTIONS. */
#define FAN_ACTIONS 1000
struct fan;
bool fan_wanted(const struct run *run);
enum status fan_open(struct run *run, struct fan **out, struct err *err); /* caller owns *out */
enum status fan_event(struct fan *f, const struct store_event *e, struct slice row, struct err *err);
enum status fan_end(struct fan *f, struct err *err); /* writes the files */
void fan_free(struct fan *f);                        /* NULL is allowed */

/* A time as a cell: ISO 8601, or empty.  STAMP_RES_NONE: seconds, unless it has more digits. */
void csv_time(struct csv_out *row, int64_t at, enum stamp_resolution resolution);
void csv_day(struct csv_out *row, int64_t day);

/* csv/README.txt: how the files are written, and how the guard is undone. */
extern const char csv_readme[];

#endif
