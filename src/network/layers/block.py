class RMSNorm(nn.Module):
    """x / sqrt(mean(x^2) + 1e-5) * weight."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5) * self.weight


class Block(nn.Module):
    """A layer in its surroundings: x + branch(norm(x)) for each of its branches, which are methods (x, state) -> (y, state)."""

    branches = ("branch",)

    def surround(self, inputs, width, norm, residual, dropout):
        self.summed = [residual and (i > 0 or inputs == width) for i in range(len(self.branches))]
        self.dropout = nn.Dropout(dropout)
        if norm:
            for i in range(len(self.branches)):
                self.add_module("norm" + (str(i + 1) if i else ""), norm(width if i else inputs))
        return self

    def forward(self, x, state=None):
        states = []
        for i, name in enumerate(self.branches):
            norm = getattr(self, "norm" + (str(i + 1) if i else ""), None)
            y, after = getattr(self, name)(norm(x) if norm else x, state[i] if state else None)
            y = self.dropout(y)
            x = x + y if self.summed[i] else y
            states.append(after)
        return x, states


def scan(keep, new, h):
    """h_t = keep_t h_{t-1} + new_t, element by element."""
    states = []
    for a, b in zip(keep.unbind(0), new.unbind(0)):
        h = a * h + b
        states.append(h)
    return torch.stack(states), h
