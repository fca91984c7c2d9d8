/* Size-stamped structs and texts with an explicit length: the two conventions of the public functions. */
#ifndef PIQ__COPY_H
#define PIQ__COPY_H

#include "support/base.h"

/* Fills a caller's struct, whose first member is its size, with as much of `full` as it has room for. */
static inline piq_status piq__copy_out(void *target, const void *full, size_t size)
{
    uint32_t room;
    memcpy(&room, target, sizeof room);
    if (room < sizeof room)
        return PIQ_E_ARGUMENT;
    memcpy(target, full, room < size ? room : size);
    return PIQ_OK;
}

/* A call refused: the struct keeps its size and is otherwise emptied, so that nobody takes what it held for an answer. */
static inline piq_status piq__refuse_out(void *target, size_t size)
{
    uint32_t room = 0;
    if (target != NULL)
        memcpy(&room, target, sizeof room);
    if (room > sizeof room)
        memset((char *)target + sizeof room, 0, (room < size ? room : size) - sizeof room);
    return PIQ_E_ARGUMENT;
}

static inline size_t piq__length(const char *text, size_t length)
{
    return length == PIQ_NUL_TERMINATED ? strlen(text) : length;
}

#endif
