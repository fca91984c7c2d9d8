/* Column-wise setters, page by page. A column that ends before the rows to be set grows behind them, and is cut off there again when a
   value is refused. Otherwise all values are looked at twice: first they are checked and room is made for them, then they are written. */
#include "fleet/fill.h"

#include "support/copy.h"

typedef struct columns_job {
    piq_fleet *fleet;
    unsigned field;
    size_t first, count;
    const uint8_t *validity;
    const char *const *texts; /* NULL: the column is not one of texts */
    const size_t *lengths;
    piq__column *column;
    enum { COLUMNS_APPEND, COLUMNS_RESERVE, COLUMNS_OVERLAY } step;
    piq_error *error;
} columns_job;

/* A page's worth of values, as the column keeps them. */
typedef union columns_packed {
    double numbers[PIQ__PAGE_ROWS];
    uint32_t texts[PIQ__PAGE_ROWS];
    unsigned char bytes[PIQ__PAGE_ROWS];
} columns_packed;

/* Checks a page's worth of values: rows first+done to first+done+count-1 of those in the mask. What is unknown leaves the mask, the rest
   is put side by side. */
typedef piq_status columns_read(const columns_job *job, void *source, size_t done, unsigned count, uint64_t mask[PIQ__PAGE_WORDS],
                                columns_packed *packed);

static piq_status columns_begin(columns_job *job, piq_fleet *f, uint32_t id, size_t first, size_t count, const void *values,
                                unsigned types, piq_error *error)
{
    memset(job, 0, sizeof *job);
    job->fleet = f;
    job->field = piq__field_by_id(id);
    job->first = first;
    job->count = count;
    job->error = error;
    if (f == NULL || (values == NULL && count != 0))
        return piq__fail(error, PIQ_E_ARGUMENT, "a column needs a fleet and values");
    if (job->field == PIQ__FIELD_COUNT || job->field == piq__field_first(piq__fields[job->field].entity))
        return piq__fail(error, PIQ_E_FIELD, "no such field that a column could set");
    const piq__field *about = &piq__fields[job->field];
    const size_t rows = about->entity == PIQ_ENTITY_FLEET ? 0 : f->rows[about->entity].count;
    if ((types >> about->type & 1u) == 0)
        return piq__fail(error, PIQ_E_TYPE, "the field holds another type than this column");
    if (about->entity == PIQ_ENTITY_FLEET || first > rows || count > rows - first)
        return piq__fail(error, PIQ_E_ARGUMENT, "the column reaches past the rows of the fleet");
    job->column = &f->columns[job->field];
    job->step = piq__column_ends_before(job->column, first) ? COLUMNS_APPEND : COLUMNS_RESERVE;
    return PIQ_OK;
}

/* Which rows from first+done on are given a value, be it the unknown one. Without a branch for each: half of them would be guessed wrong. */
static void columns_given(const columns_job *job, size_t done, unsigned count, uint64_t mask[PIQ__PAGE_WORDS])
{
    piq__mask_all(count, mask);
    piq__mask_among(job->validity, done, count, mask);
    for (unsigned first = 0; job->texts != NULL && first < count; first += 64) {
        const unsigned rows = count - first < 64 ? count - first : 64;
        uint64_t given = 0;
        for (unsigned i = 0; i < rows; i++)
            given |= (uint64_t)(job->texts[done + first + i] != NULL) << i;
        mask[first / 64] = given;
    }
}

static bool columns_write(const columns_job *job, size_t row, const uint64_t given[PIQ__PAGE_WORDS], const uint64_t mask[PIQ__PAGE_WORDS],
                          const void *packed)
{
    uint64_t given_in_page[PIQ__PAGE_WORDS], in_page[PIQ__PAGE_WORDS];
    if (job->step == COLUMNS_APPEND)
        return piq__column_append(job->column, &job->fleet->allocator, row, mask, packed, piq__mask_count(mask));
    piq__mask_in_page(row, mask, in_page);
    if (job->step == COLUMNS_RESERVE)
        return piq__column_reserve(job->column, &job->fleet->allocator, row / PIQ__PAGE_ROWS, in_page);
    piq__mask_in_page(row, given, given_in_page);
    piq__column_overlay(job->column, row / PIQ__PAGE_ROWS, given_in_page, in_page, packed);
    return true;
}

static piq_status columns_pass(const columns_job *job, columns_read *read, void *source)
{
    columns_packed packed;
    unsigned count;
    for (size_t done = 0; done < job->count; done += count) {
        uint64_t given[PIQ__PAGE_WORDS], mask[PIQ__PAGE_WORDS];
        count = piq__page_rest(job->first + done, job->count - done);
        columns_given(job, done, count, given);
        memcpy(mask, given, sizeof mask);
        const piq_status status = read(job, source, done, count, mask, &packed);
        if (status != PIQ_OK)
            return status;
        if (!columns_write(job, job->first + done, given, mask, &packed))
            return piq__fail_memory(job->error);
    }
    return PIQ_OK;
}

