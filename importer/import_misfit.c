/* import_misfit: a profile that does not fit its dump, and what to tell of it.  See import_part.h. */
#include <string.h>

#include "feed.h"
#include "import_part.h"

enum status misfit_all_rejected(struct part *p, struct err *err)
{
    const struct import_result *res = &p->result;
    const struct reject *r = &res->first[0];
    const char *named = "name a profile that fits, or leave out --profile to have it found; ";

    return err_set(err, ST_FAIL, "IMPORT-ALL-REJECTED",
                   "every record was rejected (%llu): profile %s does not fit this dump%s; the first, at "
                   "line %llu: %.*s [%s]; %strailbook profile explain shows how a record is read",
                   (unsigned long long)res->counts.rejected, res->profile, p->misfit,
                   (unsigned long long)r->line, (int)(r->reason.n < 300 ? r->reason.n : 300),
                   (const char *)r->reason.p, r->code, res->detected ? "" : named);
}

enum status misfit_rejects(const struct import_result *res, uint64_t rejected, struct err *err)
{
    const struct reject *r = &res->first[0];

    return err_set(err, ST_FAIL, "IMPORT-MAX-REJECTS",
                   "%llu of %llu records were rejected, more than --max-rejects allows; the first, at "
                   "line %llu: %.*s [%s]",
                   (unsigned long long)rejected, (unsigned long long)res->counts.records,
                   (unsigned long long)r->line, (int)r->reason.n, (const char *)r->reason.p, r->code);
}

/* What a named profile looks for and the dump's first record has not; nothing is told of a profile
 * that was found by its signature. */
void misfit_look(struct run *r, struct part *p, struct slice beginning, const struct profile *profile)
{
    char start[IMPORT_BEGINNING];
    struct buf lacks, has, text;
    size_t missed, of;

    p->misfit = "";
    if (p->result.detected)
        return;
    buf_init(&lacks, BUF_CAP);
    buf_init(&has, BUF_CAP);
    buf_init(&text, BUF_CAP);
    if (!profile_lacks(profile, r->encoding, beginning, &lacks, &has, &missed, &of)) {
        import_show_beginning(beginning, start);
        buf_format(&text, ", whose records are %s; it starts '%s'",
                   format_name(profile_read(profile)->format), start);
        p->misfit = part_text(p, buf_string(&text));
    } else if (lacks.n > 0) {
        buf_format(&text, "; it lacks %s, and has %s", buf_string(&lacks), buf_string(&has));
        p->misfit = part_text(p, buf_string(&text));
        if (profile_read(profile)->format == FORMAT_CSV)
            p->result.lacks = part_text(p, buf_string(&lacks));
    }
    buf_release(&lacks);
    buf_release(&has);
    buf_release(&text);
}

/* A named profile is not checked against the dump's signature; yet a dump without records whose
 * header has none of the profile's columns is another kind of file. */
enum status misfit_kind(struct part *p, const struct profile *profile, bool like, struct err *err)
{
    if (like || p->result.counts.records > 0)
        return ST_OK;
    return err_set(err, ST_FAIL, "IMPORT-WRONG-PROFILE",
                   "no record is in it, and none of the columns of profile %s%s; name the profile that "
                   "fits, or leave out --profile to have it found",
                   profile_name(profile), p->misfit);
}

/* "; 2 of them ...": times that a format fits, yet of years that cannot be kept. */
static void add_beyond(struct buf *b, const struct feed_odd *beyond)
{
    if (beyond->n > 0)
        buf_format(b,
                   "; %llu of them lie%s outside 1678 to 2262, the years that can be kept, "
                   "first '%s' in record %llu: only the text is kept",
                   (unsigned long long)beyond->n, beyond->n == 1 ? "s" : "", beyond->text,
                   (unsigned long long)beyond->record);
}

/* "; 2 others ...": times that were read and kept, beside some that were not. */
static void add_far(struct buf *b, const struct feed_odd *far)
{
    if (far->n > 0)
        buf_format(b,
                   "; %llu other%s kept as read, before 1980 or after 2200, first '%s' in record %llu: look "
                   "whether %s in another unit",
                   (unsigned long long)far->n, far->n == 1 ? " is" : "s are", far->text,
                   (unsigned long long)far->record, far->n == 1 ? "it counts" : "they count");
}

/* What makes times wrong that a format fits: %Y takes the year 26 for one. */
static const char *remedy(const char *where)
{
    return strstr(where, "%Y") != NULL ? "if its years have two digits, write %y for %Y in the format"
                                       : "if the dump counts in another unit, correct the format";
}

