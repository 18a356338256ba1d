"""PyTorch's classifier of names by language (GRU 64 on one-hot characters, batches of 32, last state): for every line {"steps": n} on standard input it trains so many steps and answers how many names a second. Arguments: folder, threads. Batches are made before the clock runs."""
import json, pathlib, sys, time, torch, torch.nn as nn, torch.nn.functional as F
threads = int(sys.argv[2]); torch.set_num_threads(threads); torch.manual_seed(1)
H, B, BATCHES = 64, 32, 200
names, labels = [], []
files = sorted(pathlib.Path(sys.argv[1]).glob('*.txt'))
for label, file in enumerate(files):
    own = list(dict.fromkeys(line.strip() for line in file.read_text(encoding='utf-8').splitlines() if line.strip()))
    names += (kept := [name for i, name in enumerate(own) if i % 5 != 0]); labels += [label] * len(kept)
index = {c: n for n, c in enumerate(sorted({c for name in names for c in name}))}; V = len(index)
rnn, head = nn.GRU(V, H), nn.Linear(H, len(files)); parameters = [*rnn.parameters(), *head.parameters()]; optimizer = torch.optim.Adam(parameters, lr=2e-3)
def batch(some):
    x = torch.zeros(max(len(names[i]) for i in some), B, V)
    for b, i in enumerate(some):
        for t, c in enumerate(names[i]): x[t, b, index[c]] = 1
    return x, torch.tensor([len(names[i]) for i in some]), torch.tensor([labels[i] for i in some])
order = torch.randperm(len(names)).tolist(); batches = [batch(order[i * B:(i + 1) * B]) for i in range(BATCHES)]; streams = torch.arange(B)
def step(x, n, y):
    h, _ = rnn(x); loss = F.cross_entropy(head(h[n - 1, streams]), y)
    optimizer.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(parameters, 1.); optimizer.step()
for b in batches[:3]: step(*b)
print(json.dumps({'ready': f'PyTorch {torch.__version__.split("+")[0]}, {threads} thread{"s" if threads > 1 else ""}'}), flush=True)
at = 0
for line in sys.stdin:
    steps = json.loads(line)['steps']; start = time.perf_counter()
    for _ in range(steps): step(*batches[at % BATCHES]); at += 1
    print(json.dumps({'examplesPerSecond': steps * B / (time.perf_counter() - start)}), flush=True)
