/* test_sentence: sentences name items, claim no more than happened, and let no text act. */
#include <stdlib.h>

#include "event_sentence.h"
#include "harness.h"
#include "sentence.h"

static struct arena a;

/* The parts as one text, a party as [index]. */
static struct slice told(struct sentences *s, const struct store_event *e, struct sentence_result *r)
{
    struct slice text;
    struct buf b;

    buf_init(&b, BUF_CAP);
    sentence_of(s, e, &a, r);
    for (size_t i = 0; i < r->n; i++)
        if (r->parts[i].kind == SENTENCE_PARTY)
            buf_format(&b, "[%zu]", r->parts[i].party);
        else
            buf_slice(&b, r->parts[i].text);
    text = slice_copy(&a, buf_view(&b));
    buf_release(&b);
    return text;
}

static struct store_party party(enum role role, const char *type, const char *key)
{
    return (struct store_party){
        .role = role, .item = key[0], .type = slice_text(type), .key = slice_text(key)};
}

static void test_names(struct sentences *s)
{
    struct store_party ps[5] = {party(ROLE_ACTOR, "user", "ada"), party(ROLE_TARGET, "license", "L1"),
                                party(ROLE_RELATED, "device", "D1"), party(ROLE_TARGET, "user", "bob"),
                                party(ROLE_TARGET, "license", "L2")};
    struct store_event e = {.action_id = 1, .parties = ps, .n_parties = 5};
    struct sentence_result r;

    e.ev.label = SLICE("License activated");
    e.ev.sentence =
        SLICE("{{actor}} gave {{license}} to {{user}} on {{device}}{{#nobody}}, never{{/nobody}}.");
    CHECK_SLICE(told(s, &e, &r), "[0] gave [1] and [4] to [3] on [2].");
    CHECK(r.told[0] && r.told[1] && r.told[2] && r.told[3] && r.told[4]);
    e.ev.sentence = SLICE("");
    CHECK_SLICE(told(s, &e, &r), "License activated: [1], [3], [4].");
    CHECK(!r.told[0] && !r.told[2]);
    e.ev.sentence = SLICE("{{#open"); /* does not compile */
    CHECK_SLICE(told(s, &e, &r), "License activated: [1], [3], [4].");
    e.n_parties = 0;
    e.ev.label = SLICE_NONE;
    e.ev.action = SLICE("license_activated");
    CHECK_SLICE(told(s, &e, &r), "license_activated.");
}

static void test_outcome(struct sentences *s)
{
    struct store_party ps[1] = {party(ROLE_TARGET, "license", "L1")};
    struct store_event e = {.action_id = 2, .parties = ps, .n_parties = 1};
    struct sentence_result r;

    e.ev.label = SLICE("License activated");
    e.ev.sentence = SLICE("{{license}} was activated.");
    e.ev.outcome = OUTCOME_SUCCESS;
    CHECK_SLICE(told(s, &e, &r), "[0] was activated.");
    e.ev.outcome = OUTCOME_DENIED; /* it was not */
    CHECK_SLICE(told(s, &e, &r), "License activated: [0].");
    e.ev.sentence = SLICE("{{license}} was {{#denied}}not {{/denied}}activated.");
    CHECK_SLICE(told(s, &e, &r), "[0] was not activated.");
    e.ev.sentence = SLICE("A trial request was refused."); /* names nothing: the action is the refusal */
    CHECK_SLICE(told(s, &e, &r), "A trial request was refused.");
}

static void test_texts_do_not_act(struct sentences *s)
{
    struct store_party ps[1] = {party(ROLE_TARGET, "license", "L1")};
    struct store_event e = {.action_id = 3, .parties = ps, .n_parties = 1};
    struct sentence_result r;

    e.ev.sentence = SLICE("{{message}} ({{reason}})");
    e.ev.message = SLICE("{{license}} \xef\xb7\x90"
                         "0\xef\xb7\x91 <b>");
    e.ev.reason = SLICE("why");
    CHECK_SLICE(told(s, &e, &r), "{{license}} \xef\xb7\x90"
                                 "0\xef\xb7\x91 <b> (why)");
    CHECK(r.told_message && r.told_reason && !r.told[0]);
    CHECK_INT(r.parts[0].kind, SENTENCE_MESSAGE);
}

