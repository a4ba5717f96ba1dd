/* report_checks: what a reader could otherwise take for granted.  See report_checks.h. */
#include "report_checks.h"

#define CHECKS 12

size_t checks_gaps(const struct facts *f, size_t source, struct gap *out, size_t max, size_t *total,
                   int64_t *days)
{
    const struct fact_cover *cover = source == SIZE_MAX ? f->cover : f->sources[source].cover;
    size_t n = source == SIZE_MAX ? f->n_cover : f->sources[source].n_cover, shown = 0;

    *total = n > 1 ? n - 1 : 0;
    *days = 0;
    for (size_t i = 1; i < n; i++) {
        if (shown < max)
            out[shown++] = (struct gap){source, cover[i - 1].to + 1, cover[i].from - 1};
        *days += cover[i].from - 1 - cover[i - 1].to;
    }
    return shown;
}

struct list { /* of checks */
    struct page *p;
    struct value found[CHECKS], calm[CHECKS];
    size_t n_found, n_calm;
};

/* n of something: told if there are any, else that there are none. */
static void check(struct list *l, uint64_t n, const char *flag, const char *anchor, const char *one,
                  const char *many, const char *rest, const char *none)
{
    struct arena *a = l->p->arena;
    struct value_builder b;

    if (n == 0) {
        l->calm[l->n_calm++] = value_string(none);
        return;
    }
    value_begin(&b, a, 4);
    value_add_string(&b, "flag", flag);
    value_add_text(&b, "href", page_href(l->p, anchor));
    value_add_text(&b, "text", say_plural(a, n, one, many));
    value_add_string(&b, "rest", rest);
    l->found[l->n_found++] = value_built(&b);
}

void add_checks(struct page *p, struct value_builder *b)
{
    const struct store_totals *t = &p->run->facts.totals;
    struct list l = {.p = p};
    struct gap one;
    size_t gaps;
    int64_t days;

    checks_gaps(&p->run->facts, SIZE_MAX, &one, 1, &gaps, &days);
    check(&l, (uint64_t)days, "Gap", "completeness.html#gaps", "day is covered by no import",
          "days are covered by no import", "", "No day between the first and the last import is uncovered.");
    check(&l, t->absent, "Absent", "completeness.html#absent", "event is absent from a later export",
          "events are absent from a later export", " whose window covers them",
          "No event is absent from a later export whose window covers it.");
    check(&l, t->conflicts, "Conflict", "completeness.html#conflicts", "event came in several versions",
          "events came in several versions", "; all are kept", "No event came in several versions.");
    check(&l, t->rejects, "Rejected", "rejects.html", "record could not become an event",
          "records could not become events", "; they are kept with their bytes",
          "Every record that was not skipped became an event.");
    check(&l, t->untimed, "No time", "completeness.html#times", "event has no known time",
          "events have no known time", "; the text of the time is kept", "Every event has a known time.");
    check(&l, t->assumed_zone, "Time zone", "completeness.html#times", "time has an assumed zone",
          "times have an assumed zone", "", "No time zone was assumed.");
    check(&l, t->ambiguous, "Ambiguous", "completeness.html#times",
          "local time occurred twice or never in its zone", "local times occurred twice or never in their zone",
          "", "No local time was ambiguous.");
    check(&l, t->recovered, "Damage", "completeness.html#rejects", "event was read after damage in its dump",
          "events were read after damage in their dump", "", "No event was read after damage.");
    check(&l, t->outside, "Outside", "completeness.html#imports", "event lies outside its dump's window",
          "events lie outside their dumps' windows", "; they are kept", "No event lies outside its dump's window.");
    check(&l, t->stale, "Rules", "completeness.html#imports", "event was mapped by rules that have changed since",
          "events were mapped by rules that have changed since", "", "Every event was mapped by the present rules.");
    value_add(b, "checks", some_value(p->arena, l.found, l.n_found));
    value_add(b, "calm", some_value(p->arena, l.calm, l.n_calm));
    value_add_text(b, "calm_n", say_plural(p->arena, l.n_calm, "check", "checks"));
}
