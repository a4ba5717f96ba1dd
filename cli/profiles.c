/* profiles: the profiles that a command line has to do with.  See profiles.h. */
#include <string.h>

#include "import.h"
#include "nearest.h"
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
    near = *i == n ? nearest_word(slice_text(name), names, n) : NULL;
    mem_free(names);
    if (*i < n)
        return ST_OK;
    if (near != NULL)
        return err_set(err, ST_FAIL, "PROFILE-UNKNOWN",
                       "there is no profile '%s'; did you mean %s? "
                       "(A file of your own needs a '/' or '.' in its name.)",
                       name, near);
    return err_set(err, ST_FAIL, "PROFILE-UNKNOWN",
                   "there is no profile '%s'; see trailbook profile list, "
                   "or name a file of your own (./my.yaml)",
                   name);
}

static enum status load_one(struct profiles *p, const char *word, const struct profile **out, struct err *err)
{
    enum status st;
    size_t i;

    if (profiles_is_path(word)) {
        st = profile_load(word, &p->own[p->n_own], err);
        if (st == ST_OK)
            *out = p->own[p->n_own++];
        return st;
    }
    st = profiles_find(word, &i, err);
    if (st == ST_OK)
        *out = p->all[i];
    return st;
}

/* Is the one that was loaded last there already?  A file may be named twice, in two ways. */
static bool is_again(const struct profiles *p)
{
    unsigned char one[DIGEST_SIZE], other[DIGEST_SIZE];

    profile_digest(p->candidates[p->n_given], one);
    for (size_t i = 0; i < p->n_given; i++) {
        profile_digest(p->candidates[i], other);
        if (memcmp(one, other, DIGEST_SIZE) == 0)
            return true;
    }
    return false;
}

/* They are tried on each of several dumps, before those that ship. */
static enum status load_named(struct cli *cli, struct profiles *p, struct err *err)
{
    size_t n = cli->args.n_profiles;

    p->own = mem_zero(n + 1, sizeof(struct profile *));
    p->candidates = mem_zero(n + p->n + 1, sizeof(struct profile *));
    for (size_t i = 0; i < n; i++) {
        const char *word = cli->args.profiles[i];
        enum status st = load_one(p, word, &p->candidates[p->n_given], err);

        if (st != ST_OK)
            return st;
        if (!is_again(p))
            cli->args.profiles[p->n_given++] = word;
    }
    if (p->n_given == 1)
        p->named = p->candidates[0];
    for (size_t i = 0; i < p->n; i++)
        p->candidates[p->n_given + i] = p->all[i];
    p->n_candidates = p->n_given + p->n;
    return ST_OK;
}

enum status profiles_load(struct cli *cli, struct profiles *p, struct err *err)
{
    size_t n = profile_shipped_count();

    memset(p, 0, sizeof(*p));
    p->all = mem_zero(n + 1, sizeof(struct profile *));
    for (; p->n < n; p->n++) {
        struct slice text = profile_shipped_text(p->n);
        enum status st = profile_parse(text, profile_shipped_name(p->n), &p->all[p->n], err);

        if (st != ST_OK)
            return st;
    }
    return load_named(cli, p, err);
}

enum status profiles_tell(const struct cli *cli, const struct profiles *p, struct err *err)
{
    for (size_t i = 0; i < p->n_given && p->n_given > 1; i++)
        if (!profile_has_signature(p->candidates[i]))
            return err_at(err, ST_FAIL, cli->args.profiles[i], 0, 0, "PROFILE-DETECT",
                          "among several profiles each needs a 'detect', by which its dumps are told; add "
                          "one, or give this profile alone");
    return ST_OK;
}

void profiles_offer(const struct profiles *p, struct import_options *o)
{
    o->profiles = p->candidates;
    o->n_profiles = p->n_candidates;
    o->n_first = p->n_given;
    o->profile = p->named;
}

void profiles_release(struct profiles *p)
{
    for (size_t i = 0; i < p->n; i++)
        profile_free(p->all[i]);
    for (size_t i = 0; i < p->n_own; i++)
        profile_free(p->own[i]);
    mem_free(p->own);
    mem_free(p->candidates);
    mem_free(p->all);
    memset(p, 0, sizeof(*p));
}
