#include "fleet/fleet.h"

#include "support/copy.h"

piq__text piq__error_at(const piq_fleet *f, piq_error *error, piq_status status, uint32_t entity, size_t row, unsigned field)
{
    piq__text t = piq__error_begin(error, status, entity, row, piq__fields[field].id);
    piq__put(&t, piq__field_name(field));
    if (entity != PIQ_ENTITY_FLEET) {
        piq__string id = piq__row_id(f, entity, row);
        piq__put(&t, " of ");
        piq__put(&t, piq_word(PIQ_WORDS_ENTITY, entity));
        piq__put(&t, " ");
        piq__put_quoted(&t, id.text, id.length);
    }
    return t;
}

static void set_put_range(piq__text *t, const piq__field *field)
{
    piq__put(t, "; allowed are ");
    piq__put(t, field->type == PIQ_TYPE_INTEGER ? "whole numbers from " : "numbers from ");
    piq__put_number(t, field->min);
    piq__put(t, " to ");
    piq__put_number(t, field->max);
}

piq_status piq__check_number(const piq_fleet *f, uint32_t entity, size_t row, unsigned field, double value, piq_error *error)
{
    const piq__field *about = &piq__fields[field];
    bool inside = value >= about->min && value <= about->max;
    if (inside && about->type == PIQ_TYPE_INTEGER && value < 9007199254740992.0) /* none is below -1e9, and from 2^53 on all are whole */
        inside = (double)(int64_t)value == value;
    if (inside)
        return PIQ_OK;
    piq__text t = piq__error_at(f, error, PIQ_E_RANGE, entity, row, field);
    piq__put(&t, " is ");
    piq__put_number(&t, value);
    set_put_range(&t, about);
    return PIQ_E_RANGE;
}

static void set_put_words(piq__text *t, uint32_t words)
{
    const char *word;
    for (uint32_t id = 1; (word = piq_word(words, id)) != NULL; id++) {
        piq__put(t, id == 1 ? "" : ", ");
        piq__put(t, word);
    }
}

piq_status piq__check_text(const piq_fleet *f, uint32_t entity, size_t row, unsigned field, const char *text, size_t length,
                           piq_error *error)
{
    const piq__field *about = &piq__fields[field];
    int64_t seconds;
    double fraction;
    const char *fault = piq__text_fault(text, length);
    const bool timed = fault == NULL && about->type == PIQ_TYPE_TIMESTAMP && !piq__timestamp(text, length, &seconds, &fraction);
    const bool worded = fault == NULL && about->words != 0 && piq_word_find(about->words, text, length) == 0;
    if (fault == NULL && !timed && !worded)
        return PIQ_OK;
    const piq_status status = fault != NULL ? piq__text_status(length) : PIQ_E_VALUE;
    piq__text t = piq__error_at(f, error, status, entity, row, field);
    if (fault != NULL) {
        piq__put(&t, fault);
        return status;
    }
    piq__put(&t, " is ");
    piq__put_quoted(&t, text, length);
    piq__put(&t, timed ? "; a time is written as RFC 3339 does: 2026-11-23T00:00:00Z" : "; allowed are ");
    if (worded)
        set_put_words(&t, about->words);
    return PIQ_E_VALUE;
}

piq_status piq__set_number(piq_fleet *f, size_t row, unsigned field, double value, piq_error *error)
{
    if (!piq__known(value)) {
        piq__column_clear(&f->columns[field], row);
        return PIQ_OK;
    }
    piq_status status = piq__check_number(f, piq__fields[field].entity, row, field, value, error);
    if (status == PIQ_OK && field == F_node_gpu_count)
        status = piq__check_node_size(f, row, value, error);
    if (status != PIQ_OK)
        return status;
    if (value == 0)
        value = 0; /* -0 and 0 are one number */
    return piq__column_set(&f->columns[field], &f->allocator, row, &value) ? PIQ_OK : piq__fail_memory(error);
}

