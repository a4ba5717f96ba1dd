/* verb_rejects_export: trailbook rejects export: the bytes of rejects, as they stood. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "csv_out.h"
#include "jsonw.h"
#include "lock.h"
#include "outfile.h"
#include "store_imports.h"

static const char list_head[] = "file,dump,record,line,offset,length,kept,code,reason\r\n";
static const char list_unfinished[] = "unfinished: run this export again\r\n";

#define NAME_SIZE 64 /* of the files */

struct export_run {
    struct cli *cli;
    const char *folder; /* NULL: to stdout */
    struct outfile *list;
    struct csv_out row; /* of it */
    uint64_t n;
};

static enum status to_list(void *ctx, struct slice bytes, struct err *err)
{
    struct export_run *x = ctx;

    return outfile_write(x->list, bytes, err);
}

/* What the files are, as a CSV beside them. */
static enum status list_row(struct export_run *x, const char *file, const struct store_reject *r,
                            struct err *err)
{
    const struct reject *j = &r->reject;

    csv_out_text(&x->row, file);
    csv_out_name(&x->row, r->dump_name);
    csv_out_int(&x->row, (int64_t)j->record);
    csv_out_int(&x->row, (int64_t)j->line);
    csv_out_int(&x->row, (int64_t)j->offset);
    csv_out_int(&x->row, (int64_t)j->length);
    csv_out_int(&x->row, (int64_t)j->raw.n);
    csv_out_text(&x->row, j->code);
    csv_out_name(&x->row, j->reason);
    return csv_out_row(&x->row, err);
}

static enum status write_file(struct export_run *x, const char *name, struct slice raw, struct err *err)
{
    struct outfile *f;
    struct buf path;
    enum status st;

    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s/%s", x->folder, name);
    st = access(buf_string(&path), F_OK) == 0
             ? err_set(err, ST_FATAL, "FILE-NOT-OURS",
                       "%s is there and no list names it; move it away and run again", buf_string(&path))
             : outfile_open(buf_string(&path), &f, err);
    if (st == ST_OK) {
        st = outfile_write(f, raw, err);
        if (st == ST_OK)
            st = outfile_commit(f, err);
        else
            outfile_abandon(f);
    }
    buf_release(&path);
    return st;
}

static enum status export_one(struct export_run *x, const struct store_reject *r, struct err *err)
{
    struct slice raw = r->reject.raw;
    char name[NAME_SIZE];
    enum status st;

    x->n++;
    if (x->folder == NULL) {
        term_bytes(&x->cli->term, raw);
        if (raw.n > 0 && raw.p[raw.n - 1] != '\n')
            term_out(&x->cli->term, "\n");
        return ST_OK;
    }
    snprintf(name, sizeof(name), "%08lld.record", (long long)r->id);
    st = write_file(x, name, raw, err);
    return st == ST_OK ? list_row(x, name, r, err) : st;
}

static enum status export_all(struct export_run *x, struct store *store, struct err *err)
{
    struct store_rejects *c;
    const struct store_reject *r;
    enum status st = store_rejects_open(store, !cli_has(x->cli, OPT_ALL), true, &c, err);

    if (st != ST_OK)
        return st;
    while (term_takes(&x->cli->term) && (st = store_rejects_next(c, &r, err)) == ST_OK)
        if ((st = export_one(x, r, err)) != ST_OK)
            break;
    store_rejects_close(c);
    return st == ST_END ? ST_OK : st;
}

enum left { LEFT_NOTHING, LEFT_UNFINISHED, LEFT_LIST }; /* by an earlier export */

/* "00000012.record", as an export calls its files: eight digits, or more if the first is not 0. */
static bool is_record(const char *name, const char *end)
{
    size_t n = strspn(name, "0123456789");

    return n >= 8 && n < NAME_SIZE - 16 && (n == 8 || name[0] != '0') && strcmp(name + n, end) == 0;
}

