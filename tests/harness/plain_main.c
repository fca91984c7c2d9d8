/* Runs the tests one after another in one process: piq_tests_plain [--list] [PART OF suite/name]... */
#include "harness/piq_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static piq_test_entry *first;
static size_t known;

void piq_test_register(piq_test_entry *entry)
{
    entry->next = first;
    first = entry;
    known++;
}

static int by_name(const void *a, const void *b)
{
    const piq_test_entry *const *x = a;
    const piq_test_entry *const *y = b;
    const int suites = strcmp((*x)->suite, (*y)->suite);
    return suites ? suites : strcmp((*x)->name, (*y)->name);
}

static int asked_for(const piq_test_entry *entry, char **parts, int count)
{
    char name[512];
    snprintf(name, sizeof name, "%s/%s", entry->suite, entry->name);
    for (int i = 0; i < count; i++) {
        if (strstr(name, parts[i])) {
            return 1;
        }
    }
    return count == 0;
}

int main(int count, char **words)
{
    const int list = count > 1 && strcmp(words[1], "--list") == 0;
    char **parts = words + 1 + list;
    const int part_count = count > 1 + list ? count - 1 - list : 0;
    piq_test_entry **all = malloc((known ? known : 1) * sizeof *all);
    size_t used = 0, passed = 0, failed = 0;
    if (!all) {
        return 2;
    }
    for (piq_test_entry *entry = first; entry; entry = entry->next) {
        all[used++] = entry;
    }
    qsort(all, used, sizeof *all, by_name);
    for (size_t i = 0; i < used; i++) {
        if (!asked_for(all[i], parts, part_count)) {
            continue;
        }
        if (list) {
            printf("%s/%s\n", all[i]->suite, all[i]->name);
            passed++;
            continue;
        }
        piq_test_begin(all[i]->suite, all[i]->name);
        all[i]->body();
        if (piq_test_end()) {
            passed++;
        } else {
            failed++;
            printf("FAILED %s/%s\n", all[i]->suite, all[i]->name);
        }
        fflush(stdout);
    }
    free(all);
    if (!list) {
        printf("%zu passed, %zu failed\n", passed, failed);
    }
    if (passed + failed == 0) {
        fputs("no test ran\n", stderr);
        return 1;
    }
    return failed ? 1 : 0;
}
