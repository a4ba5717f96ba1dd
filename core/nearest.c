/* nearest: what a mistyped word was likely meant to be.  See nearest.h. */
#include <string.h>

#include "nearest.h"

#define WORD_MAX 40 /* bytes; what is longer is far from all */

static size_t min3(size_t a, size_t b, size_t c)
{
    a = a < b ? a : b;
    return a < c ? a : c;
}

/* Optimal string alignment. */
static size_t distance(struct slice a, struct slice b)
{
    size_t d[WORD_MAX + 1][WORD_MAX + 1];

    if (a.n > WORD_MAX || b.n > WORD_MAX)
        return SIZE_MAX;
    for (size_t i = 0; i <= a.n; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= b.n; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        for (size_t j = 1; j <= b.n; j++) {
            d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a.p[i - 1] != b.p[j - 1]));
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] &&
                d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    }
    return d[a.n][b.n];
}

const char *nearest_word(struct slice word, const char *const *candidates, size_t n)
{
    const char *best = NULL;
    size_t least = word.n / 3 + 1;

    for (size_t i = 0; word.n > 0 && i < n; i++) {
        size_t d = distance(word, slice_text(candidates[i]));

        if (word.n >= 3 && slice_starts(slice_text(candidates[i]), word))
            d = 1;
        if (d > least || (best != NULL && d == least))
            continue;
        least = d;
        best = candidates[i];
    }
    return best;
}
