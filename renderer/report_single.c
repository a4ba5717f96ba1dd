/* report_single: the report as one HTML file.  See report_run.h. */
#include "report_run.h"

enum status report_single(struct run *run, struct report_result *r, struct err *err)
{
    (void)run;
    (void)r;
    return err_set(err, ST_FATAL, "REPORT-SINGLE", "one file is not written yet");
}
