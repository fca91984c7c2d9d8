#include "facts/block.h"

static bool block_numeric(unsigned field)
{
    const piq__field *about = &piq__fields[field];
    return about->type == PIQ_TYPE_NUMBER || about->type == PIQ_TYPE_INTEGER || about->type == PIQ_TYPE_BOOL ||
           (about->type == PIQ_TYPE_STRING && about->words != 0);
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

static void block_texts(piq__block *block, const piq_fleet *f, unsigned field, unsigned which, size_t page)
{
    if (piq__column_empty(&f->columns[field], page))
        memset(block->texts[which], 0, sizeof block->texts[which]);
    else
        piq__column_unpack_strings(&f->columns[field], page, block->texts[which]);
}

void piq__block_load(piq__block *block, const piq_fleet *f, size_t page)
{
    const size_t rows = piq__row_count(f, PIQ_ENTITY_WORKLOAD);
    block->first = page * PIQ__PAGE_ROWS;
    block->count = (unsigned)(rows - block->first < PIQ__PAGE_ROWS ? rows - block->first : PIQ__PAGE_ROWS);
    double *out = block->storage;
    for (unsigned i = 0; i < PIQ__WORKLOAD_FIELDS; i++) {
        const unsigned field = PIQ__WORKLOAD_FIRST + i;
        block->in[i] = block->unknown;
        if (!block_numeric(field) || piq__column_empty(&f->columns[field], page))
            continue;
        piq__column_unpack(&f->columns[field], page, out);
        block->in[i] = out;
        out += PIQ__PAGE_ROWS;
    }
    block_texts(block, f, F_workload_model, PIQ__BLOCK_MODEL, page);
    block_texts(block, f, F_workload_mig_profile, PIQ__BLOCK_PROFILE, page);
    block_texts(block, f, F_workload_cluster, PIQ__BLOCK_CLUSTER, page);
    block_texts(block, f, F_workload_gpu_type, PIQ__BLOCK_TYPE, page);
}
