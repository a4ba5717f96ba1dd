/* profile_rules: the sections of a profile that say how an event is made.  See profile_reading.h. */
#include <stdlib.h>
#include <string.h>

#include "event_sentence.h"
#include "profile_example.h"
#include "profile_reading.h"
#include "stamp_format.h"
#include "utf8.h"

/* ---- time ---- */

enum { T_AT, T_FORMATS, T_ZONE, T_ZONE_IS, T_COUNT };

static bool time_formats(struct reading *r, const struct yaml *y, struct time_rule *t)
{
    const struct yaml *c = y->kind == YAML_LIST ? y->child : y;
    size_t n = y->kind == YAML_LIST ? y->n : 1;

    t->formats = arena_zero(&r->p->arena, n + 1, sizeof(struct stamp_format *));
    t->texts = arena_zero(&r->p->arena, n + 1, sizeof(*t->texts));
    for (size_t i = 0; i < n; i++, c = c->next) {
        struct slice text;
        struct err e = ERR_INIT;

        if (!reading_text(r, c, &text))
            return false;
        if (stamp_format_new(text, &t->formats[t->n_formats], &e) != ST_OK)
            return reading_fail(r, c, e.code, "%s", e.text);
        t->texts[t->n_formats++] = text;
    }
    return n > 0 || reading_fail(r, y, "PROFILE-VALUE", "at least one format is needed");
}

static bool time_zone(struct reading *r, const struct yaml *zone, const struct yaml *is, struct time_rule *t)
{
    static const char *const names[] = {"stated", "assumed", NULL};
    struct slice text = SLICE("UTC");
    struct err e = ERR_INIT;
    size_t word = zone ? 0 : 1;

    if (is && !reading_word(r, is, names, &word))
        return false;
    if (is && !zone)
        return reading_fail(r, is, "PROFILE-VALUE", "'zone-is' needs a 'zone'");
    if (zone && !reading_text(r, zone, &text))
        return false;
    t->declared = zone != NULL;
    t->zone_name = (const char *)text.p;
    t->how = word ? STAMP_ZONE_ASSUMED : STAMP_ZONE_PROFILE;
    if (stamp_zone_open((const char *)text.p, &t->zone, &e) != ST_OK)
        return reading_fail(r, zone, e.code, "%s", e.text);
    return true;
}

bool rules_time(struct reading *r, const struct yaml *y)
{
    static const char *const names[] = {"at", "formats", "zone", "zone-is", NULL};
    const struct yaml *got[T_COUNT];
    struct time_rule *t = &r->p->time;

    if (!reading_keys(r, y, names, got))
        return false;
    if (!got[T_AT] || !got[T_FORMATS])
        return reading_fail(r, y, "PROFILE-MISSING", "'time' needs 'at' and 'formats'");
    return reading_value(r, got[T_AT], &t->at) && time_formats(r, got[T_FORMATS], t) &&
           time_zone(r, got[T_ZONE], got[T_ZONE_IS], t);
}

/* ---- outcome ---- */

enum { O_OF, O_SUCCESS, O_FAILURE, O_DENIED, O_DEFAULT, O_COUNT };

static bool outcome_list(struct reading *r, const struct yaml *y, enum outcome which)
{
    struct outcome_rule *o = &r->p->outcome;

    if (!reading_texts(r, y, &o->texts[which], &o->n_texts[which]))
        return false;
    for (size_t i = 0; i < o->n_texts[which]; i++) {
        if (!slice_is(o->texts[which][i], "*"))
            continue;
        o->has_star = true;
        o->star = which;
    }
    return true;
}

static size_t add_texts(const struct yaml **all, size_t n, const struct yaml *list)
{
    if (list && list->kind == YAML_TEXT)
        all[n++] = list;
    for (const struct yaml *c = list ? list->child : NULL; c; c = c->next)
        all[n++] = c;
    return n;
}

