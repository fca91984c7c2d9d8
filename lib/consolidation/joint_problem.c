#include "consolidation/joint_problem.h"

#include "facts/work.h"
#include "support/sort.h"


void *piq__joint_take(piq__joint_problem *j, size_t count, size_t size, bool *good)
{
    void *block = piq__arena_take(&j->arena, (count + 1) * size);
    *good = *good && block != NULL;
    if (block != NULL)
        memset(block, 0, (count + 1) * size);
    return block;
}

/* ---- workloads by id ---- */

typedef struct joint_ids {
    const piq__world *world;
    const uint32_t *rows;
    const int32_t *then; /* what decides between equal rows; NULL: there are none */
} joint_ids;

static int joint_compare(const void *context, const void *a, const void *b)
{
    const joint_ids *ids = context;
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    const uint32_t rx = piq__rank(&ids->world->ranks, PIQ_ENTITY_WORKLOAD, ids->rows[x]);
    const uint32_t ry = piq__rank(&ids->world->ranks, PIQ_ENTITY_WORKLOAD, ids->rows[y]);
    if (rx == ry)
        return (ids->then[x] > ids->then[y]) - (ids->then[x] < ids->then[y]);
    return rx < ry ? -1 : 1;
}

static uint32_t *joint_ranks(piq__joint_problem *j, size_t count, const joint_ids *ids, bool *good)
{
    uint32_t *order = piq__joint_take(j, count, sizeof *order, good), *rank = piq__joint_take(j, count, sizeof *rank, good);
    for (size_t i = 0; *good && i < count; i++)
        order[i] = (uint32_t)i;
    *good = *good && piq__sort(j->arena.allocator, order, count, sizeof *order, joint_compare, ids);
    for (size_t i = 0; *good && i < count; i++)
        rank[order[i]] = (uint32_t)i;
    return rank;
}

/* ---- nodes ---- */

/* GPUs that the planner may give away or move work off; what nobody placed stays where it is. */
static int32_t joint_capacity(const piq__joint_problem *j, size_t row)
{
    const piq__world *world = j->blocks->world;
    const piq__node *n = &world->nodes[row];
    if (j->blocks->island[row] > 0 || !piq__known(n->gpu_count))
        return 0;
    const double allocated = piq__or(piq__number_at(world->fleet, F_node_gpus_allocated, row), 0);
    const double unseen = piq__max(0, piq__ceiling(allocated) - n->taken);
    return (int32_t)piq__max(0, n->gpu_count - n->unhealthy - unseen);
}

static int joint_compare_lots(const void *context, const void *a, const void *b)
{
    const piq__world *world = context;
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    const piq__lot *l = &world->lots[x], *m = &world->lots[y];
    const int clusters = piq__string_order(piq__strings_at(&world->fleet->strings, l->cluster), piq__strings_at(&world->fleet->strings, m->cluster));
    return clusters != 0 ? clusters
                         : strcmp(l->type == PIQ__NO_TYPE ? "" : world->types[l->type].name, m->type == PIQ__NO_TYPE ? "" : world->types[m->type].name);
}

/* The planner's types are lots, for work never leaves its cluster; numbered by name, so that a plan does not depend on which node came
   first. */
static bool joint_types(piq__joint_problem *j)
{
    const piq__world *world = j->blocks->world;
    const size_t types = j->type_count = world->lot_count;
    bool good = true;
    uint32_t *order = piq__joint_take(j, types, sizeof *order, &good);
    j->type_of_lot = piq__joint_take(j, types, sizeof *j->type_of_lot, &good);
    j->type_first = piq__joint_take(j, types, sizeof *j->type_first, &good);
    for (size_t i = 0; good && i < types; i++)
        order[i] = (uint32_t)i;
    if (!good || !piq__sort(j->arena.allocator, order, types, sizeof *order, joint_compare_lots, world))
        return false;
    uint32_t widest = 0;
    for (uint32_t i = 0; i < types; i++) {
        const bool same = i > 0 && world->lots[order[i]].cluster == world->lots[order[i - 1]].cluster;
        j->type_of_lot[order[i]] = i;
        j->type_first[i] = same ? j->type_first[i - 1] : i;
        widest = i - j->type_first[i] + 1 > widest ? i - j->type_first[i] + 1 : widest;
    }
    j->p.type_words = (widest + 63) / 64;
    j->set_now = piq__joint_take(j, j->p.type_words, sizeof *j->set_now, &good);
    return good;
}

