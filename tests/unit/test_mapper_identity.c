/* Mapping: which records are the same event, and the bytes that say so. */
#include "mapper_bench.h"

/* Which records are the same event, by the way a profile says who is who. */
static bool same_event(const char *yaml, const char *one, const char *two)
{
    struct bench b;
    unsigned char before[IDENT_SIZE];
    bool same;

    bench_start(&b, yaml);
    CHECK(bench_map(&b, one) == MAPPED);
    memcpy(before, b.out.events[0].ident, IDENT_SIZE);
    CHECK(bench_map(&b, two) == MAPPED);
    same = memcmp(before, b.out.events[0].ident, IDENT_SIZE) == 0;
    bench_end(&b);
    return same;
}

static void check_identity(void)
{
    static const char by_id[] = HEAD "identity: {id: i}\n", by_fields[] = HEAD "identity: {fields: [x, y]}\n";
    static const char joined[] = HEAD "identity: {id: {join: [x, y, z], with: /}}\n";
    static const char opened[] = "profile: p\ntitle: T\nread: {format: json, embed: [d]}\n"
                                 "time: {at: t, formats: [iso]}\naction: a\nmessage: d.m\n";

    CHECK(same_event(HEAD, "{\"a\":1,\"x\":2}", "{\"x\":2,\"a\":\"1\",\"n\":null,\"e\":\"\"}"));
    CHECK(!same_event(HEAD, "{\"a\":1,\"x\":2}", "{\"a\":1,\"x\":3}"));
    CHECK(!same_event(HEAD, "{\"a\":1,\"x\":2}", "{\"a\":1,\"y\":2}"));
    CHECK(same_event(by_id, "{\"a\":1,\"i\":9}", "{\"a\":2,\"i\":9}"));
    CHECK(!same_event(by_id, "{\"a\":1,\"i\":9}", "{\"a\":1,\"i\":8}"));
    CHECK(!same_event(by_id, "{\"a\":1,\"i\":\"\"}", "{\"a\":2}"));
    CHECK(same_event(by_fields, "{\"a\":1,\"x\":1,\"y\":2}", "{\"a\":2,\"x\":1,\"y\":2}"));
    CHECK(!same_event(by_fields, "{\"a\":1,\"x\":1}", "{\"a\":1,\"y\":1}"));
    CHECK(!same_event(by_fields, "{\"a\":1,\"x\":[1,2]}", "{\"a\":1,\"x\":[1],\"y\":2}"));
    CHECK(!same_event(by_fields, "{\"a\":1}", "{\"a\":2}"));
    CHECK(!same_event(joined, "{\"a\":1,\"x\":1,\"y\":2}", "{\"a\":1,\"x\":1,\"z\":2}"));
    CHECK(!same_event(joined, "{\"a\":1}", "{\"a\":2}"));
    CHECK(!same_event(opened, "{\"a\":1,\"d\":\"{\\\"m\\\":1}\"}", "{\"a\":1,\"d\":{\"m\":1}}"));
}

/* Fixed for ever: stores hold these bytes. */
static void check_encoding(void)
{
    struct digest *d = digest_new();
    unsigned char sum[DIGEST_SIZE];
    struct bench b;

    bench_start(&b, HEAD "identity: {id: i}\n");
    CHECK(bench_map(&b, "{\"a\":1,\"i\":9}") == MAPPED);
    digest_of(d,
              "\3\0\0\0src"
              "i"
              "\1\0\0\0"
              "9"
              "\0\0\0\0",
              17, sum);
    CHECK(memcmp(sum, b.out.events[0].ident, IDENT_SIZE) == 0);
    CHECK_SLICE(b.out.events[0].native, "9");
    CHECK_INT(b.out.events[0].leaves, 2);
    digest_of(d, "{\"a\":1,\"i\":9}", 13, sum);
    CHECK(memcmp(sum, b.out.events[0].digest, DIGEST_SIZE) == 0);
    digest_free(d);
    bench_end(&b);
}

