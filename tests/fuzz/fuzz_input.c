/*
 * fuzz_input: whatever a file holds, its dumps are read or refused with a code; and what was read
 * in any encoding can be turned back into the bytes that were there.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "encoding.h"
#include "input.h"
#include "input_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ENOUGH ((uint64_t)16 << 20) /* unpacked bytes of one dump that are looked at */

static void must(int cond)
{
    if (!cond)
        abort();
}

static void read_dump(struct input *in)
{
    static const size_t steps[] = {1, 13, 4096};
    unsigned char p[4096];
    struct err err = ERR_INIT;
    size_t got = 1, i = 0;
    enum status st = ST_OK;

    while (st == ST_OK && got > 0 && input_bytes(in) < ENOUGH)
        st = input_read(in, p, steps[i++ % 3], &got, &err);
    must(st == ST_OK || (st == ST_FAIL && err.code[0] != 0));
}

static void read_file(const uint8_t *data, size_t size)
{
    FILE *f = tmpfile();
    char path[32];
    const char *paths = path;
    struct err err = ERR_INIT;
    struct input_set *set;
    struct input *in;
    enum status st;
    size_t failed = 0;

    must(f != NULL && fwrite(data, 1, size, f) == size && fflush(f) == 0);
    snprintf(path, sizeof(path), "/dev/fd/%d", fileno(f));
    set = input_set_open(&paths, 1);
    while ((st = input_set_next(set, &in, &err)) != ST_END) {
        must(st == ST_OK || (st == ST_FAIL && err.code[0] != 0));
        if (st == ST_OK)
            read_dump(in);
        must((failed += st != ST_OK) <= size + 1); /* it comes to an end */
    }
    input_set_close(set);
    fclose(f);
}

static void turn_back(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"utf-8",        "utf-16", "utf-16le", "utf-16be",
                                        "windows-1252", "koi8-r", "ibm037"};
    struct encoding *e;
    struct err err = ERR_INIT;
    struct slice bytes = {data + 1, size - 1};
    struct buf text, back;
    struct input *in;
    size_t got = 1;

    buf_init(&text, BUF_CAP);
    buf_init(&back, BUF_CAP);
    must(encoding_new(names[data[0] % 7], &e, &err) == ST_OK);
    in = input_from_memory(bytes, "fuzz");
    input_set_encoding(in, e);
    while (got > 0) {
        must(input_read(in, buf_space(&text, 7), 7, &got, &err) == ST_OK);
        buf_grew(&text, got);
    }
    buf_add(&back, bytes.p, (size_t)input_start(in));
    input_original_bytes(in, buf_view(&text), &back);
    must(slice_equal(buf_view(&back), bytes));
    must(input_start(in) + input_original_length(in, buf_view(&text)) == bytes.n);
    input_close(in);
    encoding_free(e);
    buf_release(&text);
    buf_release(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    turn_back(data, size);
    read_file(data, size);
    return 0;
}
