/* GPU types and models that the library knows by itself, each fact with its source (gpus.csv, models.csv). A name that
   could mean two things finds nothing and says which two. */
#ifndef PIQ__CATALOG_H
#define PIQ__CATALOG_H

#include "catalog/tables.h"
#include "physics/physics.h"

#define PIQ__CATALOG_NONE (-1)
#define PIQ__CATALOG_AMBIGUOUS (-2)

/* The row of a name, or one of the two above. Upper case, blanks, dashes and underscores do not matter, except that a
   dash between digits stays a dash. GPU: a vendor in front and the -SHARED of time slicing are dropped; a MIG suffix is
   not (the device is a slice then). Model: the organisation or path in front and the format behind (-AWQ, -FP8,
   -GPTQ-Int4, -GGUF, ...) are dropped, and -Instruct, -it, -chat, -hf, -Base, which do not change the shape. */
int piq__catalog_gpu_find(const char *name, size_t length);
int piq__catalog_model_find(const char *name, size_t length);

/* The rows an ambiguous name may mean, in the order of the table; 0 when the name is not ambiguous. Writes at most
   `capacity` of them and returns how many there are. */
size_t piq__catalog_gpu_candidates(const char *name, size_t length, int *rows, size_t capacity);
size_t piq__catalog_model_candidates(const char *name, size_t length, int *rows, size_t capacity);

/* The number format that a model's name ends in (PIQ__DTYPE_...), PIQ__DTYPE_UNKNOWN where it says none. */
uint8_t piq__catalog_model_dtype(const char *name, size_t length);

/* Rows with the most similar names, closest first, none that differs in more than half of its letters unless the text begins
   with it. For messages. */
size_t piq__catalog_gpu_nearest(const char *name, size_t length, int *rows, size_t capacity);
size_t piq__catalog_model_nearest(const char *name, size_t length, int *rows, size_t capacity);

size_t piq__catalog_gpu_count(void);
size_t piq__catalog_model_count(void);
const piq__gpu_row *piq__catalog_gpu(int row);
const piq__model_row *piq__catalog_model(int row);
const piq__mig_row *piq__catalog_mig_rows(const piq__gpu_row *gpu); /* gpu->profiles of them */
const char *piq__catalog_name(uint32_t entity, int row);            /* PIQ_ENTITY_GPU_TYPE or PIQ_ENTITY_MODEL */

/* The same facts as the physics takes them: unknown is NaN. */
void piq__catalog_gpu_device(const piq__gpu_row *gpu, piq__device *device);
void piq__catalog_model_shape(const piq__model_row *row, piq__model *model);

#endif
