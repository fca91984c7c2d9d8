/* The lists of a row: collected beside the fleet, then handed over as a whole. */
#include "fleet/fleet.h"
#include "json/reader.h"
#include "schema/schema.h"

/* The next element of the list at path step 1; *more is false at its end. */
static piq_status lists_next(piq__reader *r, size_t index, size_t element, bool *more)
{
    r->level = 2;
    r->path[1].index = index;
    *more = piq__read_next(r) != PIQ__JSON_ARRAY_END;
    if (!*more)
        r->path[1].index = SIZE_MAX;
    else if (!piq__read_room(r, index + 1, element))
        return piq__fail_memory(r->error);
    return PIQ_OK;
}

/* The same where the elements are objects, which are opened. */
static piq_status lists_next_object(piq__reader *r, size_t index, size_t element, bool *more)
{
    const piq_status status = lists_next(r, index, element, more);
    if (status != PIQ_OK || !*more)
        return status;
    if (r->kind != PIQ__JSON_OBJECT_BEGIN)
        return piq__read_unexpected(r, "an object");
    piq__read_enter(r, 2);
    return PIQ_OK;
}

/* The next key of an element: which of `names` it is. */
static piq_status lists_key(piq__reader *r, const char *names, uint32_t *seen, unsigned *which, bool *more)
{
    piq_status status = piq__read_key(r, 2, more);
    if (status == PIQ_OK && *more)
        status = piq__read_which(r, names, which);
    return status == PIQ_OK && *more ? piq__read_once(r, seen, *which) : status;
}

/* A number from 0 to `max`; what is null stays as it was. */
static piq_status lists_number(piq__reader *r, double max, bool whole, double *value)
{
    double read = 0;
    bool known;
    const piq_status status = piq__read_number(r, &read, &known);
    if (status != PIQ_OK || !known)
        return status;
    const bool inside = read >= 0 && read <= max;
    if (!inside || (whole && read < 9007199254740992.0 && (double)(int64_t)read != read))
        return piq__read_fail_range(r, r->scan.begin, read, 0, max, whole);
    *value = read + 0.0; /* -0 becomes 0 */
    return PIQ_OK;
}

static piq_status lists_done(piq__reader *r, piq_status status, const char *begin)
{
    r->level = 2;
    return status == PIQ_OK ? PIQ_OK : piq__read_fail_detail(r, begin);
}

/* The list that was collected becomes the row's. */
static piq_status lists_assign(piq__reader *r, piq_fleet *f, piq__pool *pool, unsigned field, size_t row, size_t count, size_t element)
{
    return lists_done(r, piq__pool_assign(f, pool, field, row, r->list, count, element, &r->detail), r->scan.begin);
}

piq_status piq__read_strings(piq__reader *r, piq_fleet *f, size_t row, unsigned field)
{
    size_t count = 0, length;
    const char *text;
    bool more;
    for (;; count++) {
        piq_status status = lists_next(r, count, sizeof(uint32_t), &more);
        if (status != PIQ_OK)
            return status;
        if (!more)
            return lists_assign(r, f, &f->texts, field, row, count, sizeof(uint32_t));
        status = piq__read_this_text(r, &text, &length);
        if (status != PIQ_OK)
            return status;
        status = piq__check_text(f, piq__fields[field].entity, row, field, text, length, &r->detail);
        if (status != PIQ_OK)
            return piq__read_fail_detail(r, r->scan.begin - 1);
        const uint32_t number = piq__strings_take(&f->strings, text, length);
        if (number == 0)
            return piq__strings_fail(&f->strings, r->error);
        memcpy(r->list + count * sizeof number, &number, sizeof number);
    }
}

piq_status piq__read_numbers(piq__reader *r, piq_fleet *f, size_t row, unsigned field)
{
    size_t count = 0;
    double value = 0;
    bool more;
    for (;; count++) {
        piq_status status = lists_next(r, count, sizeof value, &more);
        if (status != PIQ_OK)
            return status;
        if (!more)
            return lists_assign(r, f, &f->numbers, field, row, count, sizeof value);
        status = piq__read_this_number(r, &value);
        if (status != PIQ_OK)
            return status;
        status = piq__check_number(f, piq__fields[field].entity, row, field, value, &r->detail);
        if (status != PIQ_OK)
            return piq__read_fail_detail(r, r->scan.begin);
        value = value == 0 ? 0 : value;
        memcpy(r->list + count * sizeof value, &value, sizeof value);
    }
}

