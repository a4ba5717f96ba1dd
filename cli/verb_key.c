/* verb_key: trailbook key new. */
#include "cli.h"
#include "jsonw.h"
#include "keyfile.h"

/* Appends the origin that was asked for, or the key's own. */
static enum status take_origin(const struct cli *cli, struct digest *d, const struct public_key *key,
                               struct buf *b, struct err *err)
{
    const char *name = cli->args.value[OPT_NAME];

    if (name == NULL)
        keyfile_origin(d, b, key);
    else if (keyfile_origin_valid(slice_text(name)))
        buf_text(b, name);
    else
        return err_set(err, ST_FAIL, "USAGE-VALUE",
                       "'%s' cannot name a log; write up to %d letters, digits and . _ ~ / @ : - as in "
                       "example.com/audit",
                       name, KEYFILE_ORIGIN_MAX);
    return ST_OK;
}

static void print_key(struct cli *cli, const char *path, const struct note_key *as)
{
    struct buf vkey;
    struct jsonw w;

    buf_init(&vkey, BUF_CAP);
    note_key_write(&vkey, as);
    if (cli_has(cli, OPT_JSON)) {
        jsonw_init(&w);
        jsonw_object(&w, NULL);
        jsonw_text(&w, "file", path);
        jsonw_slice(&w, "origin", as->name);
        jsonw_slice(&w, "vkey", buf_view(&vkey));
        jsonw_end(&w);
        term_bytes(&cli->term, buf_view(&w.text));
        jsonw_release(&w);
    } else if (!cli->term.quiet) {
        term_show(&cli->term, path);
        term_out(&cli->term, ": the private key; keep it secret, and a copy of it safe\n");
        term_show(&cli->term, path);
        term_out(&cli->term, ".vkey, .pub: the public key; give it to those who will verify\n");
        term_bytes(&cli->term, buf_view(&vkey));
        term_out(&cli->term, "\n");
    }
    buf_release(&vkey);
}

static int run(struct cli *cli)
{
    const char *path = cli->args.operand[0];
    struct err err = ERR_INIT;
    struct signing_key key;
    struct digest *d = digest_new();
    struct note_key as;
    struct buf origin;
    enum status st = signing_make(&key, &err);

    buf_init(&origin, BUF_CAP);
    if (st == ST_OK)
        st = take_origin(cli, d, &key.public, &origin, &err);
    if (st == ST_OK) {
        note_key_make(d, buf_view(&origin), &key.public, &as);
        st = keyfile_write(path, &key, &as, &err);
    }
    if (st == ST_OK)
        print_key(cli, path, &as);
    signing_wipe(&key, sizeof(key));
    buf_release(&origin);
    digest_free(d);
    return st == ST_OK ? EXIT_DONE : cli_fail(cli, &err);
}

const struct verb verb_key_new = {
    .name = "key",
    .sub = "new",
    .operands = "FILE",
    .summary = "make a key to sign snapshots with",
    .examples = "  trailbook key new audit.key\n"
                "  trailbook key new --name example.com/audit audit.key\n",
    .about = "Makes an Ed25519 key. FILE is the private half, which its owner alone may read,\n"
             "with openssl and ssh-keygen too. FILE.vkey is the public half for checkpoints,\n"
             "FILE.pub the one for ssh-keygen. What is there already is never replaced.\n",
    .options = OPT_BIT(OPT_NAME),
    .min = 1,
    .max = 1,
    .run = run,
};
