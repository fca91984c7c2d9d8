#include "detectors/detectors.h"

piq__activity piq__activity_of(double sm, uint32_t sm_field, double gr, uint32_t gr_field, double utilization, uint32_t utilization_field)
{
    const piq__activity by_sm = {sm, 1.00, sm_field, false}, by_gr = {gr, 0.90, gr_field, false};
    const piq__activity by_utilization = {utilization, 0.70, utilization_field, true};
    return piq__known(sm) ? by_sm : piq__known(gr) ? by_gr : by_utilization;
}

piq__tri piq__activity_below(const piq__activity *a, double limit, bool mig, unsigned sm_field, piq__gap *gap)
{
    if (piq__known(a->value) && a->low_only && mig) {
        piq__lack_because(gap, PIQ_REASON_UNSUPPORTED_SIGNAL, sm_field);
        return MAYBE;
    }
    const piq__tri below = piq__below(a->value, limit);
    if (below == MAYBE || (below == NO && a->low_only)) {
        piq__lack(gap, sm_field);
        return MAYBE;
    }
    return below;
}

void piq__cure_target(const piq__work *w, piq__draft *d, const piq__target *target)
{
    piq__cure *cure;
    switch (target->kind) {
    case PIQ__TARGET_TYPE:
        cure = piq__cure_with(d, PIQ_ACTION_MOVE_GPU_TYPE, "cost per hour falls to the target's at the next bill; latency and tokens per second hold for a day");
        piq__with_text(cure, PIQ_NODE_GPU_TYPE, w->world->types[target->type].name);
        break;
    case PIQ__TARGET_FEWER:
        cure = piq__cure_with(d, PIQ_ACTION_REDUCE_TENSOR_PARALLEL, "GPUs held fall at the next rollout; latency and tokens per second hold for a day");
        break;
    case PIQ__TARGET_REPLICAS:
        cure = piq__cure_with(d, PIQ_ACTION_REDUCE_REPLICAS, "replicas fall at once; peak tokens per second and latency hold over the next busy day");
        piq__with(cure, PIQ_WORKLOAD_REPLICAS, target->replicas);
        return;
    default:
        cure = piq__cure_with(d, PIQ_ACTION_MIG_PARTITION, "memory and activity of the slice stay below its limits for a day; the other slices find tenants");
        piq__with_text(cure, PIQ_WORKLOAD_MIG_PROFILE, target->profile->name);
        return;
    }
    piq__with(cure, PIQ_WORKLOAD_GPUS, target->gpus);
    piq__with(cure, PIQ_WORKLOAD_TENSOR_PARALLEL, target->tensor_parallel);
}
