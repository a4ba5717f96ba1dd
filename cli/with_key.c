/* with_key: a verb that signs.  See with_key.h. */
#include "with_key.h"

int cli_with_key(struct cli *cli,
                 enum status (*run)(struct cli *cli, const struct seal_key *key, struct err *err))
{
    const char *path = cli->args.value[OPT_KEY];
    struct err err = ERR_INIT;
    struct digest *d = digest_new();
    struct seal_key key = {0};
    enum status st = path != NULL ? seal_key_open(&key, path, d, &err) : ST_OK;

    if (st == ST_OK)
        st = run(cli, path != NULL ? &key : NULL, &err);
    seal_key_close(&key);
    digest_free(d);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}
