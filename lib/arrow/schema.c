/* The schema walk: which columns are fields, and whether their types can be read. Nothing here looks at data. */
#include "arrow/import.h"

const char *piq__arrow_table_name(uint32_t entity)
{
    switch (entity) {
    case PIQ_ENTITY_GPU_TYPE: return "gpu_types";
    case PIQ_ENTITY_MODEL: return "models";
    case PIQ_ENTITY_NODE: return "nodes";
    default: return "workloads";
    }
}

const char *piq__arrow_member_names(unsigned field)
{
    switch (field) {
    case F_workload_placement: return "node gpus replica gpu";
    case F_workload_scale_events: return "t replicas cause";
    case F_gpu_type_mig_profiles: return "name compute_slices compute_slices_total memory_bytes max_instances";
    default: return NULL;
    }
}

/* ---- which types a field takes: one with a dictionary is of its indexes' kind, an integer ---- */

/* Spans of time that end at observed_at: for these a moment says as much. */
static bool arrow_schema_counts_back(unsigned field)
{
    switch (field) {
    case F_node_ready_seconds:
    case F_node_state_seconds:
    case F_node_stale_seconds:
    case F_node_idle_seconds:
    case F_workload_pending_seconds:
    case F_workload_stale_seconds:
    case F_workload_seconds_since_oom:
    case F_workload_idle_seconds: return true;
    default: return false;
    }
}

/* `seconds`, `back`: the number is a span of time; it ends at observed_at. */
static bool arrow_schema_number(piq__arrow_type t, bool seconds, bool back)
{
    if (t.coded)
        return false;
    if (t.kind == PIQ__ARROW_TIMESTAMP || t.kind == PIQ__ARROW_DATE)
        return back;
    return t.kind == PIQ__ARROW_NULL || piq__arrow_is_number(t.kind) || (t.kind == PIQ__ARROW_DURATION && seconds);
}

static bool arrow_schema_text(piq__arrow_type t)
{
    if (t.coded)
        return piq__arrow_is_integer(t.kind) && (piq__arrow_is_text(t.values) || t.values == PIQ__ARROW_NULL);
    return piq__arrow_is_text(t.kind) || t.kind == PIQ__ARROW_NULL;
}

static bool arrow_schema_takes(const piq__arrow_plan *p)
{
    const piq__field *about = &piq__fields[p->field];
    const bool seconds = strcmp(piq__unit(about->id), "seconds") == 0;
    const bool list = piq__arrow_is_list(p->type.kind), none = p->item.kind == PIQ__ARROW_NULL;
    if (p->type.kind == PIQ__ARROW_NULL)
        return true;
    switch (about->type) {
    case PIQ_TYPE_NUMBER:
    case PIQ_TYPE_INTEGER: return arrow_schema_number(p->type, seconds, arrow_schema_counts_back(p->field));
    case PIQ_TYPE_BOOL: return p->type.kind == PIQ__ARROW_BOOL;
    case PIQ_TYPE_STRING_LIST: return list && arrow_schema_text(p->item);
    case PIQ_TYPE_NUMBER_LIST: return list && arrow_schema_number(p->item, seconds, false);
    case PIQ_TYPE_OBJECT_LIST: return list && (p->item.kind == PIQ__ARROW_STRUCT || none);
    default: return arrow_schema_text(p->type);
    }
}

static const char *arrow_schema_advice(const char *format)
{
    if (format == NULL)
        return "; it has no format";
    if (strcmp(format, "e") == 0)
        return ": 16-bit floats are not read; cast the column to float32";
    if (format[0] == 'd')
        return ": decimals are not read; cast the column to float64";
    return "";
}

/* "... has Arrow type "e": 16-bit floats are not read" */
static piq_status arrow_schema_refuse(piq__arrow_import *m, const piq__arrow_plan *p, const char *member, const struct ArrowSchema *schema)
{
    const char *name = piq__field_name(p->field), *format = schema->format == NULL ? "" : schema->format;
    piq__text t = piq__arrow_error(m, PIQ_E_TYPE, name, strlen(name), PIQ_NONE, p->field);
    if (member != NULL) {
        piq__put(&t, ": ");
        piq__put(&t, member);
    }
    piq__put(&t, " has Arrow type ");
    piq__put_quoted(&t, format, piq__utf8_valid(format, strlen(format)) ? strlen(format) : 0);
    if (schema->dictionary != NULL)
        piq__put(&t, " with a dictionary");
    piq__put(&t, arrow_schema_advice(schema->format));
    if (member == NULL) {
        piq__put(&t, "; the field's type is ");
        piq__put(&t, piq_word(PIQ_WORDS_TYPE, piq__fields[p->field].type));
    }
    return PIQ_E_TYPE;
}

