/* sentence: what an event says in plain words.  See sentence.h. */
#include <stdio.h>
#include <string.h>

#include "event_sentence.h"
#include "sentence.h"
#include "template.h"
#include "utf8.h"
#include "value_make.h"

#define CACHE    2048           /* compiled sentences; a power of two */
#define NAMED    64             /* parties that a sentence may name: the first ones */
#define JOINED   3              /* of one name, before "and N more" */
#define MARK     "\xef\xb7\x90" /* U+FDD0, a noncharacter: then an index, then MARK_END */
#define MARK_END "\xef\xb7\x91" /* U+FDD1 */

struct compiled {
    int64_t action;
    bool used;
    bool names, asks; /* it tells of items; it asks for the outcome */
    const struct tmpl *t;
    struct slice text; /* owned: the sentence, to notice another one of the same action */
};

struct sentences {
    struct template_set *set;
    struct compiled cache[CACHE];
    size_t n;
    struct buf out;
    struct arena texts;
};

/* A text of the event that a mark stands for. */
struct marks {
    struct slice texts[16];
    size_t n;
    size_t message, reason, channel; /* their marks */
};

struct sentences *sentences_new(void)
{
    struct sentences *s = mem_zero(1, sizeof(*s));

    s->set = template_set_new(TEMPLATE_PLAIN, NULL, NULL);
    buf_init(&s->out, (size_t)1 << 20);
    return s;
}

void sentences_free(struct sentences *s)
{
    if (s == NULL)
        return;
    template_set_free(s->set);
    buf_release(&s->out);
    arena_release(&s->texts);
    mem_free(s);
}

static void compile(struct sentences *s, struct compiled *c, struct slice text)
{
    struct err err = ERR_INIT;

    c->text = slice_copy(&s->texts, text);
    c->names = sentence_names(text);
    c->asks = sentence_asks(text);
    if (text.n == 0 || text.n > SENTENCE_MAX ||
        template_compile(s->set, "sentence", c->text, &c->t, &err) != ST_OK)
        c->t = NULL;
}

/* Forgets all: more actions than the cache holds. */
static void start_again(struct sentences *s)
{
    template_set_free(s->set);
    s->set = template_set_new(TEMPLATE_PLAIN, NULL, NULL);
    memset(s->cache, 0, sizeof(s->cache));
    arena_reset(&s->texts);
    s->n = 0;
}

static const struct compiled *lookup(struct sentences *s, const struct store_event *e)
{
    size_t at = (size_t)e->action_id & (CACHE - 1);

    while (s->cache[at].used) {
        if (s->cache[at].action == e->action_id && slice_equal(s->cache[at].text, e->ev.sentence))
            return &s->cache[at];
        at = (at + 1) & (CACHE - 1);
    }
    if (s->n >= CACHE / 2) {
        start_again(s);
        at = (size_t)e->action_id & (CACHE - 1);
    }
    s->cache[at].action = e->action_id;
    s->cache[at].used = true;
    s->n++;
    compile(s, &s->cache[at], e->ev.sentence);
    return &s->cache[at];
}

static size_t named(const struct store_event *e)
{
    return e->n_parties < NAMED ? e->n_parties : NAMED;
}

/* "A, B and 3 more" as marks: list holds n parties, total there are. */
static struct slice marks_of(struct arena *a, const size_t *list, size_t n, size_t total)
{
    struct slice text;
    struct buf b;

    buf_init(&b, 1024);
    for (size_t i = 0; i < n && i < JOINED; i++) {
        if (i > 0)
            buf_text(&b, i + 1 == total ? " and " : ", ");
        buf_format(&b, "%s%zu%s", MARK, list[i], MARK_END);
    }
    if (total > JOINED)
        buf_format(&b, " and %zu more", total - JOINED);
    text = slice_copy(a, buf_view(&b));
    buf_release(&b);
    return text;
}

/* A name by role: all parties of it. */
static void add_role(struct value_builder *b, const struct store_event *e, enum role role)
{
    size_t list[JOINED], n = 0, total = 0;

    for (size_t i = 0; i < e->n_parties; i++) {
        if (e->parties[i].role != role)
            continue;
        if (n < JOINED && i < NAMED)
            list[n++] = i;
        total++;
    }
    if (n > 0)
        value_add_text(b, role_name(role), marks_of(b->arena, list, n, total));
}

/* Is party i the first of its type? */
static bool first_of_type(const struct store_event *e, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (slice_equal(e->parties[j].type, e->parties[i].type))
            return false;
    return true;
}

