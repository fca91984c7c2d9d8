/* A node cannot hold more than it has: by rows, by columns, by a size set later, by shares of one GPU. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static piq_fleet *fleet;
static piq_ref node, other, work[3];

static void begin(void)
{
    fleet = kit_fleet();
    node = kit_node(fleet, "n1");
    other = kit_node(fleet, "n2");
    work[0] = kit_add(fleet, PIQ_ENTITY_WORKLOAD, "a");
    work[1] = kit_add(fleet, PIQ_ENTITY_WORKLOAD, "b");
    work[2] = kit_add(fleet, PIQ_ENTITY_WORKLOAD, "c");
}

static piq_status place(piq_ref workload, piq_ref where, double gpus, const char *label)
{
    const piq_piece piece = {where, gpus, -1, label, label == NULL ? 0 : strlen(label)};
    return piq_fleet_place(fleet, workload, &piece, 1, sizeof piece, NULL);
}

TEST(placement, a_full_node_takes_no_more)
{
    begin();
    CHECK_OK(place(work[0], node, 5, NULL));
    CHECK_OK(place(work[1], node, 3, NULL));
    piq_error error = PIQ_ERROR_INIT;
    const piq_piece more = {node, 1, -1, NULL, 0};
    CHECK_EQ_INT(piq_fleet_place(fleet, work[2], &more, 1, sizeof more, &error), PIQ_E_OVERFULL);
    CHECK_EQ_INT(error.entity, PIQ_ENTITY_WORKLOAD);
    CHECK_EQ_INT(error.row, 2);
    CHECK_EQ_INT(error.field, PIQ_WORKLOAD_PLACEMENT);
    CHECK(strstr(error.message, "\"n1\"") != NULL && strstr(error.message, "8") != NULL && strstr(error.message, "9") != NULL);
    CHECK_OK(place(work[2], other, 8, NULL));
    piq_fleet_free(fleet);
}

TEST(placement, a_replaced_placement_gives_its_gpus_back)
{
    begin();
    CHECK_OK(place(work[0], node, 8, NULL));
    CHECK_OK(place(work[0], node, 8, NULL));
    CHECK_OK(place(work[0], other, 8, NULL));
    CHECK_OK(place(work[1], node, 8, NULL));
    CHECK_EQ_INT(place(work[0], node, 1, NULL), PIQ_E_OVERFULL);
    CHECK_EQ_INT(place(work[2], other, 1, NULL), PIQ_E_OVERFULL); /* the refused move took nothing away from there */
    CHECK_OK(piq_fleet_place(fleet, work[0], NULL, 0, sizeof(piq_piece), NULL));
    CHECK_OK(place(work[2], other, 8, NULL));
    piq_fleet_free(fleet);
}

TEST(placement, a_size_set_later_must_hold_what_is_placed)
{
    begin();
    const piq_ref late = kit_add(fleet, PIQ_ENTITY_NODE, "late");
    piq_error error = PIQ_ERROR_INIT;
    CHECK_OK(place(work[0], late, 6, NULL)); /* its size is not known yet */
    CHECK_EQ_INT(piq_fleet_set_number(fleet, late, PIQ_NODE_GPU_COUNT, 4, &error), PIQ_E_OVERFULL);
    CHECK_EQ_INT(error.entity, PIQ_ENTITY_NODE);
    CHECK_EQ_INT(error.row, 2);
    CHECK_EQ_INT(error.field, PIQ_NODE_GPU_COUNT);
    CHECK_EQ_INT(piq_fleet_set_integer(fleet, late, PIQ_NODE_GPU_COUNT, 5, NULL), PIQ_E_OVERFULL);
    const double four = 4, six = 6;
    const int64_t five = 5;
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_NODE_GPU_COUNT, 2, 1, &four, 0, NULL, NULL), PIQ_E_OVERFULL);
    CHECK_EQ_INT(piq_fleet_set_integer_column(fleet, PIQ_NODE_GPU_COUNT, 2, 1, &five, 0, NULL, NULL), PIQ_E_OVERFULL);
    CHECK_OK(piq_fleet_set_number_column(fleet, PIQ_NODE_GPU_COUNT, 2, 1, &six, 0, NULL, NULL));
    CHECK_EQ_INT(place(work[1], late, 1, NULL), PIQ_E_OVERFULL);
    CHECK_OK(piq_fleet_set_number(fleet, late, PIQ_NODE_GPU_COUNT, kit_nan(), NULL)); /* unknown again */
    CHECK_OK(place(work[1], late, 100, NULL));
    piq_fleet_free(fleet);
}

