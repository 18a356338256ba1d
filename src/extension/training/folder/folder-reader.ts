import * as vscode from 'vscode';
import { platform } from '../../../platform';
import { UnrollError } from '../../../protocol/error';
import type { FileCounts, FileSelection, FolderQuestion, FolderReply } from '../../../protocol/folder-messages';
import { log } from '../../log';
import { askThread, THREAD_LIMITS } from '../../thread';

export type FolderText = Extract<FolderReply, { type: 'text' }>;

/** Folders are walked and read in a thread of their own, one a question: the host only hears of it. */
export class FolderReader {
  constructor(
    private readonly script: string,
    private readonly limits = THREAD_LIMITS,
  ) {}

  /** Files by the ends of their names, and the classes that there are if every file or sub-folder is one. */
  async count(folder: vscode.Uri, token?: vscode.CancellationToken): Promise<{ counts: FileCounts; classes: readonly string[] }> {
    const reply = await this.ask({ type: 'count', folder: folder.fsPath }, token);
    return reply.type === 'counted' ? reply : { counts: {}, classes: [] };
  }

  /** The selected files as one text, with a notification that counts them and can be cancelled. @throws CancellationError */
  async read(folder: vscode.Uri, { extensions, names, classes }: FileSelection): Promise<FolderText> {
    const settings = vscode.workspace.getConfiguration('unroll.folder', folder);
    const limits = { fileBytes: 1e3 * settings.get('maximumFileSize', 1000), totalBytes: 1e6 * settings.get('maximumSize', 5) };
    const selection = { extensions, names, ...(classes ? { classes } : {}) };
    const reply = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reading the folder'), cancellable: true },
      (progress, token) =>
        this.ask({ type: 'read', folder: folder.fsPath, selection, limits }, token, ({ files, of, characters }) => {
          const message = vscode.l10n.t('{0} of {1} files, {2} characters', files, of, characters.toLocaleString(vscode.env.language));
          progress.report({ message, increment: 0 });
        }),
    );
    if (reply.type !== 'text') throw new vscode.CancellationError();
    return reply;
  }

  /** How many selected files there are, and how many of them are newer than a time. */
  async changes(folder: vscode.Uri, { extensions, names }: FileSelection, since: Date): Promise<{ files: number; newer: number }> {
    const reply = await this.ask({ type: 'changes', folder: folder.fsPath, selection: { extensions, names }, since: since.getTime() });
    return reply.type === 'changes' ? reply : { files: 0, newer: 0 };
  }

  private ask(
    request: FolderQuestion,
    token?: vscode.CancellationToken,
    progress?: (progress: Extract<FolderReply, { type: 'progress' }>) => void,
  ): Promise<FolderReply> {
    const words = platform.words(1);
    const work = vscode.l10n.t('Reading the folder');
    return askThread<FolderReply>(this.script, {
      ...{ work, request, token, words, heartbeat: 0 },
      limits: this.limits,
      receive(reply) {
        if (reply.type === 'progress') progress?.(reply);
        else if (reply.type !== 'failed') return reply;
        else {
          log.debug(reply.message);
          throw reply.id ? new UnrollError(reply.id, reply.args) : new UnrollError('thread.error', [work]);
        }
        return undefined;
      },
    });
  }
}