static enum status remove_record(const struct export_run *x, const char *name, struct err *err)
{
    struct buf path;
    enum status st = ST_OK;

    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s/%s", x->folder, name);
    if (unlink(buf_string(&path)) != 0 && errno != ENOENT)
        st = err_set(err, ST_FATAL, "FILE-REMOVE",
                     "cannot remove %s of an earlier export: %s; remove it and run again", buf_string(&path),
                     strerror(errno));
    buf_release(&path);
    return st;
}

/* Removes what the earlier list names, which the new one would not: the first cell of each row. */
static enum status clear_listed(const struct export_run *x, FILE *list, struct err *err)
{
    char name[NAME_SIZE];
    size_t n = 0;
    bool first = true, quoted = false;
    enum status st = ST_OK;

    for (int c; st == ST_OK && (c = getc(list)) != EOF;) {
        quoted ^= c == '"';
        if (first && c == ',') {
            name[n < NAME_SIZE ? n : 0] = '\0';
            if (is_record(name, ".record"))
                st = remove_record(x, name, err);
            first = false;
        } else if (first && n < NAME_SIZE) {
            name[n++] = (char)c;
        } else if (c == '\n' && !quoted) {
            first = true;
            n = 0;
        }
    }
    return st;
}

/* Removes what a run that was cut short left: no list names that.  Where there was no list at all, files
 * that are called so are someone's own. */
static enum status clear_records(const struct export_run *x, enum left left, struct err *err)
{
    DIR *d = opendir(x->folder);
    enum status st = ST_OK;
    struct dirent *e;

    if (d == NULL)
        return err_set(err, ST_FATAL, "FILE-CREATE", "cannot read the folder %s: %s", x->folder,
                       strerror(errno));
    while (st == ST_OK && (e = readdir(d)) != NULL) {
        bool cut = e->d_name[0] == '.' && is_record(e->d_name + 1, ".record.tmp");
        bool whole = strlen(e->d_name) == strlen("00000000.record") && is_record(e->d_name, ".record");

        if (left == LEFT_NOTHING && (cut || whole))
            st = err_set(err, ST_FATAL, "FILE-NOT-OURS",
                         "%s/%s is there without a list of rejects; name another folder, or move it away",
                         x->folder, e->d_name);
        else if (cut || (whole && left == LEFT_UNFINISHED))
            st = remove_record(x, e->d_name, err);
    }
    closedir(d);
    return st;
}

/* Puts an unfinished list in the place of what is there: until the new one is whole, no list names files
 * that are not, and the next run knows whose they are. */
static enum status begin_list(const char *path, struct err *err)
{
    struct outfile *f;
    enum status st = outfile_open(path, &f, err);

    if (st != ST_OK)
        return st;
    st = outfile_write(f, slice_text(list_unfinished), err);
    if (st == ST_OK)
        return outfile_publish(f, err);
    outfile_abandon(f);
    return st;
}

/* Gives the folder free of an earlier export, and begins the list. */
static enum status take_folder(struct export_run *x, const char *path, FILE *earlier, struct err *err)
{
    enum left left = LEFT_NOTHING;
    enum status st = ST_OK;

    if (earlier != NULL && getc(earlier) != EOF)
        left = outfile_may_take(path, list_head) ? LEFT_LIST : LEFT_UNFINISHED;
    if (left == LEFT_NOTHING)
        st = clear_records(x, left, err);
    if (st == ST_OK)
        st = begin_list(path, err);
    if (st == ST_OK && left == LEFT_LIST)
        st = clear_listed(x, earlier, err);
    if (st == ST_OK && left != LEFT_NOTHING)
        st = clear_records(x, left, err);
    return st;
}

static enum status open_list(struct export_run *x, const char *path, struct err *err)
{
    FILE *earlier;
    enum status st;

    if (!outfile_may_take(path, list_head) && !outfile_may_take(path, list_unfinished))
        return err_set(err, ST_FATAL, "FILE-NOT-OURS",
                       "%s is there and is no list of rejects; name another folder, or move it away", path);
    earlier = fopen(path, "rb");
    if (earlier == NULL && errno != ENOENT)
        return err_set(err, ST_FATAL, "FILE-CREATE", "cannot look at %s: %s", path, strerror(errno));
    st = take_folder(x, path, earlier, err);
    if (earlier != NULL)
        fclose(earlier);
    if (st == ST_OK)
        st = outfile_open(path, &x->list, err);
    return st == ST_OK ? outfile_write(x->list, slice_text(list_head), err) : st;
}

