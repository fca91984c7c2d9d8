/* The first include of every source file: the promises about floating point, and the few words the whole library shares. */
#ifndef PIQ__BASE_H
#define PIQ__BASE_H

/* A report must be the same on every machine, so no multiplication and addition may be fused. The build passes
   -ffp-contract=off; the pragmas hold where a build cannot (cgo refuses the flag). */
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif
#ifdef __FAST_MATH__
#error "libpiq decides on exact comparisons and NaN: build it without -ffast-math"
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "piq/piq.h"

#define PIQ__COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A condition that holds or fails by construction. Kept as a guard in release builds, a constant where coverage is
   measured, so that a branch no test can take does not hide one that a test forgot. */
#if defined(PIQ_COVERAGE)
#define ALWAYS(x) ((void)(x), 1)
#define NEVER(x) ((void)(x), 0)
#else
#define ALWAYS(x) (x)
#define NEVER(x) (x)
#endif

/* Unknown is not zero: inside the library an unknown number is a NaN, and nothing but this asks for it. */
#define PIQ__UNKNOWN (piq__unknown_number())
static inline double piq__unknown_number(void)
{
    const uint64_t bits = UINT64_C(0x7ff8000000000000);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
static inline bool piq__known(double value) { return value == value; }
static inline double piq__or(double value, double otherwise) { return piq__known(value) ? value : otherwise; }
static inline double piq__min(double a, double b) { return b < a ? b : a; }
static inline double piq__max(double a, double b) { return b > a ? b : a; }

#endif
