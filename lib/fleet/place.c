/* Placements, and the one check that spans rows: a node cannot hold more GPUs than it has. */
#include "fleet/fleet.h"

#define PLACE_MICRO 1000000
#define PLACE_FEW 16 /* pieces that need no memory on their way */
#define PLACE_AHEAD 16 /* pieces of a column whose nodes are asked for before they are needed */
#define PLACE_SLACK 10 /* millionths: thirds and sevenths do not add up exactly */

static int64_t place_micro(double gpus) { return (int64_t)(gpus * PLACE_MICRO + 0.5); }

static int place_compare(const void *shared, const void *key, uint32_t number)
{
    const piq__shared *other = (const piq__shared *)shared + number - 1;
    const piq__place *piece = key;
    if (piece->node != other->node)
        return piece->node < other->node ? -1 : 1;
    return (piece->label > other->label) - (piece->label < other->label);
}

static piq__shared *place_shared(const piq_fleet *f, const piq__place *piece)
{
    const uint32_t number = piq__tree_find(&f->shared_by, place_compare, f->shared, piece);
    return number == 0 ? NULL : &f->shared[number - 1];
}

static bool place_on_shared(const piq__place *piece) { return piece->gpus < 1 && piece->label != 0; }

static bool place_shared_room(piq_fleet *f, const piq__place *pieces, size_t count)
{
    size_t more = 0;
    for (size_t i = 0; i < count; i++)
        more += place_on_shared(&pieces[i]);
    return more == 0 || (piq__grow(&f->allocator, (void **)&f->shared, &f->shared_capacity, f->shared_count + more, sizeof *f->shared) &&
                         piq__tree_room(&f->shared_by, &f->allocator, more));
}

/* There is room for it. */
static piq__shared *place_share(piq_fleet *f, const piq__place *piece)
{
    piq__shared *known = place_shared(f, piece);
    if (known != NULL)
        return known;
    const piq__shared fresh = {piece->node, piece->label, 0};
    f->shared[f->shared_count++] = fresh;
    piq__tree_add(&f->shared_by, place_compare, f->shared, piece, (uint32_t)f->shared_count);
    return &f->shared[f->shared_count - 1];
}

static bool place_usage_room(piq_fleet *f)
{
    size_t nodes = f->rows[PIQ_ENTITY_NODE].count, have = f->usage_capacity;
    if (nodes <= have)
        return true;
    if (!piq__grow(&f->allocator, (void **)&f->usage, &f->usage_capacity, nodes, sizeof *f->usage))
        return false;
    memset(f->usage + have, 0, (f->usage_capacity - have) * sizeof *f->usage);
    return true;
}

/* Adds (sign 1) or takes back (sign -1) one piece. A shared GPU counts from the first share on it to the last. */
static void place_count(piq_fleet *f, const piq__place *piece, int sign)
{
    piq__usage *u = &f->usage[piece->node];
    const int64_t gpus = sign * place_micro(piece->gpus);
    if (piece->gpus >= 1) {
        u->whole += gpus;
    } else if (piece->label == 0) {
        u->loose += gpus;
    } else {
        piq__shared *s = place_share(f, piece);
        u->labels += s->used == 0 && gpus > 0 ? 1u : 0u;
        s->used += gpus;
        u->labels -= s->used == 0 && gpus < 0 ? 1u : 0u;
    }
}

static int64_t place_taken(const piq__usage *u)
{
    int64_t loose = (u->loose + PLACE_MICRO - 1 - PLACE_SLACK) / PLACE_MICRO;
    return u->whole + ((int64_t)u->labels + (u->loose > 0 && loose < 1 ? 1 : loose)) * PLACE_MICRO;
}

double piq__place_taken(const piq_fleet *f, size_t node)
{
    return node < f->usage_capacity ? (double)place_taken(&f->usage[node]) / PLACE_MICRO : 0;
}

static bool place_fits(const piq__usage *u, double gpu_count)
{
    return !piq__known(gpu_count) || place_taken(u) <= place_micro(gpu_count) + PLACE_SLACK;
}

