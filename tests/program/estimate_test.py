#!/usr/bin/env python3
"""piq catalog and piq estimate from the outside: estimate_test.py [--program build/bin/piq]. Python 3, standard library."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = str(pathlib.Path(os.environ.get("PIQ_BUILD", ROOT / "build")) / "bin" / "piq")

MEMORY = ["weights_bytes", "kv_bytes_per_token", "overhead_bytes", "required_bytes_per_gpu", "device_bytes", "fits",
          "max_concurrency"]
THROUGHPUT = ["output_tokens_per_second", "low", "high", "batch", "bound", "confidence", "extrapolated"]
CONFIG = {"model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "intermediate_size": 14336,
          "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256, "torch_dtype": "bfloat16"}


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60)


def estimate(*words):
    return run("estimate", *words)


class Program(unittest.TestCase):
    def good(self, result):
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        for line in result.stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)
        return result.stdout

    def bad(self, result, *says):
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertTrue(result.stderr.startswith("piq: "), result.stderr)
        for words in says:
            self.assertIn(words, result.stderr)

    def read(self, result):
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return json.loads(result.stdout)


class Estimate(Program):
    def test_json(self):
        r = self.read(estimate("--model", "llama3.1:8b", "--gpu-type", "H100-SXM5-80GB", "--concurrency", "16",
                               "--format", "json"))
        self.assertEqual(list(r), ["memory", "throughput", "price_per_million_output_tokens"])
        self.assertEqual(list(r["memory"]), MEMORY)
        self.assertEqual(list(r["throughput"]), THROUGHPUT)
        self.assertIsNone(r["price_per_million_output_tokens"])
        self.assertEqual(r["memory"]["kv_bytes_per_token"], 131072)
        self.assertEqual(r["memory"]["device_bytes"], 81559 * 2**20)
        self.assertIs(r["memory"]["fits"], True)
        self.assertEqual((r["throughput"]["batch"], r["throughput"]["bound"]), (16, "bandwidth"))
        self.assertIs(r["throughput"]["extrapolated"], False)
        t = r["throughput"]
        self.assertLess(t["low"], t["output_tokens_per_second"])
        self.assertLess(t["output_tokens_per_second"], t["high"])

    def test_price(self):
        r = self.read(estimate("--model", "llama3.1:8b", "--gpu-type", "h100", "--price", "3.6", "--format", "json"))
        self.assertAlmostEqual(r["price_per_million_output_tokens"],
                               1000 / r["throughput"]["output_tokens_per_second"], places=9)

    def test_unknown_is_null(self):
        r = self.read(estimate("--model", "bge-m3", "--gpu-type", "l4", "--format", "json"))
        self.assertEqual(r["throughput"]["output_tokens_per_second"], None)
        self.assertEqual(r["throughput"]["bound"], None)
        self.assertEqual(r["memory"]["kv_bytes_per_token"], 0)
        r = self.read(estimate("--model", "FLUX.1-dev", "--gpu-type", "l40s", "--format", "json"))
        self.assertEqual(r["memory"]["max_concurrency"], None)

    def test_does_not_fit(self):
        words = ("--model", "llama3.1:70b", "--gpu-type", "h100")
        r = self.read(estimate(*words, "--format", "json"))
        self.assertIs(r["memory"]["fits"], False)
        self.assertEqual((r["memory"]["max_concurrency"], r["throughput"]["bound"]), (0, "capacity"))
        text = self.good(estimate(*words))
        self.assertIn("does not fit", text)
        self.assertIn("none: memory holds no request", text)

    def test_every_option(self):
        words = ("--model=Qwen/Qwen3-32B", "--gpu-type", "nvidia-a100-80gb", "--gpus", "8", "--tensor-parallel", "4",
                 "--weight-dtype", "fp8", "--kv-dtype", "fp8", "--input", "2000", "--output", "500", "--concurrency",
                 "64", "--engine", "sglang", "--load", "offline", "--gpu-memory-fraction", "0.88", "--price", "1.5")
        text = self.good(estimate(*words, "--format", "table"))
        for part in ("Qwen/Qwen3-32B on 8 x NVIDIA A100-SXM4-80GB", "sglang, offline load, tensor parallel 4",
                     "12.00", "MEMORY", "THROUGHPUT", "PRICE"):
            self.assertIn(part, text)
        many = self.read(estimate(*words, "--format", "json"))
        most = self.read(estimate(*words, "--format", "json", "--concurrency", "max"))
        self.assertLess(many["throughput"]["batch"], most["throughput"]["batch"])

    def test_reference_price_is_marked(self):
        text = self.good(estimate("--model", "llama3.1:8b", "--gpu-type", "h100"))
        self.assertIn("reference: median of on-demand offers", text)
        text = self.good(estimate("--model", "llama3.1:8b", "--gpu-type", "h100", "--price", "2"))
        self.assertNotIn("reference", text)

    def test_extrapolated_is_said(self):
        self.assertIn("extrapolated", self.good(estimate("--model", "llama3.2:3b", "--gpu-type", "t4")))

    def test_config(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "config.json"
            path.write_text(json.dumps(CONFIG), encoding="utf-8")
            own = self.read(estimate("--config", str(path), "--gpu-type", "h100", "--format", "json"))
            named = self.read(estimate("--model", "llama3:8b", "--gpu-type", "h100", "--format", "json"))
            self.assertAlmostEqual(own["memory"]["weights_bytes"] / named["memory"]["weights_bytes"], 1, places=2)
            self.assertEqual(own["memory"]["kv_bytes_per_token"], 131072)
            self.assertIn("config.json", self.good(estimate("--config", str(path), "--gpu-type", "h100"))
                          .replace("\n", ""))
            path.write_text('{"num_hidden_layers":\n true false}', encoding="utf-8")
            self.bad(estimate("--config", str(path), "--gpu-type", "h100"), "config.json:2:")
            path.write_text('{"hidden_size": 1}', encoding="utf-8")
            self.bad(estimate("--config", str(path)), "num_hidden_layers")
            self.bad(estimate("--config", str(path) + ".none"), "No such file")

    def test_bad_usage(self):
        self.bad(estimate(), "--model", "--config")
        self.bad(estimate("--model", "a", "--config", "b"), "either")
        self.bad(estimate("--model", "lama3.1:8b", "--gpu-type", "h100"), "nearest: meta-llama/Llama-3.1-8B")
        self.bad(estimate("--model", "llama3.1:8b", "--gpu-type", "H1000"), "nearest: NVIDIA H100 80GB HBM3")
        self.bad(estimate("--model", "llama3.1:8b", "--gpu-type", "a100"), "may mean", "NVIDIA A100-PCIE-40GB")
        self.bad(estimate("--model", "llama3.1:8b", "--weight-dtype", "q4"), "known are fp32, bf16")
        self.bad(estimate("--model", "llama3.1:8b", "--load", "light"), "steady, offline, burst")
        self.bad(estimate("--model", "llama3.1:8b", "--engine", "x"), "vllm, sglang")
        self.bad(estimate("--model", "llama3.1:8b", "--gpus", "two"), "--gpus two")
        self.bad(estimate("--model", "llama3.1:8b", "--concurrency", "0"), "or max")
        self.bad(estimate("--model", "llama3.1:8b", "--gpu-type", "h100", "--gpus", "1.5"), "whole numbers")
        self.bad(estimate("--model", "llama3.1:8b", "--gpu-type", "h100", "--tensor-parallel", "3"), "heads")
        self.bad(estimate("--model", "llama3.1:8b", "--format", "ndjson"), "table, json")
        self.bad(estimate("--model"), "value is missing")
        self.bad(estimate("--gpu-memory-fractions", "1"), "no such option")
        self.bad(estimate("--policy", "x"), "no such option")
        self.bad(estimate("h100"), "one argument too many")


class Rank(Program):
    def test_json(self):
        words = ("--model", "llama3.1:70b", "--weight-dtype", "fp8", "--concurrency", "32")
        rows = self.read(estimate(*words, "--format", "json"))
        self.assertGreater(len(rows), 10)
        priced = [r for r in rows if r["price_per_hour"] is not None]
        self.assertEqual(rows[:len(priced)], priced)
        self.assertEqual([r["price_per_hour"] for r in priced], sorted(r["price_per_hour"] for r in priced))
        self.assertEqual([r["rank_per_hour"] for r in priced], list(range(1, len(priced) + 1)))
        by_tokens = sorted(priced, key=lambda r: r["price_per_million_output_tokens"])
        self.assertEqual([r["rank_per_million_output_tokens"] for r in by_tokens], list(range(1, len(priced) + 1)))
        for r in rows:
            self.assertEqual(list(r["memory"]), MEMORY)
            self.assertEqual(list(r["throughput"]), THROUGHPUT)
            self.assertIs(r["memory"]["fits"], True)
            self.assertEqual(r["basis"], "reference" if r in priced else None)

    def test_table(self):
        text = self.good(estimate("--model", "llama3.1:8b"))
        self.assertIn("reference prices", text)
        self.assertIn("NVIDIA H100 80GB HBM3", text)
        self.assertNotIn("reference", self.good(estimate("--model", "llama3.1:8b", "--price", "1")))
        none = estimate("--model", "Kimi-K2-Instruct", "--weight-dtype", "fp32", "--gpus", "1")
        self.assertIn("No GPU type", self.good(none))


class Catalog(Program):
    def test_lists(self):
        gpus = self.read(run("catalog", "gpus", "--format", "json"))
        models = self.read(run("catalog", "models", "--format", "json"))
        self.assertGreaterEqual(len(gpus), 42)
        self.assertGreaterEqual(len(models), 78)
        for row in gpus + models:
            self.assertTrue(row["source"], row["name"])
            self.assertTrue(row["aliases"], row["name"])
        for row in gpus:
            price = row["reference_price"]
            if price:
                self.assertTrue(price["min"] <= price["median"] <= price["max"] and price["date"])
        for kind, rows in (("gpus", gpus), ("models", models)):
            text = self.good(run("catalog", kind))
            for row in rows:
                self.assertIn(row["name"], text)

    def test_one(self):
        one = self.read(run("catalog", "gpus", "h100", "--format", "json"))
        self.assertEqual([r["name"] for r in one], ["NVIDIA H100 80GB HBM3"])
        self.assertEqual(one[0]["mig_profiles"][0], {"name": "1g.10gb", "compute_slices": 1, "compute_slices_total": 7,
                                                      "memory_bytes": 10000000000, "max_instances": 7})
        self.assertEqual(one[0]["fp4_flops"], None)
        text = self.good(run("catalog", "models", "neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8"))
        self.assertTrue(text.startswith("meta-llama/Llama-3.1-8B\n"))
        self.assertIn("source", text)
        self.good(run("catalog", "gpus", "NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition"))

    def test_bad_usage(self):
        self.bad(run("catalog"), "missing")
        self.bad(run("catalog", "cars"), "gpus, models")
        self.bad(run("catalog", "gpus", "A100-80GB"), "may mean NVIDIA A100-SXM4-80GB or NVIDIA A100 80GB PCIe")
        self.bad(run("catalog", "models", "lama3.1:8b"), "nearest: meta-llama/Llama-3.1-8B")
        self.bad(run("catalog", "gpus", "a", "b"), "one argument too many")
        self.bad(run("catalog", "gpus", "--gpus", "2"), "no such option")


class Both(Program):
    def test_help(self):
        for command in ("catalog", "estimate"):
            text = self.good(run(command, "--help"))
            self.assertIn("piq " + command, text)
            self.assertEqual(text, self.good(run("help", command)))
            self.assertIn("piq " + command, self.good(run("--help")))

    def test_answers_at_once(self):
        def seconds(*words):
            start = time.perf_counter()
            run(*words)
            return time.perf_counter() - start
        start_up = min(seconds("--version") for _ in range(20))
        for words in (("estimate", "--model", "llama3.1:8b", "--gpu-type", "h100"), ("estimate", "--model", "llama3.1:8b"),
                      ("estimate", "--model", "lama3.1:8b", "--gpu-type", "h100")):
            self.assertLess(min(seconds(*words) for _ in range(20)) - start_up, 0.005)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", default=PROGRAM)
    given, rest = options.parse_known_args()
    PROGRAM = given.program
    unittest.main(argv=sys.argv[:1] + rest)
