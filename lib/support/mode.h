/* The floating-point mode that numbers are promised in: round to nearest, subnormal numbers kept. Another library may have left
   another one behind in the thread (a program built with -ffast-math does, where it is loaded), so whatever computes sets this one
   and puts the caller's back. */
#ifndef PIQ__MODE_H
#define PIQ__MODE_H

#include <stdint.h>

typedef uint64_t piq__mode;

#if defined(__SSE2__) && defined(__GNUC__)
static inline piq__mode piq__mode_begin(void)
{
    const uint32_t before = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr(0x1F80); /* as at the start of a program */
    return before;
}
static inline void piq__mode_end(piq__mode before) { __builtin_ia32_ldmxcsr((uint32_t)before); }
#elif defined(__aarch64__) && defined(__GNUC__)
static inline piq__mode piq__mode_begin(void)
{
    uint64_t before;
    __asm__ volatile("mrs %0, fpcr" : "=r"(before));
    __asm__ volatile("msr fpcr, %0" : : "r"(UINT64_C(0)) : "memory");
    return before;
}
static inline void piq__mode_end(piq__mode before) { __asm__ volatile("msr fpcr, %0" : : "r"(before) : "memory"); }
#else /* no other mode is known to be left behind */
static inline piq__mode piq__mode_begin(void) { return 0; }
static inline void piq__mode_end(piq__mode before) { (void)before; }
#endif

#endif
