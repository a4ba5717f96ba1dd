/* The import run: what is counted, what is rolled back, what a killed run leaves. */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "import.h"
#include "import_detect.h"
#include "store_totals.h"

static const char yaml[] = "profile: doors\n"
                           "title: Door events\n"
                           "detect: {format: csv, header: [id, when, who, what, door]}\n"
                           "read: {format: csv}\n"
                           "skip: {what: heartbeat}\n"
                           "identity: {id: id}\n"
                           "time: {at: when, formats: [iso]}\n"
                           "action: what\n"
                           "items:\n"
                           "  - {role: actor, type: person, key: who}\n"
                           "  - {role: target, type: door, key: door}\n";

struct told {   /* what done() was told */
    bool trial; /* nothing is kept */
    int calls;
    enum status st[8];
    struct import_counts counts[8];
    char code[8][40];
    uint64_t zone_assumed;
    size_t n_first;
    uint64_t first_line;
    int progress, kill_at; /* SIGKILL, or a stop, at that call of progress() */
    bool stop_when_done;
    char text[1024];
    atomic_int stop;
    bool by_stop;
};

static void on_done(void *ctx, enum status st, const struct import_result *r, const struct err *err)
{
    struct told *t = ctx;

    CHECK(t->calls < 8);
    t->st[t->calls] = st;
    t->counts[t->calls] = r->counts;
    snprintf(t->code[t->calls], sizeof(t->code[0]), "%s", err->code);
    t->calls++;
    t->zone_assumed = r->zone_assumed;
    t->n_first = r->n_first;
    t->first_line = r->n_first ? r->first[0].line : 0;
    if (t->stop_when_done)
        atomic_store(&t->stop, SIGTERM);
}

static void on_progress(void *ctx, const char *path, uint64_t bytes, int64_t size, uint64_t records)
{
    struct told *t = ctx;

    (void)path, (void)bytes, (void)size, (void)records;
    if (++t->progress != t->kill_at)
        return;
    if (t->by_stop)
        atomic_store(&t->stop, SIGTERM);
    else
        kill(getpid(), SIGKILL);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    CHECK(f != NULL);
    fputs(text, f);
    fclose(f);
}

static void write_many(const char *path, int n)
{
    FILE *f = fopen(path, "w");

    fputs("id,when,who,what,door\n", f);
    for (int i = 0; i < n; i++)
        fprintf(f, "m%d,2026-02-01T00:00:%02dZ,anna,opened,D%d\n", i, i % 60, i % 100);
    fclose(f);
}

static struct profile *make_profile(void)
{
    struct profile *p = NULL;
    struct err err = ERR_INIT;

    CHECK(profile_parse(slice_text(yaml), "doors.yaml", &p, &err) == ST_OK);
    return p;
}

static enum status import(struct import_options *o, struct told *t, const char *const *paths, size_t n)
{
    struct store *store = NULL;
    struct input_set *set;
    struct err err = ERR_INIT;
    enum status st;

    o->max_rejects = o->max_rejects ? o->max_rejects : -1;
    o->max_rejects_percent = -1;
    o->done = on_done;
    o->progress = on_progress;
    o->stop = &t->stop;
    o->ctx = t;
    set = input_set_open(paths, n);
    CHECK(store_open("test.db", t->trial ? STORE_TRY : STORE_WRITE, &store, &err) == ST_OK);
    st = import_run(store, set, o, &err);
    if (st == ST_FATAL)
        snprintf(t->code[7], sizeof(t->code[7]), "%s", err.code);
    snprintf(t->text, sizeof(t->text), "%s", err.text);
    store_close(store);
    input_set_close(set);
    return st;
}

static uint64_t stored_events(void)
{
    struct store *store = NULL;
    struct store_totals totals;
    struct err err = ERR_INIT;

    if (store_open("test.db", STORE_READ, &store, &err) != ST_OK)
        return 0;
    CHECK(store_totals(store, &totals, &err) == ST_OK);
    store_close(store);
    return totals.events;
}

static void check_counts(const struct import_counts *c, uint64_t mapped, uint64_t skipped, uint64_t rejected,
                         uint64_t stored, uint64_t duplicate)
{
    CHECK_INT(c->records, mapped + skipped + rejected);
    CHECK_INT(c->mapped, mapped);
    CHECK_INT(c->skipped, skipped);
    CHECK_INT(c->rejected, rejected);
    CHECK_INT(c->made, stored + duplicate);
    CHECK_INT(c->stored, stored);
    CHECK_INT(c->duplicate, duplicate);
}

