/* stamp_spell: common spellings of a time as numbers.  See stamp_spell.h. */
#include <assert.h>
#include <string.h>

#include "stamp_parts.h"
#include "stamp_spell.h"

enum { SPELL_EPOCH = STAMP_SPELLINGS - 1 };

static const struct spelling {
    char between; /* date and clock */
    const char *zone;
} spellings[SPELL_EPOCH] = {
    {0, ""}, {'T', ""}, {'T', "Z"}, {'T', "+00:00"}, {' ', ""}, {' ', " UTC"}, {' ', "+00:00"},
};

/* Nanoseconds of one, 0 if times so fine are not counted. */
static int64_t epoch_unit(enum stamp_resolution r)
{
    switch (r) {
    case STAMP_RES_S: return STAMP_SECOND;
    case STAMP_RES_MS: return STAMP_SECOND / 1000;
    case STAMP_RES_US: return STAMP_SECOND / 1000000;
    case STAMP_RES_NS: return 1;
    default: return 0;
    }
}

void stamp_spell(struct buf *b, int64_t at, enum stamp_resolution resolution, unsigned spelling)
{
    unsigned char text[STAMP_CLOCK_MAX];

    assert(spelling > 0 && spelling < STAMP_SPELLINGS && at != STAMP_UNKNOWN);
    if (spelling == SPELL_EPOCH) {
        int64_t unit = epoch_unit(resolution);

        buf_int(b, unit != 0 ? at / unit : 0);
        return;
    }
    buf_add(b, text, stamp_clock(text, at, resolution, spellings[spelling].between));
    buf_text(b, spellings[spelling].zone);
}

static bool is_epoch(struct slice text, const struct stamp *t)
{
    int64_t v, unit = epoch_unit(t->resolution);
    size_t first = text.p[0] == '-' ? 1 : 0;

    return unit != 0 && t->at % unit == 0 && text.n > first && text.p[first] >= '1' &&
           slice_int(text, &v) && v == t->at / unit;
}

unsigned stamp_spelling(struct slice text, const struct stamp *t)
{
    unsigned char clock[STAMP_CLOCK_MAX];
    size_t n;

    if (t->at == STAMP_UNKNOWN || t->resolution < STAMP_RES_S || text.n == 0)
        return 0;
    if (text.n < STAMP_CLOCK_MIN || text.p[4] != '-')
        return is_epoch(text, t) ? SPELL_EPOCH : 0;
    n = stamp_clock(clock, t->at, t->resolution, (char)text.p[10]);
    if (text.n < n || memcmp(text.p, clock, n) != 0)
        return 0;
    for (unsigned i = 1; i < SPELL_EPOCH; i++)
        if (text.p[10] == spellings[i].between &&
            slice_is((struct slice){text.p + n, text.n - n}, spellings[i].zone))
            return i;
    return 0;
}
