/* What one core makes of events that are in memory: salts, commitments, lines, leaves and the tree.
 *
 *   bench_entries [ENTRIES]
 *
 * Prints entries a second of CPU; seven values of some 60 bytes each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "entry.h"
#include "merkle.h"
#include "signing.h"

#define DEFAULT_ENTRIES 2000000

static double seconds(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void make_event(struct store_event *e, struct store_party *parties)
{
    *e = (struct store_event){.id = 1, .import = 1, .n = 1, .source = SLICE("licences")};
    e->ev = (struct event){.time = {.at = INT64_C(1770000000) * STAMP_SECOND,
                                    .resolution = STAMP_RES_S,
                                    .zone = STAMP_ZONE_TEXT},
                           .action = SLICE("License activated"),
                           .category = SLICE("Licenses"),
                           .outcome = OUTCOME_SUCCESS,
                           .request = SLICE("4f0c8a52-6d1b-4e0f-9a3c-2b7d5e8f1a60-batch-000000000017"),
                           .message = SLICE("License LIC-00420042 was activated on device host-0042-a"),
                           .count = 1,
                           .ip = SLICE("203.0.113.42"),
                           .agent = SLICE("sdk/4.2 (linux; x86-64)"),
                           .channel = SLICE("api"),
                           .attributes = SLICE("{\"sdk\":\"4.2.17\",\"zone\":\"eu-west\"}"),
                           .native = SLICE("ev-42"),
                           .record = 42,
                           .length = 284};
    parties[0] = (struct store_party){.role = ROLE_ACTOR,
                                      .type = SLICE("user"),
                                      .key = SLICE("somebody.or.other@example.org"),
                                      .label = SLICE("Some Body")};
    parties[1] = (struct store_party){.role = ROLE_TARGET,
                                      .type = SLICE("license"),
                                      .key = SLICE("420042"),
                                      .label = SLICE("LIC-00420042")};
    e->parties = parties;
    e->n_parties = 2;
}

int main(int argc, char **argv)
{
    uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : DEFAULT_ENTRIES;
    struct signing_salts *random = mem_zero(1, sizeof(*random));
    unsigned char salts[ENTRY_MOST * ENTRY_SALT];
    struct merkle_range range = {0};
    struct digest *d = digest_new();
    struct err err = ERR_INIT;
    struct store_party parties[2];
    struct store_event e;
    struct entry entry;
    struct hash leaf;
    double begun;

    make_event(&e, parties);
    entry_init(&entry);
    begun = seconds();
    for (uint64_t i = 0; i < n; i++) {
        for (size_t k = 0; k < entry_event_salts(&e); k++)
            if (signing_salt(random, salts + k * ENTRY_SALT, &err) != ST_OK)
                return 1;
        e.ev.time.at += STAMP_SECOND;
        e.ev.record = i + 1;
        entry_of_event(&entry, i, -1, &e, salts);
        merkle_leaf(d, entry.line.p, entry.line.n, &leaf);
        merkle_append(d, &range, &leaf);
    }
    merkle_root(d, &range, &leaf);
    printf("%.0f\n", (double)n / (seconds() - begun));

    entry_release(&entry);
    digest_free(d);
    mem_free(random);
    return 0;
}
