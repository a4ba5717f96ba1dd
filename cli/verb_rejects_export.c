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

/* Stands in the folder, locked, from before the first file until after the last. */
static const char mark[] = "rejects.unfinished";

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
    struct buf path;
    enum status st;

    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s/%s", x->folder, name);
    st = outfile_put(buf_string(&path), raw, err);
    buf_release(&path);
    return st;
}

static enum status export_one(struct export_run *x, const struct store_reject *r, struct err *err)
{
    struct slice raw = r->reject.raw;
    char name[32];
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

typedef enum status (*name_fn)(const struct export_run *x, const char *name, struct err *err);

/* Calls each with the folder's names, less the mark, until it gives something else than ST_OK. */
static enum status each_name(const struct export_run *x, name_fn each, struct err *err)
{
    DIR *d = opendir(x->folder);
    enum status st = ST_OK;
    struct dirent *e;

    if (d == NULL)
        return err_set(err, ST_FATAL, "FILE-CREATE", "cannot read the folder %s: %s; name another", x->folder,
                       strerror(errno));
    while (st == ST_OK && (e = readdir(d)) != NULL)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && strcmp(e->d_name, mark) != 0)
            st = each(x, e->d_name, err);
    closedir(d);
    return st;
}

static enum status refuse(const struct export_run *x, const char *name, struct err *err)
{
    (void)name;
    return err_set(err, ST_FATAL, "FILE-NOT-OURS", "%s is not empty; name a new folder, or empty this one",
                   x->folder);
}

/* "00000012.record", or ".00000012.record.tmp" while it is written. */
static bool is_record(const char *name)
{
    const char *digits = name + (name[0] == '.');
    size_t n = strspn(digits, "0123456789");

    return n >= 8 && strcmp(digits + n, digits == name ? ".record" : ".record.tmp") == 0;
}

static enum status remove_record(const struct export_run *x, const char *name, struct err *err)
{
    struct buf path;
    enum status st = ST_OK;

    if (!is_record(name))
        return ST_OK;
    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s/%s", x->folder, name);
    if (unlink(buf_string(&path)) != 0)
        st = err_set(err, ST_FATAL, "FILE-REMOVE",
                     "cannot remove %s of an export that was cut short: %s; remove it and run again",
                     buf_string(&path), strerror(errno));
    buf_release(&path);
    return st;
}

/* Only an empty folder is marked, so what is called as ours in a marked one was left by a run that was cut
 * short: the store may have changed since, and this run write other files. */
static enum status take_folder(const struct export_run *x, const char *path, int *fd, struct err *err)
{
    bool made;
    enum status st = access(path, F_OK) == 0 ? ST_OK : each_name(x, refuse, err);

    if (st == ST_OK)
        st = lock_take(path, x->folder, fd, &made, err);
    if (st != ST_OK)
        return st;
    st = each_name(x, made ? refuse : remove_record, err); /* refuse: another run may have ended just now */
    if (st == ST_OK)
        st = outfile_sync_name(path, err);
    if (st != ST_OK) {
        if (made)
            unlink(path);
        close(*fd);
    }
    return st;
}

static enum status open_list(struct export_run *x, struct err *err)
{
    struct buf path;
    enum status st;

    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s/rejects.csv", x->folder);
    st = outfile_open(buf_string(&path), &x->list, err);
    buf_release(&path);
    return st == ST_OK ? outfile_write(x->list, slice_text(list_head), err) : st;
}

static enum status fill_folder(struct export_run *x, struct store *store, struct err *err)
{
    enum status st = open_list(x, err);

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

static enum status fill_marked(struct export_run *x, const char *path, struct store *store, struct err *err)
{
    int fd;
    enum status st = take_folder(x, path, &fd, err);

    if (st != ST_OK)
        return st;
    st = fill_folder(x, store, err);
    if (st == ST_OK && unlink(path) != 0)
        st = err_set(err, ST_FATAL, "FILE-REMOVE", "cannot remove %s: %s; remove it, all else is done", path,
                     strerror(errno));
    close(fd);
    return st;
}

static enum status export_to_folder(struct export_run *x, struct store *store, struct err *err)
{
    struct buf path;
    enum status st;

    if (mkdir(x->folder, 0777) != 0 && errno != EEXIST)
        return err_set(err, ST_FATAL, "FILE-CREATE", "cannot make the folder %s: %s; name another", x->folder,
                       strerror(errno));
    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s/%s", x->folder, mark);
    st = fill_marked(x, buf_string(&path), store, err);
    buf_release(&path);
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
             "64 KiB.  The folder must be new or empty: what was mended in an earlier one\n"
             "is never replaced.  One that holds rejects.unfinished is not whole yet: the same\n"
             "command again writes all its files anew.  A cell of the list that a spreadsheet\n"
             "would take for a formula has a ' in front.\n"
             "\n"
             "A record that is mended by hand is imported as a dump of its own (of CSV, below\n"
             "the header of its dump).  Its reject stays, as evidence of what the dump held.\n",
    .data = true,
    .turns = OPT_BIT(OPT_OUT),
    .options = OPT_BIT(OPT_OUT) | OPT_BIT(OPT_ALL),
    .run = run,
};
