#include "catalog/catalog.h"

#include "catalog/names.h"

static piq__name_table catalog_gpu_names(void)
{
    const piq__name_table t = {piq__gpu_keys, piq__gpu_key_count, piq__gpu_groups, piq__gpu_text(0)};
    return t;
}

static piq__name_table catalog_model_names(void)
{
    const piq__name_table t = {piq__model_keys, piq__model_key_count, piq__model_groups, piq__model_text(0)};
    return t;
}

static bool catalog_ends(const char *text, size_t length, const char *end)
{
    const size_t n = strlen(end);
    return length > n && memcmp(text + length - n, end, n) == 0;
}

/* ---- GPU types ---- */

static int catalog_gpu_lookup(const char *canonical, size_t length)
{
    static const char vendors[][8] = {"nvidia-", "amd-", "intel-", "habana-"};
    const piq__name_table names = catalog_gpu_names();
    const int whole = piq__name_find(&names, canonical, length);
    /* The vendor counts first: a cloud's "nvidia-a100-80gb" is one type where "A100-80GB" may be two. */
    for (size_t i = 0; whole == PIQ__CATALOG_NONE && i < PIQ__COUNT(vendors); i++) {
        const size_t n = strlen(vendors[i]);
        if (length > n && memcmp(canonical, vendors[i], n) == 0) {
            return piq__name_find(&names, canonical + n, length - n);
        }
    }
    return whole;
}

/* Row, none, or -2 - start of the candidates. */
static int catalog_gpu_resolve(const char *name, size_t length)
{
    char canonical[PIQ__NAME_MAX];
    size_t n = piq__name_canonical(name, length, canonical);
    int found = catalog_gpu_lookup(canonical, n);
    if (found == PIQ__CATALOG_NONE && catalog_ends(canonical, n, "-shared")) {
        n -= strlen("-shared");
        found = catalog_gpu_lookup(canonical, n);
    }
    return found;
}

int piq__catalog_gpu_find(const char *name, size_t length)
{
    const int found = catalog_gpu_resolve(name, length);
    return found < PIQ__CATALOG_AMBIGUOUS ? PIQ__CATALOG_AMBIGUOUS : found;
}

size_t piq__catalog_gpu_candidates(const char *name, size_t length, int *rows, size_t capacity)
{
    const piq__name_table names = catalog_gpu_names();
    return piq__name_candidates(&names, catalog_gpu_resolve(name, length), rows, capacity);
}

size_t piq__catalog_gpu_nearest(const char *name, size_t length, int *rows, size_t capacity)
{
    char canonical[PIQ__NAME_MAX];
    const piq__name_table names = catalog_gpu_names();
    return piq__name_nearest(&names, canonical, piq__name_canonical(name, length, canonical), rows, capacity);
}

size_t piq__catalog_gpu_count(void) { return piq__gpu_row_count; }
const piq__gpu_row *piq__catalog_gpu(int row) { return &piq__gpu_rows[row]; }

const piq__mig_row *piq__catalog_mig_rows(const piq__gpu_row *gpu) { return &piq__mig_rows[gpu->first_profile]; }

const char *piq__catalog_name(uint32_t entity, int row)
{
    return entity == PIQ_ENTITY_MODEL ? piq__model_text(piq__model_rows[row].name)
                                      : piq__gpu_text(piq__gpu_rows[row].name);
}

static double catalog_fact(double value) { return value > 0.0 ? value : PIQ__UNKNOWN; }

void piq__catalog_gpu_device(const piq__gpu_row *gpu, piq__device *device)
{
    device->memory_bytes = catalog_fact(gpu->facts.memory_bytes);
    device->memory_bandwidth = catalog_fact(gpu->facts.memory_bandwidth);
    device->fp16_flops = catalog_fact(gpu->facts.fp16_flops);
    device->fp8_flops = catalog_fact(gpu->facts.fp8_flops);
    device->fp4_flops = catalog_fact(gpu->facts.fp4_flops);
    device->link_bandwidth = catalog_fact(gpu->facts.link_bandwidth);
    device->cdna3 = gpu->cdna3 != 0;
}

/* ---- models ---- */

