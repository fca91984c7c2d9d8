#include "facts/work.h"

static uint32_t work_or(uint8_t word, uint32_t otherwise) { return word == 0 ? otherwise : word; }

static void work_words(piq__work *w)
{
    w->kind = work_or(WORD(KIND), PIQ_KIND_UNKNOWN);
    w->state = work_or(WORD(STATE), PIQ_WORKLOAD_STATE_RUNNING);
    w->engine = WORD(ENGINE);
    w->role = WORD(ROLE);
    w->dev = WORD(ENVIRONMENT) == PIQ_ENVIRONMENT_DEV;
}

#define WORK_TYPE_UNSTATED (-3.0)
#define WORK_TYPE_UNDECLARED (-2.0)

/* How much is known of a node's type, and how much memory it has: of several types the least speaks for all. */
static double work_type_rank(const piq__world *world, const piq__node *n)
{
    if (!n->type_named)
        return WORK_TYPE_UNSTATED;
    if (n->type == PIQ__NO_TYPE || !world->types[n->type].known)
        return WORK_TYPE_UNDECLARED;
    return piq__or(world->types[n->type].device.memory_bytes, -1);
}

/* Of two that rank alike the name decides, not the order of the pieces. */
static bool work_type_first(const piq__world *world, uint32_t a, uint32_t b)
{
    return a != b && a != PIQ__NO_TYPE && b != PIQ__NO_TYPE && strcmp(world->types[a].name, world->types[b].name) < 0;
}

static void work_placement(piq__work *w)
{
    const piq__world *world = w->world;
    const piq__span nowhere = {0, 0};
    w->type = PIQ__NO_TYPE;
    w->places = w->state == PIQ_WORKLOAD_STATE_RUNNING ? w->block->places[w->at] : nowhere;
    const piq__place *pieces = w->pieces = piq__places(world->fleet, w->places);
    double least = 0;
    uint32_t named = 0, first = PIQ__NO_TYPE; /* nodes that state a type, and the first of these types */
    w->gpus_placed = 0;
    w->mixed = false;
    for (uint32_t i = 0; i < w->places.count; i++) {
        const piq__node *n = &world->nodes[pieces[i].node];
        const double rank = w->places.count == 1 ? 0 : work_type_rank(world, n);
        w->gpus_placed += pieces[i].gpus;
        if (n->type_named) {
            first = named++ == 0 ? n->type : first;
            w->mixed = w->mixed || n->type != first;
        }
        if (i == 0 || rank < least || (rank == least && work_type_first(world, n->type, w->type))) {
            w->type = n->type;
            least = rank;
        }
    }
    w->type_named = w->places.count != 0 && named == w->places.count;
    if (w->state == PIQ_WORKLOAD_STATE_SCALED_TO_ZERO)
        w->type = piq__world_type(world, w->block->texts[PIQ__BLOCK_TYPE][w->at]);
    w->on = w->type == PIQ__NO_TYPE ? NULL : &world->types[w->type];
}

/* R10: what the parallel sizes are, and whether they can be true together. */
static void work_layout(piq__work *w)
{
    w->gpus = piq__divisor(IN(gpus));
    w->replicas = piq__divisor(IN(replicas));
    if (!piq__known(w->replicas) && w->places.count != 0 && piq__known(w->gpus))
        w->replicas = piq__max(1, piq__floor(w->gpus_placed / w->gpus));
    const double pp = piq__divisor(IN(pipeline_parallel)), dp = piq__divisor(IN(data_parallel));
    double tp = piq__divisor(IN(tensor_parallel));
    if (!piq__known(tp) && w->gpus <= 1)
        tp = 1;
    if (!piq__known(tp) && (piq__known(pp) || piq__known(dp)))
        tp = w->gpus / (piq__or(pp, 1) * piq__or(dp, 1));
    const piq__layout layout = {tp, piq__or(pp, 1), piq__or(dp, 1)};
    w->layout = layout;
    const double product = layout.tensor_parallel * layout.pipeline_parallel * layout.data_parallel;
    w->layout_wrong = piq__known(product) && piq__known(w->gpus) &&
                      (product != piq__max(w->gpus, 1) || piq__floor(layout.tensor_parallel) != layout.tensor_parallel);
}

