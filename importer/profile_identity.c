/* profile_identity: the section that says by what an event is known again, and what it ignores.
 * See profile_reading.h. */
#include "profile_reading.h"

/* '#2' is the second column by its declared name. */
static struct slice step_name(const struct profile *p, const struct path_step *step)
{
    bool declared = p->detect.has_header && step->column > 0 && step->column <= p->detect.n_header;

    return declared ? p->detect.header[step->column - 1] : step->name;
}

static bool same_name(const struct profile *p, const struct path_step *a, const struct path_step *b)
{
    struct slice name = step_name(p, a);

    return a->column == b->column ? slice_equal(a->name, b->name)
                                  : name.n > 0 && slice_equal(name, step_name(p, b));
}

static bool is_inside(const struct profile *p, const struct path *path, const struct path *cell)
{
    if (path->n_steps <= cell->n_steps)
        return false;
    for (size_t i = 0; i < cell->n_steps; i++)
        if (!same_name(p, &path->steps[i], &cell->steps[i]))
            return false;
    return true;
}

/* Cells are opened after the record has its identity, and what is around it belongs to others too. */
static bool identity_ignore(struct reading *r, const struct yaml *y)
{
    struct profile *p = r->p;

    r->reach.ignoring = false;
    if (!reading_paths(r, y, &p->ignore, &p->n_ignore))
        return false;
    r->reach.ignoring = true;
    for (size_t i = 0; i < p->n_ignore; i++) {
        if (p->ignore[i].up > 0 || p->ignore[i].n_steps == 0)
            return reading_fail(r, y, "PROFILE-VALUE",
                                "'ignore' takes neither '.' nor a path that starts with '^'");
        for (size_t k = 0; k < p->n_embed; k++)
            if (is_inside(p, &p->ignore[i], &p->embed[k]))
                return reading_fail(r, y, "PROFILE-VALUE",
                                    "a cell that holds JSON is ignored as a whole or not at all: "
                                    "'%.*s' leads into '%.*s'",
                                    (int)p->ignore[i].text.n, (const char *)p->ignore[i].text.p,
                                    (int)p->embed[k].text.n, (const char *)p->embed[k].text.p);
    }
    return true;
}

/* Does what the ignored step leads to hold all that the other one leads to? */
static bool step_hides(const struct profile *p, const struct path_step *ignored, const struct path_step *step)
{
    return same_name(p, ignored, step) &&
           (!ignored->has_ns || (step->has_ns && slice_equal(ignored->ns, step->ns))) &&
           (ignored->test.n == 0 ||
            (slice_equal(ignored->test, step->test) && slice_equal(ignored->value, step->value)));
}

/* The steps from the record to where the path leads; false if that is outside of it. */
static bool add_steps(const struct reach *reach, size_t depth, const struct path *path,
                      const struct path_step **steps, size_t *n)
{
    if (path->up > depth)
        return false;
    depth -= path->up;
    if (depth > 0 && !add_steps(reach, depth - 1, reach->via[depth - 1], steps, n))
        return false;
    for (size_t i = 0; i < path->n_steps; i++)
        steps[(*n)++] = &path->steps[i];
    return true;
}

static bool is_hidden(const struct profile *p, const struct written *w)
{
    const struct path_step *steps[3 * PATH_MAX_STEPS];
    size_t n = 0;

    if (!w->reach.ignoring || !add_steps(&w->reach, w->reach.n, &w->path, steps, &n))
        return false;
    for (size_t i = 0; i < p->n_ignore; i++) {
        const struct path *ignored = &p->ignore[i];
        size_t k = 0;

        while (k < ignored->n_steps && k < n && step_hides(p, &ignored->steps[k], steps[k]))
            k++;
        if (k == ignored->n_steps)
            return true;
    }
    return false;
}

/* What is ignored no other rule sees: records would lose what tells them apart, or their time. */
bool rules_hidden(struct reading *r)
{
    for (const struct written *w = r->p->paths; w != NULL; w = w->next) {
        struct yaml at = {.line = w->line, .column = w->column};

        if (is_hidden(r->p, w))
            return reading_fail(r, &at, "PROFILE-IGNORED",
                                "identity's 'ignore' hides '%.*s', so nothing would ever be found here; take "
                                "it out of one of them",
                                (int)w->path.text.n, (const char *)w->path.text.p);
    }
    return true;
}

bool rules_identity(struct reading *r, const struct yaml *y)
{
    static const char *const names[] = {"id", "fields", "ignore", NULL};
    const struct yaml *got[3];
    struct profile *p = r->p;

    if (!reading_keys(r, y, names, got))
        return false;
    if (got[0] && got[1])
        return reading_fail(r, y, "PROFILE-VALUE", "'identity' has either 'id' or 'fields'");
    if (!got[0] && !got[1] && !got[2])
        return reading_fail(r, y, "PROFILE-VALUE", "'identity' has 'id', 'fields' or 'ignore'");
    if (got[2] && !identity_ignore(r, got[2]))
        return false;
    if (got[1])
        return reading_paths(r, got[1], &p->fields, &p->n_fields);
    if (!got[0])
        return true;
    if (!reading_value(r, got[0], &p->id))
        return false;
    p->id.keep_empty = true;
    return true;
}
