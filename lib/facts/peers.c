#include "facts/peers.h"

#include "support/radix.h"

piq__tri piq__demand(const piq__work *w, piq__gap *gap)
{
    const piq__tri waiting = piq__at_least(IN(requests_waiting), 1);
    const piq__tri busy = piq__at_least(IN(requests_running), P(throughput_running_ratio) * piq__divisor(IN(max_num_seqs)));
    const piq__tri demand = piq__any(waiting, busy);
    if (demand != MAYBE)
        return demand;
    if (waiting == MAYBE)
        piq__lack_because(gap, PIQ_REASON_AMBIGUOUS_DEMAND, W(requests_waiting));
    if (busy == MAYBE && !piq__known(IN(requests_running)))
        piq__lack_because(gap, PIQ_REASON_AMBIGUOUS_DEMAND, W(requests_running));
    if (busy == MAYBE && !piq__known(piq__divisor(IN(max_num_seqs))))
        piq__lack_because(gap, PIQ_REASON_AMBIGUOUS_DEMAND, W(max_num_seqs));
    return MAYBE;
}

/* What runs on a share of a GPU is not judged, and is no measure for others. */
static bool peers_comparable(const piq__work *w)
{
    const bool share = w->gpus < 1 && w->block->texts[PIQ__BLOCK_PROFILE][w->at] == 0;
    return !share && w->state == PIQ_WORKLOAD_STATE_RUNNING && w->type != PIQ__NO_TYPE && !w->mixed &&
           w->block->texts[PIQ__BLOCK_MODEL][w->at] != 0 && piq__known(w->layout.tensor_parallel);
}

static piq__peer_key peers_key(const piq__work *w)
{
    const uint32_t named = w->block->texts[PIQ__BLOCK_MODEL][w->at], known = piq__world_model(w->world, named);
    const uint32_t role = w->role == 0 ? PIQ_ROLE_MONOLITH : w->role;
    const piq__peer_key key = {known == UINT32_MAX ? named | UINT32_C(0x80000000) : known, w->type, w->block->texts[PIQ__BLOCK_PROFILE][w->at],
                               w->layout.tensor_parallel, (uint8_t)w->kind, (uint8_t)role};
    return key;
}

static bool peers_same(const piq__peer_key *a, const piq__peer_key *b)
{
    return a->model == b->model && a->type == b->type && a->profile == b->profile && a->tensor_parallel == b->tensor_parallel &&
           a->kind == b->kind && a->role == b->role;
}

static size_t peers_slot(const piq__peers *peers, const piq__peer_key *key)
{
    uint64_t h = key->model * UINT64_C(0x9E3779B97F4A7C15) ^ key->type * UINT64_C(0xC2B2AE3D27D4EB4F);
    h = (h ^ h >> 29 ^ key->profile) * UINT64_C(0x165667B19E3779F9) + (uint64_t)key->tensor_parallel * 31 + (uint64_t)key->kind * 7 + key->role;
    size_t slot = (size_t)(h ^ h >> 32) & (peers->slot_count - 1);
    while (peers->slots[slot] != 0 && !peers_same(&peers->groups[peers->slots[slot] - 1].key, key))
        slot = (slot + 1) & (peers->slot_count - 1);
    return slot;
}

static bool peers_widen(piq__peers *peers)
{
    if ((peers->group_count + 1) * 2 <= peers->slot_count)
        return true;
    const size_t wider = peers->slot_count == 0 ? 64 : peers->slot_count * 2;
    uint32_t *slots = piq__alloc_zero(peers->allocator, wider, sizeof *slots);
    if (slots == NULL)
        return false;
    piq__release(peers->allocator, peers->slots, peers->slot_count * sizeof *slots);
    peers->slots = slots;
    peers->slot_count = wider;
    for (size_t i = 0; i < peers->group_count; i++)
        peers->slots[peers_slot(peers, &peers->groups[i].key)] = (uint32_t)i + 1;
    return true;
}

static bool peers_add(piq__peers *peers, const piq__work *w)
{
    const piq__peer_key key = peers_key(w);
    if (!peers_widen(peers))
        return false;
    const size_t slot = peers_slot(peers, &key);
    if (peers->slots[slot] == 0) {
        if (!piq__grow(peers->allocator, (void **)&peers->groups, &peers->group_capacity, peers->group_count + 1, sizeof *peers->groups))
            return false;
        const piq__peer_group fresh = {key, NULL, 0, 0, false};
        peers->groups[peers->group_count++] = fresh;
        peers->slots[slot] = (uint32_t)peers->group_count;
    }
    piq__peer_group *g = &peers->groups[peers->slots[slot] - 1];
    if (!piq__grow(peers->allocator, (void **)&g->rates, &g->capacity, g->count + 1, sizeof(double)))
        return false;
    g->rates[g->count++] = piq__rate(w);
    return true;
}

