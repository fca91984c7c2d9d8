#include "properties/judged.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/piq_test.h"

static void read_finding(const piq_report *report, size_t index, judged_finding *to)
{
    piq_finding f = {.struct_size = sizeof f};
    CHECK_OK(piq_report_finding(report, index, &f));
    memset(to, 0, sizeof *to);
    to->id = f.id;
    to->detector = f.detector;
    to->subtype = f.subtype;
    to->entity = f.entity;
    to->state = f.state;
    to->severity = f.severity;
    to->waste = f.waste_per_hour;
    to->standalone = f.standalone_per_month;
    to->recoverable = f.recoverable_per_month;
    to->cost_to_fix = f.cost_to_fix_per_month;
    to->confidence = f.confidence;
    to->alone = f.relation_count == 0;
    (void)snprintf(to->entity_id, sizeof to->entity_id, "%s", f.entity_id);
}

judged judge_fleet(const piq_fleet *fleet, const piq_policy *policy)
{
    judged j;
    piq_report *report = NULL;
    memset(&j, 0, sizeof j);
    CHECK_OK(piq_evaluate(fleet, policy, &report, NULL));
    j.summary.struct_size = sizeof j.summary;
    CHECK_OK(piq_report_summary(report, &j.summary));
    for (uint32_t d = 1; d <= 10; d++) {
        j.totals[d].struct_size = sizeof j.totals[d];
        CHECK_OK(piq_report_detector(report, d, &j.totals[d]));
    }
    j.count = piq_report_finding_count(report);
    j.findings = calloc(j.count + 1, sizeof *j.findings);
    for (size_t i = 0; i < j.count; i++)
        read_finding(report, i, &j.findings[i]);
    piq_report_free(report);
    return j;
}

judged judge_rows(const rf_fleet *f, const piq_policy *policy)
{
    piq_fleet *fleet = rf_by_rows(f);
    judged j = judge_fleet(fleet, policy);
    piq_fleet_free(fleet);
    return j;
}

void judged_free(judged *j)
{
    free(j->findings);
    memset(j, 0, sizeof *j);
}

const judged_finding *judged_find(const judged *j, uint64_t id)
{
    for (size_t i = 0; i < j->count; i++)
        if (j->findings[i].id == id)
            return &j->findings[i];
    return NULL;
}

piq_money judged_known(piq_money amount) { return amount == PIQ_MONEY_UNKNOWN ? 0 : amount; }

piq_policy *judged_policy(void)
{
    piq_policy *policy = NULL;
    CHECK_OK(piq_policy_new(NULL, &policy));
    return policy;
}

void judged_suppress(piq_policy *policy, uint64_t finding)
{
    char id[17];
    (void)snprintf(id, sizeof id, "%016llx", (unsigned long long)finding);
    const piq_suppression s = {(uint32_t)sizeof s, 0, id, NULL, NULL, NULL, NULL};
    CHECK_OK(piq_policy_suppress(policy, &s, NULL));
}
