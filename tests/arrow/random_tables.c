#include "arrow/random_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "harness/piq_test.h"

/* Some rows of a table; `state` is what encodings depend on: the same for all chunks of a table. */
typedef struct chunk {
    const rf_fleet *fleet;
    const rf_row *rows, *all;
    int64_t count;
    size_t all_count;
    uint32_t entity;
    uint64_t state;
} chunk;

static size_t below(uint64_t *state, size_t limit) { return (size_t)(kit_random(state) % limit); }

static void *room(size_t count, size_t size) { return piq_test_memory((count + 1) * size); }

/* ---- numbers ---- */

static const char *const integers[] = {"c", "C", "s", "S", "i", "I", "l", "L"};

static bool format_holds(const char *format, double value)
{
    static const double low[] = {-128, 0, -32768, 0, -2147483648.0, 0, -9e15, 0}, high[] = {127, 255, 32767, 65535, 2147483647.0, 4294967295.0, 9e15, 9e15};
    if (value != value || format[0] == 'g')
        return true;
    if (format[0] == 'f')
        return (double)(float)value == value;
    if (format[0] == 't') {
        const double scale = format[2] == 's' ? 1 : 1000;
        return value < 1e12 && (double)(int64_t)(value * scale) == value * scale && (double)(int64_t)(value * scale) / scale == value;
    }
    for (size_t i = 0; i < 8; i++)
        if (strcmp(format, integers[i]) == 0)
            return value >= low[i] && value <= high[i] && (double)(int64_t)value == value;
    return false;
}

/* A format that holds all of some values; `seconds`: durations, too. */
static const char *number_format(uint64_t *state, const double *values, size_t count, bool seconds)
{
    static const char *const formats[] = {"g", "f", "c", "C", "s", "S", "i", "I", "l", "L", "tDs", "tDm"};
    for (;;) {
        const char *format = formats[below(state, seconds ? 12 : 10)];
        size_t i = 0;
        while (i < count && format_holds(format, values[i]))
            i++;
        if (i == count)
            return format;
    }
}

/* NaN as null, or as it is where the format has one. */
static column *number_column(uint64_t *state, const char *name, const char *format, const double *values, int64_t count)
{
    const bool float_format = format[0] == 'g' || format[0] == 'f', as_it_is = float_format && below(state, 3) == 0, counted = below(state, 2) == 0;
    char *bits = room((size_t)count, 1);
    double *kept = room((size_t)count, sizeof *kept);
    const double scale = strcmp(format, "tDm") == 0 ? 1000 : 1;
    bool all = true;
    for (int64_t i = 0; i < count; i++) {
        const bool there = as_it_is || values[i] == values[i];
        bits[i] = there ? '1' : '0';
        kept[i] = there ? values[i] * scale : 3;
        all = all && there;
    }
    column *c = numbers(name, format, count, kept);
    return all && below(state, 2) == 0 ? c : with_nulls(c, bits, counted);
}

/* ---- texts ---- */

typedef struct text_encoding {
    const char *format, *index; /* index NULL: no dictionary */
} text_encoding;

static text_encoding text_format(uint64_t *state, int64_t most)
{
    static const char *const formats[] = {"u", "U", "vu"};
    const size_t index = below(state, 12);
    const text_encoding e = {formats[below(state, 3)], index < 8 && (most < 100 || index >= 2) ? integers[index] : NULL};
    return e;
}

/* A dictionary of what occurs, backwards, with a value that nobody uses; null by index or by value. */
static column *text_column(uint64_t *state, const char *name, text_encoding e, const char *const *values, int64_t count)
{
    if (e.index == NULL)
        return texts(name, e.format, count, values);
    const char **distinct = room((size_t)count + 2, sizeof *distinct);
    int *indexes = room((size_t)count, sizeof *indexes), known = 2;
    distinct[0] = NULL;
    distinct[1] = "nobody uses this value";
    for (int64_t i = count - 1; i >= 0; i--) {
        int at = 2;
        while (values[i] != NULL && at < known && strcmp(distinct[at], values[i]) != 0)
            at++;
        if (values[i] != NULL && at == known)
            distinct[known++] = values[i];
        indexes[i] = values[i] != NULL ? at : below(state, 2) == 0 ? -1 : 0;
    }
    return coded(name, e.index, count, indexes, texts(NULL, e.format, known, distinct));
}

