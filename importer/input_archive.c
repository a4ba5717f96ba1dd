/*
 * input_archive: bzip2, xz, zstd, zip and tar by libarchive.  See input_stream.h.
 *
 * Only what the first bytes name is switched on: libarchive is never left to guess, it takes some
 * texts for archives.
 */
#include <archive.h>
#include <archive_entry.h>
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input_impl.h"
#include "mem.h"

#define BLOCK ((size_t)64 << 10)

struct pack {
    struct archive *a;
    struct stream *below;
    struct expansion *x;
    struct err why;               /* of a failure below, seen by libarchive as its own */
    uint64_t given, out, members; /* packed bytes, unpacked ones */
    bool over;
    char unnamed[32];
    unsigned char block[BLOCK];
};

static la_ssize_t give(struct archive *a, void *ctx, const void **p)
{
    struct pack *pk = ctx;
    size_t got = 0;

    *p = pk->block;
    if (pk->below->read(pk->below, pk->block, BLOCK, &got, &pk->why) != ST_OK) {
        archive_set_error(a, EIO, "%s", pk->why.text);
        return -1;
    }
    pk->given += got;
    return (la_ssize_t)got;
}

static la_int64_t seek(struct archive *a, void *ctx, la_int64_t offset, int whence)
{
    struct pack *pk = ctx;
    int64_t at = pk->below->seek(pk->below, offset, whence);

    if (at >= 0)
        return at;
    archive_set_error(a, EIO, "cannot seek");
    return ARCHIVE_FATAL;
}

/* A failure from below is told as it was told there; libarchive's own is damage. */
static enum status failed(struct pack *pk, const char *code, struct err *err)
{
    const char *text = archive_error_string(pk->a);

    if (pk->why.code[0] != 0) {
        *err = pk->why;
        return ST_FAIL;
    }
    if (text == NULL)
        text = "it ends early or is damaged";
    return err_set(err, ST_FAIL, code, "cannot be unpacked: %.*s; get the dump again",
                   (int)strcspn(text, "\n"), text); /* some of its texts end a line */
}

static void support(struct archive *a, enum packing p)
{
    int r = ARCHIVE_OK;

    switch (p) {
    case PACKING_BZIP2: r = archive_read_support_filter_bzip2(a); break;
    case PACKING_XZ: r = archive_read_support_filter_xz(a); break;
    case PACKING_ZSTD: r = archive_read_support_filter_zstd(a); break;
    case PACKING_ZIP: r = archive_read_support_format_zip(a); break;
    case PACKING_TAR: r = archive_read_support_format_tar(a); break;
    default: assert(false && "not for libarchive");
    }
    assert(r == ARCHIVE_OK);
    if (p == PACKING_ZIP || p == PACKING_TAR)
        return;
    r = archive_read_support_format_raw(a);
    assert(r == ARCHIVE_OK);
}

static enum status pack_start(struct pack *pk, enum packing p, struct err *err)
{
    struct archive *a = archive_read_new();

    if (a == NULL)
        mem_exhausted();
    pk->a = a;
    support(a, p);
    archive_read_set_read_callback(a, give);
    if (pk->below->seek && p == PACKING_ZIP)
        archive_read_set_seek_callback(a, seek);
    archive_read_set_callback_data(a, pk);
    if (archive_read_open1(a) == ARCHIVE_OK)
        return ST_OK;
    pk->over = true;
    return failed(pk, "INPUT-DAMAGED", err);
}

struct pack *pack_open(struct stream *below, enum packing p, struct expansion *x)
{
    struct pack *pk = mem_zero(1, sizeof(*pk));

    pk->below = below;
    pk->x = x;
    pk->why = (struct err)ERR_INIT;
    if (pack_start(pk, p, &pk->why) != ST_OK)
        pk->over = true;
    return pk;
}

void pack_close(struct pack *pk)
{
    if (pk == NULL)
        return;
    (void)archive_read_free(pk->a);
    pk->below->close(pk->below);
    mem_free(pk);
}

bool pack_over(const struct pack *pk)
{
    return pk->over;
}

static enum status pack_data(struct pack *pk, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    la_ssize_t r;

    if (pk->over && pk->why.code[0] != 0) {
        *err = pk->why;
        return ST_FAIL;
    }
    r = archive_read_data(pk->a, p, n);
    if (r < 0)
        return failed(pk, "INPUT-DAMAGED", err);
    *got = (size_t)r;
    pk->out += *got;
    return expansion_check(pk->x, pk->out, err);
}

