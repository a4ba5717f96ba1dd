/*
 * trailbook_generate: made-up license histories of any size, for benchmarks.
 *
 *   trailbook_generate --format csv|json|xml [--events N] [--items N] [--disorder N]
 *                      [--duplicates PERCENT] [--seed N] [--first N] [--shuffle N] [--ids 1]
 *                      [--damage PERCENT]
 *
 * The same seed gives the same events in each format.  An event is a function of the seed and its
 * number alone, so that nothing is held and a duplicate is an earlier number once more.  --items is
 * how many licenses there are; --disorder, how many places an event may stand from where its time
 * belongs; --first, the number of the first event, so that a trail can be cut into dumps; --shuffle,
 * the length of the whole trail, when its events come in no order; --ids gives each an id; --damage
 * spoils records, in one of eight ways each, and tells line, offset and way of each on standard error.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "damage.h"
#include "stamp.h"

#define STEP  (37 * STAMP_SECOND) /* between two events: the times end before 2262 */
#define CHUNK ((size_t)1 << 16)

struct plan {
    enum format format;
    uint64_t events, items, disorder, duplicates, seed, first, shuffle, ids, damage;
    uint64_t only_damaged; /* the damaged records alone */
};

struct made { /* one event's fields */
    char ts[48], key[32], hardware[40], ip[24], license[24], device[24], user[24], id[48];
    const char *source, *sdk, *level, *text;
};

static const struct {
    const char *level, *text;
} kinds[] = {
    {"info", "License check passed"},
    {"info", "License activated"},
    {"info", "License deactivated"},
    {"info", "Consumption increased"},
    {"info", "Floating license registered"},
    {"info", "Floating license released"},
    {"warning", "License expires within seven days"},
    {"info", "License created"},
    {"error", "License activation failed: too many devices"},
    {"info", "License check passed"},
    {"debug", "Device variables updated"},
    {"error", "License is disabled"},
    {"info", "License check passed"},
};
static const char *const sources[] = {"sdk", "api", "portal", "offline"};
static const char *const sdks[] = {"cpp-sdk 7.34.1 (Windows 11 10.0.22631)",
                                   "java-sdk 5.2.0 (Linux 6.1.0-18-amd64)",
                                   "python-sdk 2.1.3 (macOS 14.4.1 arm64)", "-"};

/* SplitMix64. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static void put_hex(char *out, uint64_t v)
{
    for (int i = 15; i >= 0; i--, v >>= 4)
        out[i] = "0123456789abcdef"[v & 15];
    out[16] = 0;
}

static void put_key(char *out, uint64_t v)
{
    for (int i = 0; i < 19; i++) {
        out[i] = i % 5 == 4 ? '-' : "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[v & 31];
        if (i % 5 != 4)
            v = v >> 5 | v << 59;
    }
    out[19] = 0;
}

static char *put_number(char *out, uint64_t v)
{
    char digits[24];
    size_t n = sizeof(digits);

    do
        digits[--n] = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    memcpy(out, digits + n, sizeof(digits) - n);
    out += sizeof(digits) - n;
    *out = 0;
    return out;
}

static void put_time(char *out, const struct plan *p, uint64_t number, uint64_t dice, struct buf *b)
{
    uint64_t place = number;

    if (p->disorder > 0)
        place += dice % (2 * p->disorder + 1);
    buf_clear(b);
    stamp_write(b, stamp_midnight(stamp_days(2016, 1, 1)) + (int64_t)place * STEP, STAMP_RES_S);
    memcpy(out, b->p, 19);
    out[10] = ' ';
    memcpy(out + 19, "+00:00", 7);
}

/* With what stands before it in its format. */
static void put_id(char *out, const struct plan *p, uint64_t number)
{
    static const char *const before[] = {",", ",\"event_id\":\"", "<event_id>"};
    static const char *const after[] = {"", "\"", "</event_id>"};

    out[0] = 0;
    if (p->ids == 0)
        return;
    strcpy(out, before[p->format]);
    put_hex(out + strlen(out), mix(number ^ mix(~p->seed)));
    strcat(out, after[p->format]);
}

