/* stamp_zone: time zones from TZif files (RFC 8536).  See stamp_format.h and stamp_parts.h. */
#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "stamp_format.h"
#include "stamp_parts.h"

#define HEADER_SIZE 44
#define MAX_FILE    (1 << 20)
#define FIRST_YEAR  1678
#define LAST_YEAR   2262
#define LAST_SECOND INT64_C(9223372035) /* of what a stamp can hold */
#define AROUND      (26 * 3600)         /* no offset is as large as this */

struct span { /* from `from` to the next span's, UTC */
    int64_t from;
    int offset;
};

/* The spans cover all time: the first starts at INT64_MIN, and what the footer's rule says is laid
 * out up to the last year that a stamp can hold. */
struct stamp_zoneinfo {
    size_t n, size;
    struct span *spans;
};

static void add_span(struct stamp_zoneinfo *z, int64_t from, int offset)
{
    z->spans = mem_grow(z->spans, z->n, &z->size, sizeof(*z->spans));
    z->spans[z->n++] = (struct span){from, offset};
}

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be_time(const unsigned char *p, size_t width)
{
    if (width == 4)
        return (int32_t)be32(p);
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

struct block { /* one header and the data after it */
    uint32_t isut, isstd, leap, times, types, chars;
    size_t width; /* of a time: 4 or 8 */
    const unsigned char *data;
    size_t length; /* of the data */
};

/* Reads the header at *s and moves *s behind its data. */
static bool read_block(struct slice *s, size_t width, struct block *b)
{
    const unsigned char *p = s->p;

    if (s->n < HEADER_SIZE || memcmp(p, "TZif", 4) != 0)
        return false;
    *b = (struct block){.isut = be32(p + 20),
                        .isstd = be32(p + 24),
                        .leap = be32(p + 28),
                        .times = be32(p + 32),
                        .types = be32(p + 36),
                        .chars = be32(p + 40),
                        .width = width,
                        .data = p + HEADER_SIZE};
    if (b->times > MAX_FILE || b->types > 256 || b->chars > MAX_FILE || b->leap > MAX_FILE || b->isut > 256 ||
        b->isstd > 256)
        return false;
    b->length = b->times * (width + 1) + b->types * (size_t)6 + b->chars + b->leap * (width + 4);
    b->length += b->isstd + b->isut;
    if (s->n - HEADER_SIZE < b->length)
        return false;
    s->p += HEADER_SIZE + b->length;
    s->n -= HEADER_SIZE + b->length;
    return true;
}

static bool add_transitions(struct stamp_zoneinfo *z, const struct block *b)
{
    const unsigned char *index = b->data + b->times * b->width;
    const unsigned char *types = index + b->times;

    if (b->types == 0)
        return false;
    add_span(z, INT64_MIN, (int32_t)be32(types)); /* RFC 8536 section 3.2: type 0 comes first */
    for (uint32_t i = 0; i < b->times; i++) {
        int64_t from = be_time(b->data + i * b->width, b->width);
        int32_t offset;

        if (index[i] >= b->types)
            return false;
        offset = (int32_t)be32(types + index[i] * (size_t)6);
        if (offset <= -AROUND || offset >= AROUND)
            return false;
        if (i > 0 && from <= z->spans[z->n - 1].from)
            return false;
        add_span(z, from, offset);
    }
    return z->spans[0].offset > -AROUND && z->spans[0].offset < AROUND;
}

static void add_if_later(struct stamp_zoneinfo *z, int64_t from, int offset)
{
    if (from >= z->spans[z->n - 1].from)
        add_span(z, from, offset);
}

static void add_rule(struct stamp_zoneinfo *z, const struct stamp_rule *rule)
{
    int64_t last = z->spans[z->n - 1].from;
    int year = FIRST_YEAR;

    if (!rule->has_daylight || last > LAST_SECOND)
        return;
    if (last > -LAST_SECOND)
        year = stamp_civil(last * STAMP_SECOND).year;
    for (; year <= LAST_YEAR; year++) {
        int64_t start = stamp_rule_start(rule, year), end = stamp_rule_end(rule, year);

        if (start < end)
            add_if_later(z, start, rule->daylight);
        add_if_later(z, end, rule->standard);
        if (start >= end)
            add_if_later(z, start, rule->daylight);
    }
}

static bool read_footer(struct stamp_zoneinfo *z, struct slice s)
{
    const unsigned char *end;
    struct stamp_rule rule;

    if (s.n < 2 || s.p[0] != '\n' || (end = memchr(s.p + 1, '\n', s.n - 1)) == NULL)
        return false;
    s = (struct slice){s.p + 1, (size_t)(end - s.p) - 1};
    if (s.n == 0)
        return true;
    if (!stamp_rule_parse(s, &rule))
        return false;
    add_rule(z, &rule);
    return true;
}

static bool read_tzif(struct stamp_zoneinfo *z, struct slice file)
{
    struct slice s = file;
    struct block b;
    bool wide;

    if (!read_block(&s, 4, &b))
        return false;
    wide = file.p[4] >= '2';
    if (wide && !read_block(&s, 8, &b))
        return false;
    if (b.leap != 0) /* such files count leap seconds, as UTC here does not */
        return false;
    return add_transitions(z, &b) && (!wide || read_footer(z, s));
}

/* Letters, digits and "_+-" in parts between slashes: no part is empty or starts with a dot. */
static bool name_is_safe(const char *name)
{
    bool first = true;

    for (const char *p = name; *p; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
                     *p == '_' || *p == '+' || *p == '-';

        if (!plain && (first || *p != '/'))
            return false;
        first = *p == '/';
    }
    return !first && strlen(name) < 100;
}

static bool read_all(int fd, struct buf *b)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > MAX_FILE)
        return false;
    for (;;) {
        ssize_t n = buf_room(b, 4096) ? read(fd, buf_space(b, 4096), 4096) : -1;

        if (n <= 0)
            return n == 0;
        buf_grew(b, (size_t)n);
    }
}

