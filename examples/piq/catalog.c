/* catalog: the GPU types and models that are built in, with their facts, prices and sources. */
#include <string.h>

#include "program.h"

typedef struct catalog_fact {
    uint32_t field;
    double scale;
    const char *unit;
} catalog_fact;

static const catalog_fact catalog_gpu_facts[] = {{PIQ_GPU_TYPE_MEMORY_BYTES, 1e9, "GB"},
                                                 {PIQ_GPU_TYPE_MEMORY_BANDWIDTH, 1e12, "TB/s"},
                                                 {PIQ_GPU_TYPE_FP16_FLOPS, 1e12, "TFLOP/s, dense"},
                                                 {PIQ_GPU_TYPE_FP8_FLOPS, 1e12, "TFLOP/s, dense"},
                                                 {PIQ_GPU_TYPE_FP4_FLOPS, 1e12, "TFLOP/s, dense"},
                                                 {PIQ_GPU_TYPE_LINK_BANDWIDTH, 1e9, "GB/s, both directions"},
                                                 {PIQ_GPU_TYPE_DOMAIN_GPUS, 1, "GPUs"}};

static const catalog_fact catalog_model_facts[] = {{PIQ_MODEL_PARAMETERS, 1e9, "billion"},
                                                   {PIQ_MODEL_ACTIVE_PARAMETERS, 1e9, "billion"},
                                                   {PIQ_MODEL_LAYERS, 1, ""},
                                                   {PIQ_MODEL_HIDDEN_SIZE, 1, ""},
                                                   {PIQ_MODEL_INTERMEDIATE_SIZE, 1, ""},
                                                   {PIQ_MODEL_ATTENTION_HEADS, 1, ""},
                                                   {PIQ_MODEL_KV_HEADS, 1, ""},
                                                   {PIQ_MODEL_HEAD_DIM, 1, ""},
                                                   {PIQ_MODEL_KV_LORA_RANK, 1, ""},
                                                   {PIQ_MODEL_ROPE_HEAD_DIM, 1, ""},
                                                   {PIQ_MODEL_SLIDING_WINDOW, 1, "tokens"},
                                                   {PIQ_MODEL_SLIDING_LAYERS, 1, ""},
                                                   {PIQ_MODEL_EXPERTS, 1, ""},
                                                   {PIQ_MODEL_EXPERTS_PER_TOKEN, 1, ""},
                                                   {PIQ_MODEL_VOCAB_SIZE, 1, ""},
                                                   {PIQ_MODEL_MAX_CONTEXT, 1, "tokens"}};

static const catalog_fact *catalog_facts(uint32_t entity, size_t *count)
{
    *count = entity == PIQ_ENTITY_MODEL ? sizeof catalog_model_facts / sizeof catalog_model_facts[0]
                                        : sizeof catalog_gpu_facts / sizeof catalog_gpu_facts[0];
    return entity == PIQ_ENTITY_MODEL ? catalog_model_facts : catalog_gpu_facts;
}

/* ---- JSON ---- */

static void catalog_json_aliases(json *j, const char *aliases)
{
    json_key(j, "aliases");
    json_open(j, '[');
    while (*aliases != '\0') {
        const size_t length = strcspn(aliases, ";");
        json_text(j, aliases, length);
        aliases += length + (aliases[length] == ';' ? 1 : 0);
    }
    json_close(j, ']');
}

static void catalog_json_value(json *j, const char *key, double value)
{
    json_key(j, key);
    json_number(j, value);
}