/* libarchive takes the end of a bzip2 stream for the end of the file, whatever follows it. */
static enum status check_rest(struct pack *pk, struct err *err)
{
    la_int64_t used = archive_filter_bytes(pk->a, -1);

    if (archive_filter_code(pk->a, 0) != ARCHIVE_FILTER_BZIP2 || used < 0 || (uint64_t)used == pk->given)
        return ST_OK;
    return err_set(err, ST_FAIL, "INPUT-DAMAGED",
                   "the bzip2 stream ends after %lld bytes, and what follows is none; get the dump again",
                   (long long)used);
}

/* A member's bytes: valid until the next member is asked for, so it owns nothing. */
struct member {
    struct stream stream;
    struct pack *pack;
};

static enum status member_read(struct stream *s, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    return pack_data(((struct member *)s)->pack, p, n, got, err);
}

static void member_close(struct stream *s)
{
    mem_free(s);
}

/* In the C locale libarchive may hold a name that it cannot turn into bytes. */
static const char *name_of(struct pack *pk, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);

    if (name == NULL)
        name = archive_entry_pathname(entry);
    if (name != NULL)
        return name;
    snprintf(pk->unnamed, sizeof(pk->unnamed), "member-%llu", (unsigned long long)pk->members);
    return pk->unnamed;
}

static bool is_hidden(const char *name)
{
    const char *base = strrchr(name, '/');

    base = base ? base + 1 : name;
    return base[0] == 0 || base[0] == '.' || strncmp(name, "__MACOSX/", 9) == 0;
}

static enum status check_member(struct pack *pk, struct archive_entry *entry, const char *name,
                                struct err *err)
{
    if (archive_entry_is_encrypted(entry))
        return err_set(err, ST_FAIL, "INPUT-ARCHIVE",
                       "\"%s\" is encrypted; unpack it with its password first", name);
    if (pk->members == 1 && strcmp(name, "[Content_Types].xml") == 0) {
        pk->over = true;
        return err_set(err, ST_FAIL, "INPUT-ARCHIVE",
                       "this is an Office document, not an archive of dumps; save it as CSV");
    }
    return ST_OK;
}

enum status pack_next(struct pack *pk, const char **name, struct stream **out, struct err *err)
{
    struct archive_entry *entry;
    struct member *m;
    bool broken = pk->why.code[0] != 0;

    while (!pk->over) {
        int r = archive_read_next_header(pk->a, &entry);
        enum status st;

        if (r == ARCHIVE_EOF) {
            pk->over = true;
            return ST_END;
        }
        if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
            broken = true;
        pk->over = broken;
        if (broken)
            break;
        pk->members++;
        *name = name_of(pk, entry);
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) || is_hidden(*name))
            continue;
        st = check_member(pk, entry, *name, err);
        if (st != ST_OK)
            return st;
        m = mem_zero(1, sizeof(*m));
        m->stream = (struct stream){member_read, member_close, NULL};
        m->pack = pk;
        *out = &m->stream;
        return ST_OK;
    }
    return broken ? failed(pk, "INPUT-DAMAGED", err) : ST_END;
}

struct unpack {
    struct stream stream;
    struct pack *pack;
    bool begun, end;
};

static enum status unpack_read(struct stream *s, unsigned char *p, size_t n, size_t *got, struct err *err)
{
    struct unpack *u = (struct unpack *)s;
    struct archive_entry *entry;
    enum status st;
    int r;

    if (!u->begun && !u->pack->over) {
        r = archive_read_next_header(u->pack->a, &entry);
        u->begun = true;
        u->end = r == ARCHIVE_EOF; /* nothing was packed */
        if (r != ARCHIVE_OK && r != ARCHIVE_WARN && r != ARCHIVE_EOF)
            return failed(u->pack, "INPUT-DAMAGED", err);
    }
    *got = 0;
    st = u->end ? ST_OK : pack_data(u->pack, p, n, got, err);
    return st == ST_OK && *got == 0 ? check_rest(u->pack, err) : st;
}

static void unpack_close(struct stream *s)
{
    struct unpack *u = (struct unpack *)s;

    pack_close(u->pack);
    mem_free(u);
}

struct stream *stream_unpack(struct stream *below, enum packing p, struct expansion *x)
{
    struct unpack *u = mem_zero(1, sizeof(*u));

    u->stream = (struct stream){unpack_read, unpack_close, NULL};
    u->pack = pack_open(below, p, x);
    return &u->stream;
}
