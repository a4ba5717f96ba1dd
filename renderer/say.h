/*
 * say: numbers, dates and counts in the pages' English.
 *
 * Independent of locale and time zone.  Every text lives in the arena that is given.  Knows neither
 * pages nor markup.  Days count from 1970-01-01.
 */
#ifndef SAY_H
#define SAY_H

#include "buf.h"
#include "mem.h"
#include "stamp.h"

struct slice say_format(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "1,234,567" */
struct slice say_number(struct arena *a, uint64_t n);

/* "1 event", "1,234 events" */
struct slice say_plural(struct arena *a, uint64_t n, const char *one, const char *many);

/* "4.6%"; "0%" of nothing; "under 0.1%" rather than 0.0% */
struct slice say_percent(struct arena *a, uint64_t part, uint64_t whole);

/* "13 October 2026", "13 October", "13 Oct", "2026-10-13", "October 2026", "Oct 2026" */
struct slice say_date(struct arena *a, int64_t day);
struct slice say_day_month(struct arena *a, int64_t day);
struct slice say_day_short(struct arena *a, int64_t day);
struct slice say_day_iso(struct arena *a, int64_t day);
struct slice say_month(struct arena *a, int64_t day);
struct slice say_month_short(struct arena *a, int64_t day);
const char *say_weekday(int64_t day);  /* "Tuesday" */
const char *say_month_name(int month); /* from 1: "January" */

/* "13 October 2026", "12 to 15 March 2026", "1 January to 31 October 2026", with both years where
 * they differ. */
struct slice say_days(struct arena *a, int64_t from, int64_t to);

/* Does the time from from until to begin and end at midnights, UTC? */
bool say_whole_days(int64_t from, int64_t to);

/* "1 March 2026, 23:00"; and of the time from from until to: as say_days() has it where both are
 * midnights, else "1 March 2026, 23:00 to 2 March 2026, 08:30 UTC". */
struct slice say_moment(struct arena *a, int64_t at);
struct slice say_span(struct arena *a, int64_t from, int64_t to);

/* "2026-10-13 14:03:22", "14:03:22", and for <time datetime> "2026-10-13T14:03:22.123Z" (HTML takes
 * three digits of a fraction at most). */
struct slice say_time(struct arena *a, int64_t at);
struct slice say_clock(struct arena *a, int64_t at);
struct slice say_datetime(struct arena *a, int64_t at, enum stamp_resolution resolution);

/* A name for people from one for machines: "permission_template" gives "Permission template", or in
 * the plural "Permission templates". */
struct slice say_type(struct arena *a, struct slice type);
struct slice say_types(struct arena *a, struct slice type);

/* The same with a small first letter, for the middle of a sentence. */
struct slice say_lower(struct arena *a, struct slice name);

/* The name as it is; one that shows nothing (blanks, joiners, marks of direction) is spelled out, so
 * that a link to it can be seen: "U+FEFF". */
struct slice say_visible(struct arena *a, struct slice name);

/* Does the code point put no ink of its own on a page: a control, a blank, a joiner, a mark of direction? */
bool say_invisible(int32_t c);

/* With a capital first letter, if it is ASCII. */
struct slice say_upper(struct arena *a, struct slice name);

#endif
