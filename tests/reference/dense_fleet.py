"""Random workloads on which several findings meet: each is rich in fields, and few of them are missing.

Where random_fleet.py asks every rule alone, this asks what becomes of them together. make(seed) gives a snapshot,
make_policy(seed) a policy or None.
"""

import copy
import random

from random_fleet import CARDS, DAY, GB, HOUR, MODELS, PROFILES

DENSE = [m for m in MODELS if m["name"] in ("m7", "m7full", "m70", "m34", "moe", "moe8", "embed", "windowed", "mla")]


class Maker:
    def __init__(self, seed):
        self.random = random.Random("dense %d" % seed)
        self.pick = self.random.choice
        self.types = copy.deepcopy(CARDS)
        self.nodes, self.workloads = [], []

    def chance(self, share):
        return self.random.random() < share

    def alter_types(self):
        for row in self.types:
            if self.chance(0.2):
                row["price_per_gpu_hour"] = self.pick([0.4, 1.0, 2.0, 3.2, 6.0])
            if self.chance(0.06):
                row.pop(self.pick(["price_per_gpu_hour", "memory_bandwidth", "fp16_flops", "link_bandwidth",
                                   "memory_bytes", "mig_profiles", "domain_gpus"]), None)
            if self.chance(0.1):
                row["allowed"] = False
            if row["name"] in ("H100-80", "A100-80") and self.chance(0.5):
                row["mig_profiles"] = copy.deepcopy(PROFILES)
            if self.chance(0.2):
                row["resale_price_per_gpu_hour"] = self.pick([0.5, 1.0, 2.0])
        if self.chance(0.2):
            keep = self.pick([["H100-80"], ["H100-80", "A100-80"], ["H100-80", "L4-24"]])
            self.types = [r for r in self.types if r["name"] in keep]

    def node(self, gpus):
        row = dict(id="n%03d" % len(self.nodes), gpu_type=self.pick([r["name"] for r in self.types]),
                   gpu_count=gpus, billed=True)
        if self.chance(0.6) and any(r["name"] == "H100-80" for r in self.types):
            row["gpu_type"] = "H100-80"
        if self.chance(0.2):
            row.update(purchase=self.pick(["committed", "owned", "spot"]))
            if self.chance(0.7):
                row.update(sell_through_ratio=self.pick([0.0, 0.5, 1.0]), resale_price_per_gpu_hour=self.pick([1.0, 2.0]))
        if self.chance(0.2):
            row["billing_unit"] = "node"
        if self.chance(0.05):
            row["billed"] = False
        if self.chance(0.15):
            row["price_per_gpu_hour"] = self.pick([0.0, 1.0, 3.0, 5.0])
        self.nodes.append(row)
        return row

    def add(self):
        index = len(self.workloads)
        kind = self.pick(["llm_serving"] * 5 + ["serving"] * 3 + ["batch"] * 5 + ["training", "notebook"])
        w = dict(id="w%03d" % index, kind=kind)
        self.place(w)
        self.common(w)
        for part in dict(llm_serving=[self.model, self.language, self.peak, self.throughput],
                         serving=[self.model, self.peak, self.items], batch=[self.model, self.job],
                         training=[self.model, self.peak], notebook=[self.model, self.peak])[kind]:
            part(w)
        for name in [n for n in w if n not in ("id", "placement", "gpus")]:
            if self.chance(0.025):
                del w[name]
        self.workloads.append(w)

    def place(self, w):
        w["gpus"] = self.pick([1, 1, 1, 1, 2, 4])
        w["tensor_parallel"] = w["gpus"]
        if w["gpus"] > 1 and self.chance(0.3):
            w["tensor_parallel"] = w["gpus"] // 2
            w[self.pick(["data_parallel", "pipeline_parallel"])] = 2
        w["replicas"] = self.pick([1, 1, 2, 3, 4, 5])
        if self.chance(0.15) and self.nodes and self.nodes[-1]["gpu_count"] >= 8 and w["gpus"] * w["replicas"] <= 2:
            w["placement"] = [dict(node=self.nodes[-1]["id"], gpus=w["gpus"] * w["replicas"])]
            self.nodes[-1]["gpu_count"] += w["gpus"] * w["replicas"]
        elif w["replicas"] > 1 and self.chance(0.2):
            w["placement"] = [dict(node=self.node(8)["id"], gpus=w["gpus"]) for _ in range(w["replicas"])]
            for piece in w["placement"][1:]:
                if self.chance(0.95):
                    self.same_type(w, piece)
        else:
            total = w["gpus"] * w["replicas"]
            w["placement"] = [dict(node=self.node(self.pick([total, total + 8]))["id"], gpus=total)]
        if w["gpus"] == 1 and self.chance(0.08):
            w["mig_profile"] = self.pick(PROFILES)["name"]

    def same_type(self, w, piece):
        by_id = {n["id"]: n for n in self.nodes}
        by_id[piece["node"]]["gpu_type"] = by_id[w["placement"][0]["node"]]["gpu_type"]

    def common(self, w):
        w["coverage_ratio"] = self.pick([1, 1, 0.95, 0.9, 0.8])
        w["stale_seconds"] = self.pick([0, 0, 300])
        w["observed_seconds"] = self.pick([14 * DAY, 14 * DAY, 7 * DAY, 3 * DAY, 30 * HOUR])
        if self.chance(0.15):
            w["environment"] = "dev"
        if self.chance(0.1):
            w["price_per_gpu_hour"] = self.pick([0.0, 1.0, 4.25, 10.0])
        if self.chance(0.25):
            w["min_replicas"] = self.pick([0, 1, 2, 3])
            w["warm_ratio"] = self.pick([0.25, 0.5, 1.0])
        if self.chance(0.2):
            w["replica_floor"] = self.pick([0, 1, 2, 4, 6])
        if self.chance(0.06):
            w["required_features"] = self.pick([["fp8"], ["fp4"], ["link"], ["fp8", "link"]])
        if self.chance(0.08):
            w.update(gpu_oom_events=self.pick([0, 1, 3]), oom_gpu_memory_peak=self.pick([0.5, 0.95]))
        if self.chance(0.05):
            w["host_oom_events"] = self.pick([0, 1])
        if self.chance(0.04):
            w["startup_oom_events"] = 1
        if self.chance(0.03):
            w["weights_offloaded"] = self.chance(0.7)
        if self.chance(0.08):
            w["idle_seconds"] = self.pick([3600, 259200, 1209600])

    def model(self, w):
        w["model"] = self.pick(DENSE)["name"] if self.chance(0.5) else "m7"
        w["max_model_len"] = self.pick([1024, 8192, 32768])
        if self.chance(0.8):
            w["weight_dtype"] = self.pick(["bf16", "bf16", "fp8", "int4"])
        if self.chance(0.15):
            w["declared_concurrency"] = self.pick([1, 4, 30])
        if self.chance(0.4):
            w["tpot_slo_seconds"] = self.pick([0.02, 0.05, 0.2])
            w["tpot_p95_seconds"] = self.pick([0.01, 0.05, 0.1])
        if self.chance(0.2):
            w["ttft_slo_seconds"] = self.pick([0.2, 1, 30])
            w["ttft_p95_seconds"] = self.pick([0.1, 1, 2])
        if self.chance(0.3):
            w["required_tokens_per_second"] = self.pick([50, 500, 1000, 2000, 5000])

    def language(self, w):
        w["engine"] = self.pick(["vllm"] * 4 + ["triton", "sglang"])
        w["kv_cache_usage_max"] = self.pick([0.02, 0.1, 0.3, 0.8])
        w["prompt_tokens_mean"], w["output_tokens_mean"] = self.pick([128, 512, 1500]), self.pick([64, 256, 1000])
        w["output_tokens_per_second_peak"] = self.pick([20, 100, 400, 1200, 3000])
        w["kv_cache_usage_p95"] = self.pick([0.05, 0.3, 0.69, 0.8, 0.95])
        if self.chance(0.3):
            w["kv_cache_pool_bytes"] = self.pick([5, 20, 50]) * GB
        if self.chance(0.3):
            w["non_kv_peak_bytes"] = 2 * GB
        if self.chance(0.2):
            w["kv_dtype"] = self.pick(["fp8", "bf16"])
        if self.chance(0.2):
            w["gpu_memory_fraction"] = self.pick([0.8, 0.95])

    def peak(self, w):
        w["gpu_memory_used_max_bytes"] = self.pick([3, 10, 19, 30, 38, 50, 64, 72]) * GB
        w["sm_active_peak"] = self.pick([0.05, 0.2, 0.4, 0.5, 0.6])
        w["tensor_active_p95"] = self.pick([0, 0.01, 0.05, 0.2])
        w["dram_active_p95"] = self.pick([0, 0.01, 0.05, 0.2])
        for name in ("sm_active_peak", "tensor_active_p95"):
            if self.chance(0.15):
                del w[name]
        if "sm_active_peak" not in w and self.chance(0.8):
            w[self.pick(["gr_engine_active_peak", "gpu_utilization_peak"])] = self.pick([0.1, 0.45, 0.5, 0.9])
        if self.chance(0.1):
            w["requests"] = self.pick([0, 1000])

    def demand(self, w):
        w["requests_waiting"] = self.pick([0, 1, 12])
        w["requests_running"] = self.pick([2, 13, 16])
        w["max_num_seqs"] = self.pick([16, 16, 128])
        if self.chance(0.8):
            w["demand_seconds"] = self.pick([7200, 7200, 7200, 1800, 1799, 0])
        if self.chance(0.3):
            w["cpu_cores"] = self.pick([2, 4, 32])
        if self.chance(0.2):
            w["cpu_utilization_p95"] = self.pick([0.5, 0.85, 0.95])
        if self.chance(0.06):
            w["eager_mode"] = True

    def throughput(self, w):
        self.demand(w)
        w["output_tokens_per_second"] = self.pick([300, 450, 720, 899, 900])
        if self.chance(0.7):
            w["expected_tokens_per_second"] = 1800
        elif self.chance(0.5):
            w["best_tokens_per_second"] = self.pick([1000, 1800])
        if self.chance(0.5):
            w["at_limit_ratio"] = self.pick([0.4, 0.5, 0.9])
        if self.chance(0.6):
            w["requests_in_system_p95"] = self.pick([20, 60, 300])
        if self.chance(0.15):
            w.update(preemptions=self.pick([0, 99, 100]), requests=10000)
        if self.chance(0.2):
            w["max_num_batched_tokens"] = self.pick([1024, 2048, 8192])
        if self.chance(0.5):
            w["role"] = self.pick(["monolith", "monolith", "decode", "prefill"])

    def items(self, w):
        if self.chance(0.5):
            self.demand(w)
            w["items_per_second"], w["expected_items_per_second"] = self.pick([10, 25, 40, 49, 50]), 100

    def job(self, w):
        w["gpu_memory_used_max_bytes"] = self.pick([5, 12, 19, 30, 38, 60]) * GB
        w["sm_active_mean"] = self.pick([0, 0.02, 0.05, 0.1, 0.15, 0.3, 0.45, 0.5])
        w["dram_active_mean"] = self.pick([0, 0.01, 0.05, 0.1, 0.2, 0.39, 0.4])
        if self.chance(0.5):
            w["tensor_active_mean"] = self.pick([0, 0.02, 0.1, 0.3])
        if self.chance(0.1):
            w["gpu_utilization_mean"] = w.pop("sm_active_mean")
        w["run_seconds"] = self.pick([1800, 3600, 4 * HOUR])
        w["runs_per_month"] = self.pick([1, 4, 30, 1000])
        if self.chance(0.6):
            w["deadline_seconds"] = w["run_seconds"] * self.pick([1, 1.3, 2, 10])
        w["batch_size"] = self.pick([1, 1, 2, 4, 8, 9])
        w["memory_base_bytes"] = self.pick([2, 10, 16, 30]) * GB
        w["bytes_per_item"] = self.pick([1, 5, 40, 100]) * GB // 10
        w["items_remaining"] = self.pick([5, 40, 10 ** 6])
        if self.chance(0.6):
            w["batch_size_limit"] = self.pick([4, 8, 32])
        if self.chance(0.6):
            w["cpu_utilization_p95"] = self.pick([0.3, 0.3, 0.9])


def make(seed):
    maker = Maker(seed)
    maker.alter_types()
    for _ in range(20):
        maker.add()
    return dict(piq_snapshot=1, observed_at="2026-11-23T00:00:00Z", window_seconds=14 * DAY,
                gpu_types=maker.types, models=copy.deepcopy(DENSE), nodes=maker.nodes, workloads=maker.workloads)


def make_policy(seed):
    choice = random.Random("dense policy %d" % seed)
    if choice.random() < 0.6:
        return None
    return dict([choice.choice([("confidence_min", 0.7), ("confidence_min", 0.85), ("hours_per_month", 700),
                                ("min_saving_ratio", 0.4), ("compute_cap_online", 0.8), ("batch_tier_margin", 1.0),
                                ("overhead_bytes", 0), ("severity_spend_floor_multiple", 0), ("batch_low", 4)])])
