import * as vscode from 'vscode';
import type { PanelCommand, PanelRequest, Remedy } from '../../protocol/panel-requests';
import type { StoredRun } from '../../runs/stored-run';
import { log, showError } from '../log';
import type { RunTexts } from '../runs/run-texts';
import type { Remedies } from '../training/remedies';
import type { TrainCommands } from '../training/train-commands';
import type { Trainings } from '../training/trainings';

/** What the panel's buttons work with. */
export interface PanelActionServices {
  readonly trainings: Trainings;
  readonly train: TrainCommands;
  readonly texts: RunTexts;
  readonly remedies: Remedies;
}

/** What buttons of the panel do: on the run that is shown, also one of an earlier session. */
export class PanelActions {
  constructor(private readonly services: PanelActionServices) {}

  async command({ command, runId }: Extract<PanelRequest, { type: 'command' }>): Promise<void> {
    try {
      await this.perform(command, runId);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) showError(error);
    }
  }

  async remedy(runId: string, remedy: Remedy): Promise<void> {
    try {
      await this.services.remedies.apply(runId, remedy);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) showError(error);
    }
  }

  private async perform(command: PanelCommand, runId: string | null): Promise<void> {
    const { trainings, train } = this.services;
    switch (command) {
      case 'stop':
      case 'pause':
      case 'resume':
        // A run that is not of this window does not train here.
        (runId === null ? trainings.current : trainings.get(runId))?.[command]();
        return;
      case 'continue': {
        const run = this.stored(runId);
        if (run) await train.continueRun(run);
        return;
      }
      case 'sample': {
        const run = this.stored(runId);
        if (run) await vscode.commands.executeCommand('unroll.sample', { run: run.record.id });
        return;
      }
      case 'train':
        await vscode.commands.executeCommand('unroll.trainOnFile');
        return;
      case 'compareArchitectures': {
        const uri = runId === null ? undefined : this.documentOf(runId);
        await vscode.commands.executeCommand('unroll.compareArchitectures', ...(uri ? [uri] : []));
        return;
      }
      case 'openSample':
      case 'stopAll':
      case 'stepThrough':
        await vscode.commands.executeCommand(`unroll.${command}`);
    }
  }

  /** The run that is shown, as its folder tells of it; says so when there is none. */
  private stored(runId: string | null): StoredRun | undefined {
    const run = runId === null ? undefined : this.services.texts.run(runId);
    if (run) return run;
    log.info(`The panel's run ${runId} is no longer on this machine.`);
    void vscode.window.showInformationMessage(vscode.l10n.t('The files of this run are no longer there. Train again, or choose another run.'));
    return undefined;
  }

  private documentOf(runId: string): vscode.Uri | undefined {
    const training = this.services.trainings.get(runId);
    const run = this.services.texts.run(runId);
    if (training?.folder ?? run?.record.folder) return undefined;
    return training?.uri ?? (run && vscode.Uri.parse(run.record.document.uri));
  }
}
