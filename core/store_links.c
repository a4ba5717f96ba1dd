/* store_links: which items an event concerns, for by_item and for all sums.  See store_links.h.
 *
 * The key of by_item starts with month and item, so links are gathered and sorted: each page of
 * that table is touched once.  Months that the dump has left behind are written while the rest is
 * read, which keeps its end short; a dump that comes back to such months is sorted as a whole.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sorter.h"
#include "store_links.h"
#include "store_writer.h"

#define LINKS_MAX   ((size_t)1 << 19) /* gathered in memory, with as much again to sort them */
#define LINKS_WORTH ((size_t)1 << 16) /* fewer are not worth a visit to the table */
#define SORT_MEMORY ((size_t)4 << 20)
#define LATE_PART   8 /* up to one event in so many may come late */
#define FEW_PARTIES 16
#define ITEM_BITS   48                 /* the other 16 hold a month */
#define EVENT_BITS  42                 /* the other 22 hold a second of a month */
#define MONTH_ZERO  (INT64_C(1) << 15) /* 2 bytes hold the months of all times that int64 holds */

struct links {
    struct link *all, *scratch; /* LINKS_MAX of each; NULL until there is a link */
    size_t n;
    bool ordered;                 /* all came in order of time, to the second, and event */
    uint64_t low, high;           /* months of those that are gathered; low > high: none has one */
    uint64_t left_low, left_high; /* months that were written, likewise */
    uint64_t late, total;         /* events; late: of a month that was written */
    struct sorter *spilled;
};

/* 0: the time is unknown. */
static uint64_t month_of(int64_t at)
{
    uint64_t month = at == STAMP_UNKNOWN ? 0 : (uint64_t)(stamp_month(at) + MONTH_ZERO);

    assert(month < 1 << 16);
    return month;
}

void link_move(struct link *l, int64_t second, int64_t event)
{
    assert(event < INT64_C(1) << EVENT_BITS);
    l->word[LINK_WHEN] = (uint64_t)second << EVENT_BITS | (uint64_t)event;
}

static void set_item(struct link *l, int64_t item)
{
    assert(item < INT64_C(1) << ITEM_BITS);
    l->word[LINK_WHERE] = l->word[LINK_WHERE] >> ITEM_BITS << ITEM_BITS | (uint64_t)item;
}

struct link link_make(int64_t at, int64_t item, int64_t event)
{
    struct link l = {{month_of(at) << ITEM_BITS}};

    set_item(&l, item);
    link_move(&l, at == STAMP_UNKNOWN ? 0 : stamp_month_second(at), event);
    return l;
}

bool link_of(struct link *l, int64_t period, int64_t item, int64_t second, int64_t event)
{
    bool dated = period != STAMP_UNKNOWN;

    if ((dated && (period <= -MONTH_ZERO || period >= MONTH_ZERO)) || item < 0 || item >> ITEM_BITS != 0 ||
        event < 0 || event >> EVENT_BITS != 0 || second < 0 || second >> (64 - EVENT_BITS) != 0)
        return false;
    l->word[LINK_WHERE] = dated ? (uint64_t)(period + MONTH_ZERO) << ITEM_BITS : 0;
    set_item(l, item);
    link_move(l, second, event);
    return true;
}

int64_t link_period(const struct link *l)
{
    uint64_t month = l->word[LINK_WHERE] >> ITEM_BITS;

    return month == 0 ? STAMP_UNKNOWN : (int64_t)month - MONTH_ZERO;
}

int64_t link_item(const struct link *l)
{
    return (int64_t)(l->word[LINK_WHERE] & ((UINT64_C(1) << ITEM_BITS) - 1));
}

int64_t link_second(const struct link *l)
{
    return (int64_t)(l->word[LINK_WHEN] >> EVENT_BITS);
}

int64_t link_event(const struct link *l)
{
    return (int64_t)(l->word[LINK_WHEN] & ((UINT64_C(1) << EVENT_BITS) - 1));
}

/* By month, second and event, whatever the items. */
static bool is_before(const struct link *a, const struct link *b)
{
    uint64_t x = a->word[LINK_WHERE] >> ITEM_BITS, y = b->word[LINK_WHERE] >> ITEM_BITS;

    return x != y ? x < y : a->word[LINK_WHEN] < b->word[LINK_WHEN];
}

