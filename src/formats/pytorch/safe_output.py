# Care: nothing is lost to a signal, a full disk, a closed pipe or a wrong path.
class Stop:
    """SIGINT, SIGTERM and SIGHUP end a training after its step, with its model saved; the second one ends it at once."""

    def __init__(self):
        self.signal = 0
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self.receive)

    def receive(self, number, frame):
        if self.signal:
            os._exit(128 + self.signal)
        self.signal = number


def use_utf8():
    """Texts are UTF-8 with plain line ends, whatever the terminal's encoding is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


closed = False


def put(text, end="\n"):
    """Prints; False when nobody reads standard output any more."""
    global closed
    if not closed:
        try:
            print(text, end=end, flush=True)
        except BrokenPipeError:
            closed = True
            # What is left in the buffer goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return not closed


def check_output(path, inputs):
    """Ends with a sentence where the model cannot be written or would replace a file that is read. Returns the file that a link stands for."""
    place = os.path.realpath(path)
    if os.path.isdir(place):
        sys.exit(f"{path} is a folder. Choose a file name with --out.")
    if os.path.exists(place) and not os.path.isfile(place):
        sys.exit(f"{path} is no regular file, such as a device or a pipe. Choose another place with --out.")
    for name in inputs:
        if os.path.exists(place) and os.path.exists(name) and os.path.samefile(place, name):
            sys.exit(f"{path} is read by this command: the model would replace it. Choose another name with --out.")
    probe = f"{place}.{os.getpid()}.tmp"
    try:
        if os.path.exists(place) and not os.access(place, os.W_OK):
            raise PermissionError(13, "it is read-only")
        with open(probe, "xb") as file:
            file.write(bytes(4096))
        os.remove(probe)
    except OSError as error:
        sys.exit(f"Cannot write {path} ({error.strerror}). Choose another place with --out.")
    return place


def save(path, *model):
    """Writes a model, or where that cannot be done any more, another file; returns where it is."""
    name, extension = os.path.splitext(os.path.basename(path))
    for folder in (None, os.getcwd(), os.path.expanduser("~"), tempfile.gettempdir()):
        place = path if folder is None else os.path.join(folder, f"{name}-{os.getpid()}{extension}")
        try:
            write_model(place, *model)
        except OSError as error:
            if folder is None:
                reason = error.strerror
            continue
        if folder is not None:
            print(f"Cannot write {path} ({reason}) any more: the model is in {place}.", file=sys.stderr)
        return place
    sys.exit(f"Cannot write {path} ({reason}).")


def number(kind, minimum, maximum=math.inf, above=False):
    """A parser for argparse: a finite number of this kind within limits."""

    def parse(text):
        value = kind(text)
        if not math.isfinite(value) or value < minimum or value > maximum or (above and value == minimum):
            raise argparse.ArgumentTypeError(f"{text} is not {'more than' if above else 'at least'} {minimum}" + (f" and at most {maximum}" if maximum < math.inf else ""))
        return value

    return parse
