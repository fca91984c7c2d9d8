/* R16: what a name of a type or a model stands for: the declared row, its aliases, the built-in row under any of its spellings. */
#include "harness/fixtures.h"

#define SLO "'tpot_slo_seconds': 0.2"

TEST(rulings, R16_aliases_of_a_type)
{
    const char *types = json("'gpu_types': [%s, %s]", with(h100, "'aliases': ['big', 'BIG']"), with(l4, "'aliases': ['small']"));
    EXPECT(judge(fleet_where(tier(SLO), "%s, 'nodes': [%s]", types, node("'gpu_type': 'BIG'"))), TIER, "w", "fired gpu_type=L4-24 waste=3.2");
    EXPECT(judge(fleet_where(tier(SLO), "%s, 'nodes': [%s]", types, node("'gpu_type': 'small'"))), TIER, "w", "clear");
    EXPECT(judge(fleet_where(tier(SLO), "%s, 'nodes': [%s]", types, node("'gpu_type': 'Small'"))), TIER, "w", "no_catalog_entry:gpu_type");
}

/* A name is nobody's alias; an alias of two is nobody's, of one twice is its own. */
TEST(rulings, R16_aliases_that_clash)
{
    const char *format = "'gpu_types': [%s, %s, %s], 'nodes': [%s]", *fit = "fired gpu_type=L4-24";
    const char *named = node("'gpu_type': 'H100-80'"), *shared = node("'gpu_type': 'card'");
    const char *a = with(l4, "'aliases': ['H100-80']"), *once = with(h100, "'aliases': ['card']"), *twice = with(h100, "'aliases': ['card', 'card']");
    EXPECT(judge(fleet_where(tier(SLO), format, h100, a, a10g, named)), TIER, "w", "%s", fit);
    EXPECT(judge(fleet_where(tier(SLO), format, a, h100, a10g, named)), TIER, "w", "%s", fit);
    EXPECT(judge(fleet_where(tier(SLO), format, once, l4, a10g, shared)), TIER, "w", "%s", fit);
    EXPECT(judge(fleet_where(tier(SLO), format, twice, l4, a10g, shared)), TIER, "w", "%s", fit);
    const char *other = with(l4, "'aliases': ['card']"), *third = with(a10g, "'aliases': ['card']");
    EXPECT(judge(fleet_where(tier(SLO), format, once, other, a10g, shared)), TIER, "w", "no_catalog_entry:gpu_type");
    EXPECT(judge(fleet_where(tier(SLO), format, once, other, third, shared)), TIER, "w", "no_catalog_entry:gpu_type");
    EXPECT(judge(fleet_where(vision(10, 0.1, ""), format, once, other, third, shared)), OVER, "w", "no_catalog_entry:gpu_type");
}

TEST(rulings, R16_aliases_of_a_model)
{
    const char *format = "'models': [%s, %s, %s]", *small = "fired gpu_type=L4-24", *large = "fired too_small";
    const char *a = with(model_7b, "'aliases': ['chat', 'chat', 'fixture-70b']"), *b = with(model_70b, "'aliases': ['fixture-7b', 'code']");
    EXPECT(judge(fleet_where(tier("'model': 'chat'"), format, a, b, model_moe)), TIER, "w", "%s", small);
    EXPECT(judge(fleet_where(tier("'model': 'code'"), format, a, b, model_moe)), TIER, "w", "%s", large);
    EXPECT(judge(fleet_where(tier("'model': 'fixture-7b'"), format, a, b, model_moe)), TIER, "w", "%s", small);
    EXPECT(judge(fleet_where(tier("'model': 'fixture-70b'"), format, a, b, model_moe)), TIER, "w", "%s", large);
    const char *c = with(model_moe, "'aliases': ['chat']"), *d = with(model_70b, "'aliases': ['chat']");
    EXPECT(judge(fleet_where(tier("'model': 'chat'"), format, a, c, b)), TIER, "w", "no_catalog_entry:model");
    EXPECT(judge(fleet_where(tier("'model': 'chat'"), format, a, c, d)), TIER, "w", "no_catalog_entry:model");
}

/* Another spelling of a built-in type stands for the row that was declared under one of its spellings. */
TEST(rulings, R16_spellings_of_a_built_in_type)
{
    const char *types = json("'gpu_types': [%s, {'name': 'NVIDIA L4', 'price_per_gpu_hour': 9}]", h100);
    const char *nodes = json("'nodes': [%s]", node("'gpu_type': 'nvidia-l4'"));
    EXPECT(judge(fleet_where(work("'kind': 'notebook', 'idle_seconds': 1209600"), "%s, %s", types, nodes)), DARK, "w", "fired waste=9");
    /* Undeclared, the first spelling is the type, and the second the same one: nothing moves from the one to the other. */
    const char *two = json("'gpu_types': [], 'nodes': [%s, %s]", node("'gpu_type': 'NVIDIA L4', 'price_per_gpu_hour': 4"),
                           node("'id': 'n2', 'gpu_type': 'nvidia-l4', 'price_per_gpu_hour': 1"));
    EXPECT(judge(fleet_where(tier(SLO), "%s", two)), TIER, "w", "no_catalog_entry");
    const char *pieces = "'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 1}, {'node': 'n2', 'gpus': 1}]";
    EXPECT(judge(fleet_where(vision(10, 0.1, "%s", json("%s", pieces)), "%s", two)), OVER, "w", "fired fewer_gpus");
}

/* What only a sleeping workload names is no target. */
TEST(rulings, R16_types_of_sleeping_work_are_no_targets)
{
    const char *asleep = "{'id': 'asleep', 'state': 'scaled_to_zero', 'gpu_type': 'NVIDIA L4', 'price_per_gpu_hour': 0.5}";
    EXPECT(judge(fleet("'gpu_types': [%s], 'workloads': [%s, %s]", h100, tier(SLO), json("%s", asleep))), TIER, "w", "no_catalog_entry");
}

/* A class that is spelled out overrides what is built in, and says no more than the default. */
TEST(rulings, R19_a_decoder_by_name)
{
    const double full = 7.24e9 * 2 + 8192 * 131072.0 + 2e9;
    EXPECT(judge(fleet_where(tier(""), "'models': [%s]", with(model_7b, "'class': 'decoder'"))), TIER, "w",
           "fired evidence.required_bytes_per_gpu=%.17g", full);
    EXPECT(judge(fleet_where(tier(""), "'models': [%s]", with(model_7b, "'class': 'encoder'"))), TIER, "w",
           "fired evidence.required_bytes_per_gpu=%.17g", 7.24e9 * 2 + 2e9);
    EXPECT(judge(fleet_where(tier("'model_parameters': null"), "'models': [%s]", with(model_7b, "'class': 'encoder', 'parameters': null"))), TIER,
           "w", "missing_input:model_parameters");
}
