class S6(Block):
    """Selective state space: h_t = exp(D A) h_{t-1} + (D u) B, y = h C + skip u, where the step D, B and C depend on the input u."""

    def __init__(self, inputs, width, states, rank, taps):
        super().__init__()
        self.states, self.rank, self.taps = states, rank, taps
        self.conv_weight = nn.Parameter(torch.empty(width, taps))
        self.conv_bias = nn.Parameter(torch.empty(width))
        self.A_log = nn.Parameter(torch.empty(width, states))
        self.D = nn.Parameter(torch.empty(width))
        self.in_proj = nn.Linear(inputs, 2 * width, bias=False)
        self.x_proj = nn.Linear(width, rank + 2 * states, bias=False)
        self.dt_proj = nn.Linear(rank, width)
        self.out_proj = nn.Linear(width, width, bias=False)

    def branch(self, x, state):
        u, gate = self.in_proj(x).chunk(2, -1)
        steps, batch, width = u.shape
        h, past = state if state else (x.new_zeros(batch, width, self.states), x.new_zeros(self.taps - 1, batch, width))
        padded = torch.cat([past, u])
        u = F.silu(sum(padded[j : j + steps] * self.conv_weight[:, j] for j in range(self.taps)) + self.conv_bias)
        q, B, C = self.x_proj(u).split([self.rank, self.states, self.states], -1)
        step = F.softplus(self.dt_proj(q))
        decay = torch.exp(-step[..., None] * torch.exp(self.A_log))
        h, last = scan(decay, (step * u)[..., None] * B[:, :, None], h)
        y = (h * C[:, :, None]).sum(-1) + self.D * u
        return self.out_proj(y * F.silu(gate)), (last, padded[len(padded) - (self.taps - 1) :])
