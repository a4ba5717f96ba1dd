/* prune_certificate: a text of what was pruned.  See prune_certificate.h. */
#include <inttypes.h>

#include "base64.h"
#include "outfile.h"
#include "prune_certificate.h"

static void put_name(struct buf *b, const char *name)
{
    buf_format(b, "%-14s ", name);
}

/* A line stays one, whatever a name holds. */
static void put_text(struct buf *b, const char *name, struct slice text)
{
    if (text.n == 0)
        return;
    put_name(b, name);
    for (size_t i = 0; i < text.n; i++)
        buf_byte(b, text.p[i] < ' ' || text.p[i] == 0x7f ? '?' : text.p[i]);
    buf_byte(b, '\n');
}

static void put_time(struct buf *b, int64_t at)
{
    stamp_write(b, at, at % STAMP_SECOND == 0 ? STAMP_RES_S : STAMP_RES_NS);
}

static void put_what(struct buf *b, const struct prune *wish, const struct prune_told *told)
{
    put_text(b, "source", wish->what.source);
    put_text(b, "category", wish->what.category.n > 0 ? wish->what.category : SLICE("all"));
    put_name(b, "period");
    buf_text(b, "from ");
    put_time(b, told->what.oldest);
    buf_text(b, ", the oldest event, until ");
    put_time(b, wish->what.before);
    buf_text(b, ", not within\n");
    put_name(b, "events");
    buf_format(b, "%" PRIu64 "\n", told->erased.counts.events);
    put_name(b, "entries");
    buf_format(b, "from %" PRIu64 " to %" PRIu64 "; the act lists which of them\n", told->what.first,
               told->what.last);
    if (told->what.held > 0) {
        put_name(b, "held");
        buf_format(b, "%" PRIu64 " older events stay; the first hold is entry %" PRIu64 "\n", told->what.held,
                   told->what.hold);
    }
    if (told->what.versions > 0) {
        put_name(b, "versions");
        buf_format(b, "%" PRIu64 " older events stay, as another version of them does\n",
                   told->what.versions);
    }
}

static void put_ledger(struct buf *b, const struct prune *wish, const struct prune_told *told, int64_t now)
{
    put_text(b, "reason", slice_text(wish->reason));
    put_text(b, "by", slice_text(wish->by));
    put_name(b, "recorded");
    put_time(b, now * STAMP_SECOND);
    buf_text(b, ", as the clock of that machine said\n");
    put_name(b, "act");
    buf_format(b, "entry %" PRIu64, told->erased.first);
    if (told->erased.acts > 1)
        buf_format(b, " to %" PRIu64, told->erased.first + told->erased.acts - 1);
    buf_byte(b, '\n');
    put_name(b, "ledger size");
    buf_format(b, "%" PRIu64 "\n", told->seal.sealed.size);
    put_name(b, "root");
    base64_write(b, told->seal.sealed.root.bytes, DIGEST_SIZE);
    buf_byte(b, '\n');
}

/* The checkpoint comes last, so that it is easily cut out. */
static void put_check(struct buf *b, const struct prune_told *told)
{
    const struct slice note = buf_view(&told->seal.note);
    size_t lines = 0;

    for (size_t i = 0; i < note.n; i++)
        lines += note.p[i] == '\n';
    buf_format(
        b,
        "\nTo check it, take a snapshot of the log, of this size or later, and the log's public key from\n"
        "elsewhere:\n\n"
        "  tail -n %zu CERTIFICATE >kept.txt\n"
        "  trailbook verify SNAPSHOT --key KEY --since kept.txt\n"
        "  grep '\"seq\":%" PRIu64 ",' SNAPSHOT/data/entries/*.jsonl\n\n"
        "The second says that the log has all these entries still, as they were, and that what is missing "
        "of\n"
        "them is what its acts list as erased, no more and no less.  The third shows the act.  VERIFY.txt "
        "in\n"
        "the snapshot tells how to do it without trailbook.  The checkpoint of the log with that act:\n\n",
        lines, told->erased.first);
    buf_slice(b, note);
}

enum status prune_certificate(const char *path, const struct prune *wish, const struct prune_told *told,
                              int64_t now, struct err *err)
{
    struct buf b;
    enum status st;

    buf_init(&b, BUF_CAP);
    buf_text(&b,
             "CERTIFICATE OF WHAT WAS PRUNED\n\n"
             "The values of these events were erased from the store of the log below.  Their entries stay,\n"
             "with time, action, counts, and commitments to what they held.  It says nothing of copies.\n\n");
    put_what(&b, wish, told);
    put_ledger(&b, wish, told, now);
    put_check(&b, told);
    st = outfile_new(path, 0644, buf_view(&b), err);
    buf_release(&b);
    return st;
}
