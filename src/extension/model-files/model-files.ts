import * as vscode from 'vscode';
import { platform } from '../../platform';
import { UnrollError } from '../../protocol/error';
import { COMMIT, type ExportRequest, type ImportRequest, type ModelFileReply, type ModelSource } from '../../protocol/model-file-messages';
import { log } from '../log';
import { askThread, THREAD_LIMITS } from '../thread';

type Reply<T extends ModelFileReply['type']> = Extract<ModelFileReply, { type: T }>;

/**
 * Model files are read, and made into runs or files of other programs, in a thread of their own, with a notification that tells how far it is and can be
 * cancelled. Until the thread has everything whole nothing takes its place, whether it is cancelled or dies.
 */
export class ModelFiles {
  constructor(
    private readonly script: string,
    private readonly limits = THREAD_LIMITS,
  ) {}

  /** @throws UnrollError when it is no model or cannot be kept, CancellationError */
  async import(request: Omit<ImportRequest, 'type' | 'control'>): Promise<Reply<'imported'>> {
    return (await this.ask({ ...request, type: 'import' }, vscode.l10n.t('Importing the model'))) as Reply<'imported'>;
  }

  /** @throws UnrollError when it is no model or cannot be written, CancellationError */
  async export(request: Omit<ExportRequest, 'type' | 'control'>): Promise<Reply<'exported'>> {
    return (await this.ask({ ...request, type: 'export' }, vscode.l10n.t('Exporting the model'))) as Reply<'exported'>;
  }

  private async ask(request: Omit<ImportRequest, 'control'> | Omit<ExportRequest, 'control'>, work: string): Promise<ModelFileReply> {
    const control = platform.words(2);
    let staged: readonly string[] = [];
    try {
      const options = { location: vscode.ProgressLocation.Notification, title: work, cancellable: true };
      return await vscode.window.withProgress(options, (progress, token) => {
        let reported = 0;
        const receive = (reply: ModelFileReply): ModelFileReply | undefined => {
          if (reply.type === 'progress') {
            const percent = (100 * reply.read) / Math.max(1, reply.of);
            const message = vscode.l10n.t('{0} of {1} MB', (reply.read / 1e6).toFixed(0), (reply.of / 1e6).toFixed(0));
            progress.report({ message, increment: percent - reported });
            reported = percent;
          } else if (reply.type === 'staged') staged = reply.files;
          else if (reply.type === 'failed') {
            log.debug(reply.message);
            throw reply.id ? new UnrollError(reply.id, reply.args) : new UnrollError('thread.error', [work]);
          } else return reply;
          return undefined;
        };
        return askThread<ModelFileReply>(this.script, {
          ...{ work, request, receive, token, words: control, heartbeat: 1 },
          files: 'file' in request.source ? [platform.path.dirname(request.source.file)] : [],
          mayCancel: () => Atomics.compareExchange(control, 0, COMMIT.open, COMMIT.cancelled) !== COMMIT.committed,
          limits: this.limits,
        });
      });
    } catch (error) {
      // The thread is gone, and with it whoever would have removed them.
      for (const file of staged) platform.files.remove(file);
      throw error;
    }
  }
}

/** Where a thread finds the bytes of a file: files of other machines and virtual ones come through the host. */
export async function sourceOf(file: vscode.Uri): Promise<ModelSource> {
  return file.scheme === 'file' ? { file: file.fsPath } : { bytes: await vscode.workspace.fs.readFile(file) };
}
