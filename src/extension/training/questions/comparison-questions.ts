import * as vscode from 'vscode';
import { LAYER_DESCRIPTIONS } from '../../../network/layers/descriptions';
import type { Configuration } from '../../../protocol/configuration';
import { TUNINGS } from '../../../protocol/experiments';
import { type EqualSize, possibleSizes } from '../../../view-model/compare/equal-size';
import { architectureName } from '../../../view-model/run/architecture-name';
import type { GivenExperiment } from './experiment-questions';

type ComparisonStyle = Pick<GivenExperiment, 'equal' | 'tune'>;

/** What is compared: the text books' networks (undefined), or kinds of layers in their own surroundings. */
export async function askArchitectures(): Promise<{ cells: readonly string[] | undefined } | undefined> {
  const all = LAYER_DESCRIPTIONS.map(({ id }) => id);
  const items = [
    { label: vscode.l10n.t('Textbook networks'), description: vscode.l10n.t('RNN, LSTM and GRU with their usual initial weights'), cells: undefined },
    { label: vscode.l10n.t('Every layer kind'), description: LAYER_DESCRIPTIONS.map(({ title }) => title).join(', '), cells: all },
    { label: vscode.l10n.t('Chosen layer kinds…'), description: vscode.l10n.t('two or more of them'), cells: [] },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Compare architectures') });
  if (picked?.cells?.length !== 0) return picked;
  const cells = await askKinds();
  return cells && { cells };
}

async function askKinds(): Promise<string[] | undefined> {
  const picked = await vscode.window.showQuickPick(
    LAYER_DESCRIPTIONS.map(({ id, title }) => ({ label: title, description: id, id })),
    {
      title: vscode.l10n.t('Layer kinds'),
      placeHolder: vscode.l10n.t('The others are made equal to the first one you pick.'),
      canPickMany: true,
    },
  );
  return picked && picked.length > 0 ? picked.map(({ id }) => id) : undefined;
}

/** How kinds of layers are compared: what is held equal, and whether each is tuned first. */
export async function askStyle(plan: readonly Configuration[], symbols: number | undefined): Promise<ComparisonStyle | undefined> {
  // Of a task it is known where its data are read how large a network is.
  const size = symbols === undefined ? { equal: undefined } : await askEqualSize(plan, symbols);
  const tuning = size && (await askTuning(plan.length));
  return tuning && { ...(size.equal ? { equal: size.equal } : {}), tune: tuning.tune };
}

/** What networks are to have in common: their width (undefined as `equal`), or their size. */
async function askEqualSize(plan: readonly Configuration[], vocabularySize: number): Promise<{ equal: EqualSize | undefined } | undefined> {
  const [first] = plan;
  if (!first || plan.length < 2) return { equal: undefined };
  const name = architectureName(first);
  const sizes = {
    parameters: { label: vscode.l10n.t('Weights'), description: vscode.l10n.t('each with the same number of weights as {0}', name) },
    state: { label: vscode.l10n.t('State'), description: vscode.l10n.t('each with a state of the same size as {0}', name) },
  };
  const width = {
    ...{ label: vscode.l10n.t('Width'), description: vscode.l10n.t('{0} hidden units each', first.hidden), equal: undefined },
    detail: vscode.l10n.t('Kinds differ in their number of weights: a larger network may win by its size'),
  };
  const items = [width, ...possibleSizes(plan, vocabularySize).map((equal) => ({ ...sizes[equal], detail: undefined, equal }))];
  return vscode.window.showQuickPick(items, { title: vscode.l10n.t('What is held equal') });
}

/** Whether each network is tuned before it is compared. */
async function askTuning(networks: number): Promise<{ tune: boolean } | undefined> {
  const items = [
    { label: vscode.l10n.t('One learning rate'), description: vscode.l10n.t('from your settings and the text'), tune: false },
    {
      ...{
        label: vscode.l10n.t('Three learning rates by two weight decays'),
        description: vscode.l10n.t('{0} runs', networks * TUNINGS),
        tune: true,
      },
      detail: vscode.l10n.t('The best of each by validation is compared, as in Mechanistic Architecture Design (MAD)'),
    },
  ];
  return vscode.window.showQuickPick(items, { title: vscode.l10n.t('Tuning') });
}
