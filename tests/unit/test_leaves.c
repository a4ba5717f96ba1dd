/* test_leaves: an event field by field, and what its versions say differently. */
#include "harness.h"
#include "leaves.h"

static struct arena a;

/* "name=text" a line. */
static struct slice listed(const char *json, size_t max)
{
    struct leaves l;
    struct slice text;
    struct buf b;

    buf_init(&b, BUF_CAP);
    leaves_of_attributes(slice_text(json), max, &a, &l);
    for (size_t i = 0; i < l.n; i++)
        buf_format(&b, "%.*s=%.*s\n", (int)l.v[i].name.n, (const char *)l.v[i].name.p, (int)l.v[i].text.n,
                   (const char *)l.v[i].text.p);
    buf_text(&b, l.more ? "more" : "");
    text = slice_copy(&a, buf_view(&b));
    buf_release(&b);
    return text;
}

static void test_attributes(void)
{
    CHECK_SLICE(listed("", 9), "");
    CHECK_SLICE(listed("{}", 9), "");
    CHECK_SLICE(listed("{\"a\":1.50,\"b\":{\"c\":\"x\\ny\",\"d\":[]},\"e\":null,\"f\":true,\"g\":{}}", 9),
                "a=1.50\nb.c=x\ny\nb.d=[]\ne=null\nf=true\ng={}\n");
    CHECK_SLICE(listed("{\"l\":[null,{\"k\":\"v\"},[7,[8]],\"\"],\"z\":false}", 9),
                "l[2].k=v\nl[3][1]=7\nl[3][2][1]=8\nl[4]=\nz=false\n");
    CHECK_SLICE(listed("{\"a\":1,\"b\":2,\"c\":3}", 2), "a=1\nb=2\nmore");
    CHECK_SLICE(listed("{\"a\":1,\"b\":2}", 2), "a=1\nb=2\n");
}

/* A name that nests deeper than anybody reads costs no more than what is shown of it. */
static void test_deep(void)
{
    struct leaves l;
    struct buf b;

    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < 400; i++)
        buf_text(&b, "{\"a_long_name\":");
    buf_byte(&b, '1');
    for (size_t i = 0; i < 400; i++)
        buf_byte(&b, '}');
    leaves_of_attributes(buf_view(&b), 9, &a, &l);
    CHECK_INT(l.n, 1);
    CHECK(l.v[0].name.n <= LEAVES_NAME + 3);
    CHECK_SLICE(l.v[0].text, "1");
    buf_release(&b);
}

static struct store_event event(const char *message, const char *attributes, struct store_party *parties,
                                size_t n)
{
    struct store_event e = {.parties = parties, .n_parties = n};

    e.ev = (struct event){.action = SLICE("opened"),
                          .count = 1,
                          .message = slice_text(message),
                          .attributes = slice_text(attributes)};
    e.ev.time.at = 0;
    e.ev.time.resolution = STAMP_RES_S;
    return e;
}

static struct slice differs(const struct store_event *x, const struct store_event *y)
{
    struct leaves one, other;
    struct difference *d;
    struct slice text;
    struct buf b;
    size_t n;

    leaves_of_event(x, 1000, &a, &one);
    leaves_of_event(y, 1000, &a, &other);
    n = leaves_differ(&one, &other, &a, &d);
    buf_init(&b, BUF_CAP);
    for (size_t i = 0; i < n; i++) {
        struct slice o = d[i].in_one ? d[i].one : SLICE("-"), p = d[i].in_other ? d[i].other : SLICE("-");

        buf_format(&b, "%.*s: %.*s | %.*s\n", (int)d[i].name.n, (const char *)d[i].name.p, (int)o.n,
                   (const char *)o.p, (int)p.n, (const char *)p.p);
    }
    text = slice_copy(&a, buf_view(&b));
    buf_release(&b);
    return text;
}

static void test_differences(void)
{
    struct store_party ps[] = {
        {.role = ROLE_ACTOR, .type = SLICE("user"), .key = SLICE("ada")},
        {.role = ROLE_TARGET, .type = SLICE("door"), .key = SLICE("D1"), .label = SLICE("Front")},
        {.role = ROLE_TARGET, .type = SLICE("door"), .key = SLICE("D2")}};
    struct change c[] = {{SLICE("lock"), SLICE("open"), SLICE("shut"), CHANGE_NEW_KNOWN}};
    struct store_event x = event("Hello", "{\"a\":1,\"b\":\"x\"}", ps, 3), y = x;

    CHECK_SLICE(differs(&x, &y), "");
    y = event("", "{\"b\":\"y\",\"c\":2}", ps, 2);
    y.ev.time.at = STAMP_UNKNOWN;
    y.ev.time_text = SLICE("soon");
    y.ev.changes = c;
    y.ev.n_changes = 1;
    y.ev.outcome = OUTCOME_DENIED;
    CHECK_SLICE(differs(&x, &y), "time: 1970-01-01T00:00:00Z | unknown\n"
                                 "time as it stands: - | soon\n"
                                 "outcome: unknown | denied\n"
                                 "message: Hello | -\n"
                                 "target door: D2 | -\n"
                                 "change of lock: - | ? \xe2\x86\x92 shut\n"
                                 "a: 1 | -\n"
                                 "b: x | y\n"
                                 "c: - | 2\n");
    CHECK_SLICE(differs(&y, &y), "");
}

int main(void)
{
    test_attributes();
    test_deep();
    test_differences();
    arena_release(&a);
    return harness_end();
}
