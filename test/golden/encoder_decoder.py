"""PyTorch's figures for a small encoder-decoder with additive attention (and without), in float64: loss, gradients, greedy output. Writes encoder-decoder.json."""
import json, os, torch, torch.nn as nn, torch.nn.functional as F
torch.set_default_dtype(torch.float64)
VS, VT, E, H, B = 7, 5, 3, 4, 3
SOURCES = [[1, 2, 3, 4, 5], [6, 0, -1, -1, -1], [2, 2, 5, -1, -1]]
TARGETS = [[1, 2, 0, -1], [3, 4, 1, 0], [2, 0, -1, -1]]
def case(attention, seed):
    torch.manual_seed(seed)
    m = nn.ModuleDict(dict(es=nn.Embedding(VS, E), et=nn.Embedding(VT + 1, E), enc=nn.GRU(E, H), dec=nn.GRU(E, H), out=nn.Linear(2 * H if attention else H, VT)))
    if attention: m['q'] = nn.Linear(H, H, bias=False); m['k'] = nn.Linear(H, H, bias=False); m['v'] = nn.Linear(H, 1, bias=False)
    x = torch.tensor(SOURCES).t(); y = torch.tensor(TARGETS).t(); n = (x >= 0).sum(0)
    h, _ = m['enc'](m['es'](x.clamp(min=0))); last = h[n - 1, torch.arange(B)][None]; pad = torch.arange(len(x))[:, None] >= n
    go = torch.full((1, B), VT); q, _ = m['dec'](m['et'](torch.cat([go, y[:-1].clamp(min=0)])), last)
    def head(q):
        if not attention: return m['out'](q)
        e = m['v'](torch.tanh(m['q'](q)[:, None] + m['k'](h)[None]))[..., 0].masked_fill(pad[None], float('-inf')); a = e.softmax(1)
        return m['out'](torch.cat([q, torch.einsum('tsb,sbh->tbh', a, h)], -1))
    loss = F.cross_entropy(head(q).reshape(-1, VT), y.reshape(-1), ignore_index=-1); loss.backward()
    names = {'es.weight': 'encoder.embedding.weight', 'et.weight': 'decoder.embedding.weight', 'out.weight': 'head.weight', 'out.bias': 'head.bias', 'q.weight': 'attention.query.weight', 'k.weight': 'attention.key.weight', 'v.weight': 'attention.score.weight'}
    for a, b in (('enc', 'encoder'), ('dec', 'decoder')):
        for t in ('weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0'): names[f'{a}.{t}'] = f'{b}.rnn.{t}'
    greedy = []
    for b in range(B):
        st = last[:, b:b + 1].contiguous(); c = VT; w = []
        hb, pb = h[:, b:b + 1], pad[:, b:b + 1]
        for _ in range(6):
            s, st = m['dec'](m['et'](torch.tensor([[c]])), st)
            if attention:
                e = m['v'](torch.tanh(m['q'](s)[:, None] + m['k'](hb)[None]))[..., 0].masked_fill(pb[None], float('-inf')); lo = m['out'](torch.cat([s, torch.einsum('tsb,sbh->tbh', e.softmax(1), hb)], -1))
            else: lo = m['out'](s)
            c = int(lo.argmax()); 
            if c == 0: break
            w.append(c)
        greedy.append(w)
    flat = lambda t: [float(f'{v:.17g}') for v in t.detach().reshape(-1).tolist()]
    return dict(attention='additive' if attention else 'none', loss=loss.item(), greedy=greedy, weights={names[k]: flat(p) for k, p in m.named_parameters()}, gradients={names[k]: flat(p.grad) for k, p in m.named_parameters()})
out = dict(shape=dict(sources=VS, targets=VT, embedding=E, hidden=H), sources=SOURCES, targets=TARGETS, cases=[case(True, 1), case(False, 2)])
json.dump(out, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'encoder-decoder.json'), 'w'))