/* ---- a field of all rows of a chunk ---- */

static const rf_value *value_of(const rf_row *row, uint32_t field)
{
    for (size_t i = 0; i < row->value_count; i++)
        if (row->values[i].field == field)
            return &row->values[i];
    return NULL;
}

static bool anywhere(const chunk *c, uint32_t field)
{
    for (size_t i = 0; i < c->all_count; i++)
        if (value_of(&c->all[i], field) != NULL)
            return true;
    return false;
}

static column *boolean_column(uint64_t *state, const chunk *c, const piq_field_info *info)
{
    char *bits = room((size_t)c->count, 1), *there = room((size_t)c->count, 1);
    for (int64_t i = 0; i < c->count; i++) {
        const rf_value *v = value_of(&c->rows[i], info->id);
        there[i] = v != NULL ? '1' : '0';
        bits[i] = v != NULL && v->number != 0 ? '1' : '0';
    }
    return with_nulls(booleans(info->name, c->count, bits), there, below(state, 2) == 0);
}

static column *field_column(const chunk *c, const piq_field_info *info)
{
    uint64_t state = c->state + info->id, data = c->state + info->id + (uint64_t)(c->rows - c->all) * 977;
    if (!anywhere(c, info->id))
        return below(&state, 8) == 0 ? nothing(info->name, c->count) : NULL;
    if (info->type == PIQ_TYPE_BOOL)
        return boolean_column(&data, c, info);
    if (info->type == PIQ_TYPE_STRING) {
        const char **values = room((size_t)c->count, sizeof *values);
        for (int64_t i = 0; i < c->count; i++)
            values[i] = rf_text(&c->rows[i], info->id);
        return text_column(&data, info->name, text_format(&state, (int64_t)c->all_count), values, c->count);
    }
    double *values = room(c->all_count, sizeof *values);
    for (size_t i = 0; i < c->all_count; i++)
        values[i] = rf_number(&c->all[i], info->id);
    const char *format = number_format(&state, values, c->all_count, strcmp(info->unit, "seconds") == 0);
    return number_column(&data, info->name, format, values + (c->rows - c->all), c->count);
}

/* ---- lists, whose items begin behind a few that are in no list ---- */

/* How many items come first that belong to nobody. */
static int64_t skipped(const chunk *c) { return (int64_t)((c->state + (uint64_t)(c->rows - c->all)) % 4); }

static column *list_column(const chunk *c, const char *name, const int *lengths, column *items)
{
    uint64_t state = c->state + strlen(name);
    producer_skip = skipped(c);
    column *list = lists(name, below(&state, 2) == 0 ? "+l" : "+L", c->count, lengths, items);
    producer_skip = 0;
    return list;
}

