/* Profiles: what is read, and where and how a mistake is told. */
#include "harness.h"
#include "profile.h"

#define HEAD "profile: p\ntitle: T\nread: {format: json}\ntime: {at: t, formats: [iso]}\naction: a\n"

static void check_mistake(const char *yaml, const char *code, unsigned line, unsigned column,
                          const char *part, int at)
{
    struct profile *p = NULL;
    struct err err = ERR_INIT;

    if (profile_parse(slice_text(yaml), "my.yaml", &p, &err) == ST_OK) {
        harness_fail(__FILE__, at, "accepted");
        profile_free(p);
        return;
    }
    harness_slice(__FILE__, at, slice_text(err.code), code);
    harness_slice(__FILE__, at, slice_text(err.where), "my.yaml");
    harness_int(__FILE__, at, (int64_t)err.line, line);
    harness_int(__FILE__, at, (int64_t)err.column, column);
    if (!strstr(err.text, part))
        harness_fail(__FILE__, at, err.text);
}

#define MISTAKE(yaml, code, line, column, part) check_mistake(yaml, code, line, column, part, __LINE__)

static void check_yaml(void)
{
    MISTAKE("a: [1, 2", "PROFILE-YAML", 2, 1, "not closed");
    MISTAKE("\xef\xbb\xbf# mine\nprofile: a\ntitle: A: b\n", "PROFILE-YAML", 3, 9, "holds ': ' in quotes");
    MISTAKE("", "PROFILE-YAML", 1, 1, "no profile");
    MISTAKE("profile: a\ntitle: Aktivit\xe4tsprotokoll\n", "PROFILE-YAML", 2, 15, "save the file as UTF-8");
    MISTAKE("profile: a\ntitle: \xc3\xa4\xc3\xa4\xe4\n", "PROFILE-YAML", 2, 10, "not UTF-8");
    MISTAKE("profile: &x a\n", "PROFILE-YAML", 1, 10, "anchors");
    MISTAKE("profile: !!str a\n", "PROFILE-YAML", 1, 10, "tags");
    MISTAKE("profile: a\ntitle: *x\n", "PROFILE-YAML", 2, 8, "aliases");
    MISTAKE("profile: a\n---\nb: c\n", "PROFILE-YAML", 2, 1, "second document");
    MISTAKE("profile: a\n[x]: c\n", "PROFILE-YAML", 2, 1, "a key must be a text");
    MISTAKE("profile: a\ntitle: {{actor}} did it\n", "PROFILE-YAML", 2, 9, "must stand in quotes");
    MISTAKE("profile: a\ntitle: A: b\n", "PROFILE-YAML", 2, 9, "holds ': ' in quotes");
    MISTAKE("profile: a\ntitle: @no\n", "PROFILE-YAML", 2, 8, "put the text in quotes");
    MISTAKE("profile: a\nread:\n\tformat: csv\n", "PROFILE-YAML", 3, 1, "a tab");
    MISTAKE("profile: a\nread:\n  format: csv\n \tempty: x\n", "PROFILE-YAML", 4, 2, "a tab");
    MISTAKE("profile: a\ntitle: b\nprofile: c\n", "PROFILE-KEY", 3, 1, "line 1");
    MISTAKE("x: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n", "PROFILE-YAML", 1,
            35, "32 deep");
    MISTAKE("- a\n", "PROFILE-VALUE", 1, 1, "a map");
}

