/* digest_any: digests by name, by libcrypto.  See digest_any.h. */
#include <assert.h>

#include <openssl/evp.h>

#include "digest_any.h"
#include "mem.h"

struct digest_any {
    EVP_MD *md;
    EVP_MD_CTX *ctx;
};

static const struct {
    const char *name, *openssl;
    size_t size;
} table[DIGEST_ANY_NAMES] = {
    {"md5", "MD5", 16},       {"sha1", "SHA1", 20},     {"sha224", "SHA224", 28},
    {"sha256", "SHA256", 32}, {"sha384", "SHA384", 48}, {"sha512", "SHA512", 64},
};

const char *digest_any_name(size_t i)
{
    assert(i < DIGEST_ANY_NAMES);
    return table[i].name;
}

size_t digest_any_size(size_t i)
{
    assert(i < DIGEST_ANY_NAMES);
    return table[i].size;
}

struct digest_any *digest_any_new(size_t i)
{
    struct digest_any *d;
    EVP_MD *md;

    assert(i < DIGEST_ANY_NAMES);
    md = EVP_MD_fetch(NULL, table[i].openssl, NULL);
    if (md == NULL)
        return NULL;
    d = mem_zero(1, sizeof(*d));
    d->md = md;
    d->ctx = EVP_MD_CTX_new();
    if (d->ctx == NULL)
        mem_exhausted();
    return d;
}

void digest_any_free(struct digest_any *d)
{
    if (d == NULL)
        return;
    EVP_MD_CTX_free(d->ctx);
    EVP_MD_free(d->md);
    mem_free(d);
}

void digest_any_start(struct digest_any *d)
{
    int ok = EVP_DigestInit_ex2(d->ctx, d->md, NULL); /* fails only if memory ends, as those below */

    if (ok != 1)
        mem_exhausted();
}

void digest_any_add(struct digest_any *d, const void *p, size_t n)
{
    if (EVP_DigestUpdate(d->ctx, p, n) != 1)
        mem_exhausted();
}

void digest_any_end(struct digest_any *d, unsigned char out[DIGEST_ANY_MAX])
{
    if (EVP_DigestFinal_ex(d->ctx, out, NULL) != 1)
        mem_exhausted();
}