static column *placement_column(const chunk *c)
{
    const int64_t most = c->count * RF_PIECES + 4;
    const char **nodes = room((size_t)most, sizeof *nodes), **labels = room((size_t)most, sizeof *labels);
    double *gpus = room((size_t)most, sizeof *gpus), *replicas = room((size_t)most, sizeof *replicas);
    int *lengths = room((size_t)c->count, sizeof *lengths);
    int64_t count = skipped(c);
    uint64_t state = c->state + 1, data = state + (uint64_t)(c->rows - c->all);
    for (int64_t i = 0; i < count; i++) {
        nodes[i] = "nowhere";
        gpus[i] = -7;
    }
    for (int64_t i = 0; i < c->count; i++) {
        lengths[i] = c->rows[i].has_pieces ? (int)c->rows[i].piece_count : -1;
        for (size_t p = 0; p < c->rows[i].piece_count; p++, count++) {
            const rf_piece *piece = &c->rows[i].pieces[p];
            nodes[count] = c->fleet->rows[PIQ_ENTITY_NODE][piece->node].id;
            labels[count] = piece->gpu;
            gpus[count] = piece->gpus;
            replicas[count] = piece->replica < 0 ? kit_nan() : (double)piece->replica;
        }
    }
    column *members[] = {text_column(&data, "node", text_format(&state, (int64_t)c->all_count * RF_LIST), nodes, count), number_column(&data, "gpus", "g", gpus, count),
                         number_column(&data, "replica", "i", replicas, count), text_column(&data, "gpu", text_format(&state, (int64_t)c->all_count * RF_LIST), labels, count),
                         nothing("x_note", count)};
    return list_column(c, "placement", lengths, structs("item", count, 5, members));
}

static column *events_column(const chunk *c)
{
    const int64_t most = c->count * RF_LIST + 4;
    const char **causes = room((size_t)most, sizeof *causes);
    double *times = room((size_t)most, sizeof *times), *replicas = room((size_t)most, sizeof *replicas);
    int *lengths = room((size_t)c->count, sizeof *lengths);
    int64_t count = skipped(c);
    uint64_t state = c->state + 2, data = state + (uint64_t)(c->rows - c->all);
    for (int64_t i = 0; i < c->count; i++) {
        lengths[i] = c->rows[i].has_events ? (int)c->rows[i].event_count : -1;
        for (size_t e = 0; e < c->rows[i].event_count; e++, count++) {
            causes[count] = piq_word(PIQ_WORDS_CAUSE, c->rows[i].events[e].cause);
            times[count] = c->rows[i].events[e].seconds_ago;
            replicas[count] = c->rows[i].events[e].replicas;
        }
    }
    column *members[] = {number_column(&data, "replicas", "s", replicas, count), text_column(&data, "cause", text_format(&state, (int64_t)c->all_count * RF_LIST), causes, count),
                         number_column(&data, "t", "g", times, count)};
    return list_column(c, "scale_events", lengths, structs("item", count, 3, members));
}

static column *gaps_column(const chunk *c)
{
    double *gaps = room((size_t)c->count * RF_LIST + 4, sizeof *gaps);
    int *lengths = room((size_t)c->count, sizeof *lengths);
    int64_t count = skipped(c);
    for (int64_t i = 0; i < c->count; i++) {
        lengths[i] = c->rows[i].has_gaps ? (int)c->rows[i].gap_count : -1;
        for (size_t g = 0; g < c->rows[i].gap_count; g++)
            gaps[count++] = c->rows[i].gaps[g];
    }
    return list_column(c, "idle_gaps", lengths, numbers("item", "g", count, gaps));
}

static column *profiles_column(const chunk *c)
{
    enum { MOST = 8 };
    const char **names = room((size_t)c->count * MOST + 4, sizeof *names);
    double *numbers_of[4];
    int *lengths = room((size_t)c->count, sizeof *lengths);
    int64_t count = skipped(c);
    uint64_t state = c->state + 3, data = state + (uint64_t)(c->rows - c->all);
    for (size_t i = 0; i < 4; i++)
        numbers_of[i] = room((size_t)c->count * MOST + 4, sizeof(double));
    for (int64_t i = 0; i < c->count; i++) {
        lengths[i] = c->rows[i].has_profiles ? (int)c->rows[i].profile_count : -1;
        for (size_t p = 0; p < c->rows[i].profile_count; p++, count++) {
            const piq_mig_profile *profile = &c->rows[i].profiles[p];
            names[count] = profile->name;
            numbers_of[0][count] = profile->compute_slices;
            numbers_of[1][count] = profile->compute_slices_total;
            numbers_of[2][count] = profile->memory_bytes;
            numbers_of[3][count] = profile->max_instances;
        }
    }
    column *members[] = {text_column(&data, "name", text_format(&state, (int64_t)c->all_count * MOST), names, count),
                         number_column(&data, "compute_slices", "c", numbers_of[0], count), number_column(&data, "compute_slices_total", "C", numbers_of[1], count),
                         number_column(&data, "memory_bytes", "l", numbers_of[2], count), number_column(&data, "max_instances", "f", numbers_of[3], count)};
    return list_column(c, "mig_profiles", lengths, structs("item", count, 5, members));
}

