/* status_ledger: sealed, reviewed, held and due.  See status_ledger.h. */
#include <stdio.h>

#include "cli.h"
#include "status_ledger.h"
#include "store_erasures.h"
#include "store_holds.h"
#include "store_retention.h"
#include "store_reviews.h"

static enum status review_line(struct store *s, struct buf *b, struct err *err)
{
    struct store_reviewed r;
    char n[TERM_NUMBER];
    enum status st = store_reviewed(s, &r, err);

    if (st != ST_OK || r.reviews == 0)
        return st;
    buf_format(b, "  %-10s ", "reviewed");
    if (r.through != STAMP_UNKNOWN) {
        buf_text(b, "all before ");
        stamp_write(b, r.through, STAMP_RES_S);
        buf_text(b, "; ");
    }
    buf_format(b, "%s event%s not\n", term_number(r.open, n), r.open == 1 ? "" : "s");
    return ST_OK;
}

static enum status hold_line(struct store *s, struct buf *b, struct err *err)
{
    struct store_holds_count h;
    char n[2][TERM_NUMBER];
    enum status st = store_holds_count(s, &h, err);

    if (st == ST_OK && h.in_force > 0)
        buf_format(b, "  %-10s %s in force, %s released: hold --list tells them\n", "holds",
                   term_number(h.in_force, n[0]), term_number(h.released, n[1]));
    return st;
}

static enum status erasure_line(struct store *s, struct buf *b, struct err *err)
{
    struct store_erasures_sum e;
    char n[4][TERM_NUMBER];
    enum status st = store_erasures_sum(s, &e, err);

    if (st == ST_OK && e.redactions + e.prunes > 0)
        buf_format(b, "  %-10s %s event%s, and %s value%s of others, by %s act%s of the ledger\n", "erased",
                   term_number(e.events, n[0]), e.events == 1 ? "" : "s", term_number(e.values, n[1]),
                   e.values == 1 ? "" : "s", term_number(e.redactions + e.prunes, n[2]),
                   e.redactions + e.prunes == 1 ? "" : "s");
    return st;
}

