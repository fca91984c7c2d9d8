/* estimate: what a model needs, what a GPU type gives it, and at what price. */
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define ESTIMATE_TYPES 256u

static const char *estimate_gpu_name(const piq_estimate_result *r, piq_catalog_entry *e)
{
    e->struct_size = sizeof *e;
    return piq_catalog_at(PIQ_ENTITY_GPU_TYPE, r->gpu_type, e) == PIQ_OK ? e->name : "?";
}

static const char *estimate_model_name(const options *o, const piq_estimate_result *r)
{
    piq_catalog_entry e;
    e.struct_size = sizeof e;
    return piq_catalog_at(PIQ_ENTITY_MODEL, r->model, &e) == PIQ_OK ? e.name : o->config == NULL ? "?" : o->config;
}

/* ---- JSON ---- */

static void estimate_json_number(json *j, const char *key, double value)
{
    json_key(j, key);
    json_number(j, value);
}

static void estimate_json_boolean(json *j, const char *key, bool value)
{
    json_key(j, key);
    json_boolean(j, value);
}

static void estimate_json_body(json *j, const piq_estimate_result *r)
{
    json_key(j, "memory");
    json_open(j, '{');
    estimate_json_number(j, "weights_bytes", r->weights_bytes);
    estimate_json_number(j, "kv_bytes_per_token", r->kv_bytes_per_token);
    estimate_json_number(j, "overhead_bytes", r->overhead_bytes);
    estimate_json_number(j, "required_bytes_per_gpu", r->required_bytes_per_gpu);
    estimate_json_number(j, "device_bytes", r->device_bytes);
    estimate_json_boolean(j, "fits", r->fits != 0);
    estimate_json_number(j, "max_concurrency", r->max_concurrency);
    json_close(j, '}');
    json_key(j, "throughput");
    json_open(j, '{');
    estimate_json_number(j, "output_tokens_per_second", r->output_tokens_per_second);
    estimate_json_number(j, "low", r->low);
    estimate_json_number(j, "high", r->high);
    estimate_json_number(j, "batch", r->batch);
    json_word(j, "bound", piq_word(PIQ_WORDS_BOUND, r->bound));
    estimate_json_number(j, "confidence", r->confidence);
    estimate_json_boolean(j, "extrapolated", r->extrapolated != 0);
    json_close(j, '}');
    estimate_json_number(j, "price_per_million_output_tokens", r->price_per_million_output_tokens);
}

/* ---- one GPU type, for reading ---- */

static const char *estimate_gigabytes(double bytes, char *out, size_t size)
{
    if (!(bytes >= 0))
        (void)snprintf(out, size, "unknown");
    else
        (void)snprintf(out, size, "%.1f GB", bytes / 1e9);
    return out;
}

static void estimate_head(const options *o, const piq_estimate_result *r, const char *gpu)
{
    char text[TEXT_MOST], clean[TEXT_MOST], fitted[4 * COLUMNS];
    const piq_estimate_query *q = &o->estimate;
    const char *name = estimate_model_name(o, r);
    const char *engine = piq_word(PIQ_WORDS_ENGINE, q->engine == 0 ? PIQ_ENGINE_VLLM : q->engine);
    const char *load = piq_word(PIQ_WORDS_LOAD, q->load == 0 ? PIQ_LOAD_STEADY : q->load);
    const char *cache = piq_word(PIQ_WORDS_KV_DTYPE, q->kv_dtype == 0 ? PIQ_KV_DTYPE_BF16 : q->kv_dtype);
    (void)text_fit(text_clean(name, strlen(name), clean, sizeof clean), COLUMNS, fitted, sizeof fitted);
    (void)snprintf(text, sizeof text, "%s on %.0f x %.64s", fitted, r->gpus, gpu);
    text_paragraph(stdout, "", text);
    (void)snprintf(text, sizeof text, "%s, %s load, tensor parallel %.0f, weights in %s, cache in %s, %.10g input and %.10g output tokens",
                   engine, load, r->tensor_parallel, piq_word(PIQ_WORDS_DTYPE, r->weight_dtype), cache,
                   q->input_tokens > 0 ? q->input_tokens : 512, q->output_tokens > 0 ? q->output_tokens : 256);
    text_paragraph(stdout, "", text);
}

