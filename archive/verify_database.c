/* verify_database: the database and the report of a snapshot, made of the rest.  See verify_database.h. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bag_tree.h"
#include "base64.h"
#include "entry.h"
#include "mem.h"
#include "outfile.h"
#include "store_copy.h"
#include "store_ledger.h"
#include "verify_database.h"

#define DATABASE "data/derived/audit.sqlite"
#define REPORT   "data/report/"
#define SALT     22 /* characters */

struct verify_database {
    struct verify_log *x;
    char *folder; /* of its own; NULL: not made */
    struct buf path;
    struct store *store; /* NULL: there is none, or nothing more is to be said of it */
    struct store_entries *entries;
    struct entry entry;
    struct buf salt;
    unsigned char salts[ENTRY_MOST * ENTRY_SALT];
    uint64_t events;
};

/* Copies it there. */
static enum status extract(struct verify_database *d, struct bag_file *f, struct err *err)
{
    struct outfile *o = NULL;
    struct buf chunk;
    size_t got = 1;
    enum status st = outfile_open(buf_string(&d->path), &o, err);

    buf_init(&chunk, BUF_CAP);
    while (st == ST_OK && got > 0) {
        buf_clear(&chunk);
        st = bag_file_read(f, buf_space(&chunk, 65536), 65536, &got, err);
        if (st == ST_OK)
            st = outfile_write(o, (struct slice){chunk.p, got}, err);
    }
    buf_release(&chunk);
    if (st == ST_OK)
        return outfile_commit(o, err);
    outfile_abandon(o);
    return st;
}

static enum status make_folder(struct verify_database *d, struct err *err)
{
    const char *temp = getenv("TMPDIR");
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_format(&b, "%s/trailbook-XXXXXX", temp != NULL && temp[0] == '/' ? temp : "/tmp");
    d->folder = mem_text(buf_string(&b));
    buf_release(&b);
    if (mkdtemp(d->folder) != NULL) {
        buf_format(&d->path, "%s/audit.sqlite", d->folder);
        return ST_OK;
    }
    mem_free(d->folder);
    d->folder = NULL;
    return err_set(err, ST_FATAL, "FILE-CREATE",
                   "no folder for the database can be made in %s; set TMPDIR to one that can be written",
                   temp != NULL ? temp : "/tmp");
}

/* What is wrong with the database is no failure of the check. */
static void tell(struct verify_database *d, struct err *e)
{
    if (strcmp(e->code, "STORE-VERSION") == 0 || strcmp(e->code, "STORE-NEWER") == 0)
        verify_open(d->x, VERIFY_DATABASE, "it is of another version of trailbook");
    else
        verify_bad(d->x, VERIFY_DATABASE, DATABASE, 0, "VERIFY-DATABASE", "%.200s", e->text);
    store_entries_close(d->entries);
    store_close(d->store);
    d->entries = NULL;
    d->store = NULL;
}

static enum status look(struct verify_database *d, struct err *err)
{
    struct bag_file *f = NULL;
    struct err e = ERR_INIT;
    enum status st = verify_find(d->x, DATABASE, &f, err);

    if (st == ST_END)
        verify_done(d->x, VERIFY_DATABASE, "there is none");
    if (st != ST_OK)
        return st == ST_END ? ST_OK : st;
    st = make_folder(d, err);
    if (st == ST_OK)
        st = extract(d, f, err);
    bag_file_close(f);
    if (st != ST_OK)
        return st;
    if (store_copy_open(buf_string(&d->path), &d->store, &e) != ST_OK ||
        store_entries_open(d->store, 0, INT64_MAX, &d->entries, &e) != ST_OK)
        tell(d, &e);
    return ST_OK;
}

enum status verify_database_new(struct verify_log *x, struct verify_database **out, struct err *err)
{
    struct verify_database *d = mem_zero(1, sizeof(*d));
    enum status st = ST_OK;

    d->x = x;
    buf_init(&d->path, BUF_CAP);
    buf_init(&d->salt, BUF_CAP);
    entry_init(&d->entry);
    *out = d;
    if (!x->opened)
        verify_open(x, VERIFY_DATABASE, "withheld");
    else if (!x->wish->all)
        verify_open(x, VERIFY_DATABASE, "passed over; --all compares it");
    else
        st = look(d, err);
    return st;
}

void verify_database_free(struct verify_database *d)
{
    struct err ignored = ERR_INIT;

    if (d == NULL)
        return;
    store_entries_close(d->entries);
    store_close(d->store);
    if (d->folder != NULL)
        (void)bag_tree_remove(d->folder, &ignored);
    mem_free(d->folder);
    buf_release(&d->path);
    buf_release(&d->salt);
    entry_release(&d->entry);
    mem_free(d);
}

