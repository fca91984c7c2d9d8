/* The two passes of an evaluation. Both are false when memory is out. */
#ifndef PIQ__EVALUATE_H
#define PIQ__EVALUATE_H

#include "facts/pending.h"
#include "report/report.h"

static inline bool piq__enabled(const piq__world *world, unsigned detector) { return (world->policy->disabled >> detector & 1u) == 0; }

/* The node's own detector, and what no workload pays of it. */
bool piq__evaluate_nodes(const piq__world *world, const piq__pending *pending, piq__part *part);

/* Each task judges a stretch of the workloads into a part of the report, so that tasks share nothing they write. */
size_t piq__evaluate_tasks(const piq__world *world);
bool piq__evaluate_workloads(const piq__world *world, piq__part *parts);

#endif
