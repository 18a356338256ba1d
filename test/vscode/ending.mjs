// What a suite has started ends with it, also when it is stopped from outside: servers and browsers have process groups of their own, which no signal reaches.

/** What is left to end, in the order in which it was started. */
const open = [];

/** Calls `end`, which is not waited for, when this process ends, by itself or by a signal; what was started last ends first. */
export function atEnd(end) {
  open.push(end);
}

process.once('exit', () => {
  for (const end of open.toReversed()) end();
});
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) process.once(signal, () => process.exit(128 + number));
