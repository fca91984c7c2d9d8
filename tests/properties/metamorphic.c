/* Changes of a fleet whose effect on its report is known beforehand. */
#include <stdlib.h>
#include <string.h>

#include "harness/piq_test.h"
#include "properties/judged.h"

#define SEEDS 300

/* What depends on the whole fleet on purpose: shares of its spend, and comparison with peers. */
static piq_policy *local_policy(void)
{
    piq_policy *policy = judged_policy();
    CHECK_OK(piq_policy_set(policy, PIQ_POLICY_SEVERITY_SPEND_FLOOR_MULTIPLE, 1e12, NULL));
    CHECK_OK(piq_policy_set(policy, PIQ_POLICY_THROUGHPUT_MIN_PEERS, 1e9, NULL));
    return policy;
}

static bool same_finding(const judged_finding *a, const judged_finding *b)
{
    return a != NULL && b != NULL && a->detector == b->detector && a->subtype == b->subtype && a->state == b->state && a->severity == b->severity &&
           a->waste == b->waste && a->standalone == b->standalone && a->recoverable == b->recoverable && a->cost_to_fix == b->cost_to_fix &&
           a->confidence == b->confidence;
}

static void check_kept(const judged *part, const judged *whole, uint64_t seed)
{
    for (size_t i = 0; i < part->count; i++) {
        const judged_finding *f = &part->findings[i];
        CHECK_SAY(same_finding(f, judged_find(whole, f->id)), "seed %llu: %s/%u is not the same in company", (unsigned long long)seed, f->entity_id, f->detector);
    }
}

TEST(metamorphic, two_clusters_apart_and_together)
{
    piq_policy *policy = local_policy();
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS); seed++) {
        rf_fleet *a = rf_make(seed, seed, "a-", "east"), *b = rf_make(seed + 5000, seed, "b-", "west"), *both = rf_join(a, b);
        judged x = judge_rows(a, policy), y = judge_rows(b, policy), z = judge_rows(both, policy);
        CHECK_SAY(x.count + y.count == z.count, "seed %llu: %zu and %zu findings, together %zu", (unsigned long long)seed, x.count, y.count, z.count);
        check_kept(&x, &z, seed);
        check_kept(&y, &z, seed);
        CHECK_SAY(x.summary.spend_per_hour + y.summary.spend_per_hour == z.summary.spend_per_hour, "seed %llu: spend", (unsigned long long)seed);
        CHECK_SAY(x.summary.waste_per_hour + y.summary.waste_per_hour == z.summary.waste_per_hour, "seed %llu: waste", (unsigned long long)seed);
        CHECK_SAY(x.summary.recoverable_per_month + y.summary.recoverable_per_month == z.summary.recoverable_per_month, "seed %llu: recoverable", (unsigned long long)seed);
        for (uint32_t d = 1; d <= 10; d++)
            CHECK_SAY(x.totals[d].fired + y.totals[d].fired == z.totals[d].fired && x.totals[d].clear + y.totals[d].clear == z.totals[d].clear &&
                          x.totals[d].not_evaluated + y.totals[d].not_evaluated == z.totals[d].not_evaluated &&
                          x.totals[d].not_applicable + y.totals[d].not_applicable == z.totals[d].not_applicable,
                      "seed %llu: counts of detector %u", (unsigned long long)seed, (unsigned)d);
        judged_free(&x);
        judged_free(&y);
        judged_free(&z);
        rf_free(a);
        rf_free(b);
        rf_free(both);
    }
    piq_policy_free(policy);
}

/* Nodes elsewhere on which nothing is known to be dark: they cost, and change nothing else. */
TEST(metamorphic, an_idle_cluster_elsewhere)
{
    piq_policy *policy = local_policy();
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        judged before = judge_rows(f, policy);
        for (int i = 0; i < 3; i++) {
            rf_row *node = rf_add(f, PIQ_ENTITY_NODE, i == 0 ? "far0" : i == 1 ? "far1" : "far2");
            rf_set_text(node, PIQ_NODE_CLUSTER, "far away");
            rf_set_text(node, PIQ_NODE_GPU_TYPE, "L4-24");
            rf_set(node, PIQ_NODE_GPU_COUNT, 4);
            rf_set(node, PIQ_NODE_BILLED, 1);
            rf_set(node, PIQ_NODE_PRICE_PER_GPU_HOUR, 1);
            rf_set(node, PIQ_NODE_IDLE_SECONDS, 60);
        }
        judged after = judge_rows(f, policy);
        check_kept(&before, &after, seed);
        CHECK_SAY(before.count == after.count, "seed %llu: %zu findings, then %zu", (unsigned long long)seed, before.count, after.count);
        CHECK_SAY(after.summary.spend_per_hour == before.summary.spend_per_hour + 12000000, "seed %llu: spend", (unsigned long long)seed);
        CHECK_SAY(after.summary.waste_per_hour == before.summary.waste_per_hour, "seed %llu: waste", (unsigned long long)seed);
        judged_free(&before);
        judged_free(&after);
        rf_free(f);
    }
    piq_policy_free(policy);
}

