/* Output that a report writes, capsules that outlive their Python objects, and threads for an evaluation. Included by the
   generated module, which has Python.h and piq.h already. Nothing here touches Python without the interpreter's lock. */
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <windows.h>
#else
#include <pthread.h>
#endif

/* ---- a sink for text: as fast as C, and no Python runs while the library writes ---- */

int32_t py_text_append(void *user, const char *bytes, size_t length)
{
    py_text *text = user;
    if (length > text->capacity - text->length) {
        const size_t twice = text->capacity <= SIZE_MAX / 2 ? text->capacity * 2 : SIZE_MAX;
        const size_t needed = length <= SIZE_MAX - text->length ? text->length + length : 0;
        const size_t capacity = needed > twice ? needed : twice;
        char *const grown = needed == 0 ? NULL : realloc(text->bytes, capacity);
        if (grown == NULL)
            return 1;
        text->bytes = grown;
        text->capacity = capacity;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    return 0;
}

void py_text_clear(py_text *text)
{
    free(text->bytes);
    memset(text, 0, sizeof *text);
}

/* ---- Arrow: a stream's shell, and its capsule's end. In C, since a capsule may be dropped while the interpreter shuts down ---- */

struct ArrowArrayStream *py_stream_new(void) { return calloc(1, sizeof(struct ArrowArrayStream)); }

void py_stream_free(struct ArrowArrayStream *stream)
{
    if (stream != NULL && stream->release != NULL)
        stream->release(stream);
    free(stream);
}

static void py_stream_capsule_end(PyObject *capsule)
{
    if (PyCapsule_IsValid(capsule, "arrow_array_stream"))
        py_stream_free(PyCapsule_GetPointer(capsule, "arrow_array_stream"));
}

static PyObject *py_stream_capsule(struct ArrowArrayStream *stream)
{
    return PyCapsule_New(stream, "arrow_array_stream", py_stream_capsule_end);
}

/* cffi gives up the interpreter's lock for a call, so this one is called through ctypes, which keeps it. */
uintptr_t py_stream_capsule_maker(void) { return (uintptr_t)py_stream_capsule; }

/* Arrays whose buffers belong to Python objects that outlive the call: there is nothing to give back. */
static void py_release_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void py_release_array(struct ArrowArray *array) { array->release = NULL; }
void py_keep_schema(struct ArrowSchema *schema) { schema->release = py_release_schema; }
void py_keep_array(struct ArrowArray *array) { array->release = py_release_array; }

/* ---- the worker hook: threads live as long as one call, and the calling thread works too. One that cannot be started is no
   loss, the others take its tasks ---- */

typedef struct py_crew {
    void (*task)(void *context, size_t index);
    void *context;
    size_t count;
    size_t next;
#ifdef _WIN32
    CRITICAL_SECTION lock;
#else
    pthread_mutex_t lock;
#endif
} py_crew;

#ifdef _WIN32
typedef HANDLE py_thread;
#define PY_LOCK(crew) EnterCriticalSection(&(crew)->lock)
#define PY_UNLOCK(crew) LeaveCriticalSection(&(crew)->lock)
#else
typedef pthread_t py_thread;
#define PY_LOCK(crew) (void)pthread_mutex_lock(&(crew)->lock)
#define PY_UNLOCK(crew) (void)pthread_mutex_unlock(&(crew)->lock)
#endif
#define PY_MOST_THREADS 256

static void py_work(py_crew *crew)
{
    for (;;) {
        PY_LOCK(crew);
        const size_t index = crew->next < crew->count ? crew->next++ : crew->count;
        PY_UNLOCK(crew);
        if (index == crew->count)
            return;
        crew->task(crew->context, index);
    }
}

#ifdef _WIN32
static DWORD WINAPI py_thread_main(void *crew)
{
    py_work(crew);
    return 0;
}
static int py_start(py_thread *thread, py_crew *crew) { return (*thread = CreateThread(NULL, 0, py_thread_main, crew, 0, NULL)) != NULL; }
static void py_join(py_thread thread)
{
    (void)WaitForSingleObject(thread, INFINITE);
    (void)CloseHandle(thread);
}
static void py_crew_begin(py_crew *crew) { InitializeCriticalSection(&crew->lock); }
static void py_crew_end(py_crew *crew) { DeleteCriticalSection(&crew->lock); }
#else
static void *py_thread_main(void *crew)
{
    py_work(crew);
    return NULL;
}
static int py_start(py_thread *thread, py_crew *crew) { return pthread_create(thread, NULL, py_thread_main, crew) == 0; }
static void py_join(py_thread thread) { (void)pthread_join(thread, NULL); }
static void py_crew_begin(py_crew *crew) { (void)pthread_mutex_init(&crew->lock, NULL); }
static void py_crew_end(py_crew *crew) { (void)pthread_mutex_destroy(&crew->lock); }
#endif

void py_run_threads(void *threads, void (*task)(void *context, size_t index), void *context, size_t count)
{
    py_thread helpers[PY_MOST_THREADS];
    py_crew crew = {task, context, count, 0};
    size_t wanted = (size_t)(uintptr_t)threads, started = 0;
    wanted = wanted < count ? wanted : count;
    py_crew_begin(&crew);
    while (started < PY_MOST_THREADS && started + 1 < wanted && py_start(&helpers[started], &crew))
        started++;
    py_work(&crew);
    while (started > 0)
        py_join(helpers[--started]);
    py_crew_end(&crew);
}
