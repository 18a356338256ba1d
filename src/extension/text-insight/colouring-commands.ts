import * as vscode from 'vscode';
import { describeKind } from '../../network/layers/descriptions';
import { kindsOf } from '../../protocol/kinds';
import type { DocumentModels } from '../runs/document-models';
import type { PredictorClient } from '../suggestions/predictor-client';
import { type Colouring, headName, unitName } from './colouring';

/** The active document, or undefined after a message that it has no model. */
function documentWithModel(models: DocumentModels): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document && models.of(document.uri)) return document;
  void vscode.window.showInformationMessage(vscode.l10n.t('Train a network on this file first.'));
  return undefined;
}

export async function colourBySurprisal(colouring: Colouring, models: DocumentModels): Promise<void> {
  if (documentWithModel(models)) await colouring.show({ by: 'surprisal' });
}

export async function showMemory(colouring: Colouring, models: DocumentModels): Promise<void> {
  if (documentWithModel(models)) await colouring.show({ by: 'memory' });
}

/** Shades by what a head of attention sees from the cursor: given by number, or picked from those that the network has. */
export async function colourByHead(colouring: Colouring, models: DocumentModels, given?: unknown): Promise<void> {
  const head = placeOf(given, 'head');
  const visible = head && vscode.window.visibleTextEditors.some(({ document }) => models.of(document.uri));
  const document = visible ? undefined : documentWithModel(models);
  if (!visible && !document) return;
  const chosen = head ?? (await pickHead(models, document!));
  if (chosen) await colouring.show({ by: 'head', ...chosen });
}

async function pickHead(models: DocumentModels, document: vscode.TextDocument): Promise<{ layer: number; head: number } | undefined> {
  const { configuration } = models.of(document.uri)!;
  const items = kindsOf(configuration).flatMap((kind, layer) =>
    describeKind(kind).family === 'attention'
      ? Array.from({ length: configuration.attentionHeads }, (_, head) => ({
          label: vscode.l10n.t('Head {0}', headName({ layer, head })),
          layer,
          head,
        }))
      : [],
  );
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The network of this file has no attention. Train one whose layers are of that kind.'));
    return undefined;
  }
  return vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Colour the text by an attention head'),
    placeHolder: vscode.l10n.t('Layer and head'),
  });
}

/** Colours by a hidden unit: given by number, or picked from those that track something. */
export async function colourByUnit(colouring: Colouring, predictor: PredictorClient, models: DocumentModels, given?: unknown): Promise<void> {
  const unit = placeOf(given, 'unit');
  // From the panel no text editor need be the active one: all that show a text with a model are coloured.
  const visible = unit && vscode.window.visibleTextEditors.some(({ document }) => models.of(document.uri));
  const document = visible ? undefined : documentWithModel(models);
  if (!visible && !document) return;
  const chosen = unit ?? (await pickUnit(document!, predictor));
  if (chosen) await colouring.show({ by: 'unit', ...chosen });
}

/** A layer and one of its units or heads, as commands are given them. */
function placeOf<K extends string>(given: unknown, key: K): ({ layer: number } & Record<K, number>) | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { layer, [key]: place } = given as Record<string, unknown>;
  const whole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 4096;
  return whole(layer) && whole(place) ? ({ layer, [key]: place } as { layer: number } & Record<K, number>) : undefined;
}

async function pickUnit(document: vscode.TextDocument, predictor: PredictorClient): Promise<{ layer: number; unit: number } | undefined> {
  const names: Record<string, string> = {
    string: vscode.l10n.t('inside a string'),
    comment: vscode.l10n.t('inside a comment'),
    bracket: vscode.l10n.t('depth of brackets'),
    column: vscode.l10n.t('position in the line'),
    indentation: vscode.l10n.t('indentation'),
    wordEnd: vscode.l10n.t('end of a word'),
  };
  const reply = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for units that track something …') },
    () => predictor.insight(document, { type: 'units' }),
  );
  if (reply?.type !== 'units') return undefined;
  const { layers, hidden } = reply;
  type Item = vscode.QuickPickItem & { layer?: number; unit?: number };
  const items: Item[] = [];
  let feature: string | undefined;
  for (const ranked of reply.units) {
    if (ranked.feature !== feature) items.push({ label: names[ranked.feature] ?? ranked.feature, kind: vscode.QuickPickItemKind.Separator });
    feature = ranked.feature;
    items.push({
      label: vscode.l10n.t('Unit {0}', unitName(ranked)),
      description: `${names[ranked.feature] ?? ranked.feature}, r = ${ranked.correlation.toFixed(2)}`,
      layer: ranked.layer,
      unit: ranked.unit,
    });
  }
  items.push({ label: vscode.l10n.t('Another unit'), kind: vscode.QuickPickItemKind.Separator }, { label: vscode.l10n.t('By its number …') });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Colour the text by a hidden unit'),
    placeHolder: vscode.l10n.t('Units by what they follow most closely in this text (r: correlation)'),
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  if (picked.layer !== undefined && picked.unit !== undefined) return { layer: picked.layer, unit: picked.unit };
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Layer and unit'),
    value: '1.1',
    prompt: vscode.l10n.t('Layer 1 to {0}, unit 1 to {1}, separated by a dot.', layers, hidden),
    validateInput: (text) =>
      parseUnit(text, layers, hidden) ? undefined : vscode.l10n.t('Layer 1 to {0}, unit 1 to {1}, separated by a dot.', layers, hidden),
  });
  return typed === undefined ? undefined : parseUnit(typed, layers, hidden);
}

function parseUnit(text: string, layers: number, hidden: number): { layer: number; unit: number } | undefined {
  const match = /^\s*(\d+)\.(\d+)\s*$/.exec(text);
  const [layer, unit] = match ? [Number(match[1]) - 1, Number(match[2]) - 1] : [-1, -1];
  return layer >= 0 && layer < layers && unit >= 0 && unit < hidden ? { layer, unit } : undefined;
}
