/* The rows of the direct program. An item of size S takes at least floor(S/s) of the places of size s, a hole h gives
   floor(h/s): necessary for every s, and where sizes divide each other also sufficient. */
#include "consolidation/direct.h"

#define ROWS_VOLUME 840 /* units of a GPU in the volume row */
#define ROWS_SIZES 10u

static uint64_t rows_types(const piq__plan_direct_run *r, const piq__plan_shape *shape)
{
    uint64_t mask = 0;
    for (uint32_t t = 0; t < r->holes.types && t < 64; t++) {
        const uint32_t type = r->holes.type_of[t];
        const bool in =
            shape->set != PLAN_NONE ? piq__plan_accepts(r->c->m, shape->set, type) : shape->only == type;
        mask |= in ? UINT64_C(1) << t : 0;
    }
    return mask;
}

static void rows_families(piq__plan_rows *rows, const piq__plan_direct_run *r)
{
    rows->types[0] = UINT64_MAX;
    rows->families = 1;
    for (uint32_t i = 0; i < r->c->items && r->holes.types > 1; i++) {
        if (i > 0 && r->c->shape[i].set == r->c->shape[i - 1].set && r->c->shape[i].only == r->c->shape[i - 1].only)
            continue;
        const uint64_t mask = rows_types(r, &r->c->shape[i]);
        uint32_t f = 0;
        while (f < rows->families && rows->types[f] != mask)
            f++;
        if (f == rows->families && f < DIRECT_FAMILIES)
            rows->types[rows->families++] = mask;
    }
}

void piq__plan_rows_begin(piq__plan_rows *rows, const piq__plan_direct_run *r)
{
    int64_t size[ROWS_SIZES + 4];
    uint32_t sizes = 0;
    uint8_t present[DIRECT_LEVELS] = {0};
    memset(rows, 0, sizeof *rows);
    for (uint32_t i = 0; i < r->c->items; i++) {
        if (r->c->gpus[i] == 0)
            rows->shares = true;
        else if (r->c->shape[i].pods == 1 && r->c->gpus[i] < (int32_t)DIRECT_LEVELS)
            present[r->c->gpus[i]] = 1;
    }
    for (uint32_t s = 1; s < DIRECT_LEVELS && sizes < ROWS_SIZES; s++)
        if (present[s] || (s == 1 && rows->shares))
            size[sizes++] = (int64_t)s * PLAN_WHOLE;
    if (rows->shares) {
        size[sizes++] = 0;
        size[sizes++] = PLAN_WHOLE / 2 + 1;
        size[sizes++] = PLAN_WHOLE / 2;
        size[sizes++] = PLAN_WHOLE / 4;
    }
    rows_families(rows, r);
    for (uint32_t f = 0; f < rows->families; f++)
        for (uint32_t k = 0; k < sizes && rows->count < DIRECT_ROWS; k++) {
            rows->size[rows->count] = size[k];
            rows->family[rows->count++] = f;
        }
}

int64_t piq__plan_rows_demand(const piq__plan_rows *rows, const piq__plan_direct_run *r, uint32_t row, uint32_t item)
{
    const piq__plan_shape *shape = &r->c->shape[item];
    const uint64_t family = rows->types[rows->family[row]];
    const int64_t size = rows->size[row];
    if (family != UINT64_MAX && (rows_types(r, shape) & ~family) != 0)
        return 0;
    if (size == 0)
        return shape->pod == 0 ? ((int64_t)shape->share * ROWS_VOLUME + PLAN_WHOLE - 1) / PLAN_WHOLE : (int64_t)shape->pod * ROWS_VOLUME;
    if (shape->pod == 0)
        return shape->share / size;
    return size >= PLAN_WHOLE ? (int64_t)shape->pod * PLAN_WHOLE / size : shape->pod * (PLAN_WHOLE / size);
}

/* Types from the 65th on are in no mask: what may go there counts as demand, so that they give to every family. */
static bool rows_gives(uint64_t family, uint32_t type)
{
    return family == UINT64_MAX || type >= 64 || (family >> type & 1u) != 0;
}

/* What a node gives, with `less` of its free GPUs gone. */
int64_t piq__plan_rows_supply(const piq__plan_rows *rows, const piq__plan_direct_run *r, uint32_t row, uint32_t node, int32_t less)
{
    const uint64_t family = rows->types[rows->family[row]];
    const int64_t size = rows->size[row];
    const int64_t free = r->s.free[node] > less ? r->s.free[node] - less : 0;
    if (!r->c->receives[node] || !rows_gives(family, r->holes.type[node]))
        return 0;
    if (size >= PLAN_WHOLE)
        return free * PLAN_WHOLE / size;
    int64_t sum = size == 0 ? free * ROWS_VOLUME : free * (PLAN_WHOLE / size);
    for (uint32_t k = r->node_slot_first[node]; k < r->node_slot_first[node + 1]; k++) {
        const int32_t room = PLAN_WHOLE - r->s.slot_load[r->node_slot[k]];
        if (room > 0 && r->s.slot_node[r->node_slot[k]] == node)
            sum += size == 0 ? (int64_t)room * ROWS_VOLUME / PLAN_WHOLE : room / size;
    }
    return sum;
}
