#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define LOAD_CHUNK 16384

void bench_must(piq_status status, const piq_error *error)
{
    if (status == PIQ_OK)
        return;
    fprintf(stderr, "piq_bench: %s: %s\n", piq_status_name(status), error == NULL ? "" : error->message);
    exit(2);
}

static void *load_alloc(size_t count, size_t size)
{
    void *block = calloc(count + 1, size);
    if (block == NULL)
        bench_must(PIQ_E_NOMEM, NULL);
    return block;
}

static uint32_t load_types[BENCH_COLUMN_COUNT], load_entities[BENCH_COLUMN_COUNT];

static void load_learn_columns(void)
{
    piq_field_info info;
    info.struct_size = sizeof info;
    for (size_t i = 0; i < piq_field_count(); i++) {
        bench_must(piq_field_at(i, &info), NULL);
        for (unsigned c = 0; c < BENCH_COLUMN_COUNT; c++)
            if (bench_columns[c] == info.id) {
                load_types[c] = info.type;
                load_entities[c] = info.entity;
            }
    }
}

static bool load_numeric(unsigned column) { return load_types[column] == PIQ_TYPE_NUMBER || load_types[column] == PIQ_TYPE_INTEGER; }

static void load_count(const bench_row *row, bench_load *load)
{
    for (size_t i = 0; i < row->count; i++)
        *(load_numeric(row->cells[i].column) ? &load->numbers : &load->words) += 1;
    load->words += row->accepted_count;
    load->numbers += row->node != SIZE_MAX ? 1 : 0;
    load->entities++;
}

/* The few GPU types are filled the same way by rows and by columns. */
static void load_set_profiles(piq_fleet *fleet)
{
    piq_error error = PIQ_ERROR_INIT;
    for (size_t i = 0; i < piq_fleet_count(fleet, PIQ_ENTITY_GPU_TYPE); i++) {
        size_t count;
        const piq_mig_profile *profiles = bench_profiles(i, &count);
        bench_must(piq_fleet_set_mig_profiles(fleet, piq_fleet_row(fleet, PIQ_ENTITY_GPU_TYPE, i), profiles, count, sizeof *profiles, &error), &error);
    }
}

/* ---- rows ---- */

static void load_row(piq_fleet *fleet, uint32_t entity, const bench_row *row)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_ref ref;
    bench_must(piq_fleet_add(fleet, entity, row->id, PIQ_NUL_TERMINATED, &ref, &error), &error);
    for (size_t i = 0; i < row->count; i++) {
        const bench_cell *c = &row->cells[i];
        if (c->text != NULL)
            bench_must(piq_fleet_set_string(fleet, ref, bench_columns[c->column], c->text, PIQ_NUL_TERMINATED, &error), &error);
        else if (load_types[c->column] == PIQ_TYPE_BOOL)
            bench_must(piq_fleet_set_boolean(fleet, ref, bench_columns[c->column], c->number != 0, &error), &error);
        else
            bench_must(piq_fleet_set_number(fleet, ref, bench_columns[c->column], c->number, &error), &error);
    }
    if (row->accepted_count != 0)
        bench_must(piq_fleet_set_string_list(fleet, ref, PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, row->accepted, NULL, row->accepted_count, &error), &error);
    if (row->node != SIZE_MAX) {
        const piq_piece piece = {piq_fleet_row(fleet, PIQ_ENTITY_NODE, row->node), row->gpus, -1, NULL, 0};
        bench_must(piq_fleet_place(fleet, ref, &piece, 1, sizeof piece, &error), &error);
    }
}

void bench_load_rows(const bench_fleet *f, piq_fleet *fleet, bench_load *load)
{
    bench_row *rows = load_alloc(LOAD_CHUNK, sizeof *rows);
    load_learn_columns();
    memset(load, 0, sizeof *load);
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_WORKLOAD; entity++)
        for (size_t first = 0; first < bench_count(f, entity); first += LOAD_CHUNK) {
            const size_t left = bench_count(f, entity) - first, count = left < LOAD_CHUNK ? left : LOAD_CHUNK;
            for (size_t i = 0; i < count; i++) {
                bench_make(f, entity, first + i, &rows[i]);
                load_count(&rows[i], load);
            }
            const double begin = bench_seconds();
            for (size_t i = 0; i < count; i++)
                load_row(fleet, entity, &rows[i]);
            load->seconds += bench_seconds() - begin;
        }
    load_set_profiles(fleet);
    free(rows);
}

