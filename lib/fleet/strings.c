#include "fleet/strings.h"

#include "support/error.h"
#include "support/load.h"
#include "support/text.h"

#define STRINGS_MOST (UINT32_MAX / 4)
#define STRINGS_SLOTS 128     /* of one hash in a row; a search that finds all of them taken goes on in the crowd */
#define STRINGS_CROWDED SIZE_MAX
#define STRINGS_AHEAD 16 /* texts whose slots are asked for before they are needed */

#if defined(__GNUC__)
#define STRINGS_FETCH(at) __builtin_prefetch(at)
#else
#define STRINGS_FETCH(at) (void)(at)
#endif

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
    piq__tree_end(&s->crowd, a);
    piq__arena_end(&s->bytes);
}

static uint64_t strings_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

/* The last `rest` bytes of a text, up to 7 of them. */
static uint64_t strings_tail(const char *text, size_t length, size_t rest)
{
    uint64_t word = 0;
    if (rest != 0 && length >= 8)
        return piq__load_eight(text + length - 8) >> (8 * (8 - rest));
    for (size_t i = 0; i < rest; i++)
        word |= (uint64_t)(unsigned char)text[length - rest + i] << (8 * i);
    return word;
}

static uint32_t strings_hash(const char *text, size_t length)
{
    if (length > PIQ__TEXT_LONGEST)
        return 0; /* there is no such text, and perhaps not as much memory */
    uint64_t hash = strings_mix(UINT64_C(0x2545F4914F6CDD1D), length);
    size_t i = 0;
    for (; i + 8 <= length; i += 8)
        hash = strings_mix(hash, piq__load_eight(text + i));
    hash = strings_mix(hash, strings_tail(text, length, length - i));
    hash = strings_mix(hash, hash >> 32);
    return (uint32_t)(hash >> 32);
}

static bool strings_are(const piq__string *item, const char *text, size_t length)
{
    return item->length == length && memcmp(item->text, text, length) == 0;
}

/* The slot that holds the text, the free one where it belongs, or STRINGS_CROWDED. */
static size_t strings_slot(const piq__strings *s, const char *text, size_t length, uint32_t hash)
{
    size_t slot = hash & (s->slot_count - 1);
    for (unsigned tried = 0; tried < STRINGS_SLOTS; tried++, slot = (slot + 1) & (s->slot_count - 1)) {
        if (s->slots[slot].number == 0)
            return slot;
        if (s->slots[slot].hash != hash)
            continue;
        if (strings_are(&s->items[s->slots[slot].number - 1], text, length))
            return slot;
    }
    return STRINGS_CROWDED;
}

static int strings_compare(const void *items, const void *key, uint32_t number)
{
    const piq__string *item = (const piq__string *)items + number - 1;
    const piq__asked *asked = key;
    if (asked->length != item->length)
        return asked->length < item->length ? -1 : 1;
    return memcmp(asked->text, item->text, asked->length);
}

/* Puts an item that is in no slot yet into one, or into the crowd. */
static bool strings_settle(piq__strings *s, uint32_t number)
{
    const piq__string *item = &s->items[number - 1];
    const piq__string_slot filled = {item->hash, number};
    const piq__asked asked = {item->text, item->length, item->hash, 0};
    const size_t slot = strings_slot(s, item->text, item->length, item->hash);
    if (slot != STRINGS_CROWDED) {
        s->slots[slot] = filled;
        return true;
    }
    if (!piq__tree_room(&s->crowd, s->bytes.allocator, 1))
        return false;
    piq__tree_add(&s->crowd, strings_compare, s->items, &asked, number);
    return true;
}

static bool strings_widen(piq__strings *s, size_t wider)
{
    piq__strings fresh = *s;
    memset(&fresh.crowd, 0, sizeof fresh.crowd);
    fresh.slots = piq__alloc_zero(s->bytes.allocator, wider, sizeof *fresh.slots);
    fresh.slot_count = wider;
    bool good = fresh.slots != NULL;
    for (size_t i = 0; i < s->count && good; i++) {
        if (s->count - i > STRINGS_AHEAD)
            STRINGS_FETCH(&fresh.slots[s->items[i + STRINGS_AHEAD].hash & (wider - 1)]);
        good = strings_settle(&fresh, (uint32_t)i + 1);
    }
    piq__strings *gone = good ? s : &fresh;
    piq__release(s->bytes.allocator, gone->slots, gone->slot_count * sizeof *gone->slots);
    piq__tree_end(&gone->crowd, s->bytes.allocator);
    if (good)
        *s = fresh;
    return good;
}

static bool strings_room(piq__strings *s, size_t count)
{
    if (count < s->slot_count - s->slot_count / 4)
        return true;
    size_t wider = s->slot_count == 0 ? 64 : s->slot_count;
    while (count >= wider - wider / 4)
        wider *= 2;
    return strings_widen(s, wider);
}

bool piq__strings_reserve(piq__strings *s, size_t more)
{
    if (more > STRINGS_MOST - s->count)
        more = STRINGS_MOST - s->count;
    return strings_room(s, s->count + more) &&
           piq__grow(s->bytes.allocator, (void **)&s->items, &s->capacity, s->count + more, sizeof *s->items);
}

