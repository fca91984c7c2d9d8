#include "arrow/producer.h"

#include <stdlib.h>
#include <string.h>

#include "harness/piq_test.h"

int64_t producer_pad, producer_skip;

#define RUBBISH 0xEE

static void release_schema(struct ArrowSchema *schema)
{
    column *c = schema->private_data;
    c->schema_releases++;
    memset(schema, RUBBISH, sizeof *schema);
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array)
{
    column *c = array->private_data;
    c->array_releases++;
    memset(array, RUBBISH, sizeof *array);
    array->release = NULL;
}

column *column_of(const char *name, const char *format, int64_t length)
{
    column *c = piq_test_memory(sizeof *c);
    c->schema.format = format;
    c->schema.name = name;
    c->schema.flags = ARROW_FLAG_NULLABLE;
    c->schema.release = release_schema;
    c->schema.private_data = c;
    c->array.length = length;
    c->array.offset = producer_pad;
    c->array.buffers = c->buffers;
    c->array.release = release_array;
    c->array.private_data = c;
    return c;
}

void column_buffer(column *c, int64_t place, const void *bytes, size_t size)
{
    char *block = piq_test_memory(size + 1);
    if (size != 0)
        memcpy(block + 1, bytes, size);
    c->buffers[place] = block + 1;
    if (c->array.n_buffers <= place)
        c->array.n_buffers = place + 1;
}

void column_child(column *parent, column *child)
{
    if (parent->schema_children == NULL) {
        parent->schema.children = parent->schema_children = piq_test_memory(COLUMN_CHILDREN * sizeof *parent->schema_children);
        parent->array.children = parent->array_children = piq_test_memory(COLUMN_CHILDREN * sizeof *parent->array_children);
    }
    parent->schema_children[parent->schema.n_children++] = &child->schema;
    parent->array_children[parent->array.n_children++] = &child->array;
}

/* ---- numbers ---- */

static size_t width_of(const char *format)
{
    switch (format[0]) {
    case 'c':
    case 'C': return 1;
    case 's':
    case 'S':
    case 'e': return 2;
    case 'i':
    case 'I':
    case 'f': return 4;
    case 't': return strcmp(format, "tdD") == 0 ? 4 : 8;
    default: return 8;
    }
}

#define PUT(type)                        \
    {                                    \
        const type v = (type)value;      \
        memcpy(to, &v, sizeof v);        \
        break;                           \
    }

static void put_number(char *to, const char *format, double value)
{
    switch (format[0]) {
    case 'c': PUT(int8_t)
    case 'C': PUT(uint8_t)
    case 'e':
    case 's': PUT(int16_t)
    case 'S': PUT(uint16_t)
    case 'i': PUT(int32_t)
    case 'I': PUT(uint32_t)
    case 'f': PUT(float)
    case 'g': PUT(double)
    case 'L': PUT(uint64_t)
    default:
        if (width_of(format) == 4)
            PUT(int32_t)
        else
            PUT(int64_t)
    }
}

static char *rubbish(size_t size)
{
    char *bytes = piq_test_memory(size);
    memset(bytes, RUBBISH, size);
    return bytes;
}

column *numbers(const char *name, const char *format, int64_t count, const double *values)
{
    column *c = column_of(name, format, count);
    const size_t width = width_of(format), pad = (size_t)producer_pad, size = (pad + (size_t)count) * width;
    char *bytes = rubbish(size);
    for (int64_t i = 0; i < count; i++)
        put_number(bytes + (pad + (size_t)i) * width, format, values[i]);
    column_buffer(c, 1, bytes, size);
    return c;
}

/* Bits behind the offset, the rest rubbish. */
static void put_bits(column *c, int64_t place, int64_t count, const char *bits)
{
    const size_t pad = (size_t)c->array.offset, size = (pad + (size_t)count + 7) / 8;
    unsigned char *bytes = (unsigned char *)rubbish(size);
    for (size_t i = 0; i < (size_t)count; i++) {
        const unsigned char bit = (unsigned char)(1u << ((pad + i) % 8));
        bytes[(pad + i) / 8] = (unsigned char)((bytes[(pad + i) / 8] & ~bit) | (bits[i] == '1' ? bit : 0));
    }
    column_buffer(c, place, bytes, size);
}