TEST(placement, shares_of_one_label_are_one_gpu)
{
    begin();
    CHECK_OK(place(work[0], node, 7, NULL));
    CHECK_OK(place(work[1], node, 0.5, "gpu7"));
    CHECK_OK(place(work[2], node, 0.5, "gpu7"));
    const piq_ref more = kit_add(fleet, PIQ_ENTITY_WORKLOAD, "d");
    CHECK_EQ_INT(place(more, node, 0.1, "gpu7"), PIQ_E_OVERFULL); /* that GPU is full */
    CHECK_EQ_INT(place(more, node, 0.1, "gpu8"), PIQ_E_OVERFULL); /* there is no ninth */
    CHECK_EQ_INT(place(more, node, 0.1, NULL), PIQ_E_OVERFULL);
    CHECK_OK(place(more, other, 0.1, "gpu7")); /* a label counts on its node only */
    CHECK_OK(place(work[0], node, 6, NULL));
    CHECK_OK(place(more, node, 0.1, "gpu8"));
    piq_fleet_free(fleet);
}

TEST(placement, a_label_is_free_again_when_its_last_share_goes)
{
    begin();
    CHECK_OK(place(work[0], node, 7, NULL));
    CHECK_OK(place(work[1], node, 0.3, "x"));
    CHECK_OK(place(work[1], other, 0.3, "x"));
    CHECK_OK(place(work[2], node, 1, NULL));
    CHECK_EQ_INT(place(work[1], node, 0.3, "x"), PIQ_E_OVERFULL);
    piq_fleet_free(fleet);
}

TEST(placement, thirds_of_a_gpu_add_up)
{
    begin();
    CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_GPU_COUNT, 1, NULL));
    for (int i = 0; i < 3; i++)
        CHECK_OK(place(work[i], node, 1.0 / 3, "g"));
    for (int i = 0; i < 3; i++)
        CHECK_OK(place(work[i], other, 1.0 / 3, NULL));
    CHECK_OK(place(kit_add(fleet, PIQ_ENTITY_WORKLOAD, "d"), other, 7, NULL));
    CHECK_EQ_INT(place(kit_add(fleet, PIQ_ENTITY_WORKLOAD, "e"), other, 1, NULL), PIQ_E_OVERFULL);
    piq_fleet_free(fleet);
}

/* Pieces given together count together; a label twice in one placement is one GPU. */
TEST(placement, pieces_of_one_call_count_together)
{
    begin();
    const piq_piece fits[3] = {{node, 7, 0, NULL, 0}, {node, 0.4, 1, "s", 1}, {node, 0.6, 2, "s", 1}};
    const piq_piece not[3] = {{node, 7, 0, NULL, 0}, {node, 0.4, 1, "s", 1}, {node, 0.6, 2, "t", 1}};
    CHECK_OK(piq_fleet_place(fleet, work[0], fits, 3, sizeof fits[0], NULL));
    CHECK_EQ_INT(piq_fleet_place(fleet, work[0], not, 3, sizeof not[0], NULL), PIQ_E_OVERFULL);
    piq_fleet_free(fleet);
}

