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

/** What a configuration will do to a text: network, weights, budget, characters that are trained on and held out, and what may be expected of it. */
export function planSentence({ characters, vocabularySize }: PlannedText, configuration: Configuration): string {
  const held = configuration.validation > 0 ? Math.ceil(configuration.validation * characters) : 0;
  const count = (value: number) => value.toLocaleString(vscode.env.language);
  const network = vscode.l10n.t('{0} with {1} weights', networkName(configuration), count(weightCount(configuration, vocabularySize)));
  const budget = configuration.steps > 0 ? vscode.l10n.t('{0} steps', count(configuration.steps)) : formatSeconds(configuration.seconds);
  const bits = held > 0 ? expectedBits(configuration, characters - held, vocabularySize) : undefined;
  return [
    held > 0
      ? vscode.l10n.t('{0}, {1}, on {2} characters; {3} more are held out to judge it.', network, budget, count(characters - held), count(held))
      : vscode.l10n.t('{0}, {1}, on all {2} characters; too few to hold any out.', network, budget, count(characters)),
    ...(bits === undefined ? [] : [vscode.l10n.t('Expect about {0} bits/char on prose.', bits.toFixed(1))]),
  ].join(' ');
}
