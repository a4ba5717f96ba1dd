/* place: where each page of a report lies.  See place.h. */
#include <stdio.h>
#include <string.h>

#include "place.h"
#include "stamp.h"

#define TYPE_SLUG  24
#define TYPE_SHORT 14 /* of a slug that its hash follows; with 12 bytes of it PLACE_SLUG is full */
#define KEY_SHORT  16

size_t place_slug(struct slice text, size_t max, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n && n < max; i++) {
        unsigned char c = text.p[i];

        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = (char)c;
        else if (n > 0 && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n > 0 && out[n - 1] == '-')
        n--;
    if (n == 0)
        out[n++] = 'x';
    out[n] = '\0';
    return n;
}

/* count bytes of digest as hex at out, with a NUL. */
static void hex_of(const unsigned char *digest, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[2 * count] = '\0';
}

void place_type(struct digest *d, struct slice type, char out[PLACE_SLUG])
{
    unsigned char digest[DIGEST_SIZE];
    size_t n;

    (void)place_slug(type, TYPE_SLUG, out);
    /* No type that is its own slug looks like one with a hash, which is longer than TYPE_SLUG. */
    if (slice_is(type, out))
        return;
    n = place_slug(type, TYPE_SHORT, out);
    digest_of(d, type.p, type.n, digest);
    out[n] = '-';
    hex_of(digest, 12, out + n + 1);
}

void place_digest(struct digest *d, struct slice type, struct slice key, unsigned char out[DIGEST_SIZE])
{
    digest_start(d);
    digest_add(d, type.p, type.n);
    digest_add(d, "", 1);
    digest_add(d, key.p, key.n);
    digest_end(d, out);
}

void place_item(struct digest *d, struct slice type, struct slice key, bool longer, char out[PLACE_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    char kind[PLACE_SLUG], slug[PLACE_SLUG + 1], hex[33];

    place_type(d, type, kind);
    place_digest(d, type, key, digest);
    hex_of(digest, longer ? 16 : PLACE_HASH, hex);
    place_slug(key, longer ? KEY_SHORT : PLACE_SLUG, slug);
    snprintf(out, PLACE_SIZE, "item/%s/%.2s/%s-%s", kind, hex, slug, hex);
}

void place_day(int64_t day, char out[PLACE_SIZE])
{
    struct stamp_civil c;

    if (day == INT64_MIN) {
        snprintf(out, PLACE_SIZE, "day/unknown");
        return;
    }
    c = stamp_date(day);
    snprintf(out, PLACE_SIZE, "day/%04d-%02d-%02d", c.year, c.month, c.day);
}

void place_action(struct digest *d, struct slice source, struct slice action, char out[PLACE_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    char slug[PLACE_SLUG + 1], hex[25];

    place_digest(d, source, action, digest);
    hex_of(digest, 12, hex);
    place_slug(action, PLACE_SLUG, slug);
    snprintf(out, PLACE_SIZE, "csv/action/%s-%s", slug, hex);
}
