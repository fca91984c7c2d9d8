/* Names as exporters, orchestrators, clouds and people write them, and the facts behind them. */
#include "catalog/catalog.h"
#include "catalog/names.h"

#include <stdio.h>

static unsigned failures;

static void fail(const char *what, const char *text)
{
    if (++failures <= 40) {
        fprintf(stderr, "%s: %.200s\n", what, text);
    }
}

typedef struct seen {
    const char *name, *row, *where;
} seen;

#define SXM "NVIDIA H100 80GB HBM3"
#define DCGM "dcgm-exporter modelName"
#define GFD "Kubernetes label nvidia.com/gpu.product (gpu-feature-discovery)"
#define GKE "Kubernetes label cloud.google.com/gke-accelerator"
#define KARPENTER "Kubernetes label karpenter.k8s.aws/instance-gpu-name"
#define COREWEAVE "Kubernetes label gpu.nvidia.com/class (CoreWeave)"
#define RUNPOD "RunPod API gpuTypeId"
#define SKYPILOT "SkyPilot catalog AcceleratorName"
#define VAST "Vast.ai API gpu_name"
#define AMD_LABEL "Kubernetes label amd.com/gpu.product-name"
#define VLLM "vllm:num_requests_running model_name"
#define HUB "Hugging Face repository"
#define OLLAMA "Ollama tag"

