#include "fleet/strings.h"

#define STRINGS_MOST (UINT32_MAX / 4)

void piq__strings_begin(piq__strings *s, const piq_allocator *a)
{
    memset(s, 0, sizeof *s);
    piq__arena_begin(&s->bytes, a);
}

void piq__strings_end(piq__strings *s)
{
    const piq_allocator *a = s->bytes.allocator;
    piq__release(a, s->items, s->capacity * sizeof *s->items);
    piq__release(a, s->slots, s->slot_count * sizeof *s->slots);
    piq__arena_end(&s->bytes);
}

static uint64_t strings_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

/* Little-endian by construction, so that nothing of a run depends on the machine. */
static uint64_t strings_word(const char *text, size_t length)
{
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++)
        word |= (uint64_t)(unsigned char)text[i] << (8 * i);
    return word;
}

static uint32_t strings_hash(const char *text, size_t length)
{
    uint64_t hash = strings_mix(UINT64_C(0x2545F4914F6CDD1D), length);
    size_t i = 0;
    for (; i + 8 <= length; i += 8)
        hash = strings_mix(hash, strings_word(text + i, 8));
    hash = strings_mix(hash, strings_word(text + i, length - i));
    hash = strings_mix(hash, hash >> 32);
    return (uint32_t)(hash >> 32);
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t strings_slot(const piq__strings *s, const char *text, size_t length, uint32_t hash)
{
    size_t slot = hash & (s->slot_count - 1);
    while (s->slots[slot] != 0) {
        const piq__string *item = &s->items[s->slots[slot] - 1];
        if (item->hash == hash && item->length == length && memcmp(item->text, text, length) == 0)
            break;
        slot = (slot + 1) & (s->slot_count - 1);
    }
    return slot;
}

static bool strings_widen(piq__strings *s)
{
    if (s->count < s->slot_count - s->slot_count / 4)
        return true;
    size_t wider = s->slot_count == 0 ? 64 : s->slot_count * 2;
    uint32_t *slots = piq__alloc_zero(s->bytes.allocator, wider, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < s->count; i++) {
        size_t slot = s->items[i].hash & (wider - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (wider - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    piq__release(s->bytes.allocator, s->slots, s->slot_count * sizeof *s->slots);
    s->slots = slots;
    s->slot_count = wider;
    return true;
}

uint32_t piq__strings_find(const piq__strings *s, const char *text, size_t length)
{
    if (s->slot_count == 0)
        return 0;
    return s->slots[strings_slot(s, text, length, strings_hash(text, length))];
}

static char *strings_keep(piq__strings *s, const char *text, size_t length)
{
    char *copy = piq__arena_take_bytes(&s->bytes, length + 1);
    if (copy == NULL)
        return NULL;
    if (length != 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

uint32_t piq__strings_take(piq__strings *s, const char *text, size_t length)
{
    if (length > UINT32_MAX - 1 || s->count >= STRINGS_MOST)
        return 0;
    if (!strings_widen(s))
        return 0;
    uint32_t hash = strings_hash(text, length);
    size_t slot = strings_slot(s, text, length, hash);
    if (s->slots[slot] != 0)
        return s->slots[slot];
    if (!piq__grow(s->bytes.allocator, (void **)&s->items, &s->capacity, s->count + 1, sizeof *s->items))
        return 0;
    char *copy = strings_keep(s, text, length);
    if (copy == NULL)
        return 0;
    const piq__string item = {copy, (uint32_t)length, hash};
    s->items[s->count++] = item;
    s->slots[slot] = (uint32_t)s->count;
    return (uint32_t)s->count;
}