static void check_keys(void)
{
    MISTAKE(HEAD "tiem: x\n", "PROFILE-KEY", 6, 1, "did you mean 'time'");
    MISTAKE(HEAD "items:\n  - {role: actor, type: user, kye: b}\n", "PROFILE-KEY", 7, 31,
            "did you mean 'key'");
    MISTAKE(HEAD "xxxxxxxxxx: x\n", "PROFILE-KEY", 6, 1, "it is one of 'profile', 'title'");
    MISTAKE(HEAD "outcome: {xxxxxxxx: a}\n", "PROFILE-KEY", 6, 11,
            "it is one of 'of', 'success', 'failure', 'denied', 'default'");
    MISTAKE(HEAD "items:\n  - {role: actor, type: user}\n", "PROFILE-MISSING", 7, 5, "'key'");
    MISTAKE("profile: p\ntitle: T\nread: {format: json}\naction: a\n", "PROFILE-MISSING", 1, 1, "no 'time'");
    MISTAKE("profile: p\ntitle: T\nread: {format: xml}\ntime: {at: t, formats: [iso]}\naction: a\n",
            "PROFILE-MISSING", 3, 7, "'record'");
}

static void check_values(void)
{
    MISTAKE(HEAD "items:\n  - {role: actro, type: user, key: b}\n", "PROFILE-VALUE", 7, 12,
            "did you mean 'actor'");
    MISTAKE(HEAD "message: {path: a, const: b}\n", "PROFILE-VALUE", 6, 10, "exactly one of");
    MISTAKE(HEAD "skip: [{a: b}]\n", "PROFILE-VALUE", 6, 7, "found a list");
    MISTAKE(HEAD "items:\n  - {role: actor, type: subject.kind, key: b}\n", "PROFILE-VALUE", 7, 25,
            "{path: subject.kind}");
    MISTAKE(HEAD "items:\n  - {role: actor, type: \"@kind\", key: b}\n", "PROFILE-VALUE", 7, 25,
            "looks like a path");
    MISTAKE(HEAD "message: [a, b]\n", "PROFILE-VALUE", 6, 10, "first");
    MISTAKE(HEAD "message: '#0'\n", "PROFILE-PATH", 6, 10, "columns count from 1");
    MISTAKE(HEAD "message: a..b\n", "PROFILE-PATH", 6, 12, "a name is missing");
    MISTAKE(HEAD "message: {path: a, match: '(x'}\n", "PROFILE-REGEX", 6, 30, "parenthesis");
    MISTAKE(HEAD "message: {path: a, norm: [lowr]}\n", "PROFILE-VALUE", 6, 27, "'lower'");
    MISTAKE(HEAD "catalog: {a: [b, c]}\n", "PROFILE-VALUE", 6, 14, "[category, label, sentence]");
    MISTAKE(HEAD "outcome: {of: a, success: ['*'], failure: ['*']}\n", "PROFILE-VALUE", 6, 44,
            "listed already in line 6");
    MISTAKE(HEAD "outcome: {of: a, failure: [error], success: [ok],\n  denied: [error]}\n", "PROFILE-VALUE",
            7, 12, "'error' is listed already in line 6, column 28");
    MISTAKE(HEAD "skip: {what: }\n", "PROFILE-VALUE", 6, 14, "present or absent");
    MISTAKE(HEAD "catalog: {opened: [Doors]}\n", "PROFILE-VALUE", 6, 19, "here; found a list of 1");
    MISTAKE(HEAD "message: \"a\n", "PROFILE-YAML", 7, 1, "a quote");
    MISTAKE(HEAD "message: \"\\q\"\n", "PROFILE-YAML", 6, 11, "escape");
    MISTAKE(HEAD "message: a\n  b: c\n- d\n", "PROFILE-YAML", 7, 4, "a ':' is not allowed");
    MISTAKE(HEAD "- d\n", "PROFILE-YAML", 6, 1, "no member of it");
    MISTAKE(HEAD "outcome: {success: [a]}\n", "PROFILE-MISSING", 6, 10, "{of: result, ");
    MISTAKE(HEAD "origin: ip\n", "PROFILE-VALUE", 6, 9, "'ip', 'agent', 'location', 'channel'");
    MISTAKE(HEAD "changes: {old: a}\n", "PROFILE-VALUE", 6, 10, "{each, when, field, old, new}");
    MISTAKE(HEAD "identity: {id: a, fields: [b]}\n", "PROFILE-VALUE", 6, 11, "either");
    MISTAKE("profile: P p\ntitle: T\nread: {format: json}\ntime: {at: t, formats: [iso]}\naction: a\n",
            "PROFILE-VALUE", 1, 10, "a-z");
    MISTAKE("profile: p\ntitle: T\nread: {format: json}\naction: a\n"
            "time: {at: t, formats: [iso], zone: Nowhere/City}\n",
            "ZONE-UNKNOWN", 5, 37, "Nowhere");
    MISTAKE("profile: p\ntitle: T\nread: {format: json}\naction: a\ntime: {at: t, formats: ['%Q']}\n",
            "TIME-FORMAT", 5, 25, "");
    MISTAKE("profile: p\ntitle: T\nread: {format: csv, encoding: klingon}\n"
            "time: {at: t, formats: [iso]}\naction: a\n",
            "INPUT-ENCODING", 3, 31, "klingon");
}

