/** @file
 * libpiq: looks at a GPU fleet and says where money and reliability leak.
 *
 * Fill a fleet (row by row, column by column, or from a JSON snapshot), evaluate it under a policy, read the report.
 * The library does no I/O, starts no thread, reads no clock, locale or environment, keeps no global state, never aborts.
 *
 * Rules that hold for every function here:
 * - Threads: a `const` object may be read by any number of threads at once; any other object by one thread at a time.
 * - Ownership: every `piq_x_new` or `piq_evaluate` result is freed once with `piq_x_free`, which accepts NULL. Whatever a
 *   report hands out is borrowed and lives as long as the report; a report does not need its fleet any more.
 * - Errors: a function that can fail returns ::piq_status, 0 when good. It then has changed nothing, and has cleared its out
 *   parameters. The optional ::piq_error (NULL is allowed) says more; it needs no freeing.
 * - Text is UTF-8 with an explicit length; ::PIQ_NUL_TERMINATED as a length asks for strlen. Inputs are copied.
 * - Unknown is not zero: a field that was never set is unknown; setting NaN makes it unknown again.
 * - Units: bytes, seconds, ratios from 0 to 1, GPUs, currency per hour. Every field's unit and range stands in vocabulary.h
 *   and in the schema functions.
 * - Structs that start with `struct_size` are filled by the library up to the size the caller states there.
 */
#ifndef PIQ_H
#define PIQ_H

#include <stddef.h>
#include <stdint.h>

#include "piq/vocabulary.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32) && !defined(PIQ_STATIC)
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
#if defined(__GNUC__)
#define PIQ_CHECK __attribute__((warn_unused_result))
#else
#define PIQ_CHECK
#endif

#define PIQ_VERSION_MAJOR 0
#define PIQ_VERSION_MINOR 1
#define PIQ_VERSION_PATCH 0
#define PIQ_VERSION_STRING "0.1.0"

/** The version of the library in use: major << 16 | minor << 8 | patch. @since 0.1 */
PIQ_API uint32_t piq_version(void);
/** The version of the library in use as static text, "0.1.0". @since 0.1 */
PIQ_API const char *piq_version_string(void);

/** What a function came to: 0 good, negative failed. Values are never renumbered. */
typedef int32_t piq_status;
#define PIQ_OK 0              /**< done */
#define PIQ_E_ARGUMENT (-1)   /**< NULL, a stale reference, or a call out of order */
#define PIQ_E_NOMEM (-2)      /**< the allocator gave no memory */
#define PIQ_E_FIELD (-3)      /**< no such field, key or word for this entity */
#define PIQ_E_TYPE (-4)       /**< the field holds another type */
#define PIQ_E_RANGE (-5)      /**< the value is outside the field's range */
#define PIQ_E_DUPLICATE (-6)  /**< the id or key is there already */
#define PIQ_E_REFERENCE (-7)  /**< what is named is not in the fleet */
#define PIQ_E_OVERFULL (-8)   /**< more GPUs placed than the node has */
#define PIQ_E_SYNTAX (-9)     /**< the text is not what it should be */
#define PIQ_E_VERSION (-10)   /**< a snapshot or structure of another version */
#define PIQ_E_LIMIT (-11)     /**< a hard limit of the library */
#define PIQ_E_SINK (-12)      /**< the caller's sink refused */
#define PIQ_E_VALUE (-13)     /**< a word the field does not know, or text that is not UTF-8 */

/** A status as a word ("range"); never NULL. @since 0.1 */
PIQ_API const char *piq_status_name(piq_status status);

/** A length that asks for strlen. */
#define PIQ_NUL_TERMINATED SIZE_MAX
/** No row, field or place. */
#define PIQ_NONE UINT64_MAX

/** What went wrong and where. The caller owns it; it holds no pointers. */
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

