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

typedef struct arrow_columns_id {
    const char *text;
    size_t length;
    uint32_t hash;
} arrow_columns_id;

static piq_status arrow_columns_ids(piq__arrow_import *m, const piq__arrow_texts *texts, size_t done, size_t count)
{
    const piq__arrow_plan *plan = &m->plans[0];
    arrow_columns_id ids[COLUMNS_AHEAD];
    const char *why;
    for (size_t i = 0; i < count; i++) {
        if (!piq__arrow_text_at(texts, done + i, &ids[i].text, &ids[i].length, &why))
            return piq__arrow_fail(m, PIQ_E_SYNTAX, plan, m->first + done + i, why);
        if (ids[i].text == NULL)
            return piq__arrow_fail(m, PIQ_E_FIELD, plan, m->first + done + i, " is missing");
        ids[i].hash = piq__strings_hash(ids[i].text, ids[i].length);
        piq__strings_expect(&m->fleet->strings, ids[i].hash, 0);
    }
    for (size_t i = 0; i < count; i++) {
        const piq_status status = piq__fleet_append_hashed(m->fleet, m->entity, ids[i].text, ids[i].length, ids[i].hash, &m->detail);
        if (status != PIQ_OK)
            return piq__arrow_fail_detail(m, status, plan, m->first + done + i);
    }
    return PIQ_OK;
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
    if (!piq__strings_reserve(&m->fleet->strings, m->count))
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
        return value == 0 ? 0 : value;
    }
    int64_t seconds;
    uint32_t ticks;
    piq__arrow_time(v, i, &seconds, &ticks);
    value = (double)m->now_seconds - (double)seconds + (m->now_fraction - (double)ticks / v->per_second);
    return value == 0 ? 0 : value;
}

/* Moves what is there to the front. */
static void arrow_columns_gather(const uint64_t mask[PIQ__PAGE_ROWS / 64], double *values)
{
    unsigned to = 0;
    for (unsigned word = 0; word < PIQ__PAGE_ROWS / 64; word++)
        for (uint64_t bits = mask[word]; bits != 0; bits &= bits - 1)
            values[to++] = values[word * 64 + piq__arrow_lowest(bits)];
}

/* True when all values may be kept as they are; -0 becomes 0. */
static bool arrow_columns_plain(double *values, unsigned count, const piq__field *about, bool whole)
{
    const double min = about->min, max = about->max;
    unsigned bad = 0;
    for (unsigned i = 0; i < count; i++) {
        const double value = values[i];
        bad |= (unsigned)!(value >= min) | (unsigned)!(value <= max);
        values[i] = value == 0 ? 0 : value;
    }
    if (bad != 0 || about->type != PIQ_TYPE_INTEGER || whole)
        return bad == 0;
    for (unsigned i = 0; i < count; i++)
        bad |= (unsigned)((double)(int64_t)values[i] != values[i]);
    return bad == 0;
}

/* Looks at values one by one: NaN is unknown, what is out of range an error. Returns how many remain. */
static unsigned arrow_columns_screen(piq__arrow_import *m, const piq__arrow_plan *plan, size_t row, uint64_t mask[PIQ__PAGE_ROWS / 64],
                                     double *values, piq_status *status)
{
    unsigned from = 0, to = 0;
    for (unsigned word = 0; word < PIQ__PAGE_ROWS / 64; word++)
        for (uint64_t bits = mask[word]; bits != 0; bits &= bits - 1, from++) {
            const unsigned at = piq__arrow_lowest(bits);
            if (!piq__known(values[from])) {
                mask[word] &= ~(UINT64_C(1) << at);
                continue;
            }
            const size_t here = row + word * 64 + at;
            *status = piq__check_number(m->fleet, m->entity, here, plan->field, values[from], &m->detail);
            if (*status != PIQ_OK) {
                *status = piq__arrow_fail_detail(m, *status, plan, here);
                return 0;
            }
            values[to++] = values[from];
        }
    return to;
}

static piq_status arrow_columns_store(piq__arrow_import *m, const piq__arrow_plan *plan, size_t row,
                                      const uint64_t mask[PIQ__PAGE_ROWS / 64], const void *values, unsigned count)
{
    return piq__column_append(&m->fleet->columns[plan->field], &m->fleet->allocator, row, mask, values, count) ? PIQ_OK
                                                                                                                : piq__fail_memory(m->error);
}

static void arrow_columns_load(const piq__arrow_import *m, const piq__arrow_view *v, size_t first, unsigned count,
                               const uint64_t mask[PIQ__PAGE_ROWS / 64], double *values)
{
    if (v->kind != PIQ__ARROW_TIMESTAMP && v->kind != PIQ__ARROW_DATE) {
        piq__arrow_load(v, first, count, values);
        return;
    }
    for (unsigned i = 0; i < count; i++)
        if ((mask[i / 64] >> (i % 64) & 1) != 0)
            values[i] = piq__arrow_number(m, v, first + i);
}

/* No node that is added here can have been placed on, so that a gpu_count needs no other check than its range. */
static piq_status arrow_columns_numbers(piq__arrow_import *m, const piq__arrow_plan *plan, const piq__arrow_view *v)
{
    const piq__field *about = &piq__fields[plan->field];
    double values[PIQ__PAGE_ROWS];
    uint64_t mask[PIQ__PAGE_ROWS / 64];
    piq_status status = PIQ_OK;
    unsigned count;
    for (size_t done = 0; status == PIQ_OK && done < m->count; done += count) {
        count = piq__arrow_stretch(m, done);
        unsigned there = piq__arrow_mask(v, done, count, mask);
        if (there == 0)
            continue;
        arrow_columns_load(m, v, done, count, mask, values);
        if (there != count)
            arrow_columns_gather(mask, values);
        if (!arrow_columns_plain(values, there, about, piq__arrow_is_integer(v->kind)))
            there = arrow_columns_screen(m, plan, m->first + done, mask, values, &status);
        if (status == PIQ_OK)
            status = arrow_columns_store(m, plan, m->first + done, mask, values, there);
    }
    return status;
}

/* ---- booleans ---- */

static piq_status arrow_columns_booleans(piq__arrow_import *m, const piq__arrow_plan *plan, const piq__arrow_view *v)
{
    unsigned char bytes[PIQ__PAGE_ROWS];
    uint64_t mask[PIQ__PAGE_ROWS / 64];
    piq_status status = PIQ_OK;
    unsigned count;
    for (size_t done = 0; status == PIQ_OK && done < m->count; done += count) {
        unsigned to = 0;
        count = piq__arrow_stretch(m, done);
        (void)piq__arrow_mask(v, done, count, mask);
        for (unsigned i = 0; i < count; i++)
            if ((mask[i / 64] >> (i % 64) & 1) != 0)
                bytes[to++] = piq__bit((const uint8_t *)v->data, v->base + done + i) ? 1 : 0;
        status = arrow_columns_store(m, plan, m->first + done, mask, bytes, to);
    }
    return status;
}

/* ---- any column ---- */

piq_status piq__arrow_column(piq__arrow_import *m, const piq__arrow_plan *plan)
{
    const struct ArrowArray *a = m->array->children[plan->child];
    piq__arrow_view v;
    piq_status status;
    if (!plan->type.coded && plan->type.kind == PIQ__ARROW_NULL)
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
