/* Text in, text out: for callers who speak nothing but JSON. */
#include "policy/policy.h"

piq_status piq_evaluate_json(const char *bytes, size_t length, const piq_policy *policy, piq_write write, void *user,
                             piq_error *error)
{
    piq_fleet *fleet = NULL;
    piq_report *report = NULL;
    if (write == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "evaluating needs a sink");
    piq_status status = piq_fleet_new(policy == NULL ? NULL : &policy->allocator, &fleet);
    if (status != PIQ_OK)
        return piq__fail_memory(error);
    status = piq_fleet_read_json(fleet, bytes, length, error);
    if (status == PIQ_OK)
        status = piq_evaluate(fleet, policy, &report, error);
    if (status == PIQ_OK)
        status = piq_report_write_json(report, write, user, 0, error);
    piq_report_free(report);
    piq_fleet_free(fleet);
    return status;
}
