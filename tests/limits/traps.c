/* Inputs made to be slow: four times as much of them takes about four times as long. A quadratic step would take sixteen times. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/kit.h"
#include "harness/piq_test.h"

#define GROWTH_MOST 9.0 /* linear is 4, caches and noise take their share */
#define LEAST_SECONDS 0.02

typedef void (*trap)(kit_text *snapshot, size_t count);

/* Processor time to read and to evaluate, best of three. */
static double trap_seconds(trap make, size_t count)
{
    kit_text snapshot = {NULL, 0, 0};
    make(&snapshot, count);
    double least = 1e9;
    for (int i = 0; i < 3; i++) {
        piq_fleet *fleet = kit_fleet();
        piq_report *report = NULL;
        piq_error error = PIQ_ERROR_INIT;
        const clock_t start = clock();
        const piq_status read = piq_fleet_read_json(fleet, snapshot.bytes, snapshot.length, &error);
        CHECK_SAY(read == PIQ_OK, "%s", error.message);
        CHECK(piq_evaluate(fleet, NULL, &report, NULL) == PIQ_OK);
        const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        least = seconds < least ? seconds : least;
        piq_report_free(report);
        piq_fleet_free(fleet);
    }
    kit_text_free(&snapshot);
    return least;
}

/* The size grows until it can be timed at all. What else runs here may disturb a timing: a quadratic step would show every time. */
static void trap_try(const char *name, trap make, size_t count)
{
    double once = trap_seconds(make, count);
    for (; once < LEAST_SECONDS && count < 1000000; count *= 2)
        once = trap_seconds(make, 2 * count);
    double four = trap_seconds(make, 4 * count);
    for (int again = 0; four >= GROWTH_MOST * once && again < 3; again++) {
        once = trap_seconds(make, count);
        four = trap_seconds(make, 4 * count);
    }
    CHECK_SAY(four < GROWTH_MOST * once, "%s: %zu take %.3f s, four times as many %.3f s", name, count, once, four);
}

static void trap_put(kit_text *t, const char *format, size_t a, size_t b)
{
    char line[400];
    const int length = snprintf(line, sizeof line, format, a, b);
    (void)kit_write(t, line, (size_t)length);
}

static void trap_end(kit_text *t, const char *tail)
{
    t->length--; /* the last comma */
    kit_put(t, tail);
}

/* ---- ids that all have the same hash ---- */

static uint64_t trap_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

/* The library's own mixing, run backwards: sixteen bytes, the second half of which undoes the first. Those that are not ASCII,
   or would need escaping, are passed over. */
static void trap_same_hash(kit_text *t, size_t count)
{
    const uint64_t wanted = UINT64_C(0x1234567890ABCDEF);
    uint64_t inverse = 1;
    for (int i = 0; i < 6; i++)
        inverse *= 2 - UINT64_C(0x9E3779B97F4A7C15) * inverse;
    uint64_t turned = wanted ^ wanted >> 29 ^ wanted >> 58;
    turned *= inverse;
    kit_put(t, "{\"piq_snapshot\": 1, \"nodes\": [");
    uint64_t tries = 0;
    for (size_t made = 0; made < count; tries++) {
        uint64_t words[2] = {UINT64_C(0x6060606060606060), 0};
        for (int i = 0; i < 8; i++) /* a number in hexadecimal, told in other letters */
            words[0] |= (tries >> 4 * i & 15) << 8 * i;
        words[1] = turned ^ trap_mix(trap_mix(UINT64_C(0x2545F4914F6CDD1D), 16), words[0]);
        char id[17] = {0};
        for (int i = 0; i < 16; i++)
            id[i] = (char)(words[i / 8] >> 8 * (i % 8));
        bool plain = true;
        for (int i = 8; i < 16; i++)
            plain = plain && id[i] >= 32 && id[i] < 127 && id[i] != '"' && id[i] != '\\';
        if (!plain)
            continue;
        made++;
        kit_put(t, "{\"id\": \"");
        kit_put(t, id);
        kit_put(t, "\"},");
    }
    trap_end(t, "]}");
}

/* ---- shapes of fleets ---- */

static void trap_one_node(kit_text *t, size_t count)
{
    kit_put(t, "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"H100-80\", \"gpu_count\": 1000000}], \"workloads\": [");
    for (size_t i = 0; i < count; i++)
        trap_put(t, "{\"id\": \"w%zu\", \"kind\": \"llm_serving\", \"gpus\": 1, \"idle_seconds\": 1e6, \"placement\": [{\"node\": \"n\", \"gpus\": %zu}]},", i, 1);
    trap_end(t, "]}");
}

