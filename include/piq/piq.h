/** @file
 * libpiq: looks at a GPU fleet and says where money and reliability leak.
 *
 * Fill a fleet (row by row, column by column, or from a JSON snapshot), evaluate it under a policy, read the report:
 *
 * @code
 * piq_fleet *fleet = NULL;
 * piq_report *report = NULL;
 * piq_error error = PIQ_ERROR_INIT;
 * piq_status bad = piq_fleet_new(NULL, &fleet);
 * bad = bad ? bad : piq_fleet_read_json(fleet, bytes, length, &error);
 * bad = bad ? bad : piq_evaluate(fleet, NULL, &report, &error);
 * bad = bad ? bad : piq_report_write_json(report, write, user, 0, &error);
 * piq_report_free(report);
 * piq_fleet_free(fleet);
 * @endcode
 *
 * The library does no I/O, starts no thread, reads no clock, locale or environment, keeps no global state, never aborts.
 *
 * Rules that hold for every function here, unless its own description says otherwise:
 * - Threads: a `const` object may be read by any number of threads at once; any other object by one thread at a time.
 *   Different objects have nothing to do with each other.
 * - Ownership: what piq_fleet_new(), piq_policy_new() and piq_evaluate() give is freed once, with piq_fleet_free(),
 *   piq_policy_free() and piq_report_free(), which accept NULL. Whatever a report hands out is borrowed: it lives as long as
 *   the report and is not freed. A report does not need its fleet or policy any more.
 * - Errors: a function that can fail returns ::piq_status, ::PIQ_OK (0) when good. A failed function has changed nothing that
 *   can be observed, and clears what it was to fill: objects, rows, ids and pointers become 0 or NULL, and so does a struct but
 *   for its `struct_size`. The optional ::piq_error says more; it needs no freeing.
 * - NULL: a pointer that must not be NULL gives ::PIQ_E_ARGUMENT, and so does a NULL fleet, policy or report; those that may be
 *   NULL say so. `error` may always be NULL. Functions that return a count return 0 for NULL.
 * - Text is UTF-8 with an explicit length in bytes; ::PIQ_NUL_TERMINATED as a length asks for strlen. Inputs are copied. A text
 *   that holds a NUL is refused: it would be cut where it is handed out, and two ids could read the same.
 * - Unknown is not zero: a field that was never set is unknown; setting NaN, or an empty text, makes it unknown again.
 * - Units: bytes, seconds, ratios from 0 to 1, GPUs, currency per hour. Every field's unit and range stands in vocabulary.h
 *   and in the schema functions.
 * - Structs that start with `struct_size` grow at their end only. The caller states there what it was compiled with, and the
 *   library reads or fills no more than that.
 * - Numbers: the same input gives the same bytes on every machine, whatever the order of rows, the compiler or the number of
 *   threads. Decisions use + - * / sqrt and comparisons on doubles, money is added in 64-bit integers. Another floating-point
 *   mode that a library has left behind in the thread (flush to zero, a rounding direction) changes no report: it is set to the
 *   default while piq_evaluate(), the JSON writers and the calculator run, and put back.
 */
#ifndef PIQ_H
#define PIQ_H

#include <stddef.h>
#include <stdint.h>

#include "piq/vocabulary.h"

