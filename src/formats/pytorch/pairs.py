@torch.no_grad()
def translate(sources, network=None):
    """The target of every source, always the likeliest character, and the share of every source character in each of its own."""
    network = network or load_network()
    answers = []
    for source in sources:
        memory, state = network.read(encode(source)[:, None])
        symbol, text, looked = TASK["outputs"], "", []
        for _ in range(OPTIONS["limit"]):
            logits, state, shares = network.write(torch.tensor([[symbol]]), state, memory)
            symbol = int(logits[-1, 0].argmax())
            if symbol == 0:
                break
            text += CLASSES[symbol]
            looked.append(None if shares is None else shares[-1, 0].tolist())
        answers.append((text, looked))
    return answers


def predict_file(path, _steps):
    rows = read_rows(path)
    column = OPTIONS.get("input")
    if column is not None and rows and column in rows[0]:
        sources = [row[column].strip() for row in rows]
    else:
        with open(path, encoding="utf-8-sig") as file:
            sources = [line.split("\t")[0].strip() for line in file if line.strip()]
    if not sources:
        sys.exit(f"There is nothing to read in {path}.")
    for source, (target, attention) in zip(sources, translate(sources)):
        yield {"source": source, "target": target, **({"attention": attention} if attention and attention[0] else {})}