/* What may follow a model's name without changing its shape: tuning, then number formats as the tools that make them write
   them (AutoAWQ, GPTQ, llm-compressor, bitsandbytes, llama.cpp, ModelOpt). Of formats of 5 and 6 bits the dtype is the
   next one that holds them, of those below 4 the smallest there is. 0: it says nothing, or not how many bits. */
static const struct {
    char text[20];
    uint8_t dtype;
} catalog_suffixes[] = {
    {"-instruct", 0}, {"-it", 0}, {"-chat", 0}, {"-hf", 0}, {"-base", 0}, {"-latest", 0}, {"-gguf", 0}, {"-i1", 0}, {"-ud", 0},
    {"-qat", 0}, {"-mlx", 0}, {"-gptq", 0}, {"-dynamic", 0}, {"-exl2", 0}, {"-exl3", 0},
    {"-bf16", PIQ__DTYPE_BF16}, {"-fp16", PIQ__DTYPE_FP16}, {"-f16", PIQ__DTYPE_FP16},
    {"-fp8", PIQ__DTYPE_FP8}, {"-fp8-dynamic", PIQ__DTYPE_FP8}, {"-fp8-block", PIQ__DTYPE_FP8}, {"-fp8-kv", PIQ__DTYPE_FP8},
    {"-w8a8-fp8", PIQ__DTYPE_FP8}, {"-nvfp4", PIQ__DTYPE_FP4}, {"-nvfp4a16", PIQ__DTYPE_FP4}, {"-fp4", PIQ__DTYPE_FP4},
    {"-mxfp4", PIQ__DTYPE_MXFP4}, {"-awq", PIQ__DTYPE_INT4}, {"-awq-int4", PIQ__DTYPE_INT4}, {"-awq-4bit", PIQ__DTYPE_INT4},
    {"-awq-marlin", PIQ__DTYPE_INT4}, {"-gptq-int4", PIQ__DTYPE_INT4}, {"-gptq-int8", PIQ__DTYPE_INT8},
    {"-gptq-4bit", PIQ__DTYPE_INT4}, {"-gptq-8bit", PIQ__DTYPE_INT8}, {"-gptq-4b-128g", PIQ__DTYPE_INT4},
    {"-int4", PIQ__DTYPE_INT4}, {"-int8", PIQ__DTYPE_INT8}, {"-4bit", PIQ__DTYPE_INT4}, {"-8bit", PIQ__DTYPE_INT8},
    {"-bnb-4bit", PIQ__DTYPE_INT4}, {"-bnb-8bit", PIQ__DTYPE_INT8}, {"-unsloth-bnb-4bit", PIQ__DTYPE_INT4},
    {"-w4a16", PIQ__DTYPE_INT4}, {"-w4a16-g128", PIQ__DTYPE_INT4}, {"-w8a8", PIQ__DTYPE_INT8}, {"-w8a16", PIQ__DTYPE_INT8},
    {"-quantized.w4a16", PIQ__DTYPE_INT4}, {"-quantized.w8a8", PIQ__DTYPE_INT8}, {"-quantized.w8a16", PIQ__DTYPE_INT8},
    {"-autoround-int4", PIQ__DTYPE_INT4}, {"-q2-k", PIQ__DTYPE_INT4}, {"-q3-k-s", PIQ__DTYPE_INT4}, {"-q3-k-m", PIQ__DTYPE_INT4},
    {"-q3-k-l", PIQ__DTYPE_INT4}, {"-iq4-xs", PIQ__DTYPE_INT4}, {"-iq4-nl", PIQ__DTYPE_INT4}, {"-q4-0", PIQ__DTYPE_INT4},
    {"-q4-1", PIQ__DTYPE_INT4}, {"-q4-k-s", PIQ__DTYPE_INT4}, {"-q4-k-m", PIQ__DTYPE_INT4}, {"-q4-k-xl", PIQ__DTYPE_INT4},
    {"-q5-0", PIQ__DTYPE_INT8}, {"-q5-k-s", PIQ__DTYPE_INT8}, {"-q5-k-m", PIQ__DTYPE_INT8}, {"-q6-k", PIQ__DTYPE_INT8},
    {"-q8-0", PIQ__DTYPE_INT8}};

/* The files of llama.cpp put a dot where others put a dash. */
static bool catalog_has_suffix(const char *canonical, size_t length, const char *suffix)
{
    const size_t n = strlen(suffix);
    return length > n && (canonical[length - n] == '-' || canonical[length - n] == '.') &&
           memcmp(canonical + length - n + 1, suffix + 1, n - 1) == 0;
}

