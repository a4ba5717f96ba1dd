/* Signed notes and checkpoints: what is written is read, and nothing else is. */
#include "checkpoint.h"
#include "harness.h"

/* A key that tests alone may sign with. */
static void make_key(unsigned char first, struct signing_key *key)
{
    const unsigned char seed[SIGNING_SEED] = {first};
    struct err err = ERR_INIT;

    CHECK_INT(signing_from_seed(seed, key, &err), ST_OK);
}

/* The code of what is wrong with a note, "" if nothing is. */
static const char *open_code(struct slice bytes, const struct note_key *known, size_t n, struct note *note)
{
    static struct err err;

    err_clear(&err);
    return note_open(bytes, known, n, "note", note, &err) == ST_OK ? "" : err.code;
}

static void check_names(void)
{
    static const char *const good[] = {"a", "example.com/log1", "\xc3\xbc", "a-b_c~d@e:f"};
    static const char *const bad[] = {"",
                                      "a b",
                                      "a+b",
                                      "a\tb",
                                      "a\n",
                                      "\x01",
                                      "a\xff",
                                      "a\xc2\x85",    /* U+0085 */
                                      "a\xc2\xa0",    /* U+00A0 */
                                      "\xe1\x9a\x80", /* U+1680 */
                                      "\xe2\x80\x8a", /* U+200A */
                                      "\xe2\x80\xa8"
                                      "a",              /* U+2028 */
                                      "a\xe2\x81\x9f",  /* U+205F */
                                      "a\xe3\x80\x80"}; /* U+3000 */

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        CHECK(note_name_valid(slice_text(good[i])));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!note_name_valid(slice_text(bad[i])));
}

/* The empty line that parts a note is its last one. */
static void check_last_empty_line(struct digest *d)
{
    static const char text[] = "one\n\n\xe2\x80\x94 a AAAAAAA=\n\nthree\n";
    struct err err = ERR_INIT;
    struct signing_key key;
    struct note_key by;
    struct note note;
    struct buf b;

    make_key(1, &key);
    note_key_make(d, SLICE("log"), &key.public, &by);
    buf_init(&b, NOTE_MAX);
    buf_text(&b, text);
    buf_byte(&b, '\n');
    CHECK_INT(note_sign(&b, slice_text(text), &by, &key, &err), ST_OK);
    CHECK_SLICE(slice_text(open_code(buf_view(&b), &by, 1, &note)), "");
    CHECK_SLICE(note.text, text);
    CHECK_INT(note.by, 1);
    CHECK_INT(note.others, 0);
    buf_release(&b);
}

/* Appends a line whose signature is n zeros, by a key of this name. */
static void add_line(struct buf *b, const char *name, size_t n)
{
    static const char zeros[] = "AAAAAAAAAAAAAAAA";

    buf_format(b, "\xe2\x80\x94 %s ", name);
    for (; n >= 12; n -= 12)
        buf_text(b, zeros);
    buf_format(b, "%.*s", (int)(n / 3 * 4), zeros);
    buf_text(b, n % 3 == 1 ? "AA==" : n % 3 == 2 ? "AAA=" : "");
    buf_byte(b, '\n');
}

/* Sixteen signatures of the size of a post-quantum one, of keys that nobody knows. */
static void check_others(struct digest *d)
{
    struct err err = ERR_INIT;
    struct signing_key key;
    struct note_key by[2];
    struct note note;
    struct buf b;

    make_key(1, &key);
    note_key_make(d, SLICE("log"), &key.public, &by[1]);
    make_key(2, &key);
    note_key_make(d, SLICE("log"), &key.public, &by[0]); /* the same name, another id */
    make_key(1, &key);
    buf_init(&b, BUF_CAP);
    buf_text(&b, "text\n\n");
    for (int i = 0; i < 16; i++)
        add_line(&b, i == 7 ? "log" : "witness", 5000);
    CHECK_SLICE(slice_text(open_code(buf_view(&b), by, 2, &note)), "NOTE-UNKNOWN");
    CHECK_INT(note_sign(&b, SLICE("text\n"), &by[1], &key, &err), ST_OK);
    CHECK_SLICE(slice_text(open_code(buf_view(&b), by, 2, &note)), "");
    CHECK_INT(note.by, 2);
    CHECK_INT(note.others, 16);
    CHECK_SLICE(slice_text(open_code(buf_view(&b), by, 1, &note)), "NOTE-UNKNOWN");
    while (b.n <= NOTE_MAX - 70000)
        add_line(&b, "witness", 48000);
    CHECK_SLICE(slice_text(open_code(buf_view(&b), by, 2, &note)), "");
    add_line(&b, "witness", 30000);
    add_line(&b, "witness", 20000);
    CHECK_SLICE(slice_text(open_code(buf_view(&b), by, 2, &note)), "NOTE-FORMAT");
    buf_release(&b);
}

