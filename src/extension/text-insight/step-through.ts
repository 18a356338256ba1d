import * as vscode from 'vscode';
import { PRESETS } from '../../protocol/presets/trainings';
import type { Panel } from '../panel/panel';
import type { TrainCommands } from '../training/train-commands';
import type { Training } from '../training/training';

/** "Step through a tiny network": trains three tanh units on "hello", as the tutorial writes the equations, and opens the unrolled graph of the run. */
export async function stepThrough(context: vscode.ExtensionContext, train: TrainCommands, panel: Panel): Promise<Training | undefined> {
  // A copy in the extension's own storage, as with the other samples.
  const source = vscode.Uri.joinPath(context.extensionUri, 'samples', 'hello.txt');
  const target = vscode.Uri.joinPath(context.globalStorageUri, 'sample', 'hello.txt');
  await vscode.workspace.fs.copy(source, target, { overwrite: true });
  // The preset stands above the user's settings: a larger network could not be followed.
  const training = await train.onFile(target, { preset: 'hello', overrides: PRESETS.hello });
  if (training) panel.showUnrolled(training.id);
  return training;
}
