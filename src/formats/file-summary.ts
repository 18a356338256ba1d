import type { FileSummary } from '../protocol/inspector-messages';
import { MODEL_FORMAT } from './model-file';
import type { SafetensorsHeader } from './safetensors-header';

/** Tensors whose rows are sent to the page. */
const MAX_TENSORS = 2000;
/** Characters of a metadata value that are shown. */
const MAX_TEXT = 2000;
const MAX_PROPERTIES = 200;

/** What the inspector shows of a header. Metadata comes from outside and stays text. */
export function summarize(name: string, bytes: number, { tensors, metadata }: SafetensorsHeader): FileSummary {
  const ours = metadata.get('format') === MODEL_FORMAT;
  const properties = ours ? modelProperties(metadata) : [...metadata].map(([key, value]) => [key, shorten(value)] as const);
  return {
    name,
    bytes,
    tensorCount: tensors.length,
    tensors: tensors.slice(0, MAX_TENSORS).map((tensor) => ({ name: tensor.name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes })),
    parameters: tensors.filter(({ name: own }) => !ours || !own.startsWith('resume.')).reduce((sum, { elements }) => sum + elements, 0),
    properties: properties.slice(0, MAX_PROPERTIES),
    kind: ours ? 'unroll' : 'foreign',
  };
}

/** Options of the configuration one by one, the vocabulary as its characters, and what a run would be resumed with. */
function modelProperties(metadata: ReadonlyMap<string, string>): (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [];
  const configuration = parse(metadata.get('configuration'));
  if (typeof configuration === 'object' && configuration !== null)
    for (const [key, value] of Object.entries(configuration))
      rows.push([key, shorten(typeof value === 'object' ? JSON.stringify(value) : String(value))]);
  const vocabulary = parse(metadata.get('vocabulary'));
  if (Array.isArray(vocabulary)) rows.push([`vocabulary (${vocabulary.length})`, shorten(vocabulary.map(visible).join(''))]);
  for (const [key, value] of metadata) if (key !== 'configuration' && key !== 'vocabulary') rows.push([key, shorten(value)]);
  return rows;
}

/** A character of the vocabulary as a sign that shows. */
function visible(item: unknown): string {
  if (item === null) return '\uFFFD';
  return { '\n': '↵', '\t': '⇥', ' ': '␣' }[String(item)] ?? String(item);
}

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function parse(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch {
    return undefined;
  }
}
