"""PyTorch's encoder-decoder of the study of dates, one thread: for every line {"steps": n} on standard input it trains so many steps and answers how many pairs a second."""
import json, sys, time, torch, torch.nn as nn, torch.nn.functional as F
torch.set_num_threads(1); torch.manual_seed(1)
rows = [line.rstrip('\n').split('\t') for line in open(sys.argv[1], encoding='utf-8')][1:]
E, H, B = 32, 64, 64
sources = ['<pad>', *sorted({c for s, _ in rows for c in s})]; targets = ['<end>', '<go>', *sorted({c for _, t in rows for c in t})]
i, o = {c: n for n, c in enumerate(sources)}, {c: n for n, c in enumerate(targets)}
class Net(nn.Module):
    def __init__(s):
        super().__init__(); s.ei, s.eo = nn.Embedding(len(sources), E), nn.Embedding(len(targets), E); s.enc, s.dec = nn.GRU(E, H), nn.GRU(E, H)
        s.q, s.k, s.v, s.out = nn.Linear(H, H, bias=False), nn.Linear(H, H, bias=False), nn.Linear(H, 1, bias=False), nn.Linear(2 * H, len(targets))
    def forward(s, x, n, y):
        h, _ = s.enc(s.ei(x)); last = h[n - 1, torch.arange(len(n))][None]; pad = torch.arange(len(x))[:, None] >= n
        d, _ = s.dec(s.eo(torch.cat([torch.ones_like(y[:1]), y[:-1].clamp(min=0)])), last)
        a = s.v(torch.tanh(s.q(d)[:, None] + s.k(h)[None]))[..., 0].masked_fill(pad[None], float('-inf')).softmax(1)
        return s.out(torch.cat([d, torch.einsum('tsb,sbh->tbh', a, h)], -1))
net = Net(); optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
def column(texts, index, end, pad):
    length = max(map(len, texts)) + end; out = torch.full((length, len(texts)), pad)
    for b, text in enumerate(texts):
        for t, c in enumerate(text): out[t, b] = index[c]
        if end: out[len(text), b] = 0
    return out
batches = []
for first in range(0, len(rows) - B, B):
    some = rows[first:first + B]; batches.append((column([s for s, _ in some], i, 0, 0), torch.tensor([len(s) for s, _ in some]), column([t for _, t in some], o, 1, -1)))
def step(x, n, y):
    loss = F.cross_entropy(net(x, n, y).reshape(-1, len(targets)), y.reshape(-1), ignore_index=-1)
    optimizer.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(net.parameters(), 1.); optimizer.step()
for batch in batches[:3]: step(*batch)
print(json.dumps({'ready': f'PyTorch {torch.__version__.split("+")[0]}'}), flush=True)
at = 0
for line in sys.stdin:
    steps = json.loads(line)['steps']; start = time.perf_counter()
    for _ in range(steps): step(*batches[at % len(batches)]); at += 1
    print(json.dumps({'examplesPerSecond': steps * B / (time.perf_counter() - start)}), flush=True)
