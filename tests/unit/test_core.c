/* Bytes, memory, text and output files. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "digest_any.h"
#include "err.h"
#include "harness.h"
#include "mem.h"
#include "outfile.h"
#include "utf8.h"

static void check_slices(void)
{
    int64_t v = 0;

    CHECK(slice_equal(slice_text("ab"), SLICE("ab")));
    CHECK(slice_order(SLICE("ab"), SLICE("abc")) < 0);
    CHECK_SLICE(slice_trim(SLICE(" \t a b\r\n")), "a b");
    CHECK(slice_int(SLICE("-9223372036854775808"), &v) && v == INT64_MIN);
    CHECK(slice_int(SLICE("9223372036854775807"), &v) && v == INT64_MAX);
    CHECK(!slice_int(SLICE("9223372036854775808"), &v));
    CHECK(!slice_int(SLICE("-"), &v) && !slice_int(SLICE(""), &v) && !slice_int(SLICE("1a"), &v));
}

#define HASHED  (1 << 17)
#define BUCKETS (1 << 17)

struct series {
    const char *before;
    int digits;
    const char *after;
};

/* How many buckets a series of texts takes, by the hash's bits from shift on. */
static size_t taken(uint64_t seed, const struct series *of, int shift)
{
    unsigned char *met = mem_zero(BUCKETS, 1);
    size_t n = 0;

    for (int i = 0; i < HASHED; i++) {
        char text[64];
        int length = snprintf(text, sizeof(text), "%s%.*d%s", of->before, of->digits, i, of->after);
        struct slice s = {(const unsigned char *)text, (size_t)length};
        size_t at = (size_t)(slice_hash_from(seed, s) >> shift) & (BUCKETS - 1);

        n += met[at] == 0;
        met[at] = 1;
    }
    mem_free(met);
    return n;
}

/* Series as dumps have them spread as random texts would: they leave 1/e of as many buckets empty. */
static void check_hash(void)
{
    static const struct series series[] = {{"", 1, ""},
                                           {"", 8, ""},
                                           {"Client/1.0 build ", 6, ""},
                                           {"user", 7, "@example.org"},
                                           {"10.0.", 1, ""},
                                           {"build ", 6, " of the client"}};
    const size_t want = BUCKETS - BUCKETS * 10 / 27, off = BUCKETS / 100;

    for (size_t i = 0; i < sizeof(series) / sizeof(series[0]); i++)
        for (int shift = 0; shift <= 47; shift += 47) {
            size_t n = taken(i, &series[i], shift);

            CHECK(n > want - off && n < want + off);
        }
    CHECK(slice_hash(SLICE("a")) != slice_hash(SLICE("a\0")));
    CHECK(slice_hash(SLICE("")) != slice_hash(SLICE("\0")));
    CHECK(slice_hash(SLICE("abc")) == slice_hash_from(0, SLICE("abc")));
}

/* Texts that share a bucket do so under the seed that they were chosen for alone. */
static void check_seed(void)
{
    size_t chosen = 0, still = 0;

    for (int i = 0; i < 1 << 20; i++) {
        char text[32];
        int length = snprintf(text, sizeof(text), "agent %08d", i);
        struct slice s = {(const unsigned char *)text, (size_t)length};

        if ((slice_hash_from(1, s) & 1023) != 7)
            continue;
        chosen++;
        still += (slice_hash_from(2, s) & 1023) == 7;
    }
    CHECK(chosen > 900 && chosen < 1150);
    CHECK(still < 10);
    CHECK(slice_hash_seed() != slice_hash_seed());
}

static void check_buf(void)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    CHECK_SLICE(buf_view(&b), "");
    buf_format(&b, "%s-%d", "x", 7);
    buf_int(&b, INT64_MIN);
    CHECK_SLICE(buf_view(&b), "x-7-9223372036854775808");
    buf_drop(&b, 3);
    buf_hex(&b, "\x01\xfe", 2);
    CHECK_SLICE(buf_view(&b), "-922337203685477580801fe");
    buf_release(&b);
}

