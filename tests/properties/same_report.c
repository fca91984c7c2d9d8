/* The report's bytes depend on what is said, not on how or in which order, nor on who computes it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/piq_test.h"
#include "properties/random_fleet.h"

#define SEEDS 400
#define QUIET 500

static char *judged(piq_fleet *fleet, const piq_policy *policy)
{
    char *report = kit_evaluate(fleet, policy);
    piq_fleet_free(fleet);
    return report;
}

TEST(same_report, rows_columns_and_json)
{
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        char *rows = judged(rf_by_rows(f), NULL), *columns = judged(rf_by_columns(f), NULL), *json = judged(rf_by_json(f), NULL);
        CHECK_SAY(kit_same(rows, columns), "seed %llu: columns differ from rows", (unsigned long long)seed);
        CHECK_SAY(kit_same(rows, json), "seed %llu: JSON differs from rows", (unsigned long long)seed);
        free(rows);
        free(columns);
        free(json);
        rf_free(f);
    }
}

TEST(same_report, in_any_order)
{
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c"), *other = rf_shuffle(f, seed + 1);
        char *first = judged(rf_by_rows(f), NULL), *second = judged(rf_by_rows(other), NULL);
        CHECK_SAY(kit_same(first, second), "seed %llu: the order of rows matters", (unsigned long long)seed);
        free(first);
        free(second);
        rf_free(f);
        rf_free(other);
    }
}

TEST(same_report, twice)
{
    for (uint64_t seed = 0; seed < kit_scaled(SEEDS / 4); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        piq_fleet *fleet = rf_by_rows(f);
        char *first = kit_evaluate(fleet, NULL), *second = kit_evaluate(fleet, NULL);
        CHECK_SAY(kit_same(first, second), "seed %llu", (unsigned long long)seed);
        free(first);
        free(second);
        piq_fleet_free(fleet);
        rf_free(f);
    }
}

/* ---- the caller's threads ---- */

typedef struct crew {
    void (*task)(void *context, size_t index);
    void *context;
    size_t count, threads, started, tasks_seen;
    int backwards;
} crew;

typedef struct hand {
    crew *crew;
    size_t number;
    pthread_t thread;
} hand;

static void *work(void *user)
{
    const hand *h = user;
    for (size_t i = h->number; i < h->crew->count; i += h->crew->threads)
        h->crew->task(h->crew->context, h->crew->backwards ? h->crew->count - 1 - i : i);
    return NULL;
}

static void run_on_threads(void *user, void (*task)(void *context, size_t index), void *context, size_t count)
{
    crew *c = user;
    hand hands[16];
    c->task = task;
    c->context = context;
    c->count = count;
    c->tasks_seen = count > c->tasks_seen ? count : c->tasks_seen;
    for (size_t i = 0; i < c->threads; i++) {
        hands[i].crew = c;
        hands[i].number = i;
        if (pthread_create(&hands[i].thread, NULL, work, &hands[i]) != 0)
            abort();
    }
    for (size_t i = 0; i < c->threads; i++)
        (void)pthread_join(hands[i].thread, NULL);
}

/* Workloads scaled to zero, about which there is nothing to say: they make a fleet large and its report no longer. */
static void add_quiet(piq_fleet *fleet, size_t count)
{
    static char names[QUIET][24];
    static const char *ids[QUIET], *states[QUIET], *kinds[QUIET];
    static const double none[QUIET];
    const size_t first = piq_fleet_count(fleet, PIQ_ENTITY_WORKLOAD);
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(names[i], sizeof names[i], "quiet%zu", first + i);
        ids[i] = names[i];
        states[i] = "scaled_to_zero";
        kinds[i] = "training";
    }
    CHECK_OK(piq_fleet_add_many(fleet, PIQ_ENTITY_WORKLOAD, ids, NULL, count, NULL, NULL));
    CHECK_OK(piq_fleet_set_string_column(fleet, PIQ_WORKLOAD_STATE, first, count, states, NULL, NULL));
    CHECK_OK(piq_fleet_set_string_column(fleet, PIQ_WORKLOAD_KIND, first, count, kinds, NULL, NULL));
    CHECK_OK(piq_fleet_set_number_column(fleet, PIQ_WORKLOAD_GPU_OOM_EVENTS, first, count, none, 0, NULL, NULL));
    CHECK_OK(piq_fleet_set_number_column(fleet, PIQ_WORKLOAD_PREEMPTIONS, first, count, none, 0, NULL, NULL));
}

/* Enough workloads for that many tasks: random fleets among quiet ones. */
static piq_fleet *crowd(size_t workloads)
{
    piq_fleet *fleet = kit_fleet();
    for (uint64_t seed = 0; piq_fleet_count(fleet, PIQ_ENTITY_WORKLOAD) < workloads; seed++) {
        char prefix[16];
        (void)snprintf(prefix, sizeof prefix, "s%llu-", (unsigned long long)seed);
        rf_fleet *f = rf_make(seed, 3, prefix, seed % 2 ? "odd" : "even");
        rf_append(fleet, f);
        rf_free(f);
        add_quiet(fleet, workloads < QUIET ? 5 : QUIET);
    }
    return fleet;
}

