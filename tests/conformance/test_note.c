/* Signed notes as Go's golang.org/x/mod/sumdb/note has them, case by case, with the literals of its tests;
 * and our vectors, which the sample snapshot's checkpoints are of. */
#include "base64.h"
#include "checkpoint.h"
#include "harness.h"
#include "json_value.h"

#define GO      TRAILBOOK_DATA "/conformance/golang-mod/sumdb/note-literals.txt"
#define VECTORS TRAILBOOK_DATA "/conformance/vectors/"
#define SAMPLE  VECTORS "sample-snapshot/audit-log1-000000000300/data/log/"
#define DASH    "\xe2\x80\x94 "

static struct arena arena = ARENA_INIT;
static struct digest *sum;

/* The literal that stands at a place of the test's file, without its escapes. */
static struct slice literal(struct slice file, const char *place)
{
    char head[64];
    const char *p, *end;
    unsigned char *text;
    size_t n = 0;

    snprintf(head, sizeof(head), "--- note_test.go @%s\n", place);
    p = strstr((const char *)file.p, head);
    CHECK(p != NULL);
    if (p == NULL)
        return SLICE_NONE;
    p += strlen(head);
    end = strstr(p, "\n--- ");
    text = arena_alloc(&arena, strlen(p) + 1);
    for (; p < end; p++)
        if (p[0] == '\\' && p[1] == 'n')
            text[n++] = '\n', p++;
        else
            text[n++] = (unsigned char)*p;
    return (struct slice){text, n};
}

static struct slice join(struct slice a, struct slice b)
{
    unsigned char *p = arena_alloc(&arena, a.n + b.n + 1);

    if (a.n > 0)
        memcpy(p, a.p, a.n);
    if (b.n > 0)
        memcpy(p + a.n, b.p, b.n);
    p[a.n + b.n] = 0;
    return (struct slice){p, a.n + b.n};
}

static struct slice from(struct slice s, size_t first, size_t past)
{
    return (struct slice){s.p + first, past - first};
}

/* TestNewVerifier */
static void check_keys(struct slice file)
{
    struct slice key = literal(file, "315");
    struct note_key got;
    struct buf b;

    buf_init(&b, NOTE_MAX);
    CHECK(note_key_read(sum, key, &got));
    CHECK_SLICE(got.name, "PeterNeumann");
    note_key_write(&b, &got);
    CHECK(slice_equal(buf_view(&b), key));
    for (size_t i = 0; i <= key.n; i++)
        for (size_t k = i + 1; k <= key.n; k++)
            CHECK(note_key_read(sum, from(key, i, k), &got) == (i == 0 && k == key.n));
    for (size_t i = 0; i < key.n; i++) {
        b.p[i]++;
        CHECK(!note_key_read(sum, buf_view(&b), &got));
        b.p[i]--;
    }
    CHECK(!note_key_read(sum, literal(file, "867"), &got)); /* of another length */
    CHECK(!note_key_read(sum, literal(file, "997"), &got)); /* of another type */
    buf_release(&b);
}

/* TestSign; a key with a name that is none is not made at all. */
static void check_sign(struct slice file)
{
    struct slice text = join(literal(file, "4831"), literal(file, "4896"));
    struct slice secret = literal(file, "4741"), key64 = from(secret, secret.n - 44, secret.n);
    struct err err = ERR_INIT;
    struct signing_key key;
    struct note_key by;
    struct buf b;

    buf_init(&b, NOTE_MAX);
    CHECK(base64_read(key64, &b) && b.n == 1 + SIGNING_SEED);
    CHECK_INT(signing_from_seed(b.p + 1, &key, &err), ST_OK);
    note_key_make(sum, SLICE("PeterNeumann"), &key.public, &by);
    buf_clear(&b);
    buf_slice(&b, text);
    buf_byte(&b, '\n');
    CHECK_INT(note_sign(&b, text, &by, &key, &err), ST_OK);
    CHECK(slice_equal(buf_view(&b), literal(file, "5101")));
    CHECK(!note_text_valid(SLICE("abc")));
    CHECK(!note_name_valid(SLICE("a+b")) && !note_name_valid(SLICE("bad name")));
    buf_release(&b);
}

struct cast {
    struct note_key peter, enoch;
    struct slice text, start, peter_signed, enoch_signed;
};

/* Opens what follows the text's empty line: "" and what signed, or the code of what is wrong. */
static const char *opened(struct slice bytes, const struct note_key *known, size_t n, struct note *note)
{
    static struct err err;

    err_clear(&err);
    return note_open(bytes, known, n, "note", note, &err) == ST_OK ? "" : err.code;
}

#define CHECK_OPEN(bytes, known, n, code)                                                                    \
    CHECK_SLICE(slice_text(opened((bytes), (known), (n), &note)), (code))

/* TestOpen: what is taken */
static void check_open(const struct cast *c)
{
    struct slice both = join(c->start, join(c->peter_signed, c->enoch_signed)), many;
    const struct note_key all[] = {c->peter, c->enoch}, twice[] = {c->enoch, c->peter, c->enoch};
    struct note note;

    CHECK_OPEN(both, all, 1, "");
    CHECK(slice_equal(note.text, c->text) && note.by == 1 && note.others == 1);
    CHECK_OPEN(both, all, 2, "");
    CHECK(note.by == 3 && note.others == 0);
    CHECK_OPEN(both, all, 0, "NOTE-UNKNOWN");
    CHECK_OPEN(join(c->start, c->enoch_signed), twice, 3, "NOTE-TWICE");
    CHECK_OPEN(join(c->start, c->peter_signed), twice, 3, "");
    many = join(both, join(c->peter_signed, c->enoch_signed));
    many = join(many, join(from(c->enoch_signed, 0, 60), SLICE("ABCD")));
    many = join(many, from(c->enoch_signed, 60, c->enoch_signed.n));
    CHECK_OPEN(many, all, 1, "");
    CHECK(note.by == 1 && note.others == 3);
}

