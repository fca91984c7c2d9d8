/* A remedy in words: the first phrase of its action all of whose {parameters} it has; one marked ! must be above 1. */
#include <string.h>

#include "program.h"

typedef struct phrase {
    uint32_t action;
    const char *text;
} phrase;

static const phrase advice_phrases[] = {
    {PIQ_ACTION_MOVE_GPU_TYPE, "move to {gpus} x {gpu_type}, tensor parallel {tensor_parallel!}"},
    {PIQ_ACTION_MOVE_GPU_TYPE, "move to {gpus} x {gpu_type}"},
    {PIQ_ACTION_MOVE_GPU_TYPE, "move to {gpu_type}"},
    {PIQ_ACTION_MOVE_GPU_TYPE, "move to another GPU type"},
    {PIQ_ACTION_QUANTIZE_WEIGHTS, "quantize the weights to {weight_dtype}"},
    {PIQ_ACTION_QUANTIZE_WEIGHTS, "quantize the weights"},
    {PIQ_ACTION_MIG_PARTITION, "run it on MIG profile {profile}"},
    {PIQ_ACTION_MIG_PARTITION, "run it on MIG profile {mig_profile}"},
    {PIQ_ACTION_REDUCE_TENSOR_PARALLEL, "lower tensor parallelism to {tensor_parallel}, {gpus} GPUs a replica"},
    {PIQ_ACTION_REDUCE_TENSOR_PARALLEL, "lower tensor parallelism to {tensor_parallel}"},
    {PIQ_ACTION_REDUCE_REPLICAS, "run {replicas} replicas"},
    {PIQ_ACTION_SET_MAX_NUM_SEQS, "set max_num_seqs to {max_num_seqs}"},
    {PIQ_ACTION_SET_MAX_NUM_SEQS, "lower max_num_seqs"},
    {PIQ_ACTION_SET_MAX_MODEL_LEN, "set max_model_len to {max_model_len}"},
    {PIQ_ACTION_SET_MAX_MODEL_LEN, "lower max_model_len to what requests need"},
    {PIQ_ACTION_SET_GPU_MEMORY_FRACTION, "set the engine's share of GPU memory to {gpu_memory_fraction}"},
    {PIQ_ACTION_SET_KV_DTYPE, "keep the KV cache in {kv_dtype}"},
    {PIQ_ACTION_RAISE_TENSOR_PARALLEL, "raise tensor parallelism to {tensor_parallel}, {gpus} GPUs a replica"},
    {PIQ_ACTION_RAISE_TENSOR_PARALLEL, "raise tensor parallelism to {tensor_parallel}"},
    {PIQ_ACTION_RAISE_HOST_MEMORY, "raise the host memory limit to {host_memory_bytes}"},
    {PIQ_ACTION_RAISE_HOST_MEMORY, "raise the host memory limit"},
    {PIQ_ACTION_SET_MIN_REPLICAS, "set min_replicas to {min_replicas}"},
    {PIQ_ACTION_SCHEDULE_REPLICAS, "keep replicas warm in the hours that need them"},
    {PIQ_ACTION_SPEED_UP_LOADING, "speed up the start; {phase} takes longest"},
    {PIQ_ACTION_SPEED_UP_LOADING, "speed up loading"},
    {PIQ_ACTION_SET_SCALE_DOWN_GRACE, "wait {seconds} s without traffic before scaling down"},
    {PIQ_ACTION_SET_SCALE_DOWN_GRACE, "wait {scale_down_grace_seconds} s without traffic before scaling down"},
    {PIQ_ACTION_RELEASE_NODE, "release the node"},
    {PIQ_ACTION_LIST_FOR_LEASE, "list it for lease: a block of {block} GPUs"},
    {PIQ_ACTION_LIST_FOR_LEASE, "list it for lease: {gpus} GPUs"},
    {PIQ_ACTION_LIST_FOR_LEASE, "list it for lease"},
    {PIQ_ACTION_SCALE_TO_ZERO, "scale it to zero"},
    {PIQ_ACTION_MARK_PURPOSE, "declare what it is kept for (purpose)"},
    {PIQ_ACTION_SET_BATCH_SIZE, "set the batch size to {batch_size}"},
    {PIQ_ACTION_CONSOLIDATE, "consolidate: move {gpus_moved} GPUs of other work, as in the plan below"},
    {PIQ_ACTION_CONSOLIDATE, "consolidate, as in the plan below"},
    {PIQ_ACTION_WAIT_FOR_JOB, "wait {seconds} s for {workload} to end"},
    {PIQ_ACTION_WAIT_FOR_JOB, "wait for {workload} to end"},
    {PIQ_ACTION_WAIT_FOR_JOB, "wait for a job to end"},
    {PIQ_ACTION_ADD_CPU_CORES, "give it {cpu_cores} CPU cores"},
    {PIQ_ACTION_SET_MAX_NUM_BATCHED_TOKENS, "set max_num_batched_tokens to {max_num_batched_tokens}"},
    {PIQ_ACTION_ENABLE_GRAPHS, "turn eager mode off, so that graphs are used"},
    {PIQ_ACTION_DISABLE_SPECULATION, "turn speculative decoding off"},
};

