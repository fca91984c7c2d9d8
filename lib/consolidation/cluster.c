/* Cuts a part out of the model, mostly a component: its nodes, the movable items on them, the jobs that may start there. */
#include "consolidation/internal.h"

#define CLUSTER_TAKE(c, type, count) ((type *)piq__arena_take(&(c)->arena, ((size_t)(count) + 1) * sizeof(type)))

/* ---- what belongs where, told once for all components ---- */

static uint32_t cluster_of_node(const piq__plan_model *m, uint32_t n) { return m->component[m->p->node_type[m->node_of[n]]]; }
static uint32_t cluster_of_set(const piq__plan_model *m, uint32_t set)
{
    for (uint32_t t = piq__plan_types_first(m, set); t < piq__plan_types_end(m, set); t++)
        if (m->type_nodes[t] > 0 && piq__plan_accepts(m, set, t))
            return m->component[t];
    return PLAN_NONE;
}

static bool cluster_list_nodes(piq__plan_model *m, uint32_t *of)
{
    for (uint32_t n = 0; n < m->nodes; n++)
        of[n] = cluster_of_node(m, n);
    if (!piq__plan_list_by(m, &m->cut_nodes, m->nodes, of))
        return false;
    for (uint32_t s = 0; s < m->slots; s++)
        of[s] = cluster_of_node(m, m->slot_node[s]);
    return piq__plan_list_by(m, &m->cut_slots, m->slots, of);
}

static bool cluster_list_items(piq__plan_model *m, uint32_t *of)
{
    const piq__plan_problem *p = m->p;
    for (uint32_t i = 0; i < m->items; i++)
        of[i] = m->movable[i] ? cluster_of_node(m, m->node_in[p->piece_node[p->item_piece[m->item_of[i]]]]) : PLAN_NONE;
    return piq__plan_list_by(m, &m->cut_items, m->items, of);
}

/* Where a set of types leads is asked once for every set. */
static bool cluster_list_jobs(piq__plan_model *m, uint32_t *of)
{
    const uint32_t sets = m->p->type_sets;
    uint32_t *of_set = CLUSTER_TAKE(m, uint32_t, sets);
    if (of_set == NULL)
        return false;
    for (uint32_t set = 0; set <= sets; set++)
        of_set[set] = cluster_of_set(m, set == sets ? PLAN_NONE : set);
    for (uint32_t k = 0; k < m->jobs; k++) {
        const uint32_t given = m->job_of[k], set = piq__plan_job_types(m, given);
        const bool takes_part = m->job_class[given] == PIQ__PLAN_FITS || m->job_class[given] == PIQ__PLAN_BLOCKED;
        of[k] = takes_part ? of_set[set == PLAN_NONE ? sets : set] : PLAN_NONE;
    }
    if (!piq__plan_list_by(m, &m->cut_jobs, m->jobs, of))
        return false;
    for (uint32_t k = 0; k < m->cut_jobs.first[m->components]; k++)
        m->cut_jobs.at[k] = m->job_of[m->cut_jobs.at[k]];
    return true;
}

static uint32_t cluster_most(uint32_t a, uint32_t b) { return a > b ? a : b; }

piq_status piq__plan_cut(piq__plan_model *m)
{
    uint32_t *of = CLUSTER_TAKE(m, uint32_t, cluster_most(cluster_most(m->nodes, m->slots), cluster_most(m->items, m->jobs)));
    m->cut_node = CLUSTER_TAKE(m, uint32_t, m->nodes);
    m->cut_slot = CLUSTER_TAKE(m, uint32_t, m->slots);
    m->cut_domain = CLUSTER_TAKE(m, uint32_t, m->domains);
    if (m->arena.failed)
        return PIQ_E_NOMEM;
    memset(m->cut_node, 0xff, (size_t)m->nodes * sizeof *m->cut_node);
    memset(m->cut_domain, 0xff, (size_t)m->domains * sizeof *m->cut_domain);
    return cluster_list_nodes(m, of) && cluster_list_items(m, of) && cluster_list_jobs(m, of) ? PIQ_OK : PIQ_E_NOMEM;
}

