/* Written by generate.py from models.csv: change that and run it again. */
#include "catalog/tables.h"
/* clang-format off */
struct model_table_text {
    char part_0[999];
    char part_1[998];
    char part_2[991];
    char part_3[983];
    char part_4[951];
    char part_5[1000];
    char part_6[969];
    char part_7[996];
    char part_8[986];
    char part_9[970];
    char part_10[972];
    char part_11[882];
    char part_12[998];
    char part_13[999];
    char part_14[896];
};
static const struct model_table_text model_table_text = {
    "\0" "qwen2.5-32b\0" "llama3-3-70b\0" "whisperlargev3turbo\0" "qwen2.5coder0.5b\0" "qwen2.5coder3b\0"
    "deepseekv3-671b\0" "mistralsmall24b\0" "gemma3-12bit\0" "qwen3-4bthinking2507\0" "mistrallarge2\0" "phi4-14b\0"
    "qwen3-4b2507\0" "llama3-1-8b\0" "gemma2-27bit\0" "qwen2-0.5b\0" "llama2-13bchat\0" "r1distillllama8b\0" "bertbase\0"
    "llama2\0" "mixtral8x22bv0.1\0" "llama2-13bhf\0" "qwq32b\0" "kimik2\0" "gemma3-1bit\0" "mistral7bv0.1\0"
    "llama4scout\0" "llama4maverick\0" "gptoss120b\0" "mistrallarge123b\0" "deepseekr1\0" "glm4.5\0" "llama3.1-8b\0"
    "bertbaseuncased\0" "stablediffusionxl\0" "mistral7b\0" "qwen2.5-1.5b\0" "qwen2.5coder1.5b\0" "deepseekv3\0"
    "mistral7binstruct\0" "bgererankerv2m3\0" "llama3.1\0" "fluxdev\0" "gemma2-27b\0" "bertlarge\0"
    "mistrallargeinstruct2407\0" "qwen2-72b\0" "meta.llama3-1-8binstructv1-0\0" "deepseekv3.2exp\0" "falcon180b\0"
    "metallama3.3-70b\0" "mixtral8x22binstructv0.1\0" "deepseekv3-0324\0" "gemma3-1b\0" "qwen3-235ba22bthinking2507\0"
    "bgererankerbase\0" "bertlargeuncased\0" "mixtral\0" "mistral7binstructv0.3\0" "sdxlbase1.0\0" "deepseekv2litechat\0"
    "falcon\0" "gemma3-27b\0" "meta.llama3-1-405binstructv1-0\0" "mimo7brl\0" "qwen2.5coder32b\0" "e5largev2\0"
    "mimo7bbase\0" "metallama3.1-8b\0" "qwen3-30ba3b2507\0" "whisperlargev3",
    "qwen2.5-7b\0" "bgem3-567m\0" "deepseekv3.2\0" "llama2-70bchat\0" "llama3.1-405b\0" "phi4mini\0" "llama3-70b\0"
    "llama2-70b\0" "mistral.mixtral8x7binstructv0-1\0" "metallama3.2-3b\0" "glm4.6\0" "mistral.mistral7binstructv0-2\0"
    "e5large\0" "qwen3-0.6b\0" "qwen3-32b\0" "qwen2.5coder14b\0" "minimaxm2.5\0" "llama3-8b\0" "qwen3-8b\0" "bgem3\0"
    "glm4.5air\0" "llama3.2\0" "llama4-16x17b\0" "whisperturbo\0" "phi3mini4kinstruct\0" "phi3mini\0" "qwen2.5\0"
    "meta.llama3-70binstructv1-0\0" "deepseekr1-671b\0" "metallama3.1-70b\0" "qwen3-14b\0" "meta.llama3-8binstructv1-0\0"
    "llama3.1-70b\0" "metallama3.2-1b\0" "deepseekr1-0528\0" "gemma3-12bpt\0" "gemma2-9b\0" "llama4\0" "bgelarge\0"
    "mistral7binstructv0.2\0" "qwen3-30ba3bthinking2507\0" "gemma2-2bit\0" "phi4\0" "deepseekv2-16b\0" "gemma2-2b\0"
    "stablediffusionxlbase1.0\0" "mistral7bv0.3\0" "bgelarge335m\0" "llama2-7bhf\0" "mistralnemoinstruct2407\0"
    "metallama3-70b\0" "qwen3-30b\0" "mimo7b\0" "mistralnemo\0" "qwen3-4b\0" "qwen2.5-14b\0" "stablediffusionxlbase\0"
    "qwen3-235ba22binstruct2507\0" "mistralsmall24bbase2501\0" "sdxl\0" "gtelarge\0" "deepseekr1distillllama70b\0"
    "flux.1dev\0" "gemma3-27bpt\0" "qwen3-235ba22b\0" "r1distillllama70b\0" "deepseekr1distillllama8b\0"
    "llama3-1-405b\0" "llama4maverick17b128e",
    "gemma3\0" "llama3-1-70b\0" "gemma3-1bpt\0" "llama3.3\0" "meta.llama3-1-70binstructv1-0\0" "llama2-7bchat\0"
    "qwen2-1.5b\0" "qwen3-1.7b\0" "gemma2-9bit\0" "qwen2.5-0.5b\0" "llama3.2-3b\0" "qwen3coder480b\0" "llama3.3-70b\0"
    "llama2-70bhf\0" "llama4scout17b16e\0" "llama4maverick17b128einstruct\0" "mistrallarge2407\0"
    "llama3.3-70binstruct\0" "mistralnemobase2407\0" "qwen3coder480ba35b\0" "metallama3.1-405b\0" "bgelargeenv1.5\0"
    "deepseekv3.1\0" "qwen3-30ba3b\0" "llama2-13b\0" "mistral7binstructv0.1\0" "deepseekv2-236b\0" "gemma3-4b\0"
    "qwen3-235b\0" "mistral7bv0.2\0" "qwen2.5-72b\0" "phi4miniinstruct\0" "mistralnemo12b\0" "kimik2instruct\0"
    "gemma3-4bit\0" "llama4scout17b16einstruct\0" "qwen3-30ba3binstruct2507\0" "mixtral8x7b\0" "gemma3-4bpt\0" "glm5\0"
    "mixtral8x7bv0.1\0" "kimik2base\0" "mixtral8x7binstructv0.1\0" "gemma2\0" "qwen3-235ba22b2507\0" "whisperlarge\0"
    "llama3\0" "qwen3\0" "phi3mini4k\0" "gemma3-12b\0" "falcon40b\0" "llama2-7b\0" "metallama3-8b\0" "gptoss\0"
    "qwen2-7b\0" "qwen3coder480ba35binstruct\0" "mixtral8x22b\0" "mistral\0" "gemma3-27bit\0" "qwen2.5-3b\0"
    "gptoss20b\0" "deepseekv2chat\0" "qwen2.5coder7b\0" "deepseekr1-70b\0" "qwen3-4binstruct2507\0" "phi4mini3.8b\0"
    "llama3.2-1b\0" "mistralsmall24binstruct2501\0" "bgelargeen",
    "deepseekv2lite\0" "falcon7b\0" "llama4-128x17b\0" "deepseekv2\0" "meta-llama/Llama-2-7b-hf\0"
    "llama2-7b;Llama-2-7b;Llama-2-7b-chat;llama2:7b;llama-2\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-2-7b-hf)\0" "meta-llama/Llama-2-13b-hf\0"
    "llama2-13b;Llama-2-13b;Llama-2-13b-chat;llama2:13b;llama-2\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-2-13b-hf)\0" "meta-llama/Llama-2-70b-hf\0"
    "llama2-70b;Llama-2-70b;Llama-2-70b-chat;llama2:70b;llama-2\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-2-70b-hf)\0" "meta-llama/Meta-Llama-3-8B\0"
    "llama3-8b;Llama-3-8B;llama3:8b;meta.llama3-8b-instruct-v1:0;llama-3\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-3-8B)\0" "meta-llama/Meta-Llama-3-70B\0"
    "llama3-70b;Llama-3-70B;llama3:70b;meta.llama3-70b-instruct-v1:0;llama-3\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-3-70B)\0" "meta-llama/Llama-3.1-8B\0"
    "llama3.1-8b;Meta-Llama-3.1-8B;llama3.1:8b;llama-3-1-8b;meta.llama3-1-8b-instruct-v1:0;llama-3.1\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-3.1-8B)",
    "meta-llama/Llama-3.1-70B\0"
    "llama3.1-70b;Meta-Llama-3.1-70B;llama3.1:70b;llama-3-1-70b;meta.llama3-1-70b-instruct-v1:0;llama-3.1\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-3.1-70B)\0" "meta-llama/Llama-3.1-405B\0"
    "llama3.1-405b;Meta-Llama-3.1-405B;llama3.1:405b;llama-3-1-405b;meta.llama3-1-405b-instruct-v1:0;llama-3.1\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-3.1-405B)\0" "meta-llama/Llama-3.2-1B\0"
    "llama3.2-1b;Meta-Llama-3.2-1B;llama3.2:1b;llama-3.2\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-3.2-1B)\0" "meta-llama/Llama-3.2-3B\0"
    "llama3.2-3b;Meta-Llama-3.2-3B;llama3.2:3b;llama-3.2\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-3.2-3B)\0" "meta-llama/Llama-3.3-70B-Instruct\0"
    "llama3.3-70b;Llama-3.3-70B;llama3.3:70b;Meta-Llama-3.3-70B;llama-3.3;llama-3-3-70b\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Llama-3.3-70B-Instruct)\0" "mistralai/Mistral-7B-v0.1\0"
    "mistral-7b-v0.1;Mistral-7B-Instruct-v0.1;mistral-7b;mistral;Mistral-7B-Instruct",
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Mistral-7B-v0.1)\0" "mistralai/Mistral-7B-Instruct-v0.3\0"
    "mistral-7b-v0.3;mistral-7b;mistral;Mistral-7B-Instruct\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Mistral-7B-Instruct-v0.3)\0"
    "mistralai/Mistral-Large-Instruct-2407\0"
    "mistral-large-2;Mistral-Large-2407;mistral-large-123b;mistral-large:123b\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Mistral-Large-Instruct-2407)\0" "mistralai/Mixtral-8x7B-v0.1\0"
    "mixtral-8x7b;Mixtral-8x7B-Instruct-v0.1;mixtral:8x7b;mistral.mixtral-8x7b-instruct-v0:1;mixtral\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Mixtral-8x7B-v0.1)\0" "mistralai/Mixtral-8x22B-v0.1\0"
    "mixtral-8x22b;Mixtral-8x22B-Instruct-v0.1;mixtral:8x22b;mixtral\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Mixtral-8x22B-v0.1)\0" "google/gemma-2-2b\0"
    "gemma2-2b;gemma-2-2b-it;gemma2:2b;gemma2\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Gemma-2-2b)\0"
    "google/gemma-2-9b\0" "gemma2-9b;gemma-2-9b-it;gemma2:9b;gemma2\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Gemma-2-9b)",
    "google/gemma-2-27b\0" "gemma2-27b;gemma-2-27b-it;gemma2:27b;gemma2\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Gemma-2-27b)\0" "google/gemma-3-1b-it\0"
    "gemma3-1b;gemma-3-1b;gemma-3-1b-pt;gemma3:1b;gemma3\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Gemma-3-1b-it)\0" "google/gemma-3-4b-it\0"
    "gemma3-4b;gemma-3-4b;gemma-3-4b-pt;gemma3:4b;gemma3\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Gemma-3-4b-it)\0" "google/gemma-3-12b-it\0"
    "gemma3-12b;gemma-3-12b;gemma-3-12b-pt;gemma3:12b;gemma3\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Gemma-3-12b-it)\0" "google/gemma-3-27b-it\0"
    "gemma3-27b;gemma-3-27b;gemma-3-27b-pt;gemma3:27b;gemma3\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Gemma-3-27b-it)\0" "microsoft/Phi-3-mini-4k-instruct\0"
    "phi3-mini;Phi-3-mini-4k;phi3:mini\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Phi-3-mini-4k-instruct)\0"
    "microsoft/phi-4\0" "phi4;phi-4;phi4:14b\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (phi-4)\0"
    "microsoft/Phi-4-mini-instruct\0" "phi4-mini;phi-4-mini;phi4-mini:3.8b",
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Phi-4-mini-instruct)\0" "Qwen/Qwen2.5-0.5B\0"
    "qwen2.5-0.5b;qwen2.5:0.5b;qwen2.5;Qwen2.5-Coder-0.5B;Qwen2-0.5B\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen2.5-0.5B)\0" "Qwen/Qwen2.5-1.5B\0"
    "qwen2.5-1.5b;qwen2.5:1.5b;qwen2.5;Qwen2.5-Coder-1.5B;Qwen2-1.5B\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen2.5-1.5B)\0" "Qwen/Qwen2.5-3B\0"
    "qwen2.5-3b;qwen2.5:3b;qwen2.5;Qwen2.5-Coder-3B\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen2.5-3B)\0"
    "Qwen/Qwen2.5-7B\0" "qwen2.5-7b;qwen2.5:7b;qwen2.5;Qwen2.5-Coder-7B;Qwen2-7B\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen2.5-7B)\0" "Qwen/Qwen2.5-14B\0"
    "qwen2.5-14b;qwen2.5:14b;qwen2.5;Qwen2.5-Coder-14B\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen2.5-14B)\0"
    "Qwen/Qwen2.5-32B\0" "qwen2.5-32b;qwen2.5:32b;qwen2.5;Qwen2.5-Coder-32B\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen2.5-32B)\0" "Qwen/Qwen2.5-72B\0"
    "qwen2.5-72b;qwen2.5:72b;qwen2.5;Qwen2-72B\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen2.5-72B)\0"
    "Qwen/Qwen3-0.6B",
    "qwen3-0.6b;qwen3:0.6b;qwen3\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen3-0.6B)\0" "Qwen/Qwen3-1.7B\0"
    "qwen3-1.7b;qwen3:1.7b;qwen3\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen3-1.7B)\0" "Qwen/Qwen3-4B\0"
    "qwen3-4b;qwen3:4b;qwen3\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen3-4B)\0" "Qwen/Qwen3-8B\0"
    "qwen3-8b;qwen3:8b;qwen3\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen3-8B)\0" "Qwen/Qwen3-14B\0"
    "qwen3-14b;qwen3:14b;qwen3\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen3-14B)\0" "Qwen/Qwen3-32B\0"
    "qwen3-32b;qwen3:32b;qwen3\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen3-32B)\0" "Qwen/Qwen3-30B-A3B\0"
    "qwen3-30b-a3b;qwen3:30b-a3b;qwen3:30b;qwen3\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen3-30B-A3B)\0"
    "Qwen/Qwen3-235B-A22B\0" "qwen3-235b-a22b;qwen3:235b-a22b;qwen3:235b;qwen3\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (Qwen3-235B-A22B)\0" "tiiuae/falcon-7b\0"
    "falcon-7b;falcon:7b;falcon\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (falcon-7b)\0" "tiiuae/falcon-40b\0"
    "falcon-40b;falcon:40b;falcon",
    "Lightning-AI/litgpt@26857050 litgpt/config.py (falcon-40b)\0" "tiiuae/falcon-180B\0"
    "falcon-180b;falcon:180b;falcon\0" "Lightning-AI/litgpt@26857050 litgpt/config.py (falcon-180B)\0"
    "deepseek-ai/DeepSeek-R1-Distill-Llama-8B\0" "r1-distill-llama-8b;DeepSeek-R1-Distill-Llama-8B\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (R1-Distill-Llama-8B)\0" "deepseek-ai/DeepSeek-R1-Distill-Llama-70B\0"
    "r1-distill-llama-70b;DeepSeek-R1-Distill-Llama-70B;deepseek-r1:70b;deepseek-r1-distill-llama:70b\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (R1-Distill-Llama-70B)\0" "Qwen/QwQ-32B\0" "qwq-32b;qwq:32b\0"
    "Lightning-AI/litgpt@26857050 litgpt/config.py (QwQ-32B)\0" "deepseek-ai/DeepSeek-V3\0"
    "deepseek-v3;DeepSeek-V3-0324;DeepSeek-V3.1;deepseek-v3:671b\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/deepseek-ai--DeepSeek-V3_config.json\0" "deepseek-ai/DeepSeek-R1\0"
    "deepseek-r1;DeepSeek-R1-0528;deepseek-r1:671b\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/deepseek-ai--DeepSeek-R1_config.json\0" "deepseek-ai/DeepSeek-V3.2",
    "deepseek-v3.2;DeepSeek-V3.2-Exp\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/deepseek-ai--DeepSeek-V3.2_config.json\0" "openai/gpt-oss-20b\0"
    "gpt-oss-20b;gpt-oss:20b;gpt-oss\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/openai--gpt-oss-20b_config.json\0" "openai/gpt-oss-120b\0"
    "gpt-oss-120b;gpt-oss:120b;gpt-oss\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/openai--gpt-oss-120b_config.json\0"
    "meta-llama/Llama-4-Scout-17B-16E-Instruct\0"
    "llama4-scout;Llama-4-Scout-17B-16E;Llama-4-Scout;llama4:16x17b;llama4\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/meta-llama--Llama-4-Scout-17B-16E-Instruct_config.json\0"
    "meta-llama/Llama-4-Maverick-17B-128E-Instruct\0"
    "llama4-maverick;Llama-4-Maverick-17B-128E;Llama-4-Maverick;llama4:128x17b;llama4\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/meta-llama--Llama-4-Maverick-17B-128E-Instruct_config.json\0"
    "moonshotai/Kimi-K2-Instruct\0" "kimi-k2;Kimi-K2-Base\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/moonshotai--Kimi-K2-Instruct_config.json",
    "Qwen/Qwen3-Coder-480B-A35B-Instruct\0" "qwen3-coder-480b;Qwen3-Coder-480B-A35B;qwen3-coder:480b\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/Qwen--Qwen3-Coder-480B-A35B-Instruct_config.json\0"
    "zai-org/GLM-5\0" "glm-5\0" "ai-dynamo/aiconfigurator@095f58a5 model_configs/zai-org--GLM-5_config.json\0"
    "MiniMaxAI/MiniMax-M2.5\0" "minimax-m2.5\0"
    "ai-dynamo/aiconfigurator@095f58a5 model_configs/MiniMaxAI--MiniMax-M2.5_config.json\0" "XiaomiMiMo/MiMo-7B-Base\0"
    "mimo-7b;MiMo-7B-RL\0" "ai-dynamo/aiconfigurator@095f58a5 model_configs/XiaomiMiMo--MiMo-7B-Base_config.json\0"
    "mistralai/Mistral-Nemo-Instruct-2407\0"
    "mistral-nemo-12b;Mistral-Nemo-Instruct-2407;Mistral-Nemo-Base-2407;mistral-nemo:12b;Mistral-Nemo\0"
    "https://huggingface.co/Infermatic/MN-12B-Inferor-v0.1/blob/main/config.json (copy; original says 1024000 ctx)\0"
    "mistralai/Mistral-Small-24B-Instruct-2501\0" "mistral-small-24b;Mistral-Small-24B-Base-2501;mistral-small:24b",
    "https://huggingface.co/estrogen/Mistral-Small-24b-Sertraline-0304-eval-template config.json (copy of Mistral-Small-24B-Base-2501)\0"
    "zai-org/GLM-4.6\0" "glm-4.6\0" "public configuration copies: Glm4Moe FULL_CFG fixtures\0" "zai-org/GLM-4.5\0"
    "glm-4.5\0" "public configuration copies (layers/heads/ctx); experts as GLM-4.6\0" "zai-org/GLM-4.5-Air\0"
    "glm-4.5-air\0" "public configuration copies (layers/hidden/heads); experts 128x1408 not verified here\0"
    "expert dims not sourced; totals cross-check to the published 106B/12B\0" "deepseek-ai/DeepSeek-V2\0"
    "deepseek-v2;DeepSeek-V2-Chat;deepseek-v2:236b\0" "public configuration copies (HF config fixture)\0"
    "deepseek-ai/DeepSeek-V2-Lite\0" "deepseek-v2-lite;DeepSeek-V2-Lite-Chat;deepseek-v2:16b\0"
    "public configuration copies\0" "BAAI/bge-large-en-v1.5\0"
    "bge-large;bge-large-en;bge-large-en-v1.5;bge-large:335m\0"
    "public configuration copies (layers/hidden/ffn/heads/ctx); vocab 30522 = BERT uncased\0" "BAAI/bge-m3\0"
    "bge-m3;bge-m3:567m\0" "public configuration copies (bge-m3 config); vocab of XLM-R\0" "BAAI/bge-reranker-v2-m3",
    "bge-reranker-v2-m3\0" "BAAI/bge-reranker-base\0" "bge-reranker-base\0" "intfloat/e5-large-v2\0"
    "e5-large;e5-large-v2\0" "public configuration copies (1024-d, 512 tok, 1.47 GB stated); BERT-large body assumed\0"
    "layer count from BERT-large table (NVIDIA TensorRT BERT demo)\0" "thenlper/gte-large\0" "gte-large\0"
    "public configuration copies (1024-d, 512 tok); BERT-large body assumed\0" "google-bert/bert-base-uncased\0"
    "bert-base;bert-base-uncased\0" "NVIDIA TensorRT demo/BERT table: 12x768x12, 110M\0"
    "google-bert/bert-large-uncased\0" "bert-large;bert-large-uncased\0"
    "NVIDIA TensorRT demo/BERT table: 24x1024x16, ~330M\0" "openai/whisper-large-v3\0" "whisper-large-v3;whisper-large\0"
    "HF whisper-large-v3 config copies (enc 32/dec 32, d_model 1280, ffn 5120); params computed from dims\0"
    "cross-attention KV = 1500 x kv/token (~245 MB/stream at fp16)\0" "openai/whisper-large-v3-turbo\0"
    "whisper-turbo;whisper-large-v3-turbo\0" "dims as large-v3; 4 decoder layers (not re-verified here)\0"
    "decoder layer count not sourced in this pass\0" "stabilityai/stable-diffusion-xl-base-1.0",
    "sdxl;stable-diffusion-xl;sdxl-base-1.0;stable-diffusion-xl-base\0"
    "HF dataset diffusers/benchmarks: UNet 2567.46M params, 5.05 GB denoiser memory bf16\0"
    "denoiser only; text encoders + VAE add ~1.5-2 GB\0" "black-forest-labs/FLUX.1-dev\0" "flux.1-dev;flux-dev\0"
    "HF dataset diffusers/benchmarks: 11901.41M params, 22.61-22.7 GB denoiser bf16\0"
    "plus ~4.5B-parameter T5 text encoder; ~33 GB fully resident (FLUX.1-schnell discussion 5)\0"
    "mistralai/Mistral-7B-Instruct-v0.2\0"
    "mistral-7b-v0.2;Mistral-7B-v0.2;mistral-7b;mistral;Mistral-7B-Instruct;mistral.mistral-7b-instruct-v0:2\0"
    "HF config.json (as v0.1, no sliding window, 32k context)\0" "Qwen/Qwen3-4B-Instruct-2507\0"
    "Qwen3-4B-Thinking-2507;Qwen3-4B-2507\0" "model card: as the April 2025 release, context 262144\0"
    "Qwen/Qwen3-30B-A3B-Instruct-2507\0" "Qwen3-30B-A3B-Thinking-2507;Qwen3-30B-A3B-2507\0"
    "Qwen/Qwen3-235B-A22B-Instruct-2507\0" "Qwen3-235B-A22B-Thinking-2507;Qwen3-235B-A22B-2507",
};
const char *piq__model_text(uint32_t offset)
{
    return (const char *)&model_table_text + offset;
}
const int16_t piq__model_groups[] = {41, 42, 43, -1, 16, 17, 18, -1, 19, 20, 21, 22, -1, 50, 51, -1, 0, 1, 2, -1, 3, 4, -1, 5, 6, 7, -1, 8, 9, -1, 52, 53, -1, 11, 12, 78, -1, 14, 15, -1, 26, 27, 28, 29, 30, 31, 32, -1, 33, 34, 35, 36, 37, 38, 39, 40, -1};
const piq__catalog_key piq__model_keys[] = {
    {1, 31},{13, 10},{26, 75},{46, 26},{0, 0},{0, 0},{0, 0},{63, 28},{0, 0},{0, 0},{0, 0},{78, 47},{0, 0},{0, 0},
    {94, 60},{0, 0},{110, 21},{123, 79},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{144, 13},{158, 24},{167, 79},{0, 0},{0, 0},{0, 0},{180, 5},{192, 18},{205, 26},{216, 1},
    {231, 44},{248, 72},{257, -17},{0, 0},{0, 0},{264, 15},{0, 0},{281, 1},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{294, 46},{301, 54},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{308, 19},{320, 11},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{334, 52},{0, 0},{346, 53},{0, 0},{361, 51},{372, 13},{389, 48},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{400, 62},{407, 5},{419, 72},{435, 76},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{453, -34},{0, 0},{463, 27},{0, 0},{476, 27},{0, 0},{493, 47},{504, -34},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{522, 68},{538, -24},{0, 0},{0, 0},{547, 77},{555, 18},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{566, 73},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{576, 13},{601, 32},{611, 5},{0, 0},{640, 49},{656, 43},
    {667, 10},{684, 15},{0, 0},{709, 47},{0, 0},{0, 0},{0, 0},{0, 0},{725, 19},{735, 81},{0, 0},{762, 69},{0, 0},
    {778, 73},{795, -38},{0, 0},{803, 12},{0, 0},{0, 0},{825, 76},{0, 0},{0, 0},{0, 0},{0, 0},{837, 65},{0, 0},{0, 0},
    {856, -1},{863, 22},{874, 7},{905, 58},{0, 0},{0, 0},{0, 0},{914, 31},{0, 0},{0, 0},{930, 70},{940, 58},{951, 5},
    {967, 80},{0, 0},{984, 74},{0, 0},{999, 29},{0, 0},{1010, 67},{1021, 49},{1034, 2},{1049, 7},{1063, 25},{0, 0},
    {1072, 4},{1083, 2},{1094, 14},{1126, 9},{0, 0},{0, 0},{1142, 61},{1149, 78},{0, 0},{1179, 70},{0, 0},{1187, 33},
    {0, 0},{0, 0},{1198, 38},{0, 0},{0, 0},{0, 0},{1208, 30},{0, 0},{0, 0},{1224, 57},{0, 0},{1236, 3},{1246, 36},
    {0, 0},{0, 0},{0, 0},{1255, 67},{1261, 63},{0, 0},{0, 0},{0, 0},{0, 0},{1271, -28},{1280, 52},{1294, 75},{0, 0},
    {0, 0},{0, 0},{1307, 23},{1326, 23},{1335, -41},{1343, 4},{1371, 48},{1387, 6},{0, 0},{0, 0},{0, 0},{0, 0},
    {1404, 37},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1414, 3},{1441, 6},{0, 0},{1454, 8},{0, 0},{1470, 48},
    {1486, 21},{0, 0},{0, 0},{1499, 17},{0, 0},{1509, -31},{0, 0},{1516, 66},{0, 0},{1525, 78},{0, 0},{0, 0},{1547, 80},
    {1572, 16},{0, 0},{1584, 24},{1589, 65},{0, 0},{1604, 16},{0, 0},{1614, 76},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {1639, 12},{1653, 66},{0, 0},{0, 0},{0, 0},{1666, 0},{0, 0},{0, 0},{1678, 59},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{1702, 4},{1717, 39},{1727, 58},{1734, 59},{1746, 35},{1755, 30},{1767, 76},{1789, 81},{0, 0},
    {1816, 60},{1840, 76},{0, 0},{1845, 71},{0, 0},{0, 0},{0, 0},{0, 0},{1854, 45},{1880, 77},{1890, 22},{1903, 40},
    {0, 0},{0, 0},{1918, 45},{1936, 44},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1961, 7},{1975, 53},{0, 0},{0, 0},
    {1997, -9},{2004, 6},{2017, 19},{2029, 10},{2038, 6},{2068, 0},{2082, 27},{2093, 34},{0, 0},{0, 0},{2104, 17},
    {2116, 26},{2129, 9},{0, 0},{0, 0},{2141, 55},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2156, 10},{0, 0},
    {2169, 2},{2182, 52},{2200, 53},{2230, 13},{2247, 10},{2268, 59},{2288, 55},{0, 0},{0, 0},{2307, 7},{0, 0},
    {2325, 66},{0, 0},{2340, 47},{2353, 39},{2366, 1},{2377, 11},{2399, 64},{0, 0},{0, 0},{2415, 20},{0, 0},{2425, 40},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2436, 78},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{2450, 32},{0, 0},{0, 0},{0, 0},{2462, 25},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {2479, 59},{0, 0},{0, 0},{2494, 54},{2509, 20},{0, 0},{0, 0},{0, 0},{0, 0},{2521, 52},{0, 0},{0, 0},{0, 0},{0, 0},
    {2547, 80},{0, 0},{0, 0},{0, 0},{2572, 14},{2584, 20},{0, 0},{0, 0},{0, 0},{2596, 56},{2601, 14},{0, 0},{2617, 54},
    {0, 0},{0, 0},{2628, 14},{0, 0},{2652, -5},{2659, 81},{2678, 74},{2691, -21},{2698, -49},{0, 0},{0, 0},{2704, 23},
    {0, 0},{2715, 21},{0, 0},{0, 0},{0, 0},{0, 0},{2726, 42},{2736, 0},{2746, 3},{2760, -14},{2767, 29},{0, 0},{0, 0},
    {0, 0},{0, 0},{2776, 55},{2803, 15},{0, 0},{0, 0},{2816, -34},{0, 0},{0, 0},{0, 0},{0, 0},{2824, 22},{2837, 28},
    {0, 0},{2848, 50},{0, 0},{2858, 64},{0, 0},{2873, 29},{2888, 45},{0, 0},{2903, 79},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2924, 25},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2937, 8},
    {2949, 60},{2977, 66},{2988, 65},{3003, 41},{3012, 53},{3027, 64},
};
const uint32_t piq__model_key_count = 512;
const piq__model_row piq__model_rows[] = {
    {3038, 3063, 3118, 0, /* meta-llama/Llama-2-7b-hf */
     6738000000.0, 6738000000.0, 32000, 4096, 0, 32, 4096, 11008, 32, 32, 128, 0, 0, 0, 0, 0, 0, 0},
    {3180, 3206, 3265, 0, /* meta-llama/Llama-2-13b-hf */
     13015000000.0, 13015000000.0, 32000, 4096, 0, 40, 5120, 13824, 40, 40, 128, 0, 0, 0, 0, 0, 0, 0},
    {3328, 3354, 3413, 0, /* meta-llama/Llama-2-70b-hf */
     68975000000.0, 68975000000.0, 32000, 4096, 0, 80, 8192, 28672, 64, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {3476, 3503, 3571, 0, /* meta-llama/Meta-Llama-3-8B */
     8030000000.0, 8030000000.0, 128256, 8192, 0, 32, 4096, 14336, 32, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {3630, 3658, 3730, 0, /* meta-llama/Meta-Llama-3-70B */
     70552000000.0, 70552000000.0, 128256, 8192, 0, 80, 8192, 28672, 64, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {3790, 3814, 3910, 0, /* meta-llama/Llama-3.1-8B */
     8030000000.0, 8030000000.0, 128256, 131072, 0, 32, 4096, 14336, 32, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {3971, 3996, 4097, 0, /* meta-llama/Llama-3.1-70B */
     70552000000.0, 70552000000.0, 128256, 131072, 0, 80, 8192, 28672, 64, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {4159, 4185, 4291, 0, /* meta-llama/Llama-3.1-405B */
     405849000000.0, 405849000000.0, 128256, 131072, 0, 126, 16384, 53248, 128, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {4354, 4378, 4430, 0, /* meta-llama/Llama-3.2-1B */
     1236000000.0, 1236000000.0, 128256, 131072, 0, 16, 2048, 8192, 32, 8, 64, 0, 0, 0, 0, 0, 0, 1},
    {4491, 4515, 4567, 0, /* meta-llama/Llama-3.2-3B */
     3213000000.0, 3213000000.0, 128256, 131072, 0, 28, 3072, 8192, 24, 8, 128, 0, 0, 0, 0, 0, 0, 1},
    {4628, 4662, 4745, 0, /* meta-llama/Llama-3.3-70B-Instruct */
     70552000000.0, 70552000000.0, 128256, 131072, 0, 80, 8192, 28672, 64, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {4816, 4842, 4922, 0, /* mistralai/Mistral-7B-v0.1 */
     7241000000.0, 7241000000.0, 32000, 4096, 4096, 32, 4096, 14336, 32, 8, 128, 0, 0, 32, 0, 0, 0, 0},
    {4986, 5021, 5076, 0, /* mistralai/Mistral-7B-Instruct-v0.3 */
     7248000000.0, 7248000000.0, 32768, 32768, 0, 32, 4096, 14336, 32, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {5149, 5187, 5260, 0, /* mistralai/Mistral-Large-Instruct-2407 */
     122608000000.0, 122608000000.0, 32768, 32768, 0, 88, 12288, 28672, 96, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {5336, 5364, 5460, 0, /* mistralai/Mixtral-8x7B-v0.1 */
     46703000000.0, 12880000000.0, 32000, 32768, 0, 32, 4096, 14336, 32, 8, 128, 0, 0, 0, 8, 2, 0, 0},
    {5526, 5555, 5619, 0, /* mistralai/Mixtral-8x22B-v0.1 */
     140629000000.0, 39161000000.0, 32768, 65536, 0, 56, 6144, 16384, 48, 8, 128, 0, 0, 0, 8, 2, 0, 0},
    {5686, 5704, 5745, 0, /* google/gemma-2-2b */
     2614000000.0, 2614000000.0, 256000, 8192, 4096, 26, 2304, 9216, 8, 4, 256, 0, 0, 13, 0, 0, 0, 1},
    {5804, 5822, 5863, 0, /* google/gemma-2-9b */
     9241000000.0, 9241000000.0, 256000, 8192, 4096, 42, 3584, 14336, 16, 8, 256, 0, 0, 21, 0, 0, 0, 1},
    {5922, 5941, 5985, 0, /* google/gemma-2-27b */
     27226000000.0, 27226000000.0, 256000, 8192, 4096, 46, 4608, 36864, 32, 16, 128, 0, 0, 23, 0, 0, 0, 1},
    {6045, 6066, 6118, 0, /* google/gemma-3-1b-it */
     1000000000.0, 1000000000.0, 262144, 131072, 512, 26, 1152, 6912, 4, 1, 256, 0, 0, 22, 0, 0, 0, 1},
    {6180, 6201, 6253, 0, /* google/gemma-3-4b-it */
     3880000000.0, 3880000000.0, 262144, 131072, 1024, 34, 2560, 10240, 8, 4, 256, 0, 0, 29, 0, 0, 0, 1},
    {6315, 6337, 6393, 0, /* google/gemma-3-12b-it */
     11765000000.0, 11765000000.0, 262144, 131072, 1024, 48, 3840, 15360, 16, 8, 256, 0, 0, 40, 0, 0, 0, 1},
    {6456, 6478, 6534, 0, /* google/gemma-3-27b-it */
     27008000000.0, 27008000000.0, 262144, 131072, 1024, 62, 5376, 21504, 32, 16, 128, 0, 0, 52, 0, 0, 0, 1},
    {6597, 6630, 6664, 0, /* microsoft/Phi-3-mini-4k-instruct */
     3821000000.0, 3821000000.0, 32064, 4096, 2048, 32, 3072, 8192, 32, 32, 96, 0, 0, 32, 0, 0, 0, 0},
    {6735, 6751, 6771, 0, /* microsoft/phi-4 */
     14659000000.0, 14659000000.0, 100352, 16384, 0, 40, 5120, 17920, 40, 10, 128, 0, 0, 0, 0, 0, 0, 0},
    {6825, 6855, 6891, 0, /* microsoft/Phi-4-mini-instruct */
     3836000000.0, 3836000000.0, 200064, 131072, 262145, 32, 3072, 8192, 24, 8, 128, 0, 0, 32, 0, 0, 0, 1},
    {6959, 6977, 7041, 0, /* Qwen/Qwen2.5-0.5B */
     494000000.0, 494000000.0, 151936, 32768, 0, 24, 896, 4864, 14, 2, 64, 0, 0, 0, 0, 0, 0, 1},
    {7102, 7120, 7184, 0, /* Qwen/Qwen2.5-1.5B */
     1544000000.0, 1544000000.0, 151936, 131072, 0, 28, 1536, 8960, 12, 2, 128, 0, 0, 0, 0, 0, 0, 1},
    {7245, 7261, 7308, 0, /* Qwen/Qwen2.5-3B */
     3086000000.0, 3086000000.0, 151936, 32768, 0, 36, 2048, 11008, 16, 2, 128, 0, 0, 0, 0, 0, 0, 1},
    {7367, 7383, 7439, 0, /* Qwen/Qwen2.5-7B */
     7615000000.0, 7615000000.0, 152064, 131072, 0, 28, 3584, 18944, 28, 4, 128, 0, 0, 0, 0, 0, 0, 0},
    {7498, 7515, 7565, 0, /* Qwen/Qwen2.5-14B */
     14769000000.0, 14769000000.0, 152064, 131072, 0, 48, 5120, 13824, 40, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {7625, 7642, 7692, 0, /* Qwen/Qwen2.5-32B */
     32763000000.0, 32763000000.0, 152064, 131072, 0, 64, 5120, 27648, 40, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {7752, 7769, 7811, 0, /* Qwen/Qwen2.5-72B */
     72704000000.0, 72704000000.0, 152064, 131072, 0, 80, 8192, 29568, 64, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {7871, 7887, 7915, 0, /* Qwen/Qwen3-0.6B */
     596000000.0, 596000000.0, 151936, 40960, 0, 28, 1024, 3072, 16, 8, 128, 0, 0, 0, 0, 0, 0, 1},
    {7974, 7990, 8018, 0, /* Qwen/Qwen3-1.7B */
     1720000000.0, 1720000000.0, 151936, 40960, 0, 28, 2048, 6144, 16, 8, 128, 0, 0, 0, 0, 0, 0, 1},
    {8077, 8091, 8115, 0, /* Qwen/Qwen3-4B */
     4022000000.0, 4022000000.0, 151936, 40960, 0, 36, 2560, 9728, 32, 8, 128, 0, 0, 0, 0, 0, 0, 1},
    {8172, 8186, 8210, 0, /* Qwen/Qwen3-8B */
     8190000000.0, 8190000000.0, 151936, 40960, 0, 36, 4096, 12288, 32, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {8267, 8282, 8308, 0, /* Qwen/Qwen3-14B */
     14768000000.0, 14768000000.0, 151936, 40960, 0, 40, 5120, 17408, 40, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {8366, 8381, 8407, 0, /* Qwen/Qwen3-32B */
     32761000000.0, 32761000000.0, 151936, 40960, 0, 64, 5120, 25600, 64, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {8465, 8484, 8528, 0, /* Qwen/Qwen3-30B-A3B */
     30532000000.0, 3353000000.0, 151936, 40960, 0, 48, 2048, 768, 32, 4, 128, 0, 0, 0, 128, 8, 0, 0},
    {8590, 8611, 8660, 0, /* Qwen/Qwen3-235B-A22B */
     235093000000.0, 22190000000.0, 151936, 40960, 0, 94, 4096, 1536, 64, 4, 128, 0, 0, 0, 128, 8, 0, 0},
    {8724, 8741, 8768, 0, /* tiiuae/falcon-7b */
     6921000000.0, 6921000000.0, 65024, 2048, 0, 32, 4544, 18176, 71, 1, 64, 0, 0, 0, 0, 0, 0, 1},
    {8826, 8844, 8873, 0, /* tiiuae/falcon-40b */
     41301000000.0, 41301000000.0, 65024, 2048, 0, 60, 8192, 32768, 128, 8, 64, 0, 0, 0, 0, 0, 0, 1},
    {8932, 8951, 8982, 0, /* tiiuae/falcon-180B */
     178552000000.0, 178552000000.0, 65024, 2048, 0, 80, 14848, 59392, 232, 8, 64, 0, 0, 0, 0, 0, 0, 1},
    {9042, 9083, 9132, 0, /* deepseek-ai/DeepSeek-R1-Distill-Llama-8B */
     8030000000.0, 8030000000.0, 128256, 131072, 0, 32, 4096, 14336, 32, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {9200, 9242, 9339, 0, /* deepseek-ai/DeepSeek-R1-Distill-Llama-70B */
     70552000000.0, 70552000000.0, 128256, 131072, 0, 80, 8192, 28672, 64, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {9408, 9421, 9437, 0, /* Qwen/QwQ-32B */
     32763000000.0, 32763000000.0, 152064, 131072, 0, 64, 5120, 27648, 40, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {9493, 9517, 9577, 0, /* deepseek-ai/DeepSeek-V3 */
     671025000000.0, 37551000000.0, 129280, 163840, 0, 61, 7168, 2048, 128, 128, 128, 512, 64, 0, 256, 8, 0, 0},
    {9662, 9686, 9732, 0, /* deepseek-ai/DeepSeek-R1 */
     671025000000.0, 37551000000.0, 129280, 163840, 0, 61, 7168, 2048, 128, 128, 128, 512, 64, 0, 256, 8, 0, 0},
    {9817, 9843, 9875, 0, /* deepseek-ai/DeepSeek-V3.2 */
     671025000000.0, 37551000000.0, 129280, 163840, 0, 61, 7168, 2048, 128, 128, 128, 512, 64, 0, 256, 8, 0, 0},
    {9962, 9981, 10013, 0, /* openai/gpt-oss-20b */
     20908000000.0, 4186000000.0, 201088, 131072, 128, 24, 2880, 2880, 64, 8, 64, 0, 0, 12, 32, 4, 0, 0},
    {10093, 10113, 10147, 0, /* openai/gpt-oss-120b */
     116789000000.0, 5710000000.0, 201088, 131072, 128, 36, 2880, 2880, 64, 8, 64, 0, 0, 18, 128, 4, 0, 0},
    {10228, 10270, 10340, 0, /* meta-llama/Llama-4-Scout-17B-16E-Instruct */
     107769000000.0, 17172000000.0, 202048, 10485760, 0, 48, 5120, 8192, 40, 8, 128, 0, 0, 0, 16, 1, 0, 0},
    {10443, 10489, 10570, 0, /* meta-llama/Llama-4-Maverick-17B-128E-Instruct */
     400711000000.0, 17184000000.0, 202048, 1048576, 0, 48, 5120, 8192, 40, 8, 128, 0, 0, 0, 128, 1, 0, 0},
    {10677, 10705, 10726, 0, /* moonshotai/Kimi-K2-Instruct */
     1026407000000.0, 32860000000.0, 163840, 131072, 0, 61, 7168, 2048, 64, 64, 128, 512, 64, 0, 384, 8, 0, 0},
    {10815, 10851, 10907, 0, /* Qwen/Qwen3-Coder-480B-A35B-Instruct */
     480154000000.0, 35474000000.0, 151936, 262144, 0, 62, 6144, 2560, 96, 8, 128, 0, 0, 0, 160, 8, 0, 0},
    {11004, 11018, 11024, 0, /* zai-org/GLM-5 */
     743179000000.0, 41053000000.0, 154880, 202752, 0, 78, 6144, 2048, 64, 64, 224, 512, 64, 0, 256, 8, 0, 0},
    {11099, 11122, 11135, 0, /* MiniMaxAI/MiniMax-M2.5 */
     228689000000.0, 11030000000.0, 200064, 196608, 0, 62, 3072, 1536, 48, 8, 128, 0, 0, 0, 256, 8, 0, 0},
    {11219, 11243, 11262, 0, /* XiaomiMiMo/MiMo-7B-Base */
     7622000000.0, 7622000000.0, 151680, 32768, 0, 36, 4096, 11008, 32, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {11347, 11384, 11481, 0, /* mistralai/Mistral-Nemo-Instruct-2407 */
     12247000000.0, 12247000000.0, 131072, 131072, 0, 40, 5120, 14336, 32, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {11591, 11633, 11697, 0, /* mistralai/Mistral-Small-24B-Instruct-2501 */
     23572000000.0, 23572000000.0, 131072, 32768, 0, 40, 5120, 32768, 32, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {11827, 11843, 11851, 0, /* zai-org/GLM-4.6 */
     352796000000.0, 33630000000.0, 151552, 202752, 0, 92, 5120, 1536, 96, 8, 128, 0, 0, 0, 160, 8, 0, 0},
    {11906, 11922, 11930, 0, /* zai-org/GLM-4.5 */
     352796000000.0, 33630000000.0, 151552, 131072, 0, 92, 5120, 1536, 96, 8, 128, 0, 0, 0, 160, 8, 0, 0},
    {11997, 12017, 12029, 12115, /* zai-org/GLM-4.5-Air */
     106851000000.0, 13423000000.0, 151552, 131072, 0, 46, 4096, 1408, 96, 8, 128, 0, 0, 0, 128, 8, 0, 0},
    {12185, 12209, 12255, 0, /* deepseek-ai/DeepSeek-V2 */
     235741000000.0, 21375000000.0, 102400, 163840, 0, 60, 5120, 1536, 128, 128, 128, 512, 64, 0, 160, 6, 0, 0},
    {12303, 12332, 12387, 0, /* deepseek-ai/DeepSeek-V2-Lite */
     15706000000.0, 2661000000.0, 102400, 163840, 0, 27, 2048, 1408, 16, 16, 128, 512, 64, 0, 64, 6, 0, 0},
    {12415, 12438, 12494, 0, /* BAAI/bge-large-en-v1.5 */
     335000000.0, 335000000.0, 30522, 512, 0, 24, 1024, 4096, 16, 16, 64, 0, 0, 0, 0, 0, 1, 1},
    {12580, 12592, 12611, 0, /* BAAI/bge-m3 */
     568000000.0, 568000000.0, 250002, 8192, 0, 24, 1024, 4096, 16, 16, 64, 0, 0, 0, 0, 0, 1, 1},
    {12671, 12695, 12387, 0, /* BAAI/bge-reranker-v2-m3 */
     568000000.0, 568000000.0, 250002, 8192, 0, 24, 1024, 4096, 16, 16, 64, 0, 0, 0, 0, 0, 1, 1},
    {12714, 12737, 12387, 0, /* BAAI/bge-reranker-base */
     278000000.0, 278000000.0, 250002, 512, 0, 12, 768, 3072, 12, 12, 64, 0, 0, 0, 0, 0, 1, 1},
    {12755, 12776, 12797, 12884, /* intfloat/e5-large-v2 */
     335000000.0, 335000000.0, 30522, 512, 0, 24, 1024, 4096, 16, 16, 64, 0, 0, 0, 0, 0, 1, 1},
    {12946, 12965, 12975, 0, /* thenlper/gte-large */
     335000000.0, 335000000.0, 30522, 512, 0, 24, 1024, 4096, 16, 16, 64, 0, 0, 0, 0, 0, 1, 1},
    {13046, 13076, 13104, 0, /* google-bert/bert-base-uncased */
     109000000.0, 109000000.0, 30522, 512, 0, 12, 768, 3072, 12, 12, 64, 0, 0, 0, 0, 0, 1, 1},
    {13153, 13184, 13214, 0, /* google-bert/bert-large-uncased */
     335000000.0, 335000000.0, 30522, 512, 0, 24, 1024, 4096, 16, 16, 64, 0, 0, 0, 0, 0, 1, 1},
    {13265, 13289, 13320, 13421, /* openai/whisper-large-v3 */
     1540000000.0, 1540000000.0, 51866, 448, 0, 32, 1280, 5120, 20, 20, 64, 0, 0, 0, 0, 0, 2, 0},
    {13483, 13513, 13550, 13608, /* openai/whisper-large-v3-turbo */
     810000000.0, 810000000.0, 51866, 448, 0, 4, 1280, 5120, 20, 20, 64, 0, 0, 0, 0, 0, 2, 0},
    {13653, 13694, 13758, 13842, /* stabilityai/stable-diffusion-xl-base-1.0 */
     2567000000.0, 2567000000.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0},
    {13891, 13920, 13940, 14019, /* black-forest-labs/FLUX.1-dev */
     11901000000.0, 11901000000.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0},
    {14109, 14144, 14248, 0, /* mistralai/Mistral-7B-Instruct-v0.2 */
     7242000000.0, 7242000000.0, 32000, 32768, 0, 32, 4096, 14336, 32, 8, 128, 0, 0, 0, 0, 0, 0, 0},
    {14305, 14333, 14370, 0, /* Qwen/Qwen3-4B-Instruct-2507 */
     4022000000.0, 4022000000.0, 151936, 262144, 0, 36, 2560, 9728, 32, 8, 128, 0, 0, 0, 0, 0, 0, 1},
    {14424, 14457, 14370, 0, /* Qwen/Qwen3-30B-A3B-Instruct-2507 */
     30532000000.0, 3353000000.0, 151936, 262144, 0, 48, 2048, 768, 32, 4, 128, 0, 0, 0, 128, 8, 0, 0},
    {14504, 14539, 14370, 0, /* Qwen/Qwen3-235B-A22B-Instruct-2507 */
     235093000000.0, 22190000000.0, 151936, 262144, 0, 94, 4096, 1536, 64, 4, 128, 0, 0, 0, 128, 8, 0, 0},
};
const uint32_t piq__model_row_count = 82;
/* clang-format on */
