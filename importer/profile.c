/* profile: from YAML text to compiled rules.  See profile.h. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encoding.h"
#include "profile_reading.h"
#include "stamp_format.h"

/* ---- detect ---- */

enum { D_FORMAT, D_HEADER, D_RECORD, D_HAS, D_ROOT, D_COUNT };

static const char *const formats[] = {"csv", "json", "xml", NULL};

static bool section_detect(struct reading *r, const struct yaml *y)
{
    static const char *const names[] = {"format", "header", "record", "has", "root", NULL};
    const struct yaml *got[D_COUNT];
    struct profile *p = r->p;
    struct detect_rule *d = &p->detect;
    size_t word;

    if (!reading_keys(r, y, names, got))
        return false;
    if (!got[D_FORMAT])
        return reading_fail(r, y, "PROFILE-MISSING", "'detect' needs 'format'");
    if (!got[D_HEADER] && !got[D_RECORD] && !got[D_HAS])
        return reading_fail(r, y, "PROFILE-MISSING", "'detect' needs 'header', 'record' or 'has'");
    if (!reading_word(r, got[D_FORMAT], formats, &word))
        return false;
    p->read.format = (enum format)word;
    if (got[D_HEADER] && p->read.format != FORMAT_CSV)
        return reading_fail(r, got[D_HEADER], "PROFILE-VALUE", "'header' is for CSV");
    if (got[D_ROOT] && p->read.format != FORMAT_XML)
        return reading_fail(r, got[D_ROOT], "PROFILE-VALUE", "'root' is for XML");
    d->given = true;
    d->has_header = got[D_HEADER] != NULL;
    return (!got[D_HEADER] || reading_texts(r, got[D_HEADER], &d->header, &d->n_header)) &&
           (!got[D_RECORD] || reading_text(r, got[D_RECORD], &p->read.record)) &&
           (!got[D_ROOT] || reading_texts(r, got[D_ROOT], &d->root, &d->n_root)) &&
           (!got[D_HAS] || reading_paths(r, got[D_HAS], &d->has, &d->n_has));
}

/* ---- read ---- */

enum { R_FORMAT, R_RECORD, R_EMBED, R_EMPTY, R_ENCODING, R_DELIMITER, R_QUOTE, R_HEADER, R_COUNT };

static bool read_format(struct reading *r, const struct yaml *y)
{
    struct profile *p = r->p;
    size_t word;

    if (!reading_word(r, y, formats, &word))
        return false;
    if (p->detect.given && p->read.format != (enum format)word)
        return reading_fail(r, y, "PROFILE-VALUE", "'detect' says another format");
    p->read.format = (enum format)word;
    return true;
}

static bool read_record(struct reading *r, const struct yaml *y)
{
    struct read_options *o = &r->p->read;
    struct slice before = o->record;

    if (!reading_text(r, y, &o->record))
        return false;
    if (before.n && !slice_equal(before, o->record))
        return reading_fail(r, y, "PROFILE-VALUE", "'detect' says another record");
    return true;
}

/* One ASCII character, or one of the words for those that are hard to write. */
static bool character(struct reading *r, const struct yaml *y, unsigned char *out)
{
    struct slice text;

    if (!reading_text(r, y, &text))
        return false;
    if (slice_is(text, "tab") || slice_is(text, "\\t"))
        *out = '\t';
    else if (text.n == 1 && text.p[0] < 128 && text.p[0] != '\n' && text.p[0] != '\r')
        *out = text.p[0];
    else
        return reading_expected(r, y, "one ASCII character, or tab,");
    return true;
}

static bool read_quote(struct reading *r, const struct yaml *y)
{
    if (y->kind == YAML_TEXT && slice_is(y->text, "none")) {
        r->p->read.no_quote = true;
        return true;
    }
    return character(r, y, &r->p->read.quote);
}

static bool read_header(struct reading *r, const struct yaml *y)
{
    static const char *const words[] = {"yes", "no", NULL};
    size_t word;

    if (!reading_word(r, y, words, &word))
        return false;
    r->p->read.no_header = word == 1;
    return true;
}