/* On MIG the device is the slice. */
static void work_device(piq__work *w)
{
    const piq__type *type = piq__work_type(w);
    const uint32_t profile = w->block->texts[PIQ__BLOCK_PROFILE][w->at];
    w->device = type == NULL ? &w->world->no_device : &type->device;
    w->mig = profile != 0;
    w->share = !w->mig && w->gpus < 1;
    w->profile_unknown = false;
    if (!w->mig || type == NULL)
        return;
    const piq__string name = piq__strings_at(&w->world->fleet->strings, profile);
    w->profile_unknown = true;
    w->device = &w->world->no_device;
    for (size_t i = 0; i < type->profile_count; i++)
        if (piq__text_is(name.text, name.length, type->profiles[i].name)) {
            w->profile_unknown = false;
            w->device = &type->profiles[i].device;
        }
}

/* R12: a piece costs its GPUs at the workload's price, else its node's, else its type's; nothing where no meter runs. */
static void work_cost_pieces(piq__work *w, double own)
{
    double prices = 0;
    w->cost = 0;
    for (uint32_t i = 0; i < w->places.count; i++) {
        const piq__node *n = &w->world->nodes[w->pieces[i].node];
        const double price = piq__piece_price(n, own), cost = w->pieces[i].gpus * price;
        w->reference_price = w->reference_price || (n->billed != NO && !piq__known(own) && n->reference_price);
        prices += price;
        w->cost += cost;
        if (piq__known(cost))
            w->cost_micro += piq__micro(cost);
        else
            w->unpriced_gpus += w->pieces[i].gpus;
    }
    w->priced = piq__known(w->cost);
    w->price = w->gpus_placed > 0 ? w->cost / w->gpus_placed : prices / w->places.count; /* pieces may hold no GPU */
}

static void work_cost(piq__work *w)
{
    const double own = IN(price_per_gpu_hour);
    w->unpriced_gpus = 0;
    w->cost_micro = 0;
    w->priced = w->reference_price = false;
    if (w->places.count != 0) {
        work_cost_pieces(w, own);
        return;
    }
    const piq__type *type = piq__work_type(w);
    w->cost = PIQ__UNKNOWN;
    w->price = piq__or(own, type == NULL ? PIQ__UNKNOWN : type->price);
    w->reference_price = !piq__known(own) && type != NULL && type->reference_price;
}

static void work_model(piq__work *w)
{
    const uint32_t text = w->block->texts[PIQ__BLOCK_MODEL][w->at];
    const uint32_t found = text == 0 ? UINT32_MAX : piq__world_model(w->world, text);
    const double stated = piq__divisor(IN(model_parameters));
    w->model_known = text == 0 ? PIQ__MODEL_NONE : found == UINT32_MAX ? PIQ__MODEL_UNNAMED : PIQ__MODEL_KNOWN;
    w->model = found == UINT32_MAX ? &w->world->no_model : &w->world->models[found];
    if (!piq__known(stated))
        return;
    const bool dense = !piq__known(w->model->active_parameters) || w->model->active_parameters == w->model->parameters;
    w->stated_model = *w->model;
    w->stated_model.parameters = stated;
    w->stated_model.active_parameters = dense ? stated : w->model->active_parameters;
    w->model = &w->stated_model;
}

static uint8_t work_kv_bytes(uint8_t dtype) { return dtype == PIQ_KV_DTYPE_FP8 || dtype == PIQ_KV_DTYPE_INT8 ? 1 : 2; }

static void work_engine(piq__work *w)
{
    w->running = piq__engine_default();
    w->running.weight_bytes = piq__divisor(IN(weight_bytes));
    w->running.weight_dtype = (uint8_t)work_or(WORD(WEIGHT_DTYPE), PIQ__DTYPE_BF16);
    w->running.kv_element_bytes = work_kv_bytes(WORD(KV_DTYPE));
    w->running.gpu_memory_fraction = piq__or(piq__divisor(IN(gpu_memory_fraction)), 0.9);
    w->running.max_num_seqs = piq__or(piq__divisor(IN(max_num_seqs)), 256);
    w->dtype_defaulted = WORD(WEIGHT_DTYPE) == 0 && !piq__known(w->running.weight_bytes);
    w->weights = piq__weight_bytes(w->model, &w->running);
    w->context = piq__or(piq__divisor(IN(max_model_len)), w->model->max_context);
    const piq__layout rank = {1, 1, w->layout.data_parallel};
    const double sequences = piq__or(piq__divisor(IN(declared_concurrency)), 1);
    w->kv_bytes = w->model_known == PIQ__MODEL_KNOWN ? piq__kv_per_gpu(w->model, &rank, w->running.kv_element_bytes, sequences, w->context)
                                                     : PIQ__UNKNOWN;
}

