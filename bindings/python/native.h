/* What the compiled module adds to piq.h: C where Python would be too slow or too late. Read by the C compiler and by cffi. */
typedef struct py_text {
    char *bytes;
    size_t length, capacity;
} py_text;
int32_t py_text_append(void *text, const char *bytes, size_t length);
void py_text_clear(py_text *text);

struct ArrowArrayStream *py_stream_new(void);
void py_stream_free(struct ArrowArrayStream *stream);
uintptr_t py_stream_capsule_maker(void);
void py_keep_schema(struct ArrowSchema *schema);
void py_keep_array(struct ArrowArray *array);

void py_run_threads(void *threads, void (*task)(void *context, size_t index), void *context, size_t count);
