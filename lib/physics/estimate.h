/* The calculator's inside: a question as the physics takes it, and its answer. */
#ifndef PIQ__ESTIMATE_H
#define PIQ__ESTIMATE_H

#include "physics/physics.h"

typedef struct piq__case {
    piq__model model;
    piq__device device;
    piq__layout layout;
    piq__engine engine;
    double gpus, prompt, output;
    double concurrency; /* in all; NaN: as many as memory holds */
    double price;       /* of a GPU-hour; NaN */
    uint32_t basis, gpu_type, model_row;
    bool measured;
} piq__case;

/* All but what belongs to the GPU type. */
piq_status piq__case_read(piq__case *c, piq_estimate_query *q, const piq_estimate_query *query, piq_error *error);
/* The GPU type by its row of the catalog, its price and whether the model was measured on it. */
void piq__case_device(piq__case *c, const piq_estimate_query *q, uint32_t row);
/* GPUs and how they are cut, with what depends on it; what cannot be cut that way is an error. */
piq_status piq__case_layout(piq__case *c, const piq_estimate_query *q, piq_error *error);
bool piq__case_cuts(const piq__case *c, double gpus, double tensor_parallel);
void piq__case_cut(piq__case *c, double gpus, double tensor_parallel);
void piq__case_answer(const piq__case *c, piq_estimate_result *result);

#endif