/* Fixed for ever: what stores of all versions hold of such events. */
static void check_pinned(void)
{
    static const char parts[] = "profile: p\ntitle: T\nread: {format: json}\neach: of\n"
                                "time: {at: ^.t, formats: [iso]}\naction: a\n";
    static const struct {
        const char *yaml, *json, *want; /* ident and content of each event */
    } all[] = {
        {HEAD, "{\"t\":\"2026-01-05\",\"a\":\"opened\",\"by\":\"eve\",\"note\":\"\"}",
         "a06776f518be8e028d7557c1091a043d:3320714cd624d4c9"},
        {HEAD,
         "{\"a\":\"x\",\"list\":[1,{\"k\":true,\"long name\":-2.50}],\"of\":{\"it\":{\"z\":\"\\u00e9\"}}}",
         "3d177fa0bf837d6a8532ae21a0145ad0:ed2c861eea92983e"},
        {HEAD "identity: {id: i}\n", "{\"a\":1,\"i\":\"id-9\"}",
         "77e88073943987cfa0f65d5284c8c5b5:52197ca13b8c8f94"},
        {HEAD "identity: {id: i}\n", "{\"a\":1,\"i\":\"\"}",
         "edb3ae62d7b345d5704e2c6103b5d083:8e2e2fb332d142f4"},
        {HEAD "identity: {fields: [x, y]}\n", "{\"a\":1,\"x\":[1,2],\"y\":\"three\"}",
         "cbc191b2efa88233504de6e0d89a6bc3:03c602842a955531"},
        {HEAD "identity: {fields: [x, y]}\n", "{\"a\":1,\"z\":4}",
         "9fef9ea146b6e371bdabe080282091d7:1f37d952344456b6"},
        {parts, "{\"t\":\"2026-01-05\",\"of\":[{\"a\":1},{\"a\":2},{\"a\":2}]}",
         "dfc18523560851745ec7a24212e40bb6:1d61566638b20a6b "
         "9be6b715f78f11129b9c7fa05efc6007:8311960be53ef083 "
         "5fdc40012233d7726561ef67547efa1e:0d71a0f91a2fe3a7"},
    };
    struct layouts *layouts = layouts_new();
    struct buf got;

    buf_init(&got, BUF_CAP);
    for (size_t i = 0; i < 2 * sizeof(all) / sizeof(*all); i++) {
        struct bench b;

        bench_start(&b, all[i / 2].yaml);
        b.layouts = i % 2 ? layouts : NULL;
        CHECK(bench_map(&b, all[i / 2].json) == MAPPED);
        buf_clear(&got);
        for (size_t k = 0; k < b.out.n_events; k++) {
            const struct event *ev = &b.out.events[k];

            buf_text(&got, k ? " " : "");
            for (size_t n = 0; n < IDENT_SIZE; n++)
                buf_format(&got, "%02x", ev->ident[n]);
            buf_format(&got, ":%016llx", (unsigned long long)ev->content);
        }
        CHECK_SLICE(buf_view(&got), all[i / 2].want);
        bench_end(&b);
    }
    buf_release(&got);
    layouts_free(layouts);
}

/* Records that differ in what is empty or missing are one: the events are too. */
static void check_empty_or_missing(void)
{
    static const char *const forms[] = {"", ",\"o\":\"\",\"p\":null", ",\"o\":null,\"p\":[]",
                                        ",\"o\":{},\"p\":\"\""};
    static const char *const rest[] = {"", ",\"q\":\"no\""};
    struct bench b;

    bench_start(&b, HEAD "changes:\n- {field: {const: f}, old: o, new: n}\n"
                         "- {field: {const: g}, old: {path: p, match: '^(.*)$'}, new: n}\n"
                         "- {field: {const: h}, new: n, when: {o: ''}}\n"
                         "- {field: {const: i}, new: n, when: {o: '*'}}\n"
                         "- {field: {const: j}, new: n, when: {q: ['', x]}}\n");
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < 4; i++) {
            char json[128];
            const struct change *c;

            snprintf(json, sizeof(json), "{\"a\":1,\"n\":\"x\"%s%s}", forms[i], rest[r]);
            CHECK(bench_map(&b, json) == MAPPED);
            CHECK_INT(b.out.events[0].n_changes, r ? 3 : 4);
            c = b.out.events[0].changes;
            CHECK_INT(c[0].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
            CHECK_INT(c[1].known, CHANGE_NEW_KNOWN);
            CHECK_SLICE(c[2].field, "h");
        }
    bench_end(&b);
}

int main(void)
{
    check_identity();
    check_encoding();
    check_pinned();
    check_empty_or_missing();
    return harness_end();
}
