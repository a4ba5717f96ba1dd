/*
 * A bag written on a disk that fails at each call in turn, once or for good, or is full: no bag, or a whole
 * one; what is said is true; and the next run completes and leaves nothing else.
 *
 *   test_bag_faults FOLDER      an empty folder to work in
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bag.h"
#include "bag_tree.h"
#include "faults.h"
#include "harness.h"
#include "verify.h"

static const struct {
    unsigned kinds;
    bool stays;
    int error;
} modes[] = {{CALLS_ALL, false, EIO}, {CALLS_ALL, true, EIO}, {CALLS_ROOM, true, ENOSPC}};

static enum status fill(struct bag *b, struct err *err)
{
    static const char *const paths[] = {"data/a", "data/log/b", "data/log/tile/0/c"};
    enum status st = ST_OK;

    for (size_t i = 0; i < 3 && st == ST_OK; i++)
        st = bag_put(b, paths[i], SLICE("some bytes\n"), err);
    bag_info(b, "Source-Organization", SLICE("Example"));
    if (st == ST_OK)
        st = bag_finish(b, err);
    return st != ST_OK ? st : bag_put(b, "signatures/seal", bag_tagmanifest(b), err);
}

static enum status make(struct err *err)
{
    struct bag *b;
    bool left;
    enum status st = bag_create("bag", 1767312000, &b, &left, err);

    if (st != ST_OK)
        return st;
    st = fill(b, err);
    if (st == ST_OK)
        return bag_publish(b, err);
    bag_abandon(b);
    return st;
}

static void found(void *ctx, bool warning, const struct err *e)
{
    (void)ctx;
    (void)warning;
    fprintf(stderr, "%s: %s [%s]\n", e->where, e->text, e->code);
}

static void check_whole(void)
{
    const struct verify_wish wish = {.all = true, .found = found};
    struct verification v;
    struct err err = ERR_INIT;

    CHECK_INT(verify_bag("bag", &wish, &v, &err), ST_OK);
    CHECK(!v.bad && v.bag.files == 3);
    verification_release(&v);
}

static int names(void)
{
    DIR *d = opendir(".");
    int n = 0;

    while (d != NULL && readdir(d) != NULL)
        n++;
    if (d != NULL)
        closedir(d);
    return n;
}

/* In a process of its own, which the fault is for; true if it said that it is done. */
static bool run(const struct faults_plan *plan, struct faults_seen *seen)
{
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        struct err err = ERR_INIT;
        enum status st;

        faults_start(plan, seen);
        st = make(&err);
        _exit(st == ST_OK ? 0 : err.code[0] != 0 && err.text[0] != 0 ? 1 : 2);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) < 2);
    return status == 0;
}

/* The N-th call fails; false if there is none. */
static bool try(size_t mode, uint64_t at, struct faults_seen *seen)
{
    struct faults_plan plan = {.plane = PLANE_LIBC,
                               .kinds = modes[mode].kinds,
                               .at = at,
                               .error = modes[mode].error,
                               .stays = modes[mode].stays,
                               .seed = at};
    struct err err = ERR_INIT;
    struct stat st;
    bool done;

    memset(seen, 0, sizeof(*seen));
    done = run(&plan, seen);
    if (lstat("bag", &st) == 0)
        check_whole();
    else
        CHECK(!done);
    CHECK_INT(bag_tree_remove("bag", &err), ST_OK);
    CHECK_INT(make(&err), ST_OK);
    check_whole();
    CHECK_INT(bag_tree_remove("bag", &err), ST_OK);
    CHECK_INT(names(), 2); /* "." and ".." */
    if (harness_failures > 0)
        fprintf(stderr, "mode %zu, call %llu: %s\n", mode, (unsigned long long)at, seen->what);
    return seen->hit;
}

int main(int argc, char **argv)
{
    struct faults_seen *seen =
        mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct err err = ERR_INIT;

    if (argc != 2 || seen == MAP_FAILED || bag_tree_remove(argv[1], &err) != ST_OK ||
        mkdir(argv[1], 0777) != 0 || chdir(argv[1]) != 0)
        return 1;
    for (size_t mode = 0; mode < sizeof(modes) / sizeof(modes[0]) && harness_failures == 0; mode++) {
        uint64_t at = 1;

        while (harness_failures == 0 && try(mode, at, seen))
            at++;
        printf("mode %zu: %llu calls\n", mode, (unsigned long long)at - 1);
        CHECK(at > 20);
    }
    return harness_end();
}
