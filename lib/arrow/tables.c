/* What stands in the tables of a report, read through the public accessors only: so they and the JSON cannot disagree. */
#include "arrow/export.h"
#include "schema/schema.h"

#define TABLES_TEXT(w, name) piq__arrow_declare(w, name, "u", false)
#define TABLES_TEXT_OR_NULL(w, name) piq__arrow_declare(w, name, "u", true)
#define TABLES_NUMBER(w, name) piq__arrow_declare(w, name, "g", false)
#define TABLES_NUMBER_OR_NULL(w, name) piq__arrow_declare(w, name, "g", true)
#define TABLES_INTEGER(w, name) piq__arrow_declare(w, name, "l", false)
#define TABLES_MONEY(w, name) piq__arrow_declare(w, name, "l", true)

static void arrow_tables_id(piq__arrow_writer *w, uint64_t id)
{
    char digits[16];
    for (size_t i = sizeof digits; i > 0; id >>= 4)
        digits[--i] = "0123456789abcdef"[id & 15];
    piq__arrow_put_bytes(w, digits, sizeof digits);
}

static void arrow_tables_word(piq__arrow_writer *w, uint32_t words, uint32_t id)
{
    piq__arrow_put_text(w, piq_word(words, id));
}

static piq_finding arrow_tables_finding(const piq__arrow_writer *w, size_t index)
{
    piq_finding f = {0};
    f.struct_size = (uint32_t)sizeof f;
    if (NEVER(piq_report_finding(w->report, index, &f) != PIQ_OK))
        memset(&f, 0, sizeof f);
    return f;
}

/* ---- findings ---- */

static void arrow_tables_findings_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "id");
    TABLES_TEXT(w, "detector");
    TABLES_TEXT(w, "subtype");
    TABLES_TEXT(w, "entity");
    TABLES_TEXT(w, "entity_id");
    TABLES_TEXT(w, "cluster");
    TABLES_TEXT(w, "state");
    TABLES_TEXT(w, "severity");
    TABLES_NUMBER(w, "confidence");
    TABLES_NUMBER(w, "signal");
    TABLES_NUMBER(w, "coverage");
    TABLES_NUMBER(w, "window");
    TABLES_NUMBER(w, "source");
    TABLES_NUMBER(w, "margin");
    TABLES_MONEY(w, "waste_per_hour_micros");
    TABLES_MONEY(w, "standalone_per_month_micros");
    TABLES_MONEY(w, "recoverable_per_month_micros");
    TABLES_MONEY(w, "cost_to_fix_per_month_micros");
    TABLES_NUMBER_OR_NULL(w, "gpu_hours_per_month");
    piq__arrow_declare_list(w, "degraded_by", 0);
    piq__arrow_declare_list(w, "personas", 0);
    TABLES_TEXT(w, "message");
}

static void arrow_tables_finding_lists(piq__arrow_writer *w, size_t index, const piq_finding *f)
{
    const char *word;
    piq__arrow_list_begin(w);
    for (uint32_t i = 0; i < f->degraded_count; i++) {
        piq__arrow_list_item(w);
        piq__arrow_put_text(w, piq_report_degraded(w->report, index, i));
    }
    piq__arrow_list_end(w);
    piq__arrow_list_begin(w);
    for (uint32_t id = 1; (word = piq_word(PIQ_WORDS_PERSONA, id)) != NULL; id++)
        if ((f->personas >> id & 1u) != 0) {
            piq__arrow_list_item(w);
            piq__arrow_put_text(w, word);
        }
    piq__arrow_list_end(w);
}