piq__plan_part piq__plan_component(const piq__plan_model *m, uint32_t k)
{
    const uint32_t *node = m->cut_nodes.first + k, *slot = m->cut_slots.first + k, *item = m->cut_items.first + k, *job = m->cut_jobs.first + k;
    return (piq__plan_part){m->cut_nodes.at + node[0], m->cut_slots.at + slot[0], m->cut_items.at + item[0], m->cut_jobs.at + job[0],
                            node[1] - node[0],         slot[1] - slot[0],         item[1] - item[0],         job[1] - job[0]};
}

/* ---- one part ---- */

/* The model's indices to the cluster's. */
static bool cluster_count(piq__plan_cluster *c, const piq__plan_part *part, uint32_t **domain_of)
{
    const piq__plan_model *m = c->m;
    *domain_of = CLUSTER_TAKE(c, uint32_t, part->nodes);
    if (*domain_of == NULL)
        return false;
    c->nodes = part->nodes;
    c->slots = part->slots;
    for (uint32_t k = 0; k < part->nodes; k++) {
        const uint32_t n = part->node[k];
        m->cut_node[n] = k;
        if (m->cut_domain[m->domain[n]] == PLAN_NONE) {
            (*domain_of)[c->domains] = m->domain[n];
            m->cut_domain[m->domain[n]] = c->domains++;
        }
    }
    for (uint32_t k = 0; k < part->slots; k++)
        m->cut_slot[part->slot[k]] = k;
    return true;
}

static void cluster_domains(piq__plan_cluster *c, const uint32_t *domain_of)
{
    const piq__plan_model *m = c->m;
    uint32_t filled = 0;
    for (uint32_t d = 0; d < c->domains; d++) {
        c->domain_first[d] = filled;
        for (uint32_t k = m->domain_first[domain_of[d]]; k < m->domain_first[domain_of[d] + 1]; k++)
            if (m->cut_node[m->domain_node[k]] != PLAN_NONE)
                c->domain_node[filled++] = m->cut_node[m->domain_node[k]];
        m->cut_domain[domain_of[d]] = PLAN_NONE; /* for the next part */
    }
    c->domain_first[c->domains] = filled;
    c->flat = c->domains == c->nodes;
}

static bool cluster_nodes(piq__plan_cluster *c, const piq__plan_part *part, const uint32_t *domain_of)
{
    const piq__plan_model *m = c->m;
    c->node = CLUSTER_TAKE(c, uint32_t, c->nodes);
    c->domain = CLUSTER_TAKE(c, uint32_t, c->nodes);
    c->type = CLUSTER_TAKE(c, uint32_t, c->nodes);
    c->receives = CLUSTER_TAKE(c, uint8_t, c->nodes);
    c->free = CLUSTER_TAKE(c, int32_t, c->nodes);
    c->cpu = m->cpu == NULL ? NULL : CLUSTER_TAKE(c, int64_t, c->nodes);
    c->memory = m->memory == NULL ? NULL : CLUSTER_TAKE(c, int64_t, c->nodes);
    c->domain_first = CLUSTER_TAKE(c, uint32_t, c->domains + 1);
    c->domain_node = CLUSTER_TAKE(c, uint32_t, c->nodes);
    if (c->arena.failed)
        return false;
    uint32_t end = 0;
    c->type_first = PLAN_NONE;
    for (uint32_t at = 0; at < c->nodes; at++) {
        const uint32_t n = part->node[at], given = m->node_of[n];
        c->node[at] = n;
        c->domain[at] = m->cut_domain[m->domain[n]];
        c->type[at] = m->p->node_type[given];
        c->type_first = c->type[at] < c->type_first ? c->type[at] : c->type_first;
        end = cluster_most(end, c->type[at] + 1);
        c->receives[at] = m->p->node_receives[given] ? 1 : 0;
        c->free[at] = m->free[n];
        if (c->cpu != NULL)
            c->cpu[at] = m->cpu[n];
        if (c->memory != NULL)
            c->memory[at] = m->memory[n];
    }
    c->types = end - c->type_first;
    cluster_domains(c, domain_of);
    c->tracked = c->cpu != NULL || c->memory != NULL;
    return true;
}

