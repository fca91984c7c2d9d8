/* One plain sentence for people, put together from a finding's own figures. */
#include "report/report.h"

static double message_value(const piq__record *r, uint32_t field)
{
    for (uint32_t i = 0; i < r->head.proof_count; i++)
        if (r->proofs[i].field == field)
            return r->proofs[i].value;
    return PIQ__UNKNOWN;
}

/* What the value was held against. */
static double message_limit(const piq__record *r, uint32_t field)
{
    for (uint32_t i = 0; i < r->head.proof_count; i++)
        if (r->proofs[i].field == field)
            return r->proofs[i].threshold;
    return PIQ__UNKNOWN;
}

/* Of the first remedy; the message names none where there is none. */
static piq__setting message_setting_of(const piq__record *r, uint32_t field)
{
    const piq__setting none = {0, PIQ__UNKNOWN, ""};
    if (NEVER(r->head.cure_count == 0))
        return none;
    for (uint32_t i = 0; i < r->cures[0].setting_count; i++)
        if (r->cures[0].settings[i].field == field)
            return r->cures[0].settings[i];
    return none;
}

static double message_setting(const piq__record *r, uint32_t field) { return message_setting_of(r, field).value; }

/* A field that has a text: a type, a profile. */
static const char *message_setting_text(const piq__record *r, uint32_t field) { return message_setting_of(r, field).text; }

static void message_bytes(piq__text *t, double bytes)
{
    piq__put_rounded(t, bytes / 1e9, 1);
    piq__put(t, " GB");
}

static void message_gpus(piq__text *t, double gpus)
{
    piq__put_rounded(t, gpus, 2);
    piq__put(t, gpus == 1 ? " GPU" : " GPUs");
}

static void message_percent(piq__text *t, double share)
{
    piq__put_rounded(t, share * 100, 0);
    piq__put(t, "%");
}

static void message_hours(piq__text *t, double seconds)
{
    piq__put_rounded(t, seconds >= 7200 ? seconds / 3600 : seconds, seconds >= 7200 ? 1 : 0);
    piq__put(t, seconds >= 7200 ? " hours" : " seconds");
}

/* "N GPUs of TYPE", "a slice PROFILE", "N replicas": where the first remedy leads. */
static void message_target(const piq__record *r, piq__text *t)
{
    const double gpus = message_setting(r, PIQ_WORKLOAD_GPUS), replicas = message_setting(r, PIQ_WORKLOAD_REPLICAS);
    switch (NEVER(r->head.cure_count == 0) ? 0 : r->cures[0].action) {
    case PIQ_ACTION_MIG_PARTITION:
        piq__put(t, "a MIG slice ");
        piq__put(t, message_setting_text(r, PIQ_WORKLOAD_MIG_PROFILE));
        break;
    case PIQ_ACTION_REDUCE_REPLICAS:
        piq__put_rounded(t, replicas, 0);
        piq__put(t, replicas == 1 ? " replica" : " replicas");
        break;
    case PIQ_ACTION_MOVE_GPU_TYPE:
        piq__put_rounded(t, gpus, 2);
        piq__put(t, " x ");
        piq__put(t, message_setting_text(r, PIQ_NODE_GPU_TYPE));
        break;
    default:
        piq__put_rounded(t, gpus, 2);
        piq__put(t, gpus == 1 ? " GPU of the same type" : " GPUs of the same type");
    }
}

static void message_tier(const piq__record *r, piq__text *t)
{
    const double required = message_value(r, PIQ_MEASURE_REQUIRED_BYTES_PER_GPU);
    if (r->head.subtype == PIQ_SUBTYPE_WRONG_CLASS) {
        piq__put(t, "The GPU lacks a feature that the workload requires.");
        return;
    }
    if (!piq__known(required)) {
        piq__put(t, "Weights spill out of device memory.");
        return;
    }
    piq__put(t, "The model needs ");
    message_bytes(t, required);
    piq__put(t, " per GPU");
    if (r->head.subtype == PIQ_SUBTYPE_TOO_SMALL) {
        piq__put(t, ", more than a GPU with ");
        message_bytes(t, message_value(r, PIQ_MEASURE_DEVICE_MEMORY_BYTES));
        piq__put(t, " can hold.");
        return;
    }
    piq__put(t, ", and ");
    message_target(r, t);
    piq__put(t, " would do.");
}

