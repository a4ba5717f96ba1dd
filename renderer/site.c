/* site: the folder of files that a report is, brought up to date file by file.  See site.h. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "lock.h"
#include "mem.h"
#include "outfile.h"
#include "site.h"
#include "site_folder.h"
#include "site_state.h"

#define JOURNAL_BUFFER ((size_t)64 << 10)
#define MET            UINT64_C(1)

struct site {
    char *out, *state, *journal; /* the folder, OUT.state, OUT.state.part */
    char *work;                  /* where files go: out, or OUT.part for a first report */
    int journal_fd;
    off_t journal_start; /* where this run's lines begin; before them an interrupted run's */
    struct buf lines;    /* of the journal, not yet written */
    bool fresh, rebuild, check;
    bool journal_made; /* by this run: a refused one takes it away again */
    const char *const *signs;
    struct site_table table;
    struct site_counts counts;
    struct site_folders folders;
    struct site_file *spare; /* ended files, for reuse */
    struct digest *whole;    /* for files on disk */
};

struct site_file {
    struct site *site;
    struct site_file *next;
    struct buf buf;
    struct outfile *spill; /* once there are more than SITE_BUFFER bytes */
    struct digest *digest;
    uint64_t size;
    char path[SITE_PATH_MAX];
};

static char *text_join(const char *a, const char *b, const char *c)
{
    size_t n = strlen(a) + strlen(b) + strlen(c) + 1;
    char *text = mem_alloc(n);

    snprintf(text, n, "%s%s%s", a, b, c);
    return text;
}

static enum status journal_flush(struct site *s, struct err *err)
{
    size_t at = 0;

    while (at < s->lines.n) {
        ssize_t did = write(s->journal_fd, s->lines.p + at, s->lines.n - at);

        if (did < 0 && errno == EINTR)
            continue;
        if (did <= 0)
            return err_set(err, ST_FATAL, "SITE-STATE", "cannot write %s: %s; free some space and run again",
                           s->journal, strerror(did < 0 ? errno : ENOSPC));
        at += (size_t)did;
    }
    buf_clear(&s->lines);
    return ST_OK;
}

static enum status journal_line(struct site *s, const struct site_line *l, bool now, struct err *err)
{
    site_line_write(&s->lines, l);
    return now || s->lines.n > JOURNAL_BUFFER ? journal_flush(s, err) : ST_OK;
}

static enum status load_line(void *ctx, const struct site_line *l)
{
    struct site *s = ctx;
    struct site_entry *e = site_table_add(&s->table, l->path);

    e->content = l->content;
    e->stat = site_stat_hash(l->size, l->time);
    return ST_OK;
}

static enum status site_lines(struct site *s, enum status (*each)(void *ctx, const struct site_line *l),
                              struct err *err)
{
    enum status st = site_state_load(s->state, each, s, err);

    return st == ST_OK ? site_state_read(s->journal_fd, s->journal, each, s, err) : st;
}

/* Locks the journal and loads what is known of the files. */
static enum status open_state(struct site *s, struct err *err)
{
    enum status st = lock_take(s->journal, s->out, &s->journal_fd, &s->journal_made, err);

    return st == ST_OK ? site_lines(s, load_line, err) : st;
}

/* A site without its state: nothing tells which of its files are old, or not its own. */
static bool state_lost(const struct site *s)
{
    bool found = false;

    for (size_t i = 0; !found && s->signs[i] != NULL; i++) {
        char *path = text_join(s->out, "/", s->signs[i]);

        found = access(path, F_OK) == 0;
        mem_free(path);
    }
    return found;
}

static enum status not_ours(const struct site *s, struct err *err)
{
    if (state_lost(s))
        return err_set(err, ST_FATAL, "SITE-NOT-OURS",
                       "%s holds a report, and %s, which told its pages from other files and old ones, is "
                       "not there; put it back, name another folder, or empty this one",
                       s->out, s->state);
    return err_set(err, ST_FATAL, "SITE-NOT-OURS",
                   "%s holds files that no report is known to have put there; name another folder, "
                   "empty this one, or say --rebuild to write the report among them",
                   s->out);
}

