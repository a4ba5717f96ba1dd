/* reader_xml_encoding: what an XML declaration says of the bytes, and which are wrong.  See
 * reader_xml_encoding.h. */
#include <string.h>

#include "reader_xml_encoding.h"
#include "utf8.h"

/* Moves s behind its blanks and word; false if the word does not stand there. */
static bool take(struct slice *s, const char *word)
{
    struct slice w = slice_text(word);

    while (s->n > 0 && slice_blank(s->p[0])) {
        s->p++;
        s->n--;
    }
    if (!slice_starts(*s, w))
        return false;
    s->p += w.n;
    s->n -= w.n;
    return true;
}

/* A quoted value; n = 0 if there is none. */
static struct slice take_quoted(struct slice *s)
{
    const unsigned char *end;
    struct slice value;

    if (!take(s, "=") || (!take(s, "\"") && !take(s, "'")))
        return SLICE_NONE;
    end = s->n > 0 ? memchr(s->p, s->p[-1], s->n) : NULL;
    if (end == NULL)
        return SLICE_NONE;
    value = (struct slice){s->p, (size_t)(end - s->p)};
    s->p = end + 1;
    s->n -= value.n + 1;
    return value;
}

/* EncName: [A-Za-z] ([A-Za-z0-9._] | '-')* (XML 1.0, 4.3.3), lower-cased. */
static bool copy_name(struct slice value, char name[XML_ENCODING_SIZE])
{
    if (value.n == 0 || value.n >= XML_ENCODING_SIZE)
        return false;
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = value.p[i];

        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 'a' - 'A');
        if (!((c >= 'a' && c <= 'z') ||
              (i > 0 && ((c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))))
            return false;
        name[i] = (char)c;
    }
    name[value.n] = 0;
    return true;
}

bool xml_declared_encoding(struct slice beginning, char name[XML_ENCODING_SIZE])
{
    struct slice s = beginning;

    if (s.n < 6 || memcmp(s.p, "<?xml", 5) != 0 || !slice_blank(s.p[5]))
        return false;
    s.p += 5;
    s.n -= 5;
    if (take(&s, "version") && take_quoted(&s).n == 0)
        return false;
    if (!take(&s, "encoding") || !copy_name(take_quoted(&s), name))
        return false;
    return strcmp(name, "utf-8") != 0 && strcmp(name, "utf8") != 0 && strncmp(name, "utf-16", 6) != 0 &&
           strcmp(name, "us-ascii") != 0;
}

/* The first byte that is NUL, which libxml2 takes for an end, or is not UTF-8, as it does not see in
 * every overlong form. */
size_t xml_bad_byte(struct slice text)
{
    size_t bad = utf8_valid(text);
    const unsigned char *nul = bad > 0 ? memchr(text.p, 0, bad) : NULL;

    return nul != NULL ? (size_t)(nul - text.p) : bad;
}

enum status xml_check_bytes(struct slice text, struct err *err)
{
    size_t bad = xml_bad_byte(text), line = 0;

    if (bad == text.n)
        return ST_OK;
    err->line = 1;
    for (size_t i = 0; i < bad; i++)
        if (text.p[i] == '\n') {
            err->line++;
            line = i + 1;
        }
    err->column = bad - line + 1;
    return err_set(err, ST_REJECT, "XML-CHAR",
                   text.p[bad] == 0 ? "a NUL byte stands in it" : "these bytes are not valid UTF-8");
}
