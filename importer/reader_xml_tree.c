/* reader_xml_tree: XML text of one element as a tree, by libxml2.  See reader_xml_tree.h. */
#include <assert.h>
#include <limits.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "reader_xml_group.h"
#include "reader_xml_tree.h"
#include "utf8.h"

#define FEED  ((size_t)256 << 10) /* bytes given to the parser at a time */
#define NAMES 20000               /* that one parser knows before it is made anew */

struct open_element {
    struct node *node;
    size_t text; /* where its text begins in the buffer of texts */
    size_t run;  /* where the text since its last child begins */
    bool has_children;
    bool scoped; /* scope holds its declarations */
    struct buf scope;
};

struct xml_tree {
    xmlParserCtxtPtr parser; /* NULL: to be made */
    struct buf scope;
    struct buf text; /* of all open elements, outermost first */
    struct open_element open[XML_DEPTH];
    size_t depth, started; /* elements open; 1 + the deepest that was started */
    struct xml_group *group;
    bool in_root;
    struct arena *arena; /* the current parse */
    struct node *top;
    struct err *err;
    enum status st;
    uint64_t lines;      /* ends that the parser was given */
    uint64_t first_line; /* of the text, as the parser counts */
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
static struct slice attribute_value(struct arena *a, const xmlChar *from, const xmlChar *to)
{
    size_t n = (size_t)(to - from), used = 0;
    unsigned char *copy = arena_copy(a, from, n);

    if (n == 0 || memchr(copy, '&', n) == NULL)
        return (struct slice){copy, n};
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
    memcpy(named + 1, name.p, name.n);
    n->name = (struct slice){named, name.n + 1};
    n->ns = attribute[2] ? slice_copy(t->arena, text_of(attribute[2])) : SLICE_NONE;
    n->text = attribute_value(t->arena, attribute[3], attribute[4]);
    tree_append(element, n);
}

static bool is_blank_text(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != ' ' && p[i] != '\t' && p[i] != '\n' && p[i] != '\r')
            return false;
    return true;
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
    else if (xmlDictSize(t->parser->dict) > NAMES + XML_NAMES)
        err_set(t->err, ST_REJECT, "XML-NAMES", "more than 100000 different names stand in it");
    else
        return true;
    stop(t, ST_REJECT);
    return false;
}

