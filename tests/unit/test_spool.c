/* test_spool: streams come back whole and apart, however they were mixed. */
#include <stdlib.h>
#include <unistd.h>

#include "harness.h"
#include "mem.h"
#include "spool.h"

#define STREAMS 40

static enum status gather(void *ctx, struct slice bytes, struct err *err)
{
    (void)err;
    buf_slice(ctx, bytes);
    return ST_OK;
}

static enum status stop(void *ctx, struct slice bytes, struct err *err)
{
    (void)ctx;
    (void)bytes;
    return err_set(err, ST_FAIL, "TEST", "no more");
}

int main(void)
{
    struct err err = ERR_INIT;
    struct spool *s = NULL;
    struct buf want[STREAMS], got;
    uint64_t seed = 7;

    CHECK_INT(spool_open("/nowhere/at/all", 1, &s, &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "SPOOL-FILE");
    CHECK_INT(spool_open("/tmp/test_spool", STREAMS, &s, &err), ST_OK);
    buf_init(&got, BUF_CAP);
    for (int i = 0; i < STREAMS; i++)
        buf_init(&want[i], BUF_CAP);
    for (int i = 0; i < 20000; i++) {
        size_t stream;
        char text[32];

        seed = seed * 6364136223846793005u + 1442695040888963407u;
        stream = (size_t)(seed >> 40) % (STREAMS - 1); /* the last one stays empty */
        snprintf(text, sizeof(text), "%zu:%d,", stream, i);
        buf_text(&want[stream], text);
        CHECK_INT(spool_write(s, stream, slice_text(text), &err), ST_OK);
    }
    for (size_t i = 0; i < 3 * SPOOL_BLOCK; i++) /* ends at a block's end */
        buf_byte(&want[0], (unsigned char)i);
    CHECK_INT(
        spool_write(s, 0, (struct slice){want[0].p + want[0].n - 3 * SPOOL_BLOCK, 3 * SPOOL_BLOCK}, &err),
        ST_OK);
    for (size_t i = STREAMS; i-- > 0;) {
        buf_clear(&got);
        CHECK_INT(spool_read(s, i, gather, &got, &err), ST_OK);
        CHECK(slice_equal(buf_view(&got), buf_view(&want[i])));
    }
    CHECK_INT(spool_read(s, 0, stop, NULL, &err), ST_FAIL);
    CHECK_INT(spool_read(s, STREAMS - 1, stop, NULL, &err), ST_OK);
    for (int i = 0; i < STREAMS; i++)
        buf_release(&want[i]);
    buf_release(&got);
    spool_free(s);
    return harness_end();
}