/* A field of every node; NULL where no node has it. */
static double *joint_take_field(piq__joint_problem *j, unsigned field, bool *good)
{
    const piq__world *world = j->blocks->world;
    if (world->fleet->columns[field].page_count == 0)
        return NULL;
    double *values = piq__joint_take(j, world->node_count, sizeof *values, good);
    for (size_t row = 0; *good && row < world->node_count; row++)
        values[row] = piq__number_at(world->fleet, field, row);
    return values;
}

static bool joint_nodes(piq__joint_problem *j)
{
    const piq__world *world = j->blocks->world;
    const size_t nodes = world->node_count;
    bool good = joint_types(j);
    j->node_domain = piq__joint_take(j, nodes, sizeof *j->node_domain, &good);
    j->node_type = piq__joint_take(j, nodes, sizeof *j->node_type, &good);
    j->node_gpus = piq__joint_take(j, nodes, sizeof *j->node_gpus, &good);
    j->node_capacity = piq__joint_take(j, nodes, sizeof *j->node_capacity, &good);
    j->node_receives = piq__joint_take(j, nodes, sizeof *j->node_receives, &good);
    j->node_cpu = joint_take_field(j, F_node_free_cpu_cores, &good);
    j->node_memory = joint_take_field(j, F_node_free_memory_bytes, &good);
    j->node_rank = piq__joint_take(j, nodes, sizeof *j->node_rank, &good);
    for (size_t d = 0; good && d < j->blocks->domain_count; d++)
        for (uint32_t i = 0; i < j->blocks->domains[d].count; i++)
            j->node_domain[j->blocks->ordered[j->blocks->domains[d].first + i]] = (uint32_t)d;
    for (size_t row = 0; good && row < nodes; row++) {
        const piq__node *n = &world->nodes[row];
        j->node_rank[row] = piq__rank(&world->ranks, PIQ_ENTITY_NODE, row);
        j->node_type[row] = j->type_of_lot[n->lot];
        j->node_gpus[row] = (int32_t)piq__or(n->gpu_count, 0);
        j->node_capacity[row] = joint_capacity(j, row);
        j->node_receives[row] = n->state == PIQ_NODE_STATE_READY && !n->mig && piq__known(j->blocks->free[row]) && j->blocks->island[row] == 0;
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

/* Islands are planned as they are: their work stays, and nothing of it is told to the planner. */
static bool joint_on_island(const piq__joint_problem *j, const piq__place *piece) { return j->blocks->island[piece->node] > 0; }

/* Work that stays on whole GPUs only takes them away: it need not be told piece by piece. */
static bool joint_only_holds(const piq__joint_problem *j, size_t row, const piq__place *pieces, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (pieces[i].gpus > 0 && pieces[i].gpus < 1)
            return false;
    return piq__number_at(j->blocks->world->fleet, F_workload_movable, row) != 1;
}

/* So does all that runs of a page. */
static bool joint_page_holds(const piq__joint_problem *j, size_t page)
{
    const piq__world *world = j->blocks->world;
    return !world->broken && piq__column_empty(&world->fleet->columns[F_workload_movable], page);
}

static void joint_hold(piq__joint_problem *j, const piq__place *pieces, uint32_t count, int32_t sign)
{
    for (uint32_t i = 0; i < count; i++)
        if (!joint_on_island(j, pieces + i))
            j->node_capacity[pieces[i].node] -= sign * (int32_t)piq__ceiling(pieces[i].gpus);
    j->held += count;
}

/* Where all work is on whole GPUs the nodes have counted it: what may move is given back when it is told. */
static void joint_hold_all(piq__joint_problem *j)
{
    const piq__world *world = j->blocks->world;
    for (size_t row = 0; row < world->node_count; row++) {
        if (j->blocks->island[row] == 0)
            j->node_capacity[row] -= (int32_t)piq__min(world->nodes[row].placed, 1e9);
        j->held += world->nodes[row].pods;
    }
}

/* Two walks over the placements: the first counts, the second fills. */
static bool joint_count(piq__joint_problem *j)
{
    const piq_fleet *f = j->blocks->world->fleet;
    piq__span places[PIQ__PAGE_ROWS];
    for (size_t page = 0; page < f->columns[F_workload_placement].page_count; page++) {
        if (joint_page_holds(j, page))
            continue;
        piq__world_placements(f, page, places);
        for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
            if (places[i].count != 0 && !joint_only_holds(j, page * PIQ__PAGE_ROWS + i, piq__places(f, places[i]), places[i].count))
                j->pieces += places[i].count;
    }
    j->items = j->pieces; /* at most */
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

static bool joint_items_room(piq__joint_problem *j, joint_items *t)
{
    bool good = true;
    t->first = piq__joint_take(j, j->items + 1, sizeof *t->first, &good);
    t->row = piq__joint_take(j, j->items, sizeof *t->row, &good);
    t->types = piq__joint_take(j, j->items, sizeof *t->types, &good);
    t->replica = piq__joint_take(j, j->items, sizeof *t->replica, &good);
    t->gpus = piq__joint_take(j, j->items, sizeof *t->gpus, &good);
    t->pod = piq__joint_take(j, j->items, sizeof *t->pod, &good);
    t->priority = piq__joint_take(j, j->items, sizeof *t->priority, &good);
    t->single = piq__joint_take(j, j->items, sizeof *t->single, &good);
    t->movable = piq__joint_take(j, j->items, sizeof *t->movable, &good);
    t->cost = piq__joint_take(j, j->items, sizeof *t->cost, &good);
    t->cpu = piq__joint_take(j, j->items, sizeof *t->cpu, &good);
    t->memory = piq__joint_take(j, j->items, sizeof *t->memory, &good);
    t->piece_node = piq__joint_take(j, j->pieces, sizeof *t->piece_node, &good);
    t->piece_label = piq__joint_take(j, j->pieces, sizeof *t->piece_label, &good);
    t->piece_gpus = piq__joint_take(j, j->pieces, sizeof *t->piece_gpus, &good);
    t->piece_share = piq__joint_take(j, j->pieces, sizeof *t->piece_share, &good);
    return good;
}

static bool joint_whole(double gpus) { return gpus >= 1 && piq__floor(gpus) == gpus && gpus <= 1e6; }

/* A piece the planner cannot say exactly holds its GPUs, and its workload stays. */
static void joint_add_piece(const piq__joint_problem *j, joint_items *t, const piq__place *place, uint32_t serial, bool *exact)
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
    t->piece_label[at] = place->label != 0 ? place->label | PIQ__JOINT_LABEL : PIQ__JOINT_LOOSE | serial;
    *exact = *exact && place->label != 0;
    (void)j;
}

/* The types of a cluster that a list of names lets in; returns the first type of the cluster, which bit 0 stands for. */
static uint32_t joint_fill_set(piq__joint_problem *j, uint32_t cluster, bool any, const piq__span *accepted)
{
    const piq__world *world = j->blocks->world;
    uint32_t first = 0;
    piq__job like;
    memset(&like, 0, sizeof like);
    like.any_type = any;
    like.accepted = *accepted;
    memset(j->set_now, 0, j->p.type_words * sizeof *j->set_now);
    for (uint32_t lot = piq__world_first_lot(world, cluster); lot != PIQ__NO_LOT; lot = world->lots[lot].next) {
        const uint32_t type = j->type_of_lot[lot];
        first = j->type_first[type];
        if (piq__job_accepts(world, &like, world->lots[lot].type))
            j->set_now[(type - first) / 64] |= UINT64_C(1) << ((type - first) % 64);
    }
    return first;
}

uint32_t piq__joint_set(piq__joint_problem *j, uint32_t cluster, bool any, const piq__span *accepted, bool *good)
{
    const piq_allocator *a = j->arena.allocator;
    const size_t words = j->p.type_words;
    const uint32_t first = joint_fill_set(j, cluster, any, accepted);
    uint64_t hash = first;
    for (size_t w = 0; w < words; w++)
        hash = (hash ^ hash >> 29 ^ j->set_now[w]) * UINT64_C(0xD6E8FEB86659FD93) + 7;
    for (uint32_t key = (uint32_t)(hash >> 32) | 1u;; key += 2) {
        uint32_t *at = piq__map_at(&j->sets, a, key);
        *good = *good && at != NULL;
        if (!*good)
            return PIQ__PLAN_NONE;
        if (*at != UINT32_MAX && NEVER((j->set_first[*at] != first) | (memcmp(j->set_bits + *at * words, j->set_now, words * sizeof *j->set_now) != 0)))
            continue;
        if (*at == UINT32_MAX) {
            *good = piq__grow(a, (void **)&j->set_bits, &j->set_room, (j->set_count + 1) * words, sizeof *j->set_bits) &&
                    piq__grow(a, (void **)&j->set_first, &j->set_first_room, j->set_count + 1, sizeof *j->set_first);
            if (!*good)
                return PIQ__PLAN_NONE;
            memcpy(j->set_bits + j->set_count * words, j->set_now, words * sizeof *j->set_now);
            j->set_first[j->set_count] = first;
            *at = (uint32_t)j->set_count++;
        }
        return *at;
    }
}

static void joint_describe_item(piq__joint_problem *j, joint_items *t, size_t row, double gpus, bool exact, bool *good)
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
    t->types[at] = listed ? piq__joint_set(j, cluster, false, &accepted, good) : PIQ__PLAN_NONE;
    t->priority[at] = (int32_t)piq__or(piq__number_at(f, F_workload_priority, row), 0);
    t->cost[at] = piq__number_at(f, F_workload_move_cost, row);
    t->cpu[at] = piq__number_at(f, F_workload_cpu_cores, row);
    t->memory[at] = piq__number_at(f, F_workload_host_memory_bytes, row);
}

static bool joint_add_workload(piq__joint_problem *j, joint_items *t, size_t row, const piq__span *span, joint_piece **scratch, size_t *room)
{
    const piq__world *world = j->blocks->world;
    const double stated = piq__number_at(world->fleet, F_workload_gpus, row);
    double filled = 0;
    bool good = piq__grow(j->arena.allocator, (void **)scratch, room, span->count, sizeof **scratch);
    for (uint32_t i = 0; good && i < span->count; i++) {
        const joint_piece piece = {joint_replica(piq__places(world->fleet, *span) + i, &filled, stated), i};
        (*scratch)[i] = piece;
    }
    good = good && piq__sort(j->arena.allocator, *scratch, span->count, sizeof **scratch, joint_compare_pieces, NULL);
    for (uint32_t i = 0; good && i < span->count;) {
        const int32_t replica = (*scratch)[i].replica;
        bool exact = piq__known(stated);
        double gpus = 0;
        t->first[t->count] = (uint32_t)t->pieces;
        for (; i < span->count && (*scratch)[i].replica == replica; i++) {
            const piq__place *place = piq__places(world->fleet, *span) + (*scratch)[i].place;
            gpus += place->gpus;
            if (joint_on_island(j, place) || place->gpus == 0)
                exact = false;
            else
                joint_add_piece(j, t, place, (uint32_t)t->pieces, &exact);
        }
        if (t->first[t->count] == t->pieces)
            continue;
        exact = exact && gpus == stated;
        t->row[t->count] = (uint32_t)row;
        t->replica[t->count] = replica;
        joint_describe_item(j, t, row, gpus, exact, &good);
        t->count++;
    }
    t->first[t->count] = (uint32_t)t->pieces;
    return good;
}

static bool joint_add_page(piq__joint_problem *j, joint_items *t, size_t page, joint_piece **scratch, size_t *room)
{
    const piq_fleet *f = j->blocks->world->fleet;
    const bool counted = !j->blocks->world->broken;
    piq__span places[PIQ__PAGE_ROWS];
    if (joint_page_holds(j, page))
        return true;
    piq__world_placements(f, page, places);
    for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++) {
        const size_t row = page * PIQ__PAGE_ROWS + i;
        const piq__place *pieces = piq__places(f, places[i]);
        if (places[i].count == 0)
            continue;
        const bool holds = joint_only_holds(j, row, pieces, places[i].count);
        if (holds != counted)
            joint_hold(j, pieces, places[i].count, holds ? 1 : -1);
        if (!holds && !joint_add_workload(j, t, row, &places[i], scratch, room))
            return false;
    }
    return true;
}

