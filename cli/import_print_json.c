/* import_print_json: what an import tells with --json.  See import_print.h. */
#include "import_print.h"

void import_print_sums(struct jsonw *w, const struct import_counts *c)
{
    jsonw_count(w, "records", c->records);
    jsonw_count(w, "mapped", c->mapped);
    jsonw_count(w, "skipped", c->skipped);
    jsonw_count(w, "rejected", c->rejected);
    jsonw_count(w, "made", c->made);
    jsonw_count(w, "stored", c->stored);
    jsonw_count(w, "duplicate", c->duplicate);
    jsonw_count(w, "suppressed", c->suppressed);
}

static void json_counts(struct jsonw *w, const struct import_counts *c)
{
    import_print_sums(w, c);
    jsonw_count(w, "conflicts", c->conflicts);
    jsonw_count(w, "untimed", c->untimed);
    jsonw_count(w, "outside", c->outside);
    jsonw_count(w, "absent", c->absent);
    jsonw_count(w, "recovered", c->recovered);
    jsonw_count(w, "remapped", c->remapped);
    jsonw_count(w, "differ", c->differ);
}

static void json_warning(struct jsonw *w, const char *name, const struct err *e)
{
    if (e->code == NULL)
        return;
    jsonw_object(w, name);
    jsonw_text(w, "code", e->code);
    if (e->line > 0)
        jsonw_count(w, "line", e->line);
    jsonw_text(w, "message", e->text);
    jsonw_end(w);
}

static const char *outcome_word(enum status st, const struct import_result *r)
{
    if (st == ST_OK)
        return "imported";
    if (st == ST_FAIL)
        return "failed";
    return r->profile ? "already imported" : "empty";
}

void import_print_json_dump(struct import_print *p, enum status st, const struct import_result *r,
                            const struct err *err)
{
    struct jsonw *w = &p->json;

    jsonw_object(w, NULL);
    jsonw_text(w, "dump", r->path);
    jsonw_text(w, "result", outcome_word(st, r));
    jsonw_text(w, "profile", r->profile);
    jsonw_text(w, "source", r->source);
    jsonw_bool(w, "detected", r->detected);
    if (st == ST_END && r->profile != NULL)
        jsonw_count(w, "rejects_waiting", r->waiting);
    if (st == ST_FAIL) {
        jsonw_text(w, "code", err->code);
        jsonw_text(w, "message", err->text);
    }
    if (st == ST_OK) {
        jsonw_count(w, "bytes", r->info.bytes);
        if (!r->info.dump_erased)
            jsonw_hex(w, "sha256", r->info.dump, DIGEST_SIZE);
        json_counts(w, &r->counts);
        jsonw_time(w, "first", r->counts.made ? r->counts.first_at : STAMP_UNKNOWN);
        jsonw_time(w, "last", r->counts.made ? r->counts.last_at : STAMP_UNKNOWN);
        if (r->info.has_window) {
            jsonw_time(w, "window_from", r->info.window_from);
            jsonw_time(w, "window_to", r->info.window_to);
            jsonw_text(w, "window_zone", r->window_zone != NULL ? r->window_zone : "UTC");
        }
        if (r->info.unclaimed > 0)
            jsonw_count(w, "windows_taken_back", r->info.unclaimed);
        if (r->info.returned > 0)
            jsonw_count(w, "of_erased_items", r->info.returned);
        if (r->info.removed > 0)
            jsonw_count(w, "removed", r->info.removed);
        if (r->info.kept > 0)
            jsonw_count(w, "kept", r->info.kept);
        if (r->info.left_over > 0)
            jsonw_count(w, "left_over", r->info.left_over);
        if (r->lacks != NULL)
            jsonw_text(w, "lacks", r->lacks);
        jsonw_count(w, "zone_assumed", r->zone_assumed);
        if (r->zone_assumed > 0)
            jsonw_text(w, "zone", r->info.zone);
        if (r->ambiguous > 0)
            jsonw_count(w, "ambiguous", r->ambiguous);
        json_warning(w, "times", &r->times);
        json_warning(w, "ids", &r->ids);
    }
    jsonw_end(w);
    term_bytes(&p->cli->term, buf_view(&w->text));
    buf_clear(&w->text);
}

static void json_phases(struct import_print *p)
{
    struct jsonw *w = &p->json;

    jsonw_array(w, "timings");
    for (int i = 0; i < PHASE_COUNT; i++) {
        jsonw_object(w, NULL);
        jsonw_text(w, "phase", phase_name((enum phase)i));
        jsonw_count(w, "ns", (uint64_t)p->phases.of[i].wall);
        jsonw_count(w, "cpu_ns", (uint64_t)p->phases.of[i].cpu);
        jsonw_end(w);
    }
    jsonw_end(w);
}

static void json_passed(struct jsonw *w, const struct input_passed *d)
{
    jsonw_object(w, "passed_over");
    jsonw_count(w, "hidden", d->hidden);
    jsonw_count(w, "links", d->links);
    jsonw_count(w, "pipes", d->pipes);
    jsonw_count(w, "sockets", d->sockets);
    jsonw_count(w, "devices", d->devices);
    jsonw_count(w, "store", d->stores);
    jsonw_end(w);
}

void import_print_json_sum(struct import_print *p, const struct err *err)
{
    struct jsonw *w = &p->json;

    jsonw_end(w);
    jsonw_object(w, "total");
    jsonw_count(w, "dumps", p->dumps);
    jsonw_count(w, "imported", p->dumps - p->again - p->empty - p->failed);
    jsonw_count(w, "already_imported", p->again);
    jsonw_count(w, "empty", p->empty);
    jsonw_count(w, "failed", p->failed);
    json_counts(w, &p->sum);
    if (p->stale > 0)
        jsonw_count(w, "stale", p->stale);
    jsonw_end(w);
    json_passed(w, &p->passed);
    jsonw_bool(w, "dry_run", cli_has(p->cli, OPT_DRY_RUN));
    if (cli_has(p->cli, OPT_TIMINGS))
        json_phases(p);
    if (err != NULL)
        cli_error_json(w, "error", err);
    jsonw_end(w);
    term_bytes(&p->cli->term, buf_view(&w->text));
    jsonw_release(w);
}
