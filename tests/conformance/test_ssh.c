/* The sample snapshot's seal, which ssh-keygen made too: the same key gives the same bytes. */
#include "harness.h"
#include "json_value.h"
#include "keyfile.h"
#include "ssh.h"

#define VECTORS   TRAILBOOK_DATA "/conformance/vectors/"
#define SAMPLE    VECTORS "sample-snapshot/audit-log1-000000000300/"
#define NAMESPACE "audit-snapshot@v1"

static void check_same(const struct buf *got, const char *path, struct arena *a)
{
    struct slice want = json_value_file(path, a);

    CHECK(want.n > 0 && slice_equal(buf_view(got), want));
}

int main(void)
{
    struct arena a = ARENA_INIT;
    struct slice manifest = json_value_file(SAMPLE "tagmanifest-sha256.txt", &a);
    struct digest512 *d = digest512_new();
    unsigned char digest[DIGEST512_SIZE];
    struct signing_key key;
    struct err err = ERR_INIT;
    struct buf b;

    if (manifest.p == NULL)
        return SKIP_CODE;
    buf_init(&b, BUF_CAP);
    digest512_add(d, manifest.p, manifest.n);
    digest512_end(d, digest);
    CHECK_INT(keyfile_read(VECTORS "test-key.pem", &key, &err), ST_OK);
    CHECK_INT(ssh_sign(&b, &key, NAMESPACE, digest, &err), ST_OK);
    check_same(&b, SAMPLE "signatures/tagmanifest-sha256.txt.sshsig", &a);
    CHECK_INT(ssh_verify(buf_view(&b), &key.public, NAMESPACE, digest, "seal", &err), ST_OK);
    buf_clear(&b);
    ssh_allowed(&b, SLICE("audit.example/log1"), NAMESPACE, &key.public);
    check_same(&b, SAMPLE "signatures/allowed_signers", &a);
    buf_clear(&b);
    keyfile_public_pem(&b, &key.public);
    check_same(&b, SAMPLE "data/log/pubkey.pem", &a);
    buf_release(&b);
    digest512_free(d);
    arena_release(&a);
    return harness_end();
}
