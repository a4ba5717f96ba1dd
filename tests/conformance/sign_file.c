/* usage: sign_file KEY NAMESPACE FILE     prints FILE's SSH signature by KEY
 *        sign_file KEY NAMESPACE          prints an allowed_signers line for KEY as "log", and on the next
 *                                         line the public key in PEM */
#include <stdio.h>

#include "keyfile.h"
#include "ssh.h"

static bool digest_file(const char *path, unsigned char digest[DIGEST512_SIZE])
{
    struct digest512 *d = digest512_new();
    unsigned char bytes[4096];
    FILE *f = fopen(path, "rb");
    size_t n;

    while (f != NULL && (n = fread(bytes, 1, sizeof(bytes), f)) > 0)
        digest512_add(d, bytes, n);
    digest512_end(d, digest);
    digest512_free(d);
    return f != NULL && fclose(f) == 0;
}

int main(int argc, char **argv)
{
    unsigned char digest[DIGEST512_SIZE];
    struct signing_key key;
    struct err err = ERR_INIT;
    enum status st;
    struct buf b;

    buf_init(&b, BUF_CAP);
    if (argc < 3 || (argc > 3 && !digest_file(argv[3], digest)))
        return 2;
    st = keyfile_read(argv[1], &key, &err);
    if (st == ST_OK && argc > 3) {
        st = ssh_sign(&b, &key, argv[2], digest, &err);
    } else if (st == ST_OK) {
        ssh_allowed(&b, SLICE("log"), argv[2], &key.public);
        keyfile_public_pem(&b, &key.public);
    }
    fputs(st == ST_OK ? buf_string(&b) : err.text, st == ST_OK ? stdout : stderr);
    buf_release(&b);
    return st == ST_OK ? 0 : 1;
}