/* What is left without the longest suffix; *dtype becomes what the outermost one that says one says. */
static size_t catalog_strip(const char *canonical, size_t length, uint8_t *dtype)
{
    size_t longest = 0;
    uint8_t found = 0;
    for (size_t i = 0; i < PIQ__COUNT(catalog_suffixes); i++) {
        const size_t n = strlen(catalog_suffixes[i].text);
        if (n > longest && catalog_has_suffix(canonical, length, catalog_suffixes[i].text)) {
            longest = n;
            found = catalog_suffixes[i].dtype;
        }
    }
    *dtype = *dtype == 0 ? found : *dtype;
    return length - longest;
}

/* Past the organisation or the path; a download cache writes "models--organisation--name". */
static size_t catalog_base(const char *name, size_t length)
{
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        if (name[i] == '/' || (name[i] == '-' && i + 1 < length && name[i + 1] == '-')) {
            start = i + 1;
        }
    }
    return start;
}

static int catalog_model_resolve(const char *name, size_t length, uint8_t *dtype)
{
    char canonical[PIQ__NAME_MAX];
    const piq__name_table names = catalog_model_names();
    *dtype = PIQ__DTYPE_UNKNOWN;
    while (length > 0 && name[length - 1] == '/') {
        length--;
    }
    const size_t start = catalog_base(name, length);
    size_t n = piq__name_canonical(name + start, length - start, canonical);
    for (;;) {
        const int found = piq__name_find(&names, canonical, n);
        if (found != PIQ__CATALOG_NONE) {
            return found;
        }
        const size_t shorter = catalog_strip(canonical, n, dtype);
        if (shorter == n) {
            return found;
        }
        n = shorter;
    }
}

int piq__catalog_model_find(const char *name, size_t length)
{
    uint8_t dtype;
    const int found = catalog_model_resolve(name, length, &dtype);
    return found < PIQ__CATALOG_AMBIGUOUS ? PIQ__CATALOG_AMBIGUOUS : found;
}

size_t piq__catalog_model_candidates(const char *name, size_t length, int *rows, size_t capacity)
{
    uint8_t dtype;
    const piq__name_table names = catalog_model_names();
    return piq__name_candidates(&names, catalog_model_resolve(name, length, &dtype), rows, capacity);
}

uint8_t piq__catalog_model_dtype(const char *name, size_t length)
{
    uint8_t dtype;
    return catalog_model_resolve(name, length, &dtype) == PIQ__CATALOG_NONE ? PIQ__DTYPE_UNKNOWN : dtype;
}

size_t piq__catalog_model_nearest(const char *name, size_t length, int *rows, size_t capacity)
{
    char canonical[PIQ__NAME_MAX];
    const piq__name_table names = catalog_model_names();
    return piq__name_nearest(&names, canonical, piq__name_canonical(name, length, canonical), rows, capacity);
}

size_t piq__catalog_model_count(void) { return piq__model_row_count; }
const piq__model_row *piq__catalog_model(int row) { return &piq__model_rows[row]; }

void piq__catalog_model_shape(const piq__model_row *row, piq__model *model)
{
    model->parameters = row->parameters;
    model->active_parameters = row->active_parameters;
    model->layers = catalog_fact(row->layers);
    model->hidden_size = catalog_fact(row->hidden_size);
    model->attention_heads = catalog_fact(row->attention_heads);
    model->kv_heads = catalog_fact(row->kv_heads);
    model->head_dim = catalog_fact(row->head_dim);
    model->kv_lora_rank = catalog_fact(row->kv_lora_rank);
    model->rope_head_dim = catalog_fact(row->rope_head_dim);
    model->sliding_window = catalog_fact(row->sliding_window);
    model->sliding_layers = catalog_fact(row->sliding_layers);
    model->max_context = catalog_fact(row->max_context);
    model->vocab_size = catalog_fact(row->vocab_size);
    model->intermediate_size = catalog_fact(row->intermediate_size);
    model->experts = catalog_fact(row->experts);
    model->experts_per_token = catalog_fact(row->experts_per_token);
    model->model_class = row->model_class;
    model->tied_embeddings = row->tied_embeddings;
}
