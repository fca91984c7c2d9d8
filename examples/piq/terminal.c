#if defined(__unix__) || defined(__APPLE__)
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <unistd.h>
#define TERMINAL 1
#else
#define TERMINAL 0
#endif

#include <stdlib.h>
#include <string.h>

#include "program.h"

#if TERMINAL
static const char *volatile terminal_doing;
static volatile sig_atomic_t terminal_shown;

static void terminal_put(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0')
        length++;
    const ssize_t ignored = write(STDERR_FILENO, text, length);
    (void)ignored;
}

static void terminal_say(const char *doing)
{
    terminal_put("\r\033[Kpiq: ");
    terminal_put(doing);
    terminal_shown = 1;
}

/* A signal handler: only write() and alarm(). */
static void terminal_tick(int number)
{
    (void)number;
    if (terminal_shown != 0)
        terminal_put(".");
    else if (terminal_doing != NULL)
        terminal_say(terminal_doing);
    (void)alarm(1);
}

static void terminal_stop(void)
{
    (void)alarm(0);
    if (terminal_shown != 0)
        terminal_put("\r\033[K");
    terminal_shown = 0;
    terminal_doing = NULL;
}
#endif

void terminal_progress(const char *doing)
{
#if TERMINAL
    if (isatty(STDERR_FILENO) == 0)
        return;
    if (doing == NULL) {
        terminal_stop();
        return;
    }
    const bool under_way = terminal_doing != NULL;
    terminal_doing = doing;
    if (terminal_shown != 0)
        terminal_say(doing);
    if (under_way)
        return;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = terminal_tick;
    action.sa_flags = SA_RESTART;
    (void)sigaction(SIGALRM, &action, NULL);
    (void)alarm(1);
#else
    (void)doing;
#endif
}

bool terminal_colour(FILE *out)
{
#if TERMINAL
    const char *no = getenv("NO_COLOR"), *kind = getenv("TERM");
    return isatty(fileno(out)) != 0 && (no == NULL || no[0] == '\0') && kind != NULL && strcmp(kind, "dumb") != 0;
#else
    (void)out;
    return false;
#endif
}
