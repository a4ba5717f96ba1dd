/*
 * The whole program on a disk that fails or loses power at each call in turn.
 *
 *   test_faults MODE STEP SEEDS START [--between] [--spill] -- ARG...
 *
 * Runs "trailbook ARG..." in a copy of the folder START, where the store is k.db: once undisturbed,
 * which gives what is after, then for N = 1, 1 + STEP, ... with the N-th call failing, until a run
 * has no N-th call.  Each time the store must be as before or as after, whole; what the program
 * said must be true; and the next run must give exactly what is after, and leave nothing else
 * behind.
 *
 * power   the power is lost at SQLite's N-th write, sync, open, truncation or removal, SEEDS times
 *         with another outcome for what was not synced; every other time it is lost again while the
 *         store is mended; after the last call too, when what was reported as done must be there
 * error   SQLite's N-th call of any kind gives EIO
 * dead    and so does every later one
 * full    SQLite's N-th call that needs room and all later ones give ENOSPC
 * io-error, io-dead, io-full    the same for the calls that the program makes itself
 *
 * --between: files other than the store may be in between; --spill: SQLite has next to no memory,
 * so that the store is written to before the commit.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "faults.h"
#include "faults_state.h"

/* The program itself, under another name. */
int trailbook_main(int argc, char **argv);
#define main trailbook_main
#include "../../cli/main.c"
#undef main

#define EXIT_BROKEN 1

struct mode {
    const char *name;
    enum faults_plane plane;
    unsigned kinds;
    bool power, stays;
    int error;
};

static const struct mode modes[] = {
    {"power", PLANE_SQLITE, CALLS_CHANGING, true, false, EIO},
    {"error", PLANE_SQLITE, CALLS_ALL, false, false, EIO},
    {"dead", PLANE_SQLITE, CALLS_ALL, false, true, EIO},
    {"full", PLANE_SQLITE, CALLS_ROOM, false, true, ENOSPC},
    {"io-error", PLANE_LIBC, CALLS_ALL, false, false, EIO},
    {"io-dead", PLANE_LIBC, CALLS_ALL, false, true, EIO},
    {"io-full", PLANE_LIBC, CALLS_ROOM, false, true, ENOSPC},
};

static struct {
    const struct mode *mode;
    uint64_t step, seeds;
    const char *start;
    bool between, spill;
    char **args;
    int n_args;
    struct faults_seen *seen;
    struct state before, after;
    uint64_t at, seed;                                     /* of the run at hand */
    uint64_t runs, hits, twice, as_before, as_after, told; /* told: as STORE-IO */
} t;

_Noreturn void broken(const char *what)
{
    char line[500];
    FILE *f = fopen("err.txt", "r");

    fprintf(stderr, "FAILED: %s, call %llu (%s), seed %llu: %s\n", t.mode->name, (unsigned long long)t.at,
            t.seen->what, (unsigned long long)t.seed, what);
    while (f != NULL && fgets(line, sizeof(line), f) != NULL)
        fputs(line, stderr);
    exit(EXIT_BROKEN);
}

static void shell(const char *command)
{
    if (system(command) != 0)
        broken(command);
}
static void run_child(const struct faults_plan *plan)
{
    char store[4096];

    if (chdir("w") != 0 || getcwd(store, sizeof(store) - 8) == NULL)
        _exit(EXIT_BROKEN);
    strcat(store, "/k.db");
    if (freopen("../out.txt", "w", stdout) == NULL || freopen("../err.txt", "w", stderr) == NULL)
        _exit(EXIT_BROKEN);
    sqlite3_soft_heap_limit64(t.spill ? 400000 : 0);
    faults_start(plan, t.seen);
    faults_sqlite_install(store);
    t.seen->status = trailbook_main(t.n_args, t.args);
    fflush(NULL);
    if (plan->power)
        faults_sqlite_cut(plan->seed);
    exit(t.seen->status);
}

/* The exit status; a signal, or what a sanitizer ends with, ends the test. */
static int run(const struct faults_plan *plan)
{
    pid_t child;
    int status;

    memset(t.seen, 0, sizeof(*t.seen));
    t.runs++;
    child = fork();
    if (child == 0)
        run_child(plan);
    if (child < 0 || waitpid(child, &status, 0) != child)
        broken("cannot run");
    if (!WIFEXITED(status))
        broken("killed by a signal");
    return WEXITSTATUS(status);
}

static struct faults_plan plan_at(uint64_t at, uint64_t seed)
{
    const struct mode *m = t.mode;

    return (struct faults_plan){m->plane, m->kinds, at, m->power, m->stays, m->error, seed};
}

static void place(void)
{
    char command[4200];

    snprintf(command, sizeof(command), "rm -rf w && cp -a '%s' w", t.start);
    shell(command);
}

