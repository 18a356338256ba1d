import * as vscode from 'vscode';
import type { InsightQuestion } from '../../protocol/insight-messages';
import {
  ACTIVATION_SHARES,
  ATTENTION_SHARES,
  INFLUENCE_SHARES,
  type LevelRun,
  levelOf,
  levelRuns,
  SURPRISAL_BITS,
  signedLevelOf,
} from '../../view-model/run/text-levels';
import { Slices } from '../host-time';
import { log } from '../log';
import type { DocumentModels } from '../runs/document-models';
import type { PredictorClient } from '../suggestions/predictor-client';
import { ColourScale, swatch } from './colour-scale';

/** What the text is coloured by. */
export type ColouringMode =
  | { by: 'surprisal' }
  | { by: 'unit'; layer: number; unit: number }
  | { by: 'memory' }
  | { by: 'head'; layer: number; head: number };

interface Coloured {
  readonly editor: vscode.TextEditor;
  readonly by: ColouringMode['by'];
  /** Coloured runs of characters. */
  readonly runs: readonly LevelRun[];
  /** UTF-16 units that were looked at. */
  readonly units: number;
  /** That the host thread was held at most without a rest. */
  readonly milliseconds: number;
}

/** Milliseconds of rest before anything is asked. */
const REST = 120;
/** UTF-16 units coloured at most: a file of one endless line is all visible. */
const MAX_UNITS = 12_000;

/** Colours the visible text of editors whose document has a model. Off unless asked; everything is computed in the predictor thread. */
export class Colouring implements vscode.Disposable {
  private mode: ColouringMode | undefined;
  private scale: ColourScale | undefined;
  private timer: NodeJS.Timeout | undefined;
  private asking: vscode.CancellationTokenSource | undefined;
  private readonly legend = vscode.window.createStatusBarItem('unroll.colouring', vscode.StatusBarAlignment.Right, 89);
  private readonly subscriptions: vscode.Disposable[];
  private readonly coloured = new vscode.EventEmitter<Coloured>();
  /** Text has new colours. */
  readonly onDidColour = this.coloured.event;

