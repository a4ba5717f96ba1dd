/*
 * digest_any: the digests that other people's manifests use, by name: for checks, where speed for short
 * pieces matters less than the choice.
 *
 * Cannot fail once made.
 */
#ifndef DIGEST_ANY_H
#define DIGEST_ANY_H

#include <stddef.h>

#define DIGEST_ANY_MAX   64 /* bytes of the largest */
#define DIGEST_ANY_NAMES 6

struct digest_any; /* a running digest, reusable: start, add, end, start, ... */

/* "md5", "sha1", "sha224", "sha256", "sha384", "sha512": i below DIGEST_ANY_NAMES. */
const char *digest_any_name(size_t i);
size_t digest_any_size(size_t i); /* bytes */

/* NULL if libcrypto, as it is set up here, refuses it.  Owned by the caller: digest_any_free(). */
struct digest_any *digest_any_new(size_t i);
void digest_any_free(struct digest_any *d); /* NULL is allowed */

void digest_any_start(struct digest_any *d);
void digest_any_add(struct digest_any *d, const void *p, size_t n);
void digest_any_end(struct digest_any *d, unsigned char out[DIGEST_ANY_MAX]);

#endif
