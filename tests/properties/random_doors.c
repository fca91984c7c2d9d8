/* Random fleets as rows: changing them, and handing them to the library by rows, by columns, as JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "properties/random_fleet.h"

static void must(piq_status status, const piq_error *error)
{
    if (status == PIQ_OK)
        return;
    fprintf(stderr, "a random fleet was refused: %s\n", error->message);
    abort();
}

/* ---- rows ---- */

rf_row *rf_add(rf_fleet *f, uint32_t entity, const char *id)
{
    f->rows[entity] = realloc(f->rows[entity], (f->counts[entity] + 1) * sizeof(rf_row));
    rf_row *row = &f->rows[entity][f->counts[entity]++];
    memset(row, 0, sizeof *row);
    (void)snprintf(row->id, sizeof row->id, "%s", id);
    return row;
}

void rf_free(rf_fleet *f)
{
    for (uint32_t e = 0; f != NULL && e <= PIQ_ENTITY_WORKLOAD; e++)
        free(f->rows[e]);
    free(f);
}

static rf_value *find(const rf_row *row, uint32_t field)
{
    for (size_t i = 0; i < row->value_count; i++)
        if (row->values[i].field == field)
            return (rf_value *)(uintptr_t)&row->values[i];
    return NULL;
}

double rf_number(const rf_row *row, uint32_t field) { return find(row, field) == NULL ? kit_nan() : find(row, field)->number; }
const char *rf_text(const rf_row *row, uint32_t field) { return find(row, field) == NULL ? NULL : find(row, field)->text; }

static uint32_t type_of(uint32_t field)
{
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        if (piq_field_at(i, &info) == PIQ_OK && info.id == field)
            return info.type;
    }
    abort();
}

static rf_value *place_for(rf_row *row, uint32_t field)
{
    rf_value *at = find(row, field);
    if (at == NULL && row->value_count < RF_VALUES)
        at = &row->values[row->value_count++];
    if (at == NULL)
        abort();
    at->field = field;
    at->type = type_of(field);
    return at;
}

void rf_set(rf_row *row, uint32_t field, double number) { place_for(row, field)->number = number; }
void rf_set_text(rf_row *row, uint32_t field, const char *text) { place_for(row, field)->text = text; }

void rf_unset(rf_row *row, uint32_t field)
{
    rf_value *at = find(row, field);
    if (at != NULL)
        *at = row->values[--row->value_count];
}

void rf_scale(rf_fleet *f, const uint32_t *fields, size_t count, double factor)
{
    for (uint32_t e = PIQ_ENTITY_GPU_TYPE; e <= PIQ_ENTITY_WORKLOAD; e++)
        for (size_t r = 0; r < f->counts[e]; r++)
            for (size_t i = 0; i < count; i++)
                if (find(&f->rows[e][r], fields[i]) != NULL)
                    find(&f->rows[e][r], fields[i])->number *= factor;
}

rf_fleet *rf_copy(const rf_fleet *f)
{
    rf_fleet *copy = malloc(sizeof *copy);
    *copy = *f;
    for (uint32_t e = 0; e <= PIQ_ENTITY_WORKLOAD; e++) {
        copy->rows[e] = malloc((f->counts[e] + 1) * sizeof(rf_row));
        if (f->counts[e] != 0)
            memcpy(copy->rows[e], f->rows[e], f->counts[e] * sizeof(rf_row));
    }
    return copy;
}

rf_fleet *rf_join(const rf_fleet *a, const rf_fleet *b)
{
    rf_fleet *both = rf_copy(a);
    const size_t shift = a->counts[PIQ_ENTITY_NODE];
    for (uint32_t e = PIQ_ENTITY_NODE; e <= PIQ_ENTITY_WORKLOAD; e++)
        for (size_t i = 0; i < b->counts[e]; i++) {
            rf_row *row = rf_add(both, e, b->rows[e][i].id);
            *row = b->rows[e][i];
            for (size_t p = 0; p < row->piece_count; p++)
                row->pieces[p].node += shift;
        }
    return both;
}

