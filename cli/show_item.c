/* show_item: an item's report in the terminal.  See show.h. */
#include <string.h>

#include "filter.h"
#include "sentence.h"
#include "show.h"
#include "store_items.h"

#define RELATED_SHOWN 8
#define LABELS_SHOWN  8

struct shown {
    struct cli *cli;
    struct store *store;
    struct filter_named named;
    struct store_filter filter;
    struct jsonw json;
    struct arena arena;
    struct sentences *sentences;
    bool filtered;        /* by more than the item */
    uint64_t events, bad; /* that pass the filter; ... */
    uint64_t total;       /* ... of so many */
    struct store_related *related;
    size_t n_related;
    uint64_t total_related;
    struct store_label *labels;
    size_t n_labels;
};

static enum status count(struct shown *s, struct err *err)
{
    const struct store_filter all = {.item = s->filter.item};
    struct store_filter bad = s->filter;
    enum status st = store_events_count(s->store, &s->filter, &s->events, err);

    bad.bad = true;
    s->total = s->events;
    s->filtered = !store_filter_is_open(&s->filter);
    if (st == ST_OK && s->filtered)
        st = store_events_count(s->store, &all, &s->total, err);
    if (st == ST_OK)
        st = store_events_count(s->store, &bad, &s->bad, err);
    if (st == ST_OK)
        st = store_related(s->store, s->filter.item, &s->arena, RELATED_SHOWN, &s->related, &s->n_related,
                           &s->total_related, err);
    if (st == ST_OK)
        st = store_labels(s->store, s->filter.item, &s->arena, LABELS_SHOWN, &s->labels, &s->n_labels, err);
    return st;
}

static void name_lines(struct shown *s, struct buf *b)
{
    for (size_t i = 0; i < s->n_labels; i++) {
        buf_format(b, "  %-10s ", i ? "" : "named");
        term_safe(b, s->labels[i].label, 0);
        if (s->labels[i].first.at != STAMP_UNKNOWN) {
            buf_text(b, ", from ");
            stamp_tell(b, s->labels[i].first.at, s->labels[i].first.resolution);
        }
        buf_byte(b, '\n');
    }
}

static void related_lines(struct shown *s, struct buf *b)
{
    char n[TERM_NUMBER];

    for (size_t i = 0; i < s->n_related; i++) {
        const struct store_item *item = &s->related[i].item;

        buf_format(b, "  %-10s ", i ? "" : "met");
        term_safe(b, item->type, 0);
        buf_byte(b, ':');
        term_safe(b, item->key, 0);
        buf_format(b, ", in %s event%s\n", term_number(s->related[i].together, n),
                   s->related[i].together == 1 ? "" : "s");
    }
    if (s->total_related > s->n_related)
        buf_format(b, "  %-10s and %s more item%s\n", "", term_number(s->total_related - s->n_related, n),
                   s->total_related - s->n_related == 1 ? "" : "s");
}

static void print_head(struct shown *s)
{
    struct term *t = &s->cli->term;
    char n[TERM_NUMBER];
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_text(&b, term_on(t, PAINT_BOLD));
    term_safe(&b, buf_view(&s->named.name), 0);
    buf_format(&b, "%s\n  %-10s %s", term_off(t), "events", term_number(s->events, n));
    if (s->filtered)
        buf_format(&b, " of %s pass%s the filter", term_number(s->total, n), s->events == 1 ? "es" : "");
    if (s->bad)
        buf_format(&b, ", %s of them failed or denied", term_number(s->bad, n));
    buf_byte(&b, '\n');
    name_lines(s, &b);
    if (!s->filtered)
        related_lines(s, &b);
    term_lines(t, buf_view(&b), 13);
    buf_release(&b);
}

static const char *outcome_on(const struct term *t, enum outcome o)
{
    if (outcome_is_bad(o))
        return term_on(t, PAINT_RED);
    return term_on(t, o == OUTCOME_SUCCESS ? PAINT_GREEN : PAINT_DIM);
}

