/* The ledger: who may claim which GPU-hours of one workload. Claims never add up to more than the workload costs. */
#ifndef PIQ__LEDGER_H
#define PIQ__LEDGER_H

#include "detectors/detectors.h"

/* Settles all verdicts of one workload (index: detector number): relations, joint target, exclusive and standalone money,
   GPU-hours. Detector 9 is not among them. */
void piq__settle(const piq__work *w, piq__verdict verdicts[PIQ__DETECTOR_COUNT + 1]);

/* What a node's verdict of detector 6 is worth. */
void piq__settle_node(const piq__world *world, size_t node, piq__verdict *v);

/* R8: severity of a finding judged by money; `money` unknown: by GPU-hours. */
uint32_t piq__money_severity(const double *p, double money, double gpu_hours, double spend_per_month);

#endif
