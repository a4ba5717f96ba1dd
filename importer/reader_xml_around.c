/*
 * reader_xml_around: the elements around the records.  See reader_xml_around.h.
 *
 * Whether an element encloses records or is a member of one that does is known only when it ends,
 * or when a record starts in it.  Until then its bytes are kept, PENDING_MAX of them at most.
 */
#include <assert.h>
#include <string.h>

#include "reader_xml_impl.h"

#define PENDING_MAX ((size_t)16 << 10)

struct slice xml_ancestor_name(const struct xml_reader *x, size_t i)
{
    return (struct slice){x->tags.p + x->ancestors[i].tag + 1, x->ancestors[i].name_n};
}

size_t xml_find_ancestor(const struct xml_reader *x, struct slice name)
{
    for (size_t i = x->depth; i-- > 0;)
        if (slice_equal(name, xml_ancestor_name(x, i)))
            return i;
    return x->depth;
}

/* One declaration off the front of s: " prefix=\"uri\""; its name with "xmlns" in *name. */
static struct slice next_declaration(struct slice *s, struct slice *name)
{
    const unsigned char *equals = memchr(s->p, '=', s->n);
    size_t at = (size_t)(equals - s->p) + 2;
    const unsigned char *end = memchr(s->p + at, '"', s->n - at);
    struct slice all = {s->p, (size_t)(end - s->p) + 1};

    *name = (struct slice){s->p, at - 2};
    s->p += all.n;
    s->n -= all.n;
    return all;
}

/* The declarations in scope, the inner hiding the outer; at most XML_NAMESPACES: this is quick. */
static void set_scope(struct xml_reader *x)
{
    struct slice rest = buf_view(&x->scope);
    size_t n = 0;

    buf_clear(&x->scope_text);
    while (rest.n > 0 && n < XML_NAMESPACES) {
        struct slice name, other, all = next_declaration(&rest, &name), inner = rest;
        bool hidden = false;

        while (inner.n > 0 && !hidden) {
            next_declaration(&inner, &other);
            hidden = slice_equal(name, other);
        }
        if (!hidden) {
            buf_slice(&x->scope_text, all);
            n++;
        }
    }
    xml_tree_scope(x->tree, buf_view(&x->scope_text));
}

static size_t count_declarations(struct slice s)
{
    struct slice name;
    size_t n = 0;

    for (; s.n > 0; n++)
        next_declaration(&s, &name);
    return n;
}

/* Parses what is pending, with an end tag for each open element of it. */
static struct node *parse_pending(struct xml_reader *x, size_t open)
{
    struct err ignored = ERR_INIT;
    struct node *node;

    arena_reset(&x->scratch);
    if (x->pending_bad)
        return NULL;
    x->ahead_n = 0; /* their names do not outlive this parse */
    for (size_t i = 0; i < open; i++) {
        buf_text(&x->pending, "</");
        buf_slice(&x->pending, xml_ancestor_name(x, x->depth - 1 - i));
        buf_byte(&x->pending, '>');
    }
    if (xml_tree_parse(x->tree, buf_view(&x->pending), &x->scratch, &node, &ignored) != ST_OK) {
        x->recovered = true;
        return NULL;
    }
    return node;
}

static void forget_pending(struct xml_reader *x)
{
    buf_clear(&x->pending);
    x->pending_bad = false;
}

/* The last child goes; the one before becomes the last. */
static void drop_last(struct node *parent)
{
    struct node *before = NULL;

    for (struct node *c = parent->child; c != parent->last; c = c->next)
        before = c;
    if (before != NULL)
        before->next = NULL;
    else
        parent->child = NULL;
    parent->last = before;
}

/* Takes out of parent the element that is still open: it is a level of its own.  It is the last of
 * its namesakes. */
static void detach(struct node *parent, const struct node *open)
{
    for (struct node **link = &parent->child; *link != NULL; link = &(*link)->next) {
        struct node *member = *link, *before = NULL;

        if (member->kind == NODE_LIST && member->last == open) {
            drop_last(member);
            assert(member->child != NULL);
            if (member->child == member->last) { /* a single one is no list */
                struct node *next = member->next;
                struct slice name = member->name;

                *member = *member->child;
                member->name = name;
                member->next = next;
                if (parent->last != member && next == NULL)
                    parent->last = member;
            }
            return;
        }
        if (member != open)
            continue;
        for (struct node *c = parent->child; c != member; c = c->next)
            before = c;
        *link = member->next;
        if (parent->last == member)
            parent->last = before;
        return;
    }
}