static void test_counts(const struct profile *p)
{
    static const char *const paths[] = {"mixed.csv", "none.csv", "overlap.csv"};
    struct import_options o = {.profiles = &p, .n_profiles = 1};
    struct told t = {.calls = 0};

    write_file("mixed.csv", "id,when,who,what,door\n"
                            "1,2026-01-05T08:00:00Z,anna,opened,D1\n"
                            "2,2026-01-05T08:01:00,ben,opened,D2\n"
                            "3,,clock,heartbeat,D2\n"
                            "4,soon,ben,closed,D2\n"
                            "5,2026-01-05T08:02:00Z,ben\n"
                            "6,2026-01-05T08:03:00Z,ben,,D2\n");
    write_file("overlap.csv", "id,when,who,what,door\n"
                              "2,2026-01-05T08:01:00,ben,opened,D2\n"
                              "7,2026-01-05T08:09:00Z,ben,opened,D2\n");
    CHECK_INT(import(&o, &t, paths, 3), ST_FAIL);
    CHECK_INT(t.calls, 3);
    CHECK_INT(t.st[0], ST_OK);
    check_counts(&t.counts[0], 3, 1, 2, 3, 0);
    CHECK_INT(t.counts[0].untimed, 1);
    CHECK_INT(t.st[1], ST_FAIL);
    CHECK(strcmp(t.code[1], "INPUT-OPEN") == 0);
    CHECK_INT(t.st[2], ST_OK);
    check_counts(&t.counts[2], 2, 0, 0, 1, 1);
    CHECK_INT(t.zone_assumed, 1);
    CHECK_INT(stored_events(), 4);
}

static void test_first_rejects(const struct profile *p)
{
    static const char *const paths[] = {"mixed.csv"};
    struct import_options o = {.profile = p, .source = "other"};
    struct told t = {.trial = true};

    CHECK_INT(import(&o, &t, paths, 1), ST_OK);
    CHECK_INT(t.n_first, 2);
    CHECK_INT(t.first_line, 6);
    CHECK_INT(stored_events(), 4);
}

static void test_again(const struct profile *p)
{
    static const char *const paths[] = {"overlap.csv"};
    struct import_options o = {.profiles = &p, .n_profiles = 1};
    struct told t = {.calls = 0};

    CHECK_INT(import(&o, &t, paths, 1), ST_OK);
    CHECK_INT(t.st[0], ST_END);
    CHECK_INT(stored_events(), 4);
}

static void test_all_rejected(const struct profile *p)
{
    static const char *const paths[] = {"broken.csv", "overlap.csv"};
    struct import_options o = {.profile = p};
    struct told t = {.calls = 0};

    write_file("broken.csv", "id,when,who,what,door\nx\ny\n");
    CHECK_INT(import(&o, &t, paths, 2), ST_FAIL);
    CHECK_INT(t.calls, 2);
    CHECK(strcmp(t.code[0], "IMPORT-ALL-REJECTED") == 0);
    CHECK_INT(t.st[1], ST_END);
    CHECK_INT(stored_events(), 4);
}

/* The second part fails, so the first is not stored either. */
static void test_parts(const struct profile *p)
{
    static const char *const paths[] = {"part.csv", "broken.csv"};
    struct import_options o = {.profile = p, .parts = true};
    struct told t = {.calls = 0};

    write_file("part.csv", "id,when,who,what,door\n9,2026-01-06T08:00:00Z,anna,opened,D1\n");
    CHECK_INT(import(&o, &t, paths, 2), ST_FAIL);
    CHECK_INT(t.calls, 1);
    CHECK_INT(t.st[0], ST_FAIL);
    CHECK_INT(stored_events(), 4);
    memset(&t, 0, sizeof(t));
    CHECK_INT(import(&o, &t, paths, 1), ST_OK);
    CHECK_INT(stored_events(), 5);
}

