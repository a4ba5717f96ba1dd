/* store_pseudonyms: a store that is read without being told who took part.  See store_pseudonyms.h.
 *
 * Tables that hold names are hidden by temporary ones of the same name, which SQLite finds first: whatever
 * asks for an item, action or dump gets what may be told.  Events are too many for that; store_load.c leaves
 * out what they hold.
 */
#include <sqlite3.h>

#include "mem.h"
#include "store_pseudonyms.h"
#include "store_sql.h"

#define KEY_SIZE 12 /* characters: 60 bits, so that of a million keys hardly two are equal */

struct veil { /* what the functions below know */
    struct pepper *pepper;
    struct slice types; /* n = 0: all */
};

static void mark_of(const struct veil *v, struct slice type, struct slice key, unsigned char out[PEPPER_MARK])
{
    const struct slice parts[] = {type, key};

    pepper_mark(v->pepper, PEPPER_PSEUDONYM, parts, 2, out);
}

static struct slice text_of(sqlite3_value *v)
{
    const unsigned char *p = sqlite3_value_blob(v);

    return (struct slice){p, p == NULL ? 0 : (size_t)sqlite3_value_bytes(v)};
}

static void pseudonym(sqlite3_context *to, const struct veil *v, struct slice type, struct slice key)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char mark[PEPPER_MARK];
    char text[KEY_SIZE];
    uint64_t bits = 0;

    mark_of(v, type, key, mark);
    for (size_t i = 0; i < 8; i++)
        bits = bits << 8 | mark[i];
    for (size_t i = 0; i < KEY_SIZE; i++, bits >>= 5)
        text[i] = alphabet[bits & 31];
    sqlite3_result_text(to, text, KEY_SIZE, SQLITE_TRANSIENT);
}

/* Is type one of "a,b"? */
static bool is_listed(struct slice types, struct slice type)
{
    while (types.n > 0) {
        const unsigned char *comma = memchr(types.p, ',', types.n);
        size_t n = comma != NULL ? (size_t)(comma - types.p) : types.n;

        if (slice_equal((struct slice){types.p, n}, type))
            return true;
        n += comma != NULL;
        types = (struct slice){types.p + n, types.n - n};
    }
    return false;
}

/* told_key(type, key): what an item is called. */
static void told_key(sqlite3_context *to, int n, sqlite3_value **values)
{
    const struct veil *v = sqlite3_user_data(to);
    struct slice type = text_of(values[0]), key = text_of(values[1]);

    (void)n;
    if (slice_is(key, "[erased]") || (v->types.n > 0 && !is_listed(v->types, type)))
        sqlite3_result_value(to, values[1]);
    else
        pseudonym(to, v, type, key);
}

/* pseudonym(kind, text): of what is no item. */
static void pseudonym_of(sqlite3_context *to, int n, sqlite3_value **values)
{
    (void)n;
    pseudonym(to, sqlite3_user_data(to), text_of(values[0]), text_of(values[1]));
}

/* told_digest(x): 32 bytes, the same for the same x. */
static void told_digest(sqlite3_context *to, int n, sqlite3_value **values)
{
    unsigned char mark[PEPPER_MARK];

    (void)n;
    mark_of(sqlite3_user_data(to), SLICE("digest"), text_of(values[0]), mark);
    sqlite3_result_blob(to, mark, sizeof(mark), SQLITE_TRANSIENT);
}

/* A name that a catalog lists, and not as one of many that begin alike, which may end with anything. */
#define TOLD "category||label||sentence<>'' AND name NOT GLOB '*[^A-Za-z0-9_.:/-]*'"

