/** @file
 * Tables in and out of libpiq over the Arrow C data interface: no Arrow library is needed on either side.
 *
 * Import adds the rows of one table (nodes, workloads, GPU types or models) to a fleet. Columns are named as fields are
 * (vocabulary.h, `piq fields`); export hands out a report's tables. The three structs below are those of the Arrow
 * specification, under its own guards, so that this header and any other that has them can stand side by side.
 *
 * What import reads, by the type of the field:
 *
 * | field       | Arrow types                                                                                            |
 * |-------------|--------------------------------------------------------------------------------------------------------|
 * | number      | (u)int8 to (u)int64, float32, float64; duration where the unit is seconds; timestamp or date where the field counts back from observed_at, which must then be set |
 * | integer     | the same; the value must be whole                                                                      |
 * | bool        | bool                                                                                                   |
 * | string      | utf8, large_utf8, utf8_view, dictionary of those with any integer index                                |
 * | string list | list or large_list of what a string reads                                                              |
 * | number list | list or large_list of what a number reads                                                              |
 * | object list | list or large_list of struct: placement (node, gpus, replica, gpu), scale_events (t, replicas, cause), mig_profiles (name, compute_slices, compute_slices_total, memory_bytes, max_instances) |
 *
 * A column of type null, and a null in any other, is unknown. Struct members follow the same rules as columns; the items of a
 * list must not be null. An extension type counts as its storage type. Anything else (16-bit floats, decimals, binary,
 * fixed-size and view lists, run-end encoding) is refused where a field asks for the column, and passed over elsewhere.
 *
 * What is checked: format strings, counts of buffers, children and dictionaries, lengths and offsets against each other, list
 * offsets against the length of the items, text offsets for order, dictionary indexes, the place of every view in its buffer,
 * UTF-8, and every value as the setters do. What cannot be checked: the interface carries no buffer sizes, so a producer that
 * lies about a length makes any consumer read past its buffers. Take arrays only from producers that you would link against.
 */
#ifndef PIQ_ARROW_H
#define PIQ_ARROW_H

#include "piq/piq.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The definitions between here and the end of the second guard are taken from the Apache Arrow project, "The Arrow C data
   interface" and "The Arrow C stream interface". Copyright The Apache Software Foundation, Apache License 2.0. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE /**< guard of the Arrow specification */

#define ARROW_FLAG_DICTIONARY_ORDERED 1 /**< the order of a dictionary's indexes has a meaning */
#define ARROW_FLAG_NULLABLE 2           /**< values may be null */
#define ARROW_FLAG_MAP_KEYS_SORTED 4    /**< the keys of a map are sorted */

/** The type of an array, as the Arrow specification defines it. */
struct ArrowSchema {
    /* Array type description */
    const char *format;            /**< the type, in the specification's short form */
    const char *name;              /**< of the field or column; may be NULL */
    const char *metadata;          /**< ignored here; may be NULL */
    int64_t flags;                 /**< ARROW_FLAG_... */
    int64_t n_children;            /**< of nested types */
    struct ArrowSchema **children; /**< n_children pointers */
    struct ArrowSchema *dictionary; /**< the values' type where this is the type of indexes, else NULL */
    /* Release callback */
    void (*release)(struct ArrowSchema *); /**< NULL: released or moved */
    /* Opaque producer-specific data */
    void *private_data; /**< the producer's */
};

