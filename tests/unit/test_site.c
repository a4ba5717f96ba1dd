/* test_site: a folder of files is brought up to date as its header promises. */
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "site.h"

static char folder[64], out[128];

static void path_of(const char *name, char path[256])
{
    snprintf(path, 256, "%s/%s", out, name);
}

static bool exists(const char *name)
{
    char path[256];

    path_of(name, path);
    return access(path, F_OK) == 0;
}

static void text_of(const char *name, char text[64])
{
    char path[256];
    FILE *f;
    size_t n = 0;

    path_of(name, path);
    f = fopen(path, "r");
    if (f != NULL) {
        n = fread(text, 1, 63, f);
        fclose(f);
    }
    text[n] = '\0';
}

/* Content changes, size and time stay: what only --check sees. */
static void forge(const char *name, const char *text, bool keep_time)
{
    struct stat st;
    char path[256];
    FILE *f;

    path_of(name, path);
    CHECK_INT(stat(path, &st), 0);
    f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
    if (keep_time) {
        struct timespec times[2] = {st.st_atim, st.st_mtim};

        CHECK_INT(utimensat(-1, path, times, 0), 0);
    }
}

static const char *const signs[] = {"sign.html", NULL};

static struct site *open_site(bool rebuild, bool check)
{
    struct site_options o = {out, rebuild, check, signs};
    struct err err = ERR_INIT;
    struct site *s = NULL;

    if (site_open(&o, &s, &err) != ST_OK)
        return NULL;
    return s;
}

static void put(struct site *s, const char *path, const char *text)
{
    struct err err = ERR_INIT;

    CHECK_INT(site_put(s, path, slice_text(text), &err), ST_OK);
}

static struct site_counts finish(struct site *s)
{
    struct site_counts c;
    struct err err = ERR_INIT;

    CHECK_INT(site_finish(s, &c, &err), ST_OK);
    return c;
}

static struct site_counts write_three(bool check, const char *third)
{
    struct site *s = open_site(false, check);

    put(s, "a.html", "first");
    put(s, "item/x/b.html", "second");
    put(s, "item/y/c.html", third);
    return finish(s);
}

static void test_appears_at_once(void)
{
    struct site *s = open_site(false, false);
    struct site_counts c;

    put(s, "a.html", "first");
    CHECK(access(out, F_OK) != 0); /* nothing there before the end */
    put(s, "item/x/b.html", "second");
    put(s, "item/y/c.html", "third");
    c = finish(s);
    CHECK_INT(c.written, 3);
    CHECK_INT(c.bytes, 16);
    CHECK(exists("a.html") && exists("item/x/b.html") && exists("item/y/c.html"));
}

static void test_unchanged_is_not_touched(void)
{
    struct stat before, after;
    struct site_counts c;
    char path[256];

    path_of("a.html", path);
    CHECK_INT(stat(path, &before), 0);
    c = write_three(false, "third, changed");
    CHECK_INT(c.unchanged, 2);
    CHECK_INT(c.written, 1);
    CHECK_INT(c.repaired, 0);
    CHECK_INT(stat(path, &after), 0);
    CHECK(before.st_ino == after.st_ino && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}

static void test_changed_by_hand(void)
{
    struct site_counts c;
    char text[64];

    forge("a.html", "FIRST, by hand", false);
    c = write_three(false, "third, changed");
    CHECK_INT(c.repaired, 1);
    text_of("a.html", text);
    CHECK_SLICE(slice_text(text), "first");
    forge("a.html", "fIrSt", true); /* same size, same time */
    c = write_three(false, "third, changed");
    CHECK_INT(c.repaired, 0);
    c = write_three(true, "third, changed");
    CHECK_INT(c.repaired, 1);
    text_of("a.html", text);
    CHECK_SLICE(slice_text(text), "first");
    CHECK_SLICE(slice_text(c.altered[0]), "a.html");
    forge("a.html", "first", false); /* another time alone, as of a copy */
    c = write_three(false, "third, changed");
    CHECK_INT(c.repaired, 0);
    CHECK_INT(c.written, 1);
}

/* The run ends at once, as if killed: the journal tells that what it wrote is no other's. */
static void test_killed(void)
{
    struct site_counts c;
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        struct site *s = open_site(false, false);

        put(s, "a.html", "first, newer");
        _exit(0);
    }
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK_INT(status, 0);
    c = write_three(false, "third, changed");
    CHECK_INT(c.repaired, 0);
    CHECK_INT(c.written, 1);
}

