/* redact: an item is erased.  See redact.h. */
#include "members.h"
#include "redact.h"
#include "store_holds.h"

static enum status check_words(const struct redact *wish, struct needles *n, struct err *err)
{
    if (!needles_in(n, slice_text(wish->by)) && !needles_in(n, slice_text(wish->note)) &&
        !needles_in(n, slice_text(wish->reason)))
        return ST_OK;
    return err_set(err, ST_FAIL, "REDACT-WORDS",
                   "the reason, the note or the name tells of what is to be erased, and would stay in the "
                   "ledger; say it otherwise");
}

static enum status check_holds(struct store *s, struct err *err)
{
    uint64_t hold = 0;
    enum status st = store_held_chosen(s, &hold, err);

    if (st != ST_OK || hold == 0)
        return st;
    return err_set(
        err, ST_FAIL, "REDACT-HELD",
        "the hold of entry %llu keeps some of it; trailbook hold --list tells it, and --release %llu "
        "ends it",
        (unsigned long long)hold, (unsigned long long)hold);
}

enum status redact_choose(struct store *s, struct store_erase *x, const struct redact *wish,
                          struct redact_told *told, struct err *err)
{
    enum status st = store_erase_item(x, wish->type, wish->key, &told->found, err);

    told->needles = needles_new();
    if (st == ST_OK)
        st = store_erase_known(x, &told->known, told->mark, err);
    if (st == ST_OK)
        st = store_erase_needles(x, told->needles, err);
    if (st == ST_OK)
        st = check_words(wish, told->needles, err);
    if (st == ST_OK)
        st = store_erase_search(x, told->needles, err);
    if (st == ST_OK)
        st = check_holds(s, err);
    return st == ST_OK ? store_erase_count(x, &told->erased.counts, err) : st;
}

bool redact_nothing(const struct redact_told *told)
{
    const struct store_erase_counts *c = &told->erased.counts;

    return c->events + c->values + c->rejects + c->dumps == 0;
}

struct redacting {
    const struct redact *wish;
    struct redact_told *told;
};

static enum status erase(struct redacting *r, struct store *s, struct store_erase *x, int64_t now,
                         struct ledger_sealed *sealed, struct err *err)
{
    struct erasing_words words = {.kind = "redact"};
    struct buf clear, hidden;
    enum status st;

    buf_init(&clear, BUF_CAP);
    buf_init(&hidden, BUF_CAP);
    members_text(&clear, "reason", slice_text(r->wish->reason));
    members_text(&hidden, "by", slice_text(r->wish->by));
    members_text(&hidden, "note", slice_text(r->wish->note));
    members_hex(&hidden, "item", r->told->mark, PEPPER_MARK);
    words.clear = buf_view(&clear);
    words.hidden = buf_view(&hidden);
    st = erasing_run(s, x, now, &words, &r->told->erased, sealed, err);
    buf_release(&clear);
    buf_release(&hidden);
    return st;
}

static enum status work(void *of, struct store *s, int64_t now, struct ledger_sealed *sealed, struct err *err)
{
    struct redacting *r = of;
    struct store_erase *x = NULL;
    enum status st = store_erase_open(s, &x, err);

    if (st == ST_OK)
        st = redact_choose(s, x, r->wish, r->told, err);
    if (st == ST_OK && redact_nothing(r->told))
        st = ST_END;
    if (st == ST_OK)
        st = erase(r, s, x, now, sealed, err);
    store_erase_close(x);
    return st;
}

enum status redact_run(struct store *s, const struct seal_key *key, int64_t now, const struct redact *wish,
                       struct redact_told *told, struct err *err)
{
    struct redacting r = {wish, told};
    const struct seal_work w = {work, &r};

    return seal_run_with(s, key, now, &w, &told->seal, err);
}
