import * as vscode from 'vscode';
import type { Family } from '../../network/layers/description';
import { LAYER_DESCRIPTIONS } from '../../network/layers/descriptions';
import { ACTIVATIONS, type Configuration } from '../../protocol/configuration';
import { defaultConfiguration, type Overrides, PRESETS, type Preset } from '../../protocol/defaults';
import { formatSeconds } from '../../view-model/chart/format';
import { networkName } from '../../view-model/run/network-name';

export type PresetChoice = Preset | 'custom' | 'same';

/** What was chosen. */
export interface PickedPreset {
  /** Options of the preset that settings may replace. */
  readonly preset: Overrides;
  /** Options without which the preset would not show what it is for: they replace settings. */
  readonly lesson: Overrides;
  /** Options asked for in so many words. */
  readonly forThisRun: Overrides;
  /** Learning rate and seed are looked for by which this text's gradients explode in sight. */
  readonly explodes?: boolean;
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

/** Characters from which on a network is still learning when half a minute is over. */
const LARGE = 100_000;
/** Characters up to which ten seconds are enough to know a text by heart. */
const SMALL = 2_000;

function recommendedPreset({ characters }: PresetContext): Preset {
  if (characters < SMALL) return 'quick';
  return characters < LARGE ? 'balanced' : 'thorough';
}

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
    return { ...NOTHING, [LESSONS.has(choice) ? 'lesson' : 'preset']: PRESETS[choice], explodes: choice === 'explode' };
  }

  private async ask(context: PresetContext): Promise<PresetChoice | undefined> {
    const recommended = recommendedPreset(context);
    const does = (choice: Preset, what: string) => ({
      ...{ choice, detail: `${what} ${this.plan(context, choice)}` },
      ...(choice === recommended ? { description: vscode.l10n.t('recommended for this text') } : {}),
    });
    const items: (vscode.QuickPickItem & { choice: PresetChoice })[] = [
      { label: vscode.l10n.t('Quick look, 10 s'), ...does('quick', vscode.l10n.t('Enough to see the loss fall and the first suggestions.')) },
      { label: vscode.l10n.t('Balanced'), ...does('balanced', vscode.l10n.t('A good network for one file.')) },
      { label: vscode.l10n.t('Thorough'), ...does('thorough', vscode.l10n.t('A better network for larger files.')) },
      { label: vscode.l10n.t('Tutorial: vanilla tanh RNN'), ...does('tutorial', vscode.l10n.t('The network of the text books, with U, W and V.')) },
      {
        choice: 'explode',
        label: vscode.l10n.t('Explode to NaN'),
        detail: vscode.l10n.t(
          'ReLU, W = I and no gradient threshold: the gradient explodes within 30 to 100 steps; then train again with the threshold.',
        ),
      },
      {
        choice: 'custom',
        label: vscode.l10n.t('Custom…'),
        detail: vscode.l10n.t('Cell, hidden units and time; everything else is in the settings.'),
      },
      ...(this.memory.get(REMEMBERED) ? [{ choice: 'same' as const, label: vscode.l10n.t('Same as last time') }] : []),
    ];
    const first = items.findIndex(({ choice }) => choice === recommended);
    const picked = await vscode.window.showQuickPick([...items.splice(first, 1), ...items], {
      title: vscode.l10n.t('Train RNN'),
      placeHolder: vscode.l10n.t('How long, and what kind of network?'),
      // A walkthrough whose button was pressed takes the focus back.
      ignoreFocusOut: true,
      matchOnDescription: true,
    });
    return picked?.choice;
  }

  /** What a preset will train on this text: network, characters and time, with the settings that apply. */
  private plan({ characters, vocabularySize, settings }: PresetContext, choice: Preset): string {
    const overrides: Overrides = { ...PRESETS[choice], ...settings };
    const configuration = defaultConfiguration(characters, vocabularySize, overrides);
    const held = configuration.validation > 0 ? Math.ceil(configuration.validation * characters) : 0;
    const network = networkName(configuration);
    const count = (value: number) => value.toLocaleString(vscode.env.language);
    const budget = configuration.steps > 0 ? vscode.l10n.t('{0} steps', count(configuration.steps)) : formatSeconds(configuration.seconds);
    return held > 0
      ? vscode.l10n.t('{0}, {1}, on {2} characters; {3} more are held out to judge it.', network, budget, count(characters - held), count(held))
      : vscode.l10n.t('{0}, {1}, on all {2} characters; too few to hold any out.', network, budget, count(characters));
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
