"""Makes the adapters beside this file with the PEFT library itself, and what transformers computes with them.

Run in the folder of this file, with torch 2.13, transformers 5.18 and peft 0.21: python3 make.py
An adapter is trained for a few steps, so that neither of its factors is zero; `expected.json` holds the log-probabilities of every
token after PROMPT, of the golden model with the adapter.
"""
import json
import pathlib

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE.parent.parent / "golden"
PROMPT = [1, 5, 9, 20, 33, 8]
TEXT = [3, 14, 15, 92, 65, 35, 89, 79, 32, 38, 46, 26]
STEPS = 5

ADAPTERS = {
    "llama3-f32-all-linear": dict(r=4, lora_alpha=8, target_modules="all-linear", lora_dropout=0.1),
    "llama3-f32-patterns": dict(
        r=4,
        lora_alpha=4,
        use_rslora=True,
        target_modules=["q_proj", "v_proj", "down_proj"],
        rank_pattern={"q_proj": 2, "layers.1.self_attn.v_proj": 6},
        alpha_pattern={"down_proj": 16},
        layers_to_transform=[0, 1, 3],
    ),
    "qwen3-f32-expression": dict(r=3, lora_alpha=6, target_modules=r".*\.(k_proj|o_proj|gate_proj)", exclude_modules=["layers.2.self_attn.k_proj"]),
    "gemma2-f32-list": dict(r=2, lora_alpha=2, init_lora_weights="gaussian", target_modules=["o_proj", "up_proj", "gate_proj"]),
}


def trained(base, settings):
    torch.manual_seed(7)
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32, attn_implementation="eager")
    model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **settings))
    learner = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.05)
    model.train()
    for _ in range(STEPS):
        ids = torch.tensor([TEXT])
        loss = model(input_ids=ids, labels=ids).loss
        loss.backward()
        learner.step()
        learner.zero_grad()
    return model.eval()


def main():
    for name, settings in ADAPTERS.items():
        base = next(g for g in ("llama3-f32", "qwen3-f32", "gemma2-f32") if name.startswith(g))
        model = trained(GOLDEN / base / "model", settings)
        model.save_pretrained(HERE / name)
        (HERE / name / "README.md").unlink(missing_ok=True)
        # A path of the machine that made it is of no use to others.
        config = HERE / name / "adapter_config.json"
        values = json.loads(config.read_text())
        values["base_model_name_or_path"] = base
        config.write_text(json.dumps(values, indent=2, sort_keys=True) + "\n")
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([PROMPT])).logits[0, -1].double()
        values = [round(v, 7) for v in torch.log_softmax(logits, -1).tolist()]
        (HERE / name / "expected.json").write_text(json.dumps({"prompt": PROMPT, "log_probabilities": values}) + "\n")


main()
