/* term: what people see.  See term.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "phases.h"
#include "term.h"
#include "utf8.h"

#define ESC         "\033["
#define PROGRESS_NS 100000000

static const char *paint_code(enum paint p)
{
    static const char *const codes[] = {"", ESC "1m", ESC "2m", ESC "1;31m", ESC "33m", ESC "32m"};

    return codes[p];
}

void term_init(struct term *t, bool no_color)
{
    const char *no = getenv("NO_COLOR"), *kind = getenv("TERM");
    bool able = kind != NULL && kind[0] != 0 && strcmp(kind, "dumb") != 0;
    bool color = able && !no_color && (no == NULL || no[0] == 0);

    memset(t, 0, sizeof(*t));
    t->out_tty = isatty(STDOUT_FILENO);
    t->color_out = color && t->out_tty;
    t->color_err = color && isatty(STDERR_FILENO);
    t->progress = able && isatty(STDERR_FILENO);
}

const char *term_on(const struct term *t, enum paint p)
{
    return t->color_out ? paint_code(p) : "";
}

const char *term_off(const struct term *t)
{
    return t->color_out ? ESC "0m" : "";
}

static void note_failure(struct term *t, bool ok)
{
    if (ok)
        return;
    if (errno == EPIPE)
        t->gone = true;
    else if (t->failed == 0)
        t->failed = errno ? errno : EIO;
}

static void end_progress(struct term *t)
{
    if (!t->line)
        return;
    t->line = false;
    fputs("\r" ESC "K", stderr);
    fflush(stderr);
}

void term_bytes(struct term *t, struct slice s)
{
    end_progress(t);
    if (!term_takes(t) || s.n == 0)
        return;
    t->printed = true;
    errno = 0;
    note_failure(t, fwrite(s.p, 1, s.n, stdout) == s.n);
}

void term_out(struct term *t, const char *format, ...)
{
    struct buf b;
    va_list ap;

    buf_init(&b, BUF_CAP);
    va_start(ap, format);
    buf_formatv(&b, format, ap);
    va_end(ap);
    term_bytes(t, buf_view(&b));
    buf_release(&b);
}

void term_show(struct term *t, const char *text)
{
    struct buf b;

    buf_init(&b, BUF_CAP);
    term_safe(&b, slice_text(text), 0);
    term_bytes(t, buf_view(&b));
    buf_release(&b);
}

static void flush(struct term *t)
{
    if (!term_takes(t))
        return;
    errno = 0;
    note_failure(t, fflush(stdout) == 0);
}

enum status term_finish(struct term *t, struct err *err)
{
    end_progress(t);
    flush(t);
    if (!t->failed)
        return ST_OK;
    return err_set(err, ST_FATAL, "OUT-WRITE",
                   "cannot write to standard output: %s; what was printed is incomplete",
                   t->failed == EBADF ? "it is closed" : strerror(t->failed));
}

/* 0: no terminal, or one that does not tell. */
static size_t terminal_width(int fd)
{
    struct winsize size;

    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

size_t term_out_width(const struct term *t)
{
    return t->out_tty ? terminal_width(STDOUT_FILENO) : 0;
}

/* A whole line in one write, so that lines of several programs do not mix. */
static void write_line(struct term *t, struct buf *b)
{
    struct buf lines;

    end_progress(t);
    flush(t);
    buf_init(&lines, BUF_CAP);
    term_wrap(&lines, buf_view(b), 0, 4, terminal_width(STDERR_FILENO));
    buf_byte(&lines, '\n');
    fwrite(lines.p, 1, lines.n, stderr);
    fflush(stderr);
    buf_release(&lines);
}

static void message(struct term *t, enum paint paint, const char *where, const struct err *e)
{
    const char *place = e->where[0] ? e->where : where;
    const char *on = t->color_err ? paint_code(paint) : "", *off = t->color_err ? ESC "0m" : "";
    struct buf b;

    buf_init(&b, BUF_CAP);
    buf_text(&b, on);
    term_safe(&b, slice_text(place && place[0] ? place : "trailbook"), 0);
    if (e->line)
        buf_format(&b, ":%llu", (unsigned long long)e->line);
    if (e->line && e->column)
        buf_format(&b, ":%llu", (unsigned long long)e->column);
    buf_format(&b, ":%s ", off);
    term_safe(&b, slice_text(e->text), 0);
    buf_format(&b, " %s[%s]%s", t->color_err ? paint_code(PAINT_DIM) : "", e->code, off);
    write_line(t, &b);
    buf_release(&b);
}

void term_error(struct term *t, const char *where, const struct err *e)
{
    message(t, PAINT_RED, where, e);
}

void term_warn(struct term *t, const char *where, const struct err *e)
{
    if (!t->quiet)
        message(t, PAINT_YELLOW, where, e);
}

void term_alert(struct term *t, const char *where, const struct err *e)
{
    message(t, PAINT_YELLOW, where, e);
}

static void note(struct term *t, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));

