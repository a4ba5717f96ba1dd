/* store_write: the writer's course, from open to end.  See store.h and store_writer.h. */
#include <assert.h>
#include <string.h>

#include "event_id.h"
#include "store_links.h"
#include "store_absent.h"
#include "store_remap.h"
#include "store_settle.h"
#include "store_suppress.h"
#include "store_writer.h"

#define WRITE_AHEAD 8 /* batches, of some megabytes */

static void clear_counts(struct store_writer *w)
{
    w->counts = (struct import_counts){.first_at = STAMP_UNKNOWN, .last_at = STAMP_UNKNOWN};
}

/* clash: heads of ids whose versions are to be settled; dirty: items that lost an event; doubt, before,
 * settled, moved: see store_absent.c. */
static enum status make_scratch(struct store_writer *w, struct err *err)
{
    return sql_exec(w->s,
                    "CREATE TEMP TABLE IF NOT EXISTS clash(h INTEGER PRIMARY KEY);"
                    "CREATE TEMP TABLE IF NOT EXISTS dirty(item INTEGER PRIMARY KEY);"
                    "CREATE TEMP TABLE IF NOT EXISTS doubt(event INTEGER PRIMARY KEY);"
                    "CREATE TEMP TABLE IF NOT EXISTS before(import INTEGER PRIMARY KEY);"
                    "CREATE TEMP TABLE IF NOT EXISTS settled(claim INTEGER PRIMARY KEY,own INTEGER);"
                    "CREATE TEMP TABLE IF NOT EXISTS moved(event INTEGER PRIMARY KEY,import,was);"
                    "DELETE FROM clash; DELETE FROM dirty; DELETE FROM doubt; DELETE FROM settled;"
                    "DELETE FROM moved",
                    err);
}

enum status writer_new(struct store *s, struct store_writer **out, struct err *err)
{
    struct store_writer *w = mem_zero(1, sizeof(*w));
    enum status st;

    assert(s->begun && !s->writing);
    w->s = s;
    s->writing = true;
    intern_init(w);
    links_open(w);
    chunks_open(w);
    order_open(w);
    clear_counts(w);
    st = make_scratch(w, err);
    if (st == ST_OK)
        st = rows_open(w, err);
    if (st == ST_OK)
        st = queries_prepare(w->s, w->q, err);
    if (st == ST_OK)
        *out = w;
    else
        store_writer_free(w);
    return st;
}

static enum status start(struct store_writer *w, const struct store_import *info, bool remap, struct err *err)
{
    enum status st;

    w->remap = remap;
    w->has_window = info->has_window;
    w->window_from = info->window_from;
    w->window_to = info->window_to;
    memcpy(w->profile_digest, info->profile_digest, DIGEST_SIZE);
    st = suppress_open(w, info->source, err);
    if (st == ST_OK)
        st = import_open(w, info, err);
    if (st == ST_OK)
        st = absent_open(w, err);
    if (st != ST_OK)
        return st;
    w->first_id = w->fresh_from = w->next_id;
    w->first_import = w->import;
    w->met = mem_zero((size_t)w->first_id / 8 + 1, 1);
    met_start(w);
    return ST_OK;
}

enum status store_writer_open(struct store *s, const struct store_import *info, bool remap,
                              struct store_writer **out, struct err *err)
{
    struct store_writer *w = NULL;
    enum status st = writer_new(s, &w, err);

    if (st == ST_OK)
        st = start(w, info, remap, err);
    if (st == ST_OK)
        *out = w;
    else
        store_writer_free(w);
    return st;
}

void writer_count(struct store_writer *w, int64_t at)
{
    struct import_counts *c = &w->counts;

    c->made++;
    if (at == STAMP_UNKNOWN) {
        c->untimed++;
        return;
    }
    if (c->first_at == STAMP_UNKNOWN || at < c->first_at)
        c->first_at = at;
    if (c->last_at == STAMP_UNKNOWN || at > c->last_at)
        c->last_at = at;
    if (w->has_window && (at < w->window_from || at >= w->window_to))
        c->outside++;
}

/* Has it an item that was erased, and is there again with this event? */
static bool brings_back(const struct slot *slot)
{
    for (size_t k = 0; k < slot->ev->n_parties; k++)
        if (slot->items[k].e->erased)
            return true;
    return false;
}