static bool doubled(piq_money once, piq_money twice)
{
    const piq_money off = judged_known(twice) - 2 * judged_known(once);
    return (once == PIQ_MONEY_UNKNOWN) == (twice == PIQ_MONEY_UNKNOWN) && off <= 2000 && off >= -2000; /* rounded micro-units times hours */
}

TEST(metamorphic, everything_at_twice_the_price)
{
    static const uint32_t prices[] = {PIQ_GPU_TYPE_PRICE_PER_GPU_HOUR, PIQ_GPU_TYPE_RESALE_PRICE_PER_GPU_HOUR, PIQ_NODE_PRICE_PER_GPU_HOUR,
                                      PIQ_NODE_RESALE_PRICE_PER_GPU_HOUR, PIQ_WORKLOAD_PRICE_PER_GPU_HOUR};
    static const uint32_t bounds[] = {PIQ_POLICY_SEVERITY_HIGH_PER_MONTH, PIQ_POLICY_SEVERITY_MEDIUM_PER_MONTH, PIQ_POLICY_SEVERITY_LOW_PER_MONTH};
    piq_policy *dear = judged_policy();
    for (size_t i = 0; i < 3; i++)
        CHECK_OK(piq_policy_set(dear, bounds[i], 2 * piq_policy_get(NULL, bounds[i]), NULL));
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        judged once = judge_rows(f, NULL);
        rf_scale(f, prices, sizeof prices / sizeof prices[0], 2);
        judged twice = judge_rows(f, dear);
        CHECK_SAY(once.count == twice.count, "seed %llu: %zu findings, then %zu", (unsigned long long)seed, once.count, twice.count);
        for (size_t i = 0; i < once.count; i++) {
            const judged_finding *a = &once.findings[i], *b = judged_find(&twice, a->id);
            CHECK_SAY(b != NULL && a->subtype == b->subtype && a->state == b->state && a->severity == b->severity, "seed %llu: %s/%u", (unsigned long long)seed, a->entity_id, a->detector);
            CHECK_SAY(b != NULL && doubled(a->waste, b->waste) && doubled(a->standalone, b->standalone) && doubled(a->recoverable, b->recoverable) &&
                          doubled(a->cost_to_fix, b->cost_to_fix),
                      "seed %llu: money of %s/%u", (unsigned long long)seed, a->entity_id, a->detector);
        }
        judged_free(&once);
        judged_free(&twice);
        rf_free(f);
    }
    piq_policy_free(dear);
}

TEST(metamorphic, a_persona_sees_less_and_totals_stay)
{
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS / 2); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        piq_fleet *fleet = rf_by_rows(f);
        judged all = judge_fleet(fleet, NULL);
        for (uint32_t persona = 1; persona <= 4; persona++) {
            piq_policy *policy = judged_policy();
            CHECK_OK(piq_policy_set_persona(policy, persona, NULL));
            judged some = judge_fleet(fleet, policy);
            CHECK(some.summary.waste_per_hour == all.summary.waste_per_hour && some.summary.recoverable_per_month == all.summary.recoverable_per_month);
            CHECK(some.summary.findings == all.summary.findings && some.summary.spend_per_hour == all.summary.spend_per_hour);
            CHECK(memcmp(some.totals, all.totals, sizeof all.totals) == 0);
            size_t expected = 0;
            for (size_t i = 0; i < all.count; i++) {
                piq_detector_info info = {.struct_size = sizeof info};
                CHECK_OK(piq_detector_at(all.findings[i].detector - 1, &info));
                const bool wanted = (info.personas >> persona & 1u) != 0;
                expected += wanted;
                CHECK_SAY((judged_find(&some, all.findings[i].id) != NULL) == wanted, "seed %llu: persona %u", (unsigned long long)seed, (unsigned)persona);
                CHECK(!wanted || same_finding(&all.findings[i], judged_find(&some, all.findings[i].id)));
            }
            CHECK_EQ_INT(some.count, expected);
            judged_free(&some);
            piq_policy_free(policy);
        }
        judged_free(&all);
        piq_fleet_free(fleet);
        rf_free(f);
    }
}

/* Fired before candidates before observations; within them the default order falls from severe to harmless. */
TEST(metamorphic, findings_stand_in_order)
{
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        judged j = judge_rows(f, NULL);
        for (size_t i = 1; i < j.count; i++) {
            const judged_finding *a = &j.findings[i - 1], *b = &j.findings[i];
            CHECK_SAY(a->state <= b->state, "seed %llu: states", (unsigned long long)seed);
            CHECK_SAY(a->state != b->state || a->severity >= b->severity, "seed %llu: severities", (unsigned long long)seed);
            CHECK(a->id != b->id);
        }
        judged_free(&j);
        rf_free(f);
    }
}
