/* Bytes as a snapshot: refused with a place, twice in the same way, or read and judged. The first byte says which allocation fails. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    failing f;
    piq_fleet *fleet = NULL;
    piq_error error = PIQ_ERROR_INIT, again = PIQ_ERROR_INIT;
    if (size == 0)
        return 0;
    failing_begin(&f, true);
    FUZZ_MUST(piq_fleet_new(&f.allocator, &fleet) == PIQ_OK);
    failing_at(&f, bytes[0] < 128 ? NEVER_FAIL : (size_t)bytes[0] - 128, (bytes[0] & 1) != 0);
    piq_status status = piq_fleet_read_json(fleet, (const char *)bytes + 1, size - 1, &error);
    failing_at(&f, NEVER_FAIL, false);
    FUZZ_MUST(status == PIQ_OK || piq_fleet_count(fleet, PIQ_ENTITY_NODE) + piq_fleet_count(fleet, PIQ_ENTITY_WORKLOAD) == 0);
    if (status == PIQ_E_NOMEM)
        status = piq_fleet_read_json(fleet, (const char *)bytes + 1, size - 1, &error);
    if (status == PIQ_OK) {
        fuzz_judge(fleet, NULL);
    } else {
        fuzz_refused(status, &error);
        FUZZ_MUST(piq_fleet_read_json(fleet, (const char *)bytes + 1, size - 1, &again) == status);
        FUZZ_MUST(again.line == error.line && again.column == error.column && again.field == error.field);
    }
    piq_fleet_free(fleet);
    fuzz_settled(&f);
    return 0;
}
