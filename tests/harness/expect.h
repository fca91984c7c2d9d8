/* What a report must say of one entity, in one line of text:
 *
 *     EXPECT(report, "tier_misplacement", "w", "fired too_big medium move_gpu_type gpu_type=L4-24 waste=3.20 overlaps=overprovisioned");
 *     EXPECT(report, "overprovisioned", "w", "missing_input:kv_cache_usage_max");
 *
 * First the outcome: fired, candidate, observation, clear, not_applicable, suppressed, or a reason with the missing fields
 * ("reason:*" does not look at the fields). A finding may then be told by its subtype, its severity and its primary action, and by
 *   waste recoverable standalone fix hours confidence signal coverage window source margin   = < <= > >= a number
 *   degraded=a,b  undegraded=a  alternative=ACTION  unremedied=ACTION  wrong=ACTION  without=PARAMETER
 *   overlaps superseded_by blocked_by blocks enables conflict = DETECTOR   unrelated=RELATION   evidence.NAME=number
 *   counted=clear|not_applicable (what the entity of an observation counts as)
 * Any other name=value is a parameter of the primary remedy. A ~ in a value stands for a blank. */
#ifndef PIQ_TEST_EXPECT_H
#define PIQ_TEST_EXPECT_H

#include "harness/report_help.h"

void expect(const char *file, int line, const piq_report *report, const char *detector, const char *entity_id, const char *format, ...)
    PIQ_TEST_FORMAT(6, 7);
/* "waste=3.2 recoverable=0 standalone ... spend fix findings gpus unpriced" */
void expect_totals(const char *file, int line, const piq_report *report, const char *format, ...) PIQ_TEST_FORMAT(4, 5);
/* "fired=1 clear=0 not_evaluated not_applicable suppressed candidates waste recoverable" */
void expect_counts(const char *file, int line, const piq_report *report, const char *detector, const char *format, ...)
    PIQ_TEST_FORMAT(5, 6);
/* Free blocks now by size, largest first: "8:1 4:1 1:2" */
void expect_blocks(const char *file, int line, const piq_report *report, const char *wanted);

#define EXPECT(report, detector, entity_id, ...) expect(__FILE__, __LINE__, (report), (detector), (entity_id), __VA_ARGS__)
#define EXPECT_TOTALS(report, ...) expect_totals(__FILE__, __LINE__, (report), __VA_ARGS__)
#define EXPECT_COUNTS(report, detector, ...) expect_counts(__FILE__, __LINE__, (report), (detector), __VA_ARGS__)
#define EXPECT_PENDING(report, entity_id, state) CHECK_EQ_STR(pending_state((report), (entity_id)), (state))
#define EXPECT_BLOCKS(report, wanted) expect_blocks(__FILE__, __LINE__, (report), (wanted))

/* The detectors by their numbers in the rules. */
#define TIER "tier_misplacement"
#define OVER "overprovisioned"
#define OOM "oom_risk"
#define COLD "cold_start"
#define THRASH "thrashing"
#define DARK "dark_capacity"
#define TIERED "batch_over_tiered"
#define SIZE "batch_size"
#define FRAG "fragmentation"
#define LOW "low_throughput"

#endif
