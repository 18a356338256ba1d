import { Argument, type Command, Option } from 'commander';
import { PLAYGROUND_CELLS, PLAYGROUND_SLIDERS, type PlaygroundCell, type PlaygroundSlider, sliderValue } from '../protocol/playground';
import { PLAYGROUND_TASKS, type PlaygroundTask } from '../protocol/tasks';
import { runPlayground } from '../training/playground';
import { gradientReach, PlaygroundSeries } from '../view-model/run/playground-series';
import * as l10n from './l10n';
import { padded } from './language';
import { nameList, plainNumber } from './options';

interface PlaygroundOptions extends Partial<Record<PlaygroundSlider, number>> {
  cells?: PlaygroundCell[];
  steps: number;
  seed: number;
  json?: boolean;
}

/** Networks that train where none are named: the plain ones. */
const FIRST_CELLS: readonly PlaygroundCell[] = PLAYGROUND_CELLS.slice(0, 5);

/** The playground for memory: which cell carries something over a length, and what training does to its gradient. */
export function addPlaygroundCommand(program: Command): void {
  program
    .command('playground')
    .description(l10n.t('train small networks side by side on a memory task'))
    .addArgument(new Argument('<task>', l10n.t('generated task')).choices(PLAYGROUND_TASKS))
    .option('--length <n>', l10n.t('time steps, blanks to wait (copy) or symbols (selective-copy, reverse)'), plainNumber(1, true))
    .option('--pairs <n>', l10n.t('pairs of key and value to recall'), plainNumber(1, true))
    .option('--modulus <n>', l10n.t('modulus of the counting task'), plainNumber(1, true))
    .option('--kinds <n>', l10n.t('kinds of brackets'), plainNumber(1, true))
    .option('--depth <n>', l10n.t('layers of every network'), plainNumber(1, true))
    .addOption(new Option('--cells <names...>', l10n.t('networks to train')).choices(PLAYGROUND_CELLS).argParser(nameList(PLAYGROUND_CELLS)))
    .option('--steps <n>', l10n.t('maximum number of updates of each network'), plainNumber(1, true), 1200)
    .option('--seed <n>', l10n.t('seed'), plainNumber(0, true), 1)
    .option('--json', l10n.t('every event as a JSON line on standard output'))
    .action((task: PlaygroundTask, { cells = [...FIRST_CELLS], steps, seed, json, ...sliders }: PlaygroundOptions) => {
      const series = new PlaygroundSeries();
      const given = Object.fromEntries(PLAYGROUND_SLIDERS.flatMap((slider) => (sliders[slider] === undefined ? [] : [[slider, sliders[slider]]])));
      const length = sliderValue({ task, ...given }, 'length');
      runPlayground({ task, ...(length === undefined ? {} : { length }), ...given, cells, steps, seed }, (event) => {
        series.append([event]);
        if (json) process.stdout.write(`${JSON.stringify(event)}\n`);
        else if (event.type === 'point' && event.step % 100 === 0)
          process.stderr.write(`${event.cell} ${event.step}: ${event.loss.toPrecision(3)}\n`);
      });
      if (!json) report(series);
    });
}

function report({ begin, runs }: PlaygroundSeries): void {
  const width = 8;
  const heads = [l10n.t('loss'), l10n.t('solved at'), l10n.t('seconds'), l10n.t('gradient before'), l10n.t('gradient after')];
  console.log(' '.repeat(width) + heads.map((head) => padded(head, 18)).join(''));
  for (const [cell, run] of runs) {
    const reach = gradientReach(run);
    const shares = [reach?.before, reach?.after].map((value) => (value === null || value === undefined ? '–' : value.toExponential(1)));
    const cells = [run.losses.at(-1)?.toPrecision(3) ?? '–', String(run.solved ?? '–'), run.seconds.toFixed(1), ...shares];
    console.log(cell.padEnd(width) + cells.map((text) => text.padStart(18)).join(''));
  }
  const { chance, solvedBelow } = begin!;
  if (solvedBelow === null)
    console.log(l10n.t('Chance {0}, solved with 99 % right answers; gradient: ‖∂s_T/∂s_1‖ across the sequence.', chance.toPrecision(3)));
  else console.log(l10n.t('Chance {0}, solved below {1}; gradient: ‖∂s_T/∂s_1‖ across the sequence.', chance.toPrecision(3), solvedBelow));
}
