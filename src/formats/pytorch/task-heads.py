class MeanHead(nn.Linear):
    """The output layer on the mean of the states so far."""

    def forward(self, x):
        counts = torch.arange(1, len(x) + 1, dtype=x.dtype, device=x.device)
        return super().forward(x.cumsum(0) / counts[:, None, None])


class AttentionHead(nn.Linear):
    """The output layer on the states so far, weighted by a softmax of q . s."""

    def __init__(self, inputs, outputs, bias=True):
        super().__init__(inputs, outputs, bias)
        self.pool = nn.Linear(inputs, 1, bias=False)

    def forward(self, x):
        scores = self.pool(x)[..., 0].T
        later = torch.ones(len(x), len(x), dtype=torch.bool, device=x.device).triu(1)
        shares = scores[:, None].masked_fill(later, float("-inf")).softmax(-1)
        return super().forward(torch.einsum("btk,kbh->tbh", shares, x))


class Symbols(nn.Embedding):
    """Rows of a table; zeros for a symbol below 0."""

    def forward(self, symbols):
        return super().forward(symbols.clamp(min=0)) * (symbols >= 0)[..., None]
