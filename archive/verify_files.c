/* verify_files: the files that FORMAT.txt lists, and no other.  See verify_parts.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base64.h"
#include "digest_any.h"
#include "keyfile.h"
#include "mem.h"
#include "verify_pass.h"

#define PROFILES        "data/profiles/"
#define NAME_MAX_LENGTH 100 /* bytes between slashes */

enum when { ALWAYS, OPENED, SIGNED, OPTIONAL, MAYBE /* in one with disclosures */ };

/* Files with one name. */
static const struct fixed {
    const char *path;
    enum when when;
} fixed[] = {
    {"bagit.txt", ALWAYS},
    {"bag-info.txt", ALWAYS},
    {"manifest-sha256.txt", ALWAYS},
    {"manifest-sha512.txt", ALWAYS},
    {"tagmanifest-sha256.txt", ALWAYS},
    {"tagmanifest-sha512.txt", ALWAYS},
    {"data/README.txt", ALWAYS},
    {"data/VERIFY.txt", ALWAYS},
    {"data/FORMAT.txt", ALWAYS},
    {"data/tools/verify.py", ALWAYS},
    {"data/log/checkpoint", OPTIONAL}, /* told by the check of it */
    {"data/log/vkey", SIGNED},
    {"data/log/pubkey.pem", SIGNED},
    {"data/provenance.jsonl", OPENED},
    {"data/rejects.jsonl", OPENED},
    {"data/derived/events.csv", MAYBE},
    {"data/derived/audit.sqlite", MAYBE},
};
#define FIXED (sizeof(fixed) / sizeof(fixed[0]))

struct verify_names {
    bool seen[FIXED];
    uint64_t odd;     /* files that are on no list */
    struct buf first; /* by name */
};

struct verify_names *verify_names_new(void)
{
    struct verify_names *n = mem_zero(1, sizeof(*n));

    buf_init(&n->first, BUF_CAP);
    return n;
}

void verify_names_free(struct verify_names *n)
{
    if (n == NULL)
        return;
    buf_release(&n->first);
    mem_free(n);
}

static bool skip(struct slice *s, const char *text)
{
    size_t n = strlen(text);

    if (s->n < n || memcmp(s->p, text, n) != 0)
        return false;
    *s = (struct slice){s->p + n, s->n - n};
    return true;
}

static bool skip_digits(struct slice *s, size_t n, uint64_t *out)
{
    if (s->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return false;
        *out = *out * 10 + (uint64_t)(s->p[i] - '0');
    }
    *s = (struct slice){s->p + n, s->n - n};
    return true;
}

/* Letters, digits and . _ - only; no hidden files. */
static bool is_plain(struct slice path)
{
    size_t at = 0;

    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = path.p[i], letter = c | 0x20;

        if (c == '/') {
            at = 0;
            continue;
        }
        if (!((letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
              (c == '.' && at > 0)) ||
            ++at > NAME_MAX_LENGTH)
            return false;
    }
    return true;
}

/* BEFORE<12 digits>AFTER of the first entry of a file. */
static bool is_shard(const struct verify_log *x, struct slice path, const char *before, const char *after)
{
    uint64_t first = 0;

    return skip(&path, before) && skip_digits(&path, 12, &first) && slice_is(path, after) &&
           first % VERIFY_SHARD == 0 && first < x->now.size;
}

/* Of this log's tree: its number is read leniently, and what would be written of it compared. */
static bool is_tile(const struct verify_log *x, struct slice path)
{
    uint64_t n = 0, hashes, width;
    struct slice rest = path;
    unsigned level;
    struct buf b;
    bool same;

    if (!skip(&rest, "data/log/tile/") || rest.n < 2 || rest.p[0] < '0' || rest.p[0] >= '0' + TILE_LEVELS)
        return false;
    level = (unsigned)(rest.p[0] - '0');
    rest = (struct slice){rest.p + 2, rest.n - 2};
    for (size_t groups = 0; groups < 5 && skip(&rest, "x"); groups++)
        if (!skip_digits(&rest, 3, &n) || !skip(&rest, "/"))
            return false;
    if (!skip_digits(&rest, 3, &n))
        return false;
    hashes = x->now.size >> (TILE_BITS * level);
    if (n > hashes / TILE_HASHES || n * TILE_HASHES >= hashes)
        return false;
    width = hashes - n * TILE_HASHES;
    buf_init(&b, BUF_CAP);
    buf_text(&b, "data/log/");
    tiles_path(&b, level, n, width < TILE_HASHES ? (unsigned)width : TILE_HASHES);
    same = slice_equal(buf_view(&b), path);
    buf_release(&b);
    return same;
}

