/* CSV for people and for programs: quoting, the formula guard and its inverse. */
#include "csv_out.h"
#include "harness.h"

static enum status keep(void *ctx, struct slice bytes, struct err *err)
{
    (void)err;
    buf_slice(ctx, bytes);
    return ST_OK;
}

static enum status refuse(void *ctx, struct slice bytes, struct err *err)
{
    (void)ctx;
    (void)bytes;
    return err_set(err, ST_FATAL, "FILE-WRITE", "full");
}

static void check_rows(enum csv_mode mode, const char *want)
{
    static const char *const cells[] = {"plain", "a,b", "say \"hi\"", "two\nlines", " blank", "",
                                        "=1+1",  "+1",  "-1",         "@x",         "\tx",    "\rx",
                                        "'=x",   "''",  "'x",         "'"};
    struct csv_out o;
    struct buf out;
    struct err err = ERR_INIT;

    buf_init(&out, BUF_CAP);
    csv_out_init(&o, mode, keep, &out);
    for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
        csv_out_text(&o, cells[i]);
    CHECK_INT(csv_out_row(&o, &err), ST_OK);
    csv_out_text(&o, NULL);
    CHECK_INT(csv_out_row(&o, &err), ST_OK);
    csv_out_int(&o, INT64_MIN);
    csv_out_int(&o, 0);
    CHECK_INT(csv_out_row(&o, &err), ST_OK);
    CHECK_INT(csv_out_flush(&o, &err), ST_OK);
    CHECK_SLICE(buf_view(&out), want);
    csv_out_release(&o);
    buf_release(&out);
}

/* The cell as it was before the guard. */
static struct slice unguarded(struct slice cell)
{
    struct slice rest = {cell.p + 1, cell.n - 1};

    return cell.n > 1 && cell.p[0] == '\'' && csv_needs_guard(rest) ? rest : cell;
}

/* Every cell of up to five of the characters that matter comes back, and none is a formula. */
static void check_inverse(void)
{
    static const char alphabet[] = "'=+-@\t\rx\"";
    const unsigned base = sizeof(alphabet);
    struct csv_out o;
    struct buf guarded;
    unsigned wrong = 0, live = 0;

    buf_init(&guarded, BUF_CAP);
    for (unsigned long code = 0; code < 100000; code++) {
        unsigned char text[8];
        struct slice cell = {text, 0}, back;

        for (unsigned long c = code; c > 0; c /= base)
            if (c % base > 0)
                text[cell.n++] = (unsigned char)alphabet[c % base - 1];
        buf_clear(&guarded);
        if (csv_needs_guard(cell))
            buf_byte(&guarded, '\'');
        buf_slice(&guarded, cell);
        back = unguarded(buf_view(&guarded));
        wrong += !slice_equal(back, cell);
        live += guarded.n > 0 && strchr("=+-@\t\r", guarded.p[0]) != NULL;
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(live, 0);
    csv_out_init(&o, CSV_VERBATIM, refuse, NULL);
    csv_out_release(&o);
    buf_release(&guarded);
}

static void check_full(void)
{
    struct csv_out o;
    struct err err = ERR_INIT;
    enum status st = ST_OK;
    size_t rows = 0;

    csv_out_init(&o, CSV_GUARDED, refuse, NULL);
    while (st == ST_OK && rows++ < 100000) {
        csv_out_text(&o, "0123456789");
        st = csv_out_row(&o, &err);
    }
    CHECK_INT(st, ST_FATAL);
    CHECK(strcmp(err.code, "FILE-WRITE") == 0 && rows > 100 && rows < 10000);
    csv_out_release(&o);
}

int main(void)
{
    check_rows(CSV_GUARDED, "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\" blank\",,'=1+1,'+1,'-1,'@x,"
                            "\"'\tx\",\"'\rx\",''=x,''',"
                            "'x,'\r\n\"\"\r\n'-9223372036854775808,0\r\n");
    check_rows(CSV_VERBATIM, "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\" blank\",,=1+1,+1,-1,@x,"
                             "\"\tx\",\"\rx\",'=x,'',"
                             "'x,'\r\n\"\"\r\n-9223372036854775808,0\r\n");
    check_inverse();
    check_full();
    return harness_end();
}
