class Part(nn.Module):
    """An embedding and a GRU over symbols [T, B]; -1 is an unknown one."""

    def __init__(self, symbols):
        super().__init__()
        self.embedding = nn.Embedding(symbols, EMBEDDING)
        self.rnn = nn.GRU(EMBEDDING, HIDDEN)

    def forward(self, symbols, state=None):
        return self.rnn(self.embedding(symbols.clamp(min=0)) * (symbols >= 0)[..., None], state)


class AdditiveAttention(nn.Module):
    """Bahdanau et al. 2015: shares of the encoder's states h_j for every state s_t of the decoder."""

    def __init__(self):
        super().__init__()
        self.query = nn.Linear(HIDDEN, HIDDEN, bias=False)
        self.key = nn.Linear(HIDDEN, HIDDEN, bias=False)
        self.score = nn.Linear(HIDDEN, 1, bias=False)

    def forward(self, states, memory):
        sums = self.query(states)[:, :, None] + self.key(memory).transpose(0, 1)[None]
        return self.score(torch.tanh(sums))[..., 0].softmax(-1)


class Network(nn.Module):
    """An encoder and a decoder that begins from its last state and reads the character before, first the beginning (number TARGETS)."""

    def __init__(self):
        super().__init__()
        self.encoder = Part(SOURCES)
        self.decoder = Part(TARGETS + 1)
        if ATTENTION:
            self.attention = AdditiveAttention()
        self.head = nn.Linear(2 * HIDDEN if ATTENTION else HIDDEN, TARGETS)

    def read(self, sources):
        """States [S, B, H] of sources of one length, and the last one."""
        return self.encoder(sources)

    def write(self, symbols, state, memory):
        """Logits [T, B, TARGETS], the last state, and the shares [T, B, S] or None."""
        states, last = self.decoder(symbols, state)
        if not ATTENTION:
            return self.head(states), last, None
        shares = self.attention(states, memory)
        contexts = torch.einsum("tbs,sbh->tbh", shares, memory)
        return self.head(torch.cat([states, contexts], -1)), last, shares
