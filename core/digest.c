/* digest: SHA-256 by libcrypto, with a fetched algorithm and a reused context (half the cost of a
 * fresh context for each short record).  See digest.h. */
#include <assert.h>
#include <string.h>

#include <openssl/evp.h>

#include "digest.h"
#include "mem.h"

#define GATHERED 1024 /* bytes: a call of libcrypto costs more than hashing a short piece */

struct digest {
    EVP_MD *md;
    EVP_MD_CTX *ctx;
    size_t n;
    unsigned char gathered[GATHERED];
};

struct digest *digest_new(void)
{
    struct digest *d = mem_zero(1, sizeof(*d));

    d->md = EVP_MD_fetch(NULL, "SHA256", NULL);
    d->ctx = EVP_MD_CTX_new();
    assert(d->md != NULL && d->ctx != NULL);
    return d;
}

void digest_free(struct digest *d)
{
    if (d == NULL)
        return;
    EVP_MD_CTX_free(d->ctx);
    EVP_MD_free(d->md);
    mem_free(d);
}

void digest_start(struct digest *d)
{
    int ok = EVP_DigestInit_ex2(d->ctx, d->md, NULL);

    assert(ok == 1);
    (void)ok;
    d->n = 0;
}

static void update(struct digest *d, const void *p, size_t n)
{
    int ok = EVP_DigestUpdate(d->ctx, p, n);

    assert(ok == 1);
    (void)ok;
}

void digest_add(struct digest *d, const void *p, size_t n)
{
    if (n > GATHERED - d->n && d->n > 0) {
        update(d, d->gathered, d->n);
        d->n = 0;
    }
    if (n > GATHERED) {
        update(d, p, n);
    } else if (n > 0) {
        memcpy(d->gathered + d->n, p, n);
        d->n += n;
    }
}

void digest_end(struct digest *d, unsigned char out[DIGEST_SIZE])
{
    unsigned n = 0;
    int ok;

    if (d->n > 0)
        update(d, d->gathered, d->n);
    ok = EVP_DigestFinal_ex(d->ctx, out, &n);
    assert(ok == 1 && n == DIGEST_SIZE);
    (void)ok;
}

void digest_of(struct digest *d, const void *p, size_t n, unsigned char out[DIGEST_SIZE])
{
    digest_start(d);
    if (n > 0)
        update(d, p, n);
    digest_end(d, out);
}
