#!/usr/bin/env python3
"""<title>

    python3 <script> evaluate TEXT
    python3 <script> sample --prime "The " --length 400 --temperature 0.8
    python3 <script> train TEXT --steps 2000 --out <result>

On two processes of this machine, or on many machines (torchrun --help tells how they find one another):

    torchrun --standalone --nproc_per_node 2 <script> train TEXT --steps 2000 --out <result>

What `train` writes is a safetensors file that "Unroll: Import model..." takes back for suggestions. Needs PyTorch 1.13 or newer and nothing else.
"""
import argparse
import json
import math
import os
import struct
import sys
import time

import torch
from torch import distributed, nn
from torch.nn import functional as F

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "<model>")

# <network>
# </network>


# The model file: safetensors is a u64 header length, a JSON header and the bytes of the tensors.
def read_model(path):
    """Tensors by name, configuration, vocabulary (code points in index order, None = the unknown class) and counters of the run."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = torch.frombuffer(data, dtype=torch.float32, count=(end - start) // 4, offset=start) if end > start else torch.zeros(0)
        tensors[name] = values.reshape(entry["shape"]).clone()
    return tensors, json.loads(metadata["configuration"]), json.loads(metadata["vocabulary"]), json.loads(metadata.get("resume", "{}"))


def write_model(path, network, configuration, vocabulary):
    tensors = {name: tensor.detach().float().cpu().contiguous() for name, tensor in network.state_dict().items()}
    header = {"__metadata__": {"format": "unroll-model-1", "configuration": json.dumps(configuration), "vocabulary": json.dumps(vocabulary)}}
    offset = 0
    for name, tensor in tensors.items():
        size = 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".tmp", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(struct.pack(f"<{tensor.numel()}f", *tensor.flatten().tolist()))
    os.replace(path + ".tmp", path)


def load_network(path, device="cpu"):
    tensors, configuration, vocabulary, counters = read_model(path)
    network = Network(len(vocabulary), configuration["dropout"])
    network.load_state_dict({name: tensors[name] for name in network.state_dict()})
    return network.to(device), tensors, configuration, vocabulary, counters


# Text
def read_symbols(path, vocabulary):
    """Indices of the characters: the byte order mark stripped, line ends as LF."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read().replace("\r\n", "\n").replace("\r", "\n")
    index = {character: i for i, character in enumerate(vocabulary)}
    unknown = 0 if vocabulary[0] is None else None
    symbols = [index.get(character, unknown) for character in text]
    if None in symbols:
        sys.exit(f"{path}: the character {text[symbols.index(None)]!r} is not in the model's vocabulary, which has no unknown class.")
    return torch.tensor(symbols)


def cut(symbols, streams):
    """Inputs and targets [L, B]: B contiguous streams of L = (N - 1) // B characters."""
    length = (len(symbols) - 1) // streams
    inputs = symbols[: length * streams].reshape(streams, length).T
    targets = symbols[1 : length * streams + 1].reshape(streams, length).T
    return inputs.contiguous(), targets.contiguous()


def detach(state):
    if isinstance(state, (tuple, list)):
        return type(state)(detach(part) for part in state)
    return None if state is None else state.detach()


