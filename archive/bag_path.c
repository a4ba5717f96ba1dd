/* bag_path: the names of files in a bag.  See bag_path.h. */
#include "bag_path.h"
#include "utf8.h"

/* U+00C0 to U+017F: the small letter of the canonical decomposition, and '0' plus what its mark is above
 * U+0300;
 * '.': none (Unicode 15, which cannot change it). */
#define LATIN_FIRST 0xc0
#define LATIN_LAST  0x17f
static const char latin_letter[] =
    "aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.yaaaaaaccccccccdd..eeeeeeeeeegggg"
    "gggghh..iiiiiiiii...jjkk.llllll....nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz.";
static const char latin_mark[] =
    "01238:.W01280128.301238..01281..01238:.W01280128.301238..01281.84466XX112277<<<<..446677XX<<2266"
    "77WW22..334466XX7...22WW.11WW<<....11WW<<...4466;;..11WW<<1122WW<<WW<<..334466::;;XX222281177<<.";

static bool is_alpha(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static const char *part_fault(struct slice part)
{
    if (part.n == 0)
        return "has an empty part";
    if (slice_is(part, ".") || slice_is(part, ".."))
        return "leads elsewhere by \".\" or \"..\"";
    return part.n > 255 ? "has a part of more than 255 bytes" : NULL;
}

const char *bag_path_fault(struct slice path)
{
    const char *fault = NULL;
    size_t start = 0;

    if (path.n == 0)
        return "is empty";
    if (path.n > BAG_PATH_MAX)
        return "is longer than 4096 bytes";
    if (path.p[0] == '/' || path.p[0] == '\\')
        return "is absolute";
    if (path.p[0] == '~')
        return "names a home folder";
    if (path.n > 2 && is_alpha(path.p[0]) && path.p[1] == ':' && (path.p[2] == '\\' || path.p[2] == '/'))
        return "names a drive";
    if (memchr(path.p, 0, path.n) != NULL)
        return "has a NUL byte";
    for (size_t i = 0; i <= path.n && fault == NULL; i++)
        if (i == path.n || path.p[i] == '/') {
            fault = part_fault((struct slice){path.p + start, i - start});
            start = i + 1;
        }
    return fault;
}

void bag_path_decode(struct slice written, bool percent, struct buf *out)
{
    for (size_t i = 0; i < written.n; i++) {
        unsigned char c = written.p[i], high = 0, low = 0;

        if (c == '%' && written.n - i > 2) {
            high = written.p[i + 1];
            low = written.p[i + 2];
        }
        if (high == '0' && (low == 'D' || low == 'd'))
            c = '\r';
        else if (high == '0' && (low == 'A' || low == 'a'))
            c = '\n';
        else if (!percent || high != '2' || low != '5')
            high = 0;
        i += high != 0 ? 2 : 0;
        buf_byte(out, c);
    }
}

void bag_path_fold(struct slice path, struct buf *out)
{
    size_t n;

    for (size_t i = 0; i < path.n; i += n) {
        int32_t code = utf8_at(path, i, &n);
        size_t at = code >= LATIN_FIRST && code <= LATIN_LAST ? (size_t)code - LATIN_FIRST : 0;

        if (n == 1) {
            unsigned char c = path.p[i];

            buf_byte(out, (unsigned char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c));
        } else if (code >= LATIN_FIRST && code <= LATIN_LAST && latin_letter[at] != '.') {
            buf_byte(out, (unsigned char)latin_letter[at]);
            utf8_add(out, 0x300 + (uint32_t)(latin_mark[at] - '0'));
        } else {
            buf_add(out, path.p + i, n);
        }
    }
}

bool bag_path_is_payload(struct slice path)
{
    return slice_starts(path, SLICE("data/"));
}

bool bag_path_is_system(struct slice path)
{
    size_t start = path.n;

    while (start > 0 && path.p[start - 1] != '/')
        start--;
    path = (struct slice){path.p + start, path.n - start};
    return slice_is(path, ".DS_Store") || slice_is(path, "Thumbs.db") || slice_is(path, "desktop.ini");
}