static void arrow_tables_findings_row(piq__arrow_writer *w, size_t index)
{
    const piq_finding f = arrow_tables_finding(w, index);
    char sentence[1024];
    piq__arrow_row_begin(w);
    arrow_tables_id(w, f.id);
    piq__arrow_put_text(w, piq__detector_name(f.detector));
    arrow_tables_word(w, PIQ_WORDS_SUBTYPE, f.subtype);
    arrow_tables_word(w, PIQ_WORDS_ENTITY, f.entity);
    piq__arrow_put_bytes(w, f.entity_id, f.entity_id_length);
    piq__arrow_put_bytes(w, f.cluster, f.cluster_length);
    arrow_tables_word(w, PIQ_WORDS_STATE, f.state);
    arrow_tables_word(w, PIQ_WORDS_SEVERITY, f.severity);
    piq__arrow_put_number(w, f.confidence);
    piq__arrow_put_number(w, f.signal);
    piq__arrow_put_number(w, f.coverage);
    piq__arrow_put_number(w, f.window);
    piq__arrow_put_number(w, f.source);
    piq__arrow_put_number(w, f.margin);
    piq__arrow_put_money(w, f.waste_per_hour);
    piq__arrow_put_money(w, f.standalone_per_month);
    piq__arrow_put_money(w, f.recoverable_per_month);
    piq__arrow_put_money(w, f.cost_to_fix_per_month);
    piq__arrow_put_number(w, f.gpu_hours_per_month);
    arrow_tables_finding_lists(w, index, &f);
    (void)piq_report_message(w->report, index, sentence, sizeof sentence);
    piq__arrow_put_text(w, sentence);
    piq__arrow_row_end(w);
}

/* ---- what belongs to a finding: a row for each of them ---- */

static void arrow_tables_evidence_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "finding");
    TABLES_TEXT(w, "field");
    TABLES_NUMBER_OR_NULL(w, "value");
    TABLES_TEXT_OR_NULL(w, "text");
    TABLES_TEXT(w, "comparison");
    TABLES_NUMBER_OR_NULL(w, "threshold");
    TABLES_TEXT(w, "unit");
    TABLES_TEXT_OR_NULL(w, "policy");
}

static void arrow_tables_evidence_rows(piq__arrow_writer *w, size_t index)
{
    const piq_finding f = arrow_tables_finding(w, index);
    for (uint32_t i = 0; i < f.evidence_count; i++) {
        piq_evidence e;
        e.struct_size = (uint32_t)sizeof e;
        if (NEVER(piq_report_evidence(w->report, index, i, &e) != PIQ_OK))
            continue;
        piq__arrow_row_begin(w);
        arrow_tables_id(w, f.id);
        piq__arrow_put_text(w, e.name);
        piq__arrow_put_number(w, e.value);
        piq__arrow_put_text(w, e.text);
        piq__arrow_put_text(w, e.comparison);
        piq__arrow_put_number(w, e.threshold);
        piq__arrow_put_text(w, e.unit);
        piq__arrow_put_text(w, e.policy == 0 ? NULL : piq_name(e.policy));
        piq__arrow_row_end(w);
    }
}

static void arrow_tables_remedies_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "finding");
    TABLES_TEXT(w, "action");
    piq__arrow_declare(w, "primary", "b", false);
    piq__arrow_declare_list(w, "parameters", 3);
    TABLES_TEXT(w, "name");
    TABLES_NUMBER_OR_NULL(w, "value");
    TABLES_TEXT_OR_NULL(w, "text");
    TABLES_TEXT_OR_NULL(w, "verify");
}

static void arrow_tables_parameters(piq__arrow_writer *w, size_t finding, size_t remedy, uint32_t count)
{
    piq__arrow_list_begin(w);
    for (uint32_t i = 0; i < count; i++) {
        piq_parameter p;
        p.struct_size = (uint32_t)sizeof p;
        if (NEVER(piq_report_parameter(w->report, finding, remedy, i, &p) != PIQ_OK))
            continue;
        piq__arrow_list_item(w);
        piq__arrow_put_text(w, p.name);
        piq__arrow_put_number(w, p.text != NULL ? PIQ__UNKNOWN : p.value);
        piq__arrow_put_text(w, p.text);
    }
    piq__arrow_list_end(w);
}

static void arrow_tables_remedies_rows(piq__arrow_writer *w, size_t index)
{
    const piq_finding f = arrow_tables_finding(w, index);
    for (uint32_t i = 0; i < f.remedy_count; i++) {
        piq_remedy remedy;
        remedy.struct_size = (uint32_t)sizeof remedy;
        if (NEVER(piq_report_remedy(w->report, index, i, &remedy) != PIQ_OK))
            continue;
        piq__arrow_row_begin(w);
        arrow_tables_id(w, f.id);
        arrow_tables_word(w, PIQ_WORDS_ACTION, remedy.action);
        piq__arrow_put_boolean(w, remedy.primary != 0);
        arrow_tables_parameters(w, index, i, remedy.parameter_count);
        piq__arrow_put_text(w, remedy.verify);
        piq__arrow_row_end(w);
    }
}

static void arrow_tables_wrong_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "finding");
    TABLES_TEXT(w, "action");
    TABLES_TEXT_OR_NULL(w, "reason");
}

