/* The fixture catalog of the scenario tables and the usual workloads, as JSON texts to be changed by with(). */
#ifndef PIQ_TEST_FIXTURES_H
#define PIQ_TEST_FIXTURES_H

#include "harness/expect.h"
#include "harness/json_text.h"

#define HOUR 3600.0
#define DAY 86400.0

/* Rows of gpu_types. */
extern const char h100[], a100[], l40s[], a10g[], l4[];
/* Rows of models: 7.24B, 70.6B, and a mixture of experts with 46.7B, 12.9B active. */
extern const char model_7b[], model_70b[], model_moe[];

/* A snapshot: the whole catalog, the three models, node n1 with 8 GPUs of type H100-80, 14 days; then members as in with(). */
const char *fleet(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* fleet() with this one workload, and then members as in with(). */
const char *fleet_of(const char *workload);
const char *fleet_where(const char *workload, const char *format, ...) PIQ_TEST_FORMAT(2, 3);

/* Node n1, ready, billed, 8 H100-80, with members as in with(). */
const char *node(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* Workload w, one replica of one GPU on n1, without a kind. */
const char *work(const char *format, ...) PIQ_TEST_FORMAT(1, 2);

/* w as a 7.24B decoder in bf16 at 8,192 tokens: what finding 1 reads. */
const char *tier(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* w as a vllm server with an 18 GB need on a nearly full card and 60 tokens per second: what finding 2 reads. */
const char *chat(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* w as a model server without tokens that uses `need` GB and `sm` of the processors. */
const char *vision(double need, double sm, const char *format, ...) PIQ_TEST_FORMAT(3, 4);
/* w as a model server on triton with host counters at 0: what finding 3 reads. */
const char *kills(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* w as a user-facing endpoint that scales to zero: what finding 4 reads (40 hits of 2,000 requests a week, 12 s, objective 2 s). */
const char *cold(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* Scale events: `falls` drops to zero every `every` hours, of which the first `regretted` see traffic within a minute. */
const char *events(int falls, int regretted, double every, const char *cause);
/* w thrashing: 12 regretted drops within 24 hours, 90 s a start. */
const char *thrash(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* A node n1 that has been dark for a week, and with members as in with(). */
const char *dark(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* w as a nightly batch job: what finding 7 reads. */
const char *batch(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* w as a batch job of one item a step: what finding 8 reads. */
const char *items(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* A pending job of 8 GPUs in one domain. */
const char *job(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* 8-GPU nodes n0, n1, ... with so many GPUs free ("4 4 0"), the rest held by h0, h1, ...; ids may get a prefix. */
const char *nodes_with(const char *free);
const char *holders(const char *free);
/* A fleet of such nodes and this pending job (NULL: none). */
const char *queue(const char *free, const char *pending);
/* w as a vllm server with a queue that gives `rate` of the 1,800 tokens per second it should: what finding 10 reads. */
const char *slow(double rate, const char *format, ...) PIQ_TEST_FORMAT(2, 3);

#endif
