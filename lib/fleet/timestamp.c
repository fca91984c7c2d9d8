#include "fleet/fleet.h"

static int timestamp_digits(const char *text, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int timestamp_month_days(int year, int month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar; years start in March so that the leap day is last. */
static int64_t timestamp_days(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t m = month <= 2 ? month + 9 : month - 3;
    int64_t era = (y >= 0 ? y : y - 399) / 400, in_era = y - era * 400;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + (153 * m + 2) / 5 + day - 1 - 719468;
}

/* The zone behind the time: Z, or +hh:mm. */
static bool timestamp_offset(const char *text, size_t length, int64_t *offset)
{
    *offset = 0;
    if (length == 1)
        return text[0] == 'Z' || text[0] == 'z';
    if (length != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return false;
    const int64_t hours = timestamp_digits(text + 1, 2), minutes = timestamp_digits(text + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return false;
    *offset = (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

bool piq__timestamp(const char *text, size_t length, int64_t *seconds, double *fraction)
{
    if (length < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
        text[13] != ':' || text[16] != ':')
        return false;
    int year = timestamp_digits(text, 4), month = timestamp_digits(text + 5, 2), day = timestamp_digits(text + 8, 2);
    const int64_t hour = timestamp_digits(text + 11, 2), minute = timestamp_digits(text + 14, 2), second = timestamp_digits(text + 17, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > timestamp_month_days(year, month))
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    size_t at = 19;
    double scale = 1, parts = 0;
    if (text[at] == '.') {
        size_t first = ++at;
        for (; at < length && text[at] >= '0' && text[at] <= '9'; at++)
            if (at - first < 9) {
                parts = parts * 10 + (text[at] - '0');
                scale *= 10;
            }
        if (at == first)
            return false;
    }
    int64_t offset;
    if (at >= length || !timestamp_offset(text + at, length - at, &offset))
        return false;
    *seconds = timestamp_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
    *fraction = parts / scale;
    return true;
}
