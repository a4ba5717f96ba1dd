/* Mapping by what readers tell of records' layouts. */
#include "mapper_bench.h"

/* Columns known beforehand, or found by name: the events are the same. */
static void check_layout(void)
{
    static const char *const dump =
        "t,a,x,x,d\r\n"
        "2022-03-28,act,one,two,\"{\"\"z\"\":1,\"\"k\"\":\"\"item\"\",\"\"b\"\":[\"\"\"\",2]}\"\r\n"
        "soon,act,,\"two, \"\"quoted\"\"\",{\r\n"
        "2022-03-28T00:00:01Z,other,one,,\"{\"\"k\"\":[\"\"p\"\",\"\"q\"\"]}\"\r\n";
    const struct read_options options = {.format = FORMAT_CSV};
    struct err err = ERR_INIT;
    struct reader *r = NULL;
    struct record rec;
    struct input *in;
    struct bench b;
    int n = 0;

    bench_start(&b, "profile: p\ntitle: T\nread: {format: csv, embed: [d]}\n"
                    "time: {at: t, formats: [iso]}\naction: a\nmessage: 'x#2'\nreason: nowhere\n"
                    "items: [{role: target, type: thing, key: d.k, label: x}]\n");
    in = input_from_memory(slice_text(dump), "test.csv");
    CHECK(reader_open(in, &options, &r, &err) == ST_OK);
    while (reader_next(r, &b.arena, &rec, &err) == ST_OK) {
        const struct event *ev;

        batch_reset(&b.out);
        CHECK(rec.layout != NULL);
        CHECK(mapper_map(b.m, &rec, rec.raw, &b.out, &err) == MAPPED);
        rec.layout = NULL;
        CHECK(mapper_map(b.m, &rec, rec.raw, &b.out, &err) == MAPPED);
        ev = b.out.events;
        CHECK(memcmp(ev[0].ident, ev[1].ident, IDENT_SIZE) == 0);
        CHECK(ev[0].content == ev[1].content && ev[0].time.at == ev[1].time.at);
        CHECK(slice_equal(ev[0].time_text, ev[1].time_text));
        CHECK(slice_equal(ev[0].action, ev[1].action));
        CHECK(slice_equal(ev[0].message, ev[1].message));
        CHECK(slice_equal(ev[0].attributes, ev[1].attributes));
        CHECK_INT(ev[0].n_parties, ev[1].n_parties);
        for (size_t i = 0; i < ev[0].n_parties; i++) {
            CHECK(slice_equal(ev[0].parties[i].key, ev[1].parties[i].key));
            CHECK(slice_equal(ev[0].parties[i].label, ev[1].parties[i].label));
        }
        if (n++ > 0)
            continue;
        CHECK_SLICE(ev[0].message, "two");
        CHECK_SLICE(ev[0].attributes, "{\"d\":{\"b\":[null,2],\"z\":1}}");
        PARTIES(&b, 0, "target thing item=one");
    }
    CHECK_INT(n, 3);
    reader_close(r);
    input_close(in);
    bench_end(&b);
}

/* A mapper outlives readers: where one's layout was, the next may have another. */
static void check_layout_reused(void)
{
    static const char *const dump[] = {"{\"t\":\"2022-03-28\",\"a\":\"act\",\"b\":\"no\",\"m\":\"said\"}",
                                       "{\"b\":\"no\",\"m\":\"said\",\"t\":\"2022-03-28\",\"a\":\"act\"}",
                                       "{\"a\":\"act\",\"m\":\"said\",\"t\":\"2022-03-28\"}"};
    struct layout layout;
    struct bench b;

    bench_start(&b, HEAD "message: m\nreason: b\n");
    for (size_t i = 0; i < 9; i++) {
        struct layouts *l = layouts_new();
        struct record rec = {.number = 1, .line = 1};
        struct err err = ERR_INIT;

        CHECK(tree_from_json(&b.arena, slice_text(dump[i % 3]), &rec.tree, &err) == ST_OK);
        layout = *layouts_find(l, rec.tree, &b.arena);
        rec.layout = &layout;
        batch_reset(&b.out);
        CHECK(mapper_map(b.m, &rec, slice_text(dump[i % 3]), &b.out, &err) == MAPPED);
        CHECK_SLICE(b.out.events[0].action, "act");
        CHECK_SLICE(b.out.events[0].message, "said");
        CHECK_SLICE(b.out.events[0].time_text, "2022-03-28");
        CHECK_SLICE(b.out.events[0].reason, i % 3 == 2 ? "" : "no");
        layouts_free(l);
    }
    bench_end(&b);
}

int main(void)
{
    check_layout();
    check_layout_reused();
    return harness_end();
}