/* ---- placement ---- */

static piq_status lists_node(piq__reader *r, const piq_fleet *f, uint32_t *node)
{
    const char *text;
    size_t length;
    bool known;
    const piq_status status = piq__read_text(r, &text, &length, &known);
    if (status != PIQ_OK || !known)
        return status;
    const size_t row = piq__row_find(f, PIQ_ENTITY_NODE, text, length);
    if (row == SIZE_MAX) {
        piq__text t = piq__error_begin(&r->detail, PIQ_E_REFERENCE, 0, PIQ_NONE, 0);
        piq__put(&t, "there is no node ");
        piq__put_quoted(&t, text, length);
        return piq__read_fail_detail(r, r->scan.begin - 1);
    }
    *node = (uint32_t)row;
    return PIQ_OK;
}

/* Takes a text in that is of no field. */
static piq_status lists_take(piq__reader *r, piq_fleet *f, const char *text, size_t length, uint32_t *number)
{
    const char *fault = piq__text_fault(text, length);
    if (fault != NULL)
        return piq__read_fail(r, piq__text_status(length), fault + 1);
    *number = piq__strings_take(&f->strings, text, length);
    return *number != 0 ? PIQ_OK : piq__strings_fail(&f->strings, r->error);
}

static piq_status lists_label(piq__reader *r, piq_fleet *f, uint32_t *label)
{
    const char *text;
    size_t length;
    bool known;
    const piq_status status = piq__read_text(r, &text, &length, &known);
    if (status != PIQ_OK || !known)
        return status;
    return lists_take(r, f, text, length, label);
}

static piq_status lists_piece(piq__reader *r, piq_fleet *f, piq__place *piece)
{
    const char *begin = r->scan.begin;
    uint32_t seen = 0, node = UINT32_MAX, label = 0;
    double gpus = -1, replica = -1;
    unsigned key = 0;
    bool more;
    piq_status status = lists_key(r, "node gpus replica gpu", &seen, &key, &more);
    while (status == PIQ_OK && more) {
        switch (key) {
        case 0: status = lists_node(r, f, &node); break;
        case 1: status = lists_number(r, 1e6, false, &gpus); break;
        case 2: status = lists_number(r, INT32_MAX, true, &replica); break;
        default: status = lists_label(r, f, &label); break;
        }
        if (status == PIQ_OK)
            status = lists_key(r, "node gpus replica gpu", &seen, &key, &more);
    }
    if (status == PIQ_OK && (node == UINT32_MAX || gpus < 0))
        return piq__read_fail_at(r, begin, PIQ_E_FIELD, node == UINT32_MAX ? "node is missing" : "gpus is missing");
    const piq__place read = {gpus, node, label, (int32_t)replica};
    *piece = read;
    return status;
}

piq_status piq__read_placement(piq__reader *r, piq_fleet *f, size_t row)
{
    const char *begin = r->scan.begin;
    bool more;
    for (size_t count = 0;; count++) {
        piq__place piece;
        piq_status status = lists_next_object(r, count, sizeof piece, &more);
        if (status == PIQ_OK && !more)
            return lists_done(r, piq__place_row(f, row, (const piq__place *)(void *)r->list, count, &r->detail), begin);
        if (status == PIQ_OK)
            status = lists_piece(r, f, &piece);
        if (status != PIQ_OK)
            return status;
        memcpy(r->list + count * sizeof piece, &piece, sizeof piece);
    }
}

/* ---- scale events ---- */

static piq_status lists_cause(piq__reader *r, uint32_t *cause)
{
    const char *text;
    size_t length;
    bool known;
    const piq_status status = piq__read_text(r, &text, &length, &known);
    if (status != PIQ_OK || !known)
        return status;
    *cause = piq_word_find(PIQ_WORDS_CAUSE, text, length);
    return *cause != 0 ? PIQ_OK : piq__read_fail(r, PIQ_E_VALUE, "allowed are traffic, rollout, failure, unknown");
}