/* ---- columns ---- */

typedef struct load_columns {
    const char *ids[LOAD_CHUNK];
    const char *texts[BENCH_COLUMN_COUNT][LOAD_CHUNK];
    double numbers[BENCH_COLUMN_COUNT][LOAD_CHUNK];
    uint8_t flags[BENCH_COLUMN_COUNT][LOAD_CHUNK], validity[BENCH_COLUMN_COUNT][LOAD_CHUNK / 8];
    bool used[BENCH_COLUMN_COUNT];
    uint32_t placed[LOAD_CHUNK], nodes[LOAD_CHUNK];
    double gpus[LOAD_CHUNK];
    size_t place_count;
} load_columns;

static void load_fill_columns(load_columns *c, const bench_row *rows, size_t first, size_t count)
{
    memset(c->texts, 0, sizeof c->texts);
    memset(c->validity, 0, sizeof c->validity);
    memset(c->used, 0, sizeof c->used);
    c->place_count = 0;
    for (size_t i = 0; i < count; i++) {
        c->ids[i] = rows[i].id;
        for (size_t k = 0; k < rows[i].count; k++) {
            const bench_cell *cell = &rows[i].cells[k];
            c->used[cell->column] = true;
            c->texts[cell->column][i] = cell->text;
            c->numbers[cell->column][i] = cell->number;
            c->flags[cell->column][i] = cell->number != 0;
            c->validity[cell->column][i / 8] |= (uint8_t)(1u << (i % 8));
        }
        if (rows[i].node != SIZE_MAX) {
            c->placed[c->place_count] = (uint32_t)(first + i);
            c->nodes[c->place_count] = (uint32_t)rows[i].node;
            c->gpus[c->place_count++] = rows[i].gpus;
        }
    }
}

static void load_set_columns(piq_fleet *fleet, uint32_t entity, const load_columns *c, const bench_row *rows, size_t first, size_t count)
{
    piq_error error = PIQ_ERROR_INIT;
    bench_must(piq_fleet_add_many(fleet, entity, c->ids, NULL, count, NULL, &error), &error);
    for (unsigned k = 0; k < BENCH_COLUMN_COUNT; k++) {
        const uint32_t field = bench_columns[k];
        if (!c->used[k] || load_entities[k] != entity)
            continue;
        if (load_numeric(k))
            bench_must(piq_fleet_set_number_column(fleet, field, first, count, c->numbers[k], 0, c->validity[k], &error), &error);
        else if (load_types[k] == PIQ_TYPE_BOOL)
            bench_must(piq_fleet_set_boolean_column(fleet, field, first, count, c->flags[k], 0, c->validity[k], &error), &error);
        else
            bench_must(piq_fleet_set_string_column(fleet, field, first, count, c->texts[k], NULL, &error), &error);
    }
    if (c->place_count != 0)
        bench_must(piq_fleet_place_column(fleet, c->placed, c->nodes, c->gpus, c->place_count, &error), &error);
    for (size_t i = 0; i < count; i++)
        if (rows[i].accepted_count != 0)
            bench_must(piq_fleet_set_string_list(fleet, piq_fleet_row(fleet, entity, first + i), PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, rows[i].accepted,
                                                 NULL, rows[i].accepted_count, &error),
                       &error);
}

void bench_load_columns(const bench_fleet *f, piq_fleet *fleet, bench_load *load)
{
    bench_row *rows = load_alloc(LOAD_CHUNK, sizeof *rows);
    load_columns *columns = load_alloc(1, sizeof *columns);
    load_learn_columns();
    memset(load, 0, sizeof *load);
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_WORKLOAD; entity++)
        for (size_t first = 0; first < bench_count(f, entity); first += LOAD_CHUNK) {
            const size_t left = bench_count(f, entity) - first, count = left < LOAD_CHUNK ? left : LOAD_CHUNK;
            for (size_t i = 0; i < count; i++) {
                bench_make(f, entity, first + i, &rows[i]);
                load_count(&rows[i], load);
            }
            load_fill_columns(columns, rows, first, count);
            const double begin = bench_seconds();
            load_set_columns(fleet, entity, columns, rows, first, count);
            load->seconds += bench_seconds() - begin;
        }
    load_set_profiles(fleet);
    free(columns);
    free(rows);
}

/* ---- JSON ---- */

