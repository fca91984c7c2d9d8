#include "detectors/verdict.h"

const char *piq__degraded_word(unsigned bit)
{
    static const char *const words[] = {
#define X(name) #name,
        PIQ__DEGRADED(X)
#undef X
    };
    return words[bit];
}

/* One by one: cleared as a block, it would cost more than many a detector. */
void piq__draft_clear(piq__draft *d, unsigned detector)
{
    d->detector = detector;
    d->subtype = d->entity = d->state = d->severity = d->row = d->cluster = d->degraded = 0;
    d->id = 0;
    d->signal = d->coverage = d->window = d->source = d->margin = 1;
    d->confidence = d->gpus = d->gpu_hours = 0;
    d->waste = d->standalone = d->recoverable = d->cost_to_fix = 0;
    d->proof_count = d->cure_count = d->wrong_count = d->link_count = 0;
}

piq__draft *piq__draft_begin(const piq__work *w, piq__verdict *v)
{
    piq__draft *d = &v->draft;
    piq__draft_clear(d, v->detector);
    if (v->gated) {
        d->coverage = w->data.coverage;
        d->window = w->data.window;
        d->degraded |= w->data.age_known ? 0 : DEGRADED(stale_unknown);
        d->degraded |= w->data.coverage_known ? 0 : DEGRADED(coverage_unknown);
    }
    v->kept = v->kept_recoverable = v->upper = v->expected = v->duty = 1;
    v->replicas_after = v->batch = v->ratio = v->waste = v->idle_gpus = PIQ__UNKNOWN;
    v->severity_by_money = v->capped_at_medium = v->raised = false;
    return d;
}

void piq__not_evaluated(piq__verdict *v, unsigned reason)
{
    v->outcome = PIQ__NOT_EVALUATED;
    v->reason = reason;
    memset(&v->gap, 0, sizeof v->gap);
}

void piq__not_evaluated_gap(piq__verdict *v, const piq__gap *gap)
{
    v->outcome = PIQ__NOT_EVALUATED;
    v->gap = *gap;
    v->reason = piq__gap_reason(gap);
}

void piq__draft_confidence(piq__draft *d)
{
    const double product = d->signal * d->coverage * d->window * d->source * d->margin;
    d->confidence = piq__min(0.99, piq__max(0.05, product));
}

void piq__fire(const piq__work *w, piq__verdict *v, uint32_t subtype)
{
    v->draft.subtype = subtype;
    v->has_draft = true;
    piq__draft_confidence(&v->draft);
    v->outcome = v->draft.confidence < P(confidence_min) ? PIQ__CANDIDATE : PIQ__FIRED;
}

void piq__observe(piq__verdict *v, uint32_t subtype, double confidence)
{
    v->draft.subtype = subtype;
    v->draft.state = PIQ_STATE_OBSERVATION;
    v->draft.severity = PIQ_SEVERITY_INFO;
    v->draft.signal = confidence;
    v->has_draft = true;
    piq__draft_confidence(&v->draft);
}

void piq__prove(piq__draft *d, uint32_t field, double value, piq__comparison comparison, double threshold, uint32_t policy)
{
    const piq__proof proof = {(uint16_t)field, (uint16_t)policy, (uint8_t)comparison, value, threshold};
    if (!NEVER(d->proof_count >= PIQ__PROOFS_MOST))
        d->proofs[d->proof_count++] = proof;
}

void piq__prove_either(piq__draft *d, uint32_t field, double value, double threshold, uint32_t policy)
{
    if (value >= threshold)
        piq__prove(d, field, value, PIQ__GE, threshold, policy);
    else
        piq__show(d, field, value);
}

void piq__show(piq__draft *d, uint32_t field, double value)
{
    if (piq__known(value))
        piq__prove(d, field, value, PIQ__SHOWN, PIQ__UNKNOWN, 0);
}

piq__cure *piq__cure_with(piq__draft *d, uint32_t action, const char *verify)
{
    piq__cure *cure = &d->cures[NEVER(d->cure_count >= PIQ__CURES_MOST) ? PIQ__CURES_MOST - 1 : d->cure_count++];
    cure->action = action;
    cure->setting_count = 0;
    cure->verify = verify;
    return cure;
}

static void verdict_setting(piq__cure *cure, uint32_t field, double value, const char *text)
{
    const piq__setting setting = {field, value, text};
    if (!NEVER(cure->setting_count >= PIQ__SETTINGS_MOST))
        cure->settings[cure->setting_count++] = setting;
}

void piq__with(piq__cure *cure, uint32_t field, double value)
{
    if (piq__known(value))
        verdict_setting(cure, field, value, NULL);
}

void piq__with_text(piq__cure *cure, uint32_t field, const char *text) { verdict_setting(cure, field, PIQ__UNKNOWN, text); }

void piq__wrong_cure(piq__draft *d, uint32_t action, const char *reason)
{
    const piq__wrong wrong = {action, reason};
    if (!NEVER(d->wrong_count >= PIQ__WRONGS_MOST))
        d->wrongs[d->wrong_count++] = wrong;
}

void piq__link_to(piq__draft *d, uint32_t relation, uint64_t other)
{
    const piq__link link = {relation, other};
    if (!NEVER(d->link_count >= PIQ__LINKS_MOST))
        d->links[d->link_count++] = link;
}

double piq__margin_below(double x, double threshold)
{
    if (threshold <= 0)
        return 0.70;
    return 0.70 + 0.30 * piq__min(1, (threshold - x) / (threshold / 2));
}

double piq__margin_above(double x, double threshold)
{
    if (threshold <= 0)
        return 1.0;
    return 0.70 + 0.30 * piq__min(1, (x - threshold) / threshold);
}

uint64_t piq__finding_id(uint32_t detector, uint32_t group, uint32_t entity, const char *id, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const unsigned char head[3] = {(unsigned char)detector, (unsigned char)group, (unsigned char)entity};
    for (size_t i = 0; i < sizeof head; i++)
        hash = (hash ^ head[i]) * UINT64_C(0x100000001b3);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)id[i]) * UINT64_C(0x100000001b3);
    hash = (hash ^ hash >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return hash ^ hash >> 32;
}
