/* event_sentence: the language of a catalog's sentence.  See event_sentence.h. */
#include <string.h>

#include "event_sentence.h"

#define CODE  "PROFILE-SENTENCE"
#define SHOWN 60 /* bytes of a tag in a message */

const char *const sentence_words[] = {"message",  "reason", "channel",  "label",     "action",
                                      "category", "ip",     "location", "agent",     "request",
                                      "count",    "failed", "denied",   "succeeded", NULL};

/* The offset of two equal bytes at or after from, or text.n. */
static size_t find_pair(struct slice text, size_t from, unsigned char c)
{
    for (; from + 1 < text.n; from++)
        if (text.p[from] == c && text.p[from + 1] == c)
            return from;
    return text.n;
}

static enum tag_kind kind_of(unsigned char c)
{
    switch (c) {
    case '#': return TAG_SECTION;
    case '^': return TAG_INVERTED;
    case '/': return TAG_CLOSE;
    case '!': return TAG_COMMENT;
    default: return memchr("{&=><$", c, 6) ? TAG_OTHER : TAG_NAME;
    }
}

enum status sentence_next(struct slice text, size_t *at, struct tag *tag)
{
    size_t open = find_pair(text, *at, '{'), from = open + 2, close;

    *at = text.n;
    if (open == text.n)
        return ST_END;
    close = find_pair(text, from, '}');
    tag->kind = from < text.n ? kind_of(text.p[from]) : TAG_NAME;
    tag->whole = (struct slice){text.p + open, text.n - open};
    if (close == text.n)
        return ST_FAIL;
    *at = close + 2;
    tag->whole.n = *at - open;
    from += tag->kind != TAG_NAME;
    tag->name = slice_trim((struct slice){text.p + from, close > from ? close - from : 0});
    return ST_OK;
}

bool sentence_names(struct slice text)
{
    struct tag tag;
    size_t at = 0;

    while (sentence_next(text, &at, &tag) == ST_OK)
        if (tag.kind != TAG_COMMENT)
            return true;
    return false;
}

bool sentence_asks(struct slice text)
{
    struct tag tag;
    size_t at = 0;

    while (sentence_next(text, &at, &tag) == ST_OK)
        if (slice_is(tag.name, "failed") || slice_is(tag.name, "denied") || slice_is(tag.name, "succeeded"))
            return true;
    return false;
}

/* ---- mistakes ---- */

static enum status wrong(struct err *err, const char *before, struct slice tag, const char *after)
{
    return err_set(err, ST_FAIL, CODE, "in the sentence %s '%.*s'%s", before,
                   (int)(tag.n < SHOWN ? tag.n : SHOWN), (const char *)tag.p, after);
}

static bool is_word(struct slice name)
{
    for (size_t i = 0; sentence_words[i]; i++)
        if (slice_is(name, sentence_words[i]))
            return true;
    for (int r = 0; r < ROLE_COUNT; r++)
        if (slice_is(name, role_name((enum role)r)))
            return true;
    return false;
}

/* Templates take a name with one of these for something else. */
static bool is_name(struct slice name)
{
    for (size_t i = 0; i < name.n; i++)
        if (memchr(" \t\r\n{}#^/&=<>$!\"'`.", name.p[i], 19))
            return false;
    return name.n > 0;
}

struct nest {
    struct slice open[SENTENCE_NEST];
    size_t n;
};

static enum status close_section(struct nest *nest, const struct tag *tag, struct err *err)
{
    if (!nest->n)
        return wrong(err, "the section that", tag->whole, " closes was not opened");
    if (!slice_equal(nest->open[nest->n - 1], tag->name))
        return err_set(err, ST_FAIL, CODE,
                       "in the sentence '%.*s' stands where '{{/%.*s}}' must: sections close in the "
                       "opposite order",
                       (int)(tag->whole.n < SHOWN ? tag->whole.n : SHOWN), (const char *)tag->whole.p,
                       (int)(nest->open[nest->n - 1].n), (const char *)nest->open[nest->n - 1].p);
    nest->n--;
    return ST_OK;
}

static enum status check_tag(struct nest *nest, const struct tag *tag,
                             bool (*known)(void *ctx, struct slice type), void *ctx, struct err *err)
{
    if (tag->kind == TAG_COMMENT)
        return ST_OK;
    if (tag->kind == TAG_OTHER)
        return wrong(err, "stands", tag->whole,
                     ": it may hold {{name}}, {{#name}}, {{^name}} and {{/name}} only");
    if (!is_name(tag->name))
        return wrong(err, "stands", tag->whole, ": that is no name; write {{name}}");
    if (tag->kind == TAG_CLOSE)
        return close_section(nest, tag, err);
    if (!is_word(tag->name) && !known(ctx, tag->name))
        return wrong(err, "nothing is called", tag->name,
                     ": a name is a role, the type of one of this profile's items, or a word such as "
                     "message, reason, channel, failed");
    if (tag->kind == TAG_NAME)
        return ST_OK;
    if (nest->n == SENTENCE_NEST)
        return wrong(err, "sections are nested too deep at", tag->whole, ": 32 are allowed");
    nest->open[nest->n++] = tag->name;
    return ST_OK;
}

/* Literal text with two braces in it is a tag that lost its beginning. */
static enum status check_text(struct slice text, struct err *err)
{
    if (find_pair(text, 0, '}') < text.n)
        return wrong(err, "there is a '}}' without its '{{' in", text, "");
    return ST_OK;
}

enum status sentence_check(struct slice text, bool (*known)(void *ctx, struct slice type), void *ctx,
                           struct err *err)
{
    struct nest nest = {.n = 0};
    struct tag tag;
    size_t at = 0, from = 0;
    enum status st;

    if (text.n > SENTENCE_MAX)
        return err_set(err, ST_FAIL, CODE, "the sentence has %zu bytes, and %d are allowed", text.n,
                       SENTENCE_MAX);
    while ((st = sentence_next(text, &at, &tag)) == ST_OK) {
        st = check_text((struct slice){text.p + from, (size_t)(tag.whole.p - text.p) - from}, err);
        if (st == ST_OK)
            st = check_tag(&nest, &tag, known, ctx, err);
        if (st != ST_OK)
            return st;
        from = at;
    }
    if (st == ST_FAIL)
        return wrong(err, "there is no '}}' after", tag.whole, "");
    if (nest.n)
        return err_set(err, ST_FAIL, CODE, "in the sentence '{{#%.*s}}' is never closed: add '{{/%.*s}}'",
                       (int)nest.open[nest.n - 1].n, (const char *)nest.open[nest.n - 1].p,
                       (int)nest.open[nest.n - 1].n, (const char *)nest.open[nest.n - 1].p);
    return check_text((struct slice){text.p + from, text.n - from}, err);
}
