/* A model's config.json, as repositories publish it: the few entries that say its shape, under the names that model families
   give them. Everything else is passed over. */
#include "json/scan.h"
#include "support/error.h"
#include "support/number.h"
#include "support/copy.h"

#define CONFIG_MOST 1e15

enum {
    CONFIG_LAYERS,
    CONFIG_HIDDEN,
    CONFIG_INTERMEDIATE,
    CONFIG_HEADS,
    CONFIG_KV_HEADS,
    CONFIG_HEAD_DIM,
    CONFIG_VOCAB,
    CONFIG_KV_LORA,
    CONFIG_ROPE_DIM,
    CONFIG_Q_LORA,
    CONFIG_NOPE_DIM,
    CONFIG_VALUE_DIM,
    CONFIG_WINDOW,
    CONFIG_WINDOW_USED,
    CONFIG_WINDOW_EVERY,
    CONFIG_WINDOW_FROM,
    CONFIG_EXPERTS,
    CONFIG_PER_TOKEN,
    CONFIG_EXPERT_WIDTH,
    CONFIG_SHARED_COUNT,
    CONFIG_SHARED_WIDTH,
    CONFIG_DENSE_LAYERS,
    CONFIG_CONTEXT,
    CONFIG_TIED,
    CONFIG_ONE_KV_HEAD,
    CONFIG_ENCODER_DECODER,
    CONFIG_BITS,
    CONFIG_NUMBERS
};

static const struct {
    char key[32];
    uint8_t slot;
} config_numbers[] = {{"num_hidden_layers", CONFIG_LAYERS},
                      {"n_layer", CONFIG_LAYERS},
                      {"n_layers", CONFIG_LAYERS},
                      {"num_layers", CONFIG_LAYERS},
                      {"hidden_size", CONFIG_HIDDEN},
                      {"n_embd", CONFIG_HIDDEN},
                      {"d_model", CONFIG_HIDDEN},
                      {"intermediate_size", CONFIG_INTERMEDIATE},
                      {"ffn_hidden_size", CONFIG_INTERMEDIATE},
                      {"ffn_dim", CONFIG_INTERMEDIATE},
                      {"n_inner", CONFIG_INTERMEDIATE},
                      {"num_attention_heads", CONFIG_HEADS},
                      {"n_head", CONFIG_HEADS},
                      {"n_heads", CONFIG_HEADS},
                      {"num_key_value_heads", CONFIG_KV_HEADS},
                      {"num_kv_heads", CONFIG_KV_HEADS},
                      {"multi_query_group_num", CONFIG_KV_HEADS},
                      {"head_dim", CONFIG_HEAD_DIM},
                      {"vocab_size", CONFIG_VOCAB},
                      {"kv_lora_rank", CONFIG_KV_LORA},
                      {"qk_rope_head_dim", CONFIG_ROPE_DIM},
                      {"q_lora_rank", CONFIG_Q_LORA},
                      {"qk_nope_head_dim", CONFIG_NOPE_DIM},
                      {"v_head_dim", CONFIG_VALUE_DIM},
                      {"sliding_window", CONFIG_WINDOW},
                      {"use_sliding_window", CONFIG_WINDOW_USED},
                      {"sliding_window_pattern", CONFIG_WINDOW_EVERY},
                      {"max_window_layers", CONFIG_WINDOW_FROM},
                      {"n_routed_experts", CONFIG_EXPERTS},
                      {"num_local_experts", CONFIG_EXPERTS},
                      {"num_experts", CONFIG_EXPERTS},
                      {"num_experts_per_tok", CONFIG_PER_TOKEN},
                      {"num_experts_per_token", CONFIG_PER_TOKEN},
                      {"experts_per_token", CONFIG_PER_TOKEN},
                      {"moe_intermediate_size", CONFIG_EXPERT_WIDTH},
                      {"n_shared_experts", CONFIG_SHARED_COUNT},
                      {"num_shared_experts", CONFIG_SHARED_COUNT},
                      {"shared_expert_intermediate_size", CONFIG_SHARED_WIDTH},
                      {"first_k_dense_replace", CONFIG_DENSE_LAYERS},
                      {"max_position_embeddings", CONFIG_CONTEXT},
                      {"n_positions", CONFIG_CONTEXT},
                      {"max_sequence_length", CONFIG_CONTEXT},
                      {"tie_word_embeddings", CONFIG_TIED},
                      {"multi_query", CONFIG_ONE_KV_HEAD},
                      {"is_encoder_decoder", CONFIG_ENCODER_DECODER},
                      {"bits", CONFIG_BITS}};

