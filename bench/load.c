#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void bench_must(piq_status status, const piq_error *error)
{
    if (status == PIQ_OK)
        return;
    fprintf(stderr, "piq_bench: %s: %s\n", piq_status_name(status), error == NULL ? "" : error->message);
    exit(2);
}

void *bench_room(size_t count, size_t size)
{
    void *block = calloc(count + 1, size);
    if (block == NULL)
        bench_must(PIQ_E_NOMEM, NULL);
    return block;
}

/* ---- what the columns are ---- */

static uint32_t load_types[BENCH_COLUMN_COUNT], load_entities[BENCH_COLUMN_COUNT], load_words[BENCH_COLUMN_COUNT];

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
                load_words[c] = info.words;
            }
    }
}

const char *bench_kind_name(unsigned kind)
{
    static const char *const names[] = {"ids", "numbers", "booleans", "words", "texts", "pieces", "lists"};
    return names[kind];
}

bench_kind bench_kind_of(unsigned column)
{
    if (load_types[column] == PIQ_TYPE_NUMBER || load_types[column] == PIQ_TYPE_INTEGER)
        return BENCH_NUMBERS;
    if (load_types[column] == PIQ_TYPE_BOOL)
        return BENCH_BOOLEANS;
    return load_words[column] != 0 ? BENCH_WORDS : BENCH_TEXTS;
}

uint32_t bench_entity_of(unsigned column) { return load_entities[column]; }

/* ---- chunks ---- */

static void load_count(const bench_row *row, bench_load *load)
{
    for (size_t i = 0; i < row->count; i++)
        load->kind_values[bench_kind_of(row->cells[i].column)]++;
    load->kind_values[BENCH_IDS]++;
    load->kind_values[BENCH_LISTS] += row->accepted_count;
    load->kind_values[BENCH_PIECES] += row->node != SIZE_MAX ? 1 : 0;
}

static void load_sum(bench_load *load)
{
    load->entities = load->kind_values[BENCH_IDS];
    load->numbers = load->kind_values[BENCH_NUMBERS] + load->kind_values[BENCH_PIECES];
    load->words = load->kind_values[BENCH_BOOLEANS] + load->kind_values[BENCH_WORDS] + load->kind_values[BENCH_TEXTS] + load->kind_values[BENCH_LISTS];
}

static void load_fill(bench_chunk *c)
{
    memset(c->texts, 0, sizeof c->texts);
    memset(c->validity, 0, sizeof c->validity);
    memset(c->used, 0, sizeof c->used);
    c->place_count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const bench_row *row = &c->rows[i];
        memcpy(c->names[i], row->id, sizeof row->id);
        memcpy(c->groups[i], row->group, sizeof row->group);
        c->ids[i] = c->names[i];
        for (size_t k = 0; k < row->count; k++) {
            const bench_cell *cell = &row->cells[k];
            c->used[cell->column] = true;
            c->texts[cell->column][i] = cell->text == row->group ? c->groups[i] : cell->text;
            c->numbers[cell->column][i] = cell->number;
            c->flags[cell->column][i] = cell->number != 0;
            c->validity[cell->column][i / 8] |= (uint8_t)(1u << (i % 8));
        }
        if (row->node != SIZE_MAX) {
            c->placed[c->place_count] = (uint32_t)(c->first + i);
            c->nodes[c->place_count] = (uint32_t)row->node;
            c->gpus[c->place_count++] = row->gpus;
        }
    }
}

/* The few GPU types' profiles are set the same way by all. */
static void load_set_profiles(piq_fleet *fleet)
{
    piq_error error = PIQ_ERROR_INIT;
    for (size_t i = 0; i < piq_fleet_count(fleet, PIQ_ENTITY_GPU_TYPE); i++) {
        size_t count;
        const piq_mig_profile *profiles = bench_profiles(i, &count);
        bench_must(piq_fleet_set_mig_profiles(fleet, piq_fleet_row(fleet, PIQ_ENTITY_GPU_TYPE, i), profiles, count, sizeof *profiles, &error), &error);
    }
}

void bench_each_chunk(const bench_fleet *f, piq_fleet *fleet, bench_load *load,
                      void (*add)(piq_fleet *fleet, const bench_chunk *chunk, bench_load *load))
{
    bench_chunk *c = bench_room(1, sizeof *c);
    load_learn_columns();
    memset(load, 0, sizeof *load);
    for (c->entity = PIQ_ENTITY_GPU_TYPE; c->entity <= PIQ_ENTITY_WORKLOAD; c->entity++)
        for (c->first = 0; c->first < bench_count(f, c->entity); c->first += BENCH_CHUNK) {
            const size_t left = bench_count(f, c->entity) - c->first;
            c->count = left < BENCH_CHUNK ? left : BENCH_CHUNK;
            for (size_t i = 0; i < c->count; i++) {
                bench_make(f, c->entity, c->first + i, &c->rows[i]);
                load_count(&c->rows[i], load);
            }
            load_fill(c);
            add(fleet, c, load);
        }
    load_sum(load);
    load_set_profiles(fleet);
    free(c);
}

/* Counts the time since `begin` as that of a kind; returns the time of now. */
static double load_clock(bench_load *load, bench_kind kind, double begin)
{
    const double end = bench_seconds();
    load->seconds += end - begin;
    load->kind_seconds[kind] += end - begin;
    return end;
}

