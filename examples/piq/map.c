/* The map of the plan: each GPU a character, before and after. */
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define MAP_NODES 40u   /* lines; more are only counted */
#define MAP_NAME 24u
#define MAP_BESIDE 22u  /* GPUs of a node that are drawn beside each other */
#define MAP_LETTERS 26u

/* Whole GPUs of moved or started work on a node. */
typedef struct map_mark {
    size_t node; /* of the map */
    int after;
    unsigned order; /* of its letter */
    char letter;
    double gpus;
} map_mark;

/* What moves: several moves of one replica are one. */
typedef struct map_mover {
    const char *workload;
    int64_t replica;
    size_t first, last; /* moves */
} map_mover;

typedef struct map_view {
    const piq_report *report;
    size_t count;
    piq_map_node *node;
    const piq_map_node **by_id; /* in the order of their ids */
    map_mover *mover;
    size_t movers;
    map_mark *mark;
    size_t marks, room;
    const char *started[MAP_LETTERS]; /* by letter */
    size_t starts;
    unsigned beside; /* columns of a drawing */
    bool bad;
} map_view;

/* ---- nodes by id ---- */

static int map_compare_ids(const void *a, const void *b)
{
    const piq_map_node *const *x = a, *const *y = b;
    return strcmp((*x)->node, (*y)->node);
}

