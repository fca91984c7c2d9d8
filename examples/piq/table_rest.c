/* The end of the table: pending work, the plan, free blocks. */
#include <string.h>

#include "program.h"

#define REST_MOST 100u

static void rest_add_pieces(const piq_report *report, int32_t start, size_t step, int32_t to, uint32_t count, char *out, size_t size)
{
    for (uint32_t i = 0; i < count; i++) {
        const char *node, *gpu;
        char id[512], number[40];
        double gpus;
        if (piq_report_step_piece(report, start, step, to, i, &node, &gpus, &gpu) != PIQ_OK)
            continue;
        text_add(out, size, i == 0 ? "" : " + ");
        text_add(out, size, text_clean(node, strlen(node), id, sizeof id));
        if (count > 1) {
            text_add(out, size, ":");
            text_add(out, size, text_number(gpus, 3, number, sizeof number));
        }
        if (gpu != NULL) {
            text_add(out, size, "/");
            text_add(out, size, text_clean(gpu, strlen(gpu), id, sizeof id));
        }
    }
}

static void rest_step(FILE *out, const piq_report *report, int32_t start, size_t index, size_t number)
{
    char text[TEXT_MOST], id[512], first[16], gpus[40];
    piq_step s;
    s.struct_size = sizeof s;
    if ((start != 0 ? piq_report_start(report, index, &s) : piq_report_move(report, index, &s)) != PIQ_OK)
        return;
    (void)snprintf(text, sizeof text, "%s %s (replica %d, %s GPU%s): ", start != 0 ? "start" : "move",
                   text_clean(s.workload, strlen(s.workload), id, sizeof id), (int)s.replica,
                   text_number(s.gpus, 3, gpus, sizeof gpus), s.gpus > 1 ? "s" : "");
    rest_add_pieces(report, start, index, 0, s.from_count, text, sizeof text);
    text_add(text, sizeof text, s.from_count != 0 ? " -> " : "on ");
    rest_add_pieces(report, start, index, 1, s.to_count, text, sizeof text);
    (void)snprintf(first, sizeof first, "%4zu. ", number);
    text_paragraph(out, first, text);
}

static void rest_plan(FILE *out, const piq_report *report, bool colour)
{
    char number[40];
    piq_plan plan;
    plan.struct_size = sizeof plan;
    if (piq_report_plan(report, &plan) != PIQ_OK || plan.moves + plan.starts == 0)
        return;
    table_heading(out, "PLAN: in this order", colour);
    for (size_t i = 0; i < plan.moves && i < REST_MOST; i++)
        rest_step(out, report, 0, i, i + 1);
    for (size_t i = 0; i < plan.starts && i < REST_MOST; i++)
        rest_step(out, report, 1, i, plan.moves + i + 1);
    if (plan.moves > REST_MOST || plan.starts > REST_MOST)
        (void)fprintf(out, "      ... --format json has all steps\n");
    (void)fprintf(out, "      %s GPU%s moved, %zu pending workload%s started%s\n",
                  text_number(plan.gpus_moved, 3, number, sizeof number), plan.gpus_moved == 1 ? "" : "s", (size_t)plan.runs,
                  plan.runs == 1 ? "" : "s", plan.optimal != 0 ? "; proven best" : "");
    if (plan.optimal == 0)
        (void)fprintf(out, "      No plan can start more than %zu.\n", (size_t)plan.runs_bound);
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
    (void)fprintf(out, "  %-17s %-17s %-19s %5s %6s %7s\n", "cluster", "region", "GPU type", "block", "now", "planned");
    for (size_t i = 0; i < count && i < REST_MOST; i++) {
        piq_capacity c;
        c.struct_size = sizeof c;
        if (piq_report_capacity(report, i, &c) != PIQ_OK)
            continue;
        (void)fputs("  ", out);
        rest_cell(out, c.cluster[0] == '\0' ? "-" : c.cluster, 17);
        rest_cell(out, c.region[0] == '\0' ? "-" : c.region, 17);
        rest_cell(out, c.gpu_type[0] == '\0' ? "-" : c.gpu_type, 19);
        (void)fprintf(out, "%5u %6zu %7zu\n", (unsigned)c.block, (size_t)c.now, (size_t)c.after_consolidation);
    }
    if (count > REST_MOST)
        (void)fprintf(out, "  ... and %zu more rows; --format json has them all\n", count - REST_MOST);
}

void table_rest(FILE *out, const piq_report *report, bool colour)
{
    rest_pending(out, report, colour);
    rest_plan(out, report, colour);
    rest_capacity(out, report, colour);
}
