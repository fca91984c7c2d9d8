/* The catalog as callers read it. */
#include "catalog/catalog.h"
#include "support/copy.h"
#include "support/error.h"

#define ENTRIES_NAMED 3u /* rows that a message names */

size_t piq_catalog_count(uint32_t entity)
{
    if (entity == PIQ_ENTITY_GPU_TYPE)
        return piq__catalog_gpu_count();
    return entity == PIQ_ENTITY_MODEL ? piq__catalog_model_count() : 0;
}

static double entries_positive(double value) { return value > 0 ? value : PIQ__UNKNOWN; }

static piq_catalog_entry entries_gpu(int row)
{
    const piq__gpu_row *g = piq__catalog_gpu(row);
    piq_catalog_entry e = {0};
    e.name = piq__gpu_text(g->name);
    e.aliases = piq__gpu_text(g->aliases);
    e.source = piq__gpu_text(g->source);
    e.notes = piq__gpu_text(g->notes);
    e.vendor = piq__gpu_text(g->vendor);
    e.architecture = piq__gpu_text(g->architecture);
    e.mig_profile_count = g->profiles;
    e.measured = g->measured_rows;
    e.price_offers = g->price_offers;
    e.power_watts = entries_positive(g->power_watts);
    e.price_median = entries_positive(g->price.median);
    e.price_min = entries_positive(g->price.least);
    e.price_max = entries_positive(g->price.most);
    e.price_date = piq__gpu_text(g->price_date);
    e.price_source = piq__gpu_text(g->price_source);
    return e;
}

static piq_catalog_entry entries_model(int row)
{
    const piq__model_row *m = piq__catalog_model(row);
    piq_catalog_entry e = {0};
    e.name = piq__model_text(m->name);
    e.aliases = piq__model_text(m->aliases);
    e.source = piq__model_text(m->source);
    e.notes = piq__model_text(m->notes);
    e.vendor = e.architecture = e.price_date = e.price_source = "";
    e.model_class = m->model_class + 1u; /* the words count from 1 in the same order */
    e.power_watts = e.price_median = e.price_min = e.price_max = PIQ__UNKNOWN;
    return e;
}

piq_status piq_catalog_at(uint32_t entity, size_t index, piq_catalog_entry *entry)
{
    if (entry == NULL || index >= piq_catalog_count(entity))
        return piq__refuse_out(entry, sizeof *entry);
    piq_catalog_entry full = entity == PIQ_ENTITY_MODEL ? entries_model((int)index) : entries_gpu((int)index);
    full.struct_size = entry->struct_size;
    full.entity = entity;
    return piq__copy_out(entry, &full, sizeof full);
}

/* ---- facts ---- */

static double entries_gpu_number(const piq__gpu_row *row, uint32_t field)
{
    piq__device d;
    piq__catalog_gpu_device(row, &d);
    switch (field) {
    case PIQ_GPU_TYPE_MEMORY_BYTES: return d.memory_bytes;
    case PIQ_GPU_TYPE_MEMORY_BANDWIDTH: return d.memory_bandwidth;
    case PIQ_GPU_TYPE_FP16_FLOPS: return d.fp16_flops;
    case PIQ_GPU_TYPE_FP8_FLOPS: return d.fp8_flops;
    case PIQ_GPU_TYPE_FP4_FLOPS: return d.fp4_flops;
    case PIQ_GPU_TYPE_LINK_BANDWIDTH: return d.link_bandwidth;
    case PIQ_GPU_TYPE_DOMAIN_GPUS: return row->domain_gpus;
    default: return PIQ__UNKNOWN;
    }
}

static const struct {
    uint32_t field;
    size_t offset;
} entries_facts[] = {
    {PIQ_MODEL_PARAMETERS, offsetof(piq__model, parameters)},
    {PIQ_MODEL_ACTIVE_PARAMETERS, offsetof(piq__model, active_parameters)},
    {PIQ_MODEL_LAYERS, offsetof(piq__model, layers)},
    {PIQ_MODEL_HIDDEN_SIZE, offsetof(piq__model, hidden_size)},
    {PIQ_MODEL_ATTENTION_HEADS, offsetof(piq__model, attention_heads)},
    {PIQ_MODEL_KV_HEADS, offsetof(piq__model, kv_heads)},
    {PIQ_MODEL_HEAD_DIM, offsetof(piq__model, head_dim)},
    {PIQ_MODEL_KV_LORA_RANK, offsetof(piq__model, kv_lora_rank)},
    {PIQ_MODEL_ROPE_HEAD_DIM, offsetof(piq__model, rope_head_dim)},
    {PIQ_MODEL_SLIDING_WINDOW, offsetof(piq__model, sliding_window)},
    {PIQ_MODEL_SLIDING_LAYERS, offsetof(piq__model, sliding_layers)},
    {PIQ_MODEL_MAX_CONTEXT, offsetof(piq__model, max_context)},
    {PIQ_MODEL_VOCAB_SIZE, offsetof(piq__model, vocab_size)},
    {PIQ_MODEL_INTERMEDIATE_SIZE, offsetof(piq__model, intermediate_size)},
    {PIQ_MODEL_EXPERTS, offsetof(piq__model, experts)},
    {PIQ_MODEL_EXPERTS_PER_TOKEN, offsetof(piq__model, experts_per_token)},
};

