/* Checks and what lives until the end of a test. */
#include "harness/piq_test.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct kept {
    void *object;
    void (*release)(void *object);
    struct kept *next;
} kept;

static struct {
    const char *suite, *name;
    unsigned long checks, failures;
    kept *kept;
} now;

int piq_test_check(int good, const char *file, int line, const char *format, ...)
{
    now.checks++;
    if (!good) {
        va_list arguments;
        va_start(arguments, format);
        fprintf(stderr, "%s:%d: %s/%s: ", file, line, now.suite, now.name);
        vfprintf(stderr, format, arguments);
        fputc('\n', stderr);
        va_end(arguments);
        now.failures++;
    }
    return good;
}

int piq_test_check_text(const char *got, const char *wanted, const char *file, int line, const char *what)
{
    const int good = got == wanted || (got && wanted && strcmp(got, wanted) == 0);
    return piq_test_check(good, file, line, "%s is \"%s\", not \"%s\"", what, got ? got : "(null)", wanted ? wanted : "(null)");
}

int piq_test_check_number(double got, double wanted, double slack, const char *file, int line, const char *what)
{
    return piq_test_check(fabs(got - wanted) <= slack, file, line, "%s is %.17g, not %.17g (within %g)", what, got, wanted, slack);
}

int piq_test_check_integer(long long got, long long wanted, const char *file, int line, const char *what)
{
    return piq_test_check(got == wanted, file, line, "%s is %lld, not %lld", what, got, wanted);
}

void *piq_test_keep(void *object, void (*release)(void *object))
{
    kept *entry = object ? malloc(sizeof *entry) : NULL;
    if (object && !entry) {
        fputs("out of memory\n", stderr);
        abort();
    }
    if (entry) {
        entry->object = object;
        entry->release = release;
        entry->next = now.kept;
        now.kept = entry;
    }
    return object;
}

void *piq_test_memory(size_t size)
{
    void *memory = calloc(1, size ? size : 1);
    if (!memory) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return piq_test_keep(memory, free);
}

void piq_test_begin(const char *suite, const char *name)
{
    now.suite = suite;
    now.name = name;
    now.checks = now.failures = 0;
}

const void *piq_test_mark(void) { return now.kept; }

void piq_test_release(const void *mark)
{
    while (now.kept && now.kept != mark) {
        kept *entry = now.kept;
        now.kept = entry->next;
        entry->release(entry->object);
        free(entry);
    }
}

int piq_test_end(void)
{
    piq_test_release(NULL);
    if (now.checks == 0) {
        piq_test_check(0, __FILE__, __LINE__, "the test has checked nothing");
    }
    return now.failures == 0;
}