static void count_slot(struct store_writer *w, const struct slot *slot)
{
    writer_count(w, slot->ev->time.at);
    if (slot->is_new)
        w->counts.stored++;
    else
        w->counts.duplicate++;
    if (w->marks != NULL && slot->is_new)
        w->returned += brings_back(slot);
}

/* Room for the ids of a whole batch: the pass over ids is between batches. */
static enum status ids_room(struct store_writer *w, size_t n, struct err *err)
{
    enum status st = w->n_fresh + n > FRESH_MAX && w->n_fresh > 0 ? settle_ids(w, err) : ST_OK;

    if (w->n_fresh + n > w->size_fresh) {
        w->size_fresh = n > FRESH_MAX ? n : FRESH_MAX;
        w->fresh = mem_resize(w->fresh, w->size_fresh, sizeof(*w->fresh));
    }
    return st;
}

static void gather_ids(struct store_writer *w)
{
    for (size_t i = 0; i < w->n_slots; i++) {
        const struct slot *slot = &w->slots[i];

        count_slot(w, slot);
        fates_note(&w->fates, slot->is_new ? PLANE_STORED : PLANE_DUPLICATE, slot->ev->record);
        if ((slot->is_new || slot->rekeyed) && event_has_id(slot->ev))
            w->fresh[w->n_fresh++] = (struct fresh){ident_head(slot->ev->ident), slot->id};
    }
}

static enum status put_batch(struct store_writer *w, struct batch *b, struct err *err)
{
    struct phases *p = w->s->phases;
    enum status st = ids_room(w, b->n_events, err);

    phases_lap(p, PHASE_IDS);
    if (st == ST_OK)
        st = ident_classify(w, b, err);
    if (st == ST_OK && w->renewal != NULL)
        st = remap_compare(w, err);
    ident_number(w);
    phases_lap(p, PHASE_IDENTITY);
    if (st == ST_OK)
        st = intern_batch(w, &b->arena, err);
    phases_lap(p, PHASE_INTERN);
    if (st == ST_OK && w->renewal != NULL)
        st = remap_rewrite(w, err);
    if (st == ST_OK)
        st = rows_write(w, &b->arena, err);
    if (st == ST_OK)
        gather_ids(w);
    for (size_t i = 0; i < b->n_rejects && st == ST_OK; i++) {
        fates_note(&w->fates, PLANE_REJECTED, b->rejects[i].record);
        st = rows_reject(w, &b->rejects[i], err);
    }
    w->counts.rejected += b->n_rejects;
    phases_lap(p, PHASE_ROWS);
    if (st == ST_OK)
        st = intern_flush(w, false, err);
    phases_lap(p, PHASE_INTERN);
    if (++w->batches % WRITE_AHEAD == 0)
        store_write_ahead(w->s);
    phases_lap(p, PHASE_COMMIT);
    return st;
}

enum status store_put(struct store_writer *w, struct batch *b, struct err *err)
{
    enum status st = w->marks != NULL ? suppress_batch(w, b, err) : ST_OK;

    phases_lap(w->s->phases, PHASE_IDENTITY);
    if (st == ST_OK)
        st = order_put(w, b, err);
    phases_lap(w->s->phases, PHASE_ORDER);
    return st == ST_OK ? put_batch(w, b, err) : st;
}

enum status store_put_late(struct store_writer *w, struct err *err)
{
    struct batch *b;
    enum status st = order_next(w, &b, err);

    phases_lap(w->s->phases, PHASE_ORDER);
    return st == ST_OK ? put_batch(w, b, err) : st;
}

static enum status put_all_late(struct store_writer *w, struct err *err)
{
    enum status st;

    while ((st = store_put_late(w, err)) == ST_OK)
        ;
    return st == ST_END ? ST_OK : st;
}

/* Records that the rejects of a failed look-ahead stand for are the reader's to count. */
static void take_counts(struct store_writer *w, const struct import_counts *from)
{
    struct import_counts *c = &w->counts;

    c->records = from->records;
    c->mapped = from->mapped;
    c->skipped = from->skipped;
    c->recovered = from->recovered;
    assert(c->records == c->mapped + c->skipped + c->rejected);
    assert(c->made == c->stored + c->duplicate + c->suppressed);
    assert(c->conflicts <= c->stored);
}

