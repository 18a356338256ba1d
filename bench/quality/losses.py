"""Initial weights and the losses of the first 50 steps in PyTorch: losses.py TEXT rnn|gru|lstm HIDDEN OUT.json"""
import base64
import json
import sys

import torch
from torch import nn

torch.manual_seed(1)
text = open(sys.argv[1], encoding="utf-8").read()
kind, hidden = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[sys.argv[2]], int(sys.argv[3])
vocabulary = sorted(set(text))
index = {character: i for i, character in enumerate(vocabulary)}
symbols = torch.tensor([index[c] for c in text[: int(0.9 * len(text))]])
V, B, T = len(vocabulary), 32, 64
length = (len(symbols) - 1) // B
x = symbols[: length * B].view(B, length).T
y = symbols[1 : length * B + 1].view(B, length).T


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.head = kind(V, hidden), nn.Linear(hidden, V)


network = Network()
weights = {
    name: {"shape": list(p.shape), "data": base64.b64encode(p.detach().numpy().astype("<f4").tobytes()).decode()} for name, p in network.named_parameters()
}
optimizer = torch.optim.Adam(network.parameters(), 2e-3)
state, losses = None, []
for step in range(50):
    a, b = x[step * T : step * T + T], y[step * T : step * T + T]
    hidden_states, state = network.rnn(nn.functional.one_hot(a, V).float(), state)
    state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
    loss = nn.functional.cross_entropy(network.head(hidden_states).flatten(0, 1), b.flatten())
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 5)
    optimizer.step()
    losses.append(float(loss))
json.dump({"losses": losses, "weights": weights}, open(sys.argv[4], "w"))
