/* Templates in HTML: where values land, what is refused and where. */
#include "harness.h"
#include "template.h"
#include "value_make.h"

struct theme { /* name, text, name, text, ..., NULL */
    const char *const *files;
};

static enum status load(void *ctx, struct slice name, struct slice *text, struct slice *where,
                        struct err *err)
{
    const struct theme *theme = ctx;

    (void)where;
    (void)err;
    for (const char *const *f = theme->files; f != NULL && *f != NULL; f += 2)
        if (slice_is(name, f[0])) {
            *text = slice_text(f[1]);
            return ST_OK;
        }
    return ST_END;
}

/* Renders text over root; out holds the page, or "CODE line:column". */
static void render(const char *const *files, const char *text, struct value root, struct buf *out)
{
    struct theme theme = {files};
    struct template_set *set = template_set_new(TEMPLATE_HTML, load, &theme);
    const struct tmpl *t = NULL;
    struct err err = ERR_INIT;
    enum status st;

    buf_clear(out);
    st = template_compile(set, "page", slice_text(text), &t, &err);
    if (st == ST_OK)
        st = template_render_buf(t, root, out, &err);
    if (st != ST_OK) {
        buf_clear(out);
        buf_format(out, "%s %s:%d:%d", err.code, err.where, (int)err.line, (int)err.column);
    }
    CHECK((st == ST_OK) == (err.code[0] == 0));
    template_set_free(set);
}

static struct value sample(struct arena *a)
{
    static const struct value words[] = {{.kind = VALUE_TEXT, .as.text = {(const unsigned char *)"one", 3}},
                                         {.kind = VALUE_TEXT, .as.text = {(const unsigned char *)"two", 3}}};
    struct value_builder b;

    value_begin(&b, a, 20);
    value_add_string(&b, "x", "<b a='1'>&\"");
    value_add_string(&b, "word", "word");
    value_add_string(&b, "bad", "java\tscript:alert(1)");
    value_add_string(&b, "script", "javascript");
    value_add_string(&b, "web", "https://example.com/a b?q=<1>&r='2'#f");
    value_add_string(&b, "page", "../item/\xc3\xbc.html");
    value_add_string(&b, "host", "//evil.example/x.js");
    value_add_string(&b, "query", "a&b=c/d:e");
    value_add_string(&b, "empty", "");
    value_add_bool(&b, "yes", true);
    value_add_bool(&b, "no", false);
    value_add(&b, "number", value_int(a, INT64_MIN));
    value_add(&b, "link", value_link(a, SLICE("x.html?a=1&b=2"), SLICE("A & <B>")));
    value_add(&b, "nolink", value_link(a, SLICE(""), SLICE("A & <B>")));
    value_add(&b, "list", value_list_of(a, words, 2));
    return value_built(&b);
}

