/* The problem in canonical order: rows sorted by rank, shares gathered into GPUs, free GPUs counted, types that exchange
   work joined into components. One pass over each table. */
#include "consolidation/internal.h"

#define INDEX_TAKE(m, type, count) ((type *)piq__arena_take(&(m)->arena, ((size_t)(count) + 1) * sizeof(type)))

int64_t piq__plan_millis(double value, bool up)
{
    if (!piq__known(value) || value > 9e14)
        return up ? 0 : PLAN_UNLIMITED;
    if (value <= 0)
        return 0;
    const double scaled = value * 1000.0;
    const int64_t whole = (int64_t)scaled;
    return up && (double)whole < scaled ? whole + 1 : whole;
}

int32_t piq__plan_pod(int32_t gpus, int32_t pod)
{
    if (pod <= 0 || pod > gpus)
        return gpus;
    while (gpus % pod != 0)
        pod--;
    return pod;
}

uint32_t piq__plan_item_types(const piq__plan_model *m, uint32_t caller_item)
{
    const uint32_t set = m->p->item_types == NULL ? PLAN_NONE : m->p->item_types[caller_item];
    return set == PLAN_NONE ? set : m->set_in[set];
}

uint32_t piq__plan_job_types(const piq__plan_model *m, uint32_t caller_job)
{
    const uint32_t set = m->p->job_types == NULL ? PLAN_NONE : m->p->job_types[caller_job];
    return set == PLAN_NONE ? set : m->set_in[set];
}

bool piq__plan_list_by(piq__plan_model *m, piq__plan_list *list, uint32_t count, const uint32_t *of)
{
    const uint32_t types = m->p->types;
    list->first = INDEX_TAKE(m, uint32_t, types + 1);
    list->at = INDEX_TAKE(m, uint32_t, count);
    if (m->arena.failed)
        return false;
    memset(list->first, 0, ((size_t)types + 2) * sizeof *list->first);
    for (uint32_t i = 0; i < count; i++)
        if (of[i] != PLAN_NONE)
            list->first[of[i] + 2]++;
    for (uint32_t t = 1; t <= types; t++)
        list->first[t + 1] += list->first[t];
    for (uint32_t i = 0; i < count; i++) /* first[t + 1] runs from where those of t begin to where they end */
        if (of[i] != PLAN_NONE)
            list->at[list->first[of[i] + 1]++] = i;
    return true;
}

static bool index_order(piq__plan_model *m, const uint32_t *rank, uint32_t count, uint32_t **of)
{
    *of = INDEX_TAKE(m, uint32_t, count);
    if (m->arena.failed)
        return false;
    for (uint32_t i = 0; i < count; i++)
        (*of)[rank == NULL ? i : rank[i]] = i;
    return true;
}

static int index_compare_sets(const void *context, const void *a, const void *b)
{
    const piq__plan_problem *p = context;
    const uint32_t s = *(const uint32_t *)a, t = *(const uint32_t *)b;
    const uint64_t *x = p->type_set + (size_t)s * p->type_words, *y = p->type_set + (size_t)t * p->type_words;
    if (p->type_first != NULL && p->type_first[s] != p->type_first[t])
        return p->type_first[s] < p->type_first[t] ? -1 : 1;
    for (uint32_t w = 0; w < p->type_words; w++)
        if (x[w] != y[w])
            return x[w] < y[w] ? -1 : 1;
    return 0;
}

/* Sets in the order of what they hold, equal ones as one: the caller's numbers say nothing. */
static bool index_sets(piq__plan_model *m)
{
    const piq__plan_problem *p = m->p;
    uint32_t *order = INDEX_TAKE(m, uint32_t, p->type_sets);
    m->set_in = INDEX_TAKE(m, uint32_t, p->type_sets);
    if (m->arena.failed)
        return false;
    for (uint32_t s = 0; s < p->type_sets; s++)
        order[s] = s;
    if (!piq__sort(m->arena.allocator, order, p->type_sets, sizeof *order, index_compare_sets, p))
        return false;
    for (uint32_t k = 0; k < p->type_sets; k++) {
        const bool again = k > 0 && index_compare_sets(p, &order[k - 1], &order[k]) == 0;
        m->set_in[order[k]] = again ? m->set_in[order[k - 1]] : k;
    }
    return true;
}