/* A name by type: the targets of it; if there are none the others but the actor; else the actor. */
static void add_type(struct value_builder *b, const struct store_event *e, struct slice type)
{
    size_t list[JOINED], n = 0, total = 0;

    for (int pass = 0; n == 0 && pass < 3; pass++)
        for (size_t i = 0; i < e->n_parties; i++) {
            enum role role = e->parties[i].role;
            int rank = role == ROLE_TARGET ? 0 : role == ROLE_ACTOR ? 2 : 1;

            if (rank != pass || !slice_equal(e->parties[i].type, type))
                continue;
            if (n < JOINED && i < NAMED)
                list[n++] = i;
            total += n > 0;
        }
    value_add(b, "", value_text(marks_of(b->arena, list, n, total)));
    b->fields[b->map.n - 1].name = type;
}

static size_t add_mark(struct value_builder *b, struct marks *m, const char *name, struct slice text)
{
    char mark[32];
    size_t n, at = NAMED + m->n;

    if (text.n == 0)
        return SIZE_MAX;
    m->texts[m->n++] = text;
    n = (size_t)snprintf(mark, sizeof(mark), "%s%zu%s", MARK, at, MARK_END);
    value_add_text(b, name, (struct slice){arena_copy(b->arena, mark, n), n});
    return at;
}

static void add_texts(struct value_builder *b, struct marks *m, const struct store_event *e)
{
    const struct event *ev = &e->ev;
    struct value count = value_int(b->arena, ev->count);

    m->message = add_mark(b, m, "message", ev->message);
    m->reason = add_mark(b, m, "reason", ev->reason);
    m->channel = add_mark(b, m, "channel", ev->channel);
    add_mark(b, m, "label", ev->label);
    add_mark(b, m, "action", ev->action);
    add_mark(b, m, "category", ev->category);
    add_mark(b, m, "ip", ev->ip);
    add_mark(b, m, "location", ev->location);
    add_mark(b, m, "agent", ev->agent);
    add_mark(b, m, "request", ev->request);
    value_add(b, "count", count);
    value_add_bool(b, "failed", ev->outcome == OUTCOME_FAILURE);
    value_add_bool(b, "denied", ev->outcome == OUTCOME_DENIED);
    value_add_bool(b, "succeeded", ev->outcome == OUTCOME_SUCCESS);
}

static void bind(struct value_builder *b, struct marks *m, const struct store_event *e, struct arena *a)
{
    value_begin(b, a, ROLE_COUNT + NAMED + 16);
    for (size_t i = 0; i < named(e); i++)
        if (first_of_type(e, i) && !slice_is(e->parties[i].type, "actor"))
            add_type(b, e, e->parties[i].type);
    for (int r = 0; r < ROLE_COUNT; r++)
        add_role(b, e, (enum role)r);
    add_texts(b, m, e);
}

struct parts { /* being made */
    struct sentence_part *p;
    size_t n, max;
};

static void add_part(struct parts *ps, enum sentence_kind kind, struct slice text, size_t party)
{
    if (ps->n < ps->max && (kind == SENTENCE_PARTY || text.n > 0))
        ps->p[ps->n++] = (struct sentence_part){kind, text, party};
}

/* A mark of index was met. */
static void resolve(struct parts *ps, const struct store_event *e, const struct marks *m, size_t index,
                    struct sentence_result *out)
{
    if (index < named(e)) {
        add_part(ps, SENTENCE_PARTY, SLICE_NONE, index);
        out->told[index] = true;
    } else if (index >= NAMED && index - NAMED < m->n) {
        add_part(ps, index == m->message ? SENTENCE_MESSAGE : SENTENCE_TEXT, m->texts[index - NAMED], 0);
        out->told_message |= index == m->message;
        out->told_reason |= index == m->reason;
        out->told_channel |= index == m->channel;
    }
}

/* Cuts what was rendered at its marks. */
static void split(struct parts *ps, struct slice text, const struct store_event *e, const struct marks *m,
                  struct sentence_result *out)
{
    size_t from = 0, at = 0;

    while (at + 3 <= text.n) {
        size_t index = 0, end;

        if (memcmp(text.p + at, MARK, 3) != 0) {
            at++;
            continue;
        }
        for (end = at + 3; end < text.n && text.p[end] >= '0' && text.p[end] <= '9' && index < 1000; end++)
            index = index * 10 + (size_t)(text.p[end] - '0');
        add_part(ps, SENTENCE_TEXT, (struct slice){text.p + from, at - from}, 0);
        resolve(ps, e, m, index, out);
        at = from = end + 3 <= text.n ? end + 3 : text.n;
    }
    add_part(ps, SENTENCE_TEXT, (struct slice){text.p + from, text.n - from}, 0);
}

/* "LABEL: targets", then what else took part but the actor. */
static void neutral(struct parts *ps, const struct store_event *e, struct arena *a,
                    struct sentence_result *out)
{
    size_t list[JOINED], n = 0, shown = 0;

