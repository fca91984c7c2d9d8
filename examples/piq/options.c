#include <stdlib.h>
#include <string.h>

#include "program.h"

static const char *const options_formats[] = {"table", "json", "ndjson", "sarif", "dot"};

/* Every command with formats writes the first two; `more` names the others that it does. */
static int options_format(options *o, const char *word, const char *more)
{
    for (int i = 0; i <= FORMAT_DOT; i++)
        if ((i <= FORMAT_JSON || list_has(more, word)) && strcmp(word, options_formats[i]) == 0) {
            o->format = i;
            return EXIT_GOOD;
        }
    char known[64] = "table, json";
    for (int i = FORMAT_JSON + 1; i <= FORMAT_DOT; i++)
        if (list_has(more, options_formats[i])) {
            text_add(known, sizeof known, ", ");
            text_add(known, sizeof known, options_formats[i]);
        }
    return complain("--format %s: known are %s", word, known);
}

static int options_word(const char *option, uint32_t words, const char *word, uint32_t *id)
{
    char known[160] = "";
    const char *one;
    *id = piq_word_find(words, word, PIQ_NUL_TERMINATED);
    if (*id != 0)
        return EXIT_GOOD;
    for (uint32_t i = 1; (one = piq_word(words, i)) != NULL; i++) {
        text_add(known, sizeof known, i == 1 ? "" : ", ");
        text_add(known, sizeof known, one);
    }
    return complain("%s %s: known are %s", option, word, known);
}

static int options_number(const char *option, const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    if (end == text || *end != '\0' || strpbrk(text, " \t\n") != NULL || !(*value > 0 && *value < 1e300))
        return complain("%s %s: expected a number above 0%s", option, text, strcmp(option, "--concurrency") == 0 ? ", or max" : "");
    return EXIT_GOOD;
}

/* The options of piq estimate. */
static int options_estimate(options *o, const char *name, const char *value)
{
    piq_estimate_query *q = &o->estimate;
    const struct {
        const char *name;
        double *number;
        const char **text;
        uint32_t *id, words;
    } known[] = {{"--model", NULL, &q->model, NULL, 0},
                 {"--config", NULL, &o->config, NULL, 0},
                 {"--gpu-type", NULL, &q->gpu_type, NULL, 0},
                 {"--gpus", &q->gpus, NULL, NULL, 0},
                 {"--tensor-parallel", &q->tensor_parallel, NULL, NULL, 0},
                 {"--weight-dtype", NULL, NULL, &q->weight_dtype, PIQ_WORDS_DTYPE},
                 {"--kv-dtype", NULL, NULL, &q->kv_dtype, PIQ_WORDS_KV_DTYPE},
                 {"--input", &q->input_tokens, NULL, NULL, 0},
                 {"--output", &q->output_tokens, NULL, NULL, 0},
                 {"--concurrency", &q->concurrency, NULL, NULL, 0},
                 {"--engine", NULL, NULL, &q->engine, PIQ_WORDS_ENGINE},
                 {"--load", NULL, NULL, &q->load, PIQ_WORDS_LOAD},
                 {"--gpu-memory-fraction", &q->gpu_memory_fraction, NULL, NULL, 0},
                 {"--price", &q->price_per_gpu_hour, NULL, NULL, 0}};
    size_t i = 0;
    while (i + 1 < sizeof known / sizeof known[0] && strcmp(name, known[i].name) != 0)
        i++;
    if (known[i].text != NULL)
        *known[i].text = value;
    else if (known[i].id != NULL)
        return options_word(name, known[i].words, value, known[i].id);
    else if (known[i].number == &q->concurrency && strcmp(value, "max") == 0)
        q->concurrency = 0;
    else
        return options_number(name, value, known[i].number);
    return EXIT_GOOD;
}

/* One option and its value, where the command takes it. */
static int options_set(options *o, const char *name, const char *value, const char *takes)
{
    if (strcmp(name, "--format") == 0 && strchr(takes, 'f') != NULL)
        return options_format(o, value, strchr(takes, 'x') != NULL ? "ndjson sarif" : strchr(takes, 'd') != NULL ? "dot" : "");
    if (strchr(takes, 'e') != NULL)
        return options_estimate(o, name, value);
    if (strcmp(name, "--policy") == 0)
        o->policy = value;
    else if (strcmp(name, "--set") == 0)
        o->settings[o->setting_count++] = value;
    else if (strcmp(name, "--persona") == 0)
        return options_word(name, PIQ_WORDS_PERSONA, value, &o->persona);
    else if (strcmp(name, "--fail-on") == 0)
        return options_word(name, PIQ_WORDS_SEVERITY, value, &o->fail_on);
    else
        o->output = value;
    return EXIT_GOOD;
}

static bool options_known(const char *name, const char *takes)
{
    static const struct {
        const char *name;
        char needs;
    } known[] = {{"--format", 'f'}, {"--policy", 'p'}, {"--set", 'p'}, {"--persona", 'p'}, {"--fail-on", 'x'}, {"--output", 'o'}, {"--model", 'e'}, {"--config", 'e'}, {"--gpu-type", 'e'}, {"--gpus", 'e'},
                 {"--tensor-parallel", 'e'}, {"--weight-dtype", 'e'}, {"--kv-dtype", 'e'}, {"--input", 'e'}, {"--concurrency", 'e'},
                 {"--engine", 'e'}, {"--load", 'e'}, {"--gpu-memory-fraction", 'e'}, {"--price", 'e'}, {"--output", 'e'}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(name, known[i].name) == 0 && strchr(takes, known[i].needs) != NULL)
            return true;
    return false;
}

/* Reads the option at arguments[*at], which may be --name VALUE or --name=VALUE. */
static int options_one(options *o, int count, char **arguments, int *at, const char *takes)
{
    char name[24];
    const char *argument = arguments[*at], *equals = strchr(argument, '=');
    const size_t length = equals == NULL ? strlen(argument) : (size_t)(equals - argument);
    (void)snprintf(name, sizeof name, "%.*s", length < sizeof name ? (int)length : 0, argument);
    if (!options_known(name, takes))
        return complain("%s: no such option here; see piq %s --help", argument, arguments[0]);
    if (equals == NULL && *at + 1 >= count)
        return complain("%s: its value is missing", name);
    return options_set(o, name, equals != NULL ? equals + 1 : arguments[++*at], takes);
}

int options_read(options *o, int count, char **arguments, const char *takes, int least, int most)
{
    bool literal = false;
    int result = EXIT_GOOD;
    memset(o, 0, sizeof *o);
    o->settings = calloc((size_t)count, sizeof *o->settings);
    if (o->settings == NULL)
        return complain("out of memory");
    for (int at = 1; at < count && result == EXIT_GOOD; at++) {
        const char *argument = arguments[at];
        if (!literal && strcmp(argument, "--") == 0)
            literal = true;
        else if (!literal && (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0))
            o->help = true;
        else if (!literal && argument[0] == '-' && argument[1] != '\0')
            result = options_one(o, count, arguments, &at, takes);
        else if (o->operand_count == most)
            result = complain("%s: one argument too many; see piq %s --help", argument, arguments[0]);
        else
            o->operands[o->operand_count++] = argument;
    }
    if (result == EXIT_GOOD && o->help)
        (void)help_command(arguments[0]);
    else if (result == EXIT_GOOD && o->operand_count < least)
        result = complain("%s: an argument is missing; see piq %s --help", arguments[0], arguments[0]);
    if (result != EXIT_GOOD)
        options_free(o);
    return result;
}

void options_free(options *o)
{
    free(o->settings);
    o->settings = NULL;
}
