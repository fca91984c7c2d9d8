/* The plan for a terminal: who is blocked, what to move, what that is worth. */
#include <string.h>

#include "program.h"

#define PLAN_STEPS 100u
#define PLAN_BLOCKED 20u
#define PLAN_NAME 24u

/* "45 s", "30 min", "2 h", "3.5 days". */
static const char *plan_time(double seconds, char *out, size_t size)
{
    static const struct {
        double least, unit;
        const char *name;
    } units[] = {{2 * 86400.0, 86400.0, " days"}, {3600.0, 3600.0, " h"}, {60.0, 60.0, " min"}, {0.0, 1.0, " s"}};
    size_t i = 0;
    if (seconds != seconds)
        return "unknown";
    while (i + 1 < sizeof units / sizeof units[0] && seconds < units[i].least)
        i++;
    (void)text_number(seconds / units[i].unit, 1, out, size);
    text_add(out, size, units[i].name);
    return out;
}

/* ---- who is blocked ---- */

/* What its start takes, and what would come without it; empty where there is nothing to say. */
static const char *plan_outlook(const piq_waiting *w, char *out, size_t size)
{
    char number[40], name[512], fitted[64];
    out[0] = '\0';
    if (w->starts != 0 && w->gpus_moved > 0)
        (void)snprintf(out, size, "%s GPU%s move", text_number(w->gpus_moved, 2, number, sizeof number), w->gpus_moved == 1 ? "" : "s");
    if (w->freed_by == NULL)
        return out;
    (void)text_fit(text_clean(w->freed_by, strlen(w->freed_by), name, sizeof name), 30, fitted, sizeof fitted);
    text_add(out, size, out[0] != '\0' ? "; else room in " : "room in ");
    text_add(out, size, plan_time(w->free_in_seconds, number, sizeof number));
    text_add(out, size, ", when ");
    text_add(out, size, fitted);
    text_add(out, size, " ends");
    return out;
}

static void plan_blocked_row(FILE *out, const piq_waiting *w)
{
    char id[TEXT_MOST], fitted[128], gpus[80], number[40], waits[40], lost[40], rate[40], text[256];
    (void)text_clean(w->entity_id, strlen(w->entity_id), id, sizeof id);
    (void)snprintf(gpus, sizeof gpus, "%s", text_number(w->gpus, 2, number, sizeof number));
    if (w->replicas > 1)
        (void)snprintf(gpus, sizeof gpus, "%sx%s", text_number(w->replicas, 0, lost, sizeof lost), number);
    (void)fputs("  ", out);
    text_pad(out, text_fit(id, PLAN_NAME, fitted, sizeof fitted), PLAN_NAME);
    (void)fprintf(out, " %7s %10s %11s %9s  %s\n", gpus, plan_time(w->pending_seconds, waits, sizeof waits), text_money(w->lost_so_far, lost, sizeof lost),
                  text_money(w->lost_per_hour, rate, sizeof rate), w->starts != 0 ? "starts" : "no plan");
    if (plan_outlook(w, text, sizeof text)[0] != '\0')
        text_paragraph(out, "      ", text);
}

/* Those that the plan starts stand first. */
static void plan_blocked(FILE *out, const piq_report *report, bool colour)
{
    size_t count = 0;
    for (int turn = 1; turn >= 0; turn--)
        for (size_t i = 0; i < piq_report_pending_count(report); i++) {
            piq_waiting w;
            w.struct_size = sizeof w;
            if (piq_report_waiting(report, i, &w) != PIQ_OK || w.state != PIQ_PENDING_BLOCKED || (w.starts != 0) != turn)
                continue;
            if (count == 0) {
                table_heading(out, "BLOCKED: enough GPUs are free, but apart", colour);
                (void)fprintf(out, "  %-24s %7s %10s %11s %9s  %s\n", "workload", "GPUs", "waits", "lost so far", "lost/hour", "plan");
            }
            if (count++ < PLAN_BLOCKED)
                plan_blocked_row(out, &w);
        }
    if (count > PLAN_BLOCKED)
        (void)fprintf(out, "  ... and %zu more; --format json has them all\n", count - PLAN_BLOCKED);
}

