#include "facts/pending.h"

static void pending_read(const piq__world *world, size_t row, piq__job *job)
{
    const piq_fleet *f = world->fleet;
    memset(job, 0, sizeof *job);
    job->row = (uint32_t)row;
    job->cluster = piq__text_at(f, F_workload_cluster, row);
    if (job->cluster == 0)
        job->cluster = world->sole_cluster;
    job->gpus = piq__number_at(f, F_workload_gpus, row);
    job->replicas = piq__or(piq__number_at(f, F_workload_replicas, row), 1);
    job->replicas = job->replicas == 0 ? 1 : job->replicas;
    const double pod = piq__number_at(f, F_workload_pod_gpus, row);
    job->pod_gpus = piq__known(pod) && pod > 0 ? pod : job->gpus;
    job->seconds = piq__number_at(f, F_workload_pending_seconds, row);
    job->priority = piq__or(piq__number_at(f, F_workload_priority, row), 0);
    job->single = piq__flag(piq__number_at(f, F_workload_single_domain, row));
    job->admitted = piq__flag(piq__number_at(f, F_workload_quota_admitted, row));
    job->any_type = !piq__span_at(f, F_workload_accepted_gpu_types, row, &job->accepted);
}

bool piq__job_accepts(const piq__world *world, const piq__job *job, uint32_t type)
{
    if (job->any_type)
        return true;
    for (uint32_t i = 0; i < job->accepted.count; i++) {
        const uint32_t text = piq__texts(world->fleet, job->accepted)[i];
        if (type != PIQ__NO_TYPE && piq__world_type(world, text) == type)
            return true;
    }
    return false;
}

static bool pending_alike(double a, double b) { return a == b || (!piq__known(a) && !piq__known(b)); }

bool piq__same_request(const piq__world *world, const piq__job *a, const piq__job *b)
{
    if (a->cluster != b->cluster || !pending_alike(a->gpus, b->gpus) || !pending_alike(a->pod_gpus, b->pod_gpus) || a->any_type != b->any_type ||
        a->accepted.count != b->accepted.count)
        return false;
    return a->accepted.count == 0 || memcmp(piq__texts(world->fleet, a->accepted), piq__texts(world->fleet, b->accepted),
                                            a->accepted.count * sizeof(uint32_t)) == 0;
}

static uint64_t pending_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

uint64_t piq__request_hash(const piq__world *world, const piq__job *job)
{
    uint64_t hash = pending_mix(job->any_type ? 1 : 2, job->cluster);
    hash = pending_mix(hash, (uint64_t)(piq__or(job->gpus, 0) * 64));
    hash = pending_mix(hash, (uint64_t)(piq__or(job->pod_gpus, 0) * 64));
    for (uint32_t i = 0; i < job->accepted.count; i++)
        hash = pending_mix(hash, piq__texts(world->fleet, job->accepted)[i]);
    return hash;
}

static bool pending_open(piq__pending *pending)
{
    const piq__waiting none = {PIQ__UNKNOWN, PIQ__UNKNOWN, false, false};
    if (pending->waiting != NULL)
        return true;
    pending->waiting = piq__alloc(pending->allocator, (pending->lot_count + 1) * sizeof none);
    for (size_t lot = 0; lot < pending->lot_count && pending->waiting != NULL; lot++)
        pending->waiting[lot] = none;
    return pending->waiting != NULL;
}

static void pending_note(double pod, double *smallest, bool *any)
{
    *any = *any || !piq__known(pod);
    if (piq__known(pod))
        *smallest = piq__min(piq__or(*smallest, pod), pod);
}

static bool pending_index(piq__pending *pending, const piq__world *world, const piq__job *job)
{
    if (job->admitted == NO)
        return true;
    if (!pending_open(pending))
        return false;
    for (uint32_t lot = piq__world_first_lot(world, job->cluster); lot != PIQ__NO_LOT; lot = world->lots[lot].next) {
        const uint32_t type = world->lots[lot].type;
        piq__waiting *w = &pending->waiting[lot];
        if (piq__job_accepts(world, job, type))
            pending_note(job->pod_gpus, &w->sure, &w->any_sure);
        else if (type == PIQ__NO_TYPE && job->accepted.count != 0)
            pending_note(job->pod_gpus, &w->doubtful, &w->any_doubtful);
    }
    return true;
}

static bool pending_add(piq__pending *pending, const piq__world *world, size_t row)
{
    if (!piq__grow(world->allocator, (void **)&pending->jobs, &pending->capacity, pending->count + 1, sizeof *pending->jobs))
        return false;
    piq__job *job = &pending->jobs[pending->count++];
    pending_read(world, row, job);
    return pending_index(pending, world, job);
}

bool piq__pending_begin(piq__pending *pending, const piq__world *world)
{
    memset(pending, 0, sizeof *pending);
    pending->allocator = world->allocator;
    pending->lot_count = world->lot_count;
    const piq__column *states = &world->fleet->columns[F_workload_state];
    uint8_t words[PIQ__PAGE_ROWS];
    for (size_t page = 0; page < states->page_count; page++) {
        if (piq__column_empty(states, page))
            continue;
        piq__column_unpack_raw(states, page, words);
        for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
            if (words[i] == PIQ_WORKLOAD_STATE_PENDING && !pending_add(pending, world, page * PIQ__PAGE_ROWS + i))
                return false;
    }
    return true;
}

static bool pending_listed(const uint32_t *rows, size_t count, uint32_t row)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (rows[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && rows[low] == row;
}

bool piq__pending_without(piq__pending *rest, const piq__world *world, const piq__pending *all, const uint32_t *rows, size_t count)
{
    memset(rest, 0, sizeof *rest);
    rest->allocator = world->allocator;
    rest->lot_count = world->lot_count;
    for (size_t i = 0; i < all->count; i++)
        if (!pending_listed(rows, count, all->jobs[i].row) && !pending_index(rest, world, &all->jobs[i]))
            return false;
    return true;
}

void piq__pending_end(piq__pending *pending)
{
    piq__release(pending->allocator, pending->jobs, pending->capacity * sizeof *pending->jobs);
    piq__release(pending->allocator, pending->waiting, (pending->lot_count + 1) * sizeof *pending->waiting);
}

/* The smallest of some pods fits, or might; what would tell goes to the gap. */
static piq__tri pending_small(double smallest, bool any, double healthy, piq__gap *gap)
{
    const piq__tri fits = piq__known(smallest) ? piq__at_most(smallest, healthy) : NO;
    if (fits == YES || (fits == NO && !any))
        return fits;
    if (any)
        piq__lack(gap, F_workload_gpus);
    if (!piq__known(healthy))
        piq__lack(gap, F_node_gpu_count);
    return MAYBE;
}

piq__tri piq__pending_fits(const piq__pending *pending, const piq__node *node, double gpus, piq__gap *gap)
{
    if (pending->waiting == NULL)
        return NO;
    const piq__waiting *w = &pending->waiting[node->lot];
    piq__gap own = PIQ__GAP_NONE;
    const piq__tri sure = pending_small(w->sure, w->any_sure, gpus, &own);
    if (sure == YES)
        return YES;
    const piq__tri doubtful = pending_small(w->doubtful, w->any_doubtful, gpus, &own);
    if (doubtful != NO)
        piq__lack(&own, F_node_gpu_type);
    piq__gap_join(gap, &own);
    return sure == NO && doubtful == NO ? NO : MAYBE;
}
