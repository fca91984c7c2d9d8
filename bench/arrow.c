/* The same rows as record batches of the Arrow C data interface, for the import to read. */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "piq/arrow.h"

/* A node of a schema and of an array together; what it holds is freed at once when the chunk is done. */
typedef struct arrow_column {
    struct ArrowSchema schema;
    struct ArrowArray array;
    const void *buffers[3];
    struct ArrowSchema *schemas[BENCH_COLUMN_COUNT];
    struct ArrowArray *arrays[BENCH_COLUMN_COUNT];
} arrow_column;

static void arrow_release_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void arrow_release_array(struct ArrowArray *array) { array->release = NULL; }

static arrow_column *arrow_new(const char *name, const char *format, size_t rows, int64_t buffers)
{
    arrow_column *c = bench_room(1, sizeof *c);
    c->schema.format = format;
    c->schema.name = name;
    c->schema.flags = ARROW_FLAG_NULLABLE;
    c->schema.children = c->schemas;
    c->schema.release = arrow_release_schema;
    c->array.length = (int64_t)rows;
    c->array.null_count = -1;
    c->array.n_buffers = buffers;
    c->array.buffers = c->buffers;
    c->array.children = c->arrays;
    c->array.release = arrow_release_array;
    return c;
}

static void arrow_add(arrow_column *parent, arrow_column *child)
{
    parent->schemas[parent->schema.n_children++] = &child->schema;
    parent->arrays[parent->array.n_children++] = &child->array;
    child->schema.private_data = child;
}

static void arrow_free(arrow_column *c)
{
    for (int64_t i = 0; i < c->array.n_children; i++)
        arrow_free(c->schemas[i]->private_data);
    for (size_t i = 0; i < sizeof c->buffers / sizeof *c->buffers; i++)
        free((void *)(uintptr_t)c->buffers[i]);
    free(c);
}

static void *arrow_copy(const void *bytes, size_t size)
{
    void *copy = bench_room(size, 1);
    memcpy(copy, bytes, size);
    return copy;
}

static arrow_column *arrow_texts(const char *name, const char *const *texts, size_t rows)
{
    arrow_column *c = arrow_new(name, "u", rows, 3);
    int32_t *offsets = bench_room(rows + 1, sizeof *offsets);
    uint8_t *validity = bench_room(rows / 8 + 1, 1);
    size_t length = 0;
    for (size_t i = 0; i < rows; i++) {
        length += texts[i] == NULL ? 0 : strlen(texts[i]);
        offsets[i + 1] = (int32_t)length;
        validity[i / 8] |= (uint8_t)((texts[i] != NULL ? 1u : 0u) << (i % 8));
    }
    char *bytes = bench_room(length, 1);
    for (size_t i = 0; i < rows; i++)
        if (texts[i] != NULL)
            memcpy(bytes + offsets[i], texts[i], strlen(texts[i]));
    c->buffers[0] = validity;
    c->buffers[1] = offsets;
    c->buffers[2] = bytes;
    return c;
}

static arrow_column *arrow_values(const bench_chunk *chunk, unsigned column)
{
    const char *name = piq_name(bench_columns[column]);
    if (bench_kind_of(column) == BENCH_WORDS || bench_kind_of(column) == BENCH_TEXTS)
        return arrow_texts(name, chunk->texts[column], chunk->count);
    const bool numbers = bench_kind_of(column) == BENCH_NUMBERS;
    arrow_column *c = arrow_new(name, numbers ? "g" : "b", chunk->count, 2);
    c->buffers[0] = arrow_copy(chunk->validity[column], chunk->count / 8 + 1);
    if (numbers) {
        c->buffers[1] = arrow_copy(chunk->numbers[column], chunk->count * sizeof(double));
        return c;
    }
    uint8_t *bits = bench_room(chunk->count / 8 + 1, 1);
    for (size_t i = 0; i < chunk->count; i++)
        bits[i / 8] |= (uint8_t)(chunk->flags[column][i] << (i % 8));
    c->buffers[1] = bits;
    return c;
}

