/* Mapping: records, as trees, become events. */
#include "mapper_bench.h"

static void check_single_fields(void)
{
    struct bench b;

    bench_start(&b, HEAD "message: m\nrequest: {first: [x, r]}\nreason: {join: [p, q, s], with: ', '}\n"
                         "origin: {ip: {path: ip, norm: [noport]}, agent: {const: web}}\ncount: n\n");
    CHECK(bench_map(&b, "{\"t\":\"2022-03-28 08:15:56+00:00\",\"a\":\"act\",\"m\":{\"k\":[1]},\"r\":\"R\","
                        "\"p\":\"P\",\"s\":\"S\",\"ip\":\"[2001:db8::1]:443\",\"n\":7,\"z\":0}") == MAPPED);
    CHECK_INT(b.out.n_events, 1);
    CHECK_INT(b.out.events[0].time.at, 1648455356 * STAMP_SECOND);
    CHECK_SLICE(b.out.events[0].time_text, "2022-03-28 08:15:56+00:00");
    CHECK_SLICE(b.out.events[0].action, "act");
    CHECK_SLICE(b.out.events[0].label, "act");
    CHECK_SLICE(b.out.events[0].message, "{\"k\":[1]}");
    CHECK_SLICE(b.out.events[0].request, "R");
    CHECK_SLICE(b.out.events[0].reason, "P, S");
    CHECK_SLICE(b.out.events[0].ip, "2001:db8::1");
    CHECK_SLICE(b.out.events[0].agent, "web");
    CHECK_INT(b.out.events[0].count, 7);
    CHECK_INT(b.out.events[0].record, 3);
    CHECK_INT(b.out.events[0].offset, 50);
    /* the address lost its port: the whole of it stays; the rest is taken */
    CHECK_SLICE(b.out.events[0].attributes, "{\"ip\":\"[2001:db8::1]:443\",\"z\":0}");
    CHECK(bench_map(&b, "{\"t\":\"soon\",\"a\":\"act\",\"n\":\"many\",\"e\":\"\",\"f\":null}") == MAPPED);
    CHECK(b.out.events[0].time.at == STAMP_UNKNOWN);
    CHECK_SLICE(b.out.events[0].time_text, "soon");
    CHECK_INT(b.out.events[0].count, 1);
    CHECK_SLICE(b.out.events[0].attributes, "{\"n\":\"many\"}");
    CHECK(bench_map(&b, "{\"t\":\"soon\",\"a\":\"act\",\"n\":1000000000}") == MAPPED);
    CHECK_INT(b.out.events[0].count, EVENT_MAX_COUNT);
    /* what is too much to be a count of events stays what it was, and sums hold */
    CHECK(bench_map(&b, "{\"t\":\"soon\",\"a\":\"act\",\"n\":9223372036854775807}") == MAPPED);
    CHECK_INT(b.out.events[0].count, 1);
    CHECK_SLICE(b.out.events[0].attributes, "{\"n\":9223372036854775807}");
    bench_end(&b);
}

static void check_norms(void)
{
    struct bench b;

    bench_start(&b, HEAD "items:\n"
                         "- {role: actor, type: user, key: u, norm: [trim, lower]}\n"
                         "- {role: target, type: license, key: {path: k, norm: [upper, nodash]}}\n"
                         "- {role: related, type: host, key: {path: h, norm: noport}}\n");
    CHECK(bench_map(&b, "{\"a\":\"x\",\"u\":\" \\u00c4NNE@\\u0416.\\u03a9\\u0141\\u0178\\u4e2d \","
                        "\"k\":\"ab-\\u00e9c-1\",\"h\":\"db:5432\"}") == MAPPED);
    PARTIES(&b, 0,
            "actor user \xc3\xa4nne@\xd0\xb6.\xcf\x89\xc5\x82\xc3\xbf\xe4\xb8\xad; "
            "target license AB\xc3\x89"
            "C1; related host db");
    CHECK(bench_map(&b, "{\"a\":\"x\",\"h\":\"2001:db8::1\",\"k\":\"--\"}") == MAPPED);
    PARTIES(&b, 0, "related host 2001:db8::1");
    bench_end(&b);
}

