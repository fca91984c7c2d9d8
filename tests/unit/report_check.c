/* Inside a report: gaps of one hash are told apart, and a table whose texts or lists outgrow Arrow's 32-bit offsets is refused. */
#include "arrow/export.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned long failures;

#define MUST(condition) ((condition) ? (void)0 : (void)(failures++, fprintf(stderr, "%d: %s\n", __LINE__, #condition)))

/* ---- gaps ---- */

enum { WORDS = (PIQ__FIELD_COUNT + 63) / 64 };

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

/* Fields whose hash is always the same: the last word undoes the others. */
static void same_hash(uint64_t first, uint64_t fields[WORDS])
{
    const uint64_t wanted = UINT64_C(0x1234567890ABCDEF);
    uint64_t inverse = 1, hash = 1;
    for (int i = 0; i < 6; i++)
        inverse *= 2 - UINT64_C(0x9E3779B97F4A7C15) * inverse;
    for (size_t i = 0; i + 1 < WORDS; i++) {
        fields[i] = first + i;
        hash = mix(hash, fields[i]);
    }
    fields[WORDS - 1] = (wanted ^ wanted >> 29 ^ wanted >> 58) * inverse ^ hash;
    MUST(mix(hash, fields[WORDS - 1]) == wanted);
}

static void check_gaps(void)
{
    enum { GAPS = 50 };
    static piq__verdict v;
    const piq_allocator a = piq__allocator(NULL);
    piq__part part;
    piq__part_begin(&part, &a);
    v.outcome = PIQ__NOT_EVALUATED;
    for (uint32_t turn = 0; turn < 2; turn++)
        for (uint32_t i = 0; i < GAPS; i++) {
            same_hash(i, v.gap.fields);
            MUST(piq__collect_said(&part, NULL, 1 + i % 3, PIQ_ENTITY_NODE, i, &v));
        }
    MUST(part.gap_count == GAPS && part.blank_count == 2 * GAPS);
    for (uint32_t i = 0; i < 2 * GAPS; i++) {
        same_hash(i % GAPS, v.gap.fields);
        MUST(memcmp(part.gaps[part.blanks[i].gap].fields, v.gap.fields, sizeof v.gap.fields) == 0);
    }
    piq__part_end(&part);
}

/* ---- tables ---- */

static void check_export(void)
{
    static const char snapshot[] = "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8, \"billed\": true, "
                                   "\"idle_seconds\": 604800, \"price_per_gpu_hour\": 4}]}";
    piq_fleet *fleet = NULL;
    piq_report *report = NULL;
    struct ArrowArrayStream stream;
    piq_error error = PIQ_ERROR_INIT;
    MUST(piq_fleet_new(NULL, &fleet) == PIQ_OK && piq_fleet_read_json(fleet, snapshot, sizeof snapshot - 1, NULL) == PIQ_OK);
    MUST(piq_evaluate(fleet, NULL, &report, NULL) == PIQ_OK && report->finding_count == 1);
    const uint32_t length = report->findings[0]->entity_length;
    report->findings[0]->entity_length = (uint32_t)INT32_MAX + 1; /* its bytes are not there */
    memset(&stream, 0xEE, sizeof stream);
    MUST(piq_report_export_arrow_stream(report, PIQ_TABLE_FINDINGS, &stream, &error) == PIQ_E_LIMIT);
    MUST(error.code == PIQ_E_LIMIT && strstr(error.message, "2 GiB") != NULL && stream.release == NULL);
    report->findings[0]->entity_length = length;
    MUST(piq_report_export_arrow_stream(report, PIQ_TABLE_FINDINGS, &stream, &error) == PIQ_OK);
    stream.release(&stream);
    piq_report_free(report);
    piq_fleet_free(fleet);
}

/* A table of a text and a list of texts, whose counters are set as if it had been filled. */
static void check_offsets(void)
{
    for (int64_t past = 0; past < 2; past++)
        for (int list = 0; list < 2; list++) {
            static piq__arrow_writer w;
            memset(&w, 0, sizeof w);
            w.allocator = piq__allocator(NULL);
            piq__arrow_declare(&w, "", "+s", false);
            piq__arrow_declare(&w, "text", "u", false);
            piq__arrow_declare_list(&w, "list", 0);
            w.spec[0].children = 2;
            piq__arrow_row_begin(&w);
            if (!list)
                w.nodes[1]->text_length = (size_t)INT32_MAX;
            piq__arrow_put_bytes(&w, past ? "x" : "", (size_t)past);
            MUST(list || w.status == (past ? PIQ_E_LIMIT : PIQ_OK));
            piq__arrow_list_begin(&w);
            if (list)
                w.nodes[3]->length = INT32_MAX + past;
            piq__arrow_list_end(&w);
            MUST(w.status == (past ? PIQ_E_LIMIT : PIQ_OK));
            piq__arrow_list_end(&w); /* what went wrong first stays */
            MUST(w.status == (past ? PIQ_E_LIMIT : PIQ_OK));
            piq__arrow_row_end(&w);
            w.status = PIQ_E_LIMIT; /* so that it is dropped */
            piq__arrow_finish(&w);
            MUST(w.array_count == 0 && w.nodes[0] == NULL);
            piq__arrow_writer_end(&w);
        }
}

int main(void)
{
    check_gaps();
    check_export();
    check_offsets();
    printf("%d passed, %lu failed\n", failures == 0, failures);
    return failures != 0;
}
