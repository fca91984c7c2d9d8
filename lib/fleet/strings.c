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
static uint64_t strings_eight(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return word;
#else
    word = 0;
    for (size_t i = 0; i < 8; i++)
        word |= (uint64_t)(unsigned char)text[i] << (8 * i);
    return word;
#endif
}

/* The last `rest` bytes of a text, up to 7 of them. */
static uint64_t strings_tail(const char *text, size_t length, size_t rest)
{
    uint64_t word = 0;
    if (rest != 0 && length >= 8)
        return strings_eight(text + length - 8) >> (8 * (8 - rest));
    for (size_t i = 0; i < rest; i++)
        word |= (uint64_t)(unsigned char)text[length - rest + i] << (8 * i);
    return word;
}

uint32_t piq__strings_hash(const char *text, size_t length)
{
    uint64_t hash = strings_mix(UINT64_C(0x2545F4914F6CDD1D), length);
    size_t i = 0;
    for (; i + 8 <= length; i += 8)
        hash = strings_mix(hash, strings_eight(text + i));
    hash = strings_mix(hash, strings_tail(text, length, length - i));
    hash = strings_mix(hash, hash >> 32);
    return (uint32_t)(hash >> 32);
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t strings_slot(const piq__strings *s, const char *text, size_t length, uint32_t hash)
{
    size_t slot = hash & (s->slot_count - 1);
    for (; s->slots[slot].number != 0; slot = (slot + 1) & (s->slot_count - 1)) {
        if (s->slots[slot].hash != hash)
            continue;
        const piq__string *item = &s->items[s->slots[slot].number - 1];
        if (item->length == length && memcmp(item->text, text, length) == 0)
            break;
    }
    return slot;
}

static bool strings_widen(piq__strings *s, size_t wider)
{
    piq__string_slot *slots = piq__alloc_zero(s->bytes.allocator, wider, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < s->count; i++) {
        const piq__string_slot filled = {s->items[i].hash, (uint32_t)i + 1};
        size_t slot = filled.hash & (wider - 1);
        while (slots[slot].number != 0)
            slot = (slot + 1) & (wider - 1);
        slots[slot] = filled;
    }
    piq__release(s->bytes.allocator, s->slots, s->slot_count * sizeof *s->slots);
    s->slots = slots;
    s->slot_count = wider;
    return true;
}

static bool strings_room(piq__strings *s, size_t count)
{
    size_t wider = s->slot_count == 0 ? 64 : s->slot_count;
    while (count >= wider - wider / 4)
        wider *= 2;
    return wider == s->slot_count || strings_widen(s, wider);
}

bool piq__strings_reserve(piq__strings *s, size_t more)
{
    if (more > STRINGS_MOST - s->count)
        return false;
    return strings_room(s, s->count + more) &&
           piq__grow(s->bytes.allocator, (void **)&s->items, &s->capacity, s->count + more, sizeof *s->items);
}

uint32_t piq__strings_find_hashed(const piq__strings *s, const char *text, size_t length, uint32_t hash)
{
    return s->slot_count == 0 ? 0 : s->slots[strings_slot(s, text, length, hash)].number;
}

uint32_t piq__strings_find(const piq__strings *s, const char *text, size_t length)
{
    return piq__strings_find_hashed(s, text, length, piq__strings_hash(text, length));
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

uint32_t piq__strings_take_hashed(piq__strings *s, const char *text, size_t length, uint32_t hash)
{
    if (length > UINT32_MAX - 1 || s->count >= STRINGS_MOST)
        return 0;
    if (!strings_room(s, s->count))
        return 0;
    size_t slot = strings_slot(s, text, length, hash);
    if (s->slots[slot].number != 0)
        return s->slots[slot].number;
    if (!piq__grow(s->bytes.allocator, (void **)&s->items, &s->capacity, s->count + 1, sizeof *s->items))
        return 0;
    char *copy = strings_keep(s, text, length);
    if (copy == NULL)
        return 0;
    const piq__string item = {copy, (uint32_t)length, hash};
    s->items[s->count++] = item;
    const piq__string_slot filled = {hash, (uint32_t)s->count};
    s->slots[slot] = filled;
    return (uint32_t)s->count;
}

uint32_t piq__strings_take(piq__strings *s, const char *text, size_t length)
{
    return piq__strings_take_hashed(s, text, length, piq__strings_hash(text, length));
}