/** The caller's memory. Every call states size and alignment (16); `resize` may be NULL. */
typedef struct piq_allocator {
    uint32_t struct_size; /**< sizeof(piq_allocator) */
    uint32_t reserved;    /**< 0 */
    void *(*alloc)(void *user, size_t size, size_t align);                                        /**< NULL: out of memory */
    void *(*resize)(void *user, void *block, size_t old_size, size_t new_size, size_t align);     /**< may be NULL */
    void (*release)(void *user, void *block, size_t size, size_t align);                          /**< block is not NULL */
    void *user; /**< handed to all three */
} piq_allocator;

/** Takes `length` bytes of output; 0 to go on, anything else stops with ::PIQ_E_SINK. */
typedef int32_t (*piq_write)(void *user, const char *bytes, size_t length);

/* ------------------------------------------------------------------------------------------------------------------
 * Schema: the library describes its own vocabulary
 * --------------------------------------------------------------------------------------------------------------- */

/** One input field. */
typedef struct piq_field_info {
    uint32_t struct_size; /**< in: sizeof(piq_field_info) */
    uint32_t id;          /**< PIQ_<ENTITY>_<FIELD> */
    uint32_t entity;      /**< PIQ_ENTITY_... */
    uint32_t type;        /**< PIQ_TYPE_... */
    uint32_t words;       /**< PIQ_WORDS_... where only certain words are allowed, else 0 */
    uint32_t since;       /**< version that brought it */
    double min, max;      /**< allowed range of a number or integer, both included */
    const char *name;     /**< the key in JSON and the column in Arrow */
    const char *unit;     /**< "" where none */
    const char *used_by;  /**< detector numbers or parts of the library, blank-separated */
    const char *meaning;  /**< one line */
} piq_field_info;

/** How many input fields there are. @since 0.1 */
PIQ_API size_t piq_field_count(void);
/** Describes field `index` (0 to count-1, in the order of the vocabulary). @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_field_at(size_t index, piq_field_info *info);
/** The id of a field by its entity and name. @return PIQ_E_FIELD where there is none. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_field_find(uint32_t entity, const char *name, size_t length, uint32_t *field);

/** One threshold. */
typedef struct piq_policy_info {
    uint32_t struct_size;   /**< in: sizeof(piq_policy_info) */
    uint32_t id;            /**< PIQ_POLICY_... */
    uint32_t since;         /**< version that brought it */
    uint32_t is_boolean;    /**< 1: only 0 or 1 */
    double default_value;   /**< in force unless set */
    const char *name;       /**< the key in a policy file */
    const char *unit;       /**< "" where none */
    const char *detectors;  /**< detector numbers or parts of the library, blank-separated */
    const char *meaning;    /**< one line, may be "" */
} piq_policy_info;

/** How many thresholds there are. @since 0.1 */
PIQ_API size_t piq_policy_key_count(void);
/** Describes threshold `index`. @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_key_at(size_t index, piq_policy_info *info);
/** The id of a threshold by its name. @return PIQ_E_FIELD where there is none. @since 0.1 */
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

/** How many detectors there are. @since 0.1 */
PIQ_API size_t piq_detector_count(void);
/** Describes detector `index` (0 to count-1). @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_detector_at(size_t index, piq_detector_info *info);
/** The id of a detector by its name. @return PIQ_E_FIELD where there is none. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_detector_find(const char *name, size_t length, uint32_t *detector);

/** The word for an id of a group (PIQ_WORDS_SEVERITY, PIQ_SEVERITY_HIGH gives "high"); NULL where there is none. @since 0.1 */
PIQ_API const char *piq_word(uint32_t words, uint32_t id);
/** The id of a word of a group, 0 where there is none. @since 0.1 */
PIQ_API uint32_t piq_word_find(uint32_t words, const char *word, size_t length);
/** The name of an input field, measure or policy key by its id; NULL where there is none. @since 0.1 */
PIQ_API const char *piq_name(uint32_t id);

/* ------------------------------------------------------------------------------------------------------------------
 * Fleet: what the caller knows
 * --------------------------------------------------------------------------------------------------------------- */

