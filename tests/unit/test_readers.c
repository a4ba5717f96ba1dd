/* The limits of the JSON and XML readers, and what golden pairs cannot show. */
#include "harness.h"

#include "reader.h"
#include "reader_xml_encoding.h"

#define MIB ((size_t)1 << 20)

struct tally {
    uint64_t records, rejects, bytes;
    char first[64], code[64]; /* of the first reject; of the last reject or failure */
    enum status end;
};

static struct tally read_all(enum format format, const char *record, const struct buf *dump)
{
    struct read_options options = {.format = format, .record = slice_text(record)};
    struct tally t = {.end = ST_FAIL};
    struct arena arena = ARENA_INIT;
    struct err err = ERR_INIT;
    struct record rec;
    struct reader *r;
    struct input *in;

    in = input_from_memory(buf_view(dump), "test");
    input_set_encoding(in, NULL);
    CHECK_INT(reader_open(in, &options, &r, &err), ST_OK);
    while ((t.end = reader_next(r, &arena, &rec, &err)) == ST_OK || t.end == ST_REJECT) {
        t.records += t.end == ST_OK;
        t.rejects += t.end == ST_REJECT;
        t.bytes += rec.length;
        if (t.end == ST_REJECT && t.rejects == 1)
            snprintf(t.first, sizeof t.first, "%s", err.code);
        if (t.end == ST_REJECT)
            snprintf(t.code, sizeof t.code, "%s", err.code);
        arena_reset(&arena);
    }
    if (t.end == ST_FAIL)
        snprintf(t.code, sizeof t.code, "%s", err.code);
    reader_close(r);
    input_close(in);
    arena_release(&arena);
    return t;
}

static void add_times(struct buf *b, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_text(b, text);
}

static void check(const struct tally *t, uint64_t records, uint64_t rejects, const char *code)
{
    CHECK_INT(t->records, records);
    CHECK_INT(t->rejects, rejects);
    CHECK_SLICE(slice_text(t->code), code);
}

static void test_json_depth(void)
{
    struct buf b;
    struct tally t;

    buf_init(&b, BUF_CAP);
    for (size_t depth = 512; depth <= 513; depth++) {
        buf_clear(&b);
        buf_text(&b, "{\"a\":1}\n");
        add_times(&b, "{\"a\":", depth - 1);
        buf_text(&b, "{}");
        add_times(&b, "}", depth - 1);
        buf_text(&b, "\n{\"a\":2}\n");
        t = read_all(FORMAT_JSON, "", &b);
        if (depth == 512)
            check(&t, 3, 0, "");
        else
            check(&t, 2, 1, "JSON-DEPTH");
    }
    buf_release(&b);
}

static void test_json_many_keys(void)
{
    struct buf b;
    struct tally t;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "[{");
    for (int i = 0; i < 900000; i++)
        buf_format(&b, "\"k%d\":0,", i);
    buf_text(&b, "\"last\":null},{\"a\":1}]");
    t = read_all(FORMAT_JSON, "", &b);
    check(&t, 2, 0, "");
    buf_release(&b);
}

/* Just within the limit, and just beyond it; the record behind is read either way. */
static void test_json_long(void)
{
    struct buf b;
    struct tally t;

    buf_init(&b, BUF_CAP);
    for (size_t extra = 0; extra < 2; extra++) {
        buf_clear(&b);
        buf_text(&b, "{\"a\":\"");
        memset(buf_space(&b, 16 * MIB), 'x', 16 * MIB);
        buf_grew(&b, 16 * MIB - 8 + extra);
        buf_text(&b, "\"}\n{\"b\":1}\n");
        t = read_all(FORMAT_JSON, "", &b);
        if (extra == 0)
            check(&t, 2, 0, "");
        else
            check(&t, 1, 2, "JSON-SKIPPED");
        CHECK_INT(t.bytes, b.n - 2);
    }
    buf_release(&b);
}

static void test_json_path_not_met(void)
{
    struct buf b;
    struct tally t;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "{\"data\":[{\"a\":1}]}");
    t = read_all(FORMAT_JSON, "results", &b);
    CHECK_INT(t.end, ST_FAIL);
    check(&t, 0, 0, "JSON-PATH");
    t = read_all(FORMAT_JSON, "data", &b);
    check(&t, 1, 0, "");
    buf_release(&b);
}