static void check_items(void)
{
    struct bench b;

    bench_start(&b,
                "profile: p\ntitle: T\nread: {format: json, empty: ['-']}\n"
                "time: {at: t, formats: [iso]}\naction: a\nitems:\n"
                "- {role: actor, type: user, key: who, when: {kind: [human, boss]}}\n"
                "- {role: actor, type: robot, key: who, when: {kind: absent}}\n"
                "- {role: target, each: targets, type: {path: type, norm: [lower]}, key: id, label: name}\n"
                "- {role: related, type: mail, how: text, key: {path: m, match: '([a-z]+@[a-z]+)'}}\n"
                "- {role: related, type: tag, key: tags, label: who}\n");
    CHECK(bench_map(&b, "{\"a\":\"x\",\"who\":\"eve\",\"kind\":\"boss\",\"targets\":["
                        "{\"type\":\"File\",\"id\":1,\"name\":\"one\"},{\"type\":\"File\",\"id\":\"-\"},"
                        "{\"type\":\"\",\"id\":9},{\"type\":\"DIR\",\"id\":2,\"extra\":true},"
                        "{\"type\":\"file\",\"id\":1}],"
                        "\"m\":\"from a@b to c@d, cc a@b\",\"tags\":[\"x\",\"y\",\" \"]}") == MAPPED);
    PARTIES(&b, 0,
            "actor user eve; target file 1=one; target dir 2; related mail a@b; "
            "related mail c@d; related tag x; related tag y");
    CHECK_INT(b.out.events[0].parties[3].how, FOUND_TEXT);
    CHECK(bench_map(&b, "{\"a\":\"x\",\"who\":\"eve\"}") == MAPPED);
    PARTIES(&b, 0, "actor robot eve");
    CHECK(bench_map(&b, "{\"a\":\"x\",\"who\":\"eve\",\"kind\":\"cat\"}") == MAPPED);
    PARTIES(&b, 0, "");
    bench_end(&b);
}

/* The weakest role is not told of an item that has another one; "x*" is a prefix. */
static void check_related(void)
{
    struct bench b;

    bench_start(&b, HEAD "items:\n- {role: target, type: x, key: x, when: {a: 'x.*'}}\n"
                         "- {role: target, type: y, key: y, when: {a: 'y.*'}}\n"
                         "- {role: related, type: x, key: x}\n- {role: related, type: y, key: y}\n");
    CHECK(bench_map(&b, "{\"a\":\"x.go\",\"x\":1,\"y\":2}") == MAPPED);
    PARTIES(&b, 0, "target x 1; related y 2");
    CHECK(bench_map(&b, "{\"a\":\"y.go\",\"x\":1,\"y\":2}") == MAPPED);
    PARTIES(&b, 0, "target y 2; related x 1");
    bench_end(&b);
}

