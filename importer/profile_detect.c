/* profile_detect: does a dump bear a profile's declared signature? */
#include <string.h>

#include "mapper_parts.h"

#define TRIES 8 /* records that are looked at, should the first ones be damaged */

/* What the first byte rules out, so that no reader needs to try; byte order marks, blanks and the
 * NULs of UTF-16 are passed over. */
static bool can_be(enum format f, struct slice s)
{
    size_t i = 0;

    while (i < s.n && (s.p[i] == 0xef || s.p[i] == 0xbb || s.p[i] == 0xbf || s.p[i] >= 0xfe ||
                       s.p[i] <= ' '))
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

static bool first_record_fits(const struct profile *p, struct reader *r)
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
    else
        fits = st == ST_END && p->detect.has_header && !p->detect.n_has && header_fits(&p->detect, r);
    arena_release(&arena);
    return fits;
}

bool profile_detect(const struct profile *p, struct slice beginning, bool whole)
{
    struct encoding *encoding = NULL;
    struct input *in;
    struct reader *r;
    struct err err = ERR_INIT;
    bool fits = false;

    (void)whole; /* a record that is cut off is rejected or, as the last one, not reached */
    if (!p->detect.given || !can_be(p->read.format, beginning))
        return false;
    if (p->encoding && encoding_new(p->encoding, &encoding, &err) != ST_OK)
        return false;
    if (input_from_memory(beginning, p->name, &in) == ST_OK) {
        input_set_encoding(in, encoding);
        if (reader_open(in, &p->read, &r, &err) == ST_OK) {
            fits = first_record_fits(p, r);
            reader_close(r);
        }
        input_close(in);
    }
    encoding_free(encoding);
    return fits;
}