static int joint_compare_labels(const void *context, const void *a, const void *b)
{
    const piq__strings *strings = context;
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return piq__string_order(piq__strings_at(strings, x), piq__strings_at(strings, y));
}

static void joint_number_labels(piq__joint_problem *j, const joint_items *t, const uint32_t *by_rank)
{
    uint32_t loose = 0;
    for (size_t r = 0; r < t->count; r++)
        for (uint32_t k = t->first[by_rank[r]]; k < t->first[by_rank[r] + 1]; k++) {
            if (t->piece_share[k] == 0)
                continue;
            const uint32_t number = t->piece_label[k] >= PIQ__JOINT_LOOSE ? 0 : piq__map_get(&j->labels_by_text, t->piece_label[k] & ~PIQ__JOINT_LABEL);
            t->piece_label[k] = t->piece_label[k] >= PIQ__JOINT_LOOSE ? PIQ__JOINT_LOOSE | loose++ : PIQ__JOINT_LABEL | number;
        }
}

/* Labels are numbered by name, shares without one in the order of their workloads. */
static bool joint_order_labels(piq__joint_problem *j, const joint_items *t)
{
    bool good = true;
    size_t count = 0;
    uint32_t *by_rank = piq__joint_take(j, t->count, sizeof *by_rank, &good);
    j->label_text = piq__joint_take(j, t->pieces, sizeof *j->label_text, &good);
    for (size_t i = 0; good && i < t->count; i++)
        by_rank[j->p.item_rank[i]] = (uint32_t)i;
    for (size_t k = 0; good && k < t->pieces; k++) {
        if (t->piece_share[k] == 0 || t->piece_label[k] >= PIQ__JOINT_LOOSE)
            continue;
        uint32_t *at = piq__map_at(&j->labels_by_text, j->arena.allocator, t->piece_label[k] & ~PIQ__JOINT_LABEL);
        good = at != NULL;
        if (good && *at == UINT32_MAX) {
            *at = 0;
            j->label_text[count++] = t->piece_label[k] & ~PIQ__JOINT_LABEL;
        }
    }
    good = good && piq__sort(j->arena.allocator, j->label_text, count, sizeof *j->label_text, joint_compare_labels, &j->blocks->world->fleet->strings);
    for (size_t i = 0; good && i < count; i++)
        *piq__map_at(&j->labels_by_text, j->arena.allocator, j->label_text[i]) = (uint32_t)i;
    if (good)
        joint_number_labels(j, t, by_rank);
    return good;
}

