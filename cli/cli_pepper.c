/* cli_pepper: which pepper a run uses.  See cli_pepper.h. */
#include <string.h>
#include <unistd.h>

#include "cli_pepper.h"
#include "filter.h"
#include "store_marks.h"
#include "store_pseudonyms.h"

static void pepper_path_of(const struct cli *cli, struct buf *out)
{
    if (cli_has(cli, OPT_PEPPER))
        buf_text(out, cli->args.value[OPT_PEPPER]);
    else
        buf_format(out, "%s.pepper", cli_store_path(cli));
}

/* Those who may read it are told. */
static enum status use(struct cli *cli, struct store *s, const char *path, struct pepper **out,
                       struct err *err)
{
    struct err warning = ERR_INIT;
    enum status st = pepper_open(path, out, err);

    if (st == ST_OK && pepper_shared(*out, &warning))
        term_warn(&cli->term, NULL, &warning);
    return st == ST_OK ? store_marks_use(s, *out, err) : st;
}

enum status cli_pepper(struct cli *cli, struct store *s, struct pepper **out, struct err *err)
{
    struct buf path;
    bool any = false;
    enum status st = store_marks_any(s, &any, err);

    *out = NULL;
    if (st != ST_OK || !any)
        return st;
    buf_init(&path, BUF_CAP);
    pepper_path_of(cli, &path);
    st = use(cli, s, buf_string(&path), out, err);
    buf_release(&path);
    return st;
}

/* A mistyped type would be told by its keys. */
static enum status check_types(struct store *s, const char *types, struct err *err)
{
    size_t n = strcspn(types, ",");
    enum status st = ST_OK;

    if (strcmp(types, "all") == 0)
        return ST_OK;
    for (;; types += n + 1, n = strcspn(types, ",")) {
        struct slice type = {(const unsigned char *)types, n};
        enum filter_type is;
        struct buf list;

        buf_init(&list, BUF_CAP);
        st = filter_types(s, type, &is, &list, err);
        if (st == ST_OK && is != TYPE_KNOWN)
            st = err_set(err, ST_FAIL, "USAGE-VALUE",
                         "no item has the type '%.*s'; %s; write --pseudonyms all, or TYPE,TYPE", (int)n,
                         types, buf_string(&list));
        buf_release(&list);
        if (st != ST_OK || types[n] == 0)
            return st;
    }
}

/* Without a pepper there is nothing that another one could be at odds with. */
static enum status make_missing(struct store *s, const char *path, bool *made, struct err *err)
{
    bool any = false;
    enum status st = store_marks_any(s, &any, err);

    *made = st == ST_OK && !any && access(path, F_OK) != 0;
    if (*made)
        st = pepper_make(path, err);
    *made = *made && st == ST_OK;
    return st;
}

enum status cli_pepper_make(struct cli *cli, struct store *s, struct pepper **out, bool *made,
                            struct err *err)
{
    struct buf path;
    enum status st;

    *out = NULL;
    buf_init(&path, BUF_CAP);
    pepper_path_of(cli, &path);
    st = make_missing(s, buf_string(&path), made, err);
    if (st == ST_OK)
        st = use(cli, s, buf_string(&path), out, err);
    buf_release(&path);
    return st;
}

void cli_pepper_unmake(const struct pepper *p)
{
    (void)unlink(pepper_path(p));
}

enum status cli_pseudonyms(struct cli *cli, struct store *s, struct pepper **out, struct err *err)
{
    const char *types = cli->args.value[OPT_PSEUDONYMS];
    struct buf path;
    enum status st = ST_OK;
    bool made = false;

    *out = NULL;
    if (types == NULL)
        return ST_OK;
    buf_init(&path, BUF_CAP);
    pepper_path_of(cli, &path);
    st = check_types(s, types, err);
    if (st == ST_OK)
        st = make_missing(s, buf_string(&path), &made, err);
    if (made)
        term_note(&cli->term, "made %s, which pseudonyms come from: keep it, and keep it secret",
                  buf_string(&path));
    if (st == ST_OK)
        st = use(cli, s, buf_string(&path), out, err);
    if (st == ST_OK)
        st = store_pseudonyms(s, *out, types, err);
    buf_release(&path);
    return st;
}
