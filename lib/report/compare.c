/* Two reports, finding by finding: what is new, worse, the same, better, resolved. */
#include "report/report.h"

#include "support/sort.h"

typedef struct compare_entry {
    uint64_t id;
    size_t index;
} compare_entry;

static int compare_ids(const void *context, const void *a, const void *b)
{
    const compare_entry *x = a, *y = b;
    (void)context;
    return (x->id > y->id) - (x->id < y->id);
}

static int compare_changes(const void *context, const void *a, const void *b)
{
    const piq_change *x = a, *y = b;
    (void)context;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->after != y->after)
        return x->after < y->after ? -1 : 1;
    return (x->before > y->before) - (x->before < y->before);
}

static size_t compare_collect(const piq_report *r, compare_entry *entries)
{
    size_t count = 0;
    for (size_t i = 0; i < r->finding_count; i++)
        if (r->findings[i]->head.state != PIQ_STATE_OBSERVATION) {
            const compare_entry entry = {r->findings[i]->head.id, i};
            entries[count++] = entry;
        }
    return count;
}

/* By severity, then by what it costs: per hour, and where nothing is wasted, to mend. */
static uint32_t compare_kind(const piq__record *before, const piq__record *after)
{
    if (before->head.severity != after->head.severity)
        return after->head.severity > before->head.severity ? PIQ_CHANGE_WORSE : PIQ_CHANGE_BETTER;
    if (before->head.waste != after->head.waste)
        return after->head.waste > before->head.waste ? PIQ_CHANGE_WORSE : PIQ_CHANGE_BETTER;
    return PIQ_CHANGE_SAME;
}

static size_t compare_merge(const piq_report *before, const piq_report *after, const compare_entry *old, size_t old_count,
                            const compare_entry *fresh, size_t fresh_count, piq_change *out)
{
    size_t i = 0, j = 0, count = 0;
    while (i < old_count || j < fresh_count) {
        piq_change change = {sizeof change, 0, PIQ_NONE, PIQ_NONE};
        const bool gone = j == fresh_count || (i < old_count && old[i].id < fresh[j].id);
        const bool came = i == old_count || (j < fresh_count && fresh[j].id < old[i].id);
        change.before = came ? PIQ_NONE : old[i].index;
        change.after = gone ? PIQ_NONE : fresh[j].index;
        change.kind = gone ? PIQ_CHANGE_RESOLVED : came ? PIQ_CHANGE_NEW : compare_kind(before->findings[old[i].index], after->findings[fresh[j].index]);
        i += came ? 0 : 1;
        j += gone ? 0 : 1;
        out[count++] = change;
    }
    return count;
}

piq_status piq_report_compare(const piq_report *before, const piq_report *after, piq_change **changes, size_t *count, piq_error *error)
{
    if (changes == NULL || count == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "a comparison needs somewhere to put the changes");
    *changes = NULL;
    *count = 0;
    if (before == NULL || after == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "a comparison needs two reports");
    const piq_allocator *a = &after->allocator;
    const size_t most = before->finding_count + after->finding_count;
    if (most == 0)
        return PIQ_OK;
    compare_entry *entries = piq__alloc(a, most * sizeof *entries);
    piq_change *out = piq__alloc(a, most * sizeof *out);
    bool good = entries != NULL && out != NULL;
    if (good) {
        const size_t old_count = compare_collect(before, entries);
        compare_entry *fresh = entries + old_count;
        const size_t fresh_count = compare_collect(after, fresh);
        good = piq__sort(a, entries, old_count, sizeof *entries, compare_ids, NULL) &&
               piq__sort(a, fresh, fresh_count, sizeof *entries, compare_ids, NULL);
        if (good)
            *count = compare_merge(before, after, entries, old_count, fresh, fresh_count, out);
        good = good && piq__sort(a, out, *count, sizeof *out, compare_changes, NULL);
    }
    piq__release(a, entries, most * sizeof *entries);
    piq_change *fit = good && *count != 0 ? piq__resize(a, out, most * sizeof *out, *count * sizeof *out) : NULL;
    if (fit == NULL)
        piq__release(a, out, most * sizeof *out);
    *changes = fit;
    if (good && (*count == 0 || fit != NULL))
        return PIQ_OK;
    *count = 0;
    return piq__fail_memory(error);
}

void piq_changes_free(const piq_report *after, piq_change *changes, size_t count)
{
    if (after != NULL)
        piq__release(&after->allocator, changes, count * sizeof *changes);
}
