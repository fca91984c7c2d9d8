/* SARIF 2.1.0: a rule per detector, a result per finding, located by the entity's name. */
#include <string.h>

#include "program.h"

static void sarif_message(json *j, const char *key, const char *text)
{
    json_key(j, key);
    json_open(j, '{');
    json_word(j, "text", text);
    json_close(j, '}');
}

static void sarif_rules(json *j)
{
    piq_detector_info rule;
    rule.struct_size = sizeof rule;
    json_key(j, "rules");
    json_open(j, '[');
    for (size_t i = 0; piq_detector_at(i, &rule) == PIQ_OK; i++) {
        json_open(j, '{');
        json_word(j, "id", rule.name);
        sarif_message(j, "shortDescription", rule.title);
        sarif_message(j, "fullDescription", rule.rule);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void sarif_tool(json *j)
{
    json_key(j, "tool");
    json_open(j, '{');
    json_key(j, "driver");
    json_open(j, '{');
    json_word(j, "name", "piq");
    json_word(j, "version", piq_version_string());
    json_word(j, "semanticVersion", piq_version_string());
    sarif_rules(j);
    json_close(j, '}');
    json_close(j, '}');
}

static const char *sarif_level(const piq_finding *f)
{
    if (f->state != PIQ_STATE_FIRED)
        return "none";
    if (f->severity >= PIQ_SEVERITY_HIGH)
        return "error";
    return f->severity == PIQ_SEVERITY_MEDIUM ? "warning" : "note";
}

static const char *sarif_kind(const piq_finding *f)
{
    return f->state == PIQ_STATE_FIRED ? "fail" : f->state == PIQ_STATE_CANDIDATE ? "review" : "informational";
}

static void sarif_location(json *j, const piq_finding *f)
{
    json_key(j, "locations");
    json_open(j, '[');
    json_open(j, '{');
    json_key(j, "logicalLocations");
    json_open(j, '[');
    json_open(j, '{');
    json_key(j, "name");
    json_text(j, f->entity_id, f->entity_id_length);
    json_word(j, "kind", piq_word(PIQ_WORDS_ENTITY, f->entity));
    json_close(j, '}');
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, ']');
}

static void sarif_properties(json *j, const piq_finding *f, const char *remedy)
{
    json_key(j, "properties");
    json_open(j, '{');
    json_word(j, "subtype", piq_word(PIQ_WORDS_SUBTYPE, f->subtype));
    json_word(j, "state", piq_word(PIQ_WORDS_STATE, f->state));
    json_word(j, "severity", piq_word(PIQ_WORDS_SEVERITY, f->severity));
    json_key(j, "confidence");
    json_number(j, f->confidence);
    json_key(j, "waste_per_hour");
    json_money(j, f->waste_per_hour);
    json_key(j, "recoverable_per_month");
    json_money(j, f->recoverable_per_month);
    json_key(j, "cost_to_fix_per_month");
    json_money(j, f->cost_to_fix_per_month);
    json_word(j, "remedy", remedy[0] == '\0' ? NULL : remedy);
    json_close(j, '}');
}

static void sarif_result(json *j, const piq_report *report, size_t index)
{
    char text[TEXT_MOST], id[17];
    piq_finding f;
    f.struct_size = sizeof f;
    if (piq_report_finding(report, index, &f) != PIQ_OK)
        return;
    json_open(j, '{');
    json_word(j, "ruleId", detector_name(f.detector));
    json_key(j, "ruleIndex");
    json_number(j, (double)(f.detector - 1));
    json_word(j, "kind", sarif_kind(&f));
    json_word(j, "level", sarif_level(&f));
    (void)piq_report_message(report, index, text, sizeof text);
    sarif_message(j, "message", text);
    sarif_location(j, &f);
    json_key(j, "partialFingerprints");
    json_open(j, '{');
    (void)snprintf(id, sizeof id, "%016llx", (unsigned long long)f.id);
    json_word(j, "piqFinding/v1", id);
    json_close(j, '}');
    sarif_properties(j, &f, advice(report, index, &f, text, sizeof text));
    json_close(j, '}');
}

void sarif_write(FILE *out, const piq_report *report)
{
    json j = {out, 0, false, false};
    json_open(&j, '{');
    json_word(&j, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_word(&j, "version", "2.1.0");
    json_key(&j, "runs");
    json_open(&j, '[');
    json_open(&j, '{');
    sarif_tool(&j);
    json_key(&j, "results");
    json_open(&j, '[');
    for (size_t i = 0; i < piq_report_finding_count(report); i++)
        sarif_result(&j, report, i);
    json_close(&j, ']');
    json_close(&j, '}');
    json_close(&j, ']');
    json_close(&j, '}');
}