static bool read_named(struct stamp_zoneinfo *z, const char *name)
{
    const char *dir = getenv("TZDIR");
    struct buf path, file;
    bool ok = false;
    int fd;

    if (!name_is_safe(name))
        return false;
    buf_init(&path, PATH_MAX + 128);
    buf_init(&file, 2 * MAX_FILE);
    if (dir == NULL || dir[0] == 0 || strlen(dir) > PATH_MAX)
        dir = "/usr/share/zoneinfo";
    buf_format(&path, "%s/%s", dir, name);
    fd = open(buf_string(&path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0) {
        ok = read_all(fd, &file) && read_tzif(z, buf_view(&file));
        close(fd);
    }
    buf_release(&path);
    buf_release(&file);
    return ok;
}

enum status stamp_zone_open(const char *name, struct stamp_zoneinfo **out, struct err *err)
{
    struct stamp_zoneinfo *z = mem_zero(1, sizeof(*z));
    struct slice text = slice_text(name);
    int offset = 0;

    *out = NULL;
    if (slice_is(text, "UTC") || (text.n && stamp_read_offset(text, &offset) == text.n)) {
        add_span(z, INT64_MIN, offset);
    } else if (!read_named(z, name)) {
        stamp_zone_free(z);
        return err_set(err, ST_FAIL, "ZONE-UNKNOWN",
                       "the time zone '%.100s' is not known here; give an IANA name such as "
                       "Europe/Berlin (package tzdata holds them), UTC, or an offset such as +02:00",
                       name);
    }
    *out = z;
    return ST_OK;
}

void stamp_zone_free(struct stamp_zoneinfo *z)
{
    if (z == NULL)
        return;
    mem_free(z->spans);
    mem_free(z);
}

/* The last span that starts at or before the moment. */
static size_t find_span(const struct stamp_zoneinfo *z, int64_t moment)
{
    size_t low = 0, high = z->n;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (z->spans[middle].from <= moment)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int stamp_zone_offset(const struct stamp_zoneinfo *z, int64_t local, bool *odd)
{
    const struct span *first, *end = z->spans + z->n, *s;
    const struct span *found = NULL, *gap = NULL;

    first = z->spans + (z->n > 1 ? find_span(z, local - AROUND) : 0);
    if (first + 1 == end || first[1].from > local + AROUND)
        return first->offset;
    for (s = first; s < end && s->from <= local + AROUND; s++) {
        bool begun = local - s->offset >= s->from;
        bool over = s + 1 < end && local - s->offset >= s[1].from;

        if (begun && !over && found == NULL)
            found = s;
        else if (begun && !over)
            *odd = true;
        if (begun)
            gap = s;
    }
    if (found != NULL)
        return found->offset;
    *odd = true;
    return gap != NULL ? gap->offset : first->offset;
}
