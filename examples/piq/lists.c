/* fields and policy: the library's vocabulary, as its schema functions tell it. */
#include <string.h>

#include "program.h"

/* ---- fields ---- */

static const char *lists_type(uint32_t type, char out[24])
{
    const char *word = piq_word(PIQ_WORDS_TYPE, type);
    (void)snprintf(out, 24, "%s", word == NULL ? "?" : word);
    for (char *underscore = out; (underscore = strchr(underscore, '_')) != NULL;)
        *underscore = ' ';
    return out;
}

static void lists_field_json(json *j, const piq_field_info *field)
{
    char type[24];
    json_open(j, '{');
    json_word(j, "entity", piq_word(PIQ_WORDS_ENTITY, field->entity));
    json_word(j, "name", field->name);
    json_word(j, "type", lists_type(field->type, type));
    json_word(j, "unit", field->unit);
    json_word(j, "meaning", field->meaning);
    json_words(j, "used_by", field->used_by);
    json_close(j, '}');
}

static void lists_field_table(const piq_field_info *field, uint32_t *entity)
{
    char type[24], about[TEXT_MOST];
    if (field->entity != *entity)
        (void)printf("%s%s\n", *entity == 0 ? "" : "\n", piq_word(PIQ_WORDS_ENTITY, field->entity));
    *entity = field->entity;
    (void)snprintf(about, sizeof about, "%s%s%s", lists_type(field->type, type), field->unit[0] != '\0' ? ", " : "", field->unit);
    (void)printf("  %-30s %s\n", field->name, about);
    (void)snprintf(about, sizeof about, "%s%s[%s]", field->meaning, field->meaning[0] != '\0' ? " " : "", field->used_by);
    text_paragraph(stdout, "      ", about);
}

int command_fields(int count, char **arguments)
{
    options o;
    uint32_t only = 0, entity = 0;
    int result = options_read(&o, count, arguments, "f", 0, 1);
    if (result != EXIT_GOOD || o.help) {
        options_free(&o);
        return result;
    }
    if (o.operand_count == 1) {
        only = piq_word_find(PIQ_WORDS_ENTITY, o.operands[0], PIQ_NUL_TERMINATED);
        if (only == 0 || only == PIQ_ENTITY_CLUSTER) {
            result = complain("%s: no such entity; known are fleet, gpu_type, model, node, workload", o.operands[0]);
            options_free(&o);
            return result;
        }
    }
    piq_field_info field;
    field.struct_size = sizeof field;
    json j = {stdout, 0, false, false};
    if (o.format == FORMAT_JSON)
        json_open(&j, '[');
    for (size_t i = 0; piq_field_at(i, &field) == PIQ_OK; i++) {
        if (only != 0 && field.entity != only)
            continue;
        if (o.format == FORMAT_JSON)
            lists_field_json(&j, &field);
        else
            lists_field_table(&field, &entity);
    }
    if (o.format == FORMAT_JSON)
        json_close(&j, ']');
    options_free(&o);
    return EXIT_GOOD;
}

/* ---- policy ---- */

static void lists_policy_json(json *j, const piq_policy_info *key)
{
    json_open(j, '{');
    json_word(j, "name", key->name);
    json_key(j, "default");
    json_number(j, key->default_value);
    json_word(j, "unit", key->unit);
    json_words(j, "detectors", key->detectors);
    json_word(j, "meaning", key->meaning);
    json_close(j, '}');
}

static void lists_policy_table(const piq_policy_info *key)
{
    char about[TEXT_MOST];
    (void)printf("%-36s %.10g %s\n", key->name, key->default_value, key->unit); /* as --set takes it */
    (void)snprintf(about, sizeof about, "%s%s[%s]", key->meaning, key->meaning[0] != '\0' ? " " : "", key->detectors);
    text_paragraph(stdout, "    ", about);
}

int command_policy(int count, char **arguments)
{
    options o;
    int result = options_read(&o, count, arguments, "f", 0, 0);
    const bool quiet = result != EXIT_GOOD || o.help;
    options_free(&o);
    if (quiet)
        return result;
    piq_policy_info key;
    key.struct_size = sizeof key;
    json j = {stdout, 0, false, false};
    if (o.format == FORMAT_JSON)
        json_open(&j, '[');
    for (size_t i = 0; piq_policy_key_at(i, &key) == PIQ_OK; i++) {
        if (o.format == FORMAT_JSON)
            lists_policy_json(&j, &key);
        else
            lists_policy_table(&key);
    }
    if (o.format == FORMAT_JSON)
        json_close(&j, ']');
    return EXIT_GOOD;
}
