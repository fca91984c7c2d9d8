#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

typedef struct input_text {
    char *bytes;
    size_t length;
} input_text;

static int input_all(FILE *file, const char *name, input_text *text)
{
    size_t room = 0;
    text->bytes = NULL;
    text->length = 0;
    do {
        if (room - text->length < 65536) {
            room = room == 0 ? 1 << 20 : room * 2;
            char *wider = realloc(text->bytes, room);
            if (wider == NULL)
                return complain("%s: out of memory", name);
            text->bytes = wider;
        }
        text->length += fread(text->bytes + text->length, 1, room - text->length, file);
    } while (feof(file) == 0 && ferror(file) == 0);
    return ferror(file) != 0 ? complain("%s: %s", name, strerror(errno)) : EXIT_GOOD;
}

static int input_file(const char *path, input_text *text)
{
    text->bytes = NULL;
    if (strcmp(path, "-") == 0)
        return input_all(stdin, "standard input", text);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return complain("%s: %s", path, strerror(errno));
    const int result = input_all(file, path, text);
    (void)fclose(file);
    return result;
}

static int input_bad(const char *path, const piq_error *error)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    if (error->line != 0)
        return complain("%s:%u:%u: %s", name, (unsigned)error->line, (unsigned)error->column, error->message);
    return complain("%s: %s", name, error->message);
}

static int input_is_boolean(uint32_t key)
{
    piq_policy_info info = {0};
    info.struct_size = sizeof info;
    for (size_t i = 0; i < piq_policy_key_count(); i++)
        if (piq_policy_key_at(i, &info) == PIQ_OK && info.id == key)
            return info.is_boolean != 0;
    return 0;
}

static int input_setting(piq_policy *policy, const char *setting)
{
    const char *equals = strchr(setting, '=');
    piq_error error = PIQ_ERROR_INIT;
    uint32_t key;
    if (equals == NULL)
        return complain("--set %s: expected KEY=VALUE", setting);
    if (piq_policy_key_find(setting, (size_t)(equals - setting), &key) != PIQ_OK)
        return complain("--set %s: no such threshold; `piq policy` lists them", setting);
    const char *text = equals + 1;
    char *end;
    double value = strtod(text, &end);
    if (input_is_boolean(key) && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
        value = text[0] == 't' ? 1 : 0;
    else if (end == text || *end != '\0' || strpbrk(text, " \t\n") != NULL)
        return complain("--set %s: the value is not a number", setting);
    return piq_policy_set(policy, key, value, &error) == PIQ_OK ? EXIT_GOOD : complain("--set %s: %s", setting, error.message);
}

int input_policy(const options *o, piq_policy **policy)
{
    piq_error error = PIQ_ERROR_INIT;
    int result = EXIT_GOOD;
    if (piq_policy_new(NULL, policy) != PIQ_OK)
        return complain("out of memory");
    if (o->policy != NULL) {
        input_text text = {NULL, 0};
        result = input_file(o->policy, &text);
        if (result == EXIT_GOOD && piq_policy_read_json(*policy, text.bytes, text.length, &error) != PIQ_OK)
            result = input_bad(o->policy, &error);
        free(text.bytes);
    }
    for (int i = 0; result == EXIT_GOOD && i < o->setting_count; i++)
        result = input_setting(*policy, o->settings[i]);
    if (result == EXIT_GOOD && piq_policy_set_persona(*policy, o->persona, &error) != PIQ_OK)
        result = complain("%s", error.message);
    if (result != EXIT_GOOD) {
        piq_policy_free(*policy);
        *policy = NULL;
    }
    return result;
}

int input_config(const char *path, piq_model_config *config)
{
    piq_error error = PIQ_ERROR_INIT;
    input_text text = {NULL, 0};
    int result = input_file(path, &text);
    config->struct_size = sizeof *config;
    if (result == EXIT_GOOD && piq_model_config_read_json(config, text.bytes, text.length, &error) != PIQ_OK)
        result = input_bad(path, &error);
    free(text.bytes);
    return result;
}

int input_report(const char *path, const piq_policy *policy, piq_report **report)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *fleet = NULL;
    input_text text = {NULL, 0};
    *report = NULL;
    terminal_progress("reading the snapshot ");
    int result = input_file(path, &text);
    if (result == EXIT_GOOD && piq_fleet_new(NULL, &fleet) != PIQ_OK)
        result = complain("out of memory");
    if (result == EXIT_GOOD && piq_fleet_read_json(fleet, text.bytes, text.length, &error) != PIQ_OK)
        result = input_bad(path, &error);
    free(text.bytes);
    if (result == EXIT_GOOD)
        terminal_progress("evaluating ");
    if (result == EXIT_GOOD && piq_evaluate(fleet, policy, report, &error) != PIQ_OK)
        result = input_bad(path, &error);
    piq_fleet_free(fleet);
    terminal_progress(NULL);
    return result;
}
