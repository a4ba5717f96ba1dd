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
#include "outfile.h"
#include "store_imports.h"

static const char list_head[] = "file,dump,record,line,offset,length,kept,code,reason\r\n";
static const char list_unfinished[] = "unfinished: run this export again\r\n";

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
    st = outfile_open(buf_string(&path), &f, err);
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
    char name[64];
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

/* "00000012.record", which is what an export calls its files, or one that is not finished. */
static bool is_record(const char *name)
{
    const char *number = name + (name[0] == '.'), *rest = number + strspn(number, "0123456789");

    return rest - number >= 8 && strcmp(rest, name[0] == '.' ? ".record.tmp" : ".record") == 0;
}

/* Removes what an earlier export left, which the new list would not name.  Where there was none, files that
 * are called so are someone's own. */
static enum status clear_records(const struct export_run *x, bool earlier, struct err *err)
{
    DIR *d = opendir(x->folder);
    enum status st = ST_OK;
    struct dirent *e;
    struct buf path;

    if (d == NULL)
        return err_set(err, ST_FATAL, "FILE-CREATE", "cannot read the folder %s: %s", x->folder,
                       strerror(errno));
    buf_init(&path, BUF_CAP);
    while (st == ST_OK && (e = readdir(d)) != NULL) {
        if (!is_record(e->d_name))
            continue;
        buf_clear(&path);
        buf_format(&path, "%s/%s", x->folder, e->d_name);
        if (!earlier)
            st = err_set(err, ST_FATAL, "FILE-NOT-OURS",
                         "%s is there without a list of rejects; name another folder, or move it away",
                         buf_string(&path));
        else if (unlink(buf_string(&path)) != 0)
            st = err_set(err, ST_FATAL, "FILE-REMOVE",
                         "cannot remove %s of an earlier export: %s; remove it and run again",
                         buf_string(&path), strerror(errno));
    }
    buf_release(&path);
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

static enum status open_list(struct export_run *x, const char *path, struct err *err)
{
    struct stat info;
    bool there = stat(path, &info) == 0, earlier = there && info.st_size > 0;
    enum status st = ST_OK;

    if (!there && errno != ENOENT)
        return err_set(err, ST_FATAL, "FILE-CREATE", "cannot look at %s: %s", path, strerror(errno));
    if (!outfile_may_take(path, list_head) && !outfile_may_take(path, list_unfinished))
        return err_set(err, ST_FATAL, "FILE-NOT-OURS",
                       "%s is there and is no list of rejects; name another folder, or move it away", path);
    if (!earlier)
        st = clear_records(x, false, err);
    if (st == ST_OK)
        st = begin_list(path, err);
    if (st == ST_OK && earlier)
        st = clear_records(x, true, err);
    if (st == ST_OK)
        st = outfile_open(path, &x->list, err);
    return st == ST_OK ? outfile_write(x->list, slice_text(list_head), err) : st;
}

static enum status open_folder(struct export_run *x, struct err *err)
{
    struct buf path;
    enum status st;

    if (mkdir(x->folder, 0777) != 0 && errno != EEXIST)
        return err_set(err, ST_FATAL, "FILE-CREATE", "cannot make the folder %s: %s", x->folder,
                       strerror(errno));
    buf_init(&path, BUF_CAP);
    buf_format(&path, "%s/rejects.csv", x->folder);
    st = open_list(x, buf_string(&path), err);
    buf_release(&path);
    return st;
}

static enum status export_to_folder(struct export_run *x, struct store *store, struct err *err)
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
             "no other file is touched.  A cell of the list that a spreadsheet would take for\n"
             "a formula has a ' in front.\n"
             "\n"
             "A record that is mended by hand is imported as a dump of its own (of CSV, below\n"
             "the header of its dump).  Its reject stays, as evidence of what the dump held.\n",
    .data = true,
    .turns = OPT_BIT(OPT_OUT),
    .options = OPT_BIT(OPT_OUT) | OPT_BIT(OPT_ALL),
    .run = run,
};