TEST(same_report, on_any_number_of_threads)
{
    piq_fleet *fleet = crowd(36000);
    piq_policy *policy = NULL;
    CHECK_OK(piq_policy_new(NULL, &policy));
    char *alone = kit_evaluate(fleet, NULL);
    size_t tasks = 0;
    for (size_t threads = 1; threads <= 16; threads++) {
        for (int backwards = threads < 4 ? 0 : (int)(threads % 2); backwards < 2; backwards += threads < 4 ? 1 : 2) {
            crew c = {NULL, NULL, 0, threads, 0, 0, backwards};
            CHECK_OK(piq_policy_set_workers(policy, run_on_threads, &c, NULL));
            char *shared = kit_evaluate(fleet, policy);
            CHECK_SAY(kit_same(alone, shared), "%zu threads%s", threads, backwards ? ", backwards" : "");
            tasks = c.tasks_seen > tasks ? c.tasks_seen : tasks;
            free(shared);
        }
    }
    CHECK_SAY(tasks >= 2, "only %zu tasks: the hook was not tried", tasks);
    CHECK_OK(piq_policy_set_workers(policy, NULL, NULL, NULL));
    char *again = kit_evaluate(fleet, policy);
    CHECK(kit_same(alone, again));
    free(again);
    free(alone);
    piq_policy_free(policy);
    piq_fleet_free(fleet);
}

#define ROWS_OF_A_TASK 16384

/* The same report for 1 to 16 tasks; a few of these numbers where time is short. */
TEST(same_report, with_any_number_of_tasks)
{
    piq_policy *policy = NULL;
    CHECK_OK(piq_policy_new(NULL, &policy));
    for (size_t tasks = 1; tasks <= 16; tasks++) {
        if (kit_scaled(100) < 100 && tasks % 5 != 1)
            continue;
        piq_fleet *fleet = crowd((tasks - 1) * ROWS_OF_A_TASK + 1);
        crew c = {NULL, NULL, 0, 3, 0, 0, 0};
        char *alone = kit_evaluate(fleet, NULL);
        CHECK_OK(piq_policy_set_workers(policy, run_on_threads, &c, NULL));
        char *shared = kit_evaluate(fleet, policy);
        CHECK_SAY(kit_same(alone, shared), "%zu tasks", tasks);
        CHECK_EQ_INT((int)c.tasks_seen, tasks == 1 ? 0 : (int)tasks); /* one task needs no crew */
        free(alone);
        free(shared);
        piq_fleet_free(fleet);
    }
    piq_policy_free(policy);
}

static void *judge_const(void *user)
{
    return kit_evaluate(user, NULL);
}

/* ---- many callers: they check nothing themselves, since checks are counted for all threads ---- */

typedef struct caller {
    pthread_t thread;
    const piq_fleet *fleet; /* one of all, or a snapshot */
    const char *snapshot;
    bool with_crew;
    char *report;
} caller;

static void *caller_judge(void *user)
{
    caller *me = user;
    crew c = {NULL, NULL, 0, 3, 0, 0, 0};
    piq_policy *policy = NULL;
    me->report = NULL;
    if (piq_policy_new(NULL, &policy) == PIQ_OK && (!me->with_crew || piq_policy_set_workers(policy, run_on_threads, &c, NULL) == PIQ_OK))
        me->report = me->fleet != NULL ? kit_evaluate(me->fleet, policy) : kit_evaluate_text(me->snapshot, policy);
    piq_policy_free(policy);
    return NULL;
}

/* Fleets of their own, read, judged and freed on their own threads. */
TEST(same_report, different_fleets_on_many_threads_at_once)
{
    static const char small[] =
        "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8, \"billed\": true, \"idle_seconds\": 604800}]}";
    char *tour = kit_file("examples/fleets/tour.json", NULL), *wanted[2];
    caller callers[12];
    for (size_t i = 0; i < 2; i++)
        wanted[i] = kit_evaluate_text(i == 0 ? small : tour, NULL);
    CHECK(!kit_same(wanted[0], wanted[1]));
    for (size_t i = 0; i < 12; i++) {
        callers[i] = (caller){.snapshot = i % 2 == 0 ? small : tour, .with_crew = i % 3 == 0};
        CHECK_EQ_INT(pthread_create(&callers[i].thread, NULL, caller_judge, &callers[i]), 0);
    }
    for (size_t i = 0; i < 12; i++) {
        CHECK_EQ_INT(pthread_join(callers[i].thread, NULL), 0);
        CHECK_SAY(kit_same(wanted[i % 2], callers[i].report), "thread %zu", i);
        free(callers[i].report);
    }
    free(wanted[0]);
    free(wanted[1]);
    free(tour);
}

/* One const fleet of several tasks, some of its readers with threads of their own. */
TEST(same_report, one_fleet_and_several_crews_at_once)
{
    piq_fleet *fleet = crowd(9000);
    char *alone = kit_evaluate(fleet, NULL);
    caller callers[4];
    for (size_t i = 0; i < 4; i++) {
        callers[i] = (caller){.fleet = fleet, .with_crew = i % 2 == 0};
        CHECK_EQ_INT(pthread_create(&callers[i].thread, NULL, caller_judge, &callers[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        CHECK_EQ_INT(pthread_join(callers[i].thread, NULL), 0);
        CHECK_SAY(kit_same(alone, callers[i].report), "caller %zu", i);
        free(callers[i].report);
    }
    free(alone);
    piq_fleet_free(fleet);
}

/* A const fleet may be read by any number of threads at once. */
TEST(same_report, one_fleet_judged_by_many_threads_at_once)
{
    piq_fleet *fleet = crowd(1500);
    char *alone = kit_evaluate(fleet, NULL);
    pthread_t threads[8];
    for (size_t i = 0; i < 8; i++)
        CHECK_EQ_INT(pthread_create(&threads[i], NULL, judge_const, fleet), 0);
    for (size_t i = 0; i < 8; i++) {
        void *report = NULL;
        CHECK_EQ_INT(pthread_join(threads[i], &report), 0);
        CHECK(kit_same(alone, report));
        free(report);
    }
    free(alone);
    piq_fleet_free(fleet);
}