static void catalog_json_profiles(json *j, size_t row, uint32_t count)
{
    json_key(j, "mig_profiles");
    json_open(j, '[');
    for (uint32_t i = 0; i < count; i++) {
        piq_mig_profile p;
        if (piq_catalog_mig_profile(row, i, &p) != PIQ_OK)
            continue;
        json_open(j, '{');
        json_word(j, "name", p.name);
        catalog_json_value(j, "compute_slices", p.compute_slices);
        catalog_json_value(j, "compute_slices_total", p.compute_slices_total);
        catalog_json_value(j, "memory_bytes", p.memory_bytes);
        catalog_json_value(j, "max_instances", p.max_instances);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void catalog_json_price(json *j, const piq_catalog_entry *e)
{
    if (!(e->price_median > 0)) {
        json_word(j, "reference_price", NULL);
        return;
    }
    json_key(j, "reference_price");
    json_open(j, '{');
    json_word(j, "currency", "USD");
    catalog_json_value(j, "median", e->price_median);
    catalog_json_value(j, "min", e->price_min);
    catalog_json_value(j, "max", e->price_max);
    catalog_json_value(j, "offers", e->price_offers);
    json_word(j, "date", e->price_date);
    json_word(j, "source", e->price_source);
    json_close(j, '}');
}

static void catalog_json(json *j, size_t row, const piq_catalog_entry *e)
{
    size_t count;
    const catalog_fact *facts = catalog_facts(e->entity, &count);
    json_open(j, '{');
    json_word(j, "name", e->name);
    catalog_json_aliases(j, e->aliases);
    if (e->entity == PIQ_ENTITY_MODEL) {
        json_word(j, "class", piq_word(PIQ_WORDS_CLASS, e->model_class));
    } else {
        json_word(j, "vendor", e->vendor);
        json_word(j, "architecture", e->architecture);
    }
    for (size_t i = 0; i < count; i++)
        catalog_json_value(j, piq_name(facts[i].field), piq_catalog_number(e->entity, row, facts[i].field));
    if (e->entity == PIQ_ENTITY_GPU_TYPE) {
        catalog_json_value(j, "power_watts", e->power_watts);
        catalog_json_profiles(j, row, e->mig_profile_count);
        catalog_json_price(j, e);
        catalog_json_value(j, "measured", e->measured);
    }
    json_word(j, "source", e->source);
    json_word(j, "notes", e->notes);
    json_close(j, '}');
}

/* ---- for reading ---- */

static void catalog_put_fact(char *out, size_t size, const piq_catalog_entry *e, size_t row, const catalog_fact *fact, const char *unit)
{
    char number[40];
    const double value = piq_catalog_number(e->entity, row, fact->field);
    if (!(value > 0))
        return;
    text_add(out, size, out[0] != '\0' ? ", " : "");
    text_add(out, size,
             text_number(value / fact->scale,
                         fact->scale == 1e12 && value < 1e13 ? 2
                         : fact->scale == 1e9                ? 1
                                                             : 0,
                         number, sizeof number));
    text_add(out, size, " ");
    text_add(out, size, unit);
}

static void catalog_put_price(char *out, size_t size, const piq_catalog_entry *e)
{
    char piece[120];
    if (!(e->price_median > 0))
        return;
    (void)snprintf(piece, sizeof piece, "%s%.2f USD/hour (%.2f to %.2f, %s)", out[0] != '\0' ? ", " : "", e->price_median, e->price_min,
                   e->price_max, e->price_date);
    text_add(out, size, piece);
}

static void catalog_line(size_t row, const piq_catalog_entry *e)
{
    char about[TEXT_MOST] = "";
    if (e->entity == PIQ_ENTITY_MODEL) {
        catalog_put_fact(about, sizeof about, e, row, &catalog_model_facts[0], "billion parameters");
        if (piq_catalog_number(e->entity, row, PIQ_MODEL_EXPERTS) > 0)
            catalog_put_fact(about, sizeof about, e, row, &catalog_model_facts[1], "billion active");
        catalog_put_fact(about, sizeof about, e, row, &catalog_model_facts[2], "layers");
        catalog_put_fact(about, sizeof about, e, row, &catalog_model_facts[15], "tokens of context");
    } else {
        catalog_put_fact(about, sizeof about, e, row, &catalog_gpu_facts[0], "GB");
        catalog_put_fact(about, sizeof about, e, row, &catalog_gpu_facts[1], "TB/s");
        catalog_put_fact(about, sizeof about, e, row, &catalog_gpu_facts[2], "TFLOP/s");
        catalog_put_price(about, sizeof about, e);
    }
    (void)printf("%s\n", e->name);
    text_paragraph(stdout, "    ", about);
    (void)snprintf(about, sizeof about, "[%s]", e->source);
    text_paragraph(stdout, "    ", about);
}

static void catalog_label(const char *label, const char *text)
{
    char head[40];
    (void)snprintf(head, sizeof head, "  %-24s ", label);
    if (text[0] != '\0')
        text_paragraph(stdout, head, text);
}

/* Aliases are one word each here: semicolons and a blank between them let the lines break. */
static void catalog_aliases(const char *aliases)
{
    char text[TEXT_MOST] = "";
    while (*aliases != '\0') {
        char alias[128];
        const size_t length = strcspn(aliases, ";");
        (void)snprintf(alias, sizeof alias, "%s%.*s", text[0] != '\0' ? "; " : "", (int)length, aliases);
        text_add(text, sizeof text, alias);
        aliases += length + (aliases[length] == ';' ? 1 : 0);
    }
    catalog_label("also called", text);
}

static void catalog_profiles(size_t row, uint32_t count)
{
    char text[TEXT_MOST] = "";
    for (uint32_t i = 0; i < count; i++) {
        piq_mig_profile p;
        if (piq_catalog_mig_profile(row, i, &p) != PIQ_OK)
            continue;
        text_add(text, sizeof text, text[0] != '\0' ? ", " : "");
        text_add(text, sizeof text, p.name);
    }
    catalog_label("mig_profiles", text);
}

static void catalog_whole(size_t row, const piq_catalog_entry *e)
{
    char text[TEXT_MOST], number[40];
    size_t count;
    const catalog_fact *facts = catalog_facts(e->entity, &count);
    (void)printf("%s\n", e->name);
    catalog_aliases(e->aliases);
    if (e->entity == PIQ_ENTITY_MODEL) {
        catalog_label("class", piq_word(PIQ_WORDS_CLASS, e->model_class));
    } else {
        (void)snprintf(text, sizeof text, "%s, %s", e->vendor, e->architecture);
        catalog_label("built by", text);
    }
    for (size_t i = 0; i < count; i++) {
        const double value = piq_catalog_number(e->entity, row, facts[i].field);
        if (!(value > 0))
            continue;
        (void)snprintf(text, sizeof text, "%s %s", text_number(value / facts[i].scale, 3, number, sizeof number), facts[i].unit);
        catalog_label(piq_name(facts[i].field), text);
    }
    if (e->entity == PIQ_ENTITY_GPU_TYPE)
        catalog_profiles(row, e->mig_profile_count);
    text[0] = '\0';
    catalog_put_price(text, sizeof text, e);
    catalog_label("reference price", text);
    catalog_label("price from", e->price_source);
    (void)snprintf(text, sizeof text, "%u published measurements%s", (unsigned)e->measured,
                   e->measured == 0 ? ": throughput is extrapolated" : "");
    catalog_label("throughput", e->entity == PIQ_ENTITY_GPU_TYPE ? text : "");
    catalog_label("source", e->source);
    catalog_label("notes", e->notes);
}

/* ---- the command ---- */

static int catalog_find(uint32_t entity, const char *name, size_t *first, size_t *end)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_catalog_match match;
    match.struct_size = sizeof match;
    if (piq_catalog_find(entity, name, PIQ_NUL_TERMINATED, &match, &error) != PIQ_OK)
        return complain("%s", error.message);
    *first = match.rows[0];
    *end = *first + 1;
    return EXIT_GOOD;
}

static int catalog_list(const options *o)
{
    const bool models = strcmp(o->operands[0], "models") == 0;
    const uint32_t entity = models ? PIQ_ENTITY_MODEL : PIQ_ENTITY_GPU_TYPE;
    size_t first = 0, end = piq_catalog_count(entity);
    if (!models && strcmp(o->operands[0], "gpus") != 0)
        return complain("%s: no such catalog; known are gpus, models", o->operands[0]);
    if (o->operand_count == 2 && catalog_find(entity, o->operands[1], &first, &end) != EXIT_GOOD)
        return EXIT_BAD;
    json j = {stdout, 0, false, false};
    if (o->format == FORMAT_JSON)
        json_open(&j, '[');
    for (size_t row = first; row < end; row++) {
        piq_catalog_entry e;
        e.struct_size = sizeof e;
        if (piq_catalog_at(entity, row, &e) != PIQ_OK)
            continue;
        if (o->format == FORMAT_JSON)
            catalog_json(&j, row, &e);
        else if (o->operand_count == 2)
            catalog_whole(row, &e);
        else
            catalog_line(row, &e);
    }
    if (o->format == FORMAT_JSON)
        json_close(&j, ']');
    return EXIT_GOOD;
}

int command_catalog(int count, char **arguments)
{
    options o;
    int result = options_read(&o, count, arguments, "f", 1, 2);
    if (result == EXIT_GOOD && !o.help)
        result = catalog_list(&o);
    options_free(&o);
    return result;
}
