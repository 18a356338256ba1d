@torch.no_grad()
def classify(sequences, network=None):
    """Probability of every class [examples, classes]: each sequence is read to its end, from a zero state."""
    network = network or load_network()
    answers = []
    for sequence in sequences:
        logits, _ = network(encode(sequence)[:, None])
        answers.append(logits[-1, 0].softmax(-1))
    return torch.stack(answers)


def predict_file(path, _steps):
    columns = (OPTIONS.get("input") or "").split(",")
    rows = read_rows(path)
    if rows and all(column in rows[0] for column in columns):
        sequences = [[float(row[column]) for column in columns] if SCALING else row[columns[0]].strip() for row in rows]
    else:
        with open(path, encoding="utf-8-sig") as file:
            sequences = [line.strip() for line in file if line.strip()]
    if not sequences:
        sys.exit(f"There is nothing to classify in {path}.")
    for own in classify(sequences).tolist():
        best = max(range(len(own)), key=own.__getitem__)
        yield {"label": CLASSES[best], "probability": own[best], "probabilities": dict(zip(CLASSES, own))}
