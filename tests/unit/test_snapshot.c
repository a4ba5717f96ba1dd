/* A snapshot is of what is sealed: what came in since is neither in it nor in what is made of it. */
#include <sys/stat.h>
#include <unistd.h>

#include "bag_tree.h"
#include "seal.h"
#include "snapshot.h"
#include "store_make.h"

static enum status no_report(void *ctx, struct store *s, const char *folder, struct err *err)
{
    (void)ctx;
    (void)s;
    (void)err;
    return mkdir(folder, 0777) == 0 ? ST_OK : ST_FATAL;
}

static enum status take(const char *path, bool bare, struct err *err)
{
    const struct snapshot_wish w = {.out = "snapshots", .bare = bare, .report = no_report, .tool = "test"};
    struct snapshot_told told = {0};
    struct store *s = NULL;
    enum status st = store_open(path, STORE_READ, &s, err);

    buf_init(&told.path, BUF_CAP);
    buf_init(&told.note, BUF_CAP);
    if (st == ST_OK)
        st = snapshot_write(s, &w, &told, err);
    store_close(s);
    buf_release(&told.path);
    buf_release(&told.note);
    return st;
}

int main(void)
{
    const struct made events[] = {{.at = T0, .record = "a", .actor = "anna", .target = "one"},
                                  {.at = T0 + 1, .record = "b", .actor = "ben", .target = "two"}};
    struct store_import first = make_import("shop", "first"), second = make_import("shop", "second");
    struct seal_told told = {0};
    struct err err = ERR_INIT;
    struct store *s;
    char path[64];

    make_path(path, sizeof(path), "snapshot");
    MUST(bag_tree_remove("snapshots", &err));
    CHECK(mkdir("snapshots", 0777) == 0);
    s = make_store(path);
    buf_init(&told.note, BUF_CAP);
    make_dump(s, &first, false, events, 1, 1);
    MUST(seal_run(s, NULL, 1, NULL, &told, &err));
    make_dump(s, &second, false, events + 1, 1, 1);
    store_close(s);
    CHECK(take(path, false, &err) == ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "SNAPSHOT-UNSEALED");
    err_clear(&err);
    CHECK(rmdir("snapshots") == 0); /* nothing is left of it */
    CHECK(mkdir("snapshots", 0777) == 0);
    MUST(take(path, true, &err));
    MUST(bag_tree_remove("snapshots", &err));
    buf_release(&told.note);
    return harness_end();
}