/* One byte of a signed checkpoint changed, removed or doubled: none is taken for it. */
static void check_mutations(struct digest *d)
{
    struct checkpoint c = {SLICE("example.com/log"), 300, {{7}}}, got;
    struct err err = ERR_INIT;
    struct signing_key key;
    struct note_key by;
    struct note note;
    struct buf b, m;
    size_t taken = 0;

    make_key(1, &key);
    note_key_make(d, c.origin, &key.public, &by);
    buf_init(&b, NOTE_MAX);
    buf_init(&m, NOTE_MAX);
    CHECK_INT(checkpoint_sign(d, &b, &c, &key, 1, &err), ST_OK);
    CHECK_INT(checkpoint_open(buf_view(&b), &by, 1, "c", &got, &note, &err), ST_OK);
    CHECK(slice_equal(got.origin, c.origin) && got.size == 300 && hash_equal(&got.root, &c.root));
    for (size_t i = 0; i < b.n; i++)
        for (int way = 0; way < 10; way++) {
            buf_clear(&m);
            buf_add(&m, b.p, i);
            if (way < 8)
                buf_byte(&m, (unsigned char)(b.p[i] ^ 1 << way));
            else if (way == 8)
                buf_add(&m, (const unsigned char[]){b.p[i], b.p[i]}, 2);
            buf_add(&m, b.p + i + 1, b.n - i - 1);
            taken += checkpoint_open(buf_view(&m), &by, 1, "c", &got, &note, &err) == ST_OK;
        }
    CHECK_INT(taken, 0);
    buf_release(&m);
    buf_release(&b);
}

/* A change of keys is signed by both; a key of another name does not sign for this log. */
static void check_two_keys(struct digest *d)
{
    struct checkpoint c = {SLICE("example.com/log"), 0, {{0}}}, got;
    struct err err = ERR_INIT;
    struct signing_key keys[2];
    struct note_key by[2], other;
    struct note note;
    struct buf b;

    for (unsigned char i = 0; i < 2; i++) {
        make_key((unsigned char)(i + 1), &keys[i]);
        note_key_make(d, c.origin, &keys[i].public, &by[i]);
    }
    buf_init(&b, NOTE_MAX);
    CHECK_INT(checkpoint_sign(d, &b, &c, keys, 2, &err), ST_OK);
    CHECK_INT(checkpoint_open(buf_view(&b), by, 2, "c", &got, &note, &err), ST_OK);
    CHECK_INT(note.by, 3);
    CHECK_INT(checkpoint_open(buf_view(&b), by + 1, 1, "c", &got, &note, &err), ST_OK);
    CHECK_INT(note.by, 1);
    CHECK_INT(note.others, 1);
    note_key_make(d, SLICE("example.com/other"), &keys[0].public, &other);
    buf_clear(&b);
    buf_text(&b, "example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n");
    CHECK_INT(note_sign(&b, (struct slice){b.p, b.n - 1}, &other, &keys[0], &err), ST_OK);
    CHECK_INT(checkpoint_open(buf_view(&b), &other, 1, "c", &got, &note, &err), ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "CHECKPOINT-ORIGIN");
    buf_release(&b);
}

static void check_texts(struct digest *d)
{
#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    static const char *const good[] = {"a\n0\n" ROOT "\n", "a\n1\n" ROOT "\n",
                                       "a\n9223372036854775807\n" ROOT "\n"};
    static const char *const bad[] = {
        "",
        "a\n1\n",
        "a\n1\n" ROOT,
        "\n1\n" ROOT "\n",
        "a b\n1\n" ROOT "\n",
        "a\n\n" ROOT "\n",
        "a\n01\n" ROOT "\n",
        "a\n00\n" ROOT "\n",
        "a\n-0\n" ROOT "\n",
        "a\n-1\n" ROOT "\n",
        "a\n+1\n" ROOT "\n",
        "a\n 1\n" ROOT "\n",
        "a\n0x1\n" ROOT "\n",
        "a\n9223372036854775808\n" ROOT "\n",
        "a\n1\n" ROOT "\nextension\n",
        "a\n1\n" ROOT "\n\n",
        "a\n1\n\n",
        "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", /* bits left over */
        "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
        "a\n1\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n"};
    struct err err = ERR_INIT;
    struct signing_key key;
    struct checkpoint c;
    struct note_key by;
    struct note note;
    struct buf b;

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        buf_init(&b, NOTE_MAX);
        CHECK(checkpoint_read(slice_text(good[i]), &c));
        checkpoint_write(&b, &c);
        CHECK_SLICE(buf_view(&b), good[i]);
        buf_release(&b);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!checkpoint_read(slice_text(bad[i]), &c));
    make_key(1, &key);
    note_key_make(d, SLICE("a"), &key.public, &by);
    buf_init(&b, NOTE_MAX);
    buf_text(&b, "a\n01\n" ROOT "\n\n");
    CHECK_INT(note_sign(&b, SLICE("a\n01\n" ROOT "\n"), &by, &key, &err), ST_OK);
    CHECK_INT(checkpoint_open(buf_view(&b), &by, 1, "c", &c, &note, &err), ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "CHECKPOINT-FORMAT");
    buf_release(&b);
}

int main(void)
{
    struct digest *d = digest_new();

    check_names();
    check_last_empty_line(d);
    check_others(d);
    check_mutations(d);
    check_two_keys(d);
    check_texts(d);
    digest_free(d);
    return harness_end();
}
