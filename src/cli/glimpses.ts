import { type Command, Option } from 'commander';
import {
  GLIMPSE_NETWORKS,
  GLIMPSE_PICTURES,
  GLIMPSE_RANGES,
  type GlimpseEvent,
  type GlimpseNetworkId,
  type GlimpsePictures,
} from '../protocol/glimpses';
import { runGlimpses } from '../training/glimpses';
import * as l10n from './l10n';
import { padded } from './language';
import { nameList, plainNumber } from './options';

interface GlimpseOptions {
  pictures: GlimpsePictures;
  glimpses: number;
  networks?: GlimpseNetworkId[];
  steps: number;
  seconds?: number;
  seed: number;
  json?: boolean;
}

/** The glimpse playground: a network that learns where to look, beside one that looks anywhere and one that sees everything. */
export function addGlimpsesCommand(program: Command): void {
  const { glimpses, steps } = GLIMPSE_RANGES;
  program
    .command('glimpses')
    .description(l10n.t('train a network that learns where to look in pictures of digits'))
    .addOption(new Option('--pictures <kind>', l10n.t('where the digit is')).choices(GLIMPSE_PICTURES).default('translated'))
    .option('--glimpses <n>', l10n.t('glimpses of a picture'), plainNumber(1, true), glimpses.usual)
    .addOption(new Option('--networks <names...>', l10n.t('networks to train')).choices(GLIMPSE_NETWORKS).argParser(nameList(GLIMPSE_NETWORKS)))
    .option('--steps <n>', l10n.t('maximum number of updates of each network'), plainNumber(1, true), steps.usual)
    .option('--seconds <s>', l10n.t('limit for the training time of all networks together, in seconds'), plainNumber(0))
    .option('--seed <n>', l10n.t('seed'), plainNumber(0, true), 1)
    .option('--json', l10n.t('every event as a JSON line on standard output'))
    .action(({ networks = [...GLIMPSE_NETWORKS], json, seconds, ...request }: GlimpseOptions) => {
      const last = new Map<GlimpseNetworkId, Point>();
      const started = performance.now();
      const emit = (event: GlimpseEvent) => {
        if (event.type === 'point') last.set(event.network, event);
        if (json) process.stdout.write(`${JSON.stringify(event)}\n`);
        else if (event.type === 'point') process.stderr.write(`${event.network} ${event.step}: ${percent(event.accuracies.at(-1)!)}\n`);
      };
      runGlimpses({ ...request, networks }, emit, () => seconds !== undefined && performance.now() - started >= 1000 * seconds);
      if (!json) report(last);
    });
}

type Point = Extract<GlimpseEvent, { type: 'point' }>;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What share of the pictures each network names rightly after every glimpse. */
function report(points: ReadonlyMap<GlimpseNetworkId, Point>): void {
  console.log(l10n.t('Share of right answers on 1000 other pictures after each glimpse:'));
  const heads = [l10n.t('step'), l10n.t('seconds'), l10n.t('glimpses')];
  console.log(' '.repeat(8) + heads.map((head) => padded(head, 9)).join(''));
  for (const [network, { step, seconds, accuracies }] of points)
    console.log(
      network.padEnd(8) +
        [String(step), seconds.toFixed(1)].map((text) => text.padStart(9)).join('') +
        accuracies.map((share) => percent(share).padStart(9)).join(''),
    );
}
