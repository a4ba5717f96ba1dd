/* A format on the first line, a time on the rest: no input crashes, and what is read as a time is
 * written so that it is read as the same time. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "stamp.h"
#include "stamp_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_written(const struct stamp *s)
{
    struct buf b;
    int64_t again = 0;

    if (s->at == STAMP_UNKNOWN)
        return;
    buf_init(&b, BUF_CAP);
    stamp_write(&b, s->at, STAMP_RES_NS);
    assert(stamp_argument(buf_string(&b), &again) && again == s->at);
    buf_release(&b);
}

static void check_read(struct slice format, struct slice text, const struct stamp_zoneinfo *z)
{
    struct stamp_format *f;
    struct err err = ERR_INIT;
    struct stamp s;

    if (stamp_format_new(format, &f, &err) != ST_OK) {
        assert(strcmp(err.code, "TIME-FORMAT") == 0);
        return;
    }
    if (stamp_read(f, text, z, STAMP_ZONE_PROFILE, &s)) {
        assert(s.out_of_range == (s.at == STAMP_UNKNOWN));
        assert(s.resolution != STAMP_RES_NONE && s.zone != STAMP_ZONE_NONE);
        check_written(&s);
    } else {
        assert(s.at == STAMP_UNKNOWN);
    }
    stamp_format_free(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const uint8_t *line = n ? memchr(data, '\n', n) : NULL;
    struct stamp_zoneinfo *z = NULL;
    struct err err = ERR_INIT;
    struct slice format, text;

    if (line == NULL)
        return 0;
    format = (struct slice){data, (size_t)(line - data)};
    text = (struct slice){line + 1, n - format.n - 1};
    if (stamp_zone_open("America/New_York", &z, &err) != ST_OK &&
        stamp_zone_open("-05:00", &z, &err) != ST_OK)
        return 0;
    check_read(format, text, z);
    check_read(SLICE("iso"), text, z);
    stamp_zone_free(z);
    return 0;
}
