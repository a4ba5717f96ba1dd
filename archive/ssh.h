/*
 * ssh: Ed25519 keys and signatures as OpenSSH writes them (PROTOCOL.key, PROTOCOL.sshsig), byte by byte.
 *
 * Knows no files.  A signature is one of version 1 over a SHA-512 digest; what one is for is told by its
 * namespace.
 */
#ifndef SSH_H
#define SSH_H

#include "buf.h"
#include "digest.h"
#include "signing.h"

#define SSH_SIGNATURE_MAX ((size_t)16 * 1024) /* bytes of a signature's text */

/* Appends "ssh-ed25519 KEY", without a comment and without LF. */
void ssh_public(struct buf *b, const struct public_key *key);

/* Appends the private key without a passphrase, as a block that is all of a file for ssh-keygen. */
void ssh_private(struct buf *b, const struct signing_key *key, struct slice comment);

/* Appends the line of an allowed_signers file that lets key sign as origin in the namespace. */
void ssh_allowed(struct buf *b, struct slice origin, const char *namespace, const struct public_key *key);

/* Appends what "ssh-keygen -Y sign" makes of a file with this digest. */
enum status ssh_sign(struct buf *b, const struct signing_key *key, const char *namespace,
                     const unsigned char digest[DIGEST512_SIZE], struct err *err);

/* Is text a signature by key?  Its lines may be of any length, all else is as it would be written.
 * ST_FAIL: SSHSIG-FORMAT: it is none, or not for this namespace; SSHSIG-KEY: another key's;
 * SSHSIG-SIGNATURE: of something else.  where: of the text, for messages. */
enum status ssh_verify(struct slice text, const struct public_key *key, const char *namespace,
                       const unsigned char digest[DIGEST512_SIZE], const char *where, struct err *err);

#endif