static const seen gpus[] = {
    {"NVIDIA H100 80GB HBM3", SXM, DCGM},
    {"NVIDIA L4", "NVIDIA L4", DCGM},
    {"NVIDIA L40S", "NVIDIA L40S", DCGM},
    {"Tesla T4", "Tesla T4", DCGM},
    {"NVIDIA A100-SXM4-40GB", "NVIDIA A100-SXM4-40GB", DCGM},
    {"NVIDIA A10G", "NVIDIA A10G", "nvidia-smi on AWS g5"},
    {"NVIDIA GH200 480GB", "NVIDIA GH200 480GB", "nvidia-smi"},
    {"NVIDIA GH200 120GB", "NVIDIA GH200 480GB", "nvidia-smi"},
    {"NVIDIA H20", "NVIDIA H20", "nvidia-smi"},
    {"NVIDIA B200", "NVIDIA B200", "nvidia-smi"},
    {"NVIDIA B300 SXM6 AC", "NVIDIA B300", "nvidia-smi"},
    {"NVIDIA A800-SXM4-80GB", "NVIDIA A800-SXM4-80GB", "nvidia-smi"},
    {"NVIDIA-H100-80GB-HBM3", SXM, GFD},
    {"NVIDIA-A100-SXM4-80GB", "NVIDIA A100-SXM4-80GB", GFD},
    {"NVIDIA-A100-PCIE-80GB", "NVIDIA A100 80GB PCIe", GFD},
    {"NVIDIA-A100-80GB-PCIe", "NVIDIA A100 80GB PCIe", GFD},
    {"NVIDIA-A100-SXM4-40GB", "NVIDIA A100-SXM4-40GB", GFD},
    {"NVIDIA-H100-NVL", "NVIDIA H100 NVL", GFD},
    {"NVIDIA-B300-SXM6-AC", "NVIDIA B300", GFD},
    {"NVIDIA-GB200", "NVIDIA GB200", GFD},
    {"NVIDIA-GB300", "NVIDIA GB300", GFD},
    {"NVIDIA-L40S", "NVIDIA L40S", GFD},
    {"NVIDIA-L40S-SHARED", "NVIDIA L40S", GFD " with time slicing"},
    {"NVIDIA-L4-SHARED", "NVIDIA L4", GFD " with time slicing"},
    {"Tesla-T4", "Tesla T4", GFD},
    {"Tesla-T4-SHARED", "Tesla T4", GFD " with time slicing"},
    {"NVIDIA-Tesla-T4", "Tesla T4", GFD},
    {"Tesla-V100-SXM2-16GB", "Tesla V100-SXM2-16GB", GFD},
    {"Tesla-V100-SXM2-32GB", "Tesla V100-SXM2-32GB", GFD},
    {"NVIDIA-GeForce-RTX-5090", "NVIDIA GeForce RTX 5090", GFD},
    {"NVIDIA-RTX-A6000", "NVIDIA RTX A6000", GFD},
    {"NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition", "NVIDIA RTX PRO 6000 Blackwell Server Edition", GFD},
    {"nvidia-tesla-t4", "Tesla T4", GKE},
    {"nvidia-tesla-a100", "NVIDIA A100-SXM4-40GB", GKE},
    {"nvidia-a100-80gb", "NVIDIA A100-SXM4-80GB", GKE},
    {"nvidia-tesla-v100", "Tesla V100-SXM2-16GB", GKE},
    {"nvidia-tesla-p100", "Tesla P100-PCIE-16GB", GKE},
    {"nvidia-l4", "NVIDIA L4", GKE},
    {"nvidia-h100-80gb", SXM, GKE},
    {"nvidia-h100-mega-80gb", SXM, GKE},
    {"nvidia-h200-141gb", "NVIDIA H200", GKE},
    {"nvidia-b200", "NVIDIA B200", GKE},
    {"nvidia-rtx-pro-6000", "NVIDIA RTX PRO 6000 Blackwell Server Edition", GKE},
    {"t4", "Tesla T4", KARPENTER},
    {"a10g", "NVIDIA A10G", KARPENTER},
    {"l40s", "NVIDIA L40S", KARPENTER},
    {"h100", SXM, KARPENTER},
    {"H100_NVLINK_80GB", SXM, COREWEAVE},
    {"A100_NVLINK_80GB", "NVIDIA A100-SXM4-80GB", COREWEAVE},
    {"A100_PCIE_40GB", "NVIDIA A100-PCIE-40GB", COREWEAVE},
    {"A100_PCIE_80GB", "NVIDIA A100 80GB PCIe", COREWEAVE},
    {"RTX_A5000", "NVIDIA RTX A5000", COREWEAVE},
    {"A40", "NVIDIA A40", COREWEAVE},
    {"NVIDIA A100 80GB PCIe", "NVIDIA A100 80GB PCIe", RUNPOD},
    {"NVIDIA H100 NVL", "NVIDIA H100 NVL", RUNPOD},
    {"NVIDIA GeForce RTX 4090", "NVIDIA GeForce RTX 4090", RUNPOD},
    {"NVIDIA GeForce RTX 3090", "NVIDIA GeForce RTX 3090", RUNPOD},
    {"NVIDIA RTX 6000 Ada Generation", "NVIDIA RTX 6000 Ada Generation", RUNPOD},
    {"H100_SXM", SXM, VAST},
    {"H100_PCIE", "NVIDIA H100 PCIe", VAST},
    {"RTX_4090", "NVIDIA GeForce RTX 4090", VAST},
    {"A100-80GB-SXM", "NVIDIA A100-SXM4-80GB", SKYPILOT},
    {"H100-SXM", SXM, SKYPILOT},
    {"RTXPRO6000", "NVIDIA RTX PRO 6000 Blackwell Server Edition", SKYPILOT},
    {"H200NVL", "NVIDIA H200 NVL", "dstack gpuhunt name"},
    {"RTX6000Ada", "NVIDIA RTX 6000 Ada Generation", "dstack gpuhunt name"},
    {"AMD_Instinct_MI300X_OAM", "AMD Instinct MI300X", AMD_LABEL},
    {"AMD Instinct MI300X OAM", "AMD Instinct MI300X", "AMD device-metrics-exporter card_series"},
    {"amd_instinct_mi300x_oam", "AMD Instinct MI300X", "Slurm Gres"},
    {"HL-225", "HL-225", "hl-smi"},
    {"H100-SXM5-80GB", SXM, "people"},
    {"H100SXM580GB", SXM, "people"},
    {"  h100 \t(sxm) ", SXM, "people"},
    {"NVIDIA H100 (80GB, HBM3)", SXM, "people"},
    {"NVIDIA/H100", SXM, "people"},
    {"Intel Gaudi 3", "HL-325L", "people"},
    {"NVIDIA-H100-80GB-HBM3-SHARED", SXM, GFD " with time slicing"},
    {"NVIDIA H200", "NVIDIA H200", DCGM},
    {"NVIDIA L40", "NVIDIA L40", DCGM},
    {"NVIDIA A30", "NVIDIA A30", DCGM},
    {"NVIDIA A10", "NVIDIA A10", DCGM},
    {"NVIDIA-RTX-A5000", "NVIDIA RTX A5000", GFD},
    {"NVIDIA_H100_80GB_HBM3", SXM, "vLLM tuned kernel file, device_name"},
    {"NVIDIA_A100-PCIe-40GB", "NVIDIA A100-PCIE-40GB", "vLLM tuned kernel file, device_name"},
    {"AMD_Instinct_MI325X", "AMD Instinct MI325X", "vLLM tuned kernel file, device_name"},
    {"gaudi2", "HL-225", "people"},
    {"MI300X", "AMD Instinct MI300X", "people"},
    {"GB200 NVL72", "NVIDIA GB200", "people"},
};

