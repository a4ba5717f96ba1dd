/* entry_act: acts of trailbook itself as lines of the ledger.  See entry.h. */
#include <stdlib.h>

#include "entry_lines.h"
#include "json.h"

#define ACT_MEMBERS 96 /* an amended event's values, and its own */

struct act_member {
    struct slice name, value; /* value: JSON as it stands */
};

/* To the end of the value whose first token is the scan's next; false if there is none. */
static bool read_value(struct json_scan *s, struct slice *out)
{
    unsigned depth = s->depth;
    size_t from;

    if (json_next(s) == JSON_ERROR)
        return false;
    from = s->start;
    while (s->depth > depth)
        if (json_next(s) == JSON_ERROR)
            return false;
    *out = (struct slice){s->text.p + from, s->at - from};
    return true;
}

/* The members of a JSON object, which point into text; false if it is none, or has too many. */
static bool read_members(struct slice text, struct arena *a, struct act_member *out, size_t *n)
{
    struct json_scan *s = arena_zero(a, 1, sizeof(*s));
    enum json_token t;

    *n = 0;
    if (text.n == 0)
        return true;
    json_start(s, text, a);
    if (json_next(s) != JSON_OBJECT)
        return false;
    while ((t = json_next(s)) == JSON_KEY) {
        if (*n == ACT_MEMBERS)
            return false;
        out[*n].name = slice_copy(a, s->value);
        if (!read_value(s, &out[(*n)++].value))
            return false;
    }
    return t == JSON_OBJECT_END && json_next(s) == JSON_END;
}

static int member_order(const void *a, const void *b)
{
    const struct act_member *x = a, *y = b;

    return slice_order(x->name, y->name);
}

static void commit_hidden(struct committer *c, struct slice hidden, struct arena *a)
{
    struct act_member m[ACT_MEMBERS];
    size_t n;

    (void)read_members(hidden, a, m, &n);
    qsort(m, n, sizeof(*m), member_order);
    for (size_t i = 0; i < n; i++) {
        buf_slice(&c->out->scratch, m[i].value);
        entry_commit(c, (const char *)arena_copy(a, m[i].name.p, m[i].name.n));
    }
    if (n > 0)
        buf_byte(&c->out->line, '}');
}

size_t entry_act_salts(const struct entry_act *act)
{
    struct arena a = ARENA_INIT;
    struct act_member m[ACT_MEMBERS];
    size_t n;
    bool readable = read_members(act->clear, &a, m, &n) && read_members(act->hidden, &a, m, &n);

    arena_release(&a);
    return readable ? n : SIZE_MAX;
}

/* Members that every act has: text lies in b. */
static size_t add_own(struct act_member *m, uint64_t seq, const struct entry_act *act, struct buf *b)
{
    size_t at, number;

    entry_string(b, act->kind);
    at = b->n;
    buf_int(b, act->at);
    number = b->n;
    buf_int(b, (int64_t)seq);
    m[0] = (struct act_member){SLICE("act"), {b->p, at}};
    m[1] = (struct act_member){SLICE("at"), {b->p + at, number - at}};
    m[2] = (struct act_member){SLICE("seq"), {b->p + number, b->n - number}};
    m[3] = (struct act_member){SLICE("v"), SLICE("1")};
    return 4;
}

void entry_of_act(struct entry *out, uint64_t seq, const struct entry_act *act, const unsigned char *salts)
{
    struct committer c = {.out = out, .seq = seq, .salt = salts};
    struct act_member m[ACT_MEMBERS + 4];
    struct arena a = ARENA_INIT;
    size_t n;

    (void)read_members(act->clear, &a, m, &n);
    entry_start(out);
    commit_hidden(&c, act->hidden, &a);
    buf_clear(&out->text);
    n += add_own(m + n, seq, act, &out->text);
    qsort(m, n, sizeof(*m), member_order);
    for (size_t i = 0; i < n; i++) {
        if (out->line.n > 1)
            buf_byte(&out->line, ',');
        entry_string(&out->line, m[i].name);
        buf_byte(&out->line, ':');
        buf_slice(&out->line, m[i].value);
    }
    buf_byte(&out->line, '}');
    arena_release(&a);
}
