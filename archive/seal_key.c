/* seal_key: the key that seals.  See seal_key.h. */
#include <errno.h>
#include <string.h>

#include "keyfile.h"
#include "outfile.h"
#include "seal_key.h"

#define VKEY_MAX 1024 /* bytes */

static enum status read_vkey(struct seal_key *k, struct digest *d, struct err *err)
{
    struct buf path;
    bool whole;

    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s.vkey", k->path);
    whole = keyfile_text(buf_string(&path), VKEY_MAX, &k->vkey) &&
            note_key_read(d, slice_trim(buf_view(&k->vkey)), &k->public) &&
            public_key_equal(&k->public.public, &k->secret.public);
    if (!whole)
        (void)err_at(err, ST_FAIL, buf_string(&path), 0, 0, "KEY-VKEY",
                     "is not the public key of %s, as trailbook key new made it; it tells what the log is "
                     "called: bring it back from a copy",
                     k->path);
    buf_release(&path);
    return whole ? ST_OK : ST_FAIL;
}

enum status seal_key_open(struct seal_key *k, const char *path, struct digest *d, struct err *err)
{
    enum status st;

    *k = (struct seal_key){.path = path};
    buf_init(&k->vkey, BUF_CAP);
    st = keyfile_read(path, &k->secret, err);
    return st == ST_OK ? read_vkey(k, d, err) : st;
}

void seal_key_close(struct seal_key *k)
{
    if (k->path == NULL)
        return;
    signing_wipe(&k->secret, sizeof(k->secret));
    buf_release(&k->vkey);
}

void seal_key_beside(const struct seal_key *k, struct buf *path)
{
    buf_format(path, "%s.checkpoint", k->path);
}

enum status seal_key_last(const struct seal_key *k, struct buf *note, struct err *err)
{
    struct buf path;
    enum status st = ST_OK;

    buf_init(&path, BUF_CAP);
    seal_key_beside(k, &path);
    if (!keyfile_text(buf_string(&path), NOTE_MAX, note))
        st = errno == ENOENT
                 ? ST_END
                 : err_at(err, ST_FAIL, buf_string(&path), 0, 0, "LEDGER-HISTORY",
                          "cannot be read: %s; it is what the key signed last, so nothing was signed",
                          strerror(errno));
    buf_release(&path);
    return st;
}

enum status seal_key_keep(const struct seal_key *k, struct slice note, struct err *err)
{
    struct outfile *f = NULL;
    struct buf path;
    enum status st;

    buf_init(&path, BUF_CAP);
    seal_key_beside(k, &path);
    st = outfile_open(buf_string(&path), &f, err);
    if (st == ST_OK)
        st = outfile_write(f, note, err);
    if (st == ST_OK)
        st = outfile_publish(f, err);
    else
        outfile_abandon(f);
    buf_release(&path);
    return st;
}
