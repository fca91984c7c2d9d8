/* Lists of structs: scale events and MIG profiles, and what placements share with them. */
#include "arrow/objects.h"

/* ---- members ---- */

static const char *arrow_objects_name(unsigned field, size_t place)
{
    static const char names[3][PIQ__ARROW_MEMBERS][24] = {
        {"node", "gpus", "replica", "gpu", ""},
        {"t", "replicas", "cause", "", ""},
        {"name", "compute_slices", "compute_slices_total", "memory_bytes", "max_instances"},
    };
    return names[field == F_workload_placement ? 0 : field == F_workload_scale_events ? 1 : 2][place];
}

static piq_status arrow_objects_refuse(const piq__arrow_objects *o, piq_status status, size_t row, size_t place, const char *why)
{
    return piq__arrow_fail_member(o->import, status, o->plan, row, arrow_objects_name(o->plan->field, place), why);
}

static piq_status arrow_objects_range(const piq__arrow_objects *o, size_t row, size_t place, double value, double max, bool whole)
{
    const char *name = piq__field_name(o->plan->field);
    piq__text t = piq__arrow_error(o->import, PIQ_E_RANGE, name, strlen(name), row - o->import->mark.rows, o->plan->field);
    piq__put(&t, ": ");
    piq__put(&t, arrow_objects_name(o->plan->field, place));
    piq__put(&t, " is ");
    piq__put_number(&t, value);
    piq__put(&t, whole ? "; allowed are whole numbers from 0 to " : "; allowed are numbers from 0 to ");
    piq__put_number(&t, max);
    return PIQ_E_RANGE;
}

piq_status piq__arrow_object_missing(const piq__arrow_objects *o, size_t row, size_t place)
{
    return arrow_objects_refuse(o, PIQ_E_FIELD, row, place, " is missing");
}

piq_status piq__arrow_object_null(const piq__arrow_objects *o, size_t row)
{
    return piq__arrow_fail(o->import, PIQ_E_TYPE, o->plan, row, " has an item that is null");
}

static bool arrow_objects_has(const piq__arrow_objects *o, size_t place, size_t i)
{
    return o->plan->members[place].given && piq__arrow_there(&o->numbers[place], i);
}

piq_status piq__arrow_object_number(const piq__arrow_objects *o, size_t row, size_t i, size_t place, double max, bool whole, double *value)
{
    if (!arrow_objects_has(o, place, i))
        return PIQ_OK;
    const double read = piq__arrow_number(o->import, &o->numbers[place], i);
    if (!piq__known(read))
        return PIQ_OK;
    if (!(read >= 0 && read <= max) || (whole && read < 9007199254740992.0 && (double)(int64_t)read != read))
        return arrow_objects_range(o, row, place, read, max, whole);
    *value = read;
    return PIQ_OK;
}

piq_status piq__arrow_object_symbol(piq__arrow_objects *o, size_t row, size_t i, size_t place, uint32_t *number)
{
    *number = 0;
    return o->plan->members[place].given ? piq__arrow_symbol(&o->symbols[place], i, row, number) : PIQ_OK;
}

/* Row of a node, and 1. */
static piq_status arrow_objects_node(piq__arrow_symbols *s, const char *text, size_t length, size_t row, uint32_t *number)
{
    piq__arrow_import *m = s->import;
    const size_t node = piq__row_find(m->fleet, PIQ_ENTITY_NODE, text, length);
    *number = node == SIZE_MAX ? 0 : (uint32_t)node + 1;
    if (node != SIZE_MAX)
        return PIQ_OK;
    const char *name = piq__field_name(s->plan->field);
    piq__text t = piq__arrow_error(m, PIQ_E_REFERENCE, name, strlen(name), row - m->mark.rows, s->plan->field);
    piq__put(&t, ": there is no node ");
    piq__put_quoted(&t, text, piq__utf8_valid(text, length) ? length : 0);
    return PIQ_E_REFERENCE;
}

static piq_status arrow_objects_cause(piq__arrow_symbols *s, const char *text, size_t length, size_t row, uint32_t *number)
{
    *number = piq__word_among(s->plan->words, text, length);
    if (*number != 0)
        return PIQ_OK;
    return piq__arrow_fail_member(s->import, PIQ_E_VALUE, s->plan, row, s->part, ": allowed are traffic, rollout, failure, unknown");
}