static void arrow_tables_wrong_rows(piq__arrow_writer *w, size_t index)
{
    const piq_finding f = arrow_tables_finding(w, index);
    for (uint32_t i = 0; i < f.wrong_remedy_count; i++) {
        uint32_t action;
        const char *reason;
        if (NEVER(piq_report_wrong_remedy(w->report, index, i, &action, &reason) != PIQ_OK))
            continue;
        piq__arrow_row_begin(w);
        arrow_tables_id(w, f.id);
        arrow_tables_word(w, PIQ_WORDS_ACTION, action);
        piq__arrow_put_text(w, reason);
        piq__arrow_row_end(w);
    }
}

static void arrow_tables_relations_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "finding");
    TABLES_TEXT(w, "type");
    TABLES_TEXT(w, "other");
}

static void arrow_tables_relations_rows(piq__arrow_writer *w, size_t index)
{
    const piq_finding f = arrow_tables_finding(w, index);
    for (uint32_t i = 0; i < f.relation_count; i++) {
        uint32_t relation;
        uint64_t other;
        if (NEVER(piq_report_relation(w->report, index, i, &relation, &other) != PIQ_OK))
            continue;
        piq__arrow_row_begin(w);
        arrow_tables_id(w, f.id);
        arrow_tables_word(w, PIQ_WORDS_RELATION, relation);
        arrow_tables_id(w, other);
        piq__arrow_row_end(w);
    }
}

/* ---- what could not be judged, and what waits ---- */

static void arrow_tables_blanks_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "detector");
    TABLES_TEXT(w, "entity");
    TABLES_TEXT(w, "entity_id");
    TABLES_TEXT(w, "reason");
    piq__arrow_declare_list(w, "missing", 0);
}

static void arrow_tables_blanks_row(piq__arrow_writer *w, size_t index)
{
    piq_not_evaluated e;
    e.struct_size = (uint32_t)sizeof e;
    if (NEVER(piq_report_not_evaluated(w->report, index, &e) != PIQ_OK))
        return;
    piq__arrow_row_begin(w);
    piq__arrow_put_text(w, piq__detector_name(e.detector));
    arrow_tables_word(w, PIQ_WORDS_ENTITY, e.entity);
    piq__arrow_put_bytes(w, e.entity_id, e.entity_id_length);
    arrow_tables_word(w, PIQ_WORDS_REASON, e.reason);
    piq__arrow_list_begin(w);
    for (uint32_t i = 0; i < e.missing_count; i++) {
        piq__arrow_list_item(w);
        piq__arrow_put_text(w, piq_name(piq_report_missing(w->report, index, i)));
    }
    piq__arrow_list_end(w);
    piq__arrow_row_end(w);
}

static void arrow_tables_pending_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "entity_id");
    TABLES_TEXT(w, "state");
    TABLES_NUMBER_OR_NULL(w, "gpus");
    TABLES_NUMBER(w, "replicas");
    TABLES_NUMBER_OR_NULL(w, "pending_seconds");
    TABLES_INTEGER(w, "starts");
    TABLES_INTEGER(w, "share_fragmented");
    TABLES_NUMBER(w, "stranded_gpus");
    TABLES_MONEY(w, "lost_per_hour_micros");
    TABLES_MONEY(w, "lost_so_far_micros");
    TABLES_NUMBER_OR_NULL(w, "free_in_seconds");
    TABLES_TEXT_OR_NULL(w, "freed_by");
    TABLES_NUMBER(w, "gpus_moved");
    TABLES_NUMBER_OR_NULL(w, "restart_seconds");
    TABLES_MONEY(w, "plan_value_micros");
    TABLES_MONEY(w, "plan_cost_micros");
}

static void arrow_tables_pending_row(piq__arrow_writer *w, size_t index)
{
    piq_waiting p;
    p.struct_size = (uint32_t)sizeof p;
    if (NEVER(piq_report_waiting(w->report, index, &p) != PIQ_OK))
        return;
    piq__arrow_row_begin(w);
    piq__arrow_put_text(w, p.entity_id);
    arrow_tables_word(w, PIQ_WORDS_PENDING, p.state);
    piq__arrow_put_number(w, p.gpus);
    piq__arrow_put_number(w, p.replicas);
    piq__arrow_put_number(w, p.pending_seconds);
    piq__arrow_put_integer(w, p.starts);
    piq__arrow_put_integer(w, p.share_fragmented);
    piq__arrow_put_number(w, p.stranded_gpus);
    piq__arrow_put_money(w, p.lost_per_hour);
    piq__arrow_put_money(w, p.lost_so_far);
    piq__arrow_put_number(w, p.free_in_seconds);
    piq__arrow_put_text(w, p.freed_by);
    piq__arrow_put_number(w, p.gpus_moved);
    piq__arrow_put_number(w, p.restart_seconds);
    piq__arrow_put_money(w, p.plan_value);
    piq__arrow_put_money(w, p.plan_cost);
    piq__arrow_row_end(w);
}

