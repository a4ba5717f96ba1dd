/* sealed_report: the report in a snapshot.  See sealed_report.h. */
#include <unistd.h>

#include "report.h"
#include "sealed_report.h"

enum status sealed_report(struct store *s, const char *folder, bool items, struct err *err)
{
    const struct report_options o = {.out = folder, .no_items = !items, .undated = true};
    struct report_result r;
    struct buf state;
    enum status st = report_write(s, &o, &r, err);

    buf_init(&state, BUF_CAP);
    buf_format(&state, "%s.state", folder);
    (void)unlink(buf_string(&state));
    buf_release(&state);
    return st;
}
