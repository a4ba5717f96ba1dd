/*
 * reader_xml_gap: what may stand between two records, and what is damage there.
 *
 * From the first tag that is no record's on, what stands up to the next record, to the end of what is
 * around it or to the end of the dump is looked over before any of it is taken.  Elements that end
 * there are members, those that are open where a record starts hold it.  All else that is not a blank,
 * a comment or an instruction is one reject.  A start tag that was spoiled is known by the end tag that
 * it leaves over: the reject begins where the element does that is open there, or if none is, as the
 * start tag is gone, with what stands before the end tag.
 */
#include <string.h>

#include "reader_xml_encoding.h"
#include "reader_xml_impl.h"

#define NONE SIZE_MAX

enum stop { STOP_RECORD, STOP_OUTER, STOP_END, STOP_LONG, STOP_ORPHAN };

/* One look.  Places count from the window's front. */
struct gap {
    size_t from, at;          /* where it began; behind the last token */
    size_t depth;             /* elements that are open */
    size_t junk_end;          /* behind the last damage outside of these */
    bool more;                /* input may follow what is at hand */
    bool element;             /* one was seen */
    bool orphan, orphan_last; /* the end tag of a record without a start was seen; nothing stands behind it */
    enum stop stop;
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t xml_blanks(struct slice s)
{
    size_t i = 0;

    while (i < s.n && slice_blank(s.p[i]))
        i++;
    return i;
}

static bool strict(const struct xml_reader *x)
{
    return x->depth == 0 || x->depth <= x->shown || !x->ancestors[x->depth - 1].unsure;
}

/* A declaration stands before a document only. */
static bool is_declaration(struct slice s)
{
    return slice_starts(s, SLICE("<?xml")) && s.n > 5 && (slice_blank(s.p[5]) || s.p[5] == '?');
}

static bool is_cdata(struct slice s)
{
    return slice_starts(s, SLICE("<!["));
}

/* A comment holds no "--". */
static bool comment_is_sound(struct slice s)
{
    for (size_t i = 4; i + 4 <= s.n; i++)
        if (s.p[i] == '-' && s.p[i + 1] == '-')
            return false;
    return true;
}

/* XML takes what stands there. */
static bool is_sound(struct slice s, enum xml_token t)
{
    if (xml_bad_byte(s) < s.n)
        return false;
    if (t == XML_SKIP)
        return !slice_starts(s, SLICE("<!--")) || comment_is_sound(s);
    return t == XML_TEXT ? xml_text_is_sound(s) : xml_tag_is_sound(s);
}

bool xml_gap_fine(const struct xml_reader *x, enum xml_token t, struct slice bytes, struct slice name)
{
    switch (t) {
    case XML_TEXT: return !strict(x);
    case XML_SKIP:
        if (is_cdata(bytes))
            return !strict(x);
        return !(is_declaration(bytes) && x->depth > 0) && memchr(bytes.p + 1, '<', bytes.n - 1) == NULL &&
               is_sound(bytes, t);
    case XML_DOCTYPE: return true;
    case XML_END: return xml_find_ancestor(x, name) < x->depth && is_sound(bytes, t);
    default: return false;
    }
}

/* Damage from from to to. */
static void add_junk(struct xml_reader *x, struct gap *g, size_t from, size_t to)
{
    struct xml_level *l = &x->levels[g->depth];

    l->junk = least(l->junk, from);
    if (g->depth == 0)
        g->junk_end = to;
}

static void take_text(struct xml_reader *x, struct gap *g, struct slice view, enum xml_token t, size_t start)
{
    struct xml_level *l = &x->levels[g->depth];
    size_t to = g->at;

    if (x->depth == 0 && g->depth == 0 &&
        slice_starts((struct slice){view.p + start, to - start}, SLICE("\xef\xbb\xbf")))
        start += 3; /* the mark that a document of its own begins with */
    start += xml_blanks((struct slice){view.p + start, to - start});
    if (start == to)
        return;
    while (slice_blank(view.p[to - 1]))
        to--;
    g->orphan_last = false;
    if ((g->depth == 0 && strict(x)) || !is_sound((struct slice){view.p + start, to - start}, t))
        add_junk(x, g, start, to);
    else
        l->text = least(l->text, start);
}

static void take_skip(struct xml_reader *x, struct gap *g, struct slice view, size_t start)
{
    struct slice bytes = {view.p + start, g->at - start};
    struct xml_level *l = &x->levels[g->depth];

    if (is_cdata(bytes)) {
        take_text(x, g, view, XML_SKIP, start);
        return;
    }
    g->orphan_last = false;
    if ((is_declaration(bytes) && x->depth + g->depth > 0) || !is_sound(bytes, XML_SKIP))
        add_junk(x, g, start, g->at);
    else if (memchr(bytes.p + 1, '<', bytes.n - 1) != NULL)
        l->first = least(l->first, start);
}

static void open_level(struct xml_reader *x, struct gap *g, struct slice view, struct slice name,
                       size_t start)
{
    x->levels[++g->depth] = (struct xml_level){.name = (size_t)(name.p - view.p),
                                               .name_n = name.n,
                                               .at = start,
                                               .first = NONE,
                                               .text = NONE,
                                               .junk = NONE};
}

/* The innermost ends; its damage is that of the whole element then. */
static void close_level(struct xml_reader *x, struct gap *g, size_t to)
{
    const struct xml_level *l = &x->levels[g->depth--];

    if (l->junk != NONE)
        add_junk(x, g, l->at, to);
}

/* How many of the open elements hold records, where one lost its start tag: as many as held the last
 * record; else all but the innermost, which is the spoiled one, unless that is the root. */
static size_t count_holding(const struct xml_reader *x, const struct gap *g)
{
    if (x->holding > 0)
        return x->holding - 1 < x->depth ? 0 : least(x->holding - 1 - x->depth, g->depth);
    return g->depth > (size_t)(x->depth == 0) ? g->depth - 1 : g->depth;
}

/* The end tag of nothing. */
static void take_orphan(struct xml_reader *x, struct gap *g, struct slice name, size_t start)
{
    const struct xml_level *l;
    size_t from = start;

    if (x->record.n == 0 || slice_equal(xml_local_name(name), x->record)) {
        size_t keep = count_holding(x, g);

        if (keep < g->depth) {
            from = least(x->levels[keep + 1].at, from);
            g->depth = keep;
            add_junk(x, g, from, g->at);
        }
        g->orphan = g->orphan_last = true;
    }
    l = &x->levels[g->depth];
    if (from == start && l->junk == NONE)
        from = least(l->first, from);
    add_junk(x, g, from, g->at);
}

/* An end tag; true if it is of what stands around. */
static bool take_end(struct xml_reader *x, struct gap *g, struct slice view, struct slice name, size_t start)
{
    for (size_t i = g->depth; i > 0; i--) {
        const struct xml_level *l = &x->levels[i];

        if (!slice_equal(name, (struct slice){view.p + l->name, l->name_n}))
            continue;
        while (g->depth > i) { /* what was left open in it */
            g->depth--;
            add_junk(x, g, x->levels[g->depth + 1].at, g->at);
        }
        close_level(x, g, g->at);
        return false;
    }
    if (xml_find_ancestor(x, name) < x->depth)
        return true;
    take_orphan(x, g, name, start);
    return false;
}

static bool end_look(struct gap *g, size_t at, enum stop stop)
{
    g->at = at;
    g->stop = stop;
    return true;
}

/* One token from start on; true if it ends the look. */
static bool take_token(struct xml_reader *x, struct gap *g, struct slice view, enum xml_token t,
                       const struct xml_tag *tag, size_t start)
{
    bool opens =
        t == XML_START || t == XML_EMPTY || (t == XML_STRAY && tag->name.n > 0 && view.p[start + 1] != '/');

    if (opens && xml_is_record(x, tag->name, x->depth + g->depth))
        return end_look(g, start, STOP_RECORD);
    if (opens) {
        if (g->orphan_last && t != XML_STRAY && g->depth == 0)
            return end_look(g, start, STOP_ORPHAN);
        if (x->depth + g->depth >= XML_DEPTH)
            return end_look(g, start, STOP_LONG);
        g->element = true;
        x->levels[g->depth].first = least(x->levels[g->depth].first, start);
        if (t == XML_STRAY || !is_sound((struct slice){view.p + start, g->at - start}, t))
            add_junk(x, g, start, g->at);
        else if (t != XML_EMPTY)
            open_level(x, g, view, tag->name, start);
        return false;
    }
    switch (t) {
    case XML_TEXT: take_text(x, g, view, t, start); return false;
    case XML_SKIP: take_skip(x, g, view, start); return false;
    case XML_DOCTYPE: return end_look(g, start, STOP_END);
    case XML_END:
        if (!is_sound((struct slice){view.p + start, g->at - start}, t)) {
            add_junk(x, g, start, g->at);
            return false;
        }
        if (take_end(x, g, view, tag->name, start))
            return end_look(g, start, STOP_OUTER);
        return false;
    default:
        g->orphan_last = false;
        add_junk(x, g, start, g->at);
        return false;
    }
}

/* A token has no end: a stray mark, or the dump was cut in it. */
static bool take_open(struct xml_reader *x, struct gap *g, struct slice view, const struct xml_tag *tag)
{
    size_t start = g->at;
    bool opens = tag->name.n > 0 && view.p[start + 1] != '/';

    if (opens && xml_is_record(x, tag->name, x->depth + g->depth))
        return end_look(g, start, STOP_RECORD);
    if (x->w->end && (opens || view.n - start < 2))
        return end_look(g, start, STOP_END);
    g->at++;
    add_junk(x, g, start, g->at);
    return false;
}

static enum status look(struct xml_reader *x, struct gap *g)
{
    size_t limit = g->from + (xml_out_of_patience(x) ? XML_AHEAD : RECORD_MAX);
    struct slice view = window_view(x->w);
    bool done = false;

