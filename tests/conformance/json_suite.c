/* JSONTestSuite (RFC 8259): every y_ file is accepted, every n_ file rejected, no i_ file crashes.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define SKIP_CODE 77

static bool accepts(struct slice text)
{
    struct arena a = ARENA_INIT;
    struct json_scan scan;
    enum json_token token;

    json_start(&scan, text, &a);
    do
        token = json_next(&scan);
    while (token != JSON_END && token != JSON_ERROR);
    arena_release(&a);
    if (json_is_valid(text) != (token == JSON_END)) {
        fprintf(stderr, "json_is_valid() and the scanner differ on: %.*s\n", (int)text.n,
                (const char *)text.p);
        exit(1);
    }
    return token == JSON_END;
}

static bool read_file(const char *folder, const char *name, struct buf *b)
{
    char path[1024];
    FILE *f;
    size_t n;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    buf_clear(b);
    f = fopen(path, "rb");
    if (f == NULL)
        return false;
    while ((n = fread(buf_space(b, 65536), 1, 65536, f)) > 0)
        buf_grew(b, n);
    fclose(f);
    return true;
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : ".";
    int yes = 0, no = 0, either = 0, wrong = 0;
    DIR *dir = opendir(folder);
    struct dirent *entry;
    struct buf b;

    if (dir == NULL)
        return SKIP_CODE;
    buf_init(&b, BUF_CAP);
    while ((entry = readdir(dir)) != NULL) {
        char kind = entry->d_name[0];
        bool accepted;

        if (entry->d_name[0] == '.' || entry->d_name[1] != '_')
            continue;
        if (!read_file(folder, entry->d_name, &b)) {
            fprintf(stderr, "cannot read %s\n", entry->d_name);
            return 1;
        }
        accepted = accepts(buf_view(&b));
        yes += kind == 'y';
        no += kind == 'n';
        either += kind == 'i';
        if ((kind == 'y' && !accepted) || (kind == 'n' && accepted)) {
            fprintf(stderr, "%s was %s\n", entry->d_name, accepted ? "accepted" : "rejected");
            wrong++;
        }
    }
    closedir(dir);
    buf_release(&b);
    printf("%d to accept, %d to reject, %d either: %d wrong\n", yes, no, either, wrong);
    return wrong > 0 || yes < 90 || no < 180 ? 1 : 0;
}
