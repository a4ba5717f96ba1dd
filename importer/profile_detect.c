/* profile_detect: does a dump bear a profile's declared signature?  See profile.h. */
#include <string.h>

#include "encoding.h"
#include "mapper_steps.h"

#define ROOT_WITHIN ((size_t)64 << 10) /* bytes within which the document element's tag ends */
#define TRIES       8                  /* records that are looked at, should the first ones be damaged */

/* What the first byte rules out, so that no reader needs to try; byte order marks, blanks and the
 * NULs of UTF-16 are passed over. */
static bool can_be(enum format f, struct slice s)
{
    size_t i = 0;

    while (i < s.n && (s.p[i] == 0xef || s.p[i] == 0xbb || s.p[i] == 0xbf || s.p[i] >= 0xfe || s.p[i] <= ' '))
        i++;
    if (i == s.n)
        return false;
    switch (f) {
    case FORMAT_XML: return s.p[i] == '<';
    case FORMAT_JSON: return s.p[i] == '{' || s.p[i] == '[';
    case FORMAT_CSV: return s.p[i] != '<' && s.p[i] != '{' && s.p[i] != '[';
    }
    return false;
}

static bool among(struct slice name, const struct slice *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_equal(slice_trim(name), names[i]))
            return true;
    return false;
}

/* The declared columns and no other, in any order. */
static bool header_fits(const struct detect_rule *d, const struct reader *r)
{
    const struct slice *cells;
    size_t n = reader_header(r, &cells);

    if (n != d->n_header)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!among(cells[i], d->header, d->n_header) || !among(d->header[i], cells, n))
            return false;
    return true;
}

/* ---- XML's document element, for dumps whose first record lies far behind ---- */

/* Behind the declaration, comments and instructions; n if there is nothing more. */
static size_t prolog_end(struct slice s)
{
    static const struct {
        const char *begin, *end;
    } parts[] = {{"<!--", "-->"}, {"<?", "?>"}};
    size_t i = 0;

    for (;;) {
        size_t before = i;

        while (i < s.n && s.p[i] <= ' ')
            i++;
        for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
            struct slice end = slice_text(parts[k].end);

            if (!slice_starts((struct slice){s.p + i, s.n - i}, slice_text(parts[k].begin)))
                continue;
            while (i + end.n <= s.n && memcmp(s.p + i, end.p, end.n) != 0)
                i++;
            i = i + end.n <= s.n ? i + end.n : s.n;
        }
        if (i == before || i == s.n)
            return i;
    }
}

static bool ends_name(unsigned char c)
{
    return c <= ' ' || c == '>' || c == '/' || c == '=';
}

/* Does the tag, from behind its name to its '>', bear the attribute? */
static bool has_attribute(struct slice tag, struct slice name)
{
    unsigned char quote = 0;

    for (size_t i = 1; i + name.n < tag.n; i++) {
        if (quote || tag.p[i] == '"' || tag.p[i] == '\'')
            quote = !quote ? tag.p[i] : tag.p[i] == quote ? 0 : quote;
        else if (tag.p[i - 1] <= ' ' && memcmp(tag.p + i, name.p, name.n) == 0 &&
                 ends_name(tag.p[i + name.n]))
            return true;
        else if (tag.p[i] == '>')
            return false;
    }
    return false;
}

static bool is_root(const struct detect_rule *d, struct slice s)
{
    size_t i = prolog_end(s) + 1, start = i;
    struct slice tag, name;

    if (i >= s.n || s.p[i - 1] != '<')
        return false;
    while (i < s.n && !ends_name(s.p[i])) {
        if (s.p[i] == ':')
            start = i + 1;
        i++;
    }
    name = (struct slice){s.p + start, i - start};
    if (i == s.n || !slice_equal(name, d->root[0]))
        return false;
    tag = (struct slice){s.p + i, s.n - i};
    for (size_t k = 1; k < d->n_root; k++)
        if (!has_attribute(tag, d->root[k]))
            return false;
    return true;
}

static bool root_fits(const struct detect_rule *d, struct slice beginning, const struct encoding *encoding)
{
    unsigned char *p = mem_alloc(ROOT_WITHIN);
    struct input *in = input_from_memory(beginning, "");
    struct err err = ERR_INIT;
    size_t n = 0, got = 1;
    bool fits;

    input_set_encoding(in, encoding);
    while (n < ROOT_WITHIN && got && input_read(in, p + n, ROOT_WITHIN - n, &got, &err) == ST_OK)
        n += got;
    fits = is_root(d, (struct slice){p, n});
    input_close(in);
    mem_free(p);
    return fits;
}

