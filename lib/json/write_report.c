/* The report as JSON, read through the public accessors only: so the JSON and they cannot disagree. */
#include "json/write.h"
#include "schema/schema.h"
#include "support/error.h"
#include "support/mode.h"

typedef struct report_writer {
    piq__json_writer w;
    const piq_report *report;
} report_writer;

/* ---- small values ---- */

static void report_put_text(piq__json_writer *w, const char *key, const char *text)
{
    piq__json_put_key(w, key);
    if (text == NULL)
        piq__json_put_null(w);
    else
        piq__json_put_string(w, text, strlen(text));
}

static void report_put_bytes(piq__json_writer *w, const char *key, const char *text, size_t length)
{
    piq__json_put_key(w, key);
    piq__json_put_string(w, text, length);
}

static void report_put_number(piq__json_writer *w, const char *key, double value)
{
    piq__json_put_key(w, key);
    piq__json_put_number(w, value);
}

static void report_put_count(piq__json_writer *w, const char *key, uint64_t count)
{
    piq__json_put_key(w, key);
    piq__json_put_integer(w, (int64_t)count); /* rows times detectors at most */
}

static void report_put_money(piq__json_writer *w, const char *key, piq_money micro)
{
    piq__json_put_key(w, key);
    piq__json_put_money(w, micro == PIQ_MONEY_UNKNOWN ? 0 : micro); /* degraded_by says which is not known */
}

static void report_put_money_or_null(piq__json_writer *w, const char *key, piq_money micro)
{
    piq__json_put_key(w, key);
    if (micro == PIQ_MONEY_UNKNOWN)
        piq__json_put_null(w);
    else
        piq__json_put_money(w, micro);
}

static void report_put_boolean(piq__json_writer *w, const char *key, bool value)
{
    piq__json_put_key(w, key);
    piq__json_put_boolean(w, value);
}

static void report_put_id(piq__json_writer *w, const char *key, uint64_t id)
{
    char digits[16];
    for (size_t i = 16; i > 0; id >>= 4)
        digits[--i] = "0123456789abcdef"[id & 15];
    report_put_bytes(w, key, digits, sizeof digits);
}

static void report_begin_array(piq__json_writer *w, const char *key)
{
    piq__json_put_key(w, key);
    piq__json_begin_array(w);
}

/* ---- one finding ---- */

