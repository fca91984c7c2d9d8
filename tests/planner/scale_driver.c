/* Times the planner on synthetic fleets and counts its memory.
   scale_driver NODES JOBS FREE_PERMILLE MOVABLE_PERCENT [SEED [TYPES [SHARE_PERCENT [WORK_LIMIT [nodes]]]]]
   With the last word it prints, instead, each node on a line: type, free GPUs, then each item's GPUs (negative: not movable). */
#define _POSIX_C_SOURCE 200809L
#include <time.h>

#include "synthetic.h"

typedef struct scale_memory {
    size_t now, peak;
} scale_memory;

static void *scale_alloc(void *user, size_t size, size_t align)
{
    scale_memory *m = user;
    (void)align;
    m->now += size;
    m->peak = m->now > m->peak ? m->now : m->peak;
    return malloc(size);
}

static void *scale_resize(void *user, void *block, size_t old_size, size_t new_size, size_t align)
{
    scale_memory *m = user;
    (void)align;
    m->now += new_size - old_size;
    m->peak = m->now > m->peak ? m->now : m->peak;
    return realloc(block, new_size);
}

static void scale_release(void *user, void *block, size_t size, size_t align)
{
    scale_memory *m = user;
    (void)align;
    m->now -= size;
    free(block);
}

static double scale_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static uint32_t scale_argument(int argc, char **argv, int k, uint32_t otherwise)
{
    return argc > k ? (uint32_t)strtoul(argv[k], NULL, 10) : otherwise;
}

static void scale_print_nodes(const piq__plan_problem *p)
{
    uint32_t i = 0;
    for (uint32_t n = 0; n < p->nodes; n++) {
        uint32_t first = i;
        int32_t used = 0;
        for (; i < p->items && p->piece_node[i] == n; i++)
            used += p->item_gpus[i];
        printf("%u %d", p->node_type[n], p->node_capacity[n] - used);
        for (; first < i; first++)
            printf(" %d", p->item_movable[first] ? p->item_gpus[first] : -p->item_gpus[first]);
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    const synthetic_mix mix = {scale_argument(argc, argv, 1, 1000), scale_argument(argc, argv, 2, 200), scale_argument(argc, argv, 5, 1),
                               scale_argument(argc, argv, 3, 133),  scale_argument(argc, argv, 4, 80),  scale_argument(argc, argv, 6, 1),
                               scale_argument(argc, argv, 7, 0)};
    scale_memory memory = {0, 0};
    const piq_allocator a = {sizeof a, 0, scale_alloc, scale_resize, scale_release, &memory};
    piq__plan_problem p;
    piq__plan_result result;
    text_rows rows;
    synthetic_fleet(&mix, &p, &rows);
    if (argc > 9) {
        scale_print_nodes(&p);
        text_free(&rows);
        return 0;
    }
    const double before = scale_clock();
    if (piq__plan(&p, &a, argc > 8 ? strtoull(argv[8], NULL, 10) : 5000000, &result) != PIQ_OK)
        return 3;
    const double after = scale_clock();
    printf("nodes %u items %u jobs %u: runs %u of at most %u, moved %.2f in %zu moves, optimal %s, work %llu, %.1f ms, %.1f MB\n", p.nodes,
           p.items, p.jobs, result.runs, result.runs_bound, result.gpus_moved, result.move_count, result.optimal ? "yes" : "no",
           (unsigned long long)result.work, after - before, (double)memory.peak / 1e6);
    piq__plan_free(&a, &result);
    text_free(&rows);
    return memory.now == 0 ? 0 : 4;
}