static bool record_fits(const struct profile *p, const struct record *rec)
{
    struct scope around = {rec->enclosing, NULL};
    struct scope s = {rec->tree, rec->enclosing ? &around : NULL};
    struct mapper *m = mapper_new(p, "");
    bool fits = true;

    mapper_embed(m, &s);
    for (size_t i = 0; i < p->detect.n_has && fits; i++)
        fits = path_present(&p->detect.has[i], &s);
    mapper_restore(m);
    mapper_free(m);
    return fits;
}

static bool first_record_fits(const struct profile *p, struct reader *r, bool whole)
{
    struct arena arena = ARENA_INIT;
    struct record rec;
    struct err err = ERR_INIT;
    enum status st = ST_REJECT;
    bool fits;

    for (int i = 0; i < TRIES && st == ST_REJECT; i++) {
        arena_reset(&arena);
        st = reader_next(r, &arena, &rec, &err);
    }
    if (st == ST_OK)
        fits = (!p->detect.has_header || header_fits(&p->detect, r)) && record_fits(p, &rec);
    else if (p->detect.has_header)
        fits = st == ST_END && !p->detect.n_has && header_fits(&p->detect, r);
    else
        fits = p->detect.n_root && !whole; /* no record so far: the root tells enough */
    arena_release(&arena);
    return fits;
}

const struct slice *profile_dotted(const struct path *path, const struct slice *names, size_t n)
{
    for (size_t i = 0; i < n && path->n_steps > 1; i++)
        if (slice_equal(slice_trim(names[i]), path->text))
            return &names[i];
    return NULL;
}

/* Paths within an `each` start at a part of the record, which has names of its own. */
static bool starts_at_parts(const struct profile *p)
{
    bool any = p->has_each;

    for (size_t i = 0; i < p->n_items; i++)
        any |= p->items[i].has_each;
    for (size_t i = 0; i < p->n_changes; i++)
        any |= p->changes[i].has_each;
    return any;
}

static bool is_stray(const struct detect_rule *d, const struct path *path)
{
    return path->n_steps > 0 && path->up == 0 && path->steps[0].column == 0 &&
           !among(path->steps[0].name, d->header, d->n_header);
}

bool profile_stray(const struct profile *p, size_t *at, struct err *err)
{
    const struct written *w = p->paths;
    size_t i = 0;

    if (!p->detect.has_header || starts_at_parts(p))
        return false;
    for (; w && (i < *at || !is_stray(&p->detect, &w->path)); w = w->next)
        i++;
    *at = i + 1;
    if (w && profile_dotted(&w->path, p->detect.header, p->detect.n_header))
        err_at(err, ST_FAIL, "", w->line, w->column, "PROFILE-COLUMN",
               "'%.*s' is a column, and a dot parts the steps of a path; "
               "write the name in quotes: \"'%.*s'\"",
               (int)w->path.text.n, (const char *)w->path.text.p, (int)w->path.text.n,
               (const char *)w->path.text.p);
    else if (w)
        err_at(err, ST_FAIL, "", w->line, w->column, "PROFILE-COLUMN",
               "no column '%.*s' is in the header that 'detect' declares, so nothing is found there; "
               "correct one of them",
               (int)w->path.steps[0].name.n, (const char *)w->path.steps[0].name.p);
    return w != NULL;
}

bool profile_has_column(const struct profile *p, struct slice beginning)
{
    for (size_t k = 0; p->detect.has_header && k < p->detect.n_header; k++) {
        struct slice name = p->detect.header[k];

        for (size_t i = 0; i + name.n <= beginning.n; i++)
            if (name.n > 0 && memcmp(beginning.p + i, name.p, name.n) == 0)
                return true;
    }
    return !p->detect.has_header;
}

bool profile_has_signature(const struct profile *p)
{
    return p->detect.given;
}

bool profile_detect(const struct profile *p, struct slice beginning, bool whole)
{
    struct encoding *encoding = NULL;
    struct input *in;
    struct reader *r;
    struct err err = ERR_INIT;
    bool fits = false;

    if (!p->detect.given || !can_be(p->read.format, beginning))
        return false;
    if (p->encoding && encoding_new(p->encoding, &encoding, &err) != ST_OK)
        return false;
    if (!p->detect.n_root || root_fits(&p->detect, beginning, encoding)) {
        in = input_from_memory(beginning, p->name);
        input_set_encoding(in, encoding);
        if (reader_open(in, &p->read, &r, &err) == ST_OK) {
            fits = first_record_fits(p, r, whole);
            reader_close(r);
        }
        input_close(in);
    }
    encoding_free(encoding);
    return fits;
}