/* Says that a node would hold more than it has; `workload` SIZE_MAX: its size was being set. */
static piq_status place_overfull(const piq_fleet *f, size_t node, double gpu_count, size_t workload, piq_error *error)
{
    const bool sizing = workload == SIZE_MAX;
    piq__text t = sizing ? piq__error_at(f, error, PIQ_E_OVERFULL, PIQ_ENTITY_NODE, node, F_node_gpu_count)
                         : piq__error_at(f, error, PIQ_E_OVERFULL, PIQ_ENTITY_WORKLOAD, workload, F_workload_placement);
    const piq__string id = piq__row_id(f, PIQ_ENTITY_NODE, node);
    piq__put(&t, sizing ? " is " : ": node ");
    if (!sizing) {
        piq__put_quoted(&t, id.text, id.length);
        piq__put(&t, " has ");
    }
    piq__put_number(&t, gpu_count);
    piq__put(&t, sizing ? ", but " : " GPUs, and ");
    piq__put_number(&t, (double)place_taken(&f->usage[node]) / PLACE_MICRO);
    piq__put(&t, sizing ? " are placed on it" : " would be placed on it");
    return PIQ_E_OVERFULL;
}

piq_status piq__check_node_size(piq_fleet *f, size_t node, double gpu_count, piq_error *error)
{
    if (node >= f->usage_capacity || place_fits(&f->usage[node], gpu_count))
        return PIQ_OK;
    return place_overfull(f, node, gpu_count, SIZE_MAX, error);
}

static bool place_share_fits(const piq_fleet *f, const piq__place *piece)
{
    return !place_on_shared(piece) || place_shared(f, piece)->used <= PLACE_MICRO + PLACE_SLACK;
}

/* Every node of these pieces holds what is now counted on it. */
static piq_status place_check(const piq_fleet *f, size_t workload, const piq__place *pieces, size_t count, piq_error *error)
{
    for (size_t i = 0; i < count; i++) {
        const double gpu_count = piq__number_at(f, F_node_gpu_count, pieces[i].node);
        if (!place_fits(&f->usage[pieces[i].node], gpu_count))
            return place_overfull(f, pieces[i].node, gpu_count, workload, error);
        if (!place_share_fits(f, &pieces[i])) {
            piq__text t = piq__error_at(f, error, PIQ_E_OVERFULL, PIQ_ENTITY_WORKLOAD, workload, F_workload_placement);
            const piq__string label = piq__strings_at(&f->strings, pieces[i].label);
            piq__put(&t, ": the shares of GPU ");
            piq__put_quoted(&t, label.text, label.length);
            piq__put(&t, " add up to more than 1");
            return PIQ_E_OVERFULL;
        }
    }
    return PIQ_OK;
}

piq_status piq__place_row(piq_fleet *f, size_t workload, const piq__place *pieces, size_t count, piq_error *error)
{
    if (!place_usage_room(f) || !place_shared_room(f, pieces, count))
        return piq__fail_memory(error);
    piq__span before;
    piq__span_at(f, F_workload_placement, workload, &before);
    for (size_t i = 0; i < before.count; i++)
        place_count(f, piq__places(f, before) + i, -1);
    for (size_t i = 0; i < count; i++)
        place_count(f, pieces + i, 1);
    piq_status status = place_check(f, workload, pieces, count, error);
    if (status == PIQ_OK)
        status = piq__pool_assign(f, &f->places, F_workload_placement, workload, pieces, count, sizeof *pieces, error);
    if (status == PIQ_OK)
        return PIQ_OK;
    for (size_t i = 0; i < count; i++)
        place_count(f, pieces + i, -1);
    for (size_t i = 0; i < before.count; i++)
        place_count(f, piq__places(f, before) + i, 1);
    return status;
}

