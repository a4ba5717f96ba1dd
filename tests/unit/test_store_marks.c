/* Marks in a store: those that were added are found, no others, and by one pepper alone. */
#include <unistd.h>

#include "store_make.h"
#include "store_marks.h"
#include "store_sql.h"
#include "store_totals.h"

#define SIZE(a) (sizeof(a) / sizeof((a)[0]))

static void mark_of(struct pepper *p, int i, unsigned char out[PEPPER_MARK])
{
    struct slice part = {(const unsigned char *)&i, sizeof(i)};

    pepper_mark(p, PEPPER_RECORD, &part, 1, out);
}

/* Adds the even ones of so many. */
static void add_marks(struct store *s, struct pepper *p, int n)
{
    unsigned char mark[PEPPER_MARK];
    struct err err = ERR_INIT;
    struct store_marks *m;

    MUST(store_begin(s, &err));
    MUST(store_marks_open(s, &m, &err));
    for (int i = 0; i < n; i += 2) {
        mark_of(p, i, mark);
        MUST(store_marks_add(m, mark, &err));
        MUST(store_marks_add(m, mark, &err));
    }
    store_marks_close(m);
    MUST(store_commit(s, &err));
}

static void check_found(struct store *s, struct pepper *p, int n)
{
    unsigned char mark[PEPPER_MARK];
    struct err err = ERR_INIT;
    struct store_marks *m;
    bool found;

    MUST(store_marks_open(s, &m, &err));
    for (int i = 0; i < n; i++) {
        mark_of(p, i, mark);
        MUST(store_marks_find(m, mark, &found, &err));
        CHECK_INT(found, i % 2 == 0);
    }
    store_marks_close(m);
}