static bool joint_running(piq__joint_problem *j, joint_items *t)
{
    const size_t pages = j->blocks->world->fleet->columns[F_workload_placement].page_count;
    joint_piece *scratch = NULL;
    size_t room = 0;
    bool good = ALWAYS(joint_count(j)) && joint_items_room(j, t);
    if (!j->blocks->world->broken)
        joint_hold_all(j);
    for (size_t page = 0; good && page < pages; page++)
        good = joint_add_page(j, t, page, &scratch, &room);
    piq__release(j->arena.allocator, scratch, room * sizeof *scratch);
    const joint_ids ids = {j->blocks->world, t->row, t->replica};
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
    good = good && joint_order_labels(j, t);
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

static bool joint_jobs(piq__joint_problem *j)
{
    const piq__world *world = j->blocks->world;
    const size_t room = j->pending->count;
    bool good = true;
    int32_t *gpus = piq__joint_take(j, room, sizeof *gpus, &good), *replicas = piq__joint_take(j, room, sizeof *replicas, &good);
    int32_t *pod = piq__joint_take(j, room, sizeof *pod, &good), *priority = piq__joint_take(j, room, sizeof *priority, &good);
    uint8_t *single = piq__joint_take(j, room, sizeof *single, &good);
    uint32_t *types = piq__joint_take(j, room, sizeof *types, &good), *row = piq__joint_take(j, room, sizeof *row, &good);
    double *cpu = piq__joint_take(j, room, sizeof *cpu, &good), *memory = piq__joint_take(j, room, sizeof *memory, &good);
    j->job_of = piq__joint_take(j, room, sizeof *j->job_of, &good);
    for (size_t i = 0; good && i < room; i++) {
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
        types[at] = piq__joint_set(j, job->cluster, job->any_type, &job->accepted, &good);
        cpu[at] = piq__number_at(world->fleet, F_workload_cpu_cores, job->row);
        memory[at] = piq__number_at(world->fleet, F_workload_host_memory_bytes, job->row);
    }
    const joint_ids ids = {world, row, NULL};
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

bool piq__joint_problem_build(piq__joint_problem *j, bool always)
{
    joint_items items;
    memset(&items, 0, sizeof items);
    if (!joint_nodes(j))
        return false;
    if (j->type_count == 0)
        return true;
    if (!joint_jobs(j) || ((j->jobs != 0 || always) && !joint_running(j, &items)))
        return false;
    j->p.types = (uint32_t)j->type_count;
    j->p.type_sets = (uint32_t)j->set_count;
    j->p.type_set = j->set_bits;
    j->p.type_first = j->set_first;
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

void piq__joint_problem_begin(piq__joint_problem *j, const piq__blocks *blocks, const piq__pending *pending, const uint32_t *states)
{
    memset(j, 0, sizeof *j);
    j->blocks = blocks;
    j->pending = pending;
    j->states = states;
    piq__arena_begin(&j->arena, blocks->world->allocator);
    piq__labels_begin(&j->labels, blocks->world->allocator);
}

void piq__joint_problem_end(piq__joint_problem *j)
{
    const piq_allocator *a = j->arena.allocator;
    piq__release(a, j->set_bits, j->set_room * sizeof *j->set_bits);
    piq__release(a, j->set_first, j->set_first_room * sizeof *j->set_first);
    piq__map_end(&j->sets, a);
    piq__map_end(&j->labels_by_text, a);
    piq__labels_end(&j->labels);
    piq__arena_end(&j->arena);
}
