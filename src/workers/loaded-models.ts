import { createInference } from '../network/inference';
import type { InferenceNetwork } from '../network/learner';
import type { Architecture } from '../protocol/configuration';
import type { Model, Tensors } from '../protocol/model';
import { Vocabulary } from '../text/vocabulary';

/** Model files as the service needs them. */
export interface ModelFiles {
  /** The weights alone; what is kept to resume from is not needed. @throws UnrollError when the file is no model */
  read(path: string): Model;
  /** Tells one version of a file from the next. */
  version(path: string): string;
}

interface LoadedModel {
  readonly version: string;
  readonly network: InferenceNetwork;
  readonly vocabulary: Vocabulary;
  readonly architecture: Architecture;
  /** Read again from the file: few need them. */
  readonly weights: () => Tensors;
}

/** Networks of model files, each read once for all documents that it serves. */
export class LoadedModels {
  private readonly models = new Map<string, LoadedModel>();

  constructor(private readonly files: ModelFiles) {}

  /** @throws UnrollError when the file is no model */
  get(path: string): LoadedModel {
    const known = this.models.get(path);
    if (known) return known;
    // Asked before, so that a file which changes meanwhile counts as another.
    const version = this.files.version(path);
    const model = this.files.read(path);
    const loaded = {
      version,
      network: createInference(model.configuration, model.vocabulary.length, model.weights),
      vocabulary: new Vocabulary(model.vocabulary),
      architecture: model.configuration,
      weights: () => this.files.read(path).weights,
    };
    this.models.set(path, loaded);
    return loaded;
  }

  /** Reads a file anew when it is needed next, if it has changed: each document that it serves is notified of a new one. */
  dropOlder(path: string): void {
    if (this.models.get(path)?.version !== this.files.version(path)) this.models.delete(path);
  }

  /** Networks of other files are read again when they are needed. */
  keep(paths: readonly (string | null)[]): void {
    for (const path of this.models.keys()) if (!paths.includes(path)) this.models.delete(path);
  }
}