/* ---- structs in lists ---- */

/* The place of a name among blank-separated ones, or -1. */
static int arrow_schema_place(const char *names, const char *name)
{
    const size_t length = strlen(name);
    for (int place = 0; *names != '\0'; place++) {
        const char *end = strchr(names, ' ');
        const size_t size = end == NULL ? strlen(names) : (size_t)(end - names);
        if (size == length && memcmp(names, name, length) == 0)
            return place;
        names += size + (end == NULL ? 0 : 1);
    }
    return -1;
}

static const char *arrow_schema_name(const struct ArrowSchema *schema) { return schema->name == NULL ? "" : schema->name; }

/* Which columns nobody knows: an error for those who want to know, unless they are marked as the caller's own. */
static piq_status arrow_schema_unknown(piq__arrow_import *m, const piq__arrow_plan *p, const char *name)
{
    if ((m->flags & PIQ_ARROW_STRICT) == 0 || strncmp(name, "x_", 2) == 0)
        return PIQ_OK;
    const char *column = p == NULL ? name : piq__field_name(p->field);
    piq__text t = piq__arrow_error(m, PIQ_E_FIELD, column, strlen(column), PIQ_NONE, p == NULL ? (unsigned)PIQ__FIELD_COUNT : p->field);
    if (p != NULL) {
        piq__put(&t, ": ");
        piq__put_quoted(&t, name, piq__utf8_valid(name, strlen(name)) ? strlen(name) : 0);
    }
    piq__put(&t, p == NULL ? " is no field of this table" : " is no member of these objects");
    return PIQ_E_FIELD;
}

static bool arrow_schema_member_takes(unsigned field, size_t place, piq__arrow_type t)
{
    switch (field) {
    case F_workload_placement: return place == 0 || place == 3 ? arrow_schema_text(t) : arrow_schema_number(t, false, false);
    case F_workload_scale_events: return place == 2 ? arrow_schema_text(t) : arrow_schema_number(t, place == 0, place == 0);
    default: return place == 0 ? arrow_schema_text(t) : arrow_schema_number(t, false, false);
    }
}

static bool arrow_schema_is_moment(piq__arrow_type t) { return t.kind == PIQ__ARROW_TIMESTAMP || t.kind == PIQ__ARROW_DATE; }

static piq_status arrow_schema_moment(piq__arrow_import *m, const piq__arrow_plan *p, piq__arrow_type t)
{
    if (!arrow_schema_is_moment(t) || m->now_known)
        return PIQ_OK;
    return piq__arrow_fail(m, PIQ_E_ARGUMENT, p, SIZE_MAX, " holds moments in time: set observed_at of the fleet first");
}

static piq_status arrow_schema_member(piq__arrow_import *m, piq__arrow_plan *p, const struct ArrowSchema *schema, size_t child)
{
    const char *name = arrow_schema_name(schema);
    const int place = arrow_schema_place(piq__arrow_member_names(p->field), name);
    if (place < 0)
        return arrow_schema_unknown(m, p, name);
    piq__arrow_member *member = &p->members[place];
    if (member->given)
        return piq__arrow_fail_member(m, PIQ_E_DUPLICATE, p, SIZE_MAX, name, " is given twice");
    member->given = true;
    member->child = child;
    member->type = piq__arrow_type_of(schema);
    if (!arrow_schema_member_takes(p->field, (size_t)place, member->type))
        return arrow_schema_refuse(m, p, name, schema);
    return arrow_schema_moment(m, p, member->type);
}

static bool arrow_schema_children_good(const struct ArrowSchema *schema)
{
    if (schema->n_children < 0 || (uint64_t)schema->n_children > SIZE_MAX / sizeof(piq__arrow_plan) ||
        (schema->n_children != 0 && schema->children == NULL))
        return false;
    for (int64_t i = 0; i < schema->n_children; i++)
        if (schema->children[i] == NULL)
            return false;
    return true;
}

