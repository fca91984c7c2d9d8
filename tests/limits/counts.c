/* Hard limits. A count one past its limit is refused before anything is read: so the tests state counts that no memory stands
   behind. What holds at the limit itself is seen by its asking for memory, which the test's allocator does not have. */
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "common/kit.h"
#include "harness/json_text.h"
#include "harness/piq_test.h"
#include "memory/failing_allocator.h"

#define ROWS_MOST ((size_t)1073741823)
#define ITEMS_MOST ((size_t)4294967294u)

/* Memory, but never much at once. */
static void *modest_alloc(void *user, size_t size, size_t align)
{
    (void)user;
    (void)align;
    return size > (1u << 24) ? NULL : malloc(size);
}
static void modest_release(void *user, void *block, size_t size, size_t align)
{
    (void)user;
    (void)size;
    (void)align;
    free(block);
}

static piq_fleet *modest_fleet(void)
{
    static const piq_allocator modest = {sizeof modest, 0, modest_alloc, NULL, modest_release, NULL};
    piq_fleet *fleet = NULL;
    CHECK_OK(piq_fleet_new(&modest, &fleet));
    (void)kit_workload(fleet, "w", kit_node(fleet, "n"));
    (void)kit_add(fleet, PIQ_ENTITY_GPU_TYPE, "t");
    return fleet;
}

static void check_refused(piq_status got, piq_status wanted, const piq_error *error, const char *what)
{
    CHECK_SAY(got == wanted && error->code == wanted, "%s: %s: %s", what, piq_status_name(got), error->message);
    CHECK_SAY(error->message[0] != '\0', "%s: without a word", what);
}

TEST(limits, rows)
{
    static const char *const ids[1] = {"a"};
    const size_t lengths[1] = {1};
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *fleet = modest_fleet();
    char *before = kit_evaluate(fleet, NULL);
    piq_ref first = 7;
    check_refused(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, ids, lengths, ROWS_MOST, &first, &error), PIQ_E_LIMIT, &error, "one row is there");
    CHECK(first == 0 && strstr(error.message, "1073741823") != NULL);
    check_refused(piq_fleet_add_many(fleet, PIQ_ENTITY_MODEL, ids, NULL, ROWS_MOST + 1, &first, &error), PIQ_E_LIMIT, &error, "no row is there");
    check_refused(piq_fleet_add_many(fleet, PIQ_ENTITY_MODEL, ids, NULL, SIZE_MAX, &first, &error), PIQ_E_LIMIT, &error, "as many as there are numbers");
    check_refused(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, ids, lengths, ROWS_MOST - 1, &first, &error), PIQ_E_NOMEM, &error, "at the limit");
    check_refused(piq_fleet_add_many(fleet, PIQ_ENTITY_MODEL, ids, NULL, ROWS_MOST, &first, &error), PIQ_E_NOMEM, &error, "at the limit");
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 1);
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_MODEL), 0);
    char *after = kit_evaluate(fleet, NULL);
    CHECK(kit_same(before, after));
    free(before);
    free(after);
    piq_fleet_free(fleet);
}

#if SIZE_MAX > UINT32_MAX /* no other has room for such an array */
TEST(limits, rows_of_a_table)
{
    static const char *const ids[1] = {"a"};
    for (int past = 0; past < 2; past++) {
        piq_error error = PIQ_ERROR_INIT;
        piq_fleet *fleet = modest_fleet();
        column *id = texts("id", "u", 1, ids), *const columns[] = {id};
        column *table = table_of(1, 1, columns);
        id->array.length = table->array.length = (int64_t)ROWS_MOST - 1 + past;
        check_refused(import_table(fleet, PIQ_ENTITY_NODE, table, 0, &error), past ? PIQ_E_LIMIT : PIQ_E_NOMEM, &error, past ? "one past" : "at the limit");
        CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 1);
        piq_fleet_free(fleet);
    }
}
#endif