static void shuffle(void *items, size_t count, size_t size, uint64_t *state)
{
    char *at = items, *spare = malloc(size);
    for (size_t i = count; i > 1; i--) {
        const size_t other = kit_random(state) % i;
        memcpy(spare, at + (i - 1) * size, size);
        memmove(at + (i - 1) * size, at + other * size, size);
        memcpy(at + other * size, spare, size);
    }
    free(spare);
}

rf_fleet *rf_shuffle(const rf_fleet *f, uint64_t seed)
{
    uint64_t state = seed;
    rf_fleet *other = rf_copy(f);
    for (uint32_t e = PIQ_ENTITY_GPU_TYPE; e <= PIQ_ENTITY_WORKLOAD; e++) {
        shuffle(other->rows[e], other->counts[e], sizeof(rf_row), &state);
        for (size_t i = 0; i < other->counts[e]; i++)
            shuffle(other->rows[e][i].values, other->rows[e][i].value_count, sizeof(rf_value), &state);
    }
    for (size_t w = 0; w < other->counts[PIQ_ENTITY_WORKLOAD]; w++) {
        rf_row *row = &other->rows[PIQ_ENTITY_WORKLOAD][w];
        for (size_t p = 0; p < row->piece_count; p++) {
            const char *wanted = f->rows[PIQ_ENTITY_NODE][row->pieces[p].node].id;
            size_t node = 0;
            while (strcmp(other->rows[PIQ_ENTITY_NODE][node].id, wanted) != 0)
                node++;
            row->pieces[p].node = node;
        }
        shuffle(row->events, row->event_count, sizeof row->events[0], &state);
        shuffle(row->gaps, row->gap_count, sizeof row->gaps[0], &state);
    }
    return other;
}

/* ---- by rows ---- */

static void put_value(piq_fleet *fleet, piq_ref ref, const rf_value *v)
{
    piq_error error = PIQ_ERROR_INIT;
    if (v->type == PIQ_TYPE_BOOL)
        must(piq_fleet_set_boolean(fleet, ref, v->field, v->number != 0, &error), &error);
    else if (v->type == PIQ_TYPE_NUMBER || v->type == PIQ_TYPE_INTEGER)
        must(piq_fleet_set_number(fleet, ref, v->field, v->number, &error), &error);
    else
        must(piq_fleet_set_string(fleet, ref, v->field, v->text, PIQ_NUL_TERMINATED, &error), &error);
}

static void put_lists(piq_fleet *fleet, piq_ref ref, const rf_row *row)
{
    piq_error error = PIQ_ERROR_INIT;
    if (row->has_events)
        must(piq_fleet_set_scale_events(fleet, ref, row->events, row->event_count, sizeof row->events[0], &error), &error);
    if (row->has_gaps)
        must(piq_fleet_set_number_list(fleet, ref, PIQ_WORKLOAD_IDLE_GAPS, row->gaps, row->gap_count, &error), &error);
    if (row->has_profiles)
        must(piq_fleet_set_mig_profiles(fleet, ref, row->profiles, row->profile_count, sizeof row->profiles[0], &error), &error);
}

static void put_pieces(piq_fleet *fleet, piq_ref ref, const rf_row *row, size_t first_node)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_piece pieces[RF_PIECES];
    for (size_t i = 0; i < row->piece_count; i++) {
        const rf_piece *p = &row->pieces[i];
        const piq_piece piece = {piq_fleet_row(fleet, PIQ_ENTITY_NODE, first_node + p->node), p->gpus, p->replica, p->gpu, p->gpu == NULL ? 0 : strlen(p->gpu)};
        pieces[i] = piece;
    }
    if (row->has_pieces)
        must(piq_fleet_place(fleet, ref, pieces, row->piece_count, sizeof pieces[0], &error), &error);
}

