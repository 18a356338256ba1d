import * as vscode from 'vscode';
import { defaultConfiguration, type Overrides } from '../../../protocol/defaults';
import type { FormPlan, FormValues, RunForm } from '../../../protocol/run-form';
import { FORM_GROUPS, type FormGroup, formField, groupKeys, unreadOptions } from '../../../view-model/run/form-fields';
import { sentenceOf, showError } from '../../log';
import { checkOptions } from '../run-options';
import { type PlannedText, planLine } from './plan-words';

/** A text that a form is filled in for. */
export interface FormText extends PlannedText {
  readonly name: string;
  /** Trains on it as it stands then. */
  train(forThisRun: Overrides): Promise<unknown>;
}

/** The form of a new run, "Custom…": every option of the option table with what it would be for this text. The panel shows it. */
export class RunForms {
  private shown: { readonly id: number; readonly text: FormText } | undefined;

  /** @param show opens the form in the panel */
  constructor(private readonly show: (form: RunForm) => void) {}

  open(text: FormText): void {
    this.shown = { id: (this.shown?.id ?? 0) + 1, text };
    this.show(this.current()!);
  }

  /** The form as a page gets it that opens later. */
  current(): RunForm | undefined {
    if (!this.shown) return undefined;
    const { id, text } = this.shown;
    const words = {
      text: (english: string) => vscode.l10n.t(english),
      between: (minimum: number, maximum: number) => vscode.l10n.t('{0} to {1}', minimum, maximum),
      below: (minimum: number, maximum: number) => vscode.l10n.t('{0} or more, below {1}', minimum, maximum),
      atLeast: (minimum: number) => vscode.l10n.t('{0} or more', minimum),
    };
    return {
      ...{ id, name: text.name, settings: text.settings, plan: this.plan({}) },
      groups: FORM_GROUPS.map((group) => ({
        ...{ id: group, title: groupTitle(group) },
        fields: groupKeys(group).map((key) => formField(key, words)),
      })),
    };
  }

  /** What would be trained, or what is wrong. */
  plan(values: FormValues): FormPlan {
    const { text } = this.shown!;
    const planned = (overrides: Overrides) => defaultConfiguration(text.characters, text.vocabularySize, { ...text.settings, ...overrides });
    const result = (configuration: ReturnType<typeof planned>, problem: FormPlan['problem']) => ({
      ...{ values: { ...configuration }, unread: unreadOptions(configuration), problem },
      sentence: problem ? '' : planLine(text, configuration),
    });
    const own: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(values)) {
      try {
        Object.assign(own, checkOptions({ [key]: value }));
      } catch (error) {
        return result(planned({}), { key, sentence: sentenceOf(error) });
      }
    }
    try {
      return result(planned(withBudget(own)), null);
    } catch (error) {
      return result(planned({}), { key: null, sentence: sentenceOf(error) });
    }
  }

  /** Trains with what was filled in. False when nothing has begun. */
  async train(values: FormValues): Promise<boolean> {
    try {
      return Boolean(await this.shown?.text.train(withBudget(checkOptions(values))));
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) showError(error);
      return false;
    }
  }
}

/** A number of steps takes the place of the time that nobody gave. */
function withBudget(own: Overrides): Overrides {
  return own.steps && own.seconds === undefined ? { ...own, seconds: 0 } : own;
}

function groupTitle(group: FormGroup): string {
  const titles: Record<FormGroup, string> = {
    essential: vscode.l10n.t('Essentials'),
    network: vscode.l10n.t('Network'),
    initialization: vscode.l10n.t('Initial weights'),
    optimizer: vscode.l10n.t('Optimizer'),
    run: vscode.l10n.t('Text, validation and reproducibility'),
  };
  return titles[group];
}