enum { CONFIG_TYPE, CONFIG_DTYPE, CONFIG_QUANT, CONFIG_QUANT_ALGO, CONFIG_WORDS };

static const struct {
    char key[16];
    uint8_t slot;
} config_words[] = {{"model_type", CONFIG_TYPE},
                    {"torch_dtype", CONFIG_DTYPE},
                    {"dtype", CONFIG_DTYPE},
                    {"quant_method", CONFIG_QUANT},
                    {"quant_algo", CONFIG_QUANT_ALGO}};

/* Objects whose entries count as the model's own; the text part of a multimodal model goes before the rest. */
static const char config_parts[][24] = {"text_config", "language_config", "llm_config", "quantization_config"};

typedef struct config_word {
    const char *begin;
    size_t length;
} config_word;

typedef struct config_reader {
    piq__json_scanner scan;
    piq_error *error;
    double numbers[CONFIG_NUMBERS]; /* 0: not there; yes: 1, no: -1 */
    config_word words[CONFIG_WORDS];
    uint32_t inner; /* bits: the number stands in an inner object */
    double windowed;
    bool layer_types;
    bool inside; /* one of the parts */
} config_reader;

static bool config_is(const char *begin, size_t length, const char *text)
{
    return strlen(text) == length && memcmp(begin, text, length) == 0;
}

static bool config_starts(config_word word, const char *text)
{
    const size_t n = strlen(text);
    return word.length >= n && memcmp(word.begin, text, n) == 0;
}

/* ---- reading ---- */

static piq_status config_fail(config_reader *r, piq_status status, size_t offset, const char *key, size_t key_length, const char *reason)
{
    size_t line, column;
    piq__text t = piq__error_begin(r->error, status, PIQ_ENTITY_MODEL, PIQ_NONE, 0);
    if (t.size != 0) {
        piq__json_line_column(r->scan.text, offset, &line, &column);
        r->error->line = ALWAYS(line < UINT32_MAX) ? (uint32_t)line : UINT32_MAX;
        r->error->column = ALWAYS(column < UINT32_MAX) ? (uint32_t)column : UINT32_MAX;
    }
    piq__put_bytes(&t, key, key_length);
    piq__put(&t, reason);
    return status;
}

static piq_status config_syntax(config_reader *r) { return config_fail(r, PIQ_E_SYNTAX, r->scan.error_offset, "", 0, r->scan.error); }

/* The value behind a key whose number counts. Null and numbers below 0 mean that there is none. */
static piq_status config_number(config_reader *r, unsigned slot)
{
    const char *key = r->scan.begin;
    const size_t key_length = (size_t)(r->scan.end - key);
    double value = 0;
    switch (piq__json_next(&r->scan)) {
    case PIQ__JSON_ERROR: return config_syntax(r);
    case PIQ__JSON_NULL: return PIQ_OK;
    case PIQ__JSON_TRUE: value = 1; break;
    case PIQ__JSON_FALSE: value = -1; break;
    case PIQ__JSON_NUMBER: (void)piq__number_parse(r->scan.begin, (size_t)(r->scan.end - r->scan.begin), &value); break;
    default:
        return config_fail(r, PIQ_E_TYPE, (size_t)(r->scan.begin - r->scan.text), key, key_length, ": expected one number for all layers");
    }
    if (value > CONFIG_MOST)
        return config_fail(r, PIQ_E_RANGE, (size_t)(r->scan.begin - r->scan.text), key, key_length, " is above 1e15");
    if ((r->inner >> slot & 1u) != 0 && !r->inside)
        return PIQ_OK;
    r->numbers[slot] = value;
    r->inner |= r->inside ? 1u << slot : 0u;
    return PIQ_OK;
}

