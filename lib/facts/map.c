#include "facts/world.h"

static size_t map_slot(const piq__map *map, uint32_t key)
{
    size_t slot = (size_t)(key * UINT32_C(2654435761)) & (map->slots - 1);
    while (map->keys[slot] != 0 && map->keys[slot] != key)
        slot = (slot + 1) & (map->slots - 1);
    return slot;
}

static bool map_widen(piq__map *map, const piq_allocator *a)
{
    if ((map->count + 1) * 4 <= map->slots * 3)
        return true;
    piq__map wider = {NULL, NULL, map->slots == 0 ? 16 : map->slots * 2, map->count};
    wider.keys = piq__alloc_zero(a, wider.slots * 2, sizeof(uint32_t));
    if (wider.keys == NULL)
        return false;
    wider.values = wider.keys + wider.slots;
    for (size_t i = 0; i < map->slots; i++)
        if (map->keys[i] != 0) {
            const size_t slot = map_slot(&wider, map->keys[i]);
            wider.keys[slot] = map->keys[i];
            wider.values[slot] = map->values[i];
        }
    piq__map_end(map, a);
    *map = wider;
    return true;
}

uint32_t *piq__map_at(piq__map *map, const piq_allocator *a, uint32_t key)
{
    if (!map_widen(map, a))
        return NULL;
    const size_t slot = map_slot(map, key);
    if (map->keys[slot] != key) {
        map->keys[slot] = key;
        map->values[slot] = UINT32_MAX;
        map->count++;
    }
    return &map->values[slot];
}

uint32_t piq__map_get(const piq__map *map, uint32_t key)
{
    if (map->slots == 0 || key == 0)
        return UINT32_MAX;
    const size_t slot = map_slot(map, key);
    return map->keys[slot] == key ? map->values[slot] : UINT32_MAX;
}

void piq__map_end(piq__map *map, const piq_allocator *a)
{
    piq__release(a, map->keys, map->slots * 2 * sizeof(uint32_t));
    memset(map, 0, sizeof *map);
}
