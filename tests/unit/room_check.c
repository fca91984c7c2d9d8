/* At the limits that nobody has the memory to reach: the counters are set as if they had been, and the next step is taken. */
#include "fleet/fleet.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned long failures;

#define MUST(condition) ((condition) ? (void)0 : (void)(failures++, fprintf(stderr, "%d: %s\n", __LINE__, #condition)))

#define TEXTS_MOST (UINT32_MAX / 4)

static size_t calls, fail_at = SIZE_MAX, most = SIZE_MAX, blocks;

static void *take(void *user, size_t size, size_t align)
{
    (void)user;
    (void)align;
    void *block = calls++ == fail_at || size > most ? NULL : malloc(size);
    blocks += block != NULL;
    return block;
}

static void give(void *user, void *block, size_t size, size_t align)
{
    (void)user;
    (void)size;
    (void)align;
    blocks--;
    free(block);
}

static const piq_allocator memory = {sizeof memory, 0, take, NULL, give, NULL};

/* ---- texts ---- */

static void check_text_count(void)
{
    piq_error error = PIQ_ERROR_INIT;
    piq__strings s;
    piq__strings_begin(&s, &memory);
    const uint32_t one = piq__strings_take(&s, "one", 3);
    MUST(one == 1);
    const size_t count = s.count;
    s.count = TEXTS_MOST;
    MUST(piq__strings_take(&s, "two", 3) == 0);
    MUST(piq__strings_take(&s, "one", 3) == one); /* that is there already */
    MUST(piq__strings_fail(&s, &error) == PIQ_E_LIMIT && error.code == PIQ_E_LIMIT && strstr(error.message, "1073741823") != NULL);
    most = 1 << 20; /* whatever is now asked for, there is no memory for it */
    MUST(!piq__strings_reserve(&s, 7));
    s.count = TEXTS_MOST - 1;
    MUST(piq__strings_take(&s, "two", 3) == 0);
    MUST(piq__strings_fail(&s, &error) == PIQ_E_NOMEM && error.code == PIQ_E_NOMEM);
    most = SIZE_MAX;
    s.count = count;
    MUST(piq__strings_take(&s, "two", 3) == 2);
    piq__strings_end(&s);
    MUST(blocks == 0);
}

/* ---- lists ---- */

static void check_pool(void)
{
    piq_fleet *f = NULL;
    piq_error error = PIQ_ERROR_INIT;
    MUST(piq_fleet_new(&memory, &f) == PIQ_OK);
    piq_ref node = 0, work = 0;
    MUST(piq_fleet_add(f, PIQ_ENTITY_NODE, "n", 1, &node, NULL) == PIQ_OK && piq_fleet_add(f, PIQ_ENTITY_WORKLOAD, "w", 1, &work, NULL) == PIQ_OK);
    const piq_piece piece = {node, 0.25, -1, NULL, 0};
    const piq_scale_event event = {1, 1, 0, 0};
    const double gap = 1;
    const char *name = "fp8";
    const uint32_t row = 0;
    piq__pool *pools[] = {&f->places, &f->places, &f->events, &f->numbers, &f->texts};
    for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++)
        for (size_t left = 0; left < 2; left++) {
            const size_t count = pools[i]->count;
            pools[i]->count = PIQ__POOL_MOST - left;
            most = 1 << 20; /* so that where one more would do, there is no memory for it */
            const piq_status got = i == 0   ? piq_fleet_place(f, work, &piece, 1, sizeof piece, &error)
                                   : i == 1 ? piq_fleet_place_column(f, &row, &row, &piece.gpus, 1, &error)
                                   : i == 2 ? piq_fleet_set_scale_events(f, work, &event, 1, sizeof event, &error)
                                   : i == 3 ? piq_fleet_set_number_list(f, work, PIQ_WORKLOAD_IDLE_GAPS, &gap, 1, &error)
                                            : piq_fleet_set_string_list(f, work, PIQ_WORKLOAD_REQUIRED_FEATURES, &name, NULL, 1, &error);
            MUST(got == (left == 0 ? PIQ_E_LIMIT : PIQ_E_NOMEM) && error.code == got);
            MUST(left != 0 || strstr(error.message, "4294967294") != NULL);
            most = SIZE_MAX;
            pools[i]->count = count;
        }
    MUST(piq__place_taken(f, 0) == 0);
    MUST(piq_fleet_place(f, work, &piece, 1, sizeof piece, &error) == PIQ_OK);
    MUST(piq__place_taken(f, 0) == 1);
    piq_fleet_free(f);
    MUST(blocks == 0);
}