/** A fleet: GPU types, models, nodes, workloads and their fields. */
typedef struct piq_fleet piq_fleet;
/** One row of a fleet: its entity and position. Nothing to free; valid as long as the fleet. */
typedef uint64_t piq_ref;

/** A fleet without rows. @param allocator NULL: malloc; it is copied, its `user` must outlive the fleet.
 * @param fleet receives the fleet, owned by the caller. @return PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_new(const piq_allocator *allocator, piq_fleet **fleet);
/** Frees a fleet and all that is in it. @since 0.1 */
PIQ_API void piq_fleet_free(piq_fleet *fleet);

/** Adds a GPU type, model, node or workload under an id that is not taken.
 * @param ref receives the row; NULL is allowed. @return PIQ_E_DUPLICATE, PIQ_E_VALUE (empty or not UTF-8), PIQ_E_NOMEM. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_add(piq_fleet *fleet, uint32_t entity, const char *id, size_t length, piq_ref *ref,
                                           piq_error *error);
/** Adds `count` rows at once. @param lengths NULL: the ids end in NUL. @param first receives the first row; the others follow. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_add_many(piq_fleet *fleet, uint32_t entity, const char *const *ids, const size_t *lengths,
                                                size_t count, piq_ref *first, piq_error *error);
/** How many rows of an entity there are. @since 0.1 */
PIQ_API size_t piq_fleet_count(const piq_fleet *fleet, uint32_t entity);
/** The reference of a row (0 to count-1); rows keep their number. @since 0.1 */
PIQ_API piq_ref piq_fleet_row(const piq_fleet *fleet, uint32_t entity, size_t row);
/** The reference of a row by its id. @return PIQ_E_REFERENCE where there is none. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_find(const piq_fleet *fleet, uint32_t entity, const char *id, size_t length, piq_ref *ref);
/** The fleet's own row, for the fields of PIQ_ENTITY_FLEET. @since 0.1 */
#define PIQ_FLEET_ROW ((piq_ref)PIQ_ENTITY_FLEET << 32)