static bool take_past(struct verify_log *x, struct slice path)
{
    uint64_t size = 0;

    if (!skip(&path, "data/log/checkpoints/") || !skip_digits(&path, 12, &size) || path.n > 0 || size == 0 ||
        size >= x->now.size)
        return false;
    x->past = mem_grow(x->past, x->n_past, &x->past_room, sizeof(*x->past));
    x->past[x->n_past++] = (struct verify_sizes){0, size};
    return true;
}

static bool take_proof(struct verify_log *x, struct slice path)
{
    uint64_t old = 0, new_ = 0;

    if (!skip(&path, "data/log/consistency/") || !skip_digits(&path, 12, &old) || !skip(&path, "-") ||
        !skip_digits(&path, 12, &new_) || path.n > 0)
        return false;
    x->proofs = mem_grow(x->proofs, x->n_proofs, &x->proofs_room, sizeof(*x->proofs));
    x->proofs[x->n_proofs++] = (struct verify_sizes){old, new_};
    return true;
}

/* data/profiles/<digest>.yaml */
static bool is_profile(struct slice path)
{
    if (!skip(&path, PROFILES) || path.n != 2 * DIGEST_SIZE + strlen(".yaml"))
        return false;
    for (size_t i = 0; i < 2 * DIGEST_SIZE; i++)
        if (!(path.p[i] >= '0' && path.p[i] <= '9') && !(path.p[i] >= 'a' && path.p[i] <= 'f'))
            return false;
    path = (struct slice){path.p + 2 * DIGEST_SIZE, path.n - 2 * DIGEST_SIZE};
    return slice_is(path, ".yaml");
}

/* Of the report, whose names but one have small letters alone: others were given by somebody else. */
static bool is_page(struct slice path)
{
    if (!slice_starts(path, SLICE("data/report/")) || !is_plain(path))
        return false;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] >= 'A' && path.p[i] <= 'Z')
            return slice_is(path, "data/report/csv/README.txt");
    return true;
}

/* A number above 0 as it is written. */
static bool skip_number(struct slice *s, uint64_t *out)
{
    size_t n = 0;

    while (n < s->n && n < 18 && s->p[n] >= '0' && s->p[n] <= '9')
        n++;
    return n > 0 && s->p[0] != '0' && skip_digits(s, n, out);
}

/* Whether an act tells of it shows with the entries. */
static bool take_map(struct verify_log *x, struct slice path)
{
    uint64_t import = 0, act = 0;

    if (!skip(&path, "data/imports/") || !skip_number(&path, &import) ||
        (skip(&path, "-") && !skip_number(&path, &act)) || !slice_is(path, ".tsv"))
        return false;
    x->maps = mem_grow(x->maps, x->n_maps, &x->maps_room, sizeof(*x->maps));
    x->maps[x->n_maps++] = (struct verify_sizes){import, act};
    return true;
}

static bool is_listed(struct verify_log *x, struct slice path)
{
    for (size_t i = 0; i < FIXED; i++)
        if (slice_is(path, fixed[i].path))
            return x->names->seen[i] = true;
    if (slice_starts(path, SLICE("signatures/")))
        return is_plain(path);
    return !x->known || is_shard(x, path, "data/entries/", ".jsonl") ||
           is_shard(x, path, "data/disclosures/", ".tsv") ||
           (x->opened && (is_profile(path) || is_page(path))) || is_tile(x, path) || take_past(x, path) ||
           take_map(x, path) || take_proof(x, path);
}

void verify_names_seen(struct verify_log *x, struct slice path)
{
    struct verify_names *n = x->names;

    x->pages += is_page(path);
    x->item_pages = x->item_pages || slice_starts(path, SLICE("data/report/item/"));
    if (is_listed(x, path))
        return;
    if (n->odd++ > 0 && slice_order(path, buf_view(&n->first)) > 0)
        return;
    buf_clear(&n->first);
    buf_slice(&n->first, path);
}

int verify_sizes_order(const void *a, const void *b)
{
    const struct verify_sizes *x = a, *y = b;

    if (x->old != y->old)
        return x->old < y->old ? -1 : 1;
    return x->new_ < y->new_ ? -1 : x->new_ > y->new_;
}