static piq_status lists_event(piq__reader *r, piq_scale_event *event)
{
    const char *begin = r->scan.begin;
    const piq_scale_event none = {-1, -1, 0, 0};
    uint32_t seen = 0;
    unsigned key = 0;
    bool more;
    *event = none;
    piq_status status = lists_key(r, "t replicas cause", &seen, &key, &more);
    while (status == PIQ_OK && more) {
        switch (key) {
        case 0: status = lists_number(r, 1e30, false, &event->seconds_ago); break;
        case 1: status = lists_number(r, 9e18, true, &event->replicas); break;
        default: status = lists_cause(r, &event->cause); break;
        }
        if (status == PIQ_OK)
            status = lists_key(r, "t replicas cause", &seen, &key, &more);
    }
    if (status == PIQ_OK && (event->seconds_ago < 0 || event->replicas < 0))
        status = piq__read_fail_at(r, begin, PIQ_E_FIELD, event->seconds_ago < 0 ? "t is missing" : "replicas is missing");
    return status;
}

piq_status piq__read_events(piq__reader *r, piq_fleet *f, size_t row)
{
    const char *begin = r->scan.begin;
    bool more;
    for (size_t count = 0;; count++) {
        piq_scale_event event;
        piq_status status = lists_next_object(r, count, sizeof event, &more);
        if (status == PIQ_OK && !more) {
            const piq_scale_event *events = (const piq_scale_event *)(void *)r->list;
            const piq_ref ref = piq__ref(PIQ_ENTITY_WORKLOAD, row);
            return lists_done(r, piq_fleet_set_scale_events(f, ref, count == 0 ? NULL : events, count, sizeof event, &r->detail), begin);
        }
        if (status == PIQ_OK)
            status = lists_event(r, &event);
        if (status != PIQ_OK)
            return status;
        memcpy(r->list + count * sizeof event, &event, sizeof event);
    }
}

/* ---- MIG profiles ---- */

static piq_status lists_profile_name(piq__reader *r, piq_fleet *f, const char **name)
{
    const char *text;
    size_t length;
    bool known;
    piq_status status = piq__read_text(r, &text, &length, &known);
    if (status != PIQ_OK || !known)
        return status;
    uint32_t number = 0;
    status = lists_take(r, f, text, length, &number);
    if (status == PIQ_OK)
        *name = piq__strings_at(&f->strings, number).text;
    return status;
}

#define LISTS_PROFILE "name compute_slices compute_slices_total memory_bytes max_instances"

static piq_status lists_profile(piq__reader *r, piq_fleet *f, piq_mig_profile *profile)
{
    const char *begin = r->scan.begin;
    const piq_mig_profile none = {NULL, -1, -1, -1, PIQ__UNKNOWN};
    uint32_t seen = 0;
    unsigned key = 0;
    bool more;
    *profile = none;
    piq_status status = lists_key(r, LISTS_PROFILE, &seen, &key, &more);
    while (status == PIQ_OK && more) {
        switch (key) {
        case 0: status = lists_profile_name(r, f, &profile->name); break;
        case 1: status = lists_number(r, 1e6, false, &profile->compute_slices); break;
        case 2: status = lists_number(r, 1e6, false, &profile->compute_slices_total); break;
        case 3: status = lists_number(r, 9e18, true, &profile->memory_bytes); break;
        default: status = lists_number(r, 1e6, true, &profile->max_instances); break;
        }
        if (status == PIQ_OK)
            status = lists_key(r, LISTS_PROFILE, &seen, &key, &more);
    }
    if (status != PIQ_OK)
        return status;
    const char *missing = profile->name == NULL                 ? "name is missing"
                          : profile->compute_slices < 0         ? "compute_slices is missing"
                          : profile->compute_slices_total < 0   ? "compute_slices_total is missing"
                          : profile->memory_bytes < 0           ? "memory_bytes is missing"
                                                                : NULL;
    return missing == NULL ? PIQ_OK : piq__read_fail_at(r, begin, PIQ_E_FIELD, missing);
}

piq_status piq__read_profiles(piq__reader *r, piq_fleet *f, size_t row)
{
    const char *begin = r->scan.begin;
    bool more;
    for (size_t count = 0;; count++) {
        piq_mig_profile profile;
        piq_status status = lists_next_object(r, count, sizeof profile, &more);
        if (status == PIQ_OK && !more) {
            const piq_mig_profile *profiles = (const piq_mig_profile *)(void *)r->list;
            const piq_ref ref = piq__ref(PIQ_ENTITY_GPU_TYPE, row);
            return lists_done(r, piq_fleet_set_mig_profiles(f, ref, count == 0 ? NULL : profiles, count, sizeof profile, &r->detail),
                              begin);
        }
        if (status == PIQ_OK)
            status = lists_profile(r, f, &profile);
        if (status != PIQ_OK)
            return status;
        memcpy(r->list + count * sizeof profile, &profile, sizeof profile);
    }
}
