#include <string.h>

#include "program.h"

static const char help_commands[] =
    "piq looks at a GPU fleet and says where money and reliability leak.\n"
    "\n"
    "  piq evaluate SNAPSHOT   find the leaks in a fleet snapshot (JSON)\n"
    "  piq plan SNAPSHOT       what to move, so that waiting work can start\n"
    "  piq diff OLD NEW        what changed between two snapshots\n"
    "  piq explain DETECTOR    a detector's rule, inputs and thresholds\n"
    "  piq fields [ENTITY]     the vocabulary of a snapshot\n"
    "  piq policy              the thresholds and their defaults\n"
    "  piq catalog gpus|models what is built in, with its sources\n"
    "  piq estimate --model M  what a model needs, and what a GPU type gives it\n"
    "  piq --version\n"
    "\n"
    "piq COMMAND --help says more. Exit status: 0 evaluated, and nothing at or\n"
    "above --fail-on; 1 something was; 2 bad usage or bad input.\n";

static const char help_evaluate[] =
    "piq evaluate SNAPSHOT [options]\n"
    "\n"
    "Runs all detectors on a snapshot: a JSON file, or - for standard input.\n"
    "\n"
    "  --format table|json|ndjson|sarif   default table; ndjson: a finding per line\n"
    "  --persona NAME      platform_team, gpuaas_provider, inference_provider or\n"
    "                      liquidity_market: only what concerns them, ranked for them\n"
    "  --policy FILE       a JSON object of thresholds (piq policy lists them), and\n"
    "                      \"disabled\": [DETECTOR, ...]\n"
    "                      \"suppressions\": [{\"finding\": ID, or \"detector\" and\n"
    "                      \"entity_id\" with *, \"reason\", \"owner\", \"until\"}, ...]\n"
    "  --set KEY=VALUE     one threshold; may be repeated, wins over --policy\n"
    "  --fail-on SEVERITY  exit status 1 when a finding has fired that is at least\n"
    "                      info, low, medium, high or critical (default: never)\n"
    "  --output FILE       written as a whole, and only on success\n";

static const char help_plan[] =
    "piq plan SNAPSHOT [options]\n"
    "\n"
    "Pending work that cannot start though enough GPUs are free, because they lie\n"
    "apart; which running work to move where, in this order, so that it can; and a\n"
    "map of the domains before and after, one character a GPU. SNAPSHOT is a file,\n"
    "or - for standard input.\n"
    "\n"
    "  --format table|json|dot   default table; json: consolidation, pending and\n"
    "                      capacity of the report; dot: a graph for graphviz\n"
    "  --policy FILE       as in piq evaluate\n"
    "  --set KEY=VALUE     one threshold, as in piq evaluate\n"
    "  --output FILE       written as a whole, and only on success\n";

static const char help_diff[] =
    "piq diff OLD NEW [--persona NAME] [--policy FILE] [--set KEY=VALUE]\n"
    "\n"
    "Evaluates two snapshots under one policy and lists their findings as new,\n"
    "worse, same, better and resolved. Options as in piq evaluate.\n";

static const char help_explain[] =
    "piq explain DETECTOR\n"
    "\n"
    "Prints a detector's rule, the fields it reads, and its thresholds, from the\n"
    "library's own tables. Detectors:\n";

static const char help_fields[] =
    "piq fields [ENTITY] [--format table|json]\n"
    "\n"
    "Lists the fields of a snapshot with their type, unit and meaning, and the\n"
    "detectors that read them. ENTITY: fleet, gpu_type, model, node or workload.\n";

static const char help_policy[] =
    "piq policy [--format table|json]\n"
    "\n"
    "Lists the thresholds with their defaults, which --set and --policy change.\n";

static const char help_catalog[] =
    "piq catalog gpus|models [NAME] [--format table|json]\n"
    "\n"
    "Lists the GPU types and models that are built in, each with its facts, the\n"
    "reference price (USD per GPU-hour, on demand: median and range over offers) and\n"
    "where they come from. NAME is any spelling: \"h100\", \"NVIDIA-H100-80GB-HBM3\",\n"
    "\"llama3.1:8b\", \"neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8\".\n";

static const char help_estimate[] =
    "piq estimate --model M [--gpu-type G] [options]\n"
    "\n"
    "What the model needs of each GPU, how many output tokens per second the GPUs\n"
    "give, and at what price. Without --gpu-type: the types that fit, cheapest first.\n"
    "\n"
    "  --model NAME             a model of the catalog, in any spelling\n"
    "  --config FILE            instead: a model's own config.json\n"
    "  --gpu-type NAME          a GPU type of the catalog, in any spelling\n"
    "  --gpus N                 in all (default: --tensor-parallel, else 1)\n"
    "  --tensor-parallel N      GPUs of one replica (default: the most that divides\n"
    "                           --gpus and the attention heads); the rest replicas\n"
    "  --weight-dtype DTYPE     bf16, fp16, fp32, fp8, int8, int4, fp4 or mxfp4\n"
    "                           (default: what the name ends in, as -AWQ; else bf16)\n"
    "  --kv-dtype DTYPE         bf16 (default), fp16, fp8, int8\n"
    "  --input TOKENS           of a request (default 512)\n"
    "  --output TOKENS          of a request (default 256)\n"
    "  --concurrency N|max      requests in flight; max (default): what memory holds\n"
    "  --engine ENGINE          vllm (default), sglang, tensorrt_llm, tgi, nim, ...\n"
    "  --load LOAD              steady (default), offline or burst\n"
    "  --gpu-memory-fraction F  share that the engine may fill (default 0.9)\n"
    "  --price PRICE            of a GPU-hour, instead of the reference price\n"
    "  --format table|json      default table\n";

void help_general(FILE *out) { (void)fputs(help_commands, out); }

static void help_detectors(void)
{
    piq_detector_info info;
    info.struct_size = sizeof info;
    for (size_t i = 0; piq_detector_at(i, &info) == PIQ_OK; i++)
        (void)printf("  %-18s  %s\n", info.name, info.title);
}

bool help_command(const char *command)
{
    const struct {
        const char *name, *text;
    } pages[] = {{"evaluate", help_evaluate}, {"plan", help_plan},   {"diff", help_diff}, {"explain", help_explain},
                 {"fields", help_fields},     {"policy", help_policy},
                 {"catalog", help_catalog},   {"estimate", help_estimate}};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (strcmp(command, pages[i].name) == 0) {
            (void)fputs(pages[i].text, stdout);
            if (pages[i].text == help_explain)
                help_detectors();
            return true;
        }
    return false;
}