static void check_places(struct arena *a)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"<p>{{x}}</p>", "<p>&lt;b a='1'&gt;&amp;\"</p>"},
        {"<p title=\"{{x}}\">", "<p title=\"&lt;b a=&#39;1&#39;&gt;&amp;&quot;\">"},
        {"<p title='a {{x}}'>", "<p title='a &lt;b a=&#39;1&#39;&gt;&amp;&quot;'>"},
        {"<title>{{x}} {{link}}</title>", "<title>&lt;b a='1'&gt;&amp;\" A &amp; &lt;B&gt;</title>"},
        {"<textarea>{{x}}</textarea>{{link}}", "<textarea>&lt;b a='1'&gt;&amp;\"</textarea>"
                                               "<a href=\"x.html?a=1&amp;b=2\">A &amp; &lt;B&gt;</a>"},
        {"<i>{{nolink}}</i><p title=\"{{link}}\">",
         "<i>A &amp; &lt;B&gt;</i><p title=\"A &amp; &lt;B&gt;\">"},
        {"<a href=\"{{web}}\">", "<a href=\"https://example.com/a%20b?q=%3C1%3E&amp;r=%272%27#f\">"},
        {"<a href='{{page}}#e-{{word}}'>", "<a href='../item/%C3%BC.html#e-word'>"},
        {"<a href=\"{{bad}}\">", "<a href=\"#blocked\">"},
        {"<a href=\"{{script}}{{bad}}\">", "<a href=\"javascriptjava%09script%3Aalert(1)\">"},
        {"<a HREF=\"x/{{bad}}\">", "<a HREF=\"x/java%09script:alert(1)\">"},
        {"<a href=\"?q={{query}}\">", "<a href=\"?q=a%26b%3Dc%2Fd%3Ae\">"},
        {"<a href=\"{{web}}&amp;s={{word}}\">",
         "<a href=\"https://example.com/a%20b?q=%3C1%3E&amp;r=%272%27#f&amp;s=word\">"},
        {"<a href=\"mailto:{{word}}\">", "<a href=\"mailto:word\">"},
        {"<script src=\"{{host}}\"></script>", "<script src=\"#blocked\"></script>"},
        {"<script src=\"{{empty}}{{host}}\"></script>", "<script src=\"%2F%2Fevil.example/x.js\"></script>"},
        {"<script src=\"{{page}}x.js\"> \n</script>", "<script src=\"../item/%C3%BC.htmlx.js\"> \n</script>"},
        {"<svg><a xlink:href=\"{{bad}}\"/></svg>", "<svg><a xlink:href=\"#blocked\"/></svg>"},
        {"<li{{#yes}} class=\"on\"{{/yes}}{{#no}} id=x{{/no}}>", "<li class=\"on\">"},
        {"<li class=\"a{{#yes}} b{{/yes}}{{^yes}} c{{/yes}}\">", "<li class=\"a b\">"},
        {"<li {{#yes}}hidden{{/yes}}>{{#list}}{{.}},{{/list}}", "<li hidden>one,two,"},
        {"<a href=\"{{#empty}}{{empty}}{{/empty}}{{^empty}}{{page}}{{/empty}}\">",
         "<a href=\"../item/%C3%BC.html\">"},
        {"<!doctype html>\n<!-- a > b --><br/>a < b {{number}}",
         "<!doctype html>\n<!-- a > b --><br/>a < b -9223372036854775808"},
        {"<input value=\"{{x}}\" disabled><p data-x=\"{{word}}\">",
         "<input value=\"&lt;b a=&#39;1&#39;&gt;&amp;&quot;\" disabled><p data-x=\"word\">"},
        {"<meta name=\"a\" content=\"{{word}}\">", "<meta name=\"a\" content=\"word\">"},
        {"{{! a }}<p>{{! <b }}</p>{{yes}}{{missing}}{{list}}", "<p></p>"},
    };
    struct buf out;

    buf_init(&out, BUF_CAP);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        render(NULL, cases[i].text, sample(a), &out);
        CHECK_SLICE(buf_view(&out), cases[i].want);
    }
    buf_release(&out);
}

struct refusal {
    const char *text, *want;
};

static void check_refusal(const struct refusal *r, struct arena *a)
{
    struct buf out;

    buf_init(&out, BUF_CAP);
    render(NULL, r->text, sample(a), &out);
    CHECK_SLICE(buf_view(&out), r->want);
    buf_release(&out);
}

