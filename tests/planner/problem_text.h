/* A planning problem as text, for the drivers: counts, then rows of integers. */
#ifndef PROBLEM_TEXT_H
#define PROBLEM_TEXT_H

#include <stdio.h>
#include <stdlib.h>

#include "consolidation/plan.h"

static void *text_block(size_t count, size_t size)
{
    void *block = calloc(count + 1, size);
    if (block == NULL)
        exit(3);
    return block;
}

#define TEXT_ROW(type, count) ((type *)text_block(count, sizeof(type)))

static long long text_number(FILE *f)
{
    long long value;
    if (fscanf(f, "%lld", &value) != 1)
        exit(2);
    return value;
}

static double text_real(FILE *f)
{
    double value;
    if (fscanf(f, "%lf", &value) != 1)
        exit(2);
    return value;
}

typedef struct text_rows {
    uint32_t *rank, *domain, *type;
    int32_t *gpus, *capacity;
    uint8_t *receives;
    double *cpu, *memory;
    uint32_t *item_rank, *item_piece, *item_types;
    int32_t *item_gpus, *item_pod, *item_priority;
    uint8_t *item_single, *item_movable;
    double *item_cost, *item_cpu, *item_memory;
    uint32_t *piece_node, *piece_label;
    int32_t *piece_gpus, *piece_share;
    uint32_t *job_rank, *job_types;
    int32_t *job_gpus, *job_replicas, *job_pod, *job_priority;
    uint8_t *job_single;
    double *job_cpu, *job_memory;
    uint64_t *sets;
} text_rows;

static void text_read_nodes(FILE *f, piq__plan_problem *p, text_rows *r)
{
    p->domains = (uint32_t)text_number(f);
    p->nodes = (uint32_t)text_number(f);
    r->rank = TEXT_ROW(uint32_t, p->nodes);
    r->domain = TEXT_ROW(uint32_t, p->nodes);
    r->type = TEXT_ROW(uint32_t, p->nodes);
    r->gpus = TEXT_ROW(int32_t, p->nodes);
    r->capacity = TEXT_ROW(int32_t, p->nodes);
    r->receives = TEXT_ROW(uint8_t, p->nodes);
    r->cpu = TEXT_ROW(double, p->nodes);
    r->memory = TEXT_ROW(double, p->nodes);
    for (uint32_t n = 0; n < p->nodes; n++) {
        r->rank[n] = (uint32_t)text_number(f);
        r->domain[n] = (uint32_t)text_number(f);
        r->type[n] = (uint32_t)text_number(f);
        r->gpus[n] = (int32_t)text_number(f);
        r->capacity[n] = (int32_t)text_number(f);
        r->receives[n] = (uint8_t)text_number(f);
        r->cpu[n] = text_real(f);
        r->memory[n] = text_real(f);
    }
    p->node_rank = r->rank;
    p->node_domain = r->domain;
    p->node_type = r->type;
    p->node_gpus = r->gpus;
    p->node_capacity = r->capacity;
    p->node_receives = r->receives;
    p->node_cpu = r->cpu;
    p->node_memory = r->memory;
}

static void text_read_item(FILE *f, text_rows *r, uint32_t i, uint32_t *pieces)
{
    r->item_rank[i] = (uint32_t)text_number(f);
    r->item_movable[i] = (uint8_t)text_number(f);
    r->item_priority[i] = (int32_t)text_number(f);
    r->item_gpus[i] = (int32_t)text_number(f);
    r->item_pod[i] = (int32_t)text_number(f);
    r->item_single[i] = (uint8_t)text_number(f);
    r->item_types[i] = (uint32_t)text_number(f);
    r->item_cost[i] = text_real(f);
    r->item_cpu[i] = text_real(f);
    r->item_memory[i] = text_real(f);
    r->item_piece[i] = *pieces;
    for (long long k = text_number(f); k > 0; k--) {
        r->piece_node[*pieces] = (uint32_t)text_number(f);
        r->piece_gpus[*pieces] = (int32_t)text_number(f);
        r->piece_share[*pieces] = (int32_t)text_number(f);
        r->piece_label[(*pieces)++] = (uint32_t)text_number(f);
    }
}