/* ---- the plan: a row for every piece ---- */

static void arrow_tables_moves_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "step");
    TABLES_INTEGER(w, "index");
    TABLES_TEXT(w, "workload");
    TABLES_INTEGER(w, "replica");
    TABLES_NUMBER(w, "gpus");
    TABLES_TEXT(w, "direction");
    TABLES_TEXT(w, "node");
    TABLES_NUMBER(w, "piece_gpus");
    TABLES_TEXT_OR_NULL(w, "gpu");
}

static void arrow_tables_pieces(piq__arrow_writer *w, const piq_step *step, bool start, size_t index, bool to)
{
    const uint32_t count = to ? step->to_count : step->from_count;
    for (uint32_t i = 0; i < count; i++) {
        const char *node, *gpu;
        double gpus;
        if (NEVER(piq_report_step_piece(w->report, start, index, to, i, &node, &gpus, &gpu) != PIQ_OK))
            continue;
        piq__arrow_row_begin(w);
        piq__arrow_put_text(w, start ? "start" : "move");
        piq__arrow_put_count(w, index);
        piq__arrow_put_text(w, step->workload);
        piq__arrow_put_integer(w, step->replica);
        piq__arrow_put_number(w, step->gpus);
        piq__arrow_put_text(w, to ? "to" : "from");
        piq__arrow_put_text(w, node);
        piq__arrow_put_number(w, gpus);
        piq__arrow_put_text(w, gpu);
        piq__arrow_row_end(w);
    }
}

/* Moves first, then starts. */
static void arrow_tables_moves_rows(piq__arrow_writer *w, size_t index)
{
    piq_plan plan;
    piq_step step;
    plan.struct_size = (uint32_t)sizeof plan;
    step.struct_size = (uint32_t)sizeof step;
    if (NEVER(piq_report_plan(w->report, &plan) != PIQ_OK))
        return;
    const bool start = index >= plan.moves;
    const size_t place = start ? index - (size_t)plan.moves : index;
    const piq_status status = start ? piq_report_start(w->report, place, &step) : piq_report_move(w->report, place, &step);
    if (NEVER(status != PIQ_OK))
        return;
    arrow_tables_pieces(w, &step, start, place, false);
    arrow_tables_pieces(w, &step, start, place, true);
}

static size_t arrow_tables_steps(const piq_report *report)
{
    piq_plan plan;
    plan.struct_size = (uint32_t)sizeof plan;
    return NEVER(piq_report_plan(report, &plan) != PIQ_OK) ? 0 : (size_t)(plan.moves + plan.starts);
}

/* ---- capacity and totals ---- */

static void arrow_tables_capacity_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "cluster");
    TABLES_TEXT(w, "region");
    TABLES_TEXT(w, "gpu_type");
    TABLES_INTEGER(w, "block");
    TABLES_INTEGER(w, "now");
    TABLES_INTEGER(w, "after_consolidation");
    TABLES_NUMBER_OR_NULL(w, "lease_hours");
    TABLES_NUMBER_OR_NULL(w, "gpu_hours");
    TABLES_MONEY(w, "floor_price_per_gpu_hour_micros");
}

static void arrow_tables_capacity_row(piq__arrow_writer *w, size_t index)
{
    piq_capacity c;
    c.struct_size = (uint32_t)sizeof c;
    if (NEVER(piq_report_capacity(w->report, index, &c) != PIQ_OK))
        return;
    piq__arrow_row_begin(w);
    piq__arrow_put_text(w, c.cluster);
    piq__arrow_put_text(w, c.region);
    piq__arrow_put_text(w, c.gpu_type);
    piq__arrow_put_integer(w, c.block);
    piq__arrow_put_count(w, c.now);
    piq__arrow_put_count(w, c.after_consolidation);
    piq__arrow_put_number(w, c.lease_hours);
    piq__arrow_put_number(w, c.gpu_hours);
    piq__arrow_put_money(w, c.floor_price_per_gpu_hour);
    piq__arrow_row_end(w);
}

