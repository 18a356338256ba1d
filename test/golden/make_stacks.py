"""Golden files of stacks from PyTorch in float64: python3 test/golden/make_stacks.py writes test/golden/stacks.json, in the format of make.py.

A stack: embedding, per layer x <- x + layer(norm(x)) as far as residual sums and norms are on, a norm, a linear head.
"""
import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
V, T, B, STEPS, H = 5, 4, 3, 6, 4
BASE = dict(activation="tanh", output="softmax", hidden=H, embedding=H, window=3, bias=True, residual="on", norm="rms", headNorm="rms", optimizer="adam",
            learningRate=0.02, momentum=0.9, beta1=0.9, beta2=0.99, epsilon=1e-8, weightDecay=0.0, clip=0.4, clipMode="norm", lossReduction="mean")


def norm_of(kind, width):
    """Both with epsilon 1e-5 and weights that are not 1, so that they take part."""
    if kind == "none":
        return None
    module = nn.RMSNorm(width, eps=1e-5) if kind == "rms" else nn.LayerNorm(width, eps=1e-5)
    nn.init.uniform_(module.weight, 0.5, 1.5)
    if kind == "layer":
        nn.init.uniform_(module.bias, -0.5, 0.5)
    return module


class Block(nn.Module):
    def __init__(self, kind, width, c, normed):
        super().__init__()
        self.norm = norm_of(c["norm"], width) if normed else None
        module = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[kind]
        self.rnn = module(width, H, bias=c["bias"])
        self.residual = c["residual"] == "on" and normed

    def forward(self, x, state):
        y, state = self.rnn(self.norm(x) if self.norm else x, state)
        return (x + y if self.residual else y), state


class Network(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.one_hot = c["embedding"] == 0
        width = c["embedding"] or V
        if not self.one_hot:
            self.emb = nn.Embedding(V, width)
        self.blocks = nn.ModuleList(Block(kind, H if i else width, c, i > 0 or width == H and not self.one_hot)
                                    for i, kind in enumerate(c["stack"].split(",")))
        self.norm = norm_of(c["headNorm"], H)
        self.head = nn.Linear(H, V, bias=c["bias"])

    def forward(self, symbols, states):
        x = F.one_hot(symbols, V).to(torch.float64) if self.one_hot else self.emb(symbols)
        after = []
        for i, block in enumerate(self.blocks):
            x, state = block(x, None if states is None else states[i])
            after.append(tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach())
        return self.head(self.norm(x) if self.norm else x), after


def rounded(tensor):
    return [float(f"{value:.12g}") for value in tensor.detach().flatten().tolist()]


def run(title, **overrides):
    torch.manual_seed(sum(map(ord, title)))
    c = {**BASE, **overrides}
    network = Network(c)
    optimizer = torch.optim.Adam(network.parameters(), c["learningRate"], (c["beta1"], c["beta2"]), c["epsilon"])
    names = list(network.named_parameters())
    initial = {name: {"shape": list(p.shape), "data": rounded(p)} for name, p in names}
    for name, p in names:
        p.data = torch.tensor(initial[name]["data"]).reshape(p.shape)
    symbols = torch.randint(V, (STEPS * T + 1, B))
    losses, norms, gradients, states = [], [], None, None
    for step in range(STEPS):
        x, y = symbols[step * T : step * T + T], symbols[step * T + 1 : step * T + T + 1]
        if step == 4:
            states = None
        logits, states = network(x, states)
        loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        losses.append(float(loss))
        norms.append(float(torch.sqrt(sum((p.grad**2).sum() for _, p in names))))
        if gradients is None:
            gradients = {name: rounded(p.grad) for name, p in names}
        nn.utils.clip_grad_norm_([p for _, p in names], c["clip"])
        optimizer.step()
    return {"title": title, "configuration": overrides, "initial": initial, "symbols": symbols.tolist(), "losses": losses, "norms": norms,
            "gradients": gradients, "final": {name: rounded(p) for name, p in names}}


cases = [
    run("gru, gru: RMS norms, residual sums", stack="gru,gru"),
    run("lstm, gru: layer norms, residual sums", stack="lstm,gru", norm="layer", headNorm="layer"),
    run("gru, lstm, rnn without surroundings, one-hot", stack="gru,lstm,rnn", embedding=0, residual="off", norm="none", headNorm="none"),
    run("lstm, rnn: residual sums alone", stack="lstm,rnn", norm="none", headNorm="none"),
    run("one-hot gru with a norm before the head", stack="gru", embedding=0, residual="off", norm="none"),
    run("gru, rnn: RMS norms alone, no biases", stack="gru,rnn", residual="off", bias=False),
]
path = pathlib.Path(__file__).with_name("stacks.json")
base = {**BASE, "sequenceLength": T, "batchSize": B}
path.write_text(json.dumps({"pytorch": torch.__version__, "base": base, "vocabularySize": V, "cases": cases}, separators=(",", ":")) + "\n")
print(f"{len(cases)} cases, {path.stat().st_size} bytes, PyTorch {torch.__version__}")