/* ["<salt>","<name>",<value>] was read before: its salt. */
static bool read_salt(struct verify_database *d, struct slice line, unsigned char to[ENTRY_SALT])
{
    buf_clear(&d->salt);
    if (!base64_url_read((struct slice){line.p + 2, SALT}, &d->salt) || d->salt.n != ENTRY_SALT)
        return false;
    memcpy(to, d->salt.p, ENTRY_SALT);
    return true;
}

static struct slice next_line(struct slice *lines)
{
    const unsigned char *lf = lines->n > 0 ? memchr(lines->p, '\n', lines->n) : NULL;
    struct slice line = {lines->p, lf != NULL ? (size_t)(lf - lines->p) : lines->n};
    size_t n = line.n + (lf != NULL);

    *lines = (struct slice){lines->p + n, lines->n - n};
    return line;
}

/* Salts in order of the names that the entry commits to; zeros for what is not disclosed. */
static size_t take_salts(struct verify_database *d, const struct entry_read *e, struct slice shown)
{
    struct slice line = next_line(&shown);
    size_t n = 0;

    memset(d->salts, 0, sizeof(d->salts));
    for (size_t i = 0; i < e->n && i < ENTRY_MOST && line.n > SALT + 8; i++) {
        struct slice name = e->commitments[i].name;
        struct slice there = {line.p + 2 + SALT + 3, name.n};

        if (line.n < SALT + 8 + name.n || !slice_equal(there, name) || there.p[name.n] != '"')
            continue;
        n += read_salt(d, line, d->salts + i * ENTRY_SALT);
        line = next_line(&shown);
    }
    return n;
}

/* Is each disclosed line one of those that the row gives? */
static bool gives(struct verify_database *d, struct slice shown)
{
    struct slice made = buf_view(&d->entry.disclosed);

    while (shown.n > 0) {
        struct slice want = next_line(&shown), line = SLICE_NONE;
        bool same = false;

        while (!same && made.n > 0) {
            const unsigned char *tab;

            line = next_line(&made);
            tab = memchr(line.p, '\t', line.n);
            line.n -= (size_t)(tab + 1 - line.p);
            line.p = tab + 1;
            same = slice_equal(line, want);
        }
        if (!same)
            return false;
    }
    return true;
}

/* Whether the row says what the entry and its disclosures say. */
static bool agrees(struct verify_database *d, const struct store_entry *row, const struct entry_read *e,
                   struct slice line, struct slice shown)
{
    const struct entry_act act = {row->act.kind, row->act.at, row->act.clear, row->act.hidden};
    size_t n = take_salts(d, e, shown);
    size_t wants = row->event != NULL    ? entry_event_salts(row->event)
                   : row->act.kind.n > 0 ? entry_act_salts(&act)
                                         : 0;

    if (row->seq != e->seq || wants > ENTRY_MOST)
        return false;
    if (wants != e->n)
        return row->kept.n > 0 && slice_equal(row->kept, line) && shown.n == 0;
    if (row->event != NULL)
        entry_of_event(&d->entry, row->seq, row->conflict, row->event, d->salts);
    else if (row->act.kind.n > 0)
        entry_of_act(&d->entry, row->seq, &act, d->salts);
    if (row->kept.n > 0)
        return slice_equal(row->kept, line) && gives(d, shown);
    return n == e->n && slice_equal(buf_view(&d->entry.line), line);
}

void verify_database_entry(struct verify_database *d, const struct entry_read *e, struct slice line,
                           struct slice shown)
{
    const struct store_entry *row;
    struct err err = ERR_INIT;
    enum status st;

    if (d->store == NULL)
        return;
    st = store_entries_next(d->entries, &row, &err);
    if (st == ST_OK && agrees(d, row, e, line, shown)) {
        d->events += row->event != NULL;
        return;
    }
    if (st == ST_OK || st == ST_END)
        err_set(&err, ST_FAIL, "VERIFY-DATABASE",
                "what it holds of entry %llu is not what the entry and its disclosures say",
                (unsigned long long)e->seq);
    tell(d, &err);
}

void verify_database_stop(struct verify_database *d, uint64_t seq)
{
    verify_open(d->x, VERIFY_DATABASE, "entry %llu is bad", (unsigned long long)seq);
    verify_open(d->x, VERIFY_REPORT, "entry %llu is bad", (unsigned long long)seq);
}

struct comparison { /* of pages that were made again */
    struct verify_database *d;
    size_t skip; /* of a path: the folder */
    uint64_t pages;
    enum status st;
    struct err *err;
};

/* Have both the same bytes? */
static bool same_bytes(struct bag_file *f, int fd, enum status *st, struct err *err)
{
    unsigned char a[16384], b[16384];

    for (;;) {
        ssize_t want = read(fd, a, sizeof(a));
        size_t had = 0, got = 1;

        while (*st == ST_OK && got > 0 && had < sizeof(b)) {
            *st = bag_file_read(f, b + had, sizeof(b) - had, &got, err);
            had += *st == ST_OK ? got : 0;
        }
        if (*st != ST_OK || want < 0 || (size_t)want != had || memcmp(a, b, had) != 0)
            return false;
        if (had == 0)
            return true;
    }
}

