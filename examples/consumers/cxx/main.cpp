// libpiq from C++: unique_ptr frees what it gives.
#include <piq/piq.h>

#include <iostream>
#include <memory>
#include <string>

struct fleet_free {
    void operator()(piq_fleet *fleet) const { piq_fleet_free(fleet); }
};
struct report_free {
    void operator()(piq_report *report) const { piq_report_free(report); }
};

int main()
{
    const std::string snapshot = R"({"piq_snapshot": 1, "nodes": [{"id": "node-1", "gpu_type": "H100-80", "gpu_count": 8,
        "billed": true, "price_per_gpu_hour": 4.0, "idle_seconds": 604800}]})";
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *made = nullptr;
    piq_status bad = piq_fleet_new(nullptr, &made);
    const std::unique_ptr<piq_fleet, fleet_free> fleet(made);
    piq_report *found = nullptr;
    bad = bad ? bad : piq_fleet_read_json(fleet.get(), snapshot.data(), snapshot.size(), &error);
    bad = bad ? bad : piq_evaluate(fleet.get(), nullptr, &found, &error);
    const std::unique_ptr<piq_report, report_free> report(found);
    std::string sentence(piq_report_message(report.get(), 0, nullptr, 0) + 1, '\0');
    (void)piq_report_message(report.get(), 0, &sentence[0], sentence.size());
    sentence.pop_back();
    std::cout << "libpiq " << piq_version_string() << ": " << (bad ? error.message : sentence) << '\n';
    return bad ? 1 : 0;
}