static void test_xml_depth(void)
{
    struct buf b;
    struct tally t;

    buf_init(&b, BUF_CAP);
    for (size_t depth = 256; depth <= 257; depth++) {
        buf_clear(&b);
        buf_text(&b, "<r><e>1</e><e>");
        add_times(&b, "<n>", depth - 1);
        add_times(&b, "</n>", depth - 1);
        buf_text(&b, "</e><e>2</e></r>");
        t = read_all(FORMAT_XML, "e", &b);
        if (depth == 256)
            check(&t, 3, 0, "");
        else
            check(&t, 2, 1, "XML-DEPTH");
    }
    buf_release(&b);
}

static void test_xml_counts(void)
{
    struct buf b;
    struct tally t;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "<r><e");
    for (int i = 0; i < 4097; i++)
        buf_format(&b, " a%d=''", i);
    buf_text(&b, "/><e>2</e></r>");
    t = read_all(FORMAT_XML, "e", &b);
    check(&t, 1, 1, "XML-ATTRIBUTES");

    buf_clear(&b);
    buf_text(&b, "<r><e>");
    for (int i = 0; i < 129; i++)
        buf_format(&b, "<n xmlns:a%d='u' xmlns:b%d='v'>", i, i);
    add_times(&b, "</n>", 129);
    buf_text(&b, "</e><e>2</e></r>");
    t = read_all(FORMAT_XML, "e", &b);
    check(&t, 1, 1, "XML-NAMESPACES");

    buf_clear(&b);
    buf_text(&b, "<r><e>");
    for (int i = 0; i < 130000; i++)
        buf_format(&b, "<n%d/>", i);
    buf_text(&b, "</e><e>2</e></r>");
    t = read_all(FORMAT_XML, "e", &b);
    check(&t, 1, 1, "XML-NAMES");

    for (size_t n = 499999; n <= 500000; n++) {
        buf_clear(&b);
        buf_text(&b, "<r><e>");
        add_times(&b, "<n a=''/>", n);
        buf_text(&b, "</e><e>2</e></r>");
        t = read_all(FORMAT_XML, "e", &b);
        check(&t, n == 499999 ? 2 : 1, n == 499999 ? 0 : 1, n == 499999 ? "" : "XML-VALUES");
    }
    buf_release(&b);
}

static void test_xml_long(void)
{
    struct buf b;
    struct tally t;

    buf_init(&b, BUF_CAP);
    for (size_t extra = 0; extra < 2; extra++) {
        buf_clear(&b);
        buf_text(&b, "<e>");
        memset(buf_space(&b, 16 * MIB), 'x', 16 * MIB);
        buf_grew(&b, 16 * MIB - 7 + (extra ? 8 : 0));
        buf_text(&b, "</e><e>1</e>");
        t = read_all(FORMAT_XML, "e", &b);
        if (extra == 0)
            check(&t, 2, 0, "");
        else { /* and what is left of it */
            check(&t, 1, 2, "XML-BETWEEN");
            CHECK_SLICE(slice_text(t.first), "XML-LONG");
        }
    }
    buf_release(&b);
}

static struct node *first_tree(const char *record, const char *dump, struct arena *arena, struct reader **r,
                               struct input **in)
{
    struct read_options options = {.format = FORMAT_XML, .record = slice_text(record)};
    struct err err = ERR_INIT;
    struct record rec = {0};

    *in = input_from_memory(slice_text(dump), "test");
    input_set_encoding(*in, NULL);
    CHECK_INT(reader_open(*in, &options, r, &err), ST_OK);
    CHECK_INT(reader_next(*r, arena, &rec, &err), ST_OK);
    return rec.tree;
}

static void test_xml_namespaces(void)
{
    struct arena arena = ARENA_INIT;
    struct reader *r;
    struct input *in;
    struct node *tree = first_tree("e",
                                   "<r xmlns='urn:d' xmlns:p='urn:old'><s xmlns:p='urn:p'>"
                                   "<e p:k='v'><p:c/><d/><q:u/></e></s></r>",
                                   &arena, &r, &in);

    CHECK_SLICE(tree->ns, "urn:d");
    CHECK_SLICE(tree_member(tree, SLICE("@k"))->ns, "urn:p");
    CHECK_SLICE(tree_member(tree, SLICE("c"))->ns, "urn:p");
    CHECK_SLICE(tree_member(tree, SLICE("d"))->ns, "urn:d");
    CHECK_SLICE(tree_member(tree, SLICE("u"))->ns, "");
    reader_close(r);
    input_close(in);
    arena_release(&arena);
}

