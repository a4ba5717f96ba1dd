/* reader_xml_tree: XML text of one element as a tree, by libxml2.  See reader_xml_tree.h. */
#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "reader_xml_group.h"
#include "reader_xml_tree.h"
#include "utf8.h"

#define FEED  ((size_t)256 << 10) /* bytes given to the parser at a time */
#define NAMES 20000               /* that one parser knows before it is made anew */

#define FIRST_LINE 2 /* of a text that is parsed for its error's place */

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
    struct buf text; /* of all open elements that have more than one run, outermost first */
    struct open_element open[XML_DEPTH];
    size_t depth, started; /* elements open; 1 + the deepest that was started */
    struct xml_group *group;
    bool in_root;
    struct arena *arena; /* the current parse */
    struct node *top;
    size_t names; /* that the current parse met, at most: libxml2 is seldom asked */
    struct err *err;
    enum status st;
    bool locating; /* nothing is built: only the place of the error is wanted */
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
    if (name.n > 0)
        memcpy(named + 1, name.p, name.n);
    n->name = (struct slice){named, name.n + 1};
    n->ns = text_of(attribute[2]);
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
    if (t->locating || t->st != ST_OK)
        return;
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
    if (t->depth > 0)
        t->open[t->depth - 1].run = t->text.n;
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
        e->only = slice_copy(t->arena, run);
        return;
    }
    end_only(t, e);
    buf_slice(&t->text, run);
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
 * clear as before. */
static void on_error(void *ctx, xmlErrorPtr e)
{
    struct xml_tree *t = ctx;
    struct slice words = slice_trim(slice_text(e->message)), rest;
    size_t n = before_line(words, e->int1, &rest);

    if (e->level == XML_ERR_WARNING || e->domain == XML_FROM_NAMESPACE || t->st != ST_OK)
        return;
    t->st = ST_REJECT;
    t->err->line = e->line > FIRST_LINE ? (uint64_t)(e->line - FIRST_LINE) + 1 : 1;
    t->err->column = e->int2 > 0 ? (uint64_t)e->int2 : 0;
    err_set(t->err, ST_REJECT, "XML-RECORD", "not well-formed: %.*s%.*s", (int)n,
            (const char *)words.p, (int)rest.n, (const char *)rest.p);
}

static void feed(struct xml_tree *t, struct slice bytes)
{
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

/* The parser has read other records before this one: a new one tells in which line and column of
 * it the error is. */
static void locate_error(struct xml_tree *t, struct slice text)
{
    close_parser(t);
    err_clear(t->err);
    t->st = ST_OK;
    t->locating = true;
    t->depth = 0;
    open_parser(t);
    feed(t, SLICE("\n"));
    feed(t, text);
    t->locating = false;
    close_parser(t);
}

static void start(struct xml_tree *t, struct arena *arena, struct err *err)
{
    t->depth = t->started = t->names = 0;
    t->arena = arena;
    t->err = err;
    t->top = NULL;
    buf_clear(&t->text);
    xml_group_clear(t->group);
    if (t->parser != NULL && xmlDictSize(t->parser->dict) > NAMES)
        close_parser(t);
    if (t->parser == NULL)
        open_parser(t);
}

enum status xml_tree_parse(struct xml_tree *t, struct slice text, struct arena *arena,
                           struct node **out, struct err *err)
{
    t->started = 0;
    t->st = check_bytes(text, err);
    if (t->st != ST_OK)
        return t->st;
    start(t, arena, err);
    feed(t, text);
    if (t->st == ST_OK && (t->top == NULL || t->depth > 0))
        t->st = err_set(err, ST_REJECT, "XML-RECORD", "not well-formed: an element is not closed");
    else if (t->st == ST_REJECT && err->line > 0)
        locate_error(t, text);
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
