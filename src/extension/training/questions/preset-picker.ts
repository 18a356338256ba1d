import * as vscode from 'vscode';
import { defaultConfiguration, type Overrides } from '../../../protocol/defaults';
import { PRESETS, type Preset } from '../../../protocol/presets/trainings';
import { type PlannedText, planLine } from './plan-words';

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

const NOTHING: PickedPreset = { preset: {}, lesson: {}, forThisRun: {} };
const REMEMBERED = 'lastOverrides';

/** Presets that teach one thing and would not with other options: they stand above the settings. */
const LESSONS: ReadonlySet<PresetChoice> = new Set<PresetChoice>(['explode', 'hello']);

/** Characters from which on a network is still learning when half a minute is over. */
const LARGE = 100_000;
/** Characters up to which ten seconds are enough to know a text by heart. */
const SMALL = 2_000;

function recommendedPreset({ characters }: PlannedText): Preset {
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

  /** @param given the choice, where somebody has made it already @returns undefined when nobody chooses; 'form': every option is chosen by hand */
  async pick(context: PlannedText, given?: PresetChoice): Promise<PickedPreset | 'form' | undefined> {
    const choice = given ?? (await this.ask(context));
    if (!choice) return undefined;
    if (choice === 'same') return { ...NOTHING, preset: this.memory.get<Overrides>(REMEMBERED, PRESETS.balanced) };
    // Given with options, the form has been filled in already.
    if (choice === 'custom') return given ? NOTHING : 'form';
    return { ...NOTHING, [LESSONS.has(choice) ? 'lesson' : 'preset']: PRESETS[choice], explodes: choice === 'explode' };
  }

  private async ask(context: PlannedText): Promise<PresetChoice | undefined> {
    const recommended = recommendedPreset(context);
    const does = (choice: Preset, what: string) => ({
      ...{ choice, detail: this.plan(context, choice) },
      description: choice === recommended ? vscode.l10n.t('{0} Recommended for this text.', what) : what,
    });
    const items: (vscode.QuickPickItem & { choice: PresetChoice })[] = [
      { label: vscode.l10n.t('Quick look, 10 s'), ...does('quick', vscode.l10n.t('Enough to see the loss fall and the first suggestions.')) },
      { label: vscode.l10n.t('Balanced'), ...does('balanced', vscode.l10n.t('A good network for one file.')) },
      { label: vscode.l10n.t('Thorough'), ...does('thorough', vscode.l10n.t('A better network for larger files.')) },
      { label: vscode.l10n.t('Tutorial: vanilla tanh RNN'), ...does('tutorial', vscode.l10n.t('The textbook network, with U, W and V.')) },
      {
        choice: 'explode',
        label: vscode.l10n.t('Explode to NaN'),
        detail: vscode.l10n.t('ReLU, W = I, no gradient threshold: explodes within 30 to 100 steps. Then train again with one.'),
      },
      {
        choice: 'custom',
        label: vscode.l10n.t('Custom…'),
        detail: vscode.l10n.t('A form in the panel with every option, its range and its default for this text.'),
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

  /** What a preset will do to this text, with the settings that apply. */
  private plan(text: PlannedText, choice: Preset): string {
    return planLine(text, defaultConfiguration(text.characters, text.vocabularySize, { ...PRESETS[choice], ...text.settings }));
  }
}