    g->more = true;
    x->levels[0] = (struct xml_level){.first = NONE, .text = NONE, .junk = NONE};
    while (!done) {
        struct xml_tag tag = {.name = SLICE_NONE};
        size_t start = g->at;
        enum xml_token t = XML_MORE;

        if (start > limit) {
            end_look(g, start, STOP_LONG);
            return ST_OK;
        }
        if (start < view.n)
            t = xml_next_token(&x->search, view.p, view.n, !g->more, &g->at, &tag);
        if (t == XML_TEXT && g->at == view.n && g->more)
            t = XML_MORE; /* it is taken in one piece */
        if (t == XML_MORE)
            g->at = start;
        if (t != XML_MORE) {
            done = take_token(x, g, view, t, &tag, start);
        } else if (g->more) {
            enum status st = xml_grow(x, &g->more);

            if (st != ST_OK)
                return st;
            view = window_view(x->w);
        } else if (start < view.n) {
            done = take_open(x, g, view, &tag);
        } else {
            done = end_look(g, start, x->w->end ? STOP_END : STOP_LONG);
        }
    }
    return ST_OK;
}

/* Where the damage begins: in what ended, or in what holds the record that the look ended at. */
static size_t find_junk(struct xml_reader *x, struct gap *g)
{
    if (g->stop == STOP_OUTER && g->depth > 0) { /* what is open there has no end */
        g->depth = 0;
        add_junk(x, g, x->levels[1].at, g->at);
    }
    for (size_t i = 0; i <= g->depth; i++) {
        const struct xml_level *l = &x->levels[i];
        size_t from = l->junk;

        if (i > 0 && g->stop == STOP_RECORD)
            from = least(from, l->text);
        if (from != NONE)
            return from;
    }
    return NONE;
}

static size_t trimmed(struct slice s, size_t n)
{
    while (n > 0 && slice_blank(s.p[n - 1]))
        n--;
    return n;
}

static enum status reject(struct xml_reader *x, const struct gap *g)
{
    size_t n = trimmed(window_view(x->w), g->junk_end);