/* yaml: a '~' stands where the mistake is told. */
static void check_marked(const char *yaml, const char *code, const char *part, int at)
{
    const char *mark = strchr(yaml, '~');
    struct buf b;
    unsigned line = 1, column = 1;

    for (const char *p = yaml; p < mark; p++) {
        column = *p == '\n' ? 1 : column + 1;
        line += *p == '\n';
    }
    buf_init(&b, BUF_CAP);
    buf_format(&b, "%.*s%s", (int)(mark - yaml), yaml, mark + 1);
    check_mistake(buf_string(&b), code, line, column, part, at);
    buf_release(&b);
}

#define VALUE(yaml, part)   check_marked(yaml, "PROFILE-VALUE", part, __LINE__)
#define MISSING(yaml, part) check_marked(yaml, "PROFILE-MISSING", part, __LINE__)
#define REST                "time: {at: t, formats: [iso]}\naction: a\n"

static void check_sections(void)
{
    MISSING("profile: p\ntitle: T\ndetect: ~{has: [a]}\n" REST, "'detect' needs 'format'");
    MISSING("profile: p\ntitle: T\ndetect: ~{format: json}\n" REST, "'header', 'record' or 'has'");
    VALUE("profile: p\ntitle: T\ndetect: {format: json, header: ~[a]}\n" REST, "is for CSV");
    VALUE("profile: p\ntitle: T\ndetect: {format: json, has: [a], root: ~[b]}\n" REST, "is for XML");
    VALUE("profile: p\ntitle: T\ndetect: {format: json, has: [a]}\nread: {format: ~csv}\n" REST,
          "says another format");
    VALUE("profile: p\ntitle: T\ndetect: {format: xml, record: a}\nread: {format: xml, record: ~b}\n" REST,
          "says another record");
    VALUE("profile: p\ntitle: T\nread: {format: csv, delimiter: ~ab}\n" REST, "one ASCII character");
    MISSING("profile: p\ntitle: T\nread: ~{record: a}\n" REST, "'read' needs 'format'");
    MISSING("~profile: p\nread: {format: json}\n" REST, "no 'title'");
    VALUE("profile: p\ntitle: T\nread: {format: json}\naction: a\ntime: {at: t, formats: ~[]}\n",
          "at least one format");
    VALUE("profile: p\ntitle: T\nread: {format: json}\naction: a\n"
          "time: {at: t, formats: [iso], zone-is: ~stated}\n",
          "needs a 'zone'");
    MISSING("profile: p\ntitle: T\nread: {format: json}\naction: a\ntime: ~{at: t}\n", "'at' and 'formats'");
    VALUE("profile: p\ntitle: ~[T]\nread: {format: json}\n" REST, "a text");
    VALUE("profile: p\ntitle: T\nnotes: ~{a: b}\nread: {format: json}\n" REST, "a list of texts");
    VALUE("profile: p\ntitle: T\nread: {format: ~[json]}\n" REST,
          "write one of 'csv', 'json', 'xml' here; found a list of 1");
}