static void report_evidence(report_writer *r, size_t finding, size_t index)
{
    piq__json_writer *w = &r->w;
    piq_evidence e;
    e.struct_size = sizeof e;
    if (NEVER(piq_report_evidence(r->report, finding, index, &e) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_text(w, "field", e.name);
    report_put_number(w, "value", e.value);
    report_put_text(w, "comparison", e.comparison);
    report_put_number(w, "threshold", e.threshold);
    report_put_text(w, "unit", e.unit);
    report_put_text(w, "policy", e.policy == 0 ? NULL : piq_name(e.policy));
    piq__json_end_object(w);
}

static void report_remedy(report_writer *r, size_t finding, size_t index)
{
    piq__json_writer *w = &r->w;
    piq_remedy remedy;
    remedy.struct_size = sizeof remedy;
    if (NEVER(piq_report_remedy(r->report, finding, index, &remedy) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_text(w, "action", piq_word(PIQ_WORDS_ACTION, remedy.action));
    report_put_boolean(w, "primary", remedy.primary != 0);
    piq__json_put_key(w, "parameters");
    piq__json_begin_object(w);
    for (uint32_t i = 0; i < remedy.parameter_count; i++) {
        piq_parameter p;
        p.struct_size = sizeof p;
        if (NEVER(piq_report_parameter(r->report, finding, index, i, &p) != PIQ_OK))
            continue;
        if (p.text != NULL)
            report_put_text(w, p.name, p.text);
        else
            report_put_number(w, p.name, p.value);
    }
    piq__json_end_object(w);
    report_put_text(w, "verify", remedy.verify);
    piq__json_end_object(w);
}

static void report_wrong_remedy(report_writer *r, size_t finding, size_t index)
{
    uint32_t action;
    const char *reason;
    if (NEVER(piq_report_wrong_remedy(r->report, finding, index, &action, &reason) != PIQ_OK))
        return;
    piq__json_begin_object(&r->w);
    report_put_text(&r->w, "action", piq_word(PIQ_WORDS_ACTION, action));
    report_put_text(&r->w, "reason", reason);
    piq__json_end_object(&r->w);
}

static void report_relation(report_writer *r, size_t finding, size_t index)
{
    uint32_t relation;
    uint64_t other;
    if (NEVER(piq_report_relation(r->report, finding, index, &relation, &other) != PIQ_OK))
        return;
    piq__json_begin_object(&r->w);
    report_put_text(&r->w, "type", piq_word(PIQ_WORDS_RELATION, relation));
    report_put_id(&r->w, "finding", other);
    piq__json_end_object(&r->w);
}

typedef void (*report_element)(report_writer *r, size_t finding, size_t index);

static void report_elements(report_writer *r, const char *key, size_t finding, uint32_t count, report_element put)
{
    report_begin_array(&r->w, key);
    for (uint32_t i = 0; i < count; i++)
        put(r, finding, i);
    piq__json_end_array(&r->w);
}

static void report_put_word(report_writer *r, const char *word) { piq__json_put_string(&r->w, word, strlen(word)); }

static void report_degraded(report_writer *r, size_t finding, size_t index)
{
    const char *word = piq_report_degraded(r->report, finding, index);
    if (ALWAYS(word != NULL))
        report_put_word(r, word);
}

static void report_personas(report_writer *r, uint32_t personas)
{
    const char *word;
    report_begin_array(&r->w, "personas");
    for (uint32_t id = 1; (word = piq_word(PIQ_WORDS_PERSONA, id)) != NULL; id++)
        if ((personas >> id & 1u) != 0)
            report_put_word(r, word);
    piq__json_end_array(&r->w);
}

static void report_factors(piq__json_writer *w, const piq_finding *f)
{
    report_put_number(w, "confidence", f->confidence);
    piq__json_put_key(w, "confidence_factors");
    piq__json_begin_object(w);
    report_put_number(w, "signal", f->signal);
    report_put_number(w, "coverage", f->coverage);
    report_put_number(w, "window", f->window);
    report_put_number(w, "source", f->source);
    report_put_number(w, "margin", f->margin);
    piq__json_end_object(w);
}

static void report_put_message(report_writer *r, size_t index)
{
    char sentence[1024];
    (void)piq_report_message(r->report, index, sentence, sizeof sentence);
    report_put_text(&r->w, "message", sentence);
}

static void report_finding(report_writer *r, size_t index)
{
    piq__json_writer *w = &r->w;
    piq_finding f;
    f.struct_size = sizeof f;
    if (NEVER(piq_report_finding(r->report, index, &f) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_id(w, "id", f.id);
    report_put_text(w, "detector", piq__detector_name(f.detector));
    report_put_text(w, "subtype", piq_word(PIQ_WORDS_SUBTYPE, f.subtype));
    report_put_text(w, "entity", piq_word(PIQ_WORDS_ENTITY, f.entity));
    report_put_bytes(w, "entity_id", f.entity_id, f.entity_id_length);
    report_put_bytes(w, "cluster", f.cluster, f.cluster_length);
    report_put_text(w, "state", piq_word(PIQ_WORDS_STATE, f.state));
    report_put_text(w, "severity", piq_word(PIQ_WORDS_SEVERITY, f.severity));
    report_factors(w, &f);
    report_put_money(w, "waste_per_hour", f.waste_per_hour);
    report_put_money(w, "standalone_per_month", f.standalone_per_month);
    report_put_money(w, "recoverable_per_month", f.recoverable_per_month);
    report_put_money(w, "cost_to_fix_per_month", f.cost_to_fix_per_month);
    report_put_number(w, "gpu_hours_per_month", f.gpu_hours_per_month);
    if (f.basis != 0)
        report_put_text(w, "basis", piq_word(PIQ_WORDS_BASIS, f.basis));
    report_elements(r, "evidence", index, f.evidence_count, report_evidence);
    report_elements(r, "remedies", index, f.remedy_count, report_remedy);
    report_elements(r, "wrong_remedies", index, f.wrong_remedy_count, report_wrong_remedy);
    report_elements(r, "relations", index, f.relation_count, report_relation);
    report_elements(r, "degraded_by", index, f.degraded_count, report_degraded);
    report_personas(r, f.personas);
    report_put_message(r, index);
    piq__json_end_object(w);
}

/* ---- the parts of a report ---- */

static void report_detector_totals(report_writer *r, uint32_t detector)
{
    piq__json_writer *w = &r->w;
    piq_detector_totals t;
    t.struct_size = sizeof t;
    if (NEVER(piq_report_detector(r->report, detector, &t) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_text(w, "detector", piq__detector_name(detector));
    report_put_count(w, "fired", t.fired);
    report_put_count(w, "clear", t.clear);
    report_put_count(w, "not_evaluated", t.not_evaluated);
    report_put_count(w, "not_applicable", t.not_applicable);
    report_put_count(w, "suppressed", t.suppressed);
    report_put_count(w, "candidates", t.candidates);
    report_put_money(w, "waste_per_hour", t.waste_per_hour);
    report_put_money(w, "recoverable_per_month", t.recoverable_per_month);
    piq__json_end_object(w);
}

static void report_summary(report_writer *r, const piq_summary *s)
{
    piq__json_writer *w = &r->w;
    report_put_text(w, "observed_at", s->observed_at[0] == '\0' ? NULL : s->observed_at);
    report_put_number(w, "window_seconds", s->window_seconds);
    report_put_text(w, "currency", s->currency);
    piq__json_put_key(w, "summary");
    piq__json_begin_object(w);
    report_put_count(w, "nodes", s->nodes);
    report_put_count(w, "workloads", s->workloads);
    report_put_number(w, "gpus", s->gpus);
    report_put_money(w, "spend_per_hour", s->spend_per_hour);
    report_put_money(w, "waste_per_hour", s->waste_per_hour);
    report_put_money(w, "recoverable_per_month", s->recoverable_per_month);
    report_put_money(w, "cost_to_fix_per_month", s->cost_to_fix_per_month);
    report_put_number(w, "unpriced_gpus", s->unpriced_gpus);
    report_put_count(w, "findings", s->findings);
    report_begin_array(w, "by_detector");
    for (uint32_t detector = 1; detector <= piq_detector_count(); detector++)
        report_detector_totals(r, detector);
    piq__json_end_array(w);
    piq__json_end_object(w);
}

static void report_not_evaluated(report_writer *r, size_t index)
{
    piq__json_writer *w = &r->w;
    piq_not_evaluated n;
    n.struct_size = sizeof n;
    if (NEVER(piq_report_not_evaluated(r->report, index, &n) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_text(w, "detector", piq__detector_name(n.detector));
    report_put_text(w, "entity", piq_word(PIQ_WORDS_ENTITY, n.entity));
    report_put_bytes(w, "entity_id", n.entity_id, n.entity_id_length);
    report_put_text(w, "reason", piq_word(PIQ_WORDS_REASON, n.reason));
    report_begin_array(w, "missing");
    for (uint32_t i = 0; i < n.missing_count; i++) {
        const char *name = piq_name(piq_report_missing(r->report, index, i));
        if (ALWAYS(name != NULL))
            report_put_word(r, name);
    }
    piq__json_end_array(w);
    piq__json_end_object(w);
}

static void report_pieces(report_writer *r, int32_t start, size_t step, int32_t to, uint32_t count)
{
    piq__json_writer *w = &r->w;
    report_begin_array(w, to != 0 ? "to" : "from");
    for (uint32_t i = 0; i < count; i++) {
        const char *node, *gpu;
        double gpus;
        if (NEVER(piq_report_step_piece(r->report, start, step, to, i, &node, &gpus, &gpu) != PIQ_OK))
            continue;
        piq__json_begin_object(w);
        report_put_text(w, "node", node);
        report_put_number(w, "gpus", gpus);
        if (gpu != NULL)
            report_put_text(w, "gpu", gpu);
        piq__json_end_object(w);
    }
    piq__json_end_array(w);
}

static void report_move(report_writer *r, size_t index)
{
    piq__json_writer *w = &r->w;
    piq_step s;
    s.struct_size = sizeof s;
    if (NEVER(piq_report_move(r->report, index, &s) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_text(w, "workload", s.workload);
    piq__json_put_key(w, "replica");
    piq__json_put_integer(w, s.replica);
    report_put_number(w, "gpus", s.gpus);
    report_pieces(r, 0, index, 0, s.from_count);
    report_pieces(r, 0, index, 1, s.to_count);
    piq__json_end_object(w);
}

static void report_start(report_writer *r, size_t index)
{
    piq__json_writer *w = &r->w;
    piq_step s;
    s.struct_size = sizeof s;
    if (NEVER(piq_report_start(r->report, index, &s) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_text(w, "workload", s.workload);
    piq__json_put_key(w, "replica");
    piq__json_put_integer(w, s.replica);
    report_pieces(r, 1, index, 1, s.to_count);
    piq__json_end_object(w);
}

static void report_plan(report_writer *r)
{
    piq__json_writer *w = &r->w;
    piq_plan p;
    p.struct_size = sizeof p;
    if (NEVER(piq_report_plan(r->report, &p) != PIQ_OK))
        return;
    piq__json_put_key(w, "consolidation");
    piq__json_begin_object(w);
    report_begin_array(w, "moves");
    for (size_t i = 0; i < p.moves; i++)
        report_move(r, i);
    piq__json_end_array(w);
    report_begin_array(w, "starts");
    for (size_t i = 0; i < p.starts; i++)
        report_start(r, i);
    piq__json_end_array(w);
    report_put_number(w, "gpus_moved", p.gpus_moved);
    report_put_count(w, "runs", p.runs);
    report_put_count(w, "runs_bound", p.runs_bound);
    report_put_boolean(w, "optimal", p.optimal != 0);
    report_put_number(w, "stranded_gpus", p.stranded_gpus);
    report_put_money_or_null(w, "lost_per_hour", p.lost_per_hour);
    report_put_money_or_null(w, "lost_so_far", p.lost_so_far);
    report_put_money_or_null(w, "value", p.value);
    report_put_money_or_null(w, "cost", p.cost);
    piq__json_end_object(w);
}

static void report_pending(report_writer *r, size_t index)
{
    piq__json_writer *w = &r->w;
    piq_waiting p;
    p.struct_size = sizeof p;
    if (NEVER(piq_report_waiting(r->report, index, &p) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_text(w, "entity_id", p.entity_id);
    report_put_text(w, "state", piq_word(PIQ_WORDS_PENDING, p.state));
    report_put_number(w, "gpus", p.gpus);
    report_put_number(w, "replicas", p.replicas);
    report_put_number(w, "pending_seconds", p.pending_seconds);
    report_put_boolean(w, "starts", p.starts != 0);
    report_put_boolean(w, "share_fragmented", p.share_fragmented != 0);
    report_put_number(w, "stranded_gpus", p.stranded_gpus);
    report_put_money_or_null(w, "lost_per_hour", p.lost_per_hour);
    report_put_money_or_null(w, "lost_so_far", p.lost_so_far);
    report_put_number(w, "free_in_seconds", p.free_in_seconds);
    report_put_text(w, "freed_by", p.freed_by);
    report_put_number(w, "gpus_moved", p.gpus_moved);
    report_put_number(w, "restart_seconds", p.restart_seconds);
    report_put_money_or_null(w, "plan_value", p.plan_value);
    report_put_money_or_null(w, "plan_cost", p.plan_cost);
    piq__json_end_object(w);
}

static void report_fragmentation(report_writer *r, size_t index)
{
    piq__json_writer *w = &r->w;
    piq_fragmentation f;
    f.struct_size = sizeof f;
    if (NEVER(piq_report_fragmentation(r->report, index, &f) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_text(w, "cluster", f.cluster);
    report_put_text(w, "gpu_type", f.gpu_type);
    report_put_count(w, "domain_gpus", f.domain_gpus);
    report_put_number(w, "free_gpus", f.free_gpus);
    report_put_number(w, "unusable_2", f.unusable_2);
    report_put_number(w, "unusable_4", f.unusable_4);
    report_put_number(w, "unusable_8", f.unusable_8);
    report_put_number(w, "unusable_domain", f.unusable_domain);
    report_put_number(w, "fragment_gpus", f.fragment_gpus);
    report_put_number(w, "fragment_ratio", f.fragment_ratio);
    piq__json_end_object(w);
}

static void report_capacity(report_writer *r, size_t index)
{
    piq__json_writer *w = &r->w;
    piq_capacity c;
    c.struct_size = sizeof c;
    if (NEVER(piq_report_capacity(r->report, index, &c) != PIQ_OK))
        return;
    piq__json_begin_object(w);
    report_put_text(w, "cluster", c.cluster);
    report_put_text(w, "region", c.region);
    report_put_text(w, "gpu_type", c.gpu_type);
    report_put_count(w, "block", c.block);
    report_put_count(w, "now", c.now);
    report_put_count(w, "after_consolidation", c.after_consolidation);
    report_put_number(w, "lease_hours", c.lease_hours);
    report_put_number(w, "gpu_hours", c.gpu_hours);
    report_put_money_or_null(w, "floor_price_per_gpu_hour", c.floor_price_per_gpu_hour);
    piq__json_end_object(w);
}

/* ---- the whole ---- */

typedef void (*report_entry)(report_writer *r, size_t index);

/* A sink that has refused is not called again; the rest is not worth going through either. */
static void report_entries(report_writer *r, const char *key, size_t count, report_entry put)
{
    report_begin_array(&r->w, key);
    for (size_t i = 0; i < count && r->w.status == 0; i++)
        put(r, i);
    piq__json_end_array(&r->w);
}

static piq_status report_end(report_writer *r, piq_error *error)
{
    return piq__json_finish(&r->w) == 0 ? PIQ_OK : piq__fail(error, PIQ_E_SINK, "the sink refused the output");
}

piq_status piq_report_write_json(const piq_report *report, piq_write write, void *user, uint32_t flags, piq_error *error)
{
    if (report == NULL || write == NULL || (flags & ~PIQ_JSON_COMPACT) != 0)
        return piq__fail(error, PIQ_E_ARGUMENT, "writing a report needs a report, a sink and known flags");
    piq_summary summary;
    summary.struct_size = sizeof summary;
    const piq_status status = piq_report_summary(report, &summary);
    if (NEVER(status != PIQ_OK))
        return piq__fail(error, status, "the report has no summary");
    report_writer r;
    const piq__mode mode = piq__mode_begin();
    r.report = report;
    piq__json_write(&r.w, write, user, (flags & PIQ_JSON_COMPACT) == 0);
    piq__json_begin_object(&r.w);
    report_put_count(&r.w, "piq_report", 1);
    report_put_text(&r.w, "piq_version", piq_version_string());
    report_summary(&r, &summary);
    report_entries(&r, "findings", piq_report_finding_count(report), report_finding);
    report_entries(&r, "not_evaluated", piq_report_not_evaluated_count(report), report_not_evaluated);
    report_plan(&r);
    report_entries(&r, "pending", piq_report_pending_count(report), report_pending);
    report_entries(&r, "capacity", piq_report_capacity_count(report), report_capacity);
    report_entries(&r, "fragmentation", piq_report_fragmentation_count(report), report_fragmentation);
    piq__json_end_object(&r.w);
    piq__mode_end(mode);
    return report_end(&r, error);
}

piq_status piq_report_write_finding_json(const piq_report *report, size_t index, piq_write write, void *user, piq_error *error)
{
    if (report == NULL || write == NULL || index >= piq_report_finding_count(report))
        return piq__fail(error, PIQ_E_ARGUMENT, "writing a finding needs a report, the index of one of its findings, and a sink");
    report_writer r;
    const piq__mode mode = piq__mode_begin();
    r.report = report;
    piq__json_write(&r.w, write, user, false);
    report_finding(&r, index);
    piq__mode_end(mode);
    return report_end(&r, error);
}
