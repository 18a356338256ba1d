class LRU(Block):
    """s_t = lambda s_{t-1} + gamma (B x_t) in complex numbers, y = Re(C s) + D x, then a gated linear unit of gelu(y)."""

    def __init__(self, inputs, width, states):
        super().__init__()
        self.lru, self.glu = nn.Module(), nn.Linear(width, 2 * width)
        for name in ("nu_log", "theta_log", "gamma_log"):
            setattr(self.lru, name, nn.Parameter(torch.empty(states)))
        for name in ("B_re", "B_im"):
            setattr(self.lru, name, nn.Parameter(torch.empty(states, inputs)))
        for name in ("C_re", "C_im"):
            setattr(self.lru, name, nn.Parameter(torch.empty(width, states)))
        self.lru.D = nn.Parameter(torch.empty(width))

    def branch(self, x, state):
        p = self.lru
        size, angle = torch.exp(-torch.exp(p.nu_log)), torch.exp(p.theta_log)
        a, b, gamma = size * torch.cos(angle), size * torch.sin(angle), torch.exp(p.gamma_log)
        inputs = zip((F.linear(x, p.B_re) * gamma).unbind(0), (F.linear(x, p.B_im) * gamma).unbind(0))
        re, im = state if state else (x.new_zeros(x.shape[1], len(gamma)),) * 2
        real, imaginary = [], []
        for u, v in inputs:
            re, im = a * re - b * im + u, a * im + b * re + v
            real.append(re)
            imaginary.append(im)
        y = F.linear(torch.stack(real), p.C_re) - F.linear(torch.stack(imaginary), p.C_im) + p.D * x
        return F.glu(self.glu(F.gelu(y, approximate="tanh")), -1), (re, im)
