/* needles: finds texts in bytes.  See needles.h.
 *
 * The automaton of Aho and Corasick (1975), with a column for each byte that occurs in a spelling, and one
 * for all others.
 */
#include "buf.h"
#include "mem.h"
#include "needles.h"
#include "utf8.h"

#define ESCAPES 3 /* levels, as JSON in a string of JSON in one of CSV */

enum spelling { SPELL_UTF8, SPELL_LITTLE, SPELL_BIG };

struct needle {
    struct slice bytes; /* folded, in the arena */
    enum spelling as;
    bool whole;
};

struct state {
    uint32_t found; /* the needle that ends here, from 1; 0: none */
    uint32_t also;  /* the longest state behind this one's beginning at which another one ends; 0: none */
};

struct needles {
    struct arena arena;
    struct needle *all;
    size_t n, room, bytes, longest;
    unsigned char column[256]; /* of a byte, either case; 0: it is in none */
    size_t columns;
    uint32_t *next; /* by state and column; state 0 is the beginning; NULL: not made yet */
    struct state *states;
    struct buf plain[ESCAPES];
};

struct needles *needles_new(void)
{
    struct needles *n = mem_zero(1, sizeof(*n));

    for (size_t i = 0; i < ESCAPES; i++)
        buf_init(&n->plain[i], BUF_CAP);
    return n;
}

void needles_free(struct needles *n)
{
    if (n == NULL)
        return;
    for (size_t i = 0; i < ESCAPES; i++)
        buf_release(&n->plain[i]);
    arena_release(&n->arena);
    mem_free(n->all);
    mem_free(n->next);
    mem_free(n->states);
    mem_free(n);
}

size_t needles_count(const struct needles *n)
{
    return n->n / 3;
}

size_t needles_longest(const struct needles *n)
{
    return n->longest;
}

static unsigned char fold(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static void put_unit(struct buf *b, uint32_t unit, bool big)
{
    buf_byte(b, (unsigned char)(big ? unit >> 8 : unit));
    buf_byte(b, (unsigned char)(big ? unit : unit >> 8));
}

/* Bytes that are no UTF-8 are none of a key, and stand for themselves. */
static void put_utf16(struct buf *b, struct slice text, bool big)
{
    size_t length;

    for (size_t at = 0; at < text.n; at += length) {
        int32_t code = utf8_at(text, at, &length);
        uint32_t c = code < 0 ? text.p[at] : (uint32_t)code;

        if (c >= 0x10000)
            put_unit(b, 0xd7c0 + (c >> 10), big);
        put_unit(b, c >= 0x10000 ? 0xdc00 | (c & 0x3ff) : c, big);
    }
}

static void add_spelling(struct needles *n, struct buf *b, enum spelling as, bool whole)
{
    for (size_t i = 0; i < b->n; i++)
        b->p[i] = fold(b->p[i]);
    n->all = mem_grow(n->all, n->n, &n->room, sizeof(*n->all));
    n->all[n->n++] = (struct needle){slice_copy(&n->arena, buf_view(b)), as, whole};
    n->bytes += b->n;
    n->longest = b->n > n->longest ? b->n : n->longest;
    buf_clear(b);
}

static bool is_known(const struct needles *n, struct slice folded)
{
    for (size_t i = 0; i < n->n; i++)
        if (n->all[i].as == SPELL_UTF8 && slice_equal(n->all[i].bytes, folded))
            return true;
    return false;
}

bool needles_add(struct needles *n, struct slice text)
{
    bool whole = text.n < NEEDLE_WHOLE;
    struct buf b;
    bool fits = true;

    assert(n->next == NULL);
    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < text.n; i++)
        buf_byte(&b, fold(text.p[i]));
    if (text.n > 0 && !is_known(n, buf_view(&b))) {
        fits = text.n < NEEDLES_ROOM && n->bytes + 5 * text.n <= NEEDLES_ROOM;
        for (int as = SPELL_UTF8; as <= SPELL_BIG && fits; as++) {
            if (as != SPELL_UTF8)
                put_utf16(&b, text, as == SPELL_BIG);
            add_spelling(n, &b, (enum spelling)as, whole);
        }
    }
    buf_release(&b);
    return fits;
}

