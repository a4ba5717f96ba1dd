/* signing: Ed25519 and random bytes by libcrypto.  See signing.h. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "signing.h"

/* Section 7.1 of RFC 8032 prints the private keys too.  What tests sign with is built with
 * TRAILBOOK_TEST_KEYS. */
static const struct public_key examples[] = {
    {{0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
      0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a}},
    {{0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89, 0x5a, 0x92, 0xb7, 0x0a, 0xa7, 0x4d, 0x1b, 0x7e, 0xbc,
      0x9c, 0x98, 0x2c, 0xcf, 0x2e, 0xc4, 0x96, 0x8c, 0xc0, 0xcd, 0x55, 0xf1, 0x2a, 0xf4, 0x66, 0x0c}},
    {{0xfc, 0x51, 0xcd, 0x8e, 0x62, 0x18, 0xa1, 0xa3, 0x8d, 0xa4, 0x7e, 0xd0, 0x02, 0x30, 0xf0, 0x58,
      0x08, 0x16, 0xed, 0x13, 0xba, 0x33, 0x03, 0xac, 0x5d, 0xeb, 0x91, 0x15, 0x48, 0x90, 0x80, 0x25}},
    {{0x27, 0x81, 0x17, 0xfc, 0x14, 0x4c, 0x72, 0x34, 0x0f, 0x67, 0xd0, 0xf2, 0x31, 0x6e, 0x83, 0x86,
      0xce, 0xff, 0xbf, 0x2b, 0x24, 0x28, 0xc9, 0xc5, 0x1f, 0xef, 0x7c, 0x59, 0x7f, 0x1d, 0x42, 0x6e}},
    {{0xec, 0x17, 0x2b, 0x93, 0xad, 0x5e, 0x56, 0x3b, 0xf4, 0x93, 0x2c, 0x70, 0xe1, 0x24, 0x50, 0x34,
      0xc3, 0x54, 0x67, 0xef, 0x2e, 0xfd, 0x4d, 0x64, 0xeb, 0xf8, 0x19, 0x68, 0x34, 0x67, 0xe2, 0xbf}},
};

bool public_key_equal(const struct public_key *a, const struct public_key *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool public_key_example(const struct public_key *key)
{
#ifdef TRAILBOOK_TEST_KEYS
    (void)key;
    (void)examples;
    return false;
#else
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
        if (public_key_equal(&examples[i], key))
            return true;
    return false;
#endif
}

static enum status refused(const char *what, struct err *err)
{
    const char *why = ERR_reason_error_string(ERR_peek_last_error());

    ERR_clear_error();
    return err_set(err, ST_FATAL, "CRYPTO-REFUSED",
                   "libcrypto cannot %s: %s; see whether its configuration (openssl.cnf) allows Ed25519",
                   what, why != NULL ? why : "it gives no reason");
}

void signing_wipe(void *p, size_t n)
{
    OPENSSL_cleanse(p, n);
}

enum status signing_from_seed(const unsigned char seed[SIGNING_SEED], struct signing_key *out,
                              struct err *err)
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, SIGNING_SEED);
    size_t n = sizeof(out->public.bytes);
    bool done = key != NULL && EVP_PKEY_get_raw_public_key(key, out->public.bytes, &n) == 1;

    EVP_PKEY_free(key);
    if (!done)
        return refused("use an Ed25519 key", err);
    if (public_key_example(&out->public))
        return err_set(
            err, ST_FAIL, "KEY-TEST",
            "this key is an example of RFC 8032, with which anybody can sign; make one of your own: "
            "trailbook key new FILE");
    memcpy(out->seed, seed, SIGNING_SEED);
    return ST_OK;
}

enum status signing_make(struct signing_key *out, struct err *err)
{
    unsigned char seed[SIGNING_SEED];
    enum status st;

    if (RAND_priv_bytes(seed, sizeof(seed)) != 1)
        return refused("draw random bytes", err);
    st = signing_from_seed(seed, out, err);
    signing_wipe(seed, sizeof(seed));
    return st;
}

enum status signing_sign(const struct signing_key *key, struct slice message,
                         unsigned char out[SIGNATURE_SIZE], struct err *err)
{
    EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key->seed, SIGNING_SEED);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    size_t n = SIGNATURE_SIZE;
    bool done = pkey != NULL && ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
                EVP_DigestSign(ctx, out, &n, message.p, message.n) == 1 && n == SIGNATURE_SIZE;

    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return done ? ST_OK : refused("sign", err);
}

bool signing_verify(const struct public_key *key, struct slice message,
                    const unsigned char signature[SIGNATURE_SIZE])
{
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->bytes, sizeof(key->bytes));
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = pkey != NULL && ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
                EVP_DigestVerify(ctx, signature, SIGNATURE_SIZE, message.p, message.n) == 1;

    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    ERR_clear_error();
    return good;
}

enum status signing_salt(struct signing_salts *s, unsigned char out[SIGNING_SALT], struct err *err)
{
    unsigned char *salt;

    if (s->left == 0) {
        if (RAND_bytes(s->bytes, sizeof(s->bytes)) != 1)
            return refused("draw random bytes", err);
        s->left = sizeof(s->bytes) / SIGNING_SALT;
    }
    salt = s->bytes + --s->left * SIGNING_SALT;
    memcpy(out, salt, SIGNING_SALT);
    return ST_OK;
}