  constructor(
    private readonly predictor: PredictorClient,
    private readonly models: DocumentModels,
  ) {
    this.legend.name = vscode.l10n.t('Unroll colours');
    this.legend.command = 'unroll.colouringOff';
    this.subscriptions = [
      this.legend,
      this.coloured,
      vscode.window.onDidChangeTextEditorVisibleRanges(() => this.soon()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.soon()),
      vscode.workspace.onDidChangeTextDocument(() => this.soon()),
      vscode.window.onDidChangeTextEditorSelection(() => {
        if (this.mode?.by === 'memory' || this.mode?.by === 'head') this.soon();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.soon()),
      vscode.window.onDidChangeActiveColorTheme(() => {
        if (!this.mode) return;
        this.scale?.dispose();
        this.scale = new ColourScale();
        this.soon();
      }),
      // Training goes on: each checkpoint knows the text better.
      models.onDidChange(() => this.soon(500)),
    ];
  }

  get current(): ColouringMode | undefined {
    return this.mode;
  }

  async show(mode: ColouringMode): Promise<void> {
    this.mode = mode;
    this.scale ??= new ColourScale();
    void vscode.commands.executeCommand('setContext', 'unroll.colouring', true);
    await this.update();
  }

  off(): void {
    this.mode = undefined;
    clearTimeout(this.timer);
    this.asking?.cancel();
    this.scale?.dispose();
    this.scale = undefined;
    this.legend.hide();
    void vscode.commands.executeCommand('setContext', 'unroll.colouring', false);
  }

  private soon(rest = REST): void {
    if (!this.mode) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), rest);
  }

  /** Settled when the visible text is coloured as it is now. */
  private async update(): Promise<void> {
    const mode = this.mode;
    if (!mode) return;
    // What was asked before is for a view that has gone.
    this.asking?.cancel();
    this.asking = new vscode.CancellationTokenSource();
    const { token } = this.asking;
    const editors = vscode.window.visibleTextEditors.filter(({ document }) => this.models.of(document.uri));
    if (editors.length === 0) this.legend.hide();
    await Promise.all(editors.map((editor) => this.colour(editor, mode, token)));
  }

  private async colour(editor: vscode.TextEditor, mode: ColouringMode, token: vscode.CancellationToken): Promise<void> {
    const slices = new Slices();
    const { document } = editor;
    const lines = visibleLines(editor);
    const crlf = document.eol === vscode.EndOfLine.CRLF;
    // Offsets count LF as one unit whatever the document's line ending.
    const offset = (position: vscode.Position) => document.offsetAt(position) - (crlf ? position.line : 0);
    const texts: string[] = [];
    let from = -1;
    let units = 0;
    for (let line = lines.first; line <= lines.last && units < MAX_UNITS; line++) {
      if (from < 0) from = offset(new vscode.Position(line, 0));
      texts.push(document.lineAt(line).text.slice(0, MAX_UNITS));
      units += texts.at(-1)!.length + 1;
    }
    if (from < 0) return;
    const { version } = document;
    const reply = await slices.wait(this.predictor.insight(document, question(mode, from, from + units, offset(editor.selection.active)), token));
    if (reply?.type !== 'values' || this.mode !== mode || !this.scale) return;
    const { scale } = this;
    const holds = () => this.mode === mode && this.scale === scale && document.version === version && !token.isCancellationRequested;
    const values = aligned(reply.values, reply.from, from, units);
    const largest = values.reduce((top, value) => (Number.isNaN(value) ? top : Math.max(top, Math.abs(value))), 0) || 1;
    const level = {
      surprisal: (value: number) => levelOf(value, SURPRISAL_BITS),
      memory: (value: number) => levelOf(value, INFLUENCE_SHARES),
      head: (value: number) => levelOf(value, ATTENTION_SHARES),
      // Most characters have a colour then: the strongest are left out.
      unit: (value: number) => unitLevel(signedLevelOf(value / largest, ACTIVATION_SHARES)),
    }[mode.by];
    const runs = levelRuns(texts, lines.first, values, level);
    await scale.apply(editor, runs, slices, holds);
    if (!holds()) {
      // Who asked anew colours anew.
      if (!token.isCancellationRequested) this.soon();
      return;
    }
    await slices.rest();
    if (editor === vscode.window.activeTextEditor || vscode.window.visibleTextEditors.length === 1) this.showLegend(mode, values);
    const milliseconds = slices.longestSoFar();
    log.trace(`coloured ${units} units by ${mode.by}, the host thread held for ${milliseconds.toFixed(2)} ms at most`);
    this.coloured.fire({ editor, by: mode.by, runs, units, milliseconds });
  }

  private showLegend(mode: ColouringMode, values: Float32Array): void {
    const tooltip = new vscode.MarkdownString();
    tooltip.supportHtml = true;
    const rows = (entries: [number, string][]) => entries.map(([level, text]) => `${swatch(level)} ${text}`).join('<br>');
    if (mode.by === 'surprisal') {
      const known = values.filter((value) => !Number.isNaN(value));
      const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
      this.legend.text = `$(symbol-color) ${vscode.l10n.t('surprisal {0} bits', mean.toFixed(2))}`;
      tooltip.appendMarkdown(
        `${vscode.l10n.t('How unexpected each character was for the network: −log₂ p. Uncoloured is below one bit; hover a character for what was expected instead.')}<br><br>`,
      );
      tooltip.appendMarkdown(rows(SURPRISAL_BITS.map((bits, i) => [i + 1, `≥ ${bits}`])));
    } else if (mode.by === 'unit') {
      this.legend.text = `$(symbol-color) ${vscode.l10n.t('unit {0}', unitName(mode))}`;
      tooltip.appendMarkdown(`${vscode.l10n.t('Activation of one hidden unit after each character, as a share of its largest one here.')}<br><br>`);
      tooltip.appendMarkdown(
        rows([
          ...ACTIVATION_SHARES.map((share, i): [number, string] => [unitLevel(i + 1), `≥ ${share}`]).reverse(),
          ...ACTIVATION_SHARES.map((share, i): [number, string] => [-i - 1, `≤ −${share}`]),
        ]),
      );
    } else if (mode.by === 'head') {
      this.legend.text = `$(symbol-color) ${vscode.l10n.t('attention of head {0}', headName(mode))}`;
      tooltip.appendMarkdown(
        `${vscode.l10n.t('How much attention the head pays to each earlier character when it reads the one before the cursor.')}<br><br>`,
      );
      tooltip.appendMarkdown(rows(ATTENTION_SHARES.map((share, i) => [i + 1, `≥ ${share}`])));
    } else {
      this.legend.text = `$(symbol-color) ${vscode.l10n.t('memory at the cursor')}`;
      tooltip.appendMarkdown(
        `${vscode.l10n.t('How much each earlier character influences the prediction at the cursor: ‖∂ logit / ∂x‖, relative to the largest.')}<br><br>`,
      );
      tooltip.appendMarkdown(rows(INFLUENCE_SHARES.map((share, i) => [i + 1, `≥ ${share}`])));
    }
    tooltip.appendMarkdown(`<br><br>${vscode.l10n.t('Click to turn the colours off.')}`);
    this.legend.tooltip = tooltip;
    this.legend.accessibilityInformation = {
      label: vscode.l10n.t('Unroll colours: {0}. Turn them off.', this.legend.text.replace(/\$\([^)]*\)/g, '').trim()),
      role: 'button',
    };
    this.legend.show();
  }

  dispose(): void {
    this.off();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** Layer and unit as people count them. */
export function unitName({ layer, unit }: { layer: number; unit: number }): string {
  return `${layer + 1}.${unit + 1}`;
}

/** Layer and head as people count them. */
export function headName({ layer, head }: { layer: number; head: number }): string {
  return `${layer + 1}.${head + 1}`;
}

/** Level of the scale for one of four either way: blue below zero, as strong as orange above. */
const unitLevel = (signed: number): number => (signed > 0 ? signed + 1 : signed);

function question(mode: ColouringMode, from: number, to: number, cursor: number): InsightQuestion {
  if (mode.by === 'surprisal') return { type: 'surprisal', from, to };
  if (mode.by === 'unit') return { type: 'activation', from, to, layer: mode.layer, unit: mode.unit };
  if (mode.by === 'head') return { type: 'attended', offset: cursor, layer: mode.layer, head: mode.head };
  return { type: 'influence', offset: cursor };
}

function visibleLines({ visibleRanges }: vscode.TextEditor): { first: number; last: number } {
  return {
    first: Math.min(...visibleRanges.map((range) => range.start.line)),
    last: Math.max(...visibleRanges.map((range) => range.end.line)),
  };
}

/** Values that begin at `start` as values that begin at `from`, NaN where there are none. */
function aligned(values: Float32Array, start: number, from: number, units: number): Float32Array {
  if (start === from && values.length === units) return values;
  const result = new Float32Array(units).fill(Number.NaN);
  for (let i = Math.max(0, from - start); i < values.length && start + i < from + units; i++) result[start + i - from] = values[i]!;
  return result;
}
