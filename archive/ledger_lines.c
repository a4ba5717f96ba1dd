/* ledger_lines: entries as the lines that they were sealed as.  See ledger.h. */
#include <string.h>

#include "base64.h"
#include "entry_read.h"
#include "ledger.h"
#include "mem.h"

struct ledger_lines {
    struct store *s;
    struct store_entries *entries;
    struct entry entry;
    struct entry_reader *reader; /* of kept lines */
    struct buf shown, sum;       /* scratch */
    struct digest *digest;
};

enum status ledger_lines_open(struct store *s, uint64_t from, uint64_t to, struct ledger_lines **out,
                              struct err *err)
{
    struct ledger_lines *l = mem_zero(1, sizeof(*l));
    enum status st;

    l->s = s;
    l->digest = digest_new();
    entry_init(&l->entry);
    l->reader = entry_reader_new();
    buf_init(&l->shown, BUF_CAP);
    buf_init(&l->sum, BUF_CAP);
    st = store_entries_open(s, from, to, &l->entries, err);
    if (st == ST_OK)
        *out = l;
    else
        ledger_lines_close(l);
    return st;
}

/* An event that has gained or lost an item since has another number of salts. */
enum status ledger_changed(uint64_t seq, struct err *err)
{
    return err_set(
        err, ST_FAIL, "LEDGER-CHANGED",
        "what entry %llu was sealed from is not what is stored now: the store was changed by another "
        "program, or is damaged; restore it from a copy",
        (unsigned long long)seq);
}

/* The entry as what is stored gives it; false if that has another number of values. */
static bool rebuild(struct ledger_lines *l, const struct store_entry *row)
{
    const struct entry_act act = {row->act.kind, row->act.at, row->act.clear, row->act.hidden};
    size_t salts = row->event != NULL ? entry_event_salts(row->event) : entry_act_salts(&act);

    if (salts > ENTRY_MOST || row->salts.n != salts * ENTRY_SALT)
        return false;
    if (row->event != NULL)
        entry_of_event(&l->entry, row->seq, row->conflict, row->event, row->salts.p);
    else
        entry_of_act(&l->entry, row->seq, &act, row->salts.p);
    return true;
}

/* Whether the kept line committed to a disclosure: a line with its number in front. */
static bool is_committed(struct ledger_lines *l, const struct entry_read *kept, struct slice line)
{
    const unsigned char *tab = memchr(line.p, '\t', line.n);
    struct slice text = {tab + 1, line.n - (size_t)(tab + 1 - line.p)};
    unsigned char sum[DIGEST_SIZE];

    digest_of(l->digest, text.p, text.n, sum);
    buf_clear(&l->sum);
    base64_url_write(&l->sum, sum, sizeof(sum));
    for (size_t i = 0; i < kept->n; i++)
        if (slice_equal(kept->commitments[i].sum, buf_view(&l->sum)))
            return true;
    return false;
}

/* Of what is stored, that which the kept line committed to can still be disclosed. */
static bool keep_line(struct ledger_lines *l, const struct store_entry *row, bool rebuilt)
{
    const struct entry_read *kept;
    struct slice left = rebuilt ? buf_view(&l->entry.disclosed) : SLICE_NONE;

    if (entry_read(l->reader, row->kept, &kept) != NULL || kept->seq != row->seq)
        return false;
    buf_clear(&l->shown);
    while (left.n > 0) {
        const unsigned char *lf = memchr(left.p, '\n', left.n);
        struct slice line = {left.p, (size_t)(lf - left.p)};

        if (is_committed(l, kept, line)) {
            buf_slice(&l->shown, line);
            buf_byte(&l->shown, '\n');
        }
        left = (struct slice){lf + 1, left.n - line.n - 1};
    }
    buf_clear(&l->entry.disclosed);
    buf_slice(&l->entry.disclosed, buf_view(&l->shown));
    buf_clear(&l->entry.line);
    buf_slice(&l->entry.line, row->kept);
    return true;
}

enum status ledger_lines_next(struct ledger_lines *l, const struct entry **out, struct hash *leaf,
                              struct err *err)
{
    const struct store_entry *row;
    enum status st = store_entries_next(l->entries, &row, err);
    bool rebuilt;

    if (st != ST_OK)
        return st;
    rebuilt = rebuild(l, row);
    if (row->kept.n > 0 ? !keep_line(l, row, rebuilt) : !rebuilt)
        return ledger_changed(row->seq, err);
    merkle_leaf(l->digest, l->entry.line.p, l->entry.line.n, leaf);
    *out = &l->entry;
    return ST_OK;
}

enum status ledger_lines_find(struct ledger_lines *l, int64_t event, uint64_t *seq, struct err *err)
{
    return store_entries_find(l->entries, event, seq, err);
}

void ledger_lines_seek(struct ledger_lines *l, uint64_t seq)
{
    store_entries_seek(l->entries, seq);
}

void ledger_lines_close(struct ledger_lines *l)
{
    if (l == NULL)
        return;
    store_entries_close(l->entries);
    entry_reader_free(l->reader);
    buf_release(&l->shown);
    buf_release(&l->sum);
    entry_release(&l->entry);
    digest_free(l->digest);
    mem_free(l);
}
