#ifndef PIQ__SUPPORT_NUMBER_H
#define PIQ__SUPPORT_NUMBER_H

#include "support/base.h"

/* Text to number and back in integer arithmetic only: the result depends on neither locale, rounding mode nor
   the width of floating point registers. Texts are valid RFC 8259 number tokens; nothing is allocated. */

/* Bytes that a printed number needs at most, with its NUL. */
#define PIQ__NUMBER_TEXT 32

/* The nearest double, ties to even. Returns 1 when it overflows to an infinity (which *out then holds), else 0. */
int piq__number_parse(const char *text, size_t length, double *out);

/* Returns 0 and sets *out when the token's exact value is an integer that fits (80e9, 1.5e3 and 2.0 do);
   1 when it is not an integer; 2 when it is one that does not fit. *out is 0 on failure. */
int piq__number_parse_integer(const char *text, size_t length, int64_t *out);

/* The shortest text that reads back to the same finite value, and of those the closest. Returns its length;
   a NUL follows. Plain decimal for 1e-5 <= |value| < 1e17, otherwise 1e22 or 1.5e-7; -0 is 0. */
size_t piq__number_print(double value, char out[PIQ__NUMBER_TEXT]);

size_t piq__number_print_integer(int64_t value, char out[PIQ__NUMBER_TEXT]);

/* The text that piq__number_print gives for the double micro / 1e6. */
size_t piq__number_print_money(int64_t micro, char out[PIQ__NUMBER_TEXT]);

#endif