static bool cluster_item_arrays(piq__plan_cluster *c, uint32_t pieces, uint32_t pods, uint32_t shares)
{
    c->item = CLUSTER_TAKE(c, uint32_t, c->items);
    c->shape = CLUSTER_TAKE(c, piq__plan_shape, c->items);
    c->gpus = CLUSTER_TAKE(c, int32_t, c->items);
    c->weight = CLUSTER_TAKE(c, piq__plan_weight, c->items);
    c->cls = CLUSTER_TAKE(c, uint32_t, c->items);
    c->pod_at = CLUSTER_TAKE(c, uint32_t, c->items);
    c->home = CLUSTER_TAKE(c, uint32_t, pods);
    c->home_slot = CLUSTER_TAKE(c, uint32_t, c->items);
    c->piece_first = CLUSTER_TAKE(c, uint32_t, c->items + 1);
    c->piece_node = CLUSTER_TAKE(c, uint32_t, pieces);
    c->piece_gpus = CLUSTER_TAKE(c, int32_t, pieces);
    c->slot_room = c->slots + shares;
    c->slot_node = CLUSTER_TAKE(c, uint32_t, c->slot_room);
    c->slot = CLUSTER_TAKE(c, uint32_t, c->slot_room);
    c->slot_load = CLUSTER_TAKE(c, int32_t, c->slot_room);
    c->slot_count = CLUSTER_TAKE(c, uint32_t, c->slot_room);
    c->slot_fixed = CLUSTER_TAKE(c, int32_t, c->slot_room);
    return !c->arena.failed;
}

static void cluster_slots(piq__plan_cluster *c, const piq__plan_part *part)
{
    const piq__plan_model *m = c->m;
    for (uint32_t at = 0; at < c->slots; at++) {
        const uint32_t s = part->slot[at];
        c->slot[at] = s;
        c->slot_node[at] = m->cut_node[m->slot_node[s]];
        c->slot_load[at] = m->slot_load[s] > INT32_MAX ? INT32_MAX : (int32_t)m->slot_load[s];
        c->slot_fixed[at] = m->slot_fixed[s] > INT32_MAX ? INT32_MAX : (int32_t)m->slot_fixed[s];
        c->slot_count[at] = 0;
    }
    for (uint32_t s = c->slots; s < c->slot_room; s++) {
        c->slot[s] = c->slot_node[s] = PLAN_NONE;
        c->slot_load[s] = c->slot_fixed[s] = 0;
        c->slot_count[s] = 0;
    }
}

static int64_t cluster_prio(int32_t priority, int64_t thousandths) { return (int64_t)priority * thousandths; }

static piq__plan_weight cluster_weight(const piq__plan_problem *p, uint32_t given, int32_t gpus, int32_t share)
{
    const int64_t parts = gpus > 0 ? (int64_t)gpus * PLAN_WHOLE : share;
    piq__plan_weight w = {parts, 0};
    if (p->item_move_cost != NULL && piq__known(p->item_move_cost[given])) {
        const double cost = piq__min(p->item_move_cost[given], 1e9) * PLAN_WHOLE;
        w.cost = (int64_t)(cost + 0.5);
    }
    if (w.cost < 1) /* a free move would let a plan move for ever */
        w.cost = 1;
    if (p->item_priority != NULL)
        w.prio = cluster_prio(p->item_priority[given], gpus > 0 ? (int64_t)gpus * 1000 : (int64_t)share * 1000 / PLAN_WHOLE);
    return w;
}