static const seen models[] = {
    {"meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B", VLLM},
    {"/home/data/models/Meta-Llama-3-8B-Instruct", "meta-llama/Meta-Llama-3-8B", VLLM},
    {"deepseek-v3", "deepseek-ai/DeepSeek-V3", VLLM},
    {"Meta-Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B", HUB},
    {"llama3.1:8b", "meta-llama/Llama-3.1-8B", OLLAMA},
    {"llama3.1:8b-instruct-q4_K_M", "meta-llama/Llama-3.1-8B", OLLAMA},
    {"qwen2.5:7b", "Qwen/Qwen2.5-7B", OLLAMA},
    {"gpt-oss:20b", "openai/gpt-oss-20b", OLLAMA},
    {"gemma3:27b-it-q8_0", "google/gemma-3-27b-it", OLLAMA},
    {"mixtral:8x7b", "mistralai/Mixtral-8x7B-v0.1", OLLAMA},
    {"hugging-quants/Meta-Llama-3.1-70B-Instruct-AWQ-INT4", "meta-llama/Llama-3.1-70B", HUB},
    {"neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8", "meta-llama/Llama-3.1-8B", HUB},
    {"RedHatAI/Llama-3.3-70B-Instruct-quantized.w8a8", "meta-llama/Llama-3.3-70B-Instruct", HUB},
    {"unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit", "meta-llama/Llama-3.1-8B", HUB},
    {"nvidia/Llama-3.1-405B-Instruct-FP4", "meta-llama/Llama-3.1-405B", HUB},
    {"nvidia/DeepSeek-R1-NVFP4", "deepseek-ai/DeepSeek-R1", HUB},
    {"Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4", "Qwen/Qwen2.5-72B", HUB},
    {"Qwen/Qwen3-235B-A22B-FP8", "Qwen/Qwen3-235B-A22B", HUB},
    {"Qwen/Qwen3-30B-A3B-Instruct-2507-FP8", "Qwen/Qwen3-30B-A3B-Instruct-2507", HUB},
    {"Qwen/Qwen2.5-Coder-32B-Instruct", "Qwen/Qwen2.5-32B", HUB},
    {"TheBloke/Mixtral-8x7B-Instruct-v0.1-AWQ", "mistralai/Mixtral-8x7B-v0.1", HUB},
    {"TheBloke/Llama-2-13B-chat-GGUF", "meta-llama/Llama-2-13b-hf", HUB},
    {"meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", "meta-llama/Llama-4-Maverick-17B-128E-Instruct", HUB},
    {"mistralai/Mistral-7B-Instruct-v0.2", "mistralai/Mistral-7B-Instruct-v0.2", HUB},
    {"zai-org/GLM-4.5-Air-FP8", "zai-org/GLM-4.5-Air", HUB},
    {"deepseek-ai/DeepSeek-R1-0528", "deepseek-ai/DeepSeek-R1", HUB},
    {"meta.llama3-1-70b-instruct-v1:0", "meta-llama/Llama-3.1-70B", "Amazon Bedrock modelId"},
    {"meta/llama-3.1-8b-instruct", "meta-llama/Llama-3.1-8B", "NVIDIA NIM model"},
    {"Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "meta-llama/Llama-3.1-8B", "llama.cpp file"},
    {"/models/qwen3-32b/", "Qwen/Qwen3-32B", "path"},
    {"openai/whisper-large-v3-turbo", "openai/whisper-large-v3-turbo", HUB},
    {"BAAI/bge-m3", "BAAI/bge-m3", HUB},
    {"RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic", "meta-llama/Llama-3.1-8B", HUB},
    {"RedHatAI/Meta-Llama-3.1-70B-Instruct-quantized.w4a16", "meta-llama/Llama-3.1-70B", HUB},
    {"ISTA-DASLab/gemma-3-27b-it-GPTQ-4b-128g", "google/gemma-3-27b-it", HUB},
    {"QuantFactory/Meta-Llama-3.1-8B-Instruct.Q8_0.gguf", "meta-llama/Llama-3.1-8B", "llama.cpp file"},
    {"models--meta-llama--Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B", "Hugging Face download cache"},
    {"s3://bucket/models/Qwen2.5-7B-Instruct/", "Qwen/Qwen2.5-7B", "path"},
    {"llama3.3:latest", "meta-llama/Llama-3.3-70B-Instruct", OLLAMA},
    {"qwen2.5:7b-instruct-q4_K_M", "Qwen/Qwen2.5-7B", OLLAMA},
    {"mistral:7b-instruct-v0.3-q4_K_M", "mistralai/Mistral-7B-Instruct-v0.3", OLLAMA},
    {"unsloth/Qwen3-30B-A3B-GGUF:Q4_K_M", "Qwen/Qwen3-30B-A3B", "Ollama and llama.cpp, hub model with tag"},
    {"meta/llama3-70b-instruct", "meta-llama/Meta-Llama-3-70B", "NVIDIA NIM model"},
};

/* Names that must find nothing: the caller's own, slices, relatives with another shape, sizes without a name, names of
   two types, and near misses. */
static const char *const foreign_gpus[] = {
    "H100-80", "A100-80", "L40S-48", "A10G-24", "L4-24", "H200-141", "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb", "L4-0",
    "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "p5.48xlarge", "Standard_ND96isr_H100_v5", "a3-highgpu-8g", "TPU v5e", "nvidia.com/gpu",
    "A100", "NVIDIA A100", "a100-80gb", "V100", "RTX6000", "gaudi", "NVIDIA GB10", "NVIDIA-RTX-4000-Ada-Generation",
    "GPU", "nvidia", "nvidia-", "", "---", "gpu.a10g.large", "MI300", "80GB", "H100 x8", "-SHARED", ".-."};
static const char *const foreign_models[] = {
    "8b", "7B", "70b-instruct-fp8", "llama", "llama-3.1", "Mistral-7B", "qwen3", "gpt-oss", "Qwen2.5-VL-7B-Instruct",
    "Qwen2.5-7B-Instruct-1M", "DeepSeek-R1-Distill-Qwen-7B", "Llama-3.1-Nemotron-70B-Instruct", "Llama-Guard-3-8B",
    "Llama-3.1-8B-Instruct-lora", "EAGLE3-LLaMA3.1-Instruct-8B", "qwen-257b", "Qwen2-57B-A14B", "qwen38b", "",
    "/", "-awq", "awq", "my-finetune-of-llama-3.1-8b", "llama-3.1-80b", "Llama-3.1-8", "mixtral", "gguf",
    "llama3.1:latest", "Hermes-3-Llama-3.1-8B", "Mixtral-8x8B", "--", "-latest", "Phi-3-mini-128k-instruct", "gpt-4"};

static const char *gpu_name(int row) { return piq__catalog_name(PIQ_ENTITY_GPU_TYPE, row); }
static const char *model_name(int row) { return piq__catalog_name(PIQ_ENTITY_MODEL, row); }

static void check_seen(const seen *list, size_t count, bool gpu)
{
    for (size_t i = 0; i < count; i++) {
        const size_t n = strlen(list[i].name);
        const int row = gpu ? piq__catalog_gpu_find(list[i].name, n) : piq__catalog_model_find(list[i].name, n);
        const char *found = row < 0 ? "nothing" : gpu ? gpu_name(row) : model_name(row);
        if (strcmp(found, list[i].row) != 0) {
            fail(list[i].name, found);
        }
    }
}

static void check_foreign(void)
{
    for (size_t i = 0; i < PIQ__COUNT(foreign_gpus); i++) {
        if (piq__catalog_gpu_find(foreign_gpus[i], strlen(foreign_gpus[i])) >= 0) {
            fail("finds a GPU", foreign_gpus[i]);
        }
    }
    for (size_t i = 0; i < PIQ__COUNT(foreign_models); i++) {
        if (piq__catalog_model_find(foreign_models[i], strlen(foreign_models[i])) >= 0) {
            fail("finds a model", foreign_models[i]);
        }
    }
}

/* Every alias finds its own row, or is ambiguous and has it among its candidates. */
static void check_alias(const char *name, size_t length, int row, bool gpu)
{
    int candidates[64];
    const int found = gpu ? piq__catalog_gpu_find(name, length) : piq__catalog_model_find(name, length);
    const size_t n = gpu ? piq__catalog_gpu_candidates(name, length, candidates, 64)
                         : piq__catalog_model_candidates(name, length, candidates, 64);
    bool among = false;
    for (size_t i = 0; i < n; i++) {
        among = among || candidates[i] == row;
    }
    if (found != row && !(found == PIQ__CATALOG_AMBIGUOUS && among && n > 1)) {
        fail("alias", name);
    }
    if ((found == PIQ__CATALOG_AMBIGUOUS) != (n > 0)) {
        fail("candidates", name);
    }
}

static void check_aliases(const char *name, const char *aliases, int row, bool gpu)
{
    const int own = gpu ? piq__catalog_gpu_find(name, strlen(name)) : piq__catalog_model_find(name, strlen(name));
    if (own != row) {
        fail("own name", name);
    }
    for (const char *at = aliases; *at != '\0';) {
        const char *end = strchr(at, ';');
        const size_t n = end != NULL ? (size_t)(end - at) : strlen(at);
        char text[128];
        check_alias(at, n, row, gpu);
        for (size_t i = 0; i < n; i++) { /* blanks, dashes, underscores, case */
            const char c = at[i] == '-' || at[i] == ' ' || at[i] == '_' ? "-_ "[i % 3] : at[i];
            text[i] = c >= 'a' && c <= 'z' && i % 2 == 0 ? (char)(c - 'a' + 'A') : c;
        }
        check_alias(text, n, row, gpu);
        at += n + (end != NULL ? 1 : 0);
    }
}

static void check_candidates(void)
{
    int rows[8];
    size_t n = piq__catalog_gpu_candidates("A100-80GB", 9, rows, 8);
    if (n != 2 || strcmp(gpu_name(rows[0]), "NVIDIA A100-SXM4-80GB") != 0 ||
        strcmp(gpu_name(rows[1]), "NVIDIA A100 80GB PCIe") != 0) {
        fail("candidates", "A100-80GB");
    }
    if (piq__catalog_gpu_candidates("a100", 4, rows, 1) != 4 || piq__catalog_gpu_candidates("T4", 2, rows, 8) != 0) {
        fail("candidates", "a100, T4");
    }
    n = piq__catalog_model_candidates("mistralai/Mistral-7B-Instruct", 29, rows, 8);
    if (n != 3) {
        fail("candidates", "Mistral-7B-Instruct");
    }
}

/* The number format that a name ends in; the outermost counts. */
static void check_dtypes(void)
{
    static const struct {
        const char *name;
        uint8_t dtype;
    } named[] = {{"Qwen/Qwen2.5-72B-Instruct-AWQ", PIQ__DTYPE_INT4},
                 {"Qwen/Qwen2.5-72B-Instruct-GPTQ-Int8", PIQ__DTYPE_INT8},
                 {"RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic", PIQ__DTYPE_FP8},
                 {"nvidia/DeepSeek-R1-NVFP4", PIQ__DTYPE_FP4},
                 {"unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit", PIQ__DTYPE_INT4},
                 {"llama3.1:8b-instruct-q4_K_M", PIQ__DTYPE_INT4},
                 {"gemma3:27b-it-q8_0", PIQ__DTYPE_INT8},
                 {"Meta-Llama-3.1-8B-Instruct-Q5_K_M.gguf", PIQ__DTYPE_INT8},
                 {"llama3.1:8b-instruct-fp16", PIQ__DTYPE_FP16},
                 {"bf16/Llama-3.1-8B", PIQ__DTYPE_UNKNOWN},
                 {"TheBloke/Llama-2-7B-Chat-GPTQ", PIQ__DTYPE_UNKNOWN}, /* of how many bits? */
                 {"meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", PIQ__DTYPE_FP8},
                 {"openai/gpt-oss-20b", PIQ__DTYPE_UNKNOWN},
                 {"my-model-awq", PIQ__DTYPE_UNKNOWN}};
    for (size_t i = 0; i < PIQ__COUNT(named); i++) {
        if (piq__catalog_model_dtype(named[i].name, strlen(named[i].name)) != named[i].dtype) {
            fail("dtype", named[i].name);
        }
    }
}

static void check_nearest_gpu(const char *name, const char *expected)
{
    int rows[3];
    const size_t n = piq__catalog_gpu_nearest(name, strlen(name), rows, 3);
    if (n == 0 ? expected != NULL : expected == NULL || strcmp(gpu_name(rows[0]), expected) != 0) {
        fail("nearest GPU", name);
    }
}

static void check_nearest(void)
{
    int rows[16];
    char text[200];
    check_nearest_gpu("H100-80", SXM);
    check_nearest_gpu("L40-S", "NVIDIA L40S");
    check_nearest_gpu("MI300", "AMD Instinct MI300X");
    check_nearest_gpu("NVIDIA-A100-SXM4-80GB-MIG-3g.40gb", "NVIDIA A100-SXM4-80GB");
    check_nearest_gpu("a completely different sort of thing", NULL);
    check_nearest_gpu("", NULL);
    size_t n = piq__catalog_model_nearest("lama-3.1-8b", 11, rows, 16);
    if (n == 0 || n > 8 || strcmp(model_name(rows[0]), "meta-llama/Llama-3.1-8B") != 0) {
        fail("nearest model", "lama-3.1-8b");
    }
    for (size_t i = 1; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (rows[i] == rows[j]) {
                fail("nearest model twice", model_name(rows[i]));
            }
        }
    }
    if (piq__catalog_model_nearest("llama", 5, rows, 0) != 0) {
        fail("nearest", "no room");
    }
    memset(text, 'x', sizeof text);
    if (piq__catalog_gpu_find(text, sizeof text) != PIQ__CATALOG_NONE ||
        piq__catalog_model_nearest(text, sizeof text, rows, 3) != 0) {
        fail("too long", "x...");
    }
}

