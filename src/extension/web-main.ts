import * as vscode from 'vscode';
import { knowOtherWindows } from '../platform/web/platform';
import { threadsFrom } from '../platform/web/thread';
import * as extension from './main';

/** Kernels and start weights, which the threads find in front of their script: a worker made from a text has no files beside it. */
const ASSETS = ['relaxed.wasm', 'simd.wasm', 'start-weights.bin'] as const;

/** Bytes as text, in pieces that an argument list can hold. */
function base64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(''));
}

/** The same extension in a browser's worker: where its threads come from, and which other windows are open, it is given. */
export async function activate(context: vscode.ExtensionContext): Promise<extension.UnrollApi> {
  const started = performance.now();
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const read = (...path: string[]) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(dist, ...path));
  threadsFrom(async () => {
    const assets = await Promise.all(ASSETS.map(async (name) => [name, base64(await read('assets', name))]));
    const script = new TextDecoder().decode(await read('web', 'threads.js'));
    return `self.unrollAssets = ${JSON.stringify(Object.fromEntries(assets))};\n${script}`;
  });
  await knowOtherWindows();
  return { ...extension.activate(context), activation: performance.now() - started };
}

export const { deactivate } = extension;