static void check_rules_told(void)
{
    VALUE(HEAD "items:\n  - {role: ~doer, type: user, key: b}\n",
          "'doer': it is one of 'actor', 'target', 'related', 'owner', 'on_behalf_of'");
    VALUE(HEAD "items:\n  - {role: ~onwer, type: user, key: b}\n",
          "did you mean 'owner'? It is one of 'actor', 'target', 'related', 'owner', 'on_behalf_of'");
    VALUE(HEAD "items:\n  - {role: actor, type: ~'', key: b}\n", "1 to 1024 bytes");
    VALUE(HEAD "items: ~{role: actor}\n", "a list of {role, type, key}");
    MISSING(HEAD "changes:\n  - ~{field: a}\n", "'old' or 'new'");
    VALUE(HEAD "catalog: ~[a]\n", "ACTION: [category");
    VALUE(HEAD "examples: ~{a: b}\n", "a list of {record, event}");
    MISSING(HEAD "examples:\n  - ~{record: a}\n", "'record' and 'event'");
    MISSING(HEAD "examples:\n  - {record: a, event: ~{}}\n", "expects something");
    VALUE(HEAD "message: {path: ~[a]}\n", "a path, such as");
    VALUE(HEAD "identity: {fields: ~{a: b}}\n", "a list of paths");
    VALUE(HEAD "message: {path: a, norm: [trim, trim, trim, trim, trim, ~trim]}\n", "more than 5");
    VALUE(HEAD "message: {path: a, norm: ~{a: b}}\n", "such as [lower, trim]");
    VALUE(HEAD "message: {path: a, map: ~[b]}\n", "{from: to}");
    VALUE(HEAD "message: {first: ~a}\n", "a list of values");
    VALUE(HEAD "message: {path: a, with: ~x}\n", "belongs to 'join'");
    VALUE(HEAD "skip: ~[a]\n", "found a list");
}

static struct profile *parse(const char *yaml)
{
    struct profile *p = NULL;
    struct err err = ERR_INIT;

    if (profile_parse(slice_text(yaml), "p.yaml", &p, &err) != ST_OK)
        harness_fail(__FILE__, __LINE__, err.text);
    return p;
}

#define SAID(sentence)                                                                                       \
    HEAD "items:\n  - {role: actor, type: user, key: u}\n"                                                   \
         "  - {role: target, type: {path: t, map: {D: device, '*': thing}}, key: d}\n"                       \
         "catalog:\n  x: [A, B, " sentence "]\n"
#define SENTENCE(sentence, part) MISTAKE(SAID(sentence), "PROFILE-SENTENCE", 10, 13, part)

/* What a report could not say is told when the profile is read. */
static void check_sentences(void)
{
    static const char good[] = SAID("'{{#target}}{{device}} of {{user}}{{/target}}{{^thing}}{{! x }}"
                                    "{{ message }}{{/thing}}{{#denied}} in vain{{/denied}} {{count}} }'");
    struct profile *p = parse(good);

    CHECK(p != NULL);
    profile_free(p);
    SENTENCE("'{{divece}} x'", "nothing is called 'divece'");
    SENTENCE("'{{#licence}}x{{/licence}}'", "nothing is called 'licence'");
    SENTENCE("'{{^a}}x{{/a}}'", "nothing is called 'a'");
    SENTENCE("'{{user.name}}'", "'{{user.name}}': that is no name");
    SENTENCE("'{{}}'", "'{{}}': that is no name");
    SENTENCE("'{{#user}}{{device}}'", "add '{{/user}}'");
    SENTENCE("'x{{/user}}'", "closes was not opened");
    SENTENCE("'{{#user}}{{#device}}x{{/user}}{{/device}}'", "stands where '{{/device}}' must");
    SENTENCE("'{{user} x'", "no '}}' after '{{user} x'");
    SENTENCE("'user}} x'", "'}}' without");
    SENTENCE("'{{{user}}}'", "{{name}}, {{#name}}");
    SENTENCE("'{{&user}}'", "{{name}}, {{#name}}");
    SENTENCE("'{{>user}}'", "{{name}}, {{#name}}");
    SENTENCE("'{{=<% %>=}}'", "{{name}}, {{#name}}");
    SENTENCE("'{{<user}}{{/user}}'", "{{name}}, {{#name}}");
    SENTENCE("'{{$user}}{{/user}}'", "{{name}}, {{#name}}");
    /* A type that is found in the record may be any. */
    p = parse(HEAD "items: [{role: target, type: {path: t}, key: k}]\n"
                   "catalog: {x: [A, B, '{{anything}}']}\n");
    CHECK(p != NULL);
    profile_free(p);
}

