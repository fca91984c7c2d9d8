/* What generate.py writes: rows of facts where 0 means unknown, and hash tables from folded names to rows. Texts are
   offsets into one block per table, so that nothing needs relocation when the library is loaded. */
#ifndef PIQ__CATALOG_TABLES_H
#define PIQ__CATALOG_TABLES_H

#include "support/base.h"

typedef struct piq__catalog_key {
    uint32_t key; /* its text; 0: empty slot */
    int16_t row;  /* below 0: the name is ambiguous, and -1 - row is where its candidates start */
} piq__catalog_key;

typedef struct piq__mig_row {
    uint32_t name;
    uint8_t compute_slices, compute_slices_total, max_instances;
    double memory_bytes;
} piq__mig_row;

typedef struct piq__gpu_row {
    uint32_t name, aliases, vendor, architecture, price_date, price_source, source, notes; /* piq__gpu_text() */
    struct {
        double memory_bytes, memory_bandwidth, fp16_flops, fp8_flops, fp4_flops, link_bandwidth;
    } facts;
    struct {
        double median, least, most; /* USD per GPU-hour, on demand, over providers */
    } price;
    uint16_t domain_gpus, power_watts, first_profile, profiles, price_offers;
    uint16_t measured_rows; /* published measurements that the throughput model was fitted to */
    uint8_t cdna3;
} piq__gpu_row;

typedef struct piq__model_row {
    uint32_t name, aliases, source, notes; /* piq__model_text() */
    double parameters, active_parameters;
    uint32_t vocab_size, max_context, sliding_window;
    uint32_t layers, hidden_size, intermediate_size, attention_heads, kv_heads, head_dim, kv_lora_rank, rope_head_dim,
        sliding_layers, experts, experts_per_token;
    uint8_t model_class, tied_embeddings;
} piq__model_row;

extern const piq__catalog_key piq__gpu_keys[], piq__model_keys[];
extern const int16_t piq__gpu_groups[], piq__model_groups[];
extern const uint32_t piq__gpu_key_count, piq__model_key_count; /* powers of two */
extern const piq__gpu_row piq__gpu_rows[];
extern const piq__model_row piq__model_rows[];
extern const piq__mig_row piq__mig_rows[];
extern const uint32_t piq__gpu_row_count, piq__model_row_count;

const char *piq__gpu_text(uint32_t offset);
const char *piq__model_text(uint32_t offset);

#endif
