/* Two reports finding by finding: new, worse, same, better, resolved. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

typedef struct seen {
    size_t count, kinds[6];
    piq_change first;
} seen;

static seen compare(piq_fleet *old, piq_fleet *fresh)
{
    seen s;
    piq_report *before = NULL, *after = NULL;
    piq_change *changes = NULL;
    memset(&s, 0, sizeof s);
    CHECK_OK(piq_evaluate(old, NULL, &before, NULL));
    CHECK_OK(piq_evaluate(fresh, NULL, &after, NULL));
    CHECK_OK(piq_report_compare(before, after, &changes, &s.count, NULL));
    uint32_t last = 0;
    for (size_t i = 0; i < s.count; i++) {
        const piq_change *c = &changes[i];
        CHECK(c->kind >= last && c->kind <= PIQ_CHANGE_RESOLVED);
        CHECK((c->before == PIQ_NONE) == (c->kind == PIQ_CHANGE_NEW) && (c->after == PIQ_NONE) == (c->kind == PIQ_CHANGE_RESOLVED));
        last = c->kind;
        s.kinds[c->kind]++;
        if (c->before != PIQ_NONE && c->after != PIQ_NONE) {
            piq_finding a = {.struct_size = sizeof a}, b = {.struct_size = sizeof b};
            CHECK_OK(piq_report_finding(before, c->before, &a));
            CHECK_OK(piq_report_finding(after, c->after, &b));
            CHECK(a.id == b.id && strcmp(a.entity_id, b.entity_id) == 0);
        }
    }
    piq_changes_free(after, changes, s.count);
    piq_report_free(before);
    piq_report_free(after);
    piq_fleet_free(old);
    piq_fleet_free(fresh);
    return s;
}

TEST(compare, a_fleet_with_itself)
{
    const seen s = compare(kit_small_fleet(), kit_small_fleet());
    CHECK(s.count >= 3);
    CHECK_EQ_INT(s.kinds[PIQ_CHANGE_SAME], s.count);
}

TEST(compare, with_nothing)
{
    const seen resolved = compare(kit_small_fleet(), kit_fleet()), fresh = compare(kit_fleet(), kit_small_fleet());
    CHECK(resolved.count >= 3);
    CHECK_EQ_INT(resolved.kinds[PIQ_CHANGE_RESOLVED], resolved.count);
    CHECK_EQ_INT(fresh.kinds[PIQ_CHANGE_NEW], resolved.count);
    CHECK_EQ_INT(compare(kit_fleet(), kit_fleet()).count, 0);
}

TEST(compare, worse_and_better)
{
    for (int turn = 0; turn < 2; turn++) {
        piq_fleet *plain = kit_small_fleet(), *changed = kit_small_fleet();
        CHECK_OK(piq_fleet_set_number(changed, piq_fleet_row(changed, PIQ_ENTITY_NODE, 1), PIQ_NODE_PRICE_PER_GPU_HOUR, 5, NULL));
        const seen s = turn ? compare(changed, plain) : compare(plain, changed);
        CHECK_EQ_INT(s.kinds[turn ? PIQ_CHANGE_BETTER : PIQ_CHANGE_WORSE], 1);
        CHECK_EQ_INT(s.kinds[PIQ_CHANGE_SAME], s.count - 1);
    }
}

/* The same amount by another severity. */
TEST(compare, severity_comes_first)
{
    piq_fleet *plain = kit_small_fleet(), *changed = kit_small_fleet();
    CHECK_OK(piq_fleet_set_boolean(changed, piq_fleet_row(changed, PIQ_ENTITY_WORKLOAD, 0), PIQ_WORKLOAD_CRASH_LOOPING, 1, NULL));
    const seen s = compare(plain, changed);
    CHECK_EQ_INT(s.kinds[PIQ_CHANGE_WORSE], 1);
}

TEST(compare, needs_all_its_arguments)
{
    piq_fleet *fleet = kit_small_fleet();
    piq_report *report = NULL;
    piq_change *changes = (piq_change *)(void *)fleet;
    size_t count = 7;
    CHECK_OK(piq_evaluate(fleet, NULL, &report, NULL));
    CHECK_EQ_INT(piq_report_compare(NULL, report, &changes, &count, NULL), PIQ_E_ARGUMENT);
    CHECK(changes == NULL && count == 0);
    changes = (piq_change *)(void *)fleet;
    count = 7;
    CHECK_EQ_INT(piq_report_compare(report, NULL, &changes, &count, NULL), PIQ_E_ARGUMENT);
    CHECK(changes == NULL && count == 0);
    CHECK_EQ_INT(piq_report_compare(report, report, NULL, &count, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_compare(report, report, &changes, NULL, NULL), PIQ_E_ARGUMENT);
    piq_report_free(report);
    piq_fleet_free(fleet);
}

/* Observations take no part: they are not findings that somebody works on. */
TEST(compare, observations_are_left_out)
{
    static const char *const snapshot = "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8, \"billed\": true,"
                                        " \"price_per_gpu_hour\": 4, \"state\": \"failed\", \"state_seconds\": 400000}]}";
    piq_fleet *fleet = kit_read(snapshot), *again = kit_read(snapshot);
    char *report = piq_test_keep(kit_evaluate(fleet, NULL), free);
    CHECK(report != NULL && strstr(report, "\"observation\"") != NULL);
    CHECK_EQ_INT(compare(fleet, again).count, 0);
}

static piq_fleet *dark_nodes(const char *which)
{
    piq_fleet *fleet = kit_fleet();
    for (char id[] = "n_"; *which != '\0'; which++) {
        id[1] = *which;
        const piq_ref node = kit_node(fleet, id);
        CHECK_OK(piq_fleet_set_boolean(fleet, node, PIQ_NODE_BILLED, 1, NULL));
        CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_IDLE_SECONDS, 604800, NULL));
    }
    return fleet;
}

/* Whichever of the ids come first, in both reports. */
TEST(compare, any_subset_with_any_other)
{
    static const char names[] = "abcdef";
    for (unsigned old = 0; old < 64; old++)
        for (unsigned fresh = 0; fresh < 64; fresh += 1 + old % 3) {
            char one[8] = "", other[8] = "", *to_one = one, *to_other = other;
            size_t same = 0, gone = 0, came = 0;
            for (unsigned i = 0; i < 6; i++) {
                if (old >> i & 1)
                    *to_one++ = names[i];
                if (fresh >> i & 1)
                    *to_other++ = names[i];
                same += old >> i & fresh >> i & 1;
                gone += old >> i & ~(fresh >> i) & 1;
                came += ~(old >> i) & fresh >> i & 1;
            }
            const seen s = compare(dark_nodes(one), dark_nodes(other));
            CHECK_SAY(s.kinds[PIQ_CHANGE_SAME] == same && s.kinds[PIQ_CHANGE_RESOLVED] == gone && s.kinds[PIQ_CHANGE_NEW] == came, "%s and %s", one, other);
        }
}

/* A better severity with the same amount. */
TEST(compare, severity_falls)
{
    piq_fleet *plain = kit_small_fleet(), *changed = kit_small_fleet();
    CHECK_OK(piq_fleet_set_boolean(changed, piq_fleet_row(changed, PIQ_ENTITY_WORKLOAD, 0), PIQ_WORKLOAD_CRASH_LOOPING, 1, NULL));
    const seen s = compare(changed, plain);
    CHECK_EQ_INT(s.kinds[PIQ_CHANGE_BETTER], 1);
    CHECK_EQ_INT(s.kinds[PIQ_CHANGE_SAME], s.count - 1);
}
