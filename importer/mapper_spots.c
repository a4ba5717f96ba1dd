/* mapper_spots: what stands in the place of some values while a record is mapped.  See mapper_steps.h. */
#include "mapper_steps.h"

static void keep_spot(struct mapper *m, struct node *n)
{
    m->spots = mem_grow(m->spots, m->n_spots, &m->size_spots, sizeof(*m->spots));
    m->spots[m->n_spots++] = (struct spot){n, *n};
}

static bool open_cell(void *ctx, struct node *n, struct node *holder)
{
    struct mapper *m = ctx;
    struct slice text;
    struct err ignored;
    struct node *tree;

    (void)holder;
    if (n->kind == NODE_MAP) /* an element with attributes: its text */
        n = tree_member(n, SLICE("#text"));
    if (!n || n->kind != NODE_TEXT)
        return true;
    text = slice_trim(n->text);
    if (text.n < 2 || (text.p[0] != '{' && text.p[0] != '['))
        return true;
    if (tree_from_json(&m->scratch, text, &tree, &ignored) != ST_OK)
        return true; /* not JSON after all: it stays a text */
    keep_spot(m, n);
    n->kind = tree->kind;
    n->child = tree->child;
    n->last = tree->last;
    n->text = SLICE_NONE;
    return true;
}

struct hiding {
    struct mapper *m;
    struct node *found; /* a list of copies */
};

static bool hide(void *ctx, struct node *n, struct node *holder)
{
    struct hiding *h = ctx;
    struct node *copy = tree_node(&h->m->scratch, n->kind);

    (void)holder;
    keep_spot(h->m, n);
    *copy = *n;
    copy->next = NULL;
    tree_append(h->found, copy);
    *n = (struct node){.kind = NODE_NULL, .hidden = true, .name = n->name, .ns = n->ns, .next = n->next};
    return true;
}

void mapper_hide(struct mapper *m, const struct scope *s)
{
    struct node *all;

    if (!m->p->n_ignore)
        return;
    all = tree_node(&m->scratch, NODE_MAP);
    for (size_t i = 0; i < m->p->n_ignore; i++) {
        struct hiding h = {m, tree_node(&m->scratch, NODE_LIST)};
        struct node *found = h.found;

        path_walk(&m->p->ignore[i], s, true, hide, &h);
        if (found->child == NULL)
            continue;
        if (found->child == found->last)
            found = found->child;
        found->name = m->p->ignore[i].text;
        tree_append(all, found);
    }
    m->ignored = mapper_json(m, all, TREE_FILLED);
}

void mapper_embed(struct mapper *m, const struct scope *s)
{
    for (size_t i = 0; i < m->p->n_embed; i++)
        path_walk(&m->p->embed[i], s, false, open_cell, m);
}

void mapper_restore(struct mapper *m)
{
    while (m->n_spots) {
        struct spot *spot = &m->spots[--m->n_spots];
        struct node *next = spot->node->next;

        *spot->node = spot->was;
        spot->node->next = next;
    }
}