struct needles *needles_of_any(const struct needles *n)
{
    struct needles *some = needles_new();

    for (size_t i = 0; i < n->n; i++)
        if (n->all[i].as == SPELL_UTF8 && !n->all[i].whole)
            (void)needles_add(some, n->all[i].bytes);
    return some;
}

static void name_columns(struct needles *n)
{
    n->columns = 1;
    for (size_t i = 0; i < n->n; i++)
        for (size_t k = 0; k < n->all[i].bytes.n; k++) {
            unsigned char c = n->all[i].bytes.p[k];

            if (n->column[c] == 0)
                n->column[c] = (unsigned char)n->columns++;
        }
    for (unsigned char c = 'A'; c <= 'Z'; c++)
        n->column[c] = n->column[fold(c)];
}

/* The tree of all spellings; gives how many states there are. */
static uint32_t make_tree(struct needles *n)
{
    uint32_t states = 1;

    for (size_t i = 0; i < n->n; i++) {
        uint32_t at = 0;

        for (size_t k = 0; k < n->all[i].bytes.n; k++) {
            uint32_t *to = &n->next[at * n->columns + n->column[n->all[i].bytes.p[k]]];

            if (*to == 0)
                *to = states++;
            at = *to;
        }
        n->states[at].found = (uint32_t)i + 1;
    }
    return states;
}

/* What follows a state where the tree does not: what follows the longest beginning of a spelling that is its
 * end.  States come in order of their length. */
static void make_ends(struct needles *n, uint32_t states)
{
    uint32_t *queue = mem_zero(states, sizeof(*queue)), *end = mem_zero(states, sizeof(*end));
    size_t from = 0, to = 1;

    while (from < to) {
        uint32_t at = queue[from++];

        for (size_t c = 0; c < n->columns; c++) {
            uint32_t *next = &n->next[at * n->columns + c];
            uint32_t other = at == 0 ? 0 : n->next[end[at] * n->columns + c];

            if (*next == 0) {
                *next = other;
                continue;
            }
            end[*next] = other;
            n->states[*next].also = n->states[other].found != 0 ? other : n->states[other].also;
            queue[to++] = *next;
        }
    }
    mem_free(queue);
    mem_free(end);
}

static void make(struct needles *n)
{
    name_columns(n);
    assert(n->columns <= 256);
    n->next = mem_zero((n->bytes + 1) * n->columns, sizeof(*n->next));
    n->states = mem_zero(n->bytes + 1, sizeof(*n->states));
    make_ends(n, make_tree(n));
}

