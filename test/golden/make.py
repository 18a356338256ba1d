"""Small golden files from PyTorch in float64: python3 test/golden/make.py writes test/golden/cases.json.

Every case is a tiny network trained for a few steps of truncated backpropagation through time with carried state; the file holds its initial weights,
its symbols, and what PyTorch computed: losses, gradient norms before clipping, first gradients and final weights.
"""
import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
V, T, B, STEPS, H = 5, 4, 3, 6, 3
BASE = dict(cell="rnn", activation="tanh", output="softmax", layers=1, hidden=H, embedding=0, window=3, bias=True, optimizer="adam", learningRate=0.03,
            momentum=0.9, beta1=0.9, beta2=0.99, epsilon=1e-8, weightDecay=0.0, clip=0.4, clipMode="norm", lossReduction="mean")


class SigmoidRNN(nn.Module):
    """PyTorch's RNN with the tutorial's activation, under PyTorch's names."""

    def __init__(self, inputs, hidden, layers, bias):
        super().__init__()
        self.reference = nn.RNN(inputs, hidden, layers, bias=bias)
        for name, parameter in self.reference.named_parameters():
            self.register_parameter(name, parameter)
        del self.reference
        self.layers, self.hidden, self.bias = layers, hidden, bias

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(self.layers, x.shape[1], self.hidden)
        last = []
        for layer in range(self.layers):
            w = dict(self.named_parameters())
            h, out = state[layer], []
            for step in x:
                a = step @ w[f"weight_ih_l{layer}"].T + h @ w[f"weight_hh_l{layer}"].T
                if self.bias:
                    a = a + w[f"bias_ih_l{layer}"] + w[f"bias_hh_l{layer}"]
                h = torch.sigmoid(a)
                out.append(h)
            x = torch.stack(out)
            last.append(h)
        return x, torch.stack(last)


class Network(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.embedding = nn.Embedding(V, c["embedding"]) if c["embedding"] else None
        width = c["embedding"] or V
        if c["cell"] == "feedforward":
            sizes = [width * c["window"]] + [H] * c["layers"]
            self.hidden = nn.ParameterDict()
            for layer in range(c["layers"]):
                self.hidden[f"weight_l{layer}"] = nn.Parameter(torch.empty(H, sizes[layer]).uniform_(-0.5, 0.5))
                if c["bias"]:
                    self.hidden[f"bias_l{layer}"] = nn.Parameter(torch.empty(H).uniform_(-0.5, 0.5))
        elif c["cell"] == "rnn" and c["activation"] == "sigmoid":
            self.rnn = SigmoidRNN(width, H, c["layers"], c["bias"])
        elif c["cell"] == "rnn":
            self.rnn = nn.RNN(width, H, c["layers"], bias=c["bias"], nonlinearity=c["activation"])
        else:
            self.rnn = {"gru": nn.GRU, "lstm": nn.LSTM}[c["cell"]](width, H, c["layers"], bias=c["bias"])
        self.head = nn.Linear(H, V, bias=c["bias"])

    def forward(self, x, state):
        if self.c["cell"] != "feedforward":
            e = self.embedding(x) if self.embedding else F.one_hot(x, V).to(torch.float64)
            y, state = self.rnn(e, state)
            return self.head(y), state
        # The window reaches back over the carried symbols; before the text nothing is read.
        n = self.c["window"]
        past = torch.full((n - 1, x.shape[1]), -1) if state is None else state
        symbols = torch.cat([past, x])
        known = (symbols >= 0).unsqueeze(-1)
        safe = symbols.clamp(min=0)
        e = (self.embedding(safe) if self.embedding else F.one_hot(safe, V).to(torch.float64)) * known
        h = torch.cat([e[j : j + x.shape[0]] for j in range(n)], -1)
        act = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}[self.c["activation"]]
        for layer in range(self.c["layers"]):
            h = act(F.linear(h, self.hidden[f"weight_l{layer}"], self.hidden[f"bias_l{layer}"] if self.c["bias"] else None))
        return self.head(h), symbols[symbols.shape[0] - (n - 1) :]


def loss_of(c, logits, y):
    if c["output"] == "softmax":
        return F.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="sum")
    target = F.one_hot(y, V).to(torch.float64)
    if c["output"] == "sigmoid":
        return F.binary_cross_entropy_with_logits(logits, target, reduction="sum")
    return 0.5 * ((torch.sigmoid(logits) - target) ** 2).sum()


