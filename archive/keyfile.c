/* keyfile: a log's key in files.  See keyfile.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base64.h"
#include "keyfile.h"
#include "outfile.h"
#include "ssh.h"

#define KEYFILE_MAX ((size_t)16 * 1024) /* bytes */
#define BEGIN       "-----BEGIN PRIVATE KEY-----"
#define END         "-----END PRIVATE KEY-----"

/* RFC 8410: DER that stands before the bytes of a key. */
static const unsigned char pkcs8[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                      0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
static const unsigned char spki[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

/* Frees b; nothing of what it held is left. */
static void forget(struct buf *b)
{
    signing_wipe(b->p, b->size);
    buf_release(b);
}

bool keyfile_origin_valid(struct slice origin)
{
    static const char others[] = "._~/@:-";

    for (size_t i = 0; i < origin.n; i++) {
        unsigned char c = origin.p[i], letter = c | 0x20;

        if (!(letter >= 'a' && letter <= 'z') && !(c >= '0' && c <= '9') &&
            (i == 0 || c == 0 || strchr(others, c) == NULL))
            return false;
    }
    return origin.n > 0 && origin.n <= KEYFILE_ORIGIN_MAX;
}

void keyfile_origin(struct digest *d, struct buf *b, const struct public_key *key)
{
    unsigned char hash[DIGEST_SIZE];

    digest_of(d, key->bytes, sizeof(key->bytes), hash);
    buf_text(b, "trailbook.local/");
    buf_hex(b, hash, 8);
}

/* Appends 32 bytes behind their DER. */
static void pem(struct buf *b, const char *what, const void *der, size_t n, const unsigned char bytes[32])
{
    unsigned char all[sizeof(pkcs8) + SIGNING_SEED];

    memcpy(all, der, n);
    memcpy(all + n, bytes, 32);
    buf_format(b, "-----BEGIN %s-----\n", what);
    base64_write(b, all, n + 32);
    buf_format(b, "\n-----END %s-----\n", what);
    signing_wipe(all, sizeof(all));
}

void keyfile_public_pem(struct buf *b, const struct public_key *key)
{
    pem(b, "PUBLIC KEY", spki, sizeof(spki), key->bytes);
}

static void text_of(struct buf *b, const char *suffix, const struct signing_key *key,
                    const struct note_key *as)
{
    buf_clear(b);
    if (suffix[0] == 0) {
        ssh_private(b, key, as->name);
        pem(b, "PRIVATE KEY", pkcs8, sizeof(pkcs8), key->seed);
    } else if (strcmp(suffix, ".pub") == 0) {
        ssh_public(b, &key->public);
        buf_byte(b, ' ');
        buf_slice(b, as->name);
        buf_byte(b, '\n');
    } else {
        note_key_write(b, as);
        buf_byte(b, '\n');
    }
}

enum status keyfile_write(const char *path, const struct signing_key *key, const struct note_key *as,
                          struct err *err)
{
    static const char *const suffixes[] = {"", ".pub", ".vkey"};
    enum status st = ST_OK;
    struct buf names[3], b;
    size_t n = 0;

    buf_init(&b, BUF_CAP);
    buf_space(&b, KEYFILE_MAX); /* so that growing leaves no copy */
    for (; n < 3 && st == ST_OK; n++) {
        buf_init(&names[n], BUF_CAP);
        buf_format(&names[n], "%s%s", path, suffixes[n]);
        text_of(&b, suffixes[n], key, as);
        st = outfile_new(buf_string(&names[n]), n == 0 ? 0600 : 0644, buf_view(&b), err);
    }
    for (size_t i = 0; i < n; i++) {
        if (st != ST_OK && i + 1 < n)
            unlink(buf_string(&names[i]));
        buf_release(&names[i]);
    }
    forget(&b);
    return st;
}

bool keyfile_text(const char *path, size_t most, struct buf *b)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), why;
    size_t from = b->n;
    ssize_t did = fd < 0 ? -1 : 1;

    while (fd >= 0 && did > 0) {
        did = read(fd, buf_space(b, most + 1), most + 1 - (b->n - from));
        if (did > 0)
            buf_grew(b, (size_t)did);
    }
    why = errno;
    if (fd >= 0)
        close(fd);
    errno = why;
    return did == 0;
}

/* The 32 bytes of a key in PKCS#8, whose lines may be of any length; in der. */
static const unsigned char *find_seed(const struct buf *text, struct buf *der)
{
    const char *p = strstr(buf_string(text), BEGIN), *end = p != NULL ? strstr(p, END) : NULL;
    const unsigned char *seed = NULL;
    struct buf digits;

    if (end == NULL || text->n > KEYFILE_MAX)
        return NULL;
    buf_init(&digits, KEYFILE_MAX);
    buf_space(&digits, KEYFILE_MAX);
    for (p += strlen(BEGIN); p < end; p++)
        if (!slice_blank((unsigned char)*p))
            buf_byte(&digits, (unsigned char)*p);
    if (base64_read(buf_view(&digits), der) && der->n == sizeof(pkcs8) + SIGNING_SEED &&
        memcmp(der->p, pkcs8, sizeof(pkcs8)) == 0)
        seed = der->p + sizeof(pkcs8);
    forget(&digits);
    return seed;
}

enum status keyfile_read(const char *path, struct signing_key *out, struct err *err)
{
    struct buf text, der;
    const unsigned char *seed;
    enum status st;

    buf_init(&text, BUF_CAP);
    buf_init(&der, BUF_CAP);
    buf_space(&der, KEYFILE_MAX);
    if (!keyfile_text(path, KEYFILE_MAX, &text)) {
        st = err_at(err, ST_FAIL, path, 0, 0, "KEY-READ",
                    "the key cannot be read: %s; check its name and rights", strerror(errno));
    } else if ((seed = find_seed(&text, &der)) == NULL) {
        st = err_at(err, ST_FAIL, path, 0, 0, "KEY-READ",
                    "no private Ed25519 key is here, as PKCS#8 in PEM without a passphrase; name a file that "
                    "trailbook key new made, or openssl genpkey");
    } else {
        st = signing_from_seed(seed, out, err);
        if (st != ST_OK)
            snprintf(err->where, sizeof(err->where), "%s", path);
    }
    forget(&text);
    forget(&der);
    return st;
}

enum status keyfile_public(struct digest *d, const char *text, struct buf *b, struct note_key *out,
                           struct err *err)
{
    buf_text(b, text);
    if (!note_key_read(d, buf_view(b), out)) {
        buf_clear(b);
        if (!keyfile_text(text, KEYFILE_MAX, b))
            return err_at(err, ST_FAIL, text, 0, 0, "KEY-READ",
                          "the key cannot be read: %s; give a public key, or the name of its .vkey file",
                          strerror(errno));
        if (!note_key_read(d, slice_trim(buf_view(b)), out))
            return err_at(err, ST_FAIL, text, 0, 0, "KEY-READ",
                          "no public key is here, which is name+id+key; name the .vkey file that "
                          "trailbook key new made");
    }
    if (public_key_example(&out->public))
        return err_at(err, ST_FAIL, text, 0, 0, "KEY-TEST",
                      "this key is an example of RFC 8032, with which anybody can sign: it shows nothing");
    return ST_OK;
}
