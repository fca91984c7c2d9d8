/* Libraries that cannot serve a program of today, for examples/dlopen.c to refuse: compiled with one of
   WITHOUT_TABLE, SHORTER_TABLE (the last function is not there yet) and OTHER_ABI. */
#include <piq/api.h>

#ifdef WITHOUT_TABLE
const char *piq_version_string(void) { return "0.0.1"; }
#else

static const char *version_string(void) { return "0.0.9"; }

#ifdef OTHER_ABI
enum { SPOKEN = PIQ_ABI_VERSION + 1, KNOWN = sizeof(piq_api) };
#else
enum { SPOKEN = PIQ_ABI_VERSION, KNOWN = sizeof(piq_api) - sizeof(void (*)(void)) };
#endif

const piq_api *piq_get_api(uint32_t abi_version, size_t min_size)
{
    static const piq_api table = {.struct_size = KNOWN, .abi_version = SPOKEN, .version_string = version_string};
    return abi_version == SPOKEN && min_size <= KNOWN ? &table : NULL;
}
#endif
