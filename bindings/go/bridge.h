/* What the Go files of this package see of C: the library's header, the one beside this file or the system's, and the helpers of
   bridge.c, which put together what Go may not hand over as it is: pointers within Go's memory. */
#ifndef PIQ_GO_BRIDGE_H
#define PIQ_GO_BRIDGE_H

#ifdef PIQ_GO_SYSTEM
#include <piq/piq.h>
#else
#include "piq.h"
#endif

/* Texts stand one behind the other in `bytes`; `lengths` has the bytes of each. */
piq_status piq_go_add_many(piq_fleet *fleet, uint32_t entity, const char *bytes, const size_t *lengths, size_t count, piq_ref *first,
                           piq_error *error);
piq_status piq_go_set_string_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count, const char *bytes,
                                    const size_t *lengths, const uint8_t *validity, piq_error *error);
piq_status piq_go_set_string_list(piq_fleet *fleet, piq_ref row, uint32_t field, const char *bytes, const size_t *lengths, size_t count,
                                  piq_error *error);
/* The pieces' labels stand one behind the other in `labels`; a gpu_length of 0 is none. */
piq_status piq_go_place(piq_fleet *fleet, piq_ref workload, const piq_piece *pieces, size_t count, const char *labels, piq_error *error);

/* Output collected in C's memory, so that no code of the caller runs within a call of the library. */
typedef struct piq_go_output {
    char *bytes;
    size_t length, room;
    int32_t no_memory;
} piq_go_output;

piq_status piq_go_report_json(const piq_report *report, uint32_t flags, piq_go_output *output, piq_error *error);
piq_status piq_go_finding_json(const piq_report *report, size_t index, piq_go_output *output, piq_error *error);
piq_status piq_go_evaluate_json(const char *bytes, size_t length, const piq_policy *policy, piq_go_output *output, piq_error *error);
void piq_go_output_free(piq_go_output *output);

/* Lends the policy `workers` goroutines; 0: none. */
piq_status piq_go_set_workers(piq_policy *policy, uintptr_t workers, piq_error *error);
void piq_go_call_task(void *task, void *context, size_t index);

#endif
