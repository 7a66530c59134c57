"""Makes the adapters beside this file, in the layout of PEFT, and with NumPy the weights that they make of the golden models.

Run in the folder of this file: python3 make.py
"""
import json
import math
import pathlib
import re
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE.parent / "golden"


def read(file):
    data = file.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        raw = data[8 + length + begin:8 + length + end]
        if entry["dtype"] == "BF16":
            values = (np.frombuffer(raw, "<u2").astype("<u4") << 16).view("<f4")
        else:
            values = np.frombuffer(raw, {"F32": "<f4", "F16": "<f2"}[entry["dtype"]]).astype("<f4")
        tensors[name] = values.reshape(entry["shape"])
    return tensors


def write(file, tensors, dtype):
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for name in sorted(tensors):
        values = tensors[name].astype("<f4")
        raw = values.tobytes() if dtype == "F32" else (values.view("<u4") >> 16).astype("<u2").tobytes()
        header[name] = {"dtype": dtype, "shape": list(values.shape), "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    file.write_bytes(struct.pack("<Q", len(text)) + text + body)


def truncated(values):
    """The bfloat16 below each value, as float32."""
    return (values.astype("<f4").view("<u4") & 0xFFFF0000).view("<f4")


def pattern(patterns, module, otherwise):
    for key, value in patterns.items():
        if re.match(rf"(.*\.)?({key})$", module):
            return value
    return otherwise


def make(model, modules, changes, dtype, seed):
    config = {
        "alpha_pattern": {}, "auto_mapping": None, "base_model_name_or_path": model, "bias": "none", "corda_config": None,
        "eva_config": None, "exclude_modules": None, "fan_in_fan_out": False, "inference_mode": True, "init_lora_weights": True,
        "layer_replication": None, "layers_pattern": None, "layers_to_transform": None, "loftq_config": {}, "lora_alpha": 8,
        "lora_bias": False, "lora_dropout": 0.05, "megatron_config": None, "megatron_core": "megatron.core",
        "modules_to_save": None, "peft_type": "LORA", "qalora_group_size": 16, "r": 4, "rank_pattern": {}, "revision": None,
        "target_modules": [], "target_parameters": None, "task_type": "CAUSAL_LM", "trainable_token_indices": None,
        "use_dora": False, "use_qalora": False, "use_rslora": False} | changes
    weights = {}
    for file in sorted((GOLDEN / model / "model").glob("*.safetensors")):
        weights |= read(file)
    random = np.random.default_rng(seed)
    adapter, merged = {}, {}
    for module in modules:
        w = weights[module + ".weight"]
        rank = pattern(config["rank_pattern"], module, config["r"])
        alpha = pattern(config["alpha_pattern"], module, config["lora_alpha"])
        a = random.normal(0, 0.2, (rank, w.shape[1])).astype("<f4")
        b = random.normal(0, 0.2, (w.shape[0], rank)).astype("<f4")
        if dtype == "BF16":
            a, b = truncated(a), truncated(b)
        adapter[f"base_model.model.{module}.lora_A.weight"] = a
        adapter[f"base_model.model.{module}.lora_B.weight"] = b
        scale = alpha / (math.sqrt(rank) if config["use_rslora"] else rank)
        merged[module + ".weight"] = w.astype("f8") + scale * (b.astype("f8") @ a.astype("f8"))
    folder = HERE / model
    folder.mkdir(exist_ok=True)
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2) + "\n")
    write(folder / "adapter_model.safetensors", adapter, dtype)
    write(folder / "merged.safetensors", merged, "F32")


make("llama3-f32",
     [f"model.layers.{i}.{m}" for i in (1, 3) for m in ("self_attn.q_proj", "mlp.down_proj")],
     {"target_modules": ["down_proj", "q_proj"], "layers_to_transform": [1, 3],
      "rank_pattern": {r"layers\.1\.self_attn\.q_proj": 2}, "alpha_pattern": {"down_proj": 3}},
     "F32", 1)
make("llama3-tied-bf16-sharded",
     [f"model.layers.{i}.{m}" for i in (0, 2) for m in ("self_attn.v_proj", "mlp.gate_proj")],
     {"target_modules": r"model\.layers\.(0|2)\.(self_attn\.v_proj|mlp\.gate_proj)", "use_rslora": True},
     "BF16", 2)
