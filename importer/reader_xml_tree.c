/* reader_xml_tree: XML text of one element as a tree, by libxml2.  See reader_xml_tree.h. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "reader_xml_encoding.h"
#include "reader_xml_group.h"
#include "reader_xml_tree.h"

#define NAMES      20000             /* that one parser knows before it is made anew */
#define INPUT_KEPT ((size_t)1 << 20) /* bytes of a document that stay allocated */
#define FIRST_LINE 2                 /* of the text in its document */

struct open_element {
    struct node *node;
    struct slice only; /* its text, while that is one run and no child came: in the arena */
    size_t text;       /* else: where its text begins in the buffer of texts */
    size_t run;        /* where the text since its last child begins */
    bool has_children;
    bool scoped; /* scope holds its declarations */
    struct buf scope;
};

struct xml_tree {
    xmlParserCtxtPtr parser; /* NULL: to be made */
    struct buf scope;
    struct buf document; /* the root around the text that is parsed */
    size_t before;       /* bytes of it that stand before that text */
    struct slice source; /* that text */
    struct buf text;     /* of all open elements that have more than one run, outermost first */
    struct open_element open[XML_DEPTH];
    size_t depth, started; /* elements open; 1 + the deepest that was started */
    struct xml_group *group;
    bool in_root;
    struct arena *arena; /* the current parse */
    struct node *top;
    size_t names; /* that the current parse met, at most: libxml2 is seldom asked */
    struct err *err;
    enum status st;

    struct xml_element *several; /* NULL: one element is wanted; else n of them were found */
    size_t n, namespaces;        /* namespaces: declared in the one at hand */
    struct slice wanted;         /* their local name; n = 0: any */
    const xmlChar *name;         /* of the one at hand */
};

static struct slice text_of(const xmlChar *s)
{
    return s == NULL ? SLICE_NONE : (struct slice){s, strlen((const char *)s)};
}

static void stop(struct xml_tree *t, enum status st)
{
    if (t->st == ST_OK)
        t->st = st;
    xmlStopParser(t->parser);
}

/* Where the parser is in the text. */
static size_t place(const struct xml_tree *t)
{
    const xmlParserInput *in = t->parser->input;

    return in->consumed + (size_t)(in->cur - in->base) - t->before;
}

/* The n bytes at p: as they stand in the text if the parser found them in its copy of that, else a
 * copy of them. */
static struct slice keep(const struct xml_tree *t, const xmlChar *p, size_t n)
{
    const xmlParserInput *in = t->parser->input;

    if ((uintptr_t)p < (uintptr_t)in->base || (uintptr_t)p >= (uintptr_t)in->end)
        return (struct slice){arena_copy(t->arena, p, n), n};
    return (struct slice){t->source.p + (in->consumed + (size_t)(p - in->base) - t->before), n};
}

/* " xmlns:prefix=\"uri\"" with what XML wants escaped. */
static void add_declaration(struct buf *b, const xmlChar *prefix, const xmlChar *uri)
{
    buf_text(b, " xmlns");
    if (prefix != NULL) {
        buf_byte(b, ':');
        buf_slice(b, text_of(prefix));
    }
    buf_text(b, "=\"");
    for (struct slice s = text_of(uri); s.n > 0; s.p++, s.n--)
        if (*s.p == '<' || *s.p == '&' || *s.p == '"' || *s.p < 0x20)
            buf_format(b, "&#%u;", (unsigned)*s.p);
        else
            buf_byte(b, *s.p);
    buf_byte(b, '"');
}

/* libxml2 leaves '&' in attribute values as "&#38;" unless it replaces entities, which it must not;
 * no other '&' can stand there. */
static struct slice attribute_value(struct xml_tree *t, const xmlChar *from, const xmlChar *to)
{
    size_t n = (size_t)(to - from), used = 0;
    unsigned char *copy;

    if (n == 0 || memchr(from, '&', n) == NULL)
        return keep(t, from, n);
    copy = arena_copy(t->arena, from, n);
    for (size_t i = 0; i < n; used++) {
        bool reference = n - i >= 5 && memcmp(copy + i, "&#38;", 5) == 0;

        copy[used] = reference ? (unsigned char)'&' : copy[i];
        i += reference ? 5 : 1;
    }
    return (struct slice){copy, used};
}

