/* What the fuzz targets share. A target is a function from bytes to nothing that must not crash, hang or leak, and whose own
   oracle calls FUZZ_MUST. Each runs under libFuzzer, AFL++ and, on the kept inputs, in every build (replay.c). */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory/failing_allocator.h"
#include "piq/piq.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

void fuzz_broken(const char *what, const char *file, int line);
#define FUZZ_MUST(condition) ((condition) ? (void)0 : fuzz_broken(#condition, __FILE__, __LINE__))

/* An input is read from its front; past its end every read gives 0. */
typedef struct fuzz_bytes {
    const uint8_t *at;
    size_t left;
} fuzz_bytes;
uint8_t fuzz_byte(fuzz_bytes *b);
uint32_t fuzz_below(fuzz_bytes *b, uint32_t end); /* 0 to end-1; 0 where end is 0 */
double fuzz_number(fuzz_bytes *b);                /* from the corners of double, small whole numbers, ratios, raw bits */
const char *fuzz_text(fuzz_bytes *b, char room[32]); /* short, NUL-terminated; words of the vocabulary, ids, raw bytes */

/* Evaluates, twice; both give the same bytes, which are JSON, and the totals keep the money's invariants. */
void fuzz_judge(const piq_fleet *fleet, const piq_policy *policy);
/* A failed call has a negative code, says why, and the error says the same code. */
void fuzz_refused(piq_status status, const piq_error *error);
/* Every block is back. */
void fuzz_settled(const failing *f);

#endif
