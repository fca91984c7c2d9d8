/* Written by generate.py from gpus.csv: change that and run it again. */
#include "catalog/tables.h"
/* clang-format off */
struct gpu_table_text {
    char part_0[994];
    char part_1[990];
    char part_2[1000];
    char part_3[995];
    char part_4[978];
    char part_5[995];
    char part_6[874];
    char part_7[768];
    char part_8[906];
    char part_9[958];
    char part_10[905];
    char part_11[991];
    char part_12[1000];
    char part_13[951];
    char part_14[979];
    char part_15[959];
    char part_16[972];
    char part_17[971];
    char part_18[694];
};
static const struct gpu_table_text gpu_table_text = {
    "\0" "gb300nvl72\0" "rtx6000adageneration\0" "h100sxm\0" "a800-80gb\0" "nvidiageforcertx3090\0" "a800sxm4-80gb\0"
    "nvidiaa40\0" "a100-40gbsxm\0" "h100sxm5-80gb\0" "l40-48gb\0" "a10040gb\0" "h20-96gb\0" "nvidiaa16\0" "v100-32gb\0"
    "teslav100sxm216gb\0" "v100sxm16gb\0" "rtxa6000\0" "nvidiah100nvl\0" "mi325x256gb\0" "instinctmi210\0" "a16\0"
    "teslav100sxm2-32gb\0" "a80080gb\0" "a100sxm80gb\0" "nvidiaa10080gbpcie\0" "rtxpro6000\0" "b300288gb\0"
    "nvidiah100mega80gb\0" "v100pcie\0" "nvidiagb300\0" "instinctmi300xoam\0" "h200sxm141gb\0" "hl225\0" "a100\0"
    "rtxpro6000blackwell\0" "a100nvlink80gb\0" "p100pcie\0" "a6000-48gb\0" "nvidiah100-80gb\0" "rtx6000ada\0"
    "a100-40gbpcie\0" "b200\0" "nvidiateslap100\0" "nvidiaa100sxm480gb\0" "rtx6000ada48gb\0" "amdinstinctmi355x\0"
    "l4048gb\0" "b300sxm6ac\0" "a30-24gb\0" "hl325l\0" "intelgaudi3\0" "h200sxm5-141gb\0" "v100sxm32gb\0" "h2096gb\0"
    "teslap100\0" "nvidiaa10g\0" "t4\0" "v10016gb\0" "nvidiaa100sxm4-80gb\0" "a100sxm4\0" "nvidiab300sxm6ac\0"
    "nvidiat4\0" "teslav100nvlink\0" "p100pcie16gb\0" "nvidial4\0" "a6000\0" "h10080gbsxm5\0" "p100\0"
    "amdinstinctmi325xoam\0" "nvidiaa30\0" "nvidiartx6000adageneration\0" "a4048gb\0" "h100-94gbnvl\0" "h100nvl\0"
    "gaudi3\0" "amdinstinctmi100\0" "h10080gb\0" "nvidiah20\0" "rtx3090\0" "v100pcie16gb\0" "h100pcie80gb\0"
    "a100sxm4-40gb",
    "h100nvlink80gb\0" "gb300\0" "a40pcie\0" "nvidiaa800sxm480gb\0" "instinctmi300x\0" "gb200nvl72\0" "h100sxm5\0"
    "l40s48gb\0" "h200sxm5141gb\0" "a100-80gbsxm4\0" "amdinstinctmi210\0" "b200192gb\0" "h100-80gbsxm\0"
    "rtxpro6000blackwellserveredition\0" "v10032\0" "nvidiah200141gbhbm3e\0" "gh200-120gb\0" "amdinstinctmi300x\0"
    "nvidiah10080gb\0" "nvidiaa100-80gb\0" "rtxpro6000blackwellworkstationedition\0" "h100mega\0"
    "nvidiageforcertx4090\0" "teslav100sxm2\0" "amdinstinctmi300xvf\0" "b300-288gb\0" "nvidiartxa5000\0"
    "a100-40gbsxm4\0" "a100-80gbpcie\0" "gh200-96gb\0" "h800sxm580gb\0" "nvidiageforcertx5090\0" "h100nvlink\0"
    "teslav100pcie32gb\0" "h100hgx\0" "teslav100sxm2-16gb\0" "nvidiaa100sxm4-40gb\0" "nvidiah800\0" "a100pcie40\0"
    "b200sxm\0" "h100-80gbsxm5\0" "h200nvl\0" "teslat4\0" "instinctmi100\0" "nvidiagh200-120gb\0" "rtx4090\0"
    "a100sxm40gb\0" "a10g\0" "v10032gb\0" "hl225b\0" "v100sxm216gb\0" "nvidiagb200\0" "a100sxm480gb\0" "rtx5090\0"
    "v100\0" "a1024gb\0" "instinctmi325x\0" "a10040gbsxm\0" "teslap100pcie16gb\0" "a10\0" "mi325xoam\0"
    "nvidiah100pcie\0" "nvidiab200\0" "a600048gb\0" "h200sxm\0" "a100sxm80\0" "a10g24gb\0" "nvidiaa100sxm440gb\0"
    "h100pcie\0" "a800sxm\0" "geforcertx5090\0" "nvidiaa100pcie40gb\0" "h800sxm\0" "h100-80gbhbm3\0"
    "amdinstinctmi325x\0" "hl225h",
    "rtxa6000-48gb\0" "rtxa600048gb\0" "teslav100sxm232gb\0" "h100-80gb\0" "gh200-480gb\0" "amdinstinctmi355xoam\0"
    "nvidiaa800sxm4-80gb\0" "a100sxm40\0" "nvidiah200141gb\0" "a100sxm4-80gb\0" "a100pcie80gb\0" "a100-80gb\0" "t416gb\0"
    "mi355xoam\0" "v10016\0" "h100nvl94gb\0" "nvidial40s\0" "intelgaudi2\0" "nvidiah100-80gbhbm3\0" "l4\0"
    "v100sxm2-32gb\0" "nvidiateslal4\0" "h200sxm5\0" "h10080gbpcie\0" "hl325lgaudi3\0" "rtxpro6000server\0"
    "a10040gbsxm4\0" "mi325xvf\0" "b300\0" "nvidiartxpro6000blackwellworkstationedition\0" "gh200480gb\0" "a100sxm\0"
    "hl325\0" "nvidiateslav100\0" "v100sxm232gb\0" "mi325x\0" "nvidiagh200-480gb\0" "a40\0" "mi300x192gb\0"
    "nvidiah200-141gbhbm3e\0" "teslav100\0" "v100-16gb\0" "instinctmi250x\0" "h10080gbsxm\0" "gaudi2\0" "gh200\0"
    "nvidiah200\0" "v100sxm2-16gb\0" "b200-180gb\0" "p10016gb\0" "amdinstinctmi250x\0" "a100pcie\0" "mi100\0"
    "a10080gbpcie\0" "gh20096gb\0" "hl225gaudi2\0" "teslav100pcie16gb\0" "6000ada\0" "h100mega80gb\0" "a30pcie\0"
    "l40s\0" "a100nvlink40gb\0" "geforcertx4090\0" "a100sxm440gb\0" "mi210\0" "t4-16gb\0" "mi300x\0" "h200-141gb\0"
    "a10040gbpcie\0" "h20\0" "a10080gbsxm\0" "intelgaudi\0" "rtxa5000\0" "h100sxm80gb\0" "h10094gbnvl\0" "v100sxm2\0"
    "b300sxm\0" "h100\0" "v100-32\0" "nvidiagh200480gb\0" "a100-40gb\0" "b200180gb\0" "v100-16\0" "b200sxm6\0" "h200\0"
    "nvidiah200-141gb",
    "h10080gbhbm3\0" "a10pcie\0" "h200141gb\0" "mi250x\0" "h200nvlink\0" "a100pcie80\0" "a10080gb\0"
    "nvidiah10080gbhbm3\0" "geforcertx3090\0" "nvidiateslaa100\0" "p100-16gb\0" "h80080gb\0" "l424gb\0" "nvidial40\0"
    "a100pcie40gb\0" "h800\0" "a30\0" "nvidiaa100-80gbpcie\0" "gb200\0" "nvidiaa10\0" "a3024gb\0" "gh200120gb\0"
    "instinctmi355x\0" "b200-192gb\0" "mi300xoam\0" "b300sxm6\0" "amdinstinctmi300xoam\0" "h100-80gbpcie\0" "mi355x\0"
    "nvidiah200nvl\0" "a16-16gb\0" "a1616gb\0" "gaudi\0" "h800-80gb\0" "nvidiartxpro6000\0"
    "nvidiartxpro6000blackwellserveredition\0" "nvidiaa10080gb\0" "a800sxm480gb\0" "nvidiagh200120gb\0" "v100pcie32gb\0"
    "l4-24gb\0" "l40\0" "h100sxm580gb\0" "nvidiateslat4\0" "a40-48gb\0" "a10080gbsxm4\0" "h800sxm5-80gb\0" "a10-24gb\0"
    "nvidiartxa6000\0" "a5000\0" "a100-80gbsxm\0" "rtx6000\0" "nvidiab300\0" "a800\0" "habanagaudi2\0" "1g.34gb\0"
    "1g.67gb\0" "2g.67gb\0" "3g.135gb\0" "4g.135gb\0" "7g.269gb\0" "1g.35gb\0" "1g.70gb\0" "2g.70gb\0" "3g.139gb\0"
    "4g.139gb\0" "7g.278gb\0" "1g.23gb\0" "1g.45gb\0" "2g.45gb\0" "3g.90gb\0" "4g.90gb\0" "7g.180gb\0" "1g.47gb\0"
    "2g.47gb\0" "3g.93gb\0" "4g.93gb\0" "7g.186gb\0" "1g.18gb\0" "2g.35gb\0" "3g.71gb\0" "4g.71gb\0" "7g.141gb\0"
    "1g.10gb\0" "1g.20gb\0" "2g.20gb\0" "3g.40gb\0" "4g.40gb\0" "7g.80gb\0" "1g.12gb\0" "1g.24gb\0" "2g.24gb\0"
    "3g.47gb\0" "4g.47gb\0" "7g.94gb\0" "3g.48gb\0" "4g.48gb\0" "7g.96gb\0" "1g.5gb",
    "2g.10gb\0" "3g.20gb\0" "4g.20gb\0" "7g.40gb\0" "1g.6gb\0" "2g.12gb\0" "4g.24gb\0" "2g.48gb\0" "4g.96gb\0"
    "NVIDIA B300\0" "B300;B300-SXM;B300-SXM6;B300-SXM6-AC;NVIDIA B300 SXM6 AC;B300-288GB;nvidia-b300\0" "NVIDIA\0"
    "Blackwell Ultra\0" "2026-03\0" "verda v8 6.99, runpod Mar26 6.19, AWS p6-b300 17.8\0"
    "aiconfigurator@095f58a5 systems b300_sxm; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; memory: nvidia-smi output in public logs\0"
    "275040 MiB per nvidia-smi; INT8 path cut to ~0.15 POPS; name pattern by analogy with \"NVIDIA B200\"\0"
    "NVIDIA GB300\0" "GB300;GB300-NVL72;GB300 NVL72;nvidia-gb300\0"
    "aiconfigurator@095f58a5 systems gb300; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; memory: nvidia-smi output in public logs\0"
    "284208 MiB per nvidia-smi; 4 GPUs per compute tray, 72 per rack; 7g name inferred\0" "NVIDIA B200\0"
    "B200;B200-SXM;B200-SXM6;B200-180GB;B200-192GB;nvidia-b200\0" "Blackwell\0"
    "verda v8 4.89, nebius v9 5.5, lambda v8 6.99, runpod Mar26 5.98, vultr Mar26 2.99, AWS p6-b200 14.24",
    "aiconfigurator@095f58a5 systems b200_sxm; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "NVIDIA GB200\0" "GB200;GB200-NVL72;nvidia-gb200\0"
    "aiconfigurator@095f58a5 systems gb200; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "189471 MiB per nvidia-smi; 4 GPUs per tray\0" "NVIDIA H200\0"
    "H200;H200-SXM;H200-SXM5;H200-141GB;H200-SXM5-141GB;H200-SXM-141GB;H200_NVLINK;nvidia-h200-141gb;NVIDIA H200 141GB HBM3e\0"
    "Hopper\0"
    "verda v8 3.39, nebius v9 3.5, vast v9 2.35, runpod Mar26 3.59, coreweave Mar26 3.35, together Mar26 3.3, AWS p5en 7.91\0"
    "aiconfigurator@095f58a5 systems h200_sxm; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "143771 MiB per vast catalog\0" "NVIDIA H100 80GB HBM3",
    "H100;H100-SXM;H100-SXM5;H100-80GB;H100-80GB-HBM3;H100-SXM5-80GB;H100-SXM-80GB;H100-80GB-SXM5;H100 80GB SXM;H100-HGX;H100_NVLINK;H100_NVLINK_80GB;nvidia-h100-80gb;nvidia-h100-mega-80gb;H100-MEGA;H100-MEGA-80GB\0"
    "verda v8 2.29, nebius v9 2.95, lambda v8 4.29, hyperstack v8 2.4, vast v9 1.8, cudo v9 1.82, runpod Mar26 2.69, coreweave Mar26 2.23, together Mar26 2.5, vultr Mar26 2.99, oci Mar26 4.1, paperspace Mar26 3.09, fluidstack Mar26 2.21, AWS p5 6.88\0"
    "aiconfigurator@095f58a5 systems h100_sxm; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "81559 MiB per vast catalog; torch sees 79.2 GiB (vLLM PR 10511)\0" "NVIDIA H100 PCIe\0"
    "H100-PCIe;H100-PCIe-80GB;H100-80GB-PCIe;H100_PCIE;H100_PCIE_80GB;NVIDIA-H100-PCIe\0"
    "hyperstack v8 1.9, runpod Mar26 1.99, lambda Mar26 2.86",
    "aiconfigurator@095f58a5 systems h100_pcie; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "optional 2-GPU bridge not modelled\0" "NVIDIA H100 NVL\0" "H100-NVL;H100NVL;H100-NVL-94GB;H100-94GB-NVL;H100_NVL\0"
    "vast v9 1.98, runpod Mar26 2.59\0"
    "MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; vast catalog 95830 MiB; NVIDIA H100 datasheet (NVL: 3.9 TB/s, 1671 and 3341 TFLOPS with sparsity, halved; NVLink bridge 600 GB/s); memory: nvidia-smi output in public logs\0"
    "bridge joins two cards\0" "NVIDIA GH200 480GB\0"
    "GH200;GH200-480GB;GH200-120GB;NVIDIA GH200 120GB;GH200-96GB;NVIDIA-GH200-480GB\0" "lambda Mar26 1.99",
    "public GPU peak table (4000 GB/s, 96 GB); MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; NIM doc prints \"GH200 480GB\"; NVIDIA GH200 datasheet (same GPU as H100 SXM); memory: nvidia-smi output in public logs\0"
    "C2C joins it to its CPU, not to other GPUs; 144 GB variant is another type\0" "NVIDIA H20\0"
    "H20;H20-96GB;NVIDIA-H20\0"
    "willitrunai.com h20-96gb; zangshuxian.com (148/296); MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "H20-3e (141 GB) also exists as device name \"NVIDIA H20-3e\"\0" "NVIDIA H800\0"
    "H800;H800-SXM;H800-80GB;H800-SXM5-80GB;NVIDIA-H800\0"
    "public GPU peak table; tumgag.com (NVLink 400 GB/s); vllm fused_moe/configs device_name files; MIG: mig-parted config comments name H800; memory: nvidia-smi output in public logs\0"
    "FP8/INT8 assumed as H100\0" "NVIDIA A100-SXM4-80GB",
    "A100-SXM-80;A100-SXM4-80GB;A100-SXM-80GB;A100-80GB-SXM;A100-80GB-SXM4;A100 80GB SXM4;A100_NVLINK_80GB;nvidia-a100-80gb;A100;A100-80GB;A100-SXM;A100-SXM4\0"
    "Ampere\0"
    "verda v8 1.29, vast v9 0.93, crusoe v8pi 1.65, latitude v8pi 1.035, runpod Mar26 1.39, coreweave Mar26 1.21, together Mar26 1.25, vultr Mar26 2.6, oci Mar26 2.95, lambda Mar26 2.06, paperspace Mar26 1.89, AWS p4de 3.43\0"
    "aiconfigurator@095f58a5 systems a100_sxm; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "NVIDIA A100 80GB PCIe\0" "A100-PCIe-80;A100-80GB-PCIe;A100-PCIe-80GB;A100_PCIE_80GB;A100;A100-80GB;A100-PCIe\0"
    "runpod v8 1.39, hyperstack v8 1.35, cudo v9 1.45\0"
    "aiconfigurator@095f58a5 systems a100_pcie; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "NVIDIA A100-SXM4-40GB",
    "A100-SXM-40;A100-SXM4-40GB;A100-SXM-40GB;A100-40GB-SXM4;A100-40GB-SXM;A100_NVLINK_40GB;nvidia-tesla-a100;A100;A100-40GB;A100-SXM;A100-SXM4\0"
    "vast v9 0.93, lambda Mar26 1.48, oci Mar26 2.95, AWS p4d 2.745\0"
    "MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; A100 datasheet values; AccelMark issues name; johnmusgrave.com 40GB run; memory: nvidia-smi output in public logs\0"
    "bandwidth 1555: datasheet, not re-fetched (HWT table says 1935, wrong)\0" "NVIDIA A100-PCIE-40GB\0"
    "A100-PCIe-40;A100-PCIE-40GB;A100-40GB-PCIe;A100_PCIE_40GB;A100;A100-40GB;A100-PCIe\0"
    "vast v9 0.67, coreweave Mar26 0.76, vultr Mar26 1.29, fluidstack Mar26 0.8\0"
    "MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "bandwidth/TDP not re-fetched\0" "NVIDIA A800-SXM4-80GB\0" "A800;A800-SXM;A800-80GB;A800-SXM4-80GB\0" "cudo v9 0.82",
    "skypilot cudo v9 lists A800 81920 MiB; MIG: mig-parted config comments name A800; public descriptions: only NVLink differs from A100 80 GB; memory: nvidia-smi output in public logs\0"
    "NVLink 400 GB/s\0" "NVIDIA L40S\0" "L40S;L40S-48GB;NVIDIA-L40S\0" "Ada\0"
    "nebius v9 1.55, vast v9 0.6, cudo v9 0.9, crusoe v8pi 1.0, runpod Mar26 0.79, coreweave Mar26 0.74, vultr Mar26 1.67, oci Mar26 2.39, fluidstack Mar26 0.59, AWS g6e.xlarge 1.861\0"
    "aiconfigurator@095f58a5 systems l40s; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "46068 MiB (ECC on)\0" "NVIDIA L40\0" "L40;L40-48GB\0" "hyperstack v8 1.0, runpod Mar26 0.69, vast Mar26 0.58\0"
    "public GPU peak table (181/864); FP8/INT8 = 2x; memory: nvidia-smi output in public logs\0" "TDP not re-sourced\0"
    "NVIDIA L4\0" "L4;L4-24GB;nvidia-l4;NVIDIA Tesla L4\0" "runpod Mar26 0.44, AWS g6.xlarge 0.8048\0"
    "aiconfigurator@095f58a5 systems l4; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "ECC leaves ~22.5 GiB usable (L40S ratio)",
    "NVIDIA A10\0" "A10;A10-24GB;A10-PCIe\0" "lambda Mar26 0.86, oci Mar26 1.5\0"
    "public GPU peak table; pytorch-lightning fabric/utilities/throughput.py@0810121f; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "INT8/TDP datasheet, not re-fetched\0" "NVIDIA A10G\0" "A10G;A10G-24GB;NVIDIA-A10G\0" "AWS g5.xlarge 1.006\0"
    "public GPU peak table; pytorch-lightning fabric/utilities/throughput.py@0810121f; memory: nvidia-smi output in public logs\0"
    "Lightning and the HW table give 125 TFLOPS; the AWS part is lower-clocked (70 TFLOPS in AWS material, not re-fetched) -> treat as upper bound\0"
    "NVIDIA A30\0" "A30;A30-24GB;A30-PCIe\0"
    "aiconfigurator@095f58a5 systems a30; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; memory: nvidia-smi output in public logs\0"
    "NVIDIA A40\0" "A40;A40-48GB;A40-PCIe\0" "cudo v9 0.37, runpod Mar26 0.35\0"
    "public GPU peak table (149/696); memory: nvidia-smi output in public logs\0"
    "optional NVLink bridge; TDP not re-sourced\0" "NVIDIA A16\0" "A16;A16-16GB\0" "vultr Mar26 0.51",
    "public GPU peak table; dstackai/gpuhunt@35841515 KNOWN_*\0" "4 GPUs per board; one CUDA device = 16 GB\0"
    "Tesla T4\0" "T4;T4-16GB;Tesla-T4;nvidia-tesla-t4;NVIDIA-T4\0" "Turing\0" "AWS g4dn.xlarge 0.526\0"
    "pytorch-lightning fabric/utilities/throughput.py@0810121f; public GPU peak table; memory: nvidia-smi output in public logs\0"
    "no BF16\0" "Tesla V100-SXM2-16GB\0"
    "V100-16;V100-SXM2-16GB;V100-SXM-16GB;Tesla-V100-SXM2-16GB;nvidia-tesla-v100;Tesla_V100_NVLINK;V100;Tesla-V100;V100-16GB;V100-SXM2;Tesla-V100-SXM2\0"
    "Volta\0" "verda v8 0.138, cudo v9 0.21, vast v9 0.18, lambda v8 0.79, runpod Mar26 0.21, AWS p3.2xlarge 3.06\0"
    "pytorch-lightning fabric/utilities/throughput.py@0810121f; public GPU peak table; vLLM issue 11251 shows 15.77 GiB; memory: nvidia-smi output in public logs\0"
    "no BF16, no INT8 tensor\0" "Tesla V100-SXM2-32GB\0"
    "V100-32;V100-SXM2-32GB;V100-SXM-32GB;Tesla-V100-SXM2-32GB;V100;Tesla-V100;V100-32GB;V100-SXM2;Tesla-V100-SXM2\0"
    "runpod Mar26 0.33, AWS p3dn 3.9\0" "Tesla P100-PCIE-16GB",
    "P100;P100-PCIe;P100-16GB;P100-PCIE-16GB;Tesla-P100;nvidia-tesla-p100\0" "Pascal\0"
    "tech4gamers.com; techwormam.pages.dev (732); memory: nvidia-smi output in public logs\0"
    "no tensor cores; SXM2 part 21.2 TFLOPS/300 W\0" "NVIDIA GeForce RTX 4090\0"
    "RTX4090;RTX-4090;GeForce-RTX-4090;GeForce RTX 4090\0" "vast v9 0.4, runpod Mar26 0.34, cudo Mar26 0.35\0"
    "hmc-tech.com RTX4090 page (FP16 w/ FP32 acc 165.2; FP8 330.3; INT8 660.6); vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "24564 MiB; torch sees 23.55-23.65 GiB\0" "NVIDIA GeForce RTX 5090\0" "RTX5090;RTX-5090;GeForce-RTX-5090\0"
    "vast v9 0.44, runpod Mar26 0.69\0"
    "hmc-tech.com 4x5090 (6.7 PFLOPS FP4 dense /4; ratios 2:1); joshua8.ai (1792 GB/s, 575 W); vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "32607 MiB; torch 31.37 GiB; FP16/FP8 derived from FP4 by halving\0" "NVIDIA RTX 6000 Ada Generation\0"
    "RTX6000Ada;RTX-6000-Ada;RTX6000-Ada;RTX 6000 Ada Generation;RTX-6000-Ada-48GB;6000Ada;RTX6000",
    "verda v8 0.826, vast v9 0.52, runpod Mar26 0.74\0"
    "public GPU peak table (182/960); FP8 2x, INT8 4x per Ada ratios; memory: nvidia-smi output in public logs\0"
    "TDP not re-sourced; FP16 182 is the table value, but the same AD102 die gives 362 on L40S: treat 182 as doubtful (likely ~364)\0"
    "NVIDIA RTX PRO 6000 Blackwell Server Edition\0"
    "RTXPRO6000;RTX-PRO-6000;RTX PRO 6000 Blackwell;RTX PRO 6000 Blackwell Server Edition;RTX PRO 6000 Blackwell Workstation Edition;NVIDIA RTX PRO 6000 Blackwell Workstation Edition;RTX-PRO-6000-Server;nvidia-rtx-pro-6000;RTX6000\0"
    "verda v8 1.69, vast v9 0.93, runpod Mar26 1.69, AWS g7e.2xlarge 3.363\0"
    "aiconfigurator@095f58a5 systems rtx_pro_6000_server; MIG: NVIDIA MIG user guide, NVIDIA/mig-parted@bd7160f4 config-default.yaml; vllm fused_moe/configs device_name files; memory: nvidia-smi output in public logs\0"
    "97887 MiB; TFLOPS scaled to 2430 MHz by source\0" "NVIDIA RTX A6000\0"
    "A6000;RTX-A6000;RTXA6000;RTX_A6000;RTX A6000 48GB;A6000-48GB",
    "hyperstack v8 0.5, cudo v9 0.47, vast v9 0.4, lambda v8 1.09, runpod Mar26 0.33, coreweave Mar26 0.62\0"
    "public GPU peak table; memory: nvidia-smi output in public logs\0" "49140 MiB per vast\0" "NVIDIA RTX A5000\0"
    "A5000;RTX-A5000;RTXA5000;RTX_A5000\0" "cudo v9 0.31, vast v9 0.23, runpod Mar26 0.16, coreweave Mar26 0.34\0"
    "24564 MiB per vast\0" "AMD Instinct MI100\0" "MI100;Instinct MI100\0" "AMD\0" "CDNA1\0"
    "tweaktown.com (185 TFLOPS FP16, 1.23 TB/s, 300 W); rocm.docs mi100 (hive of 4)\0" "AMD Instinct MI210\0"
    "MI210;Instinct MI210\0" "CDNA2\0" "MAKO/Tensorwave 2024 0.5\0"
    "hmc-tech MI200 page (181.04 TFLOPS, 64 GB, 300 W); bandwidth 1.6 = half of MI250X 3.2 (zexron.com)\0"
    "AMD Instinct MI250X\0" "MI250X;Instinct MI250X\0" "zexron.com (383 TFLOPS, 3.2 TB/s, 560 W)\0"
    "one of the two dies of a package, which is what the OS counts as a device; the package is twice that\0"
    "AMD Instinct MI300X\0"
    "MI300X;MI300X-OAM;Instinct MI300X;AMD Instinct MI300X OAM;AMD_Instinct_MI300X_OAM;AMD Instinct MI300X VF;MI300X-192GB;Instinct MI300X OAM\0"
    "CDNA3",
    "vultr Mar26 1.85, MAKO 2024 3.99, dstack/8xMI300X 2024-11 4.5\0"
    "alpha-one-index data/gpu-specs.json; docs.vultr.com; vllm fused_moe/configs device_name files\0"
    "partitioning modes SPX/CPX instead of MIG\0" "AMD Instinct MI325X\0"
    "MI325X;MI325X-OAM;Instinct MI325X;AMD Instinct MI325X OAM;MI325X-256GB;MI325X VF\0" "vultr Mar26 2.0\0"
    "docs.vultr.com ROCm hardware (256 GB, 6.0 TB/s, 1307); rooflinenotes.dev/accelerators\0"
    "gpuhunt lists 288 GB (pre-launch); TDP not re-fetched\0" "AMD Instinct MI355X\0"
    "MI355X;MI355X-OAM;Instinct MI355X;AMD Instinct MI355X OAM\0" "CDNA4\0"
    "tomshardware.com (FP4/FP6 max 20.1 PF incl. sparsity -> 10.05 dense; 8 TB/s; 1400 W); FP8/FP16 by 2:1; AMD MI350 series platform (7 links of 153.6 GB/s)\0"
    "compute rates derived, verify against AMD sheet\0" "HL-225\0"
    "GAUDI2;HL-225B;HL-225H;Intel Gaudi 2;Gaudi-2;Habana Gaudi2;Gaudi;Intel Gaudi;HL-225 (Gaudi2)\0" "Intel\0" "Gaudi2\0"
    "pcguia.pt (835 FP8 (sic), 432 BF16, 2.45 TB/s, 600 W); dstackai/gpuhunt@35841515 KNOWN_*\0" "98304 MiB per hl-smi\0"
    "HL-325L",
    "GAUDI3;HL-325;Intel Gaudi 3;Gaudi-3;Gaudi;Intel Gaudi;HL-325L (Gaudi3)\0" "Gaudi3\0"
    "yobitel.com; evokernel-specs; theregister 2024-04-09; dstackai/gpuhunt@35841515 KNOWN_*\0" "NVIDIA H200 NVL\0"
    "H200-NVL;H200NVL;H200_NVL\0"
    "NVIDIA H200 datasheet (NVL column, sparse rates halved); dstackai/gpuhunt@35841515 lists H200NVL\0"
    "bridge joins two or four cards\0" "Tesla V100-PCIE-16GB\0"
    "V100-PCIE-16GB;Tesla-V100-PCIE-16GB;V100;Tesla-V100;V100-16GB;V100-PCIe\0" "NVIDIA V100 datasheet (PCIe column)\0"
    "Tesla V100-PCIE-32GB\0" "V100-PCIE-32GB;Tesla-V100-PCIE-32GB;V100;Tesla-V100;V100-32GB;V100-PCIe\0"
    "NVIDIA GeForce RTX 3090\0" "RTX3090;RTX-3090;GeForce-RTX-3090\0"
    "NVIDIA GA102 whitepaper (71 TFLOPS dense FP16 with FP32 accumulate, 936 GB/s)",
};
const char *piq__gpu_text(uint32_t offset)
{
    return (const char *)&gpu_table_text + offset;
}
const int16_t piq__gpu_groups[] = {11, 12, 13, 14, -1, 13, 14, -1, 11, 12, -1, 12, 14, -1, 11, 13, -1, 40, 41, -1, 30, 31, -1, 25, 26, 43, 44, -1, 25, 26, -1, 25, 43, -1, 26, 44, -1, 43, 44, -1};
const piq__catalog_key piq__gpu_keys[] = {
    {0, 0},{0, 0},{1, 1},{12, 30},{33, 5},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{41, 15},{0, 0},{0, 0},{0, 0},{0, 0},
    {51, 45},{72, 15},{86, 22},{0, 0},{96, 13},{0, 0},{0, 0},{0, 0},{109, 5},{123, 17},{0, 0},{132, -6},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{141, 9},{150, 23},{160, -35},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{170, 25},{0, 0},{0, 0},{0, 0},{0, 0},{188, 25},{0, 0},{200, 32},{209, 7},{0, 0},{223, 38},
    {235, 35},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{249, 23},{253, 26},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{272, 15},{281, 11},{293, 12},{312, 31},{323, 0},{333, 5},
    {352, -38},{361, 1},{0, 0},{0, 0},{373, 37},{391, 4},{404, 40},{0, 0},{410, -1},{0, 0},{415, 31},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{435, 11},{0, 0},{0, 0},{450, 27},{0, 0},{0, 0},{459, 32},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{470, 5},{486, 30},{0, 0},{497, 14},{511, 2},{0, 0},{0, 0},{0, 0},{0, 0},
    {516, 27},{532, 11},{551, 30},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{566, 39},{584, 17},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{592, 0},{0, 0},{0, 0},{603, 21},{612, 41},{619, 41},{0, 0},{0, 0},{631, 4},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{646, 26},{658, 9},{0, 0},
    {0, 0},{0, 0},{666, 27},{0, 0},{676, 20},{0, 0},{0, 0},{0, 0},{687, 24},{690, -32},{0, 0},{699, 11},{0, 0},{0, 0},
    {0, 0},{0, 0},{719, -15},{728, 0},{745, 24},{0, 0},{754, 25},{0, 0},{770, 27},{0, 0},{0, 0},{783, 18},{0, 0},{0, 0},
    {0, 0},{792, 32},{798, 5},{811, 27},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{816, 38},{837, 21},{847, 30},{874, 22},{0, 0},{882, 7},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{895, 7},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{903, 41},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{910, 34},{927, 5},{936, 9},{0, 0},{0, 0},{946, 45},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{954, 43},{0, 0},{0, 0},{967, 6},{0, 0},{0, 0},{0, 0},{0, 0},{980, 13},{0, 0},
    {994, 5},{0, 0},{1009, 1},{0, 0},{1015, 22},{0, 0},{0, 0},{0, 0},{0, 0},{1023, 15},{0, 0},{0, 0},{0, 0},{1042, 37},
    {0, 0},{0, 0},{1057, 3},{1068, 5},{1077, 16},{0, 0},{1086, 4},{0, 0},{1100, 11},{1114, 35},{0, 0},{0, 0},{0, 0},
    {1131, 2},{1141, 5},{0, 0},{0, 0},{0, 0},{0, 0},{1154, 31},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1187, 26},{1194, 4},{0, 0},
    {0, 0},{1215, 8},{0, 0},{0, 0},{1227, 37},{1245, 5},{1260, 11},{1276, 31},{1314, 5},{0, 0},{0, 0},{0, 0},{1323, 28},
    {1344, -29},{0, 0},{0, 0},{1358, 37},{1378, 0},{1389, 33},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1404, 13},
    {0, 0},{0, 0},{1418, 12},{1432, 8},{1443, 10},{1456, 29},{0, 0},{0, 0},{1477, 5},{1488, 44},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1506, 5},{1514, 25},{0, 0},{1533, 13},{0, 0},{1553, 10},{0, 0},
    {1564, 14},{1575, 2},{1583, 5},{1597, 42},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1605, 24},{0, 0},
    {1613, 34},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1627, 8},{1645, 28},{1653, 13},{1665, 20},{1670, -35},{0, 0},
    {1679, 40},{0, 0},{0, 0},{0, 0},{1686, 25},{0, 0},{0, 0},{0, 0},{0, 0},{1699, 3},{1711, 11},{1724, 29},{0, 0},
    {0, 0},{1732, -24},{0, 0},{1737, 19},{1745, 38},{1760, 13},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1772, 27},{0, 0},
    {0, 0},{1790, 19},{1794, 38},{0, 0},{0, 0},{0, 0},{1804, 6},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {1819, 2},{1830, 32},{1840, 4},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1848, 11},{0, 0},{1858, 20},{0, 0},
    {1867, 13},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{1886, 6},{1895, 15},{1903, 29},{1918, 14},{1937, 10},{1945, 5},
    {1959, 38},{1977, 40},{1984, 32},{0, 0},{1998, 32},{0, 0},{2011, 26},{0, 0},{0, 0},{2029, 5},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2039, 8},{0, 0},{0, 0},{0, 0},{0, 0},{2051, 39},{2072, 15},
    {2092, 13},{0, 0},{2102, 4},{0, 0},{0, 0},{0, 0},{2118, 11},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{2132, 12},{0, 0},{2145, -9},{2155, 24},{2162, 39},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{2172, 25},{0, 0},{0, 0},{2179, 7},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {2191, 16},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2202, 40},{0, 0},{2214, 5},{0, 0},{2234, 18},{0, 0},{2237, 26},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2251, 18},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{2265, 4},{0, 0},{2274, 6},{2287, 41},{2300, 31},{0, 0},{2317, 13},{0, 0},{0, 0},{2330, 38},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2339, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2344, 31},{0, 0},{2388, 8},{0, 0},
    {2399, -15},{2407, 41},{0, 0},{0, 0},{0, 0},{2413, 25},{2429, 26},{0, 0},{2442, 38},{0, 0},{2449, 8},{0, 0},{0, 0},
    {2467, 22},{2471, 37},{2483, 4},{0, 0},{0, 0},{2505, -24},{0, 0},{0, 0},{0, 0},{2515, -32},{2525, 36},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2540, 5},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{2552, 40},{2559, 8},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2565, 4},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2576, 25},{2590, 2},{0, 0},{2601, 27},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {2610, 36},{0, 0},{2628, -12},{0, 0},{2637, 34},{0, 0},{0, 0},{2643, 12},{0, 0},{0, 0},{0, 0},{0, 0},{2656, 8},
    {2666, 40},{2678, 43},{0, 0},{0, 0},{0, 0},{0, 0},{2696, 30},{0, 0},{0, 0},{0, 0},{2704, 5},{0, 0},{0, 0},
    {2717, 21},{2725, 16},{2730, 13},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2745, 28},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2760, 13},{0, 0},{2773, 35},{0, 0},{0, 0},{0, 0},{2779, 24},{0, 0},
    {2787, 37},{0, 0},{0, 0},{2794, 4},{0, 0},{2805, 14},{2818, 9},{0, 0},{2822, 11},{2834, -18},{0, 0},{0, 0},{0, 0},
    {2845, 33},{0, 0},{0, 0},{0, 0},{2854, 5},{2866, 7},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{2878, -29},{0, 0},{0, 0},
    {0, 0},{2887, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {2895, 5},{2900, 26},{0, 0},{0, 0},{2908, 8},{2925, -6},{0, 0},{2935, 2},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{2945, 25},{2953, 2},{0, 0},{2962, 4},{2967, 4},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{2984, 5},{0, 0},{0, 0},{0, 0},{0, 0},{2997, 19},{0, 0},{3005, 4},{0, 0},{3015, 36},{3022, 4},
    {3033, 12},{0, 0},{3044, -9},{3053, 5},{3072, 45},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3087, 13},{0, 0},
    {0, 0},{0, 0},{3103, 27},{3113, 10},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3122, 18},{3129, 17},{0, 0},{3139, 14},
    {3152, 10},{3157, 21},{3161, 12},{0, 0},{3181, 3},{0, 0},{3187, 19},{0, 0},{0, 0},{0, 0},{3197, 21},{3205, 8},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3216, 39},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {3231, 2},{0, 0},{3242, 37},{0, 0},{0, 0},{3252, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3261, 37},{3282, 6},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{3296, 39},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3303, 42},{0, 0},{0, 0},{0, 0},{3317, 23},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3326, 23},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{3334, -18},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3340, 10},{3350, 31},{3367, 31},{0, 0},{3406, 11},
    {0, 0},{3421, 15},{0, 0},{0, 0},{0, 0},{3434, 8},{3451, 44},{0, 0},{0, 0},{3464, 18},{0, 0},{0, 0},{0, 0},
    {3472, 17},{0, 0},{0, 0},{3476, 5},{0, 0},{0, 0},{3489, 24},{0, 0},{0, 0},{0, 0},{0, 0},{3503, 22},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3512, 11},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3525, 10},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3539, 19},{0, 0},{3548, 32},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3563, 33},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{3569, 11},{3582, -21},{0, 0},{0, 0},{0, 0},{0, 0},{3590, 0},{0, 0},{0, 0},{0, 0},
    {0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{0, 0},{3601, 15},{3606, 40},{0, 0},{0, 0},
};
const uint32_t piq__gpu_key_count = 1024;
const piq__mig_row piq__mig_rows[] = {
    {3619, 1, 7, 7, 34000000000}, /* 1g.34gb */
    {3627, 1, 7, 4, 67000000000}, /* 1g.67gb */
    {3635, 2, 7, 3, 67000000000}, /* 2g.67gb */
    {3643, 3, 7, 2, 135000000000}, /* 3g.135gb */
    {3652, 4, 7, 1, 135000000000}, /* 4g.135gb */
    {3661, 7, 7, 1, 269000000000}, /* 7g.269gb */
    {3670, 1, 7, 7, 35000000000}, /* 1g.35gb */
    {3678, 1, 7, 4, 70000000000}, /* 1g.70gb */
    {3686, 2, 7, 3, 70000000000}, /* 2g.70gb */
    {3694, 3, 7, 2, 139000000000}, /* 3g.139gb */
    {3703, 4, 7, 1, 139000000000}, /* 4g.139gb */
    {3712, 7, 7, 1, 278000000000}, /* 7g.278gb */
    {3721, 1, 7, 7, 23000000000}, /* 1g.23gb */
    {3729, 1, 7, 4, 45000000000}, /* 1g.45gb */
    {3737, 2, 7, 3, 45000000000}, /* 2g.45gb */
    {3745, 3, 7, 2, 90000000000}, /* 3g.90gb */
    {3753, 4, 7, 1, 90000000000}, /* 4g.90gb */
    {3761, 7, 7, 1, 180000000000}, /* 7g.180gb */
    {3721, 1, 7, 7, 23000000000}, /* 1g.23gb */
    {3770, 1, 7, 4, 47000000000}, /* 1g.47gb */
    {3778, 2, 7, 3, 47000000000}, /* 2g.47gb */
    {3786, 3, 7, 2, 93000000000}, /* 3g.93gb */
    {3794, 4, 7, 1, 93000000000}, /* 4g.93gb */
    {3802, 7, 7, 1, 186000000000}, /* 7g.186gb */
    {3811, 1, 7, 7, 18000000000}, /* 1g.18gb */
    {3670, 1, 7, 4, 35000000000}, /* 1g.35gb */
    {3819, 2, 7, 3, 35000000000}, /* 2g.35gb */
    {3827, 3, 7, 2, 71000000000}, /* 3g.71gb */
    {3835, 4, 7, 1, 71000000000}, /* 4g.71gb */
    {3843, 7, 7, 1, 141000000000}, /* 7g.141gb */
    {3852, 1, 7, 7, 10000000000}, /* 1g.10gb */
    {3860, 1, 7, 4, 20000000000}, /* 1g.20gb */
    {3868, 2, 7, 3, 20000000000}, /* 2g.20gb */
    {3876, 3, 7, 2, 40000000000}, /* 3g.40gb */
    {3884, 4, 7, 1, 40000000000}, /* 4g.40gb */
    {3892, 7, 7, 1, 80000000000}, /* 7g.80gb */
    {3852, 1, 7, 7, 10000000000}, /* 1g.10gb */
    {3860, 1, 7, 4, 20000000000}, /* 1g.20gb */
    {3868, 2, 7, 3, 20000000000}, /* 2g.20gb */
    {3876, 3, 7, 2, 40000000000}, /* 3g.40gb */
    {3884, 4, 7, 1, 40000000000}, /* 4g.40gb */
    {3892, 7, 7, 1, 80000000000}, /* 7g.80gb */
    {3900, 1, 7, 7, 12000000000}, /* 1g.12gb */
    {3908, 1, 7, 4, 24000000000}, /* 1g.24gb */
    {3916, 2, 7, 3, 24000000000}, /* 2g.24gb */
    {3924, 3, 7, 2, 47000000000}, /* 3g.47gb */
    {3932, 4, 7, 1, 47000000000}, /* 4g.47gb */
    {3940, 7, 7, 1, 94000000000}, /* 7g.94gb */
    {3900, 1, 7, 7, 12000000000}, /* 1g.12gb */
    {3908, 1, 7, 4, 24000000000}, /* 1g.24gb */
    {3916, 2, 7, 3, 24000000000}, /* 2g.24gb */
    {3948, 3, 7, 2, 48000000000}, /* 3g.48gb */
    {3956, 4, 7, 1, 48000000000}, /* 4g.48gb */
    {3964, 7, 7, 1, 96000000000}, /* 7g.96gb */
    {3900, 1, 7, 7, 12000000000}, /* 1g.12gb */
    {3908, 1, 7, 4, 24000000000}, /* 1g.24gb */
    {3916, 2, 7, 3, 24000000000}, /* 2g.24gb */
    {3948, 3, 7, 2, 48000000000}, /* 3g.48gb */
    {3956, 4, 7, 1, 48000000000}, /* 4g.48gb */
    {3964, 7, 7, 1, 96000000000}, /* 7g.96gb */
    {3852, 1, 7, 7, 10000000000}, /* 1g.10gb */
    {3860, 1, 7, 4, 20000000000}, /* 1g.20gb */
    {3868, 2, 7, 3, 20000000000}, /* 2g.20gb */
    {3876, 3, 7, 2, 40000000000}, /* 3g.40gb */
    {3884, 4, 7, 1, 40000000000}, /* 4g.40gb */
    {3892, 7, 7, 1, 80000000000}, /* 7g.80gb */
    {3852, 1, 7, 7, 10000000000}, /* 1g.10gb */
    {3860, 1, 7, 4, 20000000000}, /* 1g.20gb */
    {3868, 2, 7, 3, 20000000000}, /* 2g.20gb */
    {3876, 3, 7, 2, 40000000000}, /* 3g.40gb */
    {3884, 4, 7, 1, 40000000000}, /* 4g.40gb */
    {3892, 7, 7, 1, 80000000000}, /* 7g.80gb */
    {3852, 1, 7, 7, 10000000000}, /* 1g.10gb */
    {3860, 1, 7, 4, 20000000000}, /* 1g.20gb */
    {3868, 2, 7, 3, 20000000000}, /* 2g.20gb */
    {3876, 3, 7, 2, 40000000000}, /* 3g.40gb */
    {3884, 4, 7, 1, 40000000000}, /* 4g.40gb */
    {3892, 7, 7, 1, 80000000000}, /* 7g.80gb */
    {3972, 1, 7, 7, 5000000000}, /* 1g.5gb */
    {3852, 1, 7, 4, 10000000000}, /* 1g.10gb */
    {3979, 2, 7, 3, 10000000000}, /* 2g.10gb */
    {3987, 3, 7, 2, 20000000000}, /* 3g.20gb */
    {3995, 4, 7, 1, 20000000000}, /* 4g.20gb */
    {4003, 7, 7, 1, 40000000000}, /* 7g.40gb */
    {3972, 1, 7, 7, 5000000000}, /* 1g.5gb */
    {3852, 1, 7, 4, 10000000000}, /* 1g.10gb */
    {3979, 2, 7, 3, 10000000000}, /* 2g.10gb */
    {3987, 3, 7, 2, 20000000000}, /* 3g.20gb */
    {3995, 4, 7, 1, 20000000000}, /* 4g.20gb */
    {4003, 7, 7, 1, 40000000000}, /* 7g.40gb */
    {3852, 1, 7, 7, 10000000000}, /* 1g.10gb */
    {3860, 1, 7, 4, 20000000000}, /* 1g.20gb */
    {3868, 2, 7, 3, 20000000000}, /* 2g.20gb */
    {3876, 3, 7, 2, 40000000000}, /* 3g.40gb */
    {3884, 4, 7, 1, 40000000000}, /* 4g.40gb */
    {3892, 7, 7, 1, 80000000000}, /* 7g.80gb */
    {4011, 1, 4, 4, 6000000000}, /* 1g.6gb */
    {4018, 2, 4, 2, 12000000000}, /* 2g.12gb */
    {4026, 4, 4, 1, 24000000000}, /* 4g.24gb */
    {3908, 1, 4, 4, 24000000000}, /* 1g.24gb */
    {4034, 2, 4, 2, 48000000000}, /* 2g.48gb */
    {4042, 4, 4, 1, 96000000000}, /* 4g.96gb */
    {3811, 1, 7, 7, 18000000000}, /* 1g.18gb */
    {3670, 1, 7, 4, 35000000000}, /* 1g.35gb */
    {3819, 2, 7, 3, 35000000000}, /* 2g.35gb */
    {3827, 3, 7, 2, 71000000000}, /* 3g.71gb */
    {3835, 4, 7, 1, 71000000000}, /* 4g.71gb */
    {3843, 7, 7, 1, 141000000000}, /* 7g.141gb */
};
const piq__gpu_row piq__gpu_rows[] = {
    {4050, 4062, 4142, 4149, 4165, 4173, 4224, 4383, /* NVIDIA B300 */
     {288400343040, 7750000000000, 2250000000000000.0, 4500000000000000.0, 1.4e+16, 1800000000000}, {6.99, 6.19, 17.8},
     8, 1100, 0, 6, 3, 0, 0},
    {4482, 4495, 4142, 4149, 0, 0, 4538, 4694, /* NVIDIA GB300 */
     {298013687808, 8000000000000, 2500000000000000.0, 5000000000000000.0, 1.5e+16, 1800000000000}, {0, 0, 0},
     72, 1400, 6, 6, 0, 0, 0},
    {4776, 4788, 4142, 4846, 4165, 4856, 4957, 0, /* NVIDIA B200 */
     {192265846784, 7700000000000, 2250000000000000.0, 4500000000000000.0, 9000000000000000.0, 1800000000000}, {5.74, 2.99, 14.24},
     8, 1000, 12, 6, 6, 27, 0},
    {5158, 5171, 4142, 4846, 0, 0, 5202, 5400, /* NVIDIA GB200 */
     {198674743296, 8000000000000, 2500000000000000.0, 5000000000000000.0, 1e+16, 1800000000000}, {0, 0, 0},
     72, 1200, 18, 6, 0, 23, 0},
    {5443, 5455, 4142, 5575, 4165, 5582, 5701, 5902, /* NVIDIA H200 */
     {150754820096, 4800000000000, 989000000000000, 1978000000000000.0, 0, 900000000000}, {3.39, 2.35, 7.91},
     8, 700, 24, 6, 7, 133, 0},
    {5930, 5952, 4142, 5575, 4165, 6161, 6406, 6607, /* NVIDIA H100 80GB HBM3 */
     {85520809984, 3350000000000, 989000000000000, 1978000000000000.0, 0, 900000000000}, {2.595, 1.8, 6.88},
     8, 700, 30, 6, 14, 157, 0},
    {6671, 6688, 4142, 5575, 4165, 6770, 6826, 7028, /* NVIDIA H100 PCIe */
     {85520809984, 2000000000000, 756500000000000, 1513000000000000.0, 0, 0}, {1.99, 1.9, 2.86},
     1, 350, 36, 6, 3, 0, 0},
    {7063, 7079, 4142, 5575, 4165, 7133, 7165, 7455, /* NVIDIA H100 NVL */
     {100485038080, 3900000000000, 835500000000000, 1671000000000000.0, 0, 600000000000}, {2.285, 1.98, 2.59},
     2, 0, 42, 6, 2, 0, 0},
    {7478, 7497, 4142, 5575, 4165, 7576, 7594, 7830, /* NVIDIA GH200 480GB */
     {102625181696, 4000000000000, 989000000000000, 1978000000000000.0, 0, 0}, {1.99, 1.99, 1.99},
     1, 0, 48, 6, 1, 0, 0},
    {7905, 7916, 4142, 5575, 0, 0, 7940, 8152, /* NVIDIA H20 */
     {102625181696, 4000000000000, 148000000000000, 296000000000000, 0, 900000000000}, {0, 0, 0},
     8, 400, 54, 6, 0, 0, 0},
    {8211, 8223, 4142, 5575, 0, 0, 8274, 8453, /* NVIDIA H800 */
     {85520809984, 3350000000000, 989000000000000, 1978000000000000.0, 0, 400000000000}, {0, 0, 0},
     8, 0, 60, 6, 0, 0, 0},
    {8478, 8500, 4142, 8653, 4165, 8660, 8879, 0, /* NVIDIA A100-SXM4-80GB */
     {85899345920, 2039000000000, 312000000000000, 0, 0, 600000000000}, {1.52, 0.93, 3.43},
     8, 400, 66, 6, 12, 113, 0},
    {9080, 9102, 4142, 8653, 4165, 9185, 9234, 0, /* NVIDIA A100 80GB PCIe */
     {85899345920, 1935000000000, 312000000000000, 0, 0, 0}, {1.39, 1.35, 1.45},
     1, 300, 72, 6, 3, 35, 0},
    {9436, 9458, 4142, 8653, 4165, 9597, 9660, 9850, /* NVIDIA A100-SXM4-40GB */
     {42949672960, 1555000000000, 312000000000000, 0, 0, 600000000000}, {2.112, 0.93, 2.95},
     8, 400, 78, 6, 4, 0, 0},
    {9921, 9943, 4142, 8653, 4165, 10026, 10101, 10260, /* NVIDIA A100-PCIE-40GB */
     {42949672960, 1555000000000, 312000000000000, 0, 0, 0}, {0.78, 0.67, 1.29},
     1, 250, 84, 6, 4, 0, 0},
    {10289, 10311, 4142, 8653, 4165, 10350, 10363, 10544, /* NVIDIA A800-SXM4-80GB */
     {85899345920, 2039000000000, 312000000000000, 0, 0, 400000000000}, {0.82, 0.82, 0.82},
     8, 0, 90, 6, 1, 0, 0},
    {10560, 10572, 4142, 10599, 4165, 10603, 10781, 10902, /* NVIDIA L40S */
     {48305799168, 864000000000, 362000000000000, 733000000000000, 0, 0}, {0.95, 0.59, 2.39},
     1, 350, 96, 0, 10, 37, 0},
    {10921, 10932, 4142, 10599, 4165, 10945, 10999, 11088, /* NVIDIA L40 */
     {48305799168, 864000000000, 181000000000000, 362000000000000, 0, 0}, {0.69, 0.58, 1},
     1, 300, 96, 0, 3, 0, 0},
    {11107, 11117, 4142, 10599, 4165, 11154, 11194, 11313, /* NVIDIA L4 */
     {24152899584, 300000000000, 121000000000000, 242000000000000, 0, 0}, {0.622, 0.44, 0.8048},
     1, 72, 96, 0, 2, 0, 0},
    {11354, 11365, 4142, 8653, 4165, 11387, 11420, 11585, /* NVIDIA A10 */
     {24146608128, 600000000000, 125000000000000, 0, 0, 0}, {1.18, 0.86, 1.5},
     1, 150, 96, 0, 2, 0, 0},
    {11620, 11632, 4142, 8653, 4165, 11659, 11679, 11802, /* NVIDIA A10G */
     {24146608128, 600000000000, 125000000000000, 0, 0, 0}, {1.006, 1.006, 1.006},
     1, 300, 96, 0, 1, 0, 0},
    {11944, 11955, 4142, 8653, 0, 0, 11977, 0, /* NVIDIA A30 */
     {25769803776, 933000000000, 165000000000000, 0, 0, 0}, {0, 0, 0},
     1, 165, 96, 3, 0, 0, 0},
    {12131, 12142, 4142, 8653, 4165, 12164, 12196, 12270, /* NVIDIA A40 */
     {48305799168, 696000000000, 149700000000000, 0, 0, 0}, {0.36, 0.35, 0.37},
     1, 300, 99, 0, 2, 5, 0},
    {12313, 12324, 4142, 8653, 4165, 12337, 12354, 12411, /* NVIDIA A16 */
     {17179869184, 200000000000, 35900000000000, 0, 0, 0}, {0.51, 0.51, 0.51},
     1, 0, 99, 0, 1, 0, 0},
    {12453, 12462, 4142, 12508, 4165, 12515, 12537, 12660, /* Tesla T4 */
     {16106127360, 320000000000, 65000000000000, 0, 0, 0}, {0.526, 0.526, 0.526},
     1, 70, 99, 0, 1, 0, 0},
    {12668, 12689, 4142, 12835, 4165, 12841, 12940, 13097, /* Tesla V100-SXM2-16GB */
     {17179869184, 900000000000, 125000000000000, 0, 0, 300000000000}, {0.21, 0.138, 3.06},
     8, 300, 99, 0, 6, 0, 0},
    {13121, 13142, 4142, 12835, 4165, 13252, 12537, 0, /* Tesla V100-SXM2-32GB */
     {34359738368, 900000000000, 125000000000000, 0, 0, 300000000000}, {2.115, 0.33, 3.9},
     8, 300, 99, 0, 2, 0, 0},
    {13284, 13305, 4142, 13374, 0, 0, 13381, 13467, /* Tesla P100-PCIE-16GB */
     {17179869184, 732000000000, 18700000000000, 0, 0, 0}, {0, 0, 0},
     1, 250, 99, 0, 0, 0, 0},
    {13512, 13536, 4142, 10599, 4165, 13587, 13635, 13793, /* NVIDIA GeForce RTX 4090 */
     {25757220864, 1008000000000, 165200000000000, 330300000000000, 0, 0}, {0.35, 0.34, 0.4},
     1, 450, 99, 0, 3, 7, 0},
    {13831, 13855, 4142, 4846, 4165, 13889, 13921, 14094, /* NVIDIA GeForce RTX 5090 */
     {34190917632, 1792000000000, 209500000000000, 419000000000000, 1676000000000000.0, 0}, {0.565, 0.44, 0.69},
     1, 575, 99, 0, 2, 0, 0},
    {14159, 14190, 4142, 10599, 4165, 14284, 14332, 14438, /* NVIDIA RTX 6000 Ada Generation */
     {51527024640, 960000000000, 182000000000000, 364000000000000, 0, 0}, {0.74, 0.52, 0.826},
     1, 300, 99, 0, 3, 0, 0},
    {14565, 14610, 4142, 4846, 4165, 14836, 14906, 15118, /* NVIDIA RTX PRO 6000 Blackwell Server Edition */
     {102641958912, 1792000000000, 467800000000000, 935600000000000, 1871200000000000.0, 0}, {1.69, 0.93, 3.363},
     1, 600, 99, 3, 4, 10, 0},
    {15165, 15182, 4142, 8653, 4165, 15243, 15345, 15409, /* NVIDIA RTX A6000 */
     {51527024640, 768000000000, 155000000000000, 0, 0, 0}, {0.485, 0.33, 1.09},
     1, 300, 102, 0, 6, 0, 0},
    {15428, 15445, 4142, 8653, 4165, 15480, 15345, 15548, /* NVIDIA RTX A5000 */
     {25757220864, 768000000000, 111000000000000, 0, 0, 0}, {0.27, 0.16, 0.34},
     1, 230, 102, 0, 4, 0, 0},
    {15567, 15586, 15607, 15611, 0, 0, 15617, 0, /* AMD Instinct MI100 */
     {34359738368, 1230000000000, 184600000000000, 0, 0, 0}, {0, 0, 0},
     4, 300, 102, 0, 0, 0, 0},
    {15696, 15715, 15607, 15736, 4165, 15742, 15767, 0, /* AMD Instinct MI210 */
     {68719476736, 1600000000000, 181000000000000, 0, 0, 0}, {0.5, 0.5, 0.5},
     4, 300, 102, 0, 1, 0, 0},
    {15866, 15886, 15607, 15736, 0, 0, 15909, 15950, /* AMD Instinct MI250X */
     {68719476736, 1600000000000, 191500000000000, 0, 0, 0}, {0, 0, 0},
     8, 560, 102, 0, 0, 0, 0},
    {16051, 16071, 15607, 16209, 4165, 16215, 16277, 16371, /* AMD Instinct MI300X */
     {205822885888, 5300000000000, 1307000000000000.0, 2614000000000000.0, 0, 896000000000}, {3.99, 1.85, 4.5},
     8, 750, 102, 0, 3, 54, 1},
    {16413, 16433, 15607, 16209, 4165, 16514, 16530, 16616, /* AMD Instinct MI325X */
     {274877906944, 6000000000000, 1307000000000000.0, 2614000000000000.0, 0, 896000000000}, {2, 2, 2},
     8, 1000, 102, 0, 1, 0, 1},
    {16670, 16690, 15607, 16748, 0, 0, 16754, 16907, /* AMD Instinct MI355X */
     {309237645312, 8000000000000, 2500000000000000.0, 5000000000000000.0, 1.005e+16, 1075000000000}, {0, 0, 0},
     8, 1400, 102, 0, 0, 0, 0},
    {16955, 16962, 17055, 17061, 0, 0, 17068, 17157, /* HL-225 */
     {103079215104, 2450000000000, 432000000000000, 865000000000000, 0, 600000000000}, {0, 0, 0},
     8, 600, 102, 0, 0, 0, 0},
    {17178, 17186, 17055, 17257, 0, 0, 17264, 0, /* HL-325L */
     {137438953472, 3700000000000, 1835000000000000.0, 1835000000000000.0, 0, 1200000000000}, {0, 0, 0},
     8, 900, 102, 0, 0, 0, 0},
    {17352, 17368, 4142, 5575, 0, 0, 17394, 17491, /* NVIDIA H200 NVL */
     {150754820096, 4800000000000, 835500000000000, 1671000000000000.0, 0, 900000000000}, {0, 0, 0},
     4, 600, 102, 6, 0, 0, 0},
    {17522, 17543, 4142, 12835, 0, 0, 17615, 12660, /* Tesla V100-PCIE-16GB */
     {17179869184, 900000000000, 112000000000000, 0, 0, 0}, {0, 0, 0},
     1, 250, 108, 0, 0, 0, 0},
    {17651, 17672, 4142, 12835, 0, 0, 17615, 12660, /* Tesla V100-PCIE-32GB */
     {34359738368, 900000000000, 112000000000000, 0, 0, 0}, {0, 0, 0},
     1, 250, 108, 0, 0, 0, 0},
    {17744, 17768, 4142, 8653, 0, 0, 17802, 0, /* NVIDIA GeForce RTX 3090 */
     {25769803776, 936000000000, 71000000000000, 0, 0, 0}, {0, 0, 0},
     1, 350, 108, 0, 0, 0, 0},
};
const uint32_t piq__gpu_row_count = 46;
/* clang-format on */