/* ---- binding ---- */

static piq_status arrow_objects_member(piq__arrow_objects *o, const struct ArrowArray *items, size_t place)
{
    const piq__arrow_member *member = &o->plan->members[place];
    const struct ArrowArray *a = items->children[member->child];
    const size_t skip = (size_t)items->offset, length = (size_t)items->length;
    piq__arrow_symbols *s = &o->symbols[place];
    piq_status status = PIQ_OK;
    if (piq__arrow_holds_text(member->type)) {
        s->resolve = place == 0 && o->plan->field == F_workload_placement ? arrow_objects_node
                     : o->plan->field == F_workload_scale_events          ? arrow_objects_cause
                                                                          : piq__arrow_take;
        status = piq__arrow_symbols_begin(s, member->type, a, skip, length);
    } else {
        const char *why = piq__arrow_bind(member->type.coded ? &s->texts.self : &o->numbers[place], member->type, a, skip, length);
        status = why == NULL ? PIQ_OK : arrow_objects_refuse(o, PIQ_E_SYNTAX, SIZE_MAX, place, why);
    }
    if (member->type.kind == PIQ__ARROW_NULL || member->type.values == PIQ__ARROW_NULL)
        s->texts.self.kind = PIQ__ARROW_NULL;
    s->texts.self.above = o->numbers[place].above = o->item.validity;
    s->texts.self.above_base = o->numbers[place].above_base = o->item.base;
    return status;
}

static piq_status arrow_objects_begin(piq__arrow_objects *o)
{
    piq__arrow_import *m = o->import;
    const struct ArrowArray *items = o->lists->children[0];
    const char *why = piq__arrow_bind(&o->item, o->plan->item, items, 0, (size_t)items->length);
    if (why == NULL && o->plan->item.kind == PIQ__ARROW_STRUCT &&
        ((uint64_t)items->n_children != o->plan->item_children || (items->children == NULL && items->n_children != 0)))
        why = " does not have the members of its type";
    if (why != NULL)
        return piq__arrow_fail_member(m, PIQ_E_SYNTAX, o->plan, SIZE_MAX, "its items' array", why);
    piq_status status = PIQ_OK;
    for (size_t place = 0; place < PIQ__ARROW_MEMBERS; place++) {
        o->symbols[place].import = m;
        o->symbols[place].plan = o->plan;
        o->symbols[place].part = arrow_objects_name(o->plan->field, place);
        if (status == PIQ_OK && o->plan->members[place].given)
            status = arrow_objects_member(o, items, place);
    }
    return status;
}

/* ---- scale events ---- */

static piq_status arrow_objects_event(piq__arrow_objects *o, size_t row, size_t i, piq_scale_event *event)
{
    const piq_scale_event none = {-1, -1, 0, 0};
    *event = none;
    piq_status status = piq__arrow_object_number(o, row, i, 0, 1e30, false, &event->seconds_ago);
    if (status == PIQ_OK)
        status = piq__arrow_object_number(o, row, i, 1, 9e18, true, &event->replicas);
    if (status == PIQ_OK)
        status = piq__arrow_object_symbol(o, row, i, 2, &event->cause);
    if (status == PIQ_OK && (event->seconds_ago < 0 || event->replicas < 0))
        status = piq__arrow_object_missing(o, row, event->seconds_ago < 0 ? 0 : 1);
    return status;
}

static piq_status arrow_objects_events(piq__arrow_objects *o, size_t row, size_t first, size_t count)
{
    piq__arrow_import *m = o->import;
    piq_scale_event *events = piq__arrow_room(m, count + 1, sizeof *events);
    if (events == NULL)
        return piq__fail_memory(m->error);
    for (size_t i = 0; i < count; i++) {
        const piq_status status =
            piq__arrow_there(&o->item, first + i) ? arrow_objects_event(o, row, first + i, &events[i]) : piq__arrow_object_null(o, row);
        if (status != PIQ_OK)
            return status;
    }
    const piq_ref ref = piq__ref(PIQ_ENTITY_WORKLOAD, row);
    const piq_status status = piq_fleet_set_scale_events(m->fleet, ref, events, count, sizeof *events, &m->detail);
    return status == PIQ_OK ? PIQ_OK : piq__arrow_fail_detail(m, status, o->plan, row);
}