#ifdef __cplusplus
extern "C" {
#endif

/* PIQ_API:
 * A symbol that the library exports. Define PIQ_STATIC on Windows when linking statically. Who compiles the two files into a module
 * of their own may define PIQ_API first, to keep the symbols inside: -DPIQ_API='__attribute__((visibility("hidden")))'. */
#if defined(PIQ_API)
#elif defined(_WIN32) && !defined(PIQ_STATIC)
#ifdef PIQ_BUILD
#define PIQ_API __declspec(dllexport)
#else
#define PIQ_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define PIQ_API __attribute__((visibility("default")))
#else
#define PIQ_API
#endif
/** @def PIQ_CHECK
 * A result that must not be dropped: the compiler warns where it is. */
#if defined(__GNUC__)
#define PIQ_CHECK __attribute__((warn_unused_result))
#else
#define PIQ_CHECK
#endif

/* ------------------------------------------------------------------------------------------------------------------
 * Version
 * --------------------------------------------------------------------------------------------------------------- */

/** @name Version of this header; that of the library in use is piq_version().
 * @{ */
#define PIQ_VERSION_MAJOR 0            /**< grows when something is removed or changes its meaning; with it the soname */
#define PIQ_VERSION_MINOR 1            /**< grows when something is added */
#define PIQ_VERSION_PATCH 0            /**< grows with corrections */
#define PIQ_VERSION_STRING "0.1.0"     /**< all three as text */
/** @} */

/** The version of the library in use.
 * @return major << 16 | minor << 8 | patch. @since 0.1 */
PIQ_API uint32_t piq_version(void);

/** The version of the library in use as text.
 * @return static text, "0.1.0"; never NULL. @since 0.1 */
PIQ_API const char *piq_version_string(void);

/* ------------------------------------------------------------------------------------------------------------------
 * Statuses and errors
 * --------------------------------------------------------------------------------------------------------------- */

/** What a function came to: 0 good, negative failed. Values are never renumbered; new ones may be added, so treat every other
 * value as a failure. */
typedef int32_t piq_status;

/** @name Statuses
 * @{ */
#define PIQ_OK 0              /**< done */
#define PIQ_E_ARGUMENT (-1)   /**< NULL, a stale reference, or a call out of order */
#define PIQ_E_NOMEM (-2)      /**< the allocator gave no memory */
#define PIQ_E_FIELD (-3)      /**< no such field, key or word for this entity */
#define PIQ_E_TYPE (-4)       /**< the field holds another type */
#define PIQ_E_RANGE (-5)      /**< the value is outside the field's range */
#define PIQ_E_DUPLICATE (-6)  /**< the id or key is there already */
#define PIQ_E_REFERENCE (-7)  /**< what is named is not in the fleet */
#define PIQ_E_OVERFULL (-8)   /**< more GPUs placed than the node has */
#define PIQ_E_SYNTAX (-9)     /**< the text is not JSON or nested more than 64 deep; the Arrow array is malformed */
#define PIQ_E_VERSION (-10)   /**< a snapshot or structure of another version */
#define PIQ_E_LIMIT (-11)     /**< a hard limit of the library: rows of one entity, texts and their bytes, items of lists */
#define PIQ_E_SINK (-12)      /**< the caller's sink refused */
#define PIQ_E_VALUE (-13)     /**< a word the field does not know, or text that is not UTF-8 */
#define PIQ_E_SOURCE (-14)    /**< the caller's stream failed */
#define PIQ_E_AMBIGUOUS (-15) /**< the name may mean more than one thing */
/** @} */

/** A status in words, "range".
 * @param status any number.
 * @return static text; "unknown status" for a number that is none; never NULL. @since 0.1 */
PIQ_API const char *piq_status_name(piq_status status);

/** A length that asks for strlen. */
#define PIQ_NUL_TERMINATED SIZE_MAX
/** No row, field or place. */
#define PIQ_NONE UINT64_MAX

/** What went wrong and where. The caller owns it; it holds no pointers, so it may be copied and kept. Set `struct_size`, or
 * start with ::PIQ_ERROR_INIT. A function that succeeds leaves it alone. */
typedef struct piq_error {
    uint32_t struct_size; /**< in: sizeof(piq_error) */
    int32_t code;         /**< the returned status */
    uint32_t field;       /**< the field or policy key, or 0 */
    uint32_t entity;      /**< PIQ_ENTITY_..., or 0 */
    uint64_t row;         /**< the entity's row, or ::PIQ_NONE */
    uint32_t line;        /**< line in the JSON text from 1, or 0 */
    uint32_t column;      /**< column in that line, in characters from 1, or 0 */
    char message[480];    /**< one English sentence, always terminated; not for parsing */
} piq_error;
/** Initialises a ::piq_error. */
#define PIQ_ERROR_INIT {(uint32_t)sizeof(piq_error), 0, 0, 0, PIQ_NONE, 0, 0, {0}}

/* ------------------------------------------------------------------------------------------------------------------
 * Memory and output, both the caller's
 * --------------------------------------------------------------------------------------------------------------- */

/** The caller's memory. Every call states size and alignment (always 16), so that an arena needs no headers of its own. The
 * functions must not call back into the object they serve. With piq_policy_set_workers() they are called from the workers'
 * threads, several at once. */
typedef struct piq_allocator {
    uint32_t struct_size; /**< sizeof(piq_allocator) */
    uint32_t reserved;    /**< 0 */
    void *(*alloc)(void *user, size_t size, size_t align);                                        /**< NULL: out of memory */
    void *(*resize)(void *user, void *block, size_t old_size, size_t new_size, size_t align);     /**< NULL: alloc and release */
    void (*release)(void *user, void *block, size_t size, size_t align);                          /**< block is not NULL */
    void *user;           /**< handed to all three */
} piq_allocator;

/** Takes `length` bytes of output; 0 to go on, anything else stops with ::PIQ_E_SINK. The bytes are not NUL-terminated, are
 * borrowed for the call, and may end within a character. `user` is what the caller gave beside the function. */
typedef int32_t (*piq_write)(void *user, const char *bytes, size_t length);

/* ------------------------------------------------------------------------------------------------------------------
 * Schema: the library describes its own vocabulary
 *
 * All text is static. Nothing here needs an object, so every function may be called from any thread at any time.
 * --------------------------------------------------------------------------------------------------------------- */

/** One input field. */
typedef struct piq_field_info {
    uint32_t struct_size; /**< in: sizeof(piq_field_info) */
    uint32_t id;          /**< PIQ_<ENTITY>_<FIELD> */
    uint32_t entity;      /**< PIQ_ENTITY_... */
    uint32_t type;        /**< PIQ_TYPE_... */
    uint32_t words;       /**< PIQ_WORDS_... where only certain words are allowed, else 0 */
    uint32_t since;       /**< version that brought it, as piq_version() counts */
    double min;           /**< least allowed number or integer */
    double max;           /**< largest allowed number or integer */
    const char *name;     /**< the key in JSON and the column in Arrow */
    const char *unit;     /**< "" where none */
    const char *used_by;  /**< detector numbers or parts of the library, blank-separated */
    const char *meaning;  /**< one line, may be "" */
} piq_field_info;

/** How many input fields there are.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_field_count(void);
/** Describes a field.
 * @param index 0 to count-1, in the order of the vocabulary.
 * @param info filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end, or where `struct_size` is not set. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_field_at(size_t index, piq_field_info *info);
/** The id of a field by its entity and name.
 * @param entity PIQ_ENTITY_...
 * @param name the key in JSON. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param field receives the id, or 0.
 * @return PIQ_E_FIELD where there is none. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_field_find(uint32_t entity, const char *name, size_t length, uint32_t *field);

/** One threshold. */
typedef struct piq_policy_info {
    uint32_t struct_size;   /**< in: sizeof(piq_policy_info) */
    uint32_t id;            /**< PIQ_POLICY_... */
    uint32_t since;         /**< version that brought it, as piq_version() counts */
    uint32_t is_boolean;    /**< 1: only 0 or 1 */
    double default_value;   /**< in force unless set */
    const char *name;       /**< the key in a policy file */
    const char *unit;       /**< "" where none */
    const char *detectors;  /**< detector numbers or parts of the library, blank-separated */
    const char *meaning;    /**< one line, may be "" */
} piq_policy_info;

/** How many thresholds there are.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_policy_key_count(void);
/** Describes a threshold.
 * @param index 0 to count-1.
 * @param info filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end, or where `struct_size` is not set. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_key_at(size_t index, piq_policy_info *info);
/** The id of a threshold by its name.
 * @param name the key in a policy file. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param key receives the id, or 0.
 * @return PIQ_E_FIELD where there is none. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_key_find(const char *name, size_t length, uint32_t *key);

/** One detector. */
typedef struct piq_detector_info {
    uint32_t struct_size; /**< in: sizeof(piq_detector_info) */
    uint32_t id;          /**< PIQ_DETECTOR_..., 1 to 10 */
    uint32_t entity;      /**< what it judges */
    uint32_t personas;    /**< bit (1 << PIQ_PERSONA_...) for each that it matters to */
    const char *name;     /**< "tier_misplacement" */
    const char *title;    /**< "Tier misplacement" */
    const char *subtypes; /**< blank-separated */
    const char *rule;     /**< the rule in plain sentences */
} piq_detector_info;

/** How many detectors there are.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_detector_count(void);
/** Describes a detector.
 * @param index 0 to count-1: its id less 1.
 * @param info filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end, or where `struct_size` is not set. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_detector_at(size_t index, piq_detector_info *info);
/** The id of a detector by its name.
 * @param name "tier_misplacement". @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param detector receives PIQ_DETECTOR_..., or 0.
 * @return PIQ_E_FIELD where there is none. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_detector_find(const char *name, size_t length, uint32_t *detector);

/** The word for an id of a group: PIQ_WORDS_SEVERITY and PIQ_SEVERITY_HIGH give "high".
 * @param words PIQ_WORDS_... @param id an id of that group.
 * @return static text; NULL where there is none. @since 0.1 */
PIQ_API const char *piq_word(uint32_t words, uint32_t id);
/** The id of a word of a group.
 * @param words PIQ_WORDS_...
 * @param word the word; NULL gives 0. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @return the id; 0 where there is none. @since 0.1 */
PIQ_API uint32_t piq_word_find(uint32_t words, const char *word, size_t length);
/** The name of an input field, measure or threshold by its id.
 * @param id PIQ_<ENTITY>_<FIELD>, PIQ_MEASURE_... or PIQ_POLICY_...
 * @return static text; NULL where there is none. @since 0.1 */
PIQ_API const char *piq_name(uint32_t id);

/* ------------------------------------------------------------------------------------------------------------------
 * Fleet: what the caller knows
 *
 * Rows are added first, their fields set then, in any order. A field takes memory only in rows where it is set: 8 bytes for a
 * number, 4 for a text (which is kept once however often it stands), 1 for a boolean or a word of a group. A value out of its
 * field's range is refused where it is set, and the error names the field, the row, the value and the range.
 * --------------------------------------------------------------------------------------------------------------- */

/** A fleet: GPU types, models, nodes, workloads and their fields. */
typedef struct piq_fleet piq_fleet;
/** One row of a fleet: its entity and position. Nothing to free; valid as long as the fleet. 0 is no row. */
typedef uint64_t piq_ref;

/** A fleet without rows.
 * @param allocator NULL: malloc. It is copied; its `user` must outlive the fleet and the reports made of it.
 * @param fleet receives the fleet, owned by the caller, or NULL.
 * @return PIQ_E_NOMEM, PIQ_E_ARGUMENT (`alloc` or `release` missing, or a small `struct_size`). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_new(const piq_allocator *allocator, piq_fleet **fleet);
/** Frees a fleet and all that is in it.
 * @param fleet NULL is allowed. @since 0.1 */
PIQ_API void piq_fleet_free(piq_fleet *fleet);

/** Adds a GPU type, model, node or workload under an id that is not taken.
 * @param fleet the fleet.
 * @param entity PIQ_ENTITY_GPU_TYPE, _MODEL, _NODE or _WORKLOAD.
 * @param id its name. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param ref receives the row, or 0; NULL is allowed.
 * @param error may be NULL.
 * @return PIQ_E_DUPLICATE, PIQ_E_VALUE (empty or not UTF-8), PIQ_E_LIMIT, PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_add(piq_fleet *fleet, uint32_t entity, const char *id, size_t length, piq_ref *ref,
                                           piq_error *error);
/** Adds `count` rows at once: all of them or none.
 * @param fleet the fleet.
 * @param entity as in piq_fleet_add().
 * @param ids their names. @param lengths the bytes of each; NULL: the ids end in NUL.
 * @param count how many.
 * @param first receives the first row, or 0; the others follow (first + 1, ...). NULL is allowed.
 * @param error may be NULL.
 * @return as piq_fleet_add(). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_add_many(piq_fleet *fleet, uint32_t entity, const char *const *ids, const size_t *lengths,
                                                size_t count, piq_ref *first, piq_error *error);
/** How many rows of an entity there are.
 * @param fleet the fleet; NULL gives 0. @param entity PIQ_ENTITY_...
 * @return the count; 0 for an entity that has no rows. @since 0.1 */
PIQ_API size_t piq_fleet_count(const piq_fleet *fleet, uint32_t entity);
/** The reference of a row by its number. Rows keep their number.
 * @param fleet the fleet. @param entity PIQ_ENTITY_... @param row 0 to count-1.
 * @return the reference; 0 past the end. @since 0.1 */
PIQ_API piq_ref piq_fleet_row(const piq_fleet *fleet, uint32_t entity, size_t row);
/** The reference of a row by its id, in constant time.
 * @param fleet the fleet. @param entity PIQ_ENTITY_...
 * @param id its name. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param ref receives the row, or 0.
 * @return PIQ_E_REFERENCE where there is none. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_find(const piq_fleet *fleet, uint32_t entity, const char *id, size_t length, piq_ref *ref);
/** The fleet's own row, for the fields of PIQ_ENTITY_FLEET. */
#define PIQ_FLEET_ROW ((piq_ref)PIQ_ENTITY_FLEET << 32)

/** Sets a number field, or an integer field (then the value must be whole). NaN makes it unknown.
 * @param fleet the fleet. @param row the row. @param field its field.
 * @param value in the field's unit.
 * @param error may be NULL.
 * @return PIQ_E_FIELD (no such field, or the id), PIQ_E_TYPE, PIQ_E_RANGE, PIQ_E_OVERFULL (gpu_count of a node below what is
 * placed on it), PIQ_E_NOMEM, PIQ_E_ARGUMENT (no such row). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_number(piq_fleet *fleet, piq_ref row, uint32_t field, double value, piq_error *error);
/** Sets an integer or a number field.
 * @param fleet the fleet. @param row the row. @param field its field.
 * @param value in the field's unit; beyond 2^53 it is rounded to a double.
 * @param error may be NULL.
 * @return as piq_fleet_set_number(). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_integer(piq_fleet *fleet, piq_ref row, uint32_t field, int64_t value, piq_error *error);
/** Sets a boolean field. It cannot be made unknown again.
 * @param fleet the fleet. @param row the row. @param field its field.
 * @param value 0 is false, any other value is true.
 * @param error may be NULL.
 * @return PIQ_E_FIELD, PIQ_E_TYPE, PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_boolean(piq_fleet *fleet, piq_ref row, uint32_t field, int32_t value, piq_error *error);
/** Sets a string or timestamp field. A field with a word group takes only its words; elsewhere an empty text makes the field
 * unknown.
 * @param fleet the fleet. @param row the row. @param field its field.
 * @param text the value. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param error may be NULL.
 * @return PIQ_E_VALUE for an unknown word, text that is not UTF-8 or a timestamp that is not RFC 3339; PIQ_E_FIELD, PIQ_E_TYPE,
 * PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_string(piq_fleet *fleet, piq_ref row, uint32_t field, const char *text, size_t length,
                                                  piq_error *error);
/** Sets a string-list field as a whole. An empty list is not the same as unknown.
 * @param fleet the fleet. @param row the row. @param field its field.
 * @param items the texts. @param lengths the bytes of each; NULL: the texts end in NUL. @param count how many.
 * @param error may be NULL.
 * @return PIQ_E_VALUE (unknown word, not UTF-8), PIQ_E_FIELD, PIQ_E_TYPE, PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_string_list(piq_fleet *fleet, piq_ref row, uint32_t field, const char *const *items,
                                                       const size_t *lengths, size_t count, piq_error *error);
/** Sets a number-list field as a whole. An empty list is not the same as unknown.
 * @param fleet the fleet. @param row the row. @param field its field.
 * @param values the numbers, in any order; none may be NaN. @param count how many.
 * @param error may be NULL.
 * @return PIQ_E_RANGE, PIQ_E_FIELD, PIQ_E_TYPE, PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_number_list(piq_fleet *fleet, piq_ref row, uint32_t field, const double *values,
                                                       size_t count, piq_error *error);

/** One piece of a placement. */
typedef struct piq_piece {
    piq_ref node;          /**< the node it sits on */
    double gpus;           /**< whole GPUs, or a share below 1 of one GPU */
    int64_t replica;       /**< the replica it belongs to, or -1: pieces fill replicas in order */
    const char *gpu;       /**< label of the shared GPU; NULL for none. Equal labels on a node are the same GPU */
    size_t gpu_length;     /**< bytes of `gpu` */
} piq_piece;
/** Places a workload, replacing what was said of it before; `count` 0 says that it sits nowhere.
 * @param fleet the fleet. @param workload its row.
 * @param pieces where it sits. @param count how many.
 * @param stride bytes from one piece to the next: sizeof(piq_piece).
 * @param error may be NULL.
 * @return PIQ_E_REFERENCE (no such node), PIQ_E_RANGE, PIQ_E_VALUE (a label is not UTF-8), PIQ_E_OVERFULL (more than the node
 * has, or shares of one GPU above 1), PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_place(piq_fleet *fleet, piq_ref workload, const piq_piece *pieces, size_t count, size_t stride,
                                             piq_error *error);

/** One change of a workload's replica count. */
typedef struct piq_scale_event {
    double seconds_ago; /**< before observed_at */
    double replicas;    /**< count after the event */
    uint32_t cause;     /**< PIQ_CAUSE_..., 0: unknown */
    uint32_t reserved;  /**< 0 */
} piq_scale_event;
/** Sets a workload's scale events as a whole, in any order.
 * @param fleet the fleet. @param workload its row.
 * @param events the changes. @param count how many.
 * @param stride bytes from one event to the next: sizeof(piq_scale_event).
 * @param error may be NULL.
 * @return PIQ_E_RANGE, PIQ_E_NOMEM, PIQ_E_ARGUMENT, PIQ_E_FIELD (the row is no workload). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_scale_events(piq_fleet *fleet, piq_ref workload, const piq_scale_event *events, size_t count,
                                                        size_t stride, piq_error *error);

/** One MIG profile of a GPU type. */
typedef struct piq_mig_profile {
    const char *name;            /**< "3g.40gb", NUL-terminated */
    double compute_slices;       /**< of compute_slices_total */
    double compute_slices_total; /**< 7 on A100 and later */
    double memory_bytes;         /**< of one instance */
    double max_instances;        /**< on one GPU */
} piq_mig_profile;
/** Sets a GPU type's MIG profiles as a whole; `count` 0 says that it has none.
 * @param fleet the fleet. @param gpu_type its row.
 * @param profiles the profiles, as the vendor documents them. @param count how many.
 * @param stride bytes from one profile to the next: sizeof(piq_mig_profile).
 * @param error may be NULL.
 * @return PIQ_E_RANGE, PIQ_E_NOMEM, PIQ_E_ARGUMENT, PIQ_E_FIELD (the row is no GPU type). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_mig_profiles(piq_fleet *fleet, piq_ref gpu_type, const piq_mig_profile *profiles,
                                                        size_t count, size_t stride, piq_error *error);

/** Sets a number or integer field of `count` rows from `first` on: all of them or none.
 * @param fleet the fleet. @param field the field; it names the entity.
 * @param first number of the first row. @param count how many rows.
 * @param values the first value. @param stride bytes from one value to the next; 0: tightly packed.
 * @param validity bit i (least significant first) tells whether row first+i has a value; NULL: all have. A row without a value
 * stays as it was; NaN makes it unknown.
 * @param error may be NULL; it names the row.
 * @return as piq_fleet_set_number(); PIQ_E_ARGUMENT where the rows reach past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_number_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                         const double *values, size_t stride, const uint8_t *validity, piq_error *error);
/** The same from 64-bit integers.
 * @param fleet the fleet. @param field the field. @param first number of the first row. @param count how many rows.
 * @param values the first value; beyond 2^53 it is rounded to a double.
 * @param stride bytes from one value to the next; 0: tightly packed.
 * @param validity as in piq_fleet_set_number_column().
 * @param error may be NULL; it names the row.
 * @return as piq_fleet_set_number_column(). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_integer_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                          const int64_t *values, size_t stride, const uint8_t *validity,
                                                          piq_error *error);
/** The same for a boolean field from bytes.
 * @param fleet the fleet. @param field the field. @param first number of the first row. @param count how many rows.
 * @param values the first byte; 0 is false, any other byte is true. @param stride bytes from one value to the next; 0: 1.
 * @param validity as in piq_fleet_set_number_column().
 * @param error may be NULL; it names the row.
 * @return PIQ_E_FIELD, PIQ_E_TYPE, PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_boolean_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                          const uint8_t *values, size_t stride, const uint8_t *validity,
                                                          piq_error *error);
/** The same for a string or timestamp field.
 * @param fleet the fleet. @param field the field. @param first number of the first row. @param count how many rows.
 * @param texts a text for each row; NULL: the row stays as it was. @param lengths the bytes of each; NULL: the texts end in NUL.
 * @param error may be NULL; it names the row.
 * @return as piq_fleet_set_string(). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_string_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                         const char *const *texts, const size_t *lengths, piq_error *error);
/** Adds one piece to each of `count` workloads: all of them or none. What was placed before stays; a workload may stand here
 * several times.
 * @param fleet the fleet.
 * @param workloads numbers of the workload rows. @param nodes numbers of the node rows. @param gpus GPUs of each piece.
 * @param count how many pieces.
 * @param error may be NULL; it names the workload's row.
 * @return PIQ_E_REFERENCE (no such node), PIQ_E_RANGE, PIQ_E_OVERFULL, PIQ_E_NOMEM, PIQ_E_ARGUMENT (no such workload). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_place_column(piq_fleet *fleet, const uint32_t *workloads, const uint32_t *nodes,
                                                    const double *gpus, size_t count, piq_error *error);

/** Reads a JSON snapshot into a fleet without rows. Fields of the fleet itself that are set already stay, unless the snapshot
 * sets them. The text is read once, without building a document; strictly as RFC 8259 has it, UTF-8 checked, an unknown or
 * repeated key refused (keys that begin with x_ are skipped).
 * @param fleet the fleet.
 * @param bytes the text; with a length it need not end in NUL. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param error may be NULL; it gives line and column, and its message the JSON path.
 * @return PIQ_E_SYNTAX, PIQ_E_FIELD (unknown or missing key), PIQ_E_TYPE, PIQ_E_RANGE, PIQ_E_VALUE, PIQ_E_DUPLICATE,
 * PIQ_E_REFERENCE, PIQ_E_OVERFULL, PIQ_E_VERSION, PIQ_E_LIMIT, PIQ_E_NOMEM, PIQ_E_ARGUMENT (the fleet has rows). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_read_json(piq_fleet *fleet, const char *bytes, size_t length, piq_error *error);

/* ------------------------------------------------------------------------------------------------------------------
 * Catalog: GPU types and models that the library knows by itself
 * --------------------------------------------------------------------------------------------------------------- */

/** One built-in GPU type or model. All text is static and NUL-terminated, "" where there is none. Facts: piq_catalog_number(). */
typedef struct piq_catalog_entry {
    uint32_t struct_size; /**< in: sizeof(piq_catalog_entry) */
    uint32_t entity;      /**< PIQ_ENTITY_GPU_TYPE or PIQ_ENTITY_MODEL */
    const char *name;     /**< canonical: as the device reports it, or the model's repository */
    const char *aliases;  /**< other spellings, separated by semicolons */
    const char *source;   /**< where the facts come from */
    const char *notes;    /**< what to know about them */
    const char *vendor;   /**< of a GPU type */
    const char *architecture; /**< of a GPU type */
    uint32_t model_class; /**< PIQ_CLASS_... of a model, else 0 */
    uint32_t mig_profile_count; /**< of a GPU type; see piq_catalog_mig_profile() */
    uint32_t measured;    /**< published measurements of this GPU type that the throughput model is held against */
    uint32_t price_offers; /**< offers behind the reference price */
    double power_watts;   /**< of a GPU type; NaN: unknown */
    double price_median;  /**< reference price: USD per GPU-hour, on demand; NaN: none known */
    double price_min;     /**< lowest offer */
    double price_max;     /**< highest offer */
    const char *price_date; /**< "2026-03" */
    const char *price_source; /**< the offers */
} piq_catalog_entry;

/** How many entries there are.
 * @param entity PIQ_ENTITY_GPU_TYPE or PIQ_ENTITY_MODEL.
 * @return the count; 0 for any other entity. @since 0.1 */
PIQ_API size_t piq_catalog_count(uint32_t entity);
/** Describes an entry.
 * @param entity as in piq_catalog_count(). @param index 0 to count-1. @param entry filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_catalog_at(uint32_t entity, size_t index, piq_catalog_entry *entry);
/** A fact of an entry.
 * @param entity as in piq_catalog_count(). @param index 0 to count-1.
 * @param field its field: PIQ_GPU_TYPE_MEMORY_BYTES, PIQ_MODEL_LAYERS, ...
 * @return the value in that field's unit; NaN where it is unknown, past the end, and for fields that are no facts (names,
 * prices). @since 0.1 */
PIQ_API double piq_catalog_number(uint32_t entity, size_t index, uint32_t field);
/** A MIG profile of a GPU type.
 * @param gpu_type the GPU type's index. @param position 0 to mig_profile_count-1.
 * @param profile receives it; its name is static text.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_catalog_mig_profile(size_t gpu_type, size_t position, piq_mig_profile *profile);

#define PIQ_CATALOG_MATCHES 8 /**< most rows that a search gives */
/** What a search for a name came to. */
typedef struct piq_catalog_match {
    uint32_t struct_size; /**< in: sizeof(piq_catalog_match) */
    uint32_t count;       /**< rows in use */
    uint32_t rows[PIQ_CATALOG_MATCHES]; /**< the entry; or what an ambiguous name may mean; or the nearest names, closest first */
} piq_catalog_match;
/** Finds an entry by its name or an alias. Case, blanks, dashes and underscores do not matter; nor do a vendor in front of a GPU
 * type, an organisation or path in front of a model, and a number format (-AWQ, -FP8, -GPTQ-Int4, ...) behind it.
 * @param entity as in piq_catalog_count().
 * @param name the name. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param match receives the entry, and on failure what might be meant; NULL is allowed.
 * @param error may be NULL.
 * @return PIQ_E_REFERENCE (unknown), PIQ_E_AMBIGUOUS: the error names them, too. PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_catalog_find(uint32_t entity, const char *name, size_t length, piq_catalog_match *match,
                                              piq_error *error);

/* ------------------------------------------------------------------------------------------------------------------
 * Calculator: what a model needs and what a GPU type gives it
 * --------------------------------------------------------------------------------------------------------------- */

/** A model as its config.json describes it. 0 and NaN mean that the entry is not there. */
typedef struct piq_model_config {
    uint32_t struct_size;  /**< in: sizeof(piq_model_config) */
    uint32_t model_class;  /**< PIQ_CLASS_..., 0: decoder */
    uint32_t weight_dtype; /**< PIQ_DTYPE_... that the weights are stored in, 0: not said */
    uint32_t tied_embeddings; /**< 1: one table for input and output */
    uint32_t plain_mlp;    /**< 1: two matrices (BERT, GPT-2, OPT, Falcon); 0: gated, three */
    uint32_t reserved;     /**< 0 */
    double layers;         /**< needed */
    double hidden_size;    /**< needed */
    double intermediate_size; /**< needed unless experts or parameters say it */
    double attention_heads; /**< needed */
    double vocab_size;     /**< needed unless parameters say it */
    double kv_heads;       /**< default: attention_heads */
    double head_dim;       /**< default: hidden_size / attention_heads */
    double kv_lora_rank;   /**< latent attention (MLA): compressed width of keys and values */
    double rope_head_dim;  /**< latent attention: rotary part of a head */
    double q_lora_rank;    /**< latent attention: compressed width of queries */
    double nope_head_dim;  /**< latent attention: the rest of a head */
    double value_head_dim; /**< latent attention: width of a head's values */
    double sliding_window; /**< tokens */
    double sliding_layers; /**< layers that have that window */
    double experts;        /**< routed experts of a layer */
    double experts_per_token; /**< of those, used for a token */
    double expert_intermediate_size; /**< width of one expert; default: intermediate_size */
    double shared_intermediate_size; /**< all shared experts of a layer together */
    double dense_layers;   /**< layers without routed experts */
    double max_context;    /**< tokens */
    double positions;      /**< rows of a learned position table */
    double parameters;     /**< where published; default: derived from the others */
    double active_parameters; /**< used for a token; where published, default: derived from the others */
} piq_model_config;

/** Reads a config.json as model repositories publish it; a multimodal one's text part. Entries without meaning here are passed over.
 * @param config receives the model.
 * @param bytes the text; with a length it need not end in NUL. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param error may be NULL; it gives line and column.
 * @return PIQ_E_SYNTAX, PIQ_E_TYPE, PIQ_E_RANGE, PIQ_E_FIELD (an entry that is needed is missing), PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_model_config_read_json(piq_model_config *config, const char *bytes, size_t length, piq_error *error);

/** A question to the calculator. 0, NaN and NULL ask for the default. */
typedef struct piq_estimate_query {
    uint32_t struct_size;  /**< in: sizeof(piq_estimate_query) */
    uint32_t weight_dtype; /**< PIQ_DTYPE_...; default: the configuration's or what the name ends in (-AWQ, -FP8), else bf16 */
    uint32_t kv_dtype;     /**< PIQ_KV_DTYPE_...; default: 16 bit */
    uint32_t engine;       /**< PIQ_ENGINE_...; default: vllm. tensorrt_llm takes its fraction of what is free, not of the device */
    uint32_t load;         /**< PIQ_LOAD_...; default: steady */
    uint32_t use_reference_price; /**< 1: where no price is given, the catalog's median stands in, and the result says so */
    const char *model;     /**< a name of the catalog, NUL-terminated; or NULL */
    const piq_model_config *config; /**< a model of the caller's; then `model` does not count */
    const char *gpu_type;  /**< a name of the catalog, NUL-terminated */
    double gpus;           /**< in all; default: tensor_parallel. More than that are further replicas that share the load */
    double tensor_parallel; /**< GPUs of one replica; default: the most that divides gpus and the attention heads */
    double input_tokens;   /**< of one request; default: 512 */
    double output_tokens;  /**< of one request; default: 256 */
    double concurrency;    /**< requests in flight in all; default: as many as memory holds */
    double gpu_memory_fraction; /**< above 0 to 1; default: 0.9 */
    double price_per_gpu_hour;  /**< default: none */
} piq_estimate_query;

/** An answer. Unknown numbers are NaN: only decoders have a throughput model, and other classes than decoder and encoder no cache model. */
typedef struct piq_estimate_result {
    uint32_t struct_size;  /**< in: sizeof(piq_estimate_result) */
    uint32_t fits;         /**< 1: one request at full length, and the concurrency asked for, fit the engine's share of the memory */
    uint32_t bound;        /**< PIQ_BOUND_...: what most of the time goes to, or that memory holds fewer than asked for; 0: unknown */
    uint32_t extrapolated; /**< 1: no published measurement on this GPU type or of these weights (fp32, int8), or a replica larger than its scale-up domain */
    uint32_t basis;        /**< PIQ_BASIS_... of the prices, 0 without */
    uint32_t weight_dtype; /**< PIQ_DTYPE_... that was reckoned with */
    uint32_t gpu_type;     /**< row of the catalog */
    uint32_t model;        /**< row of the catalog, UINT32_MAX for a configuration */
    double gpus;           /**< as asked for, or the default */
    double tensor_parallel; /**< as asked for, or the default */
    double parameters;     /**< of the model */
    double active_parameters; /**< of those, used for a token */
    double weights_bytes;  /**< of the whole model */
    double kv_bytes_per_token; /**< over all GPUs of a replica, no layer windowed */
    double overhead_bytes; /**< per GPU: activations, non-torch memory, graphs, what tensor parallelism repeats */
    double required_bytes_per_gpu; /**< weights, overhead and cache of the requests in flight (0: of max_concurrency, at least one) */
    double device_bytes;   /**< memory of one GPU */
    double max_concurrency; /**< requests in all replicas; a running one holds its input and 0.8 of its output on average */
    double output_tokens_per_second; /**< of all replicas */
    double low;            /**< of that; 9 of 10 published measurements lie between low and high */
    double high;           /**< of that */
    double batch;          /**< requests in flight in all replicas */
    double confidence;     /**< 0 to 1 */
    double ttft_seconds;   /**< to the first token on an idle engine */
    double tpot_seconds;   /**< one decode step at that batch */
    double price_per_hour; /**< of all GPUs; currency of the price given, USD for a reference price */
    double price_per_million_output_tokens; /**< in the same currency */
} piq_estimate_result;

/** Reckons memory, throughput and price of a model on a GPU type.
 * @param query the question. @param result filled up to its `struct_size`.
 * @param error may be NULL.
 * @return PIQ_E_REFERENCE (unknown name: the error gives the nearest ones), PIQ_E_AMBIGUOUS, PIQ_E_RANGE, PIQ_E_VALUE,
 * PIQ_E_FIELD (the configuration lacks an entry), PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_estimate(const piq_estimate_query *query, piq_estimate_result *result, piq_error *error);
/** Tries every GPU type of the catalog (`gpu_type` does not count) and keeps what fits, each with the fewest GPUs that do unless the
 * query says how many; reference prices count unless it gives one. Cheapest hour first, then cheapest tokens; unpriced ones last.
 * @param query the question.
 * @param results array of `capacity` results; the first one's struct_size is the distance from one to the next.
 * @param capacity how many results there is room for.
 * @param count receives how many fit, which may be more than `capacity`.
 * @param error may be NULL.
 * @return as piq_estimate(). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_estimate_rank(const piq_estimate_query *query, piq_estimate_result *results, size_t capacity,
                                               size_t *count, piq_error *error);

/* ------------------------------------------------------------------------------------------------------------------
 * Policy: thresholds, what is off, who reads the report
 *
 * Every default stands in vocabulary.h and in piq_policy_key_at(). Most are judgements; set what you judge otherwise.
 * --------------------------------------------------------------------------------------------------------------- */

/** Thresholds, disabled detectors, suppressions, persona, worker hook. */
typedef struct piq_policy piq_policy;

/** A policy of defaults.
 * @param allocator NULL: malloc. It is copied; its `user` must outlive the policy.
 * @param policy receives the policy, owned by the caller, or NULL.
 * @return PIQ_E_NOMEM, PIQ_E_ARGUMENT (`alloc` or `release` missing, or a small `struct_size`). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_new(const piq_allocator *allocator, piq_policy **policy);
/** Frees a policy.
 * @param policy NULL is allowed. @since 0.1 */
PIQ_API void piq_policy_free(piq_policy *policy);
/** Sets a threshold.
 * @param policy the policy. @param key PIQ_POLICY_...
 * @param value in the threshold's unit: finite and at least 0; 0 or 1 for a boolean.
 * @param error may be NULL.
 * @return PIQ_E_FIELD (no such threshold), PIQ_E_RANGE, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_set(piq_policy *policy, uint32_t key, double value, piq_error *error);
/** The threshold in force.
 * @param policy NULL: the default. @param key PIQ_POLICY_...
 * @return its value; NaN for an unknown key. @since 0.1 */
PIQ_API double piq_policy_get(const piq_policy *policy, uint32_t key);
/** Turns a detector off or on. When off it judges nothing, and all its counts are 0.
 * @param policy the policy. @param detector PIQ_DETECTOR_... @param on 0: off; any other value: on.
 * @param error may be NULL.
 * @return PIQ_E_FIELD (no such detector), PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_enable(piq_policy *policy, uint32_t detector, int32_t on, piq_error *error);
/** Whose eyes the report is for: findings that do not concern them are left out, the rest is ranked for them. Totals stay the
 * fleet's.
 * @param policy the policy. @param persona PIQ_PERSONA_...; 0: everybody.
 * @param error may be NULL.
 * @return PIQ_E_FIELD (no such persona), PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_set_persona(piq_policy *policy, uint32_t persona, piq_error *error);

/** A finding somebody has decided to live with. All text is NUL-terminated or NULL. At least one of `finding`, `detector` and
 * `entity_id` must be given. */
typedef struct piq_suppression {
    uint32_t struct_size;  /**< sizeof(piq_suppression) */
    uint32_t detector;     /**< PIQ_DETECTOR_..., 0: any. Ignored when `finding` is given */
    const char *finding;   /**< a finding's id, 16 hex digits; or NULL */
    const char *entity_id; /**< pattern for the entity's id, `*` stands for any text; NULL: any */
    const char *reason;    /**< why; may be NULL */
    const char *owner;     /**< who decided; may be NULL */
    const char *until;     /**< RFC 3339, compared with observed_at; NULL: never expires */
} piq_suppression;
/** Adds a suppression. A suppressed finding is only counted: it claims no money and blocks nothing.
 * @param policy the policy. @param suppression copied.
 * @param error may be NULL.
 * @return PIQ_E_VALUE (id, pattern or time malformed, or nothing named), PIQ_E_FIELD (no such detector), PIQ_E_NOMEM,
 * PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_suppress(piq_policy *policy, const piq_suppression *suppression, piq_error *error);

/** Runs task(context, 0) to task(context, count-1), each once, in any order, on any threads, and returns when all are done.
 * `user` is what the caller gave beside the function. */
typedef void (*piq_run_tasks)(void *user, void (*task)(void *context, size_t index), void *context, size_t count);
/** Lends evaluation the caller's threads; the report's bytes do not depend on it. The fleet's allocator is then called from
 * several threads at once (malloc may be).
 * @param policy the policy. @param run NULL: one thread. @param user handed to `run`.
 * @param error may be NULL.
 * @return PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_set_workers(piq_policy *policy, piq_run_tasks run, void *user, piq_error *error);
/** Applies a policy file: a JSON object of threshold names with numbers, `disabled` (detector names) and `suppressions` (objects
 * with the members of ::piq_suppression). What it does not name stays as it was.
 * @param policy the policy.
 * @param bytes the text; with a length it need not end in NUL. @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param error may be NULL; it gives line and column, and its message the JSON path.
 * @return PIQ_E_SYNTAX, PIQ_E_FIELD (unknown key or detector), PIQ_E_TYPE, PIQ_E_RANGE, PIQ_E_VALUE, PIQ_E_DUPLICATE, PIQ_E_NOMEM,
 * PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_read_json(piq_policy *policy, const char *bytes, size_t length, piq_error *error);

/* ------------------------------------------------------------------------------------------------------------------
 * Evaluation
 * --------------------------------------------------------------------------------------------------------------- */

/** What an evaluation found; immutable, so any number of threads may read it. */
typedef struct piq_report piq_report;

/** Runs all detectors. Missing input is no error: it stands in the report as not evaluated. Takes time proportional to the
 * fleet, and to look for moves that make room for pending jobs a bounded amount more.
 * @param fleet read only; it may be evaluated again, by several threads at once.
 * @param policy NULL: defaults.
 * @param report receives the report, owned by the caller, from the fleet's allocator; or NULL.
 * @param error may be NULL.
 * @return PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_evaluate(const piq_fleet *fleet, const piq_policy *policy, piq_report **report, piq_error *error);
/** JSON snapshot in, JSON report out, for callers who speak text only. Memory comes from the policy's allocator, without a policy
 * from malloc. When the sink refuses, what it took before stands.
 * @param bytes a snapshot, as for piq_fleet_read_json(). @param length its bytes, or ::PIQ_NUL_TERMINATED.
 * @param policy NULL: defaults.
 * @param write takes the report. @param user handed to `write`.
 * @param error may be NULL.
 * @return what piq_fleet_read_json(), piq_evaluate() and piq_report_write_json() return. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_evaluate_json(const char *bytes, size_t length, const piq_policy *policy, piq_write write, void *user,
                                               piq_error *error);
/** Frees a report.
 * @param report NULL is allowed. @since 0.1 */
PIQ_API void piq_report_free(piq_report *report);

/* ------------------------------------------------------------------------------------------------------------------
 * Report: totals
 * --------------------------------------------------------------------------------------------------------------- */

/** Money in millionths of the fleet's currency; ::PIQ_MONEY_UNKNOWN where a price is missing. Sums are exact. */
typedef int64_t piq_money;
/** Money that is not known. JSON, which has no such value, writes 0, and piq_report_degraded() says why. It adds nothing to totals. */
#define PIQ_MONEY_UNKNOWN INT64_MIN

/** Totals of a report. Money adds up only what is known; `unpriced_gpus` tells how much is not. */
typedef struct piq_summary {
    uint32_t struct_size;            /**< in: sizeof(piq_summary) */
    uint32_t reserved;               /**< 0 */
    uint64_t nodes;                  /**< nodes of the fleet */
    uint64_t workloads;              /**< workloads of the fleet */
    uint64_t findings;               /**< fired ones only */
    double gpus;                     /**< GPUs of the nodes */
    double unpriced_gpus;            /**< those without a price */
    double window_seconds;           /**< the telemetry window, 1209600 (14 days) unless the fleet says otherwise */
    piq_money spend_per_hour;        /**< what the fleet costs */
    piq_money waste_per_hour;        /**< of that, what findings claim; no GPU-hour twice, so it is at most the spend */
    piq_money recoverable_per_month; /**< what acting on all fired findings would save, each GPU-hour once */
    piq_money cost_to_fix_per_month; /**< what acting on those that cost money would cost */
    const char *observed_at;         /**< borrowed; "" where not given */
    const char *currency;            /**< borrowed; "USD" where not given */
} piq_summary;
/** Reads the totals.
 * @param report the report. @param summary filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_summary(const piq_report *report, piq_summary *summary);

/** One detector's counts of entities and its money. */
typedef struct piq_detector_totals {
    uint32_t struct_size;            /**< in: sizeof(piq_detector_totals) */
    uint32_t detector;               /**< PIQ_DETECTOR_... */
    uint64_t fired;                  /**< the rule holds */
    uint64_t clear;                  /**< the rule does not hold, observations included */
    uint64_t not_evaluated;          /**< could not be judged: piq_report_not_evaluated() says why */
    uint64_t not_applicable;         /**< the rule is not about such an entity */
    uint64_t suppressed;             /**< somebody has decided to live with it */
    uint64_t candidates;             /**< the rule holds with a confidence below confidence_min; outside the totals */
    piq_money waste_per_hour;        /**< its share of the summary's */
    piq_money recoverable_per_month; /**< its share of the summary's */
} piq_detector_totals;
/** Reads one detector's totals.
 * @param report the report. @param detector PIQ_DETECTOR_... @param totals filled up to its `struct_size`.
 * @return PIQ_E_FIELD for an unknown detector, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_detector(const piq_report *report, uint32_t detector, piq_detector_totals *totals);

/* ------------------------------------------------------------------------------------------------------------------
 * Report: findings
 *
 * Read by index, in the order of the report. A finding's parts are read by the finding's index and their own; the counts stand
 * in piq_finding.
 * --------------------------------------------------------------------------------------------------------------- */

/** One finding. All pointers are borrowed from the report. */
typedef struct piq_finding {
    uint32_t struct_size;            /**< in: sizeof(piq_finding) */
    uint32_t detector;               /**< PIQ_DETECTOR_... */
    uint32_t subtype;                /**< PIQ_SUBTYPE_... */
    uint32_t entity;                 /**< PIQ_ENTITY_NODE, _WORKLOAD or _CLUSTER */
    uint32_t state;                  /**< PIQ_STATE_... */
    uint32_t severity;               /**< PIQ_SEVERITY_... */
    uint32_t personas;               /**< bit (1 << PIQ_PERSONA_...) for each that it matters to */
    uint32_t reserved;               /**< 0 */
    uint64_t id;                     /**< depends on detector, subtype group and entity only; JSON: 16 hex digits */
    const char *entity_id;           /**< NUL-terminated */
    const char *cluster;             /**< NUL-terminated, "" where none is known */
    size_t entity_id_length;         /**< bytes of entity_id */
    size_t cluster_length;           /**< bytes of cluster */
    double confidence;               /**< product of the next five, kept within 0.05 and 0.99 */
    double signal;                   /**< how well the signals used show what the rule asks */
    double coverage;                 /**< how many of the expected samples were there */
    double window;                   /**< how long they were watched */
    double source;                   /**< 1: measured or declared; less: from peers, a model or a default */
    double margin;                   /**< how far the value lies from its threshold */
    piq_money waste_per_hour;        /**< exclusive: no other finding claims it too */
    piq_money standalone_per_month;  /**< what acting on this finding alone would save */
    piq_money recoverable_per_month; /**< exclusive share of the saving of acting on all */
    piq_money cost_to_fix_per_month; /**< where the remedy costs money instead; ::PIQ_MONEY_UNKNOWN where that is not known */
    double gpu_hours_per_month;      /**< GPU-hours it is about, for where prices are unknown */
    uint32_t evidence_count;         /**< for piq_report_evidence() */
    uint32_t remedy_count;           /**< for piq_report_remedy() */
    uint32_t wrong_remedy_count;     /**< for piq_report_wrong_remedy() */
    uint32_t relation_count;         /**< for piq_report_relation() */
    uint32_t degraded_count;         /**< for piq_report_degraded() */
    uint32_t basis;                  /**< PIQ_BASIS_... of its money: declared or reference prices; 0: no money */
} piq_finding;
/** How many findings the report holds: fired, then candidates, then observations, each by rank.
 * @param report NULL gives 0.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_report_finding_count(const piq_report *report);
/** Reads a finding.
 * @param report the report. @param index 0 to count-1. @param finding filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_finding(const piq_report *report, size_t index, piq_finding *finding);
/** Writes a finding's sentence, English for people; its wording may change in any version.
 * @param report the report. @param index the finding.
 * @param buffer receives the sentence, cut where there is no room and always terminated when `size` is not 0; NULL is allowed.
 * @param size bytes of `buffer`.
 * @return the sentence's full length, as snprintf does; 0 past the end. @since 0.1 */
PIQ_API size_t piq_report_message(const piq_report *report, size_t index, char *buffer, size_t size);

/** One piece of evidence: a value held against a threshold. */
typedef struct piq_evidence {
    uint32_t struct_size;   /**< in: sizeof(piq_evidence) */
    uint32_t field;         /**< an input field or PIQ_MEASURE_... */
    uint32_t policy;        /**< PIQ_POLICY_... that the threshold comes from, or 0 */
    uint32_t reserved;      /**< 0 */
    const char *name;       /**< name of the field or measure */
    const char *unit;       /**< its unit, "" where none */
    const char *comparison; /**< "<", "<=", ">", ">=", "=="; "" where nothing is compared */
    double value;           /**< the value; NaN where it is a word */
    double threshold;       /**< NaN where nothing is compared */
    const char *text;       /**< the value where it is a word, else NULL */
} piq_evidence;
/** Reads a piece of evidence.
 * @param report the report. @param finding the finding. @param index 0 to evidence_count-1.
 * @param evidence filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_evidence(const piq_report *report, size_t finding, size_t index, piq_evidence *evidence);

/** One remedy; the first is the primary one. */
typedef struct piq_remedy {
    uint32_t struct_size;     /**< in: sizeof(piq_remedy) */
    uint32_t action;          /**< PIQ_ACTION_... */
    uint32_t primary;         /**< 1 for the first */
    uint32_t parameter_count; /**< for piq_report_parameter() */
    const char *verify;       /**< what number should move, and by when */
} piq_remedy;
/** Reads a remedy.
 * @param report the report. @param finding the finding. @param index 0 to remedy_count-1.
 * @param remedy filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_remedy(const piq_report *report, size_t finding, size_t index, piq_remedy *remedy);

/** One parameter of a remedy: a number, or a text. */
typedef struct piq_parameter {
    uint32_t struct_size; /**< in: sizeof(piq_parameter) */
    uint32_t field;       /**< an input field or PIQ_MEASURE_... */
    const char *name;     /**< its name */
    double value;         /**< NaN when it is a text */
    const char *text;     /**< NULL when it is a number */
} piq_parameter;
/** Reads a parameter of a remedy.
 * @param report the report. @param finding the finding. @param remedy the remedy. @param index 0 to parameter_count-1.
 * @param parameter filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_parameter(const piq_report *report, size_t finding, size_t remedy, size_t index,
                                                  piq_parameter *parameter);
/** A remedy that would not help, and why.
 * @param report the report. @param finding the finding. @param index 0 to wrong_remedy_count-1.
 * @param action receives PIQ_ACTION_... @param reason receives borrowed text.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_wrong_remedy(const piq_report *report, size_t finding, size_t index, uint32_t *action,
                                                     const char **reason);
/** A relation to another finding.
 * @param report the report. @param finding the finding. @param index 0 to relation_count-1.
 * @param relation receives PIQ_RELATION_... @param other receives that finding's id; a persona's report may not hold it.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_relation(const piq_report *report, size_t finding, size_t index, uint32_t *relation,
                                                 uint64_t *other);
/** What lowered a finding's worth, as a word: "coverage_unknown", "price_unknown", ...
 * @param report the report. @param finding the finding. @param index 0 to degraded_count-1.
 * @return static text; NULL past the end. @since 0.1 */
PIQ_API const char *piq_report_degraded(const piq_report *report, size_t finding, size_t index);

/* ------------------------------------------------------------------------------------------------------------------
 * Report: what could not be judged
 * --------------------------------------------------------------------------------------------------------------- */

/** One judgement that could not be made. */
typedef struct piq_not_evaluated {
    uint32_t struct_size;    /**< in: sizeof(piq_not_evaluated) */
    uint32_t detector;       /**< PIQ_DETECTOR_... */
    uint32_t entity;         /**< PIQ_ENTITY_NODE or _WORKLOAD */
    uint32_t reason;         /**< PIQ_REASON_... */
    const char *entity_id;   /**< borrowed, NUL-terminated */
    size_t entity_id_length; /**< bytes of entity_id */
    uint32_t missing_count;  /**< for piq_report_missing() */
    uint32_t reserved;       /**< 0 */
} piq_not_evaluated;
/** How many judgements could not be made.
 * @param report NULL gives 0.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_report_not_evaluated_count(const piq_report *report);
/** Reads one of them.
 * @param report the report. @param index 0 to count-1. @param entry filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_not_evaluated(const piq_report *report, size_t index, piq_not_evaluated *entry);
/** A field whose presence would help to decide.
 * @param report the report. @param index the entry. @param position 0 to missing_count-1.
 * @return the field's id; 0 past the end. @since 0.1 */
PIQ_API uint32_t piq_report_missing(const piq_report *report, size_t index, size_t position);

/* ------------------------------------------------------------------------------------------------------------------
 * Report: pending workloads, the plan that makes room for them, free blocks
 * --------------------------------------------------------------------------------------------------------------- */

/** What holds a pending workload, judged alone against the present state.
 * @param report the report. @param index 0 to count-1.
 * @param entity_id receives borrowed text. @param state receives PIQ_PENDING_...
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_pending(const piq_report *report, size_t index, const char **entity_id, uint32_t *state);
/** How many workloads are pending.
 * @param report NULL gives 0.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_report_pending_count(const piq_report *report);

/** What else is known of a pending workload: what it asks for, how long it has waited, what that costs, and what would end it. */
typedef struct piq_waiting {
    uint32_t struct_size;     /**< in: sizeof(piq_waiting) */
    uint32_t state;           /**< PIQ_PENDING_... */
    const char *entity_id;    /**< borrowed, NUL-terminated */
    uint32_t starts;          /**< 1: the plan starts it */
    uint32_t share_fragmented; /**< 1: a shortage of whole GPUs only: what shared GPUs have left would make up for it */
    double gpus;              /**< of one replica; NaN: unknown */
    double replicas;          /**< how many */
    double pending_seconds;   /**< how long it has waited; NaN: unknown */
    double stranded_gpus;     /**< blocked: free GPUs of partly used nodes that wait for it, each counted for one workload only */
    piq_money lost_per_hour;  /**< price of those GPUs */
    piq_money lost_so_far;    /**< that, for as long as it has waited */
    double free_in_seconds;   /**< when workloads that end by themselves leave the room it needs; NaN: unknown, or never */
    const char *freed_by;     /**< the workload whose end makes that room complete, borrowed; NULL where free_in_seconds is NaN */
    double gpus_moved;        /**< GPUs of the plan's moves that its start needs */
    double restart_seconds;   /**< longest restart among them, for they can run side by side; NaN: unknown */
    piq_money plan_value;     /**< GPUs it asks for, at the price of where it starts, for the wait that the plan spares it:
                                   free_in_seconds, else as long again as it has waited. Not blocked or not started: 0 */
    piq_money plan_cost;      /**< GPUs of the moves that it needs, at their price, for the time each takes to restart */
} piq_waiting;
/** Reads what is known of a pending workload.
 * @param report the report. @param index as for piq_report_pending(). @param waiting filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_waiting(const piq_report *report, size_t index, piq_waiting *waiting);

/** The joint plan's figures: one plan for all pending workloads that need their GPUs in one domain. What others could use is not
 * set aside for them. */
typedef struct piq_plan {
    uint32_t struct_size;    /**< in: sizeof(piq_plan) */
    uint32_t optimal;        /**< 1: both the runs and the GPUs moved are proven best. Not claimed where the plan leaves too few GPUs
                                  for pending workloads that could start anywhere: running those might be worth more */
    uint64_t moves;          /**< for piq_report_move() */
    uint64_t starts;         /**< for piq_report_start() */
    uint64_t runs;           /**< pending workloads that the plan starts */
    uint64_t runs_bound;     /**< proven: no plan starts more */
    double gpus_moved;       /**< over all moves */
    double stranded_gpus;    /**< free GPUs that blocked workloads could use together and cannot apart, each once */
    piq_money lost_per_hour; /**< their price: the sum over piq_waiting::lost_per_hour */
    piq_money lost_so_far;   /**< the sum over piq_waiting::lost_so_far */
    piq_money value;         /**< the sum over piq_waiting::plan_value */
    piq_money cost;          /**< GPUs moved, at their price, for the time each takes to restart; ::PIQ_MONEY_UNKNOWN where some
                                  restart_seconds or price is not known. `value` less `cost` is what the plan is worth */
} piq_plan;
/** Reads the plan's figures.
 * @param report the report. @param plan filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_plan(const piq_report *report, piq_plan *plan);

/** One step of the plan: one whole replica. A move first releases what it leaves, then takes what is free at that moment. */
typedef struct piq_step {
    uint32_t struct_size; /**< in: sizeof(piq_step) */
    uint32_t from_count;  /**< pieces it leaves; 0 for a start */
    uint32_t to_count;    /**< pieces it takes */
    uint32_t reserved;    /**< 0 */
    const char *workload; /**< its id, borrowed */
    int64_t replica;      /**< from 0 */
    double gpus;          /**< of the replica */
} piq_step;
/** Reads a move, in executable order.
 * @param report the report. @param index 0 to moves-1. @param step filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_move(const piq_report *report, size_t index, piq_step *step);
/** Reads a start: where a pending replica then goes.
 * @param report the report. @param index 0 to starts-1. @param step filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_start(const piq_report *report, size_t index, piq_step *step);
/** A piece of a step.
 * @param report the report.
 * @param start 1: of a start, 0: of a move. @param step the start's or move's index.
 * @param to 1: where it goes, 0: where it was. @param index 0 to to_count-1 or from_count-1.
 * @param node receives the node's id, borrowed. @param gpus receives its GPUs.
 * @param gpu receives the shared GPU's label, borrowed, or NULL; a label that the snapshot does not know means a fresh GPU.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_step_piece(const piq_report *report, int32_t start, size_t step, int32_t to, size_t index,
                                                   const char **node, double *gpus, const char **gpu);

/** A node in the map of the plan: its GPUs before the first move and after the last start, domain by domain. */
typedef struct piq_map_node {
    uint32_t struct_size;   /**< in: sizeof(piq_map_node) */
    uint32_t state;         /**< PIQ_NODE_STATE_... */
    const char *node;       /**< its id, borrowed */
    const char *domain;     /**< what it shares a scale-up domain with others by, borrowed; "" where it is one by itself */
    const char *cluster;    /**< borrowed, "" where none is known */
    const char *gpu_type;   /**< borrowed, "" where none is known */
    uint32_t first;         /**< 1: the first node of its domain */
    uint32_t moves;         /**< 1: the plan takes work off this node or puts work on it */
    uint32_t gpus;          /**< all of them */
    uint32_t out_of_service; /**< of those */
    uint32_t free_before;   /**< whole GPUs free before the plan; 0 where nobody counted, and where the node takes no work */
    uint32_t free_after;    /**< and after it */
    uint32_t shared_before; /**< GPUs that carry shares before the plan */
    uint32_t shared_after;  /**< and after it */
    uint32_t held_before;   /**< GPUs that work holds before the plan, shared ones included; what is neither held nor free nor out of
                                 service lies idle on a node that takes no work */
    uint32_t reserved;      /**< 0 */
} piq_map_node;
/** How many nodes the map has: those of the domains that the plan touches; of a fleet of at most ::PIQ_MAP_WHOLE nodes where some
 * workload is blocked, or started by the plan, all.
 * @param report NULL gives 0.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_report_map_count(const piq_report *report);
#define PIQ_MAP_WHOLE 48 /**< most nodes of a fleet whose map is drawn whole */
/** Reads a node of the map.
 * @param report the report. @param index 0 to count-1. @param node filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_map_node(const piq_report *report, size_t index, piq_map_node *node);
/** How many domains the fleet has; those that the map leaves out are as they were.
 * @param report NULL gives 0.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_report_domain_count(const piq_report *report);

/** Free blocks of one size that could be leased; a nested partition, so that no GPU is counted twice. A block counts when its nodes
 * are ready, kept for nothing else and not stale, when no pending workload could use it, and when their free_spell_p10_seconds
 * reaches the policy's lease_hours. */
typedef struct piq_capacity {
    uint32_t struct_size;         /**< in: sizeof(piq_capacity) */
    uint32_t block;               /**< GPUs in one domain */
    const char *cluster;          /**< borrowed, "" where none is known */
    const char *region;           /**< borrowed, "" where none is known */
    const char *gpu_type;         /**< borrowed, "" where none is known */
    uint64_t now;                 /**< blocks free now */
    uint64_t after_consolidation; /**< blocks free once the plan is done and movable work is packed together */
    double lease_hours;           /**< how long each of the blocks free now stays free, nine times in ten: the least
                                       free_spell_p10_seconds of their nodes; NaN: not known of all, or there are none */
    double gpu_hours;             /**< GPU-hours to lease: over the blocks free now, block times its own lease_hours; NaN likewise */
    piq_money floor_price_per_gpu_hour; /**< below it some block would rather be given back: the highest price of their nodes, where
                                       giving back saves it, and 0 of committed, owned and unbilled ones;
                                       ::PIQ_MONEY_UNKNOWN where a price is not known, or there are none */
} piq_capacity;
/** How many capacity rows there are.
 * @param report NULL gives 0.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_report_capacity_count(const piq_report *report);
/** Reads one of them.
 * @param report the report. @param index 0 to count-1. @param capacity filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_capacity(const piq_report *report, size_t index, piq_capacity *capacity);

/** How scattered the free GPUs of one type in one cluster are. Ratios are NaN where nothing is free or nobody counted. */
typedef struct piq_fragmentation {
    uint32_t struct_size;   /**< in: sizeof(piq_fragmentation) */
    uint32_t domain_gpus;   /**< GPUs of this type in the largest domain */
    const char *cluster;    /**< borrowed, "" where none is known */
    const char *gpu_type;   /**< borrowed, "" where none is known */
    double free_gpus;       /**< whole GPUs free on ready nodes; NaN: not known of every node */
    double unusable_2;      /**< share of them outside whole blocks of 2: 1 - 2*sum(floor(free/2))/sum(free) over domains */
    double unusable_4;      /**< the same for blocks of 4 */
    double unusable_8;      /**< the same for blocks of 8 */
    double unusable_domain; /**< the same for blocks of domain_gpus */
    double fragment_gpus;   /**< GPUs, parts of shared ones included, that the pending workloads of the cluster cannot use, by
                                 expectation over their mix (F(M) of Weng and others, USENIX ATC 2023); NaN: nothing is pending */
    double fragment_ratio;  /**< that over all that is free, parts included */
} piq_fragmentation;
/** How many rows of cluster and type there are.
 * @param report NULL gives 0.
 * @return the count. @since 0.1 */
PIQ_API size_t piq_report_fragmentation_count(const piq_report *report);
/** Reads one of them.
 * @param report the report. @param index 0 to count-1. @param row filled up to its `struct_size`.
 * @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_fragmentation(const piq_report *report, size_t index, piq_fragmentation *row);

/* ------------------------------------------------------------------------------------------------------------------
 * Report: as JSON
 * --------------------------------------------------------------------------------------------------------------- */

/** Writes the report as JSON. Numbers are the shortest that read back to the same double; the bytes are the same on every machine.
 * @param report the report.
 * @param write takes the text, in pieces. @param user handed to `write`.
 * @param flags 0, or ::PIQ_JSON_COMPACT.
 * @param error may be NULL.
 * @return PIQ_E_SINK, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_write_json(const piq_report *report, piq_write write, void *user, uint32_t flags,
                                                   piq_error *error);
#define PIQ_JSON_COMPACT UINT32_C(1) /**< for piq_report_write_json(): one line, no blanks */
/** Writes one finding as a JSON object on one line.
 * @param report the report. @param index the finding.
 * @param write takes the text, in pieces. @param user handed to `write`.
 * @param error may be NULL.
 * @return PIQ_E_SINK, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_write_finding_json(const piq_report *report, size_t index, piq_write write, void *user,
                                                           piq_error *error);

/* ------------------------------------------------------------------------------------------------------------------
 * Two reports
 * --------------------------------------------------------------------------------------------------------------- */

/** How a finding changed between two reports. */
typedef struct piq_change {
    uint32_t struct_size; /**< sizeof(piq_change) of the library */
    uint32_t kind;        /**< PIQ_CHANGE_... */
    uint64_t before;      /**< index in the old report, or ::PIQ_NONE */
    uint64_t after;       /**< index in the new report, or ::PIQ_NONE */
} piq_change;

/** @name Kinds of change
 * @{ */
#define PIQ_CHANGE_NEW UINT32_C(1)      /**< only in the new report */
#define PIQ_CHANGE_WORSE UINT32_C(2)    /**< more severe, or as severe with more waste per hour */
#define PIQ_CHANGE_SAME UINT32_C(3)     /**< neither */
#define PIQ_CHANGE_BETTER UINT32_C(4)   /**< less severe, or as severe with less waste per hour */
#define PIQ_CHANGE_RESOLVED UINT32_C(5) /**< only in the old report */
/** @} */

/** Compares two reports finding by finding, by id. Only fired findings and candidates take part.
 * @param before the old report. @param after the new report.
 * @param changes receives an array owned by the caller, from the allocator of `after`, freed with piq_changes_free(); ordered by
 * kind, then as in the reports; or NULL.
 * @param count receives its length, or 0.
 * @param error may be NULL.
 * @return PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_compare(const piq_report *before, const piq_report *after, piq_change **changes, size_t *count,
                                                piq_error *error);
/** Frees what piq_report_compare() gave.
 * @param after the report that was passed as `after`; it must still live. @param changes NULL is allowed.
 * @param count its length. @since 0.1 */
PIQ_API void piq_changes_free(const piq_report *after, piq_change *changes, size_t count);

#ifdef __cplusplus
}
#endif
#endif