static piq_status columns_run(columns_job *job, columns_read *read, void *source)
{
    const piq_status status = columns_pass(job, read, source);
    if (status != PIQ_OK && job->step == COLUMNS_APPEND)
        piq__column_truncate(job->column, &job->fleet->allocator, job->first);
    if (status != PIQ_OK || job->step == COLUMNS_APPEND)
        return status;
    job->step = COLUMNS_OVERLAY;
    return columns_pass(job, read, source);
}

/* ---- numbers ---- */

typedef struct columns_numbers {
    const char *values;
    size_t stride;
    bool integers;
} columns_numbers;

static void columns_gather(const columns_numbers *n, size_t first, unsigned count, double *out)
{
    const char *at = n->values + first * n->stride;
    for (unsigned i = 0; i < count && !n->integers; i++)
        memcpy(&out[i], at + i * n->stride, sizeof *out);
    for (unsigned i = 0; i < count && n->integers; i++) {
        int64_t value;
        memcpy(&value, at + i * n->stride, sizeof value);
        out[i] = (double)value;
    }
}

static piq_status columns_read_numbers(const columns_job *job, void *source, size_t done, unsigned count, uint64_t mask[PIQ__PAGE_WORDS],
                                       columns_packed *packed)
{
    const columns_numbers *n = source;
    const void *values = n->values + done * n->stride;
    double gathered[PIQ__PAGE_ROWS];
    if (n->integers || n->stride != sizeof(double)) {
        columns_gather(n, done, count, gathered);
        values = gathered;
    }
    return piq__pack_checked(job->fleet, job->field, job->first + done, mask, values, n->integers, packed->numbers, job->error);
}

#define COLUMNS_NUMERIC (1u << PIQ_TYPE_NUMBER | 1u << PIQ_TYPE_INTEGER)

piq_status piq_fleet_set_number_column(piq_fleet *f, uint32_t field, size_t first, size_t count, const double *values, size_t stride,
                                       const uint8_t *validity, piq_error *error)
{
    columns_job job;
    columns_numbers source = {(const char *)values, stride == 0 ? sizeof *values : stride, false};
    const piq_status status = columns_begin(&job, f, field, first, count, values, COLUMNS_NUMERIC, error);
    job.validity = validity;
    return status != PIQ_OK ? status : columns_run(&job, columns_read_numbers, &source);
}

piq_status piq_fleet_set_integer_column(piq_fleet *f, uint32_t field, size_t first, size_t count, const int64_t *values, size_t stride,
                                        const uint8_t *validity, piq_error *error)
{
    columns_job job;
    columns_numbers source = {(const char *)values, stride == 0 ? sizeof *values : stride, true};
    const piq_status status = columns_begin(&job, f, field, first, count, values, COLUMNS_NUMERIC, error);
    job.validity = validity;
    return status != PIQ_OK ? status : columns_run(&job, columns_read_numbers, &source);
}

/* ---- booleans ---- */

typedef struct columns_bytes {
    const uint8_t *values;
    size_t stride;
} columns_bytes;

static piq_status columns_read_bytes(const columns_job *job, void *source, size_t done, unsigned count, uint64_t mask[PIQ__PAGE_WORDS],
                                     columns_packed *packed)
{
    const columns_bytes *b = source;
    unsigned char *to = packed->bytes;
    (void)job;
    (void)count;
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++)
        for (uint64_t bits = mask[word]; bits != 0; bits &= bits - 1)
            *to++ = b->values[(done + (size_t)word * 64 + piq__lowest(bits)) * b->stride] != 0 ? 1 : 0;
    return PIQ_OK;
}

piq_status piq_fleet_set_boolean_column(piq_fleet *f, uint32_t field, size_t first, size_t count, const uint8_t *values, size_t stride,
                                        const uint8_t *validity, piq_error *error)
{
    columns_job job;
    columns_bytes source = {values, stride == 0 ? 1 : stride};
    const piq_status status = columns_begin(&job, f, field, first, count, values, 1u << PIQ_TYPE_BOOL, error);
    job.validity = validity;
    return status != PIQ_OK ? status : columns_run(&job, columns_read_bytes, &source);
}

/* ---- texts ---- */

#define COLUMNS_MEMORY 64u /* texts remembered by their address, which callers often repeat */

typedef struct columns_text {
    const char *text;
    size_t length;
    uint32_t number;
} columns_text;

/* A page's worth of texts and what they stand for. */
typedef struct columns_texts {
    columns_text memory[COLUMNS_MEMORY];
    piq__asked asked[PIQ__PAGE_ROWS]; /* those that are not remembered */
    uint16_t places[PIQ__PAGE_ROWS];  /* of those among the numbers */
    uint32_t answers[PIQ__PAGE_ROWS], numbers[PIQ__PAGE_ROWS];
    piq__words words;
    unsigned asked_count, count;
} columns_texts;

static columns_text *columns_remembered(columns_texts *t, const char *text)
{
    return &t->memory[((uintptr_t)text ^ (uintptr_t)text >> 6) % COLUMNS_MEMORY];
}