/** Sets a number or an integer field (then the value must be whole). NaN makes it unknown.
 * @return PIQ_E_FIELD, PIQ_E_TYPE, PIQ_E_RANGE, PIQ_E_NOMEM. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_number(piq_fleet *fleet, piq_ref row, uint32_t field, double value, piq_error *error);
/** Sets an integer or a number field. @return as piq_fleet_set_number(). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_integer(piq_fleet *fleet, piq_ref row, uint32_t field, int64_t value, piq_error *error);
/** Sets a boolean field; any value but 0 is true. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_boolean(piq_fleet *fleet, piq_ref row, uint32_t field, int32_t value, piq_error *error);
/** Sets a string or timestamp field. A field with a word group takes only its words.
 * @return PIQ_E_VALUE for an unknown word, text that is not UTF-8 or a timestamp that is not RFC 3339. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_string(piq_fleet *fleet, piq_ref row, uint32_t field, const char *text, size_t length,
                                                  piq_error *error);
/** Sets a string-list field as a whole; `count` 0 is an empty list, which is not the same as unknown.
 * @param lengths NULL: the strings end in NUL. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_string_list(piq_fleet *fleet, piq_ref row, uint32_t field, const char *const *items,
                                                       const size_t *lengths, size_t count, piq_error *error);
/** Sets a number-list field as a whole. @since 0.1 */
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
/** Places a workload, replacing what was said of it before. @param stride bytes from one piece to the next, sizeof(piq_piece).
 * @return PIQ_E_REFERENCE, PIQ_E_RANGE, PIQ_E_OVERFULL. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_place(piq_fleet *fleet, piq_ref workload, const piq_piece *pieces, size_t count, size_t stride,
                                             piq_error *error);

/** One change of a workload's replica count. */
typedef struct piq_scale_event {
    double seconds_ago; /**< before observed_at */
    double replicas;    /**< count after the event */
    uint32_t cause;     /**< PIQ_CAUSE_..., 0: unknown */
    uint32_t reserved;  /**< 0 */
} piq_scale_event;
/** Sets a workload's scale events as a whole, in any order. @since 0.1 */
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
/** Sets a GPU type's MIG profiles as a whole; `count` 0 says that it has none. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_mig_profiles(piq_fleet *fleet, piq_ref gpu_type, const piq_mig_profile *profiles,
                                                        size_t count, size_t stride, piq_error *error);

/** Sets a number or integer field of `count` rows from `first` on.
 * @param values the first value. @param stride bytes from one value to the next; 0: tightly packed.
 * @param validity bit i (least significant first) tells whether row first+i has a value; NULL: all have.
 * A row without a value stays as it was. @return as piq_fleet_set_number(); the error names the row; nothing is changed then. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_number_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                         const double *values, size_t stride, const uint8_t *validity, piq_error *error);
/** The same from 64-bit integers. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_integer_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                          const int64_t *values, size_t stride, const uint8_t *validity,
                                                          piq_error *error);
/** The same for a boolean field from bytes; any byte but 0 is true. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_boolean_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                          const uint8_t *values, size_t stride, const uint8_t *validity,
                                                          piq_error *error);
/** The same for a string field. @param texts a NULL entry counts as no value. @param lengths NULL: the texts end in NUL. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_set_string_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                         const char *const *texts, const size_t *lengths, piq_error *error);
/** Adds one piece to each of `count` workloads: workload row, node row, GPUs. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_place_column(piq_fleet *fleet, const uint32_t *workloads, const uint32_t *nodes,
                                                    const double *gpus, size_t count, piq_error *error);

/** Reads a JSON snapshot into a fleet without rows. On failure the fleet is unchanged and the error gives line, column and JSON path.
 * @return PIQ_E_SYNTAX, PIQ_E_FIELD (unknown key), PIQ_E_TYPE, PIQ_E_RANGE, PIQ_E_VALUE, PIQ_E_DUPLICATE, PIQ_E_REFERENCE,
 * PIQ_E_OVERFULL, PIQ_E_VERSION, PIQ_E_NOMEM, PIQ_E_ARGUMENT (the fleet has rows). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_read_json(piq_fleet *fleet, const char *bytes, size_t length, piq_error *error);

/* ------------------------------------------------------------------------------------------------------------------
 * Policy: thresholds, what is off, who reads the report
 * --------------------------------------------------------------------------------------------------------------- */

/** Thresholds, disabled detectors, suppressions, persona, worker hook. */
typedef struct piq_policy piq_policy;

/** A policy of defaults. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_new(const piq_allocator *allocator, piq_policy **policy);
/** Frees a policy. @since 0.1 */
PIQ_API void piq_policy_free(piq_policy *policy);
/** Sets a threshold. @return PIQ_E_FIELD, PIQ_E_RANGE (must be finite and at least 0; a boolean 0 or 1). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_set(piq_policy *policy, uint32_t key, double value, piq_error *error);
/** The threshold in force; NaN for an unknown key. `policy` NULL: the default. @since 0.1 */
PIQ_API double piq_policy_get(const piq_policy *policy, uint32_t key);
/** Turns a detector off (0) or on (1): when off it judges nothing, and all its counts are 0. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_enable(piq_policy *policy, uint32_t detector, int32_t on, piq_error *error);
/** Whose eyes the report is for: findings that do not concern them are left out, the rest ranked for them; 0: everybody. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_set_persona(piq_policy *policy, uint32_t persona, piq_error *error);

/** A finding somebody has decided to live with. All text NUL-terminated or NULL. */
typedef struct piq_suppression {
    uint32_t struct_size;  /**< sizeof(piq_suppression) */
    uint32_t detector;     /**< PIQ_DETECTOR_..., 0: any. Ignored when `finding` is given */
    const char *finding;   /**< a finding's id, 16 hex digits; or NULL */
    const char *entity_id; /**< pattern for the entity's id, `*` stands for any text; NULL: any */
    const char *reason;    /**< why; may be NULL */
    const char *owner;     /**< who decided; may be NULL */
    const char *until;     /**< RFC 3339, compared with observed_at; NULL: never expires */
} piq_suppression;
/** Adds a suppression. A suppressed finding is only counted. @return PIQ_E_VALUE (id, pattern or time malformed). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_suppress(piq_policy *policy, const piq_suppression *suppression, piq_error *error);

/** Runs task(context, 0) to task(context, count-1), in any order, on any threads, and returns when all are done. */
typedef void (*piq_run_tasks)(void *user, void (*task)(void *context, size_t index), void *context, size_t count);
/** Lends evaluation the caller's threads; the report's bytes do not depend on it. `run` NULL: one thread. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_set_workers(piq_policy *policy, piq_run_tasks run, void *user, piq_error *error);
/** Applies a policy file: a JSON object of threshold names, `disabled` and `suppressions`. On failure nothing is changed. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_policy_read_json(piq_policy *policy, const char *bytes, size_t length, piq_error *error);

/* ------------------------------------------------------------------------------------------------------------------
 * Evaluation and report
 * --------------------------------------------------------------------------------------------------------------- */

