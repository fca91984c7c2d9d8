/* Format strings to types. */
#include "arrow/view.h"

static unsigned arrow_type_letter(char letter)
{
    switch (letter) {
    case 'n': return PIQ__ARROW_NULL;
    case 'b': return PIQ__ARROW_BOOL;
    case 'c': return PIQ__ARROW_I8;
    case 'C': return PIQ__ARROW_U8;
    case 's': return PIQ__ARROW_I16;
    case 'S': return PIQ__ARROW_U16;
    case 'i': return PIQ__ARROW_I32;
    case 'I': return PIQ__ARROW_U32;
    case 'l': return PIQ__ARROW_I64;
    case 'L': return PIQ__ARROW_U64;
    case 'f': return PIQ__ARROW_F32;
    case 'g': return PIQ__ARROW_F64;
    case 'u': return PIQ__ARROW_UTF8;
    case 'U': return PIQ__ARROW_LARGE_UTF8;
    default: return PIQ__ARROW_OTHER;
    }
}

static unsigned arrow_type_pair(const char *format)
{
    if (strcmp(format, "vu") == 0)
        return PIQ__ARROW_VIEW_UTF8;
    if (strcmp(format, "+l") == 0)
        return PIQ__ARROW_LIST;
    if (strcmp(format, "+L") == 0)
        return PIQ__ARROW_LARGE_LIST;
    return strcmp(format, "+s") == 0 ? PIQ__ARROW_STRUCT : PIQ__ARROW_OTHER;
}

static uint32_t arrow_type_unit(char letter)
{
    switch (letter) {
    case 's': return 1;
    case 'm': return 1000;
    case 'u': return 1000000;
    case 'n': return 1000000000;
    default: return 0;
    }
}

/* tDm, tsu:Europe/Paris (ticks are UTC whatever the zone), tdD, tdm; the time of day is no time of ours. */
static piq__arrow_type arrow_type_time(const char *format)
{
    piq__arrow_type type = {PIQ__ARROW_OTHER, PIQ__ARROW_OTHER, false, 0};
    const bool duration = format[1] == 'D', timestamp = format[1] == 's';
    if (strcmp(format, "tdD") == 0 || strcmp(format, "tdm") == 0) {
        type.kind = format[2] == 'D' ? PIQ__ARROW_DATE : PIQ__ARROW_TIMESTAMP;
        type.per_second = format[2] == 'D' ? 1 : 1000;
    } else if ((duration && strlen(format) == 3) || (timestamp && strlen(format) >= 4 && format[3] == ':')) {
        type.per_second = arrow_type_unit(format[2]);
        if (type.per_second != 0)
            type.kind = duration ? PIQ__ARROW_DURATION : PIQ__ARROW_TIMESTAMP;
    }
    return type;
}

static piq__arrow_type arrow_type_plain(const char *format)
{
    piq__arrow_type type = {PIQ__ARROW_OTHER, PIQ__ARROW_OTHER, false, 0};
    if (format == NULL || format[0] == '\0')
        return type;
    if (format[0] == 't')
        return arrow_type_time(format);
    type.kind = (uint8_t)(format[1] == '\0' ? arrow_type_letter(format[0]) : arrow_type_pair(format));
    return type;
}

piq__arrow_type piq__arrow_type_of(const struct ArrowSchema *schema)
{
    piq__arrow_type type = arrow_type_plain(schema->format);
    if (schema->dictionary == NULL)
        return type;
    type.coded = true;
    type.values = schema->dictionary->dictionary == NULL ? arrow_type_plain(schema->dictionary->format).kind : PIQ__ARROW_OTHER;
    if (!piq__arrow_is_integer(type.kind))
        type.kind = PIQ__ARROW_OTHER;
    return type;
}