static void add_attribute(struct xml_tree *t, struct node *element, const xmlChar **attribute)
{
    struct slice name = text_of(attribute[0]);
    unsigned char *named = arena_alloc(t->arena, name.n + 1);
    struct node *n = tree_node(t->arena, NODE_TEXT);

    named[0] = '@';
    if (name.n > 0)
        memcpy(named + 1, name.p, name.n);
    n->name = (struct slice){named, name.n + 1};
    n->ns = text_of(attribute[2]);
    n->text = attribute_value(t, attribute[3], attribute[4]);
    tree_append(element, n);
}

static bool is_blank_text(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != ' ' && p[i] != '\t' && p[i] != '\n' && p[i] != '\r')
            return false;
    return true;
}

/* More text or a child comes: the only run goes to the buffer. */
static void end_only(struct xml_tree *t, struct open_element *e)
{
    buf_slice(&t->text, e->only);
    e->only = SLICE_NONE;
}

/* Between children blanks are layout. */
static void drop_blank_run(struct xml_tree *t, struct open_element *e)
{
    if (is_blank_text(t->text.p + e->run, t->text.n - e->run))
        t->text.n = e->run;
}

static void add_child(struct xml_tree *t, struct node *child, const void *name)
{
    struct open_element *parent = &t->open[t->depth - 1];

    end_only(t, parent);
    drop_blank_run(t, parent);
    parent->has_children = true;
    parent->node->kind = NODE_MAP;
    xml_group_add(t->group, t->arena, parent->node, child, name);
}

/* What must hold before an element may come. */
static bool may_start(struct xml_tree *t)
{
    if (t->depth == XML_DEPTH)
        err_set(t->err, ST_REJECT, "XML-DEPTH", "elements are nested deeper than 256 levels");
    else if (t->depth == 0 && t->top != NULL)
        err_set(t->err, ST_REJECT, "XML-RECORD", "not well-formed: more than one element");
    else if (t->names > XML_NAMES && xmlDictSize(t->parser->dict) > NAMES + XML_NAMES)
        err_set(t->err, ST_REJECT, "XML-NAMES", "more than 100000 different names stand in it");
    else
        return true;
    stop(t, ST_REJECT);
    return false;
}

/* Whether it may be one of several, or stand in one: what takes a closer look ends them before it. */
static bool is_usual(struct xml_tree *t, const xmlChar *name, int n_namespaces)
{
    if (t->depth == 0) {
        if (t->n == XML_SEVERAL || (t->wanted.n > 0 && !slice_equal(text_of(name), t->wanted)))
            return false;
        t->name = name;
        t->namespaces = 0;
        xml_group_clear(t->group);
    } else if (name == t->name) {
        return false;
    }
    t->namespaces += (size_t)n_namespaces;
    return t->namespaces <= XML_NAMESPACES;
}

static void push(struct xml_tree *t, struct node *n, int n_namespaces, const xmlChar **namespaces)
{
    struct open_element *e = &t->open[t->depth++];

    e->node = n;
    e->only = SLICE_NONE;
    e->text = e->run = t->text.n;
    e->has_children = false;
    e->scoped = n_namespaces > 0;
    if (t->started < t->depth)
        t->started = t->depth;
    if (!e->scoped)
        return;
    buf_clear(&e->scope);
    for (int i = 0; i < n_namespaces; i++)
        add_declaration(&e->scope, namespaces[2 * i], namespaces[2 * i + 1]);
}

/* Namespaces come as pairs of prefix and URI, attributes as five: name, prefix, URI, and where the
 * value begins and ends. */
