/* What a hold covers: the item's own events, those it shares with others, and a category whatever its name
 * became; nothing once it is released. */
#include <unistd.h>

#include "ledger.h"
#include "store_holds.h"
#include "store_make.h"
#include "store_sql.h"

/* Seals, appends the act, and gives its entry. */
static uint64_t append(struct store *s, const char *kind, const char *clear, const char *hidden)
{
    const struct ledger_act act = {kind, slice_text(clear), slice_text(hidden), false};
    struct arena a = ARENA_INIT;
    struct err err = ERR_INIT;
    struct ledger_sealed sealed;
    struct store_ledger l;

    MUST(store_begin(s, &err));
    MUST(store_ledger_get(s, &l, &a, &err));
    if (!l.begun)
        MUST(ledger_begin(s, SLICE("example.org/log"), SLICE_NONE, 1, &err));
    MUST(ledger_seal(s, 1, &sealed, &err));
    MUST(ledger_append(s, 1, &act, &sealed, &err));
    MUST(store_commit(s, &err));
    arena_release(&a);
    return sealed.size - 1;
}

static void release(struct store *s, uint64_t hold)
{
    char clear[40];

    snprintf(clear, sizeof(clear), "{\"hold\":%llu}", (unsigned long long)hold);
    append(s, "release", clear, "{}");
}

static int64_t item(struct store *s, const char *key)
{
    struct err err = ERR_INIT;
    char text[80];
    int64_t id = 0;

    snprintf(text, sizeof(text), "SELECT id FROM item WHERE key='%s'", key);
    MUST(sql_one_text(s, text, &id, &err));
    return id;
}

static uint64_t held(struct store *s, const char *key)
{
    struct err err = ERR_INIT;
    uint64_t hold = 99;

    MUST(store_held_item(s, item(s, key), &hold, &err));
    return hold;
}

static void run(struct store *s)
{
    const struct made events[] = {
        {.at = T0, .record = "a", .actor = "anna", .target = "one"},
        {.at = T0 + 40 * STAMP_DAY, .record = "b", .actor = "anna", .target = "two"},
        {.at = STAMP_UNKNOWN, .record = "c", .actor = "ben", .target = "two"},
        {.at = T0, .record = "d", .actor = "ben", .target = "three", .action = "license_sold"},
        {.at = T0, .record = "e", .actor = "cleo", .target = "four"},
    };
    struct store_import info = make_import("shop", "dump");
    struct store_holds_count n;
    struct err err = ERR_INIT;
    uint64_t one, two, sold;

    make_dump(s, &info, false, events, 5, 5);
    CHECK_INT(held(s, "anna"), 0);
    one = append(s, "hold", "{}", "{\"item\":[\"license\",\"one\"],\"reason\":\"x\"}");
    CHECK_INT(held(s, "one"), one);
    CHECK_INT(held(s, "anna"), one);
    CHECK_INT(held(s, "two"), 0); /* anna's other event is not the held item's */
    two = append(s, "hold", "{}", "{\"item\":[\"license\",\"two\"]}");
    CHECK_INT(held(s, "anna"), one);
    CHECK_INT(held(s, "ben"), two); /* at an unknown time */
    release(s, one);
    CHECK_INT(held(s, "one"), 0);
    CHECK_INT(held(s, "anna"), two);
    release(s, two);
    CHECK_INT(held(s, "anna"), 0);
    MUST(store_holds_count(s, &n, &err));
    CHECK_INT(n.in_force, 0);
    CHECK_INT(n.released, 2);

    /* An item of the same key and another type is another one, and another source is no category's. */
    append(s, "hold", "{}", "{\"item\":[\"user\",\"one\"]}");
    append(s, "hold", "{\"src\":\"other\"}", "{}");
    CHECK_INT(held(s, "one"), 0);

    sold = append(s, "hold", "{\"src\":\"shop\",\"category\":\"Licenses\"}", "{}");
    CHECK_INT(held(s, "three"), sold);
    MUST(store_begin(s, &err));
    MUST(sql_exec(s, "UPDATE action SET category='Renamed'", &err));
    MUST(store_commit(s, &err));
    CHECK_INT(held(s, "three"), sold);
    release(s, sold);
    CHECK_INT(held(s, "three"), 0);
}

int main(void)
{
    struct store *s;
    char path[64];

    make_path(path, sizeof(path), "holds");
    s = make_store(path);
    run(s);
    store_close(s);
    unlink(path);
    return harness_end();
}