/* One text, one outcome: of two, one would win unseen. */
static bool outcome_unique(struct reading *r, const struct yaml *const *got)
{
    const struct yaml **all, **twice;
    size_t n = 0;
    bool good = true;

    for (size_t i = O_SUCCESS; i <= O_DENIED; i++)
        n += got[i] ? got[i]->n + 1 : 0;
    all = mem_zero(n + 1, sizeof(*all));
    n = 0;
    for (size_t i = O_SUCCESS; i <= O_DENIED; i++)
        n = add_texts(all, n, got[i]);
    twice = yaml_twice(all, n);
    if (twice) {
        struct slice text = utf8_prefix((*twice)->text, 100);

        good = reading_fail(r, *twice, "PROFILE-VALUE",
                            "'%.*s' is listed already in line %llu, column %llu, and a text has one outcome: "
                            "keep one of them",
                            (int)text.n, (const char *)text.p, (unsigned long long)twice[-1]->line,
                            (unsigned long long)twice[-1]->column);
    }
    mem_free(all);
    return good;
}

bool rules_outcome(struct reading *r, const struct yaml *y)
{
    static const char *const names[] = {"of", "success", "failure", "denied", "default", NULL};
    static const char *const words[] = {"unknown", "success", "failure", "denied", NULL};
    const struct yaml *got[O_COUNT];
    struct outcome_rule *o = &r->p->outcome;
    size_t word = 0;

    if (!reading_keys(r, y, names, got))
        return false;
    if (!got[O_OF] && !got[O_DEFAULT])
        return reading_fail(r, y, "PROFILE-MISSING",
                            "'outcome' needs 'of', as in {of: result, success: [ok], failure: [\"*\"]}, "
                            "or 'default'");
    if ((got[O_OF] && !reading_value(r, got[O_OF], &o->of)) ||
        (got[O_SUCCESS] && !outcome_list(r, got[O_SUCCESS], OUTCOME_SUCCESS)) ||
        (got[O_FAILURE] && !outcome_list(r, got[O_FAILURE], OUTCOME_FAILURE)) ||
        (got[O_DENIED] && !outcome_list(r, got[O_DENIED], OUTCOME_DENIED)) ||
        (got[O_DEFAULT] && !reading_word(r, got[O_DEFAULT], words, &word)) || !outcome_unique(r, got))
        return false;
    o->otherwise = (enum outcome)word;
    r->p->has_outcome = true;
    return true;
}

/* ---- items ---- */

enum { I_ROLE, I_TYPE, I_KEY, I_LABEL, I_EACH, I_HOW, I_NORM, I_WHEN, I_COUNT };

/* Does a text that is taken as a name rather look like a path? */
static bool like_path(struct slice text)
{
    return text.p[0] == '^' || text.p[0] == '#' || memchr(text.p, '.', text.n) != NULL ||
           memchr(text.p, '@', text.n) != NULL;
}

/* 'each' of an item or a change, if it has one: its other paths start there. */
static bool part(struct reading *r, const struct yaml *each, struct path *out)
{
    r->reach.n = r->p->has_each;
    if (each && !reading_path(r, each, out))
        return false;
    if (each)
        r->reach.via[r->reach.n++] = out;
    return true;
}

/* A text is the type itself; a map is a VALUE that finds it. */
static bool item_type(struct reading *r, const struct yaml *y, struct profile_value *v)
{
    if (y->kind != YAML_TEXT)
        return reading_value(r, y, v);
    if (!y->text.n || y->text.n > EVENT_MAX_KEY)
        return reading_fail(r, y, "PROFILE-VALUE", "a type has 1 to 1024 bytes");
    if (like_path(y->text))
        return reading_fail(r, y, "PROFILE-VALUE",
                            "a type is a name, and '%.*s' looks like a path: write {path: %.*s} to take the "
                            "type from the record, or {const: %.*s} if that is its name",
                            (int)y->text.n, (const char *)y->text.p, (int)y->text.n, (const char *)y->text.p,
                            (int)y->text.n, (const char *)y->text.p);
    *v = (struct profile_value){.kind = VALUE_CONST, .text = y->text, .line = y->line};
    return true;
}

static bool item_words(struct reading *r, const struct yaml **got, struct item_rule *rule)
{
    static const char *const roles[] = {"actor", "target", "related", "owner", "on_behalf_of", NULL};
    static const char *const hows[] = {"field", "text", "inferred", NULL};
    size_t word = 0;

    if (!reading_word(r, got[I_ROLE], roles, &word))
        return false;
    rule->role = (enum role)word;
    word = 0;
    if (got[I_HOW] && !reading_word(r, got[I_HOW], hows, &word))
        return false;
    rule->how = (enum found)word;
    return true;
}

