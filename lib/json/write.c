#include "support/base.h"
#include "json/write.h"
#include "support/number.h"

static void write_flush(piq__json_writer *w)
{
    if (w->status == 0 && w->used > 0)
        w->status = w->write(w->user, w->buffer, w->used);
    w->used = 0;
}

static void write_bytes(piq__json_writer *w, const char *bytes, size_t length)
{
    while (length > PIQ__JSON_BUFFER - w->used) {
        size_t part = PIQ__JSON_BUFFER - w->used;
        memcpy(w->buffer + w->used, bytes, part);
        w->used += part;
        bytes += part;
        length -= part;
        write_flush(w);
        if (w->status != 0)
            return;
    }
    memcpy(w->buffer + w->used, bytes, length);
    w->used += length;
}

static void write_byte(piq__json_writer *w, char byte)
{
    if (w->used == PIQ__JSON_BUFFER)
        write_flush(w);
    w->buffer[w->used++] = byte;
}

static void write_line(piq__json_writer *w)
{
    if (!w->pretty)
        return;
    write_byte(w, '\n');
    for (uint32_t i = 0; i < w->depth; ++i)
        write_bytes(w, "  ", 2);
}

/* What stands before a value or key: a comma, a new line, or nothing behind a key. */
static void write_separator(piq__json_writer *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (w->follows)
        write_byte(w, ',');
    if (w->depth > 0)
        write_line(w);
    w->follows = true;
}

static void write_open(piq__json_writer *w, char bracket)
{
    write_separator(w);
    write_byte(w, bracket);
    w->depth++;
    w->follows = false;
}

static void write_close(piq__json_writer *w, char bracket)
{
    w->depth--;
    if (w->follows)
        write_line(w);
    write_byte(w, bracket);
    w->follows = true;
}

static void write_escape(piq__json_writer *w, unsigned char c)
{
    static const char names[] = "btn?fr";
    char text[6] = {'\\', 'u', '0', '0', (char)('0' + (c >> 4)), "0123456789abcdef"[c & 15]};
    if (c >= '\b' && c <= '\r' && c != '\v') {
        text[1] = names[c - '\b'];
        write_bytes(w, text, 2);
    } else if (c == '"' || c == '\\') {
        text[1] = (char)c;
        write_bytes(w, text, 2);
    } else {
        write_bytes(w, text, 6);
    }
}

static void write_string(piq__json_writer *w, const char *text, size_t length)
{
    size_t done = 0;
    write_byte(w, '"');
    for (size_t i = 0; i < length; ++i) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        if (i > done)
            write_bytes(w, text + done, i - done);
        write_escape(w, c);
        done = i + 1;
    }
    if (length > done)
        write_bytes(w, text + done, length - done);
    write_byte(w, '"');
}

static void write_value(piq__json_writer *w, const char *text, size_t length)
{
    write_separator(w);
    write_bytes(w, text, length);
}

void piq__json_write(piq__json_writer *w, piq__json_sink write, void *user, bool pretty)
{
    w->write = write;
    w->user = user;
    w->status = 0;
    w->pretty = pretty;
    w->follows = false;
    w->after_key = false;
    w->depth = 0;
    w->used = 0;
}

void piq__json_begin_object(piq__json_writer *w)
{
    write_open(w, '{');
}

void piq__json_end_object(piq__json_writer *w)
{
    write_close(w, '}');
}

void piq__json_begin_array(piq__json_writer *w)
{
    write_open(w, '[');
}

void piq__json_end_array(piq__json_writer *w)
{
    write_close(w, ']');
}

void piq__json_put_key(piq__json_writer *w, const char *key)
{
    write_separator(w);
    write_string(w, key, strlen(key));
    write_bytes(w, ": ", w->pretty ? 2 : 1);
    w->after_key = true;
}

void piq__json_put_string(piq__json_writer *w, const char *text, size_t length)
{
    write_separator(w);
    write_string(w, text, length);
}

void piq__json_put_number(piq__json_writer *w, double value)
{
    char text[PIQ__NUMBER_TEXT];
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if ((bits >> 52 & 0x7ff) == 0x7ff)
        piq__json_put_null(w);
    else
        write_value(w, text, piq__number_print(value, text));
}

void piq__json_put_integer(piq__json_writer *w, int64_t value)
{
    char text[PIQ__NUMBER_TEXT];
    write_value(w, text, piq__number_print_integer(value, text));
}

void piq__json_put_money(piq__json_writer *w, int64_t micro)
{
    char text[PIQ__NUMBER_TEXT];
    write_value(w, text, piq__number_print_money(micro, text));
}

void piq__json_put_boolean(piq__json_writer *w, bool value)
{
    write_value(w, value ? "true" : "false", value ? 4 : 5);
}

void piq__json_put_null(piq__json_writer *w)
{
    write_value(w, "null", 4);
}

int32_t piq__json_finish(piq__json_writer *w)
{
    if (w->pretty)
        write_byte(w, '\n');
    write_flush(w);
    return w->status;
}
