#include "policy/policy.h"

#include "support/copy.h"

void piq__policy_defaults(piq_policy *p)
{
    memset(p, 0, sizeof *p);
    for (unsigned key = 0; key < PIQ__POLICY_COUNT; key++)
        p->values[key] = piq__policy_default(key);
}

piq_status piq_policy_new(const piq_allocator *allocator, piq_policy **policy)
{
    if (policy == NULL)
        return PIQ_E_ARGUMENT;
    *policy = NULL;
    if (allocator != NULL && (allocator->struct_size < sizeof *allocator || allocator->alloc == NULL || allocator->release == NULL))
        return PIQ_E_ARGUMENT;
    const piq_allocator a = piq__allocator(allocator);
    piq_policy *p = piq__alloc(&a, sizeof *p);
    if (p == NULL)
        return PIQ_E_NOMEM;
    piq__policy_defaults(p);
    p->allocator = a;
    *policy = p;
    return PIQ_OK;
}

void piq_policy_free(piq_policy *p)
{
    if (p == NULL)
        return;
    const piq_allocator a = p->allocator;
    for (size_t i = 0; i < p->suppression_count; i++)
        piq__release(&a, p->suppressions[i].text, p->suppressions[i].text_size);
    piq__release(&a, p->suppressions, p->suppression_capacity * sizeof *p->suppressions);
    piq__release(&a, p, sizeof *p);
}

piq_status piq__policy_check(unsigned key, double value, piq_error *error)
{
    const bool boolean = piq__policy_is_boolean(key);
    if (boolean ? value == 0 || value == 1 : value >= 0 && value <= 1.7976931348623157e308)
        return PIQ_OK;
    piq__text t = piq__error_begin(error, PIQ_E_RANGE, 0, PIQ_NONE, piq__policy_id(key));
    piq__put(&t, "policy ");
    piq__put(&t, piq__policy_name(key));
    piq__put(&t, " is ");
    piq__put_number(&t, value);
    piq__put(&t, boolean ? "; allowed are 0 and 1" : "; allowed are finite numbers from 0");
    return PIQ_E_RANGE;
}

piq_status piq_policy_set(piq_policy *p, uint32_t id, double value, piq_error *error)
{
    const unsigned key = piq__policy_by_id(id);
    if (p == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "the policy is NULL");
    if (key == PIQ__POLICY_COUNT)
        return piq__fail(error, PIQ_E_FIELD, "no such policy key");
    const piq_status status = piq__policy_check(key, value, error);
    if (status == PIQ_OK)
        p->values[key] = value == 0 ? 0 : value;
    return status;
}

double piq_policy_get(const piq_policy *p, uint32_t id)
{
    const unsigned key = piq__policy_by_id(id);
    if (key == PIQ__POLICY_COUNT)
        return PIQ__UNKNOWN;
    return p == NULL ? piq__policy_default(key) : p->values[key];
}

piq_status piq_policy_enable(piq_policy *p, uint32_t detector, int32_t on, piq_error *error)
{
    if (p == NULL || detector < 1 || detector > PIQ__DETECTOR_COUNT)
        return piq__fail(error, p == NULL ? PIQ_E_ARGUMENT : PIQ_E_FIELD, "no such policy or detector");
    const uint32_t bit = UINT32_C(1) << detector;
    p->disabled = on != 0 ? p->disabled & ~bit : p->disabled | bit;
    return PIQ_OK;
}

piq_status piq_policy_set_persona(piq_policy *p, uint32_t persona, piq_error *error)
{
    if (p == NULL || persona > PIQ_PERSONA_LIQUIDITY_MARKET)
        return piq__fail(error, p == NULL ? PIQ_E_ARGUMENT : PIQ_E_FIELD, "no such policy or persona");
    p->persona = persona;
    return PIQ_OK;
}

piq_status piq_policy_set_workers(piq_policy *p, piq_run_tasks run, void *user, piq_error *error)
{
    if (p == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "the policy is NULL");
    p->run = run;
    p->run_user = user;
    return PIQ_OK;
}
