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
    h->pages[h->n_pages++] =
        pair_value(h->arena, "href", value_text(say_format(h->arena, "../%s", path)), "title",
                   value_text(slice_copy(h->arena, utf8_prefix(name, 40))));
}

/* The first character of a key; one for all that show nothing. */
static struct slice letter_of(struct slice key)
{
    size_t n = 1;

    if (key.n == 0 || key.p[0] <= ' ' || key.p[0] == 0x7f)
        return SLICE("\xe2\x90\xa3"); /* a mark for blank, U+2423 */
    while (n < key.n && (key.p[n] & 0xc0) == 0x80)
        n++;
    return (struct slice){key.p, n};
}

struct slice heads_item(struct heads *h, const char *path, struct slice key)
{
    struct slice letter = letter_of(key);
    struct buf id;
    size_t at = h->n_thumbs;

    if (at > 0 && (at == HEADS_THUMBS || slice_equal(h->thumbs[at - 1].letter, letter))) {
        h->thumbs[at - 1].n++;
        return SLICE_NONE;
    }
    if (at == HEADS_THUMBS - 1)
        letter = SLICE("\xe2\x80\xa6"); /* all others, U+2026 */
    buf_init(&id, 64);
    buf_text(&id, "c-");
    buf_hex(&id, letter.p, letter.n);
    h->thumbs[at].letter = slice_copy(h->arena, letter);
    h->thumbs[at].id = slice_copy(h->arena, buf_view(&id));
    buf_release(&id);
    h->thumbs[at].href = say_format(h->arena, "../%s#%.*s", path, (int)h->thumbs[at].id.n,
                                    (const char *)h->thumbs[at].id.p);
    h->thumbs[at].n = 1;
    return h->thumbs[h->n_thumbs++].id;
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
