/* A report read into plain structs, for properties that speak of many reports at once. */
#ifndef JUDGED_H
#define JUDGED_H

#include "properties/random_fleet.h"

typedef struct judged_finding {
    uint64_t id;
    uint32_t detector, subtype, entity, state, severity;
    piq_money waste, standalone, recoverable, cost_to_fix;
    char entity_id[24];
    double confidence;
    bool alone; /* no relation to another finding */
} judged_finding;

typedef struct judged {
    piq_summary summary; /* its texts are gone */
    piq_detector_totals totals[11];
    judged_finding *findings;
    size_t count;
} judged;

judged judge_fleet(const piq_fleet *fleet, const piq_policy *policy);
/* The same of rows. */
judged judge_rows(const rf_fleet *f, const piq_policy *policy);
void judged_free(judged *j);
const judged_finding *judged_find(const judged *j, uint64_t id);
piq_money judged_known(piq_money amount); /* unknown counts as 0 */

piq_policy *judged_policy(void);
void judged_suppress(piq_policy *policy, uint64_t finding);

#endif