static void check_sentence_size(void)
{
    struct buf yaml;

    buf_init(&yaml, BUF_CAP);
    buf_text(&yaml, HEAD "catalog: {x: [A, B, '");
    for (size_t i = 0; i < 33; i++)
        buf_text(&yaml, "{{#actor}}");
    for (size_t i = 0; i < 33; i++)
        buf_text(&yaml, "{{/actor}}");
    buf_text(&yaml, "']}\n");
    MISTAKE(buf_string(&yaml), "PROFILE-SENTENCE", 6, 21, "32 are allowed");
    buf_clear(&yaml);
    buf_text(&yaml, HEAD "catalog: {x: [A, B, '");
    for (size_t i = 0; i < 4097; i++)
        buf_byte(&yaml, 'x');
    buf_text(&yaml, "']}\n");
    MISTAKE(buf_string(&yaml), "PROFILE-SENTENCE", 6, 21, "4096 are allowed");
    buf_release(&yaml);
}

static void check_getters(void)
{
    const struct slice *notes;
    struct profile *p = parse("profile: abc\ntitle: A title\nnotes: [one, two]\n"
                              "read: {format: csv, delimiter: tab, quote: none, header: no,"
                              " encoding: windows-1252}\n"
                              "time: {at: t, formats: [iso], zone: Europe/Berlin}\naction: a\n");

    CHECK_SLICE(slice_text(profile_name(p)), "abc");
    CHECK_SLICE(slice_text(profile_title(p)), "A title");
    CHECK_INT(profile_notes(p, &notes), 2);
    CHECK_SLICE(notes[1], "two");
    CHECK_INT(profile_read(p)->delimiter, '\t');
    CHECK(profile_read(p)->no_quote && profile_read(p)->no_header);
    CHECK_SLICE(slice_text(profile_encoding(p)), "windows-1252");
    profile_free(p);
}

static bool same_rule(const char *a, const char *b)
{
    unsigned char x[DIGEST_SIZE], y[DIGEST_SIZE];
    struct profile *p = parse(a), *q = parse(b);

    profile_rule_digest(p, x);
    profile_rule_digest(q, y);
    profile_free(p);
    profile_free(q);
    return memcmp(x, y, sizeof(x)) == 0;
}

/* A better mapping is no new rule; another time, identity or reading is. */
static void check_rules(void)
{
    CHECK(same_rule(HEAD, "# x\n" HEAD "items:\n- {role: actor, type: user, key: u}\n"));
    CHECK(same_rule(HEAD, "profile: p\ntitle: T\naction: a\nread:\n  format: json\n"
                          "time:\n  formats:\n  - iso\n  at: 't'\n"));
    CHECK(!same_rule(HEAD, HEAD "identity: {id: i}\n"));
    CHECK(!same_rule(HEAD, "profile: p\ntitle: T\nread: {format: json}\n"
                           "time: {at: u, formats: [iso]}\naction: a\n"));
    CHECK(!same_rule(HEAD, "profile: p\ntitle: T\nread: {format: json, record: r}\n"
                           "time: {at: t, formats: [iso]}\naction: a\n"));
}

