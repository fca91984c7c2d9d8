/* The end of the table: pending work, the plan, free blocks. */
#include <string.h>

#include "program.h"

#define REST_MOST 100u

/* Short of whole GPUs only because shares lie on so many. */
static bool rest_under_shares(const piq_report *report, size_t index)
{
    piq_waiting w;
    w.struct_size = sizeof w;
    return piq_report_waiting(report, index, &w) == PIQ_OK && w.share_fragmented != 0;
}

static void rest_pending(FILE *out, const piq_report *report, bool colour)
{
    const char *word, *id;
    bool headed = false;
    for (uint32_t wanted = 1; (word = piq_word(PIQ_WORDS_PENDING, wanted)) != NULL; wanted++) {
        char text[TEXT_MOST] = "", clean[512], first[32];
        size_t shown = 0, left = 0;
        uint32_t state;
        for (size_t i = 0; i < piq_report_pending_count(report); i++) {
            if (piq_report_pending(report, i, &id, &state) != PIQ_OK || state != wanted)
                continue;
            if (shown == 20) {
                left++;
                continue;
            }
            text_add(text, sizeof text, shown++ == 0 ? "" : ", ");
            text_add(text, sizeof text, text_clean(id, strlen(id), clean, 128));
            text_add(text, sizeof text, rest_under_shares(report, i) ? " (but for shares)" : "");
        }
        if (shown == 0)
            continue;
        if (!headed)
            table_heading(out, "PENDING: what holds them", colour);
        headed = true;
        if (left != 0)
            (void)snprintf(clean, sizeof clean, " and %zu more", left);
        text_add(text, sizeof text, left != 0 ? clean : "");
        (void)snprintf(first, sizeof first, "  %-17s ", word);
        text_paragraph(out, first, text);
    }
}

/* A cell of fixed width, cut in the middle where it has to be. */
static void rest_cell(FILE *out, const char *text, size_t columns)
{
    char clean[512], fitted[512];
    text_pad(out, text_fit(text_clean(text, strlen(text), clean, sizeof clean), columns, fitted, sizeof fitted), columns + 1);
}

static void rest_capacity(FILE *out, const piq_report *report, bool colour)
{
    const size_t count = piq_report_capacity_count(report);
    if (count == 0)
        return;
    table_heading(out, "FREE BLOCKS: GPUs in one domain, none counted twice", colour);
    (void)fprintf(out, "  %-11s %-11s %-16s %5s %6s %7s %7s %7s\n", "cluster", "region", "GPU type", "block", "now", "planned", "hours", "floor");
    for (size_t i = 0; i < count && i < REST_MOST; i++) {
        char hours[40], floor[40];
        piq_capacity c;
        c.struct_size = sizeof c;
        if (piq_report_capacity(report, i, &c) != PIQ_OK)
            continue;
        (void)fputs("  ", out);
        rest_cell(out, c.cluster[0] == '\0' ? "-" : c.cluster, 11);
        rest_cell(out, c.region[0] == '\0' ? "-" : c.region, 11);
        rest_cell(out, c.gpu_type[0] == '\0' ? "-" : c.gpu_type, 16);
        (void)fprintf(out, "%5u %6zu %7zu %7s %7s\n", (unsigned)c.block, (size_t)c.now, (size_t)c.after_consolidation,
                      c.lease_hours == c.lease_hours ? text_number(c.lease_hours, 1, hours, sizeof hours) : "-",
                      c.floor_price_per_gpu_hour != PIQ_MONEY_UNKNOWN ? text_money(c.floor_price_per_gpu_hour, floor, sizeof floor) : "-");
    }
    if (count > REST_MOST)
        (void)fprintf(out, "  ... and %zu more rows; --format json has them all\n", count - REST_MOST);
}

void table_rest(FILE *out, const piq_report *report, bool colour)
{
    rest_pending(out, report, colour);
    table_plan(out, report, colour);
    rest_capacity(out, report, colour);
}
