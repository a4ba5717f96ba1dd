/*
 * stamp_period: how long something is kept, in days, months or years of the calendar.
 *
 * Counts whole days UTC.  A day that the month lacks is the first of the next one: what is of 31 January
 * is a month old on 1 March.
 */
#ifndef STAMP_PERIOD_H
#define STAMP_PERIOD_H

#include "slice.h"

struct stamp_period {
    int n;     /* 0: none */
    char unit; /* 'd', 'm', 'y' */
};

/* Of "90d", "12m", "7y", at most 100 years; false if it is anything else. */
bool stamp_period_read(struct slice text, struct stamp_period *out);

/* The day, since 1970-01-01, that is so much later. */
int64_t stamp_period_after(int64_t day, struct stamp_period p);
/* The first day to be later than that when so much has passed: all before are as old on that day. */
int64_t stamp_period_cutoff(int64_t day, struct stamp_period p);

#endif