TEST(limits, items_of_lists)
{
    static const double gaps[1] = {1};
    static const char *const features[1] = {"fp8"};
    static const piq_scale_event events[1] = {{1, 1, 0, 0}};
    static const piq_mig_profile profiles[1] = {{"1g.10gb", 1, 7, 10e9, 7}};
    piq_fleet *fleet = modest_fleet();
    const piq_ref work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0), type = piq_fleet_row(fleet, PIQ_ENTITY_GPU_TYPE, 0);
    const piq_piece pieces[1] = {{piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0), 1, -1, NULL, 0}};
    char *before = kit_evaluate(fleet, NULL);
    const struct {
        size_t count;
        piq_status wanted;
    } tried[] = {{ITEMS_MOST, PIQ_E_NOMEM}, {ITEMS_MOST + 1, PIQ_E_LIMIT}, {SIZE_MAX / 2, PIQ_E_LIMIT}, {SIZE_MAX - 1, PIQ_E_LIMIT}, {SIZE_MAX, PIQ_E_LIMIT}};
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        const size_t count = tried[i].count;
        piq_error error = PIQ_ERROR_INIT;
        if (count <= ITEMS_MOST && SIZE_MAX == UINT32_MAX)
            continue; /* no memory; whether it is asked for is no matter */
        check_refused(piq_fleet_set_number_list(fleet, work, PIQ_WORKLOAD_IDLE_GAPS, gaps, count, &error), tried[i].wanted, &error, "numbers");
        check_refused(piq_fleet_set_string_list(fleet, work, PIQ_WORKLOAD_REQUIRED_FEATURES, features, NULL, count, &error), tried[i].wanted, &error, "texts");
        check_refused(piq_fleet_set_scale_events(fleet, work, events, count, sizeof events[0], &error), tried[i].wanted, &error, "events");
        check_refused(piq_fleet_set_mig_profiles(fleet, type, profiles, count, sizeof profiles[0], &error), tried[i].wanted, &error, "profiles");
        /* One piece is there already. */
        check_refused(piq_fleet_place(fleet, work, pieces, count == SIZE_MAX ? count : count - 1, sizeof pieces[0], &error), tried[i].wanted, &error, "pieces");
    }
    char *after = kit_evaluate(fleet, NULL);
    CHECK(kit_same(before, after));
    free(before);
    free(after);
    piq_fleet_free(fleet);
}

#if SIZE_MAX > UINT32_MAX
#define TEXT_MOST ((size_t)4294967294u) /* a page of memory does not hold it; what is too long is not looked at */

TEST(limits, bytes_of_texts)
{
    static const char *const few[1] = {"abc"};
    const size_t lengths[1] = {TEXT_MOST + 1};
    piq_fleet *fleet = modest_fleet();
    const piq_ref node = piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0), work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0);
    piq_ref found = 7;
    char *before = kit_evaluate(fleet, NULL);
    piq_error error = PIQ_ERROR_INIT;
    check_refused(piq_fleet_add(fleet, PIQ_ENTITY_NODE, few[0], lengths[0], NULL, &error), PIQ_E_LIMIT, &error, "an id");
    check_refused(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, few, lengths, 1, NULL, &error), PIQ_E_LIMIT, &error, "an id among many");
    check_refused(piq_fleet_set_string(fleet, node, PIQ_NODE_CLUSTER, few[0], lengths[0], &error), PIQ_E_LIMIT, &error, "a cluster");
    CHECK(error.field == PIQ_NODE_CLUSTER && error.row == 0 && strstr(error.message, "4294967294") != NULL);
    check_refused(piq_fleet_set_string(fleet, node, PIQ_NODE_STATE, few[0], lengths[0], &error), PIQ_E_LIMIT, &error, "a word");
    check_refused(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, few[0], lengths[0], &error), PIQ_E_LIMIT, &error, "a time");
    check_refused(piq_fleet_set_string_list(fleet, work, PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, few, lengths, 1, &error), PIQ_E_LIMIT, &error, "an item");
    check_refused(piq_fleet_set_string_column(fleet, PIQ_NODE_CLUSTER, 0, 1, few, lengths, &error), PIQ_E_LIMIT, &error, "a column");
    check_refused(piq_fleet_set_string_column(fleet, PIQ_NODE_STATE, 0, 1, few, lengths, &error), PIQ_E_LIMIT, &error, "a column of words");
    const piq_piece piece = {node, 1, -1, few[0], lengths[0]};
    check_refused(piq_fleet_place(fleet, work, &piece, 1, sizeof piece, &error), PIQ_E_LIMIT, &error, "a label");
    CHECK_EQ_INT(piq_fleet_find(fleet, PIQ_ENTITY_NODE, few[0], lengths[0], &found), PIQ_E_REFERENCE);
    char *after = kit_evaluate(fleet, NULL);
    CHECK(kit_same(before, after));
    free(before);
    free(after);
    piq_fleet_free(fleet);
}

