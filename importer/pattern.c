/* pattern: PCRE2 patterns on texts of dumps, with limits.  See pattern.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "mem.h"
#include "pattern.h"

#define MATCH_LIMIT 100000 /* PCRE2's own unit: calls of its match function, or JIT's count of them */
#define JIT_STACK   ((size_t)512 << 10)

struct pattern {
    pcre2_code *code;
    bool grouped;
};

struct matcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

enum status pattern_new(struct slice text, struct pattern **out, size_t *at, struct err *err)
{
    /* Texts are UTF-8; what is not can neither match nor harm with MATCH_INVALID_UTF. */
    uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    PCRE2_SIZE where = 0;
    int code = 0;
    uint32_t groups = 0;
    PCRE2_SPTR p = text.p ? text.p : (const unsigned char *)"";
    pcre2_code *compiled = pcre2_compile(p, text.n, options, &code, &where, NULL);

    if (!compiled) {
        PCRE2_UCHAR why[200];

        pcre2_get_error_message(code, why, sizeof(why));
        *at = where;
        return err_set(err, ST_FAIL, "PROFILE-REGEX", "pattern '%.*s': %s",
                       (int)(text.n < 200 ? text.n : 200), (const char *)text.p, (const char *)why);
    }
    (void)pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE); /* without it, the slow way works too */
    (void)pcre2_pattern_info(compiled, PCRE2_INFO_CAPTURECOUNT, &groups);
    *out = mem_zero(1, sizeof(**out));
    (*out)->code = compiled;
    (*out)->grouped = groups > 0;
    return ST_OK;
}

void pattern_free(struct pattern *p)
{
    if (!p)
        return;
    pcre2_code_free(p->code);
    mem_free(p);
}

struct matcher *matcher_new(void)
{
    struct matcher *m = mem_zero(1, sizeof(*m));

    m->data = pcre2_match_data_create(2, NULL);
    m->context = pcre2_match_context_create(NULL);
    if (!m->data || !m->context)
        mem_exhausted();
    pcre2_set_match_limit(m->context, MATCH_LIMIT);
    pcre2_set_depth_limit(m->context, MATCH_LIMIT);
    m->stack = pcre2_jit_stack_create((size_t)32 << 10, JIT_STACK, NULL); /* NULL: no JIT here */
    if (m->stack)
        pcre2_jit_stack_assign(m->context, NULL, m->stack);
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    pcre2_match_data_free(m->data);
    pcre2_match_context_free(m->context);
    pcre2_jit_stack_free(m->stack);
    mem_free(m);
}

enum pattern_search pattern_find(struct matcher *m, const struct pattern *p, struct slice text, size_t *from,
                                 struct slice *found)
{
    const PCRE2_SIZE *v, *group;
    size_t n = text.n < PATTERN_MAX_TEXT ? text.n : PATTERN_MAX_TEXT;
    int rc;

    if (*from > n)
        return PATTERN_NONE;
    rc = pcre2_match(p->code, text.p ? text.p : (const unsigned char *)"", n, *from, 0, m->data, m->context);
    if (rc == PCRE2_ERROR_NOMEMORY)
        mem_exhausted();
    if (rc < 0)
        return rc == PCRE2_ERROR_NOMATCH ? PATTERN_NONE : PATTERN_LIMIT;
    v = pcre2_get_ovector_pointer(m->data);
    *from = v[1] > v[0] && v[1] > *from ? v[1] : n + 1; /* an empty match ends the search */
    *found = SLICE_NONE;
    group = p->grouped ? v + 2 : v;
    /* rc is 0 if there are more groups than we keep: the first two are there all the same */
    if (p->grouped && (rc == 1 || group[0] == PCRE2_UNSET))
        return PATTERN_FOUND;
    if (group[1] >= group[0]) /* \K could turn it around */
        *found = (struct slice){text.p + group[0], group[1] - group[0]};
    return PATTERN_FOUND;
}