static void trap_shares_on_one_node(kit_text *t, size_t count)
{
    kit_put(t, "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"H100-80\", \"gpu_count\": 1000000}], \"workloads\": [");
    for (size_t i = 0; i < count; i++)
        trap_put(t, "{\"id\": \"w%zu\", \"gpus\": 0.5, \"placement\": [{\"node\": \"n\", \"gpus\": 0.5, \"gpu\": \"g%zu\"}]},", i, i / 2);
    trap_end(t, "]}");
}

static void trap_one_domain(kit_text *t, size_t count)
{
    kit_put(t, "{\"piq_snapshot\": 1, \"nodes\": [");
    for (size_t i = 0; i < count; i++)
        trap_put(t, "{\"id\": \"n%zu\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8, \"domain\": \"d\", \"gpus_allocated\": %zu},", i, i % 9);
    trap_end(t, "], \"workloads\": [{\"id\": \"j\", \"state\": \"pending\", \"gpus\": 512, \"pod_gpus\": 8, \"single_domain\": true, \"pending_seconds\": 9000}]}");
}

static void trap_everything_waits(kit_text *t, size_t count)
{
    kit_put(t, "{\"piq_snapshot\": 1, \"nodes\": [");
    for (size_t i = 0; i < 500; i++)
        trap_put(t, "{\"id\": \"n%zu\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8, \"gpus_allocated\": %zu},", i, 1 + i % 7);
    trap_end(t, "], \"workloads\": [");
    for (size_t i = 0; i < count; i++)
        trap_put(t, "{\"id\": \"j%zu\", \"state\": \"pending\", \"gpus\": %zu, \"single_domain\": true, \"pending_seconds\": 9000},", i, 1 + i % 8);
    trap_end(t, "]}");
}

static void trap_all_dark(kit_text *t, size_t count)
{
    kit_put(t, "{\"piq_snapshot\": 1, \"workloads_complete\": true, \"nodes\": [");
    for (size_t i = 0; i < count; i++)
        trap_put(t, "{\"id\": \"n%zu\", \"cluster\": \"c%zu\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8, \"billed\": true, \"idle_seconds\": 1e6, \"price_per_gpu_hour\": 4},", i, i);
    trap_end(t, "]}");
}

/* In each cluster a job that two moves would let start. */
static void trap_clusters(kit_text *t, size_t count)
{
    kit_put(t, "{\"piq_snapshot\": 1, \"nodes\": [");
    for (size_t i = 0; i < 2 * count; i++)
        trap_put(t, "{\"id\": \"n%zu\", \"cluster\": \"c%zu\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8},", i, i / 2);
    trap_end(t, "], \"workloads\": [");
    for (size_t i = 0; i < 2 * count; i++)
        trap_put(t, "{\"id\": \"w%zu\", \"gpus\": 4, \"movable\": true, \"placement\": [{\"node\": \"n%zu\", \"gpus\": 4}]},", i, i);
    for (size_t i = 0; i < count; i++)
        trap_put(t, "{\"id\": \"j%zu\", \"state\": \"pending\", \"cluster\": \"c%zu\", \"gpus\": 8, \"single_domain\": true, \"pending_seconds\": 9000},", i, i);
    trap_end(t, "]}");
}

static void trap_suppressed_pattern(kit_text *t, size_t count)
{
    kit_put(t, "{\"piq_snapshot\": 1, \"workloads\": [{\"id\": \"");
    for (size_t i = 0; i < count; i++)
        kit_put(t, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    kit_put(t, "\", \"min_replicas\": 1}]}");
}

TEST(traps, ids_of_one_hash) { trap_try("ids of one hash", trap_same_hash, 5000); }
TEST(traps, all_on_one_node) { trap_try("workloads on one node", trap_one_node, 10000); }
TEST(traps, shares_on_one_node) { trap_try("shares on one node", trap_shares_on_one_node, 10000); }
TEST(traps, one_domain) { trap_try("nodes in one domain", trap_one_domain, 5000); }
TEST(traps, everything_waits) { trap_try("pending jobs", trap_everything_waits, 2000); }
TEST(traps, all_dark) { trap_try("dark nodes in as many clusters", trap_all_dark, 5000); }
TEST(traps, clusters) { trap_try("clusters in which a job waits", trap_clusters, 1500); }
TEST(traps, a_long_id) { trap_try("100 bytes of an id", trap_suppressed_pattern, 400000); } /* from 40 MB on every block is fresh memory */
