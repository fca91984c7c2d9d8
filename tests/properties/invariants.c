/* I1 to I7: no hour of a GPU is claimed twice, nobody wastes more than is spent, and what is not known adds no money. */
#include <stdlib.h>
#include <string.h>

#include "harness/piq_test.h"
#include "properties/judged.h"

#define SEEDS 900
#define HOURS 730.0
#define SLACK 20 /* micro-units: every amount is rounded once */

static double or(double value, double otherwise) { return value == value ? value : otherwise; }

static const rf_row *row_named(const rf_fleet *f, uint32_t entity, const char *id)
{
    for (size_t i = 0; i < f->counts[entity]; i++)
        if (strcmp(f->rows[entity][i].id, id) == 0)
            return &f->rows[entity][i];
    return NULL;
}

static double node_price(const rf_fleet *f, const rf_row *node)
{
    const rf_row *type = row_named(f, PIQ_ENTITY_GPU_TYPE, rf_text(node, PIQ_NODE_GPU_TYPE));
    const double price = or(rf_number(node, PIQ_NODE_PRICE_PER_GPU_HOUR), rf_number(type, PIQ_GPU_TYPE_PRICE_PER_GPU_HOUR));
    return rf_number(node, PIQ_NODE_BILLED) == 0 ? 0 : or(price, 0);
}

/* What a workload costs in an hour; unknown prices count as nothing. */
static double workload_cost(const rf_fleet *f, const rf_row *work)
{
    double cost = 0;
    for (size_t i = 0; i < work->piece_count; i++) {
        const rf_row *node = &f->rows[PIQ_ENTITY_NODE][work->pieces[i].node];
        const double own = rf_number(work, PIQ_WORKLOAD_PRICE_PER_GPU_HOUR);
        cost += work->pieces[i].gpus * (rf_number(node, PIQ_NODE_BILLED) == 0 ? 0 : or(own, node_price(f, node)));
    }
    return cost;
}

/* The fired claims on one entity; fragmentation claims GPUs that are not the job's own. */
static void claims_on(const judged *j, const char *id, piq_money *waste, piq_money *recoverable)
{
    *waste = *recoverable = 0;
    for (size_t i = 0; i < j->count; i++)
        if (strcmp(j->findings[i].entity_id, id) == 0 && j->findings[i].detector != PIQ_DETECTOR_FRAGMENTATION) {
            *waste += judged_known(j->findings[i].waste);
            *recoverable += judged_known(j->findings[i].recoverable);
        }
}

TEST(invariants, I1_I2_nobody_is_claimed_twice)
{
    size_t claimed = 0;
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        judged j = judge_rows(f, NULL);
        for (size_t w = 0; w < f->counts[PIQ_ENTITY_WORKLOAD]; w++) {
            const rf_row *work = &f->rows[PIQ_ENTITY_WORKLOAD][w];
            const double cost = workload_cost(f, work) * 1e6;
            piq_money waste, recoverable;
            claims_on(&j, work->id, &waste, &recoverable);
            claimed += waste > 0;
            if (rf_text(work, PIQ_WORKLOAD_STATE) != NULL && strcmp(rf_text(work, PIQ_WORKLOAD_STATE), "scaled_to_zero") == 0)
                continue; /* its loading is spent on GPUs it no longer holds */
            CHECK_SAY((double)waste <= cost + SLACK, "seed %llu: %s wastes %lld of %.0f", (unsigned long long)seed, work->id, (long long)waste, cost);
            CHECK_SAY((double)recoverable <= cost * HOURS + SLACK * HOURS, "seed %llu: %s recovers %lld of %.0f", (unsigned long long)seed, work->id,
                      (long long)recoverable, cost * HOURS);
        }
        for (size_t n = 0; n < f->counts[PIQ_ENTITY_NODE]; n++) {
            const rf_row *node = &f->rows[PIQ_ENTITY_NODE][n];
            const double cost = node_price(f, node) * rf_number(node, PIQ_NODE_GPU_COUNT) * 1e6;
            piq_money waste, recoverable;
            claims_on(&j, node->id, &waste, &recoverable);
            CHECK_SAY((double)waste <= cost + SLACK && (double)recoverable <= (cost + SLACK) * HOURS, "seed %llu: %s", (unsigned long long)seed, node->id);
        }
        judged_free(&j);
        rf_free(f);
    }
    CHECK_SAY(claimed > kit_scaled(SEEDS) / 4, "only %zu workloads with a claim: the fleets are too tame", claimed);
}

