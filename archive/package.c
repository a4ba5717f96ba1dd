/* package: texts of a snapshot.  See package.h. */
#include <string.h>

#include "package.h"

static const struct package_word *find_word(const unsigned char *at, size_t left,
                                            const struct package_word *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(words[i].name);

        if (length < left && memcmp(at, words[i].name, length) == 0 && at[length] == '@')
            return &words[i];
    }
    return NULL;
}

static void fill(struct buf *b, const struct package_file *f, const struct package_word *words, size_t n)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct package_word *w =
            f->bytes[i] == '@' ? find_word(f->bytes + i + 1, f->n - i - 1, words, n) : NULL;

        if (w == NULL) {
            buf_byte(b, f->bytes[i]);
            continue;
        }
        buf_slice(b, w->value);
        i += strlen(w->name) + 1;
    }
}

bool package_text(struct buf *b, const char *name, const struct package_word *words, size_t n)
{
    for (size_t i = 0; i < package_embedded_count; i++) {
        if (strcmp(package_embedded[i].name, name) != 0)
            continue;
        fill(b, &package_embedded[i], words, n);
        return true;
    }
    return false;
}