static void arrow_tables_detectors_columns(piq__arrow_writer *w)
{
    TABLES_TEXT(w, "detector");
    TABLES_INTEGER(w, "fired");
    TABLES_INTEGER(w, "clear");
    TABLES_INTEGER(w, "not_evaluated");
    TABLES_INTEGER(w, "not_applicable");
    TABLES_INTEGER(w, "suppressed");
    TABLES_INTEGER(w, "candidates");
    TABLES_MONEY(w, "waste_per_hour_micros");
    TABLES_MONEY(w, "recoverable_per_month_micros");
}

static void arrow_tables_detectors_row(piq__arrow_writer *w, size_t index)
{
    piq_detector_totals t;
    t.struct_size = (uint32_t)sizeof t;
    if (NEVER(piq_report_detector(w->report, (uint32_t)index + 1, &t) != PIQ_OK))
        return;
    piq__arrow_row_begin(w);
    piq__arrow_put_text(w, piq__detector_name(t.detector));
    piq__arrow_put_count(w, t.fired);
    piq__arrow_put_count(w, t.clear);
    piq__arrow_put_count(w, t.not_evaluated);
    piq__arrow_put_count(w, t.not_applicable);
    piq__arrow_put_count(w, t.suppressed);
    piq__arrow_put_count(w, t.candidates);
    piq__arrow_put_money(w, t.waste_per_hour);
    piq__arrow_put_money(w, t.recoverable_per_month);
    piq__arrow_row_end(w);
}

/* ---- any table ---- */

static void arrow_tables_fill(piq__arrow_writer *w, void (*columns)(piq__arrow_writer *w), void (*rows)(piq__arrow_writer *w, size_t index),
                              size_t count)
{
    piq__arrow_declare(w, "", "+s", false);
    columns(w);
    w->spec[0].tree = (uint32_t)w->spec_count;
    for (size_t i = 1; i < w->spec_count; i += w->spec[i].tree)
        w->spec[0].children++;
    for (size_t i = 0; i < count && w->status == PIQ_OK; i++)
        rows(w, i);
    piq__arrow_finish(w);
}

piq_status piq__arrow_table(piq__arrow_writer *w, uint32_t table)
{
    const piq_report *r = w->report;
    const size_t findings = piq_report_finding_count(r);
    switch (table) {
    case PIQ_TABLE_FINDINGS: arrow_tables_fill(w, arrow_tables_findings_columns, arrow_tables_findings_row, findings); break;
    case PIQ_TABLE_EVIDENCE: arrow_tables_fill(w, arrow_tables_evidence_columns, arrow_tables_evidence_rows, findings); break;
    case PIQ_TABLE_REMEDIES: arrow_tables_fill(w, arrow_tables_remedies_columns, arrow_tables_remedies_rows, findings); break;
    case PIQ_TABLE_NOT_EVALUATED:
        arrow_tables_fill(w, arrow_tables_blanks_columns, arrow_tables_blanks_row, piq_report_not_evaluated_count(r));
        break;
    case PIQ_TABLE_PENDING: arrow_tables_fill(w, arrow_tables_pending_columns, arrow_tables_pending_row, piq_report_pending_count(r)); break;
    case PIQ_TABLE_MOVES: arrow_tables_fill(w, arrow_tables_moves_columns, arrow_tables_moves_rows, arrow_tables_steps(r)); break;
    case PIQ_TABLE_CAPACITY:
        arrow_tables_fill(w, arrow_tables_capacity_columns, arrow_tables_capacity_row, piq_report_capacity_count(r));
        break;
    case PIQ_TABLE_WRONG_REMEDIES: arrow_tables_fill(w, arrow_tables_wrong_columns, arrow_tables_wrong_rows, findings); break;
    case PIQ_TABLE_RELATIONS: arrow_tables_fill(w, arrow_tables_relations_columns, arrow_tables_relations_rows, findings); break;
    case PIQ_TABLE_DETECTORS:
        arrow_tables_fill(w, arrow_tables_detectors_columns, arrow_tables_detectors_row, piq_detector_count());
        break;
    default: return PIQ_E_FIELD;
    }
    return w->status;
}
