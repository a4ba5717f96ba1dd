/* report_single: the report as one HTML file: the summary, then a section for each item with its
 * trail.  The style sheet stands in the file, allowed by its digest in the Content-Security-Policy;
 * there is no script, and links lead to sections.  See report_run.h. */
#include <stdio.h>
#include <string.h>

#include "outfile.h"
#include "report_item.h"
#include "report_summary.h"

/* How such a file begins, and no page of a report does, which has its style sheet beside it. */
#define HEAD                                                                                                 \
    "<!doctype html>\n<html lang=\"en\">\n<head>\n  <meta charset=\"utf-8\">\n  <meta "                      \
    "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"

struct single {
    struct run *run;
    struct outfile *out;
    struct rows rows;
    bool open;
    int64_t item;
    struct arena arena; /* the item's names, and the type's */
    struct buf type, key, label;
    uint64_t before; /* rows of the item in earlier chunks */
    bool new_type;
};

static enum status sink(void *ctx, struct slice bytes, struct err *err)
{
    return outfile_write(ctx, bytes, err);
}

static enum status render(struct single *s, const char *name, struct page *p, struct err *err)
{
    const struct tmpl *t;
    enum status st = theme_template(s->run->theme, name, &t, err);

    if (st != ST_OK)
        return st;
    value_add(&p->map, "page", value_of_map(&p->page.map));
    return template_render(t, value_of_map(&p->map.map), sink, s->out, err);
}

/* Base64 (RFC 4648) of a digest. */
static void base64(const unsigned char digest[DIGEST_SIZE], char out[48])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;

    for (size_t i = 0; i < DIGEST_SIZE; i += 3) {
        unsigned last = i + 2 < DIGEST_SIZE ? digest[i + 2] : 0u;
        unsigned bits = (unsigned)digest[i] << 16 | (unsigned)digest[i + 1] << 8 | last;

        for (int shift = 18; shift >= 0; shift -= 6)
            out[n++] = letters[bits >> shift & 63];
    }
    out[n - 1] = '='; /* 32 bytes are ten groups of three and one of two */
    out[n] = '\0';
}

static enum status write_head(struct single *s, struct err *err)
{
    unsigned char digest[DIGEST_SIZE];
    struct slice css;
    char hash[48];
    struct buf b;
    enum status st = theme_asset(s->run->theme, "style.css", &css, err);

    if (st != ST_OK)
        return st;
    digest_of(s->run->digest, css.p, css.n, digest);
    base64(digest, hash);
    buf_init(&b, (size_t)4 << 20);
    buf_format(&b, HEAD "%s'; form-action 'none'; base-uri 'none'\">\n", hash);
    buf_text(&b, "  <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "  <meta name=\"color-scheme\" content=\"light dark\">\n"
                 "  <meta name=\"generator\" content=\"Trailbook " TRAILBOOK_VERSION "\">\n"
                 "  <title>");
    markup_text(&b, s->run->title);
    buf_text(&b, "</title>\n  <style>");
    buf_slice(&b, css);
    buf_text(&b, "</style>\n</head>\n<body>\n  <main id=\"main\">\n");
    st = outfile_write(s->out, buf_view(&b), err);
    buf_release(&b);
    return st;
}

static void begin_chunk(struct single *s)
{
    rows_start(&s->rows, s->run, "index.html", "summary", s->run->title);
}

/* The rows so far as a section. last: the item has no more. */
static enum status write_chunk(struct single *s, bool last, struct err *err)
{
    struct page *p = &s->rows.page;
    struct arena *a = p->arena;
    struct slice type = buf_view(&s->type), key = buf_view(&s->key);
    struct slice name = item_name(a, buf_view(&s->label), key);
    struct slice anchor = page_href(p, item_file(s->run, s->item, type, key));

