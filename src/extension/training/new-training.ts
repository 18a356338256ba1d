import type * as vscode from 'vscode';
import type { Configuration } from '../../protocol/configuration';
import type { DataTask } from '../../protocol/data-task';
import type { Overrides } from '../../protocol/defaults';
import type { RunGroup } from '../../protocol/experiments';
import type { TrainedFolder } from '../../protocol/folder-messages';
import type { TrainedSelection } from '../../protocol/trained-selection';
import type { TrainRequest } from '../../protocol/trainer-messages';

/** The weights that a training starts from. */
export interface StartingPoint {
  /** Model file. */
  readonly path: string;
  /** Id of the run that wrote it. */
  readonly run: string;
}

/** What is to be trained, and on what. */
export interface NewTraining {
  /** The document that runs and models belong to; for a folder its URI with the language as the fragment. */
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly text: string;
  readonly configuration: Configuration;
  /** What is to be learnt, if not to continue the text: then the configuration is completed where the data are read. */
  readonly task?: DataTask;
  readonly asked?: AskedOptions;
  /** Content of the data that the task is tested on, where it names some. */
  readonly testText?: string;
  readonly from?: StartingPoint;
  /** What the run is to show. */
  readonly lesson?: TrainRequest['lesson'];
  readonly folder?: TrainedFolder;
  readonly selection?: TrainedSelection;
  readonly group?: RunGroup;
}

/** Options that a person set, by how: what cannot be honoured is refused or reported. */
export interface AskedOptions {
  /** For this run: it is refused when the text cannot honour one of them. */
  readonly forThisRun: Overrides;
  /** In the settings, for all runs: it is reported when the text cannot honour one of them. */
  readonly inSettings: Overrides;
}