static void check_store(void)
{
    struct err err = ERR_INIT;
    struct pepper *own, *other;
    struct store *s;
    char path[64];
    bool any;

    make_path(path, sizeof(path), "marks");
    unlink("own.pepper");
    unlink("other.pepper");
    MUST(pepper_make("own.pepper", &err));
    MUST(pepper_make("other.pepper", &err));
    MUST(pepper_open("own.pepper", &own, &err));
    MUST(pepper_open("other.pepper", &other, &err));
    s = make_store(path);
    MUST(store_marks_any(s, &any, &err));
    CHECK(!any);
    MUST(store_marks_use(s, own, &err));
    add_marks(s, own, 2000);
    check_found(s, own, 2000);
    store_close(s);
    s = make_store(path);
    MUST(store_marks_any(s, &any, &err));
    CHECK(any);
    CHECK_INT(store_marks_use(s, other, &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "PEPPER-OTHER");
    MUST(store_marks_use(s, own, &err));
    check_found(s, own, 2000);
    store_close(s);
    pepper_free(own);
    pepper_free(other);
}

static const struct made before[] = {
    {.at = T0, .record = "a", .actor = "ann", .target = "L1", .label = "one"},
    {.at = T0 + 1, .record = "b", .actor = "bob"},
    {.at = T0 + 2, .native = "7", .record = "c", .actor = "ann"},
};

static struct pepper *use_pepper(struct store *s)
{
    struct err err = ERR_INIT;
    struct pepper *p;

    MUST(pepper_open("own.pepper", &p, &err));
    MUST(store_marks_use(s, p, &err));
    return p;
}

static void add_mark(struct store_marks *m, const unsigned char mark[PEPPER_MARK])
{
    struct err err = ERR_INIT;

    MUST(store_marks_add(m, mark, &err));
}

/* What a redaction of ann leaves: the first event is known by its record alone. */
static void erase_ann(struct store *s, struct pepper *p, const struct store_import *dump)
{
    unsigned char mark[PEPPER_MARK];
    struct err err = ERR_INIT;
    struct store_marks *m;
    struct batch b;

    batch_init(&b);
    MUST(store_begin(s, &err));
    MUST(store_marks_open(s, &m, &err));
    pepper_record(p, SLICE("lic"), make_event(&b, "lic", &before[0])->digest, mark);
    add_mark(m, mark);
    pepper_event(p, SLICE("lic"), make_event(&b, "lic", &before[2])->ident, mark);
    add_mark(m, mark);
    pepper_item(p, SLICE("user"), SLICE("ann"), mark);
    add_mark(m, mark);
    pepper_dump(p, dump->dump, mark);
    add_mark(m, mark);
    store_marks_close(m);
    MUST(sql_exec(s,
                  "UPDATE event SET flags=128,ident=randomblob(16),variant=0,content=0,leaves=0,native=NULL,"
                  "digest=NULL,message=NULL,parties=NULL WHERE id<>2; DELETE FROM native; DELETE FROM by_item"
                  " WHERE item<>(SELECT id FROM item WHERE key='bob'); DELETE FROM item WHERE key<>'bob';"
                  "DELETE FROM change WHERE event<>2",
                  &err));
    MUST(store_commit(s, &err));
    batch_release(&b);
}

/* The same records in another dump, which claims their time: nothing comes back, and nothing is absent. */
static void check_again(struct store *s)
{
    struct store_import info = make_import("lic", "two"), again;
    struct err err = ERR_INIT;
    struct import_counts c;
    struct made changed = {.at = T0 + 2, .native = "7", .record = "other", .actor = "ann"};
    struct made later = {.at = T0 + 3, .record = "d", .actor = "ann"};

    info.has_window = true;
    info.window_from = T0;
    info.window_to = T0 + 10;
    c = make_dump(s, &info, false, before, SIZE(before), 2);
    CHECK_INT(c.made, 3);
    CHECK_INT(c.duplicate, 1);
    CHECK_INT(c.suppressed, 2);
    CHECK_INT(c.stored, 0);
    CHECK_INT(c.absent, 0);
    CHECK(info.dump_erased);
    again = make_import("lic", "two");
    MUST(store_marks_dump(s, &again, &err));
    CHECK(again.dump_erased && memcmp(again.dump, info.dump, DIGEST_SIZE) == 0);
    info = make_import("lic", "three");
    c = make_dump(s, &info, false, &changed, 1, 2);
    CHECK_INT(c.suppressed, 1);
    info = make_import("lic", "four");
    c = make_dump(s, &info, false, &later, 1, 2);
    CHECK_INT(c.stored, 1);
    CHECK_INT(info.returned, 1);
    info = make_import("else", "five");
    c = make_dump(s, &info, false, before, SIZE(before), 2);
    CHECK_INT(c.suppressed, 0);
    CHECK_INT(info.returned, 2);
}

/* Other rules of identity: what was erased neither comes back, nor waits for its dump, nor is taken out. */
static void check_rule(struct store *s)
{
    struct store_import info = make_import("lic", "one");
    struct made anew[SIZE(before)];
    struct err err = ERR_INIT;
    struct import_counts c;
    uint64_t stale = 1;

    for (size_t i = 0; i < SIZE(before); i++) {
        anew[i] = before[i];
        anew[i].rule = before[i].native == NULL ? "new rule" : NULL;
    }
    memset(info.rule, 9, sizeof(info.rule));
    c = make_dump(s, &info, true, anew, SIZE(anew), 2);
    CHECK_INT(c.suppressed, 2);
    CHECK_INT(c.remapped, 1);
    CHECK_INT(info.removed, 0);
    info = make_import("lic", "four");
    memset(info.rule, 9, sizeof(info.rule));
    c = make_dump(s, &info, true,
                  &(struct made){.at = T0 + 3, .record = "d", .actor = "ann", .rule = "new rule"}, 1, 2);
    CHECK_INT(c.remapped, 1);
    MUST(store_stale(s, &stale, &err));
    CHECK_INT(stale, 0);
}

static void check_dump(struct store *s, struct pepper *p)
{
    struct store_import info = make_import("lic", "one"), other = make_import("lic", "four");
    unsigned char mark[PEPPER_MARK];
    struct err err = ERR_INIT;

    pepper_dump(p, info.dump, mark);
    MUST(store_marks_dump(s, &info, &err));
    CHECK(info.dump_erased && memcmp(mark, info.dump, sizeof(mark)) == 0);
    MUST(store_marks_dump(s, &other, &err));
    CHECK(!other.dump_erased);
}

static void check_suppressed(void)
{
    struct store_import info = make_import("lic", "one");
    struct store_writer *w;
    struct err err = ERR_INIT;
    struct pepper *p;
    struct store *s;
    char path[64];

    make_path(path, sizeof(path), "again");
    s = make_store(path);
    p = use_pepper(s);
    (void)make_dump(s, &info, false, before, SIZE(before), 9);
    erase_ann(s, p, &info);
    check_again(s);
    check_rule(s);
    check_dump(s, p);
    store_close(s);
    pepper_free(p);
    s = make_store(path);
    MUST(store_begin(s, &err));
    CHECK_INT(store_writer_open(s, &info, false, &w, &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "PEPPER-MISSING");
    store_close(s);
}

int main(void)
{
    check_store();
    check_suppressed();
    return harness_end();
}
