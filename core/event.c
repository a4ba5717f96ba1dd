/* event: the canonical form of what happened.  See event.h. */
#include <assert.h>
#include <string.h>

#include "event.h"
#include "json.h"

const char *role_name(enum role r)
{
    static const char *const names[] = {"actor", "target", "related", "owner", "on_behalf_of"};

    assert(r < ROLE_COUNT);
    return names[r];
}

const char *found_name(enum found f)
{
    static const char *const names[] = {"field", "text", "inferred"};

    assert((size_t)f < sizeof(names) / sizeof(names[0]));
    return names[f];
}

struct slice event_counted(const struct event *ev, struct arena *a)
{
    struct slice all = ev->attributes;
    struct json_scan scan;
    enum json_token token;
    size_t n = 0; /* where the last member begins, right behind the comma or brace before it */
    unsigned char *copy;

    if ((ev->flags & EVENT_IGNORES) == 0)
        return all;
    json_start(&scan, all, a);
    while ((token = json_next(&scan)) != JSON_END && token != JSON_ERROR)
        if (token == JSON_KEY && scan.depth == 1)
            n = scan.start;
    if (n < 2)
        return SLICE_NONE;
    copy = arena_copy(a, all.p, n);
    copy[n - 1] = '}';
    return (struct slice){copy, n};
}
