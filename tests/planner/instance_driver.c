/* Reads problems as text (see problem_text.h) from standard input until it ends, prints each plan as one line of JSON.
   The optional argument is the work limit. */
#include "problem_text.h"

static void print_pieces(const piq__plan_result *r, uint32_t first, uint32_t count)
{
    putchar('[');
    for (uint32_t k = first; k < first + count; k++) {
        const piq__plan_piece *x = &r->pieces[k];
        if (x->share > 0)
            printf("%s[%u,%d,%d,%u]", k > first ? "," : "", x->node, x->gpus, x->share, x->label);
        else
            printf("%s[%u,%d]", k > first ? "," : "", x->node, x->gpus);
    }
    putchar(']');
}

static void print_plan(const piq__plan_result *r)
{
    printf("{\"moves\":[");
    for (size_t k = 0; k < r->move_count; k++) {
        printf("%s{\"item\":%u,\"from\":", k > 0 ? "," : "", r->moves[k].item);
        print_pieces(r, r->moves[k].from, r->moves[k].from_count);
        printf(",\"to\":");
        print_pieces(r, r->moves[k].to, r->moves[k].to_count);
        putchar('}');
    }
    printf("],\"starts\":[");
    for (size_t k = 0; k < r->start_count; k++) {
        printf("%s{\"job\":%u,\"replica\":%u,\"to\":", k > 0 ? "," : "", r->starts[k].job, r->starts[k].replica);
        print_pieces(r, r->starts[k].to, r->starts[k].to_count);
        putchar('}');
    }
    printf("],\"class\":[");
    for (size_t k = 0; k < r->jobs; k++)
        printf("%s%u", k > 0 ? "," : "", r->job_class[k]);
    printf("],\"share_fragmented\":[");
    for (size_t k = 0; k < r->jobs; k++)
        printf("%s%u", k > 0 ? "," : "", r->job_share_fragmented[k]);
    printf("],\"gpus_moved\":%.9g,\"runs\":%u,\"runs_bound\":%u,\"optimal\":%s,\"work\":%llu}\n", r->gpus_moved, r->runs, r->runs_bound,
           r->optimal ? "true" : "false", (unsigned long long)r->work);
}

int main(int argc, char **argv)
{
    const uint64_t limit = argc > 1 ? strtoull(argv[1], NULL, 10) : 2000000;
    for (int next = getc(stdin); next != EOF; next = getc(stdin)) {
        piq__plan_problem p;
        piq__plan_result result;
        text_rows rows;
        if (next == '\n' || next == ' ')
            continue;
        ungetc(next, stdin);
        memset(&p, 0, sizeof p);
        memset(&rows, 0, sizeof rows);
        text_read(stdin, &p, &rows);
        if (piq__plan(&p, NULL, limit, &result) != PIQ_OK)
            return 3;
        print_plan(&result);
        fflush(stdout);
        piq__plan_free(NULL, &result);
        text_free(&rows);
    }
    return 0;
}
