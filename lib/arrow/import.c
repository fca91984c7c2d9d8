/* Adding a table's rows to a fleet, all or none. */
#include "arrow/import.h"

/* ---- one array ---- */

static piq_status arrow_import_refuse(piq__arrow_import *m, const char *why)
{
    piq__text t = piq__arrow_error(m, PIQ_E_SYNTAX, NULL, 0, PIQ_NONE, PIQ__FIELD_COUNT);
    piq__put(&t, ": the array");
    piq__put(&t, why);
    return PIQ_E_SYNTAX;
}

static piq_status arrow_import_bind(piq__arrow_import *m, const struct ArrowArray *a)
{
    const piq__arrow_type type = {PIQ__ARROW_STRUCT, PIQ__ARROW_OTHER, false, 0};
    piq__arrow_view v;
    const char *why = a->length < 0 ? " has an impossible length" : piq__arrow_bind(&v, type, a, 0, (size_t)a->length);
    if (why == NULL && ((uint64_t)a->n_children != m->children || a->children == NULL)) /* one is the id, at least */
        why = " does not have the columns of its schema";
    if (why != NULL)
        return arrow_import_refuse(m, why);
    m->array = a;
    m->first = m->fleet->rows[m->entity].count;
    m->count = v.length;
    m->validity = v.validity;
    m->validity_base = v.base;
    if (v.length <= PIQ__FLEET_ROWS_MOST - m->first)
        return PIQ_OK;
    return piq__fail(m->error, PIQ_E_LIMIT, "a fleet holds at most 1073741823 rows of one entity");
}

static piq_status arrow_import_array(piq__arrow_import *m, const struct ArrowArray *a)
{
    piq_status status = arrow_import_bind(m, a);
    if (status == PIQ_OK)
        status = piq__arrow_ids(m);
    for (size_t i = 1; status == PIQ_OK && m->count != 0 && i < m->plan_count; i++)
        status = piq__arrow_column(m, &m->plans[i]);
    return status;
}

/* ---- the import as such ---- */

static void arrow_import_begin(piq__arrow_import *m, piq_fleet *f, uint32_t entity, uint32_t flags, piq_error *error)
{
    memset(m, 0, sizeof *m);
    m->fleet = f;
    m->entity = entity;
    m->flags = flags;
    m->error = error;
    m->detail.struct_size = (uint32_t)sizeof m->detail;
    m->mark = piq__fleet_mark_now(f, entity);
}

static void arrow_import_end(piq__arrow_import *m, piq_status status)
{
    if (status != PIQ_OK)
        piq__fleet_go_back(m->fleet, &m->mark);
    piq__release(&m->fleet->allocator, m->plans, (m->children + 1) * sizeof *m->plans);
    piq__release(&m->fleet->allocator, m->list, m->list_capacity);
}

static piq_status arrow_import_allowed(const piq_fleet *f, uint32_t entity, uint32_t flags, bool live, piq_error *error)
{
    if (f == NULL || entity < PIQ_ENTITY_GPU_TYPE || entity > PIQ_ENTITY_WORKLOAD)
        return piq__fail(error, PIQ_E_ARGUMENT, "importing a table needs a fleet and an entity that has rows");
    if ((flags & ~PIQ_ARROW_STRICT) != 0)
        return piq__fail(error, PIQ_E_ARGUMENT, "importing a table knows no flag but PIQ_ARROW_STRICT");
    return live ? PIQ_OK : piq__fail(error, PIQ_E_ARGUMENT, "what should be imported is NULL, or was released or moved before");
}

static void arrow_import_release_schema(struct ArrowSchema *schema)
{
    if (schema->release != NULL)
        schema->release(schema);
}

static void arrow_import_release_array(struct ArrowArray *array)
{
    if (array->release != NULL)
        array->release(array);
}

