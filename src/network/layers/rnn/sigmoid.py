class SigmoidRNN(nn.Module):
    """s_t = sigmoid(W_ih x_t + b_ih + W_hh s_{t-1} + b_hh): nn.RNN knows tanh and ReLU only. Names and shapes are its own."""

    def __init__(self, inputs, hidden, layers, bias, dropout):
        super().__init__()
        self.hidden, self.layers, self.bias, self.dropout = hidden, layers, bias, nn.Dropout(dropout)
        for name, parameter in nn.RNN(inputs, hidden, layers, bias=bias).named_parameters():
            self.register_parameter(name, nn.Parameter(parameter.detach().clone()))

    def forward(self, x, state=None):
        state = x.new_zeros(self.layers, x.shape[1], self.hidden) if state is None else state
        last = []
        for layer in range(self.layers):
            bias = getattr(self, f"bias_ih_l{layer}") + getattr(self, f"bias_hh_l{layer}") if self.bias else None
            inputs = F.linear(self.dropout(x) if layer else x, getattr(self, f"weight_ih_l{layer}"), bias)
            s, outputs = state[layer], []
            for a in inputs:
                s = torch.sigmoid(a + F.linear(s, getattr(self, f"weight_hh_l{layer}")))
                outputs.append(s)
            x = torch.stack(outputs)
            last.append(s)
        return x, torch.stack(last)