    value_add_text(&p->map, "name", name);
    value_add_text(&p->map, "key", key);
    value_add_text(&p->map, "type", say_type(a, type));
    if (s->new_type)
        value_add_text(&p->map, "types", say_types(a, type));
    if (s->before == 0)
        value_add_text(&p->map, "id", (struct slice){anchor.p + 1, anchor.n - 1});
    else
        value_add_text(&p->map, "id",
                       say_format(a, "%.*s-%llu", (int)anchor.n - 1, (const char *)anchor.p + 1,
                                  (unsigned long long)s->before));
    value_add_bool(&p->map, "whole", last && s->before == 0);
    value_add_text(&p->map, "events", say_plural(a, s->rows.n, "event", "events"));
    value_add(&p->map, "from", number_value(a, s->before + 1));
    value_add(&p->map, "to", number_value(a, s->before + s->rows.n));
    value_add_text(&p->map, "outcomes", outcomes_text(a, s->rows.sums));
    value_add(&p->map, "days", rows_by_day(a, NULL, 0, &s->rows, false));
    s->before += s->rows.n;
    s->new_type = false;
    return render(s, "single-item", p, err);
}

static enum status take(void *ctx, const struct store_item_event *ie, struct err *err)
{
    struct single *s = ctx;
    const struct store_party *party = item_party(ie);
    enum status st = ST_OK;

    if (!s->open || s->item != ie->item) {
        if (s->open)
            st = write_chunk(s, true, err);
        s->new_type = !s->open || !slice_equal(buf_view(&s->type), party->type);
        s->open = true;
        s->item = ie->item;
        s->before = 0;
        buf_clear(&s->type);
        buf_slice(&s->type, party->type);
        buf_clear(&s->key);
        buf_slice(&s->key, party->key);
        buf_clear(&s->label);
        buf_slice(&s->label, party->latest);
        begin_chunk(s);
    }
    if (st == ST_OK && !rows_add(&s->rows, &ie->event, s->item)) {
        st = write_chunk(s, false, err);
        begin_chunk(s);
        rows_add(&s->rows, &ie->event, s->item);
    }
    return st;
}

static enum status write_all(struct single *s, struct err *err)
{
    struct arena a = ARENA_INIT;
    struct page p;
    enum status st = write_head(s, err);

    page_begin(&p, s->run, &a, "index.html", "summary", s->run->title);
    if (st == ST_OK)
        st = summary_values(&p, err);
    if (st == ST_OK)
        st = render(s, "single", &p, err);
    if (st == ST_OK)
        st = items_each(s->run, take, s, err);
    if (st == ST_OK && s->open)
        st = write_chunk(s, true, err);
    arena_reset(&a);
    page_begin(&p, s->run, &a, "index.html", "summary", s->run->title);
    value_add_text(&p.map, "fingerprint", s->run->fingerprint);
    if (st == ST_OK)
        st = render(s, "single-end", &p, err);
    arena_release(&a);
    return st;
}

enum status report_single_place(const char *path, struct err *err)
{
    if (outfile_may_take(path, HEAD))
        return ST_OK;
    return err_set(err, ST_FATAL, "SITE-NOT-OURS",
                   "%s is there and is not a report in one file; name another file, or move this one away",
                   path);
}

enum status report_single(struct run *run, struct report_result *r, struct err *err)
{
    struct single s = {.run = run};
    enum status st = outfile_open(run->o->single_file, &s.out, err);

    if (st != ST_OK)
        return st;
    run->single = true;
    rows_init(&s.rows);
    buf_init(&s.type, BUF_CAP);
    buf_init(&s.key, BUF_CAP);
    buf_init(&s.label, BUF_CAP);
    st = write_all(&s, err);
    r->pages++;
    r->events = run->facts.events;
    r->written++;
    r->bytes += outfile_size(s.out);
    if (st == ST_OK)
        st = outfile_publish(s.out, err);
    else
        outfile_abandon(s.out);
    rows_release(&s.rows);
    buf_release(&s.type);
    buf_release(&s.key);
    buf_release(&s.label);
    run->single = false;
    return st;
}
