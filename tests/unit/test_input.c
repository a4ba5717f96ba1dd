/* input: dumps wherever they lie; bytes pass once, in order, counted and hashed. */
#define _DEFAULT_SOURCE /* mkdtemp is POSIX; symlink, mkfifo need no more */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "input.h"
#include "input_set.h"
#include "mem.h"
#include "packed.h"

#define BYTES(a) ((struct slice){(a), sizeof(a)})

static char top[] = "/tmp/trailbook-input-XXXXXX";

static void put(const char *name, struct slice bytes)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    CHECK(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
    CHECK(close(fd) == 0);
}

/* Appends "path=text;" for a dump that can be read, "path!CODE;" for one that cannot. */
static void say_dump(struct input *in, struct buf *out)
{
    unsigned char sum[DIGEST_SIZE], want[DIGEST_SIZE];
    struct digest *d = digest_new();
    struct err err = ERR_INIT;
    struct buf text;
    struct slice ahead;
    size_t got = 1;
    enum status st = input_peek(in, &ahead, &err);

    buf_init(&text, BUF_CAP);
    if (st == ST_OK)
        input_set_encoding(in, NULL);
    while (st == ST_OK && got > 0) {
        size_t n = text.n < 100 ? 3 : 65536;

        st = input_read(in, buf_space(&text, n), n, &got, &err);
        if (st == ST_OK)
            buf_grew(&text, got);
        if (text.n > 100000) /* the bomb */
            text.n = 1000;
    }
    buf_text(out, input_path(in));
    if (st == ST_OK) {
        buf_byte(out, '=');
        buf_slice(out, buf_view(&text));
        input_digest(in, sum);
        digest_of(d, text.p, text.n, want);
        CHECK(memcmp(sum, want, sizeof(sum)) == 0);
        CHECK_INT(input_bytes(in), text.n);
        CHECK(input_size_hint(in) == -1 || input_size_hint(in) == (int64_t)text.n);
    } else {
        buf_format(out, "!%s", err.code);
        CHECK(input_read(in, buf_space(&text, 3), 3, &got, &err) == st); /* it stays failed */
    }
    buf_byte(out, ';');
    digest_free(d);
    buf_release(&text);
}

static void say_all(const char *const *paths, size_t n, struct buf *out)
{
    struct err err = ERR_INIT;
    struct input_set *set;
    struct input *in = NULL;
    enum status st;

    set = input_set_open(paths, n);
    while ((st = input_set_next(set, &in, &err)) != ST_END) {
        if (st == ST_OK)
            say_dump(in, out);
        else
            buf_format(out, "%s!%s;", err.where, err.code);
        err_clear(&err);
    }
    input_set_close(set);
}

static void expect(const char *path, const char *want)
{
    struct buf got;

    buf_init(&got, BUF_CAP);
    say_all(&path, 1, &got);
    CHECK_SLICE(buf_view(&got), want);
    buf_release(&got);
}

/* Whether another process sees the lock on "store" that this one took. */
static bool is_locked(void)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int status = 0, fd;
    pid_t child = fork();

    if (child == 0) {
        fd = open("store", O_RDWR);
        _exit(fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_WRLCK ? 0 : 1);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    return status == 0;
}

/* Closing any descriptor of a file gives up the locks that the process has on it. */
static void test_avoid(void)
{
    static const char *const paths[] = {"store", "link", "store-journal", "folder", "f2"};
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct err err = ERR_INIT;
    struct input_set *set;
    struct input *in = NULL;
    int fd;

    put("store", SLICE("a,b\n"));
    put("store-journal", SLICE("a,b\n"));
    put("f2", SLICE("a,b\n"));
    CHECK(mkdir("folder", 0777) == 0);
    CHECK(link("store", "folder/hard") == 0 && symlink("store", "link") == 0);
    fd = open("store", O_RDWR);
    CHECK(fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0);
    CHECK(is_locked());
    set = input_set_open(paths, 5);
    input_set_avoid(set, "link");
    for (int i = 0; i < 3; i++) {
        err_clear(&err);
        CHECK(input_set_next(set, &in, &err) == ST_FAIL);
        CHECK_SLICE(slice_text(err.code), "INPUT-STORE");
    }
    CHECK(input_set_next(set, &in, &err) == ST_OK);
    CHECK_SLICE(slice_text(input_name(in)), "f2");
    CHECK_INT(input_set_passed(set).stores, 1);
    input_set_close(set);
    CHECK(is_locked());
    close(fd);
}

