#include "consolidation/labels.h"

#define LABELS_BY_NUMBER UINT64_C(0x8000000000000000) /* keys of names; without it keys of the planner's labels */

void piq__labels_begin(piq__labels *l, const piq_allocator *a)
{
    memset(l, 0, sizeof *l);
    l->allocator = a;
}

void piq__labels_end(piq__labels *l) { piq__release(l->allocator, l->slots, l->slot_count * sizeof *l->slots); }

static piq__label_slot *labels_slot(const piq__labels *l, uint64_t key)
{
    size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (l->slot_count - 1);
    while (l->slots[at].key != 0 && l->slots[at].key != key)
        at = (at + 1) & (l->slot_count - 1);
    return &l->slots[at];
}

static piq__label_slot *labels_take(piq__labels *l, uint64_t key)
{
    if ((l->count + 1) * 2 > l->slot_count) {
        piq__labels wider = *l;
        wider.slot_count = l->slot_count == 0 ? 64 : l->slot_count * 2;
        wider.slots = piq__alloc_zero(l->allocator, wider.slot_count, sizeof *wider.slots);
        if (wider.slots == NULL)
            return NULL;
        for (size_t i = 0; i < l->slot_count; i++)
            if (l->slots[i].key != 0)
                *labels_slot(&wider, l->slots[i].key) = l->slots[i];
        piq__labels_end(l);
        *l = wider;
    }
    piq__label_slot *slot = labels_slot(l, key);
    l->count += slot->key == 0 ? 1 : 0;
    slot->key = key;
    return slot;
}

static uint64_t labels_key(uint32_t node, uint32_t number) { return ((uint64_t)node << 31 | (number & 0x7FFFFFFFu)) + 1; }

static bool labels_count(piq__labels *l, uint32_t node, uint32_t number, int64_t parts)
{
    piq__label_slot *slot = labels_take(l, labels_key(node, number) | LABELS_BY_NUMBER);
    if (slot == NULL)
        return false;
    slot->parts += parts;
    return true;
}

/* A caller's label stands in the way only when it looks like a number that could be made up. */
bool piq__labels_named(piq__labels *l, uint32_t node, const char *text, size_t length, int64_t parts)
{
    uint32_t number = 0;
    if (length == 0 || length > 9 || (text[0] == '0' && length > 1))
        return true;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return true;
        number = number * 10 + (uint32_t)(text[i] - '0');
    }
    return labels_count(l, node, number, parts);
}

static bool labels_is_free(const piq__labels *l, uint32_t node, uint32_t number)
{
    return labels_slot(l, labels_key(node, number) | LABELS_BY_NUMBER)->parts <= 0;
}

bool piq__labels_fresh(piq__labels *l, uint32_t node, uint32_t label, int64_t parts, uint32_t *name)
{
    piq__label_slot *slot = labels_take(l, labels_key(node, label));
    if (slot == NULL)
        return false;
    if (slot->parts == 0)
        for (slot->number = 0; !labels_is_free(l, node, slot->number);)
            slot->number++;
    slot->parts += parts;
    *name = slot->number;
    return labels_count(l, node, *name, parts);
}
