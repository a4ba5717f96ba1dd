/* import_part: one dump of an import.  See import_part.h. */
#include <assert.h>
#include <string.h>

#include "aside.h"
#include "encoding.h"
#include "feed.h"
#include "import_part.h"
#include "store_marks.h"

#define PROGRESS_NS INT64_C(100000000)

static bool is_stopped(const struct run *r)
{
    return r->o->stop != NULL && atomic_load(r->o->stop) != 0;
}

/* ST_FATAL, IMPORT-STOPPED. */
static enum status run_stop(struct err *err)
{
    return err_set(err, ST_FATAL, "IMPORT-STOPPED",
                   "stopped by a signal; what was finished is in, nothing of the rest; "
                   "run the same import again");
}

struct opening { /* outlives a run that was stopped: its thread may still use it */
    struct input_set *set;
    struct input *in;
    struct slice beginning;
    enum status st;
    struct err err;
};

/* Opening a pipe, and its first bytes, may keep one waiting. */
static void open_next(void *arg)
{
    struct opening *o = arg;

    o->st = input_set_next(o->set, &o->in, &o->err);
    if (o->st == ST_OK)
        o->st = input_peek(o->in, &o->beginning, &o->err);
}

enum status run_next(struct run *r, struct input **in, struct slice *beginning, struct err *err)
{
    struct opening *o;
    enum status st;

    if (is_stopped(r))
        return run_stop(err);
    o = mem_zero(1, sizeof(*o));
    o->set = r->set;
    o->err = (struct err)ERR_INIT;
    if (!aside_run(open_next, o, r->o->stop)) {
        r->abandoned = true;
        return run_stop(err);
    }
    st = o->st;
    *in = o->in;
    *beginning = o->beginning;
    if (st != ST_OK)
        *err = o->err;
    mem_free(o);
    return st;
}

const char *part_text(struct part *p, const char *text)
{
    return arena_copy(&p->texts, text, strlen(text));
}

static void show_progress(struct run *r, struct input *in)
{
    int64_t now;
    uint64_t bytes, records;

    if (r->o->progress == NULL || (now = phases_clock()) - r->last_progress < PROGRESS_NS)
        return;
    r->last_progress = now;
    feed_progress(r->feed, &bytes, &records);
    r->o->progress(r->o->ctx, input_path(in), bytes, input_size_hint(in), records);
}

static const char *joined_notes(struct part *p, const struct profile *profile)
{
    const struct slice *notes;
    size_t n = profile_notes(profile, &notes);
    struct buf all;
    const char *text;

    buf_init(&all, BUF_CAP);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_byte(&all, '\n');
        buf_slice(&all, notes[i]);
    }
    text = part_text(p, buf_string(&all));
    buf_release(&all);
    return text;
}

/* What the store is told of a dump before its first event. */
static void describe(struct run *r, struct part *p, struct input *in, const struct profile *profile)
{
    const struct import_options *o = r->o;
    struct store_import *info = &p->result.info;

    p->result.profile = profile_name(profile);
    p->result.source = o->source ? o->source : p->result.profile;
    info->source = p->result.source;
    info->profile = p->result.profile;
    info->title = profile_title(profile);
    info->notes = joined_notes(p, profile);
    info->name = part_text(p, input_name(in));
    info->tool = "trailbook " TRAILBOOK_VERSION;
    info->reader = info->zone = "";
    profile_digest(profile, info->profile_digest);
    info->profile_text = profile_text(profile);
    profile_rule_digest(profile, info->rule);
    info->done_at = o->now;
}

/* What the dump claims, by the clock that its times are read by. */
static enum status read_window(struct run *r, struct part *p, const struct profile *profile, struct err *err)
{
    const char *text = r->o->window;
    struct store_import *info = &p->result.info;
    int64_t from, to;

    if (text == NULL)
        return ST_OK;
    info->has_window = true;
    if (!stamp_window(text, profile_zone_info(profile), &info->window_from, &info->window_to))
        return err_set(err, ST_FAIL, "USAGE-VALUE",
                       "'%s' is not a window in the profile's zone, %s; write a zone behind both times", text,
                       profile_zone(profile));
    if (!stamp_window(text, NULL, &from, &to) || from != info->window_from || to != info->window_to)
        p->result.window_zone = part_text(p, profile_zone(profile));
    return ST_OK;
}