static uint32_t index_only(const piq__plan_model *m, uint32_t set)
{
    uint32_t found = 0, only = PLAN_NONE;
    for (uint32_t t = piq__plan_types_first(m, set); t < piq__plan_types_end(m, set); t++)
        if (m->type_nodes[t] > 0 && piq__plan_accepts(m, set, t)) {
            only = t;
            found++;
        }
    return found == 1 ? only : PLAN_NONE;
}

/* A set that equals another has no row of its own, yet is looked at: it holds nothing. */
static bool index_types(piq__plan_model *m)
{
    const piq__plan_problem *p = m->p;
    m->set_span = p->type_words * 64;
    m->accepts = INDEX_TAKE(m, uint8_t, (size_t)p->type_sets * m->set_span);
    m->set_first = INDEX_TAKE(m, uint32_t, p->type_sets);
    m->set_only = INDEX_TAKE(m, uint32_t, p->type_sets);
    m->type_nodes = INDEX_TAKE(m, uint32_t, p->types);
    if (!index_sets(m))
        return false;
    memset(m->accepts, 0, (size_t)p->type_sets * m->set_span);
    memset(m->set_first, 0, (size_t)p->type_sets * sizeof *m->set_first);
    for (uint32_t s = 0; s < p->type_sets; s++) {
        const uint32_t set = m->set_in[s];
        m->set_first[set] = p->type_first == NULL ? 0 : p->type_first[s];
        for (uint32_t b = 0; b < m->set_span; b++)
            m->accepts[(size_t)set * m->set_span + b] = (uint8_t)(p->type_set[(size_t)s * p->type_words + b / 64] >> (b % 64) & 1u);
    }
    memset(m->type_nodes, 0, (size_t)p->types * sizeof *m->type_nodes);
    for (uint32_t n = 0; n < p->nodes; n++)
        m->type_nodes[p->node_type[n]]++;
    for (uint32_t set = 0; set < p->type_sets; set++)
        m->set_only[set] = index_only(m, set);
    return true;
}

static bool index_limits(piq__plan_model *m, const double *given, int64_t **out, double scale)
{
    bool any = false;
    for (uint32_t n = 0; given != NULL && !any && n < m->nodes; n++)
        any = piq__known(given[n]);
    *out = NULL;
    if (!any)
        return true;
    *out = INDEX_TAKE(m, int64_t, m->nodes);
    if (*out == NULL)
        return false;
    for (uint32_t n = 0; n < m->nodes; n++)
        (*out)[n] = piq__plan_millis(given[m->node_of[n]] * scale, false);
    return true;
}

/* Domains are numbered by their first node, so that their order does not depend on the caller's. */
static bool index_domains(piq__plan_model *m)
{
    const piq__plan_problem *p = m->p;
    uint32_t *seen = INDEX_TAKE(m, uint32_t, p->domains);
    m->domain = INDEX_TAKE(m, uint32_t, m->nodes);
    m->domain_first = INDEX_TAKE(m, uint32_t, p->domains + 1);
    m->domain_node = INDEX_TAKE(m, uint32_t, m->nodes);
    if (m->arena.failed)
        return false;
    memset(seen, 0xff, ((size_t)p->domains + 1) * sizeof *seen);
    memset(m->domain_first, 0, ((size_t)p->domains + 2) * sizeof *m->domain_first);
    m->domains = 0;
    for (uint32_t n = 0; n < m->nodes; n++) {
        const uint32_t given = p->node_domain[m->node_of[n]];
        if (seen[given] == PLAN_NONE)
            seen[given] = m->domains++;
        m->domain[n] = seen[given];
        m->domain_first[seen[given] + 1]++;
    }
    for (uint32_t d = 0; d < m->domains; d++) {
        m->domain_first[d + 1] += m->domain_first[d];
        seen[d] = m->domain_first[d];
    }
    for (uint32_t n = 0; n < m->nodes; n++)
        m->domain_node[seen[m->domain[n]]++] = n;
    return true;
}

static bool index_nodes(piq__plan_model *m)
{
    const piq__plan_problem *p = m->p;
    m->nodes = p->nodes;
    if (!index_order(m, p->node_rank, p->nodes, &m->node_of))
        return false;
    m->node_in = INDEX_TAKE(m, uint32_t, m->nodes);
    m->free = INDEX_TAKE(m, int32_t, m->nodes);
    m->shared = INDEX_TAKE(m, int32_t, m->nodes);
    if (m->arena.failed)
        return false;
    for (uint32_t n = 0; n < m->nodes; n++) {
        m->node_in[m->node_of[n]] = n;
        m->free[n] = p->node_capacity[m->node_of[n]];
        m->shared[n] = 0;
    }
    return index_limits(m, p->node_cpu, &m->cpu, 1.0) && index_limits(m, p->node_memory, &m->memory, 0.001) && index_domains(m);
}

