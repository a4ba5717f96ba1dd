/* entry_read: lines of the ledger, read.  See entry_read.h. */
#include "entry.h"
#include "entry_read.h"
#include "json.h"

#define DEPTH 8
#define SUM   43 /* characters of a commitment */

struct entry_reader {
    struct json_scan scan;
    struct arena arena;
    struct buf again; /* the line, as it would be written */
    struct level {
        bool object;
        size_t n;          /* values begun */
        struct slice name; /* the last member's */
    } levels[DEPTH + 1];   /* 0: around the line */
    size_t depth;
    bool seq, version; /* were there */
    struct entry_read out;
};

struct entry_reader *entry_reader_new(void)
{
    struct entry_reader *r = mem_zero(1, sizeof(*r));

    buf_init(&r->again, BUF_CAP);
    return r;
}

void entry_reader_free(struct entry_reader *r)
{
    if (r == NULL)
        return;
    arena_release(&r->arena);
    buf_release(&r->again);
    mem_free(r);
}

static void part(struct entry_reader *r, struct level *l)
{
    if (l->n++ > 0)
        buf_byte(&r->again, ',');
}

/* Before a value: in an array, and not in an object, something may have to part it from the one before. */
static bool begin_value(struct entry_reader *r)
{
    struct level *l = &r->levels[r->depth];

    if (!l->object)
        part(r, l);
    return r->depth > 0 || l->n == 1;
}

static const char *open_value(struct entry_reader *r, bool object)
{
    if (!begin_value(r) || r->depth == DEPTH || (r->depth == 0 && !object))
        return "is not one JSON object";
    buf_byte(&r->again, object ? '{' : '[');
    r->levels[++r->depth] = (struct level){.object = object};
    return NULL;
}

static const char *close_value(struct entry_reader *r)
{
    buf_byte(&r->again, r->levels[r->depth--].object ? '}' : ']');
    return NULL;
}

static const char *name(struct entry_reader *r)
{
    struct level *l = &r->levels[r->depth];

    if (l->n > 0 && slice_order(l->name, r->scan.value) >= 0)
        return "has members that are not in order, or one twice";
    if (r->depth == 1 && r->out.n_members == ENTRY_MEMBERS)
        return "has more members than any entry";
    if (r->depth == 1)
        r->out.members[r->out.n_members++] = (struct entry_member){.name = r->scan.value};
    part(r, l);
    l->name = r->scan.value;
    entry_string(&r->again, l->name);
    buf_byte(&r->again, ':');
    return NULL;
}

/* Is the value one of the entry's own member of that name? */
static bool is_own(const struct entry_reader *r, const char *member)
{
    return r->depth == 1 && slice_is(r->levels[1].name, member);
}

/* Keeps the value of the entry's own member that was named last. */
static void keep(struct entry_reader *r, const struct entry_member *value)
{
    struct entry_member *m = &r->out.members[r->out.n_members - 1];

    if (r->depth != 1)
        return;
    m->kind = value->kind;
    m->text = value->text;
    m->number = value->number;
}

static bool is_commitment(const struct entry_reader *r)
{
    return r->depth == 2 && r->levels[2].object && slice_is(r->levels[1].name, "_sd");
}

static bool is_plain(struct slice name)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] <= ' ' || name.p[i] > '~' || name.p[i] == '"' || name.p[i] == '\\')
            return false;
    return name.n > 0 && name.n <= ENTRY_NAME;
}

static const char *text(struct entry_reader *r)
{
    struct slice value = r->scan.value;

    if (!begin_value(r))
        return "is not one JSON object";
    entry_string(&r->again, value);
    keep(r, &(struct entry_member){.kind = ENTRY_TEXT, .text = value});
    if (!is_commitment(r))
        return is_own(r, "_sd") ? "has commitments that are none" : NULL;
    if (value.n != SUM || r->out.n == ENTRY_COMMITMENTS || !is_plain(r->levels[2].name))
        return "has commitments that are none";
    r->out.commitments[r->out.n++] = (struct entry_commitment){r->levels[2].name, value};
    return NULL;
}

static const char *number(struct entry_reader *r)
{
    struct slice value = r->scan.value;
    int64_t v;

    if (!begin_value(r) || !slice_int(value, &v) || slice_is(value, "-0") || v >= INT64_C(1) << 53 ||
        v <= -(INT64_C(1) << 53))
        return "has a number that is no integer below 2^53";
    buf_slice(&r->again, value);
    keep(r, &(struct entry_member){.kind = ENTRY_NUMBER, .number = v});
    if (is_commitment(r) || is_own(r, "_sd"))
        return "has commitments that are none";
    if (is_own(r, "seq") && v >= 0) {
        r->seq = true;
        r->out.seq = (uint64_t)v;
    }
    r->version = r->version || (is_own(r, "v") && v == 1);
    return NULL;
}

static const char *take(struct entry_reader *r, enum json_token t)
{
    if ((t == JSON_OBJECT || t == JSON_ARRAY) && (is_commitment(r) || (t == JSON_ARRAY && is_own(r, "_sd"))))
        return "has commitments that are none";
    switch (t) {
    case JSON_OBJECT:
    case JSON_ARRAY: return open_value(r, t == JSON_OBJECT);
    case JSON_OBJECT_END:
    case JSON_ARRAY_END: return close_value(r);
    case JSON_KEY: return name(r);
    case JSON_STRING: return text(r);
    case JSON_NUMBER: return number(r);
    default: return t == JSON_ERROR ? "is no JSON" : "has values that are neither text nor integer";
    }
}

const char *entry_read(struct entry_reader *r, struct slice line, const struct entry_read **out)
{
    const char *wrong = NULL;
    enum json_token t;

    arena_reset(&r->arena);
    buf_clear(&r->again);
    r->levels[0] = (struct level){.object = false};
    r->depth = 0;
    r->seq = r->version = false;
    r->out.n = r->out.n_members = 0;
    json_start(&r->scan, line, &r->arena);
    while (wrong == NULL && (t = json_next(&r->scan)) != JSON_END)
        wrong = take(r, t);
    if (wrong == NULL && !slice_equal(buf_view(&r->again), line))
        wrong = "is not written as entries are";
    if (wrong == NULL && !(r->seq && r->version))
        wrong = "has no number, or is of another version of the format";
    *out = &r->out;
    return wrong;
}

const struct entry_member *entry_member(const struct entry_read *e, const char *name)
{
    for (size_t i = 0; i < e->n_members; i++)
        if (slice_is(e->members[i].name, name))
            return &e->members[i];
    return NULL;
}

struct slice entry_member_text(const struct entry_read *e, const char *name)
{
    const struct entry_member *m = entry_member(e, name);

    return m != NULL && m->kind == ENTRY_TEXT ? m->text : SLICE_NONE;
}