static void make(const struct plan *p, uint64_t number, struct made *m, struct buf *scratch)
{
    uint64_t dice = mix(p->seed * 0x100000001b3u + number), license = dice % p->items;
    uint64_t about = mix(license + p->seed), device = about + (dice >> 40) % 3;
    size_t kind = (dice >> 20) % (sizeof(kinds) / sizeof(kinds[0]));
    char *ip;

    put_time(m->ts, p, number, mix(dice), scratch);
    put_key(m->key, about);
    put_hex(m->hardware, mix(device));
    put_hex(m->hardware + 16, mix(device + 1));
    put_id(m->id, p, number);
    ip = put_number(m->ip, 10);
    for (int i = 0; i < 3; i++) {
        *ip++ = '.';
        ip = put_number(ip, device >> (8 * i) & 255);
    }
    put_number(m->license, 1000000 + license);
    put_number(m->device, 5000000 + license * 3 + (dice >> 40) % 3);
    put_number(m->user, 300000 + about % (p->items / 4 + 1));
    m->source = sources[(dice >> 30) % 4];
    m->sdk = sdks[(about >> 8) % 4];
    m->level = kinds[kind].level;
    m->text = kinds[kind].text;
}

static void add_all(struct buf *b, const char *const *parts)
{
    for (; *parts != NULL; parts++)
        buf_text(b, *parts);
}

static void write_csv(struct buf *b, const struct made *m)
{
    const char *const parts[] = {m->ts,       ",",
                                 m->source,   ",",
                                 m->sdk,      ",",
                                 m->level,    ",",
                                 m->text,     ",\"{\"\"license_key\"\": \"\"",
                                 m->key,      "\"\", \"\"hardware_id\"\": \"\"",
                                 m->hardware, "\"\", \"\"hostname\"\": \"\"ws-",
                                 m->device,   ".example.com\"\", \"\"ip\"\": \"\"",
                                 m->ip,       "\"\"}\",",
                                 m->license,  ",",
                                 m->device,   ",",
                                 m->user,     m->id,
                                 "\r\n",      NULL};

    add_all(b, parts);
}

static void write_json(struct buf *b, const struct made *m)
{
    const char *const parts[] = {"{\"ts\":\"",
                                 m->ts,
                                 "\",\"source\":\"",
                                 m->source,
                                 "\",\"sdk_version\":\"",
                                 m->sdk,
                                 "\",\"level\":\"",
                                 m->level,
                                 "\",\"text\":\"",
                                 m->text,
                                 "\",\"data\":{\"license_key\":\"",
                                 m->key,
                                 "\",\"hardware_id\":\"",
                                 m->hardware,
                                 "\",\"hostname\":\"ws-",
                                 m->device,
                                 ".example.com\",\"ip\":\"",
                                 m->ip,
                                 "\"},\"license_id\":",
                                 m->license,
                                 ",\"device_id\":",
                                 m->device,
                                 ",\"license_user_id\":",
                                 m->user,
                                 m->id,
                                 "}\n",
                                 NULL};

    add_all(b, parts);
}

static void write_xml(struct buf *b, const struct made *m)
{
    const char *const parts[] = {"<event><ts>",
                                 m->ts,
                                 "</ts><source>",
                                 m->source,
                                 "</source><sdk_version>",
                                 m->sdk,
                                 "</sdk_version><level>",
                                 m->level,
                                 "</level><text>",
                                 m->text,
                                 "</text><data><license_key>",
                                 m->key,
                                 "</license_key><hardware_id>",
                                 m->hardware,
                                 "</hardware_id><hostname>ws-",
                                 m->device,
                                 ".example.com</hostname><ip>",
                                 m->ip,
                                 "</ip></data><license_id>",
                                 m->license,
                                 "</license_id><device_id>",
                                 m->device,
                                 "</device_id><license_user_id>",
                                 m->user,
                                 "</license_user_id>",
                                 m->id,
                                 "</event>\n",
                                 NULL};

    add_all(b, parts);
}

struct output {
    struct buf bytes;
    size_t told; /* of bytes, up to here its places are counted */
    uint64_t offset, line, damaged;
};

static void flush(struct output *o)
{
    if (fwrite(o->bytes.p, 1, o->bytes.n, stdout) != o->bytes.n) {
        perror("trailbook_generate: standard output");
        exit(1);
    }
    buf_clear(&o->bytes);
    o->told = 0;
}

/* Counts what was added; what stands there now begins at offset and line. */
static void count_added(struct output *o)
{
    for (; o->told < o->bytes.n; o->told++, o->offset++)
        o->line += o->bytes.p[o->told] == '\n';
}

/* Spoils the record just added, if it is its turn. */
static bool damage(const struct plan *p, struct output *o, const struct made *m, uint64_t i)
{
    uint64_t dice = mix(mix(i) ^ p->seed);
    const char *way;

    if (dice % 100 >= p->damage)
        return false;
    way = damage_record(p->format, &o->bytes, o->told, slice_text(m->text), slice_text(m->license),
                        ++o->damaged, dice / 100);
    fprintf(stderr, "%llu %llu %s\n", (unsigned long long)o->line, (unsigned long long)o->offset, way);
    return true;
}