static void put_table(piq_fleet *fleet, const rf_fleet *f, uint32_t entity, size_t first_node)
{
    piq_error error = PIQ_ERROR_INIT;
    for (size_t i = 0; i < f->counts[entity]; i++) {
        const rf_row *row = &f->rows[entity][i];
        piq_ref ref = 0;
        must(piq_fleet_add(fleet, entity, row->id, PIQ_NUL_TERMINATED, &ref, &error), &error);
        for (size_t v = 0; v < row->value_count; v++)
            put_value(fleet, ref, &row->values[v]);
        put_lists(fleet, ref, row);
        put_pieces(fleet, ref, row, first_node);
    }
}

void rf_append(piq_fleet *fleet, const rf_fleet *f)
{
    const size_t first_node = piq_fleet_count(fleet, PIQ_ENTITY_NODE);
    if (piq_fleet_count(fleet, PIQ_ENTITY_GPU_TYPE) == 0)
        for (uint32_t e = PIQ_ENTITY_GPU_TYPE; e <= PIQ_ENTITY_MODEL; e++)
            put_table(fleet, f, e, 0);
    put_table(fleet, f, PIQ_ENTITY_NODE, first_node);
    put_table(fleet, f, PIQ_ENTITY_WORKLOAD, first_node);
}

piq_fleet *rf_by_rows(const rf_fleet *f)
{
    piq_fleet *fleet = kit_fleet();
    for (size_t v = 0; v < f->self.value_count; v++)
        put_value(fleet, PIQ_FLEET_ROW, &f->self.values[v]);
    rf_append(fleet, f);
    return fleet;
}

/* ---- by columns ---- */

/* One field of some rows; in two chunks, so that columns do not always start at row 0. */
static void put_column(piq_fleet *fleet, const rf_fleet *f, const piq_field_info *info, size_t first, size_t count)
{
    piq_error error = PIQ_ERROR_INIT;
    uint8_t *valid = calloc(count / 8 + 1, 1), *bytes = calloc(count + 1, 1);
    double *numbers = calloc(count + 1, sizeof *numbers);
    int64_t *integers = calloc(count + 1, sizeof *integers);
    const char **texts = calloc(count + 1, sizeof *texts);
    bool any = false, whole = true;
    for (size_t i = 0; i < count; i++) {
        const rf_value *v = find(&f->rows[info->entity][first + i], info->id);
        if (v == NULL)
            continue;
        any = true;
        valid[i / 8] = (uint8_t)(valid[i / 8] | 1u << i % 8);
        bytes[i] = v->number != 0;
        numbers[i] = v->number;
        texts[i] = v->text;
        integers[i] = v->number < 9e18 && v->number > -9e18 ? (int64_t)v->number : 0;
        whole = whole && (double)integers[i] == v->number;
    }
    if (any && info->type == PIQ_TYPE_BOOL)
        must(piq_fleet_set_boolean_column(fleet, info->id, first, count, bytes, 0, valid, &error), &error);
    else if (any && (info->type == PIQ_TYPE_NUMBER || info->type == PIQ_TYPE_INTEGER) && whole)
        must(piq_fleet_set_integer_column(fleet, info->id, first, count, integers, 0, valid, &error), &error);
    else if (any && (info->type == PIQ_TYPE_NUMBER || info->type == PIQ_TYPE_INTEGER))
        must(piq_fleet_set_number_column(fleet, info->id, first, count, numbers, 0, valid, &error), &error);
    else if (any && (info->type == PIQ_TYPE_STRING || info->type == PIQ_TYPE_TIMESTAMP))
        must(piq_fleet_set_string_column(fleet, info->id, first, count, texts, NULL, &error), &error);
    free(valid);
    free(bytes);
    free(numbers);
    free(integers);
    free(texts);
}

static void add_rows(piq_fleet *fleet, const rf_fleet *f, uint32_t entity)
{
    piq_error error = PIQ_ERROR_INIT;
    const char **ids = calloc(f->counts[entity] + 1, sizeof *ids);
    for (size_t i = 0; i < f->counts[entity]; i++)
        ids[i] = f->rows[entity][i].id;
    must(piq_fleet_add_many(fleet, entity, ids, NULL, f->counts[entity], NULL, &error), &error);
    free(ids);
}

