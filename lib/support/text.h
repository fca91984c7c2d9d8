/* A sentence built piece by piece in a fixed buffer: what does not fit is cut at a character, the end is always a NUL. */
#ifndef PIQ__TEXT_H
#define PIQ__TEXT_H

#include "support/base.h"

typedef struct piq__text {
    char *out; /* may be NULL when size is 0 */
    size_t size;
    size_t length; /* what the whole would take, without the NUL */
} piq__text;

static inline piq__text piq__text_in(char *out, size_t size)
{
    piq__text t = {out, size, 0};
    if (size != 0)
        out[0] = '\0';
    return t;
}
void piq__put(piq__text *t, const char *words);
void piq__put_bytes(piq__text *t, const char *bytes, size_t length);
void piq__put_number(piq__text *t, double value);
/* A number from 0 on, rounded to at most `digits` (0 to 6) decimals, for people; trailing zeros dropped. */
void piq__put_rounded(piq__text *t, double value, unsigned digits);
/* A name from the caller in double quotes, cut after 64 bytes. */
void piq__put_quoted(piq__text *t, const char *bytes, size_t length);

bool piq__utf8_valid(const char *bytes, size_t length);

/* Bytes of a name or a label at most: their number is kept in 32 bits. */
#define PIQ__TEXT_LONGEST (UINT32_MAX - 1)
/* What keeps the bytes from being a name or a label, as the end of a sentence; NULL: nothing does. A NUL would cut whatever is
   handed out as a string, and two names that differ behind it would read the same on a bill. One that is too long is not read. */
const char *piq__text_fault(const char *bytes, size_t length);
/* The status that goes with it. */
static inline piq_status piq__text_status(size_t length) { return length > PIQ__TEXT_LONGEST ? PIQ_E_LIMIT : PIQ_E_VALUE; }

#endif