static void text_read_items(FILE *f, piq__plan_problem *p, text_rows *r)
{
    p->items = (uint32_t)text_number(f);
    const size_t all = (size_t)text_number(f);
    r->item_rank = TEXT_ROW(uint32_t, p->items);
    r->item_piece = TEXT_ROW(uint32_t, p->items);
    r->item_types = TEXT_ROW(uint32_t, p->items);
    r->item_gpus = TEXT_ROW(int32_t, p->items);
    r->item_pod = TEXT_ROW(int32_t, p->items);
    r->item_priority = TEXT_ROW(int32_t, p->items);
    r->item_single = TEXT_ROW(uint8_t, p->items);
    r->item_movable = TEXT_ROW(uint8_t, p->items);
    r->item_cost = TEXT_ROW(double, p->items);
    r->item_cpu = TEXT_ROW(double, p->items);
    r->item_memory = TEXT_ROW(double, p->items);
    r->piece_node = TEXT_ROW(uint32_t, all);
    r->piece_gpus = TEXT_ROW(int32_t, all);
    r->piece_share = TEXT_ROW(int32_t, all);
    r->piece_label = TEXT_ROW(uint32_t, all);
    uint32_t pieces = 0;
    for (uint32_t i = 0; i < p->items; i++)
        text_read_item(f, r, i, &pieces);
    r->item_piece[p->items] = pieces;
    p->item_rank = r->item_rank;
    p->item_piece = r->item_piece;
    p->item_types = r->item_types;
    p->item_gpus = r->item_gpus;
    p->item_pod_gpus = r->item_pod;
    p->item_priority = r->item_priority;
    p->item_single = r->item_single;
    p->item_movable = r->item_movable;
    p->item_move_cost = r->item_cost;
    p->item_cpu = r->item_cpu;
    p->item_memory = r->item_memory;
    p->piece_node = r->piece_node;
    p->piece_gpus = r->piece_gpus;
    p->piece_share = r->piece_share;
    p->piece_label = r->piece_label;
}

static void text_read_jobs(FILE *f, piq__plan_problem *p, text_rows *r)
{
    p->jobs = (uint32_t)text_number(f);
    r->job_rank = TEXT_ROW(uint32_t, p->jobs);
    r->job_types = TEXT_ROW(uint32_t, p->jobs);
    r->job_gpus = TEXT_ROW(int32_t, p->jobs);
    r->job_replicas = TEXT_ROW(int32_t, p->jobs);
    r->job_pod = TEXT_ROW(int32_t, p->jobs);
    r->job_priority = TEXT_ROW(int32_t, p->jobs);
    r->job_single = TEXT_ROW(uint8_t, p->jobs);
    r->job_cpu = TEXT_ROW(double, p->jobs);
    r->job_memory = TEXT_ROW(double, p->jobs);
    for (uint32_t j = 0; j < p->jobs; j++) {
        r->job_rank[j] = (uint32_t)text_number(f);
        r->job_gpus[j] = (int32_t)text_number(f);
        r->job_replicas[j] = (int32_t)text_number(f);
        r->job_pod[j] = (int32_t)text_number(f);
        r->job_single[j] = (uint8_t)text_number(f);
        r->job_types[j] = (uint32_t)text_number(f);
        r->job_priority[j] = (int32_t)text_number(f);
        r->job_cpu[j] = text_real(f);
        r->job_memory[j] = text_real(f);
    }
    p->job_rank = r->job_rank;
    p->job_types = r->job_types;
    p->job_gpus = r->job_gpus;
    p->job_replicas = r->job_replicas;
    p->job_pod_gpus = r->job_pod;
    p->job_priority = r->job_priority;
    p->job_single = r->job_single;
    p->job_cpu = r->job_cpu;
    p->job_memory = r->job_memory;
}

static inline void text_read(FILE *f, piq__plan_problem *p, text_rows *r)
{
    p->types = (uint32_t)text_number(f);
    p->type_sets = (uint32_t)text_number(f);
    p->type_words = p->types / 64 + 1;
    r->sets = TEXT_ROW(uint64_t, (size_t)p->type_sets * p->type_words);
    for (uint32_t s = 0; s < p->type_sets; s++)
        for (long long k = text_number(f); k > 0; k--) {
            const long long t = text_number(f);
            r->sets[s * p->type_words + (size_t)t / 64] |= UINT64_C(1) << (t % 64);
        }
    p->type_set = r->sets;
    text_read_nodes(f, p, r);
    text_read_items(f, p, r);
    text_read_jobs(f, p, r);
}

static inline void text_free(text_rows *r)
{
    void *rows[] = {r->rank,         r->domain,       r->type,       r->gpus,       r->capacity,    r->receives,     r->cpu,
                    r->memory,       r->item_rank,    r->item_piece, r->item_types, r->item_gpus,   r->item_pod,     r->item_priority,
                    r->item_single,  r->item_movable, r->item_cost,  r->item_cpu,   r->item_memory, r->piece_node,   r->piece_label,
                    r->piece_gpus,   r->piece_share,  r->job_rank,   r->job_types,  r->job_gpus,    r->job_replicas, r->job_pod,
                    r->job_priority, r->job_single,   r->job_cpu,    r->job_memory, r->sets};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        free(rows[k]);
}

#endif