/** The data of an array, as the Arrow specification defines it. */
struct ArrowArray {
    /* Array data description */
    int64_t length;               /**< elements */
    int64_t null_count;           /**< -1: not computed */
    int64_t offset;               /**< elements to pass over in every buffer */
    int64_t n_buffers;            /**< as the type demands */
    int64_t n_children;           /**< as the type demands */
    const void **buffers;         /**< n_buffers pointers */
    struct ArrowArray **children; /**< n_children pointers */
    struct ArrowArray *dictionary; /**< the values where this array holds indexes, else NULL */
    /* Release callback */
    void (*release)(struct ArrowArray *); /**< NULL: released or moved */
    /* Opaque producer-specific data */
    void *private_data; /**< the producer's */
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE /**< guard of the Arrow specification */

/** A sequence of arrays of one type, as the Arrow specification defines it. */
struct ArrowArrayStream {
    /** Gives the type of all arrays; 0 or an errno value. */
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    /** Gives the next array, a released one at the end; 0 or an errno value. */
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    /** Says more of the last error; may give NULL. */
    const char *(*get_last_error)(struct ArrowArrayStream *);
    /* Release callback */
    void (*release)(struct ArrowArrayStream *); /**< NULL: released or moved */
    /* Opaque producer-specific data */
    void *private_data; /**< the producer's */
};

#endif /* ARROW_C_STREAM_INTERFACE */

/** A column that is no field of the table is an error, unless its name begins with `x_`; the same holds for struct members. */
#define PIQ_ARROW_STRICT UINT32_C(1)

/** Adds a row for every element of every array of a stream of structs (record batches).
 *
 * All or nothing: on failure the fleet is as it was. Values are copied; nothing of the stream is kept. Rows come in the order of
 * the stream, behind those that the fleet has. Placements name nodes by their id, which must be in the fleet already.
 * @param fleet the fleet.
 * @param entity PIQ_ENTITY_NODE, WORKLOAD, GPU_TYPE or MODEL.
 * @param stream is moved from (its `release` is NULL afterwards) and released, whatever comes of it. Its callbacks run in the
 * calling thread and must leave the fleet alone.
 * @param flags 0 or ::PIQ_ARROW_STRICT.
 * @param error names table, column and row; its `row` counts the rows of the table over all arrays, from 0.
 * @return PIQ_E_FIELD (a required column is missing, or an unknown one under ::PIQ_ARROW_STRICT), PIQ_E_TYPE (a column's type),
 * PIQ_E_VALUE, PIQ_E_RANGE, PIQ_E_DUPLICATE, PIQ_E_REFERENCE, PIQ_E_OVERFULL as the setters, PIQ_E_SYNTAX (arrays that contradict
 * their type or themselves), PIQ_E_SOURCE (the stream failed), PIQ_E_LIMIT, PIQ_E_NOMEM, PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_import_arrow_stream(piq_fleet *fleet, uint32_t entity, struct ArrowArrayStream *stream,
                                                           uint32_t flags, piq_error *error);
/** The same from one struct array.
 * @param fleet the fleet.
 * @param entity as in piq_fleet_import_arrow_stream().
 * @param schema is moved from and released, whatever comes of it.
 * @param array is moved from and released, whatever comes of it.
 * @param flags 0 or ::PIQ_ARROW_STRICT.
 * @param error as in piq_fleet_import_arrow_stream(); may be NULL.
 * @return as piq_fleet_import_arrow_stream(). @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_fleet_import_arrow_array(piq_fleet *fleet, uint32_t entity, struct ArrowSchema *schema,
                                                          struct ArrowArray *array, uint32_t flags, piq_error *error);

/* The tables of a report. Text is utf8; words, ids and names are those of the JSON report. A column whose name ends in _micros
   is money: int64 in millionths of the currency, null where unknown. */
#define PIQ_TABLE_FINDINGS UINT32_C(1)       /**< id, detector, subtype, entity, entity_id, cluster, state, severity, confidence,
    signal, coverage, window, source, margin, waste_per_hour_micros, standalone_per_month_micros, recoverable_per_month_micros,
    cost_to_fix_per_month_micros, gpu_hours_per_month, degraded_by, personas (lists), message */
#define PIQ_TABLE_EVIDENCE UINT32_C(2)       /**< finding (its id), field, value, text (one of the two is null), comparison,
    threshold, unit, policy */
#define PIQ_TABLE_REMEDIES UINT32_C(3)       /**< finding, action, primary, parameters (list of name, value, text), verify */
#define PIQ_TABLE_NOT_EVALUATED UINT32_C(4)  /**< detector, entity, entity_id, reason, missing (list) */
#define PIQ_TABLE_PENDING UINT32_C(5)        /**< entity_id, state, gpus, replicas, pending_seconds, starts and
    share_fragmented (0 or 1),
    stranded_gpus, lost_per_hour_micros, lost_so_far_micros, free_in_seconds, freed_by, gpus_moved, restart_seconds,
    plan_value_micros, plan_cost_micros */
#define PIQ_TABLE_MOVES UINT32_C(6)          /**< a row per piece: step ("move" or "start"), index, workload, replica, gpus of
    the replica, direction ("from" or "to"), node, piece_gpus, gpu */
#define PIQ_TABLE_CAPACITY UINT32_C(7)       /**< cluster, region, gpu_type, block, now, after_consolidation,
    lease_hours, gpu_hours, floor_price_per_gpu_hour_micros */
#define PIQ_TABLE_WRONG_REMEDIES UINT32_C(8) /**< finding, action, reason */
#define PIQ_TABLE_RELATIONS UINT32_C(9)      /**< finding, type, other (the other finding's id) */
#define PIQ_TABLE_DETECTORS UINT32_C(10)     /**< detector, fired, clear, not_evaluated, not_applicable, suppressed, candidates,
    waste_per_hour_micros, recoverable_per_month_micros */

/** Hands out a table of a report as a stream of struct arrays, in the order of the report; without rows, a schema and no array.
 *
 * The table is copied: the stream and its arrays do not need the report any more. Their memory comes from the report's allocator,
 * whose functions may be called from whatever thread the consumer releases in, and whose `user` must outlive them.
 * @param report the report.
 * @param table PIQ_TABLE_...
 * @param out receives the stream, owned by the caller and released through its `release`; on failure that is NULL.
 * @param error may be NULL.
 * @return PIQ_E_FIELD (no such table), PIQ_E_NOMEM, PIQ_E_LIMIT (text of an array beyond 2 GiB), PIQ_E_ARGUMENT. @since 0.1 */
PIQ_API PIQ_CHECK piq_status piq_report_export_arrow_stream(const piq_report *report, uint32_t table, struct ArrowArrayStream *out,
                                                            piq_error *error);

#ifdef __cplusplus
}
#endif
#endif