static void estimate_memory(const piq_estimate_result *r)
{
    char a[48], b[48];
    (void)printf("\nMEMORY\n");
    (void)printf("  weights          %s\n", estimate_gigabytes(r->weights_bytes, a, sizeof a));
    if (r->kv_bytes_per_token >= 0)
        (void)printf("  KV cache         %s bytes per token\n", text_number(r->kv_bytes_per_token, 0, a, sizeof a));
    (void)printf("  overhead         %s per GPU\n", estimate_gigabytes(r->overhead_bytes, a, sizeof a));
    (void)printf("  required         %s of %s per GPU: %s\n", estimate_gigabytes(r->required_bytes_per_gpu, a, sizeof a),
                 estimate_gigabytes(r->device_bytes, b, sizeof b), r->fits != 0 ? "fits" : "does not fit");
    if (r->max_concurrency >= 0)
        (void)printf("  holds at most    %s requests at once\n", text_number(r->max_concurrency, 0, a, sizeof a));
}

static void estimate_throughput(const piq_estimate_result *r)
{
    char text[TEXT_MOST], a[48], b[48], c[48];
    (void)printf("\nTHROUGHPUT\n");
    if (!(r->output_tokens_per_second > 0)) {
        (void)printf("  %s\n", r->output_tokens_per_second == 0 ? "none: memory holds no request" : "no model for this class of models");
        return;
    }
    (void)snprintf(text, sizeof text, "%s output tokens/s (%s to %s), confidence %.2f%s",
                   text_number(r->output_tokens_per_second, 0, a, sizeof a), text_number(r->low, 0, b, sizeof b),
                   text_number(r->high, 0, c, sizeof c), r->confidence,
                   r->extrapolated != 0 ? ", extrapolated: nothing published was measured like it" : "");
    text_paragraph(stdout, "  expected         ", text);
    (void)printf("  batch            %s, bound by %s\n", text_number(r->batch, 0, a, sizeof a), piq_word(PIQ_WORDS_BOUND, r->bound));
    (void)printf("  first token      %s s on an idle engine\n", text_number(r->ttft_seconds, 4, a, sizeof a));
    (void)printf("  each further     %s s\n", text_number(r->tpot_seconds, 4, a, sizeof a));
}

static void estimate_price(const piq_estimate_result *r, const piq_catalog_entry *gpu)
{
    char text[TEXT_MOST], a[48];
    if (!(r->price_per_hour > 0))
        return;
    const char *currency = r->basis == PIQ_BASIS_REFERENCE ? " USD" : "";
    (void)printf("\nPRICE\n");
    (void)printf("  per hour         %.2f%s\n", r->price_per_hour, currency);
    if (r->price_per_million_output_tokens > 0)
        (void)printf("  per million      %s%s of output tokens\n", text_number(r->price_per_million_output_tokens, 3, a, sizeof a),
                     currency);
    if (r->basis != PIQ_BASIS_REFERENCE)
        return;
    (void)snprintf(text, sizeof text, "reference: median of on-demand offers from %.2f to %.2f USD per GPU-hour, %s", gpu->price_min,
                   gpu->price_max, gpu->price_date);
    text_paragraph(stdout, "  basis            ", text);
}

static int estimate_one(options *o)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_estimate_result r;
    piq_catalog_entry gpu;
    r.struct_size = sizeof r;
    o->estimate.use_reference_price = o->format == FORMAT_JSON ? 0 : 1; /* marked there; JSON has no place for the mark */
    if (piq_estimate(&o->estimate, &r, &error) != PIQ_OK)
        return complain("%s", error.message);
    if (o->format == FORMAT_JSON) {
        json j = {stdout, 0, false, false};
        json_open(&j, '{');
        estimate_json_body(&j, &r);
        json_close(&j, '}');
        return EXIT_GOOD;
    }
    estimate_head(o, &r, estimate_gpu_name(&r, &gpu));
    estimate_memory(&r);
    estimate_throughput(&r);
    estimate_price(&r, &gpu);
    return EXIT_GOOD;
}

/* ---- all that fit ---- */

/* Place among the known prices per million tokens, from 1; 0 where it is unknown. */
static size_t estimate_place(const piq_estimate_result *all, size_t count, size_t which)
{
    size_t place = 1;
    if (!(all[which].price_per_million_output_tokens > 0))
        return 0;
    for (size_t i = 0; i < count; i++)
        place += all[i].price_per_million_output_tokens < all[which].price_per_million_output_tokens ? 1u : 0u;
    return place;
}

static void estimate_json_place(json *j, const char *key, size_t place)
{
    if (place == 0)
        json_word(j, key, NULL);
    else
        estimate_json_number(j, key, (double)place);
}

