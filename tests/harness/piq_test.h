/* One way to write a test, two ways to run it: under Criterion, or by the plain driver without any dependency.
 *
 *     TEST(suite, name)
 *     {
 *         CHECK(condition);
 *         CHECK_EQ_INT(got, wanted);
 *     }
 *
 * A check that fails is printed with its place and does not end the test; CHECK_OR_RETURN does. A test without a single
 * check fails. What piq_test_keep and piq_test_memory were given is released after the test. */
#ifndef PIQ_TEST_H
#define PIQ_TEST_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PIQ_TEST_FORMAT(at, rest) __attribute__((format(printf, at, rest)))
#else
#define PIQ_TEST_FORMAT(at, rest)
#endif

/* Counts a check and prints what is said of it when it is not good. Returns good. */
int piq_test_check(int good, const char *file, int line, const char *format, ...) PIQ_TEST_FORMAT(4, 5);
int piq_test_check_text(const char *got, const char *wanted, const char *file, int line, const char *what);
int piq_test_check_number(double got, double wanted, double slack, const char *file, int line, const char *what);
int piq_test_check_integer(long long got, long long wanted, const char *file, int line, const char *what);

/* Zeroed memory, and anything else, until the test ends. */
void *piq_test_memory(size_t size);
void *piq_test_keep(void *object, void (*release)(void *object));
/* Releases what was kept since the mark was taken, for tests of many rounds. */
const void *piq_test_mark(void);
void piq_test_release(const void *mark);

void piq_test_begin(const char *suite, const char *name);
/* Releases what was kept; 1 when the test has checked something and all of it was good. */
int piq_test_end(void);

#define CHECK(condition) ((void)piq_test_check((condition) ? 1 : 0, __FILE__, __LINE__, "%s", #condition))
#define CHECK_OR_RETURN(condition)                                                                                                         \
    do {                                                                                                                                   \
        if (!piq_test_check((condition) ? 1 : 0, __FILE__, __LINE__, "%s", #condition)) {                                                  \
            return;                                                                                                                        \
        }                                                                                                                                  \
    } while (0)
#define CHECK_SAY(condition, ...) ((void)piq_test_check((condition) ? 1 : 0, __FILE__, __LINE__, __VA_ARGS__))
#define CHECK_EQ_INT(got, wanted) ((void)piq_test_check_integer((long long)(got), (long long)(wanted), __FILE__, __LINE__, #got))
#define CHECK_EQ_STR(got, wanted) ((void)piq_test_check_text((got), (wanted), __FILE__, __LINE__, #got))
#define CHECK_NEAR(got, wanted, slack) ((void)piq_test_check_number((got), (wanted), (slack), __FILE__, __LINE__, #got))
#define CHECK_OK(status) CHECK_EQ_INT((status), 0)

#ifdef PIQ_TEST_CRITERION
#include <criterion/criterion.h>
#define TEST(suite, name)                                                                                                                  \
    static void body_##suite##_##name(void);                                                                                               \
    Test(suite, name)                                                                                                                      \
    {                                                                                                                                      \
        piq_test_begin(#suite, #name);                                                                                                     \
        body_##suite##_##name();                                                                                                           \
        cr_assert(piq_test_end(), "see the checks above");                                                                                 \
    }                                                                                                                                      \
    static void body_##suite##_##name(void)
#else
typedef struct piq_test_entry {
    const char *suite, *name;
    void (*body)(void);
    struct piq_test_entry *next;
} piq_test_entry;
void piq_test_register(piq_test_entry *entry);
#define TEST(suite, name)                                                                                                                  \
    static void body_##suite##_##name(void);                                                                                               \
    __attribute__((constructor)) static void register_##suite##_##name(void)                                                               \
    {                                                                                                                                      \
        static piq_test_entry entry = {#suite, #name, body_##suite##_##name, NULL};                                                        \
        piq_test_register(&entry);                                                                                                         \
    }                                                                                                                                      \
    static void body_##suite##_##name(void)
#endif

#endif