    x->spent += g->at - n;
    x->after_gap = true;
    if (x->behind && !x->bare && x->depth == 0) {
        err_set(x->err, ST_REJECT, "XML-BEHIND",
                "this stands behind the end of the document, where no more may follow; was something else "
                "written into the dump, or its end lost?");
    } else {
        x->recovered = true;
        err_set(
            x->err, ST_REJECT, "XML-BETWEEN", "%s",
            g->orphan
                ? "this is what is left of a record whose start tag is spoiled or lost"
                : "this stands between the records, where no text, stray mark or unmatched tag may stand");
    }
    return xml_reject(x, n);
}

enum status xml_gap(struct xml_reader *x)
{
    struct gap g = {0};
    enum status st = look(x, &g);
    size_t junk;

    if (st != ST_OK)
        return st;
    junk = find_junk(x, &g);
    x->unsure = g.stop == STOP_LONG;
    if (junk == NONE || (!x->elements && !g.element && g.stop == STOP_END)) {
        x->checked = x->search.base + g.at;
        return ST_OK;
    }
    if (junk == 0)
        return reject(x, &g);
    x->spent += g.at - junk;
    x->checked = x->search.base + junk;
    return ST_OK;
}

enum status xml_gap_rest(struct xml_reader *x, size_t *n)
{
    struct gap g = {.from = *n, .at = *n};
    struct slice view;
    enum status st = look(x, &g);

    if (st != ST_OK)
        return st;
    view = window_view(x->w);
    x->spent += g.at - *n;
    if (g.orphan && find_junk(x, &g) == *n + xml_blanks((struct slice){view.p + *n, view.n - *n}) &&
        g.depth == 0)
        *n = trimmed(view, g.junk_end);
    return ST_OK;
}
