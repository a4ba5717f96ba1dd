/* digest: SHA-256, plain and keyed, and SHA-512 by libcrypto.  See digest.h.
 *
 * The plain functions are called, which OpenSSL 3 would rather see replaced by EVP: for a record of
 * some 300 bytes EVP takes a tenth more, for one block half as much again, as each start allocates.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "digest.h"
#include "mem.h"

/* Bytes: a call of libcrypto costs more than hashing a short piece. */
#define GATHERED 1024
#define SHORT    128
#define BLOCK    64 /* of SHA-256 */
#define LENGTH   8  /* of the number of bits at its end */

struct digest {
    SHA256_CTX ctx, fresh; /* fresh: as it is to start with; copied in a third of SHA256_Init()'s time */
    SHA256_CTX outer;      /* keyed: what the second pass starts with */
    bool keyed;
    bool begun; /* ctx has taken something */
    size_t n;
    unsigned char gathered[GATHERED + BLOCK + LENGTH];
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
    d->begun = false;
    d->n = 0;
}

static void begin(struct digest *d)
{
    if (!d->begun)
        d->ctx = d->fresh;
    d->begun = true;
}

static void take(struct digest *d, const void *p, size_t n)
{
    begin(d);
    (void)SHA256_Update(&d->ctx, p, n);
}

void digest_add(struct digest *d, const void *p, size_t n)
{
    if (d->n > 0 && n > GATHERED - d->n) {
        take(d, d->gathered, d->n);
        d->n = 0;
    }
    if (n > GATHERED || (n > SHORT && d->begun && d->n == 0)) {
        take(d, p, n);
    } else if (n > 0) {
        memcpy(d->gathered + d->n, p, n);
        d->n += n;
    }
}

static void write_state(const SHA256_CTX *c, unsigned char out[DIGEST_SIZE])
{
    for (size_t i = 0; i < DIGEST_SIZE; i += 4) {
        uint32_t word = c->h[i / 4];

        out[i] = (unsigned char)(word >> 24);
        out[i + 1] = (unsigned char)(word >> 16);
        out[i + 2] = (unsigned char)(word >> 8);
        out[i + 3] = (unsigned char)word;
    }
}

/* All that is hashed lies in gathered: padded there (FIPS 180-4, 5.1.1), it is one call. */
static void end_short(struct digest *d, unsigned char out[DIGEST_SIZE])
{
    size_t n = d->n, padded = (n + 1 + LENGTH + BLOCK - 1) / BLOCK * BLOCK;
    uint64_t bits = (uint64_t)n * 8;

    d->gathered[n] = 0x80;
    memset(d->gathered + n + 1, 0, padded - n - 1);
    for (size_t i = 0; i < LENGTH; i++)
        d->gathered[padded - 1 - i] = (unsigned char)(bits >> (8 * i));
    d->ctx = d->fresh;
    (void)SHA256_Update(&d->ctx, d->gathered, padded);
    write_state(&d->ctx, out);
}

void digest_end(struct digest *d, unsigned char out[DIGEST_SIZE])
{
    if (!d->begun && !d->keyed) {
        end_short(d, out);
        return;
    }
    take(d, d->gathered, d->n);
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
    if (n > GATHERED) {
        take(d, p, n);
    } else if (n > 0) {
        memcpy(d->gathered, p, n);
        d->n = n;
    }
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