static void check_shipped(void)
{
    CHECK(profile_shipped_count() > 0);
    for (size_t i = 0; i < profile_shipped_count(); i++) {
        struct profile *p = NULL;
        struct err err = ERR_INIT;

        if (profile_parse(profile_shipped_text(i), profile_shipped_name(i), &p, &err) != ST_OK) {
            fprintf(stderr, "%s:%d:%d: ", err.where, (int)err.line, (int)err.column);
            harness_fail(__FILE__, __LINE__, err.text);
            continue;
        }
        CHECK_SLICE(slice_text(profile_name(p)), profile_shipped_name(i));
        CHECK(i == 0 || strcmp(profile_shipped_name(i - 1), profile_shipped_name(i)) < 0);
        profile_free(p);
    }
}

static bool bears(const char *detect, const char *dump, bool whole)
{
    struct profile *p;
    struct buf yaml;
    bool found;

    buf_init(&yaml, BUF_CAP);
    buf_format(&yaml, "profile: p\ntitle: T\ndetect: {%s}\ntime: {at: t, formats: [iso]}\naction: a\n",
               detect);
    p = parse(buf_string(&yaml));
    found = p && profile_detect(p, slice_text(dump), whole);
    profile_free(p);
    buf_release(&yaml);
    return found;
}

static void check_detect(void)
{
    static const char header[] = "format: csv, header: [a, 'b c']", has[] = "format: csv, has: [a]";
    static const char json[] = "format: json, has: [a.b]", xml[] = "format: xml, record: e, has: [a]";
    static const char root[] = "format: xml, record: e, root: [log, v]";

    CHECK(bears(header, "a,b c\n1,2\n", true));
    CHECK(bears(header, "\xef\xbb\xbf\"b c\";a\r\n1;2\r\n", true)); /* any order, any dialect */
    CHECK(bears(header, "a,b c\n", true));                          /* an empty dump */
    CHECK(!bears(header, "a,b c,d\n1,2,3\n", true));
    CHECK(!bears(header, "a\n1\n", true));
    CHECK(bears(has, "a,b c,d\n1,2,3\n", true));
    CHECK(!bears(has, "b,c\n1,2\n", true));
    CHECK(bears(json, "{\"a\":{\"b\":null}}\n", true));
    CHECK(bears(json, "[{\"a\":{\"b\":1}},{\"a\":{\"b\":", false)); /* only the beginning is seen */
    CHECK(!bears(json, "{\"a\":1}", true));
    CHECK(!bears(json, "<e><a><b>1</b></a></e>", true));
    CHECK(!bears(json, "a,b\n1,2\n", true));
    CHECK(!bears(json, "", true));
    CHECK(bears(xml, "<?xml version=\"1.0\"?><x><e><a/></e></x>", true));
    CHECK(!bears(xml, "<x><e><b/></e></x>", true));
    CHECK(!bears(xml, "{\"e\":{\"a\":1}}", true));
    CHECK(bears(root, "<!-- <no> --><n:log w='>' v='1'><pre>", false)); /* the records lie behind */
    CHECK(!bears(root, "<log v='1'><pre></pre></log>", true));          /* there are none */
    CHECK(bears(root, "<log v='1'><e><a>1</a></e></log>", true));
    CHECK(!bears(root, "<log x=' v='><e><a>1</a></e></log>", true));
    CHECK(!bears(root, "<e><a>1</a></e>", true));
}

static void check_load(void)
{
    struct profile *p = NULL;
    struct err err = ERR_INIT;

    CHECK(profile_load("/nowhere/p.yaml", &p, &err) == ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "PROFILE-READ");
    CHECK(profile_load("/", &p, &err) == ST_FAIL);
}

int main(void)
{
    check_yaml();
    check_keys();
    check_values();
    check_sections();
    check_rules_told();
    check_sentences();
    check_sentence_size();
    check_getters();
    check_rules();
    check_shipped();
    check_detect();
    check_load();
    return harness_end();
}
