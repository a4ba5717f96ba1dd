/* feed: the reader thread of an import.  See feed.h. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "feed.h"
#include "mapper.h"
#include "utf8.h"

#define FEED_SLOTS   8
#define FEED_RECORDS 4096              /* a batch is handed on at so many records ... */
#define FEED_BYTES   ((size_t)4 << 20) /* ... or bytes */
#define FEED_WAIT_NS 100000000L
#define FEED_HURRY   10 /* waits until a hanging thread is left alone */

struct feed {
    pthread_t thread;
    pthread_mutex_t lock; /* guards from here ... */
    pthread_cond_t changed;
    size_t first, filled; /* slots[first ...] are filled, modulo FEED_SLOTS */
    bool lent, ended;     /* lent: slots[first] is the caller's until its next call */
    enum status st;       /* once ended */
    struct err err;       /* ... to here */
    struct batch slots[FEED_SLOTS];
    atomic_bool stop;
    atomic_uint_least64_t bytes, records;
    /* the thread's own, until it ended */
    struct input *in;
    const struct profile *profile;
    const char *source;
    struct reader *reader;
    struct mapper *mapper;
    struct digest *digest;
    struct arena tree;
    struct buf original, described;
    struct feed_counts counts;
    struct phases phases;
};

/* Whether the place of an error lies in the record, and not where reading it went astray behind it. */
static bool is_inside(const struct record *rec, uint64_t line)
{
    uint64_t last = rec->line;

    for (size_t i = 0; i + 1 < rec->raw.n; i++)
        last += rec->raw.p[i] == '\n' || (rec->raw.p[i] == '\r' && rec->raw.p[i + 1] != '\n');
    return line >= rec->line && line <= last;
}

/* A reject stands where its record does; what was met behind it is told in the reason. */
static void place(struct reject *r, struct arena *a, const struct record *rec, const struct err *why)
{
    char text[sizeof(why->text) + 64];

    r->line = why->line ? why->line : rec->line;
    r->column = why->column;
    if (why->line == 0 || is_inside(rec, why->line)) {
        r->reason = slice_copy(a, slice_text(why->text));
        return;
    }
    r->line = rec->line;
    r->column = 0;
    snprintf(text, sizeof(text), "%s (met in line %" PRIu64 ", column %" PRIu64 ")", why->text, why->line,
             why->column);
    r->reason = slice_copy(a, slice_text(text));
}

static void put_reject(struct batch *b, const struct record *rec, struct slice original,
                       const struct err *why, struct digest *d)
{
    struct reject *r = batch_reject(b);
    bool whole = original.n <= REJECT_MAX_RAW && original.n >= rec->length;

    r->record = rec->number;
    r->offset = rec->offset;
    r->length = rec->length;
    r->around = (rec->enclosing ? REJECT_INSIDE : 0u) | (rec->enclosing_identity ? REJECT_IDENTITY : 0u) |
                (rec->recovered ? REJECT_RECOVERED : 0u);
    place(r, &b->arena, rec, why);
    r->code = why->code;
    digest_of(d, original.p, original.n, r->digest);
    if (!whole && original.n > REJECT_KEPT_RAW)
        original.n = REJECT_KEPT_RAW;
    r->raw = slice_copy(&b->arena, original);
}

/* The record's bytes as they stand in the dump. */
static struct slice original_bytes(struct feed *f, const struct record *rec)
{
    if (input_is_utf8(f->in))
        return rec->raw;
    buf_clear(&f->original);
    input_original_bytes(f->in, rec->raw, &f->original);
    return buf_view(&f->original);
}

static void count_odd(struct feed_odd *odd, struct slice text, const struct record *rec)
{
    if (odd->n++ > 0)
        return;
    text = utf8_prefix(text, FEED_SHOWN);
    memcpy(odd->text, text.p, text.n);
    odd->line = rec->line;
    odd->record = rec->number;
}

static void count_time(struct feed_counts *c, const struct event *ev, const struct record *rec)
{
    struct slice text = slice_trim(ev->time_text);

    if (text.n == 0)
        c->no_time++;
    else if (ev->time.out_of_range)
        count_odd(&c->beyond, text, rec);
    else if (ev->time.at == STAMP_UNKNOWN)
        count_odd(&c->unread, text, rec);
    else if (stamp_is_far(ev->time.at))
        count_odd(&c->far, text, rec);
}