    for (int pass = 0; n == 0 && pass < 2; pass++)
        for (size_t i = 0; i < e->n_parties; i++)
            if (pass == 0 ? e->parties[i].role == ROLE_TARGET : e->parties[i].role != ROLE_ACTOR) {
                if (n < JOINED)
                    list[n] = i;
                n++;
            }
    add_part(ps, SENTENCE_TEXT, e->ev.label.n > 0 ? e->ev.label : e->ev.action, 0);
    for (size_t i = 0; i < n && i < JOINED; i++, shown++) {
        add_part(ps, SENTENCE_TEXT, i == 0 ? SLICE(": ") : SLICE(", "), 0);
        add_part(ps, SENTENCE_PARTY, SLICE_NONE, list[i]);
        if (list[i] < NAMED)
            out->told[list[i]] = true;
    }
    if (n > shown) {
        char more[40];
        size_t length = (size_t)snprintf(more, sizeof(more), " and %zu more", n - shown);

        add_part(ps, SENTENCE_TEXT, (struct slice){arena_copy(a, more, length), length}, 0);
    }
    add_part(ps, SENTENCE_TEXT, SLICE("."), 0);
}

static struct slice erased_text(const struct store_event *e, struct arena *a)
{
    char text[60] = "[erased]: ";
    int n = (int)strlen(text);

    if (e->erased_by >= 0)
        n = snprintf(text, sizeof(text), "[erased] by entry %lld: ", (long long)e->erased_by);
    return (struct slice){arena_copy(a, text, (size_t)n), (size_t)n};
}

void sentence_of(struct sentences *s, const struct store_event *e, struct arena *a,
                 struct sentence_result *out)
{
    const struct compiled *c = lookup(s, e);
    bool erased = (e->ev.flags & (EVENT_ERASED | EVENT_PARTLY)) == EVENT_ERASED;
    bool bad = outcome_is_bad(e->ev.outcome);
    struct parts ps = {arena_alloc(a, 160 * sizeof(struct sentence_part)), 0, 160};
    struct err err = ERR_INIT;

    memset(out, 0, sizeof(*out));
    if (erased)
        add_part(&ps, SENTENCE_TEXT, erased_text(e, a), 0);
    else if (c->t != NULL && (!bad || !c->names || c->asks)) {
        struct marks m = {.n = 0};
        struct value_builder b;
        struct slice text;

        bind(&b, &m, e, a);
        buf_clear(&s->out);
        if (template_render_buf(c->t, value_of_map(&b.map), &s->out, &err) == ST_OK) {
            text = slice_trim(slice_copy(a, buf_view(&s->out)));
            split(&ps, text, e, &m, out);
        }
    }
    out->told_reason |= out->told_message && slice_equal(e->ev.reason, e->ev.message);
    out->label = ps.n == 0 || erased;
    if (out->label)
        neutral(&ps, e, a, out);
    out->parts = ps.p;
    out->n = ps.n;
}

static struct slice bracketed(struct arena *a, struct slice name)
{
    char text[80];
    int n = snprintf(text, sizeof(text), "[%.*s]", (int)name.n, (const char *)name.p);

    for (int i = 0; i < n; i++)
        if (text[i] == '_')
            text[i] = ' ';
    return (struct slice){arena_copy(a, text, (size_t)n), (size_t)n};
}

struct slice sentence_sample(struct sentences *s, struct slice text, struct arena *a)
{
    struct value_builder b;
    struct tag tag;
    size_t at = 0;
    struct compiled c = {.used = true};
    struct err err = ERR_INIT;

    value_begin(&b, a, NAMED + 1);
    value_add_bool(&b, "succeeded", true);
    value_add_bool(&b, "failed", false);
    value_add_bool(&b, "denied", false);
    while (b.map.n < NAMED && sentence_next(text, &at, &tag) == ST_OK) {
        bool known = tag.name.n == 0 || tag.name.n >= 64 || tag.kind == TAG_COMMENT;

        for (size_t i = 0; !known && i < b.map.n; i++)
            known = slice_equal(b.fields[i].name, tag.name);
        if (known)
            continue;
        value_add(&b, "", value_text(SLICE_NONE));
        b.fields[b.map.n - 1].name = tag.name;
        b.fields[b.map.n - 1].value = value_text(bracketed(a, tag.name));
    }
    if (s->n >= CACHE / 2)
        start_again(s);
    s->n++;
    compile(s, &c, text);
    buf_clear(&s->out);
    if (c.t == NULL || template_render_buf(c.t, value_of_map(&b.map), &s->out, &err) != ST_OK)
        return SLICE_NONE;
    return slice_trim(slice_copy(a, buf_view(&s->out)));
}