static void check_refused_places(struct arena *a)
{
    static const struct refusal cases[] = {
        {"<p>\n  {{{x}}}</p>", "TEMPLATE-RAW page:2:3"},
        {"<p>{{&x}}</p>", "TEMPLATE-RAW page:1:4"},
        {"<p\n class={{x}}>", "TEMPLATE-PLACE page:2:8"},
        {"<p class=a{{x}}>", "TEMPLATE-PLACE page:1:11"},
        {"<{{x}}>", "TEMPLATE-PLACE page:1:2"},
        {"<h{{x}}>", "TEMPLATE-PLACE page:1:3"},
        {"</{{x}}>", "TEMPLATE-PLACE page:1:3"},
        {"<p {{x}}>", "TEMPLATE-PLACE page:1:4"},
        {"<p data-{{x}}=\"1\">", "TEMPLATE-PLACE page:1:9"},
        {"<p {{#yes}}data{{/yes}}=\"1\">", "TEMPLATE-HTML page:1:24"},
        {"<p on{{#yes}}click{{/yes}}=\"1\">", "TEMPLATE-HTML page:1:14"},
        {"<p onclick=\"f({{x}})\">", "TEMPLATE-PLACE page:1:15"},
        {"<iframe srcdoc=\"{{x}}\">", "TEMPLATE-PLACE page:1:17"},
        {"<img srcset=\"{{x}}\">", "TEMPLATE-PLACE page:1:14"},
        {"<p style=\"color:red\">", "TEMPLATE-STYLE page:1:9"},
        {"<p STYLE>", "TEMPLATE-STYLE page:1:9"},
        {"<style>p{}</style>", "TEMPLATE-STYLE page:1:7"},
        {"<script>\n alert(1)</script>", "TEMPLATE-SCRIPT page:2:2"},
        {"<script>{{x}}</script>", "TEMPLATE-PLACE page:1:9"},
        {"<script></scriptx>", "TEMPLATE-SCRIPT page:1:18"},
        {"<!-- {{x}} -->", "TEMPLATE-PLACE page:1:6"},
        {"<!-- {{#yes}} --> {{/yes}}", "TEMPLATE-PLACE page:1:6"},
        {"<!--> {{x}} -->{{{x}}}", "TEMPLATE-RAW page:1:16"},
        {"<xmp>{{x}}</xmp>", "TEMPLATE-ELEMENT page:1:5"},
        {"<title>{{x}}<{{x}}</title>", "TEMPLATE-PLACE page:1:14"},
        {"<a href=\"javascript:f()\">", "TEMPLATE-URL page:1:20"},
        {"<a href=\"data:{{x}}\">", "TEMPLATE-URL page:1:15"},
        {"<a href=\"java&#115;cript:{{x}}\">", "TEMPLATE-URL page:1:26"},
        {"<a href=\"{{x}}:{{x}}\">", "TEMPLATE-URL page:1:15"},
        {"<a href=\"{{x}}&colon;{{x}}\">", "TEMPLATE-URL page:1:22"},
        {"<a href=\"{{x}}&{{x}}\">", "TEMPLATE-URL page:1:16"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check_refusal(&cases[i], a);
}

static void check_refused_shapes(struct arena *a)
{
    static const struct refusal cases[] = {
        {"<set attributeName=\"href\" to=\"{{x}}\">", "TEMPLATE-PLACE page:1:31"},
        {"<meta http-equiv=\"refresh\" content=\"{{x}}\">", "TEMPLATE-PLACE page:1:37"},
        {"<meta content=\"{{x}}\" http-equiv=\"refresh\">", "TEMPLATE-PLACE page:1:33"},
        {"a\n {{#yes}}<p title=\"{{/yes}}\">", "TEMPLATE-STATE page:2:2"},
        {"{{#yes}}<p{{/yes}}>", "TEMPLATE-STATE page:1:1"},
        {"{{#yes}}<title>{{/yes}}", "TEMPLATE-STATE page:1:1"},
        {"{{$b}}<p title='{{/b}}'>", "TEMPLATE-STATE page:1:1"},
        {"<p>\n <a href=\"x\n", "TEMPLATE-HTML-OPEN page:2:2"},
        {"ab <!-- never closed", "TEMPLATE-HTML-OPEN page:1:4"},
        {"<title>{{x}}", "TEMPLATE-HTML-OPEN page:1:1"},
        {"<p class=\"a\"id=\"b\">", "TEMPLATE-HTML page:1:13"},
        {"<![CDATA[ {{x}} ]]>", "TEMPLATE-HTML page:1:3"},
        {"<? x ?>", "TEMPLATE-HTML page:1:2"},
        {"a {{x", "TEMPLATE-TAG-OPEN page:1:3"},
        {"a {{}}", "TEMPLATE-NAME page:1:3"},
        {"{{a b}}", "TEMPLATE-NAME page:1:1"},
        {"{{a..b}}", "TEMPLATE-NAME page:1:1"},
        {"{{>*name}}", "TEMPLATE-NAME page:1:1"},
        {"{{=a=}}", "TEMPLATE-DELIMITERS page:1:1"},
        {"\n{{#a}}", "TEMPLATE-OPEN page:2:1"},
        {"{{#a}}{{/b}}", "TEMPLATE-CLOSE page:1:7"},
        {"{{/a}}", "TEMPLATE-CLOSE page:1:1"},
        {"{{>nothing}}", "TEMPLATE-UNKNOWN page:1:1"},
        {"\xff", "TEMPLATE-UTF8 page:1:0"},
        {"{{<a}}{{x}}{{/a}}", "TEMPLATE-PARENT-CONTENT page:1:7"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check_refusal(&cases[i], a);
}

/* States go through partials, parents and blocks as they are resolved. */
static void check_includes(struct arena *a)
{
    static const char *const files[] = {
        "layout",
        "<title>{{$title}}Report{{/title}}</title>\n<h1>{{$title}}None{{/title}}</h1>\n"
        "<main{{$attributes}}{{/attributes}}>\n  {{$main}}\n  {{/main}}\n</main>\n",
        "middle",
        "{{<layout}}{{$main}}<div>{{$inner}}{{/inner}}</div>{{/main}}{{/layout}}",
        "value",
        "{{x}}",
        "quote",
        "\"",
        "nested",
        "{{#list}}<i title=\"{{>value}}\">{{>value}}</i>{{/list}}",
        "forever",
        "<p>{{>forever}}</p>",
        "bad",
        "<p>\n{{{x}}}",
        "bad-block",
        "<p title=\"{{$t}}{{/t}}\">",
        NULL};
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"{{<layout}}{{$title}}A {{x}}{{/title}}{{$main}}<p>{{word}}</p>\n{{/main}}{{/layout}}",
         "<title>A &lt;b a='1'&gt;&amp;\"</title>\n<h1>A &lt;b a='1'&gt;&amp;\"</h1>\n"
         "<main>\n  <p>word</p>\n</main>\n"},
        {"{{<middle}}{{$inner}}{{word}}{{/inner}}{{$attributes}} id=\"{{word}}\"{{/attributes}}"
         "{{/middle}}",
         "<title>Report</title>\n<h1>None</h1>\n<main id=\"word\">\n  <div>word</div></main>\n"},
        {"{{>nested}}", "<i title=\"&lt;b a=&#39;1&#39;&gt;&amp;&quot;\">&lt;b a='1'&gt;&amp;\"</i>"
                        "<i title=\"&lt;b a=&#39;1&#39;&gt;&amp;&quot;\">&lt;b a='1'&gt;&amp;\"</i>"},
        {"<a href=\"{{>value}}\">", "<a href=\"%3Cb%20a=%271%27%3E&amp;%22\">"},
        {"<p onclick=\"{{>value}}\">", "TEMPLATE-PLACE value:1:1"},
        {"<p title=\"{{>quote}}\">", "TEMPLATE-STATE quote:1:1"},
        {"{{<layout}}{{$title}}{{/title}}{{$attributes}} "
         "onclick=\"{{x}}\"{{/attributes}}{{/layout}}",
         "TEMPLATE-PLACE page:1:57"},
        {"{{<middle}}{{$inner}}<{{x}}{{/inner}}{{/middle}}", "TEMPLATE-PLACE page:1:23"},
        {"{{<bad-block}}{{$t}}\"{{x}}{{/t}}{{/bad-block}}", "TEMPLATE-PLACE page:1:22"},
        {"{{<bad-block}}{{$t}}\" id=\"{{/t}}{{/bad-block}}", "<p title=\"\" id=\"\">"},
        {"{{>bad}}", "TEMPLATE-RAW bad:2:1"},
        {"{{>forever}}", "TEMPLATE-DEPTH forever:1:4"},
    };
    struct buf out;

    buf_init(&out, BUF_CAP);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        render(files, cases[i].text, sample(a), &out);
        CHECK_SLICE(buf_view(&out), cases[i].want);
    }
    buf_release(&out);
}

/* Partials that double are ended; those that double less often are not. */
static void check_doubling(struct arena *a)
{
    static const char *files[2 * 32 + 1];
    static char text[32][2][32];
    struct buf out;

    for (int i = 0; i < 32; i++) {
        snprintf(text[i][0], sizeof(text[i][0]), "p%d", i);
        snprintf(text[i][1], sizeof(text[i][1]), i < 31 ? "{{>p%d}}{{>p%d}}" : ".", i + 1, i + 1);
        files[2 * i] = text[i][0];
        files[2 * i + 1] = text[i][1];
    }
    buf_init(&out, BUF_CAP);
    render(files, "{{>p0}}", sample(a), &out);
    CHECK_SLICE(buf_view(&out), "TEMPLATE-ENDLESS p30:1:9");
    render(files, "{{>p20}}", sample(a), &out);
    CHECK_INT(out.n, 2048);
    buf_release(&out);
}

/* Sentences: nothing is escaped in plain text, a link stands as one in HTML. */
static void check_sentences(struct arena *a)
{
    struct template_set *plain = template_set_new(TEMPLATE_PLAIN, NULL, NULL);
    const struct tmpl *t = NULL;
    struct err err = ERR_INIT;
    struct buf out;

    buf_init(&out, BUF_CAP);
    CHECK_INT(template_compile(plain, "s", SLICE("{{x}} and {{link}}{{{x}}}"), &t, &err), ST_OK);
    CHECK_INT(template_render_buf(t, sample(a), &out, &err), ST_OK);
    CHECK_SLICE(buf_view(&out), "<b a='1'>&\" and A & <B><b a='1'>&\"");
    render(NULL, "{{x}} and {{link}}", sample(a), &out);
    CHECK_SLICE(buf_view(&out), "&lt;b a='1'&gt;&amp;\" and <a href=\"x.html?a=1&amp;b=2\">"
                                "A &amp; &lt;B&gt;</a>");
    buf_release(&out);
    buf_init(&out, 8);
    CHECK_INT(template_render_buf(t, sample(a), &out, &err), ST_FAIL);
    CHECK(strcmp(err.code, "TEMPLATE-TOO-LARGE") == 0);
    buf_release(&out);
    template_set_free(plain);
}

/* repeat written n times; the code that it fails with. */
static void check_limit(const char *repeat, size_t n, const char *want)
{
    struct buf text, out;

    buf_init(&text, BUF_CAP);
    buf_init(&out, BUF_CAP);
    while (n-- > 0)
        buf_text(&text, repeat);
    render(NULL, buf_string(&text), VALUE_MISSING, &out);
    CHECK_SLICE(buf_view(&out), want);
    buf_release(&text);
    buf_release(&out);
}

static void check_limits(void)
{
    check_limit("{{#a}}", TEMPLATE_NEST + 1, "TEMPLATE-NEST page:1:1537");
    check_limit("{{#a}}", TEMPLATE_NEST, "TEMPLATE-OPEN page:1:1531");
    check_limit("0123456789abcdef", TEMPLATE_MAX / 16 + 1, "TEMPLATE-TOO-LARGE page:0:0");
    check_limit("{{$a}}{{/a}}", 10000, "TEMPLATE-TOO-LARGE page:1:49141");
}

/* A template that fails leaves its set usable. */
static void check_failure_is_local(struct arena *a)
{
    static const char *const files[] = {"good", "<p>{{x}}", "bad", "{{>good}}{{{x}}}", NULL};
    struct theme theme = {files};
    struct template_set *set = template_set_new(TEMPLATE_HTML, load, &theme);
    const struct tmpl *t = NULL, *again = NULL;
    struct err err = ERR_INIT;
    struct buf out;

    buf_init(&out, BUF_CAP);
    CHECK_INT(template_get(set, "bad", &t, &err), ST_FAIL);
    CHECK(strcmp(err.code, "TEMPLATE-RAW") == 0);
    CHECK_INT(template_get(set, "none", &t, &err), ST_FAIL);
    CHECK(strcmp(err.code, "TEMPLATE-UNKNOWN") == 0);
    err_clear(&err);
    CHECK_INT(template_get(set, "good", &t, &err), ST_OK);
    CHECK_INT(template_get(set, "good", &again, &err), ST_OK);
    CHECK(t == again);
    CHECK_INT(template_render_buf(t, sample(a), &out, &err), ST_OK);
    CHECK_SLICE(buf_view(&out), "<p>&lt;b a='1'&gt;&amp;\"");
    buf_release(&out);
    template_set_free(set);
}

int main(void)
{
    struct arena a = ARENA_INIT;

    check_places(&a);
    check_refused_places(&a);
    check_refused_shapes(&a);
    check_includes(&a);
    check_limits();
    check_doubling(&a);
    check_sentences(&a);
    check_failure_is_local(&a);
    arena_release(&a);
    return harness_end();
}