/* TestOpen: what is not */
static void check_refused(const struct cast *c)
{
    const struct slice bad[] = {
        c->text,
        join(c->text, SLICE("\n")),
        join(c->start, from(c->peter_signed, 0, c->peter_signed.n - 1)),
        join(SLICE("\x01"), join(c->start, c->peter_signed)),
        join(SLICE("\xff"), join(c->start, c->peter_signed)),
        join(c->start, join(SLICE(DASH "Bad Name "), from(c->peter_signed, 17, c->peter_signed.n))),
        join(c->start, join(c->peter_signed, SLICE("Unexpected line.\n"))),
    };
    struct slice many = c->start, changed;
    struct note note;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_OPEN(bad[i], &c->peter, 1, "NOTE-FORMAT");
    for (int i = 0; i < 100; i++)
        many = join(many, c->peter_signed);
    CHECK_OPEN(many, &c->peter, 1, "");
    many = join(many, c->peter_signed);
    CHECK_OPEN(many, &c->peter, 1, "NOTE-FORMAT");
    CHECK_OPEN(many, &c->peter, 0, "NOTE-FORMAT");
    changed = join(from(c->peter_signed, 0, 60), SLICE("ABCD"));
    changed = join(changed, from(c->peter_signed, 60, c->peter_signed.n));
    CHECK_OPEN(join(c->start, changed), &c->peter, 1, "NOTE-SIGNATURE");
}

static bool check_go(void)
{
    struct slice file = json_value_file(GO, &arena);
    struct cast c;

    if (file.p == NULL)
        return false;
    file = join(file, SLICE_NONE); /* and a NUL */
    check_keys(file);
    check_sign(file);
    CHECK(note_key_read(sum, literal(file, "8450"), &c.peter));
    CHECK(note_key_read(sum, literal(file, "8613"), &c.enoch));
    c.text = literal(file, "8769");
    c.start = join(c.text, SLICE("\n"));
    c.peter_signed = literal(file, "8884");
    c.enoch_signed = literal(file, "9009");
    check_open(&c);
    check_refused(&c);
    return true;
}

/* A published key, a text and its signature. */
static void check_published(struct value v)
{
    struct slice text = json_value_get(v, "text").as.text;
    struct note_key key;
    struct note note;

    CHECK(note_key_read(sum, json_value_get(v, "vkey").as.text, &key));
    CHECK_OPEN(join(join(text, SLICE("\n")), json_value_get(v, "sig").as.text), &key, 1, "");
    CHECK(slice_equal(note.text, text));
}

/* Reads a checkpoint, and writes the same with its key. */
static void check_checkpoint(struct slice bytes, const struct note_key *by, const struct signing_key *key,
                             uint64_t size)
{
    struct err err = ERR_INIT;
    struct checkpoint c;
    struct note note;
    struct buf b;

    buf_init(&b, NOTE_MAX);
    CHECK(bytes.n > 0);
    CHECK_INT(checkpoint_open(bytes, by, 1, "c", &c, &note, &err), ST_OK);
    CHECK_INT(c.size, size);
    CHECK_INT(checkpoint_sign(sum, &b, &c, key, 1, &err), ST_OK);
    CHECK(slice_equal(buf_view(&b), bytes));
    buf_release(&b);
}

static void check_ours(struct value v)
{
    const unsigned char *hex = json_value_get(v, "seed_hex").as.text.p;
    unsigned char seed[SIGNING_SEED];
    struct err err = ERR_INIT;
    struct signing_key key;
    struct note_key by, got;
    struct buf b;

    for (size_t i = 0; i < sizeof(seed); i++) {
        unsigned byte = 0;

        CHECK_INT(sscanf((const char *)hex + 2 * i, "%2x", &byte), 1);
        seed[i] = (unsigned char)byte;
    }
    CHECK_INT(signing_from_seed(seed, &key, &err), ST_OK);
    note_key_make(sum, json_value_get(v, "name").as.text, &key.public, &by);
    buf_init(&b, NOTE_MAX);
    note_key_write(&b, &by);
    CHECK(slice_equal(buf_view(&b), json_value_get(v, "vkey_type1").as.text));
    CHECK(!note_key_read(sum, json_value_get(v, "vkey_cosign_type4").as.text, &got));
    check_checkpoint(json_value_get(v, "checkpoint_300").as.text, &by, &key, 300);
    check_checkpoint(json_value_get(v, "checkpoint_empty").as.text, &by, &key, 0);
    check_checkpoint(json_value_file(SAMPLE "checkpoint", &arena), &by, &key, 300);
    check_checkpoint(json_value_file(SAMPLE "checkpoints/000000000260", &arena), &by, &key, 260);
    buf_byte(&b, '\n');
    CHECK(slice_equal(buf_view(&b), json_value_file(SAMPLE "vkey", &arena)));
    buf_release(&b);
}

int main(void)
{
    struct slice vectors = json_value_file(VECTORS "note-vectors.json", &arena);
    struct value v;

    sum = digest_new();
    if (vectors.p == NULL || !check_go())
        return SKIP_CODE;
    v = json_value(vectors, &arena);
    check_published(json_value_get(v, "x_mod_note"));
    check_published(json_value_get(v, "c2sp"));
    check_ours(json_value_get(v, "ours"));
    digest_free(sum);
    arena_release(&arena);
    return harness_end();
}
