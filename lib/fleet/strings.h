/* Every text once: a small number stands for it. 0 is no text. */
#ifndef PIQ__STRINGS_H
#define PIQ__STRINGS_H

#include "support/alloc.h"

typedef struct piq__string {
    const char *text; /* NUL-terminated, may hold NULs before that */
    uint32_t length, hash;
} piq__string;

typedef struct piq__strings {
    piq__string *items; /* number n is items[n-1] */
    uint32_t *slots;
    size_t count, capacity, slot_count;
    piq__arena bytes;
} piq__strings;

void piq__strings_begin(piq__strings *s, const piq_allocator *a);
void piq__strings_end(piq__strings *s);
/* The number of a text, taken in if it is new; 0 when memory is out. The empty text has a number too. */
uint32_t piq__strings_take(piq__strings *s, const char *text, size_t length);
uint32_t piq__strings_find(const piq__strings *s, const char *text, size_t length); /* 0: not there */
static inline piq__string piq__strings_at(const piq__strings *s, uint32_t number)
{
    const piq__string none = {"", 0, 0};
    return number == 0 ? none : s->items[number - 1];
}

#endif
