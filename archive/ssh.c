/* ssh: Ed25519 keys and signatures as OpenSSH writes them.  See ssh.h. */
#include "base64.h"
#include "ssh.h"

#define TYPE      "ssh-ed25519"
#define SIGNATURE "SSH SIGNATURE"
#define MAGIC     "SSHSIG"
#define ARMOR     70 /* digits a line */
#define KEY_AT                                                                                               \
    (6 + 4 + 4 + 4 + sizeof(TYPE) - 1 + 4) /* in a signature: behind magic, version, lengths, type */

static void number(struct buf *b, size_t n)
{
    assert(n <= UINT32_MAX);
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(b, (unsigned char)(n >> shift));
}

/* RFC 4251 section 5: a length and so many bytes. */
static void string(struct buf *b, const void *p, size_t n)
{
    number(b, n);
    buf_add(b, p, n);
}

static void text(struct buf *b, const char *s)
{
    string(b, s, strlen(s));
}

/* A type and its bytes, be it a key or a signature. */
static void typed(struct buf *b, const void *p, size_t n)
{
    text(b, TYPE);
    string(b, p, n);
}

/* The same as a string. */
static void typed_string(struct buf *b, const void *p, size_t n)
{
    number(b, 4 + sizeof(TYPE) - 1 + 4 + n);
    typed(b, p, n);
}

/* Appends bytes as base64 between lines that say what they are. */
static void armor(struct buf *b, const char *what, const struct buf *bytes)
{
    struct buf all;

    buf_init(&all, BUF_CAP);
    base64_write(&all, bytes->p, bytes->n);
    buf_format(b, "-----BEGIN %s-----\n", what);
    for (size_t i = 0; i < all.n; i += ARMOR)
        buf_format(b, "%.*s\n", ARMOR, all.p + i);
    buf_format(b, "-----END %s-----\n", what);
    signing_wipe(all.p, all.n);
    buf_release(&all);
}

void ssh_public(struct buf *b, const struct public_key *key)
{
    struct buf blob;

    buf_init(&blob, BUF_CAP);
    typed(&blob, key->bytes, sizeof(key->bytes));
    buf_text(b, TYPE " ");
    base64_write(b, blob.p, blob.n);
    buf_release(&blob);
}

void ssh_allowed(struct buf *b, struct slice origin, const char *namespace, const struct public_key *key)
{
    buf_slice(b, origin);
    buf_format(b, " namespaces=\"%s\" ", namespace);
    ssh_public(b, key);
    buf_byte(b, '\n');
}

/* PROTOCOL.key: cipher and KDF "none", one key.  The number that stands twice would tell a wrong
 * passphrase; here the key gives it, so that the same key is the same file. */
void ssh_private(struct buf *b, const struct signing_key *key, struct slice comment)
{
    struct buf secret, blob;

    buf_init(&secret, BUF_CAP);
    buf_init(&blob, BUF_CAP);
    buf_add(&secret, key->public.bytes, 4);
    buf_add(&secret, key->public.bytes, 4);
    typed(&secret, key->public.bytes, sizeof(key->public.bytes));
    number(&secret, SIGNING_SEED + sizeof(key->public.bytes));
    buf_add(&secret, key->seed, SIGNING_SEED);
    buf_add(&secret, key->public.bytes, sizeof(key->public.bytes));
    string(&secret, comment.p, comment.n);
    for (unsigned char pad = 1; secret.n % 8 != 0; pad++)
        buf_byte(&secret, pad);
    buf_add(&blob, "openssh-key-v1", sizeof("openssh-key-v1"));
    text(&blob, "none");
    text(&blob, "none");
    text(&blob, "");
    number(&blob, 1);
    typed_string(&blob, key->public.bytes, sizeof(key->public.bytes));
    string(&blob, secret.p, secret.n);
    armor(b, "OPENSSH PRIVATE KEY", &blob);
    signing_wipe(secret.p, secret.n);
    signing_wipe(blob.p, blob.n);
    buf_release(&secret);
    buf_release(&blob);
}

/* What is signed. */
static void signed_bytes(struct buf *b, const char *namespace, const unsigned char digest[DIGEST512_SIZE])
{
    buf_text(b, MAGIC);
    text(b, namespace);
    text(b, ""); /* reserved */
    text(b, "sha512");
    string(b, digest, DIGEST512_SIZE);
}