static void test_many(struct sentences *s)
{
    static struct store_party ps[4000];
    struct store_event e = {.action_id = 4, .parties = ps, .n_parties = 4000};
    struct sentence_result r;

    for (size_t i = 0; i < 4000; i++)
        ps[i] = party(ROLE_TARGET, "license", "L");
    e.ev.sentence = SLICE("{{license}} were deleted.");
    CHECK_SLICE(told(s, &e, &r), "[0], [1], [2] and 3997 more were deleted.");
    for (int64_t action = 5; action < 6000; action++) { /* more actions than are kept compiled */
        e.action_id = action;
        CHECK(told(s, &e, &r).n > 0);
    }
}

static void test_sample(struct sentences *s)
{
    CHECK_SLICE(sentence_sample(s,
                                SLICE("{{#actor}}{{actor}} changed {{/actor}}{{permission_template}}"
                                      "{{#failed}}, in vain{{/failed}}."),
                                &a),
                "[actor] changed [permission template].");
    CHECK_INT(sentence_sample(s, SLICE_NONE, &a).n, 0);
}

/* A message that is the reason too has told it. */
static void test_reason(struct sentences *s)
{
    struct store_event e = {.action_id = 10001};
    struct sentence_result r;

    e.ev.outcome = OUTCOME_FAILURE;
    e.ev.message = e.ev.reason = SLICE("too many");
    e.ev.sentence = SLICE("It failed{{#failed}}: {{message}}{{/failed}}.");
    CHECK_SLICE(told(s, &e, &r), "It failed: too many.");
    CHECK(r.told_message && r.told_reason);
    e.ev.reason = SLICE("too late");
    CHECK_SLICE(told(s, &e, &r), "It failed: too many.");
    CHECK(r.told_message && !r.told_reason);
    e.ev.reason = e.ev.message;
    e.ev.sentence = SLICE("It failed{{#failed}}{{/failed}}.");
    CHECK_SLICE(told(s, &e, &r), "It failed.");
    CHECK(!r.told_message && !r.told_reason);
}

/* Every word that a profile may use says something of an event that has all. */
static void test_words(struct sentences *s)
{
    static const char *const outcomes[] = {"failed", "denied", "succeeded"};
    static const enum outcome values[] = {OUTCOME_FAILURE, OUTCOME_DENIED, OUTCOME_SUCCESS};
    struct slice text = SLICE("text");
    struct store_event e = {.action_id = 10000};
    struct sentence_result r;

    e.ev = (struct event){.message = text,
                          .reason = text,
                          .channel = text,
                          .label = text,
                          .action = text,
                          .category = text,
                          .ip = text,
                          .location = text,
                          .agent = text,
                          .request = text,
                          .count = 7};
    for (size_t i = 0; sentence_words[i]; i++) {
        struct buf sentence;

        e.ev.outcome = OUTCOME_SUCCESS;
        for (size_t k = 0; k < 3; k++)
            if (strcmp(outcomes[k], sentence_words[i]) == 0)
                e.ev.outcome = values[k];
        buf_init(&sentence, BUF_CAP);
        buf_format(&sentence, "{{#succeeded}}{{/succeeded}}{{#%s}}said{{/%s}}", sentence_words[i],
                   sentence_words[i]);
        e.ev.sentence = buf_view(&sentence);
        CHECK_SLICE(told(s, &e, &r), "said");
        buf_release(&sentence);
    }
}

int main(void)
{
    struct sentences *s = sentences_new();

    test_names(s);
    test_outcome(s);
    test_texts_do_not_act(s);
    test_many(s);
    test_sample(s);
    test_reason(s);
    test_words(s);
    sentences_free(s);
    arena_release(&a);
    return harness_end();
}
