/* profiles: the profiles that a command line has to do with.  See profiles.h. */
#include <string.h>

#include "profiles.h"

bool profiles_is_path(const char *word)
{
    return strchr(word, '/') != NULL || strchr(word, '.') != NULL;
}

enum status profiles_find(const char *name, size_t *i, struct err *err)
{
    size_t n = profile_shipped_count();
    const char **names = mem_zero(n + 1, sizeof(*names)), *near;

    for (*i = 0; *i < n; ++*i) {
        names[*i] = profile_shipped_name(*i);
        if (strcmp(names[*i], name) == 0)
            break;
    }
    near = *i == n ? options_nearest(name, names, n) : NULL;
    mem_free(names);
    if (*i < n)
        return ST_OK;
    if (near != NULL)
        return err_set(err, ST_FAIL, "PROFILE-UNKNOWN",
                       "there is no profile '%s'; did you mean %s? (A file of your own needs a '/' or "
                       "'.' in its name.)",
                       name, near);
    return err_set(err, ST_FAIL, "PROFILE-UNKNOWN",
                   "there is no profile '%s'; see trailbook profile list, or name a file of your own "
                   "(./my.yaml)",
                   name);
}

static enum status load_named(struct cli *cli, struct profiles *p, struct err *err)
{
    const char *word = cli->args.value[OPT_PROFILE];
    enum status st;
    size_t i;

    if (word == NULL)
        return ST_OK;
    if (profiles_is_path(word)) {
        st = profile_load(word, &p->own, err);
        p->named = p->own;
        return st;
    }
    st = profiles_find(word, &i, err);
    if (st == ST_OK)
        p->named = p->all[i];
    return st;
}

enum status profiles_load(struct cli *cli, struct profiles *p, struct err *err)
{
    size_t n = profile_shipped_count();

    memset(p, 0, sizeof(*p));
    p->all = mem_zero(n + 1, sizeof(struct profile *));
    for (; p->n < n; p->n++) {
        enum status st = profile_parse(profile_shipped_text(p->n), profile_shipped_name(p->n),
                                       &p->all[p->n], err);

        if (st != ST_OK)
            return st;
    }
    return load_named(cli, p, err);
}

void profiles_release(struct profiles *p)
{
    for (size_t i = 0; i < p->n; i++)
        profile_free(p->all[i]);
    profile_free(p->own);
    mem_free(p->all);
    memset(p, 0, sizeof(*p));
}