TEST(invariants, I3_no_more_waste_than_spend)
{
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        judged j = judge_rows(f, NULL);
        piq_money waste = 0, recoverable = 0, fix = 0;
        for (size_t i = 0; i < j.count; i++) {
            const bool counts = j.findings[i].state == PIQ_STATE_FIRED;
            CHECK(counts || (judged_known(j.findings[i].waste) == 0 && judged_known(j.findings[i].recoverable) == 0));
            waste += counts ? judged_known(j.findings[i].waste) : 0;
            recoverable += counts ? judged_known(j.findings[i].recoverable) : 0;
            fix += counts ? judged_known(j.findings[i].cost_to_fix) : 0;
        }
        CHECK_SAY(j.summary.waste_per_hour <= j.summary.spend_per_hour, "seed %llu: waste %lld of %lld", (unsigned long long)seed,
                  (long long)j.summary.waste_per_hour, (long long)j.summary.spend_per_hour);
        CHECK_SAY(waste == j.summary.waste_per_hour, "seed %llu: findings waste %lld, the summary %lld", (unsigned long long)seed, (long long)waste, (long long)j.summary.waste_per_hour);
        CHECK_SAY(recoverable == j.summary.recoverable_per_month, "seed %llu: recoverable", (unsigned long long)seed);
        CHECK_SAY(fix == j.summary.cost_to_fix_per_month, "seed %llu: cost to fix", (unsigned long long)seed);
        piq_money by_detector = 0;
        uint64_t fired = 0;
        for (uint32_t d = 1; d <= 10; d++) {
            by_detector += j.totals[d].waste_per_hour;
            fired += j.totals[d].fired;
        }
        CHECK_SAY(by_detector == waste && fired == j.summary.findings, "seed %llu: the detectors' totals", (unsigned long long)seed);
        judged_free(&j);
        rf_free(f);
    }
}

/* A property of fleets on which nothing fires says little: every detector must fire now and then. */
TEST(invariants, the_fleets_are_not_tame)
{
    uint64_t fired[11] = {0};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        judged j = judge_rows(f, NULL);
        for (uint32_t d = 1; d <= 10; d++)
            fired[d] += j.totals[d].fired;
        judged_free(&j);
        rf_free(f);
    }
    for (uint32_t d = 1; d <= 10; d++)
        CHECK_SAY(fired[d] >= 10, "detector %u fired %llu times", (unsigned)d, (unsigned long long)fired[d]);
}

/* I4, the order of rows, stands in same_report; splitting in metamorphic. */

