/* A policy file: thresholds by name, detectors that are off, suppressions. Applied as it is read, and taken back when it turns
   out not to be good. */
#include "json/reader.h"
#include "policy/policy.h"

typedef struct policy_reader {
    piq__reader r;
    piq_policy *policy;
    uint64_t seen[(PIQ__POLICY_COUNT + 63) / 64];
    uint32_t lists; /* bit 0: disabled, bit 1: suppressions */
} policy_reader;

static piq_status read_policy_threshold(policy_reader *p, unsigned key)
{
    piq__reader *r = &p->r;
    double value = 0;
    piq_status status = PIQ_OK;
    r->field = piq__policy_id(key);
    if ((p->seen[key / 64] >> key % 64 & 1u) != 0)
        return piq__read_fail(r, PIQ_E_DUPLICATE, "this key is given twice");
    p->seen[key / 64] |= UINT64_C(1) << key % 64;
    if (piq__read_next(r) == PIQ__JSON_NULL)
        return PIQ_OK;
    if (piq__policy_is_boolean(key) && (r->kind == PIQ__JSON_TRUE || r->kind == PIQ__JSON_FALSE))
        value = r->kind == PIQ__JSON_TRUE ? 1 : 0;
    else
        status = piq__read_this_number(r, &value);
    if (status != PIQ_OK)
        return status;
    status = piq_policy_set(p->policy, r->field, value, &r->detail);
    return status == PIQ_OK ? PIQ_OK : piq__read_fail_detail(r, r->scan.begin);
}

static piq_status read_policy_disabled(policy_reader *p)
{
    piq__reader *r = &p->r;
    bool known;
    piq_status status = piq__read_array(r, "an array of detector names", &known);
    if (status != PIQ_OK || !known)
        return status;
    for (size_t i = 0;; i++) {
        const char *text;
        size_t length;
        uint32_t detector;
        r->path[0].index = i;
        if (piq__read_next(r) == PIQ__JSON_ARRAY_END)
            return PIQ_OK;
        status = piq__read_this_text(r, &text, &length);
        if (status != PIQ_OK)
            return status;
        if (piq_detector_find(text, length, &detector) != PIQ_OK)
            return piq__read_fail(r, PIQ_E_FIELD, "no such detector");
        status = piq_policy_enable(p->policy, detector, 0, r->error);
        if (NEVER(status != PIQ_OK))
            return status;
    }
}

/* ---- suppressions ---- */

enum { READ_FINDING, READ_DETECTOR, READ_ENTITY, READ_REASON, READ_OWNER, READ_UNTIL, READ_TEXTS };

/* Keeps a text in r->list, which one object's texts share: offsets, since it moves as it grows. */
static piq_status read_policy_text(piq__reader *r, size_t *used, size_t *offset)
{
    const char *text;
    size_t length;
    bool known;
    const piq_status status = piq__read_text(r, &text, &length, &known);
    if (status != PIQ_OK || !known)
        return status;
    if (memchr(text, '\0', length) != NULL)
        return piq__read_fail(r, PIQ_E_VALUE, "a NUL in this text");
    if (!piq__read_room(r, *used + length + 1, 1))
        return piq__fail_memory(r->error);
    memcpy(r->list + *used, text, length);
    r->list[*used + length] = '\0';
    *offset = *used;
    *used += length + 1;
    return PIQ_OK;
}

static const char *read_policy_kept(const piq__reader *r, size_t offset) { return offset == SIZE_MAX ? NULL : r->list + offset; }

/* A detector's name, or a pattern that some name matches. */
static bool read_policy_detects(const char *pattern, unsigned detector)
{
    const char *name = piq__detector_name(detector);
    return piq__pattern_matches(pattern, name, strlen(name));
}

static bool read_policy_detects_any(const char *pattern)
{
    bool any = false;
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++)
        any = any || read_policy_detects(pattern, d);
    return any;
}

/* The texts of one suppression by their keys; what is not given stays SIZE_MAX. */
static piq_status read_policy_object(piq__reader *r, size_t offsets[READ_TEXTS])
{
    uint32_t seen = 0;
    size_t used = 0;
    unsigned key = 0;
    bool more = true;
    piq_status status = PIQ_OK;
    for (size_t i = 0; i < READ_TEXTS; i++)
        offsets[i] = SIZE_MAX;
    piq__read_enter(r, 1);
    while (status == PIQ_OK) {
        status = piq__read_key(r, 1, &more);
        if (status != PIQ_OK || !more)
            break;
        status = piq__read_which(r, "finding detector entity_id reason owner until", &key);
        if (status == PIQ_OK)
            status = piq__read_once(r, &seen, key);
        if (status == PIQ_OK)
            status = read_policy_text(r, &used, &offsets[key]);
        const char *name = status == PIQ_OK && key == READ_DETECTOR ? read_policy_kept(r, offsets[key]) : NULL;
        if (name != NULL && !read_policy_detects_any(name))
            status = piq__read_fail(r, PIQ_E_FIELD, "no such detector");
    }
    return status;
}

