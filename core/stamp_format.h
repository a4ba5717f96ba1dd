/*
 * stamp_format: texts to points in time, by a format and in a zone.
 *
 * An unreadable time is never guessed.  Zones come from the system's zone files (TZif, RFC 8536), read
 * by us because libc's TZ is one global for all threads.
 */
#ifndef STAMP_FORMAT_H
#define STAMP_FORMAT_H

#include "stamp.h"

struct stamp_zoneinfo; /* one time zone, immutable once opened: threads may share it */

/* "UTC", "Z", "+02:00" or an IANA name such as "Europe/Berlin".  Caller owns *out.
 * Codes: ZONE-UNKNOWN. */
enum status stamp_zone_open(const char *name, struct stamp_zoneinfo **out, struct err *err);
void stamp_zone_free(struct stamp_zoneinfo *z); /* NULL is allowed */

struct stamp_format; /* one compiled format */

/* "iso" (RFC 3339 and ISO 8601: date alone, T or blank, seconds optional, '.' or ',' fraction of
 * any length, Z, +hh:mm, +hhmm, +hh, " UTC"), "epoch-s", "epoch-ms", "epoch-us", "epoch-ns" (with
 * an optional fraction; scientific notation is refused, it lost digits), or a strptime format of
 * %Y %m %d %e %H %I %M %S %f %p %y %b %B %a %A %j %z %Z %% and literals; English names only.  A
 * blank in the format takes any run of blanks; numbers may have fewer digits than usual.
 * Caller owns *out.  Codes: TIME-FORMAT. */
enum status stamp_format_new(struct slice text, struct stamp_format **out, struct err *err);
void stamp_format_free(struct stamp_format *f); /* NULL is allowed */

/* Reads the whole text by f.  A text without a zone is taken in z, whose origin is said by how
 * (STAMP_ZONE_PROFILE or _ASSUMED).  False if the text does not fit; true with at STAMP_UNKNOWN and
 * out_of_range if it fits yet cannot be held. */
bool stamp_read(const struct stamp_format *f, struct slice text, const struct stamp_zoneinfo *z,
                enum stamp_zone how, struct stamp *out);

#endif
