/* Binding arrays, with every check that the interface allows, and reading single elements. */
#include "arrow/view.h"

#include "fleet/pack.h"

/* ---- binding ---- */

static int64_t arrow_view_buffers(unsigned kind)
{
    switch (kind) {
    case PIQ__ARROW_STRUCT: return 1;
    case PIQ__ARROW_UTF8:
    case PIQ__ARROW_LARGE_UTF8:
    case PIQ__ARROW_VIEW_UTF8: return 3; /* of views at least */
    default: return 2;
    }
}

/* What holds for every array: its figures agree with each other and with its type. */
static const char *arrow_view_frame(const struct ArrowArray *a, unsigned kind, size_t skip, size_t length)
{
    if (a->length < 0 || a->offset < 0 || a->null_count < -1 || a->offset > INT64_MAX - a->length)
        return " has an impossible length, offset or null count";
    if ((uint64_t)a->length < skip || (uint64_t)a->length - skip < length)
        return " is shorter than the table or list that it is part of";
    if ((uint64_t)a->offset + (uint64_t)a->length > SIZE_MAX / 32)
        return " has an impossible length";
    if (kind == PIQ__ARROW_NULL) /* some producers hand out a buffer here */
        return NULL;
    const int64_t wanted = arrow_view_buffers(kind);
    if (kind == PIQ__ARROW_VIEW_UTF8 ? a->n_buffers < wanted : a->n_buffers != wanted)
        return " has the wrong number of buffers";
    return a->buffers == NULL ? " has no buffers" : NULL;
}

static const char *arrow_view_parts(piq__arrow_view *v, const struct ArrowArray *a)
{
    v->parts = (const void *const *)a->buffers + 2;
    v->part_count = (size_t)a->n_buffers - 3;
    v->part_sizes = a->buffers[a->n_buffers - 1];
    return v->part_count != 0 && v->part_sizes == NULL ? " has no sizes of its view buffers" : NULL;
}

const char *piq__arrow_bind(piq__arrow_view *v, piq__arrow_type type, const struct ArrowArray *a, size_t skip, size_t length)
{
    memset(v, 0, sizeof *v);
    if (a == NULL)
        return " has no array";
    const char *why = arrow_view_frame(a, type.kind, skip, length);
    if (why == NULL && type.coded != (a->dictionary != NULL))
        why = type.coded ? " has no dictionary" : " has a dictionary that its type does not tell of";
    if (why != NULL)
        return why;
    v->kind = type.kind;
    v->per_second = type.per_second;
    v->base = (size_t)a->offset + skip;
    v->length = length;
    if (type.kind == PIQ__ARROW_NULL)
        return NULL;
    v->validity = a->null_count == 0 ? NULL : a->buffers[0];
    if (a->null_count > 0 && v->validity == NULL)
        return " has nulls, but no validity";
    if (type.kind == PIQ__ARROW_STRUCT)
        return NULL;
    v->data = a->buffers[1];
    if (v->data == NULL && length != 0)
        return " has no values";
    if (type.kind == PIQ__ARROW_VIEW_UTF8)
        return arrow_view_parts(v, a);
    if (piq__arrow_is_text(type.kind))
        v->text = a->buffers[2];
    return NULL;
}

const char *piq__arrow_bind_texts(piq__arrow_texts *t, piq__arrow_type type, const struct ArrowArray *a, size_t skip, size_t length)
{
    memset(t, 0, sizeof *t);
    const char *why = piq__arrow_bind(&t->self, type, a, skip, length);
    t->coded = type.coded;
    if (why != NULL || !type.coded)
        return why;
    const piq__arrow_type values = {type.values, PIQ__ARROW_OTHER, false, 0};
    if (a->dictionary->length < 0)
        return " has an impossible dictionary";
    why = piq__arrow_bind(&t->values, values, a->dictionary, 0, (size_t)a->dictionary->length);
    return why == NULL ? NULL : " has an impossible dictionary";
}

/* ---- what is there ---- */

unsigned piq__arrow_mask(const piq__arrow_view *v, size_t first, unsigned count, uint64_t mask[PIQ__PAGE_WORDS])
{
    piq__mask_all(v->kind == PIQ__ARROW_NULL ? 0 : count, mask);
    if (v->kind == PIQ__ARROW_NULL || (v->validity == NULL && v->above == NULL))
        return v->kind == PIQ__ARROW_NULL ? 0 : count;
    piq__mask_among(v->validity, v->base + first, count, mask);
    piq__mask_among(v->above, v->above_base + first, count, mask);
    return piq__mask_count(mask);
}

bool piq__arrow_there(const piq__arrow_view *v, size_t i)
{
    return v->kind != PIQ__ARROW_NULL && piq__bit(v->validity, v->base + i) && piq__bit(v->above, v->above_base + i);
}

/* ---- numbers ---- */

#define ARROW_VIEW_LOAD(type)                                          \
    for (size_t i = 0; i < count; i++) {                               \
        type value;                                                    \
        memcpy(&value, v->data + (at + i) * sizeof value, sizeof value); \
        out[i] = (double)value;                                        \
    }                                                                  \
    break