/** What an evaluation found; immutable. */
typedef struct piq_report piq_report;

/** Runs all detectors. Missing input is no error: it stands in the report as not evaluated.
 * @param policy NULL: defaults. @param report receives the report, owned by the caller, from the fleet's allocator.
 * @return PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_evaluate(const piq_fleet *fleet, const piq_policy *policy, piq_report **report, piq_error *error);
/** JSON snapshot in, JSON report out. @return what reading, evaluating or writing returns. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_evaluate_json(const char *bytes, size_t length, const piq_policy *policy, piq_write write, void *user,
                                               piq_error *error);
/** Frees a report. @since 0.1 */
PIQ_API void piq_report_free(piq_report *report);

/** Money in millionths of the fleet's currency; ::PIQ_MONEY_UNKNOWN where a price is missing. */
typedef int64_t piq_money;
/** Unknown money is not zero. */
#define PIQ_MONEY_UNKNOWN INT64_MIN

/** Totals of a report. */
typedef struct piq_summary {
    uint32_t struct_size; /**< in: sizeof(piq_summary) */
    uint32_t reserved;
    uint64_t nodes, workloads, findings; /**< `findings` counts fired ones only */
    double gpus, unpriced_gpus;          /**< GPUs of the nodes; those without a price */
    double window_seconds;
    piq_money spend_per_hour, waste_per_hour, recoverable_per_month, cost_to_fix_per_month;
    const char *observed_at, *currency;  /**< borrowed; "" where not given */
} piq_summary;
/** Reads the totals. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_summary(const piq_report *report, piq_summary *summary);

/** One detector's counts of entities and money. */
typedef struct piq_detector_totals {
    uint32_t struct_size; /**< in: sizeof(piq_detector_totals) */
    uint32_t detector;
    uint64_t fired, clear, not_evaluated, not_applicable, suppressed, candidates;
    piq_money waste_per_hour, recoverable_per_month;
} piq_detector_totals;
/** Reads one detector's totals. @return PIQ_E_FIELD for an unknown detector. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_detector(const piq_report *report, uint32_t detector, piq_detector_totals *totals);

/** One finding. All pointers are borrowed from the report. */
typedef struct piq_finding {
    uint32_t struct_size; /**< in: sizeof(piq_finding) */
    uint32_t detector, subtype, entity, state, severity; /**< PIQ_DETECTOR_, SUBTYPE_, ENTITY_, STATE_, SEVERITY_ */
    uint32_t personas;    /**< bit (1 << PIQ_PERSONA_...) */
    uint32_t reserved;
    uint64_t id;          /**< depends on detector, subtype group and entity only */
    const char *entity_id, *cluster; /**< NUL-terminated */
    size_t entity_id_length, cluster_length;
    double confidence, signal, coverage, window, source, margin; /**< the first is the product of the others, clipped */
    piq_money waste_per_hour, standalone_per_month, recoverable_per_month, cost_to_fix_per_month;
    double gpu_hours_per_month;
    uint32_t evidence_count, remedy_count, wrong_remedy_count, relation_count, degraded_count;
    uint32_t reserved2;
} piq_finding;
/** How many findings the report holds: fired, then candidates, then observations, each by rank. @since 0.1 */
PIQ_API size_t piq_report_finding_count(const piq_report *report);
/** Reads finding `index`. @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_finding(const piq_report *report, size_t index, piq_finding *finding);
/** Writes a finding's sentence into `buffer` (always terminated when size is not 0) and returns its full length. @since 0.1 */
PIQ_API size_t piq_report_message(const piq_report *report, size_t index, char *buffer, size_t size);

