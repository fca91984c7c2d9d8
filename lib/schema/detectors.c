#include "schema/schema.h"

#include "support/copy.h"

struct detectors_text {
#define DETECTOR(number, name, entity, personas, title, subtypes, rule) \
    char name_##number[sizeof #name];                                   \
    char title_##number[sizeof title];                                  \
    char subtypes_##number[sizeof subtypes];                            \
    char rule_##number[sizeof rule];
#include "schema/detectors.def"
#undef DETECTOR
};
static const struct detectors_text detectors_text = {
#define DETECTOR(number, name, entity, personas, title, subtypes, rule) #name, title, subtypes, rule,
#include "schema/detectors.def"
#undef DETECTOR
};

#define PLATFORM (1u << PIQ_PERSONA_PLATFORM_TEAM)
#define GPUAAS (1u << PIQ_PERSONA_GPUAAS_PROVIDER)
#define INFERENCE (1u << PIQ_PERSONA_INFERENCE_PROVIDER)
#define LIQUIDITY (1u << PIQ_PERSONA_LIQUIDITY_MARKET)
#define JUDGES_workload PIQ_ENTITY_WORKLOAD
#define JUDGES_node PIQ_ENTITY_NODE
static const struct {
    uint32_t id, entity, personas, name, title, subtypes, rule;
} detectors_rows[PIQ__DETECTOR_COUNT] = {
#define DETECTOR(number, name, entity, personas, title, subtypes, rule)                              \
    {number, JUDGES_##entity, personas, offsetof(struct detectors_text, name_##number),              \
     offsetof(struct detectors_text, title_##number), offsetof(struct detectors_text, subtypes_##number), \
     offsetof(struct detectors_text, rule_##number)},
#include "schema/detectors.def"
#undef DETECTOR
};
#undef PLATFORM
#undef GPUAAS
#undef INFERENCE
#undef LIQUIDITY

static const char *detectors_at(uint32_t offset) { return (const char *)&detectors_text + offset; }

uint32_t piq__detector_personas(unsigned detector) { return detectors_rows[detector - 1].personas; }
const char *piq__detector_name(unsigned detector) { return detectors_at(detectors_rows[detector - 1].name); }

size_t piq_detector_count(void) { return PIQ__DETECTOR_COUNT; }

piq_status piq_detector_at(size_t index, piq_detector_info *info)
{
    if (info == NULL || index >= PIQ__DETECTOR_COUNT)
        return piq__refuse_out(info, sizeof *info);
    const piq_detector_info full = {info->struct_size, detectors_rows[index].id, detectors_rows[index].entity,
                                    detectors_rows[index].personas, detectors_at(detectors_rows[index].name),
                                    detectors_at(detectors_rows[index].title), detectors_at(detectors_rows[index].subtypes),
                                    detectors_at(detectors_rows[index].rule)};
    return piq__copy_out(info, &full, sizeof full);
}

piq_status piq_detector_find(const char *name, size_t length, uint32_t *detector)
{
    if (detector == NULL)
        return PIQ_E_ARGUMENT;
    *detector = 0;
    if (name == NULL)
        return PIQ_E_ARGUMENT;
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++)
        if (piq__text_is(name, piq__length(name, length), piq__detector_name(d)))
            *detector = d;
    return *detector == 0 ? PIQ_E_FIELD : PIQ_OK;
}