/* R23: an engine that reserves memory says nothing with what it uses; one that looks like it must be asked. */
static void work_preallocated(piq__work *w)
{
    const double share = IN(gpu_memory_used_max_bytes) / w->device->memory_bytes;
    if (piq__known(IN(memory_preallocated)))
        w->preallocated = piq__flag(IN(memory_preallocated));
    else if (w->engine != 0)
        w->preallocated = piq__is(w->engine != PIQ_ENGINE_TRITON && w->engine != PIQ_ENGINE_OTHER);
    else
        w->preallocated = share >= 0.88 && share <= 0.97 ? MAYBE : NO;
}

static void work_data(piq__work *w)
{
    const double coverage = IN(coverage_ratio), stale = IN(stale_seconds), length = piq__or(IN(observed_seconds), w->world->window);
    piq__data *d = &w->data;
    d->reason = stale > P(stale_after_seconds) ? PIQ_REASON_STALE : coverage < P(coverage_min) ? PIQ_REASON_INSUFFICIENT_COVERAGE : 0;
    d->reason_in_length = d->reason == 0 && length < P(rightsize_min_data_seconds) ? PIQ_REASON_INSUFFICIENT_COVERAGE : d->reason;
    d->coverage_known = piq__known(coverage);
    d->age_known = piq__known(stale);
    d->coverage = d->coverage_known ? piq__min(1, coverage / 0.95) : 1;
    d->window = length >= 7 * 86400.0 ? 1.0 : length >= 86400.0 ? 0.8 : 0.6;
}

static inline void work_place(piq__work *w, const piq__world *world, const piq__block *block, unsigned at)
{
    w->world = world;
    w->block = block;
    w->at = at;
    w->row = (uint32_t)(block->first + at);
    work_words(w);
    work_placement(w);
    work_layout(w);
}

void piq__work_place(piq__work *w, const piq__world *world, const piq__block *block, unsigned at) { work_place(w, world, block, at); }

void piq__work_derive(piq__work *w, const piq__world *world, const piq__block *block, unsigned at)
{
    work_place(w, world, block, at);
    work_device(w);
    work_cost(w);
    work_model(w);
    work_engine(w);
    work_preallocated(w);
    work_data(w);
    w->features = block->features[at];
}

/* Some nodes state no type; where another states one that nothing declares, that is the reason which comes first. */
static void work_lacks_types(const piq__work *w, piq__gap *gap)
{
    piq__lack(gap, F_node_gpu_type);
    for (uint32_t i = 0; i < w->places.count; i++)
        if (work_type_rank(w->world, &w->world->nodes[w->pieces[i].node]) == WORK_TYPE_UNDECLARED)
            piq__lack_because(gap, PIQ_REASON_NO_CATALOG_ENTRY, F_node_gpu_type);
}

bool piq__lacks_device(const piq__work *w, piq__gap *gap)
{
    const piq__type *type = piq__work_type(w);
    if (w->places.count == 0 && type == NULL)
        piq__lack(gap, W(placement));
    else if (type == NULL && !w->type_named)
        work_lacks_types(w, gap);
    else if (type == NULL || !type->known)
        piq__lack_because(gap, PIQ_REASON_NO_CATALOG_ENTRY, F_node_gpu_type);
    else if (w->profile_unknown)
        piq__lack_because(gap, PIQ_REASON_NO_CATALOG_ENTRY, F_gpu_type_mig_profiles);
    else if (!piq__known(w->device->memory_bytes))
        piq__lack(gap, F_gpu_type_memory_bytes);
    else
        return false;
    return true;
}

bool piq__device_named(const piq__work *w)
{
    const piq__type *type = piq__work_type(w);
    return w->places.count != 0 && type != NULL && type->known && !w->profile_unknown;
}

bool piq__lacks_weights(const piq__work *w, piq__gap *gap)
{
    if (piq__known(w->weights))
        return false;
    if (w->model_known == PIQ__MODEL_NONE)
        piq__lack(gap, W(model));
    else if (w->model_known == PIQ__MODEL_UNNAMED)
        piq__lack_because(gap, PIQ_REASON_NO_CATALOG_ENTRY, W(model));
    else
        piq__lack(gap, W(model_parameters));
    return true;
}

bool piq__lacks_layout(const piq__work *w, piq__gap *gap)
{
    if (piq__known(w->layout.tensor_parallel))
        return false;
    piq__lack(gap, piq__known(w->gpus) ? W(tensor_parallel) : W(gpus));
    return true;
}

