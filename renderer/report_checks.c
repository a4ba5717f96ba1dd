/* report_checks: what a reader could otherwise take for granted.  See report_checks.h. */
#include "report_checks.h"
#include "report_csv.h"

#define CHECKS      16 /* of each kind; more than there are */
#define SILENT_RUNS 40 /* of days, named, of one source */
#define GAP_ROWS    50

struct gaps {         /* of a source, or of all: times between its dumps that none covers */
    uint64_t n, days; /* days: that they touch */
    bool partly;      /* one begins or ends within a day */
};

static struct gaps count_gaps(const struct fact_cover *cover, size_t n)
{
    struct gaps g = {n > 1 ? n - 1 : 0, 0, false};
    int64_t counted = INT64_MIN; /* the last day that is */

    for (size_t i = 1; i < n; i++) {
        int64_t first = stamp_day(cover[i - 1].to), last = stamp_day(cover[i].from - 1);

        g.days += (uint64_t)(last - first + (first > counted));
        g.partly |= !say_whole_days(cover[i - 1].to, cover[i].from);
        counted = last;
    }
    return g;
}

/* Source by source: a day may count several times. */
static struct gaps count_own_gaps(const struct facts *f)
{
    struct gaps all = {0, 0, false};

    for (size_t i = 0; i < f->n_sources; i++) {
        struct gaps g = count_gaps(f->sources[i].cover, f->sources[i].n_cover);

        all.n += g.n;
        all.days += g.days;
        all.partly |= g.partly;
    }
    return all;
}

/* "Mon 5 January 2026", "Mon 5 January to Wed 7 January 2026" of days in a row. */
static void silent_run(const struct page *p, struct buf *b, int64_t from, int64_t to)
{
    struct slice first = say_date(p->arena, from), last = say_date(p->arena, to);

    buf_format(b, "%s%.3s %.*s", b->n > 0 ? ", " : "", say_weekday(from), (int)first.n,
               (const char *)first.p);
    if (to > from)
        buf_format(b, " to %.3s %.*s", say_weekday(to), (int)last.n, (const char *)last.p);
}

/* Is there no event of the source on day d, later than those asked before?  *at moves on. */
static bool is_silent(const struct facts *f, size_t source, int64_t d, size_t *at)
{
    const struct fact_source_day *days = f->source_days;

    while (*at < f->n_source_days && (days[*at].day < d || (days[*at].day == d && days[*at].source < source)))
        ++*at;
    return *at == f->n_source_days || days[*at].day != d || days[*at].source != source;
}

/* The first day that lies in the span wholly, if any does. */
static int64_t first_whole(const struct fact_cover *c)
{
    return stamp_day(c->from) + (c->from % STAMP_DAY != 0);
}

struct silent {       /* days of a source in a row that are covered and have no event */
    int64_t from, to; /* both within */
    size_t w, at;     /* where the walk is: in the source's cover, in all days of sources */
    int64_t d;
    bool within; /* d is of cover w */
};

/* The next ones, from a struct silent of zeros. */
static bool next_silent(const struct facts *f, size_t source, struct silent *s)
{
    const struct fact_cover *cover = f->sources[source].cover;

    for (; s->w < f->sources[source].n_cover; s->w++, s->within = false) {
        int64_t end = stamp_day(cover[s->w].to);

        if (!s->within)
            s->d = first_whole(&cover[s->w]);
        s->within = true;
        while (s->d < end && !is_silent(f, source, s->d, &s->at))
            s->d++;
        if (s->d >= end)
            continue;
        s->from = s->d;
        while (s->d < end && is_silent(f, source, s->d, &s->at))
            s->d++;
        s->to = s->d - 1;
        return true;
    }
    return false;
}

struct value checks_silent(const struct page *p, size_t source, uint64_t *count)
{
    struct silent s = {.within = false};
    size_t runs = 0;
    uint64_t told = 0;
    struct value which;
    struct buf b;

    buf_init(&b, 65536);
    *count = 0;
    while (next_silent(p->run->all, source, &s)) {
        *count += (uint64_t)(s.to - s.from + 1);
        if (runs++ >= SILENT_RUNS)
            continue;
        told = *count;
        silent_run(p, &b, s.from, s.to);
    }
    if (*count > told)
        buf_format(&b, " and %llu more", (unsigned long long)(*count - told));
    which = value_text(markup_take(p->arena, &b));
    buf_release(&b);
    return which;
}

