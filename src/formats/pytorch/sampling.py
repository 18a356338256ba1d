# Sampling: the same random numbers and the same draws as `unroll sample`, so that a seed gives the same text.
def random_words(seed, purpose):
    """xoshiro128** seeded by SplitMix32 from (seed, purpose): yields unsigned 32-bit integers."""
    mask = 0xFFFFFFFF
    z = 0x811C9DC5
    for unit in purpose:
        z = ((z ^ ord(unit)) * 0x01000193) & mask
    z ^= ((seed & mask) * 0x9E3779B9) & mask
    z ^= (((seed >> 32) & mask) * 0x85EBCA6B) & mask
    s = []
    for _ in range(4):
        z = (z + 0x9E3779B9) & mask
        x = ((z ^ (z >> 16)) * 0x21F0AAAD) & mask
        x = ((x ^ (x >> 15)) * 0x735A2D97) & mask
        s.append(x ^ (x >> 15))
    if not any(s):
        s[0] = 1
    while True:
        product = s[1] * 5 & mask
        yield ((product << 7 | product >> 25) & mask) * 9 & mask
        t = s[1] << 9 & mask
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = (s[3] << 11 | s[3] >> 21) & mask


def draw(scores, temperature, uniform, has_unknown):
    """Index of a character; the unknown class is never drawn. Temperature 0 takes the likeliest."""
    order = sorted(range(1 if has_unknown else 0, len(scores)), key=lambda i: (-scores[i], i))
    if temperature <= 0:
        return order[0]
    weights = [math.exp((scores[i] - scores[order[0]]) / temperature) for i in order]
    rest = uniform * sum(weights)
    for index, weight in zip(order, weights):
        rest -= weight
        if rest < 0:
            return index
    return order[-1]


@torch.no_grad()
def sample(network, vocabulary, prime, length, temperature, seed, device):
    """Yields one character after the other. Characters that the model does not know are left out of the prime, unless it has an unknown class."""
    has_unknown = vocabulary[0] is None
    if len(vocabulary) <= has_unknown:
        sys.exit("The vocabulary of this model holds no character: it can write nothing.")
    network.eval()
    words = random_words(seed, "sample")
    index = {character: i for i, character in enumerate(vocabulary)}
    unknown = sorted({character for character in prime if character not in index}) if not has_unknown else []
    if unknown:
        print("The model does not know these characters of the beginning, which are left out:", *map(json.dumps, unknown), file=sys.stderr)
    known = [index.get(character, 0) for character in prime if has_unknown or character in index] or [index.get("\n", 0)]
    symbols, state = torch.tensor(known, device=device)[:, None], None
    for _ in range(length):
        logits, state = network(symbols, state)
        scores = log_probabilities(logits[-1, 0]).cpu().tolist()
        uniform = (next(words) >> 8) * 2.0**-24 if temperature > 0 else 0.0
        chosen = draw(scores, temperature, uniform, has_unknown)
        yield vocabulary[chosen]
        symbols = torch.tensor([[chosen]], device=device)