static void test_packed(void)
{
    put("f", packed_gzip);
    expect("f", "f=a,b\n1,2\n;");
    put("f.csv.gz", packed_gzip_two);
    expect("f.csv.gz", "f.csv.gz=a,b\n1,2\n;");
    put("f.bz2", packed_bzip2);
    expect("f.bz2", "f.bz2=a,b\n1,2\n;");
    put("f.xz", packed_xz);
    expect("f.xz", "f.xz=a,b\n1,2\n;");
    put("f.zst", packed_zstd);
    expect("f.zst", "f.zst=a,b\n1,2\n;");
    put("f.zip", packed_zip);
    expect("f.zip", "f.zip:x/a.csv=a,b\n1,2\n;f.zip:b.csv.gz=c,d\n3,4\n;");
    put("f.tgz", packed_tar_gzip);
    expect("f.tgz", "f.tgz:x/a.csv=a,b\n1,2\n;f.tgz:b.csv=c,d\n3,4\n;");
    put("f.tar.xz", packed_tar_xz);
    expect("f.tar.xz", "f.tar.xz:x/a.csv=a,b\n1,2\n;f.tar.xz:b.csv=c,d\n3,4\n;");
    put("e.zip", packed_zip_empty);
    expect("e.zip", "");
}

static void test_refused(void)
{
    put("z.zip", packed_zip_in_zip);
    expect("z.zip", "z.zip:in.zip!INPUT-ARCHIVE;z.zip:b.csv=c,d\n3,4\n;");
    put("o.xlsx", packed_office);
    expect("o.xlsx", "o.xlsx!INPUT-ARCHIVE;");
    put("p.zip", packed_zip_encrypted);
    expect("p.zip", "p.zip!INPUT-ARCHIVE;");
    put("s.7z", SLICE("7z\xbc\xaf\x27\x1c and more"));
    expect("s.7z", "s.7z!INPUT-ARCHIVE;");
    put("bomb", packed_bomb);
    expect("bomb", "bomb!INPUT-BOMB;");
    expect("nowhere", "nowhere!INPUT-OPEN;");
    expect("", "!INPUT-OPEN;");
}

static void test_damaged(void)
{
    const struct slice whole[] = {packed_gzip, packed_bzip2, packed_xz, packed_zstd};
    unsigned char p[256];

    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
        memcpy(p, whole[i].p, whole[i].n);
        put("d", (struct slice){p, whole[i].n - 1}); /* cut */
        expect("d", "d!INPUT-DAMAGED;");
        put("d", (struct slice){p, 16});
        expect("d", "d!INPUT-DAMAGED;");
        if (whole[i].p == packed_bzip2.p || whole[i].p == packed_gzip.p) {
            p[whole[i].n - 6] ^= 1; /* the check sum */
            put("d", (struct slice){p, whole[i].n});
            expect("d", "d!INPUT-DAMAGED;");
        }
    }
    put("d", packed_zip_damaged);
    expect("d", "d:a.csv!INPUT-DAMAGED;d:b.csv=c,d\n3,4\n;");
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
        memcpy(p, whole[i].p, whole[i].n);
        memcpy(p + whole[i].n, "junk", 4);
        put("d", (struct slice){p, whole[i].n + 4});
        expect("d", "d!INPUT-DAMAGED;");
    }
    put("d.csv.gz", (struct slice){p, 16});
    expect("d.csv.gz", "d.csv.gz!INPUT-DAMAGED;"); /* the file's own name */
}

/* Plain text is never taken for an archive: libarchive takes the first for an mtree. */
static void test_plain(void)
{
    put("m.csv", SLICE("#mtree\na,b\n"));
    expect("m.csv", "m.csv=#mtree\na,b\n;");
    put("b.csv", SLICE("BZh9,b\n"));
    expect("b.csv", "b.csv=BZh9,b\n;");
    put("x.csv.gz", SLICE("not,packed\n"));
    expect("x.csv.gz", "x.csv.gz=not,packed\n;");
    put("empty", SLICE(""));
    expect("empty", "empty=;");
}

/* A log that is rotated by copying and cutting it: what was not read yet is in no dump. */
static void test_cut(void)
{
    static const off_t sizes[] = {300000, 400000, 100000, 0}; /* of 300,000; a dump may grow */
    const char *path = "cut.csv";

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct err err = ERR_INIT;
        struct input_set *set;
        struct input *in = NULL;
        unsigned char piece[1000];
        size_t got = 1;
        enum status st;

        put(path, SLICE("a,b\n"));
        CHECK(truncate(path, 300000) == 0);
        set = input_set_open(&path, 1);
        CHECK_INT(input_set_next(set, &in, &err), ST_OK);
        input_set_encoding(in, NULL);
        st = input_read(in, piece, sizeof(piece), &got, &err);
        CHECK(st == ST_OK && truncate(path, sizes[i]) == 0);
        while (st == ST_OK && got > 0)
            st = input_read(in, piece, sizeof(piece), &got, &err);
        CHECK_INT(st, sizes[i] < 300000 ? ST_FAIL : ST_OK);
        CHECK(st == ST_OK || strcmp(err.code, "INPUT-CUT") == 0);
        input_set_close(set);
    }
}