/* A number below n, another one for each: mixed in the next power of two until it is below n. */
static uint64_t shuffled(uint64_t number, uint64_t n)
{
    unsigned bits = 2;
    uint64_t mask;

    while (UINT64_C(1) << bits < n)
        bits++;
    mask = (UINT64_C(1) << bits) - 1;
    do
        for (int i = 0; i < 3; i++) {
            number = (number * 0x9e3779b97f4a7c15u + 0x1ce4e5b9u) & mask;
            number ^= number >> (bits / 2);
        }
    while (number >= n);
    return number;
}

/* The number of the event in place i of the dump. */
static uint64_t number_at(const struct plan *p, uint64_t i)
{
    uint64_t dice = mix(i ^ mix(p->seed)), number = p->first + i;

    if (i > 0 && dice % 100 < p->duplicates)
        number = p->first + dice / 100 % i;
    return p->shuffle > 0 ? shuffled(number, p->shuffle) : number;
}

static void generate(const struct plan *p)
{
    static const char *const heads[] = {
        "ts,source,sdk_version,level,text,data,license_id,device_id,license_user_id", "",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<events>\n"};
    struct output out = {.line = 1};
    struct buf scratch;
    struct made m;

    buf_init(&out.bytes, BUF_CAP);
    buf_init(&scratch, BUF_CAP);
    buf_text(&out.bytes, p->only_damaged ? "" : heads[p->format]);
    if (p->format == CSV && !p->only_damaged)
        buf_text(&out.bytes, p->ids > 0 ? ",event_id\r\n" : "\r\n");
    for (uint64_t i = 0; i < p->events; i++) {
        count_added(&out);
        make(p, number_at(p, i), &m, &scratch);
        if (p->format == CSV)
            write_csv(&out.bytes, &m);
        else if (p->format == JSON)
            write_json(&out.bytes, &m);
        else
            write_xml(&out.bytes, &m);
        if (!(p->damage > 0 && damage(p, &out, &m, i)) && p->only_damaged)
            out.bytes.n = out.told;
        if (out.bytes.n >= CHUNK) {
            count_added(&out);
            flush(&out);
        }
    }
    buf_text(&out.bytes, p->format == XML && !p->only_damaged ? "</events>\n" : "");
    flush(&out);
    if (fflush(stdout) != 0)
        flush(&out);
    buf_release(&out.bytes);
    buf_release(&scratch);
}

static bool set_format(struct plan *p, const char *name)
{
    static const char *const names[] = {"csv", "json", "xml"};

    for (int i = 0; i < 3; i++) {
        if (strcmp(name, names[i]) == 0) {
            p->format = (enum format)i;
            return true;
        }
    }
    return false;
}

static bool set_option(struct plan *p, const char *option, const char *value)
{
    uint64_t *const fields[] = {&p->events, &p->items,   &p->disorder, &p->duplicates, &p->seed,
                                &p->first,  &p->shuffle, &p->ids,      &p->damage,     &p->only_damaged};
    static const char *const names[] = {"--events", "--items",       "--disorder", "--duplicates",
                                        "--seed",   "--first",       "--shuffle",  "--ids",
                                        "--damage", "--only-damaged"};
    int64_t v;

    if (strcmp(option, "--format") == 0)
        return set_format(p, value);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(option, names[i]) == 0 && slice_int(slice_text(value), &v) && v >= 0) {
            *fields[i] = (uint64_t)v;
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    struct plan p = {.format = CSV, .events = 1000, .seed = 1};
    int i = 1;

    while (i + 1 < argc && set_option(&p, argv[i], argv[i + 1]))
        i += 2;
    if (i != argc || p.events > 100000000 || p.duplicates > 100 || p.damage > 100 || p.disorder > 50000000 ||
        p.first > 100000000 || (p.shuffle > 0 && p.first + p.events > p.shuffle)) {
        fprintf(stderr, "usage: trailbook_generate --format csv|json|xml [--events N] [--items N] "
                        "[--disorder N] [--duplicates PERCENT] [--seed N] [--first N] [--shuffle N] "
                        "[--ids 1] [--damage PERCENT] [--only-damaged 1]\n");
        return 2;
    }
    if (p.items == 0)
        p.items = p.events / 50 + 1;
    generate(&p);
    return 0;
}
