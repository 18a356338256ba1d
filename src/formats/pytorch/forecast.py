LEVELS = 3 if OPTIONS["loss"] == "quantile" else 1
REACH = TASK["outputs"] // LEVELS
TRANSFORM = OPTIONS["transform"]
DIFFERENCES = TRANSFORM.endswith("difference")


def restore(last, answer, steps):
    """The value that an answer stands for, `steps` values after `last`."""
    mean, deviation = SCALING[0]["mean"], SCALING[0]["deviation"]
    z = answer * deviation * math.sqrt(steps) + mean * steps if DIFFERENCES else answer * deviation + mean
    if TRANSFORM == "log":
        return math.exp(z)
    if TRANSFORM == "log-difference":
        return last * math.exp(z)
    return last + z if DIFFERENCES else z


@torch.no_grad()
def forecast(values, others=(), steps=12, network=None):
    """The values that follow a series, and of quantiles the ends of their intervals; other columns stay what they were last."""
    network = network or load_network()
    values, others = list(values), [list(other) for other in others]
    window = TASK["window"]
    needed = window + (1 if DIFFERENCES else 0)
    if len(values) < needed:
        sys.exit(f"A series of {len(values)} values is too short: this model reads {needed}.")
    result = {"forecasts": [], "low": [], "high": []}
    while len(result["forecasts"]) < steps:
        level = [math.log(value) if TRANSFORM.startswith("log") else value for value in values[-needed:]]
        own = [b - a for a, b in zip(level, level[1:])] if DIFFERENCES else level
        rows = [list(row) for row in zip(own, *(other[-window:] for other in others))]
        answers = network(standardise(rows)[:, None])[0][-1, 0].tolist()
        last, grown = values[-1], []
        for k in range(min(REACH, steps - len(result["forecasts"]))):
            levels = [restore(last, answer, k + 1) for answer in answers[k * LEVELS : (k + 1) * LEVELS]]
            grown.append(levels[LEVELS // 2])
            result["forecasts"].append(levels[LEVELS // 2])
            result["low"].append(min(levels[0], levels[-1]))
            result["high"].append(max(levels[0], levels[-1]))
        values += grown
        for other in others:
            other += [other[-1]] * len(grown)
    return result if LEVELS > 1 else {"forecasts": result["forecasts"]}


def predict_file(path, steps):
    rows = read_rows(path)
    names = [OPTIONS["column"]] + [name for name in OPTIONS.get("exogenous", "").split(",") if name]
    missing = [name for name in names if not rows or name not in rows[0]]
    if missing:
        sys.exit(f"{path} has no column {missing[0]}.")
    series, *others = [[float(row[name]) for row in rows] for name in names]
    yield forecast(series, others, steps)
