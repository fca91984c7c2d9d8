/* Seeded random fleets as plain rows, to be handed to the library through any of its doors, in any order. */
#ifndef RANDOM_FLEET_H
#define RANDOM_FLEET_H

#include "common/kit.h"

#define RF_VALUES 64
#define RF_PIECES 6
#define RF_LIST 12

typedef struct rf_value {
    uint32_t field, type; /* type: PIQ_TYPE_... */
    double number;        /* also a boolean */
    const char *text;     /* static */
} rf_value;

typedef struct rf_piece {
    size_t node;
    double gpus;
    int64_t replica;
    const char *gpu; /* static, or NULL */
} rf_piece;

typedef struct rf_row {
    char id[24];
    rf_value values[RF_VALUES];
    rf_piece pieces[RF_PIECES];
    piq_scale_event events[RF_LIST];
    double gaps[RF_LIST];
    const piq_mig_profile *profiles;
    size_t value_count, piece_count, event_count, gap_count, profile_count;
    bool has_pieces, has_events, has_gaps, has_profiles;
} rf_row;

typedef struct rf_fleet {
    rf_row self; /* the fields of the fleet itself */
    rf_row *rows[PIQ_ENTITY_WORKLOAD + 1];
    size_t counts[PIQ_ENTITY_WORKLOAD + 1];
} rf_fleet;

/* Everything in one cluster; ids begin with `prefix`. The GPU types and models depend on `catalog` only. */
rf_fleet *rf_make(uint64_t seed, uint64_t catalog, const char *prefix, const char *cluster);
void rf_free(rf_fleet *f);

/* Both fleets' nodes and workloads under the first one's catalog. */
rf_fleet *rf_join(const rf_fleet *a, const rf_fleet *b);
/* The same fleet with the rows of every table, and the fields of every row, in another order. */
rf_fleet *rf_shuffle(const rf_fleet *f, uint64_t seed);
rf_fleet *rf_copy(const rf_fleet *f);

/* The number in a row's field; NaN where it has none. */
double rf_number(const rf_row *row, uint32_t field);
const char *rf_text(const rf_row *row, uint32_t field); /* NULL */
void rf_set(rf_row *row, uint32_t field, double number);
void rf_set_text(rf_row *row, uint32_t field, const char *text);
void rf_unset(rf_row *row, uint32_t field);
/* Every value of these fields times `factor`. */
void rf_scale(rf_fleet *f, const uint32_t *fields, size_t count, double factor);
rf_row *rf_add(rf_fleet *f, uint32_t entity, const char *id);

/* The doors. */
piq_fleet *rf_by_rows(const rf_fleet *f);
piq_fleet *rf_by_columns(const rf_fleet *f);
void rf_json(const rf_fleet *f, kit_text *text);
piq_fleet *rf_by_json(const rf_fleet *f);
/* More nodes and workloads for a fleet that is being filled; its catalog is written when it has none. */
void rf_append(piq_fleet *fleet, const rf_fleet *f);

#endif
