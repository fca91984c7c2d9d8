#include "schema/schema.h"

#include "support/copy.h"

struct policy_text {
#define POLICY(id, name, value, unit, used, since, meaning) \
    char name_##name[sizeof #name];                         \
    char unit_##name[sizeof unit];                          \
    char used_##name[sizeof used];                          \
    char meaning_##name[sizeof meaning];
#include "schema/policy.def"
#undef POLICY
};
static const struct policy_text policy_text = {
#define POLICY(id, name, value, unit, used, since, meaning) #name, unit, used, meaning,
#include "schema/policy.def"
#undef POLICY
};

typedef struct policy_row {
    double value;
    uint32_t id, since, name, unit, used_by, meaning;
} policy_row;

static const policy_row policy_rows[PIQ__POLICY_COUNT] = {
#define POLICY(id, name, value, unit, used, since, meaning)                                                \
    {value, id, since, offsetof(struct policy_text, name_##name), offsetof(struct policy_text, unit_##name), \
     offsetof(struct policy_text, used_##name), offsetof(struct policy_text, meaning_##name)},
#include "schema/policy.def"
#undef POLICY
};

static const char *policy_at(uint32_t offset) { return (const char *)&policy_text + offset; }

double piq__policy_default(unsigned key) { return policy_rows[key].value; }
uint32_t piq__policy_id(unsigned key) { return policy_rows[key].id; }
const char *piq__policy_name(unsigned key) { return policy_at(policy_rows[key].name); }
bool piq__policy_is_boolean(unsigned key) { return piq__text_is("bool", 4, policy_at(policy_rows[key].unit)); }

unsigned piq__policy_by_id(uint32_t id)
{
    for (unsigned key = 0; key < PIQ__POLICY_COUNT; key++)
        if (policy_rows[key].id == id)
            return key;
    return PIQ__POLICY_COUNT;
}

unsigned piq__policy_by_name(const char *name, size_t length)
{
    for (unsigned key = 0; key < PIQ__POLICY_COUNT; key++)
        if (piq__text_is(name, length, piq__policy_name(key)))
            return key;
    return PIQ__POLICY_COUNT;
}

size_t piq_policy_key_count(void) { return PIQ__POLICY_COUNT; }

piq_status piq_policy_key_at(size_t index, piq_policy_info *info)
{
    if (info == NULL || index >= PIQ__POLICY_COUNT)
        return piq__refuse_out(info, sizeof *info);
    const policy_row *p = &policy_rows[index];
    const piq_policy_info full = {info->struct_size, p->id, p->since, piq__policy_is_boolean((unsigned)index), p->value,
                                  policy_at(p->name), policy_at(p->unit), policy_at(p->used_by), policy_at(p->meaning)};
    return piq__copy_out(info, &full, sizeof full);
}

piq_status piq_policy_key_find(const char *name, size_t length, uint32_t *key)
{
    if (key == NULL)
        return PIQ_E_ARGUMENT;
    *key = 0;
    if (name == NULL)
        return PIQ_E_ARGUMENT;
    unsigned found = piq__policy_by_name(name, piq__length(name, length));
    if (found == PIQ__POLICY_COUNT)
        return PIQ_E_FIELD;
    *key = policy_rows[found].id;
    return PIQ_OK;
}