static void check_gpu_row(int row)
{
    const piq__gpu_row *g = piq__catalog_gpu(row);
    const piq__mig_row *p = piq__catalog_mig_rows(g);
    const char *name = gpu_name(row);
    piq__device d;
    piq__catalog_gpu_device(g, &d);
    check_aliases(name, piq__gpu_text(g->aliases), row, true);
    if (!(d.memory_bytes > 14e9 && d.memory_bytes < 310e9 && d.memory_bandwidth > 1e11 && d.fp16_flops > 1e13)) {
        fail("facts", name);
    }
    if (g->source == 0 || g->domain_gpus == 0 || (g->price.median > 0.0) != (g->price_date != 0)) {
        fail("source, domain or price", name);
    }
    if (piq__known(d.link_bandwidth) && g->domain_gpus < 2) {
        fail("a link to nobody", name);
    }
    for (uint16_t i = 0; i < g->profiles; i++) {
        if (p[i].compute_slices == 0 || p[i].compute_slices > p[i].compute_slices_total ||
            p[i].max_instances * p[i].compute_slices > p[i].compute_slices_total ||
            p[i].max_instances * p[i].memory_bytes > 1.05 * d.memory_bytes) {
            fail(name, piq__gpu_text(p[i].name));
        }
    }
}

static void check_rows(void)
{
    for (size_t i = 0; i < piq__catalog_gpu_count(); i++) {
        check_gpu_row((int)i);
    }
    for (size_t i = 0; i < piq__catalog_model_count(); i++) {
        const piq__model_row *m = piq__catalog_model((int)i);
        check_aliases(model_name((int)i), piq__model_text(m->aliases), (int)i, false);
        if (m->source == 0 || m->active_parameters > m->parameters) {
            fail("facts", model_name((int)i));
        }
    }
    if (piq__catalog_gpu_count() < 42 || piq__catalog_model_count() < 78) {
        fail("too few rows", "");
    }
}

