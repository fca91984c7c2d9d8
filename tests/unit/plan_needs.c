/* Which moves a job needs: those that leave its nodes, and before them those that made their room. */
#include <stdio.h>

#include "consolidation/needs.h"
#include "plan_help.h"

int main(void)
{
    /* c leaves node 1 for 2, then a leaves 0 for 1, then b leaves 1 for 3; a job starts on node 0 twice, another on node 3. */
    piq__plan_piece pieces[] = {{1, 1, 0, 0}, {2, 1, 0, 0}, {0, 2, 0, 0}, {1, 2, 0, 0}, {1, 1, 0, 0}, {3, 1, 0, 0}, {0, 1, 0, 0}, {0, 1, 0, 0}, {3, 1, 0, 0}};
    piq__plan_move moves[] = {{2, 0, 1, 1, 1}, {0, 2, 1, 3, 1}, {1, 4, 1, 5, 1}};
    piq__plan_start starts[] = {{0, 0, 6, 1}, {0, 1, 7, 1}, {1, 0, 8, 1}};
    piq__plan_result plan = {.moves = moves, .move_count = 3, .starts = starts, .start_count = 3, .pieces = pieces, .piece_count = 9};
    const piq_allocator a = piq__allocator(NULL);
    piq__needs needs;
    if (!piq__needs_begin(&needs, &plan, 4, &a))
        return 2;
    piq__needs_of(&needs, 0, 2);
    expect("what leaves node 0, and what left node 1 before", (long long)needs.found_count, 2);
    expect("first", needs.found[0], 1);
    expect("then", needs.found[1], 0);
    piq__needs_of(&needs, 2, 1);
    expect("nothing leaves node 3", (long long)needs.found_count, 0);
    piq__needs_end(&needs);
    printf("plan_needs: %d failures\n", failures);
    return failures != 0;
}
