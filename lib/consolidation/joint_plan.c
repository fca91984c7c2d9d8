#include "consolidation/joint_plan.h"

#include "consolidation/labels.h"
#include "facts/work.h"
#include "support/sort.h"

#define JOINT_WORK_LIMIT 4000000u /* counted steps, so that a plan never depends on how fast the machine is */
#define JOINT_LABEL 0x40000000u   /* the caller's labels stand above those the planner makes up */

/* The problem under construction: arrays in one arena, as the planner wants them. */
typedef struct joint_problem {
    const piq__blocks *blocks;
    const piq__pending *pending;
    const uint32_t *states;
    piq__arena arena;
    piq__plan_problem p;
    uint32_t *type_key;       /* cluster and type of every type index */
    uint32_t *type_cluster;
    piq__map types, sets;
    uint64_t *set_bits;
    size_t type_count, set_count, set_room;
    uint32_t *node_rank, *node_domain, *node_type;
    int32_t *node_gpus, *node_capacity;
    uint8_t *node_receives;
    double *node_cpu, *node_memory;
    uint32_t *item_row, *item_first;
    int32_t *item_replica;
    uint32_t *job_of;         /* planner's job to pending job */
    size_t items, pieces, jobs;
    piq__labels labels;       /* as they stand along the plan */
} joint_problem;

static void *joint_take(joint_problem *j, size_t count, size_t size, bool *good)
{
    void *block = piq__arena_take(&j->arena, (count + 1) * size);
    *good = *good && block != NULL;
    if (block != NULL)
        memset(block, 0, (count + 1) * size);
    return block;
}

/* ---- ranks by id ---- */

typedef struct joint_ids {
    const piq_fleet *fleet;
    uint32_t entity;
    const uint32_t *rows; /* NULL: the index is the row */
    const int32_t *then;  /* NULL, or what decides between equal rows */
} joint_ids;

static int joint_compare(const void *context, const void *a, const void *b)
{
    const joint_ids *ids = context;
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    const uint32_t rx = ids->rows == NULL ? x : ids->rows[x], ry = ids->rows == NULL ? y : ids->rows[y];
    if (rx == ry)
        return ids->then == NULL ? (x > y) - (x < y) : (ids->then[x] > ids->then[y]) - (ids->then[x] < ids->then[y]);
    const piq__string i = piq__row_id(ids->fleet, ids->entity, rx), k = piq__row_id(ids->fleet, ids->entity, ry);
    const int order = memcmp(i.text, k.text, i.length < k.length ? i.length : k.length);
    return order != 0 ? order : (i.length > k.length) - (i.length < k.length);
}

static uint32_t *joint_ranks(joint_problem *j, size_t count, const joint_ids *ids, bool *good)
{
    uint32_t *order = joint_take(j, count, sizeof *order, good), *rank = joint_take(j, count, sizeof *rank, good);
    for (size_t i = 0; i < count && *good; i++)
        order[i] = (uint32_t)i;
    *good = *good && piq__sort(j->arena.allocator, order, count, sizeof *order, joint_compare, ids);
    for (size_t i = 0; i < count && *good; i++)
        rank[order[i]] = (uint32_t)i;
    return rank;
}

/* ---- nodes ---- */

/* The planner's types are pairs of cluster and GPU type: work never leaves its cluster. */
static uint32_t joint_type(joint_problem *j, const piq__node *n, bool *good)
{
    const uint32_t types = (uint32_t)j->blocks->world->type_count + 1;
    const uint32_t key = n->cluster * types + (n->type == PIQ__NO_TYPE ? types - 1 : n->type) + 1;
    uint32_t *at = piq__map_at(&j->types, j->arena.allocator, key);
    *good = *good && at != NULL;
    if (!*good)
        return 0;
    if (*at == UINT32_MAX) {
        j->type_key[j->type_count] = n->type;
        j->type_cluster[j->type_count] = n->cluster;
        *at = (uint32_t)j->type_count++;
    }
    return *at;
}