static void event_head(struct term *t, struct buf *b, const struct store_event *e)
{
    const struct event *ev = &e->ev;

    buf_format(b, "\n%s", term_on(t, PAINT_BOLD));
    if (ev->time.at == STAMP_UNKNOWN)
        buf_text(b, "time unknown");
    else
        stamp_tell(b, ev->time.at, ev->time.resolution);
    buf_format(b, "%s  ", term_off(t));
    term_safe(b, ev->label.n ? ev->label : ev->action, 40);
    buf_format(b, "  %s%s%s\n", outcome_on(t, ev->outcome), outcome_name(ev->outcome), term_off(t));
}

static void event_parties(struct shown *s, struct buf *b, const struct store_event *e)
{
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];

        if (p->item == s->filter.item)
            continue;
        buf_format(b, "  %-10s ", role_name(p->role));
        show_party(b, p);
        buf_byte(b, '\n');
    }
}

static void event_changes(struct buf *b, const struct event *ev)
{
    for (size_t i = 0; i < ev->n_changes; i++) {
        buf_format(b, "  %-10s ", "change");
        show_change(b, &ev->changes[i], 60);
        buf_byte(b, '\n');
    }
}

static void event_text(struct shown *s, const struct store_event *e)
{
    const struct event *ev = &e->ev;
    struct buf b;

    buf_init(&b, BUF_CAP);
    event_head(&s->cli->term, &b, e);
    buf_text(&b, "  ");
    show_sentence(&b, s->sentences, e);
    buf_byte(&b, '\n');
    event_parties(s, &b, e);
    event_changes(&b, ev);
    if (ev->message.n > 0) {
        buf_format(&b, "  %-10s ", "message");
        term_safe(&b, ev->message, 200);
        buf_byte(&b, '\n');
    }
    buf_format(&b, "  %-10s %s, ", "event", e->public_id);
    term_safe(&b, e->dump_name, 0);
    buf_format(&b, " record %llu\n", (unsigned long long)ev->record);
    if ((ev->flags & EVENT_CONFLICT) != 0)
        buf_format(&b, "  %-10s several, this one counts: trailbook show %s\n", "versions", e->public_id);
    if ((ev->flags & EVENT_ABSENT) != 0)
        buf_format(&b, "  %-10s from a later export: trailbook show %s\n", "absent", e->public_id);
    term_lines(&s->cli->term, buf_view(&b), 13);
    buf_release(&b);
}

static void event_json(struct shown *s, const struct store_event *e)
{
    jsonw_object(&s->json, NULL);
    show_event_json(&s->json, e);
    jsonw_end(&s->json);
    term_bytes(&s->cli->term, buf_view(&s->json.text));
    buf_clear(&s->json.text);
}

static enum status print_events(struct shown *s, struct err *err)
{
    struct store_events *c;
    const struct store_event *e;
    enum status st = store_events_open(s->store, &s->filter, &c, err);

    if (st != ST_OK)
        return st;
    while (term_takes(&s->cli->term) && (st = store_events_next(c, &e, err)) == ST_OK) {
        if (cli_has(s->cli, OPT_JSON))
            event_json(s, e);
        else
            event_text(s, e);
    }
    store_events_close(c);
    return st == ST_END ? ST_OK : st;
}

static void json_head(struct shown *s)
{
    struct jsonw *w = &s->json;
    struct slice name = buf_view(&s->named.name);
    size_t n = s->named.type_n;

    jsonw_init(w);
    jsonw_object(w, NULL);
    jsonw_slice(w, "type", (struct slice){name.p, n});
    jsonw_slice(w, "key", (struct slice){name.p + n + 1, name.n - n - 1});
    jsonw_count(w, "count", s->events);
    if (s->filtered)
        jsonw_count(w, "total", s->total);
    jsonw_count(w, "bad", s->bad);
    jsonw_array(w, "labels");
    for (size_t i = 0; i < s->n_labels; i++)
        jsonw_slice(w, NULL, s->labels[i].label);
    jsonw_end(w);
    jsonw_array(w, "events");
}

