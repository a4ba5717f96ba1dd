/*
 * keyfile: a log's key in files.
 *
 * FILE holds the private key twice, first as OpenSSH writes it, which openssl 3.0 does not read, then as
 * PKCS#8 (RFC 8410), which ssh-keygen 9.2 does not; each passes over the other's.
 * FILE.pub is the public key for ssh-keygen, FILE.vkey for signed notes.
 */
#ifndef KEYFILE_H
#define KEYFILE_H

#include "buf.h"
#include "note.h"
#include "signing.h"

#define KEYFILE_ORIGIN_MAX 100 /* bytes; it stands in lines of 79 or so, and names folders */

/* May a log be called so?  Letters, digits and . _ ~ / @ : - alone, a letter or digit first: it is a
 * key's name, a principal of ssh-keygen, and part of a file's name. */
bool keyfile_origin_valid(struct slice origin);

/* Appends the origin of a log that is not named: "trailbook.local/" and 16 hex digits. */
void keyfile_origin(struct digest *d, struct buf *b, const struct public_key *key);

/* Makes the three files, all or none, safely on disk: path with mode 0600.
 * Errors: FILE-EXISTS: one of them is there; FILE-CREATE, FILE-WRITE, FILE-SYNC. */
enum status keyfile_write(const char *path, const struct signing_key *key, const struct note_key *as,
                          struct err *err);

/* Reads the private key of a file, its PKCS#8 alone.  signing_wipe() it when done.
 * ST_FAIL: KEY-READ: the file cannot be read, or has none; KEY-TEST; ST_FATAL: CRYPTO-REFUSED. */
enum status keyfile_read(const char *path, struct signing_key *out, struct err *err);

/* Reads a public key as notes know it: text itself ("name+id+key"), or the file of that name, which holds
 * one. What out points to lies in b.  ST_FAIL: KEY-READ: it is neither; KEY-TEST. */
enum status keyfile_public(struct digest *d, const char *text, struct buf *b, struct note_key *out,
                           struct err *err);

/* Appends a small file, up to a byte more than most; false: errno says why not. */
bool keyfile_text(const char *path, size_t most, struct buf *b);

/* Appends the public key as SubjectPublicKeyInfo in PEM, as openssl pkey -pubout writes it. */
void keyfile_public_pem(struct buf *b, const struct public_key *key);

#endif