static size_t columns_stated_length(const columns_job *job, size_t i) { return job->lengths == NULL ? PIQ_NUL_TERMINATED : job->lengths[i]; }

static piq_status columns_refuse(const columns_job *job, const piq__asked *asked, size_t row)
{
    return piq__check_text(job->fleet, piq__fields[job->field].entity, row, job->field, asked->text, asked->length, job->error);
}

/* Sorts the texts of some rows into those that are remembered and those to be asked for. */
static void columns_collect(const columns_job *job, columns_texts *t, size_t done, const uint64_t mask[PIQ__PAGE_WORDS])
{
    t->asked_count = t->count = 0;
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++)
        for (uint64_t bits = mask[word]; bits != 0; bits &= bits - 1) {
            const size_t i = done + (size_t)word * 64 + piq__lowest(bits), stated = columns_stated_length(job, i);
            const char *text = job->texts[i];
            const columns_text *known = columns_remembered(t, text);
            if (known->text == text && known->length == stated) {
                t->numbers[t->count++] = known->number;
                continue;
            }
            const piq__asked asked = {text, piq__length(text, stated), 0, 0};
            t->places[t->asked_count] = (uint16_t)t->count++;
            t->asked[t->asked_count++] = asked;
        }
}

/* The row of the text that is at `place` among those given. */
static size_t columns_row_at(const uint64_t mask[PIQ__PAGE_WORDS], size_t place)
{
    size_t word = 0;
    for (; place >= piq__popcount(mask[word]); word++)
        place -= piq__popcount(mask[word]);
    uint64_t bits = mask[word];
    while (place-- > 0)
        bits &= bits - 1;
    return word * 64 + piq__lowest(bits);
}

static piq_status columns_ask(const columns_job *job, columns_texts *t, size_t done, const uint64_t mask[PIQ__PAGE_WORDS])
{
    piq_status status = PIQ_OK;
    size_t failed = 0;
    if (piq__fields[job->field].words == 0)
        status = piq__take_texts(job->fleet, t->asked, t->asked_count, t->answers, &failed);
    for (size_t i = 0; piq__fields[job->field].words != 0 && i < t->asked_count && status == PIQ_OK; i++) {
        t->answers[i] = piq__word_among(t->words, t->asked[i].text, t->asked[i].length);
        failed = i;
        status = t->answers[i] == 0 ? PIQ_E_VALUE : PIQ_OK;
    }
    if (status == PIQ_E_NOMEM)
        return piq__strings_fail(&job->fleet->strings, job->error);
    if (status != PIQ_OK)
        return columns_refuse(job, &t->asked[failed], job->first + done + columns_row_at(mask, t->places[failed]));
    for (size_t i = 0; i < t->asked_count; i++)
        t->numbers[t->places[i]] = t->answers[i];
    return PIQ_OK;
}

static void columns_remember(const columns_job *job, columns_texts *t)
{
    for (size_t i = 0; i < t->asked_count; i++) {
        const columns_text text = {t->asked[i].text, job->lengths == NULL ? PIQ_NUL_TERMINATED : t->asked[i].length, t->answers[i]};
        *columns_remembered(t, text.text) = text;
    }
}

/* Numbers as the column keeps them; 0 stands for the empty text, which names nothing. */
static void columns_settle(const columns_job *job, const columns_texts *t, uint64_t mask[PIQ__PAGE_WORDS], columns_packed *packed)
{
    unsigned from = 0, to = 0;
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++)
        for (uint64_t bits = mask[word]; bits != 0; bits &= bits - 1, from++) {
            const uint32_t number = t->numbers[from];
            if (number == 0)
                mask[word] &= ~(bits & (~bits + 1));
            else if (job->column->width == 1)
                packed->bytes[to++] = (unsigned char)number;
            else
                packed->texts[to++] = number;
        }
}

static piq_status columns_read_texts(const columns_job *job, void *source, size_t done, unsigned count, uint64_t mask[PIQ__PAGE_WORDS],
                                     columns_packed *packed)
{
    columns_texts *t = source;
    (void)count;
    columns_collect(job, t, done, mask);
    const piq_status status = columns_ask(job, t, done, mask);
    if (status != PIQ_OK)
        return status;
    columns_remember(job, t);
    columns_settle(job, t, mask, packed);
    return PIQ_OK;
}

piq_status piq_fleet_set_string_column(piq_fleet *f, uint32_t field, size_t first, size_t count, const char *const *texts,
                                       const size_t *lengths, piq_error *error)
{
    columns_job job;
    columns_texts t;
    /* A time is allowed for here, but only the fleet itself has one, which is no row of a column. */
    const unsigned types = 1u << PIQ_TYPE_STRING | 1u << PIQ_TYPE_TIMESTAMP;
    const piq_status status = columns_begin(&job, f, field, first, count, texts, types, error);
    if (status != PIQ_OK)
        return status;
    job.texts = texts;
    job.lengths = lengths;
    memset(t.memory, 0, sizeof t.memory);
    t.words = piq__words_of(piq__fields[job.field].words);
    return columns_run(&job, columns_read_texts, &t);
}
