/* A key's files, and SSH signatures: what is written is read, and nothing else is taken for it. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "keyfile.h"
#include "outfile.h"
#include "ssh.h"

#define NAMESPACE "audit-snapshot@v1"

static char folder[] = "/tmp/trailbook-test-XXXXXX", path[64];

static void make_key(unsigned char first, struct signing_key *key)
{
    const unsigned char seed[SIGNING_SEED] = {first};
    struct err err = ERR_INIT;

    CHECK_INT(signing_from_seed(seed, key, &err), ST_OK);
}

/* The code that reading a file of this text ends with, "" if it is a key. */
static const char *read_code(struct slice text, struct signing_key *key)
{
    static struct err err;

    err_clear(&err);
    CHECK_INT(outfile_put(path, text, &err), ST_OK);
    return keyfile_read(path, key, &err) == ST_OK ? "" : err.code;
}

#define PEM(digits) "-----BEGIN PRIVATE KEY-----\n" digits "\n-----END PRIVATE KEY-----\n"

static void check_read(void)
{
    static const char *const good[] = {
        PEM("MC4CAQAwBQYDK2VwBCIEIAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        PEM("MC4CAQAwBQYDK2VwBCIEIAcAAAAAAAAAAAAAAAA\r\nAAAAAAAAAAAAAAAAAAAAAAAAA\r"),
        "# mine\n" PEM("MC4CAQAwBQYDK2VwBCIEIAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") "more\n"};
    static const char *const bad[] = {
        "",
        "\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        PEM(""),
        PEM("MC4CAQAwBQYDK2VwBCIEIAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),         /* short */
        PEM("MC4CAQAwBQYDK2VwBCIEIAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), /* long */
        PEM("MC4CAQAwBQYDK2VuBCIEIAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),     /* X25519 */
        PEM("*C4CAQAwBQYDK2VwBCIEIAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAc\n"
        "-----END ENCRYPTED PRIVATE KEY-----\n"};
    struct signing_key key, want;
    struct err err = ERR_INIT;

    make_key(7, &want);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        CHECK_SLICE(slice_text(read_code(slice_text(good[i]), &key)), "");
        CHECK(public_key_equal(&key.public, &want.public));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_SLICE(slice_text(read_code(slice_text(bad[i]), &key)), "KEY-READ");
    CHECK_SLICE(slice_text(read_code(
                    SLICE(PEM("MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g")), &key)),
                "KEY-TEST");
    CHECK_INT(unlink(path), 0);
    CHECK_INT(keyfile_read(path, &key, &err), ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "KEY-READ");
    CHECK_INT(keyfile_read(folder, &key, &err), ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "KEY-READ");
}

/* A file that is longer than a key's is not read to its end. */
static void check_long(void)
{
    struct signing_key key;
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_text(&b, PEM("MC4CAQAwBQYDK2VwBCIEIAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    while (b.n < (size_t)16 * 1024)
        buf_byte(&b, '\n');
    CHECK_SLICE(slice_text(read_code(buf_view(&b), &key)), "");
    buf_byte(&b, '\n');
    CHECK_SLICE(slice_text(read_code(buf_view(&b), &key)), "KEY-READ");
    buf_release(&b);
    CHECK_INT(unlink(path), 0);
}

static void check_write(void)
{
    struct digest *d = digest_new();
    struct signing_key key, got;
    struct err err = ERR_INIT;
    struct note_key as;
    struct stat st;
    char name[80];

    make_key(7, &key);
    note_key_make(d, SLICE("example.com/audit"), &key.public, &as);
    CHECK_INT(keyfile_write(path, &key, &as, &err), ST_OK);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600);
    CHECK_INT(keyfile_read(path, &got, &err), ST_OK);
    CHECK(public_key_equal(&got.public, &key.public) && memcmp(got.seed, key.seed, SIGNING_SEED) == 0);
    CHECK_INT(keyfile_write(path, &key, &as, &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "FILE-EXISTS");
    CHECK_INT(unlink(path), 0);
    snprintf(name, sizeof(name), "%s.vkey", path);
    CHECK_INT(unlink(name), 0);
    CHECK_INT(keyfile_write(path, &key, &as, &err), ST_FATAL); /* for .pub, and takes back what it began */
    CHECK(stat(path, &st) != 0 && stat(name, &st) != 0);
    snprintf(name, sizeof(name), "%s.pub", path);
    CHECK_INT(unlink(name), 0);
    digest_free(d);
}

/* The code of a signature, "" if it is good. */
static const char *verify_code(struct slice text, const struct public_key *key, const char *namespace,
                               const unsigned char *digest)
{
    static struct err err;

    err_clear(&err);
    return ssh_verify(text, key, namespace, digest, "s", &err) == ST_OK ? "" : err.code;
}

#define CHECK_VERIFY(text, key, namespace, digest, code)                                                     \
    CHECK_SLICE(slice_text(verify_code((text), (key), (namespace), (digest))), (code))

/* Armor with lines of another length says the same. */
static void check_wrapping(struct slice text, const struct public_key *key, const unsigned char *digest)
{
    struct slice body = {text.p + 30, text.n - 30 - 28};
    struct buf b;

    for (size_t width = 1; width < 400; width += 57) {
        size_t column = 0;

        buf_init(&b, BUF_CAP);
        buf_add(&b, text.p, 30);
        for (size_t i = 0; i < body.n; i++) {
            if (body.p[i] == '\n')
                continue;
            buf_byte(&b, body.p[i]);
            if (++column % width == 0)
                buf_byte(&b, '\n');
        }
        if (b.p[b.n - 1] != '\n')
            buf_byte(&b, '\n');
        buf_add(&b, text.p + text.n - 28, 28);
        CHECK_VERIFY(buf_view(&b), key, NAMESPACE, digest, "");
        buf_release(&b);
    }
}

/* No byte of a signature can be changed, removed or doubled, but for the ends of lines. */
static void check_mutations(struct slice text, const struct public_key *key, const unsigned char *digest)
{
    struct buf m;
    size_t taken = 0, ends = 0;

    buf_init(&m, BUF_CAP);
    for (size_t i = 0; i < text.n; i++)
        for (int way = 0; way < 10; way++) {
            bool good;

            buf_clear(&m);
            buf_add(&m, text.p, i);
            if (way < 8)
                buf_byte(&m, (unsigned char)(text.p[i] ^ 1 << way));
            else if (way == 8)
                buf_add(&m, (const unsigned char[]){text.p[i], text.p[i]}, 2);
            buf_add(&m, text.p + i + 1, text.n - i - 1);
            good = verify_code(buf_view(&m), key, NAMESPACE, digest)[0] == 0;
            ends += good && text.p[i] == '\n';
            taken += good && text.p[i] != '\n';
        }
    CHECK_INT(taken, 0);
    CHECK_INT(ends, 8); /* of six lines the first five's doubled, the three's between digits removed */
    buf_release(&m);
}

static void check_signature(void)
{
    unsigned char digest[DIGEST512_SIZE] = {1}, other[DIGEST512_SIZE] = {2};
    struct signing_key keys[2];
    struct err err = ERR_INIT;
    struct buf b, longer;

    make_key(1, &keys[0]);
    make_key(2, &keys[1]);
    buf_init(&b, BUF_CAP);
    CHECK_INT(ssh_sign(&b, &keys[0], NAMESPACE, digest, &err), ST_OK);
    CHECK_VERIFY(buf_view(&b), &keys[0].public, NAMESPACE, digest, "");
    CHECK_VERIFY(buf_view(&b), &keys[0].public, NAMESPACE, other, "SSHSIG-SIGNATURE");
    CHECK_VERIFY(buf_view(&b), &keys[1].public, NAMESPACE, digest, "SSHSIG-KEY");
    CHECK_VERIFY(buf_view(&b), &keys[0].public, "file", digest, "SSHSIG-FORMAT");
    CHECK_VERIFY(buf_view(&b), &keys[0].public, "audit-snapshot@v2", digest, "SSHSIG-FORMAT");
    CHECK_VERIFY(SLICE(""), &keys[0].public, NAMESPACE, digest, "SSHSIG-FORMAT");
    for (size_t i = 0; i < b.n; i++)
        CHECK_VERIFY(((struct slice){b.p, i}), &keys[0].public, NAMESPACE, digest, "SSHSIG-FORMAT");
    check_wrapping(buf_view(&b), &keys[0].public, digest);
    check_mutations(buf_view(&b), &keys[0].public, digest);
    buf_init(&longer, BUF_CAP);
    buf_add(&longer, b.p, 30);
    while (longer.n < SSH_SIGNATURE_MAX)
        buf_byte(&longer, '\n');
    buf_add(&longer, b.p + 30, b.n - 30);
    CHECK_VERIFY(buf_view(&longer), &keys[0].public, NAMESPACE, digest, "SSHSIG-FORMAT");
    buf_release(&longer);
    buf_release(&b);
}

int main(void)
{
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof(path), "%s/key", folder);
    check_read();
    check_long();
    check_write();
    check_signature();
    CHECK_INT(rmdir(folder), 0);
    return harness_end();
}
