/*
 * signing: Ed25519 (RFC 8032) and random bytes, by libcrypto.
 *
 * The only module of the room that knows which library signs.  Knows neither files nor what is signed.
 * A private key is wiped from memory when it is freed.
 * Errors: CRYPTO-REFUSED: libcrypto does not do it, as where its configuration allows no Ed25519.
 */
#ifndef SIGNING_H
#define SIGNING_H

#include "err.h"
#include "slice.h"

#define SIGNING_SEED   32
#define SIGNATURE_SIZE 64

struct public_key {
    unsigned char bytes[32];
};

bool public_key_equal(const struct public_key *a, const struct public_key *b);

/* Is it one of RFC 8032's examples, with which anybody can sign? */
bool public_key_example(const struct public_key *key);

/* A private key: its seed, from which all else comes.  signing_wipe() when done. */
struct signing_key {
    unsigned char seed[SIGNING_SEED];
    struct public_key public;
};

/* A new one. */
enum status signing_make(struct signing_key *out, struct err *err);

/* The one of this seed.  KEY-TEST: it is one of RFC 8032's examples, with which anybody can sign. */
enum status signing_from_seed(const unsigned char seed[SIGNING_SEED], struct signing_key *out,
                              struct err *err);

void signing_wipe(void *p, size_t n);

enum status signing_sign(const struct signing_key *key, struct slice message,
                         unsigned char out[SIGNATURE_SIZE], struct err *err);

/* False also if the key is no point of the curve, or libcrypto refuses. */
bool signing_verify(const struct public_key *key, struct slice message,
                    const unsigned char signature[SIGNATURE_SIZE]);

/* Random bytes, drawn from the system's in batches, as a salt costs more by itself.  {0} at first; one
 * per thread. */
#define SIGNING_SALT 16
struct signing_salts {
    size_t left; /* salts */
    unsigned char bytes[(size_t)64 * 1024];
};
enum status signing_salt(struct signing_salts *s, unsigned char out[SIGNING_SALT], struct err *err);

#endif
