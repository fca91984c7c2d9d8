#include "facts/types.h"

#include "catalog/catalog.h"

/* A field of 0 says no more than a field that is absent: no device has no memory. */
static double types_number(const piq_fleet *f, unsigned field, size_t row)
{
    const double value = piq__number_at(f, field, row);
    return value == 0 ? PIQ__UNKNOWN : value;
}

static bool types_grow(piq__world *world)
{
    const piq__type empty = {"", piq__device_unknown(), PIQ__UNKNOWN, PIQ__UNKNOWN, PIQ__UNKNOWN, NULL, 0, false, false, false, PIQ__CATALOG_NONE, false, false};
    if (!piq__grow(world->allocator, (void **)&world->types, &world->type_capacity, world->type_count + 1, sizeof *world->types))
        return false;
    world->types[world->type_count++] = empty;
    return true;
}

static bool types_says_a100(const char *name)
{
    for (; *name != '\0'; name++)
        if ((name[0] == 'a' || name[0] == 'A') && name[1] == '1' && name[2] == '0' && name[3] == '0')
            return true;
    return false;
}

static piq__gpu_profile types_profile(const char *name, double share, double memory)
{
    const piq__gpu_profile p = {name, memory, share, piq__device_unknown()};
    return p;
}

/* What is built in under this name, where there is such a type. */
static bool types_built_in(piq__world *world, piq__type *type, const char *name, size_t length)
{
    const int found = piq__catalog_gpu_find(name, length);
    type->built_in = found;
    if (found < 0)
        return true;
    const piq__gpu_row *row = piq__catalog_gpu(found);
    piq__catalog_gpu_device(row, &type->device);
    type->known = true;
    type->domain_gpus = row->domain_gpus;
    type->profiles_known = true;
    type->profile_count = row->profiles;
    if (row->price.median > 0 && world->p[P_use_reference_prices] != 0) {
        type->price = row->price.median;
        type->reference_price = true;
    }
    if (row->profiles == 0)
        return true;
    piq__gpu_profile *profiles = piq__arena_take(&world->arena, row->profiles * sizeof *profiles);
    if (profiles == NULL)
        return false;
    const piq__mig_row *from = piq__catalog_mig_rows(row);
    for (size_t i = 0; i < row->profiles; i++) {
        profiles[i] = types_profile(piq__gpu_text(from[i].name), (double)from[i].compute_slices / from[i].compute_slices_total, from[i].memory_bytes);
    }
    type->profiles = profiles;
    return true;
}

static void types_override(double *value, double given)
{
    if (piq__known(given))
        *value = given;
}

/* 0 says that the device has none of it, whatever is built in. */
static void types_override_or_none(double *value, double given)
{
    if (piq__known(given))
        *value = given == 0 ? PIQ__UNKNOWN : given;
}

static bool types_declared_profiles(piq__world *world, piq__type *type, size_t row)
{
    const piq_fleet *f = world->fleet;
    piq__span span;
    if (!piq__span_at(f, F_gpu_type_mig_profiles, row, &span))
        return true;
    type->profiles_known = true;
    type->profile_count = span.count;
    type->profiles = NULL;
    if (span.count == 0)
        return true;
    piq__gpu_profile *profiles = piq__arena_take(&world->arena, span.count * sizeof *profiles);
    if (profiles == NULL)
        return false;
    for (size_t i = 0; i < span.count; i++) {
        const piq__profile *from = piq__profiles(f, span) + i;
        profiles[i] = types_profile(piq__strings_at(&f->strings, from->name).text, from->slices / from->slices_total, from->memory_bytes);
    }
    type->profiles = profiles;
    return true;
}

static bool types_declare(piq__world *world, size_t row)
{
    const piq_fleet *f = world->fleet;
    const piq__string name = piq__row_id(f, PIQ_ENTITY_GPU_TYPE, row);
    piq__type *type = &world->types[world->type_count - 1];
    type->name = name.text;
    type->is_a100 = types_says_a100(name.text);
    if (!types_built_in(world, type, name.text, name.length) || !types_declared_profiles(world, type, row))
        return false;
    type->known = true;
    type->target = piq__number_at(f, F_gpu_type_allowed, row) != 0; /* absent is NaN: allowed */
    types_override(&type->device.memory_bytes, types_number(f, F_gpu_type_memory_bytes, row));
    types_override(&type->device.memory_bandwidth, types_number(f, F_gpu_type_memory_bandwidth, row));
    types_override(&type->device.fp16_flops, types_number(f, F_gpu_type_fp16_flops, row));
    types_override_or_none(&type->device.fp8_flops, piq__number_at(f, F_gpu_type_fp8_flops, row));
    types_override_or_none(&type->device.fp4_flops, piq__number_at(f, F_gpu_type_fp4_flops, row));
    types_override_or_none(&type->device.link_bandwidth, piq__number_at(f, F_gpu_type_link_bandwidth, row));
    types_override(&type->domain_gpus, types_number(f, F_gpu_type_domain_gpus, row));
    const double price = piq__number_at(f, F_gpu_type_price_per_gpu_hour, row);
    if (piq__known(price)) {
        type->price = price;
        type->reference_price = false;
    }
    type->resale = piq__number_at(f, F_gpu_type_resale_price_per_gpu_hour, row);
    return true;
}