static const char tables[] =
    "CREATE TEMP TABLE item(id INTEGER PRIMARY KEY,type TEXT,key TEXT,label TEXT,label_at INTEGER,"
    "label_ident BLOB,first_label TEXT,events INTEGER,failures INTEGER,denials INTEGER,acted INTEGER,"
    "first_at INTEGER,last_at INTEGER);"
    "INSERT INTO temp.item SELECT "
    "id,type,told_key(type,key),NULL,NULL,NULL,NULL,events,failures,denials,acted,"
    "first_at,last_at FROM main.item;"
    "CREATE INDEX temp.item_key ON item(type,key);"
    "CREATE TEMP VIEW action AS SELECT id,source,iif(" TOLD ",name,'action-'||pseudonym('action',name)) AS name,"
    "category,iif(" TOLD " OR label<>name,label,'') AS label,sentence FROM main.action;"
    "CREATE TEMP VIEW change AS SELECT * FROM main.change WHERE 0;"
    "CREATE TEMP VIEW import AS SELECT id,source,part_of,told_digest(dump) AS dump,"
    "'dump-'||pseudonym('dump',name) AS name,bytes,profile,title,notes,profile_digest,'' AS reader,tool,zone,"
    "done_at,window_from,window_to,records,skipped,rejected,mapped,made,stored,duplicate,suppressed,"
    "conflicts,"
    "untimed,outside,absent,recovered,remapped,differ,removed,first_at,last_at,retried,retry_profile,retry_"
    "digest"
    " FROM main.import;"
    "CREATE TEMP VIEW erased AS SELECT dump AS mark FROM temp.import;" /* no dump's digest is told */
    "CREATE TEMP VIEW reject AS SELECT id,import,record,offset,length,line,column_at,code,'' AS reason,"
    "told_digest(digest) AS digest,NULL AS raw,around,retried FROM main.reject;"
    "CREATE TEMP VIEW act AS SELECT id,at,kind,clear,json_object('erased',json(hidden->'erased')) AS hidden"
    " FROM main.act";

/* Its public id is a digest of what can be guessed. */
void veil_event(const struct store *s, struct digest *d, struct store_event *e)
{
    struct event *ev = &e->ev;
    const struct slice parts[] = {SLICE("event"), {ev->ident, IDENT_SIZE}};
    unsigned char mark[PEPPER_MARK];

    e->veiled = true;
    ev->native = ev->time_text = ev->reason = ev->request = ev->message = SLICE_NONE;
    ev->ip = ev->agent = ev->location = ev->channel = ev->attributes = SLICE_NONE;
    memset(ev->digest, 0, sizeof(ev->digest));
    for (size_t i = 0; i < e->n_parties; i++)
        e->parties[i].label = e->parties[i].latest = SLICE_NONE;
    pepper_mark(s->veil, PEPPER_PSEUDONYM, parts, 2, mark);
    event_public_id(d, mark, e->n, e->public_id);
}

static enum status add_function(struct store *s, const struct veil *v, const char *name, int n,
                                void (*function)(sqlite3_context *, int, sqlite3_value **), struct err *err)
{
    struct veil *own = mem_zero(1, sizeof(*own));

    *own = *v;
    if (sqlite3_create_function_v2(s->db, name, n, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, own,
                                   function, NULL, NULL, mem_free) != SQLITE_OK)
        return sql_fail(s, err);
    return ST_OK;
}

enum status store_pseudonyms(struct store *s, struct pepper *p, const char *types, struct err *err)
{
    struct veil v = {p, slice_is(slice_text(types), "all") ? SLICE_NONE : slice_text(types)};
    enum status st;

    if (s->blank)
        return ST_OK;
    if (s->older)
        return err_at(
            err, ST_FAIL, s->path, 0, 0, "STORE-OLDER",
            "is of an earlier trailbook, whose stores are not read with pseudonyms; the next import "
            "brings it up to date");
    st = add_function(s, &v, "told_key", 2, told_key, err);
    if (st == ST_OK)
        st = add_function(s, &v, "pseudonym", 2, pseudonym_of, err);
    if (st == ST_OK)
        st = add_function(s, &v, "told_digest", 1, told_digest, err);
    if (st == ST_OK)
        st = sql_exec(s, tables, err);
    s->veil = p;
    return st;
}