static void count_events(struct feed *f, const struct batch *b, size_t from, const struct record *rec)
{
    struct feed_counts *c = &f->counts;

    c->events += b->n_events - from;
    for (size_t i = from; i < b->n_events; i++) {
        const struct event *ev = &b->events[i];

        c->zone_assumed += ev->time.zone == STAMP_ZONE_ASSUMED;
        c->ambiguous += ev->time.ambiguous;
        c->no_id += ev->native.n == 0;
        count_time(c, ev, rec);
    }
}

static void map_record(struct feed *f, struct batch *b, struct record *rec)
{
    struct slice original = original_bytes(f, rec);
    size_t from = b->n_events;
    struct err why;

    err_clear(&why);
    switch (mapper_map(f->mapper, rec, original, b, &why)) {
    case MAPPED:
        assert(b->n_events > from);
        f->counts.mapped++;
        f->counts.recovered += rec->recovered;
        count_events(f, b, from, rec);
        break;
    case MAPPED_SKIP: f->counts.skipped++; break;
    case MAPPED_REJECT:
        assert(b->n_events == from);
        f->counts.rejected++;
        put_reject(b, rec, original, &why, f->digest);
        break;
    }
}

static bool batch_full(const struct feed *f, const struct batch *b, uint64_t from)
{
    return f->counts.records - from >= FEED_RECORDS ||
           arena_used(&b->arena) + b->n_events * sizeof(*b->events) >= FEED_BYTES;
}

/* Fills b.  ST_OK: it is full; else why there is no more, and what was read is in b. */
static enum status fill(struct feed *f, struct batch *b, struct err *err)
{
    uint64_t from = f->counts.records;

    while (!batch_full(f, b, from) && !atomic_load_explicit(&f->stop, memory_order_relaxed)) {
        struct record rec;
        struct err why;
        enum status st;

        arena_reset(&f->tree);
        err_clear(&why);
        st = reader_next(f->reader, &f->tree, &rec, &why);
        if (st != ST_OK && st != ST_REJECT) {
            *err = why;
            return st;
        }
        f->counts.records++;
        if (st == ST_OK) {
            map_record(f, b, &rec);
        } else {
            f->counts.rejected++;
            put_reject(b, &rec, original_bytes(f, &rec), &why, f->digest);
        }
        atomic_store_explicit(&f->records, f->counts.records, memory_order_relaxed);
        atomic_store_explicit(&f->bytes, input_bytes(f->in), memory_order_relaxed);
    }
    return ST_OK;
}

/* A free slot, or NULL when asked to stop. */
static struct batch *slot_to_fill(struct feed *f)
{
    struct batch *b = NULL;

    pthread_mutex_lock(&f->lock);
    while (f->filled == FEED_SLOTS && !atomic_load(&f->stop))
        pthread_cond_wait(&f->changed, &f->lock);
    if (!atomic_load(&f->stop))
        b = &f->slots[(f->first + f->filled) % FEED_SLOTS];
    pthread_mutex_unlock(&f->lock);
    if (b != NULL)
        batch_reset(b);
    phases_lap(&f->phases, PHASE_READ_WAIT);
    return b;
}