/* Plain pieces all at once, those with labels one workload at a time. */
static void place_rows(piq_fleet *fleet, const rf_fleet *f)
{
    piq_error error = PIQ_ERROR_INIT;
    const size_t works = f->counts[PIQ_ENTITY_WORKLOAD];
    uint32_t *work = calloc(works * RF_PIECES + 1, sizeof *work), *node = calloc(works * RF_PIECES + 1, sizeof *node);
    double *gpus = calloc(works * RF_PIECES + 1, sizeof *gpus);
    size_t count = 0;
    for (size_t p = 0; p < RF_PIECES; p++)
        for (size_t w = 0; w < works; w++) {
            const rf_row *row = &f->rows[PIQ_ENTITY_WORKLOAD][w];
            if (p >= row->piece_count || row->pieces[p].gpu != NULL)
                continue;
            work[count] = (uint32_t)w;
            node[count] = (uint32_t)row->pieces[p].node;
            gpus[count++] = row->pieces[p].gpus;
        }
    must(piq_fleet_place_column(fleet, work, node, gpus, count, &error), &error);
    for (size_t w = 0; w < works; w++)
        if (f->rows[PIQ_ENTITY_WORKLOAD][w].piece_count != 0 && f->rows[PIQ_ENTITY_WORKLOAD][w].pieces[0].gpu != NULL)
            put_pieces(fleet, piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, w), &f->rows[PIQ_ENTITY_WORKLOAD][w], 0);
    free(work);
    free(node);
    free(gpus);
}

piq_fleet *rf_by_columns(const rf_fleet *f)
{
    piq_fleet *fleet = kit_fleet();
    for (size_t v = 0; v < f->self.value_count; v++)
        put_value(fleet, PIQ_FLEET_ROW, &f->self.values[v]);
    for (uint32_t e = PIQ_ENTITY_WORKLOAD; e >= PIQ_ENTITY_GPU_TYPE; e--)
        add_rows(fleet, f, e);
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        must(piq_field_at(i, &info), &(piq_error)PIQ_ERROR_INIT);
        if (info.entity == PIQ_ENTITY_FLEET)
            continue;
        const size_t count = f->counts[info.entity], half = count / 2;
        put_column(fleet, f, &info, half, count - half);
        put_column(fleet, f, &info, 0, half);
    }
    for (uint32_t e = PIQ_ENTITY_GPU_TYPE; e <= PIQ_ENTITY_WORKLOAD; e++)
        for (size_t i = 0; i < f->counts[e]; i++)
            put_lists(fleet, piq_fleet_row(fleet, e, i), &f->rows[e][i]);
    place_rows(fleet, f);
    return fleet;
}

/* ---- as JSON ---- */

static void json_key(kit_text *t, bool *first, const char *key)
{
    kit_put(t, *first ? "" : ", ");
    kit_put_quoted(t, key);
    kit_put(t, ": ");
    *first = false;
}

static void json_value(kit_text *t, bool *first, const rf_value *v)
{
    json_key(t, first, piq_name(v->field));
    if (v->type == PIQ_TYPE_BOOL)
        kit_put(t, v->number != 0 ? "true" : "false");
    else if (v->type == PIQ_TYPE_NUMBER || v->type == PIQ_TYPE_INTEGER)
        kit_put_number(t, v->number);
    else
        kit_put_quoted(t, v->text);
}

static void json_number(kit_text *t, const char *key, double value)
{
    bool first = key[0] == '{';
    kit_put(t, first ? "{" : "");
    json_key(t, &first, key + (key[0] == '{'));
    kit_put_number(t, value);
}

