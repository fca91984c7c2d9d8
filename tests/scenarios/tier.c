/* Finding 1, rows 1.1 to 1.8. */
#include "harness/fixtures.h"

#define SLO "'tpot_slo_seconds': 0.2, 'prompt_tokens_mean': 500, 'output_tokens_mean': 200"

TEST(tier, row_1_1)
{
    const piq_report *r = judge(fleet_of(tier(SLO)));
    EXPECT(r, TIER, "w", "fired too_big medium move_gpu_type gpu_type=L4-24 gpus=1 tensor_parallel=1 waste=3.20 recoverable=2336");
    EXPECT(r, TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g", 7.24e9 * 2 + 8192 * 131072.0 + 2e9);
    EXPECT_TOTALS(r, "waste=3.20 recoverable=2336 findings=1 spend=32");
}
