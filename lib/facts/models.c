#include "facts/types.h"

#include "catalog/catalog.h"

#define MODELS_ALIAS UINT32_C(0x80000000)
#define MODELS_AMBIGUOUS (UINT32_MAX - 1)

static void models_override(double *value, const piq_fleet *f, unsigned field, size_t row)
{
    const double given = piq__number_at(f, field, row);
    if (piq__known(given) && given != 0)
        *value = given;
}

/* 0 says that the model has none of it, whatever is built in. */
static void models_override_or_none(double *value, const piq_fleet *f, unsigned field, size_t row)
{
    if (piq__number_at(f, field, row) == 0)
        *value = PIQ__UNKNOWN;
    else
        models_override(value, f, field, row);
}

static uint8_t models_class(uint32_t word)
{
    switch (word) {
    case PIQ_CLASS_ENCODER: return PIQ__CLASS_ENCODER;
    case PIQ_CLASS_ENCODER_DECODER: return PIQ__CLASS_ENCODER_DECODER;
    case PIQ_CLASS_DIFFUSION: return PIQ__CLASS_DIFFUSION;
    case PIQ_CLASS_OTHER: return PIQ__CLASS_OTHER;
    default: return PIQ__CLASS_DECODER;
    }
}

static void models_built_in(piq__model *model, const char *name, size_t length)
{
    const int found = piq__catalog_model_find(name, length);
    *model = piq__model_unknown();
    if (found >= 0)
        piq__catalog_model_shape(piq__catalog_model(found), model);
}

static void models_declare(const piq_fleet *f, size_t row, piq__model *m)
{
    const piq__string name = piq__row_id(f, PIQ_ENTITY_MODEL, row);
    models_built_in(m, name.text, name.length);
    const bool dense = m->active_parameters == m->parameters;
    models_override(&m->parameters, f, F_model_parameters, row);
    m->active_parameters = dense ? PIQ__UNKNOWN : m->active_parameters; /* it goes with the parameters */
    models_override(&m->active_parameters, f, F_model_active_parameters, row);
    models_override(&m->layers, f, F_model_layers, row);
    models_override(&m->hidden_size, f, F_model_hidden_size, row);
    models_override(&m->attention_heads, f, F_model_attention_heads, row);
    models_override(&m->kv_heads, f, F_model_kv_heads, row);
    models_override(&m->head_dim, f, F_model_head_dim, row);
    models_override_or_none(&m->kv_lora_rank, f, F_model_kv_lora_rank, row);
    models_override(&m->rope_head_dim, f, F_model_rope_head_dim, row);
    models_override_or_none(&m->sliding_window, f, F_model_sliding_window, row);
    models_override_or_none(&m->sliding_layers, f, F_model_sliding_layers, row);
    models_override(&m->max_context, f, F_model_max_context, row);
    models_override(&m->vocab_size, f, F_model_vocab_size, row);
    models_override(&m->intermediate_size, f, F_model_intermediate_size, row);
    models_override_or_none(&m->experts, f, F_model_experts, row);
    models_override_or_none(&m->experts_per_token, f, F_model_experts_per_token, row);
    const uint32_t word = piq__word_at(f, F_model_class, row);
    if (word != 0)
        m->model_class = models_class(word);
    piq__model_derive(m);
}

static bool models_put(piq__world *world, uint32_t text, uint32_t value)
{
    uint32_t *at = piq__map_at(&world->model_by_text, world->allocator, text);
    if (at == NULL)
        return false;
    if (*at == UINT32_MAX)
        *at = value;
    else if (*at != MODELS_AMBIGUOUS && (*at & MODELS_ALIAS) != 0 && *at != value)
        *at = MODELS_AMBIGUOUS;
    return true;
}

/* The built-in models that workloads name stand behind the declared ones. */
static bool models_use(piq__world *world, size_t *capacity, uint32_t text)
{
    uint32_t *at = piq__map_at(&world->model_by_text, world->allocator, text);
    if (at == NULL)
        return false;
    if (*at != UINT32_MAX)
        return true;
    const piq__string name = piq__strings_at(&world->fleet->strings, text);
    *at = MODELS_AMBIGUOUS;
    if (piq__catalog_model_find(name.text, name.length) < 0)
        return true;
    if (!piq__grow(world->allocator, (void **)&world->models, capacity, world->model_count + 1, sizeof *world->models))
        return false;
    world->model_capacity = *capacity;
    piq__model *m = &world->models[world->model_count];
    models_built_in(m, name.text, name.length);
    piq__model_derive(m);
    *at = (uint32_t)world->model_count++;
    return true;
}

bool piq__world_read_models(piq__world *world)
{
    const piq_fleet *f = world->fleet;
    const size_t declared = piq__row_count(f, PIQ_ENTITY_MODEL);
    size_t capacity = 0;
    if (!piq__grow(world->allocator, (void **)&world->models, &capacity, declared + 1, sizeof *world->models))
        return false;
    world->model_capacity = capacity;
    for (size_t row = 0; row < declared; row++) {
        models_declare(f, row, &world->models[row]);
        if (!models_put(world, f->rows[PIQ_ENTITY_MODEL].ids[row], (uint32_t)row))
            return false;
    }
    world->model_count = declared;
    for (size_t row = 0; row < declared; row++) {
        piq__span span;
        piq__span_at(f, F_model_aliases, row, &span);
        for (size_t i = 0; i < span.count; i++)
            if (!models_put(world, piq__texts(f, span)[i], (uint32_t)row | MODELS_ALIAS))
                return false;
    }
    const piq__column *named = &f->columns[F_workload_model];
    uint32_t texts[PIQ__PAGE_ROWS], lately[PIQ__LATELY] = {0};
    for (size_t page = 0; page < named->page_count; page++) {
        if (piq__column_empty(named, page))
            continue;
        piq__column_unpack_raw(named, page, texts);
        for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
            if (!piq__lately(lately, texts[i]) && !models_use(world, &capacity, texts[i]))
                return false;
    }
    return true;
}

uint32_t piq__world_model(const piq__world *world, uint32_t text)
{
    const uint32_t value = piq__map_get(&world->model_by_text, text);
    return value >= MODELS_AMBIGUOUS ? UINT32_MAX : value & ~MODELS_ALIAS;
}
