/* report_dumps: which imports are of the same dump, what they cover, and which sources give ids.  See
 * report_facts.h. */
#include <stdlib.h>
#include <string.h>

#include "report_scan.h"
#include "say.h"

void facts_add_import(struct facts *f, size_t source, const struct store_import_row *row)
{
    struct fact_import *i;

    f->imports = mem_grow(f->imports, f->n_imports, &f->size_imports, sizeof(*f->imports));
    i = &f->imports[f->n_imports++];
    *i = (struct fact_import){.id = row->info.id, .source = source};
    i->name = slice_copy(&f->arena, slice_text(row->info.name));
    i->duplicates = row->counts.duplicate + row->counts.suppressed;
    i->group = row->info.part_of != 0 ? row->info.part_of : row->info.id;
    i->renewed = row->counts.remapped > 0 || row->info.removed > 0;
    i->dump = row->dump;
    memcpy(i->digest, row->info.dump, DIGEST_SIZE);
    memcpy(i->profile, row->info.profile_digest, DIGEST_SIZE);
    i->claimed = row->info.has_window;
    if (i->claimed) {
        i->from = row->info.window_from;
        i->to = row->info.window_to;
    } else if (row->counts.first_at != STAMP_UNKNOWN) {
        i->from = stamp_midnight(stamp_day(row->counts.first_at));
        i->to = stamp_midnight(stamp_day(row->counts.last_at) + 1);
    }
    i->to = i->to < i->from ? i->from : i->to;
    i->counts = i->claimed || row->counts.first_at != STAMP_UNKNOWN;
    i->differs = row->counts.differ > 0;
}

/* Those of the same bytes together, and among them those of the same dump. */
static int order_dumps(const void *x, const void *y)
{
    const struct fact_import *a = x, *b = y;

    int order = memcmp(a->digest, b->digest, DIGEST_SIZE);

    if (order != 0)
        return order;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    if (a->dump != b->dump)
        return a->dump < b->dump ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static int order_ids(const void *x, const void *y)
{
    const struct fact_import *a = x, *b = y;

    return a->id < b->id ? -1 : a->id > b->id;
}

const struct fact_import *facts_import(const struct facts *f, int64_t id)
{
    struct fact_import key = {.id = id};

    return f->n_imports > 0 ? bsearch(&key, f->imports, f->n_imports, sizeof(key), order_ids) : NULL;
}

static bool same_dump(const struct fact_import *a, const struct fact_import *b)
{
    return a->dump == b->dump;
}

/* n imports of one dump: what it covers is all that they claim, or else where its events lie as they
 * were mapped last; not where those lay that are mapped otherwise now, or are gone.  One that found
 * the dump's events mapped otherwise and left them so says nothing new of where they lie. */
static void settle_dump(struct facts *f, struct fact_import *i, size_t n)
{
    struct fact_import *best = NULL, *last = NULL;
    bool claimed = false;

    for (size_t k = 0; k < n; k++) {
        i[k].reading = k + 1;
        i[k].readings = n;
        if (k > 0)
            i[k].kind =
                memcmp(i[k].profile, i[k - 1].profile, DIGEST_SIZE) != 0 ? IMPORT_REMAPPED : IMPORT_AGAIN;
        i[k].covers = i[k].claimed;
        claimed |= i[k].claimed;
        if (i[k].renewed)
            best = NULL;
        if (i[k].counts && (best == NULL || !i[k].differs))
            best = &i[k];
    }
    if (best != NULL && !claimed)
        best->covers = true;
    for (size_t k = 0; k < n; k++)
        last = i[k].covers ? &i[k] : last;
    if (last != NULL)
        last->stands = true;
    f->dumps++;
    f->claimed += claimed;
    f->sources[i->source].dumps++;
}

static void add_window(struct facts *f, const struct fact_import *i)
{
    struct fact_source *s = &f->sources[i->source];

    s->windows = mem_grow(s->windows, s->n_windows, &s->size_windows, sizeof(*s->windows));
    s->windows[s->n_windows++] = (struct fact_cover){i->from, i->to, i, i};
}

/* Of imports in order of their bytes. */
static void number_bytes(struct fact_import *i, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        bool same =
            k > 0 && i[k].source == i[k - 1].source && memcmp(i[k].digest, i[k - 1].digest, DIGEST_SIZE) == 0;

        i[k].nth = same ? i[k - 1].nth + 1 : 1;
    }
}

/* What the parts of an export removed, the last of them tells of all. */
static void renew_parts(struct facts *f)
{
    qsort(f->imports, f->n_imports, sizeof(*f->imports), order_ids);
    for (size_t i = f->n_imports - 1; i-- > 0;)
        if (f->imports[i + 1].renewed && f->imports[i].group == f->imports[i + 1].group)
            f->imports[i].renewed = true;
}

static int order_cover(const void *x, const void *y)
{
    const struct fact_cover *a = x, *b = y;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return order_dumps(a->first, b->first);
}

