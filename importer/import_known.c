/* import_known: dumps that are in already.  See import_part.h. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "import_part.h"
#include "store_imports.h"
#include "store_marks.h"

/* One import's row, for the caller to close. */
static enum status get_import(struct run *r, int64_t id, struct store_imports **c,
                              const struct store_import_row **row, struct err *err)
{
    enum status st = store_import_get(r->store, id, c, err);

    if (st != ST_OK)
        return st;
    st = store_imports_next(*c, row, err);
    assert(st != ST_END);
    if (st != ST_OK)
        store_imports_close(*c);
    return st;
}

/* Is there nothing to do for the dump that was imported so?  An import that claims another window has
 * something to say, and so has an empty dump of another name: its platform is still silent. */
static enum status is_done(struct run *r, struct part *p, int64_t import, bool *done, struct err *err)
{
    const struct store_import *info = &p->result.info;
    struct store_imports *c;
    const struct store_import_row *row;
    enum status st = get_import(r, import, &c, &row, err);
    bool empty;

    if (st != ST_OK)
        return st;
    empty = row->counts.records == 0;
    p->result.waiting = row->counts.rejected;
    store_imports_close(c);
    *done = true;
    if (empty)
        st = store_find_name(r->store, import, info->name, done, err);
    if (st == ST_OK && *done && info->has_window)
        st = store_find_claim(r->store, import, info->window_from, info->window_to, done, err);
    return st;
}

/* What is told of a dump that was imported so, whatever it would be now. */
static void take_known(struct part *p, const struct store_import_row *row)
{
    p->result.profile = part_text(p, row->info.profile);
    p->result.source = part_text(p, row->info.source);
    p->result.waiting = row->counts.rejected;
}

/* The same bytes are in as another source's: stored again they would count twice.  Only a source
 * that is named says that this is meant; where no profile was named either, they are in. */
static enum status meet_elsewhere(struct run *r, struct part *p, const struct store_import_row *row,
                                  struct err *err)
{
    const struct import_options *o = r->o;
    char others[64] = "";
    uint64_t sources = 0;
    enum status st;

    if (row->counts.records == 0)
        return ST_OK;
    if (o->profile == NULL && o->n_first == 0 && !o->parts && !o->remap && o->window == NULL) {
        take_known(p, row);
        return ST_END;
    }
    st = store_count_sources(r->store, row->info.id, &sources, err);
    if (st != ST_OK)
        return st;
    if (sources > 1)
        snprintf(others, sizeof(others), ", and as %" PRIu64 " more source%s", sources - 1,
                 sources == 2 ? "" : "s");
    return err_set(err, ST_FAIL, "IMPORT-ELSEWHERE",
                   "these bytes are in already, as source %s by profile %s%s, and would count twice as "
                   "source %s; give --source %s --remap to read them anew by profile %s, or --source %s "
                   "if they are to count for both",
                   row->info.source, row->info.profile, others, p->result.source, row->info.source,
                   p->result.profile, p->result.source);
}

static enum status find_elsewhere(struct run *r, struct part *p, struct err *err)
{
    struct store_imports *c;
    const struct store_import_row *row;
    int64_t id;
    enum status st = store_find_bytes(r->store, p->result.info.bytes, p->result.info.dump, &id, err);

    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    st = get_import(r, id, &c, &row, err);
    if (st != ST_OK)
        return st;
    st = meet_elsewhere(r, p, row, err);
    store_imports_close(c);
    return st;
}

enum status known_again(struct run *r, struct part *p, struct err *err)
{
    const struct store_import *info = &p->result.info;
    int64_t id;
    bool same;
    enum status st;

    st = store_find_dump(r->store, info->source, info->dump, info->profile_digest, &id, &same, err);
    if (st == ST_OK && id == 0 && r->o->source == NULL)
        return find_elsewhere(r, p, err);
    if (st != ST_OK || id == 0 || !same || r->o->remap)
        return st;
    st = is_done(r, p, id, &same, err);
    return st == ST_OK && same ? ST_END : st;
}

enum status known_ahead(struct run *r, struct part *p, struct input *in, struct err *err)
{
    struct store_import *info = &p->result.info;
    int64_t size = input_size_hint(in), id;
    enum status st;

    if (r->o->parts || size < 0)
        return ST_OK;
    st = store_find_bytes(r->store, (uint64_t)size, NULL, &id, err);
    if (st == ST_OK)
        st = input_digest_ahead(in, info->dump, err);
    if (st == ST_OK)
        st = store_marks_dump(r->store, info, err);
    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    info->bytes = (uint64_t)size;
    return known_again(r, p, err);
}

bool known_anyhow(struct run *r, struct part *p, struct input *in)
{
    int64_t size = input_size_hint(in), id;
    struct store_import info = {0};
    struct err ignored = ERR_INIT;
    struct store_imports *c;
    const struct store_import_row *row;

    if (r->o->remap || r->o->parts || r->o->window != NULL || size < 0 ||
        store_find_bytes(r->store, (uint64_t)size, NULL, &id, &ignored) != ST_OK ||
        input_digest_ahead(in, info.dump, &ignored) != ST_OK ||
        store_marks_dump(r->store, &info, &ignored) != ST_OK ||
        store_find_bytes(r->store, (uint64_t)size, info.dump, &id, &ignored) != ST_OK ||
        get_import(r, id, &c, &row, &ignored) != ST_OK)
        return false;
    take_known(p, row);
    store_imports_close(c);
    return true;
}
