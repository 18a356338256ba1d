import * as vscode from 'vscode';
import type { Configuration } from '../../protocol/configuration';
import type { Overrides } from '../../protocol/defaults';
import { UnrollError } from '../../protocol/error';
import { isGated } from '../../protocol/kinds';
import type { Remedy } from '../../protocol/panel-requests';
import { GATED_KIND } from '../../protocol/presets/kinds';
import type { AlarmEvent } from '../../protocol/training-events';
import { log, showError, translate } from '../log';
import type { RunTexts } from '../runs/run-texts';
import { restarted } from './run-options';
import type { TrainCommands } from './train-commands';
import type { Training } from './training';
import type { Trainings } from './trainings';

/** What each remedy changes; nothing where it would change nothing. */
const CHANGES: Readonly<Record<Remedy, (configuration: Configuration) => Overrides | undefined>> = {
  threshold: ({ clip, clipMode }) => (clip === 0 || clip > 1 || clipMode === 'value' ? { clip: 1, clipMode: 'norm' } : undefined),
  learningRate: ({ learningRate }) => ({ learningRate: learningRate / 4 }),
  gates: (configuration) => (isGated(configuration) ? undefined : { cell: GATED_KIND, stack: '' }),
};

/** What helps against an explosion, the likeliest first: only what would change something. */
export function remedies(configuration: Configuration): { remedy: Remedy; label: string; overrides: Overrides }[] {
  const labels: Record<Remedy, string> = {
    threshold: vscode.l10n.t('Gradient threshold 1'),
    learningRate: vscode.l10n.t('A quarter of the learning rate'),
    gates: vscode.l10n.t('GRU instead'),
  };
  return (Object.keys(CHANGES) as Remedy[]).flatMap((remedy) => {
    const overrides = CHANGES[remedy](configuration);
    return overrides ? [{ remedy, label: labels[remedy], overrides }] : [];
  });
}

export interface RemedyServices {
  readonly trainings: Trainings;
  readonly train: TrainCommands;
  readonly texts: RunTexts;
  /** Shows runs on one chart. */
  compare(runIds: readonly string[]): void;
}

/** Trains again after an explosion, on the same text from the same seed with one thing changed, and shows both runs on one chart. */
export class Remedies implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;

  constructor(private readonly services: RemedyServices) {
    this.subscription = services.trainings.onDidChange(({ training, events }) => {
      const alarm = events.find((event): event is AlarmEvent => event.type === 'alarm');
      // Among runs that are compared, one that diverges is a result.
      if (alarm && !training.group) this.offer(training, alarm);
    });
  }

  /** Tells once why a run was stopped by the watchdog. */
  private offer(training: Training, alarm: AlarmEvent): void {
    log.warn(
      `${training.name}: ${alarm.tensor} is not finite after step ${alarm.step}; learning rate ${alarm.learningRate}, spectral radii ${alarm.spectralRadius.map((value) => value.toFixed(2)).join(', ')}, last gradient norms ${alarm.recentNorms.map((norm) => norm.toPrecision(3)).join(' ')}`,
    );
    const choices = remedies(training.configuration);
    void vscode.window
      .showWarningMessage(translate('training.diverged', [alarm.tensor, alarm.step]), ...choices.map(({ label }) => label))
      .then((label) => {
        const chosen = choices.find((choice) => choice.label === label);
        return chosen && this.apply(training.id, chosen.remedy);
      })
      .then(undefined, showError);
  }

  /** Trains again with a remedy. @throws UnrollError when the text of the run is no longer there */
  async apply(runId: string, remedy: Remedy): Promise<Training | undefined> {
    const { trainings, train, texts } = this.services;
    const run = texts.run(runId);
    const known = trainings.get(runId) ?? (run && trainings.adopt(run));
    if (!known) return undefined;
    const configuration = restarted(known.configuration);
    const overrides = CHANGES[remedy](configuration);
    if (!overrides) return undefined;
    const text = known.text || (run && (await texts.toResume(run)));
    if (!text) throw new UnrollError('resume.text');
    const { uri, name } = known;
    const folder = known.folder ?? run?.record.folder;
    const task = known.task ?? run?.record.task;
    const selection = known.selection ?? run?.record.selection;
    const testText = known.testText ?? (await texts.test(task, folder));
    const training = train.repeat({ uri, name, text, ...(task ? { task } : {}), testText, folder, selection }, { ...configuration, ...overrides });
    this.services.compare([runId, training.id]);
    return training;
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