/* One more level: the ancestor with the members that it had so far; node may be NULL. */
static void show_one(struct xml_reader *x, struct node *node, const struct node *inner, struct slice scope)
{
    enclosing_push(x->around);
    x->ancestors[x->shown].scope_end = x->scope.n;
    if (scope.n > 0 && count_declarations(buf_view(&x->scope)) + count_declarations(scope) <= XML_NAMESPACES)
        buf_slice(&x->scope, scope);
    x->shown++;
    if (node == NULL)
        return;
    if (inner != NULL)
        detach(node, inner);
    for (struct node *c = node->child; c != NULL; c = c->next)
        enclosing_add(x->around, c);
}

void xml_around_show(struct xml_reader *x)
{
    size_t open = x->depth - x->shown;
    bool parsed;

    if (open == 0)
        return;
    parsed = parse_pending(x, open) != NULL;
    for (size_t i = 0; i < open; i++)
        show_one(x, parsed ? xml_tree_last(x->tree, i) : NULL,
                 parsed && i + 1 < open ? xml_tree_last(x->tree, i + 1) : NULL,
                 parsed ? xml_tree_last_scope(x->tree, i) : SLICE_NONE);
    forget_pending(x);
    set_scope(x);
}

static void add_pending(struct xml_reader *x, struct slice bytes)
{
    if (x->pending.n + bytes.n > 4 * PENDING_MAX)
        x->pending_bad = true;
    if (!x->pending_bad)
        buf_slice(&x->pending, bytes);
}

static void check_tag(struct xml_reader *x, const struct xml_tag *tag)
{
    if (tag->attributes > XML_ATTRIBUTES || tag->namespaces > XML_NAMESPACES)
        x->pending_bad = true;
}

void xml_around_open(struct xml_reader *x, struct slice bytes, const struct xml_tag *tag)
{
    size_t kept = tag->name.n < REJECT_START ? REJECT_START : 1 + tag->name.n;
    struct xml_ancestor *a;

    if (x->depth == XML_DEPTH) {
        x->over++;
        return;
    }
    a = &x->ancestors[x->depth++];
    a->tag = x->tags.n;
    a->name_n = tag->name.n;
    buf_slice(&x->tags, (struct slice){bytes.p, bytes.n < kept ? bytes.n : kept});
    a->offset = x->w->offset;
    a->length = input_original_length(x->w->in, bytes);
    a->line = x->w->line;
    a->unsure = x->unsure;
    check_tag(x, tag);
    add_pending(x, bytes);
    if (x->pending.n > PENDING_MAX || x->pending_bad)
        xml_around_show(x);
}

/* A whole child of the innermost shown ancestor is pending. */
static void add_member(struct xml_reader *x, struct slice name)
{
    struct node *node = x->shown > 0 ? parse_pending(x, 0) : NULL;

    if (node != NULL) {
        node->name = xml_local_name(name);
        enclosing_add(x->around, node);
    }
    forget_pending(x);
}

void xml_around_empty(struct xml_reader *x, struct slice bytes, const struct xml_tag *tag)
{
    if (x->over > 0)
        return;
    check_tag(x, tag);
    add_pending(x, bytes);
    if (x->depth == x->shown) {
        add_member(x, tag->name);
    } else if (x->pending.n > PENDING_MAX || x->pending_bad) {
        xml_around_show(x);
    }
}

void xml_around_text(struct xml_reader *x, struct slice bytes)
{
    if (x->depth == x->shown || x->over > 0)
        return;
    add_pending(x, bytes);
    if (x->pending.n > PENDING_MAX || x->pending_bad)
        xml_around_show(x);
}

void xml_around_close(struct xml_reader *x, struct slice bytes)
{
    struct xml_ancestor *a = &x->ancestors[x->depth - 1];

    assert(x->depth > 0);
    if (x->depth == x->shown) {
        enclosing_pop(x->around);
        x->shown--;
        if (x->scope.n != a->scope_end) {
            x->scope.n = a->scope_end;
            set_scope(x);
        }
    } else if (bytes.n > 0) {
        add_pending(x, bytes);
    } else {
        x->pending_bad = true;
    }
    x->depth--;
    if (x->depth == x->shown && x->pending.n > 0)
        add_member(x, xml_ancestor_name(x, x->depth));
    x->tags.n = a->tag;
}