/* ---- rows: all calls of a kind for all rows of a chunk, then those of the next ---- */

/* One behind the other, so that fetching the arguments costs little. */
typedef struct load_call {
    piq_ref ref;
    uint32_t field;
    const char *text;
    double number;
    const bench_row *row;
} load_call;
static load_call load_calls[BENCH_CHUNK * BENCH_CELLS];

static size_t load_collect(const piq_fleet *fleet, const bench_chunk *c, bench_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const bench_row *row = &c->rows[i];
        const piq_ref ref = piq_fleet_row(fleet, c->entity, c->first + i);
        if ((kind == BENCH_LISTS && row->accepted_count != 0) || (kind == BENCH_PIECES && row->node != SIZE_MAX)) {
            const load_call call = {ref, 0, NULL, 0, row};
            load_calls[count++] = call;
        }
        for (size_t k = 0; k < row->count; k++)
            if (bench_kind_of(row->cells[k].column) == kind) {
                const char *text = row->cells[k].text == row->group ? c->groups[i] : row->cells[k].text;
                const load_call call = {ref, bench_columns[row->cells[k].column], text, row->cells[k].number, row};
                load_calls[count++] = call;
            }
    }
    return count;
}

static piq_status load_one(piq_fleet *fleet, const load_call *c, bench_kind kind, piq_error *error)
{
    switch (kind) {
    case BENCH_NUMBERS: return piq_fleet_set_number(fleet, c->ref, c->field, c->number, error);
    case BENCH_BOOLEANS: return piq_fleet_set_boolean(fleet, c->ref, c->field, c->number != 0, error);
    case BENCH_LISTS:
        return piq_fleet_set_string_list(fleet, c->ref, PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, c->row->accepted, NULL, c->row->accepted_count, error);
    case BENCH_PIECES: {
        const piq_piece piece = {piq_fleet_row(fleet, PIQ_ENTITY_NODE, c->row->node), c->row->gpus, -1, NULL, 0};
        return piq_fleet_place(fleet, c->ref, &piece, 1, sizeof piece, error);
    }
    default: return piq_fleet_set_string(fleet, c->ref, c->field, c->text, PIQ_NUL_TERMINATED, error);
    }
}

static void load_kind(piq_fleet *fleet, const bench_chunk *c, bench_kind kind, bench_load *load)
{
    piq_error error = PIQ_ERROR_INIT;
    const size_t count = load_collect(fleet, c, kind);
    const double begin = bench_seconds();
    for (size_t i = 0; i < count; i++)
        bench_must(load_one(fleet, &load_calls[i], kind, &error), &error);
    (void)load_clock(load, kind, begin);
}

static void load_rows(piq_fleet *fleet, const bench_chunk *c, bench_load *load)
{
    piq_error error = PIQ_ERROR_INIT;
    const double begin = bench_seconds();
    for (size_t i = 0; i < c->count; i++)
        bench_must(piq_fleet_add(fleet, c->entity, c->ids[i], PIQ_NUL_TERMINATED, NULL, &error), &error);
    (void)load_clock(load, BENCH_IDS, begin);
    for (bench_kind kind = BENCH_NUMBERS; kind < BENCH_KINDS; kind++)
        load_kind(fleet, c, kind, load);
}

void bench_load_rows(const bench_fleet *f, piq_fleet *fleet, bench_load *load) { bench_each_chunk(f, fleet, load, load_rows); }

/* ---- columns ---- */

static void load_column(piq_fleet *fleet, const bench_chunk *c, unsigned column)
{
    piq_error error = PIQ_ERROR_INIT;
    const uint32_t field = bench_columns[column];
    const bench_kind kind = bench_kind_of(column);
    if (kind == BENCH_NUMBERS)
        bench_must(piq_fleet_set_number_column(fleet, field, c->first, c->count, c->numbers[column], 0, c->validity[column], &error), &error);
    else if (kind == BENCH_BOOLEANS)
        bench_must(piq_fleet_set_boolean_column(fleet, field, c->first, c->count, c->flags[column], 0, c->validity[column], &error), &error);
    else
        bench_must(piq_fleet_set_string_column(fleet, field, c->first, c->count, c->texts[column], NULL, &error), &error);
}

static void load_columns(piq_fleet *fleet, const bench_chunk *c, bench_load *load)
{
    piq_error error = PIQ_ERROR_INIT;
    double begin = bench_seconds();
    bench_must(piq_fleet_add_many(fleet, c->entity, c->ids, NULL, c->count, NULL, &error), &error);
    begin = load_clock(load, BENCH_IDS, begin);
    for (unsigned column = 0; column < BENCH_COLUMN_COUNT; column++)
        if (c->used[column] && bench_entity_of(column) == c->entity) {
            load_column(fleet, c, column);
            begin = load_clock(load, bench_kind_of(column), begin);
        }
    if (c->place_count != 0)
        bench_must(piq_fleet_place_column(fleet, c->placed, c->nodes, c->gpus, c->place_count, &error), &error);
    (void)load_clock(load, BENCH_PIECES, begin);
    load_kind(fleet, c, BENCH_LISTS, load); /* lists are set row by row */
}

void bench_load_columns(const bench_fleet *f, piq_fleet *fleet, bench_load *load) { bench_each_chunk(f, fleet, load, load_columns); }

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
