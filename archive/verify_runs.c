/* verify_runs: the list of what an act erased, as it is disclosed.  See verify_erased.h. */
#include "entry_read.h"
#include "mem.h"
#include "verify_erased.h"

struct verify_runs {
    enum { OPEN, RUN_OR_END, RUN, FIRST, COUNT, NAME_OPEN, NAME, NAME_END, AFTER, CLOSED, ENDED } state;
    uint64_t act, end; /* the act's entry; of the run before */
    uint64_t n, events, values;
    uint64_t number;
    size_t digits;
    struct buf names;    /* each with NUL behind it */
    size_t name, before; /* where the last one begins; and the one before: SIZE_MAX, there is none */
    struct verify_run run;
    verify_run_found *found;
    void *ctx;
    const char *wrong;
};

struct verify_runs *verify_runs_new(verify_run_found *found, void *ctx)
{
    struct verify_runs *r = mem_zero(1, sizeof(*r));

    buf_init(&r->names, BUF_CAP);
    r->found = found;
    r->ctx = ctx;
    return r;
}

void verify_runs_free(struct verify_runs *r)
{
    if (r == NULL)
        return;
    buf_release(&r->names);
    mem_free(r);
}

void verify_runs_start(struct verify_runs *r, uint64_t act)
{
    r->state = OPEN;
    r->act = act;
    r->end = r->n = r->events = r->values = 0;
    r->wrong = NULL;
}

static void start_number(struct verify_runs *r, int state)
{
    r->state = state;
    r->number = r->digits = 0;
}

/* A number without a zero in front; none has more digits than an entry's. */
static bool add_digit(struct verify_runs *r, unsigned char c)
{
    if (c < '0' || c > '9' || r->digits == 16 || (r->digits > 0 && r->number == 0))
        return false;
    r->number = r->number * 10 + (uint64_t)(c - '0');
    r->digits++;
    return true;
}

static bool start_run(struct verify_runs *r)
{
    buf_clear(&r->names);
    r->before = SIZE_MAX;
    r->run.n = 0;
    start_number(r, FIRST);
    return ++r->n <= VERIFY_RUNS;
}

static bool end_first(struct verify_runs *r)
{
    r->run.first = r->number;
    if (r->digits == 0)
        return false;
    start_number(r, COUNT);
    return true;
}

static bool end_name(struct verify_runs *r)
{
    const char *names = (const char *)r->names.p;
    bool empty = r->names.n == r->name;

    buf_byte(&r->names, 0);
    if (empty)
        return false;
    if (r->before != SIZE_MAX && strcmp(names + r->before, names + r->name) >= 0)
        return false;
    r->before = r->name;
    r->run.n++;
    r->state = NAME_END;
    return true;
}

static bool add_name(struct verify_runs *r, unsigned char c)
{
    if (c == '"')
        return end_name(r);
    if (c <= ' ' || c > '~' || c == '\\' || r->names.n - r->name == ENTRY_NAME)
        return false;
    buf_byte(&r->names, c);
    return true;
}

static enum status end_run(struct verify_runs *r, struct err *err)
{
    uint64_t names = r->run.n;

    r->state = AFTER;
    r->run.act = r->act;
    r->run.names = buf_view(&r->names);
    if (r->run.first < r->end)
        r->wrong = "has runs that overlap, or are not in order";
    else if (r->run.count == 0 || r->run.first >= r->act || r->run.count > r->act - r->run.first)
        r->wrong = "names no entry before it, or one behind it";
    if (r->wrong != NULL)
        return ST_OK;
    r->end = r->run.first + r->run.count;
    r->events += names == 0 ? r->run.count : 0;
    r->values += names * r->run.count;
    return r->found(r->ctx, &r->run, err);
}

/* True: the byte c is one that may stand here, and is none that ends a run. */
static bool take_mark(struct verify_runs *r, unsigned char c)
{
    static const struct step {
        int state;
        char mark;
        int next;
    } steps[] = {{OPEN, '[', RUN_OR_END}, {RUN_OR_END, ']', CLOSED}, {AFTER, ',', RUN},
                 {AFTER, ']', CLOSED},    {CLOSED, ']', ENDED},      {NAME_END, ',', NAME_OPEN}};

    if (r->state == NAME_OPEN && c == '"') {
        r->name = r->names.n;
        r->state = NAME;
        return r->run.n < ENTRY_COMMITMENTS;
    }
    if ((r->state == RUN || r->state == RUN_OR_END) && c == '[')
        return start_run(r);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        if ((int)r->state == steps[i].state && c == (unsigned char)steps[i].mark) {
            r->state = steps[i].next;
            return true;
        }
    return false;
}

static enum status take(struct verify_runs *r, unsigned char c, struct err *err)
{
    bool good;

    if (r->state == COUNT && (c == ',' || c == ']') && r->digits > 0) {
        r->run.count = r->number;
        r->state = NAME_OPEN;
        if (c == ']')
            return end_run(r, err);
        return ST_OK;
    }
    if (r->state == NAME_END && c == ']')
        return end_run(r, err);
    if (r->state == FIRST)
        good = c == ',' ? end_first(r) : add_digit(r, c);
    else if (r->state == COUNT)
        good = add_digit(r, c);
    else
        good = r->state == NAME ? add_name(r, c) : take_mark(r, c);
    if (!good)
        r->wrong = "is not written as such lists are";
    return ST_OK;
}

enum status verify_runs_piece(struct verify_runs *r, struct slice piece, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 0; i < piece.n && st == ST_OK && r->wrong == NULL; i++)
        st = take(r, piece.p[i], err);
    return st;
}

const char *verify_runs_end(struct verify_runs *r, uint64_t *events, uint64_t *values)
{
    *events = r->events;
    *values = r->values;
    return r->wrong != NULL || r->state == ENDED ? r->wrong : "is cut off";
}
