/* libpiq found while the program runs: nothing is linked, one name is looked up, an older library is refused in words.
 *   cc -std=c11 -Iinclude examples/dlopen.c -ldl -o dlopen && ./dlopen [LIBRARY] */
#include <dlfcn.h>
#include <piq/api.h>
#include <stdio.h>
#include <string.h>

/* The functions of the library at `path`; NULL, and a word why, where there are none that this program can use. */
static const piq_api *load(const char *path)
{
    piq_get_api_function *get_api = NULL;
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "libpiq cannot be loaded: %s\n", dlerror());
        return NULL;
    }
    void *symbol = dlsym(library, "piq_get_api");
    memcpy(&get_api, &symbol, sizeof get_api); /* ISO C has no cast from an object's to a function's address */
    const piq_api *piq = get_api ? get_api(PIQ_ABI_VERSION, sizeof(piq_api)) : NULL;
    if (piq != NULL)
        return piq;
    piq = get_api ? get_api(PIQ_ABI_VERSION, PIQ_API_SIZE(version_string)) : NULL;
    fprintf(stderr, "%s: libpiq %s cannot serve this program, which needs %s or newer\n", path,
            piq ? piq->version_string() : "of another kind", PIQ_VERSION_STRING);
    (void)dlclose(library);
    return NULL;
}

static piq_status evaluate(const piq_api *piq, const char *snapshot, piq_report **report, piq_error *error)
{
    piq_fleet *fleet = NULL;
    piq_status bad = piq->fleet_new(NULL, &fleet);
    bad = bad ? bad : piq->fleet_read_json(fleet, snapshot, PIQ_NUL_TERMINATED, error);
    bad = bad ? bad : piq->evaluate(fleet, NULL, report, error);
    piq->fleet_free(fleet);
    return bad;
}

int main(int argc, char **argv)
{
    const char snapshot[] = "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"node-1\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8,"
                            " \"billed\": true, \"price_per_gpu_hour\": 4.0, \"idle_seconds\": 604800}]}";
    const piq_api *piq = load(argc > 1 ? argv[1] : "libpiq.so.0");
    piq_error error = PIQ_ERROR_INIT;
    piq_report *report = NULL;
    char sentence[256] = "";
    if (piq == NULL)
        return 1;
    piq_status bad = evaluate(piq, snapshot, &report, &error);
    (void)piq->report_message(report, 0, sentence, sizeof sentence);
    printf("libpiq %s: %s\n", piq->version_string(), bad ? error.message : sentence);
    piq->report_free(report);
    return bad ? 1 : 0;
}
