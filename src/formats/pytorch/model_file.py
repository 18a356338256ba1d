# The model file: safetensors is a u64 header length, a JSON header and the bytes of the tensors.
def read_model(path):
    """Tensors by name, configuration, vocabulary (code points in index order, None = the unknown class) and counters of the run."""
    try:
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            data = bytearray(file.read())
    except (OSError, struct.error, ValueError, MemoryError) as error:
        sys.exit(f"Cannot read the model {path} ({error}).")
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        values = torch.frombuffer(data, dtype=torch.float32, count=(end - start) // 4, offset=start) if end > start else torch.zeros(0)
        tensors[name] = values.reshape(entry["shape"]).clone()
    return tensors, json.loads(metadata["configuration"]), json.loads(metadata["vocabulary"]), json.loads(metadata.get("resume", "{}"))


def write_model(path, network, configuration, vocabulary):
    tensors = {name: tensor.detach().float().cpu().contiguous() for name, tensor in network.state_dict().items()}
    header = {"__metadata__": {"format": "unroll-model-1", "configuration": json.dumps(configuration), "vocabulary": json.dumps(vocabulary)}}
    offset = 0
    for name, tensor in tensors.items():
        size = 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            for tensor in tensors.values():
                file.write(struct.pack(f"<{tensor.numel()}f", *tensor.flatten().tolist()))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def load_network(path, device="cpu"):
    tensors, configuration, vocabulary, counters = read_model(path)
    network = Network(len(vocabulary), configuration["dropout"])
    try:
        network.load_state_dict({name: tensors[name] for name in network.state_dict()})
    except (KeyError, RuntimeError):
        sys.exit(f"{path} is a model of another network. Choose one of the network that this script was made for.")
    return network.to(device), tensors, configuration, vocabulary, counters