static bool compare_page(const char *place, void *ctx)
{
    struct comparison *c = ctx;
    struct bag_file *f = NULL;
    struct buf path;
    int fd = open(place, O_RDONLY | O_CLOEXEC);
    bool same = false;

    buf_init(&path, BUF_CAP);
    buf_format(&path, REPORT "%s", place + c->skip);
    c->st = fd >= 0 ? verify_find(c->d->x, buf_string(&path), &f, c->err) : ST_END;
    if (c->st == ST_OK)
        same = same_bytes(f, fd, &c->st, c->err);
    if (c->st >= ST_OK && !same)
        verify_bad(c->d->x, VERIFY_REPORT, buf_string(&path), 0, "VERIFY-REPORT",
                   "it is not the page that the events give");
    c->pages++;
    bag_file_close(f);
    if (fd >= 0)
        close(fd);
    buf_release(&path);
    if (c->st == ST_END)
        c->st = ST_OK;
    return c->st == ST_OK && (same || c->d->x->v->checks[VERIFY_REPORT].found < 20);
}

static enum status compare_report(struct verify_database *d, const char *folder, struct err *err)
{
    struct comparison c = {.d = d, .skip = strlen(folder) + 1, .st = ST_OK, .err = err};
    bool all = bag_tree_files(folder, compare_page, &c);

    if (c.st != ST_OK)
        return c.st;
    if (all && c.pages != d->x->pages)
        verify_bad(d->x, VERIFY_REPORT, "data/report", 0, "VERIFY-REPORT",
                   "%llu files are in it, and the events give %llu", (unsigned long long)d->x->pages,
                   (unsigned long long)c.pages);
    verify_done(d->x, VERIFY_REPORT, "%llu files are those that the events give",
                (unsigned long long)c.pages);
    return ST_OK;
}

/* Another version may make other pages of the same events. */
static enum status made_by_this(struct verify_database *d, bool *own, struct err *err)
{
    struct buf text, want;
    enum status st;

    buf_init(&text, BUF_CAP);
    buf_init(&want, BUF_CAP);
    st = verify_text(d->x, "bag-info.txt", &text, err);
    buf_format(&want, "Bag-Software-Agent: %s\n", d->x->wish->tool);
    *own = slice_starts(buf_view(&text), buf_view(&want));
    buf_release(&text);
    buf_release(&want);
    return st < ST_OK ? st : ST_OK;
}

static enum status check_report(struct verify_database *d, struct err *err)
{
    const struct verify_wish *w = d->x->wish;
    struct err e = ERR_INIT;
    struct buf folder;
    enum status st;
    bool own;

    if (d->x->pages == 0) {
        verify_done(d->x, VERIFY_REPORT, "there is none");
        return ST_OK;
    }
    if (d->x->v->checks[VERIFY_DATABASE].verdict != VERDICT_OK || w->render == NULL || d->folder == NULL) {
        verify_open(d->x, VERIFY_REPORT,
                    w->all ? "the database is not verified" : "passed over; --all makes it again");
        return ST_OK;
    }
    st = made_by_this(d, &own, err);
    buf_init(&folder, BUF_CAP);
    buf_format(&folder, "%s/report", d->folder);
    if (st == ST_OK && !own)
        verify_open(d->x, VERIFY_REPORT, "another version of trailbook made it");
    else if (st == ST_OK &&
             w->render(w->ctx, buf_string(&d->path), d->x->item_pages, buf_string(&folder), &e) != ST_OK)
        verify_bad(d->x, VERIFY_REPORT, "data/report", 0, "VERIFY-REPORT", "it cannot be made again: %.200s",
                   e.text);
    else if (st == ST_OK)
        st = compare_report(d, buf_string(&folder), err);
    buf_release(&folder);
    return st;
}

enum status verify_database_end(struct verify_database *d, struct err *err)
{
    const struct store_entry *row;
    struct err e = ERR_INIT;
    uint64_t more = 0;

    if (d->store != NULL) {
        enum status st = store_entries_next(d->entries, &row, &e);

        if (st == ST_OK)
            st = err_set(&e, ST_FAIL, "VERIFY-DATABASE", "it holds more entries than there are");
        if (st == ST_END)
            st = store_copy_unsealed(d->store, &more, &e);
        if (st == ST_OK && more > 0)
            st = err_set(&e, ST_FAIL, "VERIFY-DATABASE", "it holds %llu events of which no entry tells",
                         (unsigned long long)more);
        if (st != ST_OK)
            tell(d, &e);
        else
            verify_done(d->x, VERIFY_DATABASE, "what it holds of %llu events is what the entries say",
                        (unsigned long long)d->events);
        store_entries_close(d->entries);
        store_close(d->store);
        d->entries = NULL;
        d->store = NULL;
    }
    return check_report(d, err);
}