static void day_text(struct buf *b, int64_t day)
{
    struct stamp_civil c = stamp_date(day);

    buf_format(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static void max_text(struct buf *b, const struct store_rule *r)
{
    char n[TERM_NUMBER];

    buf_format(b, "at most %d%c: ", r->max.n, r->max.unit);
    if (r->past > 0) {
        buf_format(b, "%s past it, the oldest of ", term_number(r->past, n));
        day_text(b, r->first);
    } else {
        buf_text(b, "none past it");
    }
    if (r->due != STAMP_UNKNOWN) {
        buf_text(b, ", the next on ");
        day_text(b, r->due);
    }
}

static void rule_line(const struct store_rule *r, struct buf *b)
{
    char n[TERM_NUMBER];

    buf_format(b, "  %-10s ", "retention");
    term_safe(b, r->source, 0);
    if (r->category.n > 0) {
        buf_text(b, ", ");
        term_safe(b, r->category, 0);
    }
    buf_text(b, ": ");
    if (r->min.n > 0)
        buf_format(b, "at least %d%c: %s younger%s", r->min.n, r->min.unit, term_number(r->young, n),
                   r->max.n > 0 ? "; " : "");
    if (r->max.n > 0)
        max_text(b, r);
    if (r->max.n > 0 && r->untimed > 0)
        buf_format(b, "; %s without a known time", term_number(r->untimed, n));
    buf_byte(b, '\n');
}

static enum status rule_lines(struct store *s, struct buf *b, struct err *err)
{
    struct store_rules *c = NULL;
    struct store_rule r;
    enum status st = store_rules_open(s, stamp_day(cli_now()), &c, err);

    while (st == ST_OK && (st = store_rules_next(c, &r, err)) == ST_OK)
        rule_line(&r, b);
    store_rules_close(c);
    return st == ST_END ? ST_OK : st;
}

enum status status_ledger_lines(struct store *s, const struct store_sealed *sealed, struct buf *b,
                                struct err *err)
{
    const struct store_ledger *l = &sealed->ledger;
    char n[2][TERM_NUMBER];
    enum status st;

    if (!l->begun)
        return ST_OK;
    buf_format(b, "  %-10s %s entries of %.*s, %s", "ledger", term_number(l->size, n[0]), (int)l->origin.n,
               (const char *)l->origin.p, l->vkey.n > 0 ? "signed" : "not signed");
    if (sealed->unsealed > 0)
        buf_format(b, "; %s event%s not sealed yet", term_number(sealed->unsealed, n[1]),
                   sealed->unsealed == 1 ? "" : "s");
    buf_byte(b, '\n');
    st = review_line(s, b, err);
    if (st == ST_OK)
        st = erasure_line(s, b, err);
    if (st == ST_OK)
        st = hold_line(s, b, err);
    return st == ST_OK ? rule_lines(s, b, err) : st;
}

static enum status review_json(struct store *s, struct jsonw *w, struct err *err)
{
    struct store_reviewed r;
    enum status st = store_reviewed(s, &r, err);

    if (st != ST_OK)
        return st;
    jsonw_count(w, "reviews", r.reviews);
    if (r.reviews > 0) {
        jsonw_time(w, "reviewed_through", r.through);
        jsonw_count(w, "unreviewed", r.open);
    }
    return ST_OK;
}

static enum status erasure_json(struct store *s, struct jsonw *w, struct err *err)
{
    struct store_erasures_sum e;
    enum status st = store_erasures_sum(s, &e, err);

    if (st != ST_OK)
        return st;
    jsonw_object(w, "erased");
    jsonw_count(w, "redactions", e.redactions);
    jsonw_count(w, "prunes", e.prunes);
    jsonw_count(w, "events", e.events);
    jsonw_count(w, "values", e.values);
    jsonw_end(w);
    return ST_OK;
}

static enum status hold_json(struct store *s, struct jsonw *w, struct err *err)
{
    struct store_holds_count h;
    enum status st = store_holds_count(s, &h, err);

    if (st != ST_OK)
        return st;
    jsonw_count(w, "holds", h.in_force);
    jsonw_count(w, "holds_released", h.released);
    return ST_OK;
}

static void day_json(struct jsonw *w, const char *name, int64_t day)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    if (day != STAMP_UNKNOWN)
        day_text(&b, day);
    jsonw_text(w, name, day != STAMP_UNKNOWN ? buf_string(&b) : NULL);
    buf_release(&b);
}

static void period_json(struct jsonw *w, const char *name, struct stamp_period p)
{
    char text[16];

    snprintf(text, sizeof(text), "%d%c", p.n, p.unit);
    jsonw_text(w, name, p.n > 0 ? text : NULL);
}

static void rule_json(struct jsonw *w, const struct store_rule *r)
{
    jsonw_object(w, NULL);
    jsonw_slice(w, "source", r->source);
    if (r->category.n > 0)
        jsonw_slice(w, "category", r->category);
    period_json(w, "min", r->min);
    period_json(w, "max", r->max);
    jsonw_count(w, "entry", r->entry);
    jsonw_count(w, "events", r->events);
    jsonw_count(w, "untimed", r->untimed);
    day_json(w, "oldest", r->first);
    jsonw_count(w, "past_max", r->past);
    day_json(w, "next_due", r->due);
    jsonw_count(w, "below_min", r->young);
    jsonw_end(w);
}

static enum status rules_json(struct store *s, struct jsonw *w, struct err *err)
{
    const int64_t today = stamp_day(cli_now());
    struct store_rules *c = NULL;
    struct store_rule r;
    enum status st = store_rules_open(s, today, &c, err);

    jsonw_object(w, "retention");
    day_json(w, "as_of", today);
    jsonw_array(w, "rules");
    while (st == ST_OK && (st = store_rules_next(c, &r, err)) == ST_OK)
        rule_json(w, &r);
    jsonw_end(w);
    jsonw_end(w);
    store_rules_close(c);
    return st == ST_END ? ST_OK : st;
}

enum status status_ledger_json(struct store *s, const struct store_sealed *l, struct jsonw *w,
                               struct err *err)
{
    enum status st;

    if (!l->ledger.begun)
        return ST_OK;
    jsonw_object(w, "ledger");
    jsonw_slice(w, "origin", l->ledger.origin);
    jsonw_count(w, "entries", l->ledger.size);
    jsonw_bool(w, "signed", l->ledger.vkey.n > 0);
    jsonw_count(w, "checkpoints", l->checkpoints);
    jsonw_slice(w, "checkpoint", l->note);
    jsonw_count(w, "unsealed", l->unsealed);
    st = review_json(s, w, err);
    if (st == ST_OK)
        st = erasure_json(s, w, err);
    if (st == ST_OK)
        st = hold_json(s, w, err);
    if (st == ST_OK)
        st = rules_json(s, w, err);
    jsonw_end(w);
    return st;
}