/* The second text is one byte too long, as its end says; the bytes are not there. */
static column *vast_text(const char *name, const char *first)
{
    const char *const few[2] = {first, "b"};
    column *c = texts(name, "U", 2, few);
    const int64_t end = (int64_t)(strlen(first) + TEXT_MOST + 1);
    memcpy((char *)(uintptr_t)c->buffers[1] + 2 * sizeof end, &end, sizeof end);
    return c;
}

TEST(limits, texts_and_lists_of_arrow)
{
    static const char *const ids[2] = {"a", "b"};
    for (int what = 0; what < 4; what++) {
        piq_error error = PIQ_ERROR_INIT;
        piq_fleet *fleet = modest_fleet();
        const int ones[] = {1, 1};
        column *list = lists("idle_gaps", "+L", 2, ones, numbers("item", "g", 2, (const double[]){1, 2}));
        const int64_t end = (int64_t)ITEMS_MOST + 2;
        memcpy((char *)(uintptr_t)list->buffers[1] + 2 * sizeof end, &end, sizeof end);
        list->array_children[0]->length = end;
        column *const columns[] = {what == 0 ? vast_text("id", "a") : texts("id", "u", 2, ids),
                                   what < 2    ? vast_text("cluster", "east")
                                   : what == 2 ? vast_text("kind", "batch")
                                               : list};
        column *table = table_of(2, 2, columns);
        check_refused(import_table(fleet, what < 2 ? PIQ_ENTITY_NODE : PIQ_ENTITY_WORKLOAD, table, 0, &error), PIQ_E_LIMIT, &error, "one past");
        CHECK_EQ_INT(error.row, 1);
        CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 1);
        CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_WORKLOAD), 1);
        piq_fleet_free(fleet);
    }
}
#endif

/* ---- what fits into any memory ---- */

TEST(limits, depth_of_json)
{
    for (size_t depth = 63; depth <= 66; depth++) {
        char text[512] = "{\"piq_snapshot\": 1, \"x_deep\": ";
        for (size_t i = 1; i < depth; i++) /* the object is the first */
            strcat(text, i % 2 != 0 ? "[" : "{\"a\":");
        strcat(text, "0");
        for (size_t i = depth - 1; i > 0; i--)
            strcat(text, i % 2 != 0 ? "]" : "}");
        strcat(text, "}");
        piq_fleet *fleet = kit_fleet();
        piq_error error = PIQ_ERROR_INIT;
        const piq_status got = piq_fleet_read_json(fleet, text, strlen(text), &error);
        CHECK_SAY(got == (depth <= 64 ? PIQ_OK : PIQ_E_SYNTAX), "%zu levels: %s: %s", depth, piq_status_name(got), error.message);
        piq_fleet_free(fleet);
    }
}

