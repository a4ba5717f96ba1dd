/* profile_test: a profile's examples, mapped and compared with what they expect.  See profile.h. */
#include <string.h>

#include "profile_parts.h"

static enum status wrong(const struct yaml *at, struct err *err, const char *what, struct slice got)
{
    if (got.n == 0)
        return err_at(err, ST_FAIL, "", at->line, at->column, "PROFILE-EXAMPLE",
                      "the example expects another %s: the record gives none", what);
    return err_at(err, ST_FAIL, "", at->line, at->column, "PROFILE-EXAMPLE",
                  "the example expects another %s: the record gives '%.*s'", what,
                  (int)(got.n < 300 ? got.n : 300), (const char *)got.p);
}

static enum status text_is(const struct yaml *want, struct slice got, const char *what, struct err *err)
{
    return slice_equal(want->text, got) ? ST_OK : wrong(want, err, what, got);
}

/* One after the other as they are spelled in an example; the last that is put is compared. */
static enum status list_is(const struct yaml *want, const struct slice *got, size_t n, const char *what,
                           struct err *err)
{
    const struct yaml *y = want->kind == YAML_LIST ? want->child : want;
    size_t i = 0;

    for (; y && i < n; y = y->next, i++)
        if (!slice_equal(y->text, got[i]))
            return wrong(y, err, what, got[i]);
    if (y)
        return wrong(y, err, what, SLICE_NONE);
    return i < n ? wrong(want, err, what, got[i]) : ST_OK;
}

static struct slice taken(struct arena *a, struct buf *b)
{
    struct slice text = slice_copy(a, buf_view(b));

    buf_release(b);
    return text;
}

/* "actor user ada (Ada Byron)" */
static enum status items_are(const struct yaml *want, const struct event *ev, struct arena *a,
                             struct err *err)
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
    return list_is(want, got, ev->n_parties, "item", err);
}

static void put_side(struct buf *b, bool known, struct slice text)
{
    if (known)
        buf_slice(b, text);
    else
        buf_byte(b, '?');
}

/* "seats: 5 -> 10", "?" being what is not recorded. */
static enum status changes_are(const struct yaml *want, const struct event *ev, struct arena *a,
                               struct err *err)
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
    return list_is(want, got, ev->n_changes, "change", err);
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

static enum status compare(const struct example *e, const struct event *ev, struct arena *a,
                           struct err *err)
{
    const struct slice texts[EXAMPLE_ITEMS] = {
        [EXAMPLE_ID] = ev->native,        [EXAMPLE_TIME] = time_text(ev, a),
        [EXAMPLE_ACTION] = ev->action,    [EXAMPLE_CATEGORY] = ev->category,
        [EXAMPLE_LABEL] = ev->label,      [EXAMPLE_OUTCOME] = slice_text(outcome_name(ev->outcome)),
        [EXAMPLE_REASON] = ev->reason,    [EXAMPLE_REQUEST] = ev->request,
        [EXAMPLE_MESSAGE] = ev->message,  [EXAMPLE_IP] = ev->ip,
        [EXAMPLE_AGENT] = ev->agent,      [EXAMPLE_LOCATION] = ev->location,
        [EXAMPLE_CHANNEL] = ev->channel,  [EXAMPLE_COUNT] = count_text(ev, a),
    };
    enum status st = ST_OK;

    for (size_t i = 0; i < EXAMPLE_ITEMS && st == ST_OK; i++)
        if (e->event[i])
            st = text_is(e->event[i], texts[i], example_fields[i], err);
    if (st == ST_OK && e->event[EXAMPLE_ITEMS])
        st = items_are(e->event[EXAMPLE_ITEMS], ev, a, err);
    if (st == ST_OK && e->event[EXAMPLE_CHANGES])
        st = changes_are(e->event[EXAMPLE_CHANGES], ev, a, err);
    return st;
}

/* The first event that the text gives. */
static enum status map_first(const struct profile *p, const struct example *e, struct mapper *m,
                             struct reader *r, struct err *err)
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
        st = compare(e, &batch.events[0], &tree, err);
    batch_release(&batch);
    arena_release(&tree);
    return st;
}

size_t profile_examples(const struct profile *p)
{
    return p->n_examples;
}

enum status profile_test(const struct profile *p, size_t i, struct err *err)
{
    const struct example *e = &p->examples[i];
    struct read_options read = p->read;
    struct mapper *m;
    struct input *in;
    struct reader *r;
    enum status st;

    if (p->detect.given && !p->encoding && !profile_detect(p, e->record, true))
        return err_at(err, ST_FAIL, "", e->line, e->column, "PROFILE-EXAMPLE",
                      "the example does not bear the signature that 'detect' declares");
    st = input_from_memory(e->record, p->name, &in);
    if (st != ST_OK)
        return st;
    m = mapper_new(p, p->name);
    read.plausible = mapper_plausible;
    read.plausible_ctx = m;
    st = reader_open(in, &read, &r, err);
    if (st == ST_OK) {
        st = map_first(p, e, m, r, err);
        reader_close(r);
    }
    mapper_free(m);
    input_close(in);
    return st;
}
