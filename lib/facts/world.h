/* Facts: what a fleet means, derived once. The world holds what is shared (types, models, nodes); a workload's facts are
   derived one at a time, while its page of columns is unpacked. */
#ifndef PIQ__WORLD_H
#define PIQ__WORLD_H

#include "facts/logic.h"
#include "fleet/fleet.h"
#include "facts/ranks.h"
#include "physics/physics.h"
#include "policy/policy.h"

#define PIQ__MONEY_SCALE 1e6

typedef struct piq__gpu_profile {
    const char *name;
    double memory_bytes;
    double share;       /* of the GPU's compute */
    piq__device device; /* what the slice has of it */
} piq__gpu_profile;

typedef struct piq__type {
    const char *name;
    piq__device device;
    double price, resale, domain_gpus;
    piq__gpu_profile *profiles;
    size_t profile_count;
    bool known;          /* declared, or built in */
    bool target;         /* may be proposed */
    bool profiles_known; /* an empty list is known, too */
    int32_t built_in;    /* row of the built-in table, or below 0 */
    bool reference_price;
    bool is_a100;        /* by its name: vLLM's default batch differs there */
} piq__type;

#define PIQ__NO_TYPE UINT32_MAX

/* So many GPUs of a type, tensor-parallel: a power of two within its domain. */
#define PIQ__OFFER_STEPS 7u /* 1 to 64 */
typedef struct piq__offer {
    uint32_t type, step; /* step: which power of two */
    double gpus;
    double price;      /* of them all, per hour */
    double unit_price; /* of one */
    double room;       /* bytes of one that may be filled */
} piq__offer;

typedef struct piq__node {
    double price, resale, sell_through; /* effective: the node's, else its type's */
    double gpu_count, unhealthy;        /* NaN; 0 where not given */
    double placed;                      /* GPUs of running workloads' pieces */
    double taken;                       /* whole GPUs that placements make unavailable: whole ones and shared ones */
    uint32_t type;                      /* PIQ__NO_TYPE: none given */
    uint32_t cluster, region;           /* texts, 0: empty */
    uint32_t lot;                       /* the nodes of its cluster and type */
    uint32_t pods;                      /* running workloads with a piece here */
    uint32_t last_workload;             /* row + 1 of the one counted last */
    uint8_t state, purpose, purchase, billing_unit, mig;
    uint8_t billed; /* a piq__tri */
    bool reference_price, type_named;
} piq__node;

/* A cluster's nodes of one GPU type. */
typedef struct piq__lot {
    uint32_t cluster, type;
    uint32_t next; /* of the same cluster; PIQ__NO_LOT: none */
} piq__lot;
#define PIQ__NO_LOT UINT32_MAX

/* Text or name to index. */
typedef struct piq__map {
    uint32_t *keys, *values; /* key 0: free */
    size_t slots, count;
} piq__map;

/* A column has few texts, many times each: was this one among the latest? No text always was. */
#define PIQ__LATELY 64u
static inline bool piq__lately(uint32_t lately[PIQ__LATELY], uint32_t text)
{
    const bool known = lately[text % PIQ__LATELY] == text;
    lately[text % PIQ__LATELY] = text;
    return known;
}

struct piq__peers;

typedef struct piq__world {
    const piq_fleet *fleet;
    const piq_policy *policy;
    const piq_allocator *allocator;
    const double *p; /* thresholds */
    piq__arena arena;
    double window;
    bool complete, pending_complete; /* every workload, every pending workload is listed */
    bool now_known;
    int64_t now_seconds;
    double now_fraction;
    piq__type *types;
    size_t type_count, type_capacity;
    piq__map type_by_text;
    piq__offer *offers; /* of types that may be proposed: without a price, then the cheapest first */
    size_t offer_count;
    size_t target_count; /* types that may be proposed */
    piq__model *models;
    size_t model_count, model_capacity;
    piq__map model_by_text;
    piq__device no_device; /* what is known of them where nothing is */
    piq__model no_model;
    piq__node *nodes;
    size_t node_count;
    bool broken; /* something runs on no whole number of GPUs */
    piq__lot *lots;
    size_t lot_count, lot_capacity;
    piq__map lot_by_cluster; /* text + 1 to its first lot */
    piq__ranks ranks;
    uint32_t sole_cluster; /* the one cluster of all nodes, else 0 */
    const struct piq__peers *peers; /* once they are gathered */
} piq__world;

#define P(name) (w->world->p[P_##name])

piq_status piq__world_begin(piq__world *world, const piq_fleet *fleet, const piq_policy *policy, piq_error *error);
void piq__world_drop_nodes(piq__world *world); /* once they have been judged */
void piq__world_end(piq__world *world);

uint32_t piq__map_get(const piq__map *map, uint32_t key); /* UINT32_MAX: not there */

/* The first lot of a cluster, and from there on those behind it. */
static inline uint32_t piq__world_first_lot(const piq__world *world, uint32_t cluster) { return piq__map_get(&world->lot_by_cluster, cluster + 1); }

/* Where the workloads of a page run: empty where one does not, or nobody says. */
void piq__world_placements(const piq_fleet *f, size_t page, piq__span places[PIQ__PAGE_ROWS]);

/* PIQ__NO_TYPE where the text names no type that is declared, used by a node or built in. */
uint32_t piq__world_type(const piq__world *world, uint32_t text);
/* UINT32_MAX where the text names no model that is declared or built in. */
uint32_t piq__world_model(const piq__world *world, uint32_t text);

/* The value of a key (not 0), UINT32_MAX where it is new; NULL when memory is out. */
uint32_t *piq__map_at(piq__map *map, const piq_allocator *a, uint32_t key);
void piq__map_end(piq__map *map, const piq_allocator *a);

#endif
