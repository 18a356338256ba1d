import { describeKind } from '../network/layers/descriptions';
import { UnrollError } from './error';
import { kindsOf } from './kinds';
import type { Configuration } from './options';

type Given = Partial<Configuration>;

/** What the papers of the newer kinds have around every layer, with inputs as loud as they are there. */
const SURROUNDINGS = { residual: 'on', norm: 'rms', headNorm: 'rms', inputInit: 'wide' } as const satisfies Given;

/**
 * A configuration with what surrounds its layers where nobody says otherwise: kinds whose papers have them get an embedding as wide as the layers, RMS norms
 * before each layer and the output, residual connections and loud inputs; a stack of classical kinds stays the plain net that it is.
 * @param explicit options that were asked for: they are honoured or refused
 * @throws UnrollError for options that do not go together
 */
export function completeArchitecture(configuration: Configuration, explicit: Given): Configuration {
  const kinds = kindsOf(configuration).map(describeKind);
  const surrounded = kinds.some((kind) => kind.surrounded);
  const result = { ...configuration, ...(surrounded ? SURROUNDINGS : {}), layers: kinds.length };
  for (const key of ['residual', 'norm', 'headNorm', 'inputInit'] as const)
    if (explicit[key] !== undefined) Object.assign(result, { [key]: explicit[key] });
  // Residual sums and norms ask for inputs of the layers' width, as loud as themselves.
  if (surrounded || result.residual === 'on' || result.norm !== 'none') {
    result.inputInit = explicit.inputInit ?? 'wide';
    result.embedding = explicit.embedding ?? result.hidden;
  }
  const [first] = kinds;
  if (first?.reads && result.embedding === 0) throw new UnrollError('configuration.embedding', [first.title], { exitCode: 2 });
  if (first?.reads === 'own width' && result.embedding !== result.hidden)
    throw new UnrollError('configuration.width', [first.title, result.hidden, result.embedding], { exitCode: 2 });
  // Rotary positions turn pairs of a head's numbers.
  const attends = kinds.some((kind) => kind.options.includes('attentionHeads'));
  if (attends && result.hidden % (2 * result.attentionHeads) !== 0)
    throw new UnrollError('configuration.heads', [result.hidden, result.attentionHeads], { exitCode: 2 });
  return result;
}