typedef struct load_text {
    char *bytes;
    size_t length, capacity;
} load_text;

static void load_put(load_text *t, const char *bytes)
{
    const size_t length = strlen(bytes);
    if (t->length + length + 1 > t->capacity) {
        t->capacity = (t->length + length + 1) * 3 / 2 + 65536;
        t->bytes = realloc(t->bytes, t->capacity);
        if (t->bytes == NULL)
            bench_must(PIQ_E_NOMEM, NULL);
    }
    memcpy(t->bytes + t->length, bytes, length + 1);
    t->length += length;
}

static void load_put_quoted(load_text *t, const char *text)
{
    load_put(t, "\"");
    load_put(t, text);
    load_put(t, "\"");
}

static void load_put_cell(load_text *t, const bench_cell *c)
{
    char number[40];
    load_put(t, ", \"");
    load_put(t, piq_name(bench_columns[c->column]));
    load_put(t, "\": ");
    if (c->text != NULL) {
        load_put_quoted(t, c->text);
    } else if (load_types[c->column] == PIQ_TYPE_BOOL) {
        load_put(t, c->number != 0 ? "true" : "false");
    } else {
        snprintf(number, sizeof number, "%.15g", c->number);
        load_put(t, number);
    }
}

static void load_put_profiles(load_text *t, size_t type)
{
    char text[200];
    size_t count;
    const piq_mig_profile *p = bench_profiles(type, &count);
    load_put(t, ", \"mig_profiles\": [");
    for (size_t i = 0; i < count; i++) {
        snprintf(text, sizeof text, "%s{\"name\": \"%s\", \"compute_slices\": %g, \"compute_slices_total\": %g, \"memory_bytes\": %.0f, \"max_instances\": %g}",
                 i == 0 ? "" : ", ", p[i].name, p[i].compute_slices, p[i].compute_slices_total, p[i].memory_bytes, p[i].max_instances);
        load_put(t, text);
    }
    load_put(t, "]");
}

static void load_put_row(load_text *t, const bench_fleet *f, uint32_t entity, size_t index, const bench_row *row)
{
    char id[24], number[40];
    load_put(t, entity <= PIQ_ENTITY_MODEL ? "{\"name\": " : "{\"id\": ");
    load_put_quoted(t, row->id);
    for (size_t i = 0; i < row->count; i++)
        load_put_cell(t, &row->cells[i]);
    if (entity == PIQ_ENTITY_GPU_TYPE)
        load_put_profiles(t, index);
    for (size_t i = 0; i < row->accepted_count; i++) {
        load_put(t, i == 0 ? ", \"accepted_gpu_types\": [" : ", ");
        load_put_quoted(t, row->accepted[i]);
    }
    load_put(t, row->accepted_count != 0 ? "]" : "");
    if (row->node != SIZE_MAX) {
        bench_node_id(f, row->node, id);
        snprintf(number, sizeof number, "%.15g", row->gpus);
        load_put(t, ", \"placement\": [{\"node\": ");
        load_put_quoted(t, id);
        load_put(t, ", \"gpus\": ");
        load_put(t, number);
        load_put(t, "}]");
    }
    load_put(t, "}");
}

char *bench_json(const bench_fleet *f, size_t *length)
{
    static const char *const tables[] = {"gpu_types", "models", "nodes", "workloads"};
    bench_row row;
    load_text t = {NULL, 0, 0};
    load_learn_columns();
    load_put(&t, "{\"piq_snapshot\": 1");
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_WORKLOAD; entity++) {
        load_put(&t, ",\n\"");
        load_put(&t, tables[entity - PIQ_ENTITY_GPU_TYPE]);
        load_put(&t, "\": [");
        for (size_t i = 0; i < bench_count(f, entity); i++) {
            load_put(&t, i == 0 ? "\n" : ",\n");
            bench_make(f, entity, i, &row);
            load_put_row(&t, f, entity, i, &row);
        }
        load_put(&t, "]");
    }
    load_put(&t, "}\n");
    *length = t.length;
    return t.bytes;
}

void bench_load_json(const char *json, size_t length, piq_fleet *fleet, bench_load *load)
{
    piq_error error = PIQ_ERROR_INIT;
    const double begin = bench_seconds();
    memset(load, 0, sizeof *load);
    bench_must(piq_fleet_read_json(fleet, json, length, &error), &error);
    load->seconds = bench_seconds() - begin;
    load->bytes = length;
}