/* A caller's error structure may be of any size: none is written past, and what is kept of the sentence is text. */
TEST(limits, size_of_an_error)
{
    static const char name[] = "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
    piq_error whole = PIQ_ERROR_INIT;
    piq_fleet *fleet = kit_fleet();
    const piq_ref node = kit_add(fleet, PIQ_ENTITY_NODE, name);
    CHECK_EQ_INT(piq_fleet_set_number(fleet, node, PIQ_NODE_GPU_COUNT, -1, &whole), PIQ_E_RANGE);
    const size_t head = offsetof(piq_error, message);
    for (size_t size = 0; size <= sizeof whole + 64; size++) {
        union {
            piq_error error;
            unsigned char bytes[sizeof(piq_error) + 64];
        } given;
        memset(&given, 0xEE, sizeof given);
        given.error.struct_size = (uint32_t)size;
        CHECK_EQ_INT(piq_fleet_set_number(fleet, node, PIQ_NODE_GPU_COUNT, -1, &given.error), PIQ_E_RANGE);
        const size_t most = size < sizeof whole ? size : sizeof whole;
        bool untouched = true;
        for (size_t i = most < sizeof given.error.struct_size ? sizeof given.error.struct_size : most; i < sizeof given.bytes; i++)
            untouched = untouched && given.bytes[i] == 0xEE;
        CHECK_SAY(untouched, "something is written past %zu bytes", size);
        if (size <= head)
            continue;
        const char *message = (const char *)given.bytes + head;
        const char *end = memchr(message, '\0', most - head);
        CHECK_OR_RETURN(end != NULL);
        CHECK(given.error.code == PIQ_E_RANGE && memcmp(message, whole.message, (size_t)(end - message)) == 0);
        CHECK_SAY((whole.message[end - message] & 0xC0) != 0x80, "%zu bytes: cut inside a character", size);
    }
    piq_fleet_free(fleet);
}

/* The longest sentence: a name longer than all of it is cut with three points, and the message still ends. */
TEST(limits, length_of_a_message)
{
    char *name = piq_test_memory(100001);
    memset(name, 'x', 100000);
    piq_fleet *fleet = kit_fleet();
    piq_error error = PIQ_ERROR_INIT;
    const piq_ref node = kit_add(fleet, PIQ_ENTITY_NODE, name);
    CHECK_EQ_INT(piq_fleet_set_string(fleet, node, PIQ_NODE_STATE, name, 100000, &error), PIQ_E_VALUE);
    CHECK(memchr(error.message, '\0', sizeof error.message) != NULL && strstr(error.message, "...\"") != NULL);
    piq_fleet_free(fleet);
}

/* Whatever is asked, no more names come back than there is room for, and some questions fill it. */
TEST(limits, matches_of_a_search)
{
    static const uint32_t entities[] = {PIQ_ENTITY_GPU_TYPE, PIQ_ENTITY_MODEL};
    size_t most = 0;
    for (size_t e = 0; e < 2; e++)
        for (char first = 'a'; first <= 'z'; first++)
            for (char second = '0'; second <= 'z'; second++) {
                const char name[] = {first, second};
                piq_catalog_match match;
                memset(&match, 0xEE, sizeof match);
                match.struct_size = sizeof match;
                const piq_status got = piq_catalog_find(entities[e], name, sizeof name, &match, NULL);
                CHECK_SAY(got == PIQ_OK || got == PIQ_E_REFERENCE || got == PIQ_E_AMBIGUOUS || got == PIQ_E_VALUE, "%.2s: %s", name, piq_status_name(got));
                CHECK_SAY(match.count <= PIQ_CATALOG_MATCHES, "%.2s: %u rows", name, (unsigned)match.count);
                for (uint32_t k = 0; k < match.count; k++)
                    CHECK(match.rows[k] < piq_catalog_count(entities[e]));
                most = match.count > most ? match.count : most;
            }
    CHECK_EQ_INT(most, PIQ_CATALOG_MATCHES);
}