static void tell_beyond(struct import_result *res, const struct feed_counts *c, const char *where,
                        const char *more)
{
    const struct feed_odd *odd = &c->beyond;

    err_at(&res->times, ST_OK, res->path, odd->line, 0, "IMPORT-UNTIMED",
           "%llu of %llu times lie%s outside 1678 to 2262, the years that can be kept, "
           "first '%s' in record %llu: only the text is kept; "
           "the profile looks %s; %s, then import again with --remap%s",
           (unsigned long long)odd->n, (unsigned long long)(c->events - c->no_time), odd->n == 1 ? "s" : "",
           odd->text, (unsigned long long)odd->record, where, remedy(where), more);
}

static void tell_unread(struct import_result *res, const struct feed_counts *c, const char *where,
                        const char *more)
{
    const struct feed_odd *odd = &c->unread;

    err_at(&res->times, ST_OK, res->path, odd->line, 0, "IMPORT-UNTIMED",
           "%llu of %llu times cannot be read, first '%s' in record %llu; the profile looks %s; if that is "
           "a time, add its format, then import again with --remap%s",
           (unsigned long long)odd->n + c->beyond.n, (unsigned long long)c->events - c->no_time, odd->text,
           (unsigned long long)odd->record, where, more);
}

/* Some times are far, others not: the format fits the dump, and those may count in another unit. */
static void tell_far(struct import_result *res, const struct feed_counts *c, const char *where)
{
    const struct feed_odd *odd = &c->far;

    err_at(&res->times, ST_OK, res->path, odd->line, 0, "IMPORT-FAR",
           "%llu of %llu times lie%s before 1980 or after 2200, first '%s' in record %llu, and %s kept as "
           "read; the profile looks %s; look whether %s in another unit than the others",
           (unsigned long long)odd->n, (unsigned long long)(c->events - c->no_time), odd->n == 1 ? "s" : "",
           odd->text, (unsigned long long)odd->record, odd->n == 1 ? "is" : "are", where,
           odd->n == 1 ? "that one counts" : "those count");
}

static void tell_all_far(struct import_result *res, const struct feed_counts *c, const char *where,
                         const char *more)
{
    const struct feed_odd *far = &c->far, *beyond = &c->beyond;
    bool beyond_first = far->n == 0 || (beyond->n > 0 && beyond->record < far->record);
    const struct feed_odd *first = beyond_first ? beyond : far;
    uint64_t all = far->n + beyond->n;

    err_at(&res->times, ST_OK, res->path, first->line, 0, "IMPORT-FAR",
           "all times that the format fits (%llu) lie before 1980 or after 2200, "
           "first '%s' in record %llu; the profile looks %s; %s, then import again with --remap%s",
           (unsigned long long)all, first->text, (unsigned long long)first->record, where, remedy(where),
           more);
}

static void misfit_times(struct import_result *res, const struct feed_counts *c, const char *where)
{
    uint64_t odd = c->far.n + c->beyond.n;
    bool timeless = c->events > 0 && c->unread.n + c->no_time == c->events;
    bool strange = odd > 0 && odd + c->unread.n + c->no_time == c->events;
    struct buf more;

    buf_init(&more, BUF_CAP);
    res->mistimed = timeless || strange;
    if (strange || c->unread.n > 0)
        add_beyond(&more, &c->beyond);
    if (!strange)
        add_far(&more, &c->far);
    if (strange)
        tell_all_far(res, c, where, buf_string(&more));
    else if (c->unread.n > 0)
        tell_unread(res, c, where, buf_string(&more));
    else if (c->beyond.n > 0)
        tell_beyond(res, c, where, buf_string(&more));
    else if (c->far.n > 0)
        tell_far(res, c, where);
    else if (timeless)
        err_at(&res->times, ST_OK, res->path, 0, 0, "IMPORT-UNTIMED",
               "none of %llu events has a time; the profile looks %s; correct it, "
               "then import again with --remap",
               (unsigned long long)c->events, where);
    buf_release(&more);
}

void misfit_events(struct part *p, const struct feed_counts *c, const struct profile *profile)
{
    struct import_result *res = &p->result;
    struct buf time, id;

    buf_init(&time, BUF_CAP);
    buf_init(&id, BUF_CAP);
    profile_show_time(profile, &time);
    profile_show_id(profile, &id);
    misfit_times(res, c, buf_string(&time));
    /* A profile that recognised the dump knows that its kind may come without ids. */
    if (id.n > 0 && !res->detected && c->events > 0 && c->no_id == c->events)
        err_at(&res->ids, ST_OK, res->path, 0, 0, "IMPORT-IDS",
               "no record has the id that the profile names (%s), so each stands for itself: one that "
               "comes again changed is another event; correct 'identity', then import again with --remap",
               buf_string(&id));
    buf_release(&time);
    buf_release(&id);
}
