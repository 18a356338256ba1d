import * as vscode from 'vscode';
import { defaultConfiguration, type Overrides } from '../../protocol/defaults';
import { UnrollError } from '../../protocol/error';
import { MOST_SWEPT, parseValues, proposedValues, SWEEP_PARAMETERS, type SweepAxis, type SweepParameter } from '../../protocol/experiments';
import { OPTIONS } from '../../protocol/options';
import { formatSeconds } from '../../view-model/chart/format';
import { sentenceOf, translate } from '../log';
import { concurrentRuns } from '../settings';
import { checkOptions } from './run-options';

/** What a test or another command may decide beforehand instead of asking. */
export interface GivenExperiment {
  /** Seconds that each run may take; 0 with `steps`. */
  readonly seconds: number;
  readonly steps: number;
  readonly overrides: Overrides;
  readonly axes?: readonly SweepAxis[];
}

/** Seconds of each run to choose from; eight let nine runs end well within two minutes. */
const BUDGETS = [4, 8, 30, 120] as const;

/** Arguments of a command may come from anywhere: only what is known gets through. @throws UnrollError naming the first wrong option */
export function givenExperiment(given: unknown): GivenExperiment | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { seconds, steps, overrides, axes } = given as Record<string, unknown>;
  const budget = { seconds: positive(seconds), steps: positive(steps) };
  if (!budget.seconds && !budget.steps) return undefined;
  const own = checkOptions(overrides);
  const list = Array.isArray(axes)
    ? axes.filter(isAxis).map(({ parameter, values }) => ({ parameter, values: parseValues(parameter, values.join(';')) }))
    : [];
  return { ...budget, overrides: own, ...(list.length > 0 ? { axes: list } : {}) };
}

function positive(value: unknown): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : 0;
}

function isAxis(axis: unknown): axis is { parameter: SweepParameter; values: unknown[] } {
  const { parameter, values } = (axis ?? {}) as Record<string, unknown>;
  return SWEEP_PARAMETERS.includes(parameter as SweepParameter) && Array.isArray(values);
}

/** How long each of so many runs may take, with what that makes in all. */
export async function askBudget(runs: number): Promise<GivenExperiment | undefined> {
  const beside = Math.min(concurrentRuns(), runs);
  const items = BUDGETS.map((seconds) => ({
    label: vscode.l10n.t('{0} each', formatSeconds(seconds)),
    description: vscode.l10n.t('about {0} in all', formatSeconds(Math.ceil(runs / beside) * (seconds + 1))),
    seconds,
  }));
  const placeHolder =
    beside > 1
      ? vscode.l10n.t('{0} runs, {1} at a time: how long may each train?', runs, beside)
      : vscode.l10n.t('{0} runs, one after the other: how long may each train?', runs);
  const picked = await vscode.window.showQuickPick([items[1]!, items[0]!, ...items.slice(2)], { title: vscode.l10n.t('Time budget'), placeHolder });
  return picked && { seconds: picked.seconds, steps: 0, overrides: {} };
}

/** One or two hyper-parameters and their values. */
export async function askSweep(characters: number, vocabularySize: number, settings: Overrides): Promise<SweepAxis[] | undefined> {
  const base = defaultConfiguration(characters, vocabularySize, settings);
  const name = (parameter: SweepParameter) => vscode.l10n.t(OPTIONS[parameter].label);
  const items = SWEEP_PARAMETERS.map((parameter) => ({ label: name(parameter), description: `${parameter} = ${base[parameter]}`, parameter }));
  const title = vscode.l10n.t('Sweep hyper-parameters');
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('One or two hyper-parameters; all others stay as the settings and the text have them.'),
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
      prompt: vscode.l10n.t('Values with commas between them; at most {0} runs in all.', MOST_SWEPT),
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
    return count > MOST_SWEPT ? translate('sweep.runs', [count, MOST_SWEPT]) : undefined;
  } catch (error) {
    return sentenceOf(error);
  }
}
