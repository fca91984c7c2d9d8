/* The measures of fragmentation, against the numbers that the FGD authors' own unit tests expect (thousandths of a GPU and
   of a core; hkust-adsl/kubernetes-scheduler-simulator, pkg/utils/frag_test.go, Apache-2.0). */
#include "consolidation/measure.h"

#include <stdio.h>

enum { TYPE_1080, TYPE_P100, TYPE_2080, TYPE_T4, TYPE_V100M16, TYPES, ANY = TYPES };
enum { MIX_A, MIX_B, MIX_ONE };

typedef struct pod_row {
    int cpu, gpu, count, type;
    double percent;
} pod_row;

static const pod_row mix_a[] = {
    {6000, 465, 1, ANY, 9.33},
    {8000, 440, 1, TYPE_2080, 9.15},
    {8000, 475, 1, TYPE_T4, 8.76},
    {8000, 440, 1, TYPE_P100, 8.72},
    {2000, 465, 1, ANY, 8.68},
    {12000, 900, 1, ANY, 8.65},
    {4000, 900, 1, ANY, 8.43},
    {16000, 678, 1, TYPE_T4, 8.36},
    {8000, 500, 1, ANY, 8.29},
    {6000, 511, 1, ANY, 8.11},
    {14000, 1000, 2, TYPE_2080, 0.54},
    {4000, 1000, 1, TYPE_2080, 0.43},
    {32000, 1000, 2, TYPE_T4, 0.43},
    {16000, 1000, 1, TYPE_V100M16, 0.40},
    {64000, 1000, 2, ANY, 0.40},
    {10000, 1000, 2, ANY, 0.40},
    {11400, 1000, 1, TYPE_T4, 0.36},
    {16000, 1000, 1, TYPE_T4, 0.36},
    {4000, 1000, 2, ANY, 0.36},
    {14000, 1000, 2, TYPE_V100M16, 0.36},
    {8000, 1000, 4, ANY, 0.36},
    {16000, 1000, 2, ANY, 0.32},
    {2000, 1000, 1, TYPE_T4, 0.32},
    {6000, 1000, 1, ANY, 0.32},
    {4000, 1000, 1, ANY, 0.32},
    {5000, 1000, 1, ANY, 0.32},
    {32000, 1000, 4, TYPE_V100M16, 0.32},
    {32000, 1000, 2, ANY, 0.32},
    {24000, 1000, 8, TYPE_2080, 0.32},
    {40000, 1000, 4, ANY, 0.29},
    {32000, 1000, 8, ANY, 0.29},
    {32000, 1000, 1, TYPE_T4, 0.29},
    {16000, 1000, 1, ANY, 0.25},
    {7000, 1000, 1, TYPE_V100M16, 0.25},
    {24000, 1000, 1, TYPE_T4, 0.25},
};

static const pod_row mix_b[] = {
    {15700, 1000, 1, ANY, 28.69}, {11900, 1000, 1, ANY, 18.93}, {11400, 1000, 1, ANY, 12.27}, {1000, 0, 0, ANY, 7.36},
    {18710, 1000, 1, ANY, 4.85},  {8200, 1000, 1, ANY, 3.79},   {16400, 1000, 1, ANY, 3.31},  {9810, 1000, 1, ANY, 1.97},
    {15200, 1000, 1, ANY, 1.87},  {11200, 1000, 1, ANY, 1.81},  {14200, 1000, 1, ANY, 1.76},  {12000, 0, 0, ANY, 1.65},
    {14900, 1000, 1, ANY, 1.39},  {60200, 1000, 4, ANY, 1.23},  {64200, 1000, 8, ANY, 1.07},  {32200, 1000, 4, ANY, 1.01},
    {17400, 1000, 2, ANY, 0.91},  {30200, 1000, 2, ANY, 0.69},  {16000, 1000, 1, ANY, 0.64},  {15000, 1000, 1, ANY, 0.59},
    {64000, 1000, 8, ANY, 0.53},  {15000, 0, 0, ANY, 0.53},     {11910, 1000, 1, ANY, 0.53},  {120200, 1000, 8, ANY, 0.48},
    {11300, 1000, 1, ANY, 0.37},  {30000, 1000, 2, ANY, 0.32},  {9800, 1000, 1, ANY, 0.32},   {8000, 1000, 1, ANY, 0.32},
    {2000, 1000, 1, ANY, 0.27},   {2000, 80, 1, ANY, 0.27},     {1000, 1000, 1, ANY, 0.27},
};

typedef struct vector_row {
    const char *name;
    int cpu;
    int left[8];
    int gpus, type, mix;
    double expected;
} vector_row;

static const vector_row vectors[] = {
    {"4x1080_used", 1000, {200, 1000, 1000, 500}, 4, TYPE_1080, MIX_A, 2566.62},
    {"4x1080_full", 1000, {1000, 1000, 1000, 1000}, 4, TYPE_1080, MIX_A, 3802.4},
    {"8x1080_full", 1000, {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000}, 8, TYPE_1080, MIX_A, 7604.8},
    {"4x1080_used_lack_CPU", 1000, {200, 1000, 1000, 500}, 4, TYPE_1080, MIX_ONE, 251.91},
    {"8xP100_empty", 64000, {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000}, 8, TYPE_P100, MIX_B, 887.2},
    {"8xP100_halved", 32000, {1000, 1000, 1000, 1000, 0, 0, 0, 0}, 8, TYPE_P100, MIX_B, 554.4},
    {"8xP100_nocpu", 0, {1000, 1000, 1000, 1000, 0, 0, 0, 0}, 8, TYPE_P100, MIX_B, 4000.0},
};

