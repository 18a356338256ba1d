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
import signal
import struct
import sys
import tempfile
import time

import torch
from torch import distributed, nn
from torch.nn import functional as F

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), <model>)

# <network>
# </network>


# <model_file>


# Text
def read_symbols(path, vocabulary):
    """Indices of the characters, as Unroll reads texts: a byte order mark is stripped, CRLF is LF, everything else is kept."""
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        sys.exit(f"Cannot read {path} ({error.strerror}).")
    except UnicodeDecodeError:
        sys.exit(f"{path} is not valid UTF-8. Save it as UTF-8 and try again.")
    if "\0" in text:
        sys.exit(f"{path} holds a NUL character: it looks like a binary file. Choose a text file.")
    if len(text) < 2:
        sys.exit(f"{path} has {len(text)} characters: there is nothing to learn. It needs at least two.")
    index = {character: i for i, character in enumerate(vocabulary)}
    unknown = 0 if vocabulary[0] is None else None
    symbols = [index.get(character, unknown) for character in text]
    if None in symbols:
        at = symbols.index(None)
        sys.exit(f"{path}: the character {json.dumps(text[at])} at position {at} is not in the model's vocabulary, which has no unknown class.")
    return torch.tensor(symbols)


def cut(symbols, streams):
    """Inputs and targets [L, B]: B contiguous streams of L = (N - 1) // B characters."""
    length = (len(symbols) - 1) // streams
    if length < 1:
        sys.exit(f"The text has {len(symbols)} characters for {streams} streams. Choose a smaller --batch-size, or a longer text.")
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


# <sampling>


# <safe_output>


# Training
# <optimizer>


def train(options):
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
    if world > 1:
        distributed.init_process_group("nccl" if cuda else "gloo")
    stop = Stop()
    torch.manual_seed(options.seed + rank)
    place = check_output(options.out, [options.text, options.model]) if rank == 0 else options.out
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

    best, best_step, best_weights, last, started, saved = math.inf, step, None, step + options.steps, time.time(), time.time()
    checkpoint = os.path.splitext(place)[0] + f".checkpoint-{os.getpid()}.safetensors"
    characters, since = 0, time.time()
    if rank == 0:
        report(options, {"type": "start", "configuration": c, "parameters": sum(p.numel() for p in network.parameters()), "vocabularySize": len(vocabulary),
                         "trainingCharacters": len(training), "validationCharacters": len(validation), "threads": world, "backend": f"pytorch-{torch.__version__}"})
    while step < last and not stopped(stop, device, world):
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
        by_norm = c["clip"] > 0 and c["clipMode"] == "norm"
        norm = nn.utils.clip_grad_norm_(network.parameters(), c["clip"] if by_norm else math.inf)
        if c["clip"] > 0 and not by_norm:
            nn.utils.clip_grad_value_(network.parameters(), c["clip"])
        optimizer.step()
        step += 1
        characters += window * streams
        if options.json or step % options.log_every == 0 or step == last:
            loss = mean.detach()
            if world > 1:
                distributed.all_reduce(loss)
                loss = loss / world
            if not math.isfinite(loss):
                sys.exit(f"The loss is not finite at step {step}. Try a smaller --learning-rate.")
            if rank == 0:
                norm, now = float(norm), time.time()
                report(options, {"type": "step", "step": step, "loss": float(loss), "gradientNorm": norm, "clipped": float(by_norm and norm > c["clip"]),
                                 "learningRate": optimizer.param_groups[0]["lr"], "hiddenNorms": [], "charactersPerSecond": characters / max(1e-6, now - since),
                                 "seconds": round(now - started, 2)})
                characters, since = 0, now
        if len(validation) > 200 and (step % options.evaluate_every == 0 or step == last):
            # All processes hold the same weights: the first one judges them.
            if rank == 0:
                nats, accuracy = evaluate(network, validation, device)
                report(options, {"type": "evaluation", "step": step, "loss": nats, "bitsPerCharacter": nats / math.log(2), "accuracy": accuracy})
                if nats < best:
                    best, best_step, best_weights = nats, step, {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}
            if world > 1:
                distributed.barrier()
        if rank == 0 and options.checkpoint_every > 0 and time.time() - saved >= options.checkpoint_every:
            saved = time.time()
            try:
                write_model(checkpoint, network, c, vocabulary)
            except OSError as error:
                print(f"Cannot write the checkpoint {checkpoint} ({error.strerror}); the training goes on and tries again.", file=sys.stderr)
    if rank == 0:
        if best_weights is not None:
            network.load_state_dict(best_weights)
        written = save(place, network, c, vocabulary)
        if os.path.exists(checkpoint):
            os.remove(checkpoint)
        report(options, {"type": "done", "steps": step, "seconds": round(time.time() - started, 2), "bestStep": best_step if best_weights else step,
                         "bestLoss": best if best_weights else None, "path": options.out if written == place else written,
                         "reason": "stopped" if stop.signal else "budget"})
    if world > 1:
        # Ends without destructors: gloo's joins its threads while one of them may still wait for Python's lock, and never returns.
        distributed.barrier()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(128 + stop.signal if stop.signal else 0)
    if stop.signal:
        sys.exit(128 + stop.signal)


def stopped(stop, device, world):
    """Whether a signal has come, to any of the processes: they end after the same step."""
    if world == 1:
        return stop.signal != 0
    flag = torch.tensor([stop.signal], device=device)
    distributed.all_reduce(flag, distributed.ReduceOp.MAX)
    stop.signal = int(flag)
    return stop.signal != 0


def report(options, event):
    if options.json:
        # JSON has no NaN.
        put(json.dumps({key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in event.items()}))
    elif event.get("type") != "start":
        shown = {key: value for key, value in event.items() if key not in ("hiddenNorms", "type")}
        put("  ".join(f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value}" for key, value in shown.items()))


def main():
    use_utf8()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    parsers = {name: commands.add_parser(name) for name in ("evaluate", "sample", "train")}
    for command in parsers.values():
        command.add_argument("--model", default=MODEL, help="safetensors file (default: the one beside this script)")
        command.add_argument("--seed", type=number(int, 0), default=1)
        command.add_argument("--json", action="store_true", help="JSON lines on standard output")
    for name in ("evaluate", "train"):
        parsers[name].add_argument("text", help="UTF-8 text file")
    parsers["sample"].add_argument("--prime", default="")
    parsers["sample"].add_argument("--length", type=number(int, 1), default=500)
    parsers["sample"].add_argument("--temperature", type=number(float, 0), default=1.0)
    command = parsers["train"]
    command.add_argument("--steps", type=number(int, 1), default=1000, help="further updates")
    command.add_argument("--resume", action="store_true", help="go on with optimiser, schedule and state of the run, on the same text")
    command.add_argument("--learning-rate", type=number(float, 0, above=True), help="peak; default: the run's")
    command.add_argument("--batch-size", type=number(int, 1), help="streams of all processes together; default: the run's")
    command.add_argument("--sequence-length", type=number(int, 1), help="time steps of truncated backpropagation; default: the run's")
    command.add_argument("--validation", type=number(float, 0, 0.9), help="share of the text held out at its end; default: the run's")
    command.add_argument("--evaluate-every", type=number(int, 1), default=200)
    command.add_argument("--log-every", type=number(int, 1), default=20)
    command.add_argument("--checkpoint-every", type=number(float, 0), default=30.0, help="seconds between checkpoints beside the result, 0 = none")
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
            if not put(character, end=""):
                return
        put("")


if __name__ == "__main__":
    main()