void piq__place_expect(const piq_fleet *f, size_t node)
{
#if defined(__GNUC__)
    const piq__column *sizes = &f->columns[F_node_gpu_count];
    if (node < f->usage_capacity)
        __builtin_prefetch(&f->usage[node], 1);
    if (node / PIQ__PAGE_ROWS >= sizes->page_count || sizes->pages[node / PIQ__PAGE_ROWS] == NULL)
        return;
    const piq__page *page = sizes->pages[node / PIQ__PAGE_ROWS];
    __builtin_prefetch(page);
    __builtin_prefetch((const void *)((uintptr_t)(page + 1) + node % PIQ__PAGE_ROWS * sizes->width)); /* where a full page has it */
#else
    (void)f;
    (void)node;
#endif
}

void piq__place_forget(piq_fleet *f, const piq__place *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++)
        place_count(f, pieces + i, -1);
}

piq_status piq__place_fresh(piq_fleet *f, size_t workload, size_t count, piq_error *error)
{
    if (count == 0)
        return PIQ_OK;
    const piq__place *pieces = (const piq__place *)f->places.items + f->places.count;
    if (!place_usage_room(f) || !place_shared_room(f, pieces, count))
        return piq__fail_memory(error);
    for (size_t i = 0; i < count; i++)
        place_count(f, pieces + i, 1);
    const piq_status status = place_check(f, workload, pieces, count, error);
    if (status == PIQ_OK)
        f->places.count += count;
    else
        piq__place_forget(f, pieces, count);
    return status;
}

static piq_status place_refuse(const piq_fleet *f, size_t workload, piq_status status, const char *what, const char *why, piq_error *error)
{
    piq__text t = piq__error_at(f, error, status, PIQ_ENTITY_WORKLOAD, workload, F_workload_placement);
    piq__put(&t, what);
    piq__put(&t, why);
    return status;
}

/* The caller's pieces as the fleet keeps them. */
static piq_status place_take(piq_fleet *f, size_t workload, const piq_piece *pieces, size_t count, size_t stride, piq__place *taken,
                             piq_error *error)
{
    for (size_t i = 0; i < count; i++) {
        piq_piece p;
        memcpy(&p, (const char *)pieces + i * stride, sizeof p);
        if (piq__ref_entity(p.node) != PIQ_ENTITY_NODE || piq__ref_row(p.node) >= f->rows[PIQ_ENTITY_NODE].count)
            return place_refuse(f, workload, PIQ_E_REFERENCE, " names a node", " that is not in the fleet", error);
        if (!(p.gpus >= 0 && p.gpus <= 1e6))
            return place_refuse(f, workload, PIQ_E_RANGE, ": gpus of a piece", " must be a number from 0 to 1e6", error);
        if (p.replica < -1 || p.replica > INT32_MAX)
            return place_refuse(f, workload, PIQ_E_RANGE, ": replica", " must be a whole number from 0 to 2147483647", error);
        uint32_t label = 0;
        if (p.gpu != NULL) {
            const char *fault = piq__text_fault(p.gpu, p.gpu_length);
            if (fault != NULL)
                return place_refuse(f, workload, piq__text_status(p.gpu_length), ": the gpu label", fault, error);
            if ((label = piq__strings_take(&f->strings, p.gpu, p.gpu_length)) == 0)
                return piq__strings_fail(&f->strings, error);
        }
        const piq__place kept = {p.gpus, piq__ref_row(p.node), label, (int32_t)p.replica};
        taken[i] = kept;
    }
    return PIQ_OK;
}

piq_status piq_fleet_place(piq_fleet *f, piq_ref workload, const piq_piece *pieces, size_t count, size_t stride, piq_error *error)
{
    if (f == NULL || piq__ref_entity(workload) != PIQ_ENTITY_WORKLOAD || piq__ref_row(workload) >= f->rows[PIQ_ENTITY_WORKLOAD].count)
        return piq__fail(error, PIQ_E_ARGUMENT, "no such workload in this fleet");
    if ((pieces == NULL && count != 0) || stride < sizeof *pieces)
        return piq__fail(error, PIQ_E_ARGUMENT, "a placement needs its pieces and their stride");
    piq_status status = piq__pool_room(f, &f->places, count, sizeof(piq__place), error);
    if (status != PIQ_OK)
        return status;
    piq__place few[PLACE_FEW];
    const size_t size = count <= PLACE_FEW ? 0 : count * sizeof(piq__place);
    piq__place *taken = size == 0 ? few : piq__alloc(&f->allocator, size);
    if (taken == NULL)
        return piq__fail_memory(error);
    status = place_take(f, piq__ref_row(workload), pieces, count, stride, taken, error);
    if (status == PIQ_OK)
        status = piq__place_row(f, piq__ref_row(workload), taken, count, error);
    piq__release(&f->allocator, size == 0 ? NULL : taken, size);
    return status;
}

