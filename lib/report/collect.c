#include "report/report.h"

void piq__part_begin(piq__part *part, const piq_allocator *a)
{
    memset(part, 0, sizeof *part);
    piq__arena_begin(&part->arena, a);
}

void piq__part_drop_records(piq__part *part)
{
    piq__release(part->arena.allocator, part->records, part->record_capacity * sizeof *part->records);
    part->records = NULL;
    part->record_count = part->record_capacity = 0;
}

void piq__part_drop_blanks(piq__part *part)
{
    const piq_allocator *a = part->arena.allocator;
    piq__release(a, part->blanks, part->blank_capacity * sizeof *part->blanks);
    piq__release(a, part->gaps, part->gap_capacity * sizeof *part->gaps);
    piq__map_end(&part->gap_by_hash, a);
    part->blanks = NULL;
    part->gaps = NULL;
    part->blank_count = part->blank_capacity = part->gap_count = part->gap_capacity = 0;
}

void piq__part_end(piq__part *part)
{
    piq__part_drop_records(part);
    piq__part_drop_blanks(part);
    piq__arena_end(&part->arena);
}

piq__string piq__entity_name(const piq__world *world, unsigned entity, uint32_t row)
{
    return entity == PIQ_ENTITY_CLUSTER ? piq__strings_at(&world->fleet->strings, row) : piq__row_id(world->fleet, entity, row);
}

/* R2: oom_risk may stand for device and host, dark_capacity for what is idle and what is broken. */
static uint32_t collect_group(uint32_t subtype)
{
    return subtype == PIQ_SUBTYPE_HOST || subtype == PIQ_SUBTYPE_UNAVAILABLE_BILLED ? 2 : 1;
}

uint64_t piq__draft_id(const piq__world *world, const piq__draft *draft)
{
    const piq__string name = piq__entity_name(world, draft->entity, draft->row);
    return piq__finding_id(draft->detector, collect_group(draft->subtype), draft->entity, name.text, name.length);
}

