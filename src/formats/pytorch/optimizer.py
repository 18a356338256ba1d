def optimizer_of(c, parameters):
    rate, decay = c["learningRate"], c["weightDecay"]
    if c["optimizer"] == "adam":
        return torch.optim.Adam(parameters, rate, (c["beta1"], c["beta2"]), c["epsilon"], decay)
    if c["optimizer"] == "adamw":
        return torch.optim.AdamW(parameters, rate, (c["beta1"], c["beta2"]), c["epsilon"], decay)
    if c["optimizer"] == "adagrad":
        return torch.optim.Adagrad(parameters, rate, 0, decay, 0, c["epsilon"])
    if c["optimizer"] == "rmsprop":
        return torch.optim.RMSprop(parameters, rate, c["beta2"], c["epsilon"], decay, c["momentum"])
    return torch.optim.SGD(parameters, rate, c["momentum"], weight_decay=decay)


def restore_moments(optimizer, network, tensors, updates, c):
    """The optimiser goes on with the moments that the run was saved with."""
    keys = {"adam": ("exp_avg", "exp_avg_sq"), "adamw": ("exp_avg", "exp_avg_sq"), "adagrad": (None, "sum"), "rmsprop": ("momentum_buffer", "square_avg"),
            "sgd": ("momentum_buffer", None)}[c["optimizer"]]
    for name, parameter in network.named_parameters():
        state = optimizer.state[parameter]
        if c["optimizer"] != "sgd":
            state["step"] = torch.tensor(float(updates))
        for key, moment in zip(keys, ("moment1", "moment2")):
            if key and (key != "momentum_buffer" or c["momentum"] > 0):
                state[key] = tensors[f"resume.{moment}.{name}"].reshape(parameter.shape).to(parameter.device)


def carried_state(tensors, c, streams, device):
    """State as Unroll saves it, thread by thread: panels of eight units, for an LSTM h and then c; for the feed-forward net its last symbols."""
    if c.get("residual") == "on" or c.get("norm", "none") != "none" or c.get("headNorm", "none") != "none" or c.get("stack"):
        return None  # a stack begins from its start
    if c["cell"] == "feedforward":
        threads = [name for name in tensors if name.startswith("resume.state.thread")]
        past = [tensors[name].reshape(c["window"] - 1, -1) for name in sorted(threads, key=lambda name: int(name.rsplit("thread", 1)[1]))]
        symbols = torch.cat(past, 1).long().to(device) if past and c["window"] > 1 else None
        return symbols if symbols is not None and symbols.shape[1] == streams else None
    panels = -(-c["hidden"] // 8)
    parts = 2 if c["cell"] == "lstm" else 1
    layers = []
    for layer in range(c["layers"]):
        rows = []
        while f"resume.state.thread{len(rows)}.l{layer}" in tensors:
            block = tensors[f"resume.state.thread{len(rows)}.l{layer}"].reshape(parts, panels, -1, 8)
            rows.append(block.permute(0, 2, 1, 3).reshape(parts, -1, panels * 8)[..., : c["hidden"]])
        if not rows:
            return None
        layers.append(torch.cat(rows, 1))
    state = torch.stack(layers, 1)
    if state.shape[2] != streams:
        return None
    return (state[0].to(device), state[1].to(device)) if parts == 2 else state[0].to(device)


def learning_rate_at(c, step, total):
    """Linear warm-up, then constant or half a cosine from the peak to finalRate of it."""
    if step <= c["warmup"]:
        return c["learningRate"] * step / c["warmup"]
    if c["schedule"] == "constant" or total <= c["warmup"]:
        return c["learningRate"]
    progress = min(1, (step - c["warmup"]) / (total - c["warmup"]))
    return c["learningRate"] * (c["finalRate"] + (1 - c["finalRate"]) * (1 + math.cos(math.pi * progress)) / 2)
