class Conv(Block):
    """A causal convolution with `taps` taps `dilation` steps apart, then a gated linear unit. Its state: the last inputs, zeros at the start."""

    def __init__(self, inputs, width, taps, dilation):
        super().__init__()
        self.taps, self.dilation = taps, dilation
        self.weight = nn.Parameter(torch.empty(2 * width, inputs, taps))
        self.bias = nn.Parameter(torch.empty(2 * width))

    def branch(self, x, past):
        length = (self.taps - 1) * self.dilation
        padded = torch.cat([x.new_zeros(length, *x.shape[1:]) if past is None else past, x])
        y = F.conv1d(padded.permute(1, 2, 0), self.weight, self.bias, dilation=self.dilation).permute(2, 0, 1)
        return F.glu(y, -1), padded[len(padded) - length :]