struct list { /* of checks */
    struct page *p;
    struct value found[CHECKS], calm[CHECKS], blind[CHECKS];
    size_t n_found, n_calm, n_blind;
};

struct words { /* rest and none: of one, of many */
    const char *flag, *anchor, *one, *many, *rest_one, *rest_many, *none;
};

#define GUESSED "where no import claims a window, a dump covers the days from its first event to its last"
static const struct words gap_claimed = {
    "Gap",
    "completeness.html#gaps",
    "day is covered by no dump",
    "days are covered by no dump",
    "",
    "",
    "No time between the first dump and the last is uncovered.",
};

static const struct words gap_guessed = {
    "Gap",
    "completeness.html#gaps",
    "day is covered by no dump",
    "days are covered by no dump",
    "; " GUESSED,
    "; " GUESSED,
    "No time between the first dump and the last is uncovered; " GUESSED ".",
};

static const struct words gap_own = {
    "Gap",
    "completeness.html#gaps",
    "day between dumps of a source is covered by none of its own",
    "days between dumps of a source are covered by none of its own",
    "",
    ", counted for each source",
    "The dumps of each source follow each other without a gap.",
};

/* w, of whole days, as it is of gaps that begin or end within days. */
static struct words gap_words(const struct gaps *g, const struct words *w)
{
    struct words partly = *w;

    if (g->partly) {
        bool own = w == &gap_own;

        partly.one = own ? "day between dumps of a source is not, or not wholly, covered by its own"
                         : "day is not, or not wholly, covered by any dump";
        partly.many = own ? "days between dumps of a source are not, or not wholly, covered by its own"
                          : "days are not, or not wholly, covered by any dump";
    }
    return partly;
}

static const struct words absent = {
    "Absent",
    "completeness.html#absent",
    "event is absent from a later export",
    "events are absent from a later export",
    " whose window covers it",
    " whose window covers them",
    "No event is absent from a later export whose window covers it.",
};

static const struct words outside = {
    "Outside",
    "completeness.html#imports",
    "event lies outside its dump's window",
    "events lie outside their dumps' windows",
    "; it is kept",
    "; they are kept",
    "No event lies outside its dump's window.",
};

static const struct words conflicts = {
    "Conflict",
    "completeness.html#conflicts",
    "event came in several versions",
    "events came in several versions",
    "; all are kept",
    "; all are kept",
    "No event that has an id came in several versions.",
};

static const struct words rejects = {
    "Rejected",
    "rejects.html",
    "record could not become an event",
    "records could not become events",
    "; it is kept with its bytes",
    "; they are kept with their bytes",
    NULL,
};

static const struct words others[] = {
    {"No time", "completeness.html#times", "event has no known time", "events have no known time",
     "; the text of the time is kept", "; the text of the time is kept", "Every event has a known time."},
    {"Far time", "completeness.html#times", "event has a time before 1980 or after 2199",
     "events have times before 1980 or after 2199", "; it is told as the dump has it",
     "; they are told as the dumps have them", "No event has a time before 1980 or after 2199."},
    {"Time zone", "completeness.html#times", "time has an assumed zone", "times have an assumed zone", "", "",
     "No time zone was assumed."},
    {"Ambiguous", "completeness.html#times", "local time occurred twice or never in its zone",
     "local times occurred twice or never in their zone", "", "", "No local time was ambiguous."},
    {"Damage", "completeness.html#rejects", "event was read after damage in its dump",
     "events were read after damage in their dump", "", "", "No event was read after damage."},
    {"Rules", "completeness.html#imports", "event was mapped by rules that have changed since",
     "events were mapped by rules that have changed since", "", "",
     "No event is left from earlier rules of time or identity."},
    {"Mapping", "completeness.html#imports", "event is mapped differently by the profile that read it last",
     "events are mapped differently by the profile that read them last", "; import --remap renews it",
     "; import --remap renews them", "Every event is mapped as the profile that read it last maps it."},
};

static void add_found(struct list *l, uint64_t n, const struct words *w)
{
    struct arena *a = l->p->arena;
    struct value_builder b;

    value_begin(&b, a, 4);
    value_add_string(&b, "flag", w->flag);
    value_add_text(&b, "href", page_href(l->p, w->anchor));
    value_add_text(&b, "text", say_plural(a, n, w->one, w->many));
    value_add_string(&b, "rest", n == 1 ? w->rest_one : w->rest_many);
    l->found[l->n_found++] = value_built(&b);
}

