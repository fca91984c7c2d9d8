/* Ids, numbers and booleans: one page of the fleet at a time, so that values pass through the cache once. */
#include "arrow/import.h"

piq_status piq__arrow_bind_column(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a, piq__arrow_view *v)
{
    const char *why = piq__arrow_bind(v, plan->type, a, (size_t)m->array->offset, m->count);
    v->above = m->validity;
    v->above_base = m->validity_base;
    return why == NULL ? PIQ_OK : piq__arrow_fail(m, PIQ_E_SYNTAX, plan, SIZE_MAX, why);
}

/* ---- ids ---- */

#define COLUMNS_AHEAD 64 /* texts looked at before the first of them is needed */

static piq_status arrow_columns_ids(piq__arrow_import *m, const piq__arrow_texts *texts, size_t done, size_t count)
{
    const piq__arrow_plan *plan = &m->plans[0];
    piq__asked ids[COLUMNS_AHEAD];
    const char *why = NULL;
    size_t given = 0, added;
    for (; given < count; given++)
        if (!piq__arrow_text_at(texts, done + given, &ids[given].text, &ids[given].length, &why) || ids[given].text == NULL)
            break;
    const piq_status status = piq__fleet_append(m->fleet, m->entity, ids, given, &added, &m->detail);
    if (status != PIQ_OK)
        return piq__arrow_fail_detail(m, status, plan, m->first + done + added);
    if (given == count)
        return PIQ_OK;
    return piq__arrow_fail(m, why != NULL ? PIQ_E_SYNTAX : PIQ_E_FIELD, plan, m->first + done + given, why != NULL ? why : " is missing");
}

piq_status piq__arrow_ids(piq__arrow_import *m)
{
    const piq__arrow_plan *plan = &m->plans[0];
    const struct ArrowArray *a = m->array->children[plan->child];
    piq__arrow_texts texts;
    const char *why = piq__arrow_bind_texts(&texts, plan->type, a, (size_t)m->array->offset, m->count);
    texts.self.above = m->validity;
    texts.self.above_base = m->validity_base;
    if (why != NULL)
        return piq__arrow_fail(m, PIQ_E_SYNTAX, plan, SIZE_MAX, why);
    if (!piq__fleet_reserve(m->fleet, m->entity, m->count))
        return piq__fail_memory(m->error);
    piq_status status = PIQ_OK;
    for (size_t done = 0; status == PIQ_OK && done < m->count; done += COLUMNS_AHEAD)
        status = arrow_columns_ids(m, &texts, done, m->count - done < COLUMNS_AHEAD ? m->count - done : COLUMNS_AHEAD);
    return status;
}

/* ---- numbers ---- */

double piq__arrow_number(const piq__arrow_import *m, const piq__arrow_view *v, size_t i)
{
    double value = 0;
    if (v->kind != PIQ__ARROW_TIMESTAMP && v->kind != PIQ__ARROW_DATE) {
        piq__arrow_load(v, i, 1, &value);
        return value + 0.0; /* -0 becomes 0 */
    }
    int64_t seconds;
    uint32_t ticks;
    piq__arrow_time(v, i, &seconds, &ticks);
    return (double)m->now_seconds - (double)seconds + (m->now_fraction - (double)ticks / v->per_second);
}

static void arrow_columns_load(const piq__arrow_import *m, const piq__arrow_view *v, size_t first, unsigned count,
                               const uint64_t mask[PIQ__PAGE_WORDS], double *values)
{
    if (v->kind != PIQ__ARROW_TIMESTAMP && v->kind != PIQ__ARROW_DATE) {
        piq__arrow_load(v, first, count, values);
        return;
    }
    for (unsigned i = 0; i < count; i++)
        if ((mask[i / 64] >> (i % 64) & 1) != 0)
            values[i] = piq__arrow_number(m, v, first + i);
}

static piq_status arrow_columns_numbers(piq__arrow_import *m, const piq__arrow_plan *plan, const piq__arrow_view *v)
{
    piq__column *column = &m->fleet->columns[plan->field];
    double read[PIQ__PAGE_ROWS], packed[PIQ__PAGE_ROWS];
    uint64_t mask[PIQ__PAGE_WORDS];
    unsigned count;
    for (size_t done = 0; done < m->count; done += count) {
        const void *values = read;
        count = piq__page_rest(m->first + done, m->count - done);
        if (piq__arrow_mask(v, done, count, mask) == 0)
            continue;
        if (v->kind == PIQ__ARROW_F64)
            values = v->data + (v->base + done) * sizeof(double);
        else
            arrow_columns_load(m, v, done, count, mask, read);
        const bool whole = piq__arrow_is_integer(v->kind);
        const piq_status status = piq__pack_checked(m->fleet, plan->field, m->first + done, mask, values, whole, packed, &m->detail);
        if (status != PIQ_OK)
            return piq__arrow_fail_detail(m, status, plan, (size_t)m->detail.row);
        if (!piq__column_append(column, &m->fleet->allocator, m->first + done, mask, packed, piq__mask_count(mask)))
            return piq__fail_memory(m->error);
    }
    return PIQ_OK;
}

/* ---- booleans ---- */

static piq_status arrow_columns_booleans(piq__arrow_import *m, const piq__arrow_plan *plan, const piq__arrow_view *v)
{
    piq__column *column = &m->fleet->columns[plan->field];
    unsigned char bytes[PIQ__PAGE_ROWS];
    uint64_t mask[PIQ__PAGE_WORDS];
    unsigned count;
    for (size_t done = 0; done < m->count; done += count) {
        count = piq__page_rest(m->first + done, m->count - done);
        const unsigned there = piq__arrow_mask(v, done, count, mask);
        piq__pack_bits(mask, (const uint8_t *)v->data, v->base + done, bytes);
        if (!piq__column_append(column, &m->fleet->allocator, m->first + done, mask, bytes, there))
            return piq__fail_memory(m->error);
    }
    return PIQ_OK;
}

/* ---- any column ---- */

piq_status piq__arrow_column(piq__arrow_import *m, const piq__arrow_plan *plan)
{
    const struct ArrowArray *a = m->array->children[plan->child];
    piq__arrow_view v;
    piq_status status;
    if (plan->type.kind == PIQ__ARROW_NULL)
        return piq__arrow_bind_column(m, plan, a, &v);
    switch (piq__fields[plan->field].type) {
    case PIQ_TYPE_NUMBER:
    case PIQ_TYPE_INTEGER:
        status = piq__arrow_bind_column(m, plan, a, &v);
        return status != PIQ_OK ? status : arrow_columns_numbers(m, plan, &v);
    case PIQ_TYPE_BOOL:
        status = piq__arrow_bind_column(m, plan, a, &v);
        return status != PIQ_OK ? status : arrow_columns_booleans(m, plan, &v);
    case PIQ_TYPE_STRING_LIST:
    case PIQ_TYPE_NUMBER_LIST: return piq__arrow_list_column(m, plan, a);
    case PIQ_TYPE_OBJECT_LIST: return piq__arrow_object_column(m, plan, a);
    default: return piq__arrow_text_column(m, plan, a);
    }
}
