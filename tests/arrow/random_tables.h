/* Random fleets through the Arrow door, every column in an encoding of chance that holds its values exactly. */
#ifndef RANDOM_TABLES_H
#define RANDOM_TABLES_H

#include "properties/random_fleet.h"

/* Tables in chunks, by streams or (when there is one chunk) as an array. */
piq_fleet *rf_by_arrow(const rf_fleet *f, uint64_t seed);

#endif
