/* stamp_spell: common spellings of a time as numbers.  See stamp_spell.h. */
#include <assert.h>

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
    size_t n;

    assert(spelling > 0 && spelling < STAMP_SPELLINGS && at != STAMP_UNKNOWN);
    if (spelling == SPELL_EPOCH) {
        int64_t unit = epoch_unit(resolution);

        buf_int(b, unit != 0 ? at / unit : 0);
        return;
    }
    n = stamp_clock(text, at, resolution, spellings[spelling].between);
    buf_add(b, text, n);
    buf_text(b, spellings[spelling].zone);
}

static bool is_epoch(struct slice text, const struct stamp *t)
{
    int64_t v, unit = epoch_unit(t->resolution);
    size_t first = text.p[0] == '-' ? 1 : 0;

    return unit != 0 && t->at % unit == 0 && text.n > first && text.p[first] >= '1' && slice_int(text, &v) &&
           v == t->at / unit;
}

static bool number(const unsigned char *p, size_t n, int *v)
{
    *v = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned digit = p[i] - (unsigned)'0';

        if (digit > 9)
            return false;
        *v = *v * 10 + (int)digit;
    }
    return true;
}

/* Digits of the fraction, 0 if it has none; *unit: nanoseconds of the last one. */
static size_t fraction_digits(enum stamp_resolution r, int *unit)
{
    *unit = r == STAMP_RES_MS ? 1000000 : r == STAMP_RES_US ? 1000 : 1;
    return r < STAMP_RES_MS ? 0 : r == STAMP_RES_MS ? 3 : r == STAMP_RES_US ? 6 : 9;
}

/* Length of what stamp_clock() would write and stands at the start of text, 0 if it does not: reading
 * it costs less than writing it.  24:00 and leap seconds are read too, but never written. */
static size_t clock_length(struct slice text, const struct stamp *t)
{
    struct stamp_fields f = {.weekday = -1, .has_offset = true};
    struct stamp s;
    const unsigned char *p = text.p;
    int unit;
    size_t digits = fraction_digits(t->resolution, &unit);
    size_t n = STAMP_CLOCK_MIN + (digits > 0 ? 1 + digits : 0);

    if (text.n < n || p[4] != '-' || p[7] != '-' || p[13] != ':' || p[16] != ':' ||
        (digits > 0 && p[STAMP_CLOCK_MIN] != '.') || !number(p, 4, &f.year) || !number(p + 5, 2, &f.month) ||
        !number(p + 8, 2, &f.day) || !number(p + 11, 2, &f.hour) || !number(p + 14, 2, &f.minute) ||
        !number(p + 17, 2, &f.second) || !number(p + n - digits, digits, &f.nano) || f.month == 0 ||
        f.hour > 23 || f.second > 59)
        return 0;
    f.nano *= unit;
    return stamp_settle(&f, NULL, STAMP_ZONE_TEXT, &s) && s.at == t->at ? n : 0;
}

unsigned stamp_spelling(struct slice text, const struct stamp *t)
{
    size_t n;

    if (t->at == STAMP_UNKNOWN || t->resolution < STAMP_RES_S || text.n == 0)
        return 0;
    if (text.n < STAMP_CLOCK_MIN || text.p[4] != '-')
        return is_epoch(text, t) ? SPELL_EPOCH : 0;
    n = clock_length(text, t);
    for (unsigned i = 1; n > 0 && i < SPELL_EPOCH; i++)
        if (text.p[10] == (unsigned char)spellings[i].between &&
            slice_is((struct slice){text.p + n, text.n - n}, spellings[i].zone))
            return i;
    return 0;
}
