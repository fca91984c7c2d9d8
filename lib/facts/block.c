#include "facts/block.h"

static bool block_numeric(unsigned field)
{
    const uint8_t type = piq__fields[field].type;
    return type == PIQ_TYPE_NUMBER || type == PIQ_TYPE_INTEGER || type == PIQ_TYPE_BOOL;
}

bool piq__block_begin(piq__block *block, const piq_fleet *f, const piq_allocator *a)
{
    memset(block, 0, sizeof *block);
    for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
        block->unknown[i] = PIQ__UNKNOWN;
    size_t used = 1;
    for (unsigned field = PIQ__WORKLOAD_FIRST; field < PIQ__FIELD_COUNT; field++)
        used += block_numeric(field) && f->columns[field].page_count != 0 ? 1 : 0;
    block->storage_size = used * PIQ__PAGE_ROWS * sizeof(double);
    block->storage = piq__alloc(a, block->storage_size);
    return block->storage != NULL;
}

void piq__block_end(piq__block *block, const piq_allocator *a) { piq__release(a, block->storage, block->storage_size); }

static void block_field(piq__block *block, const piq_fleet *f, unsigned field, size_t page, double **free)
{
    const unsigned i = field - PIQ__WORKLOAD_FIRST;
    block->in[i] = block->unknown;
    piq__column_expect(&f->columns[field], page + 1);
    if (piq__column_empty(&f->columns[field], page))
        return;
    piq__column_unpack(&f->columns[field], page, *free);
    block->in[i] = *free;
    *free += PIQ__PAGE_ROWS;
}

static void block_begin_page(piq__block *block, const piq_fleet *f, size_t page)
{
    const size_t rows = piq__row_count(f, PIQ_ENTITY_WORKLOAD);
    block->first = page * PIQ__PAGE_ROWS;
    block->count = (unsigned)(rows - block->first < PIQ__PAGE_ROWS ? rows - block->first : PIQ__PAGE_ROWS);
}

/* What is read as it is kept. */
static void block_load_words(piq__block *block, const piq_fleet *f, size_t page)
{
    static const uint16_t words[PIQ__BLOCK_WORDS] = {F_workload_kind,        F_workload_state,        F_workload_engine,   F_workload_role,
                                                     F_workload_environment, F_workload_weight_dtype, F_workload_kv_dtype, F_workload_autoscaler};
    static const uint16_t texts[PIQ__BLOCK_TEXTS] = {F_workload_model, F_workload_mig_profile, F_workload_cluster, F_workload_gpu_type};
    for (size_t i = 0; i < PIQ__BLOCK_WORDS; i++)
        piq__column_unpack_raw(&f->columns[words[i]], page, block->words[i]);
    for (size_t i = 0; i < PIQ__BLOCK_TEXTS; i++)
        piq__column_unpack_raw(&f->columns[texts[i]], page, block->texts[i]);
    piq__column_unpack_raw(&f->columns[F_workload_placement], page, block->places);
}

void piq__block_load(piq__block *block, const piq_fleet *f, size_t page)
{
    double *free = block->storage;
    block_begin_page(block, f, page);
    for (unsigned field = PIQ__WORKLOAD_FIRST; field < PIQ__FIELD_COUNT; field++)
        if (block_numeric(field))
            block_field(block, f, field, page, &free);
    block_load_words(block, f, page);
    piq__column_unpack_raw(&f->columns[F_workload_required_features], page, block->features);
}

void piq__block_load_demand(piq__block *block, const piq_fleet *f, size_t page)
{
    static const uint16_t fields[] = {F_workload_gpus,          F_workload_replicas,         F_workload_tensor_parallel,
                                      F_workload_pipeline_parallel, F_workload_data_parallel, F_workload_requests_running,
                                      F_workload_requests_waiting, F_workload_max_num_seqs,  F_workload_output_tokens_per_second,
                                      F_workload_items_per_second};
    double *free = block->storage;
    block_begin_page(block, f, page);
    for (size_t i = 0; i < PIQ__COUNT(fields); i++)
        block_field(block, f, fields[i], page, &free);
    block_load_words(block, f, page);
}
