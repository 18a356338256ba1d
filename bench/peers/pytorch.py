"""Trains the networks of the speed table in PyTorch: a peer that answers slices on standard input.

Each line of input is JSON {"case": ..., "seconds": ...}; each answer is JSON {"charactersPerSecond": ...} or {"microsecondsPerCharacter": ...}.
"""
import json
import math
import sys
import time

import torch
from torch import nn

KINDS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class CharacterModel(nn.Module):
    def __init__(self, case):
        super().__init__()
        c, self.vocabulary = case["configuration"], case["vocabularySize"]
        self.embedding = nn.Embedding(self.vocabulary, c["embedding"]) if c["embedding"] else None
        self.rnn = KINDS[c["cell"]](c["embedding"] or self.vocabulary, c["hidden"], c["layers"])
        self.head = nn.Linear(c["hidden"], self.vocabulary)

    def forward(self, x, state):
        x = self.embedding(x) if self.embedding else nn.functional.one_hot(x, self.vocabulary).float()
        y, state = self.rnn(x, state)
        return self.head(y), state


def network(case):
    """The case's own source of a network, if it has one, or one module of PyTorch's."""
    if "network" not in case:
        return CharacterModel(case)
    names = {"torch": torch, "nn": nn, "F": nn.functional, "math": math}
    exec(case["network"], names)
    model = next(names[name] for name in ("Network", "CharRNN") if name in names)(case["vocabularySize"])
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -0.1, 0.1)
    model.vocabulary = case["vocabularySize"]
    return model


def detached(state):
    """A state, or whatever a network keeps its states in, without its graph."""
    if isinstance(state, (tuple, list)):
        return type(state)(detached(part) for part in state)
    return state.detach() if torch.is_tensor(state) else state


class Training:
    def __init__(self, case):
        c = case["configuration"]
        self.T, self.B, self.clip = c["sequenceLength"], c["batchSize"], c["clip"]
        self.model = network(case)
        kind = torch.optim.Adagrad if c["optimizer"] == "adagrad" else torch.optim.Adam
        self.optimizer = kind(self.model.parameters(), lr=1e-3)
        shape = (self.T, self.B)
        self.windows = [(torch.randint(self.model.vocabulary, shape), torch.randint(self.model.vocabulary, shape)) for _ in range(8)]
        self.state, self.next = None, 0

    def step(self):
        x, y = self.windows[self.next % 8]
        self.next += 1
        logits, state = self.model(x, self.state)
        self.state = detached(state)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten())
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimizer.step()

    def slice(self, seconds):
        count, start = 0, time.perf_counter()
        while True:
            self.step()
            count += self.T * self.B
            spent = time.perf_counter() - start
            if spent >= seconds:
                return {"charactersPerSecond": count / spent}


class Inference:
    def __init__(self, case):
        self.model = CharacterModel(case).eval()
        self.symbols = torch.randint(self.model.vocabulary, (64, 1, 1))
        self.state = None

    @torch.no_grad()
    def slice(self, seconds):
        count, start = 0, time.perf_counter()
        while True:
            for x in self.symbols:
                logits, self.state = self.model(x, self.state)
                torch.log_softmax(logits, -1)
            count += len(self.symbols)
            spent = time.perf_counter() - start
            if spent >= seconds:
                return {"microsecondsPerCharacter": 1e6 * spent / count}


# What its kernels were chosen for; older versions do not say.
capability = getattr(getattr(torch.backends, "cpu", None), "get_cpu_capability", lambda: "")()
instructions = f", {capability}" if capability else ""
print(json.dumps({"ready": f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads{instructions}"}), flush=True)
known = {}
for line in sys.stdin:
    request = json.loads(line)
    key = (request["case"]["name"], request["job"])
    if key not in known:
        known[key] = (Training if request["job"] == "training" else Inference)(request["case"])
        known[key].slice(0.3)
    print(json.dumps(known[key].slice(request["seconds"])), flush=True)
