import { forwardNumbers } from '../diagnostics/walk-numbers';
import type { ReferenceNetwork } from '../network/reference/network';
import type { LayerStep } from '../network/reference/step-layer';
import type { Numbers } from '../protocol/bptt-trace';
import type { AddingReading, LessonAdding, TutorialReply } from '../protocol/tutorial';
import { runPlayground } from '../training/playground';

/** Trains networks on the adding problem, and says at the start and at the end of each what its gates, cells and states are when it has read the example. */
export function addingLesson({ request, untrained = false }: LessonAdding, send: (reply: TutorialReply) => void): void {
  runPlayground(
    request,
    (event) => send({ type: 'adding', event }),
    () => untrained,
    (cell, step, { network, steps }) => send({ type: 'reading', cell, step, reading: readingOf(network, steps.at(-1)!.layers[0]!) }),
  );
}

function readingOf(network: ReferenceNetwork, last: LayerStep): AddingReading {
  const { gates, net, state, cell, previous, previousCell } = forwardNumbers(network, 0, last);
  const byName = network.stack.kinds[0]!.gates.map(({ name }, i): [string, Numbers] => [name, gates[i]!]);
  const withCell = (c: Numbers | null): Record<string, Numbers> => (c ? { c } : {});
  return {
    now: { ...Object.fromEntries(byName), ...(byName.length === 0 ? { a: net } : {}), s: state, ...withCell(cell) },
    before: { s: previous, ...withCell(previousCell) },
    recurrent: recurrentMatrix(network),
  };
}

function recurrentMatrix(network: ReferenceNetwork): AddingReading['recurrent'] {
  const { data, shape } = network.recurrentWeight(0)!;
  const units = shape[1]!;
  const [diagonal, others]: [number[], number[]] = [[], []];
  for (const [i, value] of data.slice(0, units * units).entries()) (i % (units + 1) === 0 ? diagonal : others).push(value);
  return { units, diagonal: [Math.min(...diagonal), Math.max(...diagonal)], others: Math.max(...others.map(Math.abs)) };
}
