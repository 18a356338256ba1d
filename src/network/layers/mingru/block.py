class MinGRU(Block):
    """z = sigmoid(W_z x + b_z), n = W_n x + b_n, h_t = (1 - z) h_{t-1} + z n: z is the share of the new value."""

    def __init__(self, inputs, width):
        super().__init__()
        self.width, self.rnn = width, nn.Module()
        self.rnn.weight_ih = nn.Parameter(torch.empty(2 * width, inputs))
        self.rnn.bias_ih = nn.Parameter(torch.empty(2 * width))

    def branch(self, x, h):
        z, n = F.linear(x, self.rnn.weight_ih, self.rnn.bias_ih).chunk(2, -1)
        z = torch.sigmoid(z)
        return scan(1 - z, z * n, x.new_zeros(x.shape[1], self.width) if h is None else h)
