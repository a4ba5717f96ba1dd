/* report_csv: the CSV files of a report.  See report_csv.h. */
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "report_csv.h"
#include "utf8.h"

const char csv_readme[] =
    "The CSV files of this report\r\n"
    "\r\n"
    "They are UTF-8, comma-separated, with a header row and CRLF line ends (RFC 4180).\r\n"
    "Times are UTC (ISO 8601); a time that could not be read is empty, and its text stands in time_text.\r\n"
    "time_doubt says \"ambiguous\" of a local time that occurred twice (the earlier is taken) or never, "
    "as when\r\n"
    "clocks change, and \"out of range\" of a time outside 1678 to 2262, which is kept as its text alone.\r\n"
    "\r\n"
    "The column event has the event's own id, as pages show it (id in an export), and native_id the one\r\n"
    "that its source gave it (native in an export).\r\n"
    "\r\n"
    "A row of imports.csv tells what that reading of a dump found: of one that was in already, the events\r\n"
    "are duplicates.  Over dumps, count the rows whose column latest says yes.\r\n"
    "A window is a claim once, in the row whose reading window_reading tells; the last reading repeats "
    "it.\r\n"
    "Its columns first and last are days in a filtered report: those events may not pass the filter.\r\n"
    "\r\n"
    "gaps.csv has the times between dumps that none covers, from (within) until (not within), of a source\r\n"
    "or, without one, of all sources together; and as \"silent\" the days without an event that dumps of\r\n"
    "the source cover.  days counts those that are touched.\r\n"
    "\r\n"
    "erased.csv, holds.csv, retention.csv and reviews.csv are there if the ledger has such acts.  retention.csv counts\r\n"
    "below_min and past_max as of the day as_of, that of the newest event; a filtered report does not tell\r\n"
    "in holds.csv which items are held, nor why.\r\n"
    "\r\n"
    "A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula and\r\n"
    "runs it. In these files every such cell has an apostrophe (') put in front; so has every cell that\r\n"
    "begins with an apostrophe followed by one of those or by another apostrophe. To get back exactly\r\n"
    "what was recorded, remove the first apostrophe of each cell that begins so, for example in Python:\r\n"
    "\r\n"
    "    cell[1:] if cell[:1] == \"'\" and cell[1:2] in tuple(\"=+-@\\t\\r'\") else cell\r\n"
    "\r\n"
    "The file of an item shortens a text of more than 16 KiB and names 20 other items of an event; the\r\n"
    "files of days, and csv/events.csv, have all.\r\n"
    "\r\n"
    "\"trailbook export --format csv\" writes the events without any such change.\r\n";

static const char event_columns[] =
    "event,time,time_text,zone,time_doubt,source,native_id,action,label,category,outcome,reason,sentence,"
    "actor,target,related,owner,on_behalf_of,ip,agent,location,channel,request,count,message,changes,"
    "attributes,dump,record,offset,length,sha256,flags";

enum status csv_open(struct run *run, const char *path, const char *columns, struct csv_file **out,
                     struct err *err)
{
    struct csv_file *c = mem_zero(1, sizeof(*c));
    enum status st = site_begin(run->site, path, &c->f, err);

    if (st != ST_OK) {
        mem_free(c);
        return st;
    }
    c->run = run;
    csv_out_init(&c->row, CSV_GUARDED, site_write, c->f);
    st = site_write(c->f, slice_text(columns), err);
    if (st == ST_OK)
        st = site_write(c->f, SLICE("\r\n"), err);
    if (st != ST_OK) {
        csv_drop(c);
        return st;
    }
    *out = c;
    return ST_OK;
}

enum status csv_row(struct csv_file *c, struct err *err)
{
    return csv_out_row(&c->row, err);
}

enum status csv_close(struct csv_file *c, struct err *err)
{
    enum status st = csv_out_flush(&c->row, err);

