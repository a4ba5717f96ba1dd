/* dumps: the original dumps of a snapshot.  See dumps.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bag.h"
#include "dumps.h"
#include "members.h"
#include "package.h"
#include "stamp.h"
#include "store_imports.h"
#include "store_ledger.h"

#define CHUNK ((size_t)64 << 10) /* bytes that are copied at once */

struct packing {
    struct store *s;
    struct bag *bag;
    dumps_find *find;
    void *ctx;
    struct dumps_told *told;
    int64_t sealed; /* imports up to this one are */
    struct buf list, path;
};

/* The file's own name in the bag: the import's number, and what is plain of the name. */
static void put_path(struct packing *p, int64_t import, const char *file)
{
    const char *slash = strrchr(file, '/'), *name = slash != NULL ? slash + 1 : file;

    buf_clear(&p->path);
    buf_format(&p->path, "data/dumps/%06lld-", (long long)import);
    for (size_t i = 0; name[i] != 0 && i < 80; i++) {
        unsigned char c = (unsigned char)name[i], letter = c | 0x20;

        buf_byte(
            &p->path,
            (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || strchr("._-", c) != NULL ? c : '-');
    }
}

static enum status copy(struct packing *p, const char *file, struct err *err)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    struct bag_part *part = NULL;
    unsigned char chunk[CHUNK];
    ssize_t did = 1;
    enum status st = ST_OK;

    if (fd >= 0)
        st = bag_open(p->bag, buf_string(&p->path), &part, err);
    while (fd >= 0 && st == ST_OK && (did = read(fd, chunk, sizeof(chunk))) > 0)
        st = bag_write(part, (struct slice){chunk, (size_t)did}, err);
    if (st == ST_OK && (fd < 0 || did < 0))
        st = err_at(err, ST_FATAL, file, 0, 0, "DUMPS-READ", "the dump cannot be read: %s", strerror(errno));
    if (fd >= 0)
        close(fd);
    if (st == ST_OK)
        return bag_close(part, err);
    bag_drop(part);
    return st;
}

static void tell(struct packing *p, const struct store_import *info, bool erased, const char *state)
{
    struct buf *b = &p->list;

    members_number(b, "import", (uint64_t)info->id);
    members_text(b, "dump", slice_text(info->name));
    members_text(b, "source", slice_text(info->source));
    members_number(b, "bytes", info->bytes);
    members_name(b, "sha256");
    if (erased) {
        buf_text(b, "null");
    } else {
        buf_byte(b, '"');
        buf_hex(b, info->dump, DIGEST_SIZE);
        buf_byte(b, '"');
    }
    members_text(b, "state", slice_text(state));
    if (p->path.n > 0)
        members_text(b, "file", buf_view(&p->path));
    buf_text(b, "}\n");
}

/* A dump that was read several times is packed with its first reading. */
static enum status pack(struct packing *p, const struct store_import_row *row, struct err *err)
{
    const struct store_import *info = &row->info;
    bool changed = false;
    const char *file;

    buf_clear(&p->path);
    if (info->id > p->sealed || row->dump != info->id)
        return ST_OK;
    file = info->dump_erased ? NULL : p->find(p->ctx, info->dump, info->name, &changed);
    if (file != NULL) {
        enum status st;

        put_path(p, info->id, file);
        st = copy(p, file, err);
        if (st != ST_OK)
            return st;
    }
    p->told->packed += file != NULL;
    p->told->erased += info->dump_erased;
    p->told->changed += file == NULL && !info->dump_erased && changed;
    p->told->missing += file == NULL && !info->dump_erased && !changed;
    tell(p, info, info->dump_erased,
         info->dump_erased ? "erased"
         : file != NULL    ? "packed"
         : changed         ? "changed"
                           : "missing");
    return ST_OK;
}

static enum status ask(struct packing *p, const struct store_import_row *row, struct err *err)
{
    bool changed;

    (void)err;
    if (row->info.id <= p->sealed && !row->info.dump_erased)
        (void)p->find(p->ctx, row->info.dump, row->info.name, &changed);
    return ST_OK;
}

static enum status each(struct packing *p,
                        enum status (*f)(struct packing *p, const struct store_import_row *row,
                                         struct err *err),
                        struct err *err)
{
    struct store_imports *c = NULL;
    const struct store_import_row *row;
    enum status st = store_imports_open(p->s, &c, err);

    while (st == ST_OK && (st = store_imports_next(c, &row, err)) == ST_OK)
        st = f(p, row, err);
    store_imports_close(c);
    return st == ST_END ? ST_OK : st;
}

static enum status pack_all(struct packing *p, struct err *err)
{
    enum status st = each(p, ask, err);

    if (st == ST_OK)
        st = each(p, pack, err);
    return st == ST_OK ? bag_put(p->bag, "data/dumps.jsonl", buf_view(&p->list), err) : st;
}

static enum status put_texts(struct packing *p, const char *name, int64_t at, struct err *err)
{
    const struct package_word words[] = {{"NAME", slice_text(name)}};
    struct buf b;
    enum status st;

    buf_init(&b, BUF_CAP);
    (void)package_text(&b, "DUMPS.txt", words, 1);
    st = bag_put(p->bag, "data/DUMPS.txt", buf_view(&b), err);
    buf_clear(&b);
    stamp_write(&b, at * STAMP_SECOND, STAMP_RES_S);
    b.n = strlen("2026-01-01");
    bag_info(p->bag, "Bagging-Date", buf_view(&b));
    buf_clear(&b);
    bag_oxum(p->bag, &b);
    bag_info(p->bag, "Payload-Oxum", buf_view(&b));
    buf_clear(&b);
    buf_format(&b, "%s-dumps", name);
    bag_info(p->bag, "External-Identifier", buf_view(&b));
    buf_release(&b);
    return st == ST_OK ? bag_finish(p->bag, err) : st;
}

enum status dumps_write(struct store *s, const char *snapshot, int64_t at, dumps_find *find, void *ctx,
                        struct dumps_told *out, struct err *err)
{
    struct packing p = {.s = s, .find = find, .ctx = ctx, .told = out};
    const char *slash = strrchr(snapshot, '/');
    struct arena a = ARENA_INIT;
    struct store_ledger l;
    enum status st = store_ledger_get(s, &l, &a, err);

    buf_init(&p.list, BUF_CAP);
    buf_init(&p.path, BUF_CAP);
    p.sealed = l.import;
    buf_format(&out->path, "%s-dumps", snapshot);
    if (st == ST_OK)
        st = bag_create(buf_string(&out->path), at, &p.bag, &out->left, err);
    if (st == ST_OK)
        st = pack_all(&p, err);
    if (st == ST_OK)
        st = put_texts(&p, slash != NULL ? slash + 1 : snapshot, at, err);
    if (st == ST_OK)
        st = bag_publish(p.bag, err);
    else
        bag_abandon(p.bag);
    buf_release(&p.list);
    buf_release(&p.path);
    arena_release(&a);
    return st;
}
