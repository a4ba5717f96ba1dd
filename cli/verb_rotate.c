/* verb_rotate: trailbook key rotate. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "jsonw.h"
#include "keyfile.h"
#include "members.h"
#include "seal.h"
#include "utf8.h"
#include "with_key.h"

/* The same log goes on, so the new key is made with its name. */
static enum status make_next(const struct seal_key *key, const char *path, struct digest *d, struct err *err)
{
    struct signing_key secret;
    struct note_key as;
    enum status st = signing_make(&secret, err);

    if (st == ST_OK) {
        note_key_make(d, key->public.name, &secret.public, &as);
        st = keyfile_write(path, &secret, &as, err);
    }
    signing_wipe(&secret, sizeof(secret));
    return st;
}

/* One that is there was made for it by key new --name, or by a run that was cut off. */
static enum status open_next(const struct seal_key *key, const char *path, struct seal_key *next,
                             struct digest *d, struct err *err)
{
    enum status st = access(path, F_OK) == 0 ? ST_OK : make_next(key, path, d, err);

    if (st == ST_OK)
        st = seal_key_open(next, path, d, err);
    if (st != ST_OK)
        return st;
    if (public_key_equal(&next->public.public, &key->public.public))
        return err_at(err, ST_FAIL, path, 0, 0, "LEDGER-KEY",
                      "is the key that signs already; name a new file");
    if (slice_equal(next->public.name, key->public.name))
        return ST_OK;
    return err_at(err, ST_FAIL, path, 0, 0, "LEDGER-KEY",
                  "is a key of another log, %.*s; name a new file, and the key is made for %.*s",
                  (int)next->public.name.n, (const char *)next->public.name.p, (int)key->public.name.n,
                  (const char *)key->public.name.p);
}

static void print(struct cli *cli, const struct seal_key *key, const struct seal_key *next,
                  const struct seal_told *told)
{
    struct jsonw w;

    if (cli_has(cli, OPT_JSON)) {
        jsonw_init(&w);
        jsonw_object(&w, NULL);
        jsonw_count(&w, "entry", told->sealed.size - 1);
        jsonw_text(&w, "file", next->path);
        jsonw_slice(&w, "vkey", slice_trim(buf_view(&next->vkey)));
        jsonw_slice(&w, "checkpoint", buf_view(&told->note));
        jsonw_end(&w);
        term_bytes(&cli->term, buf_view(&w.text));
        jsonw_release(&w);
        return;
    }
    if (cli->term.quiet)
        return;
    term_show(&cli->term, next->path);
    term_out(&cli->term,
             ": the private key that signs from entry %llu on; keep it secret, and a copy of it safe\n",
             (unsigned long long)told->sealed.size - 1);
    term_show(&cli->term, next->path);
    term_out(&cli->term, ".vkey, .pub: the public key; give it to those who will verify\n");
    term_bytes(&cli->term, slice_trim(buf_view(&next->vkey)));
    term_out(&cli->term, "\n");
    term_show(&cli->term, key->path);
    term_out(&cli->term,
             ": signs this ledger no more. Both have signed this checkpoint; keep it elsewhere:\n\n");
    term_bytes(&cli->term, buf_view(&told->note));
}

static enum status append(struct cli *cli, const struct seal_key *key, const struct seal_key *next,
                          struct err *err)
{
    const char *by = cli->args.value[OPT_BY];
    struct seal_told told = {0};
    struct store *s = NULL;
    struct buf hidden;
    enum status st = cli_store_write(cli, &s, err);

    buf_init(&told.note, BUF_CAP);
    buf_init(&hidden, BUF_CAP);
    if (by != NULL) {
        members_text(&hidden, "by", slice_text(by));
        buf_byte(&hidden, '}');
    }
    if (st == ST_OK)
        st = seal_rotate(s, key, next, cli_now() / STAMP_SECOND, buf_view(&hidden), &told, err);
    if (st == ST_OK)
        print(cli, key, next, &told);
    store_close(s);
    buf_release(&told.note);
    buf_release(&hidden);
    return st;
}

static enum status rotate(struct cli *cli, const struct seal_key *key, struct err *err)
{
    const char *by = cli->args.value[OPT_BY];
    struct digest *d = digest_new();
    struct seal_key next = {0};
    enum status st = ST_OK;

    if (key == NULL)
        st = err_set(err, ST_FAIL, "USAGE-OPTION", "which key signs until now? give it: --key FILE");
    else if (by != NULL && utf8_valid(slice_text(by)) < strlen(by))
        st = err_set(err, ST_FAIL, "USAGE-VALUE", "what --by says is not UTF-8; write it in UTF-8");
    if (st == ST_OK)
        st = open_next(key, cli->args.operand[0], &next, d, err);
    if (st == ST_OK)
        st = append(cli, key, &next, err);
    seal_key_close(&next);
    digest_free(d);
    return st;
}

static int run(struct cli *cli)
{
    return cli_with_key(cli, rotate);
}

const struct verb verb_key_rotate = {
    .name = "key",
    .sub = "rotate",
    .operands = "FILE",
    .summary = "have another key sign the ledger from now on",
    .examples = "  trailbook key rotate --key audit.key audit-2027.key\n"
                "  trailbook key rotate --key audit.key --by 'A. Smith' audit-2027.key\n",
    .about = "Seals what was imported, then appends an entry that names the new key; the\n"
             "checkpoint behind it is signed by both, all later ones by the new key alone.\n"
             "FILE is made for it as by key new, with the name of the same log, unless it is\n"
             "there. Give its .vkey to those who verify: it vouches for what is before it too.\n"
             "Checkpoints that others kept stay good for verify --since.\n",
    .options = OPT_BIT(OPT_KEY) | OPT_BIT(OPT_BY),
    .min = 1,
    .max = 1,
    .run = run,
};