static void check_names(struct verify_log *x)
{
    const struct verify_names *n = x->names;

    for (size_t i = 0; i < FIXED; i++) {
        enum when when = fixed[i].when;
        bool wanted = when == ALWAYS || (when == OPENED && x->opened) || (when == SIGNED && x->wish->key);
        bool allowed = (when != OPENED && when != MAYBE) || x->opened || !x->known;

        if (n->seen[i] ? !allowed : wanted)
            verify_bad(x, VERIFY_FILES, fixed[i].path, 0, "VERIFY-FILE",
                       n->seen[i] ? "it has no place in a snapshot without disclosures"
                                  : "it is not there; take another copy of the snapshot");
    }
    if (n->odd > 0)
        verify_bad(x, VERIFY_FILES, buf_string(&n->first), 0, "VERIFY-FILE",
                   "it is no file of this snapshot, and so are %llu more: it was put in, or renamed",
                   (unsigned long long)n->odd - 1);
}

/* "digest  path", in order of paths; a profile is named by its digest. */
static bool is_line(struct slice line, size_t digits, struct buf *last)
{
    struct slice path;

    if (line.n <= digits + 2 || line.p[digits] != ' ' || line.p[digits + 1] != ' ')
        return false;
    for (size_t i = 0; i < digits; i++)
        if (!(line.p[i] >= '0' && line.p[i] <= '9') && !(line.p[i] >= 'a' && line.p[i] <= 'f'))
            return false;
    path = (struct slice){line.p + digits + 2, line.n - digits - 2};
    if (!is_plain(path) || slice_order(buf_view(last), path) >= 0)
        return false;
    if (digits == 2 * DIGEST_SIZE && is_profile(path) &&
        memcmp(path.p + strlen(PROFILES), line.p, digits) != 0)
        return false;
    buf_clear(last);
    buf_slice(last, path);
    return true;
}

static enum status check_manifest(struct verify_log *x, const char *name, size_t digits, struct err *err)
{
    struct verify_lines *lines = NULL;
    struct verify_piece piece;
    struct buf last;
    enum status st = verify_lines_open(x, name, &lines, err);

    buf_init(&last, BUF_CAP);
    while (st == ST_OK && (st = verify_lines_next(lines, &piece, err)) == ST_OK) {
        if (!piece.cut && !piece.more && is_line(piece.text, digits, &last))
            continue;
        verify_bad(x, VERIFY_FILES, name, verify_lines_at(lines), "VERIFY-MANIFEST",
                   "this is no line of it as trailbook writes them: a digest, two blanks and a path, in "
                   "order of paths, and a profile is named by its digest");
        st = ST_END;
    }
    buf_release(&last);
    verify_lines_close(lines);
    return st == ST_END ? ST_OK : st;
}

static enum status put_digest(struct verify_log *x, const char *name, size_t algorithm, struct buf *b,
                              struct err *err)
{
    struct digest_any *d = digest_any_new(algorithm);
    unsigned char sum[DIGEST_ANY_MAX], chunk[8192];
    struct bag_file *f = NULL;
    size_t got = 1;
    enum status st = verify_find(x, name, &f, err);

    if (d != NULL)
        digest_any_start(d);
    while (st == ST_OK && got > 0 && d != NULL) {
        st = bag_file_read(f, chunk, sizeof(chunk), &got, err);
        digest_any_add(d, chunk, st == ST_OK ? got : 0);
    }
    if (d != NULL) {
        digest_any_end(d, sum);
        buf_hex(b, sum, digest_any_size(algorithm));
    }
    buf_format(b, "  %s\n", name);
    digest_any_free(d);
    bag_file_close(f);
    return st == ST_END ? ST_OK : st;
}

/* Made anew: no seal and no other manifest covers that of SHA-512. */
static enum status check_tags(struct verify_log *x, const char *name, size_t algorithm, struct err *err)
{
    static const char *const tags[] = {"bag-info.txt", "bagit.txt", "manifest-sha256.txt",
                                       "manifest-sha512.txt"};
    enum status st = ST_OK;
    struct buf want, got;

    buf_init(&want, BUF_CAP);
    buf_init(&got, BUF_CAP);
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]) && st == ST_OK; i++)
        st = put_digest(x, tags[i], algorithm, &want, err);
    if (st == ST_OK)
        st = verify_text(x, name, &got, err);
    if (st == ST_OK && !slice_equal(buf_view(&want), buf_view(&got)))
        verify_bad(x, VERIFY_FILES, name, 0, "VERIFY-MANIFEST",
                   "it is not what trailbook writes of bag-info.txt, bagit.txt and the two manifests");
    buf_release(&want);
    buf_release(&got);
    return st == ST_END ? ST_OK : st;
}

/* Copies for convenience, but of this key. */
static enum status check_copies(struct verify_log *x, struct err *err)
{
    enum status st = ST_OK;
    struct buf want, got;