static void check_facts(void)
{
    piq__device d;
    piq__catalog_gpu_device(piq__catalog_gpu(piq__catalog_gpu_find("h100", 4)), &d);
    if (d.memory_bytes != 81559.0 * 1048576.0 || d.link_bandwidth != 900e9 || d.fp8_flops != 1978e12 ||
        piq__known(d.fp4_flops) || d.cdna3) {
        fail("facts", "H100");
    }
    piq__catalog_gpu_device(piq__catalog_gpu(piq__catalog_gpu_find("MI300X", 6)), &d);
    if (!d.cdna3) {
        fail("CDNA3", "MI300X");
    }
    piq__catalog_gpu_device(piq__catalog_gpu(piq__catalog_gpu_find("L40S", 4)), &d);
    if (piq__known(d.link_bandwidth)) {
        fail("PCIe only", "L40S");
    }
}

/* ---- parameters from config.json fields, next to what the publishers state (billions; 0: not stated) ---- */

#define U (-1.0)
static const struct {
    const char *name;
    piq__shape shape;
    double total, active;
} published[] = {
    {"Llama-2-7b-hf", {32, 4096, 11008, 32, 32, 128, 32000, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 6.738, 0},
    {"Llama-2-13b-hf", {40, 5120, 13824, 40, 40, 128, 32000, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 13.016, 0},
    {"Llama-2-70b-hf", {80, 8192, 28672, 64, 8, 128, 32000, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 68.977, 0},
    {"Meta-Llama-3-8B", {32, 4096, 14336, 32, 8, 128, 128256, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 8.03, 0},
    {"Meta-Llama-3-70B", {80, 8192, 28672, 64, 8, 128, 128256, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 70.554, 0},
    {"Llama-3.1-405B", {126, 16384, 53248, 128, 8, 128, 128256, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 405.853, 0},
    {"Llama-3.2-1B", {16, 2048, 8192, 32, 8, 64, 128256, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 1.236, 0},
    {"Llama-3.2-3B", {28, 3072, 8192, 24, 8, 128, 128256, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 3.213, 0},
    {"Mistral-7B-v0.1", {32, 4096, 14336, 32, 8, 128, 32000, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 7.242, 0},
    {"Mistral-7B-Instruct-v0.3",
     {32, 4096, 14336, 32, 8, 128, 32768, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 7.248, 0},
    {"Mistral-Large-Instruct-2407",
     {88, 12288, 28672, 96, 8, 128, 32768, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 122.61, 0},
    {"Mixtral-8x7B-v0.1",
     {32, 4096, 14336, 32, 8, 128, 32000, U, U, 8, 2, 14336, U, U, U, U, U, U, 0, 0}, 46.703, 12.9},
    {"Mixtral-8x22B-v0.1",
     {56, 6144, 16384, 48, 8, 128, 32768, U, U, 8, 2, 16384, U, U, U, U, U, U, 0, 0}, 140.63, 39},
    {"gemma-2-2b", {26, 2304, 9216, 8, 4, 256, 256000, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 2.614, 0},
    {"gemma-2-9b", {42, 3584, 14336, 16, 8, 256, 256000, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 9.242, 0},
    {"gemma-2-27b", {46, 4608, 36864, 32, 16, 128, 256000, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 27.227, 0},
    {"gemma-3-1b-it", {26, 1152, 6912, 4, 1, 256, 262144, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 1.0, 0},
    {"gemma-3-4b-it", {34, 2560, 10240, 8, 4, 256, 262144, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 3.884, 0},
    {"gemma-3-12b-it", {48, 3840, 15360, 16, 8, 256, 262144, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 11.771, 0},
    {"gemma-3-27b-it", {62, 5376, 21504, 32, 16, 128, 262144, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 27.016, 0},
    {"Phi-3-mini-4k-instruct", {32, 3072, 8192, 32, 32, 96, 32064, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 3.821, 0},
    {"phi-4", {40, 5120, 17920, 40, 10, 128, 100352, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 14.66, 0},
    {"Phi-4-mini-instruct", {32, 3072, 8192, 24, 8, 128, 200064, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 3.836, 0},
    {"Qwen2.5-0.5B", {24, 896, 4864, 14, 2, 64, 151936, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 0.494, 0},
    {"Qwen2.5-1.5B", {28, 1536, 8960, 12, 2, 128, 151936, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 1.544, 0},
    {"Qwen2.5-3B", {36, 2048, 11008, 16, 2, 128, 151936, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 3.086, 0},
    {"Qwen2.5-7B", {28, 3584, 18944, 28, 4, 128, 152064, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 7.616, 0},
    {"Qwen2.5-14B", {48, 5120, 13824, 40, 8, 128, 152064, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 14.77, 0},
    {"Qwen2.5-32B", {64, 5120, 27648, 40, 8, 128, 152064, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 32.764, 0},
    {"Qwen2.5-72B", {80, 8192, 29568, 64, 8, 128, 152064, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 72.706, 0},
    {"Qwen3-4B", {36, 2560, 9728, 32, 8, 128, 151936, U, U, U, U, U, U, U, U, U, U, U, 1, 0}, 4.022, 0},
    {"Qwen3-8B", {36, 4096, 12288, 32, 8, 128, 151936, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 8.191, 0},
    {"Qwen3-14B", {40, 5120, 17408, 40, 8, 128, 151936, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 14.768, 0},
    {"Qwen3-32B", {64, 5120, 25600, 64, 8, 128, 151936, U, U, U, U, U, U, U, U, U, U, U, 0, 0}, 32.762, 0},
    {"Qwen3-30B-A3B", {48, 2048, 6144, 32, 4, 128, 151936, U, U, 128, 8, 768, U, U, U, U, U, U, 0, 0}, 30.532, 3.3},
    {"Qwen3-235B-A22B",
     {94, 4096, 12288, 64, 4, 128, 151936, U, U, 128, 8, 1536, U, U, U, U, U, U, 0, 0}, 235.094, 22},
    {"DeepSeek-V3",
     {61, 7168, 18432, 128, 128, 128, 129280, 512, 64, 256, 8, 2048, 2048, 3, 1536, 128, 128, U, 0, 0}, 671.0, 37},
    {"gpt-oss-20b", {24, 2880, 2880, 64, 8, 64, 201088, U, U, 32, 4, 2880, U, U, U, U, U, U, 0, 0}, 20.91, 0},
    {"gpt-oss-120b", {36, 2880, 2880, 64, 8, 64, 201088, U, U, 128, 4, 2880, U, U, U, U, U, U, 0, 0}, 116.83, 0},
    {"Kimi-K2-Instruct",
     {61, 7168, 18432, 64, 64, 128, 163840, 512, 64, 384, 8, 2048, 2048, 1, 1536, 128, 128, U, 0, 0}, 1026.4, 32.6},
    {"Qwen3-Coder-480B-A35B-Instruct",
     {62, 6144, 8192, 96, 8, 128, 151936, U, U, 160, 8, 2560, U, U, U, U, U, U, 0, 0}, 480.155, 35},
    {"MiniMax-M2.5", {62, 3072, 1536, 48, 8, 128, 200064, U, U, 256, 8, 1536, U, U, U, U, U, U, 0, 0}, 228.7, 10},
    {"GLM-4.5", {92, 5120, 12288, 96, 8, 128, 151552, U, U, 160, 8, 1536, 1536, 3, U, U, U, U, 0, 0}, 355.0, 32},
    {"GLM-4.5-Air", {46, 4096, 10944, 96, 8, 128, 151552, U, U, 128, 8, 1408, 1408, 1, U, U, U, U, 0, 0}, 106.0, 12},
    {"DeepSeek-V2",
     {60, 5120, 12288, 128, 128, 128, 102400, 512, 64, 160, 6, 1536, 3072, 1, 1536, 128, 128, U, 0, 0}, 235.741, 21},
    {"DeepSeek-V2-Lite",
     {27, 2048, 10944, 16, 16, 128, 102400, 512, 64, 64, 6, 1408, 2816, 1, U, 128, 128, U, 0, 0}, 15.706, 2.4},
};

/* The shape again with NaN for what the configuration does not state. */
static piq__shape shape_of(size_t i)
{
    piq__shape s = published[i].shape;
    double *const fields[] = {&s.kv_heads, &s.head_dim, &s.kv_lora_rank, &s.rope_head_dim, &s.experts,
                              &s.experts_per_token, &s.expert_intermediate_size, &s.shared_intermediate_size,
                              &s.dense_layers, &s.q_lora_rank, &s.nope_head_dim, &s.value_head_dim, &s.positions};
    for (size_t f = 0; f < PIQ__COUNT(fields); f++) {
        *fields[f] = *fields[f] < 0.0 ? PIQ__UNKNOWN : *fields[f];
    }
    return s;
}

static void check_published(void)
{
    unsigned agree = 0;
    for (size_t i = 0; i < PIQ__COUNT(published); i++) {
        const piq__shape s = shape_of(i);
        double total = 0.0, active = 0.0;
        piq__shape_parameters(&s, &total, &active);
        const double ratio = total / (published[i].total * 1e9);
        if (ratio > 1.0 - 0.012 && ratio < 1.0 + 0.012) {
            agree++;
        } else {
            fail("published total", published[i].name);
        }
        if (active > total || (published[i].active == 0.0 && !(s.experts > 0.0) && active != total)) {
            fail("active", published[i].name);
        }
        /* What publishers count as active differs by the embeddings: 15%. */
        const double stated = published[i].active * 1e9;
        if (stated > 0.0 && (active > 1.15 * stated || active < 0.95 * stated)) {
            fail("published active", published[i].name);
        }
    }
    if (agree < 27) {
        fail("too few published totals agree", "");
    }
    /* Without head_dim a configuration means hidden_size / attention_heads; without kv_heads all of them. */
    piq__shape s = shape_of(0);
    double stated = 0.0, implied = 0.0, active = 0.0;
    piq__shape_parameters(&s, &stated, &active);
    s.head_dim = s.kv_heads = PIQ__UNKNOWN;
    piq__shape_parameters(&s, &implied, &active);
    if (implied != stated) {
        fail("implied heads", published[0].name);
    }
}

int main(void)
{
    check_seen(gpus, PIQ__COUNT(gpus), true);
    check_seen(models, PIQ__COUNT(models), false);
    check_foreign();
    check_candidates();
    check_dtypes();
    check_nearest();
    check_rows();
    check_facts();
    check_published();
    printf("catalog_check: %zu GPU names, %zu model names, %zu that find nothing, %zu published totals, %u failures\n",
           PIQ__COUNT(gpus), PIQ__COUNT(models), PIQ__COUNT(foreign_gpus) + PIQ__COUNT(foreign_models),
           PIQ__COUNT(published), failures);
    return failures != 0;
}