piq_status piq_fleet_import_arrow_array(piq_fleet *f, uint32_t entity, struct ArrowSchema *schema, struct ArrowArray *array,
                                        uint32_t flags, piq_error *error)
{
    struct ArrowSchema own_schema;
    struct ArrowArray own_array;
    memset(&own_schema, 0, sizeof own_schema);
    memset(&own_array, 0, sizeof own_array);
    if (schema != NULL) {
        own_schema = *schema;
        schema->release = NULL;
    }
    if (array != NULL) {
        own_array = *array;
        array->release = NULL;
    }
    piq_status status = arrow_import_allowed(f, entity, flags, own_schema.release != NULL && own_array.release != NULL, error);
    if (status == PIQ_OK) {
        piq__arrow_import m;
        arrow_import_begin(&m, f, entity, flags, error);
        status = piq__arrow_plan_table(&m, &own_schema);
        if (status == PIQ_OK)
            status = arrow_import_array(&m, &own_array);
        arrow_import_end(&m, status);
    }
    arrow_import_release_array(&own_array);
    arrow_import_release_schema(&own_schema);
    return status;
}

/* ---- a stream ---- */

#define IMPORT_ENOMEM 12 /* wherever the C data interface is in use */

/* What the stream says of its error, which is gone once it is released. */
static piq_status arrow_import_stream_failed(piq__arrow_import *m, struct ArrowArrayStream *stream, int code, const char *doing)
{
    const piq_status status = code == IMPORT_ENOMEM ? PIQ_E_NOMEM : PIQ_E_SOURCE;
    const char *said = stream->get_last_error == NULL ? NULL : stream->get_last_error(stream);
    piq__text t = piq__arrow_error(m, status, NULL, 0, PIQ_NONE, PIQ__FIELD_COUNT);
    piq__put(&t, ": the stream failed to give ");
    piq__put(&t, doing);
    piq__put(&t, " (error ");
    piq__put_number(&t, code);
    piq__put(&t, ")");
    if (said != NULL && said[0] != '\0' && piq__utf8_valid(said, strlen(said))) {
        piq__put(&t, ": ");
        piq__put(&t, said);
    }
    return status;
}

static piq_status arrow_import_next(piq__arrow_import *m, struct ArrowArrayStream *stream, bool *more)
{
    struct ArrowArray array;
    memset(&array, 0, sizeof array);
    const int code = stream->get_next(stream, &array);
    *more = code == 0 && array.release != NULL;
    if (code != 0)
        return arrow_import_stream_failed(m, stream, code, "its next array");
    if (!*more)
        return PIQ_OK;
    const piq_status status = arrow_import_array(m, &array);
    m->array = NULL;
    arrow_import_release_array(&array);
    return status;
}

static piq_status arrow_import_stream(piq__arrow_import *m, struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    memset(&schema, 0, sizeof schema);
    const int code = stream->get_schema(stream, &schema);
    if (code != 0)
        return arrow_import_stream_failed(m, stream, code, "its schema");
    bool more = true;
    piq_status status = schema.release != NULL ? piq__arrow_plan_table(m, &schema)
                                               : piq__fail(m->error, PIQ_E_SYNTAX, "the stream gave a schema that is released");
    while (status == PIQ_OK && more)
        status = arrow_import_next(m, stream, &more);
    arrow_import_release_schema(&schema);
    return status;
}

piq_status piq_fleet_import_arrow_stream(piq_fleet *f, uint32_t entity, struct ArrowArrayStream *stream, uint32_t flags,
                                         piq_error *error)
{
    struct ArrowArrayStream own;
    memset(&own, 0, sizeof own);
    if (stream != NULL) {
        own = *stream;
        stream->release = NULL;
    }
    piq_status status = arrow_import_allowed(f, entity, flags, own.release != NULL, error);
    if (status == PIQ_OK) {
        piq__arrow_import m;
        arrow_import_begin(&m, f, entity, flags, error);
        status = arrow_import_stream(&m, &own);
        arrow_import_end(&m, status);
    }
    if (own.release != NULL)
        own.release(&own);
    return status;
}
