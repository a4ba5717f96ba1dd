/* sorter: records sorted outside of memory.  See sorter.h. */
#include <assert.h>
#include <unistd.h>

#include "sorter_merge.h"

void sorter_key_int(struct buf *key, int64_t v)
{
    uint64_t u = (uint64_t)v ^ UINT64_C(1) << 63;
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(u >> (56 - 8 * i));
    buf_add(key, bytes, sizeof(bytes));
}

struct sorter *sorter_new(const char *beside, size_t memory)
{
    struct sorter *s = mem_zero(1, sizeof(*s));

    s->beside = mem_text(beside);
    s->size = memory;
    for (size_t i = 0; i < LEVELS; i++)
        s->levels[i].fd = -1;
    return s;
}

void sorter_free(struct sorter *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < LEVELS; i++)
        if (s->levels[i].fd >= 0)
            close(s->levels[i].fd);
    for (size_t i = 0; i < SOURCES; i++)
        mem_free(s->sources[i].bytes);
    mem_free(s->bytes);
    mem_free(s->entries);
    mem_free(s->scratch);
    mem_free(s->beside);
    mem_free(s);
}

uint64_t sorter_count(const struct sorter *s)
{
    return s->count;
}

static uint64_t prefix_of(struct slice key)
{
    uint64_t prefix = 0;

    for (size_t i = 0; i < 8; i++)
        prefix = prefix << 8 | (i < key.n ? key.p[i] : 0);
    return prefix;
}

static bool in_order(const struct sorter *s, const struct entry *a, const struct entry *b)
{
    if (a->prefix != b->prefix)
        return a->prefix < b->prefix;
    return slice_order(key_of(s->bytes + a->at), key_of(s->bytes + b->at)) <= 0;
}

static void merge(const struct sorter *s, const struct entry *a, size_t na, const struct entry *b, size_t nb,
                  struct entry *to)
{
    while (na > 0 && nb > 0) {
        if (in_order(s, a, b)) {
            *to++ = *a++;
            na--;
        } else {
            *to++ = *b++;
            nb--;
        }
    }
    memcpy(to, a, na * sizeof(*a));
    memcpy(to + na, b, nb * sizeof(*b));
}

static bool is_sorted(const struct sorter *s)
{
    for (size_t i = 1; i < s->n; i++)
        if (!in_order(s, &s->entries[i - 1], &s->entries[i]))
            return false;
    return true;
}

/* Merge sort: stable, and quick on what is in order already. */
static void sort_entries(struct sorter *s)
{
    size_t n = is_sorted(s) ? 0 : s->n;

    for (size_t width = 1; width < n; width *= 2) {
        struct entry *swap = s->entries;

        for (size_t i = 0; i < n; i += 2 * width) {
            size_t na = n - i < width ? n - i : width;
            size_t nb = n - i - na < width ? n - i - na : width;

            if (nb == 0 || in_order(s, s->entries + i + na - 1, s->entries + i + na))
                memcpy(s->scratch + i, s->entries + i, (na + nb) * sizeof(*swap));
            else
                merge(s, s->entries + i, na, s->entries + i + na, nb, s->scratch + i);
        }
        s->entries = s->scratch;
        s->scratch = swap;
    }
}

static enum status spill(struct sorter *s, struct err *err)
{
    struct writing w;
    enum status st = s->levels[0].n == FAN ? merge_level(s, 0, err) : ST_OK;

    if (st != ST_OK)
        return st;
    sort_entries(s);
    st = run_begin(&w, s, &s->levels[0], err);
    for (size_t i = 0; i < s->n && st == ST_OK; i++)
        st = run_record(&w, s->bytes + s->entries[i].at, err);
    st = run_end(&w, st, err);
    s->n = 0;
    s->n_bytes = 0;
    return st;
}

static void entry_room(struct sorter *s)
{
    if (s->n < s->n_size)
        return;
    s->n_size = s->n_size ? 2 * s->n_size : 1024;
    s->entries = mem_resize(s->entries, s->n_size, sizeof(*s->entries));
    s->scratch = mem_resize(s->scratch, s->n_size, sizeof(*s->scratch));
}

/* Entries count as memory too: small records would else need twice as much as was given. */
static bool fits(const struct sorter *s, size_t n)
{
    return s->n_bytes + n + (s->n + 1) * 2 * sizeof(*s->entries) <= s->size;
}

enum status sorter_add(struct sorter *s, struct slice key, struct slice value, struct err *err)
{
    uint32_t lengths[2] = {(uint32_t)key.n, (uint32_t)value.n};
    size_t n = HEAD + key.n + value.n;
    unsigned char *p;
    enum status st = s->n > 0 && !fits(s, n) ? spill(s, err) : ST_OK;

    assert(key.n <= UINT32_MAX && value.n <= UINT32_MAX);
    if (st != ST_OK)
        return st;
    if (s->bytes == NULL || n > s->size) {
        s->size = n > s->size ? n : s->size;
        s->bytes = mem_resize(s->bytes, s->size, 1);
    }
    entry_room(s);
    p = s->bytes + s->n_bytes;
    memcpy(p, lengths, HEAD);
    if (key.n > 0)
        memcpy(p + HEAD, key.p, key.n);
    if (value.n > 0)
        memcpy(p + HEAD + key.n, value.p, value.n);
    s->entries[s->n++] = (struct entry){prefix_of(key), s->n_bytes};
    s->n_bytes += n;
    s->count++;
    return ST_OK;
}

enum status sorter_start(struct sorter *s, struct err *err)
{
    sort_entries(s);
    return merge_start(s, err);
}

enum status sorter_next(struct sorter *s, struct slice *key, struct slice *value, struct err *err)
{
    const unsigned char *record;
    enum status st = merge_next(s, &record, err);

    if (st == ST_OK) {
        *key = key_of(record);
        *value = (struct slice){record + HEAD + key->n, length_at(record + 4)};
    }
    if (st != ST_END)
        return st;
    s->n = s->n_bytes = 0;
    s->count = 0;
    st = merge_end(s, err);
    return st == ST_OK ? ST_END : st;
}
