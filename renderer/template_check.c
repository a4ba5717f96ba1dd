/* template_check: stub */
#include "template_html.h"
#include "template_ops.h"

const struct variant *template_variant(const struct body *b, unsigned state)
{
    for (const struct variant *v = b->variants; v != NULL; v = v->next)
        if (v->state == state)
            return v;
    return NULL;
}

enum status template_check(struct template_set *set, struct unit *u, struct err *err)
{
    (void)u; (void)err; (void)set;
    return ST_OK;
}
enum html_place html_place(unsigned state, enum escape_url *part, const struct html_fault **fault)
{ (void)state; (void)part; (void)fault; return HTML_TEXT; }
