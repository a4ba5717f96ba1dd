/*
 * make_bag TARGET SECONDS FOLDER [N]     a bag of files of FOLDER, whose paths stand on standard input
 *
 * bag-info.txt is that of FOLDER, with Payload-Oxum counted anew.  Paths below signatures/ come last.  With N
 * the process is killed behind the N-th file, or, with one more, before the bag gets its name.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bag.h"

static unsigned long kill_at, done;

static void count(void)
{
    if (++done == kill_at)
        raise(SIGKILL);
}

static FILE *open_in(const char *folder, const char *name)
{
    char path[4096];
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    f = fopen(path, "rb");
    if (f == NULL) {
        perror(path);
        exit(1);
    }
    return f;
}

static enum status copy(struct bag *b, const char *folder, const char *path, struct err *err)
{
    FILE *f = open_in(folder, path);
    unsigned char chunk[5000];
    struct bag_part *p;
    enum status st = bag_open(b, path, &p, err);
    size_t n;

    if (st == ST_OK) {
        while (st == ST_OK && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
            st = bag_write(p, (struct slice){chunk, n}, err);
        if (st == ST_OK)
            st = bag_close(p, err);
        else
            bag_drop(p);
    }
    fclose(f);
    count();
    return st;
}

static void copy_info(struct bag *b, const char *folder)
{
    FILE *f = open_in(folder, "bag-info.txt");
    char line[1000], *value;
    struct buf oxum;

    buf_init(&oxum, BUF_CAP);
    bag_oxum(b, &oxum);
    while (fgets(line, sizeof(line), f) != NULL) {
        line[strcspn(line, "\n")] = 0;
        value = strstr(line, ": ");
        if (value == NULL)
            continue;
        *value = 0;
        bag_info(b, line, strcmp(line, "Payload-Oxum") == 0 ? buf_view(&oxum) : slice_text(value + 2));
    }
    buf_release(&oxum);
    fclose(f);
}

static enum status fill(struct bag *b, const char *folder, struct err *err)
{
    char path[200], *signature[20];
    enum status st = ST_OK;
    size_t n = 0;

    while (st == ST_OK && fgets(path, sizeof(path), stdin) != NULL) {
        path[strcspn(path, "\n")] = 0;
        if (strncmp(path, "signatures/", 11) == 0 && n < 20)
            signature[n++] = strdup(path);
        else
            st = copy(b, folder, path, err);
    }
    if (st == ST_OK) {
        copy_info(b, folder);
        st = bag_finish(b, err);
    }
    for (size_t i = 0; i < n; i++) {
        if (st == ST_OK)
            st = copy(b, folder, signature[i], err);
        free(signature[i]);
    }
    count();
    return st;
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct bag *b;
    enum status st;
    bool left;

    if (argc < 4)
        return 2;
    kill_at = argc > 4 ? strtoul(argv[4], NULL, 10) : 0;
    st = bag_create(argv[1], strtol(argv[2], NULL, 10), &b, &left, &err);
    if (st == ST_OK) {
        if (left)
            puts("left");
        st = fill(b, argv[3], &err);
        if (st == ST_OK)
            st = bag_publish(b, &err);
        else
            bag_abandon(b);
    }
    if (st == ST_OK)
        return 0;
    fprintf(stderr, "%s [%s]\n", err.text, err.code);
    return 1;
}
