/* The ways to fill a fleet, each timed without the making of its input. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "generator.h"

typedef enum bench_kind { BENCH_IDS, BENCH_NUMBERS, BENCH_BOOLEANS, BENCH_WORDS, BENCH_TEXTS, BENCH_PIECES, BENCH_LISTS, BENCH_KINDS } bench_kind;
const char *bench_kind_name(unsigned kind);

typedef struct bench_load {
    double seconds;
    double kind_seconds[BENCH_KINDS]; /* 0: not told apart */
    size_t kind_values[BENCH_KINDS];
    size_t numbers;        /* numeric values set */
    size_t words;          /* texts, words, booleans, list items */
    size_t entities, bytes; /* bytes: of JSON */
} bench_load;

/* All end the program where the library refuses something. The fleet is empty before. */
void bench_load_rows(const bench_fleet *f, piq_fleet *fleet, bench_load *load);
void bench_load_columns(const bench_fleet *f, piq_fleet *fleet, bench_load *load);
/* Record batches of the Arrow C data interface, made by hand: texts and words as utf8, validity where a row has no value. */
void bench_load_arrow(const bench_fleet *f, piq_fleet *fleet, bench_load *load);
/* malloc'd text. */
char *bench_json(const bench_fleet *f, size_t *length);
void bench_load_json(const char *json, size_t length, piq_fleet *fleet, bench_load *load);

/* For the loaders. */
#define BENCH_CHUNK 16384
typedef struct bench_chunk {
    uint32_t entity;
    size_t first, count;
    bench_row rows[BENCH_CHUNK];
    char names[BENCH_CHUNK][24], groups[BENCH_CHUNK][24]; /* side by side, so that reading them costs little */
    const char *ids[BENCH_CHUNK];
    const char *texts[BENCH_COLUMN_COUNT][BENCH_CHUNK];
    double numbers[BENCH_COLUMN_COUNT][BENCH_CHUNK];
    uint8_t flags[BENCH_COLUMN_COUNT][BENCH_CHUNK], validity[BENCH_COLUMN_COUNT][BENCH_CHUNK / 8];
    bool used[BENCH_COLUMN_COUNT];
    uint32_t placed[BENCH_CHUNK], nodes[BENCH_CHUNK];
    double gpus[BENCH_CHUNK];
    size_t place_count;
} bench_chunk;
bench_kind bench_kind_of(unsigned column);
uint32_t bench_entity_of(unsigned column);
void *bench_room(size_t count, size_t size); /* zeroed; never NULL */
/* Makes the rows of the fleet chunk by chunk and has each loaded; counts values and adds up the time. */
void bench_each_chunk(const bench_fleet *f, piq_fleet *fleet, bench_load *load,
                      void (*add)(piq_fleet *fleet, const bench_chunk *chunk, bench_load *load));

void bench_must(piq_status status, const piq_error *error);

#endif