/* The value behind any other key is read token by token only where it is a word or the list of layer types. */
static piq_status config_layer_types(config_reader *r)
{
    int32_t kind = piq__json_next(&r->scan);
    r->windowed = 0;
    r->layer_types = kind == PIQ__JSON_ARRAY_BEGIN;
    if (!r->layer_types)
        return kind == PIQ__JSON_ERROR ? config_syntax(r) : PIQ_OK;
    while ((kind = piq__json_next(&r->scan)) == PIQ__JSON_STRING)
        r->windowed += config_is(r->scan.begin, (size_t)(r->scan.end - r->scan.begin), "sliding_attention") ? 1 : 0;
    if (kind == PIQ__JSON_ERROR)
        return config_syntax(r);
    return kind == PIQ__JSON_ARRAY_END
               ? PIQ_OK
               : config_fail(r, PIQ_E_TYPE, (size_t)(r->scan.begin - r->scan.text), "", 0, "layer_types: expected words");
}

static piq_status config_word_value(config_reader *r, unsigned slot)
{
    const int32_t kind = piq__json_next(&r->scan);
    if (kind == PIQ__JSON_STRING && (r->inside || r->words[slot].begin == NULL)) {
        r->words[slot].begin = r->scan.begin;
        r->words[slot].length = (size_t)(r->scan.end - r->scan.begin);
    } else if (kind == PIQ__JSON_OBJECT_BEGIN || kind == PIQ__JSON_ARRAY_BEGIN) {
        (void)piq__json_leave(&r->scan);
    }
    return r->scan.error == NULL ? PIQ_OK : config_syntax(r);
}

static piq_status config_part(config_reader *r)
{
    const int32_t kind = piq__json_next(&r->scan);
    r->inside = kind == PIQ__JSON_OBJECT_BEGIN; /* its entries come next */
    if (kind == PIQ__JSON_ARRAY_BEGIN)
        (void)piq__json_leave(&r->scan);
    return r->scan.error == NULL ? PIQ_OK : config_syntax(r);
}

static piq_status config_entry(config_reader *r)
{
    const char *key = r->scan.begin;
    const size_t length = (size_t)(r->scan.end - key);
    for (size_t i = 0; i < PIQ__COUNT(config_numbers); i++)
        if (config_is(key, length, config_numbers[i].key))
            return config_number(r, config_numbers[i].slot);
    for (size_t i = 0; i < PIQ__COUNT(config_words); i++)
        if (config_is(key, length, config_words[i].key))
            return config_word_value(r, config_words[i].slot);
    for (size_t i = 0; i < PIQ__COUNT(config_parts) && !r->inside; i++)
        if (config_is(key, length, config_parts[i]))
            return config_part(r);
    if (config_is(key, length, "layer_types"))
        return config_layer_types(r);
    return piq__json_skip(&r->scan) == PIQ__JSON_ERROR ? config_syntax(r) : PIQ_OK;
}

/* The document's object, and within it the parts. */
static piq_status config_object(config_reader *r)
{
    for (;;) {
        const int32_t kind = piq__json_next(&r->scan);
        if (kind == PIQ__JSON_OBJECT_END) {
            if (!r->inside)
                return PIQ_OK;
            r->inside = false;
            continue;
        }
        const piq_status status = kind == PIQ__JSON_KEY ? config_entry(r) : config_syntax(r);
        if (status != PIQ_OK)
            return status;
    }
}

/* ---- meaning ---- */

static double config_at(const config_reader *r, unsigned slot) { return r->numbers[slot] > 0 ? r->numbers[slot] : 0; }