static void test_removed_last(void)
{
    struct site *s = open_site(false, false);
    struct site_counts c;

    put(s, "a.html", "first");
    put(s, "item/x/b.html", "second");
    CHECK(exists("item/y/c.html")); /* until the end */
    forge("item/y/c.html", "by hand", false);
    c = finish(s);
    CHECK_INT(c.removed, 1);
    CHECK_INT(c.repaired, 1);
    CHECK_SLICE(slice_text(c.altered[0]), "item/y/c.html");
    CHECK(!exists("item/y/c.html"));
    CHECK(!exists("item/y")); /* nor its folder */
    CHECK(exists("item/x/b.html"));
}

/* A run that stops half way leaves whole files; the next one completes it, and knows what the
 * stopped one had begun. */
static void test_interrupted(void)
{
    struct site *s = open_site(false, false);
    struct site_counts c;
    char text[64];

    put(s, "a.html", "first, newer");
    put(s, "only-then.html", "gone again");
    site_abandon(s);
    text_of("a.html", text);
    CHECK_SLICE(slice_text(text), "first, newer");
    CHECK(exists("item/x/b.html") && exists("only-then.html"));
    s = open_site(false, false);
    put(s, "a.html", "first, newer");
    put(s, "item/x/b.html", "second");
    c = finish(s);
    CHECK_INT(c.unchanged, 2);
    CHECK_INT(c.repaired, 0);
    CHECK_INT(c.removed, 1);
    CHECK(!exists("only-then.html"));
}

