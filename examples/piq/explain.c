#include <string.h>

#include "program.h"

/* Whether a row of the vocabulary concerns the detector: by number, by name, or as one of all. */
static bool explain_concerns(const char *list, const piq_detector_info *detector, bool *all)
{
    char number[8];
    (void)snprintf(number, sizeof number, "%u", (unsigned)detector->id);
    *all = list_has(list, "all");
    return *all || list_has(list, number) || list_has(list, detector->name);
}

static void explain_head(const piq_detector_info *detector)
{
    char words[TEXT_MOST] = "";
    const char *word;
    (void)printf("%s (%u, %s)\n\n", detector->title, (unsigned)detector->id, detector->name);
    text_paragraph(stdout, "", detector->rule);
    (void)fputc('\n', stdout);
    (void)printf("Judges     %s\n", piq_word(PIQ_WORDS_ENTITY, detector->entity));
    text_paragraph(stdout, "Subtypes   ", detector->subtypes);
    for (uint32_t id = 1; (word = piq_word(PIQ_WORDS_PERSONA, id)) != NULL; id++)
        if ((detector->personas >> id & 1u) != 0) {
            text_add(words, sizeof words, words[0] == '\0' ? "" : " ");
            text_add(words, sizeof words, word);
        }
    text_paragraph(stdout, "Personas   ", words);
}

static void explain_field(const piq_field_info *field)
{
    char head[64], type[24], about[TEXT_MOST];
    const char *word = piq_word(PIQ_WORDS_TYPE, field->type);
    (void)snprintf(type, sizeof type, "%s", word == NULL ? "?" : word);
    for (char *underscore = type; (underscore = strchr(underscore, '_')) != NULL;)
        *underscore = ' ';
    (void)snprintf(head, sizeof head, "  %-9s %-30s", piq_word(PIQ_WORDS_ENTITY, field->entity), field->name);
    (void)snprintf(about, sizeof about, "%s%s%s", field->unit[0] != '\0' ? field->unit : type, field->meaning[0] != '\0' ? "; " : "",
                   field->meaning);
    text_paragraph(stdout, head, about);
}

static void explain_inputs(const piq_detector_info *detector, bool shared)
{
    piq_field_info field;
    bool all;
    field.struct_size = sizeof field;
    for (size_t i = 0; piq_field_at(i, &field) == PIQ_OK; i++)
        if (explain_concerns(field.used_by, detector, &all) && all == shared)
            explain_field(&field);
}

static void explain_thresholds(const piq_detector_info *detector)
{
    piq_policy_info key;
    bool all;
    key.struct_size = sizeof key;
    for (size_t i = 0; piq_policy_key_at(i, &key) == PIQ_OK; i++) {
        char number[40], head[96];
        if (!explain_concerns(key.detectors, detector, &all))
            continue;
        (void)snprintf(number, sizeof number, "%.10g", key.default_value); /* as --set takes it */
        (void)snprintf(head, sizeof head, "  %-36s %-8s%s", key.name, number, strlen(number) < 8 ? "" : " ");
        text_paragraph(stdout, head, key.meaning[0] != '\0' ? key.meaning : key.unit);
    }
}

int command_explain(int count, char **arguments)
{
    options o;
    uint32_t id;
    int result = options_read(&o, count, arguments, "", 1, 1);
    if (result != EXIT_GOOD || o.help) {
        options_free(&o);
        return result;
    }
    piq_detector_info detector;
    detector.struct_size = sizeof detector;
    if (piq_detector_find(o.operands[0], PIQ_NUL_TERMINATED, &id) != PIQ_OK || piq_detector_at(id - 1, &detector) != PIQ_OK) {
        result = complain("%s: no such detector; see piq explain --help", o.operands[0]);
    } else {
        explain_head(&detector);
        (void)printf("\nReads\n");
        explain_inputs(&detector, false);
        (void)printf("\nReads, as all detectors do\n");
        explain_inputs(&detector, true);
        (void)printf("\nThresholds and their defaults\n");
        explain_thresholds(&detector);
    }
    options_free(&o);
    return result;
}