/* GPUs that the planner may give away or move work off; what nobody placed stays where it is. */
static int32_t joint_capacity(const joint_problem *j, size_t row)
{
    const piq__world *world = j->blocks->world;
    const piq__node *n = &world->nodes[row];
    if (j->blocks->island[row] > 0 || !piq__known(n->gpu_count))
        return 0;
    const double allocated = piq__or(piq__number_at(world->fleet, F_node_gpus_allocated, row), 0);
    const double unseen = piq__max(0, piq__ceiling(allocated) - n->taken);
    return (int32_t)piq__max(0, n->gpu_count - n->unhealthy - unseen);
}

static bool joint_nodes(joint_problem *j)
{
    const piq__world *world = j->blocks->world;
    const size_t nodes = world->node_count;
    bool good = true;
    const joint_ids ids = {world->fleet, PIQ_ENTITY_NODE, NULL, NULL};
    j->type_key = joint_take(j, nodes, sizeof *j->type_key, &good);
    j->type_cluster = joint_take(j, nodes, sizeof *j->type_cluster, &good);
    j->node_domain = joint_take(j, nodes, sizeof *j->node_domain, &good);
    j->node_type = joint_take(j, nodes, sizeof *j->node_type, &good);
    j->node_gpus = joint_take(j, nodes, sizeof *j->node_gpus, &good);
    j->node_capacity = joint_take(j, nodes, sizeof *j->node_capacity, &good);
    j->node_receives = joint_take(j, nodes, sizeof *j->node_receives, &good);
    j->node_cpu = joint_take(j, nodes, sizeof *j->node_cpu, &good);
    j->node_memory = joint_take(j, nodes, sizeof *j->node_memory, &good);
    j->node_rank = joint_ranks(j, nodes, &ids, &good);
    for (size_t d = 0; d < j->blocks->domain_count && good; d++)
        for (uint32_t i = 0; i < j->blocks->domains[d].count; i++)
            j->node_domain[j->blocks->ordered[j->blocks->domains[d].first + i]] = (uint32_t)d;
    for (size_t row = 0; row < nodes && good; row++) {
        const piq__node *n = &world->nodes[row];
        j->node_type[row] = joint_type(j, n, &good);
        j->node_gpus[row] = (int32_t)piq__or(n->gpu_count, 0);
        j->node_capacity[row] = joint_capacity(j, row);
        j->node_receives[row] = n->state == PIQ_NODE_STATE_READY && !n->mig && piq__known(j->blocks->free[row]) && j->blocks->island[row] == 0;
        j->node_cpu[row] = piq__number_at(world->fleet, F_node_free_cpu_cores, row);
        j->node_memory[row] = piq__number_at(world->fleet, F_node_free_memory_bytes, row);
    }
    return good;
}

/* ---- what runs ---- */

/* The replica of each piece: as stated, or filled in order, `gpus` each. */
static int32_t joint_replica(const piq__place *piece, double *filled, double gpus)
{
    if (piece->replica >= 0)
        return piece->replica;
    const int32_t replica = gpus > 0 ? (int32_t)piq__min(piq__floor(*filled / gpus + 1e-9), 1e9) : 0;
    *filled += piece->gpus;
    return replica;
}

static bool joint_placed(const joint_problem *j, size_t row, piq__span *span)
{
    const piq_fleet *f = j->blocks->world->fleet;
    return piq__word_at(f, F_workload_state, row) <= PIQ_WORKLOAD_STATE_RUNNING && piq__span_at(f, F_workload_placement, row, span) && span->count != 0;
}

typedef struct joint_piece {
    int32_t replica;
    uint32_t place; /* in the fleet's pool */
} joint_piece;

