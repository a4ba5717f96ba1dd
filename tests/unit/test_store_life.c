/* Locks, kills, parts, rejects, and files that cannot be written. */
#include <signal.h>
#include <time.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_imports.h"
#include "store_lists.h"
#include "store_make.h"
#include "store_sql.h"
#include "store_text.h"

#define SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct made some[] = {
    {.at = T0, .record = "a", .actor = "ann", .target = "L1", .label = "one"},
    {.at = T0 + 1, .record = "b", .actor = "bob"},
};

/* While one process holds the transaction, another is told so, whatever it wants. */
static void check_lock(void)
{
    struct store_import info = make_import("lic", "one");
    struct err err = ERR_INIT;
    struct store *s;
    char path[64];
    int status = 0;
    pid_t child;

    make_path(path, sizeof(path), "lock");
    s = make_store(path);
    make_dump(s, &info, false, some, SIZE(some), 9);
    MUST(store_begin(s, &err));
    child = fork();
    if (child == 0) {
        struct store *other = NULL;
        int ok =
            store_open(path, STORE_READ, &other, &err) == ST_FATAL && strcmp(err.code, "STORE-LOCKED") == 0;

        _exit(ok ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    store_close(s);
    s = make_store(path);
    MUST(store_begin(s, &err));
    store_close(s);
    unlink(path);
}

static int open_new(const char *path, int gate)
{
    struct err err = ERR_INIT;
    struct store *s;
    char c;

    if (read(gate, &c, 1) != 0 || store_open(path, STORE_WRITE, &s, &err) != ST_OK) {
        fprintf(stderr, "%s: %s [%s]\n", path, err.text, err.code);
        _exit(1);
    }
    _exit(0);
}

/* Runs that find no store at the same moment all get one. */
static void check_first(void)
{
    char path[64];

    make_path(path, sizeof(path), "first");
    for (int round = 0; round < 50; round++) {
        pid_t child[4];
        int gate[2], status = 0;

        CHECK(pipe(gate) == 0);
        for (size_t i = 0; i < SIZE(child); i++) {
            child[i] = fork();
            if (child[i] == 0) {
                close(gate[1]);
                open_new(path, gate[0]);
            }
        }
        close(gate[0]);
        close(gate[1]);
        for (size_t i = 0; i < SIZE(child); i++)
            CHECK(waitpid(child[i], &status, 0) == child[i] && status == 0);
        unlink(path);
    }
}

/* The run that made the file gives up while another fills it: the file stays. */
static void check_filled(void)
{
    struct err err = ERR_INIT;
    struct store *made, *filling;
    struct stat st;
    char path[64];
    int status = 0, done[2];
    pid_t child;
    char c;

    make_path(path, sizeof(path), "filled");
    CHECK(pipe(done) == 0);
    made = make_store(path);
    child = fork();
    if (child == 0) {
        filling = make_store(path);
        MUST(store_begin(filling, &err));
        CHECK(write(done[1], "x", 1) == 1);
        sleep(600);
        _exit(0);
    }
    CHECK(read(done[0], &c, 1) == 1);
    store_close(made);
    CHECK(stat(path, &st) == 0);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    close(done[0]);
    close(done[1]);
    unlink(path);
}

/* Killed at any moment, the store is as before, or, after the commit, as afterwards. */
static void check_kill(void)
{
    static struct made many[3000];
    struct store_import info = make_import("lic", "one"), more = make_import("lic", "two");
    struct buf before, after, got;
    char path[64];
    struct store *s;

    buf_init(&before, BUF_CAP);
    buf_init(&after, BUF_CAP);
    buf_init(&got, BUF_CAP);
    for (size_t i = 0; i < SIZE(many); i++)
        many[i] = (struct made){.at = T0 + (int64_t)i, .record = "x", .actor = "ann"};
    make_path(path, sizeof(path), "kill");
    s = make_store(path);
    make_dump(s, &info, false, some, SIZE(some), 9);
    store_close(s);
    text_store(&before, path);
    for (unsigned delay = 500; delay < 200000 && after.n == 0; delay = delay * 3 / 2) {
        struct timespec pause = {0, (long)delay * 1000};
        pid_t child = fork();

        if (child == 0) {
            make_dump(make_store(path), &more, false, many, SIZE(many), 100);
            _exit(0);
        }
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        text_store(&got, path);
        if (!slice_equal(buf_view(&got), buf_view(&before)))
            text_store(&after, path);
    }
    if (after.n > 0) {
        s = make_store(path);
        CHECK_INT(make_dump(s, &more, false, many, SIZE(many), 100).stored, 0);
        store_close(s);
    }
    buf_release(&before);
    buf_release(&after);
    buf_release(&got);
    unlink(path);
}

static void put(struct store_writer *w, const struct made *e, size_t n)
{
    struct err err = ERR_INIT;
    struct batch b;

    batch_init(&b);
    for (size_t i = 0; i < n; i++)
        make_event(&b, "qlm", &e[i]);
    MUST(store_put(w, &b, &err));
    batch_release(&b);
}

/* Equal events in two parts are two; in two dumps they are one. */
static void check_parts(void)
{
    static const struct made same[] = {{.at = T0, .record = "s"}, {.at = T0, .record = "s"}};
    struct store_import one = make_import("qlm", "1"), two = make_import("qlm", "2");
    struct import_counts c = {.records = 2, .mapped = 2}, d = {.records = 1, .mapped = 1};
    struct err err = ERR_INIT;
    struct store_writer *w = NULL;
    struct store_imports *list = NULL;
    const struct store_import_row *row;
    struct store *s;
    char path[64];

    make_path(path, sizeof(path), "parts");
    s = make_store(path);
    MUST(store_begin(s, &err));
    MUST(store_writer_open(s, &one, false, &w, &err));
    put(w, same, 2);
    MUST(store_next_part(w, &one, &c, &err));
    put(w, same, 1);
    MUST(store_writer_end(w, &two, &d, &err));
    store_writer_free(w);
    MUST(store_commit(s, &err));
    CHECK_INT(c.stored, 2);
    CHECK_INT(d.stored, 1);
    CHECK(two.part_of == one.id && two.id != one.id);
    d = make_dump(s, &two, false, same, 1, 1);
    CHECK_INT(d.duplicate, 1);
    MUST(store_imports_open(s, &list, &err));
    for (int i = 0; i < 3; i++)
        CHECK(store_imports_next(list, &row, &err) == ST_OK);
    CHECK(store_imports_next(list, &row, &err) == ST_END);
    store_imports_close(list);
    store_close(s);
    unlink(path);
}

/* An import's stretches of met events, as "first-last" and one after another. */
static void check_stretches(struct store *s, int64_t import, const char *want)
{
    struct sqlite3_stmt *q = NULL;
    struct err err = ERR_INIT;

    MUST(sql_prepare(
        s,
        "SELECT group_concat(first||'-'||last,' ') FROM (SELECT * FROM met WHERE import=?1 ORDER BY first)",
        &q, &err));
    sql_int(q, 1, import);
    MUST(sql_step(s, q, &err));
    CHECK_SLICE(sql_column(q, 0), want);
    sql_free(q);
}

#define MANY 70000

/* Each part keeps what it met itself, of the parts before it too, however far that lies apart. */
static void check_met(void)
{
    struct store_import one = make_import("qlm", "1"), two = make_import("qlm", "2"),
                        three = make_import("qlm", "3");
    struct import_counts c = {.records = MANY - 2, .mapped = MANY - 2}, d = {.records = 3, .mapped = 3};
    struct made *e = mem_zero(MANY, sizeof(*e));
    char(*records)[8] = mem_zero(MANY, sizeof(*records));
    struct err err = ERR_INIT;
    struct store_writer *w = NULL;
    struct store *s;
    char path[64];

    for (int i = 0; i < MANY; i++) {
        snprintf(records[i], sizeof(records[i]), "%d", i);
        e[i] = (struct made){.at = T0 + i, .native = records[i], .record = records[i]};
    }
    make_path(path, sizeof(path), "met");
    s = make_store(path);
    make_dump(s, &one, false, e, MANY - 1, 4096); /* ids from 1 */
    MUST(store_begin(s, &err));
    MUST(store_writer_open(s, &two, false, &w, &err));
    put(w, e, 40000);
    put(w, e + 40002, MANY - 40002);
    MUST(store_next_part(w, &two, &c, &err));
    put(w, e, 1);
    put(w, e + MANY - 2, 2);
    MUST(store_writer_end(w, &three, &d, &err));
    store_writer_free(w);
    CHECK_INT(c.stored, 1);
    check_stretches(s, one.id, "");
    check_stretches(s, two.id, "1-40000 40003-69999");
    check_stretches(s, three.id, "1-1 69999-70000");
    MUST(store_commit(s, &err));
    store_close(s);
    unlink(path);
    mem_free(e);
    mem_free(records);
}

static void check_rejects(void)
{
    struct store_import info = make_import("lic", "one");
    struct import_counts c = {.records = 2, .rejected = 2};
    struct err err = ERR_INIT;
    struct store_writer *w = NULL;
    struct store_rejects *list = NULL;
    const struct store_reject *row;
    struct batch b;
    struct store *s;
    char path[64];

    make_path(path, sizeof(path), "rejects");
    s = make_store(path);
    batch_init(&b);
    for (uint64_t i = 1; i <= 2; i++)
        *batch_reject(&b) = (struct reject){.record = i,
                                            .offset = i * 10,
                                            .length = 5,
                                            .line = i,
                                            .column = 3,
                                            .code = "CSV-CELLS",
                                            .reason = SLICE("too few cells"),
                                            .raw = SLICE("a,\0b")};
    MUST(store_begin(s, &err));
    MUST(store_writer_open(s, &info, false, &w, &err));
    MUST(store_put(w, &b, &err));
    MUST(store_writer_end(w, &info, &c, &err));
    store_writer_free(w);
    MUST(store_reject_solved(s, 1, info.id, &err));
    MUST(store_commit(s, &err));
    batch_release(&b);
    MUST(store_rejects_open(s, true, true, &list, &err));
    CHECK(store_rejects_next(list, &row, &err) == ST_OK);
    CHECK(row->reject.record == 2 && row->reject.offset == 20 && row->solved_by == 0);
    CHECK(strcmp(row->reject.code, "CSV-CELLS") == 0 && row->reject.raw.n == 4);
    CHECK(store_rejects_next(list, &row, &err) == ST_END);
    store_rejects_close(list);
    store_close(s);
    unlink(path);
}

/* A version that is missing is no absence while another version of its id is there. */
static void check_absent(void)
{
    static const struct made first[] = {
        {.at = T0, .native = "1", .record = "rich", .leaves = 9},
        {.at = T0 + 1, .native = "2", .record = "gone", .leaves = 9},
    };
    static const struct made second[] = {{.at = T0 + 5, .native = "1", .record = "poor", .leaves = 2}};
    struct store_import info = make_import("lic", "one");
    struct err err = ERR_INIT;
    struct store_absents *list = NULL;
    const struct store_absent *row;
    struct store *s;
    char path[64];

    make_path(path, sizeof(path), "absent");
    s = make_store(path);
    make_dump(s, &info, false, first, 2, 9);
    info = make_import("lic", "two");
    info.has_window = true;
    info.window_from = T0;
    info.window_to = T0 + 100;
    CHECK_INT(make_dump(s, &info, false, second, 1, 9).absent, 1);
    MUST(store_absents_open(s, 0, &list, &err));
    CHECK(store_absents_next(list, &row, &err) == ST_OK);
    CHECK_SLICE(row->event->ev.message, "gone");
    CHECK((row->event->ev.flags & EVENT_ABSENT) != 0);
    CHECK(store_absents_next(list, &row, &err) == ST_END);
    store_absents_close(list);
    store_close(s);
    unlink(path);
}

/* Root may write anywhere, so this says something for ordinary users only. */
static void check_readonly(void)
{
    struct store_import info = make_import("lic", "one");
    struct err err = ERR_INIT;
    struct store *s;
    char path[64];

    make_path(path, sizeof(path), "readonly");
    s = make_store(path);
    make_dump(s, &info, false, some, SIZE(some), 9);
    store_close(s);
    CHECK(chmod(path, 0444) == 0);
    MUST(store_open(path, STORE_READ, &s, &err));
    store_close(s);
    s = NULL;
    if (geteuid() != 0) {
        CHECK(store_open(path, STORE_WRITE, &s, &err) == ST_FATAL);
        CHECK_SLICE(slice_text(err.code), "STORE-READONLY");
    }
    unlink(path);
}

/* The mode is the umask's affair, and the bytes do not depend on it. */
static void check_umask(void)
{
    struct store_import info = make_import("lic", "one");
    struct stat st;
    struct store *s;
    char path[64];
    mode_t old = umask(027);

    make_path(path, sizeof(path), "umask");
    s = make_store(path);
    make_dump(s, &info, false, some, SIZE(some), 9);
    store_close(s);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640);
    umask(old);
    unlink(path);
}

int main(void)
{
    check_lock();
    check_first();
    check_filled();
    check_kill();
    check_parts();
    check_met();
    check_rejects();
    check_absent();
    check_readonly();
    check_umask();
    return harness_end();
}