piq_status piq__set_boolean(piq_fleet *f, size_t row, unsigned field, bool value, piq_error *error)
{
    const unsigned char bytes[8] = {value ? 1 : 0}; /* room for any width: the compiler does not know which this column has */
    return piq__column_set(&f->columns[field], &f->allocator, row, bytes) ? PIQ_OK : piq__fail_memory(error);
}

static piq_status set_word(piq_fleet *f, size_t row, unsigned field, const char *text, size_t length, piq_error *error)
{
    const unsigned char word = (unsigned char)piq_word_find(piq__fields[field].words, text, length);
    if (word == 0)
        return piq__check_text(f, piq__fields[field].entity, row, field, text, length, error);
    return piq__column_set(&f->columns[field], &f->allocator, row, &word) ? PIQ_OK : piq__fail_memory(error);
}

piq_status piq__set_text(piq_fleet *f, size_t row, unsigned field, const char *text, size_t length, piq_error *error)
{
    const piq__field *about = &piq__fields[field];
    if (about->words != 0)
        return set_word(f, row, field, text, length, error);
    piq_status status = PIQ_OK;
    if (about->type == PIQ_TYPE_TIMESTAMP)
        status = piq__check_text(f, about->entity, row, field, text, length, error);
    if (status != PIQ_OK)
        return status;
    if (length == 0) {
        piq__column_clear(&f->columns[field], row); /* an empty text names nothing */
        return PIQ_OK;
    }
    bool valid;
    const piq__asked asked = piq__ask(text, length);
    const uint32_t number = piq__strings_take_valid(&f->strings, &asked, &valid);
    if (!valid)
        return piq__check_text(f, about->entity, row, field, text, length, error);
    if (number == 0)
        return piq__strings_fail(&f->strings, error);
    return piq__column_set(&f->columns[field], &f->allocator, row, &number) ? PIQ_OK : piq__fail_memory(error);
}

/* The dense number of a field that may be set on this row, or PIQ__FIELD_COUNT after saying why not. `types` has a bit for
   every type that the calling function can give. */
static unsigned set_field(piq_fleet *f, piq_ref ref, uint32_t id, unsigned types, piq_status *status, piq_error *error)
{
    const uint32_t entity = piq__ref_entity(ref);
    const unsigned field = piq__field_by_id(id);
    *status = PIQ_OK;
    if (f == NULL || entity == 0 || entity >= PIQ__ENTITY_COUNT || piq__ref_row(ref) >= f->rows[entity].count)
        *status = piq__fail(error, PIQ_E_ARGUMENT, "no such row in this fleet");
    else if (field == PIQ__FIELD_COUNT || piq__fields[field].entity != entity)
        *status = piq__fail(error, PIQ_E_FIELD, "no such field for this entity");
    else if (entity != PIQ_ENTITY_FLEET && field == piq__field_first(entity))
        *status = piq__fail(error, PIQ_E_FIELD, "a row's id is given when it is added and does not change");
    if (*status != PIQ_OK)
        return PIQ__FIELD_COUNT;
    if ((types >> piq__fields[field].type & 1u) == 0) {
        *status = PIQ_E_TYPE;
        piq__text t = piq__error_at(f, error, PIQ_E_TYPE, entity, piq__ref_row(ref), field);
        piq__put(&t, " is a ");
        piq__put(&t, piq_word(PIQ_WORDS_TYPE, piq__fields[field].type));
        return PIQ__FIELD_COUNT;
    }
    return field;
}

#define SET_NUMERIC (1u << PIQ_TYPE_NUMBER | 1u << PIQ_TYPE_INTEGER)
#define SET_TEXTUAL (1u << PIQ_TYPE_STRING | 1u << PIQ_TYPE_TIMESTAMP)

piq_status piq_fleet_set_number(piq_fleet *f, piq_ref ref, uint32_t id, double value, piq_error *error)
{
    piq_status status;
    const unsigned field = set_field(f, ref, id, SET_NUMERIC, &status, error);
    return field == PIQ__FIELD_COUNT ? status : piq__set_number(f, piq__ref_row(ref), field, value, error);
}

piq_status piq_fleet_set_integer(piq_fleet *f, piq_ref ref, uint32_t id, int64_t value, piq_error *error)
{
    return piq_fleet_set_number(f, ref, id, (double)value, error);
}