static bool read_encoding(struct reading *r, const struct yaml *y)
{
    struct encoding *e;
    struct err why = ERR_INIT;
    struct slice text;

    if (!reading_text(r, y, &text))
        return false;
    if (encoding_new((const char *)text.p, &e, &why) != ST_OK)
        return reading_fail(r, y, why.code, "%s", why.text);
    encoding_free(e);
    r->p->encoding = (const char *)text.p;
    return true;
}

static bool section_read(struct reading *r, const struct yaml *y)
{
    static const char *const names[] = {"format",    "record", "embed",  "empty", "encoding",
                                        "delimiter", "quote",  "header", NULL};
    const struct yaml *got[R_COUNT];
    struct profile *p = r->p;

    if (!reading_keys(r, y, names, got))
        return false;
    if (!p->detect.given && !got[R_FORMAT])
        return reading_fail(r, y, "PROFILE-MISSING", "'read' needs 'format'");
    if ((got[R_FORMAT] && !read_format(r, got[R_FORMAT])) ||
        (got[R_RECORD] && !read_record(r, got[R_RECORD])) ||
        (got[R_EMBED] && !reading_paths(r, got[R_EMBED], &p->embed, &p->n_embed)) ||
        (got[R_EMPTY] && !reading_texts(r, got[R_EMPTY], &p->empty, &p->n_empty)) ||
        (got[R_ENCODING] && !read_encoding(r, got[R_ENCODING])) ||
        (got[R_DELIMITER] && !character(r, got[R_DELIMITER], &p->read.delimiter)) ||
        (got[R_QUOTE] && !read_quote(r, got[R_QUOTE])) || (got[R_HEADER] && !read_header(r, got[R_HEADER])))
        return false;
    if (p->read.format == FORMAT_XML && !p->read.record.n)
        return reading_fail(r, y, "PROFILE-MISSING", "XML needs 'record', the element's name");
    return true;
}

/* ---- origin, each ---- */

static bool section_origin(struct reading *r, const struct yaml *y)
{
    static const char *const names[] = {"ip", "agent", "location", "channel", NULL};
    struct profile *p = r->p;
    struct profile_value *const out[] = {&p->ip, &p->agent, &p->location, &p->channel};
    const struct yaml *got[4];

    if (!reading_keys(r, y, names, got))
        return false;
    for (size_t i = 0; i < 4; i++)
        if (got[i] && !reading_value(r, got[i], out[i]))
            return false;
    return true;
}

static bool section_each(struct reading *r, const struct yaml *y)
{
    r->p->has_each = true;
    return reading_path(r, y, &r->p->each);
}

/* ---- the whole ---- */

enum {
    P_PROFILE,
    P_TITLE,
    P_NOTES,
    P_DETECT,
    P_READ,
    P_SKIP,
    P_EACH,
    P_IDENTITY,
    P_TIME,
    P_ACTION,
    P_OUTCOME,
    P_ITEMS,
    P_CHANGES,
    P_ORIGIN,
    P_REQUEST,
    P_MESSAGE,
    P_REASON,
    P_COUNT,
    P_CATALOG,
    P_EXAMPLES,
    P_SECTIONS
};

static bool section_name(struct reading *r, const struct yaml *y)
{
    struct slice text;

    if (!reading_text(r, y, &text))
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789-", text.p[i], 37))
            return reading_fail(r, y, "PROFILE-VALUE", "a profile's name is made of a-z, 0-9 and '-'");
    if (!text.n || text.n > 64)
        return reading_fail(r, y, "PROFILE-VALUE", "a profile's name has 1 to 64 characters");
    r->p->name = (const char *)text.p;
    return true;
}

static bool section_title(struct reading *r, const struct yaml *y)
{
    struct slice text;

    if (!reading_text(r, y, &text))
        return false;
    r->p->title = (const char *)text.p;
    return true;
}

static bool required(struct reading *r, const struct yaml *root, const struct yaml **got)
{
    static const struct {
        size_t at;
        const char *name;
    } needed[] = {
        {P_PROFILE, "profile"}, {P_TITLE, "title"}, {P_READ, "read"}, {P_TIME, "time"}, {P_ACTION, "action"}};

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        if (!got[needed[i].at] && !(needed[i].at == P_READ && got[P_DETECT]))
            return reading_fail(r, root, "PROFILE-MISSING", "the profile has no '%s'", needed[i].name);
    return true;
}