    if (x->wish->key == NULL)
        return ST_OK;
    buf_init(&want, BUF_CAP);
    buf_init(&got, BUF_CAP);
    for (int i = 0; i < 2 && st >= ST_OK; i++) {
        const char *name = i == 0 ? "data/log/vkey" : "data/log/pubkey.pem";

        buf_clear(&want);
        buf_clear(&got);
        if (i == 0)
            note_key_write(&want, x->wish->key);
        else
            keyfile_public_pem(&want, &x->wish->key->public);
        if (i == 0)
            buf_byte(&want, '\n');
        st = verify_text(x, name, &got, err);
        if (st == ST_OK && !slice_equal(buf_view(&want), buf_view(&got)))
            verify_bad(x, VERIFY_FILES, name, 0, "VERIFY-FILE", "it is a copy of another key");
    }
    buf_release(&want);
    buf_release(&got);
    return st < ST_OK ? st : ST_OK;
}

enum status verify_files(struct verify_log *x, struct err *err)
{
    enum status st;

    if (x->n_past > 0)
        qsort(x->past, x->n_past, sizeof(*x->past), verify_sizes_order);
    if (x->n_proofs > 0)
        qsort(x->proofs, x->n_proofs, sizeof(*x->proofs), verify_sizes_order);
    if (x->n_maps > 0)
        qsort(x->maps, x->n_maps, sizeof(*x->maps), verify_sizes_order);
    check_names(x);
    st = check_manifest(x, "manifest-sha256.txt", (size_t)2 * DIGEST_SIZE, err);
    if (st == ST_OK)
        st = check_manifest(x, "manifest-sha512.txt", (size_t)2 * DIGEST512_SIZE, err);
    if (st == ST_OK)
        st = check_tags(x, "tagmanifest-sha256.txt", 3, err);
    if (st == ST_OK)
        st = check_tags(x, "tagmanifest-sha512.txt", 5, err);
    if (st == ST_OK)
        st = check_copies(x, err);
    if (st == ST_OK)
        verify_done(x, VERIFY_FILES, "those of a snapshot%s", x->opened ? "" : " without disclosures");
    return st;
}

/* The labels as they are written, in their order; a NULL value is any. */
static void put_labels(struct verify_log *x, struct buf *b)
{
    buf_text(b, "External-Identifier: ");
    for (size_t i = 0; i < x->now.origin.n; i++) {
        struct slice c = {x->now.origin.p + i, 1};

        buf_byte(b, is_plain(c) || c.p[0] == '.' ? (c.p[0] == '/' ? '-' : c.p[0]) : '-');
    }
    buf_format(b, "-%012llu%s\n", (unsigned long long)x->now.size, x->opened ? "" : "-ledger");
    buf_text(b, "Audit-Log-Origin: ");
    buf_slice(b, x->now.origin);
    buf_format(b, "\nAudit-Log-Size: %llu\nAudit-Log-Root: ", (unsigned long long)x->now.size);
    base64_write(b, x->now.root.bytes, DIGEST_SIZE);
    buf_byte(b, '\n');
}

/* Software, date and size come first; what the size says was checked with all bags. */
static bool skip_first(struct slice *text)
{
    static const char *const labels[] = {"Bag-Software-Agent: ", "Bagging-Date: ", "Payload-Oxum: "};

    for (size_t i = 0; i < 3; i++) {
        const unsigned char *end;

        if (!skip(text, labels[i]) || (end = memchr(text->p, '\n', text->n)) == NULL)
            return false;
        *text = (struct slice){end + 1, text->n - (size_t)(end + 1 - text->p)};
    }
    return true;
}

enum status verify_labels(struct verify_log *x, struct err *err)
{
    static const char *const form = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    struct buf want, got;
    struct slice rest;
    enum status st;

    buf_init(&want, BUF_CAP);
    buf_init(&got, BUF_CAP);
    put_labels(x, &want);
    st = verify_text(x, "bag-info.txt", &got, err);
    rest = buf_view(&got);
    if (st >= ST_OK && !(skip_first(&rest) && slice_equal(rest, buf_view(&want))))
        verify_bad(
            x, VERIFY_LABELS, "bag-info.txt", 0, "VERIFY-LABEL",
            "it does not tell of the checkpoint that is here: name, origin, size and root are another, "
            "or a line is");
    buf_clear(&got);
    if (st >= ST_OK)
        st = verify_text(x, "bagit.txt", &got, err);
    if (st >= ST_OK && !slice_is(buf_view(&got), form))
        verify_bad(x, VERIFY_LABELS, "bagit.txt", 0, "VERIFY-LABEL", "it is not as trailbook writes it");
    if (st >= ST_OK)
        verify_done(x, VERIFY_LABELS, "they tell of the checkpoint");
    buf_release(&want);
    buf_release(&got);
    return st < ST_OK ? st : ST_OK;
}