static enum status end_part(struct store_writer *w, struct store_import *info, struct import_counts *counts,
                            struct err *err)
{
    enum status st;

    take_counts(w, counts);
    if (w->resumed) {
        st = import_add(w, info, err);
    } else {
        st = suppress_dump(w, info, err);
        if (st == ST_OK)
            st = import_write(w, info, err);
        if (st == ST_OK)
            st = window_write(w, err);
        if (st == ST_OK)
            st = import_settle(w, info, err);
    }
    if (st == ST_OK)
        st = absent_doubt_stored(w, err);
    if (st == ST_OK)
        st = met_write(w, err);
    if (st == ST_OK)
        st = fates_write(w->s, &w->fates, w->import, w->counts.records, w->resumed, err);
    *counts = w->counts;
    info->returned = w->returned;
    w->returned = w->emptied = 0;
    return st;
}

/* What a retry adds takes the place of its own dump and no other. */
void store_writer_resume(struct store_writer *w, const struct store_import *info)
{
    assert(info->id > 0 && info->id < w->first_import);
    w->resumed = true;
    w->import = info->id;
    w->has_window = info->has_window;
    w->window_from = info->window_from;
    w->window_to = info->window_to;
}

enum status store_next_part(struct store_writer *w, struct store_import *info, struct import_counts *counts,
                            struct err *err)
{
    enum status st = put_all_late(w, err);

    info->removed = 0;
    if (st == ST_OK)
        st = settle_ids(w, err);
    if (st == ST_OK)
        st = absent_known(w, info, err);
    if (st == ST_OK)
        st = window_claim(w, info, err);
    if (st == ST_OK)
        st = end_part(w, info, counts, err);
    if (w->first_part == 0)
        w->first_part = w->import;
    w->import++;
    met_start(w);
    clear_counts(w);
    return st;
}

static enum status write_next_id(struct store_writer *w, struct err *err)
{
    return sql_run_text(w->s, "UPDATE meta SET value=?1 WHERE name='next_event'", &w->next_id, 1, err);
}

enum status store_writer_end(struct store_writer *w, struct store_import *info, struct import_counts *counts,
                             struct err *err)
{
    struct phases *p = w->s->phases;
    enum status st = put_all_late(w, err);

    if (st == ST_OK)
        st = remove_unmade(w, info, err);
    phases_lap(p, PHASE_SETTLE);
    if (st == ST_OK)
        st = settle_ids(w, err);
    phases_lap(p, PHASE_IDS);
    if (st == ST_OK && !w->resumed)
        st = absent_known(w, info, err);
    if (st == ST_OK)
        st = window_claim(w, info, err);
    if (st == ST_OK)
        st = absent_find(w, err);
    phases_lap(p, PHASE_SETTLE);
    if (st == ST_OK)
        st = links_flush(w, err);
    phases_lap(p, PHASE_LINKS);
    if (st == ST_OK)
        st = intern_flush(w, true, err);
    phases_lap(p, PHASE_INTERN);
    if (st == ST_OK)
        st = edges_settle(w, err);
    if (st == ST_OK)
        st = tally_flush(w, err);
    if (st == ST_OK)
        st = remap_end(w, err);
    if (st == ST_OK)
        st = write_next_id(w, err);
    if (st == ST_OK && !w->resumed)
        st = end_part(w, info, counts, err);
    if (st == ST_OK)
        st = absent_settle(w, counts, err);
    if (st == ST_OK && !w->resumed)
        st = import_left(w, info, err);
    phases_lap(p, PHASE_SETTLE);
    return st;
}

void store_writer_free(struct store_writer *w)
{
    if (w == NULL)
        return;
    sql_free_all(w->q, WQ_COUNT);
    rows_close(w);
    remap_close(w);
    amend_close(w);
    suppress_close(w);
    intern_release(w);
    links_close(w);
    chunks_close(w);
    order_close(w);
    mem_free(w->met);
    met_close(w);
    fates_clear(&w->fates);
    mem_free(w->slots);
    mem_free(w->fresh);
    mem_free(w->tallies);
    w->s->writing = false;
    mem_free(w);
}