static double entries_model_number(const piq__model_row *row, uint32_t field)
{
    piq__model m;
    double value = PIQ__UNKNOWN;
    piq__catalog_model_shape(row, &m);
    for (size_t i = 0; i < PIQ__COUNT(entries_facts); i++)
        if (entries_facts[i].field == field)
            memcpy(&value, (const char *)&m + entries_facts[i].offset, sizeof value);
    return value;
}

double piq_catalog_number(uint32_t entity, size_t index, uint32_t field)
{
    if (index >= piq_catalog_count(entity))
        return PIQ__UNKNOWN;
    return entity == PIQ_ENTITY_MODEL ? entries_model_number(piq__catalog_model((int)index), field)
                                      : entries_gpu_number(piq__catalog_gpu((int)index), field);
}

piq_status piq_catalog_mig_profile(size_t gpu_type, size_t position, piq_mig_profile *profile)
{
    if (profile == NULL)
        return PIQ_E_ARGUMENT;
    memset(profile, 0, sizeof *profile);
    if (gpu_type >= piq__catalog_gpu_count() || position >= piq__catalog_gpu((int)gpu_type)->profiles)
        return PIQ_E_ARGUMENT;
    const piq__mig_row *row = piq__catalog_mig_rows(piq__catalog_gpu((int)gpu_type)) + position;
    profile->name = piq__gpu_text(row->name);
    profile->compute_slices = row->compute_slices;
    profile->compute_slices_total = row->compute_slices_total;
    profile->memory_bytes = row->memory_bytes;
    profile->max_instances = row->max_instances;
    return PIQ_OK;
}

/* ---- names ---- */

static piq_status entries_search(uint32_t entity, const char *name, size_t length, int rows[PIQ_CATALOG_MATCHES], size_t *count)
{
    const bool model = entity == PIQ_ENTITY_MODEL;
    rows[0] = model ? piq__catalog_model_find(name, length) : piq__catalog_gpu_find(name, length);
    *count = 1;
    if (rows[0] >= 0)
        return PIQ_OK;
    if (rows[0] == PIQ__CATALOG_AMBIGUOUS) {
        *count = model ? piq__catalog_model_candidates(name, length, rows, PIQ_CATALOG_MATCHES)
                       : piq__catalog_gpu_candidates(name, length, rows, PIQ_CATALOG_MATCHES);
        return PIQ_E_AMBIGUOUS;
    }
    *count = model ? piq__catalog_model_nearest(name, length, rows, PIQ_CATALOG_MATCHES)
                   : piq__catalog_gpu_nearest(name, length, rows, PIQ_CATALOG_MATCHES);
    return PIQ_E_REFERENCE;
}

static void entries_explain(piq_error *error, piq_status status, uint32_t entity, const char *name, size_t length,
                            const piq_catalog_match *match)
{
    piq__text t = piq__error_begin(error, status, entity, PIQ_NONE, 0);
    const size_t most = status == PIQ_E_AMBIGUOUS ? PIQ_CATALOG_MATCHES : ENTRIES_NAMED;
    piq__put_quoted(&t, name, length);
    piq__put(&t, status == PIQ_E_AMBIGUOUS    ? " may mean "
                 : entity == PIQ_ENTITY_MODEL ? " is no model that the catalog knows"
                                              : " is no GPU type that the catalog knows");
    for (size_t i = 0; i < match->count && i < most; i++) {
        const char *near = i == 0 ? "; nearest: " : ", ";
        piq__put(&t, status == PIQ_E_AMBIGUOUS ? (i == 0 ? "" : " or ") : near);
        piq__put(&t, piq__catalog_name(entity, (int)match->rows[i]));
    }
}

piq_status piq_catalog_find(uint32_t entity, const char *name, size_t length, piq_catalog_match *match, piq_error *error)
{
    int rows[PIQ_CATALOG_MATCHES];
    size_t count;
    piq_catalog_match full = {0};
    if (name == NULL || piq_catalog_count(entity) == 0) {
        (void)piq__refuse_out(match, sizeof *match);
        return piq__fail(error, PIQ_E_ARGUMENT, "a search of the catalog needs a name, and the entity gpu_type or model");
    }
    length = piq__length(name, length);
    const piq_status status = entries_search(entity, name, length, rows, &count);
    full.count = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        full.rows[i] = (uint32_t)rows[i];
    if (status != PIQ_OK)
        entries_explain(error, status, entity, name, length, &full);
    if (match == NULL)
        return status;
    full.struct_size = match->struct_size;
    const piq_status copied = piq__copy_out(match, &full, sizeof full);
    return copied == PIQ_OK ? status : piq__fail(error, copied, "the match states a size that is too small");
}
