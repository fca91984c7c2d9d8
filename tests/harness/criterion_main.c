/* Runs the tests under Criterion; a run without a single test is a failure, which Criterion itself lets pass. */
#include <criterion/criterion.h>
#include <criterion/hooks.h>

#include <stdio.h>

static size_t passed, failed;

ReportHook(POST_ALL)(struct criterion_global_stats *stats)
{
    passed = stats->tests_passed;
    failed =
        stats->nb_tests > stats->tests_passed + stats->tests_skipped ? stats->nb_tests - stats->tests_passed - stats->tests_skipped : 0;
    failed = failed > stats->tests_failed + stats->tests_crashed ? failed : stats->tests_failed + stats->tests_crashed;
}

/* Criterion starts its workers by looking main up, so it must be visible. */
__attribute__((visibility("default"))) int main(int count, char **words)
{
    struct criterion_test_set *tests = criterion_initialize();
    int good = 1;
    if (criterion_handle_args(count, words, true)) {
        good = criterion_run_all_tests(tests) != 0;
        printf("%zu passed, %zu failed\n", passed, failed);
        if (passed + failed == 0) {
            fputs("no test ran\n", stderr);
        }
        good = good && failed == 0 && passed > 0;
    }
    criterion_finalize(tests);
    return good ? 0 : 1;
}
