import * as vscode from 'vscode';
import { LAYER_DESCRIPTIONS } from '../../../network/layers/descriptions';
import type { Configuration } from '../../../protocol/configuration';
import { type DataTask, parseDataTask } from '../../../protocol/data-task';
import type { Overrides } from '../../../protocol/defaults';
import { UnrollError } from '../../../protocol/error';
import { MAX_SWEPT, parseValues, proposedValues, SWEEP_PARAMETERS, type SweepAxis, type SweepParameter } from '../../../protocol/experiments';
import { OPTIONS } from '../../../protocol/options';
import { formatSeconds } from '../../../view-model/chart/format';
import { EQUAL_SIZES, type EqualSize } from '../../../view-model/compare/equal-size';
import { sentenceOf, translate } from '../../log';
import { concurrentRuns } from '../../settings';
import { checkOptions } from '../run-options';

/** What a test or another command may decide beforehand instead of asking. */
export interface GivenExperiment {
  /** Seconds that each run may take; 0 with `steps`. */
  readonly seconds: number;
  readonly steps: number;
  readonly overrides: Overrides;
  readonly axes?: readonly SweepAxis[];
  /** Runs of every network, each with the next seed. */
  readonly seeds: number;
  /** Kinds of layers to compare instead of the text books' networks, and how. */
  readonly cells?: readonly string[];
  readonly equal?: EqualSize;
  readonly tune?: boolean;
  /** What is to be learnt, if not the characters. */
  readonly task?: DataTask;
}

/** Seconds of each run to choose from; eight let nine runs end well within two minutes. */
const BUDGETS = [4, 8, 30, 120] as const;

/** Steps of each run to choose from: equal work instead of equal time. */
const STEPS = [500, 2000] as const;

/** Seeds to choose from. */
const SEEDS = [1, 3, 5] as const;

/** Arguments of a command may come from anywhere: only what is known gets through. @throws UnrollError naming the first wrong option */
export function givenExperiment(given: unknown): GivenExperiment | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { seconds, steps, overrides, axes, seeds, cells, equal, tune, task } = given as Record<string, unknown>;
  const budget = { seconds: positive(seconds), steps: positive(steps) };
  if (!budget.seconds && !budget.steps) return undefined;
  const own = checkOptions(overrides);
  const learnt = parseDataTask(task);
  const list = Array.isArray(axes)
    ? axes.filter(isAxis).map(({ parameter, values }) => ({ parameter, values: parseValues(parameter, values.join(';')) }))
    : [];
  const known = Array.isArray(cells) ? LAYER_DESCRIPTIONS.map(({ id }) => id).filter((id) => cells.includes(id)) : [];
  return {
    ...{ ...budget, overrides: own, seeds: Math.max(1, Math.floor(positive(seeds))) },
    ...(list.length > 0 ? { axes: list } : {}),
    ...(known.length > 0 ? { cells: known } : {}),
    ...(EQUAL_SIZES.includes(equal as EqualSize) ? { equal: equal as EqualSize } : {}),
    ...(tune === true ? { tune } : {}),
    ...(learnt ? { task: learnt } : {}),
  };
}

function positive(value: unknown): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : 0;
}

function isAxis(axis: unknown): axis is { parameter: SweepParameter; values: unknown[] } {
  const { parameter, values } = (axis ?? {}) as Record<string, unknown>;
  return SWEEP_PARAMETERS.includes(parameter as SweepParameter) && Array.isArray(values);
}

/** With how many seeds each network is trained: only several can show that one is better. */
async function askSeeds(networks: number): Promise<number | undefined> {
  const items = SEEDS.map((seeds) => ({
    label: seeds === 1 ? vscode.l10n.t('One seed') : vscode.l10n.t('{0} seeds', seeds),
    description: vscode.l10n.t('{0} runs', seeds * networks),
    detail:
      seeds === 1 ? vscode.l10n.t('A first look: differences may be luck') : vscode.l10n.t('Means with intervals, and a test of every difference'),
    seeds,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Seeds') }))?.seeds;
}

/** Seeds and time budget of an experiment. */
export async function askRuns(networks: number): Promise<GivenExperiment | undefined> {
  const seeds = await askSeeds(networks);
  const budget = seeds && (await askBudget(seeds * networks));
  return budget ? { ...budget, seeds } : undefined;
}

/** How long each of so many runs may take, with what that makes in all. */
async function askBudget(runs: number): Promise<GivenExperiment | undefined> {
  const beside = Math.min(concurrentRuns(), runs);
  const items = BUDGETS.map((seconds) => ({
    label: vscode.l10n.t('{0} each', formatSeconds(seconds)),
    description: vscode.l10n.t('about {0} in all', formatSeconds(Math.ceil(runs / beside) * (seconds + 1))),
    ...{ seconds, steps: 0 },
  }));
  const bySteps = STEPS.map((steps) => ({
    label: vscode.l10n.t('{0} steps each', steps),
    description: vscode.l10n.t('the same number of steps for each, however long they take'),
    ...{ seconds: 0, steps },
  }));
  const placeHolder =
    beside > 1
      ? vscode.l10n.t('{0} runs, {1} at a time: how long may each train?', runs, beside)
      : vscode.l10n.t('{0} runs, one after the other: how long may each train?', runs);
  const picked = await vscode.window.showQuickPick([items[1]!, items[0]!, ...items.slice(2), ...bySteps], {
    title: vscode.l10n.t('Time or steps'),
    placeHolder,
  });
  return picked && { seconds: picked.seconds, steps: picked.steps, overrides: {}, seeds: 1 };
}

/** One or two hyper-parameters and their values. */
export async function askSweep(base: Configuration): Promise<SweepAxis[] | undefined> {
  const name = (parameter: SweepParameter) => vscode.l10n.t(OPTIONS[parameter].label);
  const items = SWEEP_PARAMETERS.map((parameter) => ({ label: name(parameter), description: `${parameter} = ${base[parameter]}`, parameter }));
  const title = vscode.l10n.t('Sweep hyperparameters');
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('One or two hyperparameters. All others keep the values from your settings and the text.'),
    canPickMany: true,
  });
  if (!picked || picked.length === 0) return undefined;
  if (picked.length > 2) throw new UnrollError('sweep.axes');
  const axes: SweepAxis[] = [];
  for (const { parameter } of picked) {
    const before = axes.reduce((product, { values }) => product * values.length, 1);
    const answer = await vscode.window.showInputBox({
      title: name(parameter),
      value: proposedValues(parameter, base[parameter])
        .slice(0, picked.length > 1 ? 4 : 5)
        .join(', '),
      prompt: vscode.l10n.t('Values with commas between them; at most {0} runs in all.', MAX_SWEPT),
      validateInput: (text) => complaint(parameter, text, before),
    });
    if (answer === undefined) return undefined;
    axes.push({ parameter, values: parseValues(parameter, answer) });
  }
  return axes;
}

function complaint(parameter: SweepParameter, text: string, before: number): string | undefined {
  try {
    const count = before * parseValues(parameter, text).length;
    return count > MAX_SWEPT ? translate('sweep.runs', [count, MAX_SWEPT]) : undefined;
  } catch (error) {
    return sentenceOf(error);
  }
}