static void check_rows(void)
{
    piq_fleet *f = NULL;
    piq_error error = PIQ_ERROR_INIT;
    MUST(piq_fleet_new(&memory, &f) == PIQ_OK);
    f->rows[PIQ_ENTITY_NODE].count = PIQ__FLEET_ROWS_MOST;
    MUST(piq_fleet_add(f, PIQ_ENTITY_NODE, "n", 1, NULL, &error) == PIQ_E_LIMIT && strstr(error.message, "1073741823") != NULL);
    f->rows[PIQ_ENTITY_NODE].count = 0;
    MUST(piq_fleet_add(f, PIQ_ENTITY_NODE, "n", 1, NULL, &error) == PIQ_OK);
    piq_fleet_free(f);
    MUST(blocks == 0);
}

/* ---- texts of one hash ---- */

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

/* The library's mixing, the last word undoing all before it: 16 or 24 bytes. */
static size_t same_hash(uint64_t number, bool longer, char out[24])
{
    const size_t words = longer ? 3 : 2;
    const uint64_t wanted = UINT64_C(0x1234567890ABCDEF);
    uint64_t inverse = 1, hash = mix(UINT64_C(0x2545F4914F6CDD1D), words * 8);
    for (int i = 0; i < 6; i++)
        inverse *= 2 - UINT64_C(0x9E3779B97F4A7C15) * inverse;
    for (size_t w = 0; w < words; w++) {
        const uint64_t last = (wanted ^ wanted >> 29 ^ wanted >> 58) * inverse ^ hash;
        const uint64_t word = w + 1 == words ? last : number + w;
        for (int i = 0; i < 8; i++)
            out[w * 8 + (size_t)i] = (char)(word >> 8 * i);
        hash = mix(hash, word);
    }
    return words * 8;
}

#define CROWD 400u

/* More than fit their slots; with an allocation failing at `fail`. False: it did. */
static bool crowd(size_t fail)
{
    piq__strings s;
    char text[24];
    bool refused = false;
    piq__strings_begin(&s, &memory);
    calls = 0;
    fail_at = fail;
    for (uint32_t i = 0; i < CROWD; i++) {
        const size_t length = same_hash(i / 2, i % 2 != 0, text);
        uint32_t number = piq__strings_take(&s, text, length);
        if (number == 0) {
            refused = true;
            fail_at = SIZE_MAX;
            MUST(s.count == i && piq__strings_find(&s, text, length) == 0);
            number = piq__strings_take(&s, text, length);
        }
        MUST(number == i + 1);
    }
    for (uint32_t i = 0; i < CROWD; i++) {
        const size_t length = same_hash(i / 2, i % 2 != 0, text);
        MUST(piq__strings_find(&s, text, length) == i + 1 && piq__strings_at(&s, i + 1).length == length);
        text[length - 1] ^= 1;
        MUST(piq__strings_find(&s, text, length) == 0);
    }
    MUST(piq__strings_find(&s, text, same_hash(CROWD, false, text)) == 0);
    MUST(s.crowd.count != 0 && s.items[0].hash == s.items[1].hash && s.items[0].length != s.items[1].length);
    piq__strings_end(&s);
    MUST(blocks == 0);
    fail_at = SIZE_MAX;
    return !refused;
}

/* Asking for many at once guesses by the hash alone: right or wrong, the answer is the same. */
static void check_guesses(void)
{
    enum { ASKED = 200 };
    static char texts[ASKED][24];
    static piq__asked asked[ASKED];
    piq__strings s;
    piq__strings_begin(&s, &memory);
    asked[0].text = "nobody";
    asked[0].length = 6;
    piq__strings_expect(&s, asked, 1, true); /* of no text at all */
    MUST(asked[0].likely == 0 && piq__strings_find_asked(&s, &asked[0]) == 0);
    for (uint32_t i = 0; i < ASKED; i++) {
        asked[i].text = texts[i];
        asked[i].length = same_hash(i, false, texts[i]);
        MUST(piq__strings_take(&s, asked[i].text, asked[i].length) == i + 1);
    }
    /* Another hash that would stand where those do, so that no slot of it is found. */
    char other[12] = "";
    const size_t mask = s.slot_count - 1;
    for (unsigned n = 0; (piq__ask(other, 8).hash & mask) != (s.items[0].hash & mask) || piq__ask(other, 8).hash == s.items[0].hash; n++)
        (void)snprintf(other, sizeof other, "%08u", n);
    asked[0].text = other;
    asked[0].length = 8;
    piq__strings_expect(&s, asked, ASKED, true);
    MUST(piq__strings_find_asked(&s, &asked[0]) == 0);
    for (uint32_t i = 1; i < ASKED; i++)
        MUST(piq__strings_find_asked(&s, &asked[i]) == i + 1);
    piq__strings_end(&s);
    MUST(blocks == 0);
}

static void check_crowd(void)
{
    size_t fail = 0;
    while (!crowd(fail) && fail < 1000)
        fail++;
    MUST(fail > 5 && fail < 1000);
}

int main(void)
{
    check_text_count();
    check_pool();
    check_rows();
    check_crowd();
    check_guesses();
    printf("%d passed, %lu failed\n", failures == 0, failures);
    return failures != 0;
}
