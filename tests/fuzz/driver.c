/* Feeds each named file, and each file of a named folder, to a fuzz harness: its corpus as a test.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int failed, fed;

/* The bytes are handed over in memory of exactly their size, so that a sanitizer sees the end. */
static void feed_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = NULL;
    struct stat st;
    size_t n = 0;

    if (f != NULL && fstat(fileno(f), &st) == 0) {
        data = malloc((size_t)st.st_size ? (size_t)st.st_size : 1);
        n = data ? fread(data, 1, (size_t)st.st_size, f) : 0;
    }
    if (data == NULL || n != (size_t)st.st_size) {
        fprintf(stderr, "%s: cannot be read\n", path);
        failed++;
    } else {
        LLVMFuzzerTestOneInput(data, n);
        fed++;
    }
    free(data);
    if (f != NULL)
        fclose(f);
}

static void feed_folder(const char *path, DIR *dir)
{
    struct dirent *entry;
    char inner[4096];

    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
        feed_file(inner);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        DIR *dir = opendir(argv[i]);

        if (dir != NULL) {
            feed_folder(argv[i], dir);
            closedir(dir);
        } else {
            feed_file(argv[i]);
        }
    }
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    printf("%d inputs\n", fed);
    return failed > 0 || fed == 0;
}
