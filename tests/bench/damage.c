/* damage: spoils generated records.  See damage.h. */
#include <assert.h>
#include <string.h>

#include "damage.h"

enum place { TEXT, LICENSE, HALF, END }; /* the fields' first bytes; where the line end begins */

struct way {
    const char *name;
    enum place place;
    int shift; /* from there */
    struct slice insert;
    bool cut; /* what follows in the line is lost */
};

static const struct way ways[3][8] = {
    [CSV] = {{"open quote", LICENSE, 0, {(const unsigned char *)"\"", 1}, false},
             {"short row", LICENSE, 0, {NULL, 0}, true},
             {"long row", END, 0, {(const unsigned char *)",more", 5}, false},
             {"stray byte", TEXT, 3, {(const unsigned char *)"\xff", 1}, false},
             {"NUL", TEXT, 3, {(const unsigned char *)"\0", 1}, false},
             {"cut off", HALF, 0, {NULL, 0}, true},
             {"broken line", TEXT, 3, {(const unsigned char *)"\n", 1}, false},
             {"text behind a quote", LICENSE, -1, {(const unsigned char *)"x", 1}, false}},
    [JSON] = {{"open quote", LICENSE, 0, {(const unsigned char *)"\"", 1}, false},
              {"brace missing", END, -1, {NULL, 0}, true},
              {"brace too many", END, 0, {(const unsigned char *)"}", 1}, false},
              {"stray byte", TEXT, 3, {(const unsigned char *)"\xff", 1}, false},
              {"NUL", TEXT, 3, {(const unsigned char *)"\0", 1}, false},
              {"cut off", HALF, 0, {NULL, 0}, true},
              {"broken line", TEXT, 3, {(const unsigned char *)"\n", 1}, false},
              {"colon too many", LICENSE, -1, {(const unsigned char *)":", 1}, false}},
    [XML] = {{"open quote", LICENSE, -1, {(const unsigned char *)" a=\"", 4}, false},
             {"end tag missing", END, -8, {NULL, 0}, true},
             {"end tag too many", TEXT, 0, {(const unsigned char *)"</level>", 8}, false},
             {"stray byte", TEXT, 3, {(const unsigned char *)"\xff", 1}, false},
             {"NUL", TEXT, 3, {(const unsigned char *)"\0", 1}, false},
             {"cut off", HALF, 0, {NULL, 0}, true},
             {"broken line", TEXT, -3, {(const unsigned char *)"\n", 1}, false},
             {"ampersand", TEXT, 3, {(const unsigned char *)"&", 1}, false}},
};

/* Where the last such field begins. */
static size_t find(const struct buf *b, size_t from, struct slice field)
{
    size_t at = b->n - field.n;

    while (at > from && memcmp(b->p + at, field.p, field.n) != 0)
        at--;
    assert(at > from);
    return at;
}

static size_t place_of(const struct way *w, const struct buf *b, size_t from, size_t end, struct slice text,
                       struct slice license)
{
    switch (w->place) {
    case TEXT: return find(b, from, text);
    case LICENSE: return find(b, from, license);
    case HALF: return from + (end - from) / 2;
    default: return end;
    }
}

const char *damage_record(enum format format, struct buf *b, size_t from, struct slice text,
                          struct slice license, uint64_t nth, uint64_t dice)
{
    const struct way *w = &ways[format][nth % 97 == 0 ? 0 : 1 + dice % 7];
    unsigned char rest[4096];
    size_t end = b->n, at, n;

    while (b->p[end - 1] == '\n' || b->p[end - 1] == '\r')
        end--;
    at = (size_t)((int64_t)place_of(w, b, from, end, text, license) + w->shift);
    n = b->n - (w->cut ? end : at);
    assert(n <= sizeof(rest));
    memcpy(rest, b->p + b->n - n, n);
    b->n = at;
    buf_slice(b, w->insert);
    buf_add(b, rest, n);
    return w->name;
}
