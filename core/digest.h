/*
 * digest: SHA-256 (FIPS 180-4) by libcrypto.
 *
 * The only module that knows which library hashes.  Cannot fail.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>

#define DIGEST_SIZE 32

struct digest; /* a running digest, reusable: start, add, end, start, ... */

/* Owned by the caller: digest_free().  One per thread. */
struct digest *digest_new(void);
void digest_free(struct digest *d); /* NULL is allowed */

void digest_start(struct digest *d);
void digest_add(struct digest *d, const void *p, size_t n);
void digest_end(struct digest *d, unsigned char out[DIGEST_SIZE]);

/* All three in one. */
void digest_of(struct digest *d, const void *p, size_t n, unsigned char out[DIGEST_SIZE]);

#endif