char *piq__copy_text(piq__arena *arena, const char *text, size_t length)
{
    char *copy = piq__arena_take_bytes(arena, length + 1);
    if (copy == NULL)
        return NULL;
    if (length != 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

/* Copies to where the last copy ended. */
static void *collect_put(char **end, const void *items, size_t size)
{
    void *put = *end;
    if (size != 0)
        memcpy(put, items, size);
    *end += size;
    return put;
}

static size_t collect_size(const piq__draft *d)
{
    size_t settings = 0;
    for (uint32_t i = 0; i < d->cure_count; i++)
        settings += d->cures[i].setting_count;
    return sizeof(piq__record) + d->proof_count * sizeof *d->proofs + d->wrong_count * sizeof *d->wrongs + d->link_count * sizeof *d->links +
           d->cure_count * sizeof(piq__kept_cure) + settings * sizeof(piq__setting);
}

static piq__kept_cure *collect_cures(char **end, const piq__draft *d)
{
    piq__kept_cure *cures = (piq__kept_cure *)(void *)*end;
    *end += d->cure_count * sizeof *cures;
    for (uint32_t i = 0; i < d->cure_count; i++) {
        const piq__cure *c = &d->cures[i];
        const piq__kept_cure kept = {c->action, c->setting_count, collect_put(end, c->settings, c->setting_count * sizeof *c->settings), c->verify};
        cures[i] = kept;
    }
    return cures;
}

/* The record of a draft with all its lists, in one piece of memory. */
static piq__record *collect_record(piq__arena *arena, const piq__draft *d)
{
    char *end = piq__arena_take(arena, collect_size(d));
    piq__record *r = (piq__record *)(void *)end;
    if (r == NULL)
        return NULL;
    memset(r, 0, sizeof *r);
    memcpy(&r->head, d, sizeof r->head);
    end += sizeof *r;
    r->cures = collect_cures(&end, d);
    r->wrongs = collect_put(&end, d->wrongs, d->wrong_count * sizeof *d->wrongs);
    r->links = collect_put(&end, d->links, d->link_count * sizeof *d->links);
    r->proofs = collect_put(&end, d->proofs, d->proof_count * sizeof *d->proofs);
    return r;
}

static double collect_severity_money(const piq__draft *d, const piq__verdict *v, double hours)
{
    if (d->detector == PIQ_DETECTOR_DARK_CAPACITY && d->waste != 0)
        return v->waste * (d->proofs[0].value / 3600 + hours * v->duty);
    if (d->waste == PIQ_MONEY_UNKNOWN)
        return PIQ__UNKNOWN;
    if (d->detector == PIQ_DETECTOR_LOW_THROUGHPUT)
        return (double)d->waste / 1e6 * v->duty * hours;
    return (double)d->recoverable / 1e6;
}

/* Types and profiles are named by the fleet's own text, which the report must not lean on. */
static bool collect_texts(piq__arena *arena, const piq__record *r)
{
    for (uint32_t i = 0; i < r->head.cure_count; i++)
        for (uint32_t k = 0; k < r->cures[i].setting_count; k++) {
            piq__setting *setting = &r->cures[i].settings[k];
            if (setting->text != NULL && (setting->text = piq__copy_text(arena, setting->text, strlen(setting->text))) == NULL)
                return false;
        }
    return true;
}

/* Findings of a cluster stand side by side: they share its name. */
static bool collect_names(piq__part *part, const piq__world *world, piq__record *r)
{
    const piq__draft_head *h = &r->head;
    const piq__string name = piq__entity_name(world, h->entity, h->row), cluster = piq__strings_at(&world->fleet->strings, h->cluster);
    r->entity_id = piq__copy_text(&part->arena, name.text, name.length);
    r->entity_length = name.length;
    if (part->last_cluster_name == NULL || part->last_cluster != h->cluster)
        part->last_cluster_name = cluster.length == 0 ? "" : piq__copy_text(&part->arena, cluster.text, cluster.length);
    part->last_cluster = h->cluster;
    r->cluster = part->last_cluster_name;
    r->cluster_length = cluster.length;
    return r->entity_id != NULL && r->cluster != NULL;
}

bool piq__collect_draft(piq__part *part, const piq__world *world, const piq__draft *draft, const piq__verdict *v)
{
    piq__record *r = collect_record(&part->arena, draft);
    if (r == NULL || !collect_texts(&part->arena, r) || !collect_names(part, world, r) ||
        !piq__grow(part->arena.allocator, (void **)&part->records, &part->record_capacity, part->record_count + 1, sizeof *part->records))
        return false;
    const bool observed = draft->state == PIQ_STATE_OBSERVATION;
    r->by_money = !observed && v->severity_by_money;
    r->capped = v->capped_at_medium;
    r->raised = v->raised;
    r->severity_money = r->by_money ? collect_severity_money(draft, v, world->p[P_hours_per_month]) : 0;
    part->records[part->record_count++] = r;
    return true;
}

/* Gaps repeat: each set of fields is kept once. */
static bool collect_gap(piq__part *part, const piq__gap *gap, uint32_t *index)
{
    uint64_t hash = 1;
    for (size_t i = 0; i < PIQ__COUNT(gap->fields); i++)
        hash = (hash ^ gap->fields[i]) * UINT64_C(0x9E3779B97F4A7C15), hash ^= hash >> 29;
    for (uint32_t key = (uint32_t)(hash >> 32) | 1u;; key += 2) {
        uint32_t *at = piq__map_at(&part->gap_by_hash, part->arena.allocator, key);
        if (at == NULL)
            return false;
        if (*at != UINT32_MAX && memcmp(part->gaps[*at].fields, gap->fields, sizeof gap->fields) != 0)
            continue;
        if (*at == UINT32_MAX) {
            if (!piq__grow(part->arena.allocator, (void **)&part->gaps, &part->gap_capacity, part->gap_count + 1, sizeof *part->gaps))
                return false;
            memcpy(part->gaps[part->gap_count].fields, gap->fields, sizeof gap->fields);
            *at = (uint32_t)part->gap_count++;
        }
        *index = *at;
        return true;
    }
}

static bool collect_equal(const uint64_t *a, const uint64_t *b)
{
    uint64_t differ = 0;
    for (size_t i = 0; i < (PIQ__FIELD_COUNT + 63) / 64; i++)
        differ |= a[i] ^ b[i];
    return differ == 0;
}

static bool collect_same_gap(const piq__part *part, unsigned detector, const piq__gap *gap, uint32_t *index)
{
    const uint32_t last = part->last_gap[detector];
    if (last == 0 || !collect_equal(part->gaps[last - 1].fields, gap->fields))
        return false;
    *index = last - 1;
    return true;
}

static bool collect_blank(piq__part *part, unsigned detector, unsigned entity, uint32_t row, const piq__verdict *v)
{
    piq__blank blank = {row, 0, (uint8_t)detector, (uint8_t)entity, (uint8_t)v->reason};
    if ((!collect_same_gap(part, detector, &v->gap, &blank.gap) && !collect_gap(part, &v->gap, &blank.gap)) ||
        !piq__grow(part->arena.allocator, (void **)&part->blanks, &part->blank_capacity, part->blank_count + 1, sizeof blank))
        return false;
    part->last_gap[detector] = blank.gap + 1;
    part->blanks[part->blank_count++] = blank;
    return true;
}

bool piq__collect_said(piq__part *part, const piq__world *world, unsigned detector, unsigned entity, uint32_t row, const piq__verdict *v)
{
    if (v->outcome == PIQ__NOT_EVALUATED && !collect_blank(part, detector, entity, row, v))
        return false;
    if (v->has_draft && !piq__collect_draft(part, world, &v->draft, v))
        return false;
    return !v->has_second || piq__collect_draft(part, world, &v->second, v);
}
