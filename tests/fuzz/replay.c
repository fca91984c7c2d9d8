/* Runs a fuzz target on kept inputs: replay_NAME FILE_OR_FOLDER... Ends with a count; a target that finds something aborts. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz/fuzz.h"

static size_t replayed;

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return 1;
    }
    const long size = ftell(file);
    uint8_t *bytes = malloc(size <= 0 ? 1 : (size_t)size); /* exactly: a read past the end is seen */
    rewind(file);
    const size_t got = bytes == NULL || size < 0 ? 0 : fread(bytes, 1, (size_t)size, file);
    fclose(file);
    (void)LLVMFuzzerTestOneInput(bytes, got);
    free(bytes);
    replayed++;
    return 0;
}

static int replay(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return replay_file(path);
    DIR *folder = opendir(path);
    int bad = folder == NULL;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        char inner[4096];
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        bad |= replay(inner);
    }
    if (folder != NULL)
        closedir(folder);
    return bad;
}

int main(int count, char **words)
{
    int bad = 0;
    for (int i = 1; i < count; i++)
        bad |= replay(words[i]);
    printf("%zu passed, %d failed\n", replayed, bad);
    return bad || replayed == 0;
}
