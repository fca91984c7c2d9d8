#include "memory/operations.h"

#include <stdlib.h>

#include "common/kit.h"
#include "harness/piq_test.h"

#define MOST 200000 /* allocations; far more than any of these makes */

static void try_once(const operation *o, bool resizes, bool on, size_t call, bool *done)
{
    failing f;
    failing_begin(&f, resizes);
    void *subject = o->prepare(&f.allocator);
    char *before = o->look == NULL ? NULL : o->look(subject);
    failing_at(&f, call, on);
    piq_status got = o->run(subject);
    const bool refused = f.failed != 0;
    failing_at(&f, NEVER_FAIL, false);
    if (!refused) {
        CHECK_SAY(got == PIQ_OK, "%s: %s though no allocation failed", o->name, piq_status_name(got));
        *done = true;
    } else if (got != PIQ_OK) {
        CHECK_SAY(got == PIQ_E_NOMEM, "%s: %s when allocation %zu fails", o->name, piq_status_name(got), call);
        char *after = o->look == NULL ? NULL : o->look(subject);
        CHECK_SAY(o->look == NULL || kit_same(before, after), "%s: changed by a failure of allocation %zu", o->name, call);
        free(after);
        got = o->run(subject);
        CHECK_SAY(got == PIQ_OK, "%s: %s when tried again after allocation %zu had failed", o->name, piq_status_name(got), call);
    }
    free(before);
    o->finish(subject);
    failing_end(&f, o->name);
}

void try_all(const operation *o)
{
    for (int mode = 0; mode < 4; mode++) {
        bool done = false;
        size_t call = 0;
        for (; call < MOST && !done; call++)
            try_once(o, (mode & 1) != 0, (mode & 2) != 0, call, &done);
        CHECK_SAY(done, "%s never succeeds", o->name);
        CHECK_SAY(call > 1, "%s allocates nothing: not tested", o->name);
    }
}
