/* Column-wise setters: look at every value first, make room, then write; so a refused column leaves nothing behind. */
#include "fleet/fleet.h"

#include "support/copy.h"

typedef struct columns_job {
    piq_fleet *fleet;
    unsigned field;
    size_t first, count;
    const uint8_t *validity;
    piq_error *error;
} columns_job;

static piq_status columns_begin(columns_job *job, piq_fleet *f, uint32_t id, size_t first, size_t count, const void *values,
                                const uint8_t *validity, unsigned types, piq_error *error)
{
    const columns_job begun = {f, piq__field_by_id(id), first, count, validity, error};
    *job = begun;
    if (f == NULL || (values == NULL && count != 0))
        return piq__fail(error, PIQ_E_ARGUMENT, "a column needs a fleet and values");
    if (job->field == PIQ__FIELD_COUNT || job->field == piq__field_first(piq__fields[job->field].entity))
        return piq__fail(error, PIQ_E_FIELD, "no such field that a column could set");
    const piq__field *about = &piq__fields[job->field];
    if ((types >> about->type & 1u) == 0)
        return piq__fail(error, PIQ_E_TYPE, "the field holds another type than this column");
    if (about->entity == PIQ_ENTITY_FLEET || first > f->rows[about->entity].count || count > f->rows[about->entity].count - first)
        return piq__fail(error, PIQ_E_ARGUMENT, "the column reaches past the rows of the fleet");
    return PIQ_OK;
}

static bool columns_reserve(const columns_job *job)
{
    return piq__column_reserve(&job->fleet->columns[job->field], &job->fleet->allocator, job->first, job->count, job->validity);
}

static void columns_write(const columns_job *job, size_t i, const void *value)
{
    (void)piq__column_set(&job->fleet->columns[job->field], &job->fleet->allocator, job->first + i, value);
}

static double columns_double(const void *at)
{
    double value;
    memcpy(&value, at, sizeof value);
    return value;
}

static double columns_integer(const void *at)
{
    int64_t value;
    memcpy(&value, at, sizeof value);
    return (double)value;
}

static piq_status columns_numbers(const columns_job *job, const void *values, size_t stride, double (*read)(const void *))
{
    piq_fleet *f = job->fleet;
    const piq__field *about = &piq__fields[job->field];
    for (size_t i = 0; i < job->count; i++) {
        if (!piq__bit(job->validity, i))
            continue;
        const double value = read((const char *)values + i * stride);
        const bool plain = about->type == PIQ_TYPE_NUMBER && value >= about->min && value <= about->max;
        piq_status status = plain || !piq__known(value) ? PIQ_OK : piq__check_number(f, about->entity, job->first + i, job->field, value, job->error);
        if (status == PIQ_OK && job->field == F_node_gpu_count)
            status = piq__check_node_size(f, job->first + i, value, job->error);
        if (status != PIQ_OK)
            return status;
    }
    if (!columns_reserve(job))
        return piq__fail_memory(job->error);
    for (size_t i = 0; i < job->count; i++) {
        if (!piq__bit(job->validity, i))
            continue;
        double value = read((const char *)values + i * stride);
        if (value == 0)
            value = 0;
        if (piq__known(value))
            columns_write(job, i, &value);
        else
            piq__column_clear(&f->columns[job->field], job->first + i);
    }
    return PIQ_OK;
}

#define COLUMNS_NUMERIC (1u << PIQ_TYPE_NUMBER | 1u << PIQ_TYPE_INTEGER)

piq_status piq_fleet_set_number_column(piq_fleet *f, uint32_t field, size_t first, size_t count, const double *values, size_t stride,
                                       const uint8_t *validity, piq_error *error)
{
    columns_job job;
    piq_status status = columns_begin(&job, f, field, first, count, values, validity, COLUMNS_NUMERIC, error);
    return status != PIQ_OK ? status : columns_numbers(&job, values, stride == 0 ? sizeof *values : stride, columns_double);
}

piq_status piq_fleet_set_integer_column(piq_fleet *f, uint32_t field, size_t first, size_t count, const int64_t *values, size_t stride,
                                        const uint8_t *validity, piq_error *error)
{
    columns_job job;
    piq_status status = columns_begin(&job, f, field, first, count, values, validity, COLUMNS_NUMERIC, error);
    return status != PIQ_OK ? status : columns_numbers(&job, values, stride == 0 ? sizeof *values : stride, columns_integer);
}

piq_status piq_fleet_set_boolean_column(piq_fleet *f, uint32_t field, size_t first, size_t count, const uint8_t *values, size_t stride,
                                        const uint8_t *validity, piq_error *error)
{
    columns_job job;
    piq_status status = columns_begin(&job, f, field, first, count, values, validity, 1u << PIQ_TYPE_BOOL, error);
    if (status != PIQ_OK)
        return status;
    if (!columns_reserve(&job))
        return piq__fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        const unsigned char byte = values[i * (stride == 0 ? 1 : stride)] != 0 ? 1 : 0;
        if (piq__bit(validity, i))
            columns_write(&job, i, &byte);
    }
    return PIQ_OK;
}

static size_t columns_length(const char *const *texts, const size_t *lengths, size_t i)
{
    return piq__length(texts[i], lengths == NULL ? PIQ_NUL_TERMINATED : lengths[i]);
}

piq_status piq_fleet_set_string_column(piq_fleet *f, uint32_t field, size_t first, size_t count, const char *const *texts,
                                       const size_t *lengths, piq_error *error)
{
    columns_job job;
    piq_status status =
        columns_begin(&job, f, field, first, count, texts, NULL, 1u << PIQ_TYPE_STRING | 1u << PIQ_TYPE_TIMESTAMP, error);
    if (status != PIQ_OK)
        return status;
    const piq__field *about = &piq__fields[job.field];
    for (size_t i = 0; i < count; i++) {
        if (texts[i] == NULL)
            continue;
        const size_t length = columns_length(texts, lengths, i);
        status = piq__check_text(f, about->entity, first + i, job.field, texts[i], length, error);
        if (status != PIQ_OK)
            return status;
        if (about->words == 0 && piq__strings_take(&f->strings, texts[i], length) == 0)
            return piq__fail_memory(error);
    }
    if (!columns_reserve(&job))
        return piq__fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        if (texts[i] == NULL)
            continue;
        const size_t length = columns_length(texts, lengths, i);
        if (about->words == 0 && length == 0) {
            piq__column_clear(&f->columns[job.field], first + i);
            continue;
        }
        const unsigned char word = (unsigned char)piq_word_find(about->words, texts[i], length);
        const uint32_t text = piq__strings_find(&f->strings, texts[i], length);
        columns_write(&job, i, about->words != 0 ? (const void *)&word : (const void *)&text);
    }
    return PIQ_OK;
}
