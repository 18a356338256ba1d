import type { Model } from '../../protocol/model';
import { describeNetwork, networkClass } from './network-class';
import template from './template.py';

/**
 * A Python script of the same model in PyTorch: loads the weights, evaluates, samples, trains on (on several processes through torchrun) and writes
 * a safetensors file back.
 * @param names of the script and of the model file beside it
 */
export function pytorchScript({ configuration, vocabulary }: Model, names: { script: string; model: string }): string {
  const title = `A character model made by Unroll, in PyTorch: ${describeNetwork(configuration)}, ${configuration.layers} x ${configuration.hidden} hidden units, ${vocabulary.length} characters.`;
  const result = names.model.replace(/(\.safetensors)?$/, '-trained.safetensors');
  const words: Record<string, string> = { title, script: names.script, model: names.model, result };
  // File names come from outside: nothing of them may end the Python text that they stand in.
  const filled = template.replace(/<(title|script|model|result)>/g, (_, word: string) => words[word]!.replace(/["\\\n\r]/g, '_'));
  return filled.replace(/# <network>[\s\S]*# <\/network>/, () => `\n${networkClass(configuration, vocabulary.length)}`);
}
