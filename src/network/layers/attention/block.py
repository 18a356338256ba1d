class Attention(Block):
    """Causal attention with rotary positions over the window and `memory` earlier inputs, then a widened branch step by step.

    Without a memory a window sees itself alone; single steps, as in sampling, look back over as many inputs as a window has.
    """

    branches = ("attend", "think")

    def __init__(self, inputs, width, heads, memory, window):
        super().__init__()
        self.heads, self.memory, self.kept = heads, memory, memory or window - 1
        self.in_proj, self.out_proj = nn.Linear(inputs, 3 * width), nn.Linear(width, width)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def attend(self, x, past):
        seen = past if self.memory or len(x) == 1 else None
        every = x if seen is None else torch.cat([seen, x])
        steps, before, width = len(x), len(every) - len(x), self.out_proj.in_features

        def heads(y):
            return y.reshape(len(y), y.shape[1], self.heads, -1).permute(1, 2, 0, 3)

        q, k, v = (heads(y) for y in self.in_proj(every).split(width, -1))
        places = torch.arange(len(every), device=x.device)
        q, k = self.turn(q, places)[:, :, before:], self.turn(k, places)
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        scores = scores.masked_fill(places[None] > places[before:, None], -math.inf)
        y = (scores.softmax(-1) @ v).permute(2, 0, 1, 3).reshape(steps, -1, width)
        return self.out_proj(y), every[max(0, len(every) - self.kept) :]

    def turn(self, x, places):
        """Pairs (i, i + e / 2) of a head of width e turn by place * 10000^(-2 i / e)."""
        e = x.shape[-1]
        angle = places[:, None] * 10000.0 ** (-torch.arange(0, e, 2, device=x.device, dtype=x.dtype) / e)
        a, b = x.chunk(2, -1)
        return torch.cat([a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()], -1)

    def think(self, x, state):
        return self.fc2(F.gelu(self.fc1(x), approximate="tanh")), None
