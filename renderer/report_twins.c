/* report_twins: the items whose address would be that of another.  See report_run.h.
 *
 * Hashes in addresses are short, so two keys with one hash can be found by trying.  The later of
 * such items, by type and key, has a longer hash in its address. */
#include <stdlib.h>
#include <string.h>

#include "report_page.h"
#include "report_scan.h"
#include "sorter.h"

#define TWINS_MEMORY ((size_t)8 << 20)

static int order_ids(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;

    return *a < *b ? -1 : *a > *b;
}

/* Every item by its hash; items of one hash stay in order of type and key. */
static enum status sort_items(struct run *run, struct sorter *sorter, struct err *err)
{
    const struct store_item *i;
    struct store_items *c;
    enum status st = store_items_open(run->store, SLICE_NONE, ITEMS_BY_KEY, false, 0, &c, err);

    if (st != ST_OK)
        return st;
    while ((st = store_items_next(c, &i, err)) == ST_OK) {
        unsigned char digest[DIGEST_SIZE];
        const struct slice id = {(const unsigned char *)&i->id, sizeof(i->id)};

        place_digest(run->digest, i->type, i->key, digest);
        st = sorter_add(sorter, (struct slice){digest, PLACE_HASH}, id, err);
        if (st != ST_OK)
            break;
    }
    store_items_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status find_twins(struct run *run, struct sorter *sorter, struct err *err)
{
    unsigned char last[PLACE_HASH];
    struct slice key, value;
    bool some = false;
    enum status st = sorter_start(sorter, err);

    if (st != ST_OK)
        return st;
    while ((st = sorter_next(sorter, &key, &value, err)) == ST_OK) {
        if (some && memcmp(last, key.p, PLACE_HASH) == 0) {
            run->twins = mem_grow(run->twins, run->n_twins, &run->size_twins, sizeof(*run->twins));
            memcpy(&run->twins[run->n_twins++], value.p, sizeof(*run->twins));
        }
        memcpy(last, key.p, PLACE_HASH);
        some = true;
    }
    return st == ST_END ? ST_OK : st;
}

enum status twins_gather(struct run *run, struct err *err)
{
    struct sorter *sorter = sorter_new(run->beside, TWINS_MEMORY);
    enum status st = sort_items(run, sorter, err);

    if (st == ST_OK)
        st = find_twins(run, sorter, err);
    sorter_free(sorter);
    if (run->n_twins > 0)
        qsort(run->twins, run->n_twins, sizeof(*run->twins), order_ids);
    return st;
}

bool twin_is(const struct run *run, int64_t item)
{
    return run->n_twins > 0 &&
           bsearch(&item, run->twins, run->n_twins, sizeof(*run->twins), order_ids) != NULL;
}
