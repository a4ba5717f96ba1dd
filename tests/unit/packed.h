/*
 * packed: small dumps in every packing that input undoes.
 *
 * "a" is "a,b\n1,2\n", "b" is "c,d\n3,4\n".  tar is kept packed, its blocks are long.
 */
#ifndef PACKED_H
#define PACKED_H

#include "buf.h"

extern const struct slice packed_gzip, packed_gzip_two, packed_bzip2, packed_xz, packed_zstd, packed_zip,
    packed_tar_gzip, packed_tar_xz, packed_zip_in_zip, packed_office, packed_zip_damaged,
    packed_zip_encrypted, packed_zip_empty, packed_bomb;

#endif