static void test_not_ours(void)
{
    struct site_options o = {folder, false, false, signs};
    struct err err = ERR_INIT;
    struct site *s = NULL;

    CHECK_INT(site_open(&o, &s, &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "SITE-NOT-OURS");
    o.out = out;
    CHECK_INT(site_open(&o, &s, &err), ST_OK);
    site_abandon(s);
}

/* More than SITE_BUFFER bytes go to disk at once, and an equal file is still not touched. */
static void test_large(void)
{
    struct site *s;
    struct err err = ERR_INIT;

    for (int round = 0; round < 2; round++) {
        struct site_file *f;
        struct site_counts c;

        s = open_site(false, false);
        CHECK_INT(site_begin(s, "large.csv", &f, &err), ST_OK);
        for (int i = 0; i < 200000; i++)
            CHECK_INT(site_write(f, SLICE("0123456789\n"), &err), ST_OK);
        CHECK_INT(site_end(f, &err), ST_OK);
        c = finish(s);
        CHECK_INT(c.written, round == 0);
        CHECK_INT(c.unchanged, round == 1);
    }
}

static void test_rebuild(void)
{
    struct site *s = open_site(true, false);
    struct site_counts c;

    put(s, "large.csv", "small now");
    c = finish(s);
    CHECK_INT(c.written, 1);
    s = open_site(true, false);
    put(s, "large.csv", "small now");
    c = finish(s);
    CHECK_INT(c.written, 1);
    CHECK_INT(c.unchanged, 0);
}

static void refused(const char *name, const char *code)
{
    struct site_options o = {name, false, false, signs};
    struct err err = ERR_INIT;
    struct site *s = NULL;

    CHECK_INT(site_open(&o, &s, &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), code);
}

static void beside(const char *name)
{
    snprintf(out, sizeof(out), "%s/%s", folder, name);
}

static void make_file(const char *name)
{
    char path[256];
    FILE *f;

    path_of(name, path);
    f = fopen(path, "w");
    CHECK(f != NULL);
    if (f != NULL)
        fclose(f);
}

static bool same_folder(const char *path, const struct stat *before)
{
    struct stat after;

    return stat(path, &after) == 0 && after.st_ino == before->st_ino;
}

/* An empty folder is filled, not replaced: by its name, through a link, and as ".". */
static void test_empty_folder(void)
{
    struct site_options o = {".", false, false, signs};
    struct err err = ERR_INIT;
    struct site *s = NULL;
    struct stat before;
    char link[128], real[128];

    beside("empty");
    CHECK_INT(mkdir(out, 0700), 0);
    CHECK_INT(stat(out, &before), 0);
    snprintf(real, sizeof(real), "%s", out);
    snprintf(link, sizeof(link), "%s/lnk", folder);
    CHECK_INT(symlink("empty", link), 0);
    snprintf(out, sizeof(out), "%s", link);
    CHECK_INT(write_three(false, "third").written, 3);
    CHECK(exists("a.html") && same_folder(real, &before) && same_folder(link, &before));
    beside("dot");
    CHECK_INT(mkdir(out, 0700), 0);
    CHECK_INT(chdir(out), 0);
    CHECK_INT(site_open(&o, &s, &err), ST_OK);
    put(s, "a.html", "first");
    finish(s);
    CHECK(exists("a.html") && !exists("..state") && !exists("..state.part"));
    CHECK_INT(chdir("/"), 0);
}

/* No rename replaces a mount point; only root can make one, and not everywhere. */
static void test_mount(void)
{
    char command[256];

    beside("mount");
    CHECK_INT(mkdir(out, 0700), 0);
    snprintf(command, sizeof(command), "mount -t tmpfs none %s 2>/dev/null", out);
    if (geteuid() != 0 || system(command) != 0)
        return;
    CHECK_INT(write_three(false, "third").written, 3);
    CHECK_INT(write_three(false, "third").unchanged, 3);
    CHECK(exists("item/y/c.html"));
    snprintf(command, sizeof(command), "umount %s", out);
    CHECK_INT(system(command), 0);
}

/* What someone put into a part folder is never published, and someone's own is left alone. */
static void test_part(void)
{
    struct site *s;

    beside("zz.part");
    CHECK_INT(mkdir(out, 0700), 0);
    make_file("secret");
    beside("zz");
    refused(out, "SITE-PART");
    beside("zz.part");
    CHECK(exists("secret"));
    beside("zz.state.part");
    CHECK(access(out, F_OK) != 0);
    beside("cut");
    s = open_site(false, false);
    put(s, "a.html", "first");
    site_abandon(s);
    beside("cut.part");
    make_file("secret");
    make_file(".a.html.tmp");
    beside("cut");
    s = open_site(false, false);
    put(s, "a.html", "first");
    CHECK_INT(finish(s).unchanged, 1);
    CHECK(exists("a.html") && !exists("secret") && !exists(".a.html.tmp"));
    s = open_site(false, false); /* cut short in place */
    site_abandon(s);
    make_file(".a.html.tmp");
    s = open_site(false, false);
    put(s, "a.html", "first");
    finish(s);
    CHECK(!exists(".a.html.tmp"));
}

/* A refused report leaves nothing beside what it was refused for. */
static void test_no_litter(void)
{
    char file[128];

    beside("");
    make_file("afile");
    snprintf(file, sizeof(file), "%s/afile", folder);
    refused(file, "SITE-FOLDER");
    CHECK(!exists("afile.state.part") && !exists("afile.part"));
    CHECK_INT(mkdir(strcat(out, "foreign"), 0700), 0);
    make_file("own");
    refused(out, "SITE-NOT-OURS");
    beside("");
    CHECK(!exists("foreign.state.part") && !exists("foreign.part"));
}

/* Two pages at one address: neither is lost in silence. */
static void test_collision(void)
{
    struct err err = ERR_INIT;
    struct site *s;

    snprintf(out, sizeof(out), "%s/collision", folder);
    s = open_site(false, false);
    put(s, "item/one.html", "one");
    CHECK_INT(site_put(s, "item/one.html", slice_text("another"), &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "REPORT-COLLISION");
    site_abandon(s);
}

int main(void)
{
    char command[128];

    snprintf(folder, sizeof(folder), "/tmp/test_site.XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(out, sizeof(out), "%s/site", folder);
    test_appears_at_once();
    test_unchanged_is_not_touched();
    test_changed_by_hand();
    test_killed();
    test_removed_last();
    test_interrupted();
    test_not_ours();
    test_large();
    test_rebuild();
    test_empty_folder();
    test_mount();
    test_part();
    test_no_litter();
    test_collision();
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    if (system(command) != 0)
        return 1;
    return harness_end();
}
