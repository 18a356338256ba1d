import type * as vscode from 'vscode';
import { surplusRuns } from '../../runs/size-limit';
import { log } from '../log';
import type { Trainings } from '../training/trainings';
import { maximumSize } from './run-settings';
import type { RunTrash } from './run-trash';
import type { RunsView } from './runs-view';

/** Whenever a training ends, the oldest runs go until all take no more than `unroll.runs.maximumSize`. */
export class RunSizeLimit implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;

  constructor(
    trainings: Trainings,
    private readonly view: RunsView,
    private readonly trash: RunTrash,
  ) {
    this.subscription = trainings.onDidChange(({ training, events }) => {
      if (events.length === 0 && !training.active) this.enforce();
    });
  }

  private enforce(): void {
    const { root } = this.view;
    if (!root) return;
    this.trash.sweep();
    for (const { folder, record } of surplusRuns(root, maximumSize())) {
      log.info(`The run of ${record.document.name} from ${record.created} is removed: the runs take more than unroll.runs.maximumSize.`);
      this.trash.discard(folder);
    }
    this.view.refresh();
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