static bool item(struct reading *r, const struct yaml *y, struct item_rule *rule)
{
    static const char *const names[] = {"role", "type", "key", "label", "each", "how", "norm", "when", NULL};
    const struct yaml *got[I_COUNT];

    if (!reading_keys(r, y, names, got))
        return false;
    if (!got[I_ROLE] || !got[I_TYPE] || !got[I_KEY])
        return reading_fail(r, y, "PROFILE-MISSING", "an item needs 'role', 'type' and 'key'");
    rule->line = y->line;
    rule->has_each = got[I_EACH] != NULL;
    if (!part(r, got[I_EACH], &rule->each))
        return false;
    return item_words(r, got, rule) && item_type(r, got[I_TYPE], &rule->type) &&
           reading_value(r, got[I_KEY], &rule->key) &&
           (!got[I_NORM] || reading_norm(r, got[I_NORM], &rule->key)) &&
           (!got[I_LABEL] || reading_value(r, got[I_LABEL], &rule->label)) &&
           (!got[I_WHEN] || reading_when(r, got[I_WHEN], &rule->when));
}

bool rules_items(struct reading *r, const struct yaml *y)
{
    struct profile *p = r->p;

    if (y->kind != YAML_LIST)
        return reading_fail(r, y, "PROFILE-VALUE", "'items' is a list of {role, type, key}");
    p->items = arena_zero(&p->arena, y->n + 1, sizeof(*p->items));
    for (const struct yaml *c = y->child; c; c = c->next)
        if (!item(r, c, &p->items[p->n_items++]))
            return false;
    r->reach.n = p->has_each;
    return true;
}

/* ---- changes ---- */

enum { C_EACH, C_FIELD, C_OLD, C_NEW, C_WHEN, C_COUNT };

static bool change(struct reading *r, const struct yaml *y, struct change_rule *rule)
{
    static const char *const names[] = {"each", "field", "old", "new", "when", NULL};
    const struct yaml *got[C_COUNT];

    if (!reading_keys(r, y, names, got))
        return false;
    if (!got[C_FIELD] || (!got[C_OLD] && !got[C_NEW]))
        return reading_fail(r, y, "PROFILE-MISSING", "a change needs 'field', and 'old' or 'new'");
    rule->line = y->line;
    rule->has_each = got[C_EACH] != NULL;
    return part(r, got[C_EACH], &rule->each) && reading_value(r, got[C_FIELD], &rule->field) &&
           (!got[C_OLD] || reading_value(r, got[C_OLD], &rule->old)) &&
           (!got[C_NEW] || reading_value(r, got[C_NEW], &rule->new_)) &&
           (!got[C_WHEN] || reading_when(r, got[C_WHEN], &rule->when));
}

bool rules_changes(struct reading *r, const struct yaml *y)
{
    struct profile *p = r->p;

    if (y->kind != YAML_LIST)
        return reading_fail(r, y, "PROFILE-VALUE", "'changes' is a list of {each, when, field, old, new}");
    p->changes = arena_zero(&p->arena, y->n + 1, sizeof(*p->changes));
    for (const struct yaml *c = y->child; c; c = c->next)
        if (!change(r, c, &p->changes[p->n_changes++]))
            return false;
    r->reach.n = p->has_each;
    return true;
}

/* ---- catalog ---- */

/* Could the value be that text?  What stands in a record may be any. */
static bool may_be(const struct profile_value *v, struct slice text)
{
    if (v->kind == VALUE_CONST)
        return slice_equal(v->text, text);
    for (size_t i = 0; i < v->n_map; i++)
        if (slice_equal(v->map[i].to, text))
            return true;
    if (v->otherwise)
        return slice_equal(*v->otherwise, text);
    for (size_t i = 0; i < v->n_parts && v->kind == VALUE_FIRST; i++)
        if (may_be(&v->parts[i], text))
            return true;
    return v->kind != VALUE_FIRST;
}

static bool is_type(void *ctx, struct slice name)
{
    const struct profile *p = ctx;

    for (size_t i = 0; i < p->n_items; i++)
        if (may_be(&p->items[i].type, name))
            return true;
    return false;
}