static arrow_column *arrow_list(const char *name, size_t rows, arrow_column *items, int32_t *offsets, uint8_t *validity)
{
    arrow_column *c = arrow_new(name, "+l", rows, 2);
    c->buffers[0] = validity;
    c->buffers[1] = offsets;
    arrow_add(c, items);
    return c;
}

static arrow_column *arrow_placements(const bench_chunk *chunk, const bench_fleet *f)
{
    int32_t *offsets = bench_room(chunk->count + 1, sizeof *offsets);
    uint8_t *validity = bench_room(chunk->count / 8 + 1, 1);
    char (*names)[24] = bench_room(chunk->place_count, sizeof *names);
    const char **nodes = bench_room(chunk->place_count, sizeof *nodes);
    for (size_t i = 0; i < chunk->count; i++) {
        const bool placed = chunk->rows[i].node != SIZE_MAX;
        offsets[i + 1] = offsets[i] + (placed ? 1 : 0);
        validity[i / 8] |= (uint8_t)((placed ? 1u : 0u) << (i % 8));
    }
    for (size_t i = 0; i < chunk->place_count; i++) {
        bench_node_id(f, chunk->nodes[i], names[i]);
        nodes[i] = names[i];
    }
    arrow_column *items = arrow_new("item", "+s", chunk->place_count, 1), *gpus = arrow_new("gpus", "g", chunk->place_count, 2);
    gpus->buffers[1] = arrow_copy(chunk->gpus, chunk->place_count * sizeof(double));
    gpus->array.null_count = 0;
    items->array.null_count = 0;
    arrow_add(items, arrow_texts("node", nodes, chunk->place_count));
    arrow_add(items, gpus);
    free(names);
    free(nodes);
    return arrow_list("placement", chunk->count, items, offsets, validity);
}

static arrow_column *arrow_accepted(const bench_chunk *chunk)
{
    int32_t *offsets = bench_room(chunk->count + 1, sizeof *offsets);
    uint8_t *validity = bench_room(chunk->count / 8 + 1, 1);
    const char **texts = bench_room(chunk->count * BENCH_ACCEPTED, sizeof *texts);
    size_t count = 0;
    for (size_t i = 0; i < chunk->count; i++) {
        const bench_row *row = &chunk->rows[i];
        for (size_t k = 0; k < row->accepted_count; k++)
            texts[count++] = row->accepted[k];
        offsets[i + 1] = (int32_t)count;
        validity[i / 8] |= (uint8_t)((row->accepted_count != 0 ? 1u : 0u) << (i % 8));
    }
    arrow_column *items = arrow_texts("item", texts, count);
    free(texts);
    return arrow_list("accepted_gpu_types", chunk->count, items, offsets, validity);
}

static const bench_fleet *arrow_fleet; /* the loader has no other way to know */

static void arrow_chunk(piq_fleet *fleet, const bench_chunk *chunk, bench_load *load)
{
    piq_error error = PIQ_ERROR_INIT;
    arrow_column *table = arrow_new("", "+s", chunk->count, 1);
    table->array.null_count = 0;
    arrow_add(table, arrow_texts(chunk->entity <= PIQ_ENTITY_MODEL ? "name" : "id", chunk->ids, chunk->count));
    for (unsigned column = 0; column < BENCH_COLUMN_COUNT; column++)
        if (chunk->used[column] && bench_entity_of(column) == chunk->entity)
            arrow_add(table, arrow_values(chunk, column));
    if (chunk->entity == PIQ_ENTITY_WORKLOAD) {
        arrow_add(table, arrow_placements(chunk, arrow_fleet));
        arrow_add(table, arrow_accepted(chunk));
    }
    struct ArrowSchema schema = table->schema;
    struct ArrowArray array = table->array;
    const double begin = bench_seconds();
    bench_must(piq_fleet_import_arrow_array(fleet, chunk->entity, &schema, &array, PIQ_ARROW_STRICT, &error), &error);
    load->seconds += bench_seconds() - begin;
    arrow_free(table);
}

void bench_load_arrow(const bench_fleet *f, piq_fleet *fleet, bench_load *load)
{
    arrow_fleet = f;
    bench_each_chunk(f, fleet, load, arrow_chunk);
}
