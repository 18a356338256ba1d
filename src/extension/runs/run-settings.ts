import * as vscode from 'vscode';

/** How the runs of trainings are kept. */
export function runSettings(): { checkpointInterval: number; keepText: boolean } {
  const configuration = vscode.workspace.getConfiguration('unroll.runs');
  const seconds = Number(configuration.get('checkpointInterval', 10));
  return { checkpointInterval: Math.min(3600, Math.max(1, seconds || 10)), keepText: configuration.get('keepText') === true };
}

/** Bytes that all runs may take; Infinity = no limit. */
export function maximumSize(): number {
  const megabytes = Number(vscode.workspace.getConfiguration('unroll.runs').get('maximumSize', 2000));
  return megabytes > 0 ? megabytes * 1e6 : Number.POSITIVE_INFINITY;
}
