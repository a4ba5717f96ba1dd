/* proof: proofs as text.  See proof.h. */
#include "base64.h"
#include "proof.h"

static void put_hashes(struct buf *b, const struct merkle_proof *p, struct slice note)
{
    for (size_t i = 0; i < p->n; i++) {
        base64_write(b, p->hashes[i].bytes, DIGEST_SIZE);
        buf_byte(b, '\n');
    }
    buf_byte(b, '\n');
    buf_slice(b, note);
}

void proof_inclusion(struct buf *b, uint64_t index, struct slice extra, const struct merkle_proof *p,
                     struct slice note)
{
    buf_text(b, "c2sp.org/tlog-proof@v1\n");
    if (extra.n > 0) {
        buf_text(b, "extra ");
        base64_write(b, extra.p, extra.n);
        buf_byte(b, '\n');
    }
    buf_format(b, "index %llu\n", (unsigned long long)index);
    put_hashes(b, p, note);
}

void proof_consistency(struct buf *b, uint64_t old, const struct merkle_proof *p, struct slice note)
{
    buf_format(b, "old %llu\n", (unsigned long long)old);
    put_hashes(b, p, note);
}
