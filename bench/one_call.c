/* What one evaluation of a tiny snapshot costs in C: the other half of bench/python_call.py. Prints nanoseconds of processor time. */
#include <piq/piq.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int one_call(const char *text, size_t length)
{
    piq_fleet *fleet = NULL;
    piq_report *report = NULL;
    piq_status bad = piq_fleet_new(NULL, &fleet);
    bad = bad ? bad : piq_fleet_read_json(fleet, text, length, NULL);
    bad = bad ? bad : piq_evaluate(fleet, NULL, &report, NULL);
    piq_fleet_free(fleet);
    piq_report_free(report);
    return bad == PIQ_OK;
}

int main(int argc, char **argv)
{
    const char *const text = argc > 1 ? argv[1] : "{\"piq_snapshot\":1}";
    const int calls = 2000;
    double best = 1e30;
    for (int batch = 0; batch < 30; batch++) {
        const clock_t begin = clock();
        for (int i = 0; i < calls; i++)
            if (!one_call(text, strlen(text)))
                return 1;
        const double each = (double)(clock() - begin) / CLOCKS_PER_SEC / calls * 1e9;
        best = each < best ? each : best;
    }
    printf("%.0f\n", best);
    return 0;
}
