/* Each pending job alone against the present state. What jobs ask for alike is looked for once; domains of one node are counted by
   how many GPUs they have free, so that a request costs a few hundred steps and not one per node. */
#include "consolidation/internal.h"

#define CLASSIFY_FREE_MAX 64

typedef struct classify_index {
    int64_t *count;   /* types * (CLASSIFY_FREE_MAX + 1): domains of one node by their free GPUs */
    int64_t *total;   /* by type: free GPUs */
    int64_t *rooms;   /* by type: parts left on shared GPUs */
    int32_t *largest; /* by type: GPUs of the largest domain of one node */
    piq__plan_list wide;  /* domains that need a look of their own, by the type of their first node: those of one cluster stand side by side */
    piq__plan_list plain; /* and the others, once somebody asks for more than whole nodes */
} classify_index;

typedef struct classify_request {
    int32_t gpus, pod, replicas;
    uint32_t set;
    bool single;
    int64_t cpu, memory; /* of one pod */
} classify_request;

static bool classify_is_plain(const piq__plan_model *m, uint32_t d)
{
    return m->domain_first[d + 1] - m->domain_first[d] == 1 && m->free[m->domain_node[m->domain_first[d]]] <= CLASSIFY_FREE_MAX;
}

static uint32_t classify_type(const piq__plan_model *m, uint32_t d) { return m->p->node_type[m->node_of[m->domain_node[m->domain_first[d]]]]; }

static int32_t classify_gpus(const piq__plan_model *m, uint32_t n)
{
    return m->p->node_gpus == NULL ? m->p->node_capacity[m->node_of[n]] : m->p->node_gpus[m->node_of[n]];
}

static int32_t classify_free(const piq__plan_model *m, uint32_t n)
{
    return m->p->node_receives[m->node_of[n]] && m->free[n] > 0 ? m->free[n] : 0;
}

static void classify_rooms(const piq__plan_model *m, classify_index *x)
{
    for (uint32_t s = 0; s < m->slots; s++) {
        const uint32_t given = m->node_of[m->slot_node[s]];
        if (m->p->node_receives[given] && m->slot_load[s] < PLAN_WHOLE)
            x->rooms[m->p->node_type[given]] += PLAN_WHOLE - m->slot_load[s];
    }
}

static bool classify_list(piq__plan_model *m, bool plain, piq__plan_list *list)
{
    uint32_t *of = piq__arena_take(&m->arena, ((size_t)m->domains + 1) * sizeof *of);
    for (uint32_t d = 0; of != NULL && d < m->domains; d++)
        of[d] = classify_is_plain(m, d) == plain ? classify_type(m, d) : PLAN_NONE;
    return of != NULL && piq__plan_list_by(m, list, m->domains, of);
}

static bool classify_begin(piq__plan_model *m, classify_index *x)
{
    const size_t types = m->p->types;
    x->count = piq__arena_take(&m->arena, (types * (CLASSIFY_FREE_MAX + 1) + 1) * sizeof *x->count);
    x->total = piq__arena_take(&m->arena, (types + 1) * sizeof *x->total);
    x->rooms = piq__arena_take(&m->arena, (types + 1) * sizeof *x->rooms);
    x->largest = piq__arena_take(&m->arena, (types + 1) * sizeof *x->largest);
    x->plain.first = NULL;
    if (m->arena.failed || !classify_list(m, false, &x->wide))
        return false;
    memset(x->count, 0, types * (CLASSIFY_FREE_MAX + 1) * sizeof *x->count);
    memset(x->total, 0, types * sizeof *x->total);
    memset(x->rooms, 0, types * sizeof *x->rooms);
    memset(x->largest, 0, types * sizeof *x->largest);
    for (uint32_t n = 0; n < m->nodes; n++)
        x->total[m->p->node_type[m->node_of[n]]] += classify_free(m, n);
    for (uint32_t d = 0; d < m->domains; d++) {
        if (!classify_is_plain(m, d))
            continue;
        const uint32_t n = m->domain_node[m->domain_first[d]], t = m->p->node_type[m->node_of[n]];
        x->count[(size_t)t * (CLASSIFY_FREE_MAX + 1) + (size_t)classify_free(m, n)]++;
        if (classify_gpus(m, n) > x->largest[t])
            x->largest[t] = classify_gpus(m, n);
    }
    classify_rooms(m, x);
    return true;
}

