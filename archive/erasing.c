/* erasing: kept lines, lists, and then what they name goes.  See erasing.h. */
#include <string.h>

#include "entry_read.h"
#include "erasing.h"
#include "members.h"

struct erasing {
    struct store *s;
    struct store_erase *x;
    const struct erasing_words *words;
    struct erasing_told *told;
    struct ledger_sealed *sealed;
    int64_t now;
    struct ledger_lines *lines;
    struct entry_reader *reader;
    struct buf list, names, salts;
    uint64_t first, count; /* the run that is made; count 0: none */
    size_t runs;
    uint64_t events, values; /* of the list */
};

/* Is name one of those with a blank between them? */
static bool is_named(struct slice names, struct slice name)
{
    while (names.n > 0) {
        const unsigned char *blank = memchr(names.p, ' ', names.n);
        size_t n = blank != NULL ? (size_t)(blank - names.p) : names.n;

        if (slice_equal((struct slice){names.p, n}, name))
            return true;
        n += blank != NULL;
        names = (struct slice){names.p + n, names.n - n};
    }
    return false;
}

static size_t count_names(struct slice names)
{
    size_t n = names.n > 0;

    for (size_t i = 0; i < names.n; i++)
        n += names.p[i] == ' ';
    return n;
}

/* The line must be the one that was sealed: what is kept now is never made again. */
static enum status keep(struct erasing *e, const struct store_erase_row *row, struct err *err)
{
    const struct entry *entry;
    const struct entry_read *read;
    unsigned char sealed[DIGEST_SIZE];
    struct slice salts = SLICE_NONE;
    struct hash leaf;
    size_t met = 0;
    enum status st;

    ledger_lines_seek(e->lines, row->seq);
    st = ledger_lines_next(e->lines, &entry, &leaf, err);
    if (st == ST_OK)
        st = store_erase_entry(e->x, row->seq, &salts, sealed, err);
    if (st != ST_OK)
        return st == ST_END ? ledger_changed(row->seq, err) : st;
    if (memcmp(sealed, leaf.bytes, sizeof(sealed)) != 0 ||
        entry_read(e->reader, buf_view(&entry->line), &read) != NULL || salts.n != read->n * ENTRY_SALT)
        return ledger_changed(row->seq, err);
    buf_clear(&e->salts);
    buf_slice(&e->salts, salts);
    for (size_t i = 0; i < read->n; i++)
        if (row->names.n == 0 || is_named(row->names, read->commitments[i].name)) {
            memset(e->salts.p + i * ENTRY_SALT, 0, ENTRY_SALT);
            met++;
        }
    if (row->names.n > 0 && met != count_names(row->names))
        return ledger_changed(row->seq, err);
    return store_erase_keep(e->x, row->seq, buf_view(&entry->line), buf_view(&e->salts), err);
}

static void end_run(struct erasing *e)
{
    if (e->count == 0)
        return;
    if (e->runs++ > 0)
        buf_byte(&e->list, ',');
    buf_format(&e->list, "[%llu,%llu", (unsigned long long)e->first, (unsigned long long)e->count);
    if (e->names.n > 0) {
        buf_text(&e->list, ",\"");
        for (size_t i = 0; i < e->names.n; i++)
            if (e->names.p[i] == ' ')
                buf_text(&e->list, "\",\"");
            else
                buf_byte(&e->list, e->names.p[i]);
        buf_byte(&e->list, '"');
    }
    buf_byte(&e->list, ']');
    e->count = 0;
}

static enum status append_act(struct erasing *e, struct err *err)
{
    struct ledger_sealed before = *e->sealed;
    struct buf clear, hidden;
    struct ledger_act act;
    enum status st;

    end_run(e);
    buf_init(&clear, BUF_CAP);
    buf_init(&hidden, BUF_CAP);
    buf_slice(&clear, e->words->clear);
    members_number(&clear, "events", e->events);
    members_number(&clear, "values", e->values);
    buf_byte(&clear, '}');
    buf_slice(&hidden, e->words->hidden);
    members_name(&hidden, "erased");
    buf_byte(&hidden, '[');
    buf_slice(&hidden, buf_view(&e->list));
    buf_text(&hidden, "]}");
    act = (struct ledger_act){.kind = e->words->kind, .clear = buf_view(&clear), .hidden = buf_view(&hidden)};
    st = ledger_append(e->s, e->now, &act, e->sealed, err);
    e->sealed->events = before.events;
    e->sealed->imports = before.imports;
    if (e->told->acts++ == 0)
        e->told->first = before.size;
    buf_release(&clear);
    buf_release(&hidden);
    buf_clear(&e->list);
    e->runs = 0;
    e->events = e->values = 0;
    return st;
}

/* Entries that follow each other and lose the same are one run. */
static enum status add_row(struct erasing *e, const struct store_erase_row *row, struct err *err)
{
    enum status st = keep(e, row, err);

    if (st != ST_OK)
        return st;
    if (e->count == 0 || e->first + e->count != row->seq || !slice_equal(row->names, buf_view(&e->names))) {
        end_run(e);
        if (e->runs == ERASING_RUNS)
            st = append_act(e, err);
        e->first = row->seq;
        buf_clear(&e->names);
        buf_slice(&e->names, row->names);
    }
    e->count++;
    e->events += row->names.n == 0;
    e->values += count_names(row->names);
    return st;
}

static enum status add_rows(struct erasing *e, struct err *err)
{
    struct store_erase_rows *c = NULL;
    struct store_erase_row row;
    enum status st = store_erase_rows_open(e->x, false, &c, err);

    while (st == ST_OK && (st = store_erase_rows_next(c, &row, err)) == ST_OK)
        st = row.seq == UINT64_MAX ? store_damaged(e->s, "an event is not sealed", err)
                                   : add_row(e, &row, err);
    store_erase_rows_close(c);
    return st == ST_END ? ST_OK : st;
}

enum status erasing_run(struct store *s, struct store_erase *x, int64_t now,
                        const struct erasing_words *words, struct erasing_told *told,
                        struct ledger_sealed *sealed, struct err *err)
{
    struct erasing e = {.s = s, .x = x, .words = words, .told = told, .sealed = sealed, .now = now};
    enum status st = ledger_lines_open(s, 0, 0, &e.lines, err);

    e.reader = entry_reader_new();
    buf_init(&e.list, BUF_CAP);
    buf_init(&e.names, BUF_CAP);
    buf_init(&e.salts, BUF_CAP);
    if (st == ST_OK)
        st = add_rows(&e, err);
    if (st == ST_OK)
        st = append_act(&e, err);
    ledger_lines_close(e.lines);
    if (st == ST_OK)
        st = store_erase_apply(x, &told->counts, err);
    entry_reader_free(e.reader);
    buf_release(&e.list);
    buf_release(&e.names);
    buf_release(&e.salts);
    return st;
}