static piq_status read_policy_suppression(policy_reader *p)
{
    piq__reader *r = &p->r;
    const char *at = r->scan.begin;
    size_t offsets[READ_TEXTS];
    piq_status status = read_policy_object(r, offsets);
    if (status != PIQ_OK)
        return status;
    const char *pattern = read_policy_kept(r, offsets[READ_DETECTOR]), *entity = read_policy_kept(r, offsets[READ_ENTITY]);
    const bool every = pattern != NULL && strcmp(pattern, "*") == 0, all = pattern == NULL || every;
    piq_suppression s = {(uint32_t)sizeof s, 0,
                         read_policy_kept(r, offsets[READ_FINDING]), entity == NULL && every ? "*" : entity,
                         read_policy_kept(r, offsets[READ_REASON]), read_policy_kept(r, offsets[READ_OWNER]),
                         read_policy_kept(r, offsets[READ_UNTIL])};
    if (all)
        status = piq_policy_suppress(p->policy, &s, &r->detail);
    for (s.detector = 1; !all && s.detector <= PIQ__DETECTOR_COUNT && status == PIQ_OK; s.detector++)
        if (read_policy_detects(pattern, s.detector))
            status = piq_policy_suppress(p->policy, &s, &r->detail);
    return status == PIQ_OK ? PIQ_OK : piq__read_fail_detail(r, at);
}

static piq_status read_policy_suppressions(policy_reader *p)
{
    piq__reader *r = &p->r;
    bool known;
    piq_status status = piq__read_array(r, "an array of objects", &known);
    if (!known)
        return status;
    for (size_t i = 0; status == PIQ_OK; i++) {
        r->path[0].index = i;
        r->level = 1;
        if (piq__read_next(r) == PIQ__JSON_ARRAY_END)
            break;
        status = r->kind == PIQ__JSON_OBJECT_BEGIN ? read_policy_suppression(p) : piq__read_unexpected(r, "an object");
    }
    return status;
}

/* ---- the whole ---- */

static piq_status read_policy_key(policy_reader *p)
{
    piq__reader *r = &p->r;
    unsigned list;
    const unsigned key = piq__policy_by_name(r->key, r->key_length);
    if (key != PIQ__POLICY_COUNT)
        return read_policy_threshold(p, key);
    r->field = 0;
    piq_status status = piq__read_which(r, "disabled suppressions", &list);
    if (status != PIQ_OK) {
        piq__guess guess = {NULL, 0};
        for (unsigned known = 0; known < PIQ__POLICY_COUNT; known++)
            piq__read_guess(r, &guess, piq__policy_name(known));
        return piq__read_fail_key(r, &guess);
    }
    status = piq__read_once(r, &p->lists, list);
    if (status != PIQ_OK)
        return status;
    return list == 0 ? read_policy_disabled(p) : read_policy_suppressions(p);
}

static piq_status read_policy_all(policy_reader *p)
{
    piq__reader *r = &p->r;
    bool more = true;
    piq_status status = PIQ_OK;
    if (piq__read_next(r) != PIQ__JSON_OBJECT_BEGIN)
        return piq__read_unexpected(r, "an object");
    piq__read_enter(r, 0);
    while (status == PIQ_OK) {
        status = piq__read_key(r, 0, &more);
        if (status != PIQ_OK || !more)
            break;
        status = read_policy_key(p);
    }
    if (status == PIQ_OK && piq__read_next(r) != PIQ__JSON_END)
        status = piq__read_unexpected(r, "");
    return status;
}

/* Takes back the suppressions behind the first `count`. */
static void read_policy_undo(piq_policy *policy, size_t count)
{
    while (policy->suppression_count > count) {
        const piq__suppression *s = &policy->suppressions[--policy->suppression_count];
        piq__release(&policy->allocator, s->text, s->text_size);
    }
}

piq_status piq_policy_read_json(piq_policy *policy, const char *bytes, size_t length, piq_error *error)
{
    if (policy == NULL || (bytes == NULL && length != 0))
        return piq__fail(error, PIQ_E_ARGUMENT, "reading a policy needs a policy and a text");
    const piq_policy before = *policy;
    policy_reader p;
    memset(&p, 0, sizeof p);
    piq__reader_begin(&p.r, bytes, length, &policy->allocator, error);
    p.policy = policy;
    const piq_status status = read_policy_all(&p);
    piq__reader_end(&p.r);
    if (status != PIQ_OK) {
        read_policy_undo(policy, before.suppression_count);
        memcpy(policy->values, before.values, sizeof before.values);
        policy->disabled = before.disabled;
    }
    return status;
}