/* Pods a node takes, and in *gpus the free GPUs that its cores and memory can serve. */
static int64_t classify_pods(const piq__plan_model *m, const classify_request *r, uint32_t n, int64_t *gpus)
{
    const int64_t free = classify_free(m, n);
    int64_t pods = free / r->pod;
    *gpus = free;
    if (m->cpu != NULL && r->cpu > 0 && m->cpu[n] != PLAN_UNLIMITED) {
        const int64_t most = m->cpu[n] / r->cpu, served = m->cpu[n] / r->cpu * r->pod + m->cpu[n] % r->cpu * r->pod / r->cpu;
        pods = most < pods ? most : pods;
        *gpus = served < *gpus ? served : *gpus;
    }
    if (m->memory != NULL && r->memory > 0 && m->memory[n] != PLAN_UNLIMITED) {
        const int64_t most = m->memory[n] / r->memory,
                      served = most * r->pod + (int64_t)((double)(m->memory[n] % r->memory) / (double)r->memory * r->pod);
        pods = most < pods ? most : pods;
        *gpus = served < *gpus ? served : *gpus;
    }
    return pods;
}

typedef struct classify_sum {
    int64_t slots, free, rooms, largest;
    bool compatible;
} classify_sum;

static void classify_domain(const piq__plan_model *m, const classify_request *r, uint32_t d, bool count_free, classify_sum *sum)
{
    int64_t pods = 0, size = 0;
    for (uint32_t k = m->domain_first[d]; k < m->domain_first[d + 1]; k++) {
        const uint32_t n = m->domain_node[k];
        if (!piq__plan_accepts(m, r->set, m->p->node_type[m->node_of[n]]))
            continue;
        int64_t gpus;
        pods += classify_pods(m, r, n, &gpus);
        size += classify_gpus(m, n);
        if (count_free)
            sum->free += gpus;
    }
    sum->slots += pods / (r->gpus / r->pod);
    if (size > sum->largest)
        sum->largest = size;
}

static void classify_types(const piq__plan_model *m, const classify_index *x, const classify_request *r, bool plain, classify_sum *sum)
{
    for (uint32_t t = piq__plan_types_first(m, r->set); t < piq__plan_types_end(m, r->set); t++) {
        if (m->type_nodes[t] == 0 || !piq__plan_accepts(m, r->set, t))
            continue;
        sum->compatible = true;
        sum->rooms += x->rooms[t];
        if (!plain)
            continue;
        sum->free += x->total[t];
        if (x->largest[t] > sum->largest)
            sum->largest = x->largest[t];
        for (int32_t f = r->gpus; f <= CLASSIFY_FREE_MAX; f++)
            sum->slots += x->count[(size_t)t * (CLASSIFY_FREE_MAX + 1) + (size_t)f] * (f / r->gpus);
    }
}

static void classify_domains(const piq__plan_model *m, const piq__plan_list *list, const classify_request *r, bool count_free, classify_sum *sum)
{
    const uint32_t first = piq__plan_types_first(m, r->set), end = piq__plan_types_end(m, r->set);
    for (uint32_t k = list->first[first]; k < list->first[end]; k++)
        classify_domain(m, r, list->at[k], count_free, sum);
}

/* Whatever the number of replicas; false: out of memory. */
static bool classify_look(piq__plan_model *m, classify_index *x, const classify_request *r, classify_sum *sum)
{
    const bool plain = (m->cpu == NULL || r->cpu == 0) && (m->memory == NULL || r->memory == 0) && r->pod == r->gpus;
    const classify_sum none = {0, 0, 0, 0, false};
    *sum = none;
    classify_types(m, x, r, plain, sum);
    classify_domains(m, &x->wide, r, !plain, sum);
    if (plain)
        return true;
    if (x->plain.first == NULL && !classify_list(m, true, &x->plain))
        return false;
    classify_domains(m, &x->plain, r, true, sum);
    return true;
}