static const uint8_t only[TYPES][TYPES] = {{1, 0, 0, 0, 0}, {0, 1, 0, 0, 0}, {0, 0, 1, 0, 0}, {0, 0, 0, 1, 0}, {0, 0, 0, 0, 1}};

static int failures;

static void expect(const char *what, double got, double wanted, double within)
{
    const double off = got > wanted ? got - wanted : wanted - got;
    if (!(off <= within)) {
        failures++;
        fprintf(stderr, "%s: %.6f, not %.6f\n", what, got, wanted);
    }
}

static size_t fill_tasks(const pod_row *rows, size_t count, piq__fgd_task *tasks)
{
    for (size_t k = 0; k < count; k++)
        tasks[k] = (piq__fgd_task){
            rows[k].cpu / 1000.0,   0.0, rows[k].gpu / 1000.0, (uint32_t)rows[k].count, rows[k].type == ANY ? NULL : only[rows[k].type],
            rows[k].percent / 100.0};
    return count;
}

static void check_vector(const vector_row *v)
{
    piq__fgd_task tasks[64];
    double left[8];
    size_t count = v->mix == MIX_B ? fill_tasks(mix_b, PIQ__COUNT(mix_b), tasks) : fill_tasks(mix_a, PIQ__COUNT(mix_a), tasks);
    if (v->mix == MIX_ONE)
        count = 1; /* the first of mix A alone */
    for (int g = 0; g < v->gpus; g++)
        left[g] = v->left[g] / 1000.0;
    const piq__fgd_node node = {left, (uint32_t)v->gpus, v->cpu / 1000.0, PIQ__UNKNOWN, (uint32_t)v->type};
    expect(v->name, piq__fgd_fragment(&node, tasks, count) * 1000.0, v->expected, 0.01);
}

static void check_unusable(void)
{
    const int32_t pieces[] = {3, 3, 3, 3, 4}, block[] = {2, 2, 2, 2, 8}, none[] = {0, -1};
    expect("five pieces, blocks of 8", piq__unusable_space(pieces, 5, 8), 1.0, 0.0);
    expect("a block of 8 among pieces", piq__unusable_space(block, 5, 8), 0.5, 0.0);
    expect("pieces, blocks of 2", piq__unusable_space(pieces, 5, 2), 0.25, 0.0);
    const int32_t one[] = {0, 1, 0};
    expect("one piece, blocks of 2", piq__unusable_space(one, 3, 2), 1.0, 0.0);
    expect("one piece, blocks of 1", piq__unusable_space(one, 3, 1), 0.0, 0.0);
    expect("nothing free", piq__known(piq__unusable_space(none, 2, 8)) ? 1.0 : 0.0, 0.0, 0.0);
    expect("blocks of nothing", piq__known(piq__unusable_space(block, 5, 0)) ? 1.0 : 0.0, 0.0, 0.0);
}

/* What a node of two and a half GPUs has left of no use for one kind of pod: all of it where the pod cannot run there. */
static void check_kinds(void)
{
    static const uint8_t no[1] = {0};
    double left[] = {1, 1, 0.5};
    const piq__fgd_node node = {left, 3, 4, 100, 0};
    const piq__fgd_task runs = {4, 100, 1, 2, NULL, 1};
    piq__fgd_task task = runs;
    expect("two whole GPUs", piq__fgd_fragment(&node, &task, 1), 0.5, 0);
    task.count = 3;
    expect("three whole GPUs", piq__fgd_fragment(&node, &task, 1), 2.5, 0);
    task = runs;
    task.count = 0;
    expect("none", piq__fgd_fragment(&node, &task, 1), 2.5, 0);
    task = runs;
    task.gpu = 0;
    expect("no part of a GPU", piq__fgd_fragment(&node, &task, 1), 2.5, 0);
    task = runs;
    task.cpu = 5;
    expect("more cores", piq__fgd_fragment(&node, &task, 1), 2.5, 0);
    task = runs;
    task.memory = 101;
    expect("more memory", piq__fgd_fragment(&node, &task, 1), 2.5, 0);
    task = runs;
    task.accepts = no;
    expect("another type", piq__fgd_fragment(&node, &task, 1), 2.5, 0);
    static const uint8_t yes[1] = {1};
    task.accepts = yes;
    expect("this type", piq__fgd_fragment(&node, &task, 1), 0.5, 0);
    const piq__fgd_node unlimited = {left, 3, PIQ__UNKNOWN, PIQ__UNKNOWN, 0};
    expect("no limits known", piq__fgd_fragment(&unlimited, &runs, 1), 0.5, 0);
}

int main(void)
{
    check_kinds();
    for (size_t k = 0; k < PIQ__COUNT(vectors); k++)
        check_vector(&vectors[k]);
    check_unusable();
    printf("plan_measure: %zu vectors, %d failures\n", PIQ__COUNT(vectors), failures);
    return failures != 0;
}
