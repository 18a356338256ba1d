"""Golden file of gradient flow from PyTorch's autograd in float64: python3 test/golden/make_flow.py writes test/golden/flow.json.

influence: norms of d logits_t / d x_k, x_k the one-hot vector of the character at k; V copies of the text side by side, copy i asked for logit i.
total: norms of d s_t / d s_k, s the states of all layers side by side, by running the network from s_k on and taking the Jacobian of the way.
Both by lag t - k, geometric means over the positions; null is an exact zero. The blocks are those of the exported scripts.
"""
import json
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
here = pathlib.Path(__file__).parent
layers = here.parent.parent / "src" / "network" / "layers"
for name in ("block.py", "recurrent.py", "mingru/block.py", "minlstm/block.py", "lru/block.py", "s6/block.py", "conv/block.py", "attention/block.py",
             "deltanet/block.py"):
    exec((layers / name).read_text())

V, H, LENGTH, POSITIONS, LAGS, WINDOW = 5, 8, 44, (40, 43), (0, 1, 2, 5, 10, 20, 30, 40), 24
STACKS = {
    "gru": (2, {}, lambda i: CellBlock(H, H, nn.GRU, True)),
    "lstm": (2, {}, lambda i: CellBlock(H, H, nn.LSTM, True)),
    "mingru": (3, {}, lambda i: MinGRU(H, H)),
    "minlstm": (2, {}, lambda i: MinLSTM(H, H)),
    "lru": (2, {}, lambda i: LRU(H, H, H)),
    "s6": (2, {"stateSize": 3, "rank": 2, "taps": 3}, lambda i: S6(H, H, 3, 2, 3)),
    "conv": (3, {"kernelSize": 3}, lambda i: Conv(H, H, 3, 2**i)),
    "attention": (2, {"attentionHeads": 2, "sequenceLength": WINDOW}, lambda i: Attention(H, H, 2, 0, WINDOW)),
    "deltanet": (2, {"attentionHeads": 2}, lambda i: DeltaNet(H, H, 2)),
}


class Network(nn.Module):
    def __init__(self, count, make):
        super().__init__()
        self.emb = nn.Embedding(V, H)
        self.blocks = nn.ModuleList(make(i).surround(H, H, RMSNorm, True, 0.0) for i in range(count))
        self.norm, self.head = RMSNorm(H), nn.Linear(H, V)

    def forward(self, x, states=None):
        after = []
        x = x @ self.emb.weight
        for i, block in enumerate(self.blocks):
            x, state = block(x, states[i] if states else None)
            after.append(state)
        return self.head(self.norm(x)), after


def leaves(state):
    if state is None:
        return []
    return [leaf for part in state for leaf in leaves(part)] if isinstance(state, (list, tuple)) else [state]


def refill(state, values):
    if state is None:
        return None
    if isinstance(state, (list, tuple)):
        return type(state)(refill(part, values) for part in state)
    return values.pop(0).reshape(state.shape)


def logarithm(norms):
    return sum(map(math.log10, norms)) / len(norms) if min(norms) > 0 else None


def influence(network, text, windowed):
    norms = {lag: [] for lag in LAGS}
    for t in POSITIONS:
        start = max(0, t + 1 - WINDOW) if windowed else 0
        x = F.one_hot(text[start : t + 1, None].expand(-1, V), V).double().requires_grad_(True)
        logits = network(x)[0][-1]
        jacobian = torch.autograd.grad(logits.diagonal().sum(), x)[0]
        for lag in LAGS:
            norms[lag].append(float(torch.linalg.matrix_norm(jacobian[-1 - lag], 2)) if lag < len(jacobian) else 0.0)
    return [logarithm(norms[lag]) for lag in LAGS]


def total(network, text):
    x = F.one_hot(text[:, None], V).double()
    states, state = [], None
    with torch.no_grad():
        for t in range(LENGTH):
            _, state = network(x[t : t + 1], state)
            states.append(state)
    norms = {lag: [] for lag in LAGS[1:]}
    for t in POSITIONS:
        for lag in LAGS[1:]:
            like = states[t - lag]
            sizes = [leaf.numel() for leaf in leaves(like)]

            def way(flat):
                state = refill(like, list(flat.split(sizes)))
                for k in range(t - lag + 1, t + 1):
                    _, state = network(x[k : k + 1], state)
                return torch.cat([leaf.reshape(-1) for leaf in leaves(state)])

            start = torch.cat([leaf.reshape(-1) for leaf in leaves(like)])
            jacobian = torch.autograd.functional.jacobian(way, start)
            norms[lag].append(float(torch.linalg.matrix_norm(jacobian, 2)))
    return [logarithm(norms[lag]) for lag in LAGS[1:]]


cases = []
for kind, (count, options, make) in STACKS.items():
    torch.manual_seed(sum(map(ord, kind)))
    network = Network(count, make)
    for name, p in network.named_parameters():
        # Weights as exact in a float32 model file as here.
        values = torch.empty_like(p).uniform_(*((0.5, 1.5) if "norm" in name else (-0.8, 0.8))).to(torch.float32)
        p.data = values.double()
    text = torch.randint(V, (LENGTH,))
    weights = {name: {"shape": list(p.shape), "data": [float(f"{v:.9g}") for v in p.detach().flatten().tolist()]} for name, p in network.named_parameters()}
    for name, p in network.named_parameters():
        p.data = torch.tensor(weights[name]["data"], dtype=torch.float32).double().reshape(p.shape)
    recurrent = kind not in ("conv", "attention")
    cases.append({"kind": kind, "layers": count, "options": options, "weights": weights, "text": text.tolist(),
                  "influence": influence(network, text, kind == "attention"), "total": total(network, text) if recurrent else None})
path = here / "flow.json"
head = {"pytorch": torch.__version__, "vocabularySize": V, "hidden": H, "positions": POSITIONS, "lags": LAGS}
path.write_text(json.dumps({**head, "cases": cases}, separators=(",", ":")) + "\n")
print(f"{len(cases)} cases, {path.stat().st_size} bytes, PyTorch {torch.__version__}")
for case in cases:
    print(case["kind"], case["influence"], case["total"])