/* ---- the steps ---- */

static void plan_add_pieces(const piq_report *report, int32_t start, size_t step, int32_t to, uint32_t count, char *out, size_t size)
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

static void plan_step(FILE *out, const piq_report *report, int32_t start, size_t index, size_t number)
{
    char text[TEXT_MOST], id[512], first[24], gpus[40];
    piq_step s;
    s.struct_size = sizeof s;
    if ((start != 0 ? piq_report_start(report, index, &s) : piq_report_move(report, index, &s)) != PIQ_OK)
        return;
    (void)snprintf(text, sizeof text, "%s %s (replica %d, %s GPU%s): ", start != 0 ? "start" : "move",
                   text_clean(s.workload, strlen(s.workload), id, sizeof id), (int)s.replica,
                   text_number(s.gpus, 3, gpus, sizeof gpus), s.gpus > 1 ? "s" : "");
    plan_add_pieces(report, start, index, 0, s.from_count, text, sizeof text);
    text_add(text, sizeof text, s.from_count != 0 ? " -> " : "on ");
    plan_add_pieces(report, start, index, 1, s.to_count, text, sizeof text);
    (void)snprintf(first, sizeof first, "%4zu. ", number);
    text_paragraph(out, first, text);
}

static void plan_worth(FILE *out, const piq_report *report, const piq_plan *plan)
{
    char text[256], value[40], cost[40], currency[24];
    piq_summary s;
    s.struct_size = sizeof s;
    if (plan->value == 0 || plan->value == PIQ_MONEY_UNKNOWN || piq_report_summary(report, &s) != PIQ_OK)
        return;
    (void)text_clean(s.currency, strlen(s.currency), currency, 16);
    (void)snprintf(text, sizeof text, "Worth %s %s of waiting; the restarts cost %s%s%s.", text_money(plan->value, value, sizeof value), currency,
                   plan->cost == PIQ_MONEY_UNKNOWN ? "an unknown sum" : text_money(plan->cost, cost, sizeof cost),
                   plan->cost == PIQ_MONEY_UNKNOWN ? "" : " ", plan->cost == PIQ_MONEY_UNKNOWN ? "" : currency);
    text_paragraph(out, "      ", text);
}

static void plan_steps(FILE *out, const piq_report *report, bool colour)
{
    char number[40];
    piq_plan plan;
    plan.struct_size = sizeof plan;
    if (piq_report_plan(report, &plan) != PIQ_OK || plan.moves + plan.starts == 0)
        return;
    table_heading(out, "PLAN: in this order", colour);
    for (size_t i = 0; i < plan.moves && i < PLAN_STEPS; i++)
        plan_step(out, report, 0, i, i + 1);
    for (size_t i = 0; i < plan.starts && i < PLAN_STEPS; i++)
        plan_step(out, report, 1, i, plan.moves + i + 1);
    if (plan.moves > PLAN_STEPS || plan.starts > PLAN_STEPS)
        (void)fprintf(out, "      ... --format json has all steps\n");
    (void)fprintf(out, "      %s GPU%s moved, %zu pending workload%s started%s\n",
                  text_number(plan.gpus_moved, 3, number, sizeof number), plan.gpus_moved == 1 ? "" : "s", (size_t)plan.runs,
                  plan.runs == 1 ? "" : "s", plan.optimal != 0 ? "; proven best" : "");
    if (plan.optimal == 0)
        (void)fprintf(out, "      No plan can start more than %zu.\n", (size_t)plan.runs_bound);
    plan_worth(out, report, &plan);
}

void table_plan(FILE *out, const piq_report *report, bool colour)
{
    plan_blocked(out, report, colour);
    plan_steps(out, report, colour);
    table_map(out, report, colour);
}