static void check_many_items(void)
{
    struct bench b;
    struct buf json;

    bench_start(&b, HEAD "items: [{role: target, type: x, key: ids}]\n");
    buf_init(&json, BUF_CAP);
    buf_text(&json, "{\"a\":1,\"ids\":[");
    for (int i = 0; i < 9000; i++)
        buf_format(&json, "%s%d", i ? "," : "", i % 4096);
    buf_text(&json, "]}");
    CHECK(bench_map(&b, buf_string(&json)) == MAPPED);
    CHECK_INT(b.out.events[0].n_parties, 4096);
    json.n -= 2;
    buf_text(&json, ",5000]}");
    CHECK(bench_map(&b, buf_string(&json)) == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-ITEMS");
    CHECK_INT(b.out.n_events, 0);
    buf_release(&json);
    bench_end(&b);
}

static void check_rejects(void)
{
    struct bench b;
    struct buf json;

    bench_start(&b, HEAD "items: [{role: target, type: x, key: k}]\nskip: {s: ['yes']}\n");
    CHECK(bench_map(&b, "{\"t\":\"2022-03-28\"}") == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-ACTION");
    CHECK(bench_map(&b, "{\"a\":\"\",\"t\":\"2022-03-28\"}") == MAPPED_REJECT);
    CHECK(bench_map(&b, "{\"s\":\"yes\"}") == MAPPED_SKIP);
    CHECK(bench_map(&b, "{\"a\":1,\"s\":\"no\"}") == MAPPED);
    buf_init(&json, BUF_CAP);
    buf_text(&json, "{\"a\":1,\"k\":\"");
    for (int i = 0; i < EVENT_MAX_KEY; i++)
        buf_byte(&json, 'k');
    buf_text(&json, "\"}");
    CHECK(bench_map(&b, buf_string(&json)) == MAPPED);
    json.n -= 2;
    buf_text(&json, "k\"}");
    CHECK(bench_map(&b, buf_string(&json)) == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-KEY");
    CHECK_SLICE(slice_text(b.err.text), "the key of an item has 1025 bytes, and 1024 are allowed");
    bench_end(&b);
    bench_start(&b, HEAD "items: [{role: target, type: {path: k}, key: a}]\n");
    CHECK(bench_map(&b, buf_string(&json)) == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.text), "the type of an item has 1025 bytes, and 1024 are allowed");
    buf_release(&json);
    bench_end(&b);
}

static void check_changes(void)
{
    struct bench b;
    const struct change *c;

    bench_start(&b, HEAD "changes:\n- {each: ch, field: f, old: o, new: n}\n"
                         "- {field: {const: role}, old: was, new: is}\n");
    CHECK(bench_map(&b, "{\"a\":1,\"is\":[\"x\",2],\"ch\":[{\"f\":\"p\",\"o\":null,\"n\":\"q\"},"
                        "{\"f\":\"r\",\"o\":\"\"},{\"f\":\"s\"},{\"o\":1}]}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 2);
    c = b.out.events[0].changes;
    CHECK_SLICE(c[0].field, "p");
    CHECK_SLICE(c[0].old, "");
    CHECK_SLICE(c[0].new_, "q");
    CHECK_INT(c[0].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
    CHECK_SLICE(c[1].field, "role");
    CHECK_SLICE(c[1].old, "");
    CHECK_SLICE(c[1].new_, "[\"x\",2]");
    CHECK_INT(c[1].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
    CHECK_SLICE(b.out.events[0].attributes, "{\"ch\":[null,{\"f\":\"r\"},{\"f\":\"s\"},{\"o\":1}]}");
    bench_end(&b);
    bench_start(&b, HEAD "changes:\n- {field: {const: role}, new: is}\n");
    CHECK(bench_map(&b, "{\"a\":1,\"is\":\"x\"}") == MAPPED);
    CHECK_INT(b.out.events[0].changes[0].known, CHANGE_NEW_KNOWN);
    bench_end(&b);
}

/* Where the match fails nothing is known, and with neither side known there is no change. */
static void check_matched_changes(void)
{
    struct bench b;
    const struct change *c;

    bench_start(&b, HEAD "changes:\n- field: {const: seats}\n  old: {path: x, match: '(\\d*)>'}\n"
                         "  new: {path: x, match: '>(\\d+)'}\n"
                         "- field: {const: first}\n  old: {first: [{path: y, match: '(\\d+)<'}, z]}\n"
                         "  new: {join: [x, y], with: '+', match: '\\+(\\d+)$'}\n");
    CHECK(bench_map(&b, "{\"a\":1}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 0);
    CHECK(bench_map(&b, "{\"a\":1,\"x\":\"\",\"y\":null}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 0);
    CHECK(bench_map(&b, "{\"a\":1,\"x\":\"none\",\"y\":\"no\"}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 0);
    CHECK(bench_map(&b, "{\"a\":1,\"x\":\"3>5\"}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 1);
    c = b.out.events[0].changes;
    CHECK_SLICE(c[0].old, "3");
    CHECK_SLICE(c[0].new_, "5");
    CHECK_INT(c[0].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
    CHECK(bench_map(&b, "{\"a\":1,\"x\":\">5\",\"y\":7,\"z\":\"\"}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 2);
    c = b.out.events[0].changes;
    CHECK_SLICE(c[0].old, "");
    CHECK_INT(c[0].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
    CHECK_SLICE(c[1].old, "");
    CHECK_SLICE(c[1].new_, "7");
    CHECK_INT(c[1].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
    CHECK(bench_map(&b, "{\"a\":1,\"x\":\"3>\"}") == MAPPED);
    CHECK_INT(b.out.events[0].changes[0].known, CHANGE_OLD_KNOWN);
    bench_end(&b);
}

static enum outcome outcome(struct bench *b, const char *json)
{
    CHECK(bench_map(b, json) == MAPPED);
    return b->out.events[0].outcome;
}

static void check_outcomes(void)
{
    struct bench b;

    bench_start(&b, HEAD "outcome:\n  of: {path: c, match: '([^.]+)$'}\n  denied: [Refused]\n"
                         "  failure: ['*']\n  success: [Ok, Done]\n  default: denied\n");
    CHECK_INT(outcome(&b, "{\"a\":1,\"c\":\"x.Ok\"}"), OUTCOME_SUCCESS);
    CHECK_INT(outcome(&b, "{\"a\":1,\"c\":\"x.Refused\"}"), OUTCOME_DENIED);
    CHECK_INT(outcome(&b, "{\"a\":1,\"c\":\"x.Other\"}"), OUTCOME_FAILURE);
    CHECK_SLICE(b.out.events[0].attributes, "{\"c\":\"x.Other\"}");
    CHECK_INT(outcome(&b, "{\"a\":1}"), OUTCOME_DENIED);
    bench_end(&b);
}

static void check_catalog_of(struct bench *b, const char *json, const char *category, const char *label,
                             const char *sentence)
{
    CHECK(bench_map(b, json) == MAPPED);
    CHECK_SLICE(b->out.events[0].category, category);
    CHECK_SLICE(b->out.events[0].label, label);
    CHECK_SLICE(b->out.events[0].sentence, sentence);
}

static void check_catalog(void)
{
    struct bench b;

    bench_start(&b, HEAD "catalog:\n  a.b: [C1, L1, S1]\n  'a.*': [C2, L2, '']\n  'a.b.*': [C3, '', S3]\n"
                         "  '*': [C4, '', '']\n");
    check_catalog_of(&b, "{\"a\":\"a.b\"}", "C1", "L1", "S1");
    check_catalog_of(&b, "{\"a\":\"a.x\"}", "C2", "L2", "");
    check_catalog_of(&b, "{\"a\":\"a.b.c\"}", "C3", "a.b.c", "S3");
    check_catalog_of(&b, "{\"a\":\"b\"}", "C4", "b", "");
    bench_end(&b);
}

static void check_embed(void)
{
    struct bench b;

    bench_start(&b,
                "profile: p\ntitle: T\nread: {format: csv, embed: [d]}\n"
                "time: {at: d.t, formats: [iso]}\naction: a\nitems: [{role: target, type: x, key: d.id}]\n");
    CHECK(
        bench_map(&b, "{\"a\":\"x\",\"d\":\"{\\\"t\\\":\\\"2022-03-28\\\",\\\"id\\\":5,\\\"z\\\":[1]}\"}") ==
        MAPPED);
    CHECK_INT(b.out.events[0].time.at, 1648425600 * STAMP_SECOND);
    PARTIES(&b, 0, "target x 5");
    CHECK_SLICE(b.out.events[0].attributes, "{\"d\":{\"z\":[1]}}");
    CHECK(bench_map(&b, "{\"a\":\"x\",\"d\":\"{broken\"}") == MAPPED);
    CHECK_SLICE(b.out.events[0].attributes, "{\"d\":\"{broken\"}");
    bench_end(&b);
}

/* Pairs of name and value are taken over whole. */
static void check_pairs(void)
{
    struct bench b;

    bench_start(&b, HEAD "items: [{role: actor, type: user, key: 'd[@N=u]'}]\nmessage: 'd[@N=m]'\n");
    CHECK(bench_map(&b, "{\"a\":1,\"d\":[{\"@N\":\"u\",\"#text\":\"eve\"},{\"@N\":\"m\",\"@x\":1,"
                        "\"#text\":\"hi\"},{\"@N\":\"o\",\"#text\":\"else\"}]}") == MAPPED);
    PARTIES(&b, 0, "actor user eve");
    CHECK_SLICE(b.out.events[0].attributes,
                "{\"d\":[null,{\"@N\":\"m\",\"@x\":1},{\"#text\":\"else\",\"@N\":\"o\"}]}");
    bench_end(&b);
}

static void check_parts(void)
{
    struct bench b;

    bench_start(&b, "profile: p\ntitle: T\nread: {format: json}\neach: events\nidentity: {id: ^.id}\n"
                    "time: {at: ^.t, formats: [epoch-s]}\naction: name\n"
                    "items: [{role: actor, type: user, key: ^.who}, {role: target, type: x, key: k}]\n");
    CHECK(bench_map(&b, "{\"id\":\"i\",\"t\":1,\"who\":\"eve\",\"z\":1,\"events\":[{\"name\":\"n1\",\"k\":1},"
                        "{\"name\":\"n2\",\"k\":2,\"y\":3}]}") == MAPPED);
    CHECK_INT(b.out.n_events, 2);
    PARTIES(&b, 0, "actor user eve; target x 1");
    PARTIES(&b, 1, "actor user eve; target x 2");
    CHECK_INT(b.out.events[1].sub, 1);
    CHECK_INT(b.out.events[1].time.at, STAMP_SECOND);
    CHECK(memcmp(b.out.events[0].ident, b.out.events[1].ident, IDENT_SIZE) != 0);
    CHECK(b.out.events[0].content != b.out.events[1].content);
    CHECK_SLICE(b.out.events[0].attributes, "{\"z\":1}");
    CHECK_SLICE(b.out.events[1].attributes, "{\"z\":1,\"events\":{\"y\":3}}");
    CHECK(bench_map(&b, "{\"id\":\"i\",\"events\":[]}") == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-EACH");
    CHECK(bench_map(&b, "{\"events\":[{\"name\":\"n1\"},{\"k\":\"2\"}]}") == MAPPED_REJECT);
    CHECK_INT(b.out.n_events, 0);
    CHECK(bench_map(&b, "{\"events\":{\"name\":\"n1\"}}") == MAPPED);
    bench_end(&b);
}

static void check_enclosing(void)
{
    struct bench b;
    struct err err = ERR_INIT;
    unsigned char before[IDENT_SIZE];

    bench_start(&b, HEAD "items: [{role: target, type: case, key: ^.name}]\n");
    CHECK(tree_from_json(&b.arena, slice_text("{\"name\":\"c1\",\"w\":5}"), &b.enclosing, &err) == ST_OK);
    for (int i = 0; i < 2; i++) { /* the second record finds all as the first did */
        CHECK(bench_map(&b, "{\"a\":\"x\",\"z\":1}") == MAPPED);
        PARTIES(&b, 0, "target case c1");
        CHECK_SLICE(b.out.events[0].attributes, "{\"^\":{\"w\":5},\"z\":1}");
    }
    memcpy(before, b.out.events[0].ident, IDENT_SIZE);
    b.enclosing->child->text = SLICE("c2");
    CHECK(bench_map(&b, "{\"a\":\"x\",\"z\":1}") == MAPPED);
    CHECK(memcmp(before, b.out.events[0].ident, IDENT_SIZE) != 0);
    bench_end(&b);
}

/* A pattern that would take ages on this text is given up, not waited for; and what it would have
 * found is not left out in silence. */
static void check_patient(void)
{
    struct bench b;
    struct buf json;

    bench_start(&b, HEAD "message: {path: m, match: '(a+)+$'}\n");
    buf_init(&json, BUF_CAP);
    buf_text(&json, "{\"a\":1,\"m\":\"");
    for (int i = 0; i < 10000; i++)
        buf_byte(&json, 'a');
    buf_text(&json, "b\"}");
    CHECK(bench_map(&b, buf_string(&json)) == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-PATTERN");
    CHECK(strstr(b.err.text, "'m'") != NULL);
    CHECK(bench_map(&b, "{\"a\":1,\"m\":\"baa\"}") == MAPPED);
    CHECK_SLICE(b.out.events[0].message, "aa");
    CHECK(bench_map(&b, "{\"a\":1,\"m\":\"ab\"}") == MAPPED);
    CHECK_SLICE(b.out.events[0].message, "");
    buf_release(&json);
    bench_end(&b);
}

static void check_explain(void)
{
    struct bench b;
    struct record rec = {.number = 1, .line = 2};
    struct err err = ERR_INIT;
    struct explanation x;
    struct buf out;
    const char *json = "{\"t\":\"2022-03-28 08:15\",\"a\":\"go\",\"u\":\"Eve\",\"z\":1}";

    bench_start(&b, HEAD "items: [{role: actor, type: user, key: {first: [x, u], norm: [lower]}}]\n"
                         "catalog: {go: [C, Went, '']}\n");
    CHECK(tree_from_json(&b.arena, slice_text(json), &rec.tree, &err) == ST_OK);
    buf_init(&out, BUF_CAP);
    mapper_explain(b.m, &rec, slice_text(json), &x);
    explanation_text(&x, 80, &out);
    explanation_release(&x);
    CHECK(strstr(buf_string(&out), "2022-03-28T08:15") != NULL);
    CHECK(strstr(buf_string(&out), "zone assumed\n           <- t (line 4)") != NULL);
    CHECK(strstr(buf_string(&out), "actor      user eve   <- first of x, u, lower (line 6)") != NULL);
    CHECK(strstr(buf_string(&out), "[C, Went] (line 7)") != NULL);
    CHECK(strstr(buf_string(&out), "attributes {\"u\":\"Eve\",\"z\":1}") != NULL);
    buf_release(&out);
    bench_end(&b);
}

int main(void)
{
    check_single_fields();
    check_norms();
    check_items();
    check_related();
    check_many_items();
    check_rejects();
    check_changes();
    check_matched_changes();
    check_outcomes();
    check_catalog();
    check_embed();
    check_pairs();
    check_parts();
    check_enclosing();
    check_patient();
    check_explain();
    return harness_end();
}
