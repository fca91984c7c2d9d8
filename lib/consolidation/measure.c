#include "consolidation/measure.h"

double piq__unusable_space(const int32_t *domain_free, size_t domains, int32_t k)
{
    int64_t free = 0, usable = 0;
    if (k <= 0)
        return PIQ__UNKNOWN;
    for (size_t d = 0; d < domains; d++) {
        if (domain_free[d] <= 0)
            continue;
        free += domain_free[d];
        usable += (int64_t)(domain_free[d] / k) * k;
    }
    return free == 0 ? PIQ__UNKNOWN : 1.0 - (double)usable / (double)free;
}

static double measure_fragment(const piq__fgd_node *n, const piq__fgd_task *t, double total)
{
    double small = 0.0;
    uint32_t fit = 0;
    for (uint32_t g = 0; g < n->gpus; g++) {
        if (n->left[g] >= t->gpu)
            fit++;
        else
            small += n->left[g];
    }
    const bool runs = t->count > 0 && t->gpu > 0 && fit >= t->count && (t->accepts == NULL || t->accepts[n->type]) &&
                      (!piq__known(n->cpu) || n->cpu >= t->cpu) && (!piq__known(n->memory) || n->memory >= t->memory);
    return runs ? small : total;
}

double piq__fgd_fragment(const piq__fgd_node *node, const piq__fgd_task *tasks, size_t count)
{
    double total = 0.0, sum = 0.0;
    for (uint32_t g = 0; g < node->gpus; g++)
        total += node->left[g];
    for (size_t k = 0; k < count; k++)
        sum += tasks[k].popularity * measure_fragment(node, &tasks[k], total);
    return sum;
}
