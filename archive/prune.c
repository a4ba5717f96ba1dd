/* prune: what is past its time is erased.  See prune.h. */
#include "members.h"
#include "prune.h"

enum status prune_choose(struct store_erase *x, const struct prune *wish, struct prune_told *told,
                         struct err *err)
{
    enum status st = store_prune_choose(x, &wish->what, &told->what, err);

    return st == ST_OK ? store_erase_count(x, &told->erased.counts, err) : st;
}

struct pruning {
    const struct prune *wish;
    struct prune_told *told;
};

static enum status erase(struct pruning *p, struct store *s, struct store_erase *x, int64_t now,
                         struct ledger_sealed *sealed, struct err *err)
{
    const struct store_prune *what = &p->wish->what;
    struct erasing_words words = {.kind = "prune"};
    struct buf clear, hidden;
    enum status st;

    buf_init(&clear, BUF_CAP);
    buf_init(&hidden, BUF_CAP);
    members_text(&clear, "reason", slice_text(p->wish->reason));
    members_text(&clear, "src", what->source);
    if (what->category.n > 0)
        members_text(&clear, "category", what->category);
    members_time(&clear, "before", what->before);
    members_text(&hidden, "by", slice_text(p->wish->by));
    words.clear = buf_view(&clear);
    words.hidden = buf_view(&hidden);
    st = erasing_run(s, x, now, &words, &p->told->erased, sealed, err);
    buf_release(&clear);
    buf_release(&hidden);
    return st;
}

static enum status work(void *of, struct store *s, int64_t now, struct ledger_sealed *sealed, struct err *err)
{
    struct pruning *p = of;
    struct store_erase *x = NULL;
    enum status st = store_erase_open(s, &x, err);

    if (st == ST_OK)
        st = prune_choose(x, p->wish, p->told, err);
    if (st == ST_OK && p->told->erased.counts.events == 0)
        st = ST_END;
    if (st == ST_OK)
        st = erase(p, s, x, now, sealed, err);
    store_erase_close(x);
    return st;
}

enum status prune_run(struct store *s, const struct seal_key *key, int64_t now, const struct prune *wish,
                      struct prune_told *told, struct err *err)
{
    struct pruning p = {wish, told};
    const struct seal_work w = {work, &p};

    return seal_run_with(s, key, now, &w, &told->seal, err);
}
