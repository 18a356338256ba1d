import * as vscode from 'vscode';
import { platform } from '../../../platform';
import type { Configuration } from '../../../protocol/configuration';
import { BASE_CONFIGURATION, type Overrides } from '../../../protocol/defaults';
import {
  comparisonPlan,
  type ExperimentKind,
  kindsPlan,
  type RunGroup,
  sweepPlan,
  TUNED_AXES,
  TUNINGS,
  tunings,
  withSeeds,
} from '../../../protocol/experiments';
import { ARCHITECTURES } from '../../../protocol/presets/architectures';
import { loadRun, RECORD_FILE, writeAnnotations } from '../../../runs/stored-run';
import { equallySized } from '../../../view-model/compare/equal-size';
import { architectureName } from '../../../view-model/run/architecture-name';
import { activeUri, readSource } from '../../documents';
import { log, showError } from '../../log';
import type { DocumentModels } from '../../runs/document-models';
import type { RunTexts } from '../../runs/run-texts';
import { askArchitectures, askStyle } from '../questions/comparison-questions';
import { askRuns, askSweep, type GivenExperiment, givenExperiment } from '../questions/experiment-questions';
import { type ChosenTask, TaskPicker } from '../task-picker';
import type { Training } from '../training';
import type { Trainings } from '../trainings';
import { bestOf } from './experiment-result';
import { comparable, type ExperimentSubject, experimentOverrides, subjectOf } from './experiment-subject';

