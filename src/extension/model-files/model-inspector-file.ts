import * as vscode from 'vscode';
import { summarize } from '../../formats/file-summary';
import { type ByteSource, readHeader } from '../../formats/safetensors';
import type { SafetensorsHeader, TensorEntry } from '../../formats/safetensors-header';
import { tensorHeatMap, tensorHistogram, tensorStatistics } from '../../formats/tensor-statistics';
import { UnrollError } from '../../protocol/error';
import type { FileSummary, HeatMap, Histogram, TensorStatistics } from '../../protocol/inspector-messages';
import { FileSource } from '../../runs/file-source';

/** Largest file of a virtual file system: those are read as a whole. */
const MAX_VIRTUAL_BYTES = 256_000_000;

interface Opened {
  readonly source: ByteSource;
  readonly header: SafetensorsHeader;
}

/** A safetensors file in the inspector: opened when it is asked for, and anew when it has changed on disk. */
export class InspectedFile implements vscode.CustomDocument {
  private opened: Promise<Opened> | undefined;
  private readonly known = new Map<number, Promise<TensorStatistics | undefined>>();
  private readonly watcher: vscode.FileSystemWatcher;
  private readonly changes = new vscode.EventEmitter<void>();
  /** The file on disk is another. */
  readonly onDidChange = this.changes.event;

  constructor(readonly uri: vscode.Uri) {
    const folder = vscode.Uri.joinPath(uri, '..');
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/[[\]{}*?,!]/g, '?');
    this.watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name));
    this.watcher.onDidChange(() => this.reset());
    this.watcher.onDidCreate(() => this.reset());
  }

  /** @throws UnrollError when it is no safetensors file or cannot be read */
  async summary(): Promise<FileSummary> {
    const { source, header } = await this.open();
    return summarize(this.uri.path.slice(this.uri.path.lastIndexOf('/') + 1), source.size, header);
  }

  async statistics(index: number): Promise<TensorStatistics | undefined> {
    const { source, header } = await this.open();
    const tensor = entry(header, index);
    let result = this.known.get(index);
    if (!result) {
      result = tensorStatistics(source, tensor);
      this.known.set(index, result);
    }
    return result;
  }

  async details(index: number): Promise<{ statistics: TensorStatistics; histogram: Histogram; heatMap: HeatMap } | undefined> {
    const statistics = await this.statistics(index);
    if (!statistics) return undefined;
    const { source, header } = await this.open();
    const tensor = entry(header, index);
    return { statistics, histogram: await tensorHistogram(source, tensor, statistics), heatMap: await tensorHeatMap(source, tensor) };
  }

  private open(): Promise<Opened> {
    this.opened ??= this.read();
    return this.opened;
  }

  private async read(): Promise<Opened> {
    const source = this.uri.scheme === 'file' ? this.local() : await this.virtual();
    return { source, header: await readHeader(source) };
  }

  private local(): FileSource {
    try {
      return new FileSource(this.uri.fsPath);
    } catch (cause) {
      throw new UnrollError('file.unreadable', [this.uri.fsPath, (cause as { code?: string }).code ?? String(cause)], { cause });
    }
  }

  private async virtual(): Promise<ByteSource> {
    const { size } = await vscode.workspace.fs.stat(this.uri);
    if (size > MAX_VIRTUAL_BYTES) throw new UnrollError('inspector.virtual', [Math.round(size / 1e6), Math.round(MAX_VIRTUAL_BYTES / 1e6)]);
    const bytes = await vscode.workspace.fs.readFile(this.uri);
    return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
  }

  private reset(): void {
    this.release();
    this.changes.fire();
  }

  private release(): void {
    this.opened = undefined;
    this.known.clear();
  }

  dispose(): void {
    this.release();
    this.watcher.dispose();
    this.changes.dispose();
  }
}

function entry(header: SafetensorsHeader, index: number): TensorEntry {
  const tensor = header.tensors[index];
  if (!tensor) throw new RangeError(`There is no tensor ${index}.`);
  return tensor;
}
