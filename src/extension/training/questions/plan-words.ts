import * as vscode from 'vscode';
import type { Configuration } from '../../../protocol/configuration';
import type { Overrides } from '../../../protocol/defaults';
import { formatSeconds } from '../../../view-model/chart/format';
import { expectedBits } from '../../../view-model/run/expected-bits';
import { weightCount } from '../../../view-model/run/form-fields';
import { networkName } from '../../../view-model/run/network-name';

/** The text to train on, and the settings that apply to it. */
export interface PlannedText {
  readonly characters: number;
  readonly vocabularySize: number;
  readonly settings: Overrides;
}

/** What a configuration will do to a text, in a line: network, budget, characters that are trained on and held out, and the loss to expect. */
export function planLine({ characters, vocabularySize }: PlannedText, configuration: Configuration): string {
  const held = configuration.validation > 0 ? Math.ceil(configuration.validation * characters) : 0;
  const count = (value: number) => value.toLocaleString(vscode.env.language);
  const budget = configuration.steps > 0 ? vscode.l10n.t('{0} steps', count(configuration.steps)) : formatSeconds(configuration.seconds);
  const bits = held > 0 ? expectedBits(configuration, characters - held, vocabularySize) : undefined;
  return [
    networkName(configuration),
    budget,
    held > 0
      ? vscode.l10n.t('{0} characters, {1} held out', count(characters - held), count(held))
      : vscode.l10n.t('all {0} characters, none held out', count(characters)),
    ...(bits === undefined ? [] : [vscode.l10n.t('about {0} bits/char for prose', bits.toFixed(1))]),
    vscode.l10n.t('{0} weights', count(weightCount(configuration, vocabularySize))),
  ].join(' · ');
}