piq_status piq_fleet_set_boolean(piq_fleet *f, piq_ref ref, uint32_t id, int32_t value, piq_error *error)
{
    piq_status status;
    const unsigned field = set_field(f, ref, id, 1u << PIQ_TYPE_BOOL, &status, error);
    return field == PIQ__FIELD_COUNT ? status : piq__set_boolean(f, piq__ref_row(ref), field, value != 0, error);
}

piq_status piq_fleet_set_string(piq_fleet *f, piq_ref ref, uint32_t id, const char *text, size_t length, piq_error *error)
{
    piq_status status;
    const unsigned field = set_field(f, ref, id, SET_TEXTUAL, &status, error);
    if (field == PIQ__FIELD_COUNT)
        return status;
    if (text == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "the text is NULL");
    return piq__set_text(f, piq__ref_row(ref), field, text, piq__length(text, length), error);
}

piq_status piq_fleet_set_number_list(piq_fleet *f, piq_ref ref, uint32_t id, const double *values, size_t count, piq_error *error)
{
    piq_status status;
    const unsigned field = set_field(f, ref, id, 1u << PIQ_TYPE_NUMBER_LIST, &status, error);
    if (field == PIQ__FIELD_COUNT)
        return status;
    if (values == NULL && count != 0)
        return piq__fail(error, PIQ_E_ARGUMENT, "the list is NULL");
    if ((status = piq__pool_room(f, &f->numbers, count, sizeof *values, error)) != PIQ_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        if ((status = piq__check_number(f, piq__ref_entity(ref), piq__ref_row(ref), field, values[i], error)) != PIQ_OK)
            return status;
    return piq__pool_assign(f, &f->numbers, field, piq__ref_row(ref), values, count, sizeof *values, error);
}

piq_status piq_fleet_set_string_list(piq_fleet *f, piq_ref ref, uint32_t id, const char *const *items, const size_t *lengths,
                                     size_t count, piq_error *error)
{
    piq_status status;
    const unsigned field = set_field(f, ref, id, 1u << PIQ_TYPE_STRING_LIST, &status, error);
    if (field == PIQ__FIELD_COUNT)
        return status;
    if (items == NULL && count != 0)
        return piq__fail(error, PIQ_E_ARGUMENT, "the list is NULL");
    if ((status = piq__pool_room(f, &f->texts, count, sizeof(uint32_t), error)) != PIQ_OK)
        return status;
    uint32_t *fresh = (uint32_t *)f->texts.items + f->texts.count;
    for (size_t i = 0; i < count; i++) {
        if (items[i] == NULL)
            return piq__fail(error, PIQ_E_ARGUMENT, "an item of the list is NULL");
        const size_t length = piq__length(items[i], lengths == NULL ? PIQ_NUL_TERMINATED : lengths[i]);
        status = piq__check_text(f, piq__ref_entity(ref), piq__ref_row(ref), field, items[i], length, error);
        if (status != PIQ_OK)
            return status;
        if ((fresh[i] = piq__strings_take(&f->strings, items[i], length)) == 0)
            return piq__strings_fail(&f->strings, error);
    }
    const piq__span span = {(uint32_t)f->texts.count, (uint32_t)count};
    if (!piq__column_set(&f->columns[field], &f->allocator, piq__ref_row(ref), &span))
        return piq__fail_memory(error);
    f->texts.count += count;
    return PIQ_OK;
}

piq_status piq_fleet_set_scale_events(piq_fleet *f, piq_ref ref, const piq_scale_event *events, size_t count, size_t stride,
                                      piq_error *error)
{
    piq_status status;
    if (set_field(f, ref, PIQ_WORKLOAD_SCALE_EVENTS, 1u << PIQ_TYPE_OBJECT_LIST, &status, error) == PIQ__FIELD_COUNT)
        return status;
    if ((events == NULL && count != 0) || stride < sizeof *events)
        return piq__fail(error, PIQ_E_ARGUMENT, "events need a list and its stride");
    if ((status = piq__pool_room(f, &f->events, count, sizeof(piq__event), error)) != PIQ_OK)
        return status;
    piq__event *fresh = (piq__event *)f->events.items + f->events.count;
    for (size_t i = 0; i < count; i++) {
        piq_scale_event e;
        memcpy(&e, (const char *)events + i * stride, sizeof e);
        const bool times = e.seconds_ago >= 0 && e.seconds_ago <= 1e30;
        const bool counts = e.replicas >= 0 && e.replicas <= 9e18 && (e.replicas > 9e15 || (double)(int64_t)e.replicas == e.replicas);
        if (!times || !counts || e.cause > PIQ_CAUSE_UNKNOWN) {
            piq__text t = piq__error_at(f, error, PIQ_E_RANGE, PIQ_ENTITY_WORKLOAD, piq__ref_row(ref), F_workload_scale_events);
            piq__put(&t, !times ? ": t must be a number from 0 to 1e30" : !counts ? ": replicas must be a whole number from 0" : ": no such cause");
            return PIQ_E_RANGE;
        }
        const piq__event kept = {e.seconds_ago, e.replicas, e.cause};
        fresh[i] = kept;
    }
    const piq__span span = {(uint32_t)f->events.count, (uint32_t)count};
    if (!piq__column_set(&f->columns[F_workload_scale_events], &f->allocator, piq__ref_row(ref), &span))
        return piq__fail_memory(error);
    f->events.count += count;
    return PIQ_OK;
}

static bool set_profile_good(const piq_mig_profile *p)
{
    const bool named = p->name != NULL && p->name[0] != '\0' && piq__utf8_valid(p->name, strlen(p->name));
    const bool sliced = p->compute_slices > 0 && p->compute_slices <= p->compute_slices_total && p->compute_slices_total <= 1e6;
    const bool counted = !piq__known(p->max_instances) || (p->max_instances >= 0 && p->max_instances <= 1e6);
    return named && sliced && counted && p->memory_bytes >= 0 && p->memory_bytes <= 9e18;
}

piq_status piq_fleet_set_mig_profiles(piq_fleet *f, piq_ref ref, const piq_mig_profile *profiles, size_t count, size_t stride,
                                      piq_error *error)
{
    piq_status status;
    if (set_field(f, ref, PIQ_GPU_TYPE_MIG_PROFILES, 1u << PIQ_TYPE_OBJECT_LIST, &status, error) == PIQ__FIELD_COUNT)
        return status;
    if ((profiles == NULL && count != 0) || stride < sizeof *profiles)
        return piq__fail(error, PIQ_E_ARGUMENT, "profiles need a list and its stride");
    if ((status = piq__pool_room(f, &f->profiles, count, sizeof(piq__profile), error)) != PIQ_OK)
        return status;
    piq__profile *fresh = (piq__profile *)f->profiles.items + f->profiles.count;
    for (size_t i = 0; i < count; i++) {
        piq_mig_profile p;
        memcpy(&p, (const char *)profiles + i * stride, sizeof p);
        if (!set_profile_good(&p)) {
            piq__text t = piq__error_at(f, error, PIQ_E_RANGE, PIQ_ENTITY_GPU_TYPE, piq__ref_row(ref), F_gpu_type_mig_profiles);
            piq__put(&t, ": a profile has a name, compute_slices above 0 and at most compute_slices_total, and memory_bytes from 0");
            return PIQ_E_RANGE;
        }
        const piq__profile kept = {piq__strings_take(&f->strings, p.name, strlen(p.name)), p.compute_slices, p.compute_slices_total,
                                   p.memory_bytes, p.max_instances};
        if (kept.name == 0)
            return piq__strings_fail(&f->strings, error);
        fresh[i] = kept;
    }
    const piq__span span = {(uint32_t)f->profiles.count, (uint32_t)count};
    if (!piq__column_set(&f->columns[F_gpu_type_mig_profiles], &f->allocator, piq__ref_row(ref), &span))
        return piq__fail_memory(error);
    f->profiles.count += count;
    return PIQ_OK;
}