/* Joins spans that touch or overlap; returns how many are left. */
static size_t join(struct fact_cover *cover, size_t n)
{
    size_t last = 0;

    if (n == 0)
        return 0;
    qsort(cover, n, sizeof(*cover), order_cover);
    for (size_t i = 1; i < n; i++) {
        if (cover[i].from > cover[last].to)
            cover[++last] = cover[i];
        else if (cover[i].to > cover[last].to) {
            cover[last].to = cover[i].to;
            cover[last].last = cover[i].last;
        }
    }
    return last + 1;
}

static void settle_windows(struct facts *f)
{
    size_t all = 0;

    for (size_t i = 0; i < f->n_sources; i++)
        all += f->sources[i].n_windows;
    f->cover = mem_zero(all + 1, sizeof(*f->cover));
    for (size_t i = 0; i < f->n_sources; i++) {
        struct fact_source *s = &f->sources[i];

        s->cover = mem_zero(s->n_windows + 1, sizeof(*s->cover));
        if (s->n_windows > 0)
            qsort(s->windows, s->n_windows, sizeof(*s->windows), order_cover);
        for (size_t w = 0; w < s->n_windows; w++)
            f->cover[f->n_cover++] = s->cover[w] = s->windows[w];
        s->n_cover = join(s->cover, s->n_windows);
    }
    f->n_cover = join(f->cover, f->n_cover);
    for (size_t i = 0; i < f->n_cover; i++)
        f->partly |= !say_whole_days(f->cover[i].from, f->cover[i].to);
}

void facts_settle_dumps(struct facts *f)
{
    if (f->n_imports == 0)
        return;
    renew_parts(f);
    qsort(f->imports, f->n_imports, sizeof(*f->imports), order_dumps);
    number_bytes(f->imports, f->n_imports);
    for (size_t from = 0, n; from < f->n_imports; from += n) {
        for (n = 1; from + n < f->n_imports && same_dump(&f->imports[from], &f->imports[from + n]);)
            n++;
        settle_dump(f, &f->imports[from], n);
    }
    qsort(f->imports, f->n_imports, sizeof(*f->imports), order_ids); /* where they stay */
    for (size_t i = 0; i < f->n_imports; i++)
        if (f->imports[i].covers)
            add_window(f, &f->imports[i]);
    settle_windows(f);
}

/* Whose time ends last, first; of one dump the last reading. */
static int order_newest(const void *x, const void *y)
{
    const struct fact_import *a = *(const struct fact_import *const *)x,
                             *b = *(const struct fact_import *const *)y;

    if (a->counts != b->counts)
        return a->counts ? -1 : 1;
    if (a->counts && a->to != b->to)
        return a->to > b->to ? -1 : 1;
    return order_dumps(b, a);
}

void facts_list_imports(struct facts *f, bool all)
{
    struct fact_import **some = mem_zero(f->n_imports + 1, sizeof(*some));
    size_t n = 0;

    for (size_t i = 0; i < f->n_imports; i++)
        if (all || f->imports[i].shown)
            some[n++] = &f->imports[i];
    if (n > FACTS_IMPORTS)
        qsort(some, n, sizeof(struct fact_import *), order_newest);
    f->n_listed = n < FACTS_IMPORTS ? n : FACTS_IMPORTS;
    for (size_t i = 0; i < f->n_listed; i++)
        some[i]->listed = true;
    mem_free(some);
}

bool facts_listed(const struct facts *f, int64_t id)
{
    const struct fact_import *i = facts_import(f, id);

    return i != NULL && i->listed;
}

void facts_show_import(struct facts *f, int64_t id)
{
    struct fact_import key = {.id = id}, *i = NULL;

    if (f->n_imports > 0)
        i = bsearch(&key, f->imports, f->n_imports, sizeof(key), order_ids);
    if (i != NULL)
        i->shown = true;
}

void facts_settle_shown(struct facts *f)
{
    if (f->n_imports == 0)
        return;
    qsort(f->imports, f->n_imports, sizeof(*f->imports), order_dumps);
    for (size_t from = 0, n; from < f->n_imports; from += n) {
        bool shown = false;

        for (n = 0; from + n < f->n_imports && same_dump(&f->imports[from], &f->imports[from + n]); n++)
            shown |= f->imports[from + n].shown;
        for (size_t k = 0; k < n; k++)
            f->imports[from + k].shown = shown;
    }
    qsort(f->imports, f->n_imports, sizeof(*f->imports), order_ids);
}

enum status facts_ids(struct facts *f, struct store *s, struct err *err)
{
    struct store_ids *rows;
    size_t n;
    enum status st = store_ids(s, &f->arena, &rows, &n, err);

    for (size_t k = 0, i = 0; st == ST_OK && k < n; k++) {
        while (i < f->n_sources && f->sources[i].id != rows[k].source)
            i++;
        if (i == f->n_sources)
            break;
        f->sources[i].has_ids |= rows[k].has;
        f->sources[i].lacks_ids |= !rows[k].has;
    }
    return st;
}
