#include "support/error.h"

#define ERROR_HEAD offsetof(piq_error, message)

piq__text piq__error_begin(piq_error *error, piq_status status, uint32_t entity, uint64_t row, uint32_t field)
{
    if (error == NULL || error->struct_size <= ERROR_HEAD)
        return piq__text_in(NULL, 0);
    error->code = status;
    error->entity = entity;
    error->row = row;
    error->field = field;
    error->line = 0;
    error->column = 0;
    size_t room = error->struct_size - ERROR_HEAD;
    return piq__text_in(error->message, room < sizeof error->message ? room : sizeof error->message);
}

piq_status piq__fail(piq_error *error, piq_status status, const char *sentence)
{
    piq__text t = piq__error_begin(error, status, 0, PIQ_NONE, 0);
    piq__put(&t, sentence);
    return status;
}

uint32_t piq_version(void) { return PIQ_VERSION_MAJOR << 16 | PIQ_VERSION_MINOR << 8 | PIQ_VERSION_PATCH; }
const char *piq_version_string(void) { return PIQ_VERSION_STRING; }

const char *piq_status_name(piq_status status)
{
    switch (status) {
    case PIQ_OK: return "ok";
    case PIQ_E_ARGUMENT: return "argument";
    case PIQ_E_NOMEM: return "out of memory";
    case PIQ_E_FIELD: return "unknown field";
    case PIQ_E_TYPE: return "type";
    case PIQ_E_RANGE: return "range";
    case PIQ_E_DUPLICATE: return "duplicate";
    case PIQ_E_REFERENCE: return "unknown reference";
    case PIQ_E_OVERFULL: return "overfull node";
    case PIQ_E_SYNTAX: return "syntax";
    case PIQ_E_VERSION: return "version";
    case PIQ_E_LIMIT: return "limit";
    case PIQ_E_SINK: return "sink";
    case PIQ_E_VALUE: return "value";
    case PIQ_E_AMBIGUOUS: return "ambiguous";
    case PIQ_E_SOURCE: return "source";
    default: return "unknown status";
    }
}
