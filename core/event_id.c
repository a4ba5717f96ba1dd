/* event_id: what an event is told by.  See event_id.h. */
#include <string.h>

#include "event_id.h"

void event_id_bytes(struct digest *d, const unsigned char ident[IDENT_SIZE], uint32_t n,
                    unsigned char out[EVENT_ID_BYTES])
{
    unsigned char bytes[IDENT_SIZE + 4], sum[DIGEST_SIZE];

    memcpy(bytes, ident, IDENT_SIZE);
    for (int i = 0; i < 4; i++)
        bytes[IDENT_SIZE + i] = (unsigned char)(n >> (24 - 8 * i));
    digest_of(d, bytes, sizeof(bytes), sum);
    memcpy(out, sum, EVENT_ID_BYTES);
}

void event_public_id(struct digest *d, const unsigned char ident[IDENT_SIZE], uint32_t n,
                     char out[EVENT_ID_SIZE])
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char sum[EVENT_ID_BYTES];
    size_t at = 0;

    event_id_bytes(d, ident, n, sum);
    for (size_t i = 0; i < EVENT_ID_BYTES; i += 5) {
        uint64_t five = 0;

        for (size_t k = 0; k < 5; k++)
            five = five << 8 | sum[i + k];
        for (int shift = 35; shift >= 0; shift -= 5)
            out[at++] = alphabet[five >> shift & 31];
    }
    out[at] = 0;
}