/* A single dump, or the parts of one, are what the user says they are.  Of several, a profile gets
 * those that bear its signature. */
static bool at_its_word(const struct run *r)
{
    const struct import_options *o = r->o;

    return o->profile != NULL && (o->parts || o->n_profiles == 0 || !input_set_several(r->set) ||
                                  !profile_has_signature(o->profile));
}

static enum status refuse_zeros(struct err *err)
{
    return err_set(err, ST_FAIL, "IMPORT-ZEROS",
                   "the dump holds zero bytes where records would begin: what stood there is lost, "
                   "as after a disk failure; get the dump again from where it came");
}

/* ST_END: the dump is empty and nobody said what it would have been. */
static enum status choose_profile(struct run *r, struct part *p, struct slice beginning, bool *blank,
                                  const struct profile **out, struct err *err)
{
    bool whole = beginning.n < INPUT_PEEK;
    enum status st;

    *blank = import_blank(beginning, whole);
    *out = r->o->profile;
    if (import_zeros(beginning) && (whole || *out == NULL))
        return refuse_zeros(err);
    if (*out != NULL && (*blank || at_its_word(r)))
        return ST_OK;
    st = *blank ? ST_END : import_detect(r->o, beginning, whole, out, err);
    p->result.detected = *out != r->o->profile;
    return st;
}

static enum status set_encoding(struct run *r, struct part *p, struct input *in, struct slice beginning,
                                const struct profile *profile, struct err *err)
{
    enum status st = ST_OK;

    encoding_free(r->encoding);
    r->encoding = NULL;
    if (import_encoding(profile, beginning, p->encoding))
        st = encoding_new(p->encoding, &r->encoding, err);
    if (st == ST_OK)
        input_set_encoding(in, r->encoding);
    return st;
}

static void keep_first(struct part *p, const struct batch *b)
{
    for (size_t i = 0; i < b->n_rejects && p->result.n_first < IMPORT_SHOWN; i++) {
        struct reject *r = &p->result.first[p->result.n_first++];

        *r = b->rejects[i];
        r->reason = slice_copy(&p->texts, r->reason);
        r->raw = SLICE_NONE;
    }
}

/* Takes batches to the store until the dump's end.  The feed is finished by the caller. */
static enum status take_batches(struct run *r, struct part *p, struct input *in, struct err *err)
{
    uint64_t rejected = 0;

    for (;;) {
        struct batch *b;
        enum status st = feed_next(r->feed, &b, err);

        phases_lap(r->o->phases, PHASE_WAIT);
        if (is_stopped(r))
            return run_stop(err);
        if (st != ST_OK)
            return st == ST_END ? ST_OK : st;
        show_progress(r, in);
        if (b == NULL)
            continue;
        keep_first(p, b);
        rejected += b->n_rejects;
        if (r->o->max_rejects >= 0 && rejected > (uint64_t)r->o->max_rejects) {
            feed_progress(r->feed, &p->result.info.bytes, &p->result.counts.records);
            return misfit_rejects(&p->result, rejected, err);
        }
        st = store_put(r->writer, b, err);
        if (st != ST_OK)
            return st;
    }
}

/* Events that had to be sorted first. */
static enum status put_late(struct run *r, struct input *in, struct err *err)
{
    enum status st;

    while ((st = store_put_late(r->writer, err)) == ST_OK) {
        if (is_stopped(r))
            return run_stop(err);
        show_progress(r, in);
    }
    return st == ST_END ? ST_OK : st;
}

static void keep_reader(struct run *r, struct part *p)
{
    struct buf text;

    buf_init(&text, BUF_CAP);
    buf_slice(&text, feed_described(r->feed));
    if (p->encoding[0] != 0)
        buf_format(&text, PART_ENCODING "%s", p->encoding);
    p->result.info.reader = part_text(p, buf_string(&text));
    buf_release(&text);
}

static void take_counts(struct run *r, struct part *p, const struct profile *profile)
{
    const struct feed_counts *c = feed_counts(r->feed);
    struct import_counts *to = &p->result.counts;

    assert(c->records == c->mapped + c->skipped + c->rejected);
    to->records = c->records;
    to->mapped = c->mapped;
    to->skipped = c->skipped;
    to->rejected = c->rejected;
    to->recovered = c->recovered;
    to->made = c->events;
    phases_add(r->o->phases, feed_phases(r->feed));
    p->result.zone_assumed = c->zone_assumed;
    p->result.ambiguous = c->ambiguous;
    p->result.info.zone = c->zone_assumed ? profile_zone(profile) : "";
    misfit_events(p, c, profile);
    keep_reader(r, p);
}

