/* The big list of naughty strings through every place of a page, read back by libxml2's parser: no
 * element or attribute that the template does not have, and the text is what it was. */
#include <libxml/HTMLparser.h>

#include "harness.h"
#include "json_value.h"
#include "template.h"
#include "utf8.h"
#include "value_make.h"

#define PAGE                                                                                                 \
    "<!doctype html><html><head><meta charset=\"utf-8\"><title>{{x}}</title></head><body>"                   \
    "<p title=\"{{x}}\">{{x}}</p><p title='{{x}}'>a</p><a href=\"{{x}}\">b</a>"                              \
    "<a href=\"x?q={{x}}\">c</a><textarea>.{{x}}</textarea></body></html>"

/* What HTML can hold of s: forbidden characters as U+FFFD, every line end as LF. */
static void expected(struct slice s, struct buf *out)
{
    for (size_t at = 0, n; at < s.n; at += n) {
        int32_t c = utf8_at(s, at, &n);

        if (c < 0 || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0) ||
            (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe) {
            buf_text(out, "\xef\xbf\xbd");
        } else if (c == '\r') {
            if (at + 1 == s.n || s.p[at + 1] != '\n')
                buf_byte(out, '\n');
        } else {
            buf_add(out, s.p + at, n);
        }
    }
}

struct seen {
    const char *text; /* the string, as HTML can hold it */
    unsigned elements, attributes, wrong;
};

static void expect(struct seen *s, const xmlChar *got, const char *want)
{
    if (got == NULL || strcmp((const char *)got, want) != 0) {
        s->wrong++;
        fprintf(stderr, "got  %s\nwant %s\n", got ? (const char *)got : "(nothing)", want);
    }
}

/* The address is blocked, or comes back when percent-decoded. */
static void expect_url(struct seen *s, const xmlChar *got)
{
    const char *p = (const char *)got;
    char scheme[16] = "";

    sscanf(p, "%15[^:/?#]:", scheme);
    if (strchr(p, ':') != NULL && strcspn(p, ":") < strcspn(p, "/?#"))
        s->wrong +=
            strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0 && strcmp(scheme, "mailto") != 0;
    for (; *p != 0; p++)
        s->wrong += *p <= 0x20 || *p >= 0x7f;
}

static void visit_attribute(struct seen *s, const xmlNode *n, const xmlAttr *a)
{
    xmlChar *value = xmlNodeListGetString(n->doc, a->children, 1);

    s->attributes++;
    if (strcmp((const char *)a->name, "title") == 0) {
        expect(s, value ? value : (const xmlChar *)"", s->text);
    } else if (strcmp((const char *)a->name, "href") == 0) {
        expect_url(s, value ? value : (const xmlChar *)"");
    } else if (strcmp((const char *)a->name, "charset") != 0) {
        s->wrong++;
    }
    xmlFree(value);
}

static void visit(struct seen *s, const xmlNode *n)
{
    xmlChar *text = xmlNodeGetContent(n);

    s->elements++;
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        visit_attribute(s, n, a);
    if (strcmp((const char *)n->name, "title") == 0)
        expect(s, text, s->text);
    else if (strcmp((const char *)n->name, "textarea") == 0)
        expect(s, text + 1, s->text);
    else if (strcmp((const char *)n->name, "p") == 0 && strcmp((const char *)text, "a") != 0)
        expect(s, text, s->text);
    xmlFree(text);
    for (const xmlNode *c = n->children; c != NULL; c = c->next)
        if (c->type == XML_ELEMENT_NODE)
            visit(s, c);
        else
            s->wrong += c->type != XML_TEXT_NODE && c->type != XML_ENTITY_REF_NODE;
}

static void check_string(const struct tmpl *t, struct slice string)
{
    struct value_field field = {SLICE("x"), value_text(string)};
    struct value_map map = {&field, 1};
    struct buf page, text;
    struct err err = ERR_INIT;
    struct seen seen = {0};
    htmlDocPtr doc;

    buf_init(&page, BUF_CAP);
    buf_init(&text, BUF_CAP);
    expected(string, &text);
    seen.text = buf_string(&text);
    CHECK_INT(template_render_buf(t, value_of_map(&map), &page, &err), ST_OK);
    doc = htmlReadMemory(buf_string(&page), (int)page.n, NULL, "utf-8",
                         HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    CHECK(doc != NULL);
    visit(&seen, xmlDocGetRootElement(doc));
    CHECK_INT(seen.elements, 10);
    CHECK_INT(seen.attributes, 5);
    CHECK_INT(seen.wrong, 0);
    xmlFreeDoc(doc);
    buf_release(&page);
    buf_release(&text);
}

int main(void)
{
    struct arena a = ARENA_INIT;
    struct slice text = json_value_file(TRAILBOOK_DATA "/conformance/blns/blns.json", &a);
    struct template_set *set = template_set_new(TEMPLATE_HTML, NULL, NULL);
    const struct tmpl *t = NULL;
    struct err err = ERR_INIT;
    struct value strings;

    if (text.p == NULL)
        return SKIP_CODE;
    strings = json_value(text, &a);
    CHECK(strings.as.list->n > 500);
    CHECK_INT(template_compile(set, "page", SLICE(PAGE), &t, &err), ST_OK);
    for (size_t i = 0; i < strings.as.list->n; i++)
        check_string(t, strings.as.list->items[i].as.text);
    check_string(t, SLICE("\0a\rb\r\nc\xff\xed\xa0\x80</title></textarea><script>'\""));
    template_set_free(set);
    arena_release(&a);
    return harness_end();
}