static void note(struct term *t, const char *format, va_list ap)
{
    struct buf text, b;

    buf_init(&text, BUF_CAP);
    buf_init(&b, BUF_CAP);
    buf_formatv(&text, format, ap);
    term_safe(&b, buf_view(&text), 0);
    write_line(t, &b);
    buf_release(&text);
    buf_release(&b);
}

void term_note(struct term *t, const char *format, ...)
{
    va_list ap;

    if (t->quiet)
        return;
    va_start(ap, format);
    note(t, format, ap);
    va_end(ap);
}

void term_detail(struct term *t, const char *format, ...)
{
    va_list ap;

    if (!t->verbose)
        return;
    va_start(ap, format);
    note(t, format, ap);
    va_end(ap);
}

void term_usage(struct term *t, const char *text)
{
    end_progress(t);
    fputs(text, stderr);
}

bool term_progress_due(struct term *t)
{
    int64_t now;

    if (!t->progress || t->quiet)
        return false;
    now = phases_clock();
    if (now - t->progressed < PROGRESS_NS)
        return false;
    t->progressed = now;
    return true;
}

size_t term_progress_width(void)
{
    size_t width = terminal_width(STDERR_FILENO);

    return width == 0 ? 79 : width - 1;
}

void term_progress(struct term *t, const char *format, ...)
{
    struct buf text, line;
    size_t width = term_progress_width();
    va_list ap;

    if (!t->progress || t->quiet || width == 0)
        return;
    buf_init(&text, BUF_CAP);
    buf_init(&line, BUF_CAP);
    va_start(ap, format);
    buf_formatv(&text, format, ap);
    va_end(ap);
    term_safe(&line, buf_view(&text), width);
    fprintf(stderr, "\r%s" ESC "K", buf_string(&line));
    fflush(stderr);
    t->line = true;
    buf_release(&text);
    buf_release(&line);
}

/* Of text whose colours take none. */
static size_t columns_seen(struct slice s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\033') {
            n += utf8_columns((struct slice){s.p + i, 1});
            continue;
        }
        while (i + 1 < s.n && s.p[i] != 'm')
            i++;
    }
    return n;
}

/* Appends a word without colours, too wide for one line, in pieces; gives the column where it ends. */
static size_t put_pieces(struct buf *b, struct slice word, size_t at, size_t indent, size_t width)
{
    for (size_t i = 0, length; i < word.n; i += length) {
        size_t n;

        (void)utf8_at(word, i, &length);
        n = utf8_columns((struct slice){word.p + i, length});
        if (at + n > width) {
            buf_format(b, "\n%*s", (int)indent, "");
            at = indent;
        }
        buf_slice(b, (struct slice){word.p + i, length});
        at += n;
    }
    return at;
}

static void wrap(struct buf *b, struct slice text, size_t at, size_t indent, size_t width, bool cut)
{
    bool first = true;

    if (width < indent + 20) {
        buf_slice(b, text);
        return;
    }
    while (text.n > 0) {
        const unsigned char *blank = memchr(text.p, ' ', text.n);
        struct slice word = {text.p, blank ? (size_t)(blank - text.p) : text.n};
        size_t n = columns_seen(word);
        bool pieces = cut && n > width - indent && memchr(word.p, '\033', word.n) == NULL;

        if (!first && !pieces && at + 1 + n > width) {
            buf_format(b, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            buf_byte(b, ' ');
            at++;
        }
        if (pieces) {
            at = put_pieces(b, word, at, indent, width);
        } else {
            buf_slice(b, word);
            at += n;
        }
        first = false;
        text.p += word.n + (blank != NULL);
        text.n -= word.n + (blank != NULL);
    }
}

void term_wrap(struct buf *b, struct slice text, size_t at, size_t indent, size_t width)
{
    wrap(b, text, at, indent, width, false);
}

void term_lines(struct term *t, struct slice text, size_t indent)
{
    size_t width = term_out_width(t);
    struct buf b;

    if (width == 0) {
        term_bytes(t, text);
        return;
    }
    buf_init(&b, BUF_CAP);
    while (text.n > 0) {
        const unsigned char *end = memchr(text.p, '\n', text.n);
        struct slice line = {text.p, end ? (size_t)(end - text.p) : text.n};

        wrap(&b, line, 0, indent, width, true);
        buf_text(&b, end ? "\n" : "");
        text.p += line.n + (end != NULL);
        text.n -= line.n + (end != NULL);
    }
    term_bytes(t, buf_view(&b));
    buf_release(&b);
}
