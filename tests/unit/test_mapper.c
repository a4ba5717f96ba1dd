/* Mapping: records, as trees, become events. */
#include <stdlib.h>

#include "harness.h"
#include "profile.h"

#define HEAD "profile: p\ntitle: T\nread: {format: json}\ntime: {at: t, formats: [iso]}\naction: a\n"

struct bench { /* a profile at work */
    struct profile *p;
    struct mapper *m;
    struct batch out;
    struct arena arena;
    struct err err;
    struct node *enclosing;
    struct layouts *layouts; /* borrowed; NULL: records have none */
};

static void start(struct bench *b, const char *yaml)
{
    struct err err = ERR_INIT;

    memset(b, 0, sizeof(*b));
    if (profile_parse(slice_text(yaml), "p.yaml", &b->p, &err) != ST_OK) {
        fprintf(stderr, "%d:%d: %s\n", (int)err.line, (int)err.column, err.text);
        abort();
    }
    b->m = mapper_new(b->p, "src");
    batch_init(&b->out);
}

static void end(struct bench *b)
{
    mapper_free(b->m);
    profile_free(b->p);
    batch_release(&b->out);
    arena_release(&b->arena);
}

static enum mapped map(struct bench *b, const char *json)
{
    struct record rec = {.number = 3, .line = 4, .offset = 50, .length = strlen(json)};
    struct err err = ERR_INIT;

    batch_reset(&b->out);
    err_clear(&b->err);
    CHECK(tree_from_json(&b->arena, slice_text(json), &rec.tree, &err) == ST_OK);
    rec.enclosing = rec.enclosing_identity = b->enclosing;
    if (b->layouts != NULL)
        rec.layout = layouts_find(b->layouts, rec.tree, &b->arena);
    return mapper_map(b->m, &rec, slice_text(json), &b->out, &b->err);
}

/* The parties of event i as "role type key=label", joined by "; ". */
static void check_parties(struct bench *b, size_t i, const char *want, int line)
{
    struct buf got;
    const struct event *ev = &b->out.events[i];

    buf_init(&got, BUF_CAP);
    for (size_t k = 0; i < b->out.n_events && k < ev->n_parties; k++) {
        const struct party *a = &ev->parties[k];

        buf_format(&got, "%s%s %.*s %.*s", k ? "; " : "", role_name(a->role), (int)a->type.n,
                   (const char *)a->type.p, (int)a->key.n, (const char *)a->key.p);
        if (a->label.n)
            buf_format(&got, "=%.*s", (int)a->label.n, (const char *)a->label.p);
    }
    harness_slice(__FILE__, line, buf_view(&got), want);
    buf_release(&got);
}

#define PARTIES(b, i, want) check_parties(b, i, want, __LINE__)

