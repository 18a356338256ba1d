class DeltaNet(Block):
    """S_t = S_{t-1} + beta (v - S_{t-1} k) k^T, o = S_t q, for every head: a key's value is replaced rather than added to."""

    def __init__(self, inputs, width, heads):
        super().__init__()
        self.heads = heads
        self.in_proj = nn.Linear(inputs, 3 * width, bias=False)
        self.beta = nn.Linear(inputs, heads)
        self.onorm = RMSNorm(width // heads)
        self.out_proj = nn.Linear(width, width, bias=False)

    def branch(self, x, S):
        steps, batch, _ = x.shape
        q, k, v = (y.reshape(steps, batch, self.heads, -1) for y in self.in_proj(x).chunk(3, -1))
        q, k = (F.silu(y) * torch.rsqrt(F.silu(y).square().sum(-1, keepdim=True) + 1e-6) for y in (q, k))
        beta = torch.sigmoid(self.beta(x))[..., None]
        S = x.new_zeros(batch, self.heads, v.shape[-1], v.shape[-1]) if S is None else S
        outputs = []
        for qt, kt, vt, b in zip(q.unbind(0), k.unbind(0), v.unbind(0), beta.unbind(0)):
            S = S + (b * (vt - (S @ kt[..., None])[..., 0]))[..., None] * kt[..., None, :]
            outputs.append((S @ qt[..., None])[..., 0])
        return self.out_proj(self.onorm(torch.stack(outputs)).reshape(steps, batch, -1)), S