static void item_line(struct cli *cli, const struct store_item *item)
{
    char n[TERM_NUMBER];
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_format(&b, "%10s  ", term_number(item->events, n));
    term_safe(&b, item->type, 0);
    buf_byte(&b, ':');
    term_safe(&b, item->key, 0);
    if (item->label.n > 0) {
        buf_text(&b, "  ");
        term_safe(&b, item->label, 0);
    }
    buf_byte(&b, '\n');
    term_lines(&cli->term, buf_view(&b), 12);
    buf_release(&b);
}

static void item_json(struct cli *cli, struct jsonw *w, const struct store_item *item)
{
    jsonw_object(w, NULL);
    jsonw_slice(w, "type", item->type);
    jsonw_slice(w, "key", item->key);
    if (item->label.n > 0)
        jsonw_slice(w, "label", item->label);
    jsonw_count(w, "count", item->events);
    jsonw_count(w, "bad", item->failures + item->denials);
    jsonw_time(w, "first", item->first_at);
    jsonw_time(w, "last", item->last_at);
    jsonw_end(w);
    term_bytes(&cli->term, buf_view(&w->text));
    buf_clear(&w->text);
}

static enum status type_rows(struct cli *cli, struct store *store, struct slice type, struct jsonw *w,
                             struct err *err)
{
    struct store_items *c;
    const struct store_item *item;
    enum status st = store_items_open(store, type, ITEMS_BY_KEY, false, 0, &c, err);

    if (st != ST_OK)
        return st;
    if (w == NULL)
        term_out(&cli->term, "%s%10s  ITEM%s\n", term_on(&cli->term, PAINT_DIM), "EVENTS",
                 term_off(&cli->term));
    while (term_takes(&cli->term) && (st = store_items_next(c, &item, err)) == ST_OK) {
        if (w != NULL)
            item_json(cli, w, item);
        else
            item_line(cli, item);
    }
    store_items_close(c);
    return st == ST_END ? ST_OK : st;
}

enum status show_type(struct cli *cli, struct store *store, struct slice type, struct err *err)
{
    static const enum opt need_item[] = {OPT_SINCE, OPT_UNTIL, OPT_ACTION, OPT_DUMP};
    struct jsonw w;
    enum status st;

    for (size_t i = 0; i < sizeof(need_item) / sizeof(need_item[0]); i++)
        if (cli_has(cli, need_item[i]))
            return err_set(err, ST_FAIL, "USAGE-VALUE",
                           "the list of all items takes no filters and no --dump; name one item, TYPE:KEY");
    if (!cli_has(cli, OPT_JSON))
        return type_rows(cli, store, type, NULL, err);
    jsonw_init(&w);
    jsonw_object(&w, NULL);
    jsonw_array(&w, "items");
    st = type_rows(cli, store, type, &w, err);
    cli_json_end(cli, &w, st, err);
    return st;
}

enum status show_item(struct cli *cli, struct store *store, const char *word, struct err *err)
{
    struct shown s;
    struct buf text;
    enum status st;

    memset(&s, 0, sizeof(s));
    s.cli = cli;
    s.store = store;
    s.sentences = sentences_new();
    buf_init(&text, BUF_CAP);
    buf_init(&s.named.name, BUF_CAP);
    st = filter_read(cli, store, &s.filter, &text, err);
    if (st == ST_OK)
        st = filter_item(cli, store, word, &s.named, err);
    s.filter.item = s.named.item;
    if (st == ST_OK && s.filter.item == 0)
        st = ST_END;
    if (st == ST_OK)
        st = count(&s, err);
    if (st == ST_OK && cli_has(cli, OPT_JSON)) {
        json_head(&s);
        st = print_events(&s, err);
        cli_json_end(cli, &s.json, st, err);
    } else if (st == ST_OK) {
        print_head(&s);
        st = print_events(&s, err);
    }
    sentences_free(s.sentences);
    arena_release(&s.arena);
    buf_release(&text);
    buf_release(&s.named.name);
    return st;
}