/* Pods as they stand now; PLAN_NONE in the first when the place is no whole number of pods. */
static void cluster_home(piq__plan_cluster *c, uint32_t i)
{
    uint32_t *home = c->home + c->pod_at[i];
    const piq__plan_shape *shape = &c->shape[i];
    const uint32_t first = c->piece_first[i], end = c->piece_first[i + 1];
    if (shape->pod == 0) {
        home[0] = c->piece_node[first];
        return;
    }
    uint32_t at = 0;
    for (uint32_t k = first; k < end; k++)
        if (c->piece_gpus[k] % shape->pod != 0) {
            home[0] = PLAN_NONE;
            return;
        }
    for (uint32_t k = first; k < end; k++)
        for (int32_t g = 0; g < c->piece_gpus[k]; g += shape->pod) {
            uint32_t b = at++;
            for (; b > 0 && home[b - 1] > c->piece_node[k]; b--)
                home[b] = home[b - 1];
            home[b] = c->piece_node[k];
        }
}

static void cluster_item(piq__plan_cluster *c, uint32_t i, uint32_t canonical, uint32_t *pieces)
{
    const piq__plan_model *m = c->m;
    const piq__plan_problem *p = m->p;
    const uint32_t given = m->item_of[canonical], first = p->item_piece[given], end = p->item_piece[given + 1];
    piq__plan_shape *s = &c->shape[i];
    c->item[i] = canonical;
    c->gpus[i] = p->item_gpus[given];
    s->pod = c->gpus[i] == 0 ? 0 : piq__plan_pod(c->gpus[i], p->item_pod_gpus == NULL ? 0 : p->item_pod_gpus[given]);
    s->pods = c->gpus[i] == 0 ? 1u : (uint32_t)(c->gpus[i] / s->pod);
    s->share = c->gpus[i] == 0 ? p->piece_share[first] : 0;
    s->set = piq__plan_item_types(m, given);
    s->only = s->set == PLAN_NONE ? p->node_type[p->piece_node[first]] : PLAN_NONE;
    s->single = p->item_single == NULL || p->item_single[given];
    s->cpu = p->item_cpu == NULL || c->cpu == NULL ? 0 : piq__plan_millis(p->item_cpu[given] / (double)s->pods, true);
    s->memory = p->item_memory == NULL || c->memory == NULL ? 0 : piq__plan_millis(p->item_memory[given] * 0.001 / (double)s->pods, true);
    c->weight[i] = cluster_weight(p, given, c->gpus[i], s->share);
    c->home_slot[i] = PLAN_NONE;
    c->piece_first[i] = *pieces;
    for (uint32_t k = first; k < end; k++) {
        c->piece_node[*pieces] = m->cut_node[m->node_in[p->piece_node[k]]];
        c->piece_gpus[(*pieces)++] = p->piece_gpus[k];
        if (c->gpus[i] == 0) {
            c->home_slot[i] = m->cut_slot[m->piece_slot[k]];
            c->slot_count[c->home_slot[i]]++;
        }
    }
    c->piece_first[i + 1] = *pieces;
    cluster_home(c, i);
}

static bool cluster_same_class(const piq__plan_cluster *c, uint32_t a, uint32_t b)
{
    const piq__plan_shape *x = &c->shape[a], *y = &c->shape[b];
    return c->gpus[a] == c->gpus[b] && x->pod == y->pod && x->share == y->share && x->set == y->set && x->only == y->only &&
           x->single == y->single && x->cpu == y->cpu && x->memory == y->memory && c->weight[a].cost == c->weight[b].cost &&
           c->weight[a].prio == c->weight[b].prio;
}

/* Only exact search asks for classes, and it is not used on many items. */
static void cluster_classes(piq__plan_cluster *c)
{
    for (uint32_t i = 0; i < c->items; i++) {
        c->cls[i] = i;
        for (uint32_t k = 0; c->items <= PLAN_EXACT_ITEMS && k < i; k++)
            if (c->cls[k] == k && cluster_same_class(c, k, i)) {
                c->cls[i] = k;
                break;
            }
    }
}

