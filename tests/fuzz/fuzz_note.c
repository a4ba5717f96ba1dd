/* A signed note, of which two published keys are known, its text as a checkpoint and as a key, and all of
 * it as an SSH signature: no input crashes, and what is read is what would be written. */
#include <assert.h>
#include <stdint.h>

#include "checkpoint.h"
#include "ssh.h"

#define FOO "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define LOG "audit.example/log1+5b593d9c+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_checkpoint(struct slice text)
{
    struct checkpoint c;
    struct buf b;

    if (!checkpoint_read(text, &c))
        return;
    buf_init(&b, BUF_CAP);
    checkpoint_write(&b, &c);
    assert(slice_equal(buf_view(&b), text));
    buf_release(&b);
}

static void check_key(struct digest *d, struct slice text)
{
    struct note_key key;
    struct buf b;

    if (!note_key_read(d, text, &key))
        return;
    buf_init(&b, BUF_CAP);
    note_key_write(&b, &key);
    assert(slice_equal(buf_view(&b), text));
    buf_release(&b);
}

static void check_signature(struct slice bytes, const struct public_key *key)
{
    static const unsigned char digest[DIGEST512_SIZE];
    struct err err = ERR_INIT;

    if (ssh_verify(bytes, key, "audit-snapshot@v1", digest, "fuzz", &err) != ST_OK)
        assert(strncmp(err.code, "SSHSIG-", 7) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct slice bytes = {data, n};
    struct digest *d = digest_new();
    struct err err = ERR_INIT;
    struct note_key known[2];
    struct note note = {0};
    bool known_read = note_key_read(d, SLICE(FOO), &known[0]) && note_key_read(d, SLICE(LOG), &known[1]);

    assert(known_read);
    if (note_open(bytes, known, 2, "fuzz", &note, &err) == ST_OK) {
        assert(note.by != 0 && note_text_valid(note.text));
        check_checkpoint(note.text);
    } else {
        assert(strncmp(err.code, "NOTE-", 5) == 0);
    }
    check_checkpoint(bytes);
    check_key(d, bytes);
    check_signature(bytes, &known[1].public);
    digest_free(d);
    return 0;
}