/* ---- tables ---- */

/* The id and the fields, wherever chance puts them; the same order in every chunk. */
static column *table_of_chunk(const chunk *c)
{
    column *columns[COLUMN_CHILDREN];
    size_t count = 0;
    uint64_t state = c->state + 4;
    const char **ids = room((size_t)c->count, sizeof *ids);
    for (int64_t i = 0; i < c->count; i++)
        ids[i] = c->rows[i].id;
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        if (info.entity != c->entity || info.type > PIQ_TYPE_STRING)
            continue;
        const bool id = strcmp(info.name, c->entity <= PIQ_ENTITY_MODEL ? "name" : "id") == 0;
        column *made = id ? text_column(&state, info.name, text_format(&state, (int64_t)c->all_count), ids, c->count) : field_column(c, &info);
        if (made != NULL)
            columns[count++] = made;
    }
    if (c->entity == PIQ_ENTITY_WORKLOAD) {
        columns[count++] = placement_column(c);
        columns[count++] = events_column(c);
        columns[count++] = gaps_column(c);
    }
    if (c->entity == PIQ_ENTITY_GPU_TYPE)
        columns[count++] = profiles_column(c);
    columns[count++] = nothing("x_mine", c->count);
    uint64_t order = c->state + 5;
    for (size_t i = count; i > 1; i--) {
        const size_t other = below(&order, i);
        column *kept = columns[i - 1];
        columns[i - 1] = columns[other];
        columns[other] = kept;
    }
    return table_of(c->count, count, columns);
}

static void add_table(piq_fleet *fleet, const rf_fleet *f, uint32_t entity, uint64_t seed)
{
    const size_t most = f->counts[entity] * 2 + 20;
    column **tables = room(most, sizeof *tables);
    uint64_t state = seed + entity;
    const size_t usual = 1 + below(&state, f->counts[entity] + 1);
    size_t count = 0, first = 0;
    piq_error error = PIQ_ERROR_INIT;
    do {
        const size_t left = f->counts[entity] - first, size = count + left < most && below(&state, 6) == 0 ? 0 : left < usual ? left : usual;
        const chunk c = {f, f->rows[entity] + first, f->rows[entity], (int64_t)size, f->counts[entity], entity, seed * 64 + entity};
        producer_pad = (int64_t)below(&state, 20);
        tables[count++] = table_of_chunk(&c);
        first += size;
    } while (first < f->counts[entity]);
    producer_pad = 0;
    CHECK_EQ_INT(first, f->counts[entity]);
    const piq_status status = count == 1 ? import_table(fleet, entity, tables[0], PIQ_ARROW_STRICT, &error)
                                         : piq_fleet_import_arrow_stream(fleet, entity, &stream_of(count, tables)->stream, PIQ_ARROW_STRICT, &error);
    CHECK_SAY(status == PIQ_OK, "seed %llu: %s", (unsigned long long)seed, error.message);
}

piq_fleet *rf_by_arrow(const rf_fleet *f, uint64_t seed)
{
    rf_fleet bare = *f;
    memset(bare.counts, 0, sizeof bare.counts);
    piq_fleet *fleet = rf_by_rows(&bare);
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_WORKLOAD; entity++)
        add_table(fleet, f, entity, seed);
    return fleet;
}
