/* Columns that grow row by row, and the arrays made of them. */
#include "arrow/export.h"

#define WRITER_ROWS 65536 /* of an array */

/* ---- declaring ---- */

void piq__arrow_declare(piq__arrow_writer *w, const char *name, const char *format, bool nullable)
{
    if (NEVER(w->spec_count == PIQ__ARROW_COLUMNS)) {
        w->status = PIQ_E_LIMIT;
        return;
    }
    const piq__arrow_spec spec = {name, format, 0, 1, nullable};
    w->spec[w->spec_count++] = spec;
}

void piq__arrow_declare_list(piq__arrow_writer *w, const char *name, uint32_t members)
{
    const size_t list = w->spec_count;
    piq__arrow_declare(w, name, "+l", false);
    piq__arrow_declare(w, "item", members == 0 ? "u" : "+s", false);
    w->spec[list].children = 1;
    w->spec[list].tree = members + 2;
    w->spec[list + 1].children = members;
    w->spec[list + 1].tree = members + 1;
}

static bool arrow_writer_is(const piq__arrow_writer *w, size_t at, const char *format) { return strcmp(w->spec[at].format, format) == 0; }

/* ---- an array begins and ends ---- */

static void arrow_writer_release_node(piq__arrow_node *n)
{
    const piq_allocator a = n->allocator;
    piq__release(&a, n->validity, n->validity_capacity);
    piq__release(&a, n->data, n->data_capacity);
    piq__release(&a, n->text, n->text_capacity);
    piq__release(&a, n->children, n->child_count * sizeof *n->children);
    piq__release(&a, n->pointers, n->child_count * sizeof *n->pointers);
    piq__release(&a, n, sizeof *n);
}

static void arrow_writer_release(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
    arrow_writer_release_node(array->private_data);
    array->release = NULL;
}

static bool arrow_writer_room(piq__arrow_writer *w, char **bytes, size_t *capacity, size_t wanted)
{
    void *block = *bytes;
    if (w->status == PIQ_OK && !piq__grow(&w->allocator, &block, capacity, wanted, 1))
        w->status = PIQ_E_NOMEM;
    *bytes = block;
    return w->status == PIQ_OK;
}

static void arrow_writer_node(piq__arrow_writer *w, size_t at)
{
    const size_t children = w->spec[at].children;
    piq__arrow_node *n = piq__alloc_zero(&w->allocator, 1, sizeof *n);
    w->nodes[at] = n;
    if (n == NULL) {
        w->status = PIQ_E_NOMEM;
        return;
    }
    n->allocator = w->allocator;
    if (children != 0) {
        n->child_count = children;
        n->children = piq__alloc_zero(&w->allocator, children, sizeof *n->children);
        n->pointers = piq__alloc_zero(&w->allocator, children, sizeof *n->pointers);
        if (n->children == NULL || n->pointers == NULL)
            w->status = PIQ_E_NOMEM;
    }
}

/* Texts and lists: the offset at which the next one begins. */
static void arrow_writer_offset(piq__arrow_writer *w, size_t at, size_t offset)
{
    piq__arrow_node *n = w->nodes[at];
    const size_t place = (size_t)n->length * sizeof(int32_t);
    if (offset > INT32_MAX)
        w->status = PIQ_E_LIMIT; /* nothing has gone wrong before */
    if (!arrow_writer_room(w, &n->data, &n->data_capacity, place + sizeof(int32_t)))
        return;
    const int32_t value = (int32_t)offset;
    memcpy(n->data + place, &value, sizeof value);
}

static void arrow_writer_begin(piq__arrow_writer *w)
{
    for (size_t i = 0; i < w->spec_count && w->status == PIQ_OK; i++) {
        arrow_writer_node(w, i);
        if (w->status == PIQ_OK && (arrow_writer_is(w, i, "u") || arrow_writer_is(w, i, "+l")))
            arrow_writer_offset(w, i, 0);
    }
}

static void arrow_writer_fill(piq__arrow_writer *w, size_t at, struct ArrowArray *out)
{
    piq__arrow_node *n = w->nodes[at];
    memset(out, 0, sizeof *out);
    n->buffers[0] = n->nulls == 0 ? NULL : n->validity;
    n->buffers[1] = n->data;
    n->buffers[2] = n->text;
    out->length = n->length;
    out->null_count = n->nulls;
    out->n_buffers = arrow_writer_is(w, at, "+s") ? 1 : arrow_writer_is(w, at, "u") ? 3 : 2;
    out->buffers = n->buffers;
    out->n_children = (int64_t)n->child_count;
    out->children = n->pointers;
    out->release = arrow_writer_release;
    out->private_data = n;
    size_t child = at + 1;
    for (size_t i = 0; i < n->child_count; i++) {
        n->pointers[i] = &n->children[i];
        arrow_writer_fill(w, child, &n->children[i]);
        child += w->spec[child].tree;
    }
}

static void arrow_writer_drop(piq__arrow_writer *w)
{
    for (size_t i = 0; i < w->spec_count; i++)
        if (w->nodes[i] != NULL)
            arrow_writer_release_node(w->nodes[i]);
    memset(w->nodes, 0, sizeof w->nodes);
}

void piq__arrow_finish(piq__arrow_writer *w)
{
    if (w->nodes[0] == NULL)
        return;
    if (w->status == PIQ_OK &&
        !piq__grow(&w->allocator, (void **)&w->arrays, &w->array_capacity, w->array_count + 1, sizeof *w->arrays))
        w->status = PIQ_E_NOMEM;
    if (w->status != PIQ_OK) {
        arrow_writer_drop(w);
        return;
    }
    arrow_writer_fill(w, 0, &w->arrays[w->array_count++]);
    memset(w->nodes, 0, sizeof w->nodes);
}