def optimizer_of(c, parameters):
    rate, decay = c["learningRate"], c["weightDecay"]
    return {
        "adam": lambda: torch.optim.Adam(parameters, rate, (c["beta1"], c["beta2"]), c["epsilon"], decay),
        "adamw": lambda: torch.optim.AdamW(parameters, rate, (c["beta1"], c["beta2"]), c["epsilon"], decay),
        "adagrad": lambda: torch.optim.Adagrad(parameters, rate, 0, decay, 0, c["epsilon"]),
        "rmsprop": lambda: torch.optim.RMSprop(parameters, rate, c["beta2"], c["epsilon"], decay, c["momentum"]),
        "sgd": lambda: torch.optim.SGD(parameters, rate, c["momentum"], weight_decay=decay),
    }[c["optimizer"]]()


def rounded(tensor):
    return [float(f"{value:.12g}") for value in tensor.detach().flatten().tolist()]


def run(title, **overrides):
    torch.manual_seed(sum(map(ord, title)))
    c = {**BASE, **overrides}
    network = Network(c)
    optimizer = optimizer_of(c, network.parameters())
    names = [(name, p) for name, p in network.named_parameters()]
    initial = {name: {"shape": list(p.shape), "data": rounded(p)} for name, p in names}
    # Exactly what the file says: rounded weights.
    for name, p in names:
        p.data = torch.tensor(initial[name]["data"]).reshape(p.shape)
    symbols = torch.randint(V, (STEPS * T + 1, B))
    losses, norms, gradients, state = [], [], None, None
    for step in range(STEPS):
        x, y = symbols[step * T : step * T + T], symbols[step * T + 1 : step * T + T + 1]
        if step == 4:
            state = None
        logits, state = network(x, state)
        state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        total = loss_of(c, logits, y)
        optimizer.zero_grad()
        (total if c["lossReduction"] == "sum" else total / (T * B)).backward()
        losses.append(float(total) / (T * B))
        norms.append(float(torch.sqrt(sum((p.grad**2).sum() for _, p in names))))
        if gradients is None:
            gradients = {name: rounded(p.grad) for name, p in names}
        if c["clipMode"] == "norm":
            nn.utils.clip_grad_norm_([p for _, p in names], c["clip"])
        else:
            nn.utils.clip_grad_value_([p for _, p in names], c["clip"])
        optimizer.step()
    return {"title": title, "configuration": overrides, "initial": initial, "symbols": symbols.tolist(), "losses": losses, "norms": norms,
            "gradients": gradients, "final": {name: rounded(p) for name, p in names}}


cases = []
for cell in ["rnn", "gru", "lstm", "feedforward"]:
    cases.append(run(f"{cell}, two layers, embedding", cell=cell, layers=2, embedding=2))
    cases.append(run(f"{cell}, no biases", cell=cell, bias=False))
    cases.append(run(f"{cell}, three layers", cell=cell, layers=3))
for activation in ["sigmoid", "relu"]:
    cases.append(run(f"rnn, {activation}, two layers", activation=activation, layers=2))
    cases.append(run(f"feedforward, {activation}", cell="feedforward", activation=activation))
for output in ["sigmoid", "squared"]:
    for activation in ["tanh", "sigmoid", "relu"]:
        cases.append(run(f"rnn, {activation}, output {output}", activation=activation, output=output, bias=False))
for optimizer in ["adamw", "adagrad", "rmsprop", "sgd"]:
    cases.append(run(f"gru, {optimizer}", cell="gru", optimizer=optimizer))
    cases.append(run(f"rnn, {optimizer}, weight decay", optimizer=optimizer, weightDecay=0.1))
cases.append(run("lstm, adam, weight decay", cell="lstm", weightDecay=0.1))
cases.append(run("rnn, sum of losses, values clipped, adagrad", lossReduction="sum", clipMode="value", clip=0.5, optimizer="adagrad", learningRate=0.1))
path = pathlib.Path(__file__).with_name("cases.json")
base = {**BASE, "sequenceLength": T, "batchSize": B}
path.write_text(json.dumps({"pytorch": torch.__version__, "base": base, "vocabularySize": V, "cases": cases}, separators=(",", ":")) + "\n")
print(f"{len(cases)} cases, {path.stat().st_size} bytes, PyTorch {torch.__version__}")