/* Undoes the first `done` pieces of a column of placements. */
static void place_column_undo(piq_fleet *f, const uint32_t *workloads, size_t done)
{
    while (done-- > 0) {
        piq__span span;
        piq__span_at(f, F_workload_placement, workloads[done], &span);
        place_count(f, piq__places(f, span) + span.count - 1, -1);
        span.count--;
        if (span.count == 0)
            piq__column_clear(&f->columns[F_workload_placement], workloads[done]);
        else
            (void)piq__column_set(&f->columns[F_workload_placement], &f->allocator, workloads[done], &span);
    }
}

/* One more piece for a workload: at the end of the pool it grows in place, otherwise its list moves there. */
static piq_status place_append(piq_fleet *f, size_t workload, const piq__place *piece, piq_error *error)
{
    piq__span span;
    piq__span_at(f, F_workload_placement, workload, &span);
    const piq_status status = piq__pool_room(f, &f->places, (size_t)span.count + 1, sizeof *piece, error);
    if (status != PIQ_OK)
        return status;
    const bool at_end = span.count != 0 && (size_t)span.first + span.count == f->places.count;
    const piq__span next = {at_end ? span.first : (uint32_t)f->places.count, span.count + 1};
    if (!piq__column_set(&f->columns[F_workload_placement], &f->allocator, workload, &next))
        return piq__fail_memory(error);
    piq__place *items = f->places.items;
    if (!at_end && span.count != 0)
        memcpy(items + f->places.count, items + span.first, span.count * sizeof *items);
    items[next.first + span.count] = *piece;
    f->places.count = (size_t)next.first + next.count;
    place_count(f, piece, 1);
    return PIQ_OK;
}

piq_status piq_fleet_place_column(piq_fleet *f, const uint32_t *workloads, const uint32_t *nodes, const double *gpus, size_t count,
                                  piq_error *error)
{
    if (f == NULL || (count != 0 && (workloads == NULL || nodes == NULL || gpus == NULL)))
        return piq__fail(error, PIQ_E_ARGUMENT, "a column of placements needs workloads, nodes and gpus");
    if (!place_usage_room(f))
        return piq__fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        piq_status status = PIQ_OK;
        if (count - i > PLACE_AHEAD)
            piq__place_expect(f, nodes[i + PLACE_AHEAD]);
        if (workloads[i] >= f->rows[PIQ_ENTITY_WORKLOAD].count)
            status = piq__fail(error, PIQ_E_ARGUMENT, "no such workload in this fleet");
        else if (nodes[i] >= f->rows[PIQ_ENTITY_NODE].count)
            status = place_refuse(f, workloads[i], PIQ_E_REFERENCE, " names a node", " that is not in the fleet", error);
        else if (!(gpus[i] >= 0 && gpus[i] <= 1e6))
            status = place_refuse(f, workloads[i], PIQ_E_RANGE, ": gpus of a piece", " must be a number from 0 to 1e6", error);
        const piq__place piece = {gpus[i], nodes[i], 0, -1};
        if (status == PIQ_OK)
            status = place_append(f, workloads[i], &piece, error);
        if (status == PIQ_OK && (status = place_check(f, workloads[i], &piece, 1, error)) != PIQ_OK)
            i++; /* this piece, too, is taken back */
        if (status != PIQ_OK) {
            place_column_undo(f, workloads, i);
            return status;
        }
    }
    return PIQ_OK;
}
