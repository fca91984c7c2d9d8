/* Folding and finding of names. The folding is that of generate.py. */
#ifndef PIQ__CATALOG_NAMES_H
#define PIQ__CATALOG_NAMES_H

#include "catalog/tables.h"

#define PIQ__NAME_MAX 96 /* longer names are nobody's */

/* Lower case, each run of separators one dash, none at the ends. 0 when the name is empty or too long. */
size_t piq__name_canonical(const char *name, size_t length, char *out);

typedef struct piq__name_table {
    const piq__catalog_key *keys;
    uint32_t key_count;
    const int16_t *groups;
    const char *text; /* the block that the keys point into */
} piq__name_table;

/* The row of a canonical name, PIQ__CATALOG_NONE, or -2 - start of its candidates. */
int piq__name_find(const piq__name_table *table, const char *canonical, size_t length);

size_t piq__name_candidates(const piq__name_table *table, int found, int *rows, size_t capacity);
size_t piq__name_nearest(const piq__name_table *table, const char *canonical, size_t length, int *rows,
                         size_t capacity);

#endif
