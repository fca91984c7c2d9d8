/* The formulas of parameters and of throughput, term by term, on numbers that are worked out by hand. */
#include "physics/physics.h"

#include <stdio.h>

static unsigned failures;

static void check(bool good, const char *what, double got, double expected)
{
    if (!good && ++failures <= 30) {
        fprintf(stderr, "%s: %.17g, expected %.17g\n", what, got, expected);
    }
}

static void near(const char *what, double got, double expected, double tolerance)
{
    check(got >= expected - tolerance && got <= expected + tolerance, what, got, expected);
}

static void is(const char *what, double got, double expected) { check(got == expected, what, got, expected); }

static piq__model dense(double parameters, double layers)
{
    piq__model m = piq__model_unknown();
    m.parameters = parameters;
    m.layers = layers;
    m.kv_heads = 8.0;
    m.head_dim = 128.0;
    return m;
}

static piq__device h100(void)
{
    piq__device d = piq__device_unknown();
    d.memory_bytes = 80e9;
    d.memory_bandwidth = 3350e9;
    d.fp16_flops = 989e12;
    d.fp8_flops = 1978e12;
    d.link_bandwidth = 900e9;
    return d;
}

/* ---- parameters ---- */

/* Small whole numbers that differ from each other, so that every term shows: by hand. */
static piq__shape shape(void)
{
    const double u = PIQ__UNKNOWN;
    const piq__shape s = {3, 10, 7, 5, 2, 4, 100, u, u, u, u, u, u, u, u, u, u, u, 0, 0};
    return s;
}

static double all_of(const piq__shape *s)
{
    double total = 0, active = 0;
    piq__shape_parameters(s, &total, &active);
    return total;
}

static double used_of(const piq__shape *s)
{
    double total = 0, active = 0;
    piq__shape_parameters(s, &total, &active);
    return active;
}

static void check_parameters_by_hand(void)
{
    const double attention = 2 * 10 * 5 * 4 + 2 * 10 * 2 * 4, norms = 2 * 10, dense = 3 * (attention + norms) + 2 * 100 * 10;
    piq__shape s = shape();
    is("dense", all_of(&s), dense + 3 * 3 * 10 * 7);
    is("dense, active", used_of(&s), all_of(&s));
    s.plain_mlp = 1;
    is("two matrices", all_of(&s), dense + 3 * 2 * 10 * 7);
    s.plain_mlp = 0;
    s.tied_embeddings = 1;
    is("one table", all_of(&s), dense - 100 * 10 + 3 * 3 * 10 * 7);
    s.tied_embeddings = 0;
    s.positions = 11;
    is("positions", all_of(&s), dense + 11 * 10 + 3 * 3 * 10 * 7);
    s = shape();
    s.head_dim = PIQ__UNKNOWN;
    is("width of a head", all_of(&s), 3 * (2 * 10 * 5 * 2 + 2 * 10 * 2 * 2 + norms) + 2 * 100 * 10 + 3 * 3 * 10 * 7);
    s.kv_heads = PIQ__UNKNOWN;
    is("as many key heads", all_of(&s), 3 * (4 * 10 * 5 * 2 + norms) + 2 * 100 * 10 + 3 * 3 * 10 * 7);
    s = shape();
    s.kv_lora_rank = 0;
    is("a rank of 0 is none", all_of(&s), dense + 3 * 3 * 10 * 7);
}

static void check_latent_parameters_by_hand(void)
{
    piq__shape s = shape();
    s.kv_lora_rank = 6;
    s.rope_head_dim = 9;
    const double rest = 3 * 2 * 10 + 2 * 100 * 10 + 3 * 3 * 10 * 7;
    is("latent", all_of(&s), 3 * (10 * 5 * (4 + 9) + 10 * (6 + 9) + 6 * 5 * (4 + 4) + 5 * 4 * 10) + rest);
    s.nope_head_dim = 12;
    s.value_head_dim = 8;
    is("latent widths", all_of(&s), 3 * (10 * 5 * (12 + 9) + 10 * (6 + 9) + 6 * 5 * (12 + 8) + 5 * 8 * 10) + rest);
    s.q_lora_rank = 13;
    is("latent query", all_of(&s), 3 * (13 * (10 + 5 * (12 + 9)) + 10 * (6 + 9) + 6 * 5 * (12 + 8) + 5 * 8 * 10) + rest);
    s.q_lora_rank = 0;
    is("a query rank of 0 is none", all_of(&s), 3 * (10 * 5 * (12 + 9) + 10 * (6 + 9) + 6 * 5 * (12 + 8) + 5 * 8 * 10) + rest);
}

