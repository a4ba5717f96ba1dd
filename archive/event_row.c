/* event_row: a row of events.csv.  See event_row.h. */
#include <string.h>

#include "csv_cell.h"
#include "entry.h"
#include "event_row.h"
#include "json.h"
#include "mem.h"

/* Members of an entry, and values that it commits to, each a column or some. */
enum member {
    SEQ,
    TIME,
    RES,
    ZONE,
    SRC,
    IMPORT,
    REC,
    PART,
    ACTION,
    CATEGORY,
    OUTCOME,
    COUNT,
    CONFLICT,
    MEMBERS
};
enum value { ACTOR, DATA, MESSAGE, ORIGIN, RECORD, REQUEST, REST, VALUES };
#define ORIGIN_PARTS 4
#define RECORD_PARTS 6

static const char *const members[MEMBERS] = {"seq",     "time",  "res",     "zone",   "src",
                                             "import",  "rec",   "part",    "action", "category",
                                             "outcome", "count", "conflict"};
static const char *const values[VALUES] = {"actor",  "data",    "message",  "origin",
                                           "record", "request", "item.rest"};

struct event_row {
    struct json_scan scan;
    struct arena arena;
    struct slice members[MEMBERS];
    struct slice values[VALUES], items[ENTRY_ITEMS]; /* JSON as it stands; n = 0: not disclosed */
    bool named[ENTRY_ITEMS];                         /* it commits to so many items */
    bool act;
    struct buf missing, list;
};

struct event_row *event_row_new(void)
{
    struct event_row *r = mem_zero(1, sizeof(*r));

    buf_init(&r->missing, BUF_CAP);
    buf_init(&r->list, BUF_CAP);
    return r;
}

void event_row_free(struct event_row *r)
{
    if (r == NULL)
        return;
    arena_release(&r->arena);
    buf_release(&r->missing);
    buf_release(&r->list);
    mem_free(r);
}

void event_row_head(struct buf *out)
{
    buf_text(out,
             "seq,time,res,zone,src,import,rec,part,action,category,outcome,count,conflict,actors,items,"
             "ip,agent,location,channel,request,message,data,id,offset,length,sha256,ident,n,missing\r\n");
}

/* 1 to ENTRY_ITEMS of "item.<k>", or 0. */
static size_t item_number(struct slice name)
{
    int64_t k;

    if (!slice_starts(name, SLICE("item.")))
        return 0;
    name = (struct slice){name.p + 5, name.n - 5};
    return name.n <= 2 && slice_int(name, &k) && k >= 1 && k <= ENTRY_ITEMS ? (size_t)k : 0;
}

/* Where the value of that name belongs, or NULL. */
static struct slice *place_of(struct event_row *r, struct slice name)
{
    size_t k = item_number(name);

    if (k > 0)
        return &r->items[k - 1];
    for (size_t i = 0; i < VALUES; i++)
        if (slice_is(name, values[i]))
            return &r->values[i];
    return NULL;
}

/* <seq> TAB ["<salt>","<name>",<value>] */
static bool take_disclosure(struct event_row *r, struct slice line)
{
    const unsigned char *p = memchr(line.p, '"', line.n), *end = line.p + line.n;
    struct slice name, *to;

    for (int quotes = 1; p != NULL && quotes < 3; quotes++)
        p = memchr(p + 1, '"', (size_t)(end - p) - 1);
    if (p == NULL || end[-1] != ']')
        return false;
    name.p = p + 1;
    p = memchr(name.p, '"', (size_t)(end - name.p));
    if (p == NULL || end - p < 4 || p[1] != ',')
        return false;
    name.n = (size_t)(p - name.p);
    to = place_of(r, name);
    if (to != NULL && to->n > 0)
        return false;
    if (to != NULL)
        *to = (struct slice){p + 2, (size_t)(end - p) - 3};
    return true;
}

static bool take_disclosures(struct event_row *r, struct slice lines)
{
    while (lines.n > 0) {
        const unsigned char *lf = memchr(lines.p, '\n', lines.n);
        size_t n = lf != NULL ? (size_t)(lf - lines.p) : 0;

        if (n == 0 || !take_disclosure(r, (struct slice){lines.p, n}))
            return false;
        lines = (struct slice){lf + 1, lines.n - n - 1};
    }
    return true;
}

/* A name that the entry commits to: of it there is a value, or it is missing. */
static void take_name(struct event_row *r, struct slice name)
{
    const struct slice *value = place_of(r, name);
    size_t k = item_number(name);

    if (k > 0)
        r->named[k - 1] = true;
    if (value == NULL || value->n > 0)
        return;
    if (r->missing.n > 0)
        buf_byte(&r->missing, ' ');
    buf_slice(&r->missing, name);
}

static bool take_member(struct event_row *r, struct slice name)
{
    enum json_token t = json_next(&r->scan);

    if (slice_is(name, "_sd")) {
        while (t == JSON_OBJECT || t == JSON_KEY || t == JSON_STRING) {
            if (t == JSON_KEY)
                take_name(r, r->scan.value);
            t = json_next(&r->scan);
        }
        return t == JSON_OBJECT_END;
    }
    r->act = r->act || slice_is(name, "act");
    if (t != JSON_STRING && t != JSON_NUMBER)
        return r->act;
    for (size_t i = 0; i < MEMBERS; i++)
        if (slice_is(name, members[i]))
            r->members[i] = r->scan.value;
    return true;
}

