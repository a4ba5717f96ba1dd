/* cli_pepper: which pepper a run uses.  See cli_pepper.h. */
#include "cli_pepper.h"
#include "store_marks.h"

static void pepper_path_of(const struct cli *cli, struct buf *out)
{
    if (cli_has(cli, OPT_PEPPER))
        buf_text(out, cli->args.value[OPT_PEPPER]);
    else
        buf_format(out, "%s.pepper", cli_store_path(cli));
}

enum status cli_pepper(struct cli *cli, struct store *s, struct pepper **out, struct err *err)
{
    struct err warning = ERR_INIT;
    struct buf path;
    bool any = false;
    enum status st = store_marks_any(s, &any, err);

    *out = NULL;
    if (st != ST_OK || !any)
        return st;
    buf_init(&path, BUF_CAP);
    pepper_path_of(cli, &path);
    st = pepper_open(buf_string(&path), out, err);
    buf_release(&path);
    if (st == ST_OK && pepper_shared(*out, &warning))
        term_warn(&cli->term, NULL, &warning);
    return st == ST_OK ? store_marks_use(s, *out, err) : st;
}
