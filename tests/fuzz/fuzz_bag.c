/* Any bytes as a tar of a bag, and as each of a bag's text files: they are refused or read. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memfd_create */
#endif
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bag_path.h"
#include "bag_tags.h"
#include "verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void found(void *ctx, bool warning, const struct err *e)
{
    (void)ctx;
    (void)warning;
    assert(e->code[0] != 0 && e->text[0] != 0);
}

static void read_tar(struct slice bytes)
{
    int fd = memfd_create("bag", 0);
    const struct verify_wish wish = {.all = true, .found = found};
    struct verification v;
    struct err err = ERR_INIT;
    char path[64];

    assert(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    if (verify_bag(path, &wish, &v, &err) != ST_OK)
        assert(err.code[0] != 0);
    verification_release(&v);
    close(fd);
}

/* Reads to the end, whatever lines are refused; safe paths are safe. */
static void read_tags(struct slice bytes, enum bag_encoding encoding, unsigned version)
{
    struct bag_text *t = bag_text_new(bag_file_of(bytes, "manifest-md5.txt"), encoding);
    struct bag_line line = {.starred = false};
    struct bag_oxum oxum = {.given = 0};
    struct err err = ERR_INIT;
    enum status st;

    buf_init(&line.path, BUF_CAP);
    while ((st = bag_manifest_next(t, 16, version, &line, &err)) == ST_OK || st == ST_REJECT)
        assert(st == ST_REJECT || bag_path_fault(buf_view(&line.path)) == NULL);
    bag_text_close(t);
    t = bag_text_new(bag_file_of(bytes, "fetch.txt"), encoding);
    while ((st = bag_fetch_next(t, version, &line.path, &err)) == ST_OK || st == ST_REJECT)
        assert(st == ST_REJECT || bag_path_is_payload(buf_view(&line.path)));
    bag_text_close(t);
    t = bag_text_new(bag_file_of(bytes, "bag-info.txt"), encoding);
    while ((st = bag_info_next(t, version, &oxum, &err)) == ST_OK || st == ST_REJECT)
        ;
    bag_text_close(t);
    buf_release(&line.path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct bag_declaration declared;
    struct err err = ERR_INIT;

    if (n == 0)
        return 0;
    if ((data[0] & 8) != 0) {
        read_tar((struct slice){data + 1, n - 1});
        return 0;
    }
    (void)bag_declaration_read(bag_file_of((struct slice){data + 1, n - 1}, "bagit.txt"), &declared, &err);
    read_tags((struct slice){data + 1, n - 1}, (enum bag_encoding)(data[0] & 3),
              (data[0] & 4) != 0 ? 97 : BAG_1_0);
    return 0;
}
