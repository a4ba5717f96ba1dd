/* Any bytes as a zone file: it is refused, or every local time has an offset in it. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "stamp.h"
#include "stamp_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void read_times(const struct stamp_zoneinfo *z)
{
    static const char *const times[] = {"1678-01-03",       "1900-01-01", "1970-01-01", "2025-03-30T02:30",
                                        "2025-10-26T02:30", "2262-04-09", "9999-12-31"};
    struct stamp_format *f;
    struct err err = ERR_INIT;
    struct stamp s;

    if (stamp_format_new(SLICE("iso"), &f, &err) != ST_OK)
        abort();
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        assert(stamp_read(f, slice_text(times[i]), z, STAMP_ZONE_PROFILE, &s));
    stamp_format_free(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    char folder[64], path[80];
    struct stamp_zoneinfo *z;
    struct err err = ERR_INIT;
    FILE *f;

    snprintf(folder, sizeof(folder), "%s/trailbook-zone-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(folder) == NULL)
        return 0;
    snprintf(path, sizeof(path), "%s/Zone", folder);
    f = fopen(path, "wb");
    if (f != NULL) {
        size_t put = fwrite(data, 1, n, f);

        fclose(f);
        setenv("TZDIR", folder, 1);
        if (put == n && stamp_zone_open("Zone", &z, &err) == ST_OK) {
            read_times(z);
            stamp_zone_free(z);
        }
        unlink(path);
    }
    rmdir(folder);
    return 0;
}
