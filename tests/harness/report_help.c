/* Reading a report. */
#include "harness/report_help.h"

#include "harness/json_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- an allocator that is told the size of each block again, and looks whether that is so ---- */

typedef union sized_head {
    size_t size;
    double aligned[2];
} sized_head;

static void *sized_alloc(void *user, size_t size, size_t align)
{
    sized_head *head = malloc(sizeof *head + size);
    (void)user;
    (void)align;
    if (head == NULL)
        return NULL;
    head->size = size;
    return head + 1;
}

static void sized_release(void *user, void *block, size_t size, size_t align)
{
    sized_head *head = (sized_head *)block - 1;
    (void)user;
    (void)align;
    piq_test_check(head->size == size, __FILE__, __LINE__, "a block of %g bytes is given back as one of %g", (double)head->size, (double)size);
    free(head);
}

static const piq_allocator sized = {sizeof sized, 0, sized_alloc, NULL, sized_release, NULL};

static void free_report(void *report) { piq_report_free(report); }

/* What a finding says is so, and every key that it names is one. */
static void check_evidence(const piq_report *report, size_t place)
{
    const piq_finding f = finding_at(report, place);
    for (size_t i = 0; i < f.evidence_count; i++) {
        piq_evidence e = {0};
        e.struct_size = (uint32_t)sizeof e;
        const int there = piq_report_evidence(report, place, i, &e) == PIQ_OK;
        const char *sign = there ? e.comparison : "";
        const int less = sign[0] == '<' && e.value < e.threshold, more = sign[0] == '>' && e.value > e.threshold;
        const int equal = sign[0] && sign[1] == '=' && e.value == e.threshold;
        piq_test_check(there && (!sign[0] || less || more || equal), __FILE__, __LINE__, "%s: %s is %g, not %s %g", f.entity_id, there ? e.name : "?", e.value, sign,
                       e.threshold);
        piq_test_check(e.policy == 0 || piq_name(e.policy), __FILE__, __LINE__, "%s: %s has the threshold %u", f.entity_id, there ? e.name : "?", (unsigned)e.policy);
    }
}

const piq_report *judge_with(const char *snapshot, const char *policy_text)
{
    piq_fleet *fleet = NULL;
    piq_policy *policy = NULL;
    piq_report *report = NULL;
    piq_error error = PIQ_ERROR_INIT;
    piq_status status = piq_fleet_new(&sized, &fleet);
    if (!status) {
        status = piq_policy_new(NULL, &policy);
    }
    if (!status) {
        status = piq_fleet_read_json(fleet, snapshot, strlen(snapshot), &error);
    }
    if (!status && policy_text) {
        status = piq_policy_read_json(policy, policy_text, strlen(policy_text), &error);
    }
    if (!status) {
        status = piq_evaluate(fleet, policy, &report, &error);
    }
    piq_test_check(status == PIQ_OK, __FILE__, __LINE__, "refused: %s in\n%s\n%s", error.message, snapshot, policy_text ? policy_text : "");
    piq_fleet_free(fleet);
    piq_policy_free(policy);
    for (size_t place = 0; report && place < piq_report_finding_count(report); place++) {
        check_evidence(report, place);
    }
    return report ? piq_test_keep(report, free_report) : NULL;
}

const piq_report *judge(const char *snapshot) { return judge_with(snapshot, NULL); }

piq_finding finding_at(const piq_report *report, size_t place)
{
    piq_finding finding = {0};
    finding.struct_size = (uint32_t)sizeof finding;
    if (!report || piq_report_finding(report, place, &finding)) {
        memset(&finding, 0, sizeof finding);
        finding.entity_id = finding.cluster = "";
    }
    return finding;
}

size_t finding_place(const piq_report *report, uint32_t detector, const char *entity_id, uint32_t state, uint32_t subtype)
{
    const size_t count = report ? piq_report_finding_count(report) : 0;
    for (size_t i = 0; i < count; i++) {
        const piq_finding f = finding_at(report, i);
        if (f.detector == detector && strcmp(f.entity_id, entity_id) == 0 && (!state || f.state == state) &&
            (!subtype || f.subtype == subtype)) {
            return i;
        }
    }
    return NO_FINDING;
}

