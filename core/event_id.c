/* event_id: what an event is told by.  See event_id.h. */
#include <string.h>

#include "event_id.h"

void event_public_id(struct digest *d, const unsigned char ident[IDENT_SIZE], uint32_t n,
                     char out[EVENT_ID_SIZE])
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char bytes[IDENT_SIZE + 4], sum[DIGEST_SIZE];
    size_t at = 0;

    memcpy(bytes, ident, IDENT_SIZE);
    for (int i = 0; i < 4; i++)
        bytes[IDENT_SIZE + i] = (unsigned char)(n >> (24 - 8 * i));
    digest_of(d, bytes, sizeof(bytes), sum);
    for (size_t i = 0; i < 10; i += 5) {
        uint64_t five = 0;

        for (size_t k = 0; k < 5; k++)
            five = five << 8 | sum[i + k];
        for (int shift = 35; shift >= 0; shift -= 5)
            out[at++] = alphabet[five >> shift & 31];
    }
    out[at] = 0;
}
