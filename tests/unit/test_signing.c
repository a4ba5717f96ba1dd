/* Keys as the program has them: RFC 8032's examples verify, and sign nothing; salts come in batches. */
#include "digest.h"
#include "harness.h"
#include "mem.h"
#include "signing.h"

int __real_RAND_bytes(unsigned char *p, int n);
int __wrap_RAND_bytes(unsigned char *p, int n);

static int draws;
static bool dry;

/* The system's random bytes, which may run dry. */
int __wrap_RAND_bytes(unsigned char *p, int n)
{
    draws++;
    return dry ? 0 : __real_RAND_bytes(p, n);
}

static void unhex(const char *text, unsigned char *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned v = 0;

        CHECK_INT(sscanf(text + 2 * i, "%2x", &v), 1);
        out[i] = (unsigned char)v;
    }
}

/* RFC 8032 section 7.1: TEST 1, 2, 3, 1024 and SHA(abc). */
static const char *const seeds[] = {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                                    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                                    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                                    "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
                                    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"};

static void check_refused(void)
{
    for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
        struct err err = ERR_INIT;
        struct signing_key key;
        unsigned char seed[SIGNING_SEED];

        unhex(seeds[i], seed, sizeof(seed));
        CHECK_INT(signing_from_seed(seed, &key, &err), ST_FAIL);
        CHECK_SLICE(slice_text(err.code), "KEY-TEST");
        seed[0] ^= 1;
        CHECK_INT(signing_from_seed(seed, &key, &err), ST_OK);
    }
}

/* TEST 1 and 3, and every byte of them changed. */
static void check_verify(void)
{
    static const struct {
        const char *key, *message, *signature;
    } tests[] = {
        {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
         "25bf5f0595bbe24655141438e7a100b"},
        {"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a"
         "7c15e9716ed28dc027beceea1ec40a"},
    };

    for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
        struct public_key key;
        unsigned char signature[SIGNATURE_SIZE];
        struct slice message = slice_text(tests[i].message);

        unhex(tests[i].key, key.bytes, sizeof(key.bytes));
        unhex(tests[i].signature, signature, sizeof(signature));
        CHECK(signing_verify(&key, message, signature));
        CHECK(!signing_verify(&key, SLICE("x"), signature));
        for (size_t k = 0; k < sizeof(signature); k++) {
            signature[k] ^= 0x10;
            CHECK(!signing_verify(&key, message, signature));
            signature[k] ^= 0x10;
        }
        for (size_t k = 0; k < sizeof(key.bytes); k++) {
            key.bytes[k] ^= 1;
            CHECK(!signing_verify(&key, message, signature));
            key.bytes[k] ^= 1;
        }
    }
}

static void check_new(void)
{
    struct err err = ERR_INIT;
    struct signing_key a, b, again;
    unsigned char signature[SIGNATURE_SIZE];

    CHECK_INT(signing_make(&a, &err), ST_OK);
    CHECK_INT(signing_make(&b, &err), ST_OK);
    CHECK(!public_key_equal(&a.public, &b.public));
    CHECK_INT(signing_from_seed(a.seed, &again, &err), ST_OK);
    CHECK(public_key_equal(&a.public, &again.public));
    CHECK_INT(signing_sign(&a, SLICE("said"), signature, &err), ST_OK);
    CHECK(signing_verify(&a.public, SLICE("said"), signature));
    CHECK(!signing_verify(&b.public, SLICE("said"), signature));
    signing_wipe(&a, sizeof(a));
    CHECK(a.seed[0] == 0 && memcmp(a.seed, a.seed + 1, sizeof(a.seed) - 1) == 0);
}

static void check_salts(void)
{
    struct err err = ERR_INIT;
    struct signing_salts *s = mem_zero(1, sizeof(*s));
    unsigned char salt[2][SIGNING_SALT];

    draws = 0;
    for (int i = 0; i < 10000; i++) {
        CHECK_INT(signing_salt(s, salt[i % 2], &err), ST_OK);
        CHECK(i == 0 || memcmp(salt[0], salt[1], SIGNING_SALT) != 0);
    }
    CHECK_INT(draws, 3);
    s->left = 0;
    dry = true;
    CHECK_INT(signing_salt(s, salt[0], &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "CRYPTO-REFUSED");
    mem_free(s);
}

int main(void)
{
    check_refused();
    check_verify();
    check_new();
    check_salts();
    return harness_end();
}
