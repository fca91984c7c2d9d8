/* Where it went wrong: table, column, row. */
#include "arrow/import.h"

piq__text piq__arrow_error(piq__arrow_import *m, piq_status status, const char *column, size_t length, uint64_t row, unsigned field)
{
    piq__text t = piq__error_begin(m->error, status, m->entity, row, field == PIQ__FIELD_COUNT ? 0 : piq__fields[field].id);
    piq__put(&t, piq__arrow_table_name(m->entity));
    if (column != NULL) {
        piq__put(&t, ", column ");
        if (field == PIQ__FIELD_COUNT)
            piq__put_quoted(&t, column, piq__utf8_valid(column, length) ? length : 0);
        else
            piq__put_bytes(&t, column, length);
    }
    if (row != PIQ_NONE) {
        piq__put(&t, ", row ");
        piq__put_number(&t, (double)row);
    }
    return t;
}

static piq__text arrow_errors_at(piq__arrow_import *m, piq_status status, const piq__arrow_plan *plan, size_t row)
{
    const char *name = piq__field_name(plan->field);
    return piq__arrow_error(m, status, name, strlen(name), row == SIZE_MAX ? PIQ_NONE : row - m->mark.rows, plan->field);
}

piq_status piq__arrow_fail(piq__arrow_import *m, piq_status status, const piq__arrow_plan *plan, size_t row, const char *why)
{
    piq__text t = arrow_errors_at(m, status, plan, row);
    piq__put(&t, why);
    return status;
}

piq_status piq__arrow_fail_detail(piq__arrow_import *m, piq_status status, const piq__arrow_plan *plan, size_t row)
{
    if (status == PIQ_E_NOMEM)
        return piq__fail_memory(m->error);
    piq__text t = arrow_errors_at(m, status, plan, row);
    piq__put(&t, ": ");
    piq__put(&t, m->detail.message);
    return status;
}

piq_status piq__arrow_fail_member(piq__arrow_import *m, piq_status status, const piq__arrow_plan *plan, size_t row, const char *member,
                                  const char *why)
{
    piq__text t = arrow_errors_at(m, status, plan, row);
    piq__put(&t, ": ");
    piq__put(&t, member);
    piq__put(&t, why);
    return status;
}
