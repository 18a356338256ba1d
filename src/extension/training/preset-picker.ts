import * as vscode from 'vscode';
import type { Family } from '../../network/layers/description';
import { LAYER_DESCRIPTIONS } from '../../network/layers/descriptions';
import { ACTIVATIONS, type Configuration } from '../../protocol/configuration';
import { type Overrides, PRESETS, type Preset } from '../../protocol/defaults';

export type PresetChoice = Preset | 'custom' | 'same';

/** What was chosen. */
export interface PickedPreset {
  /** Options of the preset that settings may replace. */
  readonly preset: Overrides;
  /** Options without which the preset would not show what it is for: they replace settings. */
  readonly lesson: Overrides;
  /** Options asked for in so many words. */
  readonly forThisRun: Overrides;
}

/** The text to train on, and the settings that apply to it. */
export interface PresetContext {
  readonly characters: number;
  readonly vocabularySize: number;
  readonly settings: Overrides;
}

const NOTHING: PickedPreset = { preset: {}, lesson: {}, forThisRun: {} };
const REMEMBERED = 'lastOverrides';

/** Presets that teach one thing and would not with other options: they stand above the settings. */
const LESSONS: ReadonlySet<PresetChoice> = new Set<PresetChoice>(['explode', 'hello']);

/** "How long, and what kind of network?" */
export class PresetPicker {
  constructor(private readonly memory: vscode.Memento) {}

  /** What "Same as last time" will be. */
  remember(overrides: Overrides): void {
    void this.memory.update(REMEMBERED, overrides);
  }

  /** @param given the choice, where somebody has made it already @returns undefined when nobody chooses */
  async pick(context: PresetContext, given?: PresetChoice): Promise<PickedPreset | undefined> {
    const choice = given ?? (await this.ask(context));
    if (!choice) return undefined;
    if (choice === 'same') return { ...NOTHING, preset: this.memory.get<Overrides>(REMEMBERED, PRESETS.balanced) };
    if (choice === 'custom') {
      const forThisRun = await this.custom();
      return forThisRun && { ...NOTHING, forThisRun };
    }
    return { ...NOTHING, [LESSONS.has(choice) ? 'lesson' : 'preset']: PRESETS[choice] };
  }

  private async ask(_context: PresetContext): Promise<PresetChoice | undefined> {
    const items: (vscode.QuickPickItem & { choice: PresetChoice })[] = [
      { choice: 'quick', label: vscode.l10n.t('Quick look, 10 s'), detail: vscode.l10n.t('Enough to see the loss fall and the first suggestions.') },
      { choice: 'balanced', label: vscode.l10n.t('Balanced'), detail: vscode.l10n.t('30 seconds: a good network for one file.') },
      { choice: 'thorough', label: vscode.l10n.t('Thorough'), detail: vscode.l10n.t('3 minutes: a larger network for larger files.') },
      {
        choice: 'tutorial',
        label: vscode.l10n.t('Tutorial: vanilla tanh RNN'),
        detail: vscode.l10n.t('s_t = tanh(U x_t + W s_{t-1}), o_t = softmax(V s_t), as in the text books.'),
      },
      {
        choice: 'explode',
        label: vscode.l10n.t('Explode to NaN'),
        detail: vscode.l10n.t('ReLU, W = I and no gradient threshold: watch the gradient explode, then train again with the threshold.'),
      },
      {
        choice: 'custom',
        label: vscode.l10n.t('Custom…'),
        detail: vscode.l10n.t('Cell, hidden units and time; everything else is in the settings.'),
      },
      ...(this.memory.get(REMEMBERED) ? [{ choice: 'same' as const, label: vscode.l10n.t('Same as last time') }] : []),
    ];
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Train RNN'),
      placeHolder: vscode.l10n.t('How long, and what kind of network?'),
      // A walkthrough whose button was pressed takes the focus back.
      ignoreFocusOut: true,
    });
    return picked?.choice;
  }

  private async custom(): Promise<Overrides | undefined> {
    const cells = LAYER_DESCRIPTIONS.flatMap(({ id, title, family, options }): KindItem[] => {
      if (family === 'window') return [{ label: vscode.l10n.t('Feed-forward net over a window'), cell: id, activation: ACTIVATIONS[0] }];
      if (!options.includes('activation')) return [{ label: title, description: family === 'recurrent' ? '' : familyName(family), cell: id }];
      return ACTIVATIONS.map((activation) => ({ label: `${title}, ${activation === 'relu' ? 'ReLU' : activation}`, cell: id, activation }));
    });
    const cell = await vscode.window.showQuickPick(cells, { title: vscode.l10n.t('Cell') });
    if (!cell) return undefined;
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('Hidden units and seconds'),
      value: '128 30',
      validateInput: (value) =>
        /^\s*\d{1,4}\s+\d{1,5}\s*$/.test(value)
          ? undefined
          : vscode.l10n.t('Two whole numbers: hidden units (1 to 1024) and seconds, such as 128 30.'),
    });
    if (!answer) return undefined;
    const [hidden, seconds] = answer.trim().split(/\s+/).map(Number);
    return {
      cell: cell.cell,
      ...(cell.activation ? { activation: cell.activation } : {}),
      hidden: Math.min(1024, Math.max(1, hidden!)),
      seconds: Math.max(1, seconds!),
    };
  }
}

interface KindItem extends vscode.QuickPickItem {
  readonly cell: string;
  readonly activation?: Configuration['activation'];
}

function familyName(family: Family): string {
  const names: Record<Family, string> = {
    recurrent: vscode.l10n.t('recurrent'),
    'linear recurrence': vscode.l10n.t('linear recurrence'),
    convolution: vscode.l10n.t('convolution'),
    attention: vscode.l10n.t('attention'),
    window: vscode.l10n.t('window'),
  };
  return names[family];
}
