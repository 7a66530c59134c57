"""Writes pas-golden.json: what the published protocol of Painless Activation Steering gives for three tasks and three
seeds, computed by Python and NumPy alone, from the description of the protocol in docs/pas.md.

Run in this folder with Python 3 and NumPy; no other package. pandas' `sample(frac=1, random_state=seed)` takes its rows
by NumPy's legacy `RandomState(seed).permutation(n)`, which is called here directly.

The model is a rule (`score` and `activation` below, the same as in the peers of the Java tests), so that every number is
known: the likelihood of a letter and the activations follow from the text alone.
"""

import json
import pathlib
import random

import numpy

SEEDS = [1, 2, 15]
BLOCKS = 3
WIDTH = 4
DATA = pathlib.Path(__file__).parent.parent / "resources/org/steermesh/vector/mesh/tasks"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def bbq():
    for number, line in enumerate((DATA / "bbq-religion.jsonl").open(encoding="utf-8")):
        row = json.loads(line)
        question = f"Context: {row['context']}\nQuestion: {row['question']}"
        yield number, question, [row["ans0"], row["ans1"], row["ans2"]], row["label"]


def truthfulqa():
    for number, row in enumerate(json.load((DATA / "truthfulqa-mc_task.json").open(encoding="utf-8"))):
        labels = list(row["mc1_targets"].values())
        yield number, row["question"], list(row["mc1_targets"].keys()), labels.index(1)


def arc():
    for number, line in enumerate((DATA / "arc-challenge.jsonl").open(encoding="utf-8")):
        row = json.loads(line)
        texts = [choice["text"] for choice in row["question"]["choices"]]
        if row["answerKey"] in ALPHABET[: len(texts)]:
            yield number, row["question"]["stem"], texts, ALPHABET.index(row["answerKey"])


def shown(item, seed):
    """The item with its choices permuted: a fresh generator for every item, seeded with the seed of the run."""
    _, question, choices, gold = item
    order = list(range(len(choices)))
    random.Random(seed).shuffle(order)
    lines = [question]
    lines += [f"{ALPHABET[place]}: {choices[index]}" for place, index in enumerate(order)]
    lines += ["Respond with a single letter.", "Answer:"]
    return {
        "question": question,
        "prompt": "\n".join(lines),
        "choices": [choices[index] for index in order],
        "order": order,
        "gold": order.index(gold),
    }


def score(prompt, letter):
    """The rule for the log-probability of a letter."""
    return -float((len(prompt) * 7 + letter * 5) % 11)


def predicted(item):
    scores = [score(item["prompt"], letter) for letter in range(len(item["choices"]))]
    return int(numpy.argmax(scores))


def activation(block, text):
    """The rule for the activation of the residual at the output of a block, at the last token."""
    return [len(text) * (block + 1) / 1000, ord(text[-1]) / 1000, len(text) % 7 * block / 10, 1]


def split(count, seed):
    order = numpy.random.RandomState(seed).permutation(count).tolist()
    total = min(count, 4000)
    train, others = int(total * 0.6), int(total * 0.2)
    train += total - train - 2 * others
    return order[:train], order[train : train + others], order[train + others : total]


def contrasts(items):
    """Positive and negative strings of the three methods."""
    answers = [predicted(item) for item in items]
    right = [item for item, answer in zip(items, answers) if answer == item["gold"]]
    wrong = [(item, answer) for item, answer in zip(items, answers) if answer != item["gold"]]

    def stated(item, place):
        return item["question"] + " " + item["choices"][place]

    chosen = [stated(item, answer) for item, answer in wrong]
    return {
        "PASF": ([item["prompt"] for item in right], [item["prompt"] for item, _ in wrong]),
        "IPASA": ([stated(item, item["gold"]) for item in right], chosen),
        "IPASWO": ([stated(item, item["gold"]) for item, _ in wrong], chosen),
    }


def vector(block, positive, negative):
    """Acts at the output of `block`, is read at its input: the output of the block before."""
    sides = [numpy.mean([activation(block - 1, text) for text in texts], axis=0) for texts in (positive, negative)]
    return (sides[0] - sides[1]).tolist()


def run(name, rows, seed):
    train, validation, test = split(len(rows), seed)
    items = [shown(rows[index], seed) for index in train]
    methods = {}
    for method, (positive, negative) in contrasts(items).items():
        methods[method] = {
            "positive": positive,
            "negative": negative,
            "vectors": {str(block): vector(block, positive, negative) for block in range(1, BLOCKS)},
        }
    return {
        "task": name,
        "seed": seed,
        "train": [rows[index][0] for index in train],
        "validation": [rows[index][0] for index in validation],
        "test": [rows[index][0] for index in test],
        "items": [{key: item[key] for key in ("prompt", "order", "gold")} for item in items],
        "methods": methods,
    }


def main():
    tasks = {"bbq": list(bbq()), "truthfulqa-mc1": list(truthfulqa()), "arc": list(arc())}
    runs = [run(name, rows, seed) for name, rows in tasks.items() for seed in SEEDS]
    shuffles = {
        "python": {str(seed): shuffled(seed) for seed in (0, 1, 15, 4294967295)},
        "numpy": {str(seed): numpy.random.RandomState(seed).permutation(1000).tolist()[:40] for seed in (0, 1, 15, 4294967295)},
    }
    (DATA.parent / "pas-golden.json").write_text(json.dumps({"runs": runs, "shuffles": shuffles}, indent=0) + "\n")


def shuffled(seed):
    order = list(range(40))
    random.Random(seed).shuffle(order)
    return order


if __name__ == "__main__":
    main()