static enum status check_rejects(struct run *r, struct part *p, struct err *err)
{
    const struct import_counts *c = &p->result.counts;

    if (c->records > 0 && c->rejected == c->records)
        return misfit_all_rejected(p, err);
    if (r->o->max_rejects_percent >= 0 &&
        (double)c->rejected * 100.0 > r->o->max_rejects_percent * (double)c->records)
        return misfit_rejects(&p->result, c->rejected, err);
    return ST_OK;
}

/* Reads the whole dump into the writer; then result and info lack only what the store counts. */
static enum status pour(struct run *r, struct part *p, struct input *in, const struct profile *profile,
                        struct err *err)
{
    enum status st = feed_start(in, profile, p->result.source, &r->feed, err);

    phases_lap(r->o->phases, PHASE_OPEN);
    if (st != ST_OK)
        return st;
    st = take_batches(r, p, in, err);
    if (st == ST_OK)
        st = put_late(r, in, err);
    if (st == ST_OK)
        take_counts(r, p, profile);
    if (!feed_finish(r->feed, is_stopped(r)))
        r->abandoned = true;
    r->feed = NULL;
    return st == ST_OK ? check_rejects(r, p, err) : st;
}

/* Reads a dump without records to its end: its digest is evidence that there were none. */
static enum status pour_blank(struct input *in, struct err *err)
{
    unsigned char bytes[4096];
    size_t got;
    enum status st;

    do
        st = input_read(in, bytes, sizeof(bytes), &got, err);
    while (st == ST_OK && got > 0);
    return st;
}

/* The writer that p's events go to: a new one, or the group's, where p is the next part. */
static enum status open_writer(struct run *r, struct part *p, struct err *err)
{
    struct part *before = r->open;

    if (before == NULL)
        return store_writer_open(r->store, &p->result.info, r->o->remap, &r->writer, err);
    if (memcmp(before->result.info.profile_digest, p->result.info.profile_digest, DIGEST_SIZE) != 0)
        return err_set(err, ST_FAIL, "IMPORT-PARTS",
                       "this part is for profile %s, the first for %s; give the parts of one export only",
                       p->result.profile, before->result.profile);
    return store_next_part(r->writer, &before->result.info, &before->result.counts, err);
}

/* ST_END: the same bytes with the same profile are in.  (Of parts, that is for the group to say.) */
static enum status finish_part(struct run *r, struct part *p, struct input *in, struct err *err)
{
    enum status st;

    p->result.info.bytes = input_bytes(in);
    input_digest(in, p->result.info.dump);
    st = store_marks_dump(r->store, &p->result.info, err);
    if (st == ST_OK)
        st = known_again(r, p, err);
    p->known = st == ST_END;
    return p->known && r->o->parts ? ST_OK : st;
}

enum status part_read(struct run *r, struct part *p, struct input *in, struct slice beginning,
                      struct err *err)
{
    const struct profile *profile;
    bool blank, like;
    enum status st = choose_profile(r, p, beginning, &blank, &profile, err);

    if (st == ST_FAIL && known_anyhow(r, p, in)) {
        err_clear(err);
        return ST_END;
    }
    if (st != ST_OK) /* of a stream that broke off at once, that is what is wrong */
        return input_failed(in, err) != ST_OK ? ST_FAIL : st;
    describe(r, p, in, profile);
    if ((st = read_window(r, p, profile, err)) != ST_OK ||
        (st = set_encoding(r, p, in, beginning, profile, err)) != ST_OK ||
        (st = known_ahead(r, p, in, err)) != ST_OK || (st = open_writer(r, p, err)) != ST_OK)
        return st;
    r->open = p;
    misfit_look(r, p, beginning, profile);
    like = blank || p->encoding[0] != 0 || profile_has_column(profile, beginning);
    st = blank ? pour_blank(in, err) : pour(r, p, in, profile, err);
    if (st == ST_OK)
        st = misfit_kind(p, profile, like, err);
    return st == ST_OK ? finish_part(r, p, in, err) : st;
}