    if (st != ST_OK) {
        csv_drop(c);
        return st;
    }
    st = site_end(c->f, err);
    csv_out_release(&c->row);
    mem_free(c);
    return st;
}

void csv_drop(struct csv_file *c)
{
    if (c == NULL)
        return;
    site_drop(c->f);
    csv_out_release(&c->row);
    mem_free(c);
}

/* Seconds, unless the time has more digits. */
static enum stamp_resolution finest(int64_t at)
{
    if (at % STAMP_SECOND == 0)
        return STAMP_RES_S;
    if (at % (STAMP_SECOND / 1000) == 0)
        return STAMP_RES_MS;
    return at % (STAMP_SECOND / 1000000) == 0 ? STAMP_RES_US : STAMP_RES_NS;
}

void csv_time(struct csv_out *row, int64_t at, enum stamp_resolution resolution)
{
    struct buf b;

    buf_init(&b, 64);
    if (at != STAMP_UNKNOWN)
        stamp_tell(&b, at, resolution != STAMP_RES_NONE ? resolution : finest(at));
    csv_out_cell(row, buf_view(&b));
    buf_release(&b);
}

void csv_day(struct csv_out *row, int64_t day)
{
    struct arena a = ARENA_INIT;

    csv_out_cell(row, day == INT64_MIN ? SLICE_NONE : say_day_iso(&a, day));
    arena_release(&a);
}

/* "license:GYVH-8B49 (Acme rendering); ..." of one role: self, and as many others as there is room
 * for; *room tells how many of them are left to show. */
static void parties_cell(struct csv_out *row, struct buf *cell, const struct store_event *e, enum role role,
                         int64_t self, size_t *room)
{
    size_t left = 0;

    buf_clear(cell);
    for (size_t i = 0; i < e->n_parties; i++) {
        const struct store_party *p = &e->parties[i];

        if (p->role != role)
            continue;
        if (p->item != self && *room == 0) {
            left++;
            continue;
        }
        *room -= p->item != self;
        if (cell->n > 0)
            buf_text(cell, "; ");
        buf_slice(cell, p->type);
        buf_byte(cell, ':');
        buf_slice(cell, p->key);
        if (p->label.n > 0 && !slice_equal(p->label, p->key)) {
            buf_text(cell, " (");
            buf_slice(cell, p->label);
            buf_byte(cell, ')');
        }
    }
    if (left > 0)
        buf_format(cell, "%s%zu more of %zu items, all in csv/events.csv", cell->n > 0 ? "; " : "", left,
                   e->n_parties);
    csv_out_cell(row, buf_view(cell));
}

/* In the file of an item, self, a long text is shortened, and says so. */
static void text_cell(struct csv_out *row, struct slice text, int64_t self)
{
    struct buf b;

    if (self == 0 || text.n <= CSV_TEXT) {
        csv_out_cell(row, text);
        return;
    }
    buf_init(&b, BUF_CAP);
    buf_slice(&b, utf8_prefix(text, REPORT_VALUE));
    buf_format(&b, "... %zu bytes, all in csv/events.csv", text.n);
    csv_out_cell(row, buf_view(&b));
    buf_release(&b);
}

void change_write(struct buf *b, const struct change *c)
{
    buf_text(b, "{\"field\":");
    json_write_string(b, c->field);
    if (c->known & CHANGE_OLD_KNOWN) {
        buf_text(b, ",\"before\":");
        json_write_string(b, c->old);
    }
    if (c->known & CHANGE_NEW_KNOWN) {
        buf_text(b, ",\"after\":");
        json_write_string(b, c->new_);
    }
    buf_byte(b, '}');
}

/* A JSON array of them. */
static void changes_cell(struct csv_out *row, struct buf *cell, const struct event *ev, int64_t self)
{
    buf_clear(cell);
    for (size_t i = 0; i < ev->n_changes; i++) {
        buf_byte(cell, i == 0 ? '[' : ',');
        change_write(cell, &ev->changes[i]);
    }
    if (ev->n_changes > 0)
        buf_byte(cell, ']');
    text_cell(row, buf_view(cell), self);
}