/** Several runs on one text that belong together: architectures side by side, or a sweep over hyper-parameters. The queue of trainings runs them. */
export class Experiments implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private readonly tasks: TaskPicker;

  constructor(
    private readonly trainings: Trainings,
    private readonly models: DocumentModels,
    private readonly texts: RunTexts,
    memory: vscode.Memento,
    private readonly show: (group: string) => void,
  ) {
    this.tasks = new TaskPicker(memory);
    this.subscription = trainings.onDidChange(({ training, events }) => {
      if (training.group && events.some(({ type }) => type === 'start')) this.tag(training);
    });
  }

  /** Trains every architecture on the document, or on what is to be learnt from its data, with the same seed, size and budget. Returns the id of the experiment. */
  async compare(target?: unknown, given?: unknown): Promise<string | undefined> {
    const own = givenExperiment(given);
    const subject = await this.subject(target, own, comparable);
    if (!subject) return undefined;
    const { configure, symbols, settings } = subject;
    const chosen = own ?? (await askArchitectures());
    if (!chosen) return undefined;
    const { cells } = chosen;
    const kinds = (overrides: Overrides) => kindsPlan(configure, overrides, cells!);
    const style = own ?? (cells ? await askStyle(kinds(settings), symbols) : {});
    if (!style) return undefined;
    const { equal, tune } = style;
    const budget = own ?? (await askRuns((cells?.length ?? ARCHITECTURES.length) * (tune ? TUNINGS : 1)));
    if (!budget) return undefined;
    const overrides = experimentOverrides(subject, budget);
    const networks = cells ? kinds(overrides) : comparisonPlan(configure, overrides);
    const sized = cells && equal && symbols !== undefined ? equallySized(networks, symbols, equal) : networks;
    const plan = seeded(tune ? sized.flatMap(tunings) : sized, budget.seeds);
    return this.begin('comparison', tune ? TUNED_AXES : [], subject, plan);
  }

  /** Trains one network for each combination of the values of one or two hyper-parameters. Returns the id of the experiment. */
  async sweep(target?: unknown, given?: unknown): Promise<string | undefined> {
    const own = givenExperiment(given);
    const subject = await this.subject(target, own, (task) => task);
    if (!subject) return undefined;
    const { configure, settings } = subject;
    const axes = own?.axes ?? (await askSweep({ ...BASE_CONFIGURATION, ...configure(settings) }));
    if (!axes) return undefined;
    const count = axes.reduce((product, { values }) => product * values.length, 1);
    // Before the time is asked for: values that fit no sweep are reported at once.
    sweepPlan(configure, {}, axes);
    const budget = own ?? (await askRuns(count));
    if (!budget) return undefined;
    const plan = seeded(sweepPlan(configure, experimentOverrides(subject, budget), axes), budget.seeds);
    const parameters = axes.map(({ parameter }) => parameter);
    return this.begin('sweep', parameters, subject, plan);
  }

  /** All runs of an experiment, in its order. */
  of(id: string): Training[] {
    return this.trainings.list.filter(({ group }) => group?.id === id).sort((a, b) => a.group!.index - b.group!.index);
  }

  /** What to train on: the document that is given, or the one in front; of a notebook's cell its part of the notebook. Of data it is asked what is to be learnt. */
  private async subject(
    target: unknown,
    own: GivenExperiment | undefined,
    allow: (task: ChosenTask) => ChosenTask,
  ): Promise<ExperimentSubject | undefined> {
    const uri = target instanceof vscode.Uri ? target : activeUri();
    if (!uri) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a text file first: Unroll trains on the file in the active editor.'));
      return undefined;
    }
    const source = await readSource(uri);
    const chosen = own ? (own.task ?? 'characters') : await this.tasks.pick(source);
    if (!chosen) return undefined;
    const task = allow(chosen);
    return subjectOf(source, task, await this.texts.test(task === 'characters' ? undefined : task));
  }

  private begin(kind: ExperimentKind, parameters: readonly string[], subject: ExperimentSubject, plan: readonly Configuration[]): string {
    const id = crypto.randomUUID();
    const { uri, name, text, selection } = subject.source;
    const time = new Date().toTimeString().slice(0, 5).replace(':', '');
    const tag = `${kind}-${name.replace(/\.\w+$/, '').replace(/[^\p{L}\p{N}_-]+/gu, '-')}-${time}`;
    const runs = plan.map((planned, index) => {
      const group: RunGroup = { id, kind, tag, parameters, index, size: plan.length };
      return this.trainings.train({ uri, name, text, ...subject.training(planned), group, ...(selection ? { selection } : {}) });
    });
    this.show(id);
    void this.follow(kind, name, runs).catch(showError);
    return id;
  }

  /** Progress with a button that stops all, then how it went. Nothing of it depends on the panel. */
  private async follow(kind: ExperimentKind, name: string, runs: readonly Training[]): Promise<void> {
    const title = kind === 'sweep' ? vscode.l10n.t('Sweep on {0}', name) : vscode.l10n.t('Comparing architectures on {0}', name);
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => stopRuns(runs));
      let done = 0;
      const tell = () => {
        const current = runs.find(({ state }) => state === 'running' || state === 'paused');
        const what = current ? architectureName(current.configuration) : '';
        progress.report({ message: vscode.l10n.t('{0} of {1} done. {2}', done, runs.length, what) });
      };
      tell();
      await Promise.all(
        runs.map((run) =>
          run.finished.then(() => {
            done++;
            progress.report({ increment: 100 / runs.length });
            tell();
          }),
        ),
      );
    });
    await this.conclude(name, runs);
  }

  private async conclude(name: string, runs: readonly Training[]): Promise<void> {
    const failed = runs.filter(({ state }) => state === 'failed').length;
    const trouble = failed > 0 ? ` ${vscode.l10n.t('{0} of the runs failed.', failed)}` : '';
    const best = bestOf(runs);
    log.info(`${name}: ${runs.length} runs are over, ${failed} failed; best ${best?.result ?? '–'}`);
    if (!best) {
      if (failed > 0) void vscode.window.showWarningMessage(vscode.l10n.t('No run of {0} got as far as a result.', name) + trouble);
      return;
    }
    const { group } = best.run;
    const what = distinguished(best.run, (key, value) => `${key} = ${value}`);
    const use = vscode.l10n.t('Use for suggestions');
    const open = vscode.l10n.t('Show comparison');
    const text = best.isScore
      ? vscode.l10n.t('Best on {0}: {1}, {2}.', name, what, best.result)
      : vscode.l10n.t('Lowest loss on {0}: {1}, {2} bits/char on the validation part.', name, what, best.result);
    const choice = await vscode.window.showInformationMessage(text + trouble, ...(best.run.runFolder && !best.run.task ? [use] : []), open);
    if (choice === open) this.show(group!.id);
    else if (choice === use) this.use(best.run);
  }

  /** Lets a run serve its document. @throws UnrollError when it cannot */
  use({ runFolder }: Training): void {
    if (runFolder) this.models.choose(loadRun(runFolder));
  }

  /** A word by which the runs view finds all runs of an experiment. */
  private tag(training: Training): void {
    const { runFolder, group } = training;
    if (!runFolder || !group || !platform.files.stat(platform.path.join(runFolder, RECORD_FILE))) return;
    try {
      const { annotations } = loadRun(runFolder);
      if (annotations.tags.includes(group.tag)) return;
      const name = annotations.name || distinguished(training, (key, value) => `${key} ${value}`);
      writeAnnotations(runFolder, { ...annotations, name, tags: [...annotations.tags, group.tag] });
    } catch (error) {
      // Its record tells the experiment as well.
      log.warn(`No tag for ${runFolder}: ${String(error)}`);
    }
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

/** What tells a run from the others of its experiment: the values of what is varied, behind the architecture where that is compared. */
function distinguished({ group, configuration }: Training, written: (key: string, value: unknown) => string): string {
  const values = (group?.parameters ?? []).map((key) => written(key, configuration[key as keyof Configuration]));
  return [...(group?.kind === 'sweep' ? [] : [architectureName(configuration)]), ...values].join(', ');
}

const seeded = (plan: readonly Configuration[], seeds: number): Configuration[] =>
  withSeeds(
    plan.map((configuration) => ({ configuration })),
    seeds,
  ).map(({ configuration }) => configuration);

/** Those that wait first, so that none of them starts. */
function stopRuns(runs: readonly Training[]): void {
  for (const run of [...runs].reverse()) if (run.active) run.stop();
}
