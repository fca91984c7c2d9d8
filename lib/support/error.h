/* Filling the caller's error: status, field, place, one sentence. */
#ifndef PIQ__ERROR_H
#define PIQ__ERROR_H

#include "support/text.h"

/* Begins an error and returns the text to put its sentence into; works with error == NULL. */
piq__text piq__error_begin(piq_error *error, piq_status status, uint32_t entity, uint64_t row, uint32_t field);
/* The whole of it where one sentence says all. */
piq_status piq__fail(piq_error *error, piq_status status, const char *sentence);
static inline piq_status piq__fail_memory(piq_error *error) { return piq__fail(error, PIQ_E_NOMEM, "out of memory"); }

#endif