/* What needs no state to be told, before any is made. */
static enum status look(struct site *s, const char *out, struct err *err)
{
    enum status st = site_folder_resolve(out, &s->out, err);

    if (st != ST_OK)
        return st;
    s->state = text_join(s->out, ".state", "");
    s->journal = text_join(s->out, ".state.part", "");
    if (site_folder_look(s->out) == SITE_FULL && (!s->rebuild || state_lost(s)) &&
        access(s->state, F_OK) != 0 && access(s->journal, F_OK) != 0)
        return not_ours(s, err);
    return ST_OK;
}

static enum status clear_line(void *ctx, const struct site_line *l)
{
    struct site *s = ctx;

    if (!site_folder_foreign(s->work, l->path))
        site_temp_remove(s->work, l->path);
    return ST_OK;
}

/* A folder that stands there is filled in place: it may be a mount point, which no rename replaces. */
static enum status open_folder(struct site *s, struct err *err)
{
    enum site_folder_state state = site_folder_look(s->out);

    if (state == SITE_FULL && s->table.n == 0 && (!s->rebuild || state_lost(s)))
        return not_ours(s, err);
    s->fresh = state == SITE_NONE;
    s->work = text_join(s->out, s->fresh ? ".part" : "", "");
    if (s->fresh)
        return site_part_open(s->work, s->journal_fd, &s->table, err);
    return s->journal_made ? ST_OK : site_lines(s, clear_line, err); /* a run was cut short */
}

enum status site_open(const struct site_options *o, struct site **out, struct err *err)
{
    struct site *s = mem_zero(1, sizeof(*s));
    enum status st;

    s->rebuild = o->rebuild;
    s->check = o->check;
    s->signs = o->signs;
    s->journal_fd = -1;
    s->whole = digest_new();
    s->table.digest = s->whole;
    buf_init(&s->lines, 2 * JOURNAL_BUFFER);
    st = look(s, o->out, err);
    if (st == ST_OK)
        st = open_state(s, err);
    if (st == ST_OK)
        st = open_folder(s, err);
    if (st != ST_OK) {
        if (s->journal_made)
            unlink(s->journal);
        s->lines.n = 0;
        site_abandon(s);
        return st;
    }
    s->journal_start = lseek(s->journal_fd, 0, SEEK_END);
    if (s->journal_start > 0) /* ends the line that an interrupted run may have torn */
        buf_byte(&s->lines, '\n');
    *out = s;
    return ST_OK;
}

enum status site_begin(struct site *s, const char *path, struct site_file **out, struct err *err)
{
    struct site_file *f = s->spare;

    assert(strlen(path) < SITE_PATH_MAX && path[0] != '/');
    if (f != NULL) {
        s->spare = f->next;
    } else {
        f = mem_zero(1, sizeof(*f));
        f->digest = digest_new();
        buf_init(&f->buf, SITE_BUFFER);
    }
    f->site = s;
    f->spill = NULL;
    f->size = 0;
    buf_clear(&f->buf);
    digest_start(f->digest);
    snprintf(f->path, sizeof(f->path), "%s", path);
    *out = f;
    (void)err;
    return ST_OK;
}

static void file_free(struct site_file *f)
{
    outfile_abandon(f->spill);
    buf_release(&f->buf);
    digest_free(f->digest);
    mem_free(f);
}

/* Keeps the file's memory for the next one. */
static void file_done(struct site_file *f)
{
    outfile_abandon(f->spill);
    f->spill = NULL;
    f->next = f->site->spare;
    f->site->spare = f;
}

void site_drop(struct site_file *f)
{
    if (f != NULL)
        file_done(f);
}

