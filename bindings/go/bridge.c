#include "bridge.h"

#include <stdlib.h>
#include <string.h>

#include "_cgo_export.h"

static piq_status no_memory(piq_error *error)
{
    error->code = PIQ_E_NOMEM;
    return PIQ_E_NOMEM;
}

static int is_there(const uint8_t *validity, size_t i) { return validity == NULL || (validity[i / 8] >> (i % 8) & 1); }

/* A pointer to each text; NULL where it is not there. */
static const char **pointers(const char *bytes, const size_t *lengths, const uint8_t *validity, size_t count)
{
    const char **texts = count < SIZE_MAX / sizeof *texts ? malloc((count + 1) * sizeof *texts) : NULL;
    for (size_t i = 0; texts != NULL && i < count; i++) {
        texts[i] = is_there(validity, i) ? bytes : NULL;
        bytes += lengths[i];
    }
    return texts;
}

piq_status piq_go_add_many(piq_fleet *fleet, uint32_t entity, const char *bytes, const size_t *lengths, size_t count, piq_ref *first,
                           piq_error *error)
{
    const char **texts = pointers(bytes, lengths, NULL, count);
    const piq_status bad = texts ? piq_fleet_add_many(fleet, entity, texts, lengths, count, first, error) : no_memory(error);
    free(texts);
    return bad;
}

piq_status piq_go_set_string_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count, const char *bytes,
                                    const size_t *lengths, const uint8_t *validity, piq_error *error)
{
    const char **texts = pointers(bytes, lengths, validity, count);
    const piq_status bad = texts ? piq_fleet_set_string_column(fleet, field, first, count, texts, lengths, error) : no_memory(error);
    free(texts);
    return bad;
}

piq_status piq_go_set_string_list(piq_fleet *fleet, piq_ref row, uint32_t field, const char *bytes, const size_t *lengths, size_t count,
                                  piq_error *error)
{
    const char **texts = pointers(bytes, lengths, NULL, count);
    const piq_status bad = texts ? piq_fleet_set_string_list(fleet, row, field, texts, lengths, count, error) : no_memory(error);
    free(texts);
    return bad;
}

piq_status piq_go_place(piq_fleet *fleet, piq_ref workload, const piq_piece *pieces, size_t count, const char *labels, piq_error *error)
{
    piq_piece *labelled = count < SIZE_MAX / sizeof *labelled ? malloc((count + 1) * sizeof *labelled) : NULL;
    if (labelled == NULL)
        return no_memory(error);
    for (size_t i = 0; i < count; i++) {
        labelled[i] = pieces[i];
        labelled[i].gpu = pieces[i].gpu_length ? labels : NULL;
        labels += pieces[i].gpu_length;
    }
    const piq_status bad = piq_fleet_place(fleet, workload, labelled, count, sizeof *labelled, error);
    free(labelled);
    return bad;
}

static int32_t collect(void *user, const char *bytes, size_t length)
{
    piq_go_output *output = user;
    if (output->room - output->length < length) {
        const size_t wanted = output->length + length, doubled = output->room < SIZE_MAX / 2 ? output->room * 2 : SIZE_MAX;
        const size_t room = wanted < 4096 ? 4096 : wanted < doubled ? doubled : wanted;
        char *larger = wanted < length ? NULL : realloc(output->bytes, room);
        if (larger == NULL) {
            output->no_memory = 1;
            return 1;
        }
        output->bytes = larger;
        output->room = room;
    }
    if (length != 0)
        memcpy(output->bytes + output->length, bytes, length);
    output->length += length;
    return 0;
}

/* The collector refuses for want of memory only, and it is that which the caller should hear. */
static piq_status collected(piq_status bad, const piq_go_output *output, piq_error *error)
{
    return output->no_memory ? no_memory(error) : bad;
}

piq_status piq_go_report_json(const piq_report *report, uint32_t flags, piq_go_output *output, piq_error *error)
{
    return collected(piq_report_write_json(report, collect, output, flags, error), output, error);
}

piq_status piq_go_finding_json(const piq_report *report, size_t index, piq_go_output *output, piq_error *error)
{
    return collected(piq_report_write_finding_json(report, index, collect, output, error), output, error);
}

piq_status piq_go_evaluate_json(const char *bytes, size_t length, const piq_policy *policy, piq_go_output *output, piq_error *error)
{
    return collected(piq_evaluate_json(bytes, length, policy, collect, output, error), output, error);
}

void piq_go_output_free(piq_go_output *output) { free(output->bytes); }

typedef void task_function(void *context, size_t index);

void piq_go_call_task(void *task, void *context, size_t index)
{
    task_function *call = NULL;
    memcpy(&call, &task, sizeof call); /* ISO C has no cast from an object's to a function's address */
    call(context, index);
}

static void run_in_goroutines(void *user, task_function *task, void *context, size_t count)
{
    void *address = NULL;
    memcpy(&address, &task, sizeof address);
    piqGoRunTasks((uintptr_t)user, address, context, count);
}

piq_status piq_go_set_workers(piq_policy *policy, uintptr_t workers, piq_error *error)
{
    return piq_policy_set_workers(policy, workers ? run_in_goroutines : NULL, (void *)workers, error);
}
