/* report_heads: the ways into a long index of items.  See report_heads.h. */
#include "report_heads.h"
#include "utf8.h"

void heads_start(struct heads *h, struct arena *a)
{
    h->arena = a;
    h->n_pages = h->n_thumbs = 0;
    h->every = 1;
}

void heads_page(struct heads *h, unsigned page, const char *path, struct slice name)
{
    if (h->n_pages == HEADS_PAGES) {
        h->every *= 2;
        h->n_pages /= 2;
        for (size_t i = 0; i < h->n_pages; i++)
            h->pages[i] = h->pages[2 * i];
    }
    if ((page - 1) % h->every != 0)
        return;
    h->pages[h->n_pages++] = pair_value(h->arena, "href", value_text(say_format(h->arena, "../%s", path)),
                                        "title", value_text(slice_copy(h->arena, utf8_prefix(name, 40))));
}

/* Vowel signs and the like, in Unicode's nine blocks for the scripts of India from Devanagari to Malayalam,
 * which are laid out alike. */
static bool is_indic_mark(int32_t c)
{
    int32_t at = c & 0x7f;

    if (c < 0x900 || c > 0xd7f || c == 0xb83) /* Tamil's aytham is a letter */
        return false;
    return (at >= 0x01 && at <= 0x03) || at == 0x3c || (at >= 0x3e && at <= 0x4d) || at == 0x57 ||
           at == 0x62 || at == 0x63;
}

/* Accents and the like, which would stand on the character before them. */
static bool is_mark(int32_t c)
{
    static const struct {
        int32_t from, to;
    } ranges[] = {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},
                  {0x64b, 0x65f},   {0x6d6, 0x6dc},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
                  {0x20d0, 0x20ff}, {0x302a, 0x302f}, {0x3099, 0x309a}, {0xfe20, 0xfe2f}};

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    return is_indic_mark(c);
}

/* The first character of a key; nothing if it cannot stand alone. */
static struct slice letter_of(struct slice key)
{
    size_t n = 0;
    int32_t c = key.n > 0 ? utf8_at(key, 0, &n) : -1;

    return c < 0 || say_invisible(c) || is_mark(c) ? SLICE_NONE : (struct slice){key.p, n};
}

/* Where keys of that letter are counted: n_thumbs for a new place.  Those of no letter lie apart, yet have
 * one place, which leads to the first of them. */
static size_t place_of(const struct heads *h, struct slice letter)
{
    if (letter.n == 0)
        for (size_t i = 0; i < h->n_thumbs; i++)
            if (h->thumbs[i].blank)
                return i;
    if (h->n_thumbs > 0 && slice_equal(h->thumbs[h->n_thumbs - 1].key, letter))
        return h->n_thumbs - 1;
    return h->n_thumbs < HEADS_THUMBS ? h->n_thumbs : HEADS_THUMBS - 1;
}

struct slice heads_item(struct heads *h, const char *path, struct slice key)
{
    struct slice letter = letter_of(key);
    size_t at = place_of(h, letter);
    struct heads_thumb *t = &h->thumbs[at];
    struct buf id;

    if (at < h->n_thumbs) {
        t->n++;
        return SLICE_NONE;
    }
    buf_init(&id, 64);
    buf_text(&id, "c-");
    if (at == HEADS_THUMBS - 1) /* no id of a letter has these two names */
        buf_text(&id, "others");
    else if (letter.n == 0)
        buf_text(&id, "blank");
    else
        buf_hex(&id, letter.p, letter.n);
    *t = (struct heads_thumb){.n = 1, .blank = letter.n == 0 && at < HEADS_THUMBS - 1};
    t->key = slice_copy(h->arena, letter);
    t->letter = at == HEADS_THUMBS - 1 ? SLICE("others") : t->blank ? SLICE("blank") : t->key;
    t->id = slice_copy(h->arena, buf_view(&id));
    buf_release(&id);
    t->href = say_format(h->arena, "../%s#%.*s", path, (int)t->id.n, (const char *)t->id.p);
    h->n_thumbs++;
    return t->id;
}

void heads_add(const struct heads *h, struct page *p, uint64_t n)
{
    struct value *list = arena_zero(p->arena, HEADS_THUMBS, sizeof(*list));

    if (h->n_pages > 1)
        value_add(&p->map, "pages", some_value(p->arena, h->pages, h->n_pages));
    if (h->every > 1)
        value_add(&p->map, "pages_every", number_value(p->arena, h->every));
    if (n < HEADS_ITEMS || h->n_thumbs < 2)
        return;
    for (size_t i = 0; i < h->n_thumbs; i++) {
        struct value_builder b;

        value_begin(&b, p->arena, 3);
        value_add_text(&b, "letter", h->thumbs[i].letter);
        value_add_text(&b, "href", h->thumbs[i].href);
        value_add(&b, "n", number_value(p->arena, h->thumbs[i].n));
        list[i] = value_built(&b);
    }
    value_add(&p->map, "thumbs", some_value(p->arena, list, h->n_thumbs));
}
