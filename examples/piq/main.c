/* piq: looks at a GPU fleet and says where money and reliability leak. */
#include <stdarg.h>
#include <string.h>

#include "program.h"

int complain(const char *format, ...)
{
    char message[TEXT_MOST], clean[TEXT_MOST];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    terminal_progress(NULL);
    (void)fprintf(stderr, "piq: %s\n", text_clean(message, strlen(message), clean, sizeof clean));
    return EXIT_BAD;
}

const char *detector_name(uint32_t detector)
{
    piq_detector_info info;
    info.struct_size = sizeof info;
    return detector == 0 || piq_detector_at(detector - 1, &info) != PIQ_OK ? "?" : info.name;
}

bool list_has(const char *list, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at++)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

typedef struct command {
    const char *name;
    int (*run)(int count, char **arguments);
} command;

static int main_command(int count, char **arguments)
{
    static const command commands[] = {{"evaluate", command_evaluate},
                                       {"explain", command_explain},
                                       {"fields", command_fields},
                                       {"policy", command_policy},
                                       {"diff", command_diff},
                                       {"catalog", command_catalog},
                                       {"estimate", command_estimate},
                                       {"plan", command_plan}};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(arguments[0], commands[i].name) == 0)
            return commands[i].run(count, arguments);
    return complain("%s: no such command; see piq --help", arguments[0]);
}

int main(int count, char **arguments)
{
    const char *first = count > 1 ? arguments[1] : "";
    int result = EXIT_GOOD;
    if (count < 2) {
        help_general(stderr);
        return EXIT_BAD;
    }
    if (strcmp(first, "--version") == 0)
        (void)printf("piq %s\n", piq_version_string());
    else if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || (strcmp(first, "help") == 0 && count == 2))
        help_general(stdout);
    else if (strcmp(first, "help") == 0)
        result = help_command(arguments[2]) ? EXIT_GOOD : complain("%s: no such command; see piq --help", arguments[2]);
    else
        result = main_command(count - 1, arguments + 1);
    if (fflush(stdout) != 0 && result != EXIT_BAD)
        result = complain("standard output: cannot write");
    return result;
}
