import * as vscode from 'vscode';
import { platform } from '../../platform';
import type { Configuration } from '../../protocol/configuration';
import { defaultConfiguration, type Overrides } from '../../protocol/defaults';
import {
  type Configure,
  comparisonPlan,
  type ExperimentKind,
  kindsPlan,
  type RunGroup,
  sweepPlan,
  TUNED_AXES,
  TUNINGS,
  tunings,
  withSeeds,
} from '../../protocol/experiments';
import { ARCHITECTURES } from '../../protocol/presets/architectures';
import { loadRun, RECORD_FILE, writeAnnotations } from '../../runs/stored-run';
import { measureText } from '../../text/text';
import { equallySized } from '../../view-model/compare/equal-size';
import { architectureName } from '../../view-model/run/architecture-name';
import { activeUri, readSource, type TrainingSource } from '../documents';
import { log, showError } from '../log';
import type { DocumentModels } from '../runs/document-models';
import { trainingOverrides } from '../settings';
import { askArchitectures, askStyle } from './questions/comparison-questions';
import { askRuns, askSweep, type GivenExperiment, givenExperiment } from './questions/experiment-questions';
import type { Training } from './training';
import type { Trainings } from './trainings';

/** Several runs on one text that belong together: architectures side by side, or a sweep over hyper-parameters. The queue of trainings runs them. */
export class Experiments implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly trainings: Trainings,
    private readonly models: DocumentModels,
    private readonly show: (group: string) => void,
  ) {
    this.subscription = trainings.onDidChange(({ training, events }) => {
      if (training.group && events.some(({ type }) => type === 'start')) this.tag(training);
    });
  }

  /** Trains every architecture on the document with the same seed, size and budget. Returns the id of the experiment. */
  async compare(target?: unknown, given?: unknown): Promise<string | undefined> {
    const source = await this.source(target);
    if (!source) return undefined;
    const own = givenExperiment(given);
    const { vocabularySize } = measureText(source.text);
    const configure = configureText(source.text);
    const chosen = own ?? (await askArchitectures());
    if (!chosen) return undefined;
    const { cells } = chosen;
    const kinds = (overrides: Overrides) => kindsPlan(configure, overrides, cells!);
    const style = own ?? (cells ? await askStyle(kinds(trainingOverrides(source)), vocabularySize) : {});
    if (!style) return undefined;
    const { equal, tune } = style;
    const budget = own ?? (await askRuns((cells?.length ?? ARCHITECTURES.length) * (tune ? TUNINGS : 1)));
    if (!budget) return undefined;
    const overrides = this.overrides(source, budget);
    const networks = cells ? kinds(overrides) : comparisonPlan(configure, overrides);
    const sized = cells && equal ? equallySized(networks, vocabularySize, equal) : networks;
    const plan = seeded(tune ? sized.flatMap(tunings) : sized, budget.seeds);
    return this.begin('comparison', tune ? TUNED_AXES : [], source, plan);
  }

  /** Trains one network for each combination of the values of one or two hyper-parameters. Returns the id of the experiment. */
  async sweep(target?: unknown, given?: unknown): Promise<string | undefined> {
    const source = await this.source(target);
    if (!source) return undefined;
    const { characters, vocabularySize } = measureText(source.text);
    const own = givenExperiment(given);
    const axes = own?.axes ?? (await askSweep(characters, vocabularySize, trainingOverrides(source)));
    if (!axes) return undefined;
    const count = axes.reduce((product, { values }) => product * values.length, 1);
    // Before the time is asked for: values that fit no sweep are reported at once.
    sweepPlan(configureText(source.text), {}, axes);
    const budget = own ?? (await askRuns(count));
    if (!budget) return undefined;
    const plan = seeded(sweepPlan(configureText(source.text), this.overrides(source, budget), axes), budget.seeds);
    const parameters = axes.map(({ parameter }) => parameter);
    return this.begin('sweep', parameters, source, plan);
  }

  /** All runs of an experiment, in its order. */
  of(id: string): Training[] {
    return this.trainings.list.filter(({ group }) => group?.id === id).sort((a, b) => a.group!.index - b.group!.index);
  }

  /** The text to train on: the document that is given, or the one in front; of a notebook's cell its part of the notebook. */
  private async source(target: unknown): Promise<TrainingSource | undefined> {
    const uri = target instanceof vscode.Uri ? target : activeUri();
    if (uri) return readSource(uri);
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a text file first: Unroll trains on the file in the active editor.'));
    return undefined;
  }

  /** The user's settings, and the budget that replaces theirs: steps or seconds, not both. */
  private overrides(source: TrainingSource, { seconds, steps, overrides }: GivenExperiment): Overrides {
    const budget = steps ? { steps, seconds: 0 } : { seconds, steps: 0 };
    return { beta2: 0.99, ...trainingOverrides(source), ...overrides, ...budget };
  }

  private begin(kind: ExperimentKind, parameters: readonly string[], source: TrainingSource, plan: readonly Configuration[]): string {
    const id = crypto.randomUUID();
    const { uri, name, text, selection } = source;
    const time = new Date().toTimeString().slice(0, 5).replace(':', '');
    const tag = `${kind}-${name.replace(/\.\w+$/, '').replace(/[^\p{L}\p{N}_-]+/gu, '-')}-${time}`;
    const runs = plan.map((configuration, index) => {
      const group: RunGroup = { id, kind, tag, parameters, index, size: plan.length };
      return this.trainings.train({ uri, name, text, configuration, group, ...(selection ? { selection } : {}) });
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
    log.info(`${name}: ${runs.length} runs are over, ${failed} failed; best ${best?.bits.toFixed(4) ?? '–'} bits/char`);
    if (!best) {
      if (failed > 0) void vscode.window.showWarningMessage(vscode.l10n.t('No run of {0} got as far as a result.', name) + trouble);
      return;
    }
    const { group } = best.run;
    const what = distinguished(best.run, (key, value) => `${key} = ${value}`);
    const use = vscode.l10n.t('Use for suggestions');
    const open = vscode.l10n.t('Show comparison');
    const text = vscode.l10n.t('Lowest loss on {0}: {1}, {2} bits/char on the validation part.', name, what, best.bits.toFixed(3));
    const choice = await vscode.window.showInformationMessage(text + trouble, ...(best.run.runFolder ? [use] : []), open);
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

/** Configurations for a text. */
function configureText(text: string): Configure {
  const { characters, vocabularySize } = measureText(text);
  return (overrides) => defaultConfiguration(characters, vocabularySize, overrides);
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

/** The run with the lowest validation loss, in bits a character. */
function bestOf(runs: readonly Training[]): { run: Training; bits: number } | undefined {
  let best: { run: Training; bits: number } | undefined;
  for (const run of runs)
    for (const event of run.events)
      if (event.type === 'evaluation' && event.step > 0 && (!best || event.bitsPerCharacter < best.bits))
        best = { run, bits: event.bitsPerCharacter };
  return best;
}
