/* stamp_format: compiled formats.  See stamp_format.h. */
#include <assert.h>
#include <string.h>

#include "mem.h"
#include "stamp_format.h"
#include "stamp_parts.h"

enum kind { KIND_ISO, KIND_EPOCH, KIND_PATTERN };

struct step {
    unsigned char what; /* a directive's letter; ' ' for blanks; '%' for a literal byte */
    unsigned char literal;
};

struct stamp_format {
    enum kind kind;
    int64_t unit; /* KIND_EPOCH: nanoseconds of one */
    int decimals; /* KIND_EPOCH: digits of a fraction that make a nanosecond */
    enum stamp_resolution resolution;
    size_t n;
    struct step *steps;
};

static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                     "july",    "august",   "september", "october", "november", "december"};
static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};

static bool known_epoch(struct slice text, struct stamp_format *f)
{
    static const struct {
        const char *name;
        int64_t unit;
        int decimals;
        enum stamp_resolution resolution;
    } epochs[] = {{"epoch-s", 1000000000, 9, STAMP_RES_S},
                  {"epoch-ms", 1000000, 6, STAMP_RES_MS},
                  {"epoch-us", 1000, 3, STAMP_RES_US},
                  {"epoch-ns", 1, 0, STAMP_RES_NS}};

    for (size_t i = 0; i < sizeof(epochs) / sizeof(epochs[0]); i++) {
        if (!slice_is(text, epochs[i].name))
            continue;
        f->kind = KIND_EPOCH;
        f->unit = epochs[i].unit;
        f->decimals = epochs[i].decimals;
        f->resolution = epochs[i].resolution;
        return true;
    }
    return false;
}

/* What a directive tells, as a letter: two directives must not tell the same. */
static char meaning(unsigned char directive)
{
    switch (directive) {
    case 'Y':
    case 'y': return 'Y';
    case 'm':
    case 'b':
    case 'B': return 'm';
    case 'd':
    case 'e': return 'd';
    case 'H':
    case 'I': return 'H';
    case 'a':
    case 'A': return 'a';
    case 'z':
    case 'Z': return 'z';
    case 'M':
    case 'S':
    case 'f':
    case 'p':
    case 'j': return (char)directive;
    default: return 0;
    }
}

static bool told(const char *meanings, char what)
{
    return strchr(meanings, what) != NULL;
}

