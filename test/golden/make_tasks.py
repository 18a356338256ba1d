"""PyTorch's figures for what tasks put around a network, in float64: padding, pooling, two heads, quantiles. Writes tasks.json: loss and gradients of small cases."""
import json, os, torch, torch.nn as nn, torch.nn.functional as F
torch.set_default_dtype(torch.float64)
H, V, C, D = 5, 6, 4, 2
SEQUENCES = [[1, 2, 3, 4, 5, 0], [3, -1], [5, 0, 2, 2]]
LABELS = [2, 0, 3]
def flat(t): return t.detach().reshape(-1).tolist()
def record(names, parameters, loss, **more):
    loss.backward()
    return dict(more, loss=loss.item(), weights={n: dict(shape=list(p.shape), data=flat(p)) for n, p in zip(names, parameters)}, gradients={n: flat(p.grad) for n, p in zip(names, parameters)})
def named(rnn, *heads):
    names = ['rnn.' + n for n, _ in rnn.named_parameters()]; ps = [p for _, p in rnn.named_parameters()]
    for name, head in heads:
        names += [f'{name}.{n}' for n, _ in head.named_parameters()]; ps += [p for _, p in head.named_parameters()]
    return names, ps
def classification(pooling):
    torch.manual_seed(len(pooling)); rnn, head, pool = nn.GRU(V, H), nn.Linear(H, C), nn.Linear(H, 1, bias=False)
    rows = []
    for s in SEQUENCES:
        x = torch.stack([F.one_hot(torch.tensor(c), V).double() if c >= 0 else torch.zeros(V) for c in s])[:, None]
        h = rnn(x)[0][:, 0]
        rows.append(h[-1] if pooling == 'last' else h.mean(0) if pooling == 'mean' else (pool(h).softmax(0) * h).sum(0))
    loss = F.cross_entropy(head(torch.stack(rows)), torch.tensor(LABELS))
    return record(*named(rnn, *((('pool', pool),) if pooling == 'attention' else ()), ('head', head)), loss, id=pooling, cell='gru', sequences=SEQUENCES, labels=LABELS)
def numbers():
    g = torch.Generator().manual_seed(7); T, B = 4, 3
    return torch.randn(T, B, D, generator=g), torch.randn(T, B, 2, generator=g), torch.randint(0, C, (T, B), generator=g)
def heads():
    torch.manual_seed(3); rnn, a, b = nn.LSTM(D, H), nn.Linear(H, C), nn.Linear(H, 2); x, y, k = numbers(); h = rnn(x)[0]
    loss = F.cross_entropy(a(h).reshape(-1, C), k.reshape(-1)) + .5 * ((b(h) - y) ** 2).sum(-1).mean()
    return record(*named(rnn, ('head', a), ('other', b)), loss, id='two heads', cell='lstm', inputs=flat(x), numbers=flat(y), symbols=k.reshape(-1).tolist())
def quantiles():
    torch.manual_seed(4); rnn, head = nn.GRU(D, H), nn.Linear(H, 6); x, y, _ = numbers(); q = torch.tensor([.1, .5, .9] * 2)
    error = y.repeat_interleave(3, -1) - head(rnn(x)[0])
    loss = torch.maximum(q * error, (q - 1) * error).sum(-1).mean()
    return record(*named(rnn, ('head', head)), loss, id='quantiles', cell='gru', inputs=flat(x), numbers=flat(y.repeat_interleave(3, -1)))
out = dict(hidden=H, cases=[classification('last'), classification('mean'), classification('attention'), heads(), quantiles()])
round8 = lambda v: [round8(x) for x in v] if isinstance(v, list) else {k: round8(x) for k, x in v.items()} if isinstance(v, dict) else float(f'{v:.13g}') if isinstance(v, float) else v
json.dump(round8(out), open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tasks.json'), 'w'), separators=(',', ':'))
