/*
 * sentence: what an event says in plain words.
 *
 * A catalog's sentence is Mustache over the event: {{actor}}, {{target}}, ... by role, one name per
 * item type ({{license}}), and {{message}}, {{channel}}, {{reason}}, {{label}}, {{action}}, {{ip}},
 * {{location}}, {{agent}}, {{request}}, {{count}}; {{#failed}}, {{#denied}}, {{#succeeded}} are
 * sections.  It is compiled once.  The texts of the event never pass through the template: it sees
 * marks for them, and the result comes as parts, so that nothing in an event can act as markup.
 *
 * An event without a sentence is told as "LABEL: targets".  So is one that failed or was denied if
 * its sentence tells of items without asking how it went: it would claim what did not happen.
 * Of one that was erased as a whole the label is left, behind "[erased] by entry 12: ", the ledger's.
 */
#ifndef SENTENCE_H
#define SENTENCE_H

#include "store_read.h"

enum sentence_kind { SENTENCE_TEXT, SENTENCE_PARTY, SENTENCE_MESSAGE };

struct sentence_part {
    enum sentence_kind kind;
    struct slice text; /* of TEXT and MESSAGE */
    size_t party;      /* of PARTY: index in the event's parties */
};

struct sentence_result { /* in the arena that was given, texts partly borrowed from the event */
    const struct sentence_part *parts;
    size_t n;
    bool told[64]; /* which of the first parties are in it */
    bool told_message, told_reason, told_channel;
    bool label; /* there is no sentence: the label stands for it */
};

struct sentences; /* compiled ones, by action; bounded */

struct sentences *sentences_new(void);
void sentences_free(struct sentences *s); /* NULL is allowed */

/* A sentence that does not compile is treated as none: `profile check` has told of it. */
void sentence_of(struct sentences *s, const struct store_event *e, struct arena *a,
                 struct sentence_result *out);

/* The sentence of an action as it reads in general: every name in brackets, "License [license] was
 * created".  Empty if there is none. */
struct slice sentence_sample(struct sentences *s, struct slice text, struct arena *a);

#endif