static int joint_compare_pieces(const void *context, const void *a, const void *b)
{
    const joint_piece *x = a, *y = b;
    (void)context;
    if (x->replica != y->replica)
        return x->replica < y->replica ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Two walks over the placements: the first counts, the second fills. */
static bool joint_count(joint_problem *j)
{
    const size_t rows = piq__row_count(j->blocks->world->fleet, PIQ_ENTITY_WORKLOAD);
    piq__span span;
    for (size_t row = 0; row < rows; row++)
        if (joint_placed(j, row, &span)) {
            j->pieces += span.count;
            j->items += span.count; /* at most */
        }
    return j->pieces < UINT32_MAX / 4;
}

typedef struct joint_items {
    uint32_t *first, *row, *types;
    int32_t *replica, *gpus, *pod, *priority;
    uint8_t *single, *movable;
    double *cost, *cpu, *memory;
    uint32_t *piece_node, *piece_label;
    int32_t *piece_gpus, *piece_share;
    size_t count, pieces;
} joint_items;

static bool joint_items_room(joint_problem *j, joint_items *t)
{
    bool good = true;
    t->first = joint_take(j, j->items + 1, sizeof *t->first, &good);
    t->row = joint_take(j, j->items, sizeof *t->row, &good);
    t->types = joint_take(j, j->items, sizeof *t->types, &good);
    t->replica = joint_take(j, j->items, sizeof *t->replica, &good);
    t->gpus = joint_take(j, j->items, sizeof *t->gpus, &good);
    t->pod = joint_take(j, j->items, sizeof *t->pod, &good);
    t->priority = joint_take(j, j->items, sizeof *t->priority, &good);
    t->single = joint_take(j, j->items, sizeof *t->single, &good);
    t->movable = joint_take(j, j->items, sizeof *t->movable, &good);
    t->cost = joint_take(j, j->items, sizeof *t->cost, &good);
    t->cpu = joint_take(j, j->items, sizeof *t->cpu, &good);
    t->memory = joint_take(j, j->items, sizeof *t->memory, &good);
    t->piece_node = joint_take(j, j->pieces, sizeof *t->piece_node, &good);
    t->piece_label = joint_take(j, j->pieces, sizeof *t->piece_label, &good);
    t->piece_gpus = joint_take(j, j->pieces, sizeof *t->piece_gpus, &good);
    t->piece_share = joint_take(j, j->pieces, sizeof *t->piece_share, &good);
    return good;
}

static bool joint_whole(double gpus) { return gpus >= 1 && piq__floor(gpus) == gpus && gpus <= 1e6; }

/* A piece the planner cannot say exactly holds its GPUs, and its workload stays. */
static void joint_add_piece(const joint_problem *j, joint_items *t, const piq__place *place, uint32_t serial, bool *exact)
{
    const size_t at = t->pieces++;
    const double share = place->gpus * PIQ__PLAN_WHOLE;
    t->piece_node[at] = place->node;
    if (place->gpus >= 1) {
        t->piece_gpus[at] = (int32_t)piq__ceiling(place->gpus);
        *exact = *exact && joint_whole(place->gpus);
        return;
    }
    t->piece_share[at] = (int32_t)piq__max(1, piq__floor(share + 0.5));
    t->piece_label[at] = place->label != 0 ? place->label | JOINT_LABEL : 0x80000000u | serial;
    *exact = *exact && place->label != 0;
    (void)j;
}

/* A set of the planner's types: those of a cluster that a list of names lets in. */
static uint32_t joint_set(joint_problem *j, uint32_t cluster, bool any, const piq__span *accepted, bool *good)
{
    const piq__world *world = j->blocks->world;
    uint64_t hash = cluster * UINT64_C(0x9E3779B97F4A7C15) + (any ? 1 : 0);
    for (uint32_t i = 0; i < accepted->count; i++)
        hash = (hash ^ piq__texts(world->fleet, *accepted)[i]) * UINT64_C(0xD6E8FEB86659FD93) + 7;
    const size_t words = j->p.type_words;
    uint64_t bits[64] = {0};
    piq__job like;
    memset(&like, 0, sizeof like);
    like.any_type = any;
    like.accepted = *accepted;
    for (size_t i = 0; i < j->type_count && i < 64 * 64; i++)
        if (j->type_cluster[i] == cluster && piq__job_accepts(world, &like, j->type_key[i]))
            bits[i / 64] |= UINT64_C(1) << (i % 64);
    for (uint32_t key = (uint32_t)(hash >> 32) | 1u;; key += 2) {
        uint32_t *at = piq__map_at(&j->sets, j->arena.allocator, key);
        *good = *good && at != NULL;
        if (!*good)
            return PIQ__PLAN_NONE;
        if (*at != UINT32_MAX && memcmp(j->set_bits + *at * words, bits, words * sizeof *bits) != 0)
            continue;
        if (*at == UINT32_MAX) {
            *good = piq__grow(j->arena.allocator, (void **)&j->set_bits, &j->set_room, (j->set_count + 1) * words, sizeof *bits);
            if (!*good)
                return PIQ__PLAN_NONE;
            memcpy(j->set_bits + j->set_count * words, bits, words * sizeof *bits);
            *at = (uint32_t)j->set_count++;
        }
        return *at;
    }
}

static void joint_describe_item(joint_problem *j, joint_items *t, size_t row, double gpus, bool exact, bool *good)
{
    const piq_fleet *f = j->blocks->world->fleet;
    const size_t at = t->count;
    const double pod = piq__number_at(f, F_workload_pod_gpus, row);
    piq__span accepted;
    const bool listed = piq__span_at(f, F_workload_accepted_gpu_types, row, &accepted);
    const uint32_t cluster = j->blocks->world->nodes[t->piece_node[t->first[at]]].cluster;
    const bool sound = exact && (joint_whole(gpus) || gpus < 1) && (!piq__known(pod) || joint_whole(pod) || pod == gpus);
    t->gpus[at] = joint_whole(gpus) ? (int32_t)gpus : 0;
    t->pod[at] = joint_whole(pod) ? (int32_t)pod : 0;
    t->single[at] = piq__number_at(f, F_workload_single_domain, row) != 0;
    t->movable[at] = sound && piq__number_at(f, F_workload_movable, row) == 1 && piq__text_at(f, F_workload_mig_profile, row) == 0;
    t->types[at] = listed ? joint_set(j, cluster, false, &accepted, good) : PIQ__PLAN_NONE;
    t->priority[at] = (int32_t)piq__or(piq__number_at(f, F_workload_priority, row), 0);
    t->cost[at] = piq__number_at(f, F_workload_move_cost, row);
    t->cpu[at] = piq__number_at(f, F_workload_cpu_cores, row);
    t->memory[at] = piq__number_at(f, F_workload_host_memory_bytes, row);
}

static bool joint_add_workload(joint_problem *j, joint_items *t, size_t row, const piq__span *span, joint_piece **scratch, size_t *room)
{
    const piq__world *world = j->blocks->world;
    const double stated = piq__number_at(world->fleet, F_workload_gpus, row);
    double filled = 0;
    bool good = piq__grow(j->arena.allocator, (void **)scratch, room, span->count, sizeof **scratch);
    for (uint32_t i = 0; i < span->count && good; i++) {
        const joint_piece piece = {joint_replica(piq__places(world->fleet, *span) + i, &filled, stated), i};
        (*scratch)[i] = piece;
    }
    good = good && piq__sort(j->arena.allocator, *scratch, span->count, sizeof **scratch, joint_compare_pieces, NULL);
    for (uint32_t i = 0; i < span->count && good;) {
        const int32_t replica = (*scratch)[i].replica;
        bool exact = piq__known(stated);
        double gpus = 0;
        t->first[t->count] = (uint32_t)t->pieces;
        for (; i < span->count && (*scratch)[i].replica == replica; i++) {
            const piq__place *place = piq__places(world->fleet, *span) + (*scratch)[i].place;
            exact = exact && j->blocks->island[place->node] == 0;
            gpus += place->gpus;
            joint_add_piece(j, t, place, (uint32_t)t->pieces, &exact);
        }
        exact = exact && gpus == stated;
        t->row[t->count] = (uint32_t)row;
        t->replica[t->count] = replica;
        joint_describe_item(j, t, row, gpus, exact, &good);
        t->count++;
    }
    t->first[t->count] = (uint32_t)t->pieces;
    return good;
}

/* Islands are planned as they are: their work stays, and nothing of it is told to the planner. */
static bool joint_on_islands(const joint_problem *j, const piq__span *span)
{
    for (uint32_t i = 0; i < span->count; i++)
        if (j->blocks->island[piq__places(j->blocks->world->fleet, *span)[i].node] > 0)
            return true;
    return false;
}

static bool joint_running(joint_problem *j, joint_items *t)
{
    const size_t rows = piq__row_count(j->blocks->world->fleet, PIQ_ENTITY_WORKLOAD);
    joint_piece *scratch = NULL;
    size_t room = 0;
    piq__span span;
    bool good = joint_count(j) && joint_items_room(j, t);
    for (size_t row = 0; row < rows && good; row++)
        if (joint_placed(j, row, &span) && !joint_on_islands(j, &span))
            good = joint_add_workload(j, t, row, &span, &scratch, &room);
    piq__release(j->arena.allocator, scratch, room * sizeof *scratch);
    const joint_ids ids = {j->blocks->world->fleet, PIQ_ENTITY_WORKLOAD, t->row, t->replica};
    j->p.item_rank = good ? joint_ranks(j, t->count, &ids, &good) : NULL;
    j->p.items = (uint32_t)t->count;
    j->p.item_piece = t->first;
    j->p.item_gpus = t->gpus;
    j->p.item_pod_gpus = t->pod;
    j->p.item_single = t->single;
    j->p.item_types = t->types;
    j->p.item_movable = t->movable;
    j->p.item_priority = t->priority;
    j->p.item_move_cost = t->cost;
    j->p.item_cpu = t->cpu;
    j->p.item_memory = t->memory;
    j->p.piece_node = t->piece_node;
    j->p.piece_gpus = t->piece_gpus;
    j->p.piece_share = t->piece_share;
    j->p.piece_label = t->piece_label;
    j->item_row = t->row;
    j->item_replica = t->replica;
    return good;
}

/* ---- what waits ---- */

static bool joint_planned(const piq__job *job, uint32_t state)
{
    const bool waits = state == PIQ_PENDING_BLOCKED || state == PIQ_PENDING_TOO_RECENT || state == PIQ_PENDING_OTHER_CONSTRAINT;
    return waits && job->admitted != NO && job->single == YES && joint_whole(job->gpus) && joint_whole(job->pod_gpus) && joint_whole(job->replicas);
}

static bool joint_jobs(joint_problem *j)
{
    const piq__world *world = j->blocks->world;
    const size_t room = j->pending->count;
    bool good = true;
    int32_t *gpus = joint_take(j, room, sizeof *gpus, &good), *replicas = joint_take(j, room, sizeof *replicas, &good);
    int32_t *pod = joint_take(j, room, sizeof *pod, &good), *priority = joint_take(j, room, sizeof *priority, &good);
    uint8_t *single = joint_take(j, room, sizeof *single, &good);
    uint32_t *types = joint_take(j, room, sizeof *types, &good), *row = joint_take(j, room, sizeof *row, &good);
    double *cpu = joint_take(j, room, sizeof *cpu, &good), *memory = joint_take(j, room, sizeof *memory, &good);
    j->job_of = joint_take(j, room, sizeof *j->job_of, &good);
    for (size_t i = 0; i < room && good; i++) {
        const piq__job *job = &j->pending->jobs[i];
        if (!joint_planned(job, j->states[i]))
            continue;
        const size_t at = j->jobs++;
        j->job_of[at] = (uint32_t)i;
        row[at] = job->row;
        gpus[at] = (int32_t)job->gpus;
        replicas[at] = (int32_t)job->replicas;
        pod[at] = (int32_t)job->pod_gpus;
        priority[at] = (int32_t)job->priority;
        single[at] = 1;
        types[at] = joint_set(j, job->cluster, job->any_type, &job->accepted, &good);
        cpu[at] = piq__number_at(world->fleet, F_workload_cpu_cores, job->row);
        memory[at] = piq__number_at(world->fleet, F_workload_host_memory_bytes, job->row);
    }
    const joint_ids ids = {world->fleet, PIQ_ENTITY_WORKLOAD, row, NULL};
    j->p.job_rank = good ? joint_ranks(j, j->jobs, &ids, &good) : NULL;
    j->p.jobs = (uint32_t)j->jobs;
    j->p.job_gpus = gpus;
    j->p.job_replicas = replicas;
    j->p.job_pod_gpus = pod;
    j->p.job_single = single;
    j->p.job_types = types;
    j->p.job_priority = priority;
    j->p.job_cpu = cpu;
    j->p.job_memory = memory;
    return good;
}

static bool joint_build(joint_problem *j)
{
    joint_items items;
    memset(&items, 0, sizeof items);
    if (!joint_nodes(j))
        return false;
    j->p.type_words = (uint32_t)(j->type_count + 63) / 64;
    if (j->p.type_words == 0 || j->p.type_words > 64)
        return j->p.type_words == 0;
    if (!joint_jobs(j) || (j->jobs != 0 && !joint_running(j, &items)))
        return false;
    j->p.types = (uint32_t)j->type_count;
    j->p.type_sets = (uint32_t)j->set_count;
    j->p.type_set = j->set_bits;
    j->p.domains = (uint32_t)j->blocks->domain_count;
    j->p.nodes = (uint32_t)j->blocks->world->node_count;
    j->p.node_rank = j->node_rank;
    j->p.node_domain = j->node_domain;
    j->p.node_type = j->node_type;
    j->p.node_gpus = j->node_gpus;
    j->p.node_capacity = j->node_capacity;
    j->p.node_receives = j->node_receives;
    j->p.node_cpu = j->node_cpu;
    j->p.node_memory = j->node_memory;
    return true;
}

/* ---- the answer, in the fleet's names ---- */

static const char *joint_text(piq_report *report, piq__string text) { return piq__copy_text(&report->arena, text.text, text.length); }

/* The name of a shared GPU, while `sign` times the piece's share comes onto it; a label the planner made up means a fresh one. */
static const char *joint_label(joint_problem *j, piq_report *report, const piq__plan_piece *piece, int sign)
{
    char name[32];
    uint32_t number;
    const int64_t parts = sign * (int64_t)piece->share;
    if (piece->label >= JOINT_LABEL) {
        const piq__string text = piq__strings_at(&j->blocks->world->fleet->strings, piece->label & ~JOINT_LABEL);
        return piq__labels_named(&j->labels, piece->node, text.text, text.length, parts) ? joint_text(report, text) : NULL;
    }
    if (!piq__labels_fresh(&j->labels, piece->node, piece->label, parts, &number))
        return NULL;
    piq__text t = piq__text_in(name, sizeof name);
    piq__put_number(&t, number);
    return piq__copy_text(&report->arena, name, t.length);
}

/* Which names are borne before the first move. */
static bool joint_first_labels(joint_problem *j)
{
    const piq_fleet *f = j->blocks->world->fleet;
    for (size_t i = 0; i < j->pieces && j->p.piece_node != NULL; i++) {
        const uint32_t label = j->p.piece_label[i];
        const piq__string text = piq__strings_at(&f->strings, label & ~JOINT_LABEL);
        if (j->p.piece_share[i] > 0 && label < 0x80000000u &&
            !piq__labels_named(&j->labels, j->p.piece_node[i], text.text, text.length, j->p.piece_share[i]))
            return false;
    }
    return true;
}

static const piq__step_part *joint_parts(joint_problem *j, const piq__plan_result *r, piq_report *report, uint32_t first, uint32_t count, int sign)
{
    piq__step_part *parts = piq__arena_take(&report->arena, (count + 1) * sizeof *parts);
    for (uint32_t i = 0; parts != NULL && i < count; i++) {
        const piq__plan_piece *piece = &r->pieces[first + i];
        parts[i].node = joint_text(report, piq__row_id(j->blocks->world->fleet, PIQ_ENTITY_NODE, piece->node));
        parts[i].gpus = piece->gpus > 0 ? piece->gpus : piq__floor((double)piece->share / PIQ__PLAN_WHOLE * 1e6 + 0.5) / 1e6;
        parts[i].gpu = piece->gpus > 0 ? NULL : joint_label(j, report, piece, sign);
        if (parts[i].node == NULL || (piece->gpus == 0 && parts[i].gpu == NULL))
            return NULL;
    }
    return parts;
}

static double joint_sum(const piq__step_part *parts, uint32_t count)
{
    double sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += parts[i].gpus;
    return sum;
}

static bool joint_write_moves(joint_problem *j, const piq__plan_result *r, piq_report *report)
{
    report->moves = piq__arena_take(&report->arena, (r->move_count + 1) * sizeof *report->moves);
    for (size_t i = 0; report->moves != NULL && i < r->move_count; i++) {
        const piq__plan_move *m = &r->moves[i];
        piq__step *step = &report->moves[report->move_count++];
        step->workload = joint_text(report, piq__row_id(j->blocks->world->fleet, PIQ_ENTITY_WORKLOAD, j->item_row[m->item]));
        step->replica = j->item_replica[m->item];
        step->from = joint_parts(j, r, report, m->from, m->from_count, -1);
        step->to = joint_parts(j, r, report, m->to, m->to_count, 1);
        step->from_count = m->from_count;
        step->to_count = m->to_count;
        if (step->workload == NULL || step->from == NULL || step->to == NULL)
            return false;
        step->gpus = joint_sum(step->to, step->to_count);
    }
    return report->moves != NULL;
}

static int joint_compare_rows(const void *context, const void *a, const void *b)
{
    uint32_t x, y;
    (void)context;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static bool joint_write_starts(joint_problem *j, piq__joint_plan *plan, piq_report *report)
{
    const piq__plan_result *r = &plan->result;
    report->starts = piq__arena_take(&report->arena, (r->start_count + 1) * sizeof *report->starts);
    plan->started_room = r->start_count + 1;
    plan->started = piq__alloc(j->arena.allocator, plan->started_room * sizeof *plan->started);
    if (report->starts == NULL || plan->started == NULL)
        return false;
    for (size_t i = 0; i < r->start_count; i++) {
        const piq__plan_start *s = &r->starts[i];
        const uint32_t row = j->pending->jobs[j->job_of[s->job]].row;
        piq__step *step = &report->starts[report->start_count++];
        step->workload = joint_text(report, piq__row_id(j->blocks->world->fleet, PIQ_ENTITY_WORKLOAD, row));
        step->replica = s->replica;
        step->from = NULL;
        step->from_count = 0;
        step->to = joint_parts(j, r, report, s->to, s->to_count, 1);
        step->to_count = s->to_count;
        plan->started[plan->started_count++] = row;
        if (step->workload == NULL || step->to == NULL)
            return false;
        step->gpus = joint_sum(step->to, step->to_count);
    }
    return piq__sort(j->arena.allocator, plan->started, plan->started_count, sizeof *plan->started, joint_compare_rows, NULL);
}

static bool joint_solve(joint_problem *j, piq__joint_plan *plan, piq_report *report)
{
    if (!joint_build(j))
        return false;
    if (j->jobs == 0)
        return true;
    if (piq__plan(&j->p, j->arena.allocator, JOINT_WORK_LIMIT, &plan->result) != PIQ_OK)
        return false;
    plan->made = true;
    report->plan.moves = plan->result.move_count;
    report->plan.starts = plan->result.start_count;
    report->plan.runs = plan->result.runs;
    report->plan.runs_bound = plan->result.runs_bound;
    report->plan.gpus_moved = plan->result.gpus_moved;
    report->plan.optimal = plan->result.optimal ? 1 : 0;
    return joint_first_labels(j) && joint_write_moves(j, &plan->result, report) && joint_write_starts(j, plan, report);
}

bool piq__joint_plan_make(piq__joint_plan *plan, const piq__blocks *blocks, const piq__pending *pending, const uint32_t *states,
                          piq_report *report)
{
    joint_problem j;
    memset(&j, 0, sizeof j);
    j.blocks = blocks;
    j.pending = pending;
    j.states = states;
    if (pending->count == 0)
        return true;
    piq__arena_begin(&j.arena, blocks->world->allocator);
    piq__labels_begin(&j.labels, blocks->world->allocator);
    const bool good = joint_solve(&j, plan, report);
    piq__release(j.arena.allocator, j.set_bits, j.set_room * sizeof *j.set_bits);
    piq__map_end(&j.types, j.arena.allocator);
    piq__map_end(&j.sets, j.arena.allocator);
    piq__labels_end(&j.labels);
    piq__arena_end(&j.arena);
    return good;
}

bool piq__joint_plan_starts(const piq__joint_plan *plan, uint32_t workload)
{
    size_t low = 0, high = plan->started_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (plan->started[middle] < workload)
            low = middle + 1;
        else
            high = middle;
    }
    return low < plan->started_count && plan->started[low] == workload;
}

void piq__joint_plan_end(piq__joint_plan *plan, const piq_allocator *a)
{
    if (plan->made)
        piq__plan_free(a, &plan->result);
    piq__release(a, plan->started, plan->started_room * sizeof *plan->started);
}