/* Tells the journal that path is about to appear, so that it is found again if we are stopped. */
static enum status announce(struct site_file *f, struct err *err)
{
    struct site_line l = {.path = f->path};

    return journal_line(f->site, &l, true, err);
}

/* Opens the file on disk, and hands it what there is so far. */
static enum status file_spill(struct site_file *f, struct err *err)
{
    char *path = text_join(f->site->work, "/", f->path);
    enum status st = site_folders_make(&f->site->folders, f->site->work, f->path, err);

    if (st == ST_OK && site_table_find(&f->site->table, f->path) == NULL)
        st = announce(f, err);
    if (st == ST_OK)
        st = outfile_open(path, &f->spill, err);
    if (st == ST_OK)
        st = outfile_write(f->spill, buf_view(&f->buf), err);
    buf_clear(&f->buf);
    mem_free(path);
    return st;
}

enum status site_write(void *file, struct slice bytes, struct err *err)
{
    struct site_file *f = file;

    digest_add(f->digest, bytes.p, bytes.n);
    f->size += bytes.n;
    if (f->spill == NULL && buf_room(&f->buf, bytes.n)) {
        buf_slice(&f->buf, bytes);
        return ST_OK;
    }
    if (f->spill == NULL) {
        enum status st = file_spill(f, err);

        if (st != ST_OK)
            return st;
    }
    return outfile_write(f->spill, bytes, err);
}

static void note_altered(struct site *s, const char *name)
{
    struct site_counts *c = &s->counts;

    if (c->repaired < SITE_ALTERED)
        snprintf(c->altered[c->repaired], sizeof(c->altered[0]), "%s", name);
    c->repaired++;
}

static enum status file_replace(struct site_file *f, const char *path, struct stat *disk, struct err *err)
{
    struct outfile *o;
    enum status st = f->spill == NULL ? file_spill(f, err) : ST_OK;

    if (st != ST_OK)
        return st;
    o = f->spill;
    f->spill = NULL;
    st = outfile_commit(o, err);
    if (st == ST_OK && lstat(path, disk) != 0)
        st = err_set(err, ST_FATAL, "SITE-FOLDER", "%s vanished while it was written", path);
    return st;
}

static enum status file_settle(struct site_file *f, uint64_t content, struct err *err)
{
    struct site *s = f->site;
    struct site_entry *e = site_table_find(&s->table, f->path);
    char *path = text_join(s->work, "/", f->path);
    struct stat disk;
    bool known = e != NULL && e->content != 0,
         agrees = known && site_entry_agrees(e, path, s->check ? s->whole : NULL, &disk);
    enum status st;

    if (e != NULL && (e->path[0] & MET)) { /* addresses are made of hashes: names can be made to share one */
        mem_free(path);
        return err_set(err, ST_FATAL, "REPORT-COLLISION",
                       "two pages of the report would both be %s: the types, items or actions that they "
                       "are about have names that give one address; report them apart, with --item",
                       f->path);
    }
    st = site_folders_make(&s->folders, s->work, f->path, err);
    if (st == ST_OK && agrees && e->content == content && !s->rebuild) {
        s->counts.unchanged++;
    } else if (st == ST_OK) {
        if (known && !agrees && !s->fresh && site_entry_altered(e, path, s->whole))
            note_altered(s, f->path);
        s->counts.written++;
        if (agrees) /* should the run be cut short here, the next one takes the new file for no other's */
            st = announce(f, err);
        if (st == ST_OK)
            st = file_replace(f, path, &disk, err);
    }
    mem_free(path);
    if (st != ST_OK)
        return st;
    e = site_table_add(&s->table, f->path);
    e->path[0] |= MET;
    s->counts.files++;
    s->counts.bytes += f->size;
    return journal_line(
        s, &(struct site_line){content, (uint64_t)disk.st_size, site_stat_time(&disk), f->path}, false, err);
}

