/* Lists of numbers and of strings. */
#include "arrow/import.h"

void *piq__arrow_room(piq__arrow_import *m, size_t count, size_t size)
{
    if (NEVER(count > SIZE_MAX / size))
        return NULL;
    return piq__grow(&m->fleet->allocator, &m->list, &m->list_capacity, count * size, 1) ? m->list : NULL;
}

piq_status piq__arrow_bind_list(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a, piq__arrow_view *v)
{
    const piq_status status = piq__arrow_bind_column(m, plan, a, v);
    if (status != PIQ_OK)
        return status;
    if (a->n_children != 1 || a->children == NULL || a->children[0] == NULL || a->children[0]->length < 0)
        return piq__arrow_fail(m, PIQ_E_SYNTAX, plan, SIZE_MAX, " is a list without items");
    return PIQ_OK;
}

piq_status piq__arrow_items(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a, const piq__arrow_view *v,
                            size_t i, size_t *first, size_t *count)
{
    if (!piq__arrow_span(v, i, (size_t)a->children[0]->length, first, count))
        return piq__arrow_fail(m, PIQ_E_SYNTAX, plan, m->first + i, " has list offsets out of order, or beyond the items");
    if (*count > PIQ__POOL_MOST)
        return piq__arrow_fail(m, PIQ_E_LIMIT, plan, m->first + i, " has a list of more than 4294967294 items");
    return PIQ_OK;
}

static piq_status arrow_lists_assign(piq__arrow_import *m, const piq__arrow_plan *plan, piq__pool *pool, size_t row, const void *items,
                                     size_t count, size_t size)
{
    const piq_status status = piq__pool_assign(m->fleet, pool, plan->field, row, items, count, size, &m->detail);
    return status == PIQ_OK ? PIQ_OK : piq__arrow_fail_detail(m, status, plan, row);
}

/* ---- numbers ---- */

static piq_status arrow_lists_numbers(piq__arrow_import *m, const piq__arrow_plan *plan, const piq__arrow_view *items, size_t row,
                                      size_t first, size_t count)
{
    double *values = piq__arrow_room(m, count + 1, sizeof *values);
    if (values == NULL)
        return piq__fail_memory(m->error);
    for (size_t i = 0; i < count; i++) {
        if (!piq__arrow_there(items, first + i))
            return piq__arrow_fail(m, PIQ_E_TYPE, plan, row, " has an item that is null");
        values[i] = piq__arrow_number(m, items, first + i);
        const piq_status status = piq__check_number(m->fleet, m->entity, row, plan->field, values[i], &m->detail);
        if (status != PIQ_OK)
            return piq__arrow_fail_detail(m, status, plan, row);
    }
    return arrow_lists_assign(m, plan, &m->fleet->numbers, row, values, count, sizeof *values);
}

static piq_status arrow_lists_of_numbers(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a,
                                         const piq__arrow_view *v)
{
    const struct ArrowArray *array = a->children[0];
    piq__arrow_view items;
    const char *why = piq__arrow_bind(&items, plan->item, array, 0, (size_t)array->length);
    piq_status status = why == NULL ? PIQ_OK : piq__arrow_fail_member(m, PIQ_E_SYNTAX, plan, SIZE_MAX, "its items' array", why);
    for (size_t i = 0; status == PIQ_OK && i < m->count; i++) {
        size_t first = 0, count = 0;
        status = piq__arrow_items(m, plan, a, v, i, &first, &count);
        if (status == PIQ_OK && piq__arrow_there(v, i))
            status = arrow_lists_numbers(m, plan, &items, m->first + i, first, count);
    }
    return status;
}

/* ---- strings ---- */

static piq_status arrow_lists_strings(piq__arrow_symbols *s, size_t row, size_t first, size_t count)
{
    piq__arrow_import *m = s->import;
    uint32_t *numbers = piq__arrow_room(m, count + 1, sizeof *numbers);
    if (numbers == NULL)
        return piq__fail_memory(m->error);
    for (size_t i = 0; i < count; i++) {
        const piq_status status = piq__arrow_symbol(s, first + i, row, &numbers[i]);
        if (status != PIQ_OK)
            return status;
        if (numbers[i] == 0)
            return piq__arrow_fail(m, PIQ_E_TYPE, s->plan, row, " has an item that is null");
    }
    return arrow_lists_assign(m, s->plan, &m->fleet->texts, row, numbers, count, sizeof *numbers);
}

static piq_status arrow_lists_of_strings(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a,
                                         const piq__arrow_view *v)
{
    const struct ArrowArray *array = a->children[0];
    piq__arrow_symbols s = {m, plan, "its items' array", piq__arrow_take, {{0}, {0}, false}, NULL, 0, NULL, 0, 0};
    piq_status status = piq__arrow_symbols_begin(&s, plan->item, array, 0, (size_t)array->length);
    for (size_t i = 0; status == PIQ_OK && i < m->count; i++) {
        size_t first = 0, count = 0;
        status = piq__arrow_items(m, plan, a, v, i, &first, &count);
        if (status == PIQ_OK && piq__arrow_there(v, i))
            status = arrow_lists_strings(&s, m->first + i, first, count);
    }
    piq__arrow_symbols_end(&s);
    return status;
}

piq_status piq__arrow_list_column(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a)
{
    piq__arrow_view v;
    const piq_status status = piq__arrow_bind_list(m, plan, a, &v);
    if (status != PIQ_OK)
        return status;
    return piq__fields[plan->field].type == PIQ_TYPE_NUMBER_LIST ? arrow_lists_of_numbers(m, plan, a, &v)
                                                                  : arrow_lists_of_strings(m, plan, a, &v);
}