static void work_lack_unless(piq__gap *gap, double value, unsigned field, bool *lacking)
{
    if (piq__known(value))
        return;
    piq__lack(gap, field);
    *lacking = true;
}

bool piq__lacks_kv(const piq__work *w, piq__gap *gap)
{
    const piq__model *m = w->model;
    bool lacking = false;
    if (m->model_class == PIQ__CLASS_ENCODER)
        return false;
    if (m->model_class != PIQ__CLASS_DECODER) {
        piq__lack_because(gap, PIQ_REASON_UNSUPPORTED_SIGNAL, PIQ__FIELD_COUNT);
        return true;
    }
    if (w->model_known != PIQ__MODEL_KNOWN) {
        piq__lack_because(gap, w->model_known == PIQ__MODEL_NONE ? PIQ_REASON_MISSING_INPUT : PIQ_REASON_NO_CATALOG_ENTRY, W(model));
        return true;
    }
    work_lack_unless(gap, m->layers, F_model_layers, &lacking);
    if (piq__known(m->kv_lora_rank)) {
        work_lack_unless(gap, m->rope_head_dim, F_model_rope_head_dim, &lacking);
    } else {
        work_lack_unless(gap, m->kv_heads, F_model_kv_heads, &lacking);
        work_lack_unless(gap, m->head_dim, F_model_head_dim, &lacking);
    }
    return lacking;
}

double piq__work_derived_overhead(const piq__work *w, const piq__layout *layout)
{
    if (!piq__known(layout->tensor_parallel))
        return PIQ__UNKNOWN; /* it is larger where GPUs work together */
    return piq__or(piq__derived_overhead(w->model, layout, &w->running, IN(max_num_batched_tokens)), 2e9);
}

double piq__work_pool(const piq__work *w)
{
    const double stated = piq__divisor(IN(kv_cache_pool_bytes));
    const double taken = piq__work_weights(w, &w->layout) + piq__work_overhead(w, &w->layout);
    return piq__known(stated) ? stated : piq__pool_beside(&w->running, w->device->memory_bytes, taken);
}

piq__engine piq__work_engine(const piq__work *w, const piq__layout *layout)
{
    piq__engine engine = w->running;
    engine.overhead_bytes = piq__work_overhead(w, layout);
    return engine;
}

bool piq__work_special_purpose(const piq__work *w)
{
    bool general = false;
    for (uint32_t i = 0; i < w->places.count; i++)
        general = general || w->world->nodes[w->pieces[i].node].purpose == PIQ_PURPOSE_GENERAL;
    return w->places.count != 0 && !general;
}

double piq__work_month(const piq__work *w)
{
    return piq__min(IN(run_seconds) * IN(runs_per_month) / (P(hours_per_month) * 3600), 1);
}

double piq__work_duty(const piq__work *w)
{
    if (w->kind == PIQ_KIND_BATCH)
        return piq__or(piq__work_month(w), 0);
    return IN(min_replicas) == 0 ? piq__or(IN(warm_ratio), 1) : 1;
}

static double work_piece_realisable(const piq__node *n, double price, bool *sunk)
{
    if (n->purchase != PIQ_PURCHASE_COMMITTED && n->purchase != PIQ_PURCHASE_OWNED)
        return 1;
    const double share = n->resale * n->sell_through / piq__divisor(price);
    *sunk = *sunk || !piq__known(share);
    return piq__or(share, 0);
}

piq__realisable piq__work_realisable(const piq__work *w)
{
    piq__realisable r = {0, 0, false, false, true};
    double staying = 0, leaving = 0;
    for (uint32_t i = 0; i < w->places.count; i++)
        r.alone = r.alone && w->world->nodes[w->pieces[i].node].pods <= 1;
    for (uint32_t i = 0; i < w->places.count; i++) {
        const piq__node *n = &w->world->nodes[w->pieces[i].node];
        const double price = piq__piece_price(n, IN(price_per_gpu_hour)), cost = w->pieces[i].gpus * price;
        const double share = n->billed == NO ? 1 : work_piece_realisable(n, price, &r.sunk);
        const bool by_node = n->billing_unit == PIQ_BILLING_UNIT_NODE;
        r.node_billing = r.node_billing || by_node;
        if (!piq__known(cost))
            continue;
        staying += by_node ? 0 : cost * share;
        leaving += by_node && !r.alone ? 0 : cost * share;
    }
    r.staying = w->cost > 0 ? staying / w->cost : 0;
    r.leaving = w->cost > 0 ? leaving / w->cost : 0;
    return r;
}
