/* Marks in a store: those that were added are found, no others, and by one pepper alone. */
#include <unistd.h>

#include "store_make.h"
#include "store_marks.h"

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

int main(void)
{
    check_store();
    return harness_end();
}
