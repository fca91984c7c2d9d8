#if defined(__unix__) || defined(__APPLE__)
#define _POSIX_C_SOURCE 200809L
#include <sys/stat.h>
#define OUTPUT_STAT 1
#else
#define OUTPUT_STAT 0
#endif

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

/* A device or a pipe is written to as it is: a file must not take its place. */
static bool output_special(const char *path)
{
#if OUTPUT_STAT
    struct stat about;
    return stat(path, &about) == 0 && !S_ISREG(about.st_mode);
#else
    (void)path;
    return false;
#endif
}

int output_open(output *o, const char *path)
{
    static const char suffix[] = ".partial";
    const output none = {stdout, NULL, NULL, false};
    *o = none;
    if (path == NULL || strcmp(path, "-") == 0)
        return EXIT_GOOD;
    o->path = path;
    const size_t size = strlen(path) + sizeof suffix;
    o->temporary = malloc(size);
    if (o->temporary == NULL)
        return complain("out of memory");
    o->direct = output_special(path);
    (void)snprintf(o->temporary, size, "%s%s", path, o->direct ? "" : suffix);
    o->file = fopen(o->temporary, "wb");
    if (o->file != NULL)
        return EXIT_GOOD;
    const int result = complain("%s: %s", path, strerror(errno));
    free(o->temporary);
    return result;
}

int output_close(output *o, bool keep)
{
    const char *name = o->path == NULL ? "standard output" : o->path;
    bool bad = fflush(o->file) != 0 || ferror(o->file) != 0;
    int error = errno;
    if (o->path != NULL) {
        if (fclose(o->file) != 0 && !bad) {
            bad = true;
            error = errno;
        }
        if (!o->direct && !bad && keep && rename(o->temporary, o->path) != 0) {
            bad = true;
            error = errno;
        }
        if (!o->direct && (bad || !keep))
            (void)remove(o->temporary);
        free(o->temporary);
    }
    return bad ? complain("%s: %s", name, strerror(error)) : EXIT_GOOD;
}

int32_t output_write(void *file, const char *bytes, size_t length)
{
    return fwrite(bytes, 1, length, file) == length ? 0 : 1;
}
