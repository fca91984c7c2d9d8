#include "consolidation/mix.h"

#include "facts/work.h"
#include "support/sort.h"

static int mix_order(double a, double b)
{
    const double x = piq__or(a, -1), y = piq__or(b, -1);
    return (x > y) - (x < y);
}

static const char *mix_text(const piq__world *world, piq__span list, uint32_t at)
{
    return piq__strings_at(&world->fleet->strings, piq__texts(world->fleet, list)[at]).text;
}

/* By what they accept, as it is written: the numbers of texts depend on the order of the input. */
static int mix_compare_accepted(const piq__world *world, const piq__job *a, const piq__job *b)
{
    if (a->any_type != b->any_type)
        return a->any_type ? -1 : 1;
    for (uint32_t i = 0; i < a->accepted.count && i < b->accepted.count; i++) {
        const int order = strcmp(mix_text(world, a->accepted, i), mix_text(world, b->accepted, i));
        if (order != 0)
            return order;
    }
    return (a->accepted.count > b->accepted.count) - (a->accepted.count < b->accepted.count);
}

static int mix_compare_kinds(const void *context, const void *a, const void *b)
{
    const piq__kind *x = a, *y = b;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    int order = mix_order(x->gpu, y->gpu);
    order = order != 0 ? order : mix_order(x->cpu, y->cpu);
    order = order != 0 ? order : mix_order(x->memory, y->memory);
    return order != 0 ? order : mix_compare_accepted(context, x->job, y->job);
}

static int mix_compare_pods(const void *context, const void *a, const void *b)
{
    const piq__kind *x = a, *y = b;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    if (x->pods != y->pods)
        return x->pods > y->pods ? -1 : 1;
    return mix_compare_kinds(context, a, b);
}

/* A replica of several pods asks each node for one of them; a share asks for a part of one GPU. */
static bool mix_kind(const piq__world *world, const piq__job *job, piq__kind *kind)
{
    const double pod = job->gpus < 1 ? job->gpus : piq__min(job->pod_gpus, job->gpus);
    if (job->admitted == NO || !piq__known(job->gpus) || !(pod > 0) || piq__text_at(world->fleet, F_workload_mig_profile, job->row) != 0)
        return false;
    const double part = pod / job->gpus;
    kind->job = job;
    kind->cluster = job->cluster;
    kind->count = pod < 1 ? 1 : (uint32_t)piq__min(piq__ceiling(pod), 1e9);
    kind->gpu = pod < 1 ? pod : 1;
    kind->cpu = piq__or(piq__number_at(world->fleet, F_workload_cpu_cores, job->row) * part, 0);
    kind->memory = piq__or(piq__number_at(world->fleet, F_workload_host_memory_bytes, job->row) * part, 0);
    kind->pods = piq__floor(job->gpus / pod + 0.5) * job->replicas;
    return true;
}

static void mix_merge(piq__mix *mix)
{
    size_t kept = 0;
    for (size_t i = 0; i < mix->count; i++)
        if (kept > 0 && mix_compare_kinds(mix->world, &mix->kinds[kept - 1], &mix->kinds[i]) == 0)
            mix->kinds[kept - 1].pods += mix->kinds[i].pods;
        else
            mix->kinds[kept++] = mix->kinds[i];
    mix->count = kept;
}

bool piq__mix_begin(piq__mix *mix, const piq__world *world, const piq__pending *pending)
{
    memset(mix, 0, sizeof *mix);
    mix->world = world;
    for (size_t i = 0; i < pending->count; i++) {
        piq__kind kind;
        if (!mix_kind(world, &pending->jobs[i], &kind))
            continue;
        if (!piq__grow(world->allocator, (void **)&mix->kinds, &mix->room, mix->count + 1, sizeof kind))
            return false;
        mix->kinds[mix->count++] = kind;
    }
    if (!piq__sort(world->allocator, mix->kinds, mix->count, sizeof *mix->kinds, mix_compare_kinds, world))
        return false;
    mix_merge(mix);
    return piq__sort(world->allocator, mix->kinds, mix->count, sizeof *mix->kinds, mix_compare_pods, world);
}

void piq__mix_end(piq__mix *mix)
{
    if (mix->world != NULL)
        piq__release(mix->world->allocator, mix->kinds, mix->room * sizeof *mix->kinds);
}

static size_t mix_first(const piq__mix *mix, uint32_t cluster)
{
    size_t low = 0, high = mix->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (mix->kinds[middle].cluster < cluster)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t piq__mix_tasks(const piq__mix *mix, uint32_t cluster, uint32_t type, piq__fgd_task *tasks)
{
    static const uint8_t no[1] = {0};
    const size_t first = mix_first(mix, cluster);
    size_t count = 0;
    double pods = 0;
    for (; count < PIQ__MIX_MOST && first + count < mix->count && mix->kinds[first + count].cluster == cluster; count++)
        pods += mix->kinds[first + count].pods;
    for (size_t k = 0; k < count; k++) {
        const piq__kind *kind = &mix->kinds[first + k];
        const bool accepts = piq__job_accepts(mix->world, kind->job, type);
        tasks[k] = (piq__fgd_task){kind->cpu, kind->memory, kind->gpu, kind->count, accepts ? NULL : no, kind->pods / pods};
    }
    return count;
}