const char *not_evaluated(const piq_report *report, uint32_t detector, const char *entity_id)
{
    const size_t count = report ? piq_report_not_evaluated_count(report) : 0;
    for (size_t i = 0; i < count; i++) {
        piq_not_evaluated entry = {0};
        entry.struct_size = (uint32_t)sizeof entry;
        if (piq_report_not_evaluated(report, i, &entry) || entry.detector != detector || strcmp(entry.entity_id, entity_id) != 0) {
            continue;
        }
        const char *result = piq_word(PIQ_WORDS_REASON, entry.reason);
        for (size_t k = 0; k < entry.missing_count; k++) {
            const char *name = piq_name(piq_report_missing(report, i, k));
            result = text("%s%s%s", result, k ? "," : ":", name ? name : "(unnamed)");
        }
        return result;
    }
    return NULL;
}

/* Entities of a detector that left no trace but a count: those counted minus those with an observation. */
static uint64_t traceless(const piq_report *report, uint32_t detector, uint64_t counted, int applicable)
{
    const size_t count = piq_report_finding_count(report);
    for (size_t i = 0; i < count; i++) {
        const piq_finding f = finding_at(report, i);
        const int off = f.subtype == PIQ_SUBTYPE_UNAVAILABLE_BILLED || f.subtype == PIQ_SUBTYPE_STUCK_MAINTENANCE;
        if (f.detector == detector && f.state == PIQ_STATE_OBSERVATION && off != applicable && counted > 0 &&
            finding_place(report, detector, f.entity_id, PIQ_STATE_FIRED, 0) == NO_FINDING &&
            finding_place(report, detector, f.entity_id, PIQ_STATE_CANDIDATE, 0) == NO_FINDING) {
            counted--;
        }
    }
    return counted;
}

const char *outcome(const piq_report *report, uint32_t detector, const char *entity_id)
{
    static const uint32_t states[] = {PIQ_STATE_FIRED, PIQ_STATE_CANDIDATE, PIQ_STATE_OBSERVATION};
    if (!report) {
        return "refused";
    }
    const char *reason = not_evaluated(report, detector, entity_id);
    for (size_t i = 0; i < 3; i++) {
        if (finding_place(report, detector, entity_id, states[i], 0) != NO_FINDING) {
            return reason ? text("%s %s", piq_word(PIQ_WORDS_STATE, states[i]), reason) : piq_word(PIQ_WORDS_STATE, states[i]);
        }
    }
    if (reason) {
        return reason;
    }
    piq_detector_totals all = {0};
    all.struct_size = (uint32_t)sizeof all;
    if (piq_report_detector(report, detector, &all)) {
        return "no such detector";
    }
    const uint64_t clear = traceless(report, detector, all.clear, 1), off = traceless(report, detector, all.not_applicable, 0);
    return clear && !off    ? "clear"
           : off && !clear  ? "not_applicable"
           : clear          ? "clear or not_applicable"
           : all.suppressed ? "suppressed"
                            : "uncounted";
}

uint32_t detector_named(const char *name)
{
    uint32_t detector = 0;
    const piq_status status = piq_detector_find(name, PIQ_NUL_TERMINATED, &detector);
    return status ? 0 : detector;
}

double money(piq_money amount) { return amount == PIQ_MONEY_UNKNOWN ? NAN : (double)amount / 1e6; }

size_t remedy_place(const piq_report *report, size_t finding, uint32_t action)
{
    const piq_finding f = finding_at(report, finding);
    for (size_t i = 0; i < f.remedy_count; i++) {
        piq_remedy remedy = {0};
        remedy.struct_size = (uint32_t)sizeof remedy;
        if (piq_report_remedy(report, finding, i, &remedy) == PIQ_OK && (!action || remedy.action == action)) {
            return i;
        }
    }
    return NO_FINDING;
}

int parameter_of(const piq_report *report, size_t finding, size_t remedy, const char *name, double *value, const char **words)
{
    piq_remedy found = {0};
    found.struct_size = (uint32_t)sizeof found;
    if (!report || piq_report_remedy(report, finding, remedy, &found)) {
        return 0;
    }
    for (size_t i = 0; i < found.parameter_count; i++) {
        piq_parameter parameter = {0};
        parameter.struct_size = (uint32_t)sizeof parameter;
        if (piq_report_parameter(report, finding, remedy, i, &parameter) == PIQ_OK && strcmp(parameter.name, name) == 0) {
            *value = parameter.value;
            *words = parameter.text;
            return 1;
        }
    }
    return 0;
}