typedef struct advice_remedy {
    const piq_report *report;
    size_t finding;
    piq_remedy about;
} advice_remedy;

static const char *advice_value(const piq_parameter *p, char *out, size_t size)
{
    const size_t length = strlen(p->name);
    if (p->text != NULL)
        return text_clean(p->text, strlen(p->text), out, size);
    if (length > 6 && strcmp(p->name + length - 6, "_bytes") == 0) {
        (void)text_number(p->value / 1e9, 1, out, size);
        text_add(out, size, " GB");
        return out;
    }
    (void)snprintf(out, size, "%.10g", p->value);
    return out;
}

static bool advice_parameter(const advice_remedy *r, const char *name, size_t length, piq_parameter *p)
{
    for (uint32_t i = 0; i < r->about.parameter_count; i++) {
        p->struct_size = sizeof *p;
        if (piq_report_parameter(r->report, r->finding, 0, i, p) == PIQ_OK && strlen(p->name) == length &&
            memcmp(p->name, name, length) == 0)
            return true;
    }
    return false;
}

/* "1 GPU", though the phrase says "{gpus} GPUs": how many letters of the phrase to pass over for that. */
static size_t advice_singular(const piq_parameter *p, const char *rest, char *out, size_t size)
{
    static const char *const plurals[] = {" GPUs", " replicas", " CPU cores"};
    for (size_t i = 0; p->text == NULL && p->value == 1 && i < sizeof plurals / sizeof plurals[0]; i++) {
        const size_t length = strlen(plurals[i]);
        if (strncmp(rest, plurals[i], length) == 0) {
            char one[16];
            (void)snprintf(one, sizeof one, "%.*s", (int)length - 1, plurals[i]);
            text_add(out, size, one);
            return length;
        }
    }
    return 0;
}

/* Fills in a phrase; false where a parameter is lacking. */
static bool advice_fill(const advice_remedy *r, const char *text, char *out, size_t size)
{
    out[0] = '\0';
    while (*text != '\0') {
        char piece[256];
        const size_t plain = strcspn(text, "{");
        (void)snprintf(piece, sizeof piece, "%.*s", (int)plain, text);
        text_add(out, size, piece);
        text += plain;
        if (*text == '\0')
            break;
        const size_t length = strcspn(text + 1, "!}");
        piq_parameter p;
        if (!advice_parameter(r, text + 1, length, &p) || (text[1 + length] == '!' && !(p.value > 1)))
            return false;
        text_add(out, size, advice_value(&p, piece, sizeof piece));
        text += 1 + length + (text[1 + length] == '!' ? 2 : 1);
        text += advice_singular(&p, text, out, size);
    }
    return true;
}

/* Where no phrase fits: the action's name, and its parameters. */
static void advice_plain(const advice_remedy *r, char *out, size_t size)
{
    const char *action = piq_word(PIQ_WORDS_ACTION, r->about.action);
    (void)snprintf(out, size, "%s", action == NULL ? "?" : action);
    for (uint32_t i = 0; i < r->about.parameter_count; i++) {
        char value[256];
        piq_parameter p;
        p.struct_size = sizeof p;
        if (piq_report_parameter(r->report, r->finding, 0, i, &p) != PIQ_OK)
            continue;
        text_add(out, size, i == 0 ? ": " : ", ");
        text_add(out, size, p.name);
        text_add(out, size, " ");
        text_add(out, size, advice_value(&p, value, sizeof value));
    }
}

const char *advice(const piq_report *report, size_t finding, const piq_finding *about, char *out, size_t size)
{
    advice_remedy r;
    r.report = report;
    r.finding = finding;
    r.about.struct_size = sizeof r.about;
    out[0] = '\0';
    if (about->remedy_count == 0 || piq_report_remedy(report, finding, 0, &r.about) != PIQ_OK)
        return out;
    if (r.about.action == PIQ_ACTION_PROFILE) {
        (void)snprintf(out, size, "profile it: %s", r.about.verify);
        return out;
    }
    for (size_t i = 0; i < sizeof advice_phrases / sizeof advice_phrases[0]; i++)
        if (advice_phrases[i].action == r.about.action && advice_fill(&r, advice_phrases[i].text, out, size))
            return out;
    advice_plain(&r, out, size);
    return out;
}
