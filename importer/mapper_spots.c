/* mapper_spots: what stands in the place of some of a record's values while it is mapped. */
#include "mapper_steps.h"

static void keep_spot(struct mapper *m, struct node *n)
{
    if (m->n_spots == m->size_spots) {
        m->size_spots = m->size_spots ? 2 * m->size_spots : 8;
        m->spots = mem_resize(m->spots, m->size_spots, sizeof(*m->spots));
    }
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

static bool hide(void *ctx, struct node *n, struct node *holder)
{
    (void)holder;
    keep_spot(ctx, n);
    n->kind = NODE_NULL;
    n->child = n->last = NULL;
    return true;
}

void mapper_hide(struct mapper *m, const struct scope *s)
{
    for (size_t i = 0; i < m->p->n_ignore; i++)
        path_walk(&m->p->ignore[i], s, true, hide, m);
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
