/* reader_csv_header: the columns' names, and how they are kept for a retry.  See reader_csv.h. */
#include <assert.h>
#include <string.h>

#include "json.h"
#include "reader_csv.h"

void csv_header_release(struct csv_header *h)
{
    mem_free(h->names);
    arena_release(&h->texts);
    *h = (struct csv_header){0};
}

struct name_slot {
    struct slice name;
    size_t next; /* the number that its next repetition gets */
};

/* The names given so far, hashed: a header of many equal names must not cost their square. */
struct names {
    struct name_slot *slots;
    size_t mask;
    uint64_t seed;
};

static struct name_slot *find_name(const struct names *t, struct slice name)
{
    size_t i = (size_t)slice_hash_from(t->seed, name) & t->mask;

    while (t->slots[i].next > 0 && !slice_equal(t->slots[i].name, name))
        i = (i + 1) & t->mask;
    return &t->slots[i];
}

static struct slice numbered(struct arena *a, struct slice name, size_t number)
{
    struct buf b;
    struct slice s;

    buf_init(&b, BUF_CAP);
    buf_slice(&b, name);
    buf_byte(&b, '#');
    buf_int(&b, (int64_t)number);
    s = slice_copy(a, buf_view(&b));
    buf_release(&b);
    return s;
}

static struct slice distinct(struct csv_header *h, struct names *t, struct slice raw, size_t at)
{
    struct slice name = raw.n > 0 ? slice_copy(&h->texts, raw) : numbered(&h->texts, SLICE_NONE, at + 1);
    struct name_slot *slot = find_name(t, name), *first = slot;

    while (slot->next > 0) { /* taken, perhaps by one that is named so in the dump */
        name = numbered(&h->texts, first->name, first->next++);
        slot = find_name(t, name);
    }
    *slot = (struct name_slot){name, 2};
    return name;
}

void csv_header_set(struct csv_header *h, const struct slice *raw, size_t n)
{
    struct names t = {.mask = 15, .seed = slice_hash_seed()};

    csv_header_release(h);
    while (t.mask < 2 * n)
        t.mask = 2 * t.mask + 1;
    t.slots = mem_zero(t.mask + 1, sizeof(*t.slots));
    h->names = mem_zero(n, sizeof(*h->names));
    h->n = n;
    for (size_t i = 0; i < n; i++)
        h->names[i] = distinct(h, &t, raw[i], i);
    mem_free(t.slots);
    layout_make(&h->layout, &h->texts, h->names, n);
}

void csv_header_number(struct csv_header *h, size_t n)
{
    csv_header_release(h);
    h->names = mem_zero(n, sizeof(*h->names));
    h->n = n;
    for (size_t i = 0; i < n; i++) {
        struct slice s = numbered(&h->texts, SLICE_NONE, i + 1);

        h->names[i] = (struct slice){s.p + 1, s.n - 1};
    }
    layout_make(&h->layout, &h->texts, h->names, n);
}

/* The delimiter and the quote are texts of one character, so that a tab can be read and stored. */
void csv_describe(const struct csv_dialect *d, const struct csv_header *h, struct buf *out)
{
    buf_text(out, " delimiter=");
    json_write_string(out, (struct slice){&d->delimiter, 1});
    buf_text(out, " quote=");
    json_write_string(out, (struct slice){&d->quote, d->no_quote ? 0 : 1});
    buf_text(out, " header=[");
    for (size_t i = 0; i < h->n; i++) {
        if (i > 0)
            buf_byte(out, ',');
        json_write_string(out, h->names[i]);
    }
    buf_byte(out, ']');
}

/* Takes " name=" and the JSON string behind it off the front of *text. */
static bool take(struct slice *text, struct slice name, struct arena *a, struct slice *value)
{
    struct slice s = *text;
    struct json_scan scan;
    size_t n = 1;

    if (!slice_starts(s, name))
        return false;
    s = (struct slice){s.p + name.n, s.n - name.n};
    while (n < s.n && s.p[n] != '"')
        n += s.p[n] == '\\' ? 2 : 1;
    if (n >= s.n)
        return false;
    n++;
    json_start(&scan, (struct slice){s.p, n}, a);
    if (json_next(&scan) != JSON_STRING)
        return false;
    *value = scan.value;
    *text = (struct slice){s.p + n, s.n - n};
    return true;
}

static bool take_header(struct slice text, struct arena *a, struct csv_header *h)
{
    struct slice *names = NULL;
    size_t n = 0, room = 0;
    struct json_scan scan;
    enum json_token token;

    if (!slice_starts(text, SLICE(" header=")))
        return false;
    json_start(&scan, (struct slice){text.p + 8, text.n - 8}, a);
    if (json_next(&scan) != JSON_ARRAY)
        return false;
    while ((token = json_next(&scan)) == JSON_STRING && n < CSV_COLUMNS) {
        names = mem_grow(names, n, &room, sizeof(*names));
        names[n++] = scan.value;
    }
    if (token == JSON_ARRAY_END && json_next(&scan) == JSON_END && n > 0)
        csv_header_set(h, names, n);
    mem_free(names);
    return h->n > 0;
}

bool csv_described(struct slice text, struct csv_dialect *d, struct csv_header *h)
{
    struct arena a = ARENA_INIT;
    struct slice delimiter, quote;
    bool ok = take(&text, SLICE(" delimiter="), &a, &delimiter) &&
              take(&text, SLICE(" quote="), &a, &quote) && delimiter.n == 1 && quote.n <= 1;

    if (ok) {
        d->delimiter = delimiter.p[0];
        d->no_quote = quote.n == 0;
        d->quote = quote.n == 1 ? quote.p[0] : '"';
        ok = take_header(text, &a, h);
    }
    arena_release(&a);
    return ok;
}
