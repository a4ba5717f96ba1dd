/* slice: borrowed bytes.  See slice.h. */
#include <string.h>
#include <sys/random.h>

#include "mem.h"
#include "slice.h"

struct slice slice_text(const char *text)
{
    if (text == NULL)
        return SLICE_NONE;
    return (struct slice){(const unsigned char *)text, strlen(text)};
}

bool slice_is(struct slice a, const char *text)
{
    return slice_equal(a, slice_text(text));
}

bool slice_listed(struct slice list, struct slice word)
{
    while (list.n > 0) {
        size_t n = 0;

        while (n < list.n && list.p[n] != ',')
            n++;
        if (slice_equal((struct slice){list.p, n}, word))
            return true;
        n = n + 2 < list.n ? n + 2 : list.n;
        list = (struct slice){list.p + n, list.n - n};
    }
    return false;
}

bool slice_starts(struct slice a, struct slice prefix)
{
    return a.n >= prefix.n && (prefix.n == 0 || memcmp(a.p, prefix.p, prefix.n) == 0);
}

int slice_order(struct slice a, struct slice b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;

    if (c != 0)
        return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

struct slice slice_trim(struct slice a)
{
    while (a.n > 0 && slice_blank(a.p[0])) {
        a.p++;
        a.n--;
    }
    while (a.n > 0 && slice_blank(a.p[a.n - 1]))
        a.n--;
    return a;
}

struct slice slice_copy(struct arena *a, struct slice s)
{
    return (struct slice){arena_copy(a, s.p, s.n), s.n};
}

bool slice_int(struct slice s, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    uint64_t v = 0, max = (uint64_t)INT64_MAX + (negative ? 1u : 0u);
    size_t i = negative ? 1 : 0;

    if (i == s.n)
        return false;
    for (; i < s.n; i++) {
        unsigned digit = (unsigned)s.p[i] - '0';

        if (digit > 9 || v > (max - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *out = negative ? (v == 0 ? 0 : -(int64_t)(v - 1) - 1) : (int64_t)v;
    return true;
}

/* Both halves of the product, so that each bit of either factor reaches all of the result. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_word(uint64_t h, const unsigned char *p, size_t n)
{
    uint64_t word = 0;

    memcpy(&word, p, n);
    return fold(h ^ word, UINT64_C(0x9e3779b97f4a7c15));
}

/* Words of 8 bytes, of 4 where there are no 8; the last one overlaps what was before. */
uint64_t slice_hash_from(uint64_t seed, struct slice s)
{
    uint64_t h = seed ^ UINT64_C(0xa0761d6478bd642f);

    if (s.n >= 8) {
        for (size_t i = 0; i < s.n - 8; i += 8)
            h = hash_word(h, s.p + i, 8);
        h = hash_word(h, s.p + s.n - 8, 8);
    } else if (s.n >= 4) {
        h = hash_word(hash_word(h, s.p, 4), s.p + s.n - 4, 4);
    } else if (s.n > 0) {
        h = hash_word(h, s.p, s.n);
    }
    return fold(h ^ s.n, UINT64_C(0xff51afd7ed558ccd));
}

uint64_t slice_hash(struct slice s)
{
    return slice_hash_from(0, s);
}

uint64_t slice_hash_seed(void)
{
    uint64_t seed;

    return getentropy(&seed, sizeof(seed)) == 0 ? seed : 0;
}
