/* Every text once: a small number stands for it. 0 is no text. */
#ifndef PIQ__STRINGS_H
#define PIQ__STRINGS_H

#include "support/alloc.h"

typedef struct piq__string {
    const char *text; /* NUL-terminated, may hold NULs before that */
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
    piq__arena bytes;
} piq__strings;

void piq__strings_begin(piq__strings *s, const piq_allocator *a);
void piq__strings_end(piq__strings *s);
/* The number of a text, taken in if it is new; 0 when memory is out. The empty text has a number too. */
uint32_t piq__strings_take(piq__strings *s, const char *text, size_t length);
uint32_t piq__strings_find(const piq__strings *s, const char *text, size_t length); /* 0: not there */
/* The same in two steps for many texts at once: with the hashes known, memory can be asked for before it is needed. */
uint32_t piq__strings_hash(const char *text, size_t length);
uint32_t piq__strings_take_hashed(piq__strings *s, const char *text, size_t length, uint32_t hash);
uint32_t piq__strings_find_hashed(const piq__strings *s, const char *text, size_t length, uint32_t hash);
/* Room for `more` new texts. */
bool piq__strings_reserve(piq__strings *s, size_t more);
/* Asks for what looking a text up will need: step 0 its slot, 1 the item that the slot names, 2 the item's bytes. Each step wants
   the one before to have arrived, so a step goes over many texts before the next begins. */
static inline void piq__strings_expect(const piq__strings *s, uint32_t hash, unsigned step)
{
#if defined(__GNUC__)
    if (s->slot_count == 0)
        return;
    const piq__string_slot *slot = &s->slots[hash & (s->slot_count - 1)];
    if (step == 0)
        __builtin_prefetch(slot);
    else if (slot->number != 0 && step == 1)
        __builtin_prefetch(&s->items[slot->number - 1]);
    else if (slot->number != 0)
        __builtin_prefetch(s->items[slot->number - 1].text);
#else
    (void)s;
    (void)hash;
    (void)step;
#endif
}
static inline piq__string piq__strings_at(const piq__strings *s, uint32_t number)
{
    const piq__string none = {"", 0, 0};
    return number == 0 ? none : s->items[number - 1];
}

#endif
