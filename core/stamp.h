/*
 * stamp: points in time: texts to nanoseconds since 1970-01-01 UTC and back.
 *
 * Independent of TZ and locale.  Reading them by formats and in zones is stamp_format.h.
 */
#ifndef STAMP_H
#define STAMP_H

#include "buf.h"
#include "err.h"

#define STAMP_UNKNOWN INT64_MIN /* sorts before every time */
#define STAMP_SECOND  INT64_C(1000000000)
#define STAMP_DAY     (86400 * STAMP_SECOND)

/* How fine the text was. */
enum stamp_resolution {
    STAMP_RES_NONE,
    STAMP_RES_DAY,
    STAMP_RES_MINUTE,
    STAMP_RES_S,
    STAMP_RES_MS,
    STAMP_RES_US,
    STAMP_RES_NS
};

/* Where the zone came from. */
enum stamp_zone {
    STAMP_ZONE_NONE,
    STAMP_ZONE_TEXT,    /* the text said it, or it is an epoch */
    STAMP_ZONE_PROFILE, /* the profile states it */
    STAMP_ZONE_ASSUMED
};

struct stamp {
    int64_t at; /* STAMP_UNKNOWN if the text could not be read, or is outside 1678 to 2262 */
    enum stamp_resolution resolution;
    enum stamp_zone zone;
    bool ambiguous;    /* local time that occurred twice (the earlier was taken) or never */
    bool out_of_range; /* readable, yet outside what int64 holds */
};

/* Why a time is doubtful, in a word: "ambiguous", "out of range", or "". */
static inline const char *stamp_doubt(const struct stamp *t)
{
    return t->ambiguous ? "ambiguous" : t->out_of_range ? "out of range" : "";
}

struct stamp_zoneinfo; /* see stamp_format.h */

struct stamp_civil {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second;
    int nano;
    int weekday; /* 0 = Monday, as ISO 8601 */
};

/* Before 1980, or from 2200 on: hardly a time of an audit trail, rather a count in another unit. */
static inline bool stamp_is_far(int64_t at)
{
    return at < 315532800 * STAMP_SECOND || at >= 7258118400 * STAMP_SECOND;
}

/* In UTC; at must not be STAMP_UNKNOWN. */
struct stamp_civil stamp_civil(int64_t at);

/* Days since 1970-01-01 and dates, which do not end in 2262 as times do. */
int64_t stamp_days(int year, int month, int day);
struct stamp_civil stamp_date(int64_t day);
int stamp_month_days(int year, int month);
int64_t stamp_midnight(int64_t day); /* past the last day of all: INT64_MAX */

/* Whole days since 1970-01-01, floor; months since 1970-01, and the day on which one begins. */
int64_t stamp_day(int64_t at);
int64_t stamp_month(int64_t at);
int64_t stamp_month_of(int64_t day);
int64_t stamp_month_day(int64_t month);
int64_t stamp_month_second(int64_t at); /* whole seconds since the month began */

/* Appends 2026-01-07T09:12:40Z, with as many digits of fraction as resolution has (none for _S). */
void stamp_write(struct buf *b, int64_t at, enum stamp_resolution resolution);
/* For people, no more than it had; told: what that is, a day that its zone moved by the minute. */
void stamp_tell(struct buf *b, int64_t at, enum stamp_resolution resolution);
enum stamp_resolution stamp_told(int64_t at, enum stamp_resolution resolution);
/* Reads an ISO time or date as --since and --until take it: UTC where no zone stands. */
bool stamp_argument(const char *text, int64_t *at);
/* FROM/TO as --window takes it, in z (NULL: UTC) where no zone stands.  False: none, or it ends before. */
bool stamp_window(const char *text, const struct stamp_zoneinfo *z, int64_t *from, int64_t *to);

#endif
