#include "fleet/fill.h"

static piq_status fill_check(piq_fleet *f, unsigned field, size_t row, double value, piq_error *error)
{
    const piq_status status = piq__check_number(f, piq__fields[field].entity, row, field, value, error);
    return status == PIQ_OK && field == F_node_gpu_count ? piq__check_node_size(f, row, value, error) : status;
}

/* Looks at packed values one by one, and drops those that are unknown. */
static piq_status fill_screen(piq_fleet *f, unsigned field, size_t row, uint64_t mask[PIQ__PAGE_WORDS], double *values, piq_error *error)
{
    unsigned from = 0, to = 0;
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++)
        for (uint64_t bits = mask[word]; bits != 0; bits &= bits - 1, from++) {
            const unsigned at = piq__lowest(bits);
            if (!piq__known(values[from])) {
                mask[word] &= ~(UINT64_C(1) << at);
                continue;
            }
            const piq_status status = fill_check(f, field, row + (size_t)word * 64 + at, values[from], error);
            if (status != PIQ_OK)
                return status;
            values[to++] = values[from] + 0.0; /* -0 becomes 0 */
        }
    return PIQ_OK;
}

piq_status piq__pack_checked(piq_fleet *f, unsigned field, size_t row, uint64_t mask[PIQ__PAGE_WORDS], const void *values, bool whole,
                             double packed[PIQ__PAGE_ROWS], piq_error *error)
{
    const unsigned count = piq__mask_count(mask);
    const bool placed = field == F_node_gpu_count && f->usage_capacity != 0;
    piq__pack_numbers(mask, values, packed);
    if (piq__numbers_plain(packed, count, &piq__fields[field], whole) && !placed)
        return PIQ_OK;
    return fill_screen(f, field, row, mask, packed, error);
}

piq_status piq__take_texts(piq_fleet *f, piq__asked *asked, size_t count, uint32_t *numbers, size_t *failed)
{
    piq__strings_expect(&f->strings, asked, count, true);
    for (size_t i = 0; i < count; i++) {
        bool valid = true;
        numbers[i] = 0;
        if (asked[i].length == 0)
            continue;
        numbers[i] = piq__strings_take_valid(&f->strings, &asked[i], &valid);
        if (numbers[i] != 0)
            continue;
        *failed = i;
        return valid ? PIQ_E_NOMEM : PIQ_E_VALUE;
    }
    return PIQ_OK;
}
