#!/usr/bin/env python3
"""<title>

    python3 <script> predict <file>

Prints a JSON object a line. The weights are read from <model_name> beside the script. Needs PyTorch 1.13 or newer and nothing else.
"""
import argparse
import csv
import json
import math
import os
import struct
import sys

import torch
from torch import nn
from torch.nn import functional as F

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), <model>)
# What the model was trained for, and how its data become what it reads.
TASK = json.loads(<task>)
CLASSES = TASK.get("classes")
VOCABULARY = TASK["vocabulary"]
SCALING = TASK["scaling"]
OPTIONS = TASK["options"]


# <network>
# </network>


def load_network(path=MODEL):
    """The trained network: symbols [T, B] or numbers [T, B, D] to answers after every step [T, B, outputs]."""
    try:
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            data = bytearray(file.read())
    except (OSError, struct.error, ValueError) as error:
        sys.exit(f"Cannot read the model {path} ({error}).")
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or name.startswith("resume."):
            continue
        start, end = entry["data_offsets"]
        values = torch.frombuffer(data, dtype=torch.float32, count=(end - start) // 4, offset=start)
        tensors["head." + name if name.startswith("pool.") else name] = values.reshape(entry["shape"]).clone()
    network = Network()
    network.load_state_dict(tensors)
    return network.eval()


def standardise(rows):
    """Numbers [T, D] as the network reads them."""
    scales = torch.tensor([[each["mean"], each["deviation"]] for each in SCALING], dtype=torch.float64)
    rows = torch.as_tensor(rows, dtype=torch.float64).reshape(-1, len(SCALING))
    return ((rows - scales[:, 0]) / scales[:, 1]).float()


def encode(sequence):
    """A text as symbols [T] (-1 = a character that the training never showed), or numbers as [T, D]."""
    limit = TASK["limit"]
    if SCALING:
        return standardise(sequence)[:limit]
    index = {character: i for i, character in enumerate(VOCABULARY)}
    unknown = 0 if VOCABULARY[0] is None else -1
    return torch.tensor([index.get(character, unknown) for character in sequence[:limit]])


# <use>
def read_rows(path):
    """Rows of a table as dictionaries; a file without the columns of the training is one sequence a line."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read().replace("\r\n", "\n")
    if path.endswith((".jsonl", ".ndjson", ".json")):
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    first = text.split("\n", 1)[0]
    separator = max(",\t;|", key=first.count)
    return list(csv.DictReader(text.splitlines(), delimiter=separator))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    predict = commands.add_parser("predict", help="answers for the data of a file")
    predict.add_argument("file")
    predict.add_argument("--steps", type=int, default=12, help="values that are forecast")
    arguments = parser.parse_args()
    try:
        answers = predict_file(arguments.file, arguments.steps)
    except OSError as error:
        sys.exit(f"Cannot read {arguments.file} ({error.strerror}).")
    for answer in answers:
        print(json.dumps(answer))
