/* Every text once: a small number stands for it. 0 is no text. */
#ifndef PIQ__STRINGS_H
#define PIQ__STRINGS_H

#include "support/tree.h"

typedef struct piq__string {
    const char *text; /* NUL-terminated */
    uint32_t length, hash;
} piq__string;

/* The hash stands here too, so that a text is looked at only when it is most likely the one that is sought. */
typedef struct piq__string_slot {
    uint32_t hash, number; /* number 0: free */
} piq__string_slot;

typedef struct piq__strings {
    piq__string *items; /* number n is items[n-1] */
    piq__string_slot *slots;
    size_t count, capacity, slot_count;
    piq__tree crowd; /* texts whose slots were all taken: with some luck none, with ill will many */
    piq__arena bytes;
} piq__strings;

void piq__strings_begin(piq__strings *s, const piq_allocator *a);
void piq__strings_end(piq__strings *s);
/* The number of a text, taken in if it is new; 0 when memory is out. The empty text has a number too. */
uint32_t piq__strings_take(piq__strings *s, const char *text, size_t length);
uint32_t piq__strings_find(const piq__strings *s, const char *text, size_t length); /* 0: not there */
/* Why a text was not taken that could have been: memory is out, or there are as many as there can be. */
piq_status piq__strings_fail(const piq__strings *s, piq_error *error);
/* Room for `more` new texts, or for as many as there can be. */
bool piq__strings_reserve(piq__strings *s, size_t more);

/* A text to be looked up among others: with the hashes of all of them known, memory is asked for before it is needed. */
typedef struct piq__asked {
    const char *text; /* NULL: none */
    size_t length;
    uint32_t hash;
    uint32_t likely; /* number of the first text with this hash when it was asked for, 0: none or not asked */
} piq__asked;
piq__asked piq__ask(const char *text, size_t length);
/* Fills in the hashes; a few hundred at a time, so that all is still in the cache when it is used. `known`: the texts are likely to be there, so that their own bytes will be looked at. */
void piq__strings_expect(const piq__strings *s, piq__asked *asked, size_t count, bool known);
uint32_t piq__strings_find_asked(const piq__strings *s, const piq__asked *asked);
/* As taking, but a new text in which piq__text_fault finds something is not taken: then *valid is false. */
uint32_t piq__strings_take_valid(piq__strings *s, const piq__asked *asked, bool *valid);

static inline piq__string piq__strings_at(const piq__strings *s, uint32_t number)
{
    const piq__string none = {"", 0, 0};
    return number == 0 ? none : s->items[number - 1];
}

/* Byte by byte; of two that begin alike the shorter is first. */
static inline int piq__string_order(piq__string a, piq__string b)
{
    const int order = memcmp(a.text, b.text, a.length < b.length ? a.length : b.length);
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

#endif