/* The largest first. */
static bool peers_sort(const piq_allocator *a, piq__peer_group *g)
{
    piq__keyed *order = piq__alloc(a, g->count * sizeof *order), *spare = piq__alloc(a, g->count * sizeof *spare);
    double *sorted = piq__alloc(a, g->count * sizeof *sorted);
    const bool good = order != NULL && spare != NULL && sorted != NULL;
    for (size_t i = 0; i < g->count && good; i++) {
        const piq__keyed rate = {~piq__key_of_number(g->rates[i]), (uint32_t)i};
        order[i] = rate;
    }
    if (good)
        piq__sort_keyed(order, spare, g->count);
    for (size_t i = 0; i < g->count && good; i++)
        sorted[i] = g->rates[order[i].item];
    if (good)
        memcpy(g->rates, sorted, g->count * sizeof *sorted);
    piq__release(a, sorted, g->count * sizeof *sorted);
    piq__release(a, spare, g->count * sizeof *spare);
    piq__release(a, order, g->count * sizeof *order);
    return good;
}

/* Few have what it takes: what costs least to look at comes first. */
static bool peers_may_count(piq__work *w)
{
    piq__gap ignored = PIQ__GAP_NONE;
    w->kind = WORD(KIND);
    return (w->kind == PIQ_KIND_LLM_SERVING || w->kind == PIQ_KIND_SERVING) && piq__known(piq__rate(w)) && piq__demand(w, &ignored) == YES;
}

/* Whoever states what it expects of itself needs no peers, but is one. */
static bool peers_collect_page(piq__peers *peers, const piq__world *world, const piq__block *block, piq__work *w)
{
    w->world = world;
    w->block = block;
    for (w->at = 0; w->at < block->count; w->at++) {
        if (!peers_may_count(w))
            continue;
        piq__work_place(w, world, block, w->at);
        if (peers_comparable(w) && !peers_add(peers, w))
            return false;
    }
    return true;
}

static bool peers_collect(piq__peers *peers, const piq__world *world, piq__block *block, piq__work *w)
{
    const size_t rows = piq__row_count(world->fleet, PIQ_ENTITY_WORKLOAD);
    for (size_t page = 0; page * PIQ__PAGE_ROWS < rows; page++) {
        if (piq__column_empty(&world->fleet->columns[F_workload_output_tokens_per_second], page) &&
            piq__column_empty(&world->fleet->columns[F_workload_items_per_second], page))
            continue;
        piq__block_load_demand(block, world->fleet, page);
        if (!peers_collect_page(peers, world, block, w))
            return false;
    }
    for (size_t i = 0; i < peers->group_count; i++)
        if (!peers_sort(peers->allocator, &peers->groups[i]))
            return false;
    return true;
}

bool piq__peers_begin(piq__peers *peers, const piq__world *world)
{
    memset(peers, 0, sizeof *peers);
    peers->allocator = world->allocator;
    const bool rated = world->fleet->columns[F_workload_output_tokens_per_second].page_count != 0 ||
                       world->fleet->columns[F_workload_items_per_second].page_count != 0;
    if (!rated)
        return true;
    const size_t size = sizeof(piq__block) + sizeof(piq__work);
    piq__block *block = piq__alloc(world->allocator, size);
    if (block == NULL)
        return false;
    bool good = piq__block_begin(block, world->fleet, world->allocator);
    if (good) {
        good = peers_collect(peers, world, block, (piq__work *)(void *)(block + 1));
        piq__block_end(block, world->allocator);
    }
    piq__release(world->allocator, block, size);
    if (!good)
        piq__peers_end(peers);
    return good;
}

void piq__peers_end(piq__peers *peers)
{
    for (size_t i = 0; i < peers->group_count; i++)
        piq__release(peers->allocator, peers->groups[i].rates, peers->groups[i].capacity * sizeof(double));
    piq__release(peers->allocator, peers->groups, peers->group_capacity * sizeof *peers->groups);
    piq__release(peers->allocator, peers->slots, peers->slot_count * sizeof *peers->slots);
    memset(peers, 0, sizeof *peers);
}

/* The rate at a place among the descending ones, of which its own is left out. */
static double peers_other(const piq__peer_group *g, size_t at, bool member, double own)
{
    return g->rates[at + (member && g->rates[at] <= own ? 1 : 0)];
}

double piq__peers_expect(const piq__peers *peers, const piq__work *w)
{
    piq__gap ignored = PIQ__GAP_NONE;
    if (peers->slot_count == 0 || !peers_comparable(w))
        return PIQ__UNKNOWN;
    const piq__peer_key key = peers_key(w);
    const uint32_t found = peers->slots[peers_slot(peers, &key)];
    if (found == 0)
        return PIQ__UNKNOWN;
    const piq__peer_group *g = &peers->groups[found - 1];
    const double own = piq__rate(w);
    const bool member = piq__known(own) && piq__demand(w, &ignored) == YES;
    const size_t others = g->count - (member ? 1 : 0);
    if ((double)others < P(throughput_min_peers) || others == 0)
        return PIQ__UNKNOWN;
    const size_t top = (others + 3) / 4, lower = (top - 1) / 2, upper = top / 2;
    const double a = peers_other(g, lower, member, own), b = peers_other(g, upper, member, own);
    return lower == upper ? a : (a + b) / 2;
}
