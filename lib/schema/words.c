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
    uint16_t words, id, text, length;
} words_row;

/* In the order of their groups, and in these of their ids. */
static const words_row words_rows[] = {
#define VALUE(group, prefix, id, name) {PIQ_WORDS_##prefix, id, offsetof(struct words_text, group##_##id), sizeof #name - 1},
#include "schema/values.def"
#undef VALUE
};

static const char *words_at(const words_row *row) { return (const char *)&words_text + row->text; }

bool piq__text_is(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

/* The first row that does not stand before this group and id. */
static size_t words_from(uint32_t words, uint32_t id)
{
    size_t low = 0, high = PIQ__COUNT(words_rows);
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const words_row *row = &words_rows[middle];
        if (row->words < words || (row->words == words && row->id < id))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const char *piq_word(uint32_t words, uint32_t id)
{
    const size_t i = words_from(words, id);
    return i < PIQ__COUNT(words_rows) && words_rows[i].words == words && words_rows[i].id == id ? words_at(&words_rows[i]) : NULL;
}

piq__words piq__words_of(uint32_t words)
{
    const size_t first = words_from(words, 0), end = words_from(words, UINT32_MAX);
    const piq__words group = {(uint16_t)first, (uint16_t)(end - first)};
    return group;
}

uint32_t piq__word_among(piq__words group, const char *text, size_t length)
{
    const words_row *row = &words_rows[group.first];
    for (unsigned i = 0; i < group.count; i++, row++)
        if (row->length == length && memcmp(words_at(row), text, length) == 0)
            return row->id;
    return 0;
}

uint32_t piq_word_find(uint32_t words, const char *word, size_t length)
{
    return word == NULL ? 0 : piq__word_among(piq__words_of(words), word, piq__length(word, length));
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
        return NEVER(unit == NULL) ? "" : unit;
    }
    piq_field_info info = {sizeof info, 0, 0, 0, 0, 0, 0, 0, NULL, "", NULL, NULL};
    return NEVER(piq_field_at(field, &info) != PIQ_OK) ? "" : info.unit;
}