# Evaluation and sampling
@torch.no_grad()
def evaluate(network, symbols, device, window=64):
    """Mean nats per character and share of right predictions: 32 streams (fewer if short), zero start, carried state."""
    was_training = network.training
    network.eval()
    inputs, targets = cut(symbols, max(1, min(32, (len(symbols) - 1) // (2 * window))))
    nats, right, state = 0.0, 0, None
    for start in range(0, len(inputs), window):
        x, y = inputs[start : start + window].to(device), targets[start : start + window].to(device)
        logits, state = network(x, state)
        nats += float(total_loss(logits, y))
        right += int((logits.argmax(-1) == y).sum())
    network.train(was_training)
    return nats / inputs.numel(), right / inputs.numel()


@torch.no_grad()
def sample(network, vocabulary, prime, length, temperature, seed, device):
    """Yields one character after the other; temperature 0 takes the likeliest."""
    network.eval()
    generator = torch.Generator().manual_seed(seed)
    index = {character: i for i, character in enumerate(vocabulary)}
    known = [index[character] for character in prime if character in index] or [index.get("\n", 0)]
    symbols, state = torch.tensor(known, device=device)[:, None], None
    for _ in range(length):
        logits, state = network(symbols, state)
        scores = log_probabilities(logits[-1, 0]).cpu()
        if vocabulary[0] is None:
            scores[0] = -math.inf
        if temperature > 0:
            chosen = int(torch.multinomial(torch.softmax(scores / temperature, -1), 1, generator=generator))
        else:
            chosen = int(scores.argmax())
        yield vocabulary[chosen]
        symbols = torch.tensor([[chosen]], device=device)


# Training
def optimizer_of(c, parameters):
    rate, decay = c["learningRate"], c["weightDecay"]
    if c["optimizer"] == "adam":
        return torch.optim.Adam(parameters, rate, (c["beta1"], c["beta2"]), c["epsilon"], decay)
    if c["optimizer"] == "adamw":
        return torch.optim.AdamW(parameters, rate, (c["beta1"], c["beta2"]), c["epsilon"], decay)
    if c["optimizer"] == "adagrad":
        return torch.optim.Adagrad(parameters, rate, 0, decay, 0, c["epsilon"])
    if c["optimizer"] == "rmsprop":
        return torch.optim.RMSprop(parameters, rate, c["beta2"], c["epsilon"], decay, c["momentum"])
    return torch.optim.SGD(parameters, rate, c["momentum"], weight_decay=decay)


def restore_moments(optimizer, network, tensors, updates, c):
    """The optimiser goes on with the moments that the run was saved with."""
    keys = {"adam": ("exp_avg", "exp_avg_sq"), "adamw": ("exp_avg", "exp_avg_sq"), "adagrad": (None, "sum"), "rmsprop": ("momentum_buffer", "square_avg"),
            "sgd": ("momentum_buffer", None)}[c["optimizer"]]
    for name, parameter in network.named_parameters():
        state = optimizer.state[parameter]
        if c["optimizer"] != "sgd":
            state["step"] = torch.tensor(float(updates))
        for key, moment in zip(keys, ("moment1", "moment2")):
            if key and (key != "momentum_buffer" or c["momentum"] > 0):
                state[key] = tensors[f"resume.{moment}.{name}"].reshape(parameter.shape).to(parameter.device)


def carried_state(tensors, c, streams, device):
    """State as Unroll saves it, thread by thread: panels of eight units, for an LSTM h and then c; for the feed-forward net its last symbols."""
    if c.get("residual") == "on" or c.get("norm", "none") != "none" or c.get("headNorm", "none") != "none" or c.get("stack"):
        return None  # a stack begins from its start
    if c["cell"] == "feedforward":
        threads = [name for name in tensors if name.startswith("resume.state.thread")]
        past = [tensors[name].reshape(c["window"] - 1, -1) for name in sorted(threads, key=lambda name: int(name.rsplit("thread", 1)[1]))]
        symbols = torch.cat(past, 1).long().to(device) if past and c["window"] > 1 else None
        return symbols if symbols is not None and symbols.shape[1] == streams else None
    panels = -(-c["hidden"] // 8)
    parts = 2 if c["cell"] == "lstm" else 1
    layers = []
    for layer in range(c["layers"]):
        rows = []
        while f"resume.state.thread{len(rows)}.l{layer}" in tensors:
            block = tensors[f"resume.state.thread{len(rows)}.l{layer}"].reshape(parts, panels, -1, 8)
            rows.append(block.permute(0, 2, 1, 3).reshape(parts, -1, panels * 8)[..., : c["hidden"]])
        if not rows:
            return None
        layers.append(torch.cat(rows, 1))
    state = torch.stack(layers, 1)
    if state.shape[2] != streams:
        return None
    return (state[0].to(device), state[1].to(device)) if parts == 2 else state[0].to(device)


def learning_rate_at(c, step, total):
    """Linear warm-up, then constant or half a cosine from the peak to finalRate of it."""
    if step <= c["warmup"]:
        return c["learningRate"] * step / c["warmup"]
    if c["schedule"] == "constant" or total <= c["warmup"]:
        return c["learningRate"]
    progress = min(1, (step - c["warmup"]) / (total - c["warmup"]))
    return c["learningRate"] * (c["finalRate"] + (1 - c["finalRate"]) * (1 + math.cos(math.pi * progress)) / 2)


def train(options):
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
    if world > 1:
        distributed.init_process_group("nccl" if cuda else "gloo")
    torch.manual_seed(options.seed + rank)
    network, tensors, c, vocabulary, counters = load_network(options.model, device)
    for key, value in {"batchSize": options.batch_size, "sequenceLength": options.sequence_length, "learningRate": options.learning_rate}.items():
        c[key] = value or c[key]
    streams = -(-c["batchSize"] // world) * world  # every process gets as many
    symbols = read_symbols(options.text, vocabulary)
    held_out = c["validation"] if options.validation is None else options.validation
    border = math.floor((1 - held_out) * len(symbols)) if held_out > 0 else len(symbols)
    training, validation = symbols[:border], symbols[border:]
    inputs, targets = cut(training, streams)
    own = slice(rank * streams // world, (rank + 1) * streams // world)
    inputs, targets = inputs[:, own].to(device), targets[:, own].to(device)
    window = min(c["sequenceLength"], len(inputs))

    optimizer = optimizer_of(c, network.parameters())
    step, state, total = 0, None, options.steps
    if options.resume:
        if "resume.weights.head.weight" not in tensors:
            sys.exit(f"{options.model} holds no state to resume from. Leave --resume out to start from its weights.")
        network.load_state_dict({name: tensors["resume.weights." + name] for name in network.state_dict()})
        step = counters["step"]
        restore_moments(optimizer, network, tensors, counters["learner"]["updates"], c)
        state = carried_state(tensors, c, streams, device)
        if state is not None:
            state = tuple(part[:, own].contiguous() for part in state) if isinstance(state, tuple) else state[:, own].contiguous()
        total = c["steps"] or step + options.steps
    else:
        c["warmup"] = min(c["warmup"], options.steps // 10)
    parallel = nn.parallel.DistributedDataParallel(network, [device.index] if cuda else None) if world > 1 else network
    parallel.train()

    best, best_weights, last, started = math.inf, None, step + options.steps, time.time()
    while step < last:
        # The window is a function of the step: a pass over the streams after the other, each from a zero state.
        offset = step % (len(inputs) // window) * window
        if offset == 0:
            state = None
        x, y = inputs[offset : offset + window], targets[offset : offset + window]
        for group in optimizer.param_groups:
            group["lr"] = learning_rate_at(c, step + 1, total)
        logits, state = parallel(x, state)
        state = detach(state)
        mean = total_loss(logits, y) / y.numel()
        optimizer.zero_grad()
        # DistributedDataParallel averages the gradients over the processes.
        (mean * window * streams if c["lossReduction"] == "sum" else mean).backward()
        if c["clip"] > 0 and c["clipMode"] == "norm":
            nn.utils.clip_grad_norm_(network.parameters(), c["clip"])
        elif c["clip"] > 0:
            nn.utils.clip_grad_value_(network.parameters(), c["clip"])
        optimizer.step()
        step += 1
        if options.json or step % options.log_every == 0 or step == last:
            loss = mean.detach()
            if world > 1:
                distributed.all_reduce(loss)
                loss = loss / world
            if not math.isfinite(loss):
                sys.exit(f"The loss is not finite at step {step}. Try a smaller --learning-rate.")
            if rank == 0:
                report(options, {"type": "step", "step": step, "loss": float(loss), "seconds": round(time.time() - started, 2)})
        if len(validation) > 200 and (step % options.evaluate_every == 0 or step == last):
            # All processes hold the same weights: the first one judges them.
            if rank == 0:
                nats, accuracy = evaluate(network, validation, device)
                report(options, {"type": "evaluation", "step": step, "loss": nats, "bitsPerCharacter": nats / math.log(2), "accuracy": accuracy})
                if nats < best:
                    best, best_weights = nats, {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}
            if world > 1:
                distributed.barrier()
    if rank == 0:
        if best_weights is not None:
            network.load_state_dict(best_weights)
        write_model(options.out, network, c, vocabulary)
        report(options, {"type": "done", "steps": step, "seconds": round(time.time() - started, 2), "path": options.out})
    if world > 1:
        # Ends without destructors: gloo's joins its threads while one of them may still wait for Python's lock, and never returns.
        distributed.barrier()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def report(options, event):
    if options.json:
        print(json.dumps(event), flush=True)
    else:
        print("  ".join(f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value}" for key, value in event.items()), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    parsers = {name: commands.add_parser(name) for name in ("evaluate", "sample", "train")}
    for command in parsers.values():
        command.add_argument("--model", default=MODEL, help="safetensors file (default: the one beside this script)")
        command.add_argument("--seed", type=int, default=1)
        command.add_argument("--json", action="store_true", help="JSON lines on standard output")
    for name in ("evaluate", "train"):
        parsers[name].add_argument("text", help="UTF-8 text file")
    parsers["sample"].add_argument("--prime", default="")
    parsers["sample"].add_argument("--length", type=int, default=500)
    parsers["sample"].add_argument("--temperature", type=float, default=1.0)
    command = parsers["train"]
    command.add_argument("--steps", type=int, default=1000, help="further updates")
    command.add_argument("--resume", action="store_true", help="go on with optimiser, schedule and state of the run, on the same text")
    command.add_argument("--learning-rate", type=float, help="peak; default: the run's")
    command.add_argument("--batch-size", type=int, help="streams of all processes together; default: the run's")
    command.add_argument("--sequence-length", type=int, help="time steps of truncated backpropagation; default: the run's")
    command.add_argument("--validation", type=float, help="share of the text held out at its end; default: the run's")
    command.add_argument("--evaluate-every", type=int, default=200)
    command.add_argument("--log-every", type=int, default=20)
    command.add_argument("--out", default=os.path.splitext(MODEL)[0] + "-trained.safetensors")
    options = parser.parse_args()
    if options.command == "train":
        train(options)
        return
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network, _, _, vocabulary, _ = load_network(options.model, device)
    if options.command == "evaluate":
        symbols = read_symbols(options.text, vocabulary)
        nats, accuracy = evaluate(network, symbols, device)
        report(options, {"characters": len(symbols) - 1, "loss": nats, "bitsPerCharacter": nats / math.log(2), "accuracy": accuracy})
    else:
        for character in sample(network, vocabulary, options.prime, options.length, options.temperature, options.seed, device):
            print(character, end="", flush=True)
        print()


if __name__ == "__main__":
    main()
