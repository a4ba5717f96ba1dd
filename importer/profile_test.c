/* profile_test: a profile's examples, mapped and compared with what they expect.  See profile.h. */
#include <string.h>

#include "mapper.h"
#include "profile_example.h"
#include "profile_parts.h"

/* What is found wrong; there may be more than room. */
struct faults {
    struct err *at;
    size_t n, room;
};

/* Where to put the next one; one that has no room is only counted. */
static struct err *next_fault(struct faults *f, struct err *spare)
{
    *spare = (struct err)ERR_INIT;
    return f->n++ < f->room ? &f->at[f->n - 1] : spare;
}

static void differs(struct faults *f, const struct yaml *at, const char *what, struct slice got)
{
    struct err spare, *err = next_fault(f, &spare);

    if (got.n == 0)
        err_at(err, ST_FAIL, "", at->line, at->column, "PROFILE-EXAMPLE",
               "the example expects another %s: the record gives none", what);
    else
        err_at(err, ST_FAIL, "", at->line, at->column, "PROFILE-EXAMPLE",
               "the example expects another %s: the record gives '%.*s'", what,
               (int)(got.n < 300 ? got.n : 300), (const char *)got.p);
}

/* One after the other as they are spelled in an example. */
static void list_is(const struct yaml *want, const struct slice *got, size_t n, const char *what,
                    struct faults *f)
{
    const struct yaml *y = want->kind == YAML_LIST ? want->child : want;
    size_t i = 0;

    for (; y; y = y->next, i++)
        if (i >= n || !slice_equal(y->text, got[i]))
            differs(f, y, what, i < n ? got[i] : SLICE_NONE);
    for (; i < n; i++)
        differs(f, want, what, got[i]);
}

static struct slice taken(struct arena *a, struct buf *b)
{
    struct slice text = slice_copy(a, buf_view(b));

    buf_release(b);
    return text;
}

/* "actor user ada (Ada Byron)" */
static void items_are(const struct yaml *want, const struct event *ev, struct arena *a, struct faults *f)
{
    struct slice *got = arena_zero(a, ev->n_parties + 1, sizeof(*got));

    for (size_t i = 0; i < ev->n_parties; i++) {
        const struct party *p = &ev->parties[i];
        struct buf b;

        buf_init(&b, BUF_CAP);
        buf_format(&b, "%s %.*s %.*s", role_name(p->role), (int)p->type.n, (const char *)p->type.p,
                   (int)p->key.n, (const char *)p->key.p);
        if (p->label.n)
            buf_format(&b, " (%.*s)", (int)p->label.n, (const char *)p->label.p);
        got[i] = taken(a, &b);
    }
    list_is(want, got, ev->n_parties, "item", f);
}

static void put_side(struct buf *b, bool known, struct slice text)
{
    if (known)
        buf_slice(b, text);
    else
        buf_byte(b, '?');
}

/* "seats: 5 -> 10", "?" being what is not recorded. */
static void changes_are(const struct yaml *want, const struct event *ev, struct arena *a, struct faults *f)
{
    struct slice *got = arena_zero(a, ev->n_changes + 1, sizeof(*got));

    for (size_t i = 0; i < ev->n_changes; i++) {
        const struct change *c = &ev->changes[i];
        struct buf b;

        buf_init(&b, BUF_CAP);
        buf_slice(&b, c->field);
        buf_text(&b, ": ");
        put_side(&b, (c->known & CHANGE_OLD_KNOWN) != 0, c->old);
        buf_text(&b, " -> ");
        put_side(&b, (c->known & CHANGE_NEW_KNOWN) != 0, c->new_);
        got[i] = taken(a, &b);
    }
    list_is(want, got, ev->n_changes, "change", f);
}

static struct slice time_text(const struct event *ev, struct arena *a)
{
    struct buf b;

    if (ev->time.at == STAMP_UNKNOWN)
        return SLICE("unknown");
    buf_init(&b, 128);
    stamp_write(&b, ev->time.at, ev->time.resolution);
    return taken(a, &b);
}

static struct slice count_text(const struct event *ev, struct arena *a)
{
    struct buf b;

