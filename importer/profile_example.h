/*
 * profile_example: the examples of a profile, which stand in it as its tests.
 *
 * Data only, as in profile_rules.h; profile_rules.c reads them, profile_test.c runs them.
 */
#ifndef PROFILE_EXAMPLE_H
#define PROFILE_EXAMPLE_H

#include "profile_yaml.h"

/* What an example may expect of its event; ITEMS and CHANGES are lists of texts. */
enum example_field {
    EXAMPLE_ID,
    EXAMPLE_TIME,
    EXAMPLE_ACTION,
    EXAMPLE_CATEGORY,
    EXAMPLE_LABEL,
    EXAMPLE_OUTCOME,
    EXAMPLE_REASON,
    EXAMPLE_REQUEST,
    EXAMPLE_MESSAGE,
    EXAMPLE_IP,
    EXAMPLE_AGENT,
    EXAMPLE_LOCATION,
    EXAMPLE_CHANNEL,
    EXAMPLE_COUNT,
    EXAMPLE_ITEMS,
    EXAMPLE_CHANGES,
    EXAMPLE_FIELDS
};
extern const char *const example_fields[EXAMPLE_FIELDS + 1]; /* their names, and NULL */

struct example {
    struct slice record;                      /* a small dump: with CSV's header, JSON's or XML's envelope */
    const struct yaml *event[EXAMPLE_FIELDS]; /* as it was written, or NULL: not compared */
    uint64_t line, column;
};

#endif
