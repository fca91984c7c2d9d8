/* The types of an exported table. */
#include "arrow/export.h"

#define SCHEMA_ENOMEM 12

typedef struct arrow_schema_own {
    piq_allocator allocator;
    struct ArrowSchema *children;
    struct ArrowSchema **pointers;
    size_t count;
} arrow_schema_own;

static void arrow_schema_out_release(struct ArrowSchema *schema)
{
    arrow_schema_own *own = schema->private_data;
    const piq_allocator a = own->allocator;
    for (size_t i = 0; i < own->count; i++)
        if (own->children[i].release != NULL)
            own->pointers[i]->release(own->pointers[i]);
    piq__release(&a, own->children, own->count * sizeof *own->children);
    piq__release(&a, own->pointers, own->count * sizeof *own->pointers);
    piq__release(&a, own, sizeof *own);
    schema->release = NULL;
}

static arrow_schema_own *arrow_schema_out_own(const piq_allocator *a, size_t count)
{
    arrow_schema_own *own = piq__alloc_zero(a, 1, sizeof *own);
    if (own == NULL)
        return NULL;
    own->allocator = *a;
    if (count == 0)
        return own;
    own->children = piq__alloc_zero(a, count, sizeof *own->children);
    own->pointers = piq__alloc_zero(a, count, sizeof *own->pointers);
    own->count = count;
    if (own->children != NULL && own->pointers != NULL)
        return own;
    piq__release(a, own->children, count * sizeof *own->children);
    piq__release(a, own->pointers, count * sizeof *own->pointers);
    piq__release(a, own, sizeof *own);
    return NULL;
}

int piq__arrow_schema_out(const piq__arrow_spec *spec, const piq_allocator *a, struct ArrowSchema *out)
{
    memset(out, 0, sizeof *out);
    arrow_schema_own *own = arrow_schema_out_own(a, spec->children);
    if (own == NULL)
        return SCHEMA_ENOMEM;
    out->format = spec->format;
    out->name = spec->name;
    out->flags = spec->nullable ? ARROW_FLAG_NULLABLE : 0;
    out->n_children = (int64_t)own->count;
    out->children = own->pointers;
    out->release = arrow_schema_out_release;
    out->private_data = own;
    const piq__arrow_spec *child = spec + 1;
    for (size_t i = 0; i < own->count; i++) {
        own->pointers[i] = &own->children[i];
        if (piq__arrow_schema_out(child, a, &own->children[i]) != 0) {
            arrow_schema_out_release(out);
            return SCHEMA_ENOMEM;
        }
        child += child->tree;
    }
    return 0;
}
