/* The public headers of this version: written by tests/abi/update.sh. */
#if !defined(PIQ_STATIC) && !defined(PIQ_BUILD)
#define PIQ_STATIC 1
#endif
#include <stddef.h>
#include <stdint.h>
#ifndef PIQ_H
#define PIQ_H
#ifndef PIQ_VOCABULARY_H
#define PIQ_VOCABULARY_H
#define PIQ_WORDS_ENTITY UINT32_C(1)
#define PIQ_ENTITY_FLEET UINT32_C(1)
#define PIQ_ENTITY_GPU_TYPE UINT32_C(2)
#define PIQ_ENTITY_MODEL UINT32_C(3)
#define PIQ_ENTITY_NODE UINT32_C(4)
#define PIQ_ENTITY_WORKLOAD UINT32_C(5)
#define PIQ_ENTITY_CLUSTER UINT32_C(6)
#define PIQ_WORDS_TYPE UINT32_C(2)
#define PIQ_TYPE_NUMBER UINT32_C(1)
#define PIQ_TYPE_INTEGER UINT32_C(2)
#define PIQ_TYPE_BOOL UINT32_C(3)
#define PIQ_TYPE_STRING UINT32_C(4)
#define PIQ_TYPE_TIMESTAMP UINT32_C(5)
#define PIQ_TYPE_STRING_LIST UINT32_C(6)
#define PIQ_TYPE_NUMBER_LIST UINT32_C(7)
#define PIQ_TYPE_OBJECT_LIST UINT32_C(8)
#define PIQ_WORDS_CLASS UINT32_C(3)
#define PIQ_CLASS_DECODER UINT32_C(1)
#define PIQ_CLASS_ENCODER UINT32_C(2)
#define PIQ_CLASS_ENCODER_DECODER UINT32_C(3)
#define PIQ_CLASS_DIFFUSION UINT32_C(4)
#define PIQ_CLASS_OTHER UINT32_C(5)
#define PIQ_WORDS_NODE_STATE UINT32_C(4)
#define PIQ_NODE_STATE_READY UINT32_C(1)
#define PIQ_NODE_STATE_CORDONED UINT32_C(2)
#define PIQ_NODE_STATE_DRAINING UINT32_C(3)
#define PIQ_NODE_STATE_MAINTENANCE UINT32_C(4)
#define PIQ_NODE_STATE_FAILED UINT32_C(5)
#define PIQ_WORDS_PURCHASE UINT32_C(5)
#define PIQ_PURCHASE_ON_DEMAND UINT32_C(1)
#define PIQ_PURCHASE_SPOT UINT32_C(2)
#define PIQ_PURCHASE_COMMITTED UINT32_C(3)
#define PIQ_PURCHASE_OWNED UINT32_C(4)
#define PIQ_WORDS_BILLING_UNIT UINT32_C(6)
#define PIQ_BILLING_UNIT_GPU UINT32_C(1)
#define PIQ_BILLING_UNIT_NODE UINT32_C(2)
#define PIQ_WORDS_PURPOSE UINT32_C(7)
#define PIQ_PURPOSE_GENERAL UINT32_C(1)
#define PIQ_PURPOSE_HA_SPARE UINT32_C(2)
#define PIQ_PURPOSE_DR UINT32_C(3)
#define PIQ_PURPOSE_BURST_RESERVE UINT32_C(4)
#define PIQ_PURPOSE_DEV UINT32_C(5)
#define PIQ_WORDS_ENVIRONMENT UINT32_C(8)
#define PIQ_ENVIRONMENT_PROD UINT32_C(1)
#define PIQ_ENVIRONMENT_DEV UINT32_C(2)
#define PIQ_WORDS_KIND UINT32_C(9)
#define PIQ_KIND_LLM_SERVING UINT32_C(1)
#define PIQ_KIND_SERVING UINT32_C(2)
#define PIQ_KIND_BATCH UINT32_C(3)
#define PIQ_KIND_TRAINING UINT32_C(4)
#define PIQ_KIND_NOTEBOOK UINT32_C(5)
#define PIQ_KIND_UNKNOWN UINT32_C(6)
#define PIQ_WORDS_ROLE UINT32_C(10)
#define PIQ_ROLE_MONOLITH UINT32_C(1)
#define PIQ_ROLE_PREFILL UINT32_C(2)
#define PIQ_ROLE_DECODE UINT32_C(3)
#define PIQ_WORDS_ENGINE UINT32_C(11)
#define PIQ_ENGINE_VLLM UINT32_C(1)
#define PIQ_ENGINE_SGLANG UINT32_C(2)
#define PIQ_ENGINE_TENSORRT_LLM UINT32_C(3)
#define PIQ_ENGINE_TGI UINT32_C(4)
#define PIQ_ENGINE_NIM UINT32_C(5)
#define PIQ_ENGINE_TRITON UINT32_C(6)
#define PIQ_ENGINE_OTHER UINT32_C(7)
#define PIQ_WORDS_DTYPE UINT32_C(12)
#define PIQ_DTYPE_FP32 UINT32_C(1)
#define PIQ_DTYPE_BF16 UINT32_C(2)
#define PIQ_DTYPE_FP16 UINT32_C(3)
#define PIQ_DTYPE_FP8 UINT32_C(4)
#define PIQ_DTYPE_INT8 UINT32_C(5)
#define PIQ_DTYPE_INT4 UINT32_C(6)
#define PIQ_DTYPE_FP4 UINT32_C(7)
#define PIQ_DTYPE_MXFP4 UINT32_C(8)
#define PIQ_WORDS_KV_DTYPE UINT32_C(13)
#define PIQ_KV_DTYPE_BF16 UINT32_C(1)
#define PIQ_KV_DTYPE_FP16 UINT32_C(2)
#define PIQ_KV_DTYPE_FP8 UINT32_C(3)
#define PIQ_KV_DTYPE_INT8 UINT32_C(4)
#define PIQ_WORDS_FEATURE UINT32_C(14)
#define PIQ_FEATURE_FP8 UINT32_C(1)
#define PIQ_FEATURE_FP4 UINT32_C(2)
#define PIQ_FEATURE_LINK UINT32_C(3)
#define PIQ_WORDS_WORKLOAD_STATE UINT32_C(15)
#define PIQ_WORKLOAD_STATE_RUNNING UINT32_C(1)
#define PIQ_WORKLOAD_STATE_PENDING UINT32_C(2)
#define PIQ_WORKLOAD_STATE_SCALED_TO_ZERO UINT32_C(3)
#define PIQ_WORDS_AUTOSCALER UINT32_C(16)
#define PIQ_AUTOSCALER_KNATIVE UINT32_C(1)
#define PIQ_AUTOSCALER_KEDA UINT32_C(2)
#define PIQ_AUTOSCALER_HPA UINT32_C(3)
#define PIQ_AUTOSCALER_KSERVE UINT32_C(4)
#define PIQ_AUTOSCALER_RAY_SERVE UINT32_C(5)
#define PIQ_AUTOSCALER_OTHER UINT32_C(6)
#define PIQ_WORDS_CAUSE UINT32_C(17)
#define PIQ_CAUSE_TRAFFIC UINT32_C(1)
#define PIQ_CAUSE_ROLLOUT UINT32_C(2)
#define PIQ_CAUSE_FAILURE UINT32_C(3)
#define PIQ_CAUSE_UNKNOWN UINT32_C(4)
#define PIQ_WORDS_STATE UINT32_C(18)
#define PIQ_STATE_FIRED UINT32_C(1)
#define PIQ_STATE_CANDIDATE UINT32_C(2)
#define PIQ_STATE_OBSERVATION UINT32_C(3)
#define PIQ_WORDS_SEVERITY UINT32_C(19)
#define PIQ_SEVERITY_INFO UINT32_C(1)
#define PIQ_SEVERITY_LOW UINT32_C(2)
#define PIQ_SEVERITY_MEDIUM UINT32_C(3)
#define PIQ_SEVERITY_HIGH UINT32_C(4)
#define PIQ_SEVERITY_CRITICAL UINT32_C(5)
#define PIQ_WORDS_PERSONA UINT32_C(20)
#define PIQ_PERSONA_PLATFORM_TEAM UINT32_C(1)
#define PIQ_PERSONA_GPUAAS_PROVIDER UINT32_C(2)
#define PIQ_PERSONA_INFERENCE_PROVIDER UINT32_C(3)
#define PIQ_PERSONA_LIQUIDITY_MARKET UINT32_C(4)
#define PIQ_WORDS_REASON UINT32_C(21)
#define PIQ_REASON_MISSING_INPUT UINT32_C(1)
#define PIQ_REASON_INSUFFICIENT_COVERAGE UINT32_C(2)
#define PIQ_REASON_STALE UINT32_C(3)
#define PIQ_REASON_INVALID_SAMPLES UINT32_C(4)
#define PIQ_REASON_UNSUPPORTED_SIGNAL UINT32_C(5)
#define PIQ_REASON_NO_CATALOG_ENTRY UINT32_C(6)
#define PIQ_REASON_AMBIGUOUS_DEMAND UINT32_C(7)
#define PIQ_WORDS_PENDING UINT32_C(22)
#define PIQ_PENDING_BLOCKED UINT32_C(1)
#define PIQ_PENDING_SHORTAGE UINT32_C(2)
#define PIQ_PENDING_INFEASIBLE_SHAPE UINT32_C(3)
#define PIQ_PENDING_OTHER_CONSTRAINT UINT32_C(4)
#define PIQ_PENDING_NOT_APPLICABLE UINT32_C(5)
#define PIQ_PENDING_TOO_RECENT UINT32_C(6)
#define PIQ_PENDING_NOT_EVALUATED UINT32_C(7)
#define PIQ_WORDS_RELATION UINT32_C(23)
#define PIQ_RELATION_OVERLAPS UINT32_C(1)
#define PIQ_RELATION_SUPERSEDED_BY UINT32_C(2)
#define PIQ_RELATION_BLOCKED_BY UINT32_C(3)
#define PIQ_RELATION_BLOCKS UINT32_C(4)
#define PIQ_RELATION_ENABLES UINT32_C(5)
#define PIQ_RELATION_CONFLICT UINT32_C(6)
#define PIQ_WORDS_SUBTYPE UINT32_C(24)
#define PIQ_SUBTYPE_TOO_SMALL UINT32_C(101)
#define PIQ_SUBTYPE_TOO_BIG UINT32_C(102)
#define PIQ_SUBTYPE_WRONG_CLASS UINT32_C(103)
#define PIQ_SUBTYPE_SMALLER_TYPE UINT32_C(201)
#define PIQ_SUBTYPE_FEWER_GPUS UINT32_C(202)
#define PIQ_SUBTYPE_MIG UINT32_C(203)
#define PIQ_SUBTYPE_FEWER_REPLICAS UINT32_C(204)
#define PIQ_SUBTYPE_GPU UINT32_C(301)
#define PIQ_SUBTYPE_HOST UINT32_C(302)
#define PIQ_SUBTYPE_PRESSURE UINT32_C(303)
#define PIQ_SUBTYPE_UNEXPLAINED UINT32_C(304)
#define PIQ_SUBTYPE_OBSERVED UINT32_C(401)
#define PIQ_SUBTYPE_LATENT UINT32_C(402)
#define PIQ_SUBTYPE_BURST UINT32_C(403)
#define PIQ_SUBTYPE_TO_ZERO UINT32_C(501)
#define PIQ_SUBTYPE_REPLICA_FLAP UINT32_C(502)
#define PIQ_SUBTYPE_UNALLOCATED UINT32_C(601)
#define PIQ_SUBTYPE_HELD_IDLE UINT32_C(602)
#define PIQ_SUBTYPE_UNAVAILABLE_BILLED UINT32_C(603)
#define PIQ_SUBTYPE_STUCK_MAINTENANCE UINT32_C(604)
#define PIQ_SUBTYPE_MOVE UINT32_C(701)
#define PIQ_SUBTYPE_FIXED UINT32_C(801)
#define PIQ_SUBTYPE_BLOCKED UINT32_C(901)
#define PIQ_SUBTYPE_EAGER UINT32_C(1001)
#define PIQ_SUBTYPE_SPECULATION UINT32_C(1002)
#define PIQ_SUBTYPE_CPU_BOUND UINT32_C(1003)
#define PIQ_SUBTYPE_MAX_NUM_SEQS UINT32_C(1004)
#define PIQ_SUBTYPE_KV_PRESSURE UINT32_C(1005)
#define PIQ_SUBTYPE_PREFILL_BUDGET UINT32_C(1006)
#define PIQ_SUBTYPE_OVER_SHARDED UINT32_C(1007)
#define PIQ_SUBTYPE_UNKNOWN UINT32_C(1008)
#define PIQ_WORDS_ACTION UINT32_C(25)
#define PIQ_ACTION_MOVE_GPU_TYPE UINT32_C(10)
#define PIQ_ACTION_QUANTIZE_WEIGHTS UINT32_C(20)
#define PIQ_ACTION_MIG_PARTITION UINT32_C(30)
#define PIQ_ACTION_REDUCE_TENSOR_PARALLEL UINT32_C(40)
#define PIQ_ACTION_REDUCE_REPLICAS UINT32_C(50)
#define PIQ_ACTION_SET_MAX_NUM_SEQS UINT32_C(60)
#define PIQ_ACTION_SET_MAX_MODEL_LEN UINT32_C(70)
#define PIQ_ACTION_SET_GPU_MEMORY_FRACTION UINT32_C(80)
#define PIQ_ACTION_SET_KV_DTYPE UINT32_C(90)
#define PIQ_ACTION_RAISE_TENSOR_PARALLEL UINT32_C(100)
#define PIQ_ACTION_RAISE_HOST_MEMORY UINT32_C(110)
#define PIQ_ACTION_SET_MIN_REPLICAS UINT32_C(120)
#define PIQ_ACTION_SCHEDULE_REPLICAS UINT32_C(130)
#define PIQ_ACTION_SPEED_UP_LOADING UINT32_C(140)
#define PIQ_ACTION_SET_SCALE_DOWN_GRACE UINT32_C(150)
#define PIQ_ACTION_RELEASE_NODE UINT32_C(160)
#define PIQ_ACTION_LIST_FOR_LEASE UINT32_C(170)
#define PIQ_ACTION_SCALE_TO_ZERO UINT32_C(180)
#define PIQ_ACTION_MARK_PURPOSE UINT32_C(190)
#define PIQ_ACTION_SET_BATCH_SIZE UINT32_C(200)
#define PIQ_ACTION_CONSOLIDATE UINT32_C(210)
#define PIQ_ACTION_WAIT_FOR_JOB UINT32_C(220)
#define PIQ_ACTION_ADD_CPU_CORES UINT32_C(230)
#define PIQ_ACTION_SET_MAX_NUM_BATCHED_TOKENS UINT32_C(240)
#define PIQ_ACTION_ENABLE_GRAPHS UINT32_C(250)
#define PIQ_ACTION_DISABLE_SPECULATION UINT32_C(260)
#define PIQ_ACTION_PROFILE UINT32_C(270)
#define PIQ_ACTION_ADD_GPUS UINT32_C(280)
#define PIQ_ACTION_ADD_REPLICAS UINT32_C(290)
#define PIQ_ACTION_RELAX_SINGLE_DOMAIN UINT32_C(300)
#define PIQ_ACTION_RAISE_MAX_REPLICAS UINT32_C(310)
#define PIQ_WORDS_BASIS UINT32_C(26)
#define PIQ_BASIS_DECLARED UINT32_C(1)
#define PIQ_BASIS_REFERENCE UINT32_C(2)
#define PIQ_WORDS_LOAD UINT32_C(27)
#define PIQ_LOAD_STEADY UINT32_C(1)
#define PIQ_LOAD_OFFLINE UINT32_C(2)
#define PIQ_LOAD_BURST UINT32_C(3)
#define PIQ_WORDS_BOUND UINT32_C(28)
#define PIQ_BOUND_BANDWIDTH UINT32_C(1)
#define PIQ_BOUND_COMPUTE UINT32_C(2)
#define PIQ_BOUND_COMMUNICATION UINT32_C(3)
#define PIQ_BOUND_CAPACITY UINT32_C(4)
#define PIQ_FLEET_OBSERVED_AT UINT32_C(1010)
#define PIQ_FLEET_WINDOW_SECONDS UINT32_C(1020)
#define PIQ_FLEET_CURRENCY UINT32_C(1030)
#define PIQ_FLEET_WORKLOADS_COMPLETE UINT32_C(1040)
#define PIQ_FLEET_PENDING_COMPLETE UINT32_C(1050)
#define PIQ_GPU_TYPE_NAME UINT32_C(2010)
#define PIQ_GPU_TYPE_ALIASES UINT32_C(2020)
#define PIQ_GPU_TYPE_VENDOR UINT32_C(2030)
#define PIQ_GPU_TYPE_MEMORY_BYTES UINT32_C(2040)
#define PIQ_GPU_TYPE_MEMORY_BANDWIDTH UINT32_C(2050)
#define PIQ_GPU_TYPE_FP16_FLOPS UINT32_C(2060)
#define PIQ_GPU_TYPE_FP8_FLOPS UINT32_C(2070)
#define PIQ_GPU_TYPE_FP4_FLOPS UINT32_C(2080)
#define PIQ_GPU_TYPE_LINK_BANDWIDTH UINT32_C(2090)
#define PIQ_GPU_TYPE_DOMAIN_GPUS UINT32_C(2100)
#define PIQ_GPU_TYPE_MIG_PROFILES UINT32_C(2110)
#define PIQ_GPU_TYPE_PRICE_PER_GPU_HOUR UINT32_C(2120)
#define PIQ_GPU_TYPE_RESALE_PRICE_PER_GPU_HOUR UINT32_C(2130)
#define PIQ_GPU_TYPE_ALLOWED UINT32_C(2140)
#define PIQ_MODEL_NAME UINT32_C(3010)
#define PIQ_MODEL_ALIASES UINT32_C(3020)
#define PIQ_MODEL_PARAMETERS UINT32_C(3030)
#define PIQ_MODEL_ACTIVE_PARAMETERS UINT32_C(3040)
#define PIQ_MODEL_LAYERS UINT32_C(3050)
#define PIQ_MODEL_HIDDEN_SIZE UINT32_C(3060)
#define PIQ_MODEL_ATTENTION_HEADS UINT32_C(3070)
#define PIQ_MODEL_KV_HEADS UINT32_C(3080)
#define PIQ_MODEL_HEAD_DIM UINT32_C(3090)
#define PIQ_MODEL_KV_LORA_RANK UINT32_C(3100)
#define PIQ_MODEL_ROPE_HEAD_DIM UINT32_C(3110)
#define PIQ_MODEL_SLIDING_WINDOW UINT32_C(3120)
#define PIQ_MODEL_SLIDING_LAYERS UINT32_C(3130)
#define PIQ_MODEL_MAX_CONTEXT UINT32_C(3140)
#define PIQ_MODEL_VOCAB_SIZE UINT32_C(3150)
#define PIQ_MODEL_INTERMEDIATE_SIZE UINT32_C(3160)
#define PIQ_MODEL_EXPERTS UINT32_C(3170)
#define PIQ_MODEL_EXPERTS_PER_TOKEN UINT32_C(3180)
#define PIQ_MODEL_CLASS UINT32_C(3190)
#define PIQ_NODE_ID UINT32_C(4010)
#define PIQ_NODE_CLUSTER UINT32_C(4020)
#define PIQ_NODE_REGION UINT32_C(4030)
#define PIQ_NODE_GPU_TYPE UINT32_C(4040)
#define PIQ_NODE_GPU_COUNT UINT32_C(4050)
#define PIQ_NODE_DOMAIN UINT32_C(4060)
#define PIQ_NODE_DOMAIN_GPUS UINT32_C(4070)
#define PIQ_NODE_STATE UINT32_C(4080)
#define PIQ_NODE_READY_SECONDS UINT32_C(4090)
#define PIQ_NODE_UNHEALTHY_GPUS UINT32_C(4100)
#define PIQ_NODE_BILLED UINT32_C(4110)
#define PIQ_NODE_PURCHASE UINT32_C(4120)
#define PIQ_NODE_BILLING_UNIT UINT32_C(4130)
#define PIQ_NODE_PURPOSE UINT32_C(4140)
#define PIQ_NODE_PRICE_PER_GPU_HOUR UINT32_C(4150)
#define PIQ_NODE_RESALE_PRICE_PER_GPU_HOUR UINT32_C(4160)
#define PIQ_NODE_SELL_THROUGH_RATIO UINT32_C(4170)
#define PIQ_NODE_GPU_WORKLOADS UINT32_C(4180)
#define PIQ_NODE_GPUS_ALLOCATED UINT32_C(4190)
#define PIQ_NODE_IDLE_SECONDS UINT32_C(4200)
#define PIQ_NODE_DARK_RATIO UINT32_C(4210)
#define PIQ_NODE_REQUESTS UINT32_C(4220)
#define PIQ_NODE_SM_ACTIVE_MAX UINT32_C(4230)
#define PIQ_NODE_GR_ENGINE_ACTIVE_MAX UINT32_C(4240)
#define PIQ_NODE_GPU_UTILIZATION_MAX UINT32_C(4250)
#define PIQ_NODE_POWER_WATTS_MAX UINT32_C(4260)
#define PIQ_NODE_MIG_ENABLED UINT32_C(4270)
#define PIQ_NODE_FREE_CPU_CORES UINT32_C(4280)
#define PIQ_NODE_FREE_MEMORY_BYTES UINT32_C(4290)
#define PIQ_NODE_FREE_SPELL_P10_SECONDS UINT32_C(4300)
#define PIQ_NODE_STATE_SECONDS UINT32_C(4310)
#define PIQ_NODE_COVERAGE_RATIO UINT32_C(4320)
#define PIQ_NODE_STALE_SECONDS UINT32_C(4330)
#define PIQ_WORKLOAD_ID UINT32_C(5010)
#define PIQ_WORKLOAD_CLUSTER UINT32_C(5020)
#define PIQ_WORKLOAD_OWNER UINT32_C(5030)
#define PIQ_WORKLOAD_TENANTS UINT32_C(5040)
#define PIQ_WORKLOAD_ENVIRONMENT UINT32_C(5050)
#define PIQ_WORKLOAD_KIND UINT32_C(5060)
#define PIQ_WORKLOAD_ROLE UINT32_C(5070)
#define PIQ_WORKLOAD_USER_FACING UINT32_C(5080)
#define PIQ_WORKLOAD_ENGINE UINT32_C(5090)
#define PIQ_WORKLOAD_MEMORY_PREALLOCATED UINT32_C(5100)
#define PIQ_WORKLOAD_MODEL UINT32_C(5110)
#define PIQ_WORKLOAD_MODEL_PARAMETERS UINT32_C(5120)
#define PIQ_WORKLOAD_WEIGHT_DTYPE UINT32_C(5130)
#define PIQ_WORKLOAD_WEIGHT_BYTES UINT32_C(5140)
#define PIQ_WORKLOAD_KV_DTYPE UINT32_C(5150)
#define PIQ_WORKLOAD_MAX_MODEL_LEN UINT32_C(5160)
#define PIQ_WORKLOAD_DECLARED_CONCURRENCY UINT32_C(5170)
#define PIQ_WORKLOAD_REQUIRED_FEATURES UINT32_C(5180)
#define PIQ_WORKLOAD_WEIGHTS_OFFLOADED UINT32_C(5190)
#define PIQ_WORKLOAD_STATE UINT32_C(5200)
#define PIQ_WORKLOAD_PLACEMENT UINT32_C(5210)
#define PIQ_WORKLOAD_GPUS UINT32_C(5220)
#define PIQ_WORKLOAD_MIG_PROFILE UINT32_C(5230)
#define PIQ_WORKLOAD_ACCEPTED_GPU_TYPES UINT32_C(5240)
#define PIQ_WORKLOAD_POD_GPUS UINT32_C(5250)
#define PIQ_WORKLOAD_TENSOR_PARALLEL UINT32_C(5260)
#define PIQ_WORKLOAD_PIPELINE_PARALLEL UINT32_C(5270)
#define PIQ_WORKLOAD_DATA_PARALLEL UINT32_C(5280)
#define PIQ_WORKLOAD_REPLICAS UINT32_C(5290)
#define PIQ_WORKLOAD_MIN_REPLICAS UINT32_C(5300)
#define PIQ_WORKLOAD_MAX_REPLICAS UINT32_C(5310)
#define PIQ_WORKLOAD_REPLICA_FLOOR UINT32_C(5320)
#define PIQ_WORKLOAD_SINGLE_DOMAIN UINT32_C(5330)
#define PIQ_WORKLOAD_PENDING_SECONDS UINT32_C(5340)
#define PIQ_WORKLOAD_QUOTA_ADMITTED UINT32_C(5350)
#define PIQ_WORKLOAD_PRIORITY UINT32_C(5360)
#define PIQ_WORKLOAD_MOVABLE UINT32_C(5370)
#define PIQ_WORKLOAD_MOVE_COST UINT32_C(5380)
#define PIQ_WORKLOAD_CPU_CORES UINT32_C(5390)
#define PIQ_WORKLOAD_HOST_MEMORY_BYTES UINT32_C(5400)
#define PIQ_WORKLOAD_PRICE_PER_GPU_HOUR UINT32_C(5410)
#define PIQ_WORKLOAD_OBSERVED_SECONDS UINT32_C(5420)
#define PIQ_WORKLOAD_COVERAGE_RATIO UINT32_C(5430)
#define PIQ_WORKLOAD_STALE_SECONDS UINT32_C(5440)
#define PIQ_WORKLOAD_SM_ACTIVE_MEAN UINT32_C(5450)
#define PIQ_WORKLOAD_SM_ACTIVE_PEAK UINT32_C(5460)
#define PIQ_WORKLOAD_GR_ENGINE_ACTIVE_MEAN UINT32_C(5470)
#define PIQ_WORKLOAD_GR_ENGINE_ACTIVE_PEAK UINT32_C(5480)
#define PIQ_WORKLOAD_GPU_UTILIZATION_MEAN UINT32_C(5490)
#define PIQ_WORKLOAD_GPU_UTILIZATION_PEAK UINT32_C(5500)
#define PIQ_WORKLOAD_TENSOR_ACTIVE_MEAN UINT32_C(5510)
#define PIQ_WORKLOAD_TENSOR_ACTIVE_P95 UINT32_C(5520)
#define PIQ_WORKLOAD_DRAM_ACTIVE_MEAN UINT32_C(5530)
#define PIQ_WORKLOAD_DRAM_ACTIVE_P95 UINT32_C(5540)
#define PIQ_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES UINT32_C(5550)
#define PIQ_WORKLOAD_KV_CACHE_USAGE_MAX UINT32_C(5560)
#define PIQ_WORKLOAD_KV_CACHE_USAGE_P95 UINT32_C(5570)
#define PIQ_WORKLOAD_KV_CACHE_POOL_BYTES UINT32_C(5580)
#define PIQ_WORKLOAD_GPU_MEMORY_FRACTION UINT32_C(5590)
#define PIQ_WORKLOAD_NON_KV_PEAK_BYTES UINT32_C(5600)
#define PIQ_WORKLOAD_GPU_OOM_EVENTS UINT32_C(5610)
#define PIQ_WORKLOAD_GPU_OOM_EVENTS_24H UINT32_C(5620)
#define PIQ_WORKLOAD_STARTUP_OOM_EVENTS UINT32_C(5630)
#define PIQ_WORKLOAD_HOST_OOM_EVENTS UINT32_C(5640)
#define PIQ_WORKLOAD_HOST_OOM_EVENTS_24H UINT32_C(5650)
#define PIQ_WORKLOAD_UNKNOWN_OOM_EVENTS UINT32_C(5660)
#define PIQ_WORKLOAD_SECONDS_SINCE_OOM UINT32_C(5670)
#define PIQ_WORKLOAD_OOM_GPU_MEMORY_PEAK UINT32_C(5680)
#define PIQ_WORKLOAD_HOST_MEMORY_PEAK UINT32_C(5690)
#define PIQ_WORKLOAD_CRASH_LOOPING UINT32_C(5700)
#define PIQ_WORKLOAD_RESTART_SECONDS UINT32_C(5710)
#define PIQ_WORKLOAD_PREEMPTIONS UINT32_C(5720)
#define PIQ_WORKLOAD_REQUESTS UINT32_C(5730)
#define PIQ_WORKLOAD_IDLE_SECONDS UINT32_C(5740)
#define PIQ_WORKLOAD_COLD_STARTS UINT32_C(5750)
#define PIQ_WORKLOAD_COLD_START_P50_SECONDS UINT32_C(5760)
#define PIQ_WORKLOAD_COLD_START_P95_SECONDS UINT32_C(5770)
#define PIQ_WORKLOAD_COLD_REQUEST_RATIO UINT32_C(5780)
#define PIQ_WORKLOAD_WARM_RATIO UINT32_C(5790)
#define PIQ_WORKLOAD_WEIGHT_LOAD_RATE UINT32_C(5800)
#define PIQ_WORKLOAD_INIT_SECONDS UINT32_C(5810)
#define PIQ_WORKLOAD_AUTOSCALER UINT32_C(5820)
#define PIQ_WORKLOAD_SCALE_EVENTS UINT32_C(5830)
#define PIQ_WORKLOAD_SCALE_DOWNS_24H UINT32_C(5840)
#define PIQ_WORKLOAD_REGRETTED_SCALE_DOWNS_24H UINT32_C(5850)
#define PIQ_WORKLOAD_LOADING_RATIO UINT32_C(5860)
#define PIQ_WORKLOAD_BILLED_WHILE_LOADING UINT32_C(5870)
#define PIQ_WORKLOAD_SCALE_DOWN_GRACE_SECONDS UINT32_C(5880)
#define PIQ_WORKLOAD_IDLE_GAPS UINT32_C(5890)
#define PIQ_WORKLOAD_IDLE_GAP_P50_SECONDS UINT32_C(5900)
#define PIQ_WORKLOAD_IDLE_GAP_P95_SECONDS UINT32_C(5910)
#define PIQ_WORKLOAD_IDLE_GAP_P99_SECONDS UINT32_C(5920)
#define PIQ_WORKLOAD_TTFT_SLO_SECONDS UINT32_C(5930)
#define PIQ_WORKLOAD_TTFT_P95_SECONDS UINT32_C(5940)
#define PIQ_WORKLOAD_TPOT_SLO_SECONDS UINT32_C(5950)
#define PIQ_WORKLOAD_TPOT_P95_SECONDS UINT32_C(5960)
#define PIQ_WORKLOAD_OUTPUT_TOKENS_PER_SECOND UINT32_C(5970)
#define PIQ_WORKLOAD_OUTPUT_TOKENS_PER_SECOND_PEAK UINT32_C(5980)
#define PIQ_WORKLOAD_REQUIRED_TOKENS_PER_SECOND UINT32_C(5990)
#define PIQ_WORKLOAD_PROMPT_TOKENS_MEAN UINT32_C(6000)
#define PIQ_WORKLOAD_OUTPUT_TOKENS_MEAN UINT32_C(6010)
#define PIQ_WORKLOAD_REQUESTS_RUNNING UINT32_C(6020)
#define PIQ_WORKLOAD_REQUESTS_WAITING UINT32_C(6030)
#define PIQ_WORKLOAD_REQUESTS_IN_SYSTEM_P95 UINT32_C(6040)
#define PIQ_WORKLOAD_AT_LIMIT_RATIO UINT32_C(6050)
#define PIQ_WORKLOAD_DEMAND_SECONDS UINT32_C(6060)
#define PIQ_WORKLOAD_MAX_NUM_SEQS UINT32_C(6070)
#define PIQ_WORKLOAD_MAX_NUM_BATCHED_TOKENS UINT32_C(6080)
#define PIQ_WORKLOAD_CPU_UTILIZATION_P95 UINT32_C(6090)
#define PIQ_WORKLOAD_CPU_THROTTLED_RATIO UINT32_C(6100)
#define PIQ_WORKLOAD_SPECULATIVE_ACCEPTANCE UINT32_C(6110)
#define PIQ_WORKLOAD_EAGER_MODE UINT32_C(6120)
#define PIQ_WORKLOAD_EXPECTED_TOKENS_PER_SECOND UINT32_C(6130)
#define PIQ_WORKLOAD_BEST_TOKENS_PER_SECOND UINT32_C(6140)
#define PIQ_WORKLOAD_TOKEN_PRICE_PER_MILLION UINT32_C(6150)
#define PIQ_WORKLOAD_RUN_SECONDS UINT32_C(6160)
#define PIQ_WORKLOAD_RUNS_PER_MONTH UINT32_C(6170)
#define PIQ_WORKLOAD_DEADLINE_SECONDS UINT32_C(6180)
#define PIQ_WORKLOAD_BATCH_SIZE UINT32_C(6190)
#define PIQ_WORKLOAD_BATCH_SIZE_LIMIT UINT32_C(6200)
#define PIQ_WORKLOAD_BYTES_PER_ITEM UINT32_C(6210)
#define PIQ_WORKLOAD_MEMORY_BASE_BYTES UINT32_C(6220)
#define PIQ_WORKLOAD_ITEMS_REMAINING UINT32_C(6230)
#define PIQ_WORKLOAD_ITEMS_PER_SECOND UINT32_C(6240)
#define PIQ_WORKLOAD_EXPECTED_ITEMS_PER_SECOND UINT32_C(6250)
#define PIQ_WORKLOAD_BEST_ITEMS_PER_SECOND UINT32_C(6260)
#define PIQ_WORKLOAD_REMAINING_SECONDS UINT32_C(6270)
#define PIQ_WORKLOAD_GPU_TYPE UINT32_C(6280)
#define PIQ_MEASURE_REQUIRED_BYTES_PER_GPU UINT32_C(9010)
#define PIQ_MEASURE_TARGET_BYTES_PER_GPU UINT32_C(9015)
#define PIQ_MEASURE_MEMORY_NEED_BYTES UINT32_C(9020)
#define PIQ_MEASURE_DEVICE_MEMORY_BYTES UINT32_C(9030)
#define PIQ_MEASURE_COST_RATIO UINT32_C(9070)
#define PIQ_MEASURE_SLOWDOWN UINT32_C(9080)
#define PIQ_MEASURE_EXPECTED_TOKENS_PER_SECOND UINT32_C(9110)
#define PIQ_MEASURE_EXPECTED_ITEMS_PER_SECOND UINT32_C(9120)
#define PIQ_MEASURE_THROUGHPUT_RATIO UINT32_C(9130)
#define PIQ_MEASURE_EXPECTED_AT_OBSERVED_BATCH UINT32_C(9140)
#define PIQ_MEASURE_COLD_START_ESTIMATE_SECONDS UINT32_C(9160)
#define PIQ_MEASURE_COLD_HITS_RATIO UINT32_C(9170)
#define PIQ_MEASURE_REGRETTED_RATIO UINT32_C(9180)
#define PIQ_MEASURE_IDLE_GPUS UINT32_C(9200)
#define PIQ_MEASURE_PODS UINT32_C(9210)
#define PIQ_MEASURE_MEMORY_BATCH UINT32_C(9220)
#define PIQ_MEASURE_EXPECTED_SPEEDUP UINT32_C(9230)
#define PIQ_MEASURE_SPEEDUP_UPPER UINT32_C(9240)
#define PIQ_MEASURE_FREE_GPUS UINT32_C(9250)
#define PIQ_MEASURE_LARGEST_FREE_BLOCK UINT32_C(9260)
#define PIQ_MEASURE_STRANDED_GPUS UINT32_C(9270)
#define PIQ_MEASURE_REPLICAS_FITTING UINT32_C(9275)
#define PIQ_MEASURE_STRANDED_GPU_HOURS UINT32_C(9276)
#define PIQ_MEASURE_LOST_SO_FAR UINT32_C(9277)
#define PIQ_MEASURE_LATENT_INDEX UINT32_C(9280)
#define PIQ_MEASURE_CHEAPEST_PRICE_PER_GPU_HOUR UINT32_C(9290)
#define PIQ_MEASURE_MEMORY_PEAK_RATIO UINT32_C(9300)
#define PIQ_MEASURE_UNAVAILABLE_GPUS UINT32_C(9320)
#define PIQ_MEASURE_MISSING_FEATURE UINT32_C(9330)
#define PIQ_MEASURE_LOST_GPU_HOURS UINT32_C(9340)
#define PIQ_MEASURE_LOADING_GPU_HOURS_PER_DAY UINT32_C(9350)
#define PIQ_MEASURE_SECONDS UINT32_C(9430)
#define PIQ_MEASURE_PHASE UINT32_C(9440)
#define PIQ_MEASURE_PURPOSE UINT32_C(9450)
#define PIQ_MEASURE_GPUS_MOVED UINT32_C(9460)
#define PIQ_MEASURE_BLOCK UINT32_C(9480)
#define PIQ_MEASURE_WORKLOAD UINT32_C(9490)
#define PIQ_POLICY_COVERAGE_MIN UINT32_C(110)
#define PIQ_POLICY_STALE_AFTER_SECONDS UINT32_C(120)
#define PIQ_POLICY_RIGHTSIZE_MIN_DATA_SECONDS UINT32_C(130)
#define PIQ_POLICY_MEMORY_HEADROOM UINT32_C(140)
#define PIQ_POLICY_COMPUTE_CAP_BATCH UINT32_C(150)
#define PIQ_POLICY_COMPUTE_CAP_ONLINE UINT32_C(160)
#define PIQ_POLICY_MIN_SAVING_RATIO UINT32_C(170)
#define PIQ_POLICY_OVERHEAD_BYTES UINT32_C(180)
#define PIQ_POLICY_CONFIDENCE_MIN UINT32_C(190)
#define PIQ_POLICY_IDLE_ACTIVITY_MAX UINT32_C(200)
#define PIQ_POLICY_SEVERITY_HIGH_PER_MONTH UINT32_C(210)
#define PIQ_POLICY_SEVERITY_MEDIUM_PER_MONTH UINT32_C(220)
#define PIQ_POLICY_SEVERITY_LOW_PER_MONTH UINT32_C(230)
#define PIQ_POLICY_SEVERITY_HIGH_SPEND_RATIO UINT32_C(240)
#define PIQ_POLICY_SEVERITY_MEDIUM_SPEND_RATIO UINT32_C(250)
#define PIQ_POLICY_SEVERITY_HIGH_GPU_HOURS UINT32_C(260)
#define PIQ_POLICY_SEVERITY_MEDIUM_GPU_HOURS UINT32_C(270)
#define PIQ_POLICY_SEVERITY_SPEND_FLOOR_MULTIPLE UINT32_C(280)
#define PIQ_POLICY_SEVERITY_LOW_GPU_HOURS UINT32_C(290)
#define PIQ_POLICY_HOURS_PER_MONTH UINT32_C(300)
#define PIQ_POLICY_TIER_HARD_FIT UINT32_C(310)
#define PIQ_POLICY_OVERPROVISION_MEMORY_MAX UINT32_C(320)
#define PIQ_POLICY_OVERPROVISION_ACTIVITY_MAX UINT32_C(330)
#define PIQ_POLICY_OOM_MEMORY_HIGH UINT32_C(340)
#define PIQ_POLICY_OOM_HOST_MEMORY_HIGH UINT32_C(350)
#define PIQ_POLICY_OOM_PRESSURE_KV UINT32_C(360)
#define PIQ_POLICY_OOM_CRITICAL_EVENTS_24H UINT32_C(370)
#define PIQ_POLICY_COLD_START_DEFAULT_SLO_SECONDS UINT32_C(380)
#define PIQ_POLICY_COLD_START_MIN_HITS UINT32_C(390)
#define PIQ_POLICY_COLD_START_MIN_RATIO UINT32_C(400)
#define PIQ_POLICY_COLD_START_HIGH_SLO_MULTIPLE UINT32_C(410)
#define PIQ_POLICY_COLD_START_CRITICAL_SLO_MULTIPLE UINT32_C(420)
#define PIQ_POLICY_COLD_START_CRITICAL_SECONDS UINT32_C(430)
#define PIQ_POLICY_COLD_START_CRITICAL_RATIO UINT32_C(440)
#define PIQ_POLICY_THRASH_MIN_CYCLES UINT32_C(450)
#define PIQ_POLICY_THRASH_HIGH_CYCLES UINT32_C(460)
#define PIQ_POLICY_THRASH_REGRET_RATIO UINT32_C(470)
#define PIQ_POLICY_THRASH_LOADING_RATIO UINT32_C(480)
#define PIQ_POLICY_THRASH_REGRET_SECONDS UINT32_C(490)
#define PIQ_POLICY_THRASH_COLD_MIN_SECONDS UINT32_C(500)
#define PIQ_POLICY_THRASH_GRACE_MAX_SECONDS UINT32_C(510)
#define PIQ_POLICY_DARK_MIN_SECONDS UINT32_C(520)
#define PIQ_POLICY_DARK_HELD_MIN_SECONDS UINT32_C(530)
#define PIQ_POLICY_DARK_NODE_MIN_AGE_SECONDS UINT32_C(540)
#define PIQ_POLICY_MAINTENANCE_STUCK_SECONDS UINT32_C(550)
#define PIQ_POLICY_BATCH_TIER_PRICE_RATIO UINT32_C(560)
#define PIQ_POLICY_BATCH_TIER_SM_MAX UINT32_C(570)
#define PIQ_POLICY_BATCH_TIER_DRAM_MAX UINT32_C(580)
#define PIQ_POLICY_BATCH_TIER_MARGIN UINT32_C(590)
#define PIQ_POLICY_BATCH_TIER_MIN_GPU_HOURS_RUN UINT32_C(600)
#define PIQ_POLICY_BATCH_TIER_MIN_GPU_HOURS_MONTH UINT32_C(610)
#define PIQ_POLICY_BATCH_LOW UINT32_C(620)
#define PIQ_POLICY_BATCH_GAIN_MIN UINT32_C(630)
#define PIQ_POLICY_BATCH_BACKLOG_MIN UINT32_C(640)
#define PIQ_POLICY_BATCH_MAX UINT32_C(650)
#define PIQ_POLICY_BATCH_SM_MAX UINT32_C(660)
#define PIQ_POLICY_BATCH_CPU_MAX UINT32_C(670)
#define PIQ_POLICY_FRAGMENTATION_MIN_PENDING_SECONDS UINT32_C(680)
#define PIQ_POLICY_FRAGMENTATION_HIGH_PENDING_SECONDS UINT32_C(690)
#define PIQ_POLICY_FRAGMENTATION_LATENT_RATIO UINT32_C(700)
#define PIQ_POLICY_FRAGMENTATION_LATENT_MIN_FREE UINT32_C(710)
#define PIQ_POLICY_FRAGMENTATION_LATENT_BLOCK UINT32_C(720)
#define PIQ_POLICY_THROUGHPUT_RATIO_MIN UINT32_C(730)
#define PIQ_POLICY_THROUGHPUT_MIN_DEMAND_SECONDS UINT32_C(740)
#define PIQ_POLICY_THROUGHPUT_RUNNING_RATIO UINT32_C(750)
#define PIQ_POLICY_THROUGHPUT_AT_LIMIT_RATIO UINT32_C(760)
#define PIQ_POLICY_THROUGHPUT_KV_HIGH UINT32_C(770)
#define PIQ_POLICY_THROUGHPUT_KV_LOW UINT32_C(780)
#define PIQ_POLICY_THROUGHPUT_PREEMPTIONS_PER_100 UINT32_C(790)
#define PIQ_POLICY_THROUGHPUT_CPU_HIGH UINT32_C(800)
#define PIQ_POLICY_THROUGHPUT_CPU_BUSY UINT32_C(810)
#define PIQ_POLICY_THROUGHPUT_THROTTLE_HIGH UINT32_C(820)
#define PIQ_POLICY_THROUGHPUT_SEVERE_RATIO UINT32_C(830)
#define PIQ_POLICY_THROUGHPUT_KV_TARGET UINT32_C(840)
#define PIQ_POLICY_THROUGHPUT_BATCHED_TOKENS_LOW UINT32_C(850)
#define PIQ_POLICY_THROUGHPUT_BATCHED_TOKENS_TARGET UINT32_C(860)
#define PIQ_POLICY_THROUGHPUT_ACCEPTANCE_LOW UINT32_C(870)
#define PIQ_POLICY_THROUGHPUT_LONG_PROMPT_TOKENS UINT32_C(880)
#define PIQ_POLICY_THROUGHPUT_API_SERVERS UINT32_C(890)
#define PIQ_POLICY_THROUGHPUT_MIN_PEERS UINT32_C(900)
#define PIQ_POLICY_USE_REFERENCE_PRICES UINT32_C(910)
#define PIQ_POLICY_LEASE_HOURS UINT32_C(920)
#define PIQ_DETECTOR_TIER_MISPLACEMENT UINT32_C(1)
#define PIQ_DETECTOR_OVERPROVISIONED UINT32_C(2)
#define PIQ_DETECTOR_OOM_RISK UINT32_C(3)
#define PIQ_DETECTOR_COLD_START UINT32_C(4)
#define PIQ_DETECTOR_THRASHING UINT32_C(5)
#define PIQ_DETECTOR_DARK_CAPACITY UINT32_C(6)
#define PIQ_DETECTOR_BATCH_OVER_TIERED UINT32_C(7)
#define PIQ_DETECTOR_BATCH_SIZE UINT32_C(8)
#define PIQ_DETECTOR_FRAGMENTATION UINT32_C(9)
#define PIQ_DETECTOR_LOW_THROUGHPUT UINT32_C(10)
#endif
#ifdef __cplusplus
extern "C" {
#endif
#if defined(PIQ_API)
#elif defined(_WIN32) && !defined(PIQ_STATIC)
#ifdef PIQ_BUILD
#define PIQ_API __declspec(dllexport)
#else
#define PIQ_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define PIQ_API __attribute__((visibility("default")))
#else
#define PIQ_API
#endif
#if defined(__GNUC__)
#define PIQ_CHECK __attribute__((warn_unused_result))
#else
#define PIQ_CHECK
#endif
#define PIQ_VERSION_MAJOR 0
#define PIQ_VERSION_MINOR 1
#define PIQ_VERSION_PATCH 0
#define PIQ_VERSION_STRING "0.1.0"
PIQ_API uint32_t piq_version(void);
PIQ_API const char *piq_version_string(void);
typedef int32_t piq_status;
#define PIQ_OK 0
#define PIQ_E_ARGUMENT (-1)
#define PIQ_E_NOMEM (-2)
#define PIQ_E_FIELD (-3)
#define PIQ_E_TYPE (-4)
#define PIQ_E_RANGE (-5)
#define PIQ_E_DUPLICATE (-6)
#define PIQ_E_REFERENCE (-7)
#define PIQ_E_OVERFULL (-8)
#define PIQ_E_SYNTAX (-9)
#define PIQ_E_VERSION (-10)
#define PIQ_E_LIMIT (-11)
#define PIQ_E_SINK (-12)
#define PIQ_E_VALUE (-13)
#define PIQ_E_SOURCE (-14)
#define PIQ_E_AMBIGUOUS (-15)
PIQ_API const char *piq_status_name(piq_status status);
#define PIQ_NUL_TERMINATED SIZE_MAX
#define PIQ_NONE UINT64_MAX
typedef struct piq_error {
    uint32_t struct_size;
    int32_t code;
    uint32_t field;
    uint32_t entity;
    uint64_t row;
    uint32_t line;
    uint32_t column;
    char message[480];
} piq_error;
#define PIQ_ERROR_INIT {(uint32_t)sizeof(piq_error), 0, 0, 0, PIQ_NONE, 0, 0, {0}}
typedef struct piq_allocator {
    uint32_t struct_size;
    uint32_t reserved;
    void *(*alloc)(void *user, size_t size, size_t align);
    void *(*resize)(void *user, void *block, size_t old_size, size_t new_size, size_t align);
    void (*release)(void *user, void *block, size_t size, size_t align);
    void *user;
} piq_allocator;
typedef int32_t (*piq_write)(void *user, const char *bytes, size_t length);
typedef struct piq_field_info {
    uint32_t struct_size;
    uint32_t id;
    uint32_t entity;
    uint32_t type;
    uint32_t words;
    uint32_t since;
    double min;
    double max;
    const char *name;
    const char *unit;
    const char *used_by;
    const char *meaning;
} piq_field_info;
PIQ_API size_t piq_field_count(void);
PIQ_API PIQ_CHECK piq_status piq_field_at(size_t index, piq_field_info *info);
PIQ_API PIQ_CHECK piq_status piq_field_find(uint32_t entity, const char *name, size_t length, uint32_t *field);
typedef struct piq_policy_info {
    uint32_t struct_size;
    uint32_t id;
    uint32_t since;
    uint32_t is_boolean;
    double default_value;
    const char *name;
    const char *unit;
    const char *detectors;
    const char *meaning;
} piq_policy_info;
PIQ_API size_t piq_policy_key_count(void);
PIQ_API PIQ_CHECK piq_status piq_policy_key_at(size_t index, piq_policy_info *info);
PIQ_API PIQ_CHECK piq_status piq_policy_key_find(const char *name, size_t length, uint32_t *key);
typedef struct piq_detector_info {
    uint32_t struct_size;
    uint32_t id;
    uint32_t entity;
    uint32_t personas;
    const char *name;
    const char *title;
    const char *subtypes;
    const char *rule;
} piq_detector_info;
PIQ_API size_t piq_detector_count(void);
PIQ_API PIQ_CHECK piq_status piq_detector_at(size_t index, piq_detector_info *info);
PIQ_API PIQ_CHECK piq_status piq_detector_find(const char *name, size_t length, uint32_t *detector);
PIQ_API const char *piq_word(uint32_t words, uint32_t id);
PIQ_API uint32_t piq_word_find(uint32_t words, const char *word, size_t length);
PIQ_API const char *piq_name(uint32_t id);
typedef struct piq_fleet piq_fleet;
typedef uint64_t piq_ref;
PIQ_API PIQ_CHECK piq_status piq_fleet_new(const piq_allocator *allocator, piq_fleet **fleet);
PIQ_API void piq_fleet_free(piq_fleet *fleet);
PIQ_API PIQ_CHECK piq_status piq_fleet_add(piq_fleet *fleet, uint32_t entity, const char *id, size_t length, piq_ref *ref,
                                           piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_add_many(piq_fleet *fleet, uint32_t entity, const char *const *ids, const size_t *lengths,
                                                size_t count, piq_ref *first, piq_error *error);
PIQ_API size_t piq_fleet_count(const piq_fleet *fleet, uint32_t entity);
PIQ_API piq_ref piq_fleet_row(const piq_fleet *fleet, uint32_t entity, size_t row);
PIQ_API PIQ_CHECK piq_status piq_fleet_find(const piq_fleet *fleet, uint32_t entity, const char *id, size_t length, piq_ref *ref);
#define PIQ_FLEET_ROW ((piq_ref)PIQ_ENTITY_FLEET << 32)
PIQ_API PIQ_CHECK piq_status piq_fleet_set_number(piq_fleet *fleet, piq_ref row, uint32_t field, double value, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_set_integer(piq_fleet *fleet, piq_ref row, uint32_t field, int64_t value, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_set_boolean(piq_fleet *fleet, piq_ref row, uint32_t field, int32_t value, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_set_string(piq_fleet *fleet, piq_ref row, uint32_t field, const char *text, size_t length,
                                                  piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_set_string_list(piq_fleet *fleet, piq_ref row, uint32_t field, const char *const *items,
                                                       const size_t *lengths, size_t count, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_set_number_list(piq_fleet *fleet, piq_ref row, uint32_t field, const double *values,
                                                       size_t count, piq_error *error);
typedef struct piq_piece {
    piq_ref node;
    double gpus;
    int64_t replica;
    const char *gpu;
    size_t gpu_length;
} piq_piece;
PIQ_API PIQ_CHECK piq_status piq_fleet_place(piq_fleet *fleet, piq_ref workload, const piq_piece *pieces, size_t count, size_t stride,
                                             piq_error *error);
typedef struct piq_scale_event {
    double seconds_ago;
    double replicas;
    uint32_t cause;
    uint32_t reserved;
} piq_scale_event;
PIQ_API PIQ_CHECK piq_status piq_fleet_set_scale_events(piq_fleet *fleet, piq_ref workload, const piq_scale_event *events, size_t count,
                                                        size_t stride, piq_error *error);
typedef struct piq_mig_profile {
    const char *name;
    double compute_slices;
    double compute_slices_total;
    double memory_bytes;
    double max_instances;
} piq_mig_profile;
PIQ_API PIQ_CHECK piq_status piq_fleet_set_mig_profiles(piq_fleet *fleet, piq_ref gpu_type, const piq_mig_profile *profiles,
                                                        size_t count, size_t stride, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_set_number_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                         const double *values, size_t stride, const uint8_t *validity, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_set_integer_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                          const int64_t *values, size_t stride, const uint8_t *validity,
                                                          piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_set_boolean_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                          const uint8_t *values, size_t stride, const uint8_t *validity,
                                                          piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_set_string_column(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
                                                         const char *const *texts, const size_t *lengths, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_place_column(piq_fleet *fleet, const uint32_t *workloads, const uint32_t *nodes,
                                                    const double *gpus, size_t count, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_read_json(piq_fleet *fleet, const char *bytes, size_t length, piq_error *error);
typedef struct piq_catalog_entry {
    uint32_t struct_size;
    uint32_t entity;
    const char *name;
    const char *aliases;
    const char *source;
    const char *notes;
    const char *vendor;
    const char *architecture;
    uint32_t model_class;
    uint32_t mig_profile_count;
    uint32_t measured;
    uint32_t price_offers;
    double power_watts;
    double price_median;
    double price_min;
    double price_max;
    const char *price_date;
    const char *price_source;
} piq_catalog_entry;
PIQ_API size_t piq_catalog_count(uint32_t entity);
PIQ_API PIQ_CHECK piq_status piq_catalog_at(uint32_t entity, size_t index, piq_catalog_entry *entry);
PIQ_API double piq_catalog_number(uint32_t entity, size_t index, uint32_t field);
PIQ_API PIQ_CHECK piq_status piq_catalog_mig_profile(size_t gpu_type, size_t position, piq_mig_profile *profile);
#define PIQ_CATALOG_MATCHES 8
typedef struct piq_catalog_match {
    uint32_t struct_size;
    uint32_t count;
    uint32_t rows[PIQ_CATALOG_MATCHES];
} piq_catalog_match;
PIQ_API PIQ_CHECK piq_status piq_catalog_find(uint32_t entity, const char *name, size_t length, piq_catalog_match *match,
                                              piq_error *error);
typedef struct piq_model_config {
    uint32_t struct_size;
    uint32_t model_class;
    uint32_t weight_dtype;
    uint32_t tied_embeddings;
    uint32_t plain_mlp;
    uint32_t reserved;
    double layers;
    double hidden_size;
    double intermediate_size;
    double attention_heads;
    double vocab_size;
    double kv_heads;
    double head_dim;
    double kv_lora_rank;
    double rope_head_dim;
    double q_lora_rank;
    double nope_head_dim;
    double value_head_dim;
    double sliding_window;
    double sliding_layers;
    double experts;
    double experts_per_token;
    double expert_intermediate_size;
    double shared_intermediate_size;
    double dense_layers;
    double max_context;
    double positions;
    double parameters;
    double active_parameters;
} piq_model_config;
PIQ_API PIQ_CHECK piq_status piq_model_config_read_json(piq_model_config *config, const char *bytes, size_t length, piq_error *error);
typedef struct piq_estimate_query {
    uint32_t struct_size;
    uint32_t weight_dtype;
    uint32_t kv_dtype;
    uint32_t engine;
    uint32_t load;
    uint32_t use_reference_price;
    const char *model;
    const piq_model_config *config;
    const char *gpu_type;
    double gpus;
    double tensor_parallel;
    double input_tokens;
    double output_tokens;
    double concurrency;
    double gpu_memory_fraction;
    double price_per_gpu_hour;
} piq_estimate_query;
typedef struct piq_estimate_result {
    uint32_t struct_size;
    uint32_t fits;
    uint32_t bound;
    uint32_t extrapolated;
    uint32_t basis;
    uint32_t weight_dtype;
    uint32_t gpu_type;
    uint32_t model;
    double gpus;
    double tensor_parallel;
    double parameters;
    double active_parameters;
    double weights_bytes;
    double kv_bytes_per_token;
    double overhead_bytes;
    double required_bytes_per_gpu;
    double device_bytes;
    double max_concurrency;
    double output_tokens_per_second;
    double low;
    double high;
    double batch;
    double confidence;
    double ttft_seconds;
    double tpot_seconds;
    double price_per_hour;
    double price_per_million_output_tokens;
} piq_estimate_result;
PIQ_API PIQ_CHECK piq_status piq_estimate(const piq_estimate_query *query, piq_estimate_result *result, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_estimate_rank(const piq_estimate_query *query, piq_estimate_result *results, size_t capacity,
                                               size_t *count, piq_error *error);
typedef struct piq_policy piq_policy;
PIQ_API PIQ_CHECK piq_status piq_policy_new(const piq_allocator *allocator, piq_policy **policy);
PIQ_API void piq_policy_free(piq_policy *policy);
PIQ_API PIQ_CHECK piq_status piq_policy_set(piq_policy *policy, uint32_t key, double value, piq_error *error);
PIQ_API double piq_policy_get(const piq_policy *policy, uint32_t key);
PIQ_API PIQ_CHECK piq_status piq_policy_enable(piq_policy *policy, uint32_t detector, int32_t on, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_policy_set_persona(piq_policy *policy, uint32_t persona, piq_error *error);
typedef struct piq_suppression {
    uint32_t struct_size;
    uint32_t detector;
    const char *finding;
    const char *entity_id;
    const char *reason;
    const char *owner;
    const char *until;
} piq_suppression;
PIQ_API PIQ_CHECK piq_status piq_policy_suppress(piq_policy *policy, const piq_suppression *suppression, piq_error *error);
typedef void (*piq_run_tasks)(void *user, void (*task)(void *context, size_t index), void *context, size_t count);
PIQ_API PIQ_CHECK piq_status piq_policy_set_workers(piq_policy *policy, piq_run_tasks run, void *user, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_policy_read_json(piq_policy *policy, const char *bytes, size_t length, piq_error *error);
typedef struct piq_report piq_report;
PIQ_API PIQ_CHECK piq_status piq_evaluate(const piq_fleet *fleet, const piq_policy *policy, piq_report **report, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_evaluate_json(const char *bytes, size_t length, const piq_policy *policy, piq_write write, void *user,
                                               piq_error *error);
PIQ_API void piq_report_free(piq_report *report);
typedef int64_t piq_money;
#define PIQ_MONEY_UNKNOWN INT64_MIN
typedef struct piq_summary {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t nodes;
    uint64_t workloads;
    uint64_t findings;
    double gpus;
    double unpriced_gpus;
    double window_seconds;
    piq_money spend_per_hour;
    piq_money waste_per_hour;
    piq_money recoverable_per_month;
    piq_money cost_to_fix_per_month;
    const char *observed_at;
    const char *currency;
} piq_summary;
PIQ_API PIQ_CHECK piq_status piq_report_summary(const piq_report *report, piq_summary *summary);
typedef struct piq_detector_totals {
    uint32_t struct_size;
    uint32_t detector;
    uint64_t fired;
    uint64_t clear;
    uint64_t not_evaluated;
    uint64_t not_applicable;
    uint64_t suppressed;
    uint64_t candidates;
    piq_money waste_per_hour;
    piq_money recoverable_per_month;
} piq_detector_totals;
PIQ_API PIQ_CHECK piq_status piq_report_detector(const piq_report *report, uint32_t detector, piq_detector_totals *totals);
typedef struct piq_finding {
    uint32_t struct_size;
    uint32_t detector;
    uint32_t subtype;
    uint32_t entity;
    uint32_t state;
    uint32_t severity;
    uint32_t personas;
    uint32_t reserved;
    uint64_t id;
    const char *entity_id;
    const char *cluster;
    size_t entity_id_length;
    size_t cluster_length;
    double confidence;
    double signal;
    double coverage;
    double window;
    double source;
    double margin;
    piq_money waste_per_hour;
    piq_money standalone_per_month;
    piq_money recoverable_per_month;
    piq_money cost_to_fix_per_month;
    double gpu_hours_per_month;
    uint32_t evidence_count;
    uint32_t remedy_count;
    uint32_t wrong_remedy_count;
    uint32_t relation_count;
    uint32_t degraded_count;
    uint32_t basis;
} piq_finding;
PIQ_API size_t piq_report_finding_count(const piq_report *report);
PIQ_API PIQ_CHECK piq_status piq_report_finding(const piq_report *report, size_t index, piq_finding *finding);
PIQ_API size_t piq_report_message(const piq_report *report, size_t index, char *buffer, size_t size);
typedef struct piq_evidence {
    uint32_t struct_size;
    uint32_t field;
    uint32_t policy;
    uint32_t reserved;
    const char *name;
    const char *unit;
    const char *comparison;
    double value;
    double threshold;
    const char *text;
} piq_evidence;
PIQ_API PIQ_CHECK piq_status piq_report_evidence(const piq_report *report, size_t finding, size_t index, piq_evidence *evidence);
typedef struct piq_remedy {
    uint32_t struct_size;
    uint32_t action;
    uint32_t primary;
    uint32_t parameter_count;
    const char *verify;
} piq_remedy;
PIQ_API PIQ_CHECK piq_status piq_report_remedy(const piq_report *report, size_t finding, size_t index, piq_remedy *remedy);
typedef struct piq_parameter {
    uint32_t struct_size;
    uint32_t field;
    const char *name;
    double value;
    const char *text;
} piq_parameter;
PIQ_API PIQ_CHECK piq_status piq_report_parameter(const piq_report *report, size_t finding, size_t remedy, size_t index,
                                                  piq_parameter *parameter);
PIQ_API PIQ_CHECK piq_status piq_report_wrong_remedy(const piq_report *report, size_t finding, size_t index, uint32_t *action,
                                                     const char **reason);
PIQ_API PIQ_CHECK piq_status piq_report_relation(const piq_report *report, size_t finding, size_t index, uint32_t *relation,
                                                 uint64_t *other);
PIQ_API const char *piq_report_degraded(const piq_report *report, size_t finding, size_t index);
typedef struct piq_not_evaluated {
    uint32_t struct_size;
    uint32_t detector;
    uint32_t entity;
    uint32_t reason;
    const char *entity_id;
    size_t entity_id_length;
    uint32_t missing_count;
    uint32_t reserved;
} piq_not_evaluated;
PIQ_API size_t piq_report_not_evaluated_count(const piq_report *report);
PIQ_API PIQ_CHECK piq_status piq_report_not_evaluated(const piq_report *report, size_t index, piq_not_evaluated *entry);
PIQ_API uint32_t piq_report_missing(const piq_report *report, size_t index, size_t position);
PIQ_API PIQ_CHECK piq_status piq_report_pending(const piq_report *report, size_t index, const char **entity_id, uint32_t *state);
PIQ_API size_t piq_report_pending_count(const piq_report *report);
typedef struct piq_waiting {
    uint32_t struct_size;
    uint32_t state;
    const char *entity_id;
    uint32_t starts;
    uint32_t share_fragmented;
    double gpus;
    double replicas;
    double pending_seconds;
    double stranded_gpus;
    piq_money lost_per_hour;
    piq_money lost_so_far;
    double free_in_seconds;
    const char *freed_by;
    double gpus_moved;
    double restart_seconds;
    piq_money plan_value;
    piq_money plan_cost;
} piq_waiting;
PIQ_API PIQ_CHECK piq_status piq_report_waiting(const piq_report *report, size_t index, piq_waiting *waiting);
typedef struct piq_plan {
    uint32_t struct_size;
    uint32_t optimal;
    uint64_t moves;
    uint64_t starts;
    uint64_t runs;
    uint64_t runs_bound;
    double gpus_moved;
    double stranded_gpus;
    piq_money lost_per_hour;
    piq_money lost_so_far;
    piq_money value;
    piq_money cost;
} piq_plan;
PIQ_API PIQ_CHECK piq_status piq_report_plan(const piq_report *report, piq_plan *plan);
typedef struct piq_step {
    uint32_t struct_size;
    uint32_t from_count;
    uint32_t to_count;
    uint32_t reserved;
    const char *workload;
    int64_t replica;
    double gpus;
} piq_step;
PIQ_API PIQ_CHECK piq_status piq_report_move(const piq_report *report, size_t index, piq_step *step);
PIQ_API PIQ_CHECK piq_status piq_report_start(const piq_report *report, size_t index, piq_step *step);
PIQ_API PIQ_CHECK piq_status piq_report_step_piece(const piq_report *report, int32_t start, size_t step, int32_t to, size_t index,
                                                   const char **node, double *gpus, const char **gpu);
typedef struct piq_map_node {
    uint32_t struct_size;
    uint32_t state;
    const char *node;
    const char *domain;
    const char *cluster;
    const char *gpu_type;
    uint32_t first;
    uint32_t moves;
    uint32_t gpus;
    uint32_t out_of_service;
    uint32_t free_before;
    uint32_t free_after;
    uint32_t shared_before;
    uint32_t shared_after;
    uint32_t held_before;
    uint32_t reserved;
} piq_map_node;
PIQ_API size_t piq_report_map_count(const piq_report *report);
#define PIQ_MAP_WHOLE 48
PIQ_API PIQ_CHECK piq_status piq_report_map_node(const piq_report *report, size_t index, piq_map_node *node);
PIQ_API size_t piq_report_domain_count(const piq_report *report);
typedef struct piq_capacity {
    uint32_t struct_size;
    uint32_t block;
    const char *cluster;
    const char *region;
    const char *gpu_type;
    uint64_t now;
    uint64_t after_consolidation;
    double lease_hours;
    double gpu_hours;
    piq_money floor_price_per_gpu_hour;
} piq_capacity;
PIQ_API size_t piq_report_capacity_count(const piq_report *report);
PIQ_API PIQ_CHECK piq_status piq_report_capacity(const piq_report *report, size_t index, piq_capacity *capacity);
typedef struct piq_fragmentation {
    uint32_t struct_size;
    uint32_t domain_gpus;
    const char *cluster;
    const char *gpu_type;
    double free_gpus;
    double unusable_2;
    double unusable_4;
    double unusable_8;
    double unusable_domain;
    double fragment_gpus;
    double fragment_ratio;
} piq_fragmentation;
PIQ_API size_t piq_report_fragmentation_count(const piq_report *report);
PIQ_API PIQ_CHECK piq_status piq_report_fragmentation(const piq_report *report, size_t index, piq_fragmentation *row);
PIQ_API PIQ_CHECK piq_status piq_report_write_json(const piq_report *report, piq_write write, void *user, uint32_t flags,
                                                   piq_error *error);
#define PIQ_JSON_COMPACT UINT32_C(1)
PIQ_API PIQ_CHECK piq_status piq_report_write_finding_json(const piq_report *report, size_t index, piq_write write, void *user,
                                                           piq_error *error);
typedef struct piq_change {
    uint32_t struct_size;
    uint32_t kind;
    uint64_t before;
    uint64_t after;
} piq_change;
#define PIQ_CHANGE_NEW UINT32_C(1)
#define PIQ_CHANGE_WORSE UINT32_C(2)
#define PIQ_CHANGE_SAME UINT32_C(3)
#define PIQ_CHANGE_BETTER UINT32_C(4)
#define PIQ_CHANGE_RESOLVED UINT32_C(5)
PIQ_API PIQ_CHECK piq_status piq_report_compare(const piq_report *before, const piq_report *after, piq_change **changes, size_t *count,
                                                piq_error *error);
PIQ_API void piq_changes_free(const piq_report *after, piq_change *changes, size_t count);
#ifdef __cplusplus
}
#endif
#endif
#ifndef PIQ_ARROW_H
#define PIQ_ARROW_H
#ifdef __cplusplus
extern "C" {
#endif
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};
struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif
#define PIQ_ARROW_STRICT UINT32_C(1)
PIQ_API PIQ_CHECK piq_status piq_fleet_import_arrow_stream(piq_fleet *fleet, uint32_t entity, struct ArrowArrayStream *stream,
                                                           uint32_t flags, piq_error *error);
PIQ_API PIQ_CHECK piq_status piq_fleet_import_arrow_array(piq_fleet *fleet, uint32_t entity, struct ArrowSchema *schema,
                                                          struct ArrowArray *array, uint32_t flags, piq_error *error);
#define PIQ_TABLE_FINDINGS UINT32_C(1)
#define PIQ_TABLE_EVIDENCE UINT32_C(2)
#define PIQ_TABLE_REMEDIES UINT32_C(3)
#define PIQ_TABLE_NOT_EVALUATED UINT32_C(4)
#define PIQ_TABLE_PENDING UINT32_C(5)
#define PIQ_TABLE_MOVES UINT32_C(6)
#define PIQ_TABLE_CAPACITY UINT32_C(7)
#define PIQ_TABLE_WRONG_REMEDIES UINT32_C(8)
#define PIQ_TABLE_RELATIONS UINT32_C(9)
#define PIQ_TABLE_DETECTORS UINT32_C(10)
PIQ_API PIQ_CHECK piq_status piq_report_export_arrow_stream(const piq_report *report, uint32_t table, struct ArrowArrayStream *out,
                                                            piq_error *error);
#ifdef __cplusplus
}
#endif
#endif
#ifndef PIQ_API_H
#define PIQ_API_H
#ifdef __cplusplus
extern "C" {
#endif
#define PIQ_ABI_VERSION UINT32_C(1)
typedef struct piq_api {
    uint32_t struct_size;
    uint32_t abi_version;
    uint32_t (*version)(void);
    const char *(*version_string)(void);
    const char *(*status_name)(piq_status status);
    size_t (*field_count)(void);
    piq_status (*field_at)(size_t index, piq_field_info *info);
    piq_status (*field_find)(uint32_t entity, const char *name, size_t length, uint32_t *field);
    size_t (*policy_key_count)(void);
    piq_status (*policy_key_at)(size_t index, piq_policy_info *info);
    piq_status (*policy_key_find)(const char *name, size_t length, uint32_t *key);
    size_t (*detector_count)(void);
    piq_status (*detector_at)(size_t index, piq_detector_info *info);
    piq_status (*detector_find)(const char *name, size_t length, uint32_t *detector);
    const char *(*word)(uint32_t words, uint32_t id);
    uint32_t (*word_find)(uint32_t words, const char *word, size_t length);
    const char *(*name)(uint32_t id);
    piq_status (*fleet_new)(const piq_allocator *allocator, piq_fleet **fleet);
    void (*fleet_free)(piq_fleet *fleet);
    piq_status (*fleet_add)(piq_fleet *fleet, uint32_t entity, const char *id, size_t length, piq_ref *ref,
        piq_error *error);
    piq_status (*fleet_add_many)(piq_fleet *fleet, uint32_t entity, const char *const *ids, const size_t *lengths,
        size_t count, piq_ref *first, piq_error *error);
    size_t (*fleet_count)(const piq_fleet *fleet, uint32_t entity);
    piq_ref (*fleet_row)(const piq_fleet *fleet, uint32_t entity, size_t row);
    piq_status (*fleet_find)(const piq_fleet *fleet, uint32_t entity, const char *id, size_t length,
        piq_ref *ref);
    piq_status (*fleet_set_number)(piq_fleet *fleet, piq_ref row, uint32_t field, double value,
        piq_error *error);
    piq_status (*fleet_set_integer)(piq_fleet *fleet, piq_ref row, uint32_t field, int64_t value,
        piq_error *error);
    piq_status (*fleet_set_boolean)(piq_fleet *fleet, piq_ref row, uint32_t field, int32_t value,
        piq_error *error);
    piq_status (*fleet_set_string)(piq_fleet *fleet, piq_ref row, uint32_t field, const char *text, size_t length,
        piq_error *error);
    piq_status (*fleet_set_string_list)(piq_fleet *fleet, piq_ref row, uint32_t field, const char *const *items,
        const size_t *lengths, size_t count, piq_error *error);
    piq_status (*fleet_set_number_list)(piq_fleet *fleet, piq_ref row, uint32_t field, const double *values, size_t count,
        piq_error *error);
    piq_status (*fleet_place)(piq_fleet *fleet, piq_ref workload, const piq_piece *pieces, size_t count, size_t stride,
        piq_error *error);
    piq_status (*fleet_set_scale_events)(piq_fleet *fleet, piq_ref workload, const piq_scale_event *events, size_t count,
        size_t stride, piq_error *error);
    piq_status (*fleet_set_mig_profiles)(piq_fleet *fleet, piq_ref gpu_type, const piq_mig_profile *profiles, size_t count,
        size_t stride, piq_error *error);
    piq_status (*fleet_set_number_column)(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
        const double *values, size_t stride, const uint8_t *validity, piq_error *error);
    piq_status (*fleet_set_integer_column)(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
        const int64_t *values, size_t stride, const uint8_t *validity, piq_error *error);
    piq_status (*fleet_set_boolean_column)(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
        const uint8_t *values, size_t stride, const uint8_t *validity, piq_error *error);
    piq_status (*fleet_set_string_column)(piq_fleet *fleet, uint32_t field, size_t first, size_t count,
        const char *const *texts, const size_t *lengths, piq_error *error);
    piq_status (*fleet_place_column)(piq_fleet *fleet, const uint32_t *workloads, const uint32_t *nodes, const double *gpus,
        size_t count, piq_error *error);
    piq_status (*fleet_read_json)(piq_fleet *fleet, const char *bytes, size_t length,
        piq_error *error);
    size_t (*catalog_count)(uint32_t entity);
    piq_status (*catalog_at)(uint32_t entity, size_t index, piq_catalog_entry *entry);
    double (*catalog_number)(uint32_t entity, size_t index, uint32_t field);
    piq_status (*catalog_mig_profile)(size_t gpu_type, size_t position,
        piq_mig_profile *profile);
    piq_status (*catalog_find)(uint32_t entity, const char *name, size_t length, piq_catalog_match *match,
        piq_error *error);
    piq_status (*model_config_read_json)(piq_model_config *config, const char *bytes, size_t length,
        piq_error *error);
    piq_status (*estimate)(const piq_estimate_query *query, piq_estimate_result *result,
        piq_error *error);
    piq_status (*estimate_rank)(const piq_estimate_query *query, piq_estimate_result *results, size_t capacity,
        size_t *count, piq_error *error);
    piq_status (*policy_new)(const piq_allocator *allocator, piq_policy **policy);
    void (*policy_free)(piq_policy *policy);
    piq_status (*policy_set)(piq_policy *policy, uint32_t key, double value, piq_error *error);
    double (*policy_get)(const piq_policy *policy, uint32_t key);
    piq_status (*policy_enable)(piq_policy *policy, uint32_t detector, int32_t on,
        piq_error *error);
    piq_status (*policy_set_persona)(piq_policy *policy, uint32_t persona,
        piq_error *error);
    piq_status (*policy_suppress)(piq_policy *policy, const piq_suppression *suppression,
        piq_error *error);
    piq_status (*policy_set_workers)(piq_policy *policy, piq_run_tasks run, void *user,
        piq_error *error);
    piq_status (*policy_read_json)(piq_policy *policy, const char *bytes, size_t length,
        piq_error *error);
    piq_status (*evaluate)(const piq_fleet *fleet, const piq_policy *policy, piq_report **report,
        piq_error *error);
    piq_status (*evaluate_json)(const char *bytes, size_t length, const piq_policy *policy, piq_write write, void *user,
        piq_error *error);
    void (*report_free)(piq_report *report);
    piq_status (*report_summary)(const piq_report *report, piq_summary *summary);
    piq_status (*report_detector)(const piq_report *report, uint32_t detector,
        piq_detector_totals *totals);
    size_t (*report_finding_count)(const piq_report *report);
    piq_status (*report_finding)(const piq_report *report, size_t index, piq_finding *finding);
    size_t (*report_message)(const piq_report *report, size_t index, char *buffer,
        size_t size);
    piq_status (*report_evidence)(const piq_report *report, size_t finding, size_t index,
        piq_evidence *evidence);
    piq_status (*report_remedy)(const piq_report *report, size_t finding, size_t index,
        piq_remedy *remedy);
    piq_status (*report_parameter)(const piq_report *report, size_t finding, size_t remedy, size_t index,
        piq_parameter *parameter);
    piq_status (*report_wrong_remedy)(const piq_report *report, size_t finding, size_t index, uint32_t *action,
        const char **reason);
    piq_status (*report_relation)(const piq_report *report, size_t finding, size_t index, uint32_t *relation,
        uint64_t *other);
    const char *(*report_degraded)(const piq_report *report, size_t finding, size_t index);
    size_t (*report_not_evaluated_count)(const piq_report *report);
    piq_status (*report_not_evaluated)(const piq_report *report, size_t index,
        piq_not_evaluated *entry);
    uint32_t (*report_missing)(const piq_report *report, size_t index, size_t position);
    piq_status (*report_pending)(const piq_report *report, size_t index, const char **entity_id,
        uint32_t *state);
    size_t (*report_pending_count)(const piq_report *report);
    piq_status (*report_plan)(const piq_report *report, piq_plan *plan);
    piq_status (*report_move)(const piq_report *report, size_t index, piq_step *step);
    piq_status (*report_start)(const piq_report *report, size_t index, piq_step *step);
    piq_status (*report_step_piece)(const piq_report *report, int32_t start, size_t step, int32_t to, size_t index,
        const char **node, double *gpus, const char **gpu);
    size_t (*report_capacity_count)(const piq_report *report);
    piq_status (*report_capacity)(const piq_report *report, size_t index,
        piq_capacity *capacity);
    piq_status (*report_write_json)(const piq_report *report, piq_write write, void *user, uint32_t flags,
        piq_error *error);
    piq_status (*report_write_finding_json)(const piq_report *report, size_t index, piq_write write, void *user,
        piq_error *error);
    piq_status (*report_compare)(const piq_report *before, const piq_report *after, piq_change **changes, size_t *count,
        piq_error *error);
    void (*changes_free)(const piq_report *after, piq_change *changes, size_t count);
    piq_status (*fleet_import_arrow_stream)(piq_fleet *fleet, uint32_t entity, struct ArrowArrayStream *stream,
        uint32_t flags, piq_error *error);
    piq_status (*fleet_import_arrow_array)(piq_fleet *fleet, uint32_t entity, struct ArrowSchema *schema,
        struct ArrowArray *array, uint32_t flags, piq_error *error);
    piq_status (*report_export_arrow_stream)(const piq_report *report, uint32_t table, struct ArrowArrayStream *out,
        piq_error *error);
    piq_status (*report_waiting)(const piq_report *report, size_t index, piq_waiting *waiting);
    size_t (*report_map_count)(const piq_report *report);
    piq_status (*report_map_node)(const piq_report *report, size_t index, piq_map_node *node);
    size_t (*report_domain_count)(const piq_report *report);
    size_t (*report_fragmentation_count)(const piq_report *report);
    piq_status (*report_fragmentation)(const piq_report *report, size_t index,
        piq_fragmentation *row);
} piq_api;
#define PIQ_API_SIZE(member) (offsetof(piq_api, member) + sizeof(((piq_api *)0)->member))
PIQ_API const piq_api *piq_get_api(uint32_t abi_version, size_t min_size);
typedef const piq_api *piq_get_api_function(uint32_t abi_version, size_t min_size);
#ifdef __cplusplus
}
#endif
#endif