/* Says what a pattern's directives lack to make a time, or NULL. */
static const char *lacks(const char *has)
{
    if (!told(has, 'Y'))
        return "it has no year (%Y or %y)";
    if (told(has, 'j') ? told(has, 'm') || told(has, 'd') : !told(has, 'm') || !told(has, 'd'))
        return "it needs either month and day, or the day of the year (%j)";
    if (told(has, 'M') && !told(has, 'H'))
        return "it has minutes but no hour";
    if (told(has, 'H') && !told(has, 'M'))
        return "it has an hour but no minutes";
    if (told(has, 'S') && !told(has, 'M'))
        return "it has seconds but no minutes";
    if (told(has, 'f') && !told(has, 'S'))
        return "it has a fraction but no seconds";
    if (told(has, 'p') && !told(has, 'H'))
        return "it has AM or PM but no hour";
    return NULL;
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

static enum status wrong(struct err *err, struct slice text, const char *why)
{
    return err_set(err, ST_FAIL, "TIME-FORMAT",
                   "the time format '%.*s' cannot be used: %s; formats are iso, epoch-s, epoch-ms, "
                   "epoch-us, epoch-ns, or a pattern such as '%%d/%%m/%%Y %%H:%%M:%%S'",
                   (int)(text.n < 200 ? text.n : 200), (const char *)text.p, why);
}

static enum status compile(struct stamp_format *f, struct slice text, struct err *err)
{
    char has[16] = "";
    size_t n = 0;
    bool twelve = false;
    const char *why;

    f->steps = mem_zero(text.n, sizeof(*f->steps));
    for (size_t i = 0; i < text.n; i++) {
        struct step *s = &f->steps[f->n++];

        *s = (struct step){'%', text.p[i]};
        if (is_blank(text.p[i]))
            s->what = ' ';
        if (text.p[i] != '%')
            continue;
        if (++i == text.n)
            return wrong(err, text, "it ends with a single %");
        s->literal = s->what = text.p[i];
        if (text.p[i] == '%')
            continue;
        if (meaning(text.p[i]) == 0)
            return wrong(err, text,
                         "only %Y %m %d %e %H %I %M %S %f %p %y %b %B %a %A %j %z %Z and %% are known");
        if (told(has, meaning(text.p[i])))
            return wrong(err, text, "it has the same part twice");
        has[n++] = meaning(text.p[i]);
        twelve = twelve || text.p[i] == 'I';
    }
    if (twelve && !told(has, 'p'))
        return wrong(err, text, "%I needs %p, or half of the day is not known");
    why = lacks(has);
    return why != NULL ? wrong(err, text, why) : ST_OK;
}

enum status stamp_format_new(struct slice text, struct stamp_format **out, struct err *err)
{
    struct stamp_format *f = mem_zero(1, sizeof(*f));
    enum status st = ST_OK;

    *out = NULL;
    if (slice_is(text, "iso")) {
        f->kind = KIND_ISO;
    } else if (!known_epoch(text, f)) {
        f->kind = KIND_PATTERN;
        st = compile(f, text, err);
    }
    if (st != ST_OK) {
        stamp_format_free(f);
        return st;
    }
    *out = f;
    return ST_OK;
}

void stamp_format_free(struct stamp_format *f)
{
    if (f == NULL)
        return;
    mem_free(f->steps);
    mem_free(f);
}

struct cursor {
    const unsigned char *p, *end;
};

static bool number(struct cursor *c, int most, int *out)
{
    const unsigned char *p = c->p, *end = c->end - p > most ? p + most : c->end;
    int v = 0;

    while (p < end && *p >= '0' && *p <= '9')
        v = v * 10 + (*p++ - '0');
    *out = v;
    if (p == c->p)
        return false;
    c->p = p;
    return true;
}

/* English, whole or its first three letters, in any case; *out is its place from 0. */
static bool name(struct cursor *c, const char *const *names, int n, int *out)
{
    size_t letters = 0;

    while (c->p + letters < c->end && (c->p[letters] | 0x20) >= 'a' && (c->p[letters] | 0x20) <= 'z')
        letters++;
    for (int i = 0; letters >= 3 && i < n; i++) {
        size_t k = 0;

        while (k < letters && (char)(c->p[k] | 0x20) == names[i][k])
            k++;
        if (k < letters || (k > 3 && names[i][k] != 0))
            continue;
        c->p += letters;
        *out = i;
        return true;
    }
    return false;
}

/* Blanks, and the no-break spaces U+00A0 and U+202F that browsers print before AM. */
static bool blanks(struct cursor *c)
{
    for (;;) {
        size_t left = (size_t)(c->end - c->p);

        if (left >= 1 && is_blank(c->p[0]))
            c->p++;
        else if (left >= 2 && memcmp(c->p, "\xc2\xa0", 2) == 0)
            c->p += 2;
        else if (left >= 3 && memcmp(c->p, "\xe2\x80\xaf", 3) == 0)
            c->p += 3;
        else
            return true;
    }
}

static bool half(struct cursor *c, struct stamp_fields *f)
{
    if (c->end - c->p < 2 || (c->p[1] | 0x20) != 'm')
        return false;
    f->half = c->p[0] & ~0x20;
    c->p += 2;
    return f->half == 'A' || f->half == 'P';
}

/* Only the names of UTC: other abbreviations mean several zones each. */
static bool zone(struct cursor *c, struct stamp_fields *f, bool named)
{
    struct slice left = {c->p, (size_t)(c->end - c->p)};
    size_t n;

    if (named && (slice_starts(left, SLICE("UTC")) || slice_starts(left, SLICE("GMT"))))
        n = 3;
    else if (named)
        n = left.n && left.p[0] == 'Z' ? 1 : 0;
    else
        n = stamp_read_offset(left, &f->offset);
    c->p += n;
    f->has_offset = n > 0;
    return n > 0;
}

static bool fraction(struct cursor *c, struct stamp_fields *f)
{
    size_t n = stamp_read_fraction((struct slice){c->p, (size_t)(c->end - c->p)}, &f->nano, &f->resolution);

    c->p += n;
    return n > 0;
}

static bool two_digit_year(struct cursor *c, struct stamp_fields *f)
{
    if (!number(c, 2, &f->year))
        return false;
    f->year += f->year < 69 ? 2000 : 1900; /* POSIX, strptime */
    return true;
}

static bool month_name(struct cursor *c, struct stamp_fields *f)
{
    if (!name(c, months, 12, &f->month))
        return false;
    f->month++;
    return true;
}

static bool literal(struct cursor *c, unsigned char byte)
{
    if (c->p == c->end || *c->p != byte)
        return false;
    c->p++;
    return true;
}

static bool take_step(struct cursor *c, const struct step *s, struct stamp_fields *f)
{
    switch (s->what) {
    case '%': return literal(c, s->literal);
    case ' ': return blanks(c);
    case 'Y': return number(c, 4, &f->year);
    case 'y': return two_digit_year(c, f);
    case 'm': return number(c, 2, &f->month) && f->month > 0;
    case 'b':
    case 'B': return month_name(c, f);
    case 'e':
        if (c->p < c->end && *c->p == ' ')
            c->p++;
        return number(c, 2, &f->day);
    case 'd': return number(c, 2, &f->day);
    case 'j': return number(c, 3, &f->day);
    case 'H': return number(c, 2, &f->hour);
    case 'I': return number(c, 2, &f->hour) && f->hour >= 1 && f->hour <= 12;
    case 'M': f->resolution = STAMP_RES_MINUTE; return number(c, 2, &f->minute);
    case 'S': f->resolution = STAMP_RES_S; return number(c, 2, &f->second);
    case 'f': return fraction(c, f);
    case 'p': return half(c, f);
    case 'a':
    case 'A': return name(c, weekdays, 7, &f->weekday);
    case 'z': return zone(c, f, false);
    default: return zone(c, f, true);
    }
}

/* 12 AM is midnight.  Some print 24 hours with AM or PM too: then both must agree. */
static bool apply_half(struct stamp_fields *f)
{
    if (f->half == 0)
        return true;
    if (f->hour > 12)
        return f->half == 'P';
    if (f->hour == 12)
        f->hour = f->half == 'P' ? 12 : 0;
    else if (f->half == 'P')
        f->hour += 12;
    return true;
}

static bool read_pattern(const struct stamp_format *format, struct slice s, struct stamp_fields *f)
{
    struct cursor c = {s.p, s.p + s.n};

    *f = (struct stamp_fields){.weekday = -1, .resolution = STAMP_RES_DAY};
    for (size_t i = 0; i < format->n; i++) {
        if (!take_step(&c, &format->steps[i], f))
            return false;
    }
    return c.p == c.end && apply_half(f);
}

static enum stamp_resolution finer(enum stamp_resolution whole, size_t digits)
{
    int r = (int)whole + (int)((digits + 2) / 3);

    return r > STAMP_RES_NS ? STAMP_RES_NS : (enum stamp_resolution)r;
}

/* An optional '-', digits, and an optional fraction of them. */
static bool read_epoch(const struct stamp_format *format, struct slice s, struct stamp *out)
{
    bool negative = s.n > 0 && s.p[0] == '-', large = false;
    int64_t whole = 0, part = 0, limit = INT64_MAX / format->unit - 1, total, seconds;
    size_t i = negative ? 1 : 0, from = i, digits = 0;

    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
        large = large || whole > (limit - 9) / 10;
        if (!large)
            whole = whole * 10 + (s.p[i] - '0');
    }
    if (i == from)
        return false;
    if (i < s.n && s.p[i] == '.') {
        for (from = ++i; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
            if (digits++ < (size_t)format->decimals)
                part = part * 10 + (s.p[i] - '0');
        }
        if (i == from)
            return false;
        for (size_t k = digits; k < (size_t)format->decimals; k++)
            part *= 10;
    }
    if (i != s.n)
        return false;
    *out = (struct stamp){.at = STAMP_UNKNOWN,
                          .resolution = finer(format->resolution, digits),
                          .zone = STAMP_ZONE_TEXT,
                          .out_of_range = large};
    if (large)
        return true;
    total = whole * format->unit + part;
    total = negative ? -total : total;
    seconds = total / STAMP_SECOND - (total % STAMP_SECOND < 0);
    stamp_hold(out, seconds, (int)(total - seconds * STAMP_SECOND));
    return true;
}

bool stamp_read(const struct stamp_format *f, struct slice text, const struct stamp_zoneinfo *z,
                enum stamp_zone how, struct stamp *out)
{
    struct stamp_fields fields;

    *out = (struct stamp){.at = STAMP_UNKNOWN};
    text = slice_trim(text);
    if (f->kind == KIND_EPOCH)
        return read_epoch(f, text, out);
    if (f->kind == KIND_ISO ? !stamp_read_iso(text, &fields) : !read_pattern(f, text, &fields))
        return false;
    return stamp_settle(&fields, z, how, out);
}