/* The sentence as plain text. */
static void sentence_cell(struct run *run, struct csv_out *row, struct buf *cell, const struct store_event *e,
                          int64_t self)
{
    struct sentence_result s;
    struct arena a = ARENA_INIT;

    buf_clear(cell);
    sentence_of(run->sentences, e, &a, &s);
    for (size_t i = 0; i < s.n; i++) {
        const struct store_party *p = &e->parties[s.parts[i].party];

        if (s.parts[i].kind == SENTENCE_PARTY)
            buf_slice(cell, item_name(&a, p->label.n > 0 ? p->label : p->latest, p->key));
        else
            buf_slice(cell, i == 0 && !s.label && s.parts[i].kind == SENTENCE_TEXT
                                ? say_upper(&a, s.parts[i].text)
                                : s.parts[i].text);
    }
    text_cell(row, buf_view(cell), self);
    arena_release(&a);
}

static const char *zone_word(enum stamp_zone z)
{
    static const char *const words[] = {"", "in the text", "stated by the profile", "assumed"};

    return words[z];
}

static void flags_cell(struct csv_out *row, struct buf *cell, const struct store_event *e)
{
    static const struct {
        unsigned bit;
        const char *word;
    } flags[] = {{EVENT_CONFLICT, "conflict "},     {EVENT_RECOVERED, "recovered "},
                 {EVENT_SUPERSEDED, "superseded "}, {EVENT_STALE, "stale "},
                 {EVENT_IGNORES, "ignores "},       {EVENT_ABSENT, "absent "}};

    buf_clear(cell);
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (e->ev.flags & flags[i].bit)
            buf_text(cell, flags[i].word);
    if (e->ev.flags & EVENT_ERASED)
        buf_text(cell, e->ev.flags & EVENT_PARTLY ? "partly-erased" : "erased");
    if ((e->ev.flags & EVENT_ERASED) != 0 && e->erased_by >= 0)
        buf_format(cell, "(%lld)", (long long)e->erased_by);
    csv_out_cell(row, slice_trim(buf_view(cell)));
}

static void what_cells(struct run *run, struct csv_out *row, struct buf *cell, const struct store_event *e,
                       int64_t self)
{
    const struct event *ev = &e->ev;
    size_t room = self == 0 ? SIZE_MAX : CSV_OTHERS;

    csv_out_cell(row, slice_text(e->public_id));
    csv_time(row, ev->time.at, ev->time.resolution);
    csv_out_cell(row, ev->time_text);
    csv_out_cell(row, slice_text(zone_word(ev->time.zone)));
    csv_out_cell(row, slice_text(stamp_doubt(&ev->time)));
    csv_out_cell(row, e->source);
    csv_out_cell(row, ev->native);
    csv_out_cell(row, ev->action);
    csv_out_cell(row, ev->label);
    csv_out_cell(row, ev->category);
    csv_out_cell(row, slice_text(outcome_name(ev->outcome)));
    text_cell(row, ev->reason, self);
    sentence_cell(run, row, cell, e, self);
    for (int r = 0; r < ROLE_COUNT; r++)
        parties_cell(row, cell, e, (enum role)r, self, &room);
}

/* A template_sink that gathers a row. */
static enum status gather(void *ctx, struct slice bytes, struct err *err)
{
    (void)err;
    buf_slice(ctx, bytes);
    return ST_OK;
}

