/* import_detect: what a dump's beginning tells: its profile, its encoding.  See import_detect.h. */
#include <stdio.h>
#include <string.h>

#include "encoding.h"
#include "import_detect.h"
#include "reader_xml_encoding.h"

/* Byte order marks of UTF-8, UTF-16 LE and BE. */
static struct slice without_mark(struct slice s)
{
    static const struct slice marks[] = {{(const unsigned char *)"\xef\xbb\xbf", 3},
                                         {(const unsigned char *)"\xff\xfe", 2},
                                         {(const unsigned char *)"\xfe\xff", 2}};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (slice_starts(s, marks[i]))
            return (struct slice){s.p + marks[i].n, s.n - marks[i].n};
    return s;
}

bool import_encoding(const struct profile *p, struct slice beginning, char name[IMPORT_ENCODING])
{
    const char *declared = profile_encoding(p);
    char xml[XML_ENCODING_SIZE] = "";

    if (slice_starts(beginning, SLICE("\xff\xfe")))
        declared = "utf-16le";
    else if (slice_starts(beginning, SLICE("\xfe\xff")))
        declared = "utf-16be";
    else if (declared == NULL && profile_read(p)->format == FORMAT_XML &&
             xml_declared_encoding(beginning, xml))
        declared = xml;
    if (declared == NULL)
        return false;
    snprintf(name, IMPORT_ENCODING, "%s", declared);
    return true;
}

/* The bytes that tell UTF-16's characters, every other one: 'l' the first of two, 'b' the second; 0:
 * this is not UTF-16. */
static char utf16_order(struct slice beginning)
{
    const unsigned char *p = beginning.p;

    if (beginning.n < 2 || beginning.n % 2 != 0)
        return 0;
    if ((p[0] == 0xff && p[1] == 0xfe) || (p[0] != 0 && p[1] == 0))
        return 'l';
    return (p[0] == 0xfe && p[1] == 0xff) || (p[0] == 0 && p[1] != 0) ? 'b' : 0;
}

bool import_blank(struct slice beginning, bool whole)
{
    struct slice s = without_mark(beginning);
    char order = utf16_order(beginning), seen[3] = "";
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (order != 0 && (i % 2 == 0) != (order == 'l') && s.p[i] == 0)
            continue;
        if (slice_blank(s.p[i]))
            continue;
        if (n == 2)
            return false;
        seen[n++] = (char)s.p[i];
    }
    return whole && (n == 0 || (n == 2 && memcmp(seen, "[]", 2) == 0));
}

bool import_zeros(struct slice beginning)
{
    struct slice s = without_mark(beginning);

    return s.n > 0 && s.p[0] == 0 && memcmp(s.p, s.p + 1, s.n - 1) == 0;
}