static bool cluster_items(piq__plan_cluster *c, const piq__plan_part *part)
{
    const piq__plan_model *m = c->m;
    const piq__plan_problem *p = m->p;
    uint32_t pieces = 0, shares = 0, pods = 0;
    c->items = part->items;
    for (uint32_t i = 0; i < c->items; i++) {
        const uint32_t given = m->item_of[part->item[i]];
        pieces += p->item_piece[given + 1] - p->item_piece[given];
        shares += p->item_gpus[given] == 0 ? 1u : 0u;
        pods += p->item_gpus[given] == 0
                    ? 1u
                    : (uint32_t)(p->item_gpus[given] /
                                 piq__plan_pod(p->item_gpus[given], p->item_pod_gpus == NULL ? 0 : p->item_pod_gpus[given]));
    }
    if (!cluster_item_arrays(c, pieces, pods, shares))
        return false;
    cluster_slots(c, part);
    c->pods = pods;
    pieces = pods = 0;
    c->piece_first[0] = 0;
    for (uint32_t i = 0; i < c->items; i++) {
        c->pod_at[i] = pods;
        cluster_item(c, i, part->item[i], &pieces);
        pods += c->shape[i].pods;
    }
    cluster_classes(c);
    return true;
}

static bool cluster_jobs(piq__plan_cluster *c, const piq__plan_part *part)
{
    const piq__plan_model *m = c->m;
    const piq__plan_problem *p = m->p;
    c->jobs = part->jobs;
    c->job = CLUSTER_TAKE(c, uint32_t, c->jobs);
    c->job_shape = CLUSTER_TAKE(c, piq__plan_shape, c->jobs);
    c->job_gpus = CLUSTER_TAKE(c, int32_t, c->jobs);
    c->job_replicas = CLUSTER_TAKE(c, int32_t, c->jobs);
    c->job_need = CLUSTER_TAKE(c, int64_t, c->jobs);
    if (c->arena.failed)
        return false;
    for (uint32_t j = 0; j < c->jobs; j++) {
        const uint32_t given = part->job[j];
        piq__plan_shape *s = &c->job_shape[j];
        c->job[j] = given;
        c->job_gpus[j] = p->job_gpus[given];
        c->job_replicas[j] = p->job_replicas == NULL ? 1 : p->job_replicas[given];
        c->job_need[j] = (int64_t)c->job_gpus[j] * c->job_replicas[j];
        s->single = p->job_single == NULL || p->job_single[given];
        s->pod = s->single ? piq__plan_pod(c->job_gpus[j], p->job_pod_gpus == NULL ? 0 : p->job_pod_gpus[given]) : 1;
        s->pods = (uint32_t)(c->job_gpus[j] / s->pod);
        s->share = 0;
        s->set = piq__plan_job_types(m, given);
        s->only = PLAN_NONE;
        s->cpu = p->job_cpu == NULL || m->cpu == NULL ? 0 : piq__plan_millis(p->job_cpu[given] / (double)s->pods, true);
        s->memory = p->job_memory == NULL || m->memory == NULL ? 0 : piq__plan_millis(p->job_memory[given] * 0.001 / (double)s->pods, true);
    }
    return true;
}

piq_status piq__plan_cluster_begin(piq__plan_cluster *c, const piq__plan_model *m, const piq__plan_part *part, const piq_allocator *a)
{
    uint32_t *domain_of;
    memset(c, 0, sizeof *c);
    piq__arena_begin(&c->arena, a);
    c->m = m;
    if (!cluster_jobs(c, part))
        return PIQ_E_NOMEM;
    const bool made = cluster_count(c, part, &domain_of) && cluster_nodes(c, part, domain_of) && cluster_items(c, part);
    for (uint32_t k = 0; k < part->nodes; k++)
        m->cut_node[part->node[k]] = PLAN_NONE; /* for the next part */
    return made ? PIQ_OK : PIQ_E_NOMEM;
}

void piq__plan_cluster_end(piq__plan_cluster *c) { piq__arena_end(&c->arena); }