    buf_init(&b, 64);
    buf_format(&b, "%lld", (long long)ev->count);
    return taken(a, &b);
}

static void compare(const struct example *e, const struct event *ev, struct arena *a, struct faults *f)
{
    const struct slice texts[EXAMPLE_ITEMS] = {
        [EXAMPLE_ID] = ev->native,       [EXAMPLE_TIME] = time_text(ev, a),
        [EXAMPLE_ACTION] = ev->action,   [EXAMPLE_CATEGORY] = ev->category,
        [EXAMPLE_LABEL] = ev->label,     [EXAMPLE_OUTCOME] = slice_text(outcome_name(ev->outcome)),
        [EXAMPLE_REASON] = ev->reason,   [EXAMPLE_REQUEST] = ev->request,
        [EXAMPLE_MESSAGE] = ev->message, [EXAMPLE_IP] = ev->ip,
        [EXAMPLE_AGENT] = ev->agent,     [EXAMPLE_LOCATION] = ev->location,
        [EXAMPLE_CHANNEL] = ev->channel, [EXAMPLE_COUNT] = count_text(ev, a),
    };

    for (size_t i = 0; i < EXAMPLE_ITEMS; i++)
        if (e->event[i] && !slice_equal(e->event[i]->text, texts[i]))
            differs(f, e->event[i], example_fields[i], texts[i]);
    if (e->event[EXAMPLE_ITEMS])
        items_are(e->event[EXAMPLE_ITEMS], ev, a, f);
    if (e->event[EXAMPLE_CHANGES])
        changes_are(e->event[EXAMPLE_CHANGES], ev, a, f);
}

/* The first event that the text gives. */
static enum status map_first(const struct profile *p, const struct example *e, struct mapper *m,
                             struct reader *r, struct faults *f, struct err *err)
{
    struct arena tree = ARENA_INIT;
    struct batch batch;
    struct err why = ERR_INIT;
    enum mapped mapped = MAPPED_SKIP;
    enum status st = ST_OK;

    batch_init(&batch);
    while (mapped == MAPPED_SKIP && st == ST_OK) {
        struct record rec;

        arena_reset(&tree);
        memset(&rec, 0, sizeof(rec));
        st = reader_next(r, &tree, &rec, &why);
        if (st == ST_OK)
            mapped = mapper_map(m, &rec, rec.raw, &batch, &why);
    }
    if (st == ST_END)
        st = err_at(err, ST_FAIL, "", e->line, e->column, "PROFILE-EXAMPLE",
                    "the example holds no record that profile %s does not skip", p->name);
    else if (st != ST_OK || mapped == MAPPED_REJECT)
        st = err_at(err, ST_FAIL, "", e->line, e->column, "PROFILE-EXAMPLE",
                    "the example's record is rejected: %s [%s]", why.text, why.code);
    else
        compare(e, &batch.events[0], &tree, f);
    batch_release(&batch);
    arena_release(&tree);
    return st;
}

size_t profile_examples(const struct profile *p)
{
    return p->n_examples;
}

static enum status test(const struct profile *p, const struct example *e, struct faults *f, struct err *err)
{
    struct read_options read = p->read;
    struct mapper *m;
    struct input *in;
    struct reader *r;
    enum status st;

    if (p->detect.given && !p->encoding && !profile_detect(p, e->record, true))
        return err_at(err, ST_FAIL, "", e->line, e->column, "PROFILE-EXAMPLE",
                      "the example does not bear the signature that 'detect' declares");
    in = input_from_memory(e->record, p->name);
    m = mapper_new(p, p->name);
    read.plausible = mapper_plausible;
    read.plausible_ctx = m;
    st = reader_open(in, &read, &r, err);
    if (st == ST_OK) {
        st = map_first(p, e, m, r, f, err);
        reader_close(r);
    }
    mapper_free(m);
    input_close(in);
    return st;
}

size_t profile_test(const struct profile *p, size_t i, struct err *out, size_t room)
{
    struct faults f = {.at = out, .room = room};
    struct err err = ERR_INIT, spare;

    if (test(p, &p->examples[i], &f, &err) != ST_OK)
        *next_fault(&f, &spare) = err;
    return f.n;
}
