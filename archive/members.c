/* members: JSON objects, member by member.  See members.h. */
#include "entry.h"
#include "members.h"
#include "stamp.h"

void members_name(struct buf *b, const char *name)
{
    buf_byte(b, b->n == 0 || b->p[b->n - 1] == '\n' ? '{' : ',');
    entry_string(b, slice_text(name));
    buf_byte(b, ':');
}

void members_text(struct buf *b, const char *name, struct slice text)
{
    members_name(b, name);
    entry_string(b, text);
}

void members_number(struct buf *b, const char *name, uint64_t n)
{
    members_name(b, name);
    buf_int(b, (int64_t)n);
}

void members_hex(struct buf *b, const char *name, const unsigned char *p, size_t n)
{
    members_name(b, name);
    buf_byte(b, '"');
    buf_hex(b, p, n);
    buf_byte(b, '"');
}

void members_time(struct buf *b, const char *name, int64_t at)
{
    members_name(b, name);
    if (at == STAMP_UNKNOWN) {
        buf_text(b, "null");
        return;
    }
    buf_byte(b, '"');
    stamp_write(b, at, at % STAMP_SECOND == 0 ? STAMP_RES_S : STAMP_RES_NS);
    buf_byte(b, '"');
}