/* How deep what follows is nested is not the fault of the record that lacks its end tag. */
static void test_xml_unclosed(void)
{
    struct buf b;
    struct tally t;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "<r>");
    add_times(&b, "<e><n>1</n>", 300);
    buf_text(&b, "</r>");
    t = read_all(FORMAT_XML, "e", &b);
    check(&t, 0, 300, "XML-RECORD");
    CHECK_SLICE(slice_text(t.first), "XML-RECORD");
    buf_release(&b);
}

static void test_xml_namesakes(void)
{
    struct arena arena = ARENA_INIT;
    struct reader *r;
    struct input *in;
    struct node *tree, *list;
    struct buf b;
    size_t n = 0;

    buf_init(&b, BUF_CAP);
    buf_text(&b, "<e><a>first</a><z/>");
    for (int i = 1; i < 100000; i++)
        buf_format(&b, "<a>%d</a>", i);
    buf_text(&b, "</e>");
    tree = first_tree("e", buf_string(&b), &arena, &r, &in);
    list = tree->child;
    CHECK_SLICE(list->name, "a");
    CHECK_INT(list->kind, NODE_LIST);
    for (struct node *c = list->child; c != NULL; c = c->next)
        n++;
    CHECK_INT(n, 100000);
    CHECK_SLICE(list->child->text, "first");
    CHECK_SLICE(list->last->text, "99999");
    CHECK_SLICE(list->next->name, "z");
    reader_close(r);
    input_close(in);
    arena_release(&arena);
    buf_release(&b);
}

static void test_xml_encoding(void)
{
    char name[XML_ENCODING_SIZE];

    CHECK(xml_declared_encoding(SLICE("<?xml version='1.0' encoding=\"ISO-8859-1\" ?><r/>"), name));
    CHECK_SLICE(slice_text(name), "iso-8859-1");
    CHECK(xml_declared_encoding(SLICE("<?xml version = \"1.0\"\n encoding = 'Windows-1252'?>"), name));
    CHECK_SLICE(slice_text(name), "windows-1252");
    CHECK(!xml_declared_encoding(SLICE("<?xml version='1.0' encoding='UTF-8'?>"), name));
    CHECK(!xml_declared_encoding(SLICE("<?xml version='1.0'?><r encoding='koi8-r'/>"), name));
    CHECK(!xml_declared_encoding(SLICE("<?xml version='1.0' encoding='../x'?>"), name));
    CHECK(!xml_declared_encoding(SLICE("<?xml version='1.0' encoding='koi8-r"), name));
    CHECK(!xml_declared_encoding(SLICE("<?xm"), name));
    CHECK(!xml_declared_encoding(SLICE_NONE, name));
}

static void test_resume(void)
{
    struct read_options options = {.format = FORMAT_XML, .record = SLICE("e")};
    struct err err = ERR_INIT;
    struct arena arena = ARENA_INIT;
    struct record rec = {0};
    struct reader *r, *again;
    struct input *in, *one;
    struct buf b;

    buf_init(&b, BUF_CAP);
    in = input_from_memory(SLICE("<r><e>1</e></r>"), "test");
    one = input_from_memory(SLICE("<e>2</e>"), "test");
    input_set_encoding(in, NULL);
    input_set_encoding(one, NULL);
    CHECK_INT(reader_open(in, &options, &r, &err), ST_OK);
    reader_describe(r, &b);
    CHECK_SLICE(buf_view(&b), "xml record=e");
    CHECK_INT(reader_resume(one, buf_view(&b), &again, &err), ST_OK);
    CHECK_INT(reader_next(again, &arena, &rec, &err), ST_OK);
    CHECK_SLICE(rec.tree->text, "2");
    reader_close(r);
    reader_close(again);
    input_close(in);
    input_close(one);
    buf_release(&b);
    arena_release(&arena);
}

int main(void)
{
    test_json_depth();
    test_json_many_keys();
    test_json_long();
    test_json_path_not_met();
    test_xml_depth();
    test_xml_counts();
    test_xml_long();
    test_xml_namespaces();
    test_xml_namesakes();
    test_xml_unclosed();
    test_xml_encoding();
    test_resume();
    return harness_end();
}