/* What stands in the armor. */
static void signature_blob(struct buf *b, const struct public_key *key, const char *namespace,
                           const unsigned char signature[SIGNATURE_SIZE])
{
    buf_text(b, MAGIC);
    number(b, 1);
    typed_string(b, key->bytes, sizeof(key->bytes));
    text(b, namespace);
    text(b, "");
    text(b, "sha512");
    typed_string(b, signature, SIGNATURE_SIZE);
}

enum status ssh_sign(struct buf *b, const struct signing_key *key, const char *namespace,
                     const unsigned char digest[DIGEST512_SIZE], struct err *err)
{
    unsigned char signature[SIGNATURE_SIZE];
    struct buf bytes;
    enum status st;

    buf_init(&bytes, BUF_CAP);
    signed_bytes(&bytes, namespace, digest);
    st = signing_sign(key, buf_view(&bytes), signature, err);
    if (st == ST_OK) {
        buf_clear(&bytes);
        signature_blob(&bytes, &key->public, namespace, signature);
        armor(b, SIGNATURE, &bytes);
    }
    buf_release(&bytes);
    return st;
}

/* The bytes between the lines of an armor; false if it is none. */
static bool bytes_of(struct slice armored, struct buf *b)
{
    static const struct slice begin = {(const unsigned char *)"-----BEGIN " SIGNATURE "-----\n", 30};
    static const struct slice end = {(const unsigned char *)"-----END " SIGNATURE "-----\n", 28};
    struct buf digits;
    bool good;

    if (armored.n > SSH_SIGNATURE_MAX || armored.n < begin.n + end.n || !slice_starts(armored, begin) ||
        !slice_equal((struct slice){armored.p + armored.n - end.n, end.n}, end))
        return false;
    buf_init(&digits, SSH_SIGNATURE_MAX);
    for (size_t i = begin.n; i < armored.n - end.n; i++)
        if (armored.p[i] != '\n')
            buf_byte(&digits, armored.p[i]);
    good = armored.p[armored.n - end.n - 1] == '\n' && base64_read(buf_view(&digits), b);
    buf_release(&digits);
    return good;
}

/* With the same key and namespace all but the signature is known, so it is compared, not taken apart. */
static enum status compare(const struct buf *got, const struct buf *want, const char *namespace,
                           const char *where, struct err *err)
{
    size_t behind = KEY_AT + sizeof(struct public_key);

    if (got->n != want->n || memcmp(got->p, want->p, KEY_AT) != 0 ||
        memcmp(got->p + behind, want->p + behind, want->n - SIGNATURE_SIZE - behind) != 0)
        return err_at(err, ST_FAIL, where, 0, 0, "SSHSIG-FORMAT",
                      "this is no SSH signature by an Ed25519 key for %s; take another copy of it",
                      namespace);
    if (memcmp(got->p + KEY_AT, want->p + KEY_AT, sizeof(struct public_key)) != 0)
        return err_at(err, ST_FAIL, where, 0, 0, "SSHSIG-KEY",
                      "another key than the one that was given signed this; give that key, from elsewhere");
    return ST_OK;
}

enum status ssh_verify(struct slice armored, const struct public_key *key, const char *namespace,
                       const unsigned char digest[DIGEST512_SIZE], const char *where, struct err *err)
{
    static const unsigned char none[SIGNATURE_SIZE];
    struct buf got, want;
    enum status st;

    buf_init(&got, SSH_SIGNATURE_MAX);
    buf_init(&want, BUF_CAP);
    signature_blob(&want, key, namespace, none);
    (void)bytes_of(armored, &got); /* else it is empty, which no signature is */
    st = compare(&got, &want, namespace, where, err);
    buf_clear(&want);
    signed_bytes(&want, namespace, digest);
    if (st == ST_OK && !signing_verify(key, buf_view(&want), got.p + got.n - SIGNATURE_SIZE))
        st = err_at(err, ST_FAIL, where, 0, 0, "SSHSIG-SIGNATURE",
                    "what was signed is not what is here: one of them was changed; compare it with a copy "
                    "from elsewhere");
    buf_release(&got);
    buf_release(&want);
    return st;
}