static piq_status arrow_schema_list(piq__arrow_import *m, piq__arrow_plan *p, const struct ArrowSchema *schema)
{
    if (schema->n_children != 1 || !arrow_schema_children_good(schema))
        return piq__arrow_fail(m, PIQ_E_SYNTAX, p, SIZE_MAX, " is a list without one type of items");
    const struct ArrowSchema *item = schema->children[0];
    p->item = piq__arrow_type_of(item);
    if (p->item.kind != PIQ__ARROW_STRUCT || piq__arrow_member_names(p->field) == NULL)
        return PIQ_OK;
    if (!arrow_schema_children_good(item))
        return piq__arrow_fail(m, PIQ_E_SYNTAX, p, SIZE_MAX, " has items without the types of their members");
    p->item_children = (size_t)item->n_children;
    piq_status status = PIQ_OK;
    for (size_t i = 0; status == PIQ_OK && i < p->item_children; i++)
        status = arrow_schema_member(m, p, item->children[i], i);
    return status;
}

/* ---- the table ---- */

static void arrow_schema_words(piq__arrow_plan *p)
{
    const uint32_t words = p->field == F_workload_scale_events ? PIQ_WORDS_CAUSE : piq__fields[p->field].words;
    p->words = piq__words_of(words);
    p->worded = words != 0;
}

static piq_status arrow_schema_column(piq__arrow_import *m, const struct ArrowSchema *schema, size_t child)
{
    const char *name = arrow_schema_name(schema);
    const unsigned field = piq__field_by_name(m->entity, name, strlen(name)), id = piq__field_first(m->entity);
    if (field == PIQ__FIELD_COUNT)
        return arrow_schema_unknown(m, NULL, name);
    piq__arrow_plan *p = field == id ? &m->plans[0] : &m->plans[m->plan_count];
    for (size_t i = 0; i < m->plan_count; i++)
        if (m->plans[i].field == field)
            return piq__arrow_fail(m, PIQ_E_DUPLICATE, &m->plans[i], SIZE_MAX, " is given twice");
    p->field = field;
    p->child = child;
    p->type = piq__arrow_type_of(schema);
    m->plan_count += field == id ? 0 : 1;
    arrow_schema_words(p);
    if (piq__arrow_is_list(p->type.kind)) {
        const piq_status status = arrow_schema_list(m, p, schema);
        if (status != PIQ_OK)
            return status;
    }
    return arrow_schema_takes(p) ? arrow_schema_moment(m, p, p->type) : arrow_schema_refuse(m, p, NULL, schema);
}

static void arrow_schema_now(piq__arrow_import *m)
{
    const piq__string text = piq__strings_at(&m->fleet->strings, piq__text_at(m->fleet, F_fleet_observed_at, 0));
    m->now_known = text.length != 0 && ALWAYS(piq__timestamp(text.text, text.length, &m->now_seconds, &m->now_fraction));
}

piq_status piq__arrow_plan_table(piq__arrow_import *m, const struct ArrowSchema *schema)
{
    if (schema->format == NULL || strcmp(schema->format, "+s") != 0 || schema->dictionary != NULL || !arrow_schema_children_good(schema)) {
        piq__text t = piq__arrow_error(m, PIQ_E_TYPE, NULL, 0, PIQ_NONE, PIQ__FIELD_COUNT);
        piq__put(&t, ": a table is an Arrow struct with one member for every column");
        return PIQ_E_TYPE;
    }
    m->children = (size_t)schema->n_children;
    m->plans = piq__alloc_zero(&m->fleet->allocator, m->children + 1, sizeof *m->plans);
    if (m->plans == NULL)
        return piq__fail_memory(m->error);
    m->plan_count = 1;
    m->plans[0].field = PIQ__FIELD_COUNT; /* until there is an id */
    arrow_schema_now(m);
    for (size_t i = 0; i < m->children; i++) {
        const piq_status status = arrow_schema_column(m, schema->children[i], i);
        if (status != PIQ_OK)
            return status;
    }
    if (m->plans[0].field != PIQ__FIELD_COUNT)
        return PIQ_OK;
    const char *name = piq__field_name(piq__field_first(m->entity));
    piq__text t = piq__arrow_error(m, PIQ_E_FIELD, name, strlen(name), PIQ_NONE, piq__field_first(m->entity));
    piq__put(&t, " is missing");
    return PIQ_E_FIELD;
}
