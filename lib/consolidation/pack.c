/* Laying pods on nodes, and whether so many jobs can start together in a given state. Exact; for small clusters. */
#include "consolidation/internal.h"

typedef struct pack_layout {
    const piq__plan_cluster *c;
    const uint32_t *limit, *node;
    uint32_t count, pods;
    uint32_t *out;
    piq__plan_visit visit;
    void *context;
} pack_layout;

/* Most pods first on each node in turn; `left` pods still to lay, `room` pods the nodes from k on can take. */
static bool pack_lay(const pack_layout *l, uint32_t k, uint32_t left, uint64_t room)
{
    if (left == 0)
        return l->visit(l->context, l->out);
    if (room < left)
        return true;
    const uint32_t n = l->node == NULL ? k : l->node[k], most = l->limit[n] < left ? l->limit[n] : left;
    for (uint32_t x = most + 1; x-- > 0;) {
        for (uint32_t p = 0; p < x; p++)
            l->out[l->pods - left + p] = n;
        if (!pack_lay(l, k + 1, left - x, room - l->limit[n]))
            return false;
    }
    return true;
}

bool piq__plan_each_place(const piq__plan_cluster *c, const uint32_t *limit, const uint32_t *same, uint32_t pods, bool single,
                          uint32_t *scratch, piq__plan_visit visit, void *context)
{
    if (pods == 1) {
        for (uint32_t n = 0; n < c->nodes; n++)
            if (limit[n] > 0 && (same == NULL || same[n] == n)) {
                scratch[0] = n;
                if (!visit(context, scratch))
                    return false;
            }
        return true;
    }
    pack_layout l = {.c = c, .limit = limit, .pods = pods, .out = scratch, .visit = visit, .context = context};
    for (uint32_t d = 0; d < (single ? c->domains : 1u); d++) {
        const uint32_t first = single ? c->domain_first[d] : 0;
        l.node = single ? c->domain_node + first : NULL;
        l.count = single ? c->domain_first[d + 1] - first : c->nodes;
        if (same != NULL && single && same[l.node[0]] != l.node[0]) /* a domain is one node then */
            continue;
        uint64_t room = 0;
        for (uint32_t k = 0; k < l.count; k++)
            room += limit[l.node == NULL ? k : l.node[k]];
        if (room >= pods && !pack_lay(&l, 0, pods, room))
            return false;
    }
    return true;
}

typedef struct pack_search {
    const piq__plan_state *s;
    int32_t *free;
    int64_t *cpu, *memory;
    uint32_t order[PLAN_EXACT_JOBS];
    uint32_t compact; /* jobs with a domain stand first in `order` */
    uint8_t chosen[PLAN_EXACT_JOBS];
    uint32_t want, taken;
    uint32_t *log; /* pods laid, replica by replica */
    uint32_t logged, log_room;
    piq__plan_work *work;
    bool out, found;
} pack_search;

typedef struct pack_step {
    pack_search *q;
    uint32_t at, replica; /* place in `order` */
    uint32_t least;       /* first node allowed for this replica */
} pack_step;

static void pack_next_job(pack_search *q, uint32_t at);
static void pack_replica(pack_search *q, uint32_t at, uint32_t replica, uint32_t least);

static void pack_hold(pack_search *q, const piq__plan_shape *shape, const uint32_t *pods, int sign)
{
    for (uint32_t p = 0; p < shape->pods; p++) {
        q->free[pods[p]] -= sign * shape->pod;
        if (q->cpu != NULL && q->cpu[pods[p]] != PLAN_UNLIMITED)
            q->cpu[pods[p]] -= sign * shape->cpu;
        if (q->memory != NULL && q->memory[pods[p]] != PLAN_UNLIMITED)
            q->memory[pods[p]] -= sign * shape->memory;
    }
}

static bool pack_visit(void *context, const uint32_t *pods)
{
    const pack_step *step = context;
    pack_search *q = step->q;
    const uint32_t job = q->order[step->at];
    const piq__plan_shape *shape = &q->s->c->job_shape[job];
    if (!piq__plan_spend(q->work, 1)) {
        q->out = true;
        return false;
    }
    if (pods[0] < step->least)
        return true;
    if (q->logged + shape->pods > q->log_room) {
        q->out = true;
        return false;
    }
    uint32_t *mine = q->log + q->logged;
    memcpy(mine, pods, shape->pods * sizeof *pods);
    q->logged += shape->pods;
    pack_hold(q, shape, mine, 1);
    pack_replica(q, step->at, step->replica + 1, pods[0]);
    if (q->found || q->out)
        return false;
    pack_hold(q, shape, mine, -1);
    q->logged -= shape->pods;
    return true;
}

/* Nodes with the same free GPUs and of the same type are equals (only where each is a domain of its own). */
static void pack_equals(const pack_search *q, const uint32_t *limit, uint32_t *same)
{
    const piq__plan_cluster *c = q->s->c;
    for (uint32_t n = 0; n < c->nodes; n++) {
        same[n] = n;
        for (uint32_t k = 0; limit[n] > 0 && k < n; k++)
            if (same[k] == k && limit[k] > 0 && q->free[k] == q->free[n] && c->type[k] == c->type[n] &&
                (q->cpu == NULL || q->cpu[k] == q->cpu[n]) && (q->memory == NULL || q->memory[k] == q->memory[n])) {
                same[n] = k;
                break;
            }
    }
}