/** One piece of evidence: a value held against a threshold. */
typedef struct piq_evidence {
    uint32_t struct_size; /**< in: sizeof(piq_evidence) */
    uint32_t field;       /**< an input field or PIQ_MEASURE_... */
    uint32_t policy;      /**< PIQ_POLICY_... that the threshold comes from, or 0 */
    uint32_t reserved;
    const char *name, *unit, *comparison; /**< comparison: ">=", "<", ..., "" where nothing is compared */
    double value, threshold;              /**< threshold NaN where nothing is compared */
    const char *text;                     /**< the value where it is a word, else NULL */
} piq_evidence;
/** Reads evidence `index` of a finding. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_evidence(const piq_report *report, size_t finding, size_t index, piq_evidence *evidence);

/** One remedy; the first is the primary one. */
typedef struct piq_remedy {
    uint32_t struct_size; /**< in: sizeof(piq_remedy) */
    uint32_t action;      /**< PIQ_ACTION_... */
    uint32_t primary;     /**< 1 for the first */
    uint32_t parameter_count;
    const char *verify;   /**< what number should move, and by when */
} piq_remedy;
/** Reads remedy `index` of a finding. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_remedy(const piq_report *report, size_t finding, size_t index, piq_remedy *remedy);

/** One parameter of a remedy: a number, or a text. */
typedef struct piq_parameter {
    uint32_t struct_size; /**< in: sizeof(piq_parameter) */
    uint32_t field;       /**< an input field or PIQ_MEASURE_... */
    const char *name;
    double value;         /**< NaN when it is a text */
    const char *text;     /**< NULL when it is a number */
} piq_parameter;
/** Reads parameter `index` of a remedy. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_parameter(const piq_report *report, size_t finding, size_t remedy, size_t index,
                                                  piq_parameter *parameter);
/** A remedy that would not help, and why. @param action receives PIQ_ACTION_... @param reason receives borrowed text. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_wrong_remedy(const piq_report *report, size_t finding, size_t index, uint32_t *action,
                                                     const char **reason);
/** A relation to another finding. @param relation receives PIQ_RELATION_... @param other receives that finding's id. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_relation(const piq_report *report, size_t finding, size_t index, uint32_t *relation,
                                                 uint64_t *other);
/** What lowered a finding's worth, as a word; NULL past the end. @since 0.1 */
PIQ_API const char *piq_report_degraded(const piq_report *report, size_t finding, size_t index);

/** One judgement that could not be made. */
typedef struct piq_not_evaluated {
    uint32_t struct_size; /**< in: sizeof(piq_not_evaluated) */
    uint32_t detector, entity, reason; /**< PIQ_DETECTOR_, ENTITY_, REASON_ */
    const char *entity_id;
    size_t entity_id_length;
    uint32_t missing_count, reserved;
} piq_not_evaluated;
/** How many judgements could not be made. @since 0.1 */
PIQ_API size_t piq_report_not_evaluated_count(const piq_report *report);
/** Reads one of them. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_not_evaluated(const piq_report *report, size_t index, piq_not_evaluated *entry);
/** The field whose presence would help, by its id; 0 past the end. @since 0.1 */
PIQ_API uint32_t piq_report_missing(const piq_report *report, size_t index, size_t position);