static void estimate_rank_json(const piq_estimate_result *all, size_t count)
{
    json j = {stdout, 0, false, false};
    piq_catalog_entry gpu;
    json_open(&j, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(&j, '{');
        json_word(&j, "gpu_type", estimate_gpu_name(&all[i], &gpu));
        estimate_json_number(&j, "gpus", all[i].gpus);
        estimate_json_number(&j, "tensor_parallel", all[i].tensor_parallel);
        estimate_json_body(&j, &all[i]);
        estimate_json_number(&j, "price_per_hour", all[i].price_per_hour);
        json_word(&j, "basis", piq_word(PIQ_WORDS_BASIS, all[i].basis));
        estimate_json_place(&j, "rank_per_hour", all[i].price_per_hour > 0 ? i + 1 : 0);
        estimate_json_place(&j, "rank_per_million_output_tokens", estimate_place(all, count, i));
        json_close(&j, '}');
    }
    json_close(&j, ']');
}

static void estimate_rank_row(const piq_estimate_result *all, size_t count, size_t i)
{
    char name[64], pace[48], hour[48] = "-", million[48] = "-", place[24] = "-";
    piq_catalog_entry gpu;
    const piq_estimate_result *r = &all[i];
    const size_t at = estimate_place(all, count, i);
    (void)text_fit(estimate_gpu_name(r, &gpu), 33, name, sizeof name);
    if (r->price_per_hour > 0)
        (void)snprintf(hour, sizeof hour, "%.2f", r->price_per_hour);
    if (at != 0) {
        (void)snprintf(million, sizeof million, "%.3f", r->price_per_million_output_tokens);
        (void)snprintf(place, sizeof place, "%zu", at);
    }
    (void)snprintf(pace, sizeof pace, "%s", "-");
    if (r->output_tokens_per_second > 0)
        (void)text_number(r->output_tokens_per_second, 0, pace, sizeof pace);
    text_pad(stdout, name, 34);
    (void)printf("%4.0f %10s%s%9s %12s %6s\n", r->gpus, pace, r->extrapolated != 0 ? "* " : "  ", hour, million, place);
}

static void estimate_rank_table(const options *o, const piq_estimate_result *all, size_t count)
{
    char text[TEXT_MOST], clean[TEXT_MOST], fitted[4 * COLUMNS];
    const bool reference = !(o->estimate.price_per_gpu_hour > 0);
    if (count == 0) {
        (void)printf("No GPU type of the catalog holds it within one scale-up domain.\n");
        return;
    }
    const char *name = estimate_model_name(o, &all[0]);
    (void)text_fit(text_clean(name, strlen(name), clean, sizeof clean), COLUMNS, fitted, sizeof fitted);
    (void)snprintf(text, sizeof text, "%s, weights in %s: GPU types that fit, cheapest hour first", fitted,
                   piq_word(PIQ_WORDS_DTYPE, all[0].weight_dtype));
    text_paragraph(stdout, "", text);
    (void)printf("\n%-34sGPUs   tokens/s  %9s %12s %6s\n", "GPU type", reference ? "USD/hour" : "per hour", "per million", "rank");
    for (size_t i = 0; i < count; i++)
        estimate_rank_row(all, count, i);
    (void)printf("\n");
    text_paragraph(stdout, "", "rank: by price per million output tokens. *: extrapolated, nothing published was measured like it.");
    if (reference)
        text_paragraph(
            stdout, "",
            "basis: reference prices, medians of on-demand offers per GPU-hour (piq catalog gpus NAME gives spread, date and source).");
}

static int estimate_rank(const options *o)
{
    piq_error error = PIQ_ERROR_INIT;
    size_t count;
    int result = EXIT_GOOD;
    piq_estimate_result *all = calloc(ESTIMATE_TYPES, sizeof *all);
    if (all == NULL)
        return complain("out of memory");
    all[0].struct_size = sizeof all[0];
    if (piq_estimate_rank(&o->estimate, all, ESTIMATE_TYPES, &count, &error) != PIQ_OK)
        result = complain("%s", error.message);
    else if (o->format == FORMAT_JSON)
        estimate_rank_json(all, count);
    else
        estimate_rank_table(o, all, count);
    free(all);
    return result;
}

int command_estimate(int count, char **arguments)
{
    options o;
    piq_model_config config;
    int result = options_read(&o, count, arguments, "fe", 0, 0);
    if (result != EXIT_GOOD || o.help) {
        options_free(&o);
        return result;
    }
    o.estimate.struct_size = sizeof o.estimate;
    if ((o.estimate.model == NULL) == (o.config == NULL))
        result = complain("estimate: expected either --model or --config; see piq estimate --help");
    if (result == EXIT_GOOD && o.config != NULL) {
        result = input_config(o.config, &config);
        o.estimate.config = &config;
    }
    if (result == EXIT_GOOD)
        result = o.estimate.gpu_type == NULL ? estimate_rank(&o) : estimate_one(&o);
    options_free(&o);
    return result;
}