void piq__arrow_writer_end(piq__arrow_writer *w)
{
    arrow_writer_drop(w);
    for (size_t i = 0; i < w->array_count; i++)
        if (w->arrays[i].release != NULL)
            w->arrays[i].release(&w->arrays[i]);
    piq__release(&w->allocator, w->arrays, w->array_capacity * sizeof *w->arrays);
    w->arrays = NULL;
    w->array_count = w->array_capacity = 0;
}

void piq__arrow_row_begin(piq__arrow_writer *w)
{
    if (w->nodes[0] != NULL && w->nodes[0]->length >= WRITER_ROWS)
        piq__arrow_finish(w);
    if (w->nodes[0] == NULL && w->status == PIQ_OK)
        arrow_writer_begin(w);
    w->at = 1;
}

void piq__arrow_row_end(piq__arrow_writer *w)
{
    if (w->status == PIQ_OK)
        w->nodes[0]->length++;
}

/* ---- values ---- */

/* Says whether the next value of a column is there. */
static void arrow_writer_mark(piq__arrow_writer *w, size_t at, bool there)
{
    piq__arrow_node *n = w->nodes[at];
    const size_t place = (size_t)n->length;
    char *bits = (char *)n->validity;
    if (!w->spec[at].nullable || !arrow_writer_room(w, &bits, &n->validity_capacity, place / 8 + 1))
        return;
    n->validity = (uint8_t *)bits;
    if (place % 8 == 0)
        n->validity[place / 8] = 0;
    n->validity[place / 8] = (uint8_t)(n->validity[place / 8] | (there ? 1u << (place % 8) : 0));
    n->nulls += there ? 0 : 1;
}

static void arrow_writer_value(piq__arrow_writer *w, const void *value, size_t size, bool there)
{
    const size_t at = w->at++;
    if (w->status != PIQ_OK)
        return;
    piq__arrow_node *n = w->nodes[at];
    arrow_writer_mark(w, at, there);
    if (!arrow_writer_room(w, &n->data, &n->data_capacity, ((size_t)n->length + 1) * size))
        return;
    memcpy(n->data + (size_t)n->length * size, value, size);
    n->length++;
}

void piq__arrow_put_integer(piq__arrow_writer *w, int64_t value) { arrow_writer_value(w, &value, sizeof value, true); }

void piq__arrow_put_count(piq__arrow_writer *w, uint64_t value)
{
    piq__arrow_put_integer(w, (int64_t)value); /* rows times detectors at most */
}

void piq__arrow_put_money(piq__arrow_writer *w, piq_money micro)
{
    const int64_t value = micro == PIQ_MONEY_UNKNOWN ? 0 : micro;
    arrow_writer_value(w, &value, sizeof value, micro != PIQ_MONEY_UNKNOWN);
}

void piq__arrow_put_number(piq__arrow_writer *w, double value)
{
    const bool there = piq__known(value);
    if (!there)
        value = 0;
    arrow_writer_value(w, &value, sizeof value, there);
}

void piq__arrow_put_boolean(piq__arrow_writer *w, bool value)
{
    const size_t at = w->at++;
    if (w->status != PIQ_OK)
        return;
    piq__arrow_node *n = w->nodes[at];
    const size_t place = (size_t)n->length;
    if (!arrow_writer_room(w, &n->data, &n->data_capacity, place / 8 + 1))
        return;
    const unsigned before = place % 8 == 0 ? 0 : (unsigned char)n->data[place / 8];
    n->data[place / 8] = (char)(before | (value ? 1u << (place % 8) : 0));
    n->length++;
}

void piq__arrow_put_bytes(piq__arrow_writer *w, const char *text, size_t length)
{
    const size_t at = w->at++;
    if (w->status != PIQ_OK)
        return;
    piq__arrow_node *n = w->nodes[at];
    if (text == NULL)
        length = 0;
    if (length > INT32_MAX - n->text_length) {
        w->status = PIQ_E_LIMIT;
        return;
    }
    arrow_writer_mark(w, at, text != NULL);
    if (length != 0 && arrow_writer_room(w, &n->text, &n->text_capacity, n->text_length + length))
        memcpy(n->text + n->text_length, text, length);
    if (w->status != PIQ_OK)
        return;
    n->text_length += length;
    n->length++;
    arrow_writer_offset(w, at, n->text_length);
}

void piq__arrow_put_text(piq__arrow_writer *w, const char *text) { piq__arrow_put_bytes(w, text, text == NULL ? 0 : strlen(text)); }

/* ---- lists ---- */

void piq__arrow_list_begin(piq__arrow_writer *w) { w->list = w->at; }

void piq__arrow_list_item(piq__arrow_writer *w)
{
    w->at = w->list + 1;
    if (w->spec[w->at].children == 0)
        return;
    if (w->status == PIQ_OK)
        w->nodes[w->at]->length++;
    w->at++;
}

void piq__arrow_list_end(piq__arrow_writer *w)
{
    w->at = w->list + w->spec[w->list].tree;
    if (w->status != PIQ_OK)
        return;
    w->nodes[w->list]->length++;
    arrow_writer_offset(w, w->list, (size_t)w->nodes[w->list + 1]->length);
}