#define TYPES_ALIAS UINT32_C(0x80000000) /* the text stands for the row as an alias, not as its name */
#define TYPES_AMBIGUOUS (UINT32_MAX - 1)

static bool types_put_alias(piq__world *world, uint32_t alias, uint32_t row)
{
    uint32_t *at = piq__map_at(&world->type_by_text, world->allocator, alias);
    if (at == NULL)
        return false;
    if (*at == UINT32_MAX)
        *at = row | TYPES_ALIAS;
    else if (*at != TYPES_AMBIGUOUS && (*at & TYPES_ALIAS) != 0 && *at != (row | TYPES_ALIAS))
        *at = TYPES_AMBIGUOUS;
    return true;
}

/* Exact names first, then aliases: an alias never takes a name away. Two types that share an alias make it mean nothing. */
static bool types_names(piq__world *world, size_t declared)
{
    const piq_fleet *f = world->fleet;
    for (size_t row = 0; row < declared; row++) {
        uint32_t *at = piq__map_at(&world->type_by_text, world->allocator, f->rows[PIQ_ENTITY_GPU_TYPE].ids[row]);
        if (at == NULL)
            return false;
        *at = (uint32_t)row;
    }
    for (size_t row = 0; row < declared; row++) {
        piq__span span;
        piq__span_at(f, F_gpu_type_aliases, row, &span);
        for (size_t i = 0; i < span.count; i++)
            if (!types_put_alias(world, piq__texts(f, span)[i], (uint32_t)row))
                return false;
    }
    return true;
}

uint32_t piq__world_type(const piq__world *world, uint32_t text)
{
    const uint32_t value = piq__map_get(&world->type_by_text, text);
    return value >= TYPES_AMBIGUOUS ? PIQ__NO_TYPE : value & ~TYPES_ALIAS;
}

/* A name that a node or workload uses: declared, or another spelling of a built-in type, or nothing anybody knows. Nodes come first. */
static bool types_use(piq__world *world, uint32_t text, bool by_node)
{
    if (text == 0)
        return true;
    uint32_t *at = piq__map_at(&world->type_by_text, world->allocator, text);
    if (at == NULL)
        return false;
    if (*at != UINT32_MAX)
        return true;
    const piq__string name = piq__strings_at(&world->fleet->strings, text);
    const int found = piq__catalog_gpu_find(name.text, name.length);
    for (size_t i = 0; found >= 0 && i < world->type_count; i++)
        if (world->types[i].built_in == found) {
            *at = (uint32_t)i | TYPES_ALIAS;
            return true;
        }
    *at = (uint32_t)world->type_count;
    if (!types_grow(world))
        return false;
    piq__type *type = &world->types[world->type_count - 1];
    type->name = name.text;
    type->is_a100 = types_says_a100(name.text);
    if (!types_built_in(world, type, name.text, name.length))
        return false;
    type->target = by_node && type->known;
    return true;
}

static bool types_use_column(piq__world *world, unsigned field, bool by_node)
{
    const piq__column *named = &world->fleet->columns[field];
    uint32_t texts[PIQ__PAGE_ROWS], lately[PIQ__LATELY] = {0};
    for (size_t page = 0; page < named->page_count; page++) {
        if (piq__column_empty(named, page))
            continue;
        piq__column_unpack_raw(named, page, texts);
        for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
            if (!piq__lately(lately, texts[i]) && !types_use(world, texts[i], by_node))
                return false;
    }
    return true;
}

/* With reference prices asked for, every built-in type may be proposed. */
static bool types_reference(piq__world *world)
{
    if (world->p[P_use_reference_prices] == 0)
        return true;
    for (int row = 0; row < (int)piq__catalog_gpu_count(); row++) {
        bool there = false;
        for (size_t i = 0; i < world->type_count && !there; i++)
            there = world->types[i].built_in == row;
        if (there)
            continue;
        if (!types_grow(world))
            return false;
        piq__type *type = &world->types[world->type_count - 1];
        type->name = piq__catalog_name(PIQ_ENTITY_GPU_TYPE, row);
        type->is_a100 = types_says_a100(type->name);
        if (!types_built_in(world, type, type->name, strlen(type->name)))
            return false;
        type->target = true;
    }
    return true;
}

/* On MIG the device is the slice. */
static void types_slice(piq__type *type)
{
    for (size_t i = 0; i < type->profile_count; i++) {
        piq__gpu_profile *p = &type->profiles[i];
        p->device = type->device;
        p->device.memory_bytes = p->memory_bytes;
        p->device.memory_bandwidth *= p->share;
        p->device.fp16_flops *= p->share;
        p->device.fp8_flops *= p->share;
        p->device.fp4_flops *= p->share;
    }
}

bool piq__world_read_types(piq__world *world)
{
    const piq_fleet *f = world->fleet;
    const size_t declared = piq__row_count(f, PIQ_ENTITY_GPU_TYPE);
    for (size_t row = 0; row < declared; row++)
        if (!types_grow(world) || !types_declare(world, row))
            return false;
    if (!types_names(world, declared))
        return false;
    if (!types_use_column(world, F_node_gpu_type, true) || !types_use_column(world, F_workload_gpu_type, false))
        return false;
    if (!types_reference(world))
        return false;
    for (size_t i = 0; i < world->type_count; i++)
        types_slice(&world->types[i]);
    return true;
}