column *booleans(const char *name, int64_t count, const char *bits)
{
    column *c = column_of(name, "b", count);
    put_bits(c, 1, count, bits);
    return c;
}

column *nothing(const char *name, int64_t count)
{
    column *c = column_of(name, "n", count);
    c->array.null_count = count;
    return c;
}

column *with_nulls(column *c, const char *bits, bool counted)
{
    put_bits(c, 0, c->array.length, bits);
    c->array.null_count = -1;
    if (counted) {
        c->array.null_count = 0;
        for (int64_t i = 0; i < c->array.length; i++)
            c->array.null_count += bits[i] != '1';
    }
    return c;
}

/* ---- texts ---- */

static void put_offset(char *to, bool wide, size_t offset)
{
    const int64_t long_offset = (int64_t)offset;
    const int32_t short_offset = (int32_t)offset;
    if (wide)
        memcpy(to, &long_offset, sizeof long_offset);
    else
        memcpy(to, &short_offset, sizeof short_offset);
}

static void offset_texts(column *c, bool wide, int64_t count, const char *const *values)
{
    const size_t width = wide ? 8 : 4, pad = (size_t)producer_pad;
    size_t total = 0;
    for (int64_t i = 0; i < count; i++)
        total += values[i] == NULL ? 3 : strlen(values[i]);
    char *offsets = rubbish((pad + (size_t)count + 1) * width), *bytes = rubbish(total);
    size_t at = 0;
    for (int64_t i = 0; i <= count; i++) {
        put_offset(offsets + (pad + (size_t)i) * width, wide, at);
        if (i < count && values[i] != NULL)
            memcpy(bytes + at, values[i], strlen(values[i]));
        at += i == count ? 0 : values[i] == NULL ? 3 : strlen(values[i]);
    }
    column_buffer(c, 1, offsets, (pad + (size_t)count + 1) * width);
    column_buffer(c, 2, bytes, total);
}

/* Long texts stand in two buffers in turn. */
static void view_texts(column *c, int64_t count, const char *const *values)
{
    const size_t pad = (size_t)producer_pad;
    char *views = rubbish((pad + (size_t)count) * 16), *parts[2] = {rubbish(4096), rubbish(4096)};
    int64_t sizes[2] = {0, 0};
    for (int64_t i = 0; i < count; i++) {
        const char *value = values[i] == NULL ? "?" : values[i];
        char *view = views + (pad + (size_t)i) * 16;
        const int32_t length = (int32_t)strlen(value), part = (int32_t)(i % 2), at = (int32_t)sizes[part];
        memcpy(view, &length, 4);
        if (length <= 12) {
            memcpy(view + 4, value, (size_t)length);
            continue;
        }
        memcpy(view + 4, value, 4);
        memcpy(view + 8, &part, 4);
        memcpy(view + 12, &at, 4);
        memcpy(parts[part] + at, value, (size_t)length);
        sizes[part] += length;
    }
    column_buffer(c, 1, views, (pad + (size_t)count) * 16);
    column_buffer(c, 2, parts[0], (size_t)sizes[0]);
    column_buffer(c, 3, parts[1], (size_t)sizes[1]);
    column_buffer(c, 4, sizes, sizeof sizes);
}

column *texts(const char *name, const char *format, int64_t count, const char *const *values)
{
    column *c = column_of(name, format, count);
    char *bits = piq_test_memory((size_t)count + 1);
    bool all = true;
    for (int64_t i = 0; i < count; i++) {
        bits[i] = values[i] == NULL ? '0' : '1';
        all = all && values[i] != NULL;
    }
    if (strcmp(format, "vu") == 0)
        view_texts(c, count, values);
    else
        offset_texts(c, strcmp(format, "U") == 0, count, values);
    return all ? c : with_nulls(c, bits, true);
}

