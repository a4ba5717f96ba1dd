/*
 * event_sentence: the language of a catalog's sentence, without a template engine.
 *
 * A sentence is Mustache cut to names, sections ({{#name}}, {{^name}}, {{/name}}) and comments.  A
 * name is a role, an item's type, or one of the words below.  Whoever compiles a profile and
 * whoever renders an event read the same language here.  Knows neither profiles nor templates.
 */
#ifndef EVENT_SENTENCE_H
#define EVENT_SENTENCE_H

#include "err.h"
#include "event.h"

#define SENTENCE_MAX  4096 /* bytes of a sentence as it is written */
#define SENTENCE_NEST 32   /* sections within each other */

/* What a sentence may name besides roles and types: the event's texts, its count, and the questions
 * failed, denied, succeeded.  NULL-terminated. */
extern const char *const sentence_words[];

enum tag_kind { TAG_NAME, TAG_SECTION, TAG_INVERTED, TAG_CLOSE, TAG_COMMENT, TAG_OTHER };

struct tag {
    enum tag_kind kind; /* OTHER: of Mustache, not of a sentence */
    struct slice name;  /* borrowed from the sentence */
    struct slice whole; /* with its braces */
};

/* The next tag at or after *at, which is moved behind it.  ST_END if there is none; ST_FAIL if one
 * is opened and not closed, tag->whole being what is left. */
enum status sentence_next(struct slice text, size_t *at, struct tag *tag);

/* Does it name anything, and does it ask for the outcome? */
bool sentence_names(struct slice text);
bool sentence_asks(struct slice text);

/* Is text a sentence?  known() says whether an item may have that type; the code of what is wrong
 * is PROFILE-SENTENCE. */
enum status sentence_check(struct slice text, bool (*known)(void *ctx, struct slice type), void *ctx,
                           struct err *err);

#endif