static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
                     const xmlChar **attributes)
{
    struct xml_tree *t = ctx;
    struct node *n;

    (void)prefix;
    (void)n_defaulted;
    if (!t->in_root) {
        t->in_root = true;
        return;
    }
    if (t->st != ST_OK)
        return;
    if (t->several != NULL && !is_usual(t, name, n_namespaces)) {
        stop(t, ST_REJECT);
        return;
    }
    t->names += 2 * (1 + (size_t)n_attributes + (size_t)n_namespaces);
    if (!may_start(t))
        return;
    n = tree_node(t->arena, n_attributes > 0 ? NODE_MAP : NODE_TEXT);
    n->ns = text_of(uri);
    for (int i = 0; i < n_attributes; i++)
        add_attribute(t, n, attributes + (ptrdiff_t)5 * i);
    if (t->depth == 0) {
        t->top = n;
    } else {
        n->name = text_of(name);
        add_child(t, n, name);
    }
    push(t, n, n_namespaces, namespaces);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xml_tree *t = ctx;
    struct open_element *e;
    struct slice text;

    (void)name;
    (void)prefix;
    (void)uri;
    if (t->st != ST_OK || t->depth == 0)
        return;
    e = &t->open[--t->depth];
    if (e->has_children)
        drop_blank_run(t, e);
    text = e->only;
    if (t->text.n > e->text)
        text = slice_copy(t->arena, (struct slice){t->text.p + e->text, t->text.n - e->text});
    if (e->node->kind == NODE_TEXT) {
        e->node->text = text;
    } else if (text.n > 0) {
        struct node *n = tree_node(t->arena, NODE_TEXT);

        n->name = SLICE("#text");
        n->text = text;
        tree_append(e->node, n);
    }
    t->text.n = e->text;
    if (t->depth > 0) {
        t->open[t->depth - 1].run = t->text.n;
    } else if (t->several != NULL) {
        t->several[t->n++] = (struct xml_element){t->top, place(t)};
        t->top = NULL;
    }
}

static void on_text(void *ctx, const xmlChar *p, int n)
{
    struct xml_tree *t = ctx;
    struct slice run = {p, (size_t)n};
    struct open_element *e;

    if (t->depth == 0 || t->st != ST_OK)
        return;
    e = &t->open[t->depth - 1];
    if (e->only.n == 0 && t->text.n == e->text && !e->has_children) {
        e->only = keep(t, p, run.n);
        return;
    }
    end_only(t, e);
    buf_slice(&t->text, run);
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    struct xml_tree *t = ctx;

    (void)name;
    (void)external;
    (void)system;
    err_set(t->err, ST_FAIL, "XML-DTD", "a document type declaration is not accepted");
    stop(t, ST_FAIL);
}

/* Bytes of words before " line 7", which counts from the record's start; rest: what follows it. */
static size_t before_line(struct slice words, int line, struct slice *rest)
{
    char text[32];
    size_t n = (size_t)snprintf(text, sizeof(text), " line %d", line);

    *rest = SLICE_NONE;
    for (size_t i = 0; i + n <= words.n; i++)
        if (memcmp(words.p + i, text, n) == 0) {
            *rest = (struct slice){words.p + i + n, words.n - i - n};
            return i;
        }
    return words.n;
}

/* Namespace errors and warnings (a prefix without a declaration, a relative URI) leave the text as
 * clear as before; that the root has no end behind all of the text is no error.  The parser must not
 * go on, and cannot be stopped properly here, where it still looks at its input. */
static void on_error(void *ctx, xmlErrorPtr e)
{
    struct xml_tree *t = ctx;
    struct slice words = slice_trim(slice_text(e->message)), rest;
    size_t n = before_line(words, e->int1, &rest);

    if (e->code == XML_ERR_NO_MEMORY)
        mem_exhausted();
    if (e->level == XML_ERR_WARNING || e->domain == XML_FROM_NAMESPACE || t->st != ST_OK ||
        (t->depth == 0 && t->top != NULL && place(t) >= t->source.n))
        return;
    t->st = ST_REJECT;
    t->parser->instate = XML_PARSER_EOF;
    t->err->line = e->line > FIRST_LINE ? (uint64_t)(e->line - FIRST_LINE) + 1 : 1;
    t->err->column = e->int2 > 0 ? (uint64_t)e->int2 : 0;
    err_set(t->err, ST_REJECT, "XML-RECORD", "not well-formed: %.*s%.*s", (int)n, (const char *)words.p,
            (int)rest.n, (const char *)rest.p);
}

static void close_parser(struct xml_tree *t)
{
    if (t->parser != NULL)
        xmlFreeParserCtxt(t->parser);
    t->parser = NULL;
}

