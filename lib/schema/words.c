#include "schema/schema.h"

#include "support/copy.h"

struct words_text {
#define VALUE(group, prefix, id, name) char group##_##id[sizeof #name];
#include "schema/values.def"
#undef VALUE
};
static const struct words_text words_text = {
#define VALUE(group, prefix, id, name) #name,
#include "schema/values.def"
#undef VALUE
};

typedef struct words_row {
    uint16_t words, id, text;
} words_row;

static const words_row words_rows[] = {
#define VALUE(group, prefix, id, name) {PIQ_WORDS_##prefix, id, offsetof(struct words_text, group##_##id)},
#include "schema/values.def"
#undef VALUE
};

static const char *words_at(const words_row *row) { return (const char *)&words_text + row->text; }

bool piq__text_is(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

const char *piq_word(uint32_t words, uint32_t id)
{
    for (size_t i = 0; i < PIQ__COUNT(words_rows); i++)
        if (words_rows[i].words == words && words_rows[i].id == id)
            return words_at(&words_rows[i]);
    return NULL;
}

uint32_t piq_word_find(uint32_t words, const char *word, size_t length)
{
    if (word == NULL)
        return 0;
    length = piq__length(word, length);
    for (size_t i = 0; i < PIQ__COUNT(words_rows); i++)
        if (words_rows[i].words == words && piq__text_is(word, length, words_at(&words_rows[i])))
            return words_rows[i].id;
    return 0;
}

struct measures_text {
#define MEASURE(id, name, unit, meaning) \
    char name_##id[sizeof #name];        \
    char unit_##id[sizeof unit];
#include "schema/measures.def"
#undef MEASURE
};
static const struct measures_text measures_text = {
#define MEASURE(id, name, unit, meaning) #name, unit,
#include "schema/measures.def"
#undef MEASURE
};
static const struct {
    uint32_t id, name, unit;
} measures_rows[] = {
#define MEASURE(id, name, unit, meaning) \
    {id, offsetof(struct measures_text, name_##id), offsetof(struct measures_text, unit_##id)},
#include "schema/measures.def"
#undef MEASURE
};

static const char *words_measure(uint32_t id, bool unit)
{
    for (size_t i = 0; i < PIQ__COUNT(measures_rows); i++)
        if (measures_rows[i].id == id)
            return (const char *)&measures_text + (unit ? measures_rows[i].unit : measures_rows[i].name);
    return NULL;
}

const char *piq_name(uint32_t id)
{
    unsigned field = piq__field_by_id(id);
    if (field < PIQ__FIELD_COUNT)
        return piq__field_name(field);
    unsigned key = piq__policy_by_id(id);
    if (key < PIQ__POLICY_COUNT)
        return piq__policy_name(key);
    return words_measure(id, false);
}

const char *piq__unit(uint32_t id)
{
    unsigned field = piq__field_by_id(id);
    if (field == PIQ__FIELD_COUNT) {
        const char *unit = words_measure(id, true);
        return unit == NULL ? "" : unit;
    }
    piq_field_info info = {sizeof info, 0, 0, 0, 0, 0, 0, 0, NULL, "", NULL, NULL};
    return NEVER(piq_field_at(field, &info) != PIQ_OK) ? "" : info.unit;
}
