/* Seeded synthetic fleets: nodes of 8 GPUs, work of 1, 2, 4 and 8, jobs of 8. */
#ifndef SYNTHETIC_H
#define SYNTHETIC_H

#include "../../tests/planner/problem_text.h"

typedef struct synthetic_random {
    uint64_t state;
} synthetic_random;

static uint32_t synthetic_below(synthetic_random *r, uint32_t n)
{
    r->state ^= r->state << 13;
    r->state ^= r->state >> 7;
    r->state ^= r->state << 17;
    return (uint32_t)((r->state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

typedef struct synthetic_mix {
    uint32_t nodes, jobs, seed;
    uint32_t free_permille, movable_percent;
    uint32_t types;
    uint32_t share_percent; /* of the GPUs in use that carry shares */
} synthetic_mix;

/* Free GPUs are dealt out one by one at random, so that most nodes have some and few have many. */
static void synthetic_used(const synthetic_mix *mix, synthetic_random *rnd, int32_t *used)
{
    for (uint32_t n = 0; n < mix->nodes; n++)
        used[n] = 8;
    for (uint64_t k = (uint64_t)mix->nodes * 8 * mix->free_permille / 1000; k > 0;) {
        const uint32_t n = synthetic_below(rnd, mix->nodes);
        if (used[n] == 0)
            continue;
        used[n]--;
        k--;
    }
}

static int32_t synthetic_size(synthetic_random *rnd, int32_t left)
{
    static const int32_t sizes[] = {1, 1, 1, 1, 1, 2, 2, 2, 4, 4, 8};
    int32_t size;
    do
        size = sizes[synthetic_below(rnd, (uint32_t)(sizeof sizes / sizeof *sizes))];
    while (size > left);
    return size;
}

static uint32_t synthetic_item(text_rows *r, uint32_t i, uint32_t node, int32_t gpus, int32_t share, uint32_t label, bool movable)
{
    r->item_piece[i] = i;
    r->item_gpus[i] = gpus;
    r->item_movable[i] = movable ? 1 : 0;
    r->piece_node[i] = node;
    r->piece_gpus[i] = gpus;
    r->piece_share[i] = share;
    r->piece_label[i] = label;
    return i + 1;
}

static void synthetic_items(const synthetic_mix *mix, synthetic_random *rnd, piq__plan_problem *p, text_rows *r)
{
    const size_t most = (size_t)mix->nodes * 8 * 2;
    int32_t *used = TEXT_ROW(int32_t, mix->nodes);
    r->item_piece = TEXT_ROW(uint32_t, most);
    r->item_gpus = TEXT_ROW(int32_t, most);
    r->item_movable = TEXT_ROW(uint8_t, most);
    r->piece_node = TEXT_ROW(uint32_t, most);
    r->piece_gpus = TEXT_ROW(int32_t, most);
    r->piece_share = TEXT_ROW(int32_t, most);
    r->piece_label = TEXT_ROW(uint32_t, most);
    synthetic_used(mix, rnd, used);
    uint32_t i = 0;
    for (uint32_t n = 0; n < mix->nodes; n++) {
        uint32_t label = 0;
        while (used[n] > 0) {
            const bool movable = synthetic_below(rnd, 100) < mix->movable_percent;
            if (synthetic_below(rnd, 100) < mix->share_percent) {
                const int32_t quarters = 1 + (int32_t)synthetic_below(rnd, 3);
                i = synthetic_item(r, i, n, 0, PIQ__PLAN_WHOLE / 4 * quarters, label, movable);
                if (quarters < 3 && synthetic_below(rnd, 2) == 0)
                    i = synthetic_item(r, i, n, 0, PIQ__PLAN_WHOLE / 4 * (1 + (int32_t)synthetic_below(rnd, 2)), label, movable);
                label++;
                used[n]--;
                continue;
            }
            const int32_t size = synthetic_size(rnd, used[n]);
            i = synthetic_item(r, i, n, size, 0, 0, movable);
            used[n] -= size;
        }
    }
    r->item_piece[i] = i;
    p->items = i;
    p->item_piece = r->item_piece;
    p->item_gpus = r->item_gpus;
    p->item_movable = r->item_movable;
    p->piece_node = r->piece_node;
    p->piece_gpus = r->piece_gpus;
    p->piece_share = r->piece_share;
    p->piece_label = r->piece_label;
    free(used);
}

static void synthetic_fleet(const synthetic_mix *mix, piq__plan_problem *p, text_rows *r)
{
    synthetic_random rnd = {UINT64_C(0x9e3779b97f4a7c15) * (mix->seed + 1)};
    memset(p, 0, sizeof *p);
    memset(r, 0, sizeof *r);
    p->types = p->type_sets = mix->types;
    p->type_words = 1;
    r->sets = TEXT_ROW(uint64_t, mix->types);
    for (uint32_t t = 0; t < mix->types; t++)
        r->sets[t] = UINT64_C(1) << t;
    p->type_set = r->sets;
    p->nodes = p->domains = mix->nodes;
    r->domain = TEXT_ROW(uint32_t, mix->nodes);
    r->type = TEXT_ROW(uint32_t, mix->nodes);
    r->capacity = TEXT_ROW(int32_t, mix->nodes);
    r->receives = TEXT_ROW(uint8_t, mix->nodes);
    for (uint32_t n = 0; n < mix->nodes; n++) {
        r->domain[n] = n;
        r->type[n] = n % mix->types;
        r->capacity[n] = 8;
        r->receives[n] = 1;
    }
    p->node_domain = r->domain;
    p->node_type = r->type;
    p->node_capacity = r->capacity;
    p->node_receives = r->receives;
    synthetic_items(mix, &rnd, p, r);
    p->jobs = mix->jobs;
    r->job_gpus = TEXT_ROW(int32_t, mix->jobs);
    r->job_types = TEXT_ROW(uint32_t, mix->jobs);
    for (uint32_t j = 0; j < mix->jobs; j++) {
        r->job_gpus[j] = 8;
        r->job_types[j] = j % mix->types;
    }
    p->job_gpus = r->job_gpus;
    p->job_types = r->job_types;
}

#endif