static void open_parser(struct xml_tree *t)
{
    xmlSAXHandler *sax;

    t->parser = xmlNewParserCtxt();
    if (t->parser == NULL)
        mem_exhausted();
    sax = t->parser->sax;
    memset(sax, 0, sizeof(*sax));
    sax->initialized = XML_SAX2_MAGIC;
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->characters = sax->ignorableWhitespace = sax->cdataBlock = on_text;
    sax->internalSubset = on_doctype;
    sax->serror = on_error;
    t->parser->userData = t;
}

/* HUGE lifts libxml2's limit of 10 MB a text, so that our own of 16 MiB a record holds everywhere;
 * the expansion that it also allows needs a DTD, which is refused. */
static void run_parser(struct xml_tree *t, struct slice text)
{
    struct buf *b = &t->document;

    buf_clear(b);
    buf_text(b, "<root");
    buf_slice(b, buf_view(&t->scope));
    buf_text(b, ">\n");
    t->before = b->n;
    t->source = text;
    buf_slice(b, text);
    t->in_root = false;
    (void)xmlCtxtReadMemory(t->parser, buf_string(b), (int)b->n, NULL, NULL,
                            XML_PARSE_NONET | XML_PARSE_HUGE);
    if (b->size > INPUT_KEPT)
        buf_release(b);
}

struct xml_tree *xml_tree_new(void)
{
    struct xml_tree *t = mem_zero(1, sizeof(*t));

    LIBXML_TEST_VERSION
    buf_init(&t->scope, BUF_CAP);
    buf_init(&t->document, BUF_CAP);
    buf_init(&t->text, BUF_CAP);
    for (size_t i = 0; i < XML_DEPTH; i++)
        buf_init(&t->open[i].scope, BUF_CAP);
    t->group = xml_group_new();
    return t;
}

void xml_tree_free(struct xml_tree *t)
{
    if (t == NULL)
        return;
    close_parser(t);
    buf_release(&t->scope);
    buf_release(&t->document);
    buf_release(&t->text);
    for (size_t i = 0; i < XML_DEPTH; i++)
        buf_release(&t->open[i].scope);
    xml_group_free(t->group);
    mem_free(t);
}

void xml_tree_scope(struct xml_tree *t, struct slice declarations)
{
    buf_clear(&t->scope);
    buf_slice(&t->scope, declarations);
}

static void parse(struct xml_tree *t, struct slice text, struct arena *arena, struct err *err)
{
    t->depth = t->started = t->names = 0;
    t->arena = arena;
    t->err = err;
    t->st = ST_OK;
    t->top = NULL;
    buf_clear(&t->text);
    xml_group_clear(t->group);
    if (t->parser != NULL && xmlDictSize(t->parser->dict) > NAMES)
        close_parser(t);
    if (t->parser == NULL)
        open_parser(t);
    run_parser(t, text);
}

enum status xml_tree_parse(struct xml_tree *t, struct slice text, struct arena *arena, struct node **out,
                           struct err *err)
{
    t->started = 0;
    t->st = xml_check_bytes(text, err);
    if (t->st != ST_OK)
        return t->st;
    t->several = NULL;
    parse(t, text, arena, err);
    if (t->st == ST_OK && (t->top == NULL || t->depth > 0))
        t->st = err_set(err, ST_REJECT, "XML-RECORD", "not well-formed: an element is not closed");
    *out = t->top;
    return t->st;
}

size_t xml_tree_parse_several(struct xml_tree *t, struct slice text, struct slice name, struct arena *arena,
                              struct xml_element out[XML_SEVERAL])
{
    struct err ignored = ERR_INIT;

    text.n = xml_bad_byte(text);
    t->several = out;
    t->n = 0;
    t->wanted = name;
    parse(t, text, arena, &ignored);
    return t->n;
}

struct node *xml_tree_last(const struct xml_tree *t, size_t depth)
{
    return depth < t->started ? t->open[depth].node : NULL;
}

struct slice xml_tree_last_scope(const struct xml_tree *t, size_t depth)
{
    return depth < t->started && t->open[depth].scoped ? buf_view(&t->open[depth].scope) : SLICE_NONE;
}