static void hand_on(struct feed *f)
{
    pthread_mutex_lock(&f->lock);
    f->filled++;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

/* What stands behind the last record belongs to the dump's digest too. */
static enum status drain(struct feed *f, struct err *err)
{
    unsigned char rest[4096];
    size_t got;

    do {
        enum status st = input_read(f->in, rest, sizeof(rest), &got, err);

        if (st != ST_OK)
            return st;
    } while (got > 0 && !atomic_load(&f->stop));
    return ST_END;
}

static enum status cut_and_map(struct feed *f, struct err *err)
{
    for (;;) {
        struct batch *b = slot_to_fill(f);
        enum status st;

        if (b == NULL)
            return ST_END;
        st = fill(f, b, err);
        phases_lap(&f->phases, PHASE_READ);
        if (b->n_events > 0 || b->n_rejects > 0)
            hand_on(f);
        if (st == ST_END)
            return drain(f, err);
        if (st != ST_OK)
            return st;
    }
}

static enum status read_dump(struct feed *f, struct err *err)
{
    struct read_options read = *profile_read(f->profile);
    enum status st;

    read.plausible = mapper_plausible;
    read.plausible_ctx = f->mapper;
    st = reader_open(f->in, &read, &f->reader, err);
    if (st != ST_OK)
        return st;
    st = cut_and_map(f, err);
    reader_describe(f->reader, &f->described);
    reader_close(f->reader);
    return st;
}

static void *thread_main(void *arg)
{
    struct feed *f = arg;
    struct err err = ERR_INIT;
    enum status st;

    phases_start(&f->phases);
    f->mapper = mapper_new(f->profile, f->source);
    f->digest = digest_new();
    st = read_dump(f, &err);
    mapper_free(f->mapper);
    digest_free(f->digest);
    arena_release(&f->tree);
    buf_release(&f->original);
    atomic_store(&f->bytes, input_bytes(f->in));
    phases_lap(&f->phases, PHASE_READ);
    pthread_mutex_lock(&f->lock);
    f->st = st;
    f->err = err;
    f->ended = true;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

static void feed_free(struct feed *f)
{
    for (size_t i = 0; i < FEED_SLOTS; i++)
        batch_release(&f->slots[i]);
    buf_release(&f->described);
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    mem_free(f);
}

enum status feed_start(struct input *in, const struct profile *p, const char *source, struct feed **out,
                       struct err *err)
{
    struct feed *f = mem_zero(1, sizeof(*f));
    pthread_condattr_t attr;
    int failed;

    f->in = in;
    f->profile = p;
    f->source = source;
    buf_init(&f->original, BUF_CAP);
    buf_init(&f->described, BUF_CAP);
    for (size_t i = 0; i < FEED_SLOTS; i++)
        batch_init(&f->slots[i]);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->changed, &attr);
    pthread_condattr_destroy(&attr);
    failed = pthread_create(&f->thread, NULL, thread_main, f);
    if (failed) {
        buf_release(&f->original);
        feed_free(f);
        return err_set(err, ST_FATAL, "IMPORT-THREAD",
                       "cannot start the reading thread: %s; see the limits of this account (ulimit -u, -v)",
                       strerror(failed));
    }
    *out = f;
    return ST_OK;
}

/* With the lock held: waits for a change, a tenth of a second at most. */
static void wait_change(struct feed *f)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += FEED_WAIT_NS;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    pthread_cond_timedwait(&f->changed, &f->lock, &until);
}

enum status feed_next(struct feed *f, struct batch **out, struct err *err)
{
    enum status st = ST_OK;

    *out = NULL;
    pthread_mutex_lock(&f->lock);
    if (f->lent) {
        f->lent = false;
        f->first = (f->first + 1) % FEED_SLOTS;
        f->filled--;
        pthread_cond_broadcast(&f->changed);
    }
    if (f->filled == 0 && !f->ended)
        wait_change(f);
    if (f->filled > 0) {
        f->lent = true;
        *out = &f->slots[f->first];
    } else if (f->ended) {
        st = f->st;
        if (st != ST_END)
            *err = f->err;
    }
    pthread_mutex_unlock(&f->lock);
    return st;
}

void feed_progress(const struct feed *f, uint64_t *bytes, uint64_t *records)
{
    *bytes = atomic_load_explicit(&f->bytes, memory_order_relaxed);
    *records = atomic_load_explicit(&f->records, memory_order_relaxed);
}

const struct feed_counts *feed_counts(const struct feed *f)
{
    return &f->counts;
}

const struct phases *feed_phases(const struct feed *f)
{
    return &f->phases;
}

struct slice feed_described(const struct feed *f)
{
    return buf_view(&f->described);
}

bool feed_finish(struct feed *f, bool hurry)
{
    bool ended;

    pthread_mutex_lock(&f->lock);
    atomic_store(&f->stop, true);
    pthread_cond_broadcast(&f->changed);
    for (int i = 0; hurry && !f->ended && i < FEED_HURRY; i++)
        wait_change(f);
    ended = f->ended;
    pthread_mutex_unlock(&f->lock);
    if (hurry && !ended)
        return false;
    pthread_join(f->thread, NULL);
    feed_free(f);
    return true;
}
