/* The facts of one workload: what every detector would otherwise work out for itself. */
#ifndef PIQ__WORK_H
#define PIQ__WORK_H

#include "facts/block.h"
#include "facts/money.h"

typedef enum piq__known_model { PIQ__MODEL_NONE, PIQ__MODEL_UNNAMED, PIQ__MODEL_KNOWN } piq__known_model;

/* How much of a released hour comes back as money, by piece and weighted by cost. */
typedef struct piq__realisable {
    double staying, leaving; /* the workload keeps its nodes, or leaves them */
    bool sunk;               /* committed or owned capacity whose resale is unknown */
    bool node_billing;       /* some piece is billed by the node */
    bool alone;              /* on all its nodes */
} piq__realisable;

/* R5: is the telemetry good enough to judge from, and how much is it worth? */
typedef struct piq__data {
    uint32_t reason, reason_in_length; /* why not: at all, for what needs a long window; 0: it is */
    double coverage, window;           /* confidence factors */
    bool coverage_known, age_known;
} piq__data;

/* What a model comes to on a device, kept for the next workload that asks. */
#define PIQ__PACES 64u
typedef struct piq__paced {
    const piq__model *model;
    const piq__device *device;
    piq__layout layout;
    double kv_element_bytes;
    uint8_t weight_dtype;
    piq__throughput throughput;
} piq__paced;

typedef struct piq__work {
    piq__paced *paces; /* PIQ__PACES of them, and one to work with; they stay while one workload follows another */
    const piq__world *world;
    const piq__block *block;
    unsigned at;  /* row in the block */
    uint32_t row; /* row in the fleet */
    uint32_t kind, state, engine, role;
    bool dev;

    piq__span places;
    const piq__place *pieces;
    uint32_t type;          /* where it sits, of several the one with the least memory; PIQ__NO_TYPE */
    const piq__type *on;    /* the same; NULL */
    bool mixed;             /* pieces on several GPU types */
    bool type_named;        /* all its nodes state a type, known or not */
    double gpus_placed;
    double gpus;            /* of one replica */
    double replicas;
    piq__layout layout;     /* tensor_parallel unknown where R10 says so */
    bool layout_wrong;      /* tensor x pipeline x data is not the GPU count */
    bool share;             /* a share of a GPU, and no MIG slice */
    bool mig, profile_unknown;
    const piq__device *device; /* the GPU, or the slice */

    double cost;            /* per hour; unknown when a piece has no price */
    double price;           /* per GPU-hour: of its pieces, else its own, else its type's */
    bool priced, reference_price;
    int64_t cost_micro;     /* of the pieces that have a price, for the fleet's spend */
    double unpriced_gpus;

    const piq__model *model;
    piq__known_model model_known;
    piq__engine running;    /* weights, KV, fraction as configured */
    bool dtype_defaulted;
    double context;         /* tokens that one sequence must be able to hold */
    double weights;         /* bytes of one replica */
    double kv_bytes;        /* cache of the declared sequences of one data-parallel rank, over all its GPUs */
    piq__tri preallocated;
    piq__span features;      /* required ones, as texts of the fleet */
    piq__data data;
    piq__model stated_model; /* what it names, with the parameters that it states; not to be read but through `model` */
} piq__work;

#define IN(field) (w->block->in[F_workload_##field - F_workload_id][w->at])
#define W(field) F_workload_##field
#define WORD(NAME) (w->block->words[PIQ__BLOCK_##NAME][w->at]) /* 0: not given */

void piq__work_derive(piq__work *w, const piq__world *world, const piq__block *block, unsigned at);
/* The beginning of it, enough to compare peers: words, placement, layout. */
void piq__work_place(piq__work *w, const piq__world *world, const piq__block *block, unsigned at);

/* A field that divides: 0 is absent. */
static inline double piq__divisor(double x) { return x == 0 ? PIQ__UNKNOWN : x; }

static inline const piq__type *piq__work_type(const piq__work *w) { return w->on; }

/* What few ask for: are all its nodes spares or the like; */
bool piq__work_special_purpose(const piq__work *w);
/* share of a month that a batch job runs, unknown where nobody says; */
double piq__work_month(const piq__work *w);
/* R13: share of a month that is paid for: of batch work that, 0 where it is not known; */
double piq__work_duty(const piq__work *w);
piq__realisable piq__work_realisable(const piq__work *w);
/* price of a GPU there, where the workload's own is `own`. */
static inline double piq__piece_price(const piq__node *n, double own) { return n->billed == NO ? 0 : piq__or(own, n->price); }

/* What is lacking to know the device, its memory among it. False when nothing is. */
bool piq__lacks_device(const piq__work *w, piq__gap *gap);
/* It sits on a type, or a slice of one, that somebody describes, however thinly. */
bool piq__device_named(const piq__work *w);
/* What is lacking to know the weights of one replica, and the KV cache beside them. */
bool piq__lacks_weights(const piq__work *w, piq__gap *gap);
bool piq__lacks_kv(const piq__work *w, piq__gap *gap);
/* What is lacking to split a replica over its GPUs. */
bool piq__lacks_layout(const piq__work *w, piq__gap *gap);

/* Of one GPU, laid out like this: weights, and the overhead the policy asks for (0: derived for the layout). */
static inline double piq__work_weights(const piq__work *w, const piq__layout *layout)
{
    return w->weights / (layout->tensor_parallel * layout->pipeline_parallel);
}
double piq__work_derived_overhead(const piq__work *w, const piq__layout *layout);
static inline double piq__work_overhead(const piq__work *w, const piq__layout *layout)
{
    const double stated = P(overhead_bytes);
    return stated != 0 ? stated : piq__work_derived_overhead(w, layout);
}
/* The KV pool of one GPU as it is laid out now: as given, else what weights and overhead leave. */
double piq__work_pool(const piq__work *w);
piq__engine piq__work_engine(const piq__work *w, const piq__layout *layout);
/* Declared requirement per GPU; with the KV shape unknown a lower bound (*bound tells). NaN: not even that. It is piq__requirement, of which
   most is the same for all layouts that keep the data-parallel ranks: and all do. */
static inline double piq__work_requirement(const piq__work *w, const piq__layout *layout, bool *bound)
{
    const double overhead = piq__work_overhead(w, layout), weights = piq__work_weights(w, layout);
    const double full = weights + w->kv_bytes / piq__kv_shard(w->model, layout) + overhead;
    *bound = !piq__known(full);
    return *bound ? weights + overhead : full;
}

/* Beyond 2^52 a double is whole already. */
static inline double piq__floor(double x)
{
    if (!(x > -4503599627370496.0 && x < 4503599627370496.0))
        return x;
    const double cut = (double)(int64_t)x;
    return cut > x ? cut - 1 : cut;
}
static inline double piq__ceiling(double x) { return -piq__floor(-x); }

#endif
