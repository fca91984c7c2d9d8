#include "physics/physics.h"

/* Parameters of a transformer from its configuration: matrices only. Biases, norms and routers of odd shapes are below
   0.3% of any published total. */

static double parameters_attention(const piq__shape *s)
{
    const double h = s->hidden_size, heads = s->attention_heads;
    if (s->kv_lora_rank > 0.0) {
        const double nope = piq__or(s->nope_head_dim, s->head_dim), value = piq__or(s->value_head_dim, s->head_dim);
        const double query = heads * (nope + s->rope_head_dim);
        const double down = s->kv_lora_rank + s->rope_head_dim;
        const double q = s->q_lora_rank > 0.0 ? s->q_lora_rank * (h + query) : h * query;
        return q + h * down + s->kv_lora_rank * heads * (nope + value) + heads * value * h;
    }
    const double head_dim = piq__or(s->head_dim, h / heads); /* what a configuration without it means */
    return 2.0 * h * heads * head_dim + 2.0 * h * piq__or(s->kv_heads, heads) * head_dim;
}

void piq__shape_parameters(const piq__shape *s, double *total, double *active)
{
    const double h = s->hidden_size;
    const double matrices = s->plain_mlp ? 2.0 : 3.0;
    const double embedding = s->vocab_size * h * (s->tied_embeddings ? 1.0 : 2.0);
    const double every_layer = parameters_attention(s) + 2.0 * h;
    const double base = embedding + piq__or(s->positions * h, 0.0) + s->layers * every_layer;
    if (!(s->experts > 0.0)) {
        *total = *active = base + s->layers * matrices * h * s->intermediate_size;
        return;
    }
    const double dense_layers = piq__or(s->dense_layers, 0.0);
    const double expert = matrices * h * piq__or(s->expert_intermediate_size, s->intermediate_size);
    const double shared = matrices * h * piq__or(s->shared_intermediate_size, 0.0);
    const double routed_layers = s->layers - dense_layers;
    const double dense = dense_layers > 0.0 ? dense_layers * matrices * h * s->intermediate_size : 0.0;
    const double common = base + dense + routed_layers * (shared + h * s->experts);
    *total = common + routed_layers * s->experts * expert;
    *active = common + routed_layers * s->experts_per_token * expert;
}

void piq__model_derive(piq__model *model)
{
    const double u = PIQ__UNKNOWN;
    const bool encoder = model->model_class == PIQ__CLASS_ENCODER;
    double total = u, active = u;
    if (model->model_class == PIQ__CLASS_DECODER || encoder) {
        const piq__shape shape = {model->layers,        model->hidden_size,    model->intermediate_size,
                                  model->attention_heads, model->kv_heads,     model->head_dim,
                                  model->vocab_size,    model->kv_lora_rank,   model->rope_head_dim,
                                  model->experts,       model->experts_per_token,
                                  u, u, u, u, u, u, encoder ? model->max_context : u,
                                  (uint8_t)(encoder || model->tied_embeddings), (uint8_t)encoder};
        piq__shape_parameters(&shape, &total, &active);
    }
    model->parameters = piq__or(model->parameters, total);
    /* A stated total and a derived active count may come from different conventions: never more active than all. */
    const double routed = model->experts > 0.0 ? piq__min(active, model->parameters) : model->parameters;
    model->active_parameters = piq__or(model->active_parameters, piq__or(routed, model->parameters));
}