/* Only an item whose place is either whole GPUs or one share can be taken up and put down again. */
static bool index_can_move(const piq__plan_problem *p, uint32_t i)
{
    if (p->item_movable == NULL || !p->item_movable[i])
        return false;
    const uint32_t first = p->item_piece[i], end = p->item_piece[i + 1];
    if (p->item_gpus[i] == 0)
        return end - first == 1 && p->piece_gpus[first] == 0 && p->piece_share != NULL && p->piece_share[first] > 0 &&
               p->piece_share[first] <= PLAN_WHOLE;
    int64_t total = 0;
    for (uint32_t k = first; k < end; k++) {
        if (p->piece_gpus[k] <= 0)
            return false;
        total += p->piece_gpus[k];
    }
    return total == p->item_gpus[i];
}

static bool index_items(piq__plan_model *m)
{
    const piq__plan_problem *p = m->p;
    m->items = p->items;
    m->movable = INDEX_TAKE(m, uint8_t, m->items);
    if (!index_order(m, p->item_rank, p->items, &m->item_of))
        return false;
    for (uint32_t i = 0; i < m->items; i++)
        m->movable[i] = index_can_move(p, m->item_of[i]) ? 1 : 0;
    const uint32_t pieces = p->items == 0 ? 0 : p->item_piece[p->items];
    for (uint32_t k = 0; k < pieces; k++)
        m->free[m->node_in[p->piece_node[k]]] -= p->piece_gpus[k];
    return true;
}

/* A node has few labels: sorting them in place beats anything cleverer. */
static void index_sort_labels(uint32_t *label, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        const uint32_t x = label[i];
        uint32_t k = i;
        for (; k > 0 && label[k - 1] > x; k--)
            label[k] = label[k - 1];
        label[k] = x;
    }
}

