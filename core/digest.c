/* digest: SHA-256, plain and keyed, and SHA-512 by libcrypto.  See digest.h.
 *
 * The plain functions are called, which OpenSSL 3 would rather see replaced by EVP: for a record of
 * some 300 bytes EVP takes a tenth more, for one block half as much again, as each start allocates.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "digest.h"
#include "mem.h"

/* Bytes: a call of libcrypto costs more than hashing a short piece. */
#define GATHERED 1024
#define SHORT    128

struct digest {
    SHA256_CTX ctx, fresh; /* fresh: as it is to start with; copied in a third of SHA256_Init()'s time */
    SHA256_CTX outer;      /* keyed: what the second pass starts with */
    bool keyed;
    size_t n;
    unsigned char gathered[GATHERED];
};

struct digest *digest_new(void)
{
    struct digest *d = mem_zero(1, sizeof(*d));

    (void)SHA256_Init(&d->fresh); /* cannot fail, as none of these functions: their results are always 1 */
    return d;
}

/* A block with each byte of the key changed by pad. */
static void key_block(SHA256_CTX *ctx, const unsigned char *key, size_t n, unsigned char pad)
{
    unsigned char block[SHA256_CBLOCK];

    memset(block, pad, sizeof(block));
    for (size_t i = 0; i < n; i++)
        block[i] ^= key[i];
    (void)SHA256_Init(ctx);
    (void)SHA256_Update(ctx, block, sizeof(block));
    OPENSSL_cleanse(block, sizeof(block));
}

struct digest *digest_keyed(const void *key, size_t n)
{
    struct digest *d = mem_zero(1, sizeof(*d));

    assert(n <= SHA256_CBLOCK);
    key_block(&d->fresh, key, n, 0x36);
    key_block(&d->outer, key, n, 0x5c);
    d->keyed = true;
    return d;
}

void digest_free(struct digest *d)
{
    if (d != NULL && d->keyed)
        OPENSSL_cleanse(d, sizeof(*d));
    mem_free(d);
}

void digest_start(struct digest *d)
{
    d->ctx = d->fresh;
    d->n = 0;
}

void digest_add(struct digest *d, const void *p, size_t n)
{
    if (d->n > 0 && (n > SHORT || n > GATHERED - d->n)) {
        (void)SHA256_Update(&d->ctx, d->gathered, d->n);
        d->n = 0;
    }
    if (n > SHORT) {
        (void)SHA256_Update(&d->ctx, p, n);
    } else if (n > 0) {
        memcpy(d->gathered + d->n, p, n);
        d->n += n;
    }
}

void digest_end(struct digest *d, unsigned char out[DIGEST_SIZE])
{
    (void)SHA256_Update(&d->ctx, d->gathered, d->n);
    (void)SHA256_Final(out, &d->ctx);
    if (!d->keyed)
        return;
    d->ctx = d->outer;
    (void)SHA256_Update(&d->ctx, out, DIGEST_SIZE);
    (void)SHA256_Final(out, &d->ctx);
}

void digest_of(struct digest *d, const void *p, size_t n, unsigned char out[DIGEST_SIZE])
{
    digest_start(d);
    (void)SHA256_Update(&d->ctx, p, n);
    digest_end(d, out);
}

struct digest512 {
    SHA512_CTX ctx;
};

struct digest512 *digest512_new(void)
{
    struct digest512 *d = mem_zero(1, sizeof(*d));

    (void)SHA512_Init(&d->ctx);
    return d;
}

void digest512_free(struct digest512 *d)
{
    mem_free(d);
}

void digest512_add(struct digest512 *d, const void *p, size_t n)
{
    if (n > 0)
        (void)SHA512_Update(&d->ctx, p, n);
}

void digest512_end(struct digest512 *d, unsigned char out[DIGEST512_SIZE])
{
    (void)SHA512_Final(out, &d->ctx);
    (void)SHA512_Init(&d->ctx);
}