static void check_arena(void)
{
    struct arena a = ARENA_INIT;

    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 1000; i++) {
            char *p = arena_copy(&a, "0123456789", 10);

            CHECK(p[10] == 0);
        }
        memset(arena_alloc(&a, 1 << 20), 1, 1 << 20);
        CHECK(arena_used(&a) >= 1 << 20);
        arena_reset(&a);
        CHECK_INT(arena_used(&a), 0);
    }
    arena_release(&a);
}

/* Elements stay what they are, and the copies that growing makes are fewer than what they hold. */
static void check_growth(void)
{
    struct arena a = ARENA_INIT;
    uint32_t *all = NULL;
    bool same = true;

    for (uint32_t n = 0; n < 50000; n++) {
        all = arena_grow(&a, all, n, sizeof(*all));
        all[n] = n;
    }
    for (uint32_t n = 0; n < 50000; n++)
        same = same && all[n] == n;
    CHECK(same);
    CHECK(arena_used(&a) < 4 * 50000 * sizeof(*all));
    arena_release(&a);
}

/* A message that is too long ends behind a character. */
static void check_err(void)
{
    struct err err = ERR_INIT;
    char text[sizeof(err.text) + 8];

    for (size_t before = sizeof(err.text) - 6; before < sizeof(err.text) + 2; before++) {
        size_t room = sizeof(err.text) - 1, whole = before + 3 <= room ? before + 3 : before;

        memset(text, 'a', before);
        snprintf(text + before, sizeof(text) - before, "\xe5\x80\x89");
        CHECK(err_set(&err, ST_FAIL, "TEST", "%s", text) == ST_FAIL);
        CHECK_INT(utf8_valid(slice_text(err.text)), strlen(err.text));
        CHECK(strlen(err.text) <= whole && strlen(err.text) + 4 > (whole < room ? whole : room));
    }
}

static void check_utf8(void)
{
    CHECK_INT(utf8_valid(SLICE("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80 ok, long enough")), 27);
    CHECK_INT(utf8_valid(SLICE("ab\xc0\x80")), 2);
    CHECK_INT(utf8_valid(SLICE("\xed\xa0\x80")), 0);
    CHECK_INT(utf8_valid(SLICE("\xf4\x90\x80\x80")), 0);
    CHECK_INT(utf8_valid(SLICE("abcdefgh\xe2\x82")), 8);
    CHECK_SLICE(utf8_prefix(SLICE("a\xc3\xbc"), 2), "a");
}

/* The same bytes in pieces of any size have the same digest. */
static void check_pieces(struct digest *d)
{
    unsigned char bytes[5000], whole[DIGEST_SIZE], pieces[DIGEST_SIZE];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 7 + i / 256);
    digest_of(d, bytes, sizeof(bytes), whole);
    for (size_t size = 0; size < 2100; size += size < 5 ? 1 : 173) {
        digest_start(d);
        for (size_t at = 0; at < sizeof(bytes); at += size ? size : sizeof(bytes)) {
            size_t left = sizeof(bytes) - at;

            digest_add(d, bytes, 0);
            digest_add(d, bytes + at, size && size < left ? size : left);
        }
        digest_end(d, pieces);
        CHECK(memcmp(whole, pieces, DIGEST_SIZE) == 0);
    }
}

/* Of every length up to some blocks, as libcrypto's other interface has it: padding is done here. */
static void check_lengths(struct digest *d)
{
    struct digest_any *other = digest_any_new(3);
    unsigned char bytes[1300], out[DIGEST_SIZE], want[DIGEST_ANY_MAX];
    size_t wrong = 0;

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 7 + i / 256);
    for (size_t n = 0; n <= sizeof(bytes) && other != NULL; n++) {
        digest_any_start(other);
        digest_any_add(other, bytes, n);
        digest_any_end(other, want);
        digest_of(d, bytes, n, out);
        wrong += memcmp(out, want, DIGEST_SIZE) != 0;
        digest_start(d);
        digest_add(d, bytes, n / 3);
        digest_add(d, bytes + n / 3, n - n / 3);
        digest_end(d, out);
        wrong += memcmp(out, want, DIGEST_SIZE) != 0;
    }
    CHECK(other != NULL && digest_any_size(3) == DIGEST_SIZE);
    CHECK_INT(wrong, 0);
    digest_any_free(other);
}

