/* The parts of a world, in the order in which they are read: GPU types and models, which the caller declares, completed field by field with
   what is built in; offers; nodes. All are false when memory is out. */
#ifndef PIQ__TYPES_H
#define PIQ__TYPES_H

#include "facts/world.h"

bool piq__world_read_types(piq__world *world);
bool piq__world_read_models(piq__world *world);
bool piq__world_read_offers(piq__world *world);
bool piq__world_read_nodes(piq__world *world);

#endif
