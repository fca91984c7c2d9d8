#include "fleet/fleet.h"
#include "policy/policy.h"
#include "support/copy.h"

/* After a `*` that failed further on, the match starts again one byte later: linear in the product, never exponential. */
bool piq__pattern_matches(const char *pattern, const char *text, size_t length)
{
    const char *star = NULL;
    size_t at = 0, again = 0;
    while (at < length) {
        if (*pattern == '*') {
            star = pattern++;
            again = at;
        } else if (*pattern != '\0' && *pattern == text[at]) {
            pattern++;
            at++;
        } else if (star != NULL) {
            pattern = star + 1;
            at = ++again;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

bool piq__policy_suppresses(const piq_policy *p, uint64_t finding, uint32_t detector, const char *id, size_t length,
                            bool now_known, int64_t now_seconds, double now_fraction)
{
    for (size_t i = 0; i < p->suppression_count; i++) {
        const piq__suppression *s = &p->suppressions[i];
        const bool later = now_seconds > s->until_seconds || (now_seconds == s->until_seconds && now_fraction >= s->until_fraction);
        if (s->expires && now_known && later)
            continue;
        if (s->by_finding ? s->finding == finding
                          : (s->detector == 0 || s->detector == detector) &&
                                (s->pattern == NULL || piq__pattern_matches(s->pattern, id, length)))
            return true;
    }
    return false;
}

static bool suppress_id(const char *text, uint64_t *id)
{
    *id = 0;
    for (size_t i = 0; i < 16; i++) {
        const char c = text[i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return false;
        *id = *id << 4 | (uint64_t)digit;
    }
    return text[16] == '\0';
}

static piq_status suppress_read(const piq_suppression *from, piq__suppression *to, piq_error *error)
{
    memset(to, 0, sizeof *to);
    to->detector = from->detector;
    to->by_finding = from->finding != NULL;
    to->expires = from->until != NULL;
    if (from->detector > PIQ__DETECTOR_COUNT)
        return piq__fail(error, PIQ_E_FIELD, "suppression: no such detector");
    if (from->finding == NULL && from->detector == 0 && from->entity_id == NULL)
        return piq__fail(error, PIQ_E_VALUE, "suppression: name a finding, a detector or an entity_id");
    if (from->entity_id != NULL && !piq__utf8_valid(from->entity_id, strlen(from->entity_id)))
        return piq__fail(error, PIQ_E_VALUE, "suppression: entity_id is not UTF-8");
    if (from->finding != NULL && !suppress_id(from->finding, &to->finding))
        return piq__fail(error, PIQ_E_VALUE, "suppression: a finding's id is 16 hex digits");
    if (from->until != NULL && !piq__timestamp(from->until, strlen(from->until), &to->until_seconds, &to->until_fraction))
        return piq__fail(error, PIQ_E_VALUE, "suppression: until is a time as RFC 3339 writes it: 2026-11-23T00:00:00Z");
    return PIQ_OK;
}

piq_status piq_policy_suppress(piq_policy *p, const piq_suppression *suppression, piq_error *error)
{
    piq__suppression fresh;
    if (p == NULL || suppression == NULL || suppression->struct_size < sizeof *suppression)
        return piq__fail(error, PIQ_E_ARGUMENT, "a suppression needs a policy and its struct_size");
    const piq_status status = suppress_read(suppression, &fresh, error);
    if (status != PIQ_OK)
        return status;
    if (!piq__grow(&p->allocator, (void **)&p->suppressions, &p->suppression_capacity, p->suppression_count + 1, sizeof fresh))
        return piq__fail_memory(error);
    if (suppression->entity_id != NULL) {
        fresh.text_size = strlen(suppression->entity_id) + 1;
        fresh.text = piq__alloc(&p->allocator, fresh.text_size);
        if (fresh.text == NULL)
            return piq__fail_memory(error);
        memcpy(fresh.text, suppression->entity_id, fresh.text_size);
        fresh.pattern = fresh.text;
    }
    p->suppressions[p->suppression_count++] = fresh;
    return PIQ_OK;
}