static bool is_word(unsigned char c)
{
    c = fold(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Is the character at the offset one of a word? */
static bool word_at(struct slice bytes, size_t at, enum spelling as)
{
    if (as == SPELL_UTF8)
        return at < bytes.n && is_word(bytes.p[at]);
    return bytes.n > 1 && at < bytes.n - 1 && bytes.p[at + (as == SPELL_LITTLE)] == 0 &&
           is_word(bytes.p[at + (as == SPELL_BIG)]);
}

static bool counts(const struct needle *k, struct slice bytes, size_t end)
{
    size_t width = k->as == SPELL_UTF8 ? 1 : 2, start = end - k->bytes.n;

    return !k->whole ||
           !((start >= width && word_at(bytes, start - width, k->as)) || word_at(bytes, end, k->as));
}

static bool search(const struct needles *n, struct slice bytes)
{
    uint32_t at = 0;

    for (size_t i = 0; i < bytes.n; i++) {
        at = n->next[at * n->columns + n->column[bytes.p[i]]];
        for (uint32_t s = at; s != 0; s = n->states[s].also)
            if (n->states[s].found != 0 && counts(&n->all[n->states[s].found - 1], bytes, i + 1))
                return true;
    }
    return false;
}

static int hex(unsigned char c)
{
    c = fold(c);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \uXXXX at p; -1: it is none. */
static int32_t read_unit(struct slice s)
{
    int32_t unit = 0;

    if (s.n < 6 || s.p[0] != '\\' || s.p[1] != 'u')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex(s.p[i]);

        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

static size_t undo_json(struct buf *b, struct slice s)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    int32_t unit = read_unit(s), low;
    const char *at;

    if (unit >= 0xd800 && unit < 0xdc00 && s.n >= 12) {
        low = read_unit((struct slice){s.p + 6, s.n - 6});
        if (low >= 0xdc00 && low < 0xe000) {
            utf8_add(b, (uint32_t)(0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff))));
            return 12;
        }
    }
    if (unit >= 0) {
        utf8_add(b, (uint32_t)unit);
        return 6;
    }
    if (s.n < 2)
        return 0;
    at = strchr(from, s.p[1]);
    if (s.p[1] != 0 && at != NULL)
        buf_byte(b, (unsigned char)to[at - from]);
    else if (s.p[1] == '"' || s.p[1] == '\\' || s.p[1] == '/')
        buf_byte(b, s.p[1]);
    else
        return 0;
    return 2;
}

/* &#233; or &#xe9; */
static size_t undo_number(struct buf *b, struct slice s)
{
    bool is_hex = s.n > 2 && fold(s.p[2]) == 'x';
    uint32_t code = 0;
    size_t i = is_hex ? 3 : 2;

    for (; i < s.n && i < 12 && s.p[i] != ';'; i++) {
        int digit = hex(s.p[i]);

        if (digit < 0 || (!is_hex && digit > 9) || code > 0x10ffff)
            return 0;
        code = code * (is_hex ? 16 : 10) + (uint32_t)digit;
    }
    if (i >= s.n || s.p[i] != ';' || code > 0x10ffff)
        return 0;
    utf8_add(b, code);
    return i + 1;
}

static size_t undo_xml(struct buf *b, struct slice s)
{
    static const struct {
        const char *name;
        unsigned char c;
    } names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};

    if (s.n > 3 && s.p[1] == '#')
        return undo_number(b, s);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (slice_starts(s, slice_text(names[i].name))) {
            buf_byte(b, names[i].c);
            return strlen(names[i].name);
        }
    return 0;
}

/* One level of escapes less; false if there was none. */
static bool undo(struct buf *b, struct slice s)
{
    bool some = false;

    buf_clear(b);
    for (size_t i = 0, n; i < s.n; i += n) {
        struct slice left = {s.p + i, s.n - i};

        n = 0;
        if (s.p[i] == '\\')
            n = undo_json(b, left);
        else if (s.p[i] == '&')
            n = undo_xml(b, left);
        else if (s.p[i] == '"' && left.n > 1 && left.p[1] == '"') {
            buf_byte(b, '"');
            n = 2;
        }
        some = some || n > 0;
        if (n == 0) {
            buf_byte(b, s.p[i]);
            n = 1;
        }
    }
    return some;
}

static bool may_escape(struct slice s)
{
    const unsigned char *p = s.p, *end = s.p + s.n;

    if (s.n == 0)
        return false;
    if (memchr(p, '\\', s.n) != NULL || memchr(p, '&', s.n) != NULL)
        return true;
    while ((p = memchr(p, '"', (size_t)(end - p))) != NULL && ++p < end)
        if (*p == '"')
            return true;
    return false;
}

bool needles_in(struct needles *n, struct slice bytes)
{
    bool found;

    if (n->next == NULL)
        make(n);
    found = search(n, bytes);
    for (size_t i = 0; i < ESCAPES && !found && may_escape(bytes) && undo(&n->plain[i], bytes); i++) {
        bytes = buf_view(&n->plain[i]);
        found = search(n, bytes);
    }
    return found;
}