static void check_single_fields(void)
{
    struct bench b;

    start(&b, HEAD "message: m\nrequest: {first: [x, r]}\nreason: {join: [p, q, s], with: ', '}\n"
                   "origin: {ip: {path: ip, norm: [noport]}, agent: {const: web}}\ncount: n\n");
    CHECK(map(&b, "{\"t\":\"2022-03-28 08:15:56+00:00\",\"a\":\"act\",\"m\":{\"k\":[1]},\"r\":\"R\","
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
    CHECK(map(&b, "{\"t\":\"soon\",\"a\":\"act\",\"n\":\"many\",\"e\":\"\",\"f\":null}") == MAPPED);
    CHECK(b.out.events[0].time.at == STAMP_UNKNOWN);
    CHECK_SLICE(b.out.events[0].time_text, "soon");
    CHECK_INT(b.out.events[0].count, 1);
    CHECK_SLICE(b.out.events[0].attributes, "{\"n\":\"many\"}");
    CHECK(map(&b, "{\"t\":\"soon\",\"a\":\"act\",\"n\":1000000000}") == MAPPED);
    CHECK_INT(b.out.events[0].count, EVENT_MAX_COUNT);
    /* what is too much to be a count of events stays what it was, and sums hold */
    CHECK(map(&b, "{\"t\":\"soon\",\"a\":\"act\",\"n\":9223372036854775807}") == MAPPED);
    CHECK_INT(b.out.events[0].count, 1);
    CHECK_SLICE(b.out.events[0].attributes, "{\"n\":9223372036854775807}");
    end(&b);
}

static void check_norms(void)
{
    struct bench b;

    start(&b, HEAD "items:\n"
                   "- {role: actor, type: user, key: u, norm: [trim, lower]}\n"
                   "- {role: target, type: license, key: {path: k, norm: [upper, nodash]}}\n"
                   "- {role: related, type: host, key: {path: h, norm: noport}}\n");
    CHECK(map(&b, "{\"a\":\"x\",\"u\":\" \\u00c4NNE@\\u0416.\\u03a9\\u0141\\u0178\\u4e2d \","
                  "\"k\":\"ab-\\u00e9c-1\",\"h\":\"db:5432\"}") == MAPPED);
    PARTIES(&b, 0, "actor user \xc3\xa4nne@\xd0\xb6.\xcf\x89\xc5\x82\xc3\xbf\xe4\xb8\xad; "
                   "target license AB\xc3\x89" "C1; related host db");
    CHECK(map(&b, "{\"a\":\"x\",\"h\":\"2001:db8::1\",\"k\":\"--\"}") == MAPPED);
    PARTIES(&b, 0, "related host 2001:db8::1");
    end(&b);
}

static void check_items(void)
{
    struct bench b;

    start(&b, "profile: p\ntitle: T\nread: {format: json, empty: ['-']}\n"
              "time: {at: t, formats: [iso]}\naction: a\nitems:\n"
              "- {role: actor, type: user, key: who, when: {kind: [human, boss]}}\n"
              "- {role: actor, type: robot, key: who, when: {kind: absent}}\n"
              "- {role: target, each: targets, type: {path: type, norm: [lower]}, key: id, label: name}\n"
              "- {role: related, type: mail, how: text, key: {path: m, match: '([a-z]+@[a-z]+)'}}\n"
              "- {role: related, type: tag, key: tags, label: who}\n");
    CHECK(map(&b, "{\"a\":\"x\",\"who\":\"eve\",\"kind\":\"boss\",\"targets\":["
                  "{\"type\":\"File\",\"id\":1,\"name\":\"one\"},{\"type\":\"File\",\"id\":\"-\"},"
                  "{\"type\":\"\",\"id\":9},{\"type\":\"DIR\",\"id\":2,\"extra\":true},"
                  "{\"type\":\"file\",\"id\":1}],"
                  "\"m\":\"from a@b to c@d, cc a@b\",\"tags\":[\"x\",\"y\",\" \"]}") == MAPPED);
    PARTIES(&b, 0, "actor user eve; target file 1=one; target dir 2; related mail a@b; "
                   "related mail c@d; related tag x; related tag y");
    CHECK_INT(b.out.events[0].parties[3].how, FOUND_TEXT);
    CHECK(map(&b, "{\"a\":\"x\",\"who\":\"eve\"}") == MAPPED);
    PARTIES(&b, 0, "actor robot eve");
    CHECK(map(&b, "{\"a\":\"x\",\"who\":\"eve\",\"kind\":\"cat\"}") == MAPPED);
    PARTIES(&b, 0, "");
    end(&b);
}

/* The weakest role is not told of an item that has another one; "x*" is a prefix. */
static void check_related(void)
{
    struct bench b;

    start(&b, HEAD "items:\n- {role: target, type: x, key: x, when: {a: 'x.*'}}\n"
                   "- {role: target, type: y, key: y, when: {a: 'y.*'}}\n"
                   "- {role: related, type: x, key: x}\n- {role: related, type: y, key: y}\n");
    CHECK(map(&b, "{\"a\":\"x.go\",\"x\":1,\"y\":2}") == MAPPED);
    PARTIES(&b, 0, "target x 1; related y 2");
    CHECK(map(&b, "{\"a\":\"y.go\",\"x\":1,\"y\":2}") == MAPPED);
    PARTIES(&b, 0, "target y 2; related x 1");
    end(&b);
}

static void check_many_items(void)
{
    struct bench b;
    struct buf json;

    start(&b, HEAD "items: [{role: target, type: x, key: ids}]\n");
    buf_init(&json, BUF_CAP);
    buf_text(&json, "{\"a\":1,\"ids\":[");
    for (int i = 0; i < 9000; i++)
        buf_format(&json, "%s%d", i ? "," : "", i % 4096);
    buf_text(&json, "]}");
    CHECK(map(&b, buf_string(&json)) == MAPPED);
    CHECK_INT(b.out.events[0].n_parties, 4096);
    json.n -= 2;
    buf_text(&json, ",5000]}");
    CHECK(map(&b, buf_string(&json)) == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-ITEMS");
    CHECK_INT(b.out.n_events, 0);
    buf_release(&json);
    end(&b);
}

static void check_rejects(void)
{
    struct bench b;
    struct buf json;

    start(&b, HEAD "items: [{role: target, type: x, key: k}]\nskip: {s: ['yes']}\n");
    CHECK(map(&b, "{\"t\":\"2022-03-28\"}") == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-ACTION");
    CHECK(map(&b, "{\"a\":\"\",\"t\":\"2022-03-28\"}") == MAPPED_REJECT);
    CHECK(map(&b, "{\"s\":\"yes\"}") == MAPPED_SKIP);
    CHECK(map(&b, "{\"a\":1,\"s\":\"no\"}") == MAPPED);
    buf_init(&json, BUF_CAP);
    buf_text(&json, "{\"a\":1,\"k\":\"");
    for (int i = 0; i < EVENT_MAX_KEY; i++)
        buf_byte(&json, 'k');
    buf_text(&json, "\"}");
    CHECK(map(&b, buf_string(&json)) == MAPPED);
    json.n -= 2;
    buf_text(&json, "k\"}");
    CHECK(map(&b, buf_string(&json)) == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-KEY");
    CHECK_SLICE(slice_text(b.err.text), "the key of an item has 1025 bytes, and 1024 are allowed");
    end(&b);
    start(&b, HEAD "items: [{role: target, type: {path: k}, key: a}]\n");
    CHECK(map(&b, buf_string(&json)) == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.text), "the type of an item has 1025 bytes, and 1024 are allowed");
    buf_release(&json);
    end(&b);
}

static void check_changes(void)
{
    struct bench b;
    const struct change *c;

    start(&b, HEAD "changes:\n- {each: ch, field: f, old: o, new: n}\n"
                   "- {field: {const: role}, old: was, new: is}\n");
    CHECK(map(&b, "{\"a\":1,\"is\":[\"x\",2],\"ch\":[{\"f\":\"p\",\"o\":null,\"n\":\"q\"},"
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
    CHECK_SLICE(b.out.events[0].attributes,
                "{\"ch\":[null,{\"f\":\"r\"},{\"f\":\"s\"},{\"o\":1}]}");
    end(&b);
    start(&b, HEAD "changes:\n- {field: {const: role}, new: is}\n");
    CHECK(map(&b, "{\"a\":1,\"is\":\"x\"}") == MAPPED);
    CHECK_INT(b.out.events[0].changes[0].known, CHANGE_NEW_KNOWN);
    end(&b);
}

/* Records that differ in what is empty or missing are one: the events are too. */
static void check_empty_or_missing(void)
{
    static const char *const forms[] = {"", ",\"o\":\"\",\"p\":null", ",\"o\":null,\"p\":[]",
                                        ",\"o\":{},\"p\":\"\""};
    static const char *const rest[] = {"", ",\"q\":\"no\""};
    struct bench b;

    start(&b, HEAD "changes:\n- {field: {const: f}, old: o, new: n}\n"
                   "- {field: {const: g}, old: {path: p, match: '^(.*)$'}, new: n}\n"
                   "- {field: {const: h}, new: n, when: {o: ''}}\n"
                   "- {field: {const: i}, new: n, when: {o: '*'}}\n"
                   "- {field: {const: j}, new: n, when: {q: ['', x]}}\n");
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < 4; i++) {
            char json[128];
            const struct change *c;

            snprintf(json, sizeof(json), "{\"a\":1,\"n\":\"x\"%s%s}", forms[i], rest[r]);
            CHECK(map(&b, json) == MAPPED);
            CHECK_INT(b.out.events[0].n_changes, r ? 3 : 4);
            c = b.out.events[0].changes;
            CHECK_INT(c[0].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
            CHECK_INT(c[1].known, CHANGE_NEW_KNOWN);
            CHECK_SLICE(c[2].field, "h");
        }
    end(&b);
}

/* Where the match fails nothing is known, and with neither side known there is no change. */
static void check_matched_changes(void)
{
    struct bench b;
    const struct change *c;

    start(&b, HEAD "changes:\n- field: {const: seats}\n  old: {path: x, match: '(\\d*)>'}\n"
                   "  new: {path: x, match: '>(\\d+)'}\n"
                   "- field: {const: first}\n  old: {first: [{path: y, match: '(\\d+)<'}, z]}\n"
                   "  new: {join: [x, y], with: '+', match: '\\+(\\d+)$'}\n");
    CHECK(map(&b, "{\"a\":1}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 0);
    CHECK(map(&b, "{\"a\":1,\"x\":\"\",\"y\":null}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 0);
    CHECK(map(&b, "{\"a\":1,\"x\":\"none\",\"y\":\"no\"}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 0);
    CHECK(map(&b, "{\"a\":1,\"x\":\"3>5\"}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 1);
    c = b.out.events[0].changes;
    CHECK_SLICE(c[0].old, "3");
    CHECK_SLICE(c[0].new_, "5");
    CHECK_INT(c[0].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
    CHECK(map(&b, "{\"a\":1,\"x\":\">5\",\"y\":7,\"z\":\"\"}") == MAPPED);
    CHECK_INT(b.out.events[0].n_changes, 2);
    c = b.out.events[0].changes;
    CHECK_SLICE(c[0].old, "");
    CHECK_INT(c[0].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
    CHECK_SLICE(c[1].old, "");
    CHECK_SLICE(c[1].new_, "7");
    CHECK_INT(c[1].known, CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN);
    CHECK(map(&b, "{\"a\":1,\"x\":\"3>\"}") == MAPPED);
    CHECK_INT(b.out.events[0].changes[0].known, CHANGE_OLD_KNOWN);
    end(&b);
}

static enum outcome outcome(struct bench *b, const char *json)
{
    CHECK(map(b, json) == MAPPED);
    return b->out.events[0].outcome;
}

static void check_outcomes(void)
{
    struct bench b;

    start(&b, HEAD "outcome:\n  of: {path: c, match: '([^.]+)$'}\n  denied: [Refused]\n"
                   "  failure: ['*']\n  success: [Ok, Done]\n  default: denied\n");
    CHECK_INT(outcome(&b, "{\"a\":1,\"c\":\"x.Ok\"}"), OUTCOME_SUCCESS);
    CHECK_INT(outcome(&b, "{\"a\":1,\"c\":\"x.Refused\"}"), OUTCOME_DENIED);
    CHECK_INT(outcome(&b, "{\"a\":1,\"c\":\"x.Other\"}"), OUTCOME_FAILURE);
    CHECK_SLICE(b.out.events[0].attributes, "{\"c\":\"x.Other\"}");
    CHECK_INT(outcome(&b, "{\"a\":1}"), OUTCOME_DENIED);
    end(&b);
}

static void check_catalog_of(struct bench *b, const char *json, const char *category,
                             const char *label, const char *sentence)
{
    CHECK(map(b, json) == MAPPED);
    CHECK_SLICE(b->out.events[0].category, category);
    CHECK_SLICE(b->out.events[0].label, label);
    CHECK_SLICE(b->out.events[0].sentence, sentence);
}

static void check_catalog(void)
{
    struct bench b;

    start(&b, HEAD "catalog:\n  a.b: [C1, L1, S1]\n  'a.*': [C2, L2, '']\n  'a.b.*': [C3, '', S3]\n"
                   "  '*': [C4, '', '']\n");
    check_catalog_of(&b, "{\"a\":\"a.b\"}", "C1", "L1", "S1");
    check_catalog_of(&b, "{\"a\":\"a.x\"}", "C2", "L2", "");
    check_catalog_of(&b, "{\"a\":\"a.b.c\"}", "C3", "a.b.c", "S3");
    check_catalog_of(&b, "{\"a\":\"b\"}", "C4", "b", "");
    end(&b);
}

static void check_embed(void)
{
    struct bench b;

    start(&b, "profile: p\ntitle: T\nread: {format: csv, embed: [d]}\n"
              "time: {at: d.t, formats: [iso]}\naction: a\nitems: [{role: target, type: x, key: d.id}]\n");
    CHECK(map(&b, "{\"a\":\"x\",\"d\":\"{\\\"t\\\":\\\"2022-03-28\\\",\\\"id\\\":5,\\\"z\\\":[1]}\"}") ==
          MAPPED);
    CHECK_INT(b.out.events[0].time.at, 1648425600 * STAMP_SECOND);
    PARTIES(&b, 0, "target x 5");
    CHECK_SLICE(b.out.events[0].attributes, "{\"d\":{\"z\":[1]}}");
    CHECK(map(&b, "{\"a\":\"x\",\"d\":\"{broken\"}") == MAPPED);
    CHECK_SLICE(b.out.events[0].attributes, "{\"d\":\"{broken\"}");
    end(&b);
}

/* Pairs of name and value are taken over whole. */
static void check_pairs(void)
{
    struct bench b;

    start(&b, HEAD "items: [{role: actor, type: user, key: 'd[@N=u]'}]\nmessage: 'd[@N=m]'\n");
    CHECK(map(&b, "{\"a\":1,\"d\":[{\"@N\":\"u\",\"#text\":\"eve\"},{\"@N\":\"m\",\"@x\":1,"
                  "\"#text\":\"hi\"},{\"@N\":\"o\",\"#text\":\"else\"}]}") == MAPPED);
    PARTIES(&b, 0, "actor user eve");
    CHECK_SLICE(b.out.events[0].attributes,
                "{\"d\":[null,{\"@N\":\"m\",\"@x\":1},{\"#text\":\"else\",\"@N\":\"o\"}]}");
    end(&b);
}

static void check_parts(void)
{
    struct bench b;

    start(&b, "profile: p\ntitle: T\nread: {format: json}\neach: events\nidentity: {id: ^.id}\n"
              "time: {at: ^.t, formats: [epoch-s]}\naction: name\n"
              "items: [{role: actor, type: user, key: ^.who}, {role: target, type: x, key: k}]\n");
    CHECK(map(&b, "{\"id\":\"i\",\"t\":1,\"who\":\"eve\",\"z\":1,\"events\":[{\"name\":\"n1\",\"k\":1},"
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
    CHECK(map(&b, "{\"id\":\"i\",\"events\":[]}") == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-EACH");
    CHECK(map(&b, "{\"events\":[{\"name\":\"n1\"},{\"k\":\"2\"}]}") == MAPPED_REJECT);
    CHECK_INT(b.out.n_events, 0);
    CHECK(map(&b, "{\"events\":{\"name\":\"n1\"}}") == MAPPED);
    end(&b);
}

static void check_enclosing(void)
{
    struct bench b;
    struct err err = ERR_INIT;
    unsigned char before[IDENT_SIZE];

    start(&b, HEAD "items: [{role: target, type: case, key: ^.name}]\n");
    CHECK(tree_from_json(&b.arena, slice_text("{\"name\":\"c1\",\"w\":5}"), &b.enclosing, &err) ==
          ST_OK);
    for (int i = 0; i < 2; i++) { /* the second record finds all as the first did */
        CHECK(map(&b, "{\"a\":\"x\",\"z\":1}") == MAPPED);
        PARTIES(&b, 0, "target case c1");
        CHECK_SLICE(b.out.events[0].attributes, "{\"^\":{\"w\":5},\"z\":1}");
    }
    memcpy(before, b.out.events[0].ident, IDENT_SIZE);
    b.enclosing->child->text = SLICE("c2");
    CHECK(map(&b, "{\"a\":\"x\",\"z\":1}") == MAPPED);
    CHECK(memcmp(before, b.out.events[0].ident, IDENT_SIZE) != 0);
    end(&b);
}

/* Which records are the same event, by the way a profile says who is who. */
static bool same_event(const char *yaml, const char *one, const char *two)
{
    struct bench b;
    unsigned char before[IDENT_SIZE];
    bool same;

    start(&b, yaml);
    CHECK(map(&b, one) == MAPPED);
    memcpy(before, b.out.events[0].ident, IDENT_SIZE);
    CHECK(map(&b, two) == MAPPED);
    same = memcmp(before, b.out.events[0].ident, IDENT_SIZE) == 0;
    end(&b);
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

    start(&b, HEAD "identity: {id: i}\n");
    CHECK(map(&b, "{\"a\":1,\"i\":9}") == MAPPED);
    digest_of(d, "\3\0\0\0src" "i" "\1\0\0\0" "9" "\0\0\0\0", 17, sum);
    CHECK(memcmp(sum, b.out.events[0].ident, IDENT_SIZE) == 0);
    CHECK_SLICE(b.out.events[0].native, "9");
    CHECK_INT(b.out.events[0].leaves, 2);
    digest_of(d, "{\"a\":1,\"i\":9}", 13, sum);
    CHECK(memcmp(sum, b.out.events[0].digest, DIGEST_SIZE) == 0);
    digest_free(d);
    end(&b);
}

/* Fixed for ever: what stores of all versions hold of such events. */
static void check_pinned(void)
{
    static const char parts[] = "profile: p\ntitle: T\nread: {format: json}\neach: of\n"
                                "time: {at: ^.t, formats: [iso]}\naction: a\n";
    static const struct {
        const char *yaml, *json, *want; /* ident and content of each event */
    } all[] = {
        {HEAD,
         "{\"t\":\"2026-01-05\",\"a\":\"opened\",\"by\":\"eve\",\"note\":\"\"}",
         "a06776f518be8e028d7557c1091a043d:3320714cd624d4c9"},
        {HEAD,
         "{\"a\":\"x\",\"list\":[1,{\"k\":true,\"long name\":-2.50}],\"of\":{\"it\":{\"z\":\"\\u00e9\"}}}",
         "3d177fa0bf837d6a8532ae21a0145ad0:ed2c861eea92983e"},
        {HEAD "identity: {id: i}\n",
         "{\"a\":1,\"i\":\"id-9\"}",
         "77e88073943987cfa0f65d5284c8c5b5:52197ca13b8c8f94"},
        {HEAD "identity: {id: i}\n",
         "{\"a\":1,\"i\":\"\"}",
         "edb3ae62d7b345d5704e2c6103b5d083:8e2e2fb332d142f4"},
        {HEAD "identity: {fields: [x, y]}\n",
         "{\"a\":1,\"x\":[1,2],\"y\":\"three\"}",
         "cbc191b2efa88233504de6e0d89a6bc3:03c602842a955531"},
        {HEAD "identity: {fields: [x, y]}\n",
         "{\"a\":1,\"z\":4}",
         "9fef9ea146b6e371bdabe080282091d7:1f37d952344456b6"},
        {parts,
         "{\"t\":\"2026-01-05\",\"of\":[{\"a\":1},{\"a\":2},{\"a\":2}]}",
         "dfc18523560851745ec7a24212e40bb6:1d61566638b20a6b "
         "9be6b715f78f11129b9c7fa05efc6007:8311960be53ef083 "
         "5fdc40012233d7726561ef67547efa1e:0d71a0f91a2fe3a7"},
    };
    struct layouts *layouts = layouts_new();
    struct buf got;

    buf_init(&got, BUF_CAP);
    for (size_t i = 0; i < 2 * sizeof(all) / sizeof(*all); i++) {
        struct bench b;

        start(&b, all[i / 2].yaml);
        b.layouts = i % 2 ? layouts : NULL;
        CHECK(map(&b, all[i / 2].json) == MAPPED);
        buf_clear(&got);
        for (size_t k = 0; k < b.out.n_events; k++) {
            const struct event *ev = &b.out.events[k];

            buf_text(&got, k ? " " : "");
            for (size_t n = 0; n < IDENT_SIZE; n++)
                buf_format(&got, "%02x", ev->ident[n]);
            buf_format(&got, ":%016llx", (unsigned long long)ev->content);
        }
        CHECK_SLICE(buf_view(&got), all[i / 2].want);
        end(&b);
    }
    buf_release(&got);
    layouts_free(layouts);
}

/* A pattern that would take ages on this text is given up, not waited for; and what it would have
 * found is not left out in silence. */
static void check_patient(void)
{
    struct bench b;
    struct buf json;

    start(&b, HEAD "message: {path: m, match: '(a+)+$'}\n");
    buf_init(&json, BUF_CAP);
    buf_text(&json, "{\"a\":1,\"m\":\"");
    for (int i = 0; i < 10000; i++)
        buf_byte(&json, 'a');
    buf_text(&json, "b\"}");
    CHECK(map(&b, buf_string(&json)) == MAPPED_REJECT);
    CHECK_SLICE(slice_text(b.err.code), "MAP-PATTERN");
    CHECK(strstr(b.err.text, "'m'") != NULL);
    CHECK(map(&b, "{\"a\":1,\"m\":\"baa\"}") == MAPPED);
    CHECK_SLICE(b.out.events[0].message, "aa");
    CHECK(map(&b, "{\"a\":1,\"m\":\"ab\"}") == MAPPED);
    CHECK_SLICE(b.out.events[0].message, "");
    buf_release(&json);
    end(&b);
}

static void check_explain(void)
{
    struct bench b;
    struct record rec = {.number = 1, .line = 2};
    struct err err = ERR_INIT;
    struct explanation x;
    struct buf out;
    const char *json = "{\"t\":\"2022-03-28 08:15\",\"a\":\"go\",\"u\":\"Eve\",\"z\":1}";

    start(&b, HEAD "items: [{role: actor, type: user, key: {first: [x, u], norm: [lower]}}]\n"
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
    end(&b);
}

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

    start(&b, "profile: p\ntitle: T\nread: {format: csv, embed: [d]}\n"
              "time: {at: t, formats: [iso]}\naction: a\nmessage: 'x#2'\nreason: nowhere\n"
              "items: [{role: target, type: thing, key: d.k, label: x}]\n");
    input_from_memory(slice_text(dump), "test.csv", &in);
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
    end(&b);
}

/* A mapper outlives readers: where one's layout was, the next may have another. */
static void check_layout_reused(void)
{
    static const char *const dump[] = {"{\"t\":\"2022-03-28\",\"a\":\"act\",\"b\":\"no\",\"m\":\"said\"}",
                                       "{\"b\":\"no\",\"m\":\"said\",\"t\":\"2022-03-28\",\"a\":\"act\"}",
                                       "{\"a\":\"act\",\"m\":\"said\",\"t\":\"2022-03-28\"}"};
    struct layout layout;
    struct bench b;

    start(&b, HEAD "message: m\nreason: b\n");
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
    end(&b);
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
    check_empty_or_missing();
    check_matched_changes();
    check_outcomes();
    check_catalog();
    check_embed();
    check_layout();
    check_layout_reused();
    check_pairs();
    check_parts();
    check_enclosing();
    check_identity();
    check_encoding();
    check_pinned();
    check_patient();
    check_explain();
    return harness_end();
}
