/*
 * store_schema: the tables and views of the store, and how an older store becomes a newer one.
 *
 * Private to store*.c.  The text of the schema is written to be read where sqlite3's .schema prints it.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "event.h"
#include "store_sql.h"

#define STORE_APPLICATION 0x5442424b /* "TBBK" */
#define STORE_VERSION     5          /* PRAGMA user_version; store_migrate.c tells the others */

/* event.flags, beside those of event.h: a read need not look for changes in vain. */
#define ROW_HAS_CHANGES 16u

/* The same in SQL, as numbers. */
#define SQL_TEXT(number) #number
#define SQL_NUMBER(name) SQL_TEXT(name)
#define FLAG_CONFLICT    SQL_NUMBER(EVENT_CONFLICT)
#define FLAG_RECOVERED   SQL_NUMBER(EVENT_RECOVERED)
#define FLAG_SUPERSEDED  SQL_NUMBER(EVENT_SUPERSEDED)
#define FLAG_STALE       SQL_NUMBER(EVENT_STALE)
#define FLAG_DIFFERS     SQL_NUMBER(EVENT_DIFFERS)
#define FLAG_ERASED      SQL_NUMBER(EVENT_ERASED)

/* The time, day or month of what has none: STAMP_UNKNOWN in SQL. */
#define NO_TIME "-9223372036854775808"

/* event.time_how */
#define HOW_ZONE_SHIFT   3
#define HOW_AMBIGUOUS    32
#define HOW_OUT_OF_RANGE 64
#define HOW_SPELL_SHIFT  7 /* stamp_spelling(), of a text that is not stored */

/* Makes the schema in an empty database; inside the caller's transaction, as all that follows. */
enum status schema_create(struct store *s, struct err *err);
/* Makes what is called so: "TABLE item", "UNIQUE INDEX item_key"; "VIEW": all views. */
enum status schema_make(struct store *s, const char *what, struct err *err);
typedef enum status schema_table(void *ctx, const char *name, const char *text, struct err *err);
enum status schema_each_table(schema_table *f, void *ctx, struct err *err); /* as they are made */
enum status schema_drop_views(struct store *s, struct err *err); /* those that are the store's own */
/* Is each of them there, with the text of this program?  whole: the tables too, and nothing else? */
enum status schema_stands(struct store *s, bool whole, bool *stand, struct err *err);
const char *schema_text(size_t i); /* each of them, tables first; NULL: there are no more */
enum status schema_stamp(struct store *s, struct err *err); /* says that it is of STORE_VERSION */

/* store_migrate.c: stores of versions before STORE_VERSION. */
/* STORE-VERSION: its layout is not the one that was known by this version. */
enum status migrate_check(struct store *s, struct err *err);
/* Lets a store of an older version be read as if it were of STORE_VERSION, without a change of it. */
enum status migrate_view(struct store *s, struct err *err);
/* Brings it to STORE_VERSION, in bounded memory. */
enum status migrate_store(struct store *s, struct err *err);
/* Makes the views of a store of STORE_VERSION anew if they are not as this program makes them. */
enum status migrate_views(struct store *s, struct err *err);

/* event.parties: each is PARTY_SHIFT bits of role and PARTY_FIRST, and above them the item. */
#define PARTY_SHIFT     4
#define PARTY_ROLE_MASK 7
#define PARTY_FIRST     8   /* bears item.first_label */
#define FIRST_LABEL_MAX 256 /* bytes; it is kept in memory beside the item's key */

/* Which dump each import read: a dump is its bytes, within a source; one without records is its name too,
 * for many nights' empty dumps are the same bytes.  first, last: its first and last reading; claim: the
 * import whose row bears a window, itself, or else the last of the dump's that does.  Made once a query. */
#define IMPORT_READINGS                                                                                      \
    "(SELECT id,min(id) OVER d AS first,max(id) OVER d AS last,"                                             \
    "iif(window_from IS NULL,max(iif(window_from IS NULL,NULL,id)) OVER d,id) AS claim FROM"                 \
    " (SELECT id,source,bytes,dump,window_from,"                                                             \
    "iif(max(records) OVER (PARTITION BY source,bytes,dump)=0,name,NULL) AS empty FROM import)"              \
    " WINDOW d AS (PARTITION BY source,bytes,dump,empty))"
/* Whether import i is the latest reading of its dump: what is counted of a dump is counted there. */
#define IMPORT_LATEST "i.id IN (SELECT last FROM " IMPORT_READINGS ")"

/* The latest label of a row of item, or NULL: it is stored only where it is not the first. */
#define ITEM_LABEL(i) "iif(" i ".label_at IS NULL,NULL,coalesce(" i ".label," i ".first_label))"

/* Parties of event e as rows p, and what each holds.  Views make do with json_each: SQLite runs no
 * other JSON function for a schema that it is told not to trust. */
#define EACH_PARTY " CROSS JOIN json_each(e.parties) p"
#define PARTY_CODE "coalesce(p.atom,json_extract(p.value,'$[0]'))"
#define PARTY_ROLE "(" PARTY_CODE "&7)"
#define PARTY_ITEM "(" PARTY_CODE ">>4)"
#define PARTY_LABEL                                                                                          \
    "iif(" PARTY_CODE "&8,(SELECT f.first_label FROM item f WHERE f.id=" PARTY_ITEM "),"                     \
    "json_extract(p.value,'$[2]'))"

#endif