static void test_max_rejects(const struct profile *p)
{
    static const char *const paths[] = {"mixed.csv"};
    struct import_options o = {.profile = p, .source = "strict", .max_rejects = 1};
    struct told t = {.calls = 0};

    CHECK_INT(import(&o, &t, paths, 1), ST_FAIL);
    CHECK(strcmp(t.code[0], "IMPORT-MAX-REJECTS") == 0);
    o.max_rejects = 2;
    t = (struct told){.trial = true};
    CHECK_INT(import(&o, &t, paths, 1), ST_OK);
    CHECK_INT(stored_events(), 5);
}

/* Killed at the first batch, and some batches later: the store is as it was, and the next run puts
 * the dump in whole. */
static void test_killed(const struct profile *p)
{
    static const char *const paths[] = {"many.csv"};
    struct import_options o = {.profile = p};
    struct told t = {.calls = 0};

    write_many("many.csv", 60000);
    for (int at = 1; at <= 3; at++) {
        int status = 0;
        pid_t child;

        fflush(NULL);
        child = fork();
        if (child == 0) {
            t.kill_at = at;
            import(&o, &t, paths, 1);
            _exit(0);
        }
        CHECK(child > 0 && waitpid(child, &status, 0) == child);
        if (at == 1)
            CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        if (WIFSIGNALED(status))
            CHECK_INT(stored_events(), 5);
        else
            return; /* it was quick: all of it is in, and the next test would find it */
    }
}

static void test_stopped(const struct profile *p)
{
    static const char *const paths[] = {"many.csv"};
    struct import_options o = {.profile = p, .source = "stopped"};
    struct told t = {.kill_at = 1, .by_stop = true};
    uint64_t before = stored_events();

    CHECK_INT(import(&o, &t, paths, 1), ST_FATAL);
    CHECK(strcmp(t.code[7], "IMPORT-STOPPED") == 0);
    CHECK_INT(stored_events(), before);
    memset(&t, 0, sizeof(t));
    CHECK_INT(import(&o, &t, paths, 1), ST_OK);
    CHECK_INT(stored_events(), before + 60000);
    check_counts(&t.counts[0], 60000, 0, 0, 60000, 0);
}

/* A dump that was told is in, and nobody says that it was rolled back. */
static void test_stopped_between(const struct profile *p)
{
    static const char *const paths[] = {"many.csv"};
    struct import_options o = {.profile = p, .source = "stopped between"};
    struct told t = {.stop_when_done = true};
    uint64_t before = stored_events();

    CHECK_INT(import(&o, &t, paths, 1), ST_FATAL);
    CHECK(t.calls == 1 && t.st[0] == ST_OK);
    CHECK_INT(stored_events(), before + 60000);
    CHECK(strstr(t.text, "what was finished is in") != NULL);
}

static void test_blank(void)
{
    CHECK(import_blank(SLICE_NONE, true));
    CHECK(import_blank(SLICE(" \r\n\t"), true));
    CHECK(import_blank(SLICE("\xef\xbb\xbf\n[ ]\n"), true));
    CHECK(import_blank((struct slice){(const unsigned char *)"\xff\xfe\n\0", 4}, true));
    CHECK(import_blank((struct slice){(const unsigned char *)"\0 \0[\0\r\0]", 8}, true));
    CHECK(!import_blank((struct slice){(const unsigned char *)"\0\0\0\0", 4}, true));
    CHECK(!import_blank((struct slice){(const unsigned char *)"\xff\xfe\0\0", 4}, true));
    CHECK(!import_blank((struct slice){(const unsigned char *)"\n\0\0\0", 4}, true));
    CHECK(!import_blank((struct slice){(const unsigned char *)" \0", 3}, true));
    CHECK(!import_blank(SLICE("\n"), false));
    CHECK(!import_blank(SLICE("[[]]"), true));
    CHECK(!import_blank(SLICE("["), true));
    CHECK(!import_blank(SLICE("{}"), true));
}

int main(void)
{
    char folder[] = "/tmp/trailbook-import-XXXXXX";
    struct profile *p = make_profile();

    if (mkdtemp(folder) == NULL || chdir(folder) != 0)
        return 1;
    test_blank();
    test_counts(p);
    test_first_rejects(p);
    test_again(p);
    test_all_rejected(p);
    test_parts(p);
    test_max_rejects(p);
    test_killed(p);
    test_stopped(p);
    test_stopped_between(p);
    profile_free(p);
    if (harness_failures == 0 && system("rm -rf \"$PWD\"") != 0)
        return 1;
    return harness_end();
}
