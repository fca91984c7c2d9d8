/* The plan as a graph for graphviz: nodes of the fleet, moves in blue with their number, starts in green. */
#include <string.h>

#include "program.h"

#define DOT_LINE 34u /* columns of a label's line */

/* A quoted text: what could end it, or steer a label, is taken out of its hands. */
static void dot_text(FILE *out, const char *text, size_t columns)
{
    char clean[TEXT_MOST], fitted[TEXT_MOST];
    (void)text_fit(text_clean(text, strlen(text), clean, sizeof clean), columns, fitted, sizeof fitted);
    for (const char *c = fitted; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            (void)fputc('\\', out);
        (void)fputc(*c, out);
    }
}

/* Names must differ where ids do: they are not cut. */
static void dot_name(FILE *out, const char *kind, const char *id)
{
    (void)fprintf(out, "\"%s ", kind);
    dot_text(out, id, TEXT_MOST - 1);
    (void)fputc('"', out);
}

static void dot_node(FILE *out, const piq_map_node *n)
{
    (void)fputs("    ", out);
    dot_name(out, "node", n->node);
    (void)fputs(" [label=\"", out);
    dot_text(out, n->node, DOT_LINE);
    (void)fprintf(out, "\\n%u", (unsigned)n->gpus);
    if (n->gpu_type[0] != '\0') {
        (void)fputs(" x ", out);
        dot_text(out, n->gpu_type, DOT_LINE - 6);
    }
    (void)fprintf(out, "\\n%u free, then %u\"%s];\n", (unsigned)n->free_before, (unsigned)n->free_after,
                  n->state == PIQ_NODE_STATE_READY ? "" : ", style=dashed");
}

/* The nodes of the domain that begins here, in a box where there are several; gives the first of the next. */
static size_t dot_domain(FILE *out, const piq_report *report, size_t first)
{
    piq_map_node n;
    size_t end = first, moves = 0;
    do {
        n.struct_size = sizeof n;
        if (piq_report_map_node(report, end, &n) != PIQ_OK || (end > first && n.first != 0))
            break;
        moves += n.moves;
        end++;
    } while (true);
    const bool box = end - first > 1 && moves != 0;
    for (size_t i = first; i < end; i++) {
        if (piq_report_map_node(report, i, &n) != PIQ_OK)
            continue;
        if (i == first && box) {
            (void)fprintf(out, "  subgraph cluster_%zu {\n    label=\"", first);
            dot_text(out, n.domain, DOT_LINE);
            (void)fputs("\";\n", out);
        }
        if (n.moves != 0)
            dot_node(out, &n);
    }
    if (box)
        (void)fputs("  }\n", out);
    return end > first ? end : first + 1;
}

static void dot_piece(const piq_report *report, int32_t start, size_t step, int32_t to, size_t index, const char **node, double *gpus)
{
    const char *gpu;
    if (piq_report_step_piece(report, start, step, to, index, node, gpus, &gpu) != PIQ_OK)
        *node = "";
}

static void dot_label(FILE *out, size_t number, const piq_step *s)
{
    char gpus[40];
    (void)fprintf(out, "%zu. ", number);
    dot_text(out, s->workload, DOT_LINE);
    if (s->replica != 0)
        (void)fprintf(out, "/%d", (int)s->replica);
    (void)fprintf(out, "\\n%s GPU%s", text_number(s->gpus, 3, gpus, sizeof gpus), s->gpus > 1 ? "s" : "");
}

static void dot_arrow(FILE *out, const char *from_kind, const char *from, const char *to_kind, const char *to, const char *colour)
{
    (void)fputs("  ", out);
    dot_name(out, from_kind, from);
    (void)fputs(" -> ", out);
    dot_name(out, to_kind, to);
    (void)fprintf(out, " [color=%s, fontcolor=%s", colour, colour);
}

/* From one node to one: an arrow. From or to several: by way of a box that stands for the work. */
static void dot_move(FILE *out, const piq_report *report, size_t index)
{
    char hub[32];
    const char *from, *to;
    double gpus;
    piq_step s;
    s.struct_size = sizeof s;
    if (piq_report_move(report, index, &s) != PIQ_OK)
        return;
    dot_piece(report, 0, index, 0, 0, &from, &gpus);
    dot_piece(report, 0, index, 1, 0, &to, &gpus);
    if (s.from_count == 1 && s.to_count == 1) {
        dot_arrow(out, "node", from, "node", to, "blue3");
        (void)fputs(", label=\"", out);
        dot_label(out, index + 1, &s);
        (void)fputs("\"];\n", out);
        return;
    }
    (void)snprintf(hub, sizeof hub, "%zu", index + 1);
    (void)fprintf(out, "  \"move %s\" [shape=plain, fontcolor=blue3, label=\"", hub);
    dot_label(out, index + 1, &s);
    (void)fputs("\"];\n", out);
    for (uint32_t i = 0; i < s.from_count; i++) {
        dot_piece(report, 0, index, 0, i, &from, &gpus);
        dot_arrow(out, "node", from, "move", hub, "blue3");
        (void)fprintf(out, ", label=\"%g\", arrowhead=none];\n", gpus);
    }
    for (uint32_t i = 0; i < s.to_count; i++) {
        dot_piece(report, 0, index, 1, i, &to, &gpus);
        dot_arrow(out, "move", hub, "node", to, "blue3");
        (void)fprintf(out, ", label=\"%g\"];\n", gpus);
    }
}

static void dot_start(FILE *out, const piq_report *report, size_t index, size_t number)
{
    piq_step s;
    s.struct_size = sizeof s;
    if (piq_report_start(report, index, &s) != PIQ_OK)
        return;
    (void)fputs("  ", out);
    dot_name(out, "job", s.workload);
    (void)fputs(" [shape=ellipse, color=green4, fontcolor=green4, label=\"", out);
    dot_text(out, s.workload, DOT_LINE);
    (void)fputs("\"];\n", out);
    for (uint32_t i = 0; i < s.to_count; i++) {
        const char *to;
        double gpus;
        dot_piece(report, 1, index, 1, i, &to, &gpus);
        dot_arrow(out, "job", s.workload, "node", to, "green4");
        (void)fprintf(out, ", label=\"%zu. start\\n%g GPU%s\"];\n", number, gpus, gpus > 1 ? "s" : "");
    }
}

void dot_write(FILE *out, const piq_report *report)
{
    piq_plan plan;
    plan.struct_size = sizeof plan;
    if (piq_report_plan(report, &plan) != PIQ_OK)
        return;
    (void)fputs("digraph plan {\n  rankdir=LR;\n  fontname=\"sans-serif\";\n  node [shape=box, fontname=\"sans-serif\", fontsize=11];\n"
                "  edge [fontname=\"sans-serif\", fontsize=10];\n",
                out);
    for (size_t i = 0; i < piq_report_map_count(report);)
        i = dot_domain(out, report, i);
    for (size_t i = 0; i < plan.moves; i++)
        dot_move(out, report, i);
    for (size_t i = 0; i < plan.starts; i++)
        dot_start(out, report, i, (size_t)plan.moves + i + 1);
    (void)fputs("}\n", out);
}