static void json_lists(kit_text *t, bool *first, const rf_fleet *f, const rf_row *row)
{
    if (row->has_pieces)
        json_key(t, first, "placement");
    for (size_t i = 0; i < row->piece_count; i++) {
        kit_put(t, i == 0 ? "[" : ", ");
        json_number(t, "{gpus", row->pieces[i].gpus);
        kit_put(t, ", \"node\": ");
        kit_put_quoted(t, f->rows[PIQ_ENTITY_NODE][row->pieces[i].node].id);
        kit_put(t, row->pieces[i].gpu == NULL ? "" : ", \"gpu\": ");
        if (row->pieces[i].gpu != NULL)
            kit_put_quoted(t, row->pieces[i].gpu);
        kit_put(t, i + 1 == row->piece_count ? "}]" : "}");
    }
    if (row->has_events) {
        json_key(t, first, "scale_events");
        kit_put(t, "[");
        for (size_t i = 0; i < row->event_count; i++) {
            kit_put(t, i == 0 ? "" : ", ");
            json_number(t, "{t", row->events[i].seconds_ago);
            json_number(t, "replicas", row->events[i].replicas);
            if (row->events[i].cause != 0) {
                kit_put(t, ", \"cause\": ");
                kit_put_quoted(t, piq_word(PIQ_WORDS_CAUSE, row->events[i].cause));
            }
            kit_put(t, "}");
        }
        kit_put(t, "]");
    }
    if (row->has_gaps) {
        json_key(t, first, "idle_gaps");
        kit_put(t, "[");
        for (size_t i = 0; i < row->gap_count; i++) {
            kit_put(t, i == 0 ? "" : ", ");
            kit_put_number(t, row->gaps[i]);
        }
        kit_put(t, "]");
    }
    if (row->has_profiles) {
        json_key(t, first, "mig_profiles");
        kit_put(t, "[");
        for (size_t i = 0; i < row->profile_count; i++) {
            kit_put(t, i == 0 ? "{\"name\": " : ", {\"name\": ");
            kit_put_quoted(t, row->profiles[i].name);
            json_number(t, "compute_slices", row->profiles[i].compute_slices);
            json_number(t, "compute_slices_total", row->profiles[i].compute_slices_total);
            json_number(t, "memory_bytes", row->profiles[i].memory_bytes);
            json_number(t, "max_instances", row->profiles[i].max_instances);
            kit_put(t, "}");
        }
        kit_put(t, "]");
    }
}

void rf_json(const rf_fleet *f, kit_text *t)
{
    static const char *const tables[] = {"", "", "gpu_types", "models", "nodes", "workloads"};
    bool first = true;
    kit_put(t, "{");
    json_key(t, &first, "piq_snapshot");
    kit_put(t, "1");
    for (size_t v = 0; v < f->self.value_count; v++)
        json_value(t, &first, &f->self.values[v]);
    for (uint32_t e = PIQ_ENTITY_GPU_TYPE; e <= PIQ_ENTITY_WORKLOAD; e++) {
        json_key(t, &first, tables[e]);
        kit_put(t, "[");
        for (size_t i = 0; i < f->counts[e]; i++) {
            bool key = true;
            kit_put(t, i == 0 ? "\n {" : ",\n {");
            json_key(t, &key, e <= PIQ_ENTITY_MODEL ? "name" : "id");
            kit_put_quoted(t, f->rows[e][i].id);
            for (size_t v = 0; v < f->rows[e][i].value_count; v++)
                json_value(t, &key, &f->rows[e][i].values[v]);
            json_lists(t, &key, f, &f->rows[e][i]);
            kit_put(t, "}");
        }
        kit_put(t, "]");
    }
    kit_put(t, "}\n");
}

piq_fleet *rf_by_json(const rf_fleet *f)
{
    piq_error error = PIQ_ERROR_INIT;
    kit_text t = {NULL, 0, 0};
    piq_fleet *fleet = kit_fleet();
    rf_json(f, &t);
    must(piq_fleet_read_json(fleet, t.bytes, t.length, &error), &error);
    kit_text_free(&t);
    return fleet;
}
