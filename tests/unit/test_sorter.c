/* Records come back sorted, all of them, equal ones in their order, however little memory there is.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness.h"
#include "mem.h"
#include "sorter.h"

static uint32_t next_random(uint32_t *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

/* Keys of few kinds, values that tell the order of arrival. */
static void check_sorted(size_t n, size_t memory, uint32_t kinds)
{
    struct err err = ERR_INIT;
    struct sorter *s = sorter_new("sorter-test", memory);
    struct buf key, last;
    struct slice k, v;
    uint32_t x = 7, before = 0;
    size_t got = 0;
    enum status st;

    buf_init(&key, BUF_CAP);
    buf_init(&last, BUF_CAP);
    for (uint32_t i = 0; i < n; i++) {
        buf_clear(&key);
        sorter_key_int(&key, (int64_t)(next_random(&x) % kinds) - kinds / 2);
        CHECK(sorter_add(s, buf_view(&key), (struct slice){(unsigned char *)&i, sizeof(i)}, &err) == ST_OK);
    }
    CHECK_INT(sorter_count(s), n);
    CHECK(sorter_start(s, &err) == ST_OK);
    while ((st = sorter_next(s, &k, &v, &err)) == ST_OK) {
        int order = got == 0 ? -1 : slice_order(buf_view(&last), k);
        uint32_t i;

        memcpy(&i, v.p, sizeof(i));
        if (order > 0 || (order == 0 && before >= i))
            break;
        before = i;
        buf_clear(&last);
        buf_slice(&last, k);
        got++;
    }
    CHECK_INT(st, ST_END);
    CHECK_INT(got, n);
    CHECK_INT(sorter_count(s), 0);
    buf_release(&key);
    buf_release(&last);
    sorter_free(s);
}

/* A record greater than the memory, among small ones; and a sorter that is used again. */
static void check_large(void)
{
    struct err err = ERR_INIT;
    struct sorter *s = sorter_new("sorter-test", 1000);
    unsigned char *large = mem_zero(1, 300000);
    struct slice k, v;

    for (int round = 0; round < 2; round++) {
        memset(large, 'x', 300000);
        CHECK(sorter_add(s, SLICE("b"), (struct slice){large, 300000}, &err) == ST_OK);
        for (int i = 0; i < 5000; i++)
            CHECK(sorter_add(s, i & 1 ? SLICE("a") : SLICE("bb"), SLICE("small"), &err) == ST_OK);
        CHECK(sorter_start(s, &err) == ST_OK);
        for (int i = 0; i < 2500; i++)
            CHECK(sorter_next(s, &k, &v, &err) == ST_OK && slice_is(k, "a"));
        CHECK(sorter_next(s, &k, &v, &err) == ST_OK && slice_is(k, "b") && v.n == 300000 &&
              memcmp(v.p, large, v.n) == 0);
        for (int i = 0; i < 2500; i++)
            CHECK(sorter_next(s, &k, &v, &err) == ST_OK && slice_is(v, "small"));
        CHECK(sorter_next(s, &k, &v, &err) == ST_END);
    }
    mem_free(large);
    sorter_free(s);
}

static void check_no_folder(void)
{
    struct err err = ERR_INIT;
    struct sorter *s = sorter_new("no/such/folder/x", 100);
    enum status st = ST_OK;

    for (int i = 0; i < 100 && st == ST_OK; i++)
        st = sorter_add(s, SLICE("k"), SLICE("v"), &err);
    CHECK_INT(st, ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "SORT-IO");
    sorter_free(s);
}

/* A disk without room: told as such, and the next sorter has all it needs. */
static void check_full(void)
{
    struct rlimit limit, small;
    struct err err = ERR_INIT;
    struct sorter *s = sorter_new("sorter-test", 10000);
    enum status st = ST_OK;

    CHECK_INT(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN);
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 0; i < 100000 && st == ST_OK; i++)
        st = sorter_add(s, SLICE("a key"), SLICE("and its value"), &err);
    CHECK_INT(st, ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "SORT-FULL");
    CHECK_SLICE(slice_text(err.where), "sorter-test");
    sorter_free(s);
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &limit), 0);
    check_sorted(20000, 10000, 50);
}

int main(void)
{
    check_sorted(0, 1000, 1);
    check_sorted(1, 1000, 1);
    check_sorted(1000, 1 << 20, 10);
    check_sorted(20000, 400, 50); /* several levels of runs */
    check_sorted(20000, 5000, 1000000);
    check_large();
    check_no_folder();
    check_full();
    return harness_end();
}