static bool values(struct reading *r, const struct yaml **got)
{
    struct profile *p = r->p;
    const struct {
        size_t at;
        struct profile_value *out;
    } all[] = {{P_ACTION, &p->action},
               {P_REQUEST, &p->request},
               {P_MESSAGE, &p->message},
               {P_REASON, &p->reason},
               {P_COUNT, &p->count}};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (got[all[i].at] && !reading_value(r, got[all[i].at], all[i].out))
            return false;
    return true;
}

static bool sections(struct reading *r, const struct yaml *root, const struct yaml **got)
{
    struct profile *p = r->p;

    if (!section_name(r, got[P_PROFILE]) || !section_title(r, got[P_TITLE]) ||
        (got[P_NOTES] && !reading_texts(r, got[P_NOTES], &p->notes, &p->n_notes)) ||
        (got[P_DETECT] && !section_detect(r, got[P_DETECT])) ||
        (got[P_READ] && !section_read(r, got[P_READ])))
        return false;
    if (p->read.format == FORMAT_XML && !p->read.record.n)
        return reading_fail(r, root, "PROFILE-MISSING", "XML needs 'read' with 'record'");
    r->reach = (struct reach){.ignoring = true};
    if ((got[P_SKIP] && !reading_when(r, got[P_SKIP], &p->skip)) ||
        (got[P_EACH] && !section_each(r, got[P_EACH])))
        return false;
    r->reach = (struct reach){true, {p->has_each ? &p->each : NULL}, p->has_each};
    return (!got[P_IDENTITY] || rules_identity(r, got[P_IDENTITY])) && rules_time(r, got[P_TIME]) &&
           values(r, got) && (!got[P_OUTCOME] || rules_outcome(r, got[P_OUTCOME])) &&
           (!got[P_ITEMS] || rules_items(r, got[P_ITEMS])) &&
           (!got[P_CHANGES] || rules_changes(r, got[P_CHANGES])) &&
           (!got[P_ORIGIN] || section_origin(r, got[P_ORIGIN])) &&
           (!got[P_CATALOG] || rules_catalog(r, got[P_CATALOG])) &&
           (!got[P_EXAMPLES] || rules_examples(r, got[P_EXAMPLES])) && rules_hidden(r);
}

static void add_text(struct digest *d, struct slice s)
{
    unsigned char n[4];

    for (size_t i = 0; i < 4; i++)
        n[i] = (unsigned char)(s.n >> 8 * i);
    digest_add(d, n, sizeof(n));
    digest_add(d, s.p, s.n);
}

static int by_key(const void *a, const void *b)
{
    const struct yaml *const *x = a, *const *y = b;

    return slice_order((*x)->text, (*y)->text);
}

/* Same rules, same bytes: layout, comments, quoting and the order of keys do not count.  Depth is
 * bounded by YAML_MAX_DEPTH. */
static void add_yaml(struct digest *d, const struct yaml *y)
{
    const struct yaml **keys;
    size_t n = 0;

    digest_add(d, &"tlm"[y->kind], 1);
    if (y->kind == YAML_TEXT) {
        add_text(d, y->text);
        return;
    }
    keys = mem_zero(y->n + 1, sizeof(*keys));
    for (const struct yaml *c = y->child; c; c = c->next)
        keys[n++] = c;
    if (y->kind == YAML_MAP && n)
        qsort(keys, n, sizeof(*keys), by_key);
    for (size_t i = 0; i < n; i++) {
        if (y->kind == YAML_MAP)
            add_text(d, keys[i]->text);
        add_yaml(d, y->kind == YAML_MAP ? keys[i]->value : keys[i]);
    }
    digest_add(d, ".", 1);
    mem_free(keys);
}

static void make_digests(struct profile *p, struct slice text, const struct yaml **got)
{
    static const size_t rules[] = {P_READ, P_EACH, P_IDENTITY, P_TIME};
    struct digest *d = digest_new();

    digest_of(d, text.p, text.n, p->digest);
    digest_start(d);
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (got[rules[i]])
            add_yaml(d, got[rules[i]]);
        else
            digest_add(d, "-", 1);
    }
    digest_end(d, p->rule_digest);
    digest_free(d);
}

