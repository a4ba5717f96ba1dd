/* cli: what the verbs share.  See cli.h. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "jsonw.h"
#include "stamp.h"
#include "stop.h"

static int exit_of(const struct err *err)
{
    if (strcmp(err->code, "IMPORT-STOPPED") == 0)
        return stop_status();
    if (strncmp(err->code, "USAGE-", 6) == 0)
        return EXIT_USAGE;
    if (strcmp(err->code, "STORE-LOCKED") == 0 || strcmp(err->code, "FILE-LOCKED") == 0)
        return EXIT_LOCKED;
    return EXIT_FAILED;
}

void cli_error_json(struct jsonw *w, const char *name, const struct err *err)
{
    jsonw_object(w, name);
    jsonw_text(w, "code", err->code);
    jsonw_text(w, "message", err->text);
    if (err->where[0])
        jsonw_text(w, "file", err->where);
    if (err->line)
        jsonw_count(w, "line", err->line);
    if (err->line && err->column)
        jsonw_count(w, "column", err->column);
    jsonw_count(w, "exit", (uint64_t)exit_of(err));
    jsonw_end(w);
}

void cli_json_end(struct cli *cli, struct jsonw *w, enum status st, const struct err *err)
{
    jsonw_end(w);
    if (st != ST_OK)
        cli_error_json(w, "error", err);
    jsonw_end(w);
    term_bytes(&cli->term, buf_view(&w->text));
    jsonw_release(w);
}

int cli_fail(struct cli *cli, const struct err *err)
{
    struct jsonw w;

    assert(err->code[0] != 0); /* else ST_END, or nothing, was taken for a failure */
    term_error(&cli->term, NULL, err);
    if (cli->json && !cli->term.printed) {
        jsonw_init(&w);
        jsonw_object(&w, NULL);
        cli_error_json(&w, "error", err);
        jsonw_end(&w);
        term_bytes(&cli->term, buf_view(&w.text));
        jsonw_release(&w);
    }
    return exit_of(err);
}

const char *cli_store_path(const struct cli *cli)
{
    const char *env = getenv("TRAILBOOK_DB");

    if (cli_has(cli, OPT_DB))
        return cli->args.value[OPT_DB];
    return env != NULL && env[0] != 0 ? env : "trailbook.db";
}

/* Bare where no shell acts on it. */
void cli_word(struct buf *b, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";

    if (word[0] != 0 && word[strspn(word, plain)] == 0) {
        buf_text(b, word);
        return;
    }
    buf_byte(b, '\'');
    for (; *word != 0; word++) {
        if (*word == '\'')
            buf_text(b, "'\\'");
        buf_byte(b, (unsigned char)*word);
    }
    buf_byte(b, '\'');
}

void cli_command(const struct cli *cli, struct buf *b, const char *words)
{
    buf_format(b, "trailbook %s", words);
    if (!cli_has(cli, OPT_DB))
        return;
    buf_text(b, " --db ");
    cli_word(b, cli->args.value[OPT_DB]);
}

enum status cli_store_read(struct cli *cli, struct store **out, struct err *err)
{
    return store_open(cli_store_path(cli), STORE_READ, out, err);
}

enum status cli_store_write(struct cli *cli, struct store **out, struct err *err)
{
    return store_open(cli_store_path(cli), cli_has(cli, OPT_DRY_RUN) ? STORE_TRY : STORE_WRITE, out, err);
}

enum status cli_time(const struct cli *cli, enum opt o, int64_t *at, struct err *err)
{
    if (stamp_argument(cli->args.value[o], at))
        return ST_OK;
    return err_set(err, ST_FAIL, "USAGE-VALUE",
                   "'%s' is not a time; write 2026-01-31 or 2026-01-31T09:00:00Z", cli->args.value[o]);
}

enum status cli_window(const struct cli *cli, const char **out, struct err *err)
{
    int64_t from, to;

    *out = cli->args.value[OPT_WINDOW];
    if (stamp_window(*out, NULL, &from, &to))
        return ST_OK;
    return err_set(err, ST_FAIL, "USAGE-VALUE",
                   "'%s' is not a window; write --window 2026-01-01/2026-02-01, whose end is not part of it",
                   *out);
}

int64_t cli_now(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    struct timespec t;
    int64_t seconds;

    if (epoch != NULL && slice_int(slice_text(epoch), &seconds) && seconds >= 0 &&
        seconds < INT64_MAX / STAMP_SECOND)
        return seconds * STAMP_SECOND;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * STAMP_SECOND + t.tv_nsec;
}