static uint32_t index_find_label(const piq__plan_model *m, uint32_t node, uint32_t label)
{
    uint32_t low = m->slot_first[node], high = m->slot_first[node + 1];
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (m->slot_label[middle] <= label)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static bool index_slots(piq__plan_model *m)
{
    const piq__plan_problem *p = m->p;
    const uint32_t pieces = p->items == 0 ? 0 : p->item_piece[p->items];
    m->piece_slot = INDEX_TAKE(m, uint32_t, pieces);
    m->slot_first = INDEX_TAKE(m, uint32_t, m->nodes + 1);
    if (m->arena.failed)
        return false;
    memset(m->slot_first, 0, ((size_t)m->nodes + 2) * sizeof *m->slot_first);
    uint32_t shares = 0;
    for (uint32_t k = 0; k < pieces; k++)
        if (p->piece_gpus[k] == 0) {
            m->slot_first[m->node_in[p->piece_node[k]] + 1]++;
            shares++;
        }
    for (uint32_t n = 0; n < m->nodes; n++)
        m->slot_first[n + 1] += m->slot_first[n];
    m->slot_label = INDEX_TAKE(m, uint32_t, shares);
    m->slot_node = INDEX_TAKE(m, uint32_t, shares);
    m->slot_load = INDEX_TAKE(m, int64_t, shares);
    m->slot_fixed = INDEX_TAKE(m, int64_t, shares);
    uint32_t *fill = INDEX_TAKE(m, uint32_t, m->nodes);
    if (m->arena.failed)
        return false;
    memcpy(fill, m->slot_first, (size_t)m->nodes * sizeof *fill);
    for (uint32_t k = 0; k < pieces; k++)
        if (p->piece_gpus[k] == 0)
            m->slot_label[fill[m->node_in[p->piece_node[k]]]++] = p->piece_label == NULL ? k : p->piece_label[k];
    uint32_t kept = 0;
    for (uint32_t n = 0; n < m->nodes; n++) {
        const uint32_t first = m->slot_first[n], end = fill[n];
        index_sort_labels(m->slot_label + first, end - first);
        m->slot_first[n] = kept;
        for (uint32_t k = first; k < end; k++)
            if (kept == m->slot_first[n] || m->slot_label[kept - 1] != m->slot_label[k]) {
                m->slot_node[kept] = n;
                m->slot_load[kept] = m->slot_fixed[kept] = 0;
                m->slot_label[kept++] = m->slot_label[k];
            }
        m->shared[n] = (int32_t)(kept - m->slot_first[n]);
        m->free[n] -= m->shared[n];
    }
    m->slot_first[m->nodes] = m->slots = kept;
    return true;
}

static void index_load_slots(piq__plan_model *m)
{
    const piq__plan_problem *p = m->p;
    for (uint32_t i = 0; i < m->items; i++) {
        const uint32_t given = m->item_of[i];
        for (uint32_t k = p->item_piece[given]; k < p->item_piece[given + 1]; k++) {
            m->piece_slot[k] = PLAN_NONE;
            if (p->piece_gpus[k] != 0)
                continue;
            const uint32_t slot = index_find_label(m, m->node_in[p->piece_node[k]], p->piece_label == NULL ? k : p->piece_label[k]);
            const int64_t share = p->piece_share == NULL ? PLAN_WHOLE : p->piece_share[k];
            m->piece_slot[k] = slot;
            m->slot_load[slot] += share;
            if (!m->movable[i])
                m->slot_fixed[slot] += share;
        }
    }
}

static void index_join_set(const piq__plan_model *m, uint32_t *parent, uint32_t set, uint32_t with)
{
    for (uint32_t t = piq__plan_types_first(m, set); t < piq__plan_types_end(m, set); t++)
        if (m->type_nodes[t] > 0 && piq__plan_accepts(m, set, t)) {
            if (with == PLAN_NONE)
                with = t;
            piq__plan_join(parent, with, t);
        }
}

static bool index_components(piq__plan_model *m)
{
    const piq__plan_problem *p = m->p;
    m->component = INDEX_TAKE(m, uint32_t, p->types);
    uint8_t *done = INDEX_TAKE(m, uint8_t, p->type_sets);
    if (m->arena.failed)
        return false;
    memset(done, 0, (size_t)p->type_sets + 1);
    uint32_t *parent = m->component;
    for (uint32_t t = 0; t < p->types; t++)
        parent[t] = t;
    for (uint32_t j = 0; j < p->jobs; j++) {
        const uint32_t set = piq__plan_job_types(m, j);
        const uint32_t mark = set == PLAN_NONE ? p->type_sets : set;
        if (!done[mark])
            index_join_set(m, parent, set, PLAN_NONE);
        done[mark] = 1;
    }
    for (uint32_t i = 0; i < p->items; i++) {
        const uint32_t first = p->item_piece[i], end = p->item_piece[i + 1];
        if (first == end || p->item_movable == NULL || !p->item_movable[i])
            continue;
        const uint32_t home = p->node_type[p->piece_node[first]], set = piq__plan_item_types(m, i);
        for (uint32_t k = first + 1; k < end; k++)
            piq__plan_join(parent, home, p->node_type[p->piece_node[k]]);
        if (set == PLAN_NONE)
            continue;
        if (!done[set])
            index_join_set(m, parent, set, PLAN_NONE);
        done[set] = 1;
        if (!piq__plan_accepts(m, set, home))
            index_join_set(m, parent, set, home);
    }
    m->components = p->types;
    for (uint32_t t = 0; t < p->types; t++)
        m->component[t] = piq__plan_root(parent, t);
    return true;
}

static int index_compare_jobs(const void *context, const void *a, const void *b)
{
    const int32_t *priority = context;
    const int32_t x = priority[*(const uint32_t *)a], y = priority[*(const uint32_t *)b];
    return x > y ? -1 : x < y ? 1 : 0;
}

/* Of jobs that ask for the same, those of higher priority start. */
static bool index_jobs(piq__plan_model *m)
{
    const piq__plan_problem *p = m->p;
    return index_order(m, p->job_rank, p->jobs, &m->job_of) &&
           (p->job_priority == NULL ||
            piq__sort(m->arena.allocator, m->job_of, p->jobs, sizeof *m->job_of, index_compare_jobs, p->job_priority));
}

piq_status piq__plan_index(piq__plan_model *m, const piq__plan_problem *p, const piq_allocator *a)
{
    memset(m, 0, sizeof *m);
    piq__arena_begin(&m->arena, a);
    m->p = p;
    m->jobs = p->jobs;
    m->job_class = INDEX_TAKE(m, uint8_t, p->jobs);
    m->job_share_fragmented = INDEX_TAKE(m, uint8_t, p->jobs);
    if (!index_jobs(m) || !index_types(m) || !index_nodes(m) || !index_items(m) || !index_slots(m) || !index_components(m))
        return PIQ_E_NOMEM;
    index_load_slots(m);
    return PIQ_OK;
}
