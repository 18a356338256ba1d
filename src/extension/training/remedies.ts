import * as vscode from 'vscode';
import type { Configuration } from '../../protocol/configuration';
import type { AlarmEvent } from '../../protocol/training-events';
import { log, showError, translate } from '../log';
import type { Trainings } from './trainings';

type Overrides = Partial<Configuration>;

/** What helps against an explosion, the likeliest first: only what would change something. */
export function remedies(configuration: Configuration): { label: string; overrides: Overrides }[] {
  const list: { label: string; overrides: Overrides }[] = [];
  if (configuration.clip === 0 || configuration.clip > 1 || configuration.clipMode === 'value')
    list.push({ label: vscode.l10n.t('Gradient threshold 1'), overrides: { clip: 1, clipMode: 'norm' } });
  list.push({ label: vscode.l10n.t('A quarter of the learning rate'), overrides: { learningRate: configuration.learningRate / 4 } });
  if (configuration.cell === 'rnn') list.push({ label: vscode.l10n.t('GRU instead'), overrides: { cell: 'gru' } });
  return list;
}

/** Tells once why a run was stopped by the watchdog, and offers to train again with a remedy. */
export function offerRemedies(trainings: Trainings, again: (uri: vscode.Uri, configuration: Configuration) => Promise<unknown>): vscode.Disposable {
  return trainings.onDidChange(({ training, events }) => {
    const alarm = events.find((event): event is AlarmEvent => event.type === 'alarm');
    // Among runs that are compared, one that diverges is a result.
    if (!alarm || training.group) return;
    const configuration = { ...training.configuration, steps: training.configuration.seconds > 0 ? 0 : training.configuration.steps };
    log.warn(
      `${training.name}: ${alarm.tensor} is not finite after step ${alarm.step}; learning rate ${alarm.learningRate}, spectral radii ${alarm.spectralRadius.map((value) => value.toFixed(2)).join(', ')}, last gradient norms ${alarm.recentNorms.map((norm) => norm.toPrecision(3)).join(' ')}`,
    );
    const choices = remedies(configuration);
    void vscode.window
      .showWarningMessage(translate('training.diverged', [alarm.tensor, alarm.step]), ...choices.map(({ label }) => label))
      .then((label) => {
        const chosen = choices.find((choice) => choice.label === label);
        return chosen && again(training.uri, { ...configuration, ...chosen.overrides });
      })
      .then(undefined, showError);
  });
}
