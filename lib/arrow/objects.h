/* Lists of structs: what their kinds share. */
#ifndef PIQ__ARROW_OBJECTS_H
#define PIQ__ARROW_OBJECTS_H

#include "arrow/import.h"

typedef struct piq__arrow_objects {
    piq__arrow_import *import;
    const piq__arrow_plan *plan;
    const struct ArrowArray *lists;
    piq__arrow_view list, item;
    piq__arrow_view numbers[PIQ__ARROW_MEMBERS];    /* members that are numbers */
    piq__arrow_symbols symbols[PIQ__ARROW_MEMBERS]; /* members that are texts */
} piq__arrow_objects;

piq_status piq__arrow_object_missing(const piq__arrow_objects *o, size_t row, size_t place);
piq_status piq__arrow_object_null(const piq__arrow_objects *o, size_t row);
/* A number from 0 to `max`; what is not there leaves the value as it was. */
piq_status piq__arrow_object_number(const piq__arrow_objects *o, size_t row, size_t i, size_t place, double max, bool whole, double *value);
/* What a text member stands for; 0: it is not there. */
piq_status piq__arrow_object_symbol(piq__arrow_objects *o, size_t row, size_t i, size_t place, uint32_t *number);

/* places.c */
piq_status piq__arrow_placements(piq__arrow_objects *o);

#endif
