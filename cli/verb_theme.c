/* verb_theme: trailbook theme export. */
#include "cli.h"
#include "jsonw.h"
#include "report.h"

static int run(struct cli *cli)
{
    struct err err = ERR_INIT;
    const char *folder = cli->args.operand[0];
    uint64_t files = 0;
    struct jsonw w;
    struct buf quoted;

    if (theme_export(folder, &files, &err) != ST_OK)
        return cli_fail(cli, &err);
    if (cli_has(cli, OPT_JSON)) {
        jsonw_init(&w);
        jsonw_object(&w, NULL);
        jsonw_text(&w, "folder", folder);
        jsonw_count(&w, "files", files);
        jsonw_end(&w);
        term_bytes(&cli->term, buf_view(&w.text));
        jsonw_release(&w);
    } else if (!cli->term.quiet) {
        buf_init(&quoted, BUF_CAP);
        cli_word(&quoted, folder);
        term_show(&cli->term, folder);
        term_out(&cli->term, ": %llu files; change them and use: trailbook report --theme ",
                 (unsigned long long)files);
        term_show(&cli->term, buf_string(&quoted));
        term_out(&cli->term, " --out DIR\n");
        buf_release(&quoted);
    }
    return EXIT_DONE;
}

const struct verb verb_theme_export = {
    .name = "theme",
    .sub = "export",
    .operands = "DIR",
    .summary = "write out the report's templates, to change them",
    .examples = "  trailbook theme export my-theme\n"
                "  trailbook report --theme my-theme --out site\n",
    .about = "Writes the built-in templates, style sheet and script into a new folder.\n",
    .min = 1,
    .max = 1,
    .run = run,
};