static void push(struct xml_tree *t, struct node *n, int n_namespaces, const xmlChar **namespaces)
{
    struct open_element *e = &t->open[t->depth++];

    e->node = n;
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
                     int n_namespaces, const xmlChar **namespaces, int n_attributes,
                     int n_defaulted, const xmlChar **attributes)
{
    struct xml_tree *t = ctx;
    struct node *n;

    (void)prefix;
    (void)n_defaulted;
    if (!t->in_root) {
        t->in_root = true;
        return;
    }
    if (t->st != ST_OK || !may_start(t))
        return;
    n = tree_node(t->arena, n_attributes > 0 ? NODE_MAP : NODE_TEXT);
    n->ns = uri ? slice_copy(t->arena, text_of(uri)) : SLICE_NONE;
    for (int i = 0; i < n_attributes; i++)
        add_attribute(t, n, attributes + (ptrdiff_t)5 * i);
    if (t->depth == 0) {
        t->top = n;
    } else {
        n->name = slice_copy(t->arena, text_of(name));
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
    if (t->depth > 0)
        t->open[t->depth - 1].run = t->text.n;
}

static void on_text(void *ctx, const xmlChar *p, int n)
{
    struct xml_tree *t = ctx;

    if (t->depth > 0 && t->st == ST_OK)
        buf_add(&t->text, p, (size_t)n);
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    struct xml_tree *t = ctx;

    (void)name;
    (void)external;
    (void)system;
    err_set(t->err, ST_FAIL, "XML-DTD", "a document type declaration is not accepted");
    stop(t, ST_FAIL);
}

/* Namespace errors and warnings (a prefix without a declaration, a relative URI) leave the text as
 * clear as before. */
static void on_error(void *ctx, xmlErrorPtr e)
{
    struct xml_tree *t = ctx;
    struct slice words = slice_trim(slice_text(e->message));

    if (e->level == XML_ERR_WARNING || e->domain == XML_FROM_NAMESPACE || t->st != ST_OK)
        return;
    t->st = ST_REJECT;
    if (t->err == NULL)
        return;
    t->err->line = (uint64_t)e->line >= t->first_line ? (uint64_t)e->line - t->first_line + 1 : 1;
    t->err->column = e->int2 > 0 ? (uint64_t)e->int2 : 0;
    err_set(t->err, ST_REJECT, "XML-RECORD", "not well-formed: %.*s", (int)words.n,
            (const char *)words.p);
}

static uint64_t count_lines(struct slice s)
{
    const unsigned char *p;
    uint64_t n = 0;

    while (s.n > 0 && (p = memchr(s.p, '\n', s.n)) != NULL) {
        n++;
        s.n -= (size_t)(p + 1 - s.p);
        s.p = p + 1;
    }
    return n;
}

static void feed(struct xml_tree *t, struct slice bytes)
{
    t->lines += count_lines(bytes);
    while (bytes.n > 0 && t->st == ST_OK) {
        size_t n = bytes.n < FEED ? bytes.n : FEED;

        xmlParseChunk(t->parser, (const char *)bytes.p, (int)n, 0);
        bytes.p += n;
        bytes.n -= n;
    }
}

static void close_parser(struct xml_tree *t)
{
    if (t->parser != NULL)
        xmlFreeParserCtxt(t->parser);
    t->parser = NULL;
}

/* HUGE lifts libxml2's limit of 10 MB a text, so that our own of 16 MiB a record holds everywhere;
 * the expansion that it also allows needs a DTD, which is refused. */
static void open_parser(struct xml_tree *t)
{
    xmlSAXHandler sax;

    memset(&sax, 0, sizeof sax);
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = sax.ignorableWhitespace = sax.cdataBlock = on_text;
    sax.internalSubset = on_doctype;
    sax.serror = on_error;
    t->parser = xmlCreatePushParserCtxt(&sax, t, NULL, 0, NULL);
    assert(t->parser != NULL); /* out of memory */
    xmlCtxtUseOptions(t->parser, XML_PARSE_NONET | XML_PARSE_HUGE);
    t->in_root = false;
    t->lines = 0;
    feed(t, SLICE("<root"));
    feed(t, buf_view(&t->scope));
    feed(t, SLICE(">"));
}

struct xml_tree *xml_tree_new(void)
{
    struct xml_tree *t = mem_zero(1, sizeof *t);

    LIBXML_TEST_VERSION
    buf_init(&t->scope, BUF_CAP);
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
    buf_release(&t->text);
    for (size_t i = 0; i < XML_DEPTH; i++)
        buf_release(&t->open[i].scope);
    xml_group_free(t->group);
    mem_free(t);
}

void xml_tree_scope(struct xml_tree *t, struct slice declarations)
{
    if (slice_equal(buf_view(&t->scope), declarations))
        return;
    buf_clear(&t->scope);
    buf_slice(&t->scope, declarations);
    close_parser(t);
}

/* libxml2 takes a NUL for an end, and not every overlong form for an error. */
static enum status check_bytes(struct slice text, struct err *err)
{
    size_t bad = utf8_valid(text);
    const unsigned char *nul = memchr(text.p, 0, text.n);
    size_t line = 0;

    if (nul != NULL && (size_t)(nul - text.p) < bad)
        bad = (size_t)(nul - text.p);
    if (bad == text.n)
        return ST_OK;
    err->line = 1;
    for (size_t i = 0; i < bad; i++)
        if (text.p[i] == '\n') {
            err->line++;
            line = i + 1;
        }
    err->column = bad - line + 1;
    return err_set(err, ST_REJECT, "XML-CHAR",
                   text.p[bad] == 0 ? "a NUL byte stands in it"
                                    : "these bytes are not valid UTF-8");
}

enum status xml_tree_parse(struct xml_tree *t, struct slice text, struct arena *arena,
                           struct node **out, struct err *err)
{
    t->st = check_bytes(text, err);
    t->depth = t->started = 0;
    if (t->st != ST_OK)
        return t->st;
    t->arena = arena;
    t->err = err;
    t->top = NULL;
    buf_clear(&t->text);
    xml_group_clear(t->group);
    if (t->parser != NULL && xmlDictSize(t->parser->dict) > NAMES)
        close_parser(t);
    if (t->parser == NULL)
        open_parser(t);
    feed(t, SLICE("\n"));
    t->first_line = t->lines + 1;
    feed(t, text);
    if (t->st == ST_OK && (t->top == NULL || t->depth > 0))
        t->st = err_set(err, ST_REJECT, "XML-RECORD", "not well-formed: an element is not closed");
    if (t->st != ST_OK) {
        close_parser(t);
        return t->st;
    }
    *out = t->top;
    return ST_OK;
}

struct node *xml_tree_last(const struct xml_tree *t, size_t depth)
{
    return depth < t->started ? t->open[depth].node : NULL;
}

struct slice xml_tree_last_scope(const struct xml_tree *t, size_t depth)
{
    return depth < t->started && t->open[depth].scoped ? buf_view(&t->open[depth].scope)
                                                       : SLICE_NONE;
}
