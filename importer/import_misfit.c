/* import_misfit: a profile that does not fit its dump, and what to tell of it.  See import_part.h. */
#include "feed.h"
#include "import_part.h"

enum status misfit_all_rejected(struct part *p, struct err *err)
{
    const struct import_result *res = &p->result;
    const struct reject *r = &res->first[0];

    return err_set(
        err, ST_FAIL, "IMPORT-ALL-REJECTED",
        "every record was rejected (%llu): profile %s does not fit this dump%s; the first, at "
        "line %llu: %.*s [%s]; %strailbook profile explain shows how a record is read",
        (unsigned long long)res->counts.rejected, res->profile, p->misfit, (unsigned long long)r->line,
        (int)(r->reason.n < 300 ? r->reason.n : 300), (const char *)r->reason.p, r->code,
        res->detected ? "" : "name a profile that fits, or leave out --profile to have it found; ");
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
static void tell_beyond(struct buf *b, const struct feed_odd *beyond)
{
    if (beyond->n > 0)
        buf_format(
            b,
            "; %llu of them lie%s outside 1678 to 2262, the years that can be kept, first '%s' in record "
            "%llu: only the text is kept",
            (unsigned long long)beyond->n, beyond->n == 1 ? "s" : "", beyond->text,
            (unsigned long long)beyond->record);
}

static void tell_only_beyond(struct import_result *res, const struct feed_counts *c, const char *where)
{
    const struct feed_odd *odd = &c->beyond;

    err_at(&res->times, ST_OK, res->path, odd->line, 0, "IMPORT-UNTIMED",
           "%llu of %llu times lie%s outside 1678 to 2262, the years that can be kept, first '%s' in record "
           "%llu: "
           "only the text is kept; the profile looks %s; if the dump counts in another unit, correct the "
           "format, "
           "then import again with --remap",
           (unsigned long long)odd->n, (unsigned long long)(c->events - c->no_time), odd->n == 1 ? "s" : "",
           odd->text, (unsigned long long)odd->record, where);
}

static void misfit_times(struct import_result *res, const struct feed_counts *c, const char *where)
{
    const struct feed_odd *unread = &c->unread, *far = &c->far;
    bool timeless = c->events > 0 && unread->n + c->no_time == c->events;
    bool strange = far->n > 0 && far->n + unread->n + c->no_time == c->events;
    struct buf beyond;

    buf_init(&beyond, BUF_CAP);
    tell_beyond(&beyond, &c->beyond);
    res->mistimed = timeless || strange;
    if (strange)
        err_at(&res->times, ST_OK, res->path, far->line, 0, "IMPORT-FAR",
               "all times that the format fits (%llu) lie before 1980 or after 2200, first '%s' in record "
               "%llu; the "
               "profile looks %s; if the dump counts in another unit, correct the format, then import again "
               "with "
               "--remap%s",
               (unsigned long long)far->n, far->text, (unsigned long long)far->record, where,
               buf_string(&beyond));
    else if (unread->n > 0)
        err_at(
            &res->times, ST_OK, res->path, unread->line, 0, "IMPORT-UNTIMED",
            "%llu of %llu times cannot be read, first '%s' in record %llu; the profile looks %s; if that is "
            "a time, add its format, then import again with --remap%s",
            (unsigned long long)unread->n + c->beyond.n, (unsigned long long)c->events - c->no_time,
            unread->text, (unsigned long long)unread->record, where, buf_string(&beyond));
    else if (c->beyond.n > 0)
        tell_only_beyond(res, c, where);
    else if (timeless)
        err_at(&res->times, ST_OK, res->path, 0, 0, "IMPORT-UNTIMED",
               "none of %llu events has a time; the profile looks %s; correct it, then import again with "
               "--remap",
               (unsigned long long)c->events, where);
    buf_release(&beyond);
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