static bool done(int status)
{
    return status == EXIT_DONE || status == EXIT_REJECTS;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool said(const char *word)
{
    char line[4096];
    bool found = false;
    FILE *f = fopen("err.txt", "r");

    while (f != NULL && !found && fgets(line, sizeof(line), f) != NULL)
        found = strstr(line, word) != NULL;
    if (f != NULL)
        fclose(f);
    return found;
}

/* An undisturbed run must come to what is after, without anything left over. */
static void check_next(void)
{
    struct faults_plan none = {0};
    struct state s;

    if (!done(run(&none)))
        broken("the next run fails");
    state_take(&s);
    if (!same(s.store, t.after.store))
        broken("the next run gives another store");
    if (!same(s.tree, t.after.tree))
        broken("the next run gives other files");
    if (!same(s.names, t.after.names)) {
        (void)system("find w >&2");
        broken("something is left over");
    }
}

/* As before or as after?  Ends the test if neither. */
static bool is_after(const struct state *s)
{
    bool before = same(s->store, t.before.store), after = same(s->store, t.after.store);

    if (!before && !after)
        broken("the store is neither as before nor as after");
    if (!t.between && !same(s->tree, t.before.tree) && !same(s->tree, t.after.tree))
        broken("the files are neither as before nor as after");
    after = after && same(s->tree, t.after.tree);
    t.as_after += after;
    t.as_before += !after;
    return after;
}

static void check_status(int status, bool after)
{
    if (done(status) && !after)
        broken("reported as done, yet it is not");
    if (done(status))
        return;
    if (status != EXIT_FAILED && status != EXIT_LOCKED)
        broken("an exit status that means something else");
    if (!said("-") || !said("]\n"))
        broken("no message");
    t.told += said("[STORE-IO]");
    if (after && said("nothing was changed"))
        broken("says that nothing was changed");
}

/* False: the run had no such call. */
static bool try_one(uint64_t at, uint64_t seed)
{
    struct faults_plan plan = plan_at(at, seed);
    struct state s;
    bool hit, after;
    int status;

    t.at = at;
    t.seed = seed;
    place();
    status = run(&plan);
    hit = t.seen->hit;
    t.hits += hit;
    if (plan.power) {
        if (status != FAULTS_POWER_EXIT)
            broken("ended before the power did");
        status = t.seen->status; /* of a run that came to its end */
        if (hit && seed % 2 != 0) {
            plan.at = 1 + seed / 2 % 12;
            run(&plan);
            t.twice++;
        }
    }
    state_take(&s);
    after = is_after(&s);
    if (!plan.power || !hit)
        check_status(status, after);
    if (!after)
        check_next();
    return hit;
}

static void take_after(void)
{
    struct faults_plan none = {0};

    place();
    state_take(&t.before);
    if (!done(run(&none)))
        broken("the undisturbed run fails");
    state_take(&t.after);
    if (same(t.before.store, t.after.store) && same(t.before.tree, t.after.tree))
        broken("the undisturbed run changes nothing");
}

static void usage(void)
{
    fprintf(stderr, "usage: test_faults MODE STEP SEEDS START [--between] [--spill] -- ARG...\n");
    exit(2);
}

static void read_args(int argc, char **argv)
{
    int i = 5;

    if (argc < 7)
        usage();
    for (size_t k = 0; k < sizeof(modes) / sizeof(modes[0]); k++)
        if (same(modes[k].name, argv[1]))
            t.mode = &modes[k];
    t.step = strtoull(argv[2], NULL, 10);
    t.seeds = strtoull(argv[3], NULL, 10);
    t.start = argv[4];
    for (; i < argc && !same(argv[i], "--"); i++) {
        t.between |= same(argv[i], "--between");
        t.spill |= same(argv[i], "--spill");
    }
    if (t.mode == NULL || t.step == 0 || t.seeds == 0 || i + 1 >= argc)
        usage();
    t.args = argv + i; /* "--" stands for the program's name */
    t.n_args = argc - i;
}

int main(int argc, char **argv)
{
    uint64_t at = 1;
    bool more = true;

    read_args(argc, argv);
    t.seen = mmap(NULL, sizeof(*t.seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (t.seen == MAP_FAILED)
        return EXIT_BROKEN;
    setenv("SOURCE_DATE_EPOCH", "1767225600", 1);
    take_after();
    for (; more; at += t.step) {
        more = false;
        for (uint64_t k = 0; k < t.seeds; k++)
            more |= try_one(at, at * t.seeds + k);
    }
    printf("%-8s %s: calls to %llu, %llu runs, %llu faults, %llu in mending; %llu as before, %llu "
           "as after\n",
           t.mode->name, argv[4], (unsigned long long)at - 1, (unsigned long long)t.runs,
           (unsigned long long)t.hits, (unsigned long long)t.twice, (unsigned long long)t.as_before,
           (unsigned long long)t.as_after);
    if (same(t.mode->name, "dead") && t.hits > 1 && t.told == 0)
        broken("no failure of the disk was told as STORE-IO");
    return 0;
}
