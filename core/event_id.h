/*
 * event_id: what an event is told by: an id of its source's, and the one that people see.
 *
 * What identity is made of is the importer's; what two events of one id are to each other, the store's.
 */
#ifndef EVENT_ID_H
#define EVENT_ID_H

#include "event.h"

/* An id is given: another content under it is a conflict, not an occurrence. */
static inline bool event_has_id(const struct event *ev)
{
    return ev->native.n > 0 || ev->by_fields;
}

/* 16 characters of lower-case base32 (RFC 4648 alphabet, no padding): the first 80 bits of
 * SHA-256(ident, n as 4 bytes big-endian).  Used in URLs and by show.  out is NUL-terminated. */
#define EVENT_ID_SIZE  17
#define EVENT_ID_BYTES 10
void event_id_bytes(struct digest *d, const unsigned char ident[IDENT_SIZE], uint32_t n,
                    unsigned char out[EVENT_ID_BYTES]);
void event_public_id(struct digest *d, const unsigned char ident[IDENT_SIZE], uint32_t n,
                     char out[EVENT_ID_SIZE]);

#endif
