/* verify_item: which entries disclose an item.  See verify_item.h. */
#include "json.h"
#include "verify_item.h"

bool verify_item_name(struct slice name)
{
    return slice_is(name, "actor") || slice_starts(name, SLICE("item."));
}

/* Parties are arrays, of actors [type,key,...], of others [role,type,key,...]; in the value of one item.<k>
 * one stands alone. */
bool verify_item_is(const struct verify_item *item, struct slice name, struct slice value)
{
    const bool actor = slice_is(name, "actor");
    const unsigned depth = actor || slice_is(name, "item.rest") ? 2 : 1;
    const size_t at = actor ? 0 : 1;
    struct arena a = ARENA_INIT;
    struct json_scan *s = arena_zero(&a, 1, sizeof(*s));
    bool type = false, found = false;
    enum json_token t;
    size_t n = 0;

    json_start(s, value, &a);
    while (!found && (t = json_next(s)) != JSON_END && t != JSON_ERROR) {
        if (t == JSON_ARRAY || s->depth != depth) {
            n = 0;
            continue;
        }
        if (n == at)
            type = t == JSON_STRING && slice_equal(s->value, item->type);
        found = n == at + 1 && type && t == JSON_STRING && slice_equal(s->value, item->key);
        n++;
    }
    arena_release(&a);
    return found;
}