static enum status format_event(struct run *run, struct csv_out *row, struct buf *cell,
                                const struct store_event *e, int64_t self, struct err *err)
{
    const struct event *ev = &e->ev;
    enum status st;

    what_cells(run, row, cell, e, self);
    csv_out_cell(row, ev->ip);
    csv_out_cell(row, ev->agent);
    csv_out_cell(row, ev->location);
    csv_out_cell(row, ev->channel);
    csv_out_cell(row, ev->request);
    csv_out_int(row, ev->count);
    text_cell(row, ev->message, self);
    changes_cell(row, cell, ev, self);
    text_cell(row, ev->attributes, self);
    csv_out_name(row, e->dump_name);
    csv_out_int(row, (int64_t)ev->record);
    csv_out_int(row, (int64_t)ev->offset);
    csv_out_int(row, (int64_t)ev->length);
    buf_clear(cell);
    if (!e->veiled && (ev->flags & EVENT_ERASED) == 0)
        buf_hex(cell, ev->digest, DIGEST_SIZE);
    csv_out_cell(row, buf_view(cell));
    flags_cell(row, cell, e);
    st = csv_out_row(row, err);
    return st == ST_OK ? csv_out_flush(row, err) : st;
}

enum status csv_events_open(struct run *run, const char *path, struct csv_file **out, struct err *err)
{
    return csv_open(run, path, event_columns, out, err);
}

enum status csv_events_open_with(struct run *run, const char *path, const char *more, struct csv_file **out,
                                 struct err *err)
{
    struct buf columns;
    enum status st;

    buf_init(&columns, BUF_CAP);
    buf_format(&columns, "%s%s", event_columns, more);
    st = csv_open(run, path, buf_string(&columns), out, err);
    buf_release(&columns);
    return st;
}

struct slice csv_last(const struct run *run)
{
    return buf_view(&run->csv_line);
}

/* Makes the event's row in csv_line. */
static enum status make_line(struct run *run, const struct store_event *e, int64_t self, struct err *err)
{
    struct csv_out row;
    enum status st;

    buf_clear(&run->csv_line);
    csv_out_init(&row, CSV_GUARDED, gather, &run->csv_line);
    st = format_event(run, &row, &run->csv_cell, e, self, err);
    csv_out_release(&row);
    run->csv_event = st == ST_OK ? e->id : 0;
    return st;
}

/* The same event goes to several files, one after the other. */
static enum status have_line(struct run *run, const struct store_event *e, struct err *err)
{
    return run->csv_event != e->id || run->csv_line.n == 0 ? make_line(run, e, 0, err) : ST_OK;
}

enum status csv_event(struct csv_file *c, const struct store_event *e, struct err *err)
{
    enum status st = have_line(c->run, e, err);

    return st == ST_OK ? site_write(c->f, buf_view(&c->run->csv_line), err) : st;
}

enum status csv_event_with(struct csv_file *c, const struct store_event *e, struct err *err)
{
    const struct buf *line = &c->run->csv_line;
    enum status st = have_line(c->run, e, err);

    if (st == ST_OK) /* but its CR LF, which comes behind the cells that wait */
        st = site_write(c->f, (struct slice){line->p, line->n - 2}, err);
    if (st == ST_OK)
        st = site_write(c->f, SLICE(","), err);
    if (st == ST_OK)
        st = csv_out_row(&c->row, err);
    return st == ST_OK ? csv_out_flush(&c->row, err) : st;
}

/* Has it a text that an item's file shortens?  The sentence is made of the others, and of names. */
static bool is_long(const struct store_event *e)
{
    size_t sum = e->ev.reason.n + e->ev.message.n + e->ev.attributes.n;

    for (size_t i = 0; i < e->ev.n_changes; i++)
        sum += e->ev.changes[i].field.n + e->ev.changes[i].old.n + e->ev.changes[i].new_.n;
    return sum > CSV_TEXT / 2;
}

enum status csv_item_event(struct csv_file *c, const struct store_event *e, int64_t self, struct err *err)
{
    enum status st;

    if (e->n_parties <= CSV_OTHERS + 1 && !is_long(e))
        return csv_event(c, e, err);
    st = make_line(c->run, e, self, err);
    c->run->csv_event = 0; /* no other file's row */
    return st == ST_OK ? site_write(c->f, buf_view(&c->run->csv_line), err) : st;
}