static void check_expert_parameters_by_hand(void)
{
    const double base = 3 * (2 * 10 * 5 * 4 + 2 * 10 * 2 * 4 + 2 * 10) + 2 * 100 * 10;
    piq__shape s = shape();
    s.experts = 0;
    is("no experts", all_of(&s), base + 3 * 3 * 10 * 7);
    s.experts = 8;
    s.experts_per_token = 2;
    is("experts", all_of(&s), base + 3 * 10 * 8 + 3 * 8 * 3 * 10 * 7);
    is("experts, active", used_of(&s), base + 3 * 10 * 8 + 3 * 2 * 3 * 10 * 7);
    s.expert_intermediate_size = 6;
    s.shared_intermediate_size = 5;
    is("width of experts", all_of(&s), base + 3 * (10 * 8 + 3 * 10 * 5) + 3 * 8 * 3 * 10 * 6);
    s.dense_layers = 1;
    is("dense layers", all_of(&s), base + 1 * 3 * 10 * 7 + 2 * (10 * 8 + 3 * 10 * 5) + 2 * 8 * 3 * 10 * 6);
    is("dense layers, active", used_of(&s), base + 1 * 3 * 10 * 7 + 2 * (10 * 8 + 3 * 10 * 5) + 2 * 2 * 3 * 10 * 6);
    s.intermediate_size = PIQ__UNKNOWN;
    s.dense_layers = 0;
    is("no dense layer asks for their width", all_of(&s), base + 3 * (10 * 8 + 3 * 10 * 5) + 3 * 8 * 3 * 10 * 6);
}

/* A model of one expert has its active count from its shape, too: what the stated total has beside it is not computed. */
static void check_one_expert_by_hand(void)
{
    piq__model m = piq__model_unknown();
    m.model_class = PIQ__CLASS_DECODER;
    m.layers = 3;
    m.hidden_size = 10;
    m.intermediate_size = 7;
    m.attention_heads = 5;
    m.kv_heads = 2;
    m.head_dim = 4;
    m.vocab_size = 100;
    m.experts = m.experts_per_token = 1;
    m.parameters = 1e6;
    piq__model_derive(&m);
    is("one expert, as stated", m.parameters, 1e6);
    is("one expert, active", m.active_parameters, 3 * (2 * 10 * 5 * 4 + 2 * 10 * 2 * 4 + 2 * 10) + 2 * 100 * 10 + 3 * 10 + 3 * 3 * 10 * 7);
}

/* ---- throughput ---- */

/* Every term of a step and of a prefill, by hand: what is read, computed and waited for over 4 GPUs of a scale-up link. */
static void check_pace_by_hand(void)
{
    piq__model m = dense(8e9, 32);
    m.hidden_size = 4096;
    m.attention_heads = 32;
    m.vocab_size = 128000;
    m.sliding_window = 1000;
    m.sliding_layers = 8;
    piq__device d = h100();
    piq__layout l = {4, 2, 3};
    piq__engine e = piq__engine_default();
    piq__throughput t;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    const double read = 0.85 * 3350e9, decode = 0.57 * 4 * 989e12, prefill = 0.72 * 4 * 989e12;
    const double pass = 2 * 32 * 33e-6, token = 2 * 32 * 2 * 4096 * 2 * 3 / 4.0 / (0.45 * 900e9 / 2);
    const double fixed = (8e9 - 128000 * 4096.0) * 2 / (4 * read) + 1.5e-3 + 23e-6 * 32 + pass;
    const double layer_bytes = 2 * 8 * 128 * 2.0 / 4; /* of one layer on one GPU */
    const double kv = layer_bytes / read + 4 * 32 * 128 / decode, pair = 4 * 32 * 128 / prefill;
    const double each = 2 * 8e9 / decode + token + kv * (24 * 3000.0 + 8 * 1000.0);
    near("a step of one", piq__step_seconds(&t, 1, 3000), fixed + each, 1e-12);
    near("a step of ten in two stages", piq__step_seconds(&t, 10, 3000), fixed + 5 * each, 1e-12);
    near("a prompt", piq__prefill_seconds(&t, 3000), pass + (2 * 8e9 / prefill + token) * 3000 +
         pair * (24 * 3000.0 * 3000 / 2 + 8 * (1000 * 3000.0 - 1000 * 1000.0 / 2)), 1e-12);
    near("tokens per second", piq__tokens_per_second(&t, 10, 3000, 200),
         3 * 0.9 * 10 * 200 / (200 * (fixed + 5 * (2 * 8e9 / decode + token + kv * (24 * 3100.0 + 8 * 1000.0))) +
                               piq__prefill_seconds(&t, 3000) * 10 / 2), 1e-6);
    is("none", piq__tokens_per_second(&t, 0, 3000, 200), 0);
    d.link_bandwidth = PIQ__UNKNOWN;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    near("over PCIe", piq__step_seconds(&t, 1, 3000),
         fixed + 2 * pass + each - token + 2 * 32 * 2 * 4096 * 2 * 3 / 4.0 / (0.45 * 64e9 / 2), 1e-12);
    m.tied_embeddings = true;
    d = h100();
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    near("the table is read as the head", piq__step_seconds(&t, 1, 3000), fixed + 128000 * 4096.0 * 2 / (4 * read) + each, 1e-12);
}