TEST(placement, by_column_as_by_rows)
{
    char *reports[2];
    for (int by_column = 0; by_column < 2; by_column++) {
        begin();
        for (int i = 0; i < 3; i++)
            CHECK_OK(piq_fleet_set_number(fleet, work[i], PIQ_WORKLOAD_IDLE_SECONDS, 600000, NULL));
        const uint32_t works[5] = {0, 1, 0, 2, 1}, nodes[5] = {0, 0, 1, 1, 1};
        const double gpus[5] = {2, 2, 2, 2, 1};
        if (by_column) {
            CHECK_OK(piq_fleet_place_column(fleet, works, nodes, gpus, 2, NULL));
            CHECK_OK(piq_fleet_place_column(fleet, works + 2, nodes + 2, gpus + 2, 3, NULL));
        } else {
            const piq_piece a[2] = {{node, 2, -1, NULL, 0}, {other, 2, -1, NULL, 0}}, b[2] = {{node, 2, -1, NULL, 0}, {other, 1, -1, NULL, 0}};
            CHECK_OK(piq_fleet_place(fleet, work[0], a, 2, sizeof a[0], NULL));
            CHECK_OK(piq_fleet_place(fleet, work[1], b, 2, sizeof b[0], NULL));
            CHECK_OK(place(work[2], other, 2, NULL));
        }
        reports[by_column] = piq_test_keep(kit_evaluate(fleet, NULL), free);
        piq_fleet_free(fleet);
    }
    CHECK(kit_same(reports[0], reports[1]));
}

TEST(placement, a_column_cannot_overfill_either)
{
    begin();
    const uint32_t works[3] = {0, 1, 2}, nodes[3] = {0, 0, 0};
    const double gpus[3] = {4, 4, 1};
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_fleet_place_column(fleet, works, nodes, gpus, 3, &error), PIQ_E_OVERFULL);
    CHECK_EQ_INT(error.row, 2);
    CHECK_OK(piq_fleet_place_column(fleet, works, nodes, gpus, 2, NULL));
    piq_fleet_free(fleet);
}

/* However little is placed without a label, it takes a GPU of the node. */
TEST(placement, next_to_nothing_takes_a_gpu)
{
    begin();
    CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_GPU_COUNT, 2, NULL));
    CHECK_OK(place(work[0], node, 0.000005, NULL));
    CHECK_EQ_INT(place(work[1], node, 2, NULL), PIQ_E_OVERFULL);
    CHECK_OK(place(work[1], node, 1, NULL));
    CHECK_OK(place(work[2], node, 0.5, NULL));
    CHECK_OK(place(work[0], node, 0, NULL));
    CHECK_EQ_INT(place(work[1], node, 2, NULL), PIQ_E_OVERFULL);
    CHECK_OK(place(work[2], other, 0.5, NULL));
    CHECK_OK(place(work[1], node, 2, NULL));
    piq_fleet_free(fleet);
}

/* Nodes whose size nobody knows hold anything; by columns as by rows, also where some node far behind has a size. */
TEST(placement, sizes_that_are_unknown)
{
    enum { NODES = 600 };
    for (int sized = 0; sized < 2; sized++) {
        piq_fleet *fleets[2];
        for (int by = 0; by < 2; by++) {
            piq_fleet *f = fleets[by] = kit_fleet();
            uint32_t works[NODES], nodes[NODES];
            double gpus[NODES];
            char id[8] = "n000";
            for (uint32_t i = 0; i < NODES; i++) {
                id[1] = (char)('0' + i / 100);
                id[2] = (char)('0' + i / 10 % 10);
                id[3] = (char)('0' + i % 10);
                (void)kit_add(f, PIQ_ENTITY_NODE, id);
                (void)kit_add(f, PIQ_ENTITY_WORKLOAD, id);
                works[i] = i;
                nodes[i] = NODES - 1 - i;
                gpus[i] = 8;
            }
            if (sized)
                CHECK_OK(piq_fleet_set_number(f, piq_fleet_row(f, PIQ_ENTITY_NODE, NODES - 1), PIQ_NODE_GPU_COUNT, 8, NULL));
            if (by == 0)
                CHECK_OK(piq_fleet_place_column(f, works, nodes, gpus, NODES, NULL));
            for (uint32_t i = 0; by == 1 && i < NODES; i++) {
                const piq_piece piece = {piq_fleet_row(f, PIQ_ENTITY_NODE, nodes[i]), gpus[i], -1, NULL, 0};
                CHECK_OK(piq_fleet_place(f, piq_fleet_row(f, PIQ_ENTITY_WORKLOAD, i), &piece, 1, sizeof piece, NULL));
            }
        }
        char *columns = kit_evaluate(fleets[0], NULL), *rows = kit_evaluate(fleets[1], NULL);
        CHECK(kit_same(columns, rows));
        free(columns);
        free(rows);
        piq_fleet_free(fleets[0]);
        piq_fleet_free(fleets[1]);
    }
}