static void message_overprovisioned(const piq__record *r, piq__text *t)
{
    piq__put(t, "Peak need is ");
    message_bytes(t, message_value(r, PIQ_MEASURE_MEMORY_NEED_BYTES));
    piq__put(t, " of ");
    message_bytes(t, message_value(r, PIQ_MEASURE_DEVICE_MEMORY_BYTES));
    piq__put(t, " per GPU; ");
    message_target(r, t);
    piq__put(t, " would carry the observed load.");
}

static void message_oom(const piq__record *r, piq__text *t)
{
    const double peak = message_value(r, PIQ_MEASURE_MEMORY_PEAK_RATIO);
    switch (r->head.subtype) {
    case PIQ_SUBTYPE_GPU:
        piq__put(t, "Killed for lack of device memory, which stood at ");
        message_percent(t, peak);
        piq__put(t, " before.");
        break;
    case PIQ_SUBTYPE_HOST: piq__put(t, "Killed for lack of host memory; the GPU is not the limit."); break;
    case PIQ_SUBTYPE_PRESSURE: piq__put(t, "Memory is nearly full, though nothing was killed yet."); break;
    default: piq__put(t, "Killed while device and host memory were low; something else ran out.");
    }
}

static void message_cold(const piq__record *r, piq__text *t)
{
    const double estimate = message_value(r, PIQ_MEASURE_COLD_START_ESTIMATE_SECONDS);
    if (r->head.subtype == PIQ_SUBTYPE_LATENT) {
        piq__put(t, "Scales to zero; no cold start was seen yet");
        if (piq__known(estimate)) {
            piq__put(t, ", and one would take about ");
            piq__put_rounded(t, estimate, 0);
            piq__put(t, " seconds");
        }
        piq__put(t, ".");
        return;
    }
    piq__put(t, r->head.subtype == PIQ_SUBTYPE_BURST ? "Scaling out under a burst keeps users waiting " : "Users wait ");
    piq__put_rounded(t, message_value(r, PIQ_WORKLOAD_COLD_START_P95_SECONDS), 1);
    piq__put(t, " seconds for a cold start (95th percentile).");
}

static void message_thrash(const piq__record *r, piq__text *t)
{
    piq__put_rounded(t, message_value(r, PIQ_WORKLOAD_REGRETTED_SCALE_DOWNS_24H), 0);
    piq__put(t, r->head.subtype == PIQ_SUBTYPE_TO_ZERO ? " times in 24 hours it went to zero and was wanted again at once."
                                                       : " times in 24 hours replicas were taken down and wanted again at once.");
}

static void message_dark(const piq__record *r, piq__text *t)
{
    const bool node = r->head.entity == PIQ_ENTITY_NODE;
    switch (r->head.subtype) {
    case PIQ_SUBTYPE_UNAVAILABLE_BILLED:
        if (piq__known(message_value(r, PIQ_MEASURE_UNAVAILABLE_GPUS)))
            message_gpus(t, message_value(r, PIQ_MEASURE_UNAVAILABLE_GPUS));
        else
            piq__put(t, "The node is");
        piq__put(t, " out of service and still billed.");
        return;
    case PIQ_SUBTYPE_STUCK_MAINTENANCE: piq__put(t, "The node has been out of scheduling for more than a day."); return;
    default:
        message_gpus(t, message_value(r, PIQ_MEASURE_IDLE_GPUS));
        piq__put(t, node ? " billed and empty for " : " held without a request for ");
        message_hours(t, message_value(r, node ? PIQ_NODE_IDLE_SECONDS : PIQ_WORKLOAD_IDLE_SECONDS));
        piq__put(t, ".");
    }
}

static void message_batch_tier(const piq__record *r, piq__text *t)
{
    piq__put(t, "The job leaves its GPU mostly idle; on ");
    message_target(r, t);
    piq__put(t, " a run costs ");
    message_percent(t, message_value(r, PIQ_MEASURE_COST_RATIO));
    piq__put(t, " of today.");
}