static bool config_family(const config_reader *r, const char *families)
{
    char family[16];
    for (const char *at = families; *at != '\0';) {
        const char *end = strchr(at, ' ');
        const size_t n = end == NULL ? strlen(at) : (size_t)(end - at);
        memcpy(family, at, n);
        family[n] = '\0';
        if (config_starts(r->words[CONFIG_TYPE], family))
            return true;
        at += n + (end != NULL ? 1 : 0);
    }
    return false;
}

/* How many layers see no further than the window. */
static double config_windowed(const config_reader *r)
{
    const double layers = config_at(r, CONFIG_LAYERS), every = config_at(r, CONFIG_WINDOW_EVERY), from = config_at(r, CONFIG_WINDOW_FROM);
    if (config_at(r, CONFIG_WINDOW) == 0 || r->numbers[CONFIG_WINDOW_USED] < 0)
        return 0;
    if (r->layer_types)
        return r->windowed;
    if (every >= 1 && every < 1e6)
        return layers - (double)(int64_t)(layers / (double)(int64_t)every);
    if (config_family(r, "gemma2"))
        return (double)(int64_t)((layers + 1) / 2);
    return from > 0 && from < layers ? layers - from : layers;
}

static uint32_t config_dtype(const config_reader *r)
{
    const config_word quant = r->words[CONFIG_QUANT], algo = r->words[CONFIG_QUANT_ALGO], stored = r->words[CONFIG_DTYPE];
    if (config_starts(quant, "fp8") || config_starts(algo, "FP8"))
        return PIQ_DTYPE_FP8;
    if (config_starts(algo, "NVFP4"))
        return PIQ_DTYPE_FP4;
    if (config_starts(quant, "mxfp4"))
        return PIQ_DTYPE_MXFP4;
    if (config_starts(quant, "awq") || config_starts(quant, "gptq"))
        return config_at(r, CONFIG_BITS) == 8 ? PIQ_DTYPE_INT8 : PIQ_DTYPE_INT4;
    if (quant.length != 0)
        return 0;
    if (config_starts(stored, "float32"))
        return PIQ_DTYPE_FP32;
    return config_starts(stored, "float16") ? PIQ_DTYPE_FP16 : config_starts(stored, "bfloat16") ? PIQ_DTYPE_BF16 : 0;
}

static void config_shape(const config_reader *r, piq_model_config *c)
{
    c->layers = config_at(r, CONFIG_LAYERS);
    c->hidden_size = config_at(r, CONFIG_HIDDEN);
    c->intermediate_size = config_at(r, CONFIG_INTERMEDIATE);
    c->attention_heads = config_at(r, CONFIG_HEADS);
    c->vocab_size = config_at(r, CONFIG_VOCAB);
    c->kv_heads = config_at(r, CONFIG_KV_HEADS);
    if (c->kv_heads == 0 && config_at(r, CONFIG_ONE_KV_HEAD) > 0)
        c->kv_heads = 1;
    c->head_dim = config_at(r, CONFIG_HEAD_DIM);
    c->kv_lora_rank = config_at(r, CONFIG_KV_LORA);
    c->rope_head_dim = config_at(r, CONFIG_ROPE_DIM);
    c->q_lora_rank = config_at(r, CONFIG_Q_LORA);
    c->nope_head_dim = config_at(r, CONFIG_NOPE_DIM);
    c->value_head_dim = config_at(r, CONFIG_VALUE_DIM);
    c->sliding_layers = config_windowed(r);
    c->sliding_window = c->sliding_layers > 0 ? config_at(r, CONFIG_WINDOW) : 0;
    c->experts = config_at(r, CONFIG_EXPERTS);
    c->experts_per_token = config_at(r, CONFIG_PER_TOKEN);
    c->expert_intermediate_size = config_at(r, CONFIG_EXPERT_WIDTH);
    c->shared_intermediate_size = config_at(r, CONFIG_SHARED_WIDTH);
    if (c->shared_intermediate_size == 0)
        c->shared_intermediate_size = config_at(r, CONFIG_SHARED_COUNT) * c->expert_intermediate_size;
    c->dense_layers = config_at(r, CONFIG_DENSE_LAYERS);
    c->max_context = config_at(r, CONFIG_CONTEXT);
}

