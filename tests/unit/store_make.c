/* store_make: events and imports for the tests of the store.  See store_make.h. */
#include <stdlib.h>
#include <unistd.h>

#include "store_make.h"

void make_digest(const char *a, const char *b, unsigned char out[DIGEST_SIZE])
{
    struct digest *d = digest_new();

    digest_start(d);
    digest_add(d, a, strlen(a) + 1);
    digest_add(d, b, strlen(b));
    digest_end(d, out);
    digest_free(d);
}

static void make_parties(struct batch *b, struct event *ev, const struct made *m)
{
    ev->parties = arena_zero(&b->arena, 2, sizeof(*ev->parties));
    if (m->actor != NULL)
        ev->parties[ev->n_parties++] =
            (struct party){.role = ROLE_ACTOR, .type = SLICE("user"), .key = slice_text(m->actor)};
    if (m->target != NULL)
        ev->parties[ev->n_parties++] = (struct party){.role = ROLE_TARGET,
                                                      .type = SLICE("license"),
                                                      .key = slice_text(m->target),
                                                      .label = slice_text(m->label)};
}

struct event *make_event(struct batch *b, const char *source, const struct made *m)
{
    struct event *ev = batch_event(b);
    unsigned char sum[DIGEST_SIZE];
    char id[200];

    snprintf(id, sizeof(id), "%s%s", m->rule ? m->rule : "", m->native ? m->native : m->record);
    make_digest(source, id, sum);
    memcpy(ev->ident, sum, IDENT_SIZE);
    make_digest("content", m->record, ev->digest);
    memcpy(&ev->content, ev->digest, sizeof(ev->content));
    ev->native = slice_text(m->native);
    ev->leaves = m->leaves;
    ev->time.at = m->at;
    ev->time.resolution = STAMP_RES_MS;
    ev->time.zone = STAMP_ZONE_TEXT;
    ev->action = slice_text(m->action ? m->action : "license_created");
    ev->category = SLICE("Licenses");
    ev->label = SLICE("License created");
    ev->sentence = SLICE("{{actor}} created {{target}}");
    ev->outcome = m->outcome;
    ev->message = slice_text(m->record);
    ev->changes = arena_zero(&b->arena, 1, sizeof(*ev->changes));
    ev->changes[0] =
        (struct change){SLICE("status"), SLICE("off"), SLICE("on"), CHANGE_OLD_KNOWN | CHANGE_NEW_KNOWN};
    ev->n_changes = 1;
    make_parties(b, ev, m);
    ev->record = b->n_events;
    ev->offset = b->n_events * 100;
    ev->length = 99;
    return ev;
}

struct store_import make_import(const char *source, const char *dump)
{
    struct store_import info = {.source = source,
                                .name = dump,
                                .profile = "test",
                                .title = "Test",
                                .reader = "csv",
                                .tool = "trailbook test",
                                .notes = "",
                                .bytes = strlen(dump),
                                .done_at = T0};

    make_digest("rule", source, info.rule);
    make_digest("profile", "1", info.profile_digest);
    make_digest("dump", dump, info.dump);
    return info;
}

void must(enum status st, const struct err *err, const char *file, int line)
{
    if (st == ST_OK)
        return;
    fprintf(stderr, "%s:%d: %s: %s: %s\n", file, line, err->where, err->code, err->text);
    exit(1);
}

struct import_counts make_dump(struct store *s, struct store_import *info, bool remap,
                               const struct made *events, size_t n, size_t size)
{
    struct err err = ERR_INIT;
    struct store_writer *w = NULL;
    struct import_counts c = {.records = n, .mapped = n};
    struct batch b;

    batch_init(&b);
    MUST(store_begin(s, &err));
    MUST(store_writer_open(s, info, remap, &w, &err));
    for (size_t i = 0; i < n; i += size) {
        for (size_t k = i; k < n && k < i + size; k++)
            make_event(&b, info->source, &events[k]);
        MUST(store_put(w, &b, &err));
        batch_reset(&b);
    }
    MUST(store_writer_end(w, info, &c, &err));
    store_writer_free(w);
    MUST(store_commit(s, &err));
    batch_release(&b);
    return c;
}

void make_path(char *out, size_t size, const char *name)
{
    snprintf(out, size, "store-%s-%ld.db", name, (long)getpid());
    unlink(out);
}

struct store *make_store(const char *path)
{
    struct err err = ERR_INIT;
    struct store *s = NULL;

    MUST(store_open(path, STORE_WRITE, &s, &err));
    return s;
}
