/* What a report says of a finding is so: evidence passes what it is held against, a remedy is not called wrong beside it,
 * sentences have their figures, relations have two ends. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/piq_test.h"
#include "properties/random_fleet.h"

#define SEEDS 1500

static bool passes(const piq_evidence *e)
{
    const double slack = 1e-9 * (e->threshold < 0 ? -e->threshold : e->threshold); /* "exactly 0.80" fires, however it was rounded */
    if (strcmp(e->comparison, "<") == 0)
        return e->value < e->threshold;
    if (strcmp(e->comparison, "<=") == 0)
        return e->value <= e->threshold + slack;
    if (strcmp(e->comparison, ">") == 0)
        return e->value > e->threshold;
    if (strcmp(e->comparison, ">=") == 0)
        return e->value >= e->threshold - slack;
    return strcmp(e->comparison, "==") == 0 ? e->value == e->threshold : e->comparison[0] == '\0';
}

static size_t check_evidence(const piq_report *r, size_t at, const piq_finding *f, uint64_t seed)
{
    for (size_t i = 0; i < f->evidence_count; i++) {
        piq_evidence e = {.struct_size = sizeof e};
        CHECK_OK(piq_report_evidence(r, at, i, &e));
        CHECK_SAY(passes(&e), "seed %llu, %s: %s is %g, not %s %g", (unsigned long long)seed, f->entity_id, e.name, e.value, e.comparison, e.threshold);
    }
    return f->evidence_count;
}

/* "not a number" would read as nan, whatever its case. */
static bool has_figures(const char *sentence)
{
    char small[512];
    size_t length = 0;
    for (; sentence[length] != '\0' && length < sizeof small - 1; length++)
        small[length] = (char)tolower((unsigned char)sentence[length]);
    small[length] = '\0';
    return length > 10 && strstr(small, "nan ") == NULL && strstr(small, "nan%") == NULL && strstr(small, "infinity") == NULL;
}

static void check_remedies(const piq_report *r, size_t at, const piq_finding *f, uint64_t seed)
{
    for (size_t i = 0; i < f->remedy_count; i++) {
        piq_remedy remedy = {.struct_size = sizeof remedy};
        CHECK_OK(piq_report_remedy(r, at, i, &remedy));
        CHECK((remedy.primary == 1) == (i == 0) && remedy.verify[0] != '\0');
        for (size_t k = 0; k < f->wrong_remedy_count; k++) {
            uint32_t action = 0;
            const char *reason = NULL;
            CHECK_OK(piq_report_wrong_remedy(r, at, k, &action, &reason));
            /* One knob may have a right and a wrong name: set_scale_down_grace on Knative. */
            CHECK_SAY(action != remedy.action || action == PIQ_ACTION_SET_SCALE_DOWN_GRACE, "seed %llu, %s: action %u is right and wrong",
                      (unsigned long long)seed, f->entity_id, (unsigned)action);
        }
    }
}

static bool related(const piq_report *r, uint64_t from, uint32_t relation, uint64_t to)
{
    for (size_t at = 0; at < piq_report_finding_count(r); at++) {
        piq_finding f = {.struct_size = sizeof f};
        CHECK_OK(piq_report_finding(r, at, &f));
        for (size_t i = 0; f.id == from && i < f.relation_count; i++) {
            uint32_t kind = 0;
            uint64_t other = 0;
            CHECK_OK(piq_report_relation(r, at, i, &kind, &other));
            if (kind == relation && other == to)
                return true;
        }
    }
    return false;
}

static size_t check_relations(const piq_report *r, size_t at, const piq_finding *f)
{
    for (size_t i = 0; i < f->relation_count; i++) {
        uint32_t kind = 0;
        uint64_t other = 0;
        CHECK_OK(piq_report_relation(r, at, i, &kind, &other));
        if (kind == PIQ_RELATION_OVERLAPS || kind == PIQ_RELATION_CONFLICT)
            CHECK(related(r, other, kind, f->id));
        if (kind == PIQ_RELATION_BLOCKED_BY)
            CHECK(related(r, other, PIQ_RELATION_BLOCKS, f->id));
        if (kind == PIQ_RELATION_BLOCKS)
            CHECK(related(r, other, PIQ_RELATION_BLOCKED_BY, f->id));
    }
    return f->relation_count;
}

TEST(said, of_random_fleets)
{
    size_t proofs = 0, relations = 0;
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS) || (relations == 0 && seed < SEEDS); seed++) {
        rf_fleet *rows = rf_make(seed, seed, "", "c");
        piq_fleet *fleet = rf_by_rows(rows);
        piq_report *r = NULL;
        CHECK_OK(piq_evaluate(fleet, NULL, &r, NULL));
        for (size_t at = 0; at < piq_report_finding_count(r); at++) {
            char sentence[512];
            piq_finding f = {.struct_size = sizeof f};
            CHECK_OK(piq_report_finding(r, at, &f));
            CHECK(piq_report_message(r, at, sentence, sizeof sentence) < sizeof sentence);
            CHECK_SAY(has_figures(sentence), "seed %llu, %s: %s", (unsigned long long)seed, f.entity_id, sentence);
            proofs += check_evidence(r, at, &f, seed);
            relations += check_relations(r, at, &f);
            check_remedies(r, at, &f, seed);
        }
        piq_report_free(r);
        piq_fleet_free(fleet);
        rf_free(rows);
    }
    CHECK(proofs > 5 * kit_scaled(SEEDS) && relations > 0);
}
