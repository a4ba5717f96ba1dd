/*
 * stamp_parts: what the files of stamp share; not for anyone else.
 *
 * A reader fills the fields as the text has them; stamp_settle() checks them against each other and
 * the calendar and turns them into a point in time.
 */
#ifndef STAMP_PARTS_H
#define STAMP_PARTS_H

#include "stamp.h"

struct stamp_fields {
    int year, month, day; /* month 0: day is the day of the year */
    int hour, minute, second, nano;
    int weekday; /* 0 = Monday; -1 if the text does not say */
    int half;    /* 'A' or 'P', 0 if the text does not say */
    int offset;  /* seconds east of UTC, if has_offset */
    bool has_offset;
    enum stamp_resolution resolution;
};

bool stamp_leap_year(int year);

#define STAMP_CLOCK_MIN 19 /* 2026-01-07T09:12:40 */
#define STAMP_CLOCK_MAX 32

/* Writes at in UTC, with between between date and clock and no zone; returns its length. */
size_t stamp_clock(unsigned char text[STAMP_CLOCK_MAX], int64_t at, enum stamp_resolution resolution,
                   char between);

/* Sets out->at from seconds and nanoseconds (0 to 999999999) since 1970, or marks it as out of range. */
void stamp_hold(struct stamp *out, int64_t seconds, int nano);

/* False if the fields are not a time that exists in the calendar. */
bool stamp_settle(const struct stamp_fields *f, const struct stamp_zoneinfo *z, enum stamp_zone how,
                  struct stamp *out);

/* Seconds east of UTC at the local time (seconds since 1970 as if it were UTC); *odd is set if that
 * occurred twice (the earlier is taken) or never (the offset before the gap is taken). */
int stamp_zone_offset(const struct stamp_zoneinfo *z, int64_t local, bool *odd);

/* Reads "Z", "+hh:mm", "+hhmm" or "+hh" at the start of s; returns its length, 0 if there is none. */
size_t stamp_read_offset(struct slice s, int *offset);

/* Up to 9 digits of a fraction at s, more are cut; returns all digits' length. */
size_t stamp_read_fraction(struct slice s, int *nano, enum stamp_resolution *resolution);

/* ISO 8601 and RFC 3339 as stamp_format.h has them. */
bool stamp_read_iso(struct slice s, struct stamp_fields *f);

/* A POSIX TZ rule (the footer of a TZif file, RFC 8536 section 3.3). */
struct stamp_change { /* one of the two days of a year on which clocks change */
    char kind;        /* 'M' month.week.day, 'J' day 1 to 365 without Feb 29, 'N' day 0 to 365 */
    int month, week, day;
    int time; /* seconds of local time, may be negative or more than a day */
};

struct stamp_rule {
    int standard, daylight; /* seconds east of UTC */
    bool has_daylight;
    struct stamp_change start, end;
};

bool stamp_rule_parse(struct slice text, struct stamp_rule *rule);

/* The moment in that year, UTC, when daylight time starts or ends. */
int64_t stamp_rule_start(const struct stamp_rule *rule, int year);
int64_t stamp_rule_end(const struct stamp_rule *rule, int year);

#endif