enum status profile_parse(struct slice text, const char *name, struct profile **out, struct err *err)
{
    static const char *const names[] = {"profile", "title",    "notes",   "detect",  "read",    "skip",
                                        "each",    "identity", "time",    "action",  "outcome", "items",
                                        "changes", "origin",   "request", "message", "reason",  "count",
                                        "catalog", "examples", NULL};
    const struct yaml *got[P_SECTIONS];
    struct profile *p = mem_zero(1, sizeof(*p));
    struct reading r = {.p = p, .name = name, .err = err};
    struct yaml *root;

    if (yaml_read(text, name, &p->arena, &root, err) != ST_OK || !reading_keys(&r, root, names, got) ||
        !required(&r, root, got) || !sections(&r, root, got)) {
        profile_free(p);
        return ST_FAIL;
    }
    make_digests(p, text, got);
    p->text = slice_copy(&p->arena, text);
    *out = p;
    return ST_OK;
}

enum status profile_load(const char *path, struct profile **out, struct err *err)
{
    FILE *f = fopen(path, "rb");
    struct buf b;
    size_t n;
    bool failed;
    enum status st;

    if (!f)
        return err_at(err, ST_FAIL, path, 0, 0, "PROFILE-READ", "cannot be opened: %s", strerror(errno));
    buf_init(&b, BUF_CAP);
    do {
        n = fread(buf_space(&b, 65536), 1, 65536, f);
        buf_grew(&b, n);
    } while (n && b.n <= YAML_MAX_SIZE);
    failed = ferror(f) != 0;
    fclose(f);
    st = failed ? err_at(err, ST_FAIL, path, 0, 0, "PROFILE-READ", "cannot read it (is it a folder?)")
                : profile_parse(buf_view(&b), path, out, err);
    if (st == ST_OK)
        (*out)->file = arena_copy(&(*out)->arena, path, strlen(path));
    buf_release(&b);
    return st;
}

void profile_free(struct profile *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n_patterns; i++)
        pattern_free(p->patterns[i]);
    mem_free(p->patterns);
    for (size_t i = 0; i < p->time.n_formats; i++)
        stamp_format_free(p->time.formats[i]);
    stamp_zone_free(p->time.zone);
    arena_release(&p->arena);
    mem_free(p);
}

/* ---- questions ---- */

const char *profile_name(const struct profile *p)
{
    return p->name;
}

const char *profile_file(const struct profile *p)
{
    return p->file;
}

const char *profile_title(const struct profile *p)
{
    return p->title;
}

bool profile_doubt(const struct profile *p, size_t *at, struct err *err)
{
    const struct doubt *d = p->doubts;

    for (size_t i = 0; d && i < *at; i++)
        d = d->next;
    ++*at;
    if (d)
        err_at(
            err, ST_FAIL, "", d->line, d->column, "PROFILE-VALUE",
            "'%.*s' is a text here, and nearly the word '%s': write that if you mean it, or put the text in "
            "quotes",
            (int)d->text.n, (const char *)d->text.p, d->word);
    return d != NULL;
}

size_t profile_notes(const struct profile *p, const struct slice **notes)
{
    *notes = p->notes;
    return p->n_notes;
}

const struct read_options *profile_read(const struct profile *p)
{
    return &p->read;
}

const char *profile_encoding(const struct profile *p)
{
    return p->encoding;
}

bool profile_looks_around(const struct profile *p)
{
    return p->looks_around;
}

const char *profile_zone(const struct profile *p)
{
    return p->time.zone_name;
}

const struct stamp_zoneinfo *profile_zone_info(const struct profile *p)
{
    return p->time.zone;
}

void profile_digest(const struct profile *p, unsigned char out[DIGEST_SIZE])
{
    memcpy(out, p->digest, DIGEST_SIZE);
}

struct slice profile_text(const struct profile *p)
{
    return p->text;
}

void profile_rule_digest(const struct profile *p, unsigned char out[DIGEST_SIZE])
{
    memcpy(out, p->rule_digest, DIGEST_SIZE);
}
