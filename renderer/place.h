/*
 * place: where each page of a report lies.
 *
 * Paths are relative to the report's folder, of [a-z0-9./-] only, short, and made of what never
 * changes (types and keys, not labels), so that a page keeps its address.
 */
#ifndef PLACE_H
#define PLACE_H

#include "buf.h"
#include "digest.h"

#define PLACE_SLUG 40  /* characters of a slug */
#define PLACE_HASH 6   /* bytes of the hash in an item's address */
#define PLACE_SIZE 128 /* bytes of any path, with its NUL */

/* Letters, digits and single dashes: at most max characters, never empty ("x").  Appended to out,
 * which has room for max + 1 bytes.  Returns its length. */
size_t place_slug(struct slice text, size_t max, char *out);

/* The name of an item type in addresses: the type itself if it is its own slug, else a short slug
 * and 24 hex digits of the type's SHA-256, so that no two types share a name. */
void place_type(struct digest *d, struct slice type, char out[PLACE_SLUG]);

/* SHA-256(type, NUL, key) */
void place_digest(struct digest *d, struct slice type, struct slice key, unsigned char out[DIGEST_SIZE]);

/* "item/license/3f/gyvh-8b49-3f0a9c1b2d4e", to which ".html", "-2.html" or ".csv" is added: hex of
 * the digest.  PLACE_HASH bytes of it can be made to be the same for two keys; longer: 16 bytes, for
 * the later of two such items. */
void place_item(struct digest *d, struct slice type, struct slice key, bool longer, char out[PLACE_SIZE]);

/* "day/2026-10-13" or "day/unknown" for INT64_MIN */
void place_day(int64_t day, char out[PLACE_SIZE]);

/* "csv/action/license-created-" and 24 hex digits, of a source's action */
void place_action(struct digest *d, struct slice source, struct slice action, char out[PLACE_SIZE]);

#endif