void piq__arrow_load(const piq__arrow_view *v, size_t first, size_t count, double *out)
{
    const size_t at = v->base + first;
    switch (v->kind) {
    case PIQ__ARROW_I8: ARROW_VIEW_LOAD(int8_t);
    case PIQ__ARROW_U8: ARROW_VIEW_LOAD(uint8_t);
    case PIQ__ARROW_I16: ARROW_VIEW_LOAD(int16_t);
    case PIQ__ARROW_U16: ARROW_VIEW_LOAD(uint16_t);
    case PIQ__ARROW_I32: ARROW_VIEW_LOAD(int32_t);
    case PIQ__ARROW_U32: ARROW_VIEW_LOAD(uint32_t);
    case PIQ__ARROW_I64: ARROW_VIEW_LOAD(int64_t);
    case PIQ__ARROW_U64: ARROW_VIEW_LOAD(uint64_t);
    case PIQ__ARROW_F32: ARROW_VIEW_LOAD(float);
    case PIQ__ARROW_DURATION:
        for (size_t i = 0; i < count; i++) {
            int64_t ticks;
            memcpy(&ticks, v->data + (at + i) * sizeof ticks, sizeof ticks);
            out[i] = (double)ticks / v->per_second;
        }
        break;
    case PIQ__ARROW_F64: memcpy(out, v->data + at * sizeof *out, count * sizeof *out); break;
    default: break; /* nulls */
    }
}

void piq__arrow_time(const piq__arrow_view *v, size_t i, int64_t *seconds, uint32_t *ticks)
{
    if (v->kind == PIQ__ARROW_DATE) {
        int32_t days;
        memcpy(&days, v->data + (v->base + i) * sizeof days, sizeof days);
        *seconds = (int64_t)days * 86400;
        *ticks = 0;
        return;
    }
    int64_t value;
    memcpy(&value, v->data + (v->base + i) * sizeof value, sizeof value);
    int64_t rest = value % (int64_t)v->per_second;
    *seconds = value / (int64_t)v->per_second - (rest < 0 ? 1 : 0);
    *ticks = (uint32_t)(rest < 0 ? rest + (int64_t)v->per_second : rest);
}

#define ARROW_VIEW_INDEX(type)                                            \
    {                                                                     \
        type value;                                                       \
        memcpy(&value, v->data + (v->base + i) * sizeof value, sizeof value); \
        *index = (uint64_t)value;                                         \
        break;                                                            \
    }

bool piq__arrow_index(const piq__arrow_view *v, size_t i, uint64_t *index)
{
    switch (v->kind) {
    case PIQ__ARROW_I8: ARROW_VIEW_INDEX(int8_t)
    case PIQ__ARROW_U8: ARROW_VIEW_INDEX(uint8_t)
    case PIQ__ARROW_I16: ARROW_VIEW_INDEX(int16_t)
    case PIQ__ARROW_U16: ARROW_VIEW_INDEX(uint16_t)
    case PIQ__ARROW_I32: ARROW_VIEW_INDEX(int32_t)
    case PIQ__ARROW_U32: ARROW_VIEW_INDEX(uint32_t)
    case PIQ__ARROW_I64: ARROW_VIEW_INDEX(int64_t)
    default: ARROW_VIEW_INDEX(uint64_t)
    }
    return *index <= INT64_MAX;
}

/* ---- lists and texts ---- */

/* Two neighbouring offsets of 32 or 64 bits. */
static void arrow_view_offsets(const piq__arrow_view *v, size_t i, bool wide, int64_t *begin, int64_t *end)
{
    if (wide) {
        int64_t pair[2];
        memcpy(pair, v->data + (v->base + i) * sizeof pair[0], sizeof pair);
        *begin = pair[0];
        *end = pair[1];
    } else {
        int32_t pair[2];
        memcpy(pair, v->data + (v->base + i) * sizeof pair[0], sizeof pair);
        *begin = pair[0];
        *end = pair[1];
    }
}

bool piq__arrow_span(const piq__arrow_view *v, size_t i, size_t items, size_t *first, size_t *count)
{
    int64_t begin, end;
    arrow_view_offsets(v, i, v->kind == PIQ__ARROW_LARGE_LIST, &begin, &end);
    if (begin < 0 || end < begin || (uint64_t)end > items)
        return false;
    *first = (size_t)begin;
    *count = (size_t)(end - begin);
    return true;
}

#define ARROW_VIEW_INLINE 12

static const char *arrow_view_entry(const piq__arrow_view *v, size_t i, const char **text, size_t *length)
{
    const char *entry = v->data + (v->base + i) * 16;
    int32_t head, place[2];
    memcpy(&head, entry, sizeof head);
    if (head < 0)
        return " has a text of negative length";
    *length = (size_t)head;
    *text = entry + sizeof head;
    if (head <= ARROW_VIEW_INLINE)
        return NULL;
    memcpy(place, entry + 8, sizeof place);
    if (place[0] < 0 || place[1] < 0 || (size_t)place[0] >= v->part_count || v->parts[place[0]] == NULL)
        return " has a view of a buffer that is not there";
    int64_t size;
    memcpy(&size, v->part_sizes + (size_t)place[0] * sizeof size, sizeof size);
    if ((int64_t)place[1] + head > size)
        return " has a view that reaches past its buffer";
    *text = (const char *)v->parts[place[0]] + place[1];
    return NULL;
}

const char *piq__arrow_text(const piq__arrow_view *v, size_t i, const char **text, size_t *length)
{
    if (v->kind == PIQ__ARROW_VIEW_UTF8)
        return arrow_view_entry(v, i, text, length);
    int64_t begin, end;
    arrow_view_offsets(v, i, v->kind == PIQ__ARROW_LARGE_UTF8, &begin, &end);
    if (begin < 0 || end < begin || (uint64_t)(end - begin) > SIZE_MAX / 4)
        return " has text offsets out of order";
    if (v->text == NULL && end != begin)
        return " has no bytes of its texts";
    *text = v->text == NULL ? "" : v->text + begin;
    *length = (size_t)(end - begin);
    return NULL;
}