/** What holds a pending workload. @param state receives PIQ_PENDING_... @return PIQ_E_ARGUMENT past the end. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_pending(const piq_report *report, size_t index, const char **entity_id, uint32_t *state);
/** How many workloads are pending. @since 0.1 */
PIQ_API size_t piq_report_pending_count(const piq_report *report);

/** The joint plan's figures. */
typedef struct piq_plan {
    uint32_t struct_size; /**< in: sizeof(piq_plan) */
    uint32_t optimal;     /**< 1: both the runs and the GPUs moved are proven best */
    uint64_t moves, starts, runs, runs_bound;
    double gpus_moved;
} piq_plan;
/** Reads the plan's figures. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_plan(const piq_report *report, piq_plan *plan);

/** One step of the plan: one whole replica. */
typedef struct piq_step {
    uint32_t struct_size; /**< in: sizeof(piq_step) */
    uint32_t from_count, to_count; /**< pieces it leaves and takes; a start leaves none */
    uint32_t reserved;
    const char *workload;
    int64_t replica;
    double gpus;
} piq_step;
/** Reads move `index`, in executable order. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_move(const piq_report *report, size_t index, piq_step *step);
/** Reads start `index`: where a pending replica then goes. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_start(const piq_report *report, size_t index, piq_step *step);
/** A piece of a step. @param start 1: of a start, 0: of a move. @param to 1: where it goes, 0: where it was.
 * @param node receives the node's id. @param gpu receives the shared GPU's label or NULL. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_step_piece(const piq_report *report, int32_t start, size_t step, int32_t to, size_t index,
                                                   const char **node, double *gpus, const char **gpu);

/** Free blocks of one size; a nested partition, so that no GPU is counted twice. */
typedef struct piq_capacity {
    uint32_t struct_size; /**< in: sizeof(piq_capacity) */
    uint32_t block;       /**< GPUs in one domain */
    const char *cluster, *region, *gpu_type;
    uint64_t now, after_consolidation;
} piq_capacity;
/** How many capacity rows there are. @since 0.1 */
PIQ_API size_t piq_report_capacity_count(const piq_report *report);
/** Reads one of them. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_capacity(const piq_report *report, size_t index, piq_capacity *capacity);

/** Writes the report as JSON. @param flags 0; PIQ_JSON_COMPACT: one line. @return PIQ_E_SINK, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_write_json(const piq_report *report, piq_write write, void *user, uint32_t flags,
                                                   piq_error *error);
#define PIQ_JSON_COMPACT UINT32_C(1) /**< no line breaks */
/** Writes one finding as a JSON object on one line. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_write_finding_json(const piq_report *report, size_t index, piq_write write, void *user,
                                                           piq_error *error);

/** How a finding changed between two reports. */
typedef struct piq_change {
    uint32_t struct_size; /**< in: sizeof(piq_change) */
    uint32_t kind;        /**< PIQ_CHANGE_... */
    uint64_t before, after; /**< index in the old and the new report, or ::PIQ_NONE */
} piq_change;
#define PIQ_CHANGE_NEW UINT32_C(1)      /**< only in the new report */
#define PIQ_CHANGE_WORSE UINT32_C(2)    /**< more severe, or the same and more money */
#define PIQ_CHANGE_SAME UINT32_C(3)     /**< neither */
#define PIQ_CHANGE_BETTER UINT32_C(4)   /**< less severe, or the same and less money */
#define PIQ_CHANGE_RESOLVED UINT32_C(5) /**< only in the old report */

/** Compares two reports finding by finding, by id. Only fired findings and candidates take part.
 * @param changes receives an array owned by the caller, freed with piq_changes_free(); ordered by kind, then as in the reports.
 * @param count receives its length. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_compare(const piq_report *before, const piq_report *after, piq_change **changes, size_t *count,
                                                piq_error *error);
/** Frees what piq_report_compare() gave. @param after the report that was passed as `after`. @since 0.1 */
PIQ_API void piq_changes_free(const piq_report *after, piq_change *changes, size_t count);

#ifdef __cplusplus
}
#endif
#endif