static size_t map_find(const map_view *v, const char *id)
{
    size_t low = 0, high = v->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (strcmp(v->by_id[middle]->node, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < v->count && strcmp(v->by_id[low]->node, id) == 0 ? (size_t)(v->by_id[low] - v->node) : v->count;
}

static bool map_nodes(map_view *v)
{
    v->count = piq_report_map_count(v->report);
    v->node = calloc(v->count + 1, sizeof *v->node);
    v->by_id = calloc(v->count + 1, sizeof *v->by_id);
    if (v->node == NULL || v->by_id == NULL)
        return false;
    for (size_t i = 0; i < v->count; i++) {
        v->node[i].struct_size = sizeof v->node[i];
        v->by_id[i] = &v->node[i];
        if (piq_report_map_node(v->report, i, &v->node[i]) != PIQ_OK)
            return false;
        if (v->node[i].gpus > v->beside && v->node[i].gpus <= MAP_BESIDE)
            v->beside = v->node[i].gpus;
    }
    qsort(v->by_id, v->count, sizeof *v->by_id, map_compare_ids);
    return true;
}

/* ---- what stands where ---- */

static void map_put(map_view *v, const char *node, double gpus, int after, unsigned order, char letter)
{
    const size_t at = map_find(v, node);
    if (v->marks == v->room) {
        const size_t room = v->room == 0 ? 64 : v->room * 2;
        map_mark *wider = realloc(v->mark, room * sizeof *wider);
        v->bad = v->bad || wider == NULL;
        if (wider == NULL)
            return;
        v->mark = wider;
        v->room = room;
    }
    if (at < v->count)
        v->mark[v->marks++] = (map_mark){at, after, order, letter, gpus};
}

/* Shares are drawn as what they are on: a shared GPU. */
static void map_pieces(map_view *v, int32_t start, size_t step, int32_t to, unsigned order, char letter)
{
    const char *node, *gpu;
    double gpus;
    for (size_t i = 0; piq_report_step_piece(v->report, start, step, to, i, &node, &gpus, &gpu) == PIQ_OK; i++)
        if (gpu == NULL)
            map_put(v, node, gpus, to, order, letter);
}

static int map_compare_movers(const void *a, const void *b)
{
    const map_mover *x = a, *y = b;
    const int order = strcmp(x->workload, y->workload);
    if (order != 0 || x->replica != y->replica)
        return order != 0 ? order : x->replica < y->replica ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first ? 1 : 0;
}

static int map_compare_firsts(const void *a, const void *b)
{
    const map_mover *x = a, *y = b;
    return x->first < y->first ? -1 : x->first > y->first ? 1 : 0;
}

static bool map_movers(map_view *v, size_t moves)
{
    size_t kept = 0;
    v->mover = calloc(moves + 1, sizeof *v->mover);
    if (v->mover == NULL)
        return false;
    for (size_t i = 0; i < moves; i++) {
        piq_step s;
        s.struct_size = sizeof s;
        if (piq_report_move(v->report, i, &s) == PIQ_OK)
            v->mover[v->movers++] = (map_mover){s.workload, s.replica, i, i};
    }
    qsort(v->mover, v->movers, sizeof *v->mover, map_compare_movers);
    for (size_t i = 0; i < v->movers; i++)
        if (kept > 0 && strcmp(v->mover[kept - 1].workload, v->mover[i].workload) == 0 && v->mover[kept - 1].replica == v->mover[i].replica)
            v->mover[kept - 1].last = v->mover[i].last;
        else
            v->mover[kept++] = v->mover[i];
    v->movers = kept;
    qsort(v->mover, v->movers, sizeof *v->mover, map_compare_firsts);
    return true;
}

static void map_starts(map_view *v, size_t starts)
{
    const char *before = NULL;
    for (size_t i = 0; i < starts; i++) {
        piq_step s;
        s.struct_size = sizeof s;
        if (piq_report_start(v->report, i, &s) != PIQ_OK)
            continue;
        if (before == NULL || strcmp(before, s.workload) != 0) {
            if (v->starts < MAP_LETTERS)
                v->started[v->starts] = s.workload;
            v->starts++;
        }
        before = s.workload;
        map_pieces(v, 1, i, 1, (unsigned)(1000 + v->starts), v->starts <= MAP_LETTERS ? (char)('A' + v->starts - 1) : '@');
    }
}

static int map_compare_marks(const void *a, const void *b)
{
    const map_mark *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->after != y->after)
        return x->after - y->after;
    return x->order < y->order ? -1 : x->order > y->order ? 1 : 0;
}

static bool map_marks(map_view *v)
{
    piq_plan plan;
    plan.struct_size = sizeof plan;
    if (piq_report_plan(v->report, &plan) != PIQ_OK || !map_movers(v, (size_t)plan.moves))
        return false;
    for (size_t m = 0; m < v->movers; m++) {
        const char letter = m < MAP_LETTERS ? (char)('a' + m) : '+';
        map_pieces(v, 0, v->mover[m].first, 0, (unsigned)m, letter);
        map_pieces(v, 0, v->mover[m].last, 1, (unsigned)m, letter);
    }
    map_starts(v, (size_t)plan.starts);
    if (!v->bad && v->marks > 1)
        qsort(v->mark, v->marks, sizeof *v->mark, map_compare_marks);
    return !v->bad;
}

/* ---- drawing ---- */

static size_t map_run(char *out, size_t used, size_t most, char letter, double count)
{
    for (; count >= 1 && used < most; count--)
        out[used++] = letter;
    out[used] = '\0';
    return used;
}

static double map_marked(const map_view *v, size_t node, int after)
{
    double sum = 0;
    for (size_t i = 0; i < v->marks; i++)
        sum += v->mark[i].node == node && v->mark[i].after == after ? v->mark[i].gpus : 0;
    return sum;
}

/* Other work, what moves, what starts, shared GPUs, free ones, idle ones that take no work, those out of service. */
static void map_draw(const map_view *v, size_t node, int after, char *out, size_t size)
{
    const piq_map_node *n = &v->node[node];
    const size_t most = n->gpus < size - 1 ? n->gpus : size - 1;
    const double shared = after ? n->shared_after : n->shared_before, free = after ? n->free_after : n->free_before;
    const double other = (double)n->held_before - n->shared_before - map_marked(v, node, 0);
    size_t used = map_run(out, 0, most, '#', other);
    for (size_t i = 0; i < v->marks; i++)
        if (v->mark[i].node == node && v->mark[i].after == after)
            used = map_run(out, used, most, v->mark[i].letter, v->mark[i].gpus);
    used = map_run(out, used, most, '%', shared);
    used = map_run(out, used, most, '.', free);
    used = map_run(out, used, most, '-', (double)n->gpus - n->out_of_service - (double)used);
    (void)map_run(out, used, most, '!', n->out_of_service);
}

/* A domain of one node is called by the node. */
static bool map_alone(const map_view *v, size_t node)
{
    return v->node[node].domain[0] == '\0' || (v->node[node].first != 0 && (node + 1 == v->count || v->node[node + 1].first != 0));
}

static void map_line(FILE *out, const map_view *v, size_t node)
{
    const piq_map_node *n = &v->node[node];
    const char *state = n->state == PIQ_NODE_STATE_READY ? NULL : piq_word(PIQ_WORDS_NODE_STATE, n->state);
    char name[512], fitted[128], before[COLUMNS], after[COLUMNS];
    const bool alone = map_alone(v, node);
    (void)text_fit(text_clean(n->node, strlen(n->node), name, sizeof name), MAP_NAME - (alone ? 0 : 2), fitted, sizeof fitted);
    (void)fputs(alone ? "  " : "    ", out);
    if (n->gpus > COLUMNS - 6) {
        (void)fprintf(out, "%s: %u of %u GPUs free, then %u\n", fitted, (unsigned)n->free_before, (unsigned)n->gpus, (unsigned)n->free_after);
        return;
    }
    map_draw(v, node, 0, before, sizeof before);
    map_draw(v, node, 1, after, sizeof after);
    const bool same = strcmp(before, after) == 0;
    if (n->gpus > MAP_BESIDE) {
        (void)fprintf(out, "%s%s%s\n    %s%s%s\n", fitted, state != NULL ? "  " : "", state != NULL ? state : "", before, same ? "" : "\n  > ", same ? "" : after);
        return;
    }
    text_pad(out, fitted, MAP_NAME - (alone ? 0 : 2));
    (void)fprintf(out, "  %-*s%s%s%s%s\n", same && state == NULL ? 0 : (int)v->beside, before, same ? "" : "  > ", same ? "" : after,
                  state != NULL ? "  " : "", state != NULL ? state : "");
}

/* "a chat, b vit (replica 1)": what the letters stand for. */
static void map_legend(FILE *out, const map_view *v)
{
    char text[TEXT_MOST] = "", id[128], one[192], fitted[64];
    for (size_t m = 0; m < v->movers && m < MAP_LETTERS; m++) {
        (void)text_fit(text_clean(v->mover[m].workload, strlen(v->mover[m].workload), id, sizeof id), 40, fitted, sizeof fitted);
        (void)snprintf(one, sizeof one, v->mover[m].replica != 0 ? "%s%c %s/%d" : "%s%c %s", text[0] != '\0' ? ", " : "", (char)('a' + m), fitted,
                       (int)v->mover[m].replica);
        text_add(text, sizeof text, one);
    }
    if (v->movers > MAP_LETTERS)
        text_add(text, sizeof text, ", + others");
    if (text[0] != '\0')
        text_paragraph(out, "  moved:   ", text);
    text[0] = '\0';
    for (size_t s = 0; s < v->starts && s < MAP_LETTERS; s++) {
        (void)text_fit(text_clean(v->started[s], strlen(v->started[s]), id, sizeof id), 40, fitted, sizeof fitted);
        (void)snprintf(one, sizeof one, "%s%c %s", text[0] != '\0' ? ", " : "", (char)('A' + s), fitted);
        text_add(text, sizeof text, one);
    }
    if (v->starts > MAP_LETTERS)
        text_add(text, sizeof text, ", @ others");
    if (text[0] != '\0')
        text_paragraph(out, "  started: ", text);
    (void)fputs("  . free   # other work   % shared   - idle, takes no work   ! out of service\n", out);
}

static void map_write(FILE *out, const map_view *v, bool colour)
{
    size_t shown = 0, domains = 0;
    table_heading(out, "MAP: each GPU before the plan > after it", colour);
    for (size_t i = 0; i < v->count; i++) {
        char name[512], fitted[128];
        domains += v->node[i].first;
        if (shown >= MAP_NODES)
            continue;
        if (v->node[i].first != 0 && !map_alone(v, i))
            (void)fprintf(out, "  %s\n", text_fit(text_clean(v->node[i].domain, strlen(v->node[i].domain), name, sizeof name), COLUMNS - 2, fitted, sizeof fitted));
        map_line(out, v, i);
        shown++;
    }
    if (v->count > shown)
        (void)fprintf(out, "  ... and %zu more nodes that the plan touches\n", v->count - shown);
    if (piq_report_domain_count(v->report) > domains)
        (void)fprintf(out, "  %zu other domains stay as they are\n", piq_report_domain_count(v->report) - domains);
    map_legend(out, v);
}

void table_map(FILE *out, const piq_report *report, bool colour)
{
    map_view v;
    if (piq_report_map_count(report) == 0)
        return;
    memset(&v, 0, sizeof v);
    v.report = report;
    if (map_nodes(&v) && map_marks(&v))
        map_write(out, &v, colour);
    free(v.node);
    free((void *)v.by_id);
    free(v.mover);
    free(v.mark);
}
