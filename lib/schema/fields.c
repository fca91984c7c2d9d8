#include "schema/schema.h"

#include "support/copy.h"

/* All text in one constant block, addressed by offsets: pointers would need relocation when the library is loaded. */
struct fields_text {
#define FIELD(entity, id, name, type, unit, min, max, words, used, since, meaning) \
    char name_##entity##_##name[sizeof #name];                                     \
    char unit_##entity##_##name[sizeof unit];                                      \
    char used_##entity##_##name[sizeof used];                                      \
    char meaning_##entity##_##name[sizeof meaning];
#include "schema/fields.def"
#undef FIELD
};
static const struct fields_text fields_text = {
#define FIELD(entity, id, name, type, unit, min, max, words, used, since, meaning) #name, unit, used, meaning,
#include "schema/fields.def"
#undef FIELD
};

#define WORDS_any 0
#define WORDS_model_class PIQ_WORDS_CLASS
#define WORDS_node_state PIQ_WORDS_NODE_STATE
#define WORDS_purchase PIQ_WORDS_PURCHASE
#define WORDS_billing_unit PIQ_WORDS_BILLING_UNIT
#define WORDS_purpose PIQ_WORDS_PURPOSE
#define WORDS_environment PIQ_WORDS_ENVIRONMENT
#define WORDS_kind PIQ_WORDS_KIND
#define WORDS_role PIQ_WORDS_ROLE
#define WORDS_engine PIQ_WORDS_ENGINE
#define WORDS_dtype PIQ_WORDS_DTYPE
#define WORDS_kv_dtype PIQ_WORDS_KV_DTYPE
#define WORDS_feature PIQ_WORDS_FEATURE
#define WORDS_workload_state PIQ_WORDS_WORKLOAD_STATE
#define WORDS_autoscaler PIQ_WORDS_AUTOSCALER

#define ENTITY_fleet PIQ_ENTITY_FLEET
#define ENTITY_gpu_type PIQ_ENTITY_GPU_TYPE
#define ENTITY_model PIQ_ENTITY_MODEL
#define ENTITY_node PIQ_ENTITY_NODE
#define ENTITY_workload PIQ_ENTITY_WORKLOAD

#define TYPE_NUMBER PIQ_TYPE_NUMBER
#define TYPE_INTEGER PIQ_TYPE_INTEGER
#define TYPE_BOOLEAN PIQ_TYPE_BOOL
#define TYPE_STRING PIQ_TYPE_STRING
#define TYPE_TIMESTAMP PIQ_TYPE_TIMESTAMP
#define TYPE_STRINGS PIQ_TYPE_STRING_LIST
#define TYPE_NUMBERS PIQ_TYPE_NUMBER_LIST
#define TYPE_OBJECTS PIQ_TYPE_OBJECT_LIST

const piq__field piq__fields[PIQ__FIELD_COUNT] = {
#define FIELD(entity, id, name, type, unit, min, max, words, used, since, meaning)                        \
    {min, max, id, offsetof(struct fields_text, name_##entity##_##name),                                  \
     offsetof(struct fields_text, unit_##entity##_##name), offsetof(struct fields_text, used_##entity##_##name), \
     offsetof(struct fields_text, meaning_##entity##_##name), since, ENTITY_##entity, TYPE_##type, WORDS_##words},
#include "schema/fields.def"
#undef FIELD
};

static const char *fields_at(uint32_t offset) { return (const char *)&fields_text + offset; }

const char *piq__field_name(unsigned field) { return fields_at(piq__fields[field].name); }

unsigned piq__field_first(unsigned entity)
{
    static const uint8_t first[] = {0, F_fleet_observed_at, F_gpu_type_name, F_model_name, F_node_id, F_workload_id};
    return entity < PIQ__COUNT(first) ? first[entity] : (unsigned)PIQ__FIELD_COUNT;
}

/* Where a field would be if all ids of its entity were ten apart, as they were given at first. */
static unsigned fields_guess(uint32_t id)
{
    unsigned entity = PIQ_ENTITY_WORKLOAD;
    while (entity > PIQ_ENTITY_FLEET && id < piq__fields[piq__field_first(entity)].id)
        entity--;
    const unsigned first = piq__field_first(entity);
    const uint32_t guess = first + (id - piq__fields[first].id) / 10;
    return guess < PIQ__FIELD_COUNT ? guess : 0;
}

unsigned piq__field_by_id(uint32_t id)
{
    const unsigned guess = fields_guess(id);
    if (piq__fields[guess].id == id)
        return guess;
    unsigned low = 0, high = PIQ__FIELD_COUNT;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (piq__fields[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    /* So far there is none that the guess does not find. */
    return low < PIQ__FIELD_COUNT && NEVER(piq__fields[low].id == id) ? low : (unsigned)PIQ__FIELD_COUNT;
}

unsigned piq__field_by_name(unsigned entity, const char *name, size_t length)
{
    for (unsigned f = piq__field_first(entity); f < PIQ__FIELD_COUNT && piq__fields[f].entity == entity; f++)
        if (piq__text_is(name, length, piq__field_name(f)))
            return f;
    return PIQ__FIELD_COUNT;
}

size_t piq_field_count(void) { return PIQ__FIELD_COUNT; }

piq_status piq_field_at(size_t index, piq_field_info *info)
{
    if (info == NULL || index >= PIQ__FIELD_COUNT)
        return piq__refuse_out(info, sizeof *info);
    const piq__field *f = &piq__fields[index];
    const piq_field_info full = {info->struct_size, f->id, f->entity, f->type, f->words, f->since, f->min, f->max,
                                 fields_at(f->name), fields_at(f->unit), fields_at(f->used_by), fields_at(f->meaning)};
    return piq__copy_out(info, &full, sizeof full);
}

piq_status piq_field_find(uint32_t entity, const char *name, size_t length, uint32_t *field)
{
    if (field == NULL)
        return PIQ_E_ARGUMENT;
    *field = 0;
    if (name == NULL)
        return PIQ_E_ARGUMENT;
    unsigned found = piq__field_by_name(entity, name, piq__length(name, length));
    if (found == PIQ__FIELD_COUNT)
        return PIQ_E_FIELD;
    *field = piq__fields[found].id;
    return PIQ_OK;
}