column *coded(const char *name, const char *format, int64_t count, const int *indexes, column *values)
{
    double *as_numbers = piq_test_memory(((size_t)count + 1) * sizeof *as_numbers);
    char *bits = piq_test_memory((size_t)count + 1);
    bool all = true;
    for (int64_t i = 0; i < count; i++) {
        as_numbers[i] = indexes[i] < 0 ? 99 : indexes[i];
        bits[i] = indexes[i] < 0 ? '0' : '1';
        all = all && indexes[i] >= 0;
    }
    column *c = numbers(name, format, count, as_numbers);
    c->schema.dictionary = &values->schema;
    c->array.dictionary = &values->array;
    return all ? c : with_nulls(c, bits, false);
}

/* ---- nested ---- */

column *lists(const char *name, const char *format, int64_t count, const int *lengths, column *items)
{
    const bool wide = strcmp(format, "+L") == 0;
    const size_t width = wide ? 8 : 4, pad = (size_t)producer_pad, size = (pad + (size_t)count + 1) * width;
    column *c = column_of(name, format, count);
    char *offsets = rubbish(size), *bits = piq_test_memory((size_t)count + 1);
    size_t at = (size_t)producer_skip;
    bool all = true;
    for (int64_t i = 0; i <= count; i++) {
        put_offset(offsets + (pad + (size_t)i) * width, wide, at);
        if (i == count)
            break;
        at += lengths[i] < 0 ? 0 : (size_t)lengths[i];
        bits[i] = lengths[i] < 0 ? '0' : '1';
        all = all && lengths[i] >= 0;
    }
    column_buffer(c, 1, offsets, size);
    column_child(c, items);
    return all ? c : with_nulls(c, bits, false);
}

/* Members begin where the struct's own offset says: they have elements of rubbish for it, and an offset of their own beside. */
static column *shifted(column *member)
{
    member->array.offset -= producer_pad;
    member->array.length += producer_pad;
    return member;
}

column *structs(const char *name, int64_t count, size_t members, column *const *children)
{
    column *c = column_of(name, "+s", count);
    c->array.n_buffers = 1;
    for (size_t i = 0; i < members; i++)
        column_child(c, shifted(children[i]));
    return c;
}

/* Half of the pad is the table's offset, the other half stays with the columns. */
column *table_of(int64_t rows, size_t columns, column *const *children)
{
    const int64_t pad = producer_pad;
    producer_pad = pad / 2;
    column *c = structs("", rows, columns, children);
    producer_pad = pad;
    return c;
}

/* ---- streams ---- */

static producer_stream *of_stream(struct ArrowArrayStream *stream)
{
    producer_stream *s = stream->private_data;
    s->calls_after_release += s->releases;
    return s;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const producer_stream *s = of_stream(stream);
    if (s->schema_code != 0)
        return s->schema_code;
    *out = s->tables[0]->schema;
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    producer_stream *s = of_stream(stream);
    const size_t at = s->next++;
    if (at == s->fail_at)
        return s->code;
    memset(out, 0, sizeof *out);
    if (at < s->count)
        *out = s->tables[at]->array;
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream) { return of_stream(stream)->error; }

static void release_stream(struct ArrowArrayStream *stream)
{
    producer_stream *s = of_stream(stream);
    s->releases++;
    memset(s->text, '!', sizeof s->text);
    stream->release = NULL;
}

producer_stream *stream_of(size_t count, column *const *tables)
{
    producer_stream *s = piq_test_memory(sizeof *s);
    s->stream.get_schema = get_schema;
    s->stream.get_next = get_next;
    s->stream.get_last_error = get_last_error;
    s->stream.release = release_stream;
    s->stream.private_data = s;
    s->tables = tables;
    s->count = count;
    s->fail_at = SIZE_MAX;
    strcpy(s->text, "the disk is on fire");
    s->error = s->text;
    return s;
}

piq_status import_table(piq_fleet *fleet, uint32_t entity, column *table, uint32_t flags, piq_error *error)
{
    struct ArrowSchema schema = table->schema;
    struct ArrowArray array = table->array;
    const int schemas = table->schema_releases, arrays = table->array_releases;
    const piq_status status = piq_fleet_import_arrow_array(fleet, entity, &schema, &array, flags, error);
    CHECK(schema.release == NULL && array.release == NULL);
    CHECK_EQ_INT(table->schema_releases, schemas + 1);
    CHECK_EQ_INT(table->array_releases, arrays + 1);
    return status;
}