/* An act may have members of any form; none of them matters here. */
static bool take_line(struct event_row *r, struct slice line)
{
    enum json_token t;

    json_start(&r->scan, line, &r->arena);
    if (json_next(&r->scan) != JSON_OBJECT)
        return false;
    while (!r->act && (t = json_next(&r->scan)) == JSON_KEY)
        if (!take_member(r, r->scan.value))
            return false;
    return r->act || t == JSON_OBJECT_END;
}

static void put_cell(struct buf *out, struct slice cell)
{
    buf_byte(out, ',');
    csv_write_cell(out, CSV_GUARDED, cell);
}

/* n texts, numbers or nulls of a JSON array; of one that is not disclosed, none. */
static bool read_parts(struct event_row *r, struct slice text, struct slice *out, size_t n)
{
    memset(out, 0, n * sizeof(*out));
    if (text.n == 0)
        return true;
    json_start(&r->scan, text, &r->arena);
    if (json_next(&r->scan) != JSON_ARRAY)
        return false;
    for (size_t i = 0; i < n; i++) {
        enum json_token t = json_next(&r->scan);

        if (t != JSON_NULL && t != JSON_STRING && t != JSON_NUMBER)
            return false;
        out[i] = t == JSON_NULL ? SLICE_NONE : r->scan.value;
    }
    return json_next(&r->scan) == JSON_ARRAY_END && json_next(&r->scan) == JSON_END;
}

/* A text or null. */
static bool read_text(struct event_row *r, struct slice text, struct slice *out)
{
    enum json_token t;

    *out = SLICE_NONE;
    if (text.n == 0)
        return true;
    json_start(&r->scan, text, &r->arena);
    t = json_next(&r->scan);
    if (t == JSON_STRING)
        *out = r->scan.value;
    return (t == JSON_STRING || t == JSON_NULL) && json_next(&r->scan) == JSON_END;
}

/* What was done, where no catalog lists it: the first member of data. */
static bool find_action(struct event_row *r, struct slice data, struct slice *out)
{
    if (out->n > 0 || data.n == 0)
        return true;
    json_start(&r->scan, data, &r->arena);
    if (json_next(&r->scan) != JSON_OBJECT)
        return false;
    if (json_next(&r->scan) == JSON_KEY && slice_is(r->scan.value, "action") &&
        json_next(&r->scan) == JSON_STRING)
        *out = r->scan.value;
    return true;
}

/* All of them in one list, in order; null for one that is missing. */
static bool list_items(struct event_row *r)
{
    struct slice rest = r->values[REST];
    struct buf *b = &r->list;

    buf_clear(b);
    buf_byte(b, '[');
    for (size_t i = 0; i < ENTRY_ITEMS && r->named[i]; i++) {
        buf_text(b, i > 0 ? "," : "");
        buf_slice(b, r->items[i].n > 0 ? r->items[i] : SLICE("null"));
    }
    if (rest.n > 0 && (rest.n < 2 || rest.p[0] != '[' || rest.p[rest.n - 1] != ']'))
        return false;
    if (rest.n > 2) {
        buf_byte(b, ',');
        buf_slice(b, (struct slice){rest.p + 1, rest.n - 2});
    }
    buf_byte(b, ']');
    return true;
}

static bool put_row(struct event_row *r, struct buf *out)
{
    struct slice origin[ORIGIN_PARTS], record[RECORD_PARTS], data, message, request;

    if (!read_parts(r, r->values[ORIGIN], origin, ORIGIN_PARTS) ||
        !read_parts(r, r->values[RECORD], record, RECORD_PARTS) || !read_text(r, r->values[DATA], &data) ||
        !read_text(r, r->values[MESSAGE], &message) || !read_text(r, r->values[REQUEST], &request) ||
        !find_action(r, data, &r->members[ACTION]) || !list_items(r))
        return false;
    buf_slice(out, r->members[SEQ]);
    for (size_t i = SEQ + 1; i < MEMBERS; i++)
        put_cell(out, r->members[i]);
    put_cell(out, r->values[ACTOR]);
    put_cell(out, buf_view(&r->list));
    for (size_t i = 0; i < ORIGIN_PARTS; i++)
        put_cell(out, origin[i]);
    put_cell(out, request);
    put_cell(out, message);
    put_cell(out, data);
    for (size_t i = 0; i < RECORD_PARTS; i++)
        put_cell(out, record[i]);
    put_cell(out, buf_view(&r->missing));
    buf_text(out, "\r\n");
    return true;
}

bool event_row_write(struct event_row *r, struct slice line, struct slice disclosed, struct buf *out)
{
    arena_reset(&r->arena);
    memset(r->members, 0, sizeof(r->members));
    memset(r->values, 0, sizeof(r->values));
    memset(r->items, 0, sizeof(r->items));
    memset(r->named, 0, sizeof(r->named));
    buf_clear(&r->missing);
    r->act = false;
    return take_disclosures(r, disclosed) && take_line(r, line) && (r->act || put_row(r, out));
}