static bool catalog_entry(struct reading *r, const struct yaml *k, struct catalog_entry *e)
{
    const struct yaml *c = k->value;
    struct slice *texts[] = {&e->category, &e->label, &e->sentence};
    struct err why = ERR_INIT;

    if (c->kind != YAML_LIST || c->n != 3)
        return reading_expected(r, c, "[category, label, sentence], a list of 3 texts,");
    e->action = k->text;
    e->line = k->line;
    c = c->child;
    for (size_t i = 0; i < 3; i++, c = c->next)
        if (!reading_text(r, c, texts[i]))
            return false;
        else if (i == 2 && sentence_check(e->sentence, is_type, r->p, &why) != ST_OK)
            return reading_fail(r, c, why.code, "%s", why.text);
    return true;
}

static int by_action(const void *a, const void *b)
{
    const struct catalog_entry *x = a, *y = b;

    return slice_order(x->action, y->action);
}

static int by_falling_length(const void *a, const void *b)
{
    const struct catalog_entry *x = a, *y = b;

    if (x->action.n != y->action.n)
        return x->action.n > y->action.n ? -1 : 1;
    return slice_order(x->action, y->action);
}

bool rules_catalog(struct reading *r, const struct yaml *y)
{
    struct profile *p = r->p;

    if (y->kind != YAML_MAP)
        return reading_fail(r, y, "PROFILE-VALUE", "'catalog' is a map: ACTION: [category, label, sentence]");
    p->exact = arena_zero(&p->arena, y->n + 1, sizeof(*p->exact));
    p->prefixes = arena_zero(&p->arena, y->n + 1, sizeof(*p->prefixes));
    for (const struct yaml *k = y->child; k; k = k->next) {
        bool prefix = k->text.n && k->text.p[k->text.n - 1] == '*';
        struct catalog_entry *e = prefix ? &p->prefixes[p->n_prefixes++] : &p->exact[p->n_exact++];

        if (!catalog_entry(r, k, e))
            return false;
        e->action.n -= prefix;
    }
    if (p->n_exact)
        qsort(p->exact, p->n_exact, sizeof(*p->exact), by_action);
    if (p->n_prefixes)
        qsort(p->prefixes, p->n_prefixes, sizeof(*p->prefixes), by_falling_length);
    return true;
}

/* ---- examples ---- */

const char *const example_fields[] = {"id",      "time",    "action",  "category", "label", "outcome",
                                      "reason",  "request", "message", "ip",       "agent", "location",
                                      "channel", "count",   "items",   "changes",  NULL};

static bool example_event(struct reading *r, const struct yaml *y, struct example *e)
{
    if (!reading_keys(r, y, example_fields, e->event))
        return false;
    for (size_t i = 0; i < EXAMPLE_FIELDS; i++) {
        struct slice *texts, text;
        size_t n;

        if (e->event[i] && !(i < EXAMPLE_ITEMS ? reading_text(r, e->event[i], &text)
                                               : reading_texts(r, e->event[i], &texts, &n)))
            return false;
    }
    return y->n > 0 || reading_fail(r, y, "PROFILE-MISSING", "an example's event expects something");
}

bool rules_examples(struct reading *r, const struct yaml *y)
{
    static const char *const names[] = {"record", "event", NULL};
    struct profile *p = r->p;

    if (y->kind != YAML_LIST)
        return reading_fail(r, y, "PROFILE-VALUE", "'examples' is a list of {record, event}");
    p->examples = arena_zero(&p->arena, y->n + 1, sizeof(*p->examples));
    for (const struct yaml *c = y->child; c; c = c->next) {
        struct example *e = &p->examples[p->n_examples++];
        const struct yaml *got[2];

        if (!reading_keys(r, c, names, got))
            return false;
        if (!got[0] || !got[1])
            return reading_fail(r, c, "PROFILE-MISSING", "an example needs 'record' and 'event'");
        e->line = c->line;
        e->column = c->column;
        if (!reading_text(r, got[0], &e->record) || !example_event(r, got[1], e))
            return false;
    }
    return true;
}

const struct catalog_entry *profile_catalog(const struct profile *p, struct slice action)
{
    size_t low = 0, high = p->n_exact;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = slice_order(p->exact[mid].action, action);

        if (!c)
            return &p->exact[mid];
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (size_t i = 0; i < p->n_prefixes; i++)
        if (slice_starts(action, p->prefixes[i].action))
            return &p->prefixes[i];
    return NULL;
}