static enum status open_folder(struct export_run *x, struct err *err)
{
    struct buf path;
    enum status st;

    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s/rejects.csv", x->folder);
    st = open_list(x, buf_string(&path), err);
    buf_release(&path);
    return st;
}

static enum status fill_folder(struct export_run *x, struct store *store, struct err *err)
{
    enum status st = open_folder(x, err);

    csv_out_init(&x->row, CSV_GUARDED, to_list, x);
    if (st == ST_OK)
        st = export_all(x, store, err);
    if (st == ST_OK)
        st = csv_out_flush(&x->row, err);
    csv_out_release(&x->row);
    if (st == ST_OK)
        st = outfile_sync_files(x->folder, err);
    if (st == ST_OK)
        return outfile_publish(x->list, err);
    outfile_abandon(x->list);
    return st;
}

/* Two runs in one folder would remove each other's files. */
static enum status export_to_folder(struct export_run *x, struct store *store, struct err *err)
{
    struct buf lock;
    bool made;
    int fd;
    enum status st;

    if (mkdir(x->folder, 0777) != 0 && errno != EEXIST)
        return err_set(err, ST_FATAL, "FILE-CREATE", "cannot make the folder %s: %s", x->folder,
                       strerror(errno));
    buf_init(&lock, BUF_CAP);
    buf_format(&lock, "%s/.rejects.lock", x->folder);
    st = lock_take(buf_string(&lock), x->folder, &fd, &made, err);
    if (st == ST_OK) {
        st = fill_folder(x, store, err);
        unlink(buf_string(&lock));
        close(fd);
    }
    buf_release(&lock);
    return st;
}

static void print_result(const struct export_run *x)
{
    struct term *t = &x->cli->term;
    struct jsonw w;

    if (cli_has(x->cli, OPT_JSON)) {
        jsonw_init(&w);
        jsonw_object(&w, NULL);
        jsonw_text(&w, "folder", x->folder);
        jsonw_count(&w, "rejects", x->n);
        jsonw_end(&w);
        term_bytes(t, buf_view(&w.text));
        jsonw_release(&w);
    } else if (!t->quiet) {
        term_show(t, x->folder);
        term_out(t, ": %llu reject%s, listed in rejects.csv\n", (unsigned long long)x->n,
                 x->n == 1 ? "" : "s");
    }
}

static int run(struct cli *cli)
{
    struct export_run x = {.cli = cli, .folder = cli->args.value[OPT_OUT]};
    struct store *store = NULL;
    struct err err = ERR_INIT;
    enum status st = cli_store_read(cli, &store, &err);

    if (st == ST_OK)
        st = x.folder ? export_to_folder(&x, store, &err) : export_all(&x, store, &err);
    store_close(store);
    if (st != ST_OK)
        return cli_fail(cli, &err);
    if (x.folder)
        print_result(&x);
    return EXIT_DONE;
}

const struct verb verb_rejects_export = {
    .name = "rejects",
    .sub = "export",
    .operands = "",
    .summary = "the rejects' bytes, as they stood in their dumps",
    .examples = "  trailbook rejects export > broken.csv       one after the other\n"
                "  trailbook rejects export --out broken/      a file each, and a list\n",
    .about = "Writes the original bytes of each reject: whole up to 1 MiB, else the first\n"
             "64 KiB.  Into the folder of an earlier export, all of its files are replaced;\n"
             "no other file is touched.  One that failed must be repeated: its list says so.\n"
             "A cell of the list that a spreadsheet would take for a formula has a ' in\n"
             "front.\n"
             "\n"
             "A record that is mended by hand is imported as a dump of its own (of CSV, below\n"
             "the header of its dump).  Its reject stays, as evidence of what the dump held.\n",
    .data = true,
    .turns = OPT_BIT(OPT_OUT),
    .options = OPT_BIT(OPT_OUT) | OPT_BIT(OPT_ALL),
    .run = run,
};
