/* What libxml2 alone takes to read a file: its push parser in pieces of 1 MiB, with handlers that only
 * count.  bench_sax FILE.xml: prints elements and bytes of text. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <libxml/parser.h>

#define PIECE ((size_t)1 << 20)

struct counts {
    uint64_t elements, text;
};

static void count_element(void *to, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int n_spaces, const xmlChar **spaces, int n, int n_default,
                          const xmlChar **attributes)
{
    struct counts *c = to;

    (void)name, (void)prefix, (void)uri, (void)n_spaces, (void)spaces;
    (void)n, (void)n_default, (void)attributes;
    c->elements++;
}

static void count_text(void *to, const xmlChar *text, int n)
{
    struct counts *c = to;

    (void)text;
    c->text += (uint64_t)n;
}

int main(int argc, char **argv)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = count_element,
                             .characters = count_text,
                             .cdataBlock = count_text};
    struct counts counts = {0, 0};
    char *piece = malloc(PIECE);
    FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, &counts, NULL, 0, NULL);
    size_t n;
    int rc = 0;

    if (in == NULL || piece == NULL || parser == NULL) {
        fputs("usage: bench_sax FILE.xml\n", stderr);
        return 2;
    }
    while ((n = fread(piece, 1, PIECE, in)) > 0 && rc == 0)
        rc = xmlParseChunk(parser, piece, (int)n, 0);
    if (rc == 0)
        rc = xmlParseChunk(parser, NULL, 0, 1);
    printf("%" PRIu64 " elements, %" PRIu64 " bytes of text, code %d\n", counts.elements, counts.text, rc);
    xmlFreeParserCtxt(parser);
    fclose(in);
    free(piece);
    return rc == 0 ? 0 : 1;
}