/* I5: without one finding, no other is worth more on its own. I6: the only finding left is worth its standalone. */
TEST(invariants, I5_I6_one_finding_more_or_less)
{
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS / 3); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        piq_fleet *fleet = rf_by_rows(f);
        judged all = judge_fleet(fleet, NULL);
        for (size_t i = 0; i < all.count; i++) {
            const judged_finding *one = &all.findings[i];
            if (one->state != PIQ_STATE_FIRED)
                continue;
            piq_policy *without = judged_policy(), *only = judged_policy();
            judged_suppress(without, one->id);
            for (size_t k = 0; k < all.count; k++)
                if (k != i)
                    judged_suppress(only, all.findings[k].id);
            judged less = judge_fleet(fleet, without), single = judge_fleet(fleet, only);
            CHECK(judged_find(&less, one->id) == NULL);
            for (size_t k = 0; k < less.count; k++) {
                const judged_finding *before = judged_find(&all, less.findings[k].id);
                CHECK_SAY(before == NULL || less.findings[k].standalone <= before->standalone, "seed %llu: %s/%u is worth %lld alone, and %lld when %s/%u is gone",
                          (unsigned long long)seed, less.findings[k].entity_id, less.findings[k].detector, before == NULL ? 0 : (long long)before->standalone,
                          (long long)less.findings[k].standalone, one->entity_id, one->detector);
            }
            const judged_finding *left = judged_find(&single, one->id);
            CHECK_SAY(left != NULL && left->state == PIQ_STATE_FIRED, "seed %llu: %s/%u is gone when it is alone", (unsigned long long)seed, one->entity_id, one->detector);
            if (left != NULL && single.summary.findings == 1)
                CHECK_SAY(single.summary.recoverable_per_month - judged_known(left->standalone) <= SLACK && judged_known(left->standalone) - single.summary.recoverable_per_month <= SLACK,
                          "seed %llu: %s/%u alone: %lld in total, standalone %lld", (unsigned long long)seed, one->entity_id, one->detector,
                          (long long)single.summary.recoverable_per_month, (long long)left->standalone);
            judged_free(&less);
            judged_free(&single);
            piq_policy_free(without);
            piq_policy_free(only);
        }
        judged_free(&all);
        piq_fleet_free(fleet);
        rf_free(f);
    }
}

/* I7: a workload of which nothing is known adds no money. */
TEST(invariants, I7_what_cannot_be_judged_adds_no_money)
{
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        judged before = judge_rows(f, NULL);
        for (size_t i = 0; i < 3; i++) {
            rf_row *row = rf_add(f, PIQ_ENTITY_WORKLOAD, i == 0 ? "zz-nothing" : i == 1 ? "zz-kind" : "zz-gpus");
            if (i == 1)
                rf_set_text(row, PIQ_WORKLOAD_KIND, "llm_serving");
            if (i == 2)
                rf_set(row, PIQ_WORKLOAD_GPUS, 1);
        }
        judged after = judge_rows(f, NULL);
        CHECK_SAY(after.summary.waste_per_hour <= before.summary.waste_per_hour, "seed %llu: waste", (unsigned long long)seed);
        CHECK_SAY(after.summary.recoverable_per_month <= before.summary.recoverable_per_month, "seed %llu: recoverable", (unsigned long long)seed);
        CHECK_SAY(after.summary.spend_per_hour == before.summary.spend_per_hour, "seed %llu: spend", (unsigned long long)seed);
        judged_free(&before);
        judged_free(&after);
        rf_free(f);
    }
}

/* Taking telemetry away may hide a finding, and never makes the others claim more than the workload costs (I1 again) or the
   fleet's waste exceed its spend. */
TEST(invariants, I7_with_any_field_taken_away)
{
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS / 6); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        for (size_t w = 0; w < f->counts[PIQ_ENTITY_WORKLOAD]; w++) {
            const rf_row kept = f->rows[PIQ_ENTITY_WORKLOAD][w];
            for (size_t v = 0; v < kept.value_count; v++) {
                rf_unset(&f->rows[PIQ_ENTITY_WORKLOAD][w], kept.values[v].field);
                judged j = judge_rows(f, NULL);
                piq_money waste, recoverable;
                claims_on(&j, kept.id, &waste, &recoverable);
                const char *state = rf_text(&f->rows[PIQ_ENTITY_WORKLOAD][w], PIQ_WORKLOAD_STATE);
                const bool there = state == NULL || strcmp(state, "running") == 0;
                const double cost = workload_cost(f, &f->rows[PIQ_ENTITY_WORKLOAD][w]) * 1e6;
                CHECK_SAY(!there || (double)waste <= cost + SLACK, "seed %llu: %s without %s", (unsigned long long)seed, kept.id, piq_name(kept.values[v].field));
                CHECK_SAY(j.summary.waste_per_hour <= j.summary.spend_per_hour, "seed %llu: %s without %s", (unsigned long long)seed, kept.id, piq_name(kept.values[v].field));
                judged_free(&j);
                f->rows[PIQ_ENTITY_WORKLOAD][w] = kept;
            }
        }
        rf_free(f);
    }
}