enum status site_end(struct site_file *f, struct err *err)
{
    unsigned char digest[DIGEST_SIZE];
    enum status st;

    digest_end(f->digest, digest);
    st = file_settle(f, site_content_hash(digest), err);
    file_done(f);
    return st;
}

enum status site_put(struct site *s, const char *path, struct slice bytes, struct err *err)
{
    struct site_file *f;
    enum status st = site_begin(s, path, &f, err);

    if (st == ST_OK)
        st = site_write(f, bytes, err);
    if (st != ST_OK) {
        site_drop(f);
        return st;
    }
    return site_end(f, err);
}

/* Removes a file that was not met in this run, and folders that it leaves empty. */
static enum status remove_line(void *ctx, const struct site_line *l)
{
    struct site *s = ctx;
    struct site_entry *e = site_table_find(&s->table, l->path);
    struct stat disk;
    char *path, *slash;

    if (e == NULL || (e->path[0] & MET) || site_folder_foreign(s->work, l->path))
        return ST_OK;
    e->path[0] |= MET;
    path = text_join(s->work, "/", l->path);
    if (!s->fresh && access(path, F_OK) == 0 &&
        !site_entry_agrees(e, path, s->check ? s->whole : NULL, &disk) &&
        site_entry_altered(e, path, s->whole))
        note_altered(s, l->path);
    s->counts.removed += unlink(path) == 0;
    while ((slash = strrchr(path, '/')) != NULL && (size_t)(slash - path) > strlen(s->work)) {
        *slash = '\0';
        if (rmdir(path) != 0)
            break;
    }
    mem_free(path);
    return ST_OK;
}

/* Copies this run's lines of the journal to the state. */
static enum status keep_state(struct site *s, struct err *err)
{
    unsigned char block[16384];
    struct outfile *o;
    enum status st = outfile_open(s->state, &o, err);
    ssize_t n = 0;

    if (st != ST_OK)
        return st;
    if (lseek(s->journal_fd, s->journal_start, SEEK_SET) < 0)
        n = -1;
    while (st == ST_OK && n >= 0 && (n = read(s->journal_fd, block, sizeof(block))) > 0)
        st = outfile_write(o, (struct slice){block, (size_t)n}, err);
    if (st == ST_OK && n < 0)
        st = err_set(err, ST_FATAL, "SITE-STATE", "cannot read %s: %s", s->journal, strerror(errno));
    if (st == ST_OK)
        return outfile_publish(o, err);
    outfile_abandon(o);
    return st;
}

enum status site_finish(struct site *s, struct site_counts *counts, struct err *err)
{
    enum status st = journal_flush(s, err);

    if (st == ST_OK)
        st = site_lines(s, remove_line, err);
    if (st == ST_OK && (s->fresh || s->counts.written > 0))
        st = outfile_sync_files(s->work, err); /* the state tells of nothing that a crash could undo */
    if (st == ST_OK)
        st = keep_state(s, err);
    if (st == ST_OK && s->fresh)
        st = site_part_publish(s->work, s->out, err);
    if (st == ST_OK)
        unlink(s->journal);
    *counts = s->counts;
    site_abandon(s);
    return st;
}

void site_abandon(struct site *s)
{
    if (s == NULL)
        return;
    while (s->spare != NULL) {
        struct site_file *next = s->spare->next;

        file_free(s->spare);
        s->spare = next;
    }
    if (s->journal_fd >= 0) {
        struct err ignored = ERR_INIT; /* what is lost here is only written once more next time */

        (void)journal_flush(s, &ignored);
        close(s->journal_fd);
    }
    buf_release(&s->lines);
    site_folders_release(&s->folders);
    site_table_release(&s->table);
    digest_free(s->whole);
    mem_free(s->out);
    mem_free(s->state);
    mem_free(s->journal);
    mem_free(s->work);
    mem_free(s);
}