int has_wrong_remedy(const piq_report *report, size_t finding, uint32_t action)
{
    const piq_finding f = finding_at(report, finding);
    for (size_t i = 0; i < f.wrong_remedy_count; i++) {
        uint32_t found = 0;
        const char *reason = NULL;
        if (piq_report_wrong_remedy(report, finding, i, &found, &reason) == PIQ_OK && found == action) {
            return reason && reason[0];
        }
    }
    return 0;
}

int has_degraded(const piq_report *report, size_t finding, const char *name)
{
    const piq_finding f = finding_at(report, finding);
    for (size_t i = 0; i < f.degraded_count; i++) {
        const char *word = piq_report_degraded(report, finding, i);
        if (word && strcmp(word, name) == 0) {
            return 1;
        }
    }
    return 0;
}

static uint32_t detector_of(const piq_report *report, uint64_t id)
{
    const size_t count = piq_report_finding_count(report);
    for (size_t i = 0; i < count; i++) {
        const piq_finding f = finding_at(report, i);
        if (f.id == id) {
            return f.detector;
        }
    }
    return 0;
}

int has_relation(const piq_report *report, size_t finding, uint32_t relation, uint32_t detector)
{
    const piq_finding f = finding_at(report, finding);
    for (size_t i = 0; i < f.relation_count; i++) {
        uint32_t found = 0;
        uint64_t other = 0;
        if (piq_report_relation(report, finding, i, &found, &other) == PIQ_OK && found == relation &&
            (!detector || detector_of(report, other) == detector)) {
            return 1;
        }
    }
    return 0;
}

int evidence_value(const piq_report *report, size_t finding, const char *name, double *value)
{
    const piq_finding f = finding_at(report, finding);
    for (size_t i = 0; i < f.evidence_count; i++) {
        piq_evidence evidence = {0};
        evidence.struct_size = (uint32_t)sizeof evidence;
        if (piq_report_evidence(report, finding, i, &evidence) == PIQ_OK && strcmp(evidence.name, name) == 0) {
            *value = evidence.value;
            return 1;
        }
    }
    return 0;
}

const char *sentence_of(const piq_report *report, uint32_t detector, const char *entity_id)
{
    char sentence[512] = "";
    const size_t place = finding_place(report, detector, entity_id, 0, 0);
    if (place != NO_FINDING)
        (void)piq_report_message(report, place, sentence, sizeof sentence);
    return text("%s", sentence);
}

piq_summary totals(const piq_report *report)
{
    piq_summary summary = {0};
    summary.struct_size = (uint32_t)sizeof summary;
    if (!report || piq_report_summary(report, &summary)) {
        memset(&summary, 0, sizeof summary);
    }
    return summary;
}

piq_detector_totals counts(const piq_report *report, const char *detector)
{
    piq_detector_totals found = {0};
    found.struct_size = (uint32_t)sizeof found;
    if (!report || piq_report_detector(report, detector_named(detector), &found)) {
        memset(&found, 0, sizeof found);
    }
    return found;
}

const char *pending_state(const piq_report *report, const char *entity_id)
{
    const size_t count = report ? piq_report_pending_count(report) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *id = NULL;
        uint32_t state = 0;
        if (piq_report_pending(report, i, &id, &state) == PIQ_OK && strcmp(id, entity_id) == 0) {
            return piq_word(PIQ_WORDS_PENDING, state);
        }
    }
    return "";
}

piq_waiting waiting_at(const piq_report *report, const char *entity_id)
{
    piq_waiting w = {.struct_size = sizeof w};
    for (size_t i = 0; report && i < piq_report_pending_count(report); i++) {
        CHECK_OK(piq_report_waiting(report, i, &w));
        if (strcmp(w.entity_id, entity_id) == 0)
            return w;
    }
    CHECK_SAY(0, "%s does not wait", entity_id);
    return w;
}

piq_plan plan_of(const piq_report *report)
{
    piq_plan plan = {.struct_size = sizeof plan};
    CHECK(report && piq_report_plan(report, &plan) == PIQ_OK);
    return plan;
}
