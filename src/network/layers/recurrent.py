class CellBlock(Block):
    """nn.RNN, nn.GRU or nn.LSTM with one layer."""

    def __init__(self, inputs, width, kind, bias, **options):
        super().__init__()
        self.rnn = kind(inputs, width, bias=bias, **options)

    def branch(self, x, state):
        return self.rnn(x, state)
