#include "physics/estimate.h"

#include "catalog/catalog.h"
#include "support/copy.h"
#include "support/error.h"
#include "support/mode.h"

#define RANK_MOST 256u /* GPU types; the catalog is far smaller */

typedef struct rank_place {
    double hour, million; /* prices */
    uint32_t row;
} rank_place;

/* The fewest GPUs of one scale-up domain that hold a replica; false where none do. */
static bool rank_fit(const piq__case *read, const piq_estimate_query *q, uint32_t row, piq_estimate_result *out)
{
    const uint32_t domain = piq__catalog_gpu((int)row)->domain_gpus;
    const bool cut_asked = q->tensor_parallel > 0, count_asked = q->gpus > 0;
    piq__case c = *read;
    piq__case_device(&c, q, row);
    for (uint32_t tp = cut_asked ? (uint32_t)q->tensor_parallel : 1; tp <= domain; tp *= 2) {
        const double gpus = count_asked ? q->gpus : tp;
        if (piq__case_cuts(&c, gpus, tp)) {
            piq__case_cut(&c, gpus, tp);
            piq__case_answer(&c, out);
            if (out->fits != 0)
                return true;
        }
        if (cut_asked)
            break;
    }
    return false;
}

/* An unknown price comes after any known one. */
static bool rank_less(double a, double b) { return piq__known(a) && !(a >= b); }

static bool rank_before(const rank_place *a, const rank_place *b)
{
    if (rank_less(a->hour, b->hour) || rank_less(b->hour, a->hour))
        return rank_less(a->hour, b->hour);
    return rank_less(a->million, b->million);
}

static size_t rank_all(const piq__case *read, const piq_estimate_query *q, rank_place places[RANK_MOST])
{
    size_t count = 0;
    for (uint32_t row = 0; row < piq__catalog_gpu_count() && ALWAYS(count < RANK_MOST); row++) {
        piq_estimate_result result;
        if (!rank_fit(read, q, row, &result))
            continue;
        const rank_place place = {result.price_per_hour, result.price_per_million_output_tokens, row};
        size_t at = count++;
        for (; at > 0 && rank_before(&place, &places[at - 1]); at--)
            places[at] = places[at - 1];
        places[at] = place;
    }
    return count;
}

static piq_status rank_check(piq_estimate_result *results, size_t capacity, const size_t *count, piq_error *error)
{
    if (count == NULL || (results == NULL && capacity != 0))
        return piq__fail(error, PIQ_E_ARGUMENT, "a ranking needs results to fill, and a count");
    if (capacity != 0 && results->struct_size < sizeof results->struct_size)
        return piq__fail(error, PIQ_E_ARGUMENT, "the first result does not state its size");
    return PIQ_OK;
}

static piq_status rank_types(const piq_estimate_query *query, piq_estimate_result *results, size_t capacity, size_t *count,
                             piq_error *error)
{
    rank_place places[RANK_MOST];
    piq__case c;
    piq_estimate_query q;
    piq_status status = rank_check(results, capacity, count, error);
    if (status != PIQ_OK)
        return status;
    *count = 0;
    status = piq__case_read(&c, &q, query, error);
    if (status != PIQ_OK)
        return status;
    q.use_reference_price = 1;
    *count = rank_all(&c, &q, places);
    const uint32_t stride = capacity == 0 ? 0 : results->struct_size;
    for (size_t i = 0; i < *count && i < capacity; i++) {
        char *target = (char *)results + i * stride;
        piq_estimate_result full;
        (void)rank_fit(&c, &q, places[i].row, &full); /* it did before */
        full.struct_size = stride;
        memcpy(target, &full, stride < sizeof full ? stride : sizeof full);
    }
    return PIQ_OK;
}

piq_status piq_estimate_rank(const piq_estimate_query *query, piq_estimate_result *results, size_t capacity, size_t *count,
                             piq_error *error)
{
    const piq__mode mode = piq__mode_begin();
    const piq_status status = rank_types(query, results, capacity, count, error);
    piq__mode_end(mode);
    return status;
}