/* ---- MIG profiles ---- */

static piq_status arrow_objects_profile(piq__arrow_objects *o, size_t row, size_t i, piq_mig_profile *profile)
{
    const piq_mig_profile none = {NULL, -1, -1, -1, PIQ__UNKNOWN};
    uint32_t name = 0;
    *profile = none;
    piq_status status = piq__arrow_object_symbol(o, row, i, 0, &name);
    if (status == PIQ_OK)
        status = piq__arrow_object_number(o, row, i, 1, 1e6, false, &profile->compute_slices);
    if (status == PIQ_OK)
        status = piq__arrow_object_number(o, row, i, 2, 1e6, false, &profile->compute_slices_total);
    if (status == PIQ_OK)
        status = piq__arrow_object_number(o, row, i, 3, 9e18, true, &profile->memory_bytes);
    if (status == PIQ_OK)
        status = piq__arrow_object_number(o, row, i, 4, 1e6, true, &profile->max_instances);
    if (status != PIQ_OK)
        return status;
    if (name != 0)
        profile->name = piq__strings_at(&o->import->fleet->strings, name).text;
    const size_t missing = name == 0                           ? 0
                           : profile->compute_slices < 0       ? 1
                           : profile->compute_slices_total < 0 ? 2
                           : profile->memory_bytes < 0         ? 3
                                                               : SIZE_MAX;
    return missing == SIZE_MAX ? PIQ_OK : piq__arrow_object_missing(o, row, missing);
}

static piq_status arrow_objects_profiles(piq__arrow_objects *o, size_t row, size_t first, size_t count)
{
    piq__arrow_import *m = o->import;
    piq_mig_profile *profiles = piq__arrow_room(m, count + 1, sizeof *profiles);
    if (profiles == NULL)
        return piq__fail_memory(m->error);
    for (size_t i = 0; i < count; i++) {
        const piq_status status =
            piq__arrow_there(&o->item, first + i) ? arrow_objects_profile(o, row, first + i, &profiles[i]) : piq__arrow_object_null(o, row);
        if (status != PIQ_OK)
            return status;
    }
    const piq_ref ref = piq__ref(PIQ_ENTITY_GPU_TYPE, row);
    const piq_status status = piq_fleet_set_mig_profiles(m->fleet, ref, profiles, count, sizeof *profiles, &m->detail);
    return status == PIQ_OK ? PIQ_OK : piq__arrow_fail_detail(m, status, o->plan, row);
}

/* ---- a column ---- */

static piq_status arrow_objects_rows(piq__arrow_objects *o)
{
    piq__arrow_import *m = o->import;
    piq_status status = PIQ_OK;
    if (o->plan->field == F_workload_placement)
        return piq__arrow_placements(o);
    for (size_t i = 0; status == PIQ_OK && i < m->count; i++) {
        size_t first = 0, count = 0;
        status = piq__arrow_items(m, o->plan, o->lists, &o->list, i, &first, &count);
        if (status == PIQ_OK && piq__arrow_there(&o->list, i))
            status = o->plan->field == F_workload_scale_events ? arrow_objects_events(o, m->first + i, first, count)
                                                               : arrow_objects_profiles(o, m->first + i, first, count);
    }
    return status;
}

piq_status piq__arrow_object_column(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a)
{
    piq__arrow_objects o;
    memset(&o, 0, sizeof o);
    o.import = m;
    o.plan = plan;
    o.lists = a;
    piq_status status = piq__arrow_bind_list(m, plan, a, &o.list);
    if (status == PIQ_OK)
        status = arrow_objects_begin(&o);
    if (status == PIQ_OK)
        status = arrow_objects_rows(&o);
    for (size_t place = 0; place < PIQ__ARROW_MEMBERS; place++)
        piq__arrow_symbols_end(&o.symbols[place]);
    return status;
}
