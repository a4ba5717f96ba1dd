/* Marks of what was erased: as HMAC makes them, one kind apart from another; the pepper's file. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outfile.h"
#include "pepper.h"
#include "store_make.h"

static bool dry;
int __wrap_getentropy(void *p, size_t n);
int __real_getentropy(void *p, size_t n);

/* The system's random bytes, which may run dry. */
int __wrap_getentropy(void *p, size_t n)
{
    errno = EIO;
    return dry ? -1 : __real_getentropy(p, n);
}

static void check_hex(const unsigned char mark[DIGEST_SIZE], const char *hex)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_hex(&b, mark, DIGEST_SIZE);
    CHECK_SLICE(buf_view(&b), hex);
    buf_release(&b);
}

/* RFC 4231, test cases 1, 2 and 3; the keyed digest is used again. */
static void check_keyed(void)
{
    unsigned char key[20], data[50], out[DIGEST_SIZE];
    struct digest *d;

    memset(key, 0x0b, sizeof(key));
    d = digest_keyed(key, sizeof(key));
    for (int i = 0; i < 2; i++) {
        digest_of(d, "Hi There", 8, out);
        check_hex(out, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }
    digest_free(d);
    d = digest_keyed("Jefe", 4);
    digest_start(d);
    digest_add(d, "what do ya want ", 16);
    digest_add(d, "for nothing?", 12);
    digest_end(d, out);
    check_hex(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    digest_free(d);
    memset(key, 0xaa, sizeof(key));
    memset(data, 0xdd, sizeof(data));
    d = digest_keyed(key, sizeof(key));
    digest_of(d, data, sizeof(data), out);
    check_hex(out, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    digest_free(d);
}

static void put(const char *path, const char *text)
{
    struct err err = ERR_INIT;

    unlink(path);
    MUST(outfile_new(path, 0600, slice_text(text), &err));
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

/* HMAC by another program, of the parts as they are written down in pepper.c. */
static void check_marks(void)
{
    struct err err = ERR_INIT;
    struct slice split[2] = {SLICE("ab"), SLICE("c")}, moved[2] = {SLICE("a"), SLICE("bc")};
    unsigned char a[PEPPER_MARK], b[PEPPER_MARK];
    struct pepper *p;

    put("zeros.pepper", "trailbook-pepper " ZEROS "\n");
    MUST(pepper_open("zeros.pepper", &p, &err));
    CHECK(!pepper_shared(p, &err));
    pepper_mark(p, PEPPER_CHECK, NULL, 0, a);
    check_hex(a, "ec8454499332dd59a43621a81676ca173a2feb3ff036f11e8a5cde72517baf52");
    pepper_item(p, SLICE("user"), SLICE("ann@example.com"), a);
    check_hex(a, "38f33925cc2f068fb9a92963930e8d900d34fab9c38972b8615ae7839358fd8f");
    pepper_event(p, SLICE("s"), (const unsigned char *)"0123456789abcdef", a);
    check_hex(a, "e027d93c7d57cb528c855b7a3f1c6babaf52c889733920a55c2d147bb08c0b8a");
    memset(b, 7, sizeof(b));
    pepper_record(p, SLICE("s"), b, a);
    check_hex(a, "1f1ab4d61e8a6684068f710b4d03456bb07188499ebf507249e17cc26b1447d0");
    pepper_dump(p, b, a);
    check_hex(a, "ea930b74913d05c75203aa719fa23bb6f786fa1afd4ba5a6dbff7137408c8c01");
    pepper_mark(p, PEPPER_ITEM, split, 2, a);
    pepper_mark(p, PEPPER_ITEM, moved, 2, b);
    CHECK(memcmp(a, b, sizeof(a)) != 0);
    pepper_mark(p, PEPPER_PSEUDONYM, split, 2, b);
    CHECK(memcmp(a, b, sizeof(a)) != 0);
    pepper_free(p);
}

static void check_file(void)
{
    static const char *const bad[] = {"", "trailbook-pepper " ZEROS, "trailbook-pepper " ZEROS "\n\n",
                                      "trailbook-pepper 0x" ZEROS "\n", "Trailbook-pepper " ZEROS "\n"};
    struct err err = ERR_INIT;
    struct pepper *p;
    struct stat info;

    unlink("new.pepper");
    CHECK_INT(pepper_open("new.pepper", &p, &err), ST_FAIL);
    CHECK_SLICE(slice_text(err.code), "PEPPER-MISSING");
    dry = true;
    CHECK_INT(pepper_make("new.pepper", &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "PEPPER-RANDOM");
    dry = false;
    CHECK(access("new.pepper", F_OK) != 0);
    MUST(pepper_make("new.pepper", &err));
    CHECK(stat("new.pepper", &info) == 0 && (info.st_mode & 07777) == 0600);
    CHECK_INT(pepper_make("new.pepper", &err), ST_FATAL);
    CHECK_SLICE(slice_text(err.code), "FILE-EXISTS");
    CHECK(chmod("new.pepper", 0640) == 0);
    MUST(pepper_open("new.pepper", &p, &err));
    CHECK(pepper_shared(p, &err));
    CHECK_SLICE(slice_text(err.code), "PEPPER-SHARED");
    pepper_free(p);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        put("bad.pepper", bad[i]);
        CHECK_INT(pepper_open("bad.pepper", &p, &err), ST_FAIL);
        CHECK_SLICE(slice_text(err.code), "PEPPER-READ");
    }
}

int main(void)
{
    check_keyed();
    check_marks();
    check_file();
    return harness_end();
}