static void test_folders(void)
{
    const char *const both[] = {"dir/b", "dir/c.csv"};
    struct buf got;

    CHECK(mkdir("dir", 0700) == 0 && mkdir("dir/b", 0700) == 0 && mkdir("dir/b/deep", 0700) == 0);
    put("dir/c.csv", SLICE("3"));
    put("dir/a.csv", SLICE("1"));
    put("dir/.hidden", SLICE("no"));
    put("dir/b/deep/z", SLICE("2"));
    put("dir/b/x.zip", packed_tar_gzip);
    CHECK(symlink("../../dir", "dir/b/loop") == 0);
    CHECK(symlink("../c.csv", "dir/b/link") == 0);
    CHECK(symlink("nothing", "dir/b/dangling") == 0);
    CHECK(mkfifo("dir/b/fifo", 0600) == 0);
    expect("dir", "dir/a.csv=1;dir/b/dangling!INPUT-OPEN;dir/b/deep/z=2;dir/b/link=3;"
                  "dir/b/x.zip:x/a.csv=a,b\n1,2\n;dir/b/x.zip:b.csv=c,d\n3,4\n;dir/c.csv=3;");
    expect("dir/b/loop/b/deep/", "dir/b/loop/b/deep/z=2;"); /* named, it is followed */
    buf_init(&got, BUF_CAP);
    say_all(both, 2, &got);
    CHECK(strstr(buf_string(&got), ";dir/c.csv=3;") != NULL);
    buf_release(&got);
}

/* A named pipe, and standard input, packed or not. */
static void test_pipes(void)
{
    int fds[2], status;
    pid_t child;

    CHECK(mkfifo("pipe", 0600) == 0);
    child = fork();
    if (child == 0) {
        int fd = open("pipe", O_WRONLY);

        _exit(fd < 0 || write(fd, packed_zip.p, packed_zip.n) < 0);
    }
    expect("pipe", "pipe:x/a.csv=a,b\n1,2\n;pipe:b.csv.gz=c,d\n3,4\n;");
    CHECK(waitpid(child, &status, 0) == child && status == 0);

    CHECK(pipe(fds) == 0 && write(fds[1], packed_gzip.p, packed_gzip.n) > 0);
    CHECK(close(fds[1]) == 0 && dup2(fds[0], 0) == 0 && close(fds[0]) == 0);
    expect("-", "-=a,b\n1,2\n;");
}

static void test_ahead(void)
{
    const char *path = "dir/a.csv", *packed = "f.csv.gz";
    unsigned char sum[DIGEST_SIZE], ahead[DIGEST_SIZE], p[9];
    struct err err = ERR_INIT;
    struct input_set *set;
    struct input *in = NULL;
    size_t got;

    set = input_set_open(&path, 1);
    CHECK(input_set_next(set, &in, &err) == ST_OK);
    CHECK_SLICE(slice_text(input_name(in)), "a.csv");
    CHECK_INT(input_size_hint(in), 1);
    CHECK(input_digest_ahead(in, ahead, &err) == ST_OK);
    CHECK(input_read(in, p, 9, &got, &err) == ST_OK && got == 1);
    CHECK(input_read(in, p, 9, &got, &err) == ST_OK && got == 0);
    input_digest(in, sum);
    CHECK(memcmp(sum, ahead, sizeof(sum)) == 0);
    input_set_close(set);
    set = input_set_open(&packed, 1);
    CHECK(input_set_next(set, &in, &err) == ST_OK);
    CHECK_SLICE(slice_text(input_name(in)), "f.csv");
    CHECK(input_digest_ahead(in, ahead, &err) == ST_END);
    input_set_close(set);
}

static void test_memory(void)
{
    struct input *in;
    struct err err = ERR_INIT;
    struct slice ahead;
    unsigned char p[8];
    size_t got;

    in = input_from_memory(SLICE("\xef\xbb\xbfhello"), "a/b.csv");
    CHECK_SLICE(slice_text(input_name(in)), "b.csv");
    CHECK_INT(input_size_hint(in), 8);
    CHECK(input_peek(in, &ahead, &err) == ST_OK);
    CHECK_SLICE(ahead, "\xef\xbb\xbfhello");
    input_set_encoding(in, NULL);
    CHECK_INT(input_start(in), 3);
    CHECK(input_is_utf8(in));
    CHECK(input_read(in, p, 8, &got, &err) == ST_OK);
    CHECK_SLICE(((struct slice){p, got}), "hello");
    CHECK(input_read(in, p, 8, &got, &err) == ST_OK && got == 0);
    CHECK_INT(input_bytes(in), 8);
    input_close(in);
}

static void clean_up(void)
{
    char command[128];

    CHECK(chdir("/") == 0);
    snprintf(command, sizeof(command), "rm -rf '%s'", top);
    CHECK(system(command) == 0);
}

/* What was peeked at stays, though a dump that is a mark alone is passed at once. */
static void test_peeked(void)
{
    struct input *in;
    struct slice ahead;
    struct err err = ERR_INIT;

    in = input_from_memory(SLICE("\xfe\xff"), "mark");
    CHECK(input_peek(in, &ahead, &err) == ST_OK);
    input_set_encoding(in, NULL);
    CHECK_SLICE(ahead, "\xfe\xff");
    input_close(in);
}

int main(void)
{
    test_memory();
    test_peeked();
    if (mkdtemp(top) == NULL || chdir(top) != 0)
        return 1;
    test_packed();
    test_refused();
    test_damaged();
    test_plain();
    test_cut();
    test_folders();
    test_ahead();
    test_pipes();
    test_avoid();
    clean_up();
    return harness_end();
}