/* An event may be missing in several dumps. */
static void add_absent_found(struct list *l, const struct store_totals *t)
{
    struct words w = absent;
    const char *told = t->absent == 1 ? absent.rest_one : absent.rest_many;
    struct slice rest = say_format(l->p->arena, "%s (%llu findings)", told, (unsigned long long)t->absences);

    if (t->absences > t->absent)
        w.rest_one = w.rest_many = (const char *)rest.p;
    add_found(l, t->absent, &w);
}

/* n of something: told if there are any, else that there are none. */
static void check(struct list *l, uint64_t n, const struct words *w)
{
    if (n > 0)
        add_found(l, n, w);
    else
        l->calm[l->n_calm++] = value_string(w->none);
}

static void check_rejects(struct list *l, const struct store_totals *t)
{
    if (t->rejects > 0)
        add_found(l, t->rejects, &rejects);
    else if (t->rejects_solved == 0)
        l->calm[l->n_calm++] = value_string("Every record that was not skipped became an event.");
    else
        l->calm[l->n_calm++] = value_text(say_format(
            l->p->arena, "Every record that was not skipped became an event, %llu of them only later.",
            (unsigned long long)t->rejects_solved));
}

/* Versions can be told where events have ids: without one, another version is another event. */
static void check_versions(struct list *l, const struct facts *f)
{
    struct slice first = SLICE_NONE;
    bool ids = false;

    for (size_t i = 0; i < f->n_sources; i++) {
        ids |= f->sources[i].has_ids;
        if (f->sources[i].lacks_ids && first.n == 0)
            first = f->sources[i].name;
    }
    if (f->totals.conflicts > 0 || ids || first.n == 0)
        check(l, f->totals.conflicts, &conflicts);
    if (first.n > 0)
        l->blind[l->n_blind++] = value_text(say_format(
            l->p->arena,
            "Whether events without an id, as those of %.*s, came in several versions: not checkable.",
            (int)first.n, (const char *)first.p));
}

static void check_windows(struct list *l, const struct facts *f)
{
    struct gaps all = count_gaps(f->cover, f->n_cover), own = count_own_gaps(f);
    struct words w = gap_words(&all, f->claimed < f->dumps ? &gap_guessed : &gap_claimed);

    check(l, all.days, &w);
    w = gap_words(&own, &gap_own);
    if (f->n_sources > 1)
        check(l, own.days, &w);
    if (f->totals.absent > 0)
        add_absent_found(l, &f->totals);
    else if (f->claimed > 0)
        l->calm[l->n_calm++] = value_string(absent.none);
    else
        l->blind[l->n_blind++] = value_string(
            "Whether an event is absent from a later export: not checkable, no import claims a window.");
    if (f->claimed > 0 || f->totals.outside > 0)
        check(l, f->totals.outside, &outside);
    else
        l->blind[l->n_blind++] = value_string(
            "Whether an event lies outside its dump's window: not checkable, no import claims one.");
}

void add_checks(struct page *p, struct value_builder *b)
{
    const struct facts *f = p->run->all;
    const struct store_totals *t = &f->totals;
    const uint64_t counts[] = {t->untimed,   t->far,   t->assumed_zone, t->ambiguous,
                               t->recovered, t->stale, t->differing};
    struct list l = {.p = p};

    check_windows(&l, f);
    check_versions(&l, f);
    check_rejects(&l, t);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        check(&l, counts[i], &others[i]);
    value_add(b, "checks", some_value(p->arena, l.found, l.n_found));
    value_add(b, "calm", some_value(p->arena, l.calm, l.n_calm));
    value_add_text(b, "calm_n", say_plural(p->arena, l.n_calm, "check", "checks"));
    value_add(b, "blind", some_value(p->arena, l.blind, l.n_blind));
    value_add_text(b, "blind_n", say_plural(p->arena, l.n_blind, "check", "checks"));
}

static struct value moment_value(struct arena *a, int64_t at)
{
    struct slice text = say_moment(a, at);

    return pair_value(a, "datetime", value_text(say_datetime(a, at, STAMP_RES_MS)), "text",
                      value_text(say_format(a, "%.*s UTC", (int)text.n, (const char *)text.p)));
}

/* A dump beside a gap: what tells its end. */
static struct value beside_value(const struct page *p, const struct fact_import *i)
{
    struct value_builder b;

    value_begin(&b, p->arena, 2);
    value_add(&b, "dump", dump_value(p, i));
    value_add_bool(&b, "claimed", i->claimed);
    return value_built(&b);
}

