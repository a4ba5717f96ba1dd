/* jsonw: JSON text as a verb prints it.  See jsonw.h. */
#include <assert.h>
#include <string.h>

#include "json.h"
#include "jsonw.h"
#include "stamp.h"

void jsonw_init(struct jsonw *w)
{
    memset(w, 0, sizeof(*w));
    buf_init(&w->text, BUF_CAP);
}

void jsonw_release(struct jsonw *w)
{
    buf_release(&w->text);
}

static void indent(struct jsonw *w)
{
    buf_byte(&w->text, '\n');
    for (unsigned i = 0; i < w->depth; i++)
        buf_text(&w->text, "  ");
}

/* What stands before a value: comma, line, name. */
static void lead(struct jsonw *w, const char *name)
{
    if (w->depth > 0) {
        if (w->some[w->depth - 1])
            buf_byte(&w->text, ',');
        w->some[w->depth - 1] = true;
        indent(w);
        assert((name == NULL) == w->array[w->depth - 1]);
    }
    if (name != NULL) {
        json_write_string(&w->text, slice_text(name));
        buf_text(&w->text, ": ");
    }
}

static void open(struct jsonw *w, const char *name, bool array)
{
    lead(w, name);
    assert(w->depth < JSONW_DEPTH);
    w->some[w->depth] = false;
    w->array[w->depth] = array;
    w->depth++;
    buf_byte(&w->text, array ? '[' : '{');
}

void jsonw_object(struct jsonw *w, const char *name)
{
    open(w, name, false);
}

void jsonw_array(struct jsonw *w, const char *name)
{
    open(w, name, true);
}

void jsonw_end(struct jsonw *w)
{
    assert(w->depth > 0);
    w->depth--;
    if (w->some[w->depth])
        indent(w);
    buf_byte(&w->text, w->array[w->depth] ? ']' : '}');
    if (w->depth == 0)
        buf_byte(&w->text, '\n');
}

void jsonw_slice(struct jsonw *w, const char *name, struct slice value)
{
    lead(w, name);
    json_write_string(&w->text, value);
}

void jsonw_text(struct jsonw *w, const char *name, const char *value)
{
    lead(w, name);
    if (value == NULL)
        buf_text(&w->text, "null");
    else
        json_write_string(&w->text, slice_text(value));
}

void jsonw_count(struct jsonw *w, const char *name, uint64_t value)
{
    lead(w, name);
    buf_format(&w->text, "%llu", (unsigned long long)value);
}

void jsonw_bool(struct jsonw *w, const char *name, bool value)
{
    lead(w, name);
    buf_text(&w->text, value ? "true" : "false");
}

void jsonw_time(struct jsonw *w, const char *name, int64_t at)
{
    lead(w, name);
    if (at == STAMP_UNKNOWN) {
        buf_text(&w->text, "null");
        return;
    }
    buf_byte(&w->text, '"');
    stamp_write(&w->text, at, at % STAMP_SECOND ? STAMP_RES_NS : STAMP_RES_S);
    buf_byte(&w->text, '"');
}

void jsonw_raw(struct jsonw *w, const char *name, struct slice json)
{
    lead(w, name);
    buf_slice(&w->text, json);
}

void jsonw_hex(struct jsonw *w, const char *name, const unsigned char *p, size_t n)
{
    lead(w, name);
    buf_byte(&w->text, '"');
    buf_hex(&w->text, p, n);
    buf_byte(&w->text, '"');
}
