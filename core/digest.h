/*
 * digest: SHA-256, also keyed (HMAC, RFC 2104), and for what other formats ask, SHA-512 (FIPS 180-4), by
 * libcrypto.
 *
 * The only module that knows which library hashes.  Cannot fail.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>

#define DIGEST_SIZE    32
#define DIGEST512_SIZE 64

struct digest; /* a running digest, reusable: start, add, end, start, ... */

/* Owned by the caller: digest_free().  One per thread. */
struct digest *digest_new(void);
void digest_free(struct digest *d); /* NULL is allowed */

void digest_start(struct digest *d);
void digest_add(struct digest *d, const void *p, size_t n);
void digest_end(struct digest *d, unsigned char out[DIGEST_SIZE]);

/* The same keyed, by a key of at most 64 bytes: what ends is HMAC-SHA256.  Freeing it wipes the key. */
struct digest *digest_keyed(const void *key, size_t n);

/* All three in one. */
void digest_of(struct digest *d, const void *p, size_t n, unsigned char out[DIGEST_SIZE]);

/* The same with SHA-512; new is started, and end starts anew. */
struct digest512;
struct digest512 *digest512_new(void);
void digest512_free(struct digest512 *d);
void digest512_add(struct digest512 *d, const void *p, size_t n);
void digest512_end(struct digest512 *d, unsigned char out[DIGEST512_SIZE]);

#endif
