/* report: the site that `trailbook report` writes from a store.  See report.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "report_csv.h"
#include "report_years.h"

/* SOURCE_DATE_EPOCH as a date; nothing else may tell when a report was made. */
static struct slice epoch_text(struct arena *a)
{
    const char *text = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;

    if (text == NULL || !slice_int(slice_text(text), &seconds) || seconds < 0 ||
        seconds > INT64_C(9000000000))
        return SLICE_NONE;
    return say_time(a, seconds * STAMP_SECOND);
}

static enum status gather(struct run *run, struct err *err)
{
    enum status st = facts_gather(&run->facts, run->store, &run->o->filter, run->filtered, err);
    unsigned char digest[DIGEST_SIZE];
    struct buf b;

    if (st == ST_OK && run->filtered)
        st = facts_whole(&run->whole, &run->facts, run->store, err);
    if (st != ST_OK)
        return st;
    facts_list_imports(&run->facts, !run->filtered);
    run->scale = calendar_scale(&run->facts);
    run->scale.filtered = run->filtered;
    st = store_fingerprint(run->store, digest, err);
    buf_init(&b, 256);
    for (int i = 0; st == ST_OK && i < DIGEST_SIZE; i += 4) {
        if (i > 0)
            buf_byte(&b, ' ');
        buf_hex(&b, digest + i, 4);
    }
    run->fingerprint = markup_take(&run->arena, &b);
    buf_release(&b);
    return st;
}

static enum status put_asset(struct run *run, const char *name, struct err *err)
{
    struct slice bytes;
    enum status st = theme_asset(run->theme, name, &bytes, err);

    return st == ST_OK ? site_put(run->site, name, bytes, err) : st;
}

static void tell(const struct run *run, const char *what)
{
    if (run->o->progress != NULL)
        run->o->progress(run->o->ctx, what, run->pages);
}

/* Linked pages first, the summary last. */
static enum status write_pages(struct run *run, struct err *err)
{
    static const struct {
        const char *what;
        enum status (*write)(struct run *run, struct err *err);
    } steps[] = {{"timeline", report_timeline}, {"items", report_items},
                 {"actions", report_lists},     {"completeness", report_completeness},
                 {"evidence", report_evidence}, {"summary", report_summary}};
    enum status st = put_asset(run, "style.css", err);

    if (st == ST_OK)
        st = put_asset(run, "trailbook.js", err);
    if (st == ST_OK)
        st = site_put(run->site, "csv/README.txt", slice_text(csv_readme), err);
    for (size_t i = 0; st == ST_OK && i < sizeof(steps) / sizeof(steps[0]); i++) {
        tell(run, steps[i].what);
        st = steps[i].write(run, err);
    }
    return st;
}

static enum status write_site(struct run *run, struct report_result *r, struct err *err)
{
    static const char *const signs[] = {"provenance.html", "csv/README.txt", NULL};
    const struct site_options so = {run->o->out, run->o->rebuild, run->o->check, signs};
    struct site_counts counts = {0};
    enum status st = site_open(&so, &run->site, err);

    if (st != ST_OK)
        return st;
    st = write_pages(run, err);
    if (st != ST_OK) {
        site_abandon(run->site);
        return st;
    }
    st = site_finish(run->site, &counts, err);
    *r = (struct report_result){counts.files, counts.written,    counts.unchanged, counts.removed,
                                counts.bytes, run->facts.events, counts.repaired,  {{0}}};
    memcpy(r->altered, counts.altered, sizeof(r->altered));
    return st;
}

/* A copy of path without slashes at its end. */
static char *bare_path(const char *path)
{
    char *bare = mem_text(path);

    for (size_t n = strlen(bare); n > 1 && bare[n - 1] == '/';)
        bare[--n] = '\0';
    return bare;
}

static void run_init(struct run *run, struct store *s, const struct report_options *o)
{
    memset(run, 0, sizeof(*run));
    run->store = s;
    run->o = o;
    run->filtered = o->filter.item != 0 || !store_filter_is_open(&o->filter);
    run->beside = bare_path(o->out != NULL ? o->out : o->single_file);
    run->all = run->filtered ? &run->whole : &run->facts;
    run->digest = digest_new();
    run->sentences = sentences_new();
    run->links = mem_zero(REPORT_LINKS, sizeof(*run->links));
    run->title = slice_text(o->title != NULL && o->title[0] != '\0' ? o->title : "Audit trail");
    run->epoch = o->undated ? SLICE_NONE : epoch_text(&run->arena);
    buf_init(&run->csv_line, BUF_CAP);
    buf_init(&run->csv_cell, BUF_CAP);
}

static void run_release(struct run *run)
{
    theme_free(run->theme);
    digest_free(run->digest);
    sentences_free(run->sentences);
    facts_release(&run->facts);
    facts_release(&run->whole);
    mem_free(run->beside);
    mem_free(run->links);
    mem_free(run->breaks);
    mem_free(run->twins);
    buf_release(&run->csv_line);
    buf_release(&run->csv_cell);
    arena_release(&run->arena);
    arena_release(&run->row);
}

enum status report_write(struct store *s, const struct report_options *o, struct report_result *r,
                         struct err *err)
{
    struct run run;
    enum status st;

    assert(o->out != NULL || o->single_file != NULL);
    memset(r, 0, sizeof(*r));
    run_init(&run, s, o);
    st = o->single_file != NULL ? report_single_place(o->single_file, err) : ST_OK;
    if (st == ST_OK)
        st = theme_open(o->theme, &run.theme, err);
    if (st == ST_OK && o->warned != NULL)
        theme_warn(run.theme, o->warned, o->ctx);
    if (st == ST_OK && run.filtered)
        st = store_name_items(s, &o->filter, err);
    if (st == ST_OK)
        st = gather(&run, err);
    if (st == ST_OK)
        st = twins_gather(&run, err);
    if (st == ST_OK && o->out != NULL)
        st = write_site(&run, r, err);
    if (st == ST_OK && o->single_file != NULL)
        st = report_single(&run, r, err);
    run_release(&run);
    return st;
}