piq__asked piq__ask(const char *text, size_t length)
{
    const piq__asked asked = {text, length, strings_hash(text, length), 0};
    return asked;
}

/* Its number, or 0; *slot is then where it belongs. */
static uint32_t strings_known(const piq__strings *s, const piq__asked *asked, size_t *slot)
{
    if (asked->likely != 0 && strings_are(&s->items[asked->likely - 1], asked->text, asked->length))
        return asked->likely;
    if (s->slot_count == 0)
        return 0;
    *slot = strings_slot(s, asked->text, asked->length, asked->hash);
    return *slot != STRINGS_CROWDED ? s->slots[*slot].number : piq__tree_find(&s->crowd, strings_compare, s->items, asked);
}

uint32_t piq__strings_find_asked(const piq__strings *s, const piq__asked *asked)
{
    size_t slot;
    return strings_known(s, asked, &slot);
}

uint32_t piq__strings_find(const piq__strings *s, const char *text, size_t length)
{
    const piq__asked asked = piq__ask(text, length);
    return piq__strings_find_asked(s, &asked);
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

/* A new text; the slot is where it belongs. */
static uint32_t strings_add(piq__strings *s, size_t slot, const piq__asked *asked)
{
    const piq_allocator *a = s->bytes.allocator;
    if ((s->count == s->capacity && !piq__grow(a, (void **)&s->items, &s->capacity, s->count + 1, sizeof *s->items)) ||
        (slot == STRINGS_CROWDED && !piq__tree_room(&s->crowd, a, 1)))
        return 0;
    char *copy = strings_keep(s, asked->text, asked->length);
    if (copy == NULL)
        return 0;
    const piq__string item = {copy, (uint32_t)asked->length, asked->hash};
    s->items[s->count++] = item;
    const piq__string_slot filled = {asked->hash, (uint32_t)s->count};
    if (slot == STRINGS_CROWDED)
        piq__tree_add(&s->crowd, strings_compare, s->items, asked, filled.number);
    else
        s->slots[slot] = filled;
    return filled.number;
}

/* A text that is not there yet, whose slot would be that one if the table does not have to grow. */
static uint32_t strings_take_new(piq__strings *s, const piq__asked *asked, size_t slot)
{
    const size_t slots = s->slot_count;
    if (s->count >= STRINGS_MOST || !strings_room(s, s->count))
        return 0;
    if (s->slot_count != slots)
        slot = strings_slot(s, asked->text, asked->length, asked->hash);
    return strings_add(s, slot, asked);
}

uint32_t piq__strings_take(piq__strings *s, const char *text, size_t length)
{
    const piq__asked asked = piq__ask(text, length);
    size_t slot = 0;
    const uint32_t number = strings_known(s, &asked, &slot);
    return number != 0 ? number : strings_take_new(s, &asked, slot);
}

uint32_t piq__strings_take_valid(piq__strings *s, const piq__asked *asked, bool *valid)
{
    size_t slot = 0;
    const uint32_t number = strings_known(s, asked, &slot);
    *valid = number != 0 || piq__text_fault(asked->text, asked->length) == NULL;
    return number != 0 || !*valid ? number : strings_take_new(s, asked, slot);
}

piq_status piq__strings_fail(const piq__strings *s, piq_error *error)
{
    if (s->count >= STRINGS_MOST)
        return piq__fail(error, PIQ_E_LIMIT, "a fleet holds at most 1073741823 different texts");
    return piq__fail_memory(error);
}

/* ---- many at once ---- */

static uint32_t strings_likely(const piq__strings *s, uint32_t hash)
{
    size_t slot = hash & (s->slot_count - 1);
    for (unsigned tried = 0; tried < STRINGS_SLOTS; tried++, slot = (slot + 1) & (s->slot_count - 1))
        if (s->slots[slot].number == 0 || s->slots[slot].hash == hash)
            return s->slots[slot].number;
    return 0;
}

/* First for the slots, then for the items that they name, then for the items' bytes: each step wants the one before to have arrived,
   so it goes over all texts before the next begins. */
void piq__strings_expect(const piq__strings *s, piq__asked *asked, size_t count, bool known)
{
    const bool any = s->slot_count != 0;
    for (size_t i = 0; i < count; i++) {
        asked[i].likely = 0;
        asked[i].hash = asked[i].text == NULL ? 0 : strings_hash(asked[i].text, asked[i].length);
        if (any)
            STRINGS_FETCH(&s->slots[asked[i].hash & (s->slot_count - 1)]);
    }
    for (size_t i = 0; any && known && i < count; i++)
        if (asked[i].text != NULL && (asked[i].likely = strings_likely(s, asked[i].hash)) != 0)
            STRINGS_FETCH(&s->items[asked[i].likely - 1]);
    for (size_t i = 0; any && known && i < count; i++)
        if (asked[i].likely != 0)
            STRINGS_FETCH(s->items[asked[i].likely - 1].text);
}