static void pack_replica(pack_search *q, uint32_t at, uint32_t replica, uint32_t least)
{
    const piq__plan_cluster *c = q->s->c;
    const uint32_t job = q->order[at];
    if (replica == (uint32_t)c->job_replicas[job]) {
        q->taken++;
        q->chosen[job] = 1;
        pack_next_job(q, at + 1);
        if (!q->found) {
            q->chosen[job] = 0;
            q->taken--;
        }
        return;
    }
    uint32_t limit[PLAN_EXACT_NODES], same[PLAN_EXACT_NODES], scratch[PLAN_EXACT_PODS];
    const piq__plan_state view = {c, q->free, q->cpu, q->memory, NULL, NULL, NULL, NULL, NULL, NULL};
    for (uint32_t n = 0; n < c->nodes; n++)
        limit[n] = piq__plan_takes(&view, &c->job_shape[job], n);
    if (c->flat)
        pack_equals(q, limit, same);
    pack_step step = {q, at, replica, replica == 0 ? 0 : least};
    piq__plan_each_place(c, limit, c->flat ? same : NULL, c->job_shape[job].pods, true, scratch, pack_visit, &step);
}

static bool pack_twins(const piq__plan_cluster *c, uint32_t a, uint32_t b)
{
    const piq__plan_shape *x = &c->job_shape[a], *y = &c->job_shape[b];
    return c->job_gpus[a] == c->job_gpus[b] && c->job_replicas[a] == c->job_replicas[b] && x->pod == y->pod && x->set == y->set &&
           x->cpu == y->cpu && x->memory == y->memory;
}

/* Jobs without a domain ask only for totals: tried last, the chosen ones checked together. */
static void pack_loose(pack_search *q, uint32_t at)
{
    const piq__plan_cluster *c = q->s->c;
    if (q->taken + (c->jobs - at) < q->want)
        return;
    if (q->taken == q->want) {
        q->found = piq__plan_scatter(c, q->free, q->chosen, NULL, NULL);
        return;
    }
    q->chosen[q->order[at]] = 1;
    q->taken++;
    if (piq__plan_scatter(c, q->free, q->chosen, NULL, NULL))
        pack_loose(q, at + 1);
    if (q->found)
        return;
    q->taken--;
    q->chosen[q->order[at]] = 0;
    pack_loose(q, at + 1);
}

static void pack_next_job(pack_search *q, uint32_t at)
{
    const piq__plan_cluster *c = q->s->c;
    if (q->taken + (c->jobs - at) < q->want)
        return;
    if (at == q->compact || q->taken == q->want) {
        pack_loose(q, q->taken == q->want ? c->jobs : at);
        return;
    }
    const uint32_t job = q->order[at];
    const bool twin = at > 0 && pack_twins(c, q->order[at - 1], job);
    if (!twin || q->chosen[q->order[at - 1]])
        pack_replica(q, at, 0, 0);
    if (!q->found && !q->out)
        pack_next_job(q, at + 1);
}

/* Largest first among those with a domain; then the rest. */
static void pack_sort(pack_search *q)
{
    const piq__plan_cluster *c = q->s->c;
    for (uint32_t j = 0; j < c->jobs; j++) {
        uint32_t k = j;
        for (; k > 0; k--) {
            const uint32_t o = q->order[k - 1];
            const bool after = c->job_shape[o].single != c->job_shape[j].single ? c->job_shape[j].single : c->job_need[j] > c->job_need[o];
            if (!after)
                break;
            q->order[k] = o;
        }
        q->order[k] = j;
        if (c->job_shape[j].single)
            q->compact++;
    }
}

static bool pack_report(const pack_search *q, piq__plan_starts *starts, const piq_allocator *a)
{
    const piq__plan_cluster *c = q->s->c;
    uint32_t at = 0;
    piq__plan_starts_clear(starts);
    for (uint32_t k = 0; k < q->compact; k++) {
        const uint32_t job = q->order[k];
        if (!q->chosen[job])
            continue;
        starts->runs[job] = 1;
        starts->first[job] = (uint32_t)starts->count;
        for (uint32_t p = 0; p < c->job_shape[job].pods * (uint32_t)c->job_replicas[job]; p++)
            if (!piq__plan_starts_add(starts, a, q->log[at++]))
                return false;
    }
    return piq__plan_scatter(c, q->free, q->chosen, starts, a);
}

int piq__plan_pack(const piq__plan_state *s, uint32_t want, piq__plan_work *work, piq__plan_starts *starts, const piq_allocator *a)
{
    const piq__plan_cluster *c = s->c;
    int32_t free[PLAN_EXACT_NODES];
    int64_t cpu[PLAN_EXACT_NODES], memory[PLAN_EXACT_NODES];
    uint32_t log[PLAN_EXACT_PODS * 16];
    pack_search q;
    memset(&q, 0, sizeof q);
    memcpy(free, s->free, c->nodes * sizeof *free);
    if (s->cpu != NULL)
        memcpy(cpu, s->cpu, c->nodes * sizeof *cpu);
    if (s->memory != NULL)
        memcpy(memory, s->memory, c->nodes * sizeof *memory);
    q.s = s;
    q.free = free;
    q.cpu = s->cpu == NULL ? NULL : cpu;
    q.memory = s->memory == NULL ? NULL : memory;
    q.want = want;
    q.work = work;
    q.log = log;
    q.log_room = PIQ__COUNT(log);
    pack_sort(&q);
    pack_next_job(&q, 0);
    if (q.found && starts != NULL && !pack_report(&q, starts, a))
        return -1;
    return q.found ? 1 : q.out ? -1 : 0;
}
