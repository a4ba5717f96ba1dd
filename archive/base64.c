/* base64: bytes as text and back.  See base64.h. */
#include <string.h>

#include "base64.h"

static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#define GROUP 3 /* bytes that are four digits */

/* Each two digits of url in one go: the ledger writes some five hundred an entry.  Digits: those behind c. */
/* clang-format off */
#define DIGITS(c)                                                                                      \
    c "A" c "B" c "C" c "D" c "E" c "F" c "G" c "H" c "I" c "J" c "K" c "L" c "M" c "N" c "O" c "P"    \
    c "Q" c "R" c "S" c "T" c "U" c "V" c "W" c "X" c "Y" c "Z" c "a" c "b" c "c" c "d" c "e" c "f"    \
    c "g" c "h" c "i" c "j" c "k" c "l" c "m" c "n" c "o" c "p" c "q" c "r" c "s" c "t" c "u" c "v"    \
    c "w" c "x" c "y" c "z" c "0" c "1" c "2" c "3" c "4" c "5" c "6" c "7" c "8" c "9" c "-" c "_"
static const char pairs[64][128] = {
    DIGITS("A"), DIGITS("B"), DIGITS("C"), DIGITS("D"), DIGITS("E"), DIGITS("F"), DIGITS("G"), DIGITS("H"),
    DIGITS("I"), DIGITS("J"), DIGITS("K"), DIGITS("L"), DIGITS("M"), DIGITS("N"), DIGITS("O"), DIGITS("P"),
    DIGITS("Q"), DIGITS("R"), DIGITS("S"), DIGITS("T"), DIGITS("U"), DIGITS("V"), DIGITS("W"), DIGITS("X"),
    DIGITS("Y"), DIGITS("Z"), DIGITS("a"), DIGITS("b"), DIGITS("c"), DIGITS("d"), DIGITS("e"), DIGITS("f"),
    DIGITS("g"), DIGITS("h"), DIGITS("i"), DIGITS("j"), DIGITS("k"), DIGITS("l"), DIGITS("m"), DIGITS("n"),
    DIGITS("o"), DIGITS("p"), DIGITS("q"), DIGITS("r"), DIGITS("s"), DIGITS("t"), DIGITS("u"), DIGITS("v"),
    DIGITS("w"), DIGITS("x"), DIGITS("y"), DIGITS("z"), DIGITS("0"), DIGITS("1"), DIGITS("2"), DIGITS("3"),
    DIGITS("4"), DIGITS("5"), DIGITS("6"), DIGITS("7"), DIGITS("8"), DIGITS("9"), DIGITS("-"), DIGITS("_")};
/* clang-format on */

static void put_group(const unsigned char *p, unsigned char *to)
{
    uint32_t bits = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

    memcpy(to, &pairs[bits >> 18][2 * (bits >> 12 & 63)], 2);
    memcpy(to + 2, &pairs[bits >> 6 & 63][2 * (bits & 63)], 2);
}

void base64_url_write(struct buf *b, const void *p, size_t n)
{
    const unsigned char *from = p;
    size_t rest = n % GROUP, groups = n / GROUP;
    unsigned char *to = buf_space(b, 4 * groups + 4);

    for (size_t i = 0; i < groups; i++)
        put_group(from + GROUP * i, to + 4 * i);
    if (rest > 0) {
        const unsigned char last[GROUP] = {from[n - rest], rest > 1 ? from[n - 1] : 0};

        put_group(last, to + 4 * groups);
    }
    buf_grew(b, 4 * groups + (rest > 0 ? rest + 1 : 0));
}

/* The same but for the last two digits. */
void base64_write(struct buf *b, const void *p, size_t n)
{
    size_t before = b->n;

    base64_url_write(b, p, n);
    for (size_t i = before; i < b->n; i++)
        b->p[i] = b->p[i] == '-' ? '+' : b->p[i] == '_' ? '/' : b->p[i];
    for (size_t i = n % GROUP; i > 0 && i < GROUP; i++)
        buf_byte(b, '=');
}

/* The value of a digit; 64 if it is none. */
static unsigned value(const char *digits, unsigned char c)
{
    const char *at = c == 0 ? NULL : memchr(digits, c, 64);

    return at == NULL ? 64 : (unsigned)(at - digits);
}

/* Up to four digits to one byte less; false if one is no digit, or bits are left over. */
static bool read_group(const char *digits, const unsigned char *p, size_t n, struct buf *b)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < 4; i++) {
        unsigned v = i < n ? value(digits, p[i]) : 0;

        if (v > 63)
            return false;
        bits = bits << 6 | v;
    }
    for (size_t i = 0; i < n - 1; i++)
        buf_byte(b, (unsigned char)(bits >> (16 - 8 * i)));
    return (bits << (8 * (n - 1)) & 0xffffff) == 0;
}

static bool read(const char *digits, struct slice text, struct buf *b)
{
    size_t before = b->n;

    if (text.n % 4 == 1)
        return false;
    for (size_t i = 0; i < text.n; i += 4)
        if (!read_group(digits, text.p + i, text.n - i < 4 ? text.n - i : 4, b)) {
            b->n = before;
            b->p[before] = 0;
            return false;
        }
    return true;
}

bool base64_url_read(struct slice text, struct buf *b)
{
    return read(url, text, b);
}

bool base64_read(struct slice text, struct buf *b)
{
    if (text.n % 4 != 0)
        return false;
    for (int i = 0; i < 2 && text.n > 0 && text.p[text.n - 1] == '='; i++)
        text.n--;
    return read(plain, text, b);
}