/* Routed experts: the share of them that a batch touches is read; those of one token are computed, at the pace of grouped products. */
static void check_expert_pace_by_hand(void)
{
    piq__model m = dense(40e9, 32);
    const piq__device d = h100();
    const piq__layout l = piq__layout_single();
    const piq__engine e = piq__engine_default();
    piq__throughput t;
    m.active_parameters = 10e9;
    m.experts = 8;
    m.experts_per_token = 2;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    const double read = 2 / (0.85 * 3350e9), decode = 0.57 * 0.76 * 989e12, experts = 30e9 / 0.75; /* of them all */
    const double kv = 2 * 8 * 128 * 2.0 * 32 / (0.85 * 3350e9); /* no attention heads are known */
    const double other = 1.5e-3 + 23e-6 * 32;
    near("a token of experts", piq__step_seconds(&t, 1, 500), other + experts * read * 0.25 + 2 * 10e9 / decode + kv * 500, 1e-12);
    near("three tokens of experts", piq__step_seconds(&t, 3, 500),
         other + experts * read * (1 - 0.75 * 0.75 * 0.75) + 3 * (2 * 10e9 / decode + kv * 500), 1e-12);
    m.active_parameters = 16e9;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    near("a dense part beside them", piq__step_seconds(&t, 1, 500),
         other + (40e9 - 32e9) * read + 32e9 * read * 0.25 + 2 * 16e9 / decode + kv * 500, 1e-12);
    is("none that could be missed", piq__experts_touched(0, 0.5), 1);
    is("half a token", piq__experts_touched(0.75, 0.5), 0.125);
    m.experts = PIQ__UNKNOWN;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    near("of unknown number", piq__step_seconds(&t, 1, 500), other + 40e9 * read * 0.4 + 2 * 16e9 / decode + kv * 500, 1e-12);
}

/* Latent attention: decode works on the compressed width (a score over rank and rope, a value over the rank), prefill on expanded heads
   (a score over head and rope, a value over the head); two operations a product. */
static void check_latent_pace_by_hand(void)
{
    piq__model m = dense(8e9, 10);
    m.attention_heads = 64;
    m.head_dim = 128;
    m.kv_lora_rank = 512;
    m.rope_head_dim = 64;
    const piq__device d = h100();
    const piq__layout l = piq__layout_single();
    const piq__engine e = piq__engine_default();
    piq__throughput t;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    const double read = 0.85 * 3350e9, decode = 0.57 * 989e12, prefill = 0.72 * 989e12;
    const double kv = (512 + 64) * 2.0 / read + 2.0 * 64 * (512 + 64 + 512) / decode; /* of one layer and token */
    near("a step over latents", piq__step_seconds(&t, 1, 3000),
         8e9 * 2 / read + 1.5e-3 + 23e-6 * 10 + 2 * 8e9 / decode + 10 * kv * 3000, 1e-12);
    near("a prompt over expanded heads", piq__prefill_seconds(&t, 3000),
         2 * 8e9 / prefill * 3000 + 10 * (2.0 * 64 * (128 + 64 + 128) / prefill) * (3000.0 * 3000 / 2), 1e-12);
    m.kv_lora_rank = 0;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    near("a rank of 0 is none", piq__prefill_seconds(&t, 3000),
         2 * 8e9 / prefill * 3000 + 10 * (4.0 * 64 * 128 / prefill) * (3000.0 * 3000 / 2), 1e-12);
}

int main(void)
{
    check_parameters_by_hand();
    check_latent_parameters_by_hand();
    check_expert_parameters_by_hand();
    check_one_expert_by_hand();
    check_pace_by_hand();
    check_expert_pace_by_hand();
    check_latent_pace_by_hand();
    printf("formulas_check: %u failures\n", failures);
    return failures != 0;
}