void links_open(struct store_writer *w)
{
    w->links = mem_zero(1, sizeof(*w->links));
    w->links->low = w->links->left_low = UINT64_MAX;
    w->links->ordered = true;
    w->links->spilled = sorter_new(w->s->path, SORT_MEMORY);
}

void links_close(struct store_writer *w)
{
    sorter_free(w->links->spilled);
    mem_free(w->links->all);
    mem_free(w->links->scratch);
    mem_free(w->links);
}

uint64_t links_pending(const struct store_writer *w)
{
    return w->links->n + sorter_count(w->links->spilled);
}

#define DIGIT_BITS 11
#define DIGITS     (1u << DIGIT_BITS)

static void sort_digit(const struct link *from, struct link *to, size_t n, size_t word, unsigned shift)
{
    uint32_t starts[DIGITS] = {0}, sum = 0;

    for (size_t i = 0; i < n; i++)
        starts[from[i].word[word] >> shift & (DIGITS - 1)]++;
    for (size_t i = 0; i < DIGITS; i++) {
        uint32_t count = starts[i];

        starts[i] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[starts[from[i].word[word] >> shift & (DIGITS - 1)]++] = from[i];
}

/* Bits in which they differ. */
static uint64_t varying(const struct link *all, size_t n, size_t word)
{
    uint64_t bits = 0;

    for (size_t i = 1; i < n; i++)
        bits |= all[i].word[word] ^ all[0].word[word];
    return bits;
}

/* Radix sort from the last digit that differs to the first: time is linear, and bits that are the
 * same in all cost nothing.  Gives the one of the two arrays that has the result. */
struct link *links_sort(struct link *all, struct link *scratch, size_t n, size_t words)
{
    assert(n <= UINT32_MAX);
    for (size_t word = words; word-- > 0;) {
        uint64_t bits = varying(all, n, word);

        while (bits != 0) {
            unsigned shift = (unsigned)__builtin_ctzll(bits);
            struct link *swap = all;

            sort_digit(all, scratch, n, word, shift);
            all = scratch;
            scratch = swap;
            bits = shift + DIGIT_BITS < 64 ? bits >> (shift + DIGIT_BITS) << (shift + DIGIT_BITS) : 0;
        }
    }
    return all;
}

static void sort_gathered(struct links *l)
{
    struct link *sorted = links_sort(l->all, l->scratch, l->n, l->ordered ? 1 : LINK_WORDS);

    if (sorted == l->scratch) {
        l->scratch = l->all;
        l->all = sorted;
    }
}

/* Sorted links in a file, as keys of the same order. */
static enum status spill(struct links *l, struct err *err)
{
    struct buf key;
    enum status st = ST_OK;

    buf_init(&key, BUF_CAP);
    sort_gathered(l);
    for (size_t i = 0; i < l->n && st == ST_OK; i++) {
        buf_clear(&key);
        for (size_t k = 0; k < LINK_WORDS; k++)
            sorter_key_int(&key, (int64_t)(l->all[i].word[k] ^ UINT64_C(1) << 63));
        st = sorter_add(l->spilled, buf_view(&key), SLICE_NONE, err);
    }
    buf_release(&key);
    l->n = 0;
    l->ordered = true;
    return st;
}

static struct link unspill(struct slice key)
{
    struct link link = {{0}};

    assert(key.n == 8 * LINK_WORDS);
    for (size_t i = 0; i < key.n; i++)
        link.word[i / 8] = link.word[i / 8] << 8 | key.p[i];
    return link;
}

static enum status write_spilled(struct store_writer *w, struct err *err)
{
    struct links *l = w->links;
    struct slice key, value;
    enum status st = spill(l, err);

    if (st == ST_OK)
        st = sorter_start(l->spilled, err);
    while (st == ST_OK && (st = sorter_next(l->spilled, &key, &value, err)) == ST_OK) {
        struct link link = unspill(key);

        st = chunks_add(w, &link, err);
    }
    return st == ST_END ? ST_OK : st;
}

static enum status write_gathered(struct store_writer *w, struct err *err)
{
    struct links *l = w->links;
    enum status st = ST_OK;

    sort_gathered(l);
    for (size_t i = 0; i < l->n && st == ST_OK; i++)
        st = chunks_add(w, &l->all[i], err);
    return st;
}

enum status links_flush(struct store_writer *w, struct err *err)
{
    struct links *l = w->links;
    enum status st = sorter_count(l->spilled) > 0 ? write_spilled(w, err) : write_gathered(w, err);

    if (st == ST_OK)
        st = chunks_flush(w, err);
    l->left_low = l->low < l->left_low ? l->low : l->left_low;
    l->left_high = l->high > l->left_high ? l->high : l->left_high;
    l->n = 0;
    l->ordered = true;
    l->low = UINT64_MAX;
    l->high = 0;
    return st;
}

/* Has the dump left the months of all that is gathered?  Unknown times are of no month. */
static enum status next_month(struct store_writer *w, uint64_t month, struct err *err)
{
    struct links *l = w->links;
    enum status st = ST_OK;

    if (month == 0)
        return ST_OK;
    l->total++;
    l->late += month >= l->left_low && month <= l->left_high;
    if ((month < l->low || month > l->high) && l->late <= l->total / LATE_PART &&
        links_pending(w) >= LINKS_WORTH)
        st = links_flush(w, err);
    l->low = month < l->low ? month : l->low;
    l->high = month > l->high ? month : l->high;
    return st;
}

static enum status add_link(struct links *l, const struct link *link, struct err *err)
{
    enum status st = l->n == LINKS_MAX ? spill(l, err) : ST_OK;

    if (l->all == NULL) {
        l->all = mem_alloc(LINKS_MAX * sizeof(*l->all));
        l->scratch = mem_alloc(LINKS_MAX * sizeof(*l->all));
    }
    if (l->n > 0 && is_before(link, &l->all[l->n - 1]))
        l->ordered = false;
    l->all[l->n++] = *link;
    return st;
}

static int item_order(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* Events have two or three parties as a rule. */
void links_sort_items(int64_t *items, size_t n)
{
    if (n > FEW_PARTIES) {
        qsort(items, n, sizeof(*items), item_order);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        int64_t item = items[i];
        size_t k = i;

        for (; k > 0 && items[k - 1] > item; k--)
            items[k] = items[k - 1];
        items[k] = item;
    }
}

/* Several parties of one event may be the same item: one link. */
static enum status add_items(struct store_writer *w, const struct slot *slot, int64_t *items, struct err *err)
{
    const struct event *ev = slot->ev;
    struct link link = link_make(ev->time.at, 0, slot->id);
    enum status st = next_month(w, link.word[LINK_WHERE] >> ITEM_BITS, err);
    size_t n = 0;

    for (size_t i = 0; i < ev->n_parties; i++)
        if (!slot->items[i].linked)
            items[n++] = slot->items[i].id;
    links_sort_items(items, n);
    for (size_t i = 0; i < n && st == ST_OK; i++) {
        if (i > 0 && items[i] == items[i - 1])
            continue;
        set_item(&link, items[i]);
        st = add_link(w->links, &link, err);
    }
    return st;
}

/* Events of many parties are not worth the search. */
bool links_stay(const struct slot *slot, const struct link *link)
{
    struct link new;
    bool same = false;

    if (slot->ev->n_parties > FEW_PARTIES)
        return false;
    new = link_make(slot->ev->time.at, link_item(link), slot->id);
    if (memcmp(&new, link, sizeof(new)) != 0)
        return false;
    for (size_t i = 0; i < slot->ev->n_parties; i++) {
        if (slot->items[i].id != link_item(link))
            continue;
        slot->items[i].linked = same = true;
    }
    return same;
}

static enum status add_links(struct store_writer *w, const struct slot *slot, struct arena *a,
                             struct err *err)
{
    size_t n = slot->ev->n_parties;
    int64_t few[FEW_PARTIES];

    return add_items(w, slot, n <= FEW_PARTIES ? few : arena_alloc(a, n * sizeof(*few)), err);
}

enum status links_count(struct store_writer *w, const struct slot *slot, struct arena *a, struct err *err)
{
    const struct event *ev = slot->ev;
    enum status st = add_links(w, slot, a, err);

    if (st != ST_OK || slot->uncounted)
        return st;
    if (!slot->is_new)
        tally_items(w, slot);
    return tally_add(w, tally_day(ev->time.at), slot->action, (int)ev->outcome, 1, ev->count, err);
}