static uint8_t classify_judge(const classify_request *r, const classify_sum *sum, uint8_t *fragmented)
{
    const int64_t need = (int64_t)r->gpus * r->replicas;
    *fragmented = 0;
    if (r->single && sum->compatible && r->gpus > sum->largest)
        return PIQ__PLAN_INFEASIBLE;
    if (sum->free < need) {
        *fragmented = sum->free + sum->rooms / PLAN_WHOLE >= need ? 1 : 0;
        return PIQ__PLAN_SHORTAGE;
    }
    return !r->single || sum->slots >= r->replicas ? PIQ__PLAN_FITS : PIQ__PLAN_BLOCKED;
}

static classify_request classify_request_of(const piq__plan_model *m, uint32_t job)
{
    const piq__plan_problem *p = m->p;
    classify_request r = {p->job_gpus[job],
                          0,
                          p->job_replicas == NULL ? 1 : p->job_replicas[job],
                          piq__plan_job_types(m, job),
                          p->job_single == NULL || p->job_single[job],
                          0,
                          0};
    r.pod = r.single ? piq__plan_pod(r.gpus, p->job_pod_gpus == NULL ? 0 : p->job_pod_gpus[job]) : 1;
    const double part = (double)r.pod / (double)r.gpus;
    r.cpu = p->job_cpu == NULL ? 0 : piq__plan_millis(p->job_cpu[job] * part, true);
    r.memory = p->job_memory == NULL ? 0 : piq__plan_millis(p->job_memory[job] * part * 0.001, true);
    return r;
}

static bool classify_equal(const classify_request *a, const classify_request *b)
{
    return (a->gpus == b->gpus) & (a->pod == b->pod) & (a->set == b->set) & (a->single == b->single) & (a->cpu == b->cpu) & (a->memory == b->memory);
}

static uint64_t classify_hash(const classify_request *r)
{
    uint64_t h = 0;
    const uint64_t words[] = {(uint64_t)r->gpus, (uint64_t)r->pod, r->set, r->single ? 1u : 0u, (uint64_t)r->cpu, (uint64_t)r->memory};
    for (size_t i = 0; i < PIQ__COUNT(words); i++) {
        h = (h ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    return h;
}

piq_status piq__plan_classify(piq__plan_model *m)
{
    classify_index x;
    size_t buckets = 16;
    while (buckets < (size_t)m->jobs * 2)
        buckets *= 2;
    classify_request *request = piq__arena_take(&m->arena, ((size_t)m->jobs + 1) * sizeof *request);
    classify_sum *sum = piq__arena_take(&m->arena, ((size_t)m->jobs + 1) * sizeof *sum);
    uint32_t *bucket = piq__arena_take(&m->arena, buckets * sizeof *bucket);
    if (!classify_begin(m, &x))
        return PIQ_E_NOMEM;
    memset(bucket, 0xff, buckets * sizeof *bucket);
    for (uint32_t j = 0; j < m->jobs; j++) {
        if (m->p->job_gpus[j] <= 0) {
            m->job_class[j] = PIQ__PLAN_SHORTAGE;
            m->job_share_fragmented[j] = 0;
            continue;
        }
        request[j] = classify_request_of(m, j);
        size_t at = (size_t)classify_hash(&request[j]) & (buckets - 1);
        while (bucket[at] != PLAN_NONE && !classify_equal(&request[bucket[at]], &request[j]))
            at = (at + 1) & (buckets - 1);
        if (bucket[at] == PLAN_NONE) {
            bucket[at] = j;
            if (!classify_look(m, &x, &request[j], &sum[j]))
                return PIQ_E_NOMEM;
        }
        m->job_class[j] = classify_judge(&request[j], &sum[bucket[at]], &m->job_share_fragmented[j]);
    }
    return PIQ_OK;
}
