/* The sentence for people: singular and plural, short and long spans, names longer than any room for it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/fixtures.h"

static const char *dark_sentence(const char *seconds, const char *policy)
{
    return sentence_of(judge_with(fleet("'nodes': [%s]", dark("'idle_seconds': %s", seconds)), policy), PIQ_DETECTOR_DARK_CAPACITY, "n1");
}

TEST(messages, spans_of_time)
{
    CHECK_EQ_STR(dark_sentence("604800", NULL), "8 GPUs billed and empty for 168 hours.");
    CHECK_EQ_STR(dark_sentence("7200", "{\"dark_min_seconds\": 600}"), "8 GPUs billed and empty for 2 hours.");
    CHECK_EQ_STR(dark_sentence("7199", "{\"dark_min_seconds\": 600}"), "8 GPUs billed and empty for 7199 seconds.");
    CHECK_EQ_STR(dark_sentence("9e29", NULL), "8 GPUs billed and empty for 2.5e26 hours.");
}

TEST(messages, one_is_no_plural)
{
    const piq_report *r = judge(fleet("'nodes': [%s]", dark("'gpu_count': 1, 'idle_seconds': 604800")));
    CHECK_EQ_STR(sentence_of(r, PIQ_DETECTOR_DARK_CAPACITY, "n1"), "1 GPU billed and empty for 168 hours.");
    const char *types = json("'gpu_types': [%s]", h100), *three = "'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}], 'replica_floor'";
    CHECK(strstr(sentence_of(judge(fleet_where(chat("%s: 1", three), "%s", types)), PIQ_DETECTOR_OVERPROVISIONED, "w"), "; 1 replica would carry") != NULL);
    CHECK(strstr(sentence_of(judge(fleet_where(chat("%s: 2", three), "%s", types)), PIQ_DETECTOR_OVERPROVISIONED, "w"), "; 2 replicas would carry") != NULL);
}

/* Weights that are offloaded say that the GPU is too small, also where nobody knows how much they take. */
TEST(messages, weights_that_spill)
{
    const piq_report *r = judge("{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n1\", \"gpu_type\": \"T\", \"gpu_count\": 8, \"billed\": true}], \"workloads\": [{\"id\": \"w\", "
                                "\"kind\": \"llm_serving\", \"gpus\": 1, \"weights_offloaded\": true, \"placement\": [{\"node\": \"n1\", \"gpus\": 1}]}]}");
    CHECK_EQ_STR(sentence_of(r, PIQ_DETECTOR_TIER_MISPLACEMENT, "w"), "Weights spill out of device memory.");
}

/* Cut at a character, in the buffer of the caller and in the report's JSON; the whole length is told. */
TEST(messages, names_without_end)
{
    char name[3001] = "";
    for (size_t i = 0; i < 1000; i++)
        strcat(name, "\xE2\x82\xAC");
    char type[4000];
    (void)snprintf(type, sizeof type, "{\"name\": \"%s\", \"memory_bytes\": 24e9, \"memory_bandwidth\": 600e9, \"fp16_flops\": 125e12, \"price_per_gpu_hour\": 0.01}", name);
    const piq_report *r = judge(with(fleet_of(tier("'gpus': 1")), "'gpu_types': [%s, %s]", h100, type));
    const size_t place = finding_place(r, PIQ_DETECTOR_TIER_MISPLACEMENT, "w", 0, 0);
    CHECK_OR_RETURN(place != NO_FINDING);
    char sentence[1024];
    const size_t length = piq_report_message(r, place, sentence, sizeof sentence);
    CHECK_SAY(length > 3000, "%zu: %s", length, sentence);
    CHECK(strlen(sentence) < sizeof sentence && strlen(sentence) > sizeof sentence - 4);
    kit_text t = {NULL, 0, 0};
    CHECK_OK(piq_report_write_finding_json(r, place, kit_write, &t, NULL));
    CHECK(t.bytes != NULL && strstr(t.bytes, sentence) != NULL);
    piq_fleet *again = kit_fleet(); /* the JSON is text throughout */
    CHECK_EQ_INT(piq_fleet_read_json(again, t.bytes, t.length, NULL), PIQ_E_FIELD);
    piq_fleet_free(again);
    kit_text_free(&t);
}

/* A move of a share names the shared GPU that it leaves and the one that it comes onto, in C as in JSON and Arrow. */
TEST(messages, shares_that_move)
{
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [{'id': 'half', 'kind': 'training', 'movable': true, 'gpus': 0.5, 'placement': [{'node': 'n0', "
                                      "'gpus': 0.5, 'gpu': 'g0'}]}, {'id': 'h1', 'kind': 'training', 'movable': true, 'gpus': 7, 'placement': [{'node': 'n1', 'gpus': 7}]}, %s]",
                                      nodes_with("8 8"), job("")));
    piq_plan plan = {.struct_size = sizeof plan};
    CHECK_OK(piq_report_plan(r, &plan));
    piq_step step = {.struct_size = sizeof step};
    CHECK_OK(piq_report_move(r, 0, &step));
    CHECK_EQ_STR(step.workload, "half");
    const char *node_name = NULL, *gpu = NULL;
    double gpus = 0;
    CHECK_OK(piq_report_step_piece(r, 0, 0, 0, 0, &node_name, &gpus, &gpu));
    CHECK_EQ_STR(node_name, "n0");
    CHECK_EQ_STR(gpu, "g0");
    CHECK(gpus == 0.5);
    CHECK_OK(piq_report_step_piece(r, 0, 0, 1, 0, &node_name, &gpus, &gpu));
    CHECK_EQ_STR(node_name, "n1");
    CHECK(gpu != NULL);
    char *report = kit_report_json(r);
    CHECK(report != NULL && strstr(report, "\"gpu\": \"g0\"") != NULL);
    free(report);
}
