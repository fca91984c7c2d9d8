/* The report: findings and gaps collected in parts, then ranked as one. It owns all its text and outlives its fleet. */
#ifndef PIQ__REPORT_H
#define PIQ__REPORT_H

#include "detectors/verdict.h"
#include "facts/world.h"

typedef struct piq__kept_cure {
    uint32_t action, setting_count;
    piq__setting *settings;
    const char *verify;
} piq__kept_cure;

typedef struct piq__record {
    piq__draft_head head;
    const piq__proof *proofs;
    const piq__kept_cure *cures;
    const piq__wrong *wrongs;
    piq__link *links;
    const char *entity_id, *cluster;
    uint32_t entity_length, cluster_length;
    double severity_money; /* R8's M; unknown: by GPU-hours */
    uint32_t rank;         /* of the entity's id among its kind */
    bool by_money, capped, raised;
} piq__record;

typedef struct piq__blank {
    uint32_t row; /* of the fleet, later among the ids that are kept */
    uint32_t gap; /* index in gaps of its part, later of the report */
    uint8_t detector, entity, reason;
} piq__blank;

typedef struct piq__gap_fields {
    uint64_t fields[(PIQ__FIELD_COUNT + 63) / 64];
} piq__gap_fields;

/* What one stretch of the fleet came to. */
typedef struct piq__part {
    piq__arena arena;
    piq__record **records;
    size_t record_count, record_capacity;
    piq__blank *blanks;
    size_t blank_count, blank_capacity;
    piq__gap_fields *gaps;
    size_t gap_count, gap_capacity;
    piq__map gap_by_hash;
    uint32_t last_cluster; /* text of the one named last, */
    const char *last_cluster_name;
    uint32_t last_gap[PIQ__DETECTOR_COUNT + 1]; /* + 1; detectors tend to lack the same again */
    uint64_t counts[PIQ__DETECTOR_COUNT + 1][PIQ__OUTCOMES];
    int64_t spend;
    double unpriced_gpus;
} piq__part;

/* Ids of rows that something is not judged of. */
typedef struct piq__named_rows {
    size_t *offsets; /* count + 1 */
    char *bytes;     /* each ends in NUL */
    size_t count, size;
} piq__named_rows;

typedef struct piq__capacity_row {
    const char *cluster, *region, *gpu_type;
    uint32_t block;
    uint64_t now, after;
    double lease_hours, gpu_hours, floor_price;
} piq__capacity_row;

typedef struct piq__step_part {
    const char *node, *gpu;
    double gpus;
} piq__step_part;

typedef struct piq__step {
    const char *workload;
    int64_t replica;
    double gpus;
    const piq__step_part *from, *to;
    uint32_t from_count, to_count;
} piq__step;

struct piq_report {
    piq_allocator allocator;
    piq__arena arena;
    piq__part *parts;
    size_t part_count;
    piq__record **findings; /* ranked, filtered for the persona */
    size_t finding_count, finding_room;
    piq__blank *blanks;
    size_t blank_count;
    piq__gap_fields *gaps;
    size_t gap_count;
    piq__named_rows names[PIQ__ENTITY_COUNT];
    uint64_t counts[PIQ__DETECTOR_COUNT + 1][PIQ__OUTCOMES];
    int64_t detector_waste[PIQ__DETECTOR_COUNT + 1], detector_recoverable[PIQ__DETECTOR_COUNT + 1];
    piq_summary summary;
    piq_waiting *pending;
    size_t pending_count;
    piq__capacity_row *capacity;
    size_t capacity_count;
    piq__step *moves, *starts;
    size_t move_count, start_count;
    piq_plan plan;
    piq_map_node *map;
    size_t map_count, domain_count;
    piq_fragmentation *fragmentation;
    size_t fragmentation_count;
};

/* ---- collecting (collect.c); false: out of memory ---- */
void piq__part_begin(piq__part *part, const piq_allocator *a);
void piq__part_end(piq__part *part);
void piq__part_drop_records(piq__part *part); /* the list of them, not what it lists */
void piq__part_drop_blanks(piq__part *part);
bool piq__collect_said(piq__part *part, const piq__world *world, unsigned detector, unsigned entity, uint32_t row, const piq__verdict *v);
static inline bool piq__collect(piq__part *part, const piq__world *world, unsigned detector, unsigned entity, uint32_t row, const piq__verdict *v)
{
    part->counts[detector][v->outcome]++;
    const bool said = v->outcome == PIQ__NOT_EVALUATED || v->has_draft || v->has_second;
    return !said || piq__collect_said(part, world, detector, entity, row, v);
}
bool piq__collect_draft(piq__part *part, const piq__world *world, const piq__draft *draft, const piq__verdict *v);
/* Names what fired, and takes away what somebody has decided to live with (identify.c). */
void piq__identify(const piq__world *world, piq__verdict *v, unsigned entity, uint32_t row, uint32_t cluster);
/* The id of a draft's finding; its group tells apart what may stand beside each other. */
uint64_t piq__draft_id(const piq__world *world, const piq__draft *draft);
char *piq__copy_text(piq__arena *arena, const char *text, size_t length);
piq__string piq__entity_name(const piq__world *world, unsigned entity, uint32_t row);

/* ---- finishing (finish.c) ---- */
bool piq__report_finish(piq_report *report, const piq__world *world);
/* ---- ids (names.c) ---- */
/* Keeps the ids that blanks need; these then count rows among the kept ones. */
bool piq__report_names(piq_report *report, const piq__world *world);
/* message.c */
void piq__report_message(const piq_report *report, const piq__record *record, piq__text *t); /* message.c */

#endif
