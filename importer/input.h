/*
 * input: the bytes of one dump, wherever it lies; input_set.h finds and opens them.
 *
 * Undoes gzip, xz, zstd and bzip2.  Counts and hashes the uncompressed original bytes as they pass,
 * then turns the encoding into UTF-8.  Knows no format.
 *
 * Offsets are of the original uncompressed bytes; readers work on UTF-8 and convert with
 * input_original_length().  What an encoding cannot express becomes bytes that are not valid UTF-8
 * (so that the record is rejected) and can still be turned back exactly.
 */
#ifndef INPUT_H
#define INPUT_H

#include "buf.h"
#include "digest.h"
#include "err.h"

struct encoding;

struct input; /* one dump, read once from its start */

/* A dump whose bytes, borrowed, lie in memory.  Caller closes it. */
struct input *input_from_memory(struct slice bytes, const char *name);
void input_close(struct input *in); /* of input_from_memory only */

/* For messages: "folder/a.zip:inner/b.csv.gz"; and its last part, for the store, without
 * the suffixes of compression that was undone: "b.csv". */
const char *input_path(const struct input *in);
const char *input_name(const struct input *in);

/* Size in bytes if it is known beforehand (a plain file), else -1. */
int64_t input_size_hint(const struct input *in);

/* The first original bytes, INPUT_PEEK of them or all, without consuming them; borrowed until
 * input_close(). */
#define INPUT_PEEK ((size_t)256 << 10)
enum status input_peek(struct input *in, struct slice *out, struct err *err);

/* Digest of the whole dump beforehand, by reading it once more; plain files only: ST_END if it
 * cannot be done (standard input, archive members). */
enum status input_digest_ahead(struct input *in, unsigned char digest[DIGEST_SIZE], struct err *err);

/* Which encoding follows: a byte order mark wins, else declared (NULL: UTF-8).  Call before the
 * first read; the mark is skipped and counted. */
void input_set_encoding(struct input *in, const struct encoding *declared);

/* What ended the reading for good so far, if anything did: input_peek() lets it wait. */
enum status input_failed(const struct input *in, struct err *err);

/* Up to n bytes of UTF-8 into p; *got = 0 at the end.  Codes: INPUT-READ, INPUT-DAMAGED (a
 * compressed dump that ends early or does not check), INPUT-BOMB (expands over 1,000,000-fold or
 * the named limit). */
enum status input_read(struct input *in, unsigned char *p, size_t n, size_t *got, struct err *err);

/* Original bytes that are skipped before the first byte read: the mark. */
uint64_t input_start(const struct input *in);

/* How many original bytes stand behind this UTF-8 that input_read() gave. */
uint64_t input_original_length(const struct input *in, struct slice utf8);

/* The original bytes behind it, appended to b: a reject keeps what was there. */
void input_original_bytes(const struct input *in, struct slice utf8, struct buf *b);

/* True if original bytes are the UTF-8 bytes, so that both calls above are the identity. */
bool input_is_utf8(const struct input *in);

/* Original bytes read so far, for progress and for the counts; after the end, the dump's size. */
uint64_t input_bytes(const struct input *in);

/* After the end only: digest of the original bytes. */
void input_digest(struct input *in, unsigned char digest[DIGEST_SIZE]);

#endif