static void message_batch_size(const piq__record *r, piq__text *t)
{
    piq__put(t, "Inputs go through ");
    piq__put_rounded(t, message_value(r, PIQ_WORKLOAD_BATCH_SIZE), 1);
    piq__put(t, " at a time; memory holds ");
    piq__put_rounded(t, message_value(r, PIQ_MEASURE_MEMORY_BATCH), 0);
    piq__put(t, ", and a batch of ");
    piq__put_rounded(t, message_setting(r, PIQ_WORKLOAD_BATCH_SIZE), 0);
    piq__put(t, " should be about ");
    piq__put_rounded(t, message_value(r, PIQ_MEASURE_EXPECTED_SPEEDUP), 1);
    piq__put(t, " times as fast.");
}

/* No free block is large enough, or there is room for some of its replicas, or for some pods of its one. */
static void message_scattered(const piq__record *r, piq__text *t, double replicas)
{
    const double together = message_value(r, PIQ_MEASURE_LARGEST_FREE_BLOCK);
    if (piq__known(together)) {
        piq__put(t, " are free, at most ");
        piq__put_rounded(t, together, 0);
        piq__put(t, " of them together.");
    } else if (replicas > 1) {
        piq__put(t, " are free, in blocks for ");
        piq__put_rounded(t, message_value(r, PIQ_MEASURE_REPLICAS_FITTING), 0);
        piq__put(t, " of them.");
    } else {
        piq__put(t, " are free, in pieces that its pods do not fit.");
    }
}

static void message_fragmentation(const piq__record *r, piq__text *t)
{
    if (r->head.subtype == PIQ_SUBTYPE_LATENT) {
        message_percent(t, message_value(r, PIQ_MEASURE_LATENT_INDEX));
        piq__put(t, " of the free GPUs lie outside whole free blocks.");
        return;
    }
    const double replicas = message_limit(r, PIQ_MEASURE_REPLICAS_FITTING);
    piq__put(t, "Waits for ");
    if (replicas > 1) {
        piq__put_rounded(t, replicas, 0);
        piq__put(t, " replicas of ");
    }
    piq__put_rounded(t, message_value(r, PIQ_WORKLOAD_GPUS), 0);
    piq__put(t, replicas > 1 ? " GPUs, each in one domain; " : " GPUs in one domain; ");
    piq__put_rounded(t, message_value(r, PIQ_MEASURE_FREE_GPUS), 0);
    message_scattered(r, t, replicas);
}

static void message_throughput(const piq__record *r, piq__text *t)
{
    piq__put(t, "Delivers ");
    message_percent(t, message_value(r, PIQ_MEASURE_THROUGHPUT_RATIO));
    piq__put(t, " of what is expected while requests wait");
    if (r->head.subtype != PIQ_SUBTYPE_UNKNOWN) {
        piq__put(t, "; first cause: ");
        piq__put(t, piq_word(PIQ_WORDS_SUBTYPE, r->head.subtype));
    }
    piq__put(t, ".");
}

void piq__report_message(const piq_report *report, const piq__record *r, piq__text *t)
{
    (void)report;
    switch (r->head.detector) {
    case PIQ_DETECTOR_TIER_MISPLACEMENT: message_tier(r, t); break;
    case PIQ_DETECTOR_OVERPROVISIONED: message_overprovisioned(r, t); break;
    case PIQ_DETECTOR_OOM_RISK: message_oom(r, t); break;
    case PIQ_DETECTOR_COLD_START: message_cold(r, t); break;
    case PIQ_DETECTOR_THRASHING: message_thrash(r, t); break;
    case PIQ_DETECTOR_DARK_CAPACITY: message_dark(r, t); break;
    case PIQ_DETECTOR_BATCH_OVER_TIERED: message_batch_tier(r, t); break;
    case PIQ_DETECTOR_BATCH_SIZE: message_batch_size(r, t); break;
    case PIQ_DETECTOR_FRAGMENTATION: message_fragmentation(r, t); break;
    default: message_throughput(r, t);
    }
}