/* What configurations leave to their family. */
static void config_conventions(const config_reader *r, piq_model_config *c)
{
    const bool encoder = config_family(r, "bert roberta xlm-roberta distilbert mpnet electra camembert deberta nomic_bert");
    const bool learned = encoder || config_family(r, "gpt2 gpt_bigcode opt");
    c->model_class = encoder ? PIQ_CLASS_ENCODER : config_at(r, CONFIG_ENCODER_DECODER) > 0 ? PIQ_CLASS_ENCODER_DECODER : PIQ_CLASS_DECODER;
    c->plain_mlp = learned || config_family(r, "falcon gpt_neox starcoder2 bloom mpt gptj codegen RefinedWeb") ? 1 : 0;
    if (c->plain_mlp != 0 && c->intermediate_size == 0)
        c->intermediate_size = 4 * c->hidden_size;
    c->positions = learned ? c->max_context : 0;
    const bool tied = learned || config_family(r, "gemma cohere falcon bloom mpt");
    c->tied_embeddings = r->numbers[CONFIG_TIED] > 0 || (r->numbers[CONFIG_TIED] == 0 && tied) ? 1 : 0;
    c->weight_dtype = config_dtype(r);
}

static piq_status config_needed(config_reader *r, const piq_model_config *c)
{
    const struct {
        double value;
        const char *sentence;
    } needed[] = {{c->layers, "the configuration has no num_hidden_layers"},
                  {c->hidden_size, "the configuration has no hidden_size"},
                  {c->attention_heads, "the configuration has no num_attention_heads"},
                  {c->vocab_size, "the configuration has no vocab_size"},
                  {c->intermediate_size + c->expert_intermediate_size, "the configuration has no intermediate_size"}};
    for (size_t i = 0; i < PIQ__COUNT(needed); i++)
        if (!(needed[i].value > 0))
            return piq__fail(r->error, PIQ_E_FIELD, needed[i].sentence);
    return PIQ_OK;
}

static piq_status config_document(config_reader *r)
{
    const int32_t kind = piq__json_next(&r->scan);
    if (kind == PIQ__JSON_ERROR)
        return config_syntax(r);
    if (kind != PIQ__JSON_OBJECT_BEGIN)
        return config_fail(r, PIQ_E_TYPE, 0, "", 0, "expected an object");
    const piq_status status = config_object(r);
    if (status != PIQ_OK)
        return status;
    return piq__json_next(&r->scan) == PIQ__JSON_END ? PIQ_OK : config_syntax(r);
}

piq_status piq_model_config_read_json(piq_model_config *config, const char *bytes, size_t length, piq_error *error)
{
    config_reader r;
    piq_model_config full = {0};
    if (config == NULL || (bytes == NULL && length != 0)) {
        (void)piq__refuse_out(config, sizeof *config);
        return piq__fail(error, PIQ_E_ARGUMENT, "reading a configuration needs a text, and a structure to fill");
    }
    full.struct_size = config->struct_size;
    if (piq__copy_out(config, &full, sizeof full) != PIQ_OK)
        return piq__fail(error, PIQ_E_ARGUMENT, "the configuration does not state its size");
    memset(&r, 0, sizeof r);
    r.error = error;
    piq__json_scan(&r.scan, bytes, bytes == NULL ? 0 : piq__length(bytes, length));
    piq_status status = config_document(&r);
    if (status != PIQ_OK)
        return status;
    config_shape(&r, &full);
    config_conventions(&r, &full);
    status = config_needed(&r, &full);
    return status == PIQ_OK ? piq__copy_out(config, &full, sizeof full) : status;
}
