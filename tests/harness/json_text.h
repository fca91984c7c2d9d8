/* JSON written by hand in C: apostrophes stand for quotation marks. All texts live until the test ends. */
#ifndef PIQ_TEST_JSON_TEXT_H
#define PIQ_TEST_JSON_TEXT_H

#include "harness/piq_test.h"

#include <stdarg.h>

#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wformat-zero-length" /* fixtures as they are: node("") */
#endif

/* Formats, then turns every ' into ". */
const char *json(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* An object with some members set: "'gpus': 2, 'model': null". Members that are there already are replaced; null removes. */
const char *with(const char *object, const char *format, ...) PIQ_TEST_FORMAT(2, 3);
/* Formats without touching apostrophes. */
const char *text(const char *format, ...) PIQ_TEST_FORMAT(1, 2);
/* The same for functions that are variadic themselves. */
char *text_of(const char *format, va_list arguments) PIQ_TEST_FORMAT(1, 0);

#endif