static void check_digest(void)
{
    unsigned char out[DIGEST_SIZE];
    struct digest *d = digest_new();
    struct buf b;

    buf_init(&b, BUF_CAP);
    digest_of(d, "abc", 3, out); /* FIPS 180-4, example B.1 */
    buf_hex(&b, out, sizeof(out));
    CHECK_SLICE(buf_view(&b), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    buf_release(&b);
    check_pieces(d);
    check_lengths(d);
    digest_free(d);
}

/* FIPS 180-4, examples C.1 and C.2, the second in pieces. */
static void check_digest512(void)
{
    static const char two[] = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                              "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";
    unsigned char out[DIGEST512_SIZE];
    struct digest512 *d = digest512_new();
    struct buf b;

    buf_init(&b, BUF_CAP);
    digest512_add(d, "abc", 3);
    digest512_end(d, out);
    buf_hex(&b, out, sizeof(out));
    CHECK_SLICE(buf_view(&b), "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                              "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    buf_clear(&b);
    digest512_add(d, two, 1);
    digest512_add(d, two + 1, sizeof(two) - 2);
    digest512_end(d, out);
    buf_hex(&b, out, sizeof(out));
    CHECK_SLICE(buf_view(&b), "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
                              "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909");
    buf_release(&b);
    digest512_free(d);
}

static void check_outfile(void)
{
    char folder[] = "/tmp/trailbook-test-XXXXXX", path[64];
    struct outfile *f = NULL;
    struct err err = ERR_INIT;
    struct stat st;

    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof(path), "%s/a.txt", folder);
    CHECK_INT(outfile_open(path, &f, &err), ST_OK);
    CHECK_INT(outfile_write(f, SLICE("hello"), &err), ST_OK);
    CHECK(stat(path, &st) != 0);
    CHECK_INT(outfile_commit(f, &err), ST_OK);
    CHECK(stat(path, &st) == 0 && st.st_size == 5);
    CHECK_INT(outfile_open(path, &f, &err), ST_OK);
    CHECK_INT(outfile_write(f, SLICE("hello again"), &err), ST_OK);
    CHECK_INT(outfile_publish(f, &err), ST_OK);
    CHECK(stat(path, &st) == 0 && st.st_size == 11);
    CHECK_INT(outfile_sync_files(folder, &err), ST_OK);
    CHECK_INT(outfile_sync_name(path, &err), ST_OK);
    unlink(path);
    CHECK_INT(outfile_open(path, &f, &err), ST_OK);
    CHECK_INT(mkdir(path, 0700), 0);
    CHECK_INT(outfile_commit(f, &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "FILE-RENAME");
    rmdir(path);
    rmdir(folder);
    CHECK_INT(outfile_sync_files(folder, &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "FILE-SYNC");
    err = (struct err)ERR_INIT;
    CHECK_INT(outfile_open(path, &f, &err), ST_FATAL);
    CHECK(strcmp(err.code, "FILE-CREATE") == 0);
}

/* A link, a pipe and a folder stay what they are. */
static void check_outfile_place(void)
{
    char folder[] = "/tmp/trailbook-test-XXXXXX", path[3][64];
    struct outfile *f = NULL;
    struct stat before, after;

    CHECK(mkdtemp(folder) != NULL);
    for (int i = 0; i < 3; i++)
        snprintf(path[i], sizeof(path[i]), "%s/%d", folder, i);
    CHECK_INT(symlink("/dev/null", path[0]), 0);
    CHECK_INT(mkfifo(path[1], 0600), 0);
    CHECK_INT(mkdir(path[2], 0700), 0);
    for (int i = 0; i < 3; i++) {
        struct err err = ERR_INIT;

        CHECK_INT(lstat(path[i], &before), 0);
        CHECK_INT(outfile_open(path[i], &f, &err), ST_FATAL);
        CHECK_SLICE(slice_text(err.code), "FILE-NOT-REGULAR");
        CHECK(lstat(path[i], &after) == 0 && after.st_ino == before.st_ino);
        CHECK_INT(remove(path[i]), 0);
    }
    CHECK_INT(rmdir(folder), 0); /* nothing else was left */
}

int main(void)
{
    check_slices();
    check_hash();
    check_seed();
    check_buf();
    check_arena();
    check_growth();
    check_utf8();
    check_err();
    check_digest();
    check_digest512();
    check_outfile();
    check_outfile_place();
    return harness_end();
}