/* Days, where both ends are midnights, or else times. */
static struct value gap_value(const struct page *p, struct slice source, const struct fact_cover *before,
                              const struct fact_cover *after)
{
    int64_t from = before->to, to = after->from;
    bool whole = say_whole_days(from, to);
    struct arena *a = p->arena;
    struct value_builder b;

    value_begin(&b, a, 6);
    value_add(&b, "before", beside_value(p, before->last));
    value_add(&b, "after", beside_value(p, after->first));
    value_add_text(&b, "source", source);
    value_add(&b, "from", whole ? day_value(a, stamp_day(from)) : moment_value(a, from));
    value_add(&b, "to", whole ? day_value(a, stamp_day(to - 1)) : moment_value(a, to));
    value_add(&b, "days", number_value(a, (uint64_t)(stamp_day(to - 1) - stamp_day(from) + 1)));
    return value_built(&b);
}

static size_t list_gaps(const struct page *p, struct slice source, const struct fact_cover *cover, size_t n,
                        struct value *list, size_t room)
{
    size_t k = 0;

    for (size_t i = 1; i < n && k < room; i++)
        list[k++] = gap_value(p, source, &cover[i - 1], &cover[i]);
    return k;
}

void add_gaps(struct page *p)
{
    const struct facts *f = p->run->all;
    struct gaps all = count_gaps(f->cover, f->n_cover), own = count_own_gaps(f);
    struct value *list = arena_zero(p->arena, GAP_ROWS, sizeof(*list));
    struct words all_words = gap_words(&all, &gap_claimed), own_words = gap_words(&own, &gap_own);
    bool several = f->n_sources > 1;
    size_t n = 0;

    if (several)
        n = list_gaps(p, SLICE("all sources together"), f->cover, f->n_cover, list, GAP_ROWS);
    for (size_t i = 0; i < f->n_sources; i++)
        n += list_gaps(p, f->sources[i].name, f->sources[i].cover, f->sources[i].n_cover, list + n,
                       GAP_ROWS - n);
    value_add(&p->map, "gaps", some_value(p->arena, list, n));
    value_add(&p->map, "gaps_shown", number_value(p->arena, n));
    value_add(&p->map, "gaps_total", number_value(p->arena, own.n + (several ? all.n : 0)));
    value_add_text(&p->map, "gap_days", say_plural(p->arena, all.days, all_words.one, all_words.many));
    if (several)
        value_add_text(&p->map, "own_days", say_plural(p->arena, own.days, own_words.one, own_words.many));
}

static enum status gap_csv(struct csv_file *c, const char *what, struct slice source, int64_t from,
                           int64_t until, struct err *err)
{
    csv_out_text(&c->row, what);
    csv_out_name(&c->row, source);
    csv_time(&c->row, from, STAMP_RES_NONE);
    csv_time(&c->row, until, STAMP_RES_NONE);
    csv_out_int(&c->row, stamp_day(until - 1) - stamp_day(from) + 1);
    return csv_row(c, err);
}

static enum status gaps_csv_of(struct csv_file *c, struct slice source, const struct fact_cover *cover,
                               size_t n, struct err *err)
{
    enum status st = ST_OK;

    for (size_t i = 1; i < n && st == ST_OK; i++)
        st = gap_csv(c, "gap", source, cover[i - 1].to, cover[i].from, err);
    return st;
}

static enum status gaps_csv_rows(struct csv_file *c, const struct facts *f, struct err *err)
{
    enum status st = ST_OK;

    if (f->n_sources > 1)
        st = gaps_csv_of(c, SLICE_NONE, f->cover, f->n_cover, err);
    for (size_t i = 0; i < f->n_sources && st == ST_OK; i++) {
        const struct fact_source *source = &f->sources[i];
        struct silent s = {.within = false};

        st = gaps_csv_of(c, source->name, source->cover, source->n_cover, err);
        while (st == ST_OK && next_silent(f, i, &s))
            st = gap_csv(c, "silent", source->name, stamp_midnight(s.from), stamp_midnight(s.to + 1), err);
    }
    return st;
}

enum status gaps_csv(struct run *run, struct err *err)
{
    struct csv_file *c;
    enum status st = csv_open(run, "csv/gaps.csv", "what,source,from,until,days", &c, err);

    if (st != ST_OK)
        return st;
    st = gaps_csv_rows(c, run->all, err);
    if (st == ST_OK)
        return csv_close(c, err);
    csv_drop(c);
    return st;
}