void import_show_beginning(struct slice s, char out[IMPORT_BEGINNING])
{
    size_t n = 0;

    s = without_mark(s);
    for (size_t i = 0; i < s.n && n + 1 < IMPORT_BEGINNING; i++) {
        unsigned char c = s.p[i];

        if (c == 0) /* UTF-16 */
            continue;
        if (slice_blank(c))
            c = ' ';
        if (c == ' ' && (n == 0 || out[n - 1] == ' '))
            continue;
        out[n++] = c >= ' ' && c < 127 ? (char)c : '.';
    }
    while (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = 0;
}

struct lacking { /* what a dump lacks of a profile */
    struct buf lacks, has;
    size_t n, of;
};

/* False if it is no such dump at all. */
static bool look_for(const struct profile *p, struct slice beginning, struct lacking *l)
{
    char name[IMPORT_ENCODING];
    struct encoding *encoding = NULL;
    struct err err = ERR_INIT;
    bool known = true;

    buf_clear(&l->lacks);
    buf_clear(&l->has);
    if (import_encoding(p, beginning, name))
        known = encoding_new(name, &encoding, &err) == ST_OK;
    known = known && profile_has_column(p, beginning) &&
            profile_lacks(p, encoding, beginning, &l->lacks, &l->has, &l->n, &l->of);
    encoding_free(encoding);
    return known;
}

/* Of the candidates from ... to - 1 the one of which the dump lacks least, in words.  One that nobody named
 * must be found by half. */
static const struct profile *nearest(const struct import_options *o, size_t from, size_t to,
                                     struct slice beginning, struct buf *words)
{
    const struct profile *near = NULL;
    struct lacking l;
    size_t least = SIZE_MAX;

    buf_init(&l.lacks, BUF_CAP);
    buf_init(&l.has, BUF_CAP);
    for (size_t i = from; i < to; i++) {
        if (!look_for(o->profiles[i], beginning, &l) || l.n >= least || (i >= o->n_first && 2 * l.n >= l.of))
            continue;
        least = l.n;
        near = o->profiles[i];
        buf_clear(words);
        buf_format(words, "the dump lacks %s, and has %s", l.n > 0 ? buf_string(&l.lacks) : "nothing",
                   buf_string(&l.has));
    }
    buf_release(&l.lacks);
    buf_release(&l.has);
    return near;
}

static enum status refuse_unknown(const struct import_options *o, struct slice beginning, struct err *err)
{
    const struct profile *p;
    char start[IMPORT_BEGINNING];
    struct buf text, words;

    import_show_beginning(beginning, start);
    buf_init(&text, BUF_CAP);
    buf_init(&words, BUF_CAP);
    buf_format(&text, "no profile recognises this dump, which starts '%s'; ", start);
    p = nearest(o, 0, o->n_first, beginning, &words);
    if (p != NULL)
        buf_format(&text,
                   "the nearest of those given is %s: %s; correct its 'detect', or give the dump alone with "
                   "this one --profile, which is then taken at its word",
                   profile_name(p), buf_string(&words));
    else if ((p = nearest(o, o->n_first, o->n_profiles, beginning, &words)) != NULL)
        buf_format(&text,
                   "the nearest of those that ship is %s: %s; take it all the same with --profile %s, or "
                   "start your own from trailbook profile show %s",
                   profile_name(p), buf_string(&words), profile_name(p), profile_name(p));
    else
        buf_text(&text, "name one of trailbook profile list with --profile, or start your own from "
                        "trailbook profile show NAME");
    err_set(err, ST_FAIL, "IMPORT-UNRECOGNISED", "%s", buf_string(&text));
    buf_release(&text);
    buf_release(&words);
    return ST_FAIL;
}

static enum status refuse_several(const struct profile *const *found, size_t n, struct err *err)
{
    struct buf names;

    buf_init(&names, BUF_CAP);
    for (size_t i = 0; i < n; i++) {
        const char *file = profile_file(found[i]);

        buf_format(&names, "%s%s%s%s%s", i ? ", " : "", profile_name(found[i]), file ? " (" : "",
                   file ? file : "", file ? ")" : "");
    }
    err_set(err, ST_FAIL, "IMPORT-AMBIGUOUS",
            "%zu profiles recognise this dump: %s; say which with one --profile", n, buf_string(&names));
    buf_release(&names);
    return ST_FAIL;
}

/* Those of the candidates from ... to - 1 whose signature the dump bears. */
static size_t find(const struct import_options *o, size_t from, size_t to, struct slice beginning, bool whole,
                   const struct profile **found)
{
    size_t n = 0;

    for (size_t i = from; i < to; i++)
        if (profile_detect(o->profiles[i], beginning, whole))
            found[n++] = o->profiles[i];
    return n;
}

enum status import_detect(const struct import_options *o, struct slice beginning, bool whole,
                          const struct profile **out, struct err *err)
{
    const struct profile **found = mem_alloc((o->n_profiles + 1) * sizeof(struct profile *));
    enum status st = ST_OK;
    size_t n = find(o, 0, o->n_first, beginning, whole, found);

    if (n == 0)
        n = find(o, o->n_first, o->n_profiles, beginning, whole, found);
    if (n == 1)
        *out = found[0];
    else if (n == 0)
        st = refuse_unknown(o, beginning, err);
    else
        st = refuse_several(found, n, err);
    mem_free(found);
    return st;
}
