/* GPU types and models of a fleet: what the caller declares, completed field by field with what is built in. */
#ifndef PIQ__TYPES_H
#define PIQ__TYPES_H

#include "facts/world.h"

bool piq__world_read_types(piq__world *world);  /* false: out of memory */
bool piq__world_read_models(piq__world *world);
bool piq__world_read_offers(piq__world *world); /* once the types are read */

#endif
