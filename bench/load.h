/* The three ways to fill a fleet, each timed without the making of its input. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "generator.h"

typedef struct bench_load {
    double seconds;
    size_t numbers;        /* numeric values set */
    size_t words;          /* texts, words, booleans, list items */
    size_t entities, bytes; /* bytes: of JSON */
} bench_load;

/* All end the program where the library refuses something. The fleet is empty before. */
void bench_load_rows(const bench_fleet *f, piq_fleet *fleet, bench_load *load);
void bench_load_columns(const bench_fleet *f, piq_fleet *fleet, bench_load *load);
/* malloc'd text. */
char *bench_json(const bench_fleet *f, size_t *length);
void bench_load_json(const char *json, size_t length, piq_fleet *fleet, bench_load *load);

void bench_must(piq_status status, const piq_error *error);

#endif
