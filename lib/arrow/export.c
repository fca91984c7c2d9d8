/* A table as a stream: copied when it is asked for, so that it outlives its report. */
#include "arrow/export.h"
#include "report/report.h"
#include "support/error.h"

#define EXPORT_EINVAL 22

typedef struct arrow_export {
    piq__arrow_writer w;
    size_t next;
} arrow_export;

static int arrow_export_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const arrow_export *e = stream->private_data;
    return out == NULL ? EXPORT_EINVAL : piq__arrow_schema_out(e->w.spec, &e->w.allocator, out);
}

static int arrow_export_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    arrow_export *e = stream->private_data;
    if (out == NULL)
        return EXPORT_EINVAL;
    memset(out, 0, sizeof *out);
    if (e->next < e->w.array_count) {
        *out = e->w.arrays[e->next];
        e->w.arrays[e->next++].release = NULL;
    }
    return 0;
}

static const char *arrow_export_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return NULL;
}

static void arrow_export_release(struct ArrowArrayStream *stream)
{
    arrow_export *e = stream->private_data;
    const piq_allocator a = e->w.allocator;
    piq__arrow_writer_end(&e->w);
    piq__release(&a, e, sizeof *e);
    stream->release = NULL;
}

static piq_status arrow_export_fail(piq_status status, piq_error *error)
{
    switch (status) {
    case PIQ_E_NOMEM: return piq__fail_memory(error);
    case PIQ_E_FIELD: return piq__fail(error, status, "a report has no such table");
    default: return piq__fail(error, status, "the texts of an exported array would take more than 2 GiB");
    }
}

piq_status piq_report_export_arrow_stream(const piq_report *report, uint32_t table, struct ArrowArrayStream *out, piq_error *error)
{
    if (out == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "exporting a table needs a stream to fill");
    memset(out, 0, sizeof *out);
    if (report == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "exporting a table needs a report");
    arrow_export *e = piq__alloc_zero(&report->allocator, 1, sizeof *e);
    if (e == NULL)
        return piq__fail_memory(error);
    e->w.allocator = report->allocator;
    e->w.report = report;
    const piq_status status = piq__arrow_table(&e->w, table);
    e->w.report = NULL;
    out->get_schema = arrow_export_schema;
    out->get_next = arrow_export_next;
    out->get_last_error = arrow_export_error;
    out->release = arrow_export_release;
    out->private_data = e;
    if (status == PIQ_OK)
        return PIQ_OK;
    arrow_export_release(out);
    memset(out, 0, sizeof *out);
    return arrow_export_fail(status, error);
}
